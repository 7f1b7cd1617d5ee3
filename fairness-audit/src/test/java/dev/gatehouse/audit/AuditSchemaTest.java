package dev.gatehouse.audit;

import static dev.gatehouse.audit.Schemas.faults;
import static dev.gatehouse.audit.Schemas.names;
import static dev.gatehouse.audit.Schemas.schema;
import static dev.gatehouse.audit.Schemas.with;
import static dev.gatehouse.audit.Schemas.yaml;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.audit.plan.AuditException;
import dev.gatehouse.audit.plan.AuditPlan;
import dev.gatehouse.audit.plan.ComparisonMetric;
import dev.gatehouse.audit.plan.GroupMetric;
import dev.gatehouse.audit.plan.Profile;
import dev.gatehouse.audit.report.AuditReport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The published schemas and what is read and written must agree. */
class AuditSchemaTest {
    private static final JsonNode PLAN = schema(AuditPlan.class, "audit-plan.schema.json");
    private static final JsonNode REPORT = schema(AuditReport.class, "audit-report.schema.json");

    private static final String EVERY_MEMBER = """
            kind: fairness
            profile: credit
            data: people.csv
            weight: w
            label: {column: y, positive: "1"}
            decision: {column: d, positive: "1"}
            score: s
            scoring_rate: true
            favourable: negative
            protected: [g, h]
            intersections: 2
            strata: [dept]
            reference: {g: a}
            unknown: [unknown]
            smallest_share: 0.02
            proxies: {features: [a, b]}
            explanations: {metric: log_loss, rows: 500, repeats: 3, local: 2, together: {home: [b, a]}}
            minimum_group: 50
            disclosure_minimum: 20
            confidence: 0.9
            limits: {disparate_impact: {min: 0.8}, auc_gap: {min: -0.1, max: 0.1}}
            deciding: all
            """;

    static List<AuditPlan> plans() {
        return Reports.PLANS;
    }

    @ParameterizedTest
    @MethodSource("plans")
    void canonicalPlansAndTheirReportsAreWhatTheSchemasSay(AuditPlan plan) throws IOException {
        assertThat(faults(PLAN, plan.toJson())).isEmpty();
        AuditReport report = Reports.report(plan, 7, 400);
        assertThat(faults(REPORT, report.toJson())).isEmpty();
        assertThat(faults(REPORT, report.forDisclosure(30).toJson())).isEmpty();
        assertThat(AuditReport.parse(report.toJson())).isEqualTo(report);
    }

    @Test
    void everyMemberThatTheSchemaNamesIsRead() throws IOException {
        JsonNode plan = yaml(EVERY_MEMBER);
        assertThat(faults(PLAN, plan)).isEmpty();
        assertThat(Plans.plan(EVERY_MEMBER).scoreColumn()).isEqualTo("s");
        assertThat(names(PLAN.get("properties"))).isEqualTo(names(plan));
    }

    @Test
    void theSchemasNameTheMetricsAndProfilesThatThereAre() {
        List<String> limits = Stream.of(ComparisonMetric.values())
                .flatMap(m -> Stream.concat(Stream.of(m.id()), m.aliases().stream()))
                .toList();
        assertThat(texts(PLAN.at("/properties/limits/propertyNames/enum"))).containsExactlyInAnyOrderElementsOf(limits);
        assertThat(texts(PLAN.at("/properties/profile/enum")))
                .containsExactlyElementsOf(
                        Stream.of(Profile.values()).map(Profile::id).toList());
        assertThat(texts(REPORT.at("/$defs/metrics/propertyNames/enum")))
                .containsExactlyElementsOf(
                        Stream.of(GroupMetric.values()).map(GroupMetric::id).toList());
        assertThat(texts(REPORT.at("/$defs/comparison/properties/metric/enum")))
                .containsExactlyElementsOf(Stream.of(ComparisonMetric.values())
                        .map(ComparisonMetric::base)
                        .distinct()
                        .toList());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "kind: drift",
                "decision: {score: s}",
                "decision: {score: s, threshold: high}",
                "decision: {column: d, value: p}",
                "favourable: neutral",
                "protected: []",
                "intersections: 5",
                "strata: [a, b, c, d]",
                "reference: worst",
                "smallest_share: 0.6",
                "proxies: {columns: [a]}",
                "explanations: {metric: r2}",
                "explanations: {rows: 100}",
                "explanations: {repeats: 1}",
                "explanations: {local: 11}",
                "explanations: {together: {home: [a]}}",
                "explanations: {seed: 4}",
                "minimum_group: 0",
                "confidence: 95",
                "limits: {tpr_gap: {max: 0.1}}",
                "limits: {tpr_difference: {}}",
                "threshold: 5"
            })
    void whatTheSchemaRefusesTheReaderRefusesToo(String member) throws IOException {
        JsonNode plan = with(EVERY_MEMBER, member);
        assertThat(faults(PLAN, plan)).isNotEmpty();
        assertThatThrownBy(() -> AuditPlan.parse(plan.toString().getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(AuditException.class);
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(item -> texts.add(item.asText()));
        return texts;
    }
}
