package dev.gatehouse.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.gatehouse.audit.plan.AuditPlan;
import dev.gatehouse.audit.plan.ComparisonMetric;
import dev.gatehouse.audit.plan.GroupMetric;
import dev.gatehouse.audit.report.AuditReport;
import dev.gatehouse.audit.report.Estimate;
import dev.gatehouse.audit.report.Verdict;
import java.io.IOException;
import java.io.InputStream;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Values that Fairlearn, AIF360 and TrustyAI publish in their own tests; each vector names its source. */
class PeerVectorsTest {
    private static final Map<String, JsonNode> VECTORS = vectors();
    private static final String LIMIT = "minimum_group: 1\nlimits: {impact_ratio: {min: 0.8}}\n";

    @ParameterizedTest
    @ValueSource(strings = {"fl-overall", "fl-group-a", "fl-group-b", "fl-group-c"})
    void groupRatesMatchFairlearn(String id) {
        JsonNode expected = VECTORS.get(id).get("expected");
        AuditReport report = audit(id, "sensitive", "protected: [g]\n" + LIMIT);
        String group = id.substring(id.lastIndexOf('-') + 1);
        Map<String, Estimate> metrics = group.equals("overall")
                ? report.overall().metrics()
                : group(report, Map.of("g", group)).metrics();
        long n = group.equals("overall")
                ? report.overall().n()
                : group(report, Map.of("g", group)).n();
        assertThat(n).isEqualTo(expected.get("count").asLong());
        assertThat(metrics.get("tpr").value()).isCloseTo(expected.get("tpr").asDouble(), within(1e-6));
        assertThat(metrics.get("fpr").value()).isCloseTo(expected.get("fpr").asDouble(), within(1e-6));
        assertThat(metrics.get("selection_rate").value())
                .isCloseTo(expected.get("sel").asDouble(), within(1e-6));
    }

    /** Fairlearn's between-groups difference and ratio are the summaries: max − min and min / max. */
    @Test
    void summariesMatchFairlearnsBetweenGroups() {
        AuditReport report = audit("fl-overall", "sensitive", "protected: [g]\n" + LIMIT);
        JsonNode difference = VECTORS.get("fl-difference").get("expected");
        assertThat(span(report, "tpr")).isCloseTo(difference.get("tpr").asDouble(), within(1e-6));
        assertThat(span(report, "fpr")).isCloseTo(difference.get("fpr").asDouble(), within(1e-6));
        assertThat(span(report, "selection_rate"))
                .isCloseTo(difference.get("sel").asDouble(), within(1e-6))
                .isCloseTo(expected("fl-dpd"), within(1e-6));
        assertThat(span(report, "tpr")).isCloseTo(expected("fl-recalldiff"), within(1e-6));
        assertThat(Math.max(span(report, "tpr"), span(report, "fpr"))).isCloseTo(expected("fl-eod"), within(1e-6));
        assertThat(Found.summary(report, "g", "selection_rate").ratio().value())
                .isCloseTo(expected("fl-dpr"), within(1e-6));
    }

    private static double span(AuditReport report, String metric) {
        return Found.summary(report, "g", metric).difference().value();
    }

    /** Fairlearn says 0 where precision has no positive decision; here it would be undefined, so such groups are skipped. */
    @ParameterizedTest
    @CsvSource({"fl-intersect-recall, tpr", "fl-intersect-precision, ppv", "fl-control, accuracy"})
    void intersectionsMatchFairlearn(String id, String metric) {
        JsonNode input = VECTORS.get(id).get("input");
        Rows rows = Rows.withColumns("g", "h", "y", "d");
        for (int i = 0; i < input.get("y_true").size(); i++) {
            boolean controlled = input.has("control");
            rows.row(
                    controlled
                            ? input.get("control").get(i).asText()
                            : input.get("sensitive").get(0).get(i).asText(),
                    controlled
                            ? input.get("sensitive").get(i).asText()
                            : input.get("sensitive").get(1).get(i).asText(),
                    input.get("y_true").get(i).asText(),
                    input.get("y_pred").get(i).asText());
        }
        AuditPlan plan = Plans.decided("protected: [g, h]\nintersections: 2\n" + LIMIT);
        AuditReport report = FairnessAudit.evaluate(plan, rows.cells(plan), "by hand", null);
        int compared = 0;
        for (Map.Entry<String, JsonNode> expected :
                VECTORS.get(id).get("expected").properties()) {
            String[] values = expected.getKey().split("\\|", -1);
            AuditReport.Group group = group(report, Map.of("g", values[0], "h", values[1]));
            if (group.metrics().get(metric).isDefined()) {
                assertThat(group.metrics().get(metric).value())
                        .as(expected.getKey())
                        .isCloseTo(expected.getValue().asDouble(), within(1e-6));
                compared++;
            } else {
                assertThat(expected.getValue().asDouble()).isZero();
            }
        }
        assertThat(compared).isGreaterThanOrEqualTo(5);
    }

