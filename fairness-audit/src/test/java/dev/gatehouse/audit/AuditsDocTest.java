package dev.gatehouse.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatehouse.audit.plan.AuditPlan;
import dev.gatehouse.audit.plan.ComparisonMetric;
import dev.gatehouse.audit.plan.GroupMetric;
import dev.gatehouse.audit.plan.Profile;
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

/** The reference of plans and metrics names what there is, and its example is a plan. */
class AuditsDocTest {
    private static final String DOC = read();

    @Test
    void everyMetricLimitProfileAndMemberIsExplained() throws IOException {
        List<String> names = new ArrayList<>();
        for (GroupMetric metric : GroupMetric.values()) {
            names.add(metric.id());
        }
        for (ComparisonMetric metric : ComparisonMetric.values()) {
            names.add(metric.id());
            names.addAll(metric.aliases());
        }
        for (Profile profile : Profile.values()) {
            names.add(profile.id());
        }
        try (InputStream schema = AuditPlan.class.getResourceAsStream("audit-plan.schema.json")) {
            new ObjectMapper().readTree(schema).get("properties").fieldNames().forEachRemaining(names::add);
        }
        assertThat(names)
                .hasSizeGreaterThan(100)
                .allSatisfy(name -> assertThat(DOC).contains("`" + name + "`"));
    }

    @Test
    void theExampleIsAPlan() {
        Matcher example = Pattern.compile("```yaml\\n(kind: fairness.*?)```", Pattern.DOTALL)
                .matcher(DOC);
        assertThat(example.find()).isTrue();
        assertThat(Plans.plan(example.group(1)).limits()).hasSize(3);
    }

    private static String read() {
        try {
            return Files.readString(Path.of("../docs/audits.md"), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
