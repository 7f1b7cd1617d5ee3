package dev.gatehouse.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatehouse.audit.plan.DriftCheck;
import dev.gatehouse.audit.plan.DriftPlan;
import dev.gatehouse.audit.report.DriftReport;
import dev.gatehouse.audit.stat.DriftMetric;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** docs/drift.md names what there is, and its example is a plan. */
class DriftDocTest {
    private static final String DOC = read();

    @Test
    void everyMetricCheckMemberAndFindingIsExplained() throws IOException {
        List<String> names = new ArrayList<>();
        for (DriftMetric metric : DriftMetric.values()) {
            names.add(metric.id());
        }
        for (DriftCheck check : DriftCheck.values()) {
            names.add(check.id());
        }
        for (DriftPlan.Method method : DriftPlan.Method.values()) {
            names.add(method.id());
        }
        schema(DriftPlan.class, "drift-plan").get("properties").fieldNames().forEachRemaining(names::add);
        JsonNode report = schema(DriftReport.class, "drift-report");
        report.at("/properties/quality/items/properties/check/enum").forEach(check -> names.add(check.asText()));
        assertThat(names)
                .hasSizeGreaterThan(40)
                .allSatisfy(name -> assertThat(DOC).contains("`" + name + "`"));
    }

    @Test
    void theExampleIsAPlan() {
        Matcher example =
                Pattern.compile("```yaml\\n(kind: drift.*?)```", Pattern.DOTALL).matcher(DOC);
        assertThat(example.find()).isTrue();
        DriftPlan plan = DriftPlan.parse(example.group(1).getBytes(StandardCharsets.UTF_8));
        assertThat(plan.distanceLimits()).hasSize(3);
        assertThat(plan.checkLimits()).hasSize(3);
    }

    private static JsonNode schema(Class<?> owner, String name) throws IOException {
        try (InputStream in = owner.getResourceAsStream(name + ".schema.json")) {
            return new ObjectMapper().readTree(in);
        }
    }

    private static String read() {
        try {
            return Files.readString(Path.of("../docs/drift.md"), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