    @ParameterizedTest
    @CsvSource({"fl-tpr, tpr, 1", "fl-tnr, tnr, 1", "fl-tpr-pos0, tpr, 0"})
    void singleRatesMatchFairlearn(String id, String metric, String positive) {
        Rows rows = pairs(id, null);
        AuditPlan plan = Plans.plan("""
                kind: fairness
                data: rows.csv
                label: {column: y, positive: "%1$s"}
                decision: {column: d, positive: "%1$s"}
                protected: [g]
                """.formatted(positive) + LIMIT);
        AuditReport report = FairnessAudit.evaluate(plan, rows.cells(plan), "by hand", null);
        assertThat(report.overall().metrics().get(metric).value()).isCloseTo(expected(id), within(1e-6));
    }

    @ParameterizedTest
    @CsvSource({"fl-sel-unw, 1", "fl-sel-cat, b"})
    void selectionRatesMatchFairlearn(String id, String positive) {
        Rows rows = Rows.withColumns("g", "d");
        VECTORS.get(id).get("input").get("y_pred").forEach(prediction -> rows.row("all", prediction.asText()));
        AuditPlan plan = Plans.plan("""
                {kind: fairness, data: rows.csv, decision: {column: d, positive: "%s"}, protected: [g],
                 limits: {impact_ratio: {min: 0.8}}}""".formatted(positive));
        AuditReport report = FairnessAudit.evaluate(plan, rows.cells(plan), "by hand", null);
        assertThat(report.overall().metric(GroupMetric.SELECTION_RATE).value()).isCloseTo(expected(id), within(1e-6));
    }

    /** Fairlearn gives 0 for a rate over no rows; here it is undefined and says why. */
    @ParameterizedTest
    @CsvSource({"fl-zeros, tpr fnr, no row has a positive label", "fl-ones, fpr tnr, no row has a negative label"})
    void ratesOverNothingAreUndefinedWhereFairlearnSaysZero(String id, String undefined, String reason) {
        AuditReport report = audit(id, null, "protected: [g]\n" + LIMIT);
        VECTORS.get(id).get("expected").properties().forEach(expected -> {
            Estimate estimate = report.overall().metrics().get(expected.getKey());
            if (List.of(undefined.split(" ")).contains(expected.getKey())) {
                assertThat(expected.getValue().asDouble()).isZero();
                assertThat(estimate.undefined()).isEqualTo(reason);
            } else {
                assertThat(estimate.value()).isEqualTo(expected.getValue().asDouble());
            }
        });
    }

