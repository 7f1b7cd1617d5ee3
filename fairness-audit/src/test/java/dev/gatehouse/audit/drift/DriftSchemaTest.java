package dev.gatehouse.audit.drift;

import static dev.gatehouse.audit.Schemas.faults;
import static dev.gatehouse.audit.Schemas.names;
import static dev.gatehouse.audit.Schemas.schema;
import static dev.gatehouse.audit.Schemas.with;
import static dev.gatehouse.audit.Schemas.yaml;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.audit.plan.AuditException;
import dev.gatehouse.audit.plan.DriftCheck;
import dev.gatehouse.audit.plan.DriftPlan;
import dev.gatehouse.audit.report.DriftReport;
import dev.gatehouse.audit.stat.DriftMetric;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The published schemas and what is read and written must agree. */
class DriftSchemaTest {
    private static final JsonNode PLAN = schema(DriftPlan.class, "drift-plan.schema.json");
    private static final JsonNode REPORT = schema(DriftReport.class, "drift-report.schema.json");

    /** Every member but exclude and chunks, which exclude others. */
    private static final String MEMBERS = """
            kind: drift
            data: now.csv
            reference: then.csv
            features: [age, job]
            categorical: [job]
            score: s
            label: y
            time: {column: at, zone: Europe/Berlin, period: day}
            method: gatehouse
            metrics: {number: psi, category: hellinger, by_feature: {age: ks}}
            limits: {psi: {max: 0.25}, drifted_share: {max: 0.3}, missing_share_increase: {max: 0}, type_breaks: {max: 1}, domain_auc: {max: 0.7}}
            minimum_rows: 50
            confidence: 0.9
            classifier: true
            """;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ", method: evidently",
                ", method: nannyml, chunks: {number: 2}",
                ", score: x, label: job, limits: {wasserstein_normed: {max: 0.1}, jensen_shannon: {max: 0.01}, drifted_share: {max: 0}}",
                ", limits: {new_category_share: {max: 0}, duplicate_share: {max: 0.1}, domain_auc: {max: 0.6}}"
            })
    void canonicalPlansAndTheirReportsAreWhatTheSchemasSay(String more) throws IOException {
        String text = "{kind: drift, data: a, reference: b, chunks: {rows: 500}" + more + "}";
        DriftPlan plan = DriftPlan.parse((more.contains("chunks") ? text.replace(", chunks: {rows: 500}", "") : text)
                .getBytes(StandardCharsets.UTF_8));
        assertThat(faults(PLAN, plan.toJson())).isEmpty();
        DriftReport report = DriftAudit.evaluate(plan, DriftReports.cells(), null, null);
        assertThat(faults(REPORT, report.toJson())).isEmpty();
        DriftReport told = DriftReports.withClassifier(report);
        assertThat(faults(REPORT, told.toJson())).isEmpty();
        assertThat(DriftReport.parse(told.toJson())).isEqualTo(told);
    }

    @Test
    void everyMemberThatTheSchemaNamesIsRead() throws IOException {
        JsonNode plan = yaml(MEMBERS);
        assertThat(faults(PLAN, plan)).isEmpty();
        assertThat(DriftPlan.parse(MEMBERS.getBytes(StandardCharsets.UTF_8)).score())
                .isEqualTo("s");
        Set<String> read = names(plan);
        read.addAll(List.of("exclude", "chunks"));
        assertThat(names(PLAN.get("properties"))).isEqualTo(read);
    }

    @Test
    void theSchemaNamesTheMetricsAndChecksThatThereAre() {
        List<String> metrics =
                Stream.of(DriftMetric.values()).map(DriftMetric::id).toList();
        List<String> known = new ArrayList<>();
        PLAN.at("/$defs/metric/enum").forEach(item -> known.add(item.asText()));
        assertThat(known).containsExactlyElementsOf(metrics);
        List<String> limits = new ArrayList<>(metrics);
        Stream.of(DriftCheck.values()).map(DriftCheck::id).forEach(limits::add);
        assertThat(names(PLAN.at("/properties/limits/properties"))).containsExactlyInAnyOrderElementsOf(limits);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "kind: fairness",
                "features: some",
                "features: []",
                "categorical: age",
                "time: {zone: UTC}",
                "time: {column: at, period: hour}",
                "method: alibi",
                "metrics: {number: mmd}",
                "metrics: {numbers: ks}",
                "limits: {psi: {max: 0}}",
                "limits: {psi: {}}",
                "limits: {drifted_share: {max: 1}}",
                "limits: {type_breaks: {max: 0.5}}",
                "limits: {domain_auc: {max: 0.4}}",
                "limits: {drift: {max: 0.4}}",
                "minimum_rows: 3",
                "confidence: 95",
                "classifier: maybe",
                "threshold: 5"
            })
    void whatTheSchemaRefusesTheReaderRefusesToo(String member) throws IOException {
        JsonNode plan = with(MEMBERS, member);
        assertThat(faults(PLAN, plan)).isNotEmpty();
        assertThatThrownBy(() -> DriftPlan.parse(plan.toString().getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(AuditException.class);
    }
}