    /** AIF360-R's twenty rows; privileged is sex = 1, so differences are group 0 minus reference 1. */
    @Test
    void comparisonsMatchAif360() {
        AuditReport report = audit("aifr-accuracy", "sex", "protected: [g]\nreference: {g: \"1\"}\n" + LIMIT);
        ToDoubleFunction<ComparisonMetric> difference =
                metric -> Found.estimate(Found.first(report, metric), metric).value();
        close("aifr-disparate_impact", difference.applyAsDouble(ComparisonMetric.IMPACT_RATIO));
        close(
                "aifr-statistical_parity_difference",
                difference.applyAsDouble(ComparisonMetric.SELECTION_RATE_DIFFERENCE));
        close("aifr-equal_opportunity_difference", difference.applyAsDouble(ComparisonMetric.TPR_DIFFERENCE));
        close("aifr-false_positive_rate_difference", difference.applyAsDouble(ComparisonMetric.FPR_DIFFERENCE));
        // Error rate is 1 − accuracy and false discovery rate 1 − precision, so their differences have our sign
        // reversed.
        close("aifr-error_rate_difference", -difference.applyAsDouble(ComparisonMetric.ACCURACY_DIFFERENCE));
        close("aifr-false_discovery_rate_difference", -difference.applyAsDouble(ComparisonMetric.PPV_DIFFERENCE));
        close(
                "aifr-average_odds_difference",
                (difference.applyAsDouble(ComparisonMetric.TPR_DIFFERENCE)
                                + difference.applyAsDouble(ComparisonMetric.FPR_DIFFERENCE))
                        / 2);
        Map<String, Estimate> overall = report.overall().metrics();
        close("aifr-accuracy", overall.get("accuracy").value());
        close("aifr-false_negative_rate", overall.get("fnr").value());
        close("aifr-false_positive_rate", overall.get("fpr").value());
        close("aifr-selection_rate", overall.get("selection_rate").value());
        close("aifr-specificity", overall.get("tnr").value());
        close("aifr-recall", overall.get("tpr").value());
        close("aifr-precision", overall.get("ppv").value());
        close(
                "aifr-accuracy_priv",
                group(report, Map.of("g", "1")).metric(GroupMetric.ACCURACY).value());
        close(
                "aifr-accuracy_unpriv",
                group(report, Map.of("g", "0")).metric(GroupMetric.ACCURACY).value());
    }

    /** Adult by its published counts. AIF360's dataset metrics take the label as the decision, so the plan does too. */
    @Test
    void adultMatchesAif360AndTrustyAi() {
        JsonNode counts = VECTORS.get("aifr-adult-counts").get("expected");
        Rows rows = Rows.withColumns("g", "d")
                .times(counts.get("pos_priv").asInt(), "1", "0")
                .times(counts.get("neg_priv").asInt(), "1", "1")
                .times(counts.get("pos_unpriv").asInt(), "0", "0")
                .times(counts.get("neg_unpriv").asInt(), "0", "1");
        AuditPlan plan = Plans.plan("""
                {kind: fairness, data: adult.csv, decision: {column: d, positive: "1"}, favourable: negative,
                 protected: [g], reference: {g: "1"}, limits: {impact_ratio: {min: 0.8, max: 1.25}}}""");
        AuditReport report = FairnessAudit.evaluate(plan, rows.cells(plan), "by hand", null);
        close("aifr-adult-di", report.comparisons().get(0).ratio().value());
        close("aifr-adult-spd", report.comparisons().get(0).difference().value());
        close(
                "aifr-adult-base",
                report.overall().metric(GroupMetric.SELECTION_RATE).value());
        assertThat(report.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(report.flags()).isEmpty();
    }

    private static AuditReport audit(String id, String groups, String more) {
        AuditPlan plan = Plans.decided(more);
        return FairnessAudit.evaluate(plan, pairs(id, groups).cells(plan), "by hand", null);
    }

    private static Rows pairs(String id, String groups) {
        JsonNode input = VECTORS.get(id).get("input");
        Rows rows = Rows.withColumns("g", "y", "d");
        Iterator<JsonNode> decisions = input.get("y_pred").elements();
        for (int i = 0; i < input.get("y_true").size(); i++) {
            rows.row(
                    groups == null ? "all" : input.get(groups).get(i).asText(),
                    input.get("y_true").get(i).asText(),
                    decisions.next().asText());
        }
        return rows;
    }

    private static AuditReport.Group group(AuditReport report, Map<String, String> attributes) {
        return report.groups().stream()
                .filter(g -> g.attributes().equals(attributes))
                .findFirst()
                .orElseThrow();
    }

    private static void close(String id, double value) {
        assertThat(value)
                .as(id)
                .isCloseTo(expected(id), within(VECTORS.get(id).get("tolerance").asDouble()));
    }

    private static double expected(String id) {
        return VECTORS.get(id).get("expected").asDouble();
    }

    private static Map<String, JsonNode> vectors() {
        try (InputStream in = PeerVectorsTest.class.getResourceAsStream("peer_vectors.json")) {
            Map<String, JsonNode> vectors = new LinkedHashMap<>();
            JsonMapper.builder()
                    .build()
                    .readTree(in)
                    .forEach(v -> vectors.put(v.get("id").asText(), v));
            return vectors;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
