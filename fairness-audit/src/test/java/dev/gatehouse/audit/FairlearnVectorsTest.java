package dev.gatehouse.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.audit.Vectors.Vector;
import dev.gatehouse.audit.plan.AuditPlan;
import dev.gatehouse.audit.plan.GroupMetric;
import dev.gatehouse.audit.report.AuditReport;
import dev.gatehouse.audit.report.AuditReport.Comparison;
import dev.gatehouse.audit.report.AuditReport.Group;
import dev.gatehouse.audit.report.Estimate;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Values of Fairlearn's own tests. Between groups it takes max − min and min / max, which our summaries are. */
class FairlearnVectorsTest {
    private static final String LIMIT = "minimum_group: 1\nlimits: {impact_ratio: {min: 0.8}}\n";
    /** Fairlearn's names of three metrics, and ours. */
    private static final Map<String, String> NAMES =
            Map.of("tpr", "tpr", "fpr", "fpr", "tnr", "tnr", "fnr", "fnr", "sel", "selection_rate");

    @TestFactory
    Stream<DynamicTest> values() {
        Vectors vectors = Vectors.of("fairness_fairlearn.json");
        for (String group : new String[] {"overall", "group-a", "group-b", "group-c"}) {
            vectors.check("fl-" + group, v -> rates(v, group));
        }
        vectors.check("fl-difference", FairlearnVectorsTest::differences)
                .check("fl-ratio", FairlearnVectorsTest::ratios)
                .check("fl-diff-overall", FairlearnVectorsTest::differencesToOverall)
                .check("fl-ratio-overall", FairlearnVectorsTest::ratiosToOverall)
                .check("fl-dpd", v -> v.is(difference(report(v), "selection_rate")))
                .check("fl-dpr", v -> v.is(ratio(report(v), "selection_rate")))
                .check("fl-eod", v -> v.is(Math.max(difference(report(v), "tpr"), difference(report(v), "fpr"))))
                .check("fl-eor", v -> v.is(Math.min(ratio(report(v), "tpr"), ratio(report(v), "fpr"))))
                .check("fl-recalldiff", v -> v.is(difference(report(v), "tpr")))
                .check("fl-intersect-recall", v -> intersections(v, "tpr"))
                // Fairlearn says 0 where there is no positive decision; here it is undefined.
                .check("fl-intersect-precision", v -> intersections(v, "ppv"))
                .check("fl-intersect-count", FairlearnVectorsTest::counts)
                .check("fl-control", v -> intersections(v, "accuracy"))
                .check("fl-control-diff", FairlearnVectorsTest::withinControl)
                .check("fl-weighted-recall-w1", FairlearnVectorsTest::weightedRecall)
                .check("fl-weighted-recall-w2", FairlearnVectorsTest::weightedRecall)
                .check("fl-confusion", FairlearnVectorsTest::confusion)
                .check("fl-sel-unw", v -> v.is(selected(v, "1", "")))
                .check("fl-sel-w", v -> v.is(selected(v, "1", "weight: w\n")))
                .check("fl-sel-cat", v -> v.is(selected(v, "b", "")))
                .check("fl-tpr", v -> v.is(rate(v, "tpr", "1")))
                .check("fl-tpr-pos0", v -> v.is(rate(v, "tpr", "0")))
                .check("fl-tnr", v -> v.is(rate(v, "tnr", "1")))
                .check("fl-zeros", v -> nothing(v, List.of("tpr", "fnr"), "no row has a positive label"))
                .check("fl-ones", v -> nothing(v, List.of("fpr", "tnr"), "no row has a negative label"))
                .check("fl-meanpred-w", FairlearnVectorsTest::weightedMean);
        return vectors.tests();
    }

    private static AuditReport report(Vector v) {
        return report(v, "");
    }

    private static AuditReport report(Vector v, String more) {
        AuditPlan plan = Plans.decided("protected: [g]\n" + more + LIMIT);
        return Counted.report(plan, v.rows("sensitive", "g", "y_true", "y", "y_pred", "d", "weight", "w"));
    }

    private static void rates(Vector v, String name) {
        AuditReport report = report(v);
        Map<String, Estimate> metrics;
        long n;
        if (name.equals("overall")) {
            metrics = report.overall().metrics();
            n = report.overall().n();
        } else {
            Group group = Found.group(report, Map.of("g", name.substring("group-".length())));
            metrics = group.metrics();
            n = group.n();
        }
        assertThat(n).isEqualTo(v.expected().get("count").asLong());
        for (String metric : new String[] {"tpr", "fpr", "sel"}) {
            v.is(metrics.get(NAMES.get(metric)).value(), v.expected().get(metric));
        }
    }

    private static void differences(Vector v) {
        AuditReport report = report(v);
        for (String metric : new String[] {"tpr", "fpr", "sel"}) {
            v.is(difference(report, NAMES.get(metric)), v.expected().get(metric));
        }
        v.is(
                sizes(report).max().orElseThrow() - sizes(report).min().orElseThrow(),
                v.expected().get("count"));
    }

    private static void ratios(Vector v) {
        AuditReport report = report(v);
        for (String metric : new String[] {"tpr", "fpr", "sel"}) {
            v.is(ratio(report, NAMES.get(metric)), v.expected().get(metric));
        }
        v.is(
                sizes(report).min().orElseThrow() / sizes(report).max().orElseThrow(),
                v.expected().get("count"));
    }

    private static DoubleStream sizes(AuditReport report) {
        return report.groups().stream().mapToDouble(Group::n);
    }

    /** Fairlearn takes the largest |group − overall|. */
    private static void differencesToOverall(Vector v) {
        AuditReport report = report(v, "reference: overall\n");
        for (String metric : new String[] {"tpr", "fpr", "sel"}) {
            double largest = toOverall(report, metric)
                    .mapToDouble(c -> Math.abs(c.difference().value()))
                    .max()
                    .orElseThrow();
            v.is(largest, v.expected().get(metric));
        }
        v.is(
                report.overall().n() - sizes(report).min().orElseThrow(),
                v.expected().get("count"));
    }

    /** Fairlearn folds ratios below 1 and takes the least. */
    private static void ratiosToOverall(Vector v) {
        AuditReport report = report(v, "reference: overall\n");
        for (String metric : new String[] {"tpr", "fpr", "sel"}) {
            double least = toOverall(report, metric)
                    .mapToDouble(c -> Math.min(c.ratio().value(), 1 / c.ratio().value()))
                    .min()
                    .orElseThrow();
            v.is(least, v.expected().get(metric));
        }
        v.is(
                sizes(report).min().orElseThrow() / report.overall().n(),
                v.expected().get("count"));
    }

    private static Stream<Comparison> toOverall(AuditReport report, String metric) {
        return report.comparisons().stream()
                .filter(c -> c.metric().equals(NAMES.get(metric)) && c.against().equals("overall"));
    }

    private static AuditReport byTwo(Vector v) {
        AuditPlan plan = Plans.decided("protected: [g, h]\nintersections: 2\n" + LIMIT);
        boolean controlled = v.input().has("control");
        return Counted.report(
                plan,
                v.rows(
                        controlled ? "control" : "sensitive/0",
                        "g",
                        controlled ? "sensitive" : "sensitive/1",
                        "h",
                        "y_true",
                        "y",
                        "y_pred",
                        "d"));
    }

    private static Group ofTwo(AuditReport report, String key) {
        String[] values = key.split("\\|", -1);
        return Found.group(report, Map.of("g", values[0], "h", values[1]));
    }

    private static void intersections(Vector v, String metric) {
        AuditReport report = byTwo(v);
        int compared = 0;
        for (Map.Entry<String, JsonNode> expected : v.expected().properties()) {
            Estimate estimate = ofTwo(report, expected.getKey()).metrics().get(metric);
            if (estimate.isDefined()) {
                v.is(estimate.value(), expected.getValue());
                compared++;
            } else {
                assertThat(expected.getValue().asDouble()).isZero();
            }
        }
        assertThat(compared).isGreaterThanOrEqualTo(5);
    }

    private static void counts(Vector v) {
        AuditReport report = byTwo(v);
        v.expected()
                .properties()
                .forEach(expected -> assertThat(ofTwo(report, expected.getKey()).n())
                        .isEqualTo(expected.getValue().asLong()));
    }

    private static void withinControl(Vector v) {
        AuditReport report = byTwo(v);
        v.expected().properties().forEach(expected -> {
            double[] accuracies = report.groups().stream()
                    .filter(g -> g.attributes().size() == 2
                            && expected.getKey().equals(g.attributes().get("g")))
                    .mapToDouble(g -> g.metric(GroupMetric.ACCURACY).value())
                    .sorted()
                    .toArray();
            v.is(accuracies[accuracies.length - 1] - accuracies[0], expected.getValue());
        });
    }

    private static void weightedRecall(Vector v) {
        AuditReport report = report(v, "weight: w\n");
        v.expected()
                .properties()
                .forEach(expected -> v.is(
                        expected.getKey().equals("overall")
                                ? report.overall().metric(GroupMetric.TPR).value()
                                : Found.group(report, Map.of("g", expected.getKey()))
                                        .metric(GroupMetric.TPR)
                                        .value(),
                        expected.getValue()));
    }

    /** Fairlearn lists [tn, fp, fn, tp]; here the counts are the rates times their denominators. */
    private static void confusion(Vector v) {
        AuditReport report = report(v);
        v.expected().properties().forEach(expected -> {
            boolean all = expected.getKey().equals("overall");
            long n = all
                    ? report.overall().n()
                    : Found.group(report, Map.of("g", expected.getKey())).n();
            ToDoubleFunction<GroupMetric> metric = m -> all
                    ? report.overall().metric(m).value()
                    : Found.group(report, Map.of("g", expected.getKey()))
                            .metric(m)
                            .value();
            double positives = n * metric.applyAsDouble(GroupMetric.BASE_RATE);
            double[] counts = {
                (n - positives) * metric.applyAsDouble(GroupMetric.TNR),
                (n - positives) * metric.applyAsDouble(GroupMetric.FPR),
                positives * metric.applyAsDouble(GroupMetric.FNR),
                positives * metric.applyAsDouble(GroupMetric.TPR)
            };
            for (int i = 0; i < counts.length; i++) {
                v.is(counts[i], expected.getValue().get(i));
            }
        });
    }

    private static double selected(Vector v, String positive, String more) {
        AuditPlan plan = Plans.plan("kind: fairness\ndata: rows.csv\ndecision: {column: d, positive: \"" + positive
                + "\"}\nprotected: [g]\n" + more + LIMIT);
        return Counted.report(plan, v.rows("group", "g", "y_pred", "d", "weight", "w"))
                .overall()
                .metric(GroupMetric.SELECTION_RATE)
                .value();
    }

    private static double rate(Vector v, String metric, String positive) {
        AuditPlan plan = Plans.plan("""
                kind: fairness
                data: rows.csv
                label: {column: y, positive: "%1$s"}
                decision: {column: d, positive: "%1$s"}
                protected: [g]
                """.formatted(positive) + LIMIT);
        return Counted.report(plan, v.rows("group", "g", "y_true", "y", "y_pred", "d"))
                .overall()
                .metrics()
                .get(metric)
                .value();
    }

    /** Fairlearn gives 0 for a rate over no rows; here it is undefined and says why. */
    private static void nothing(Vector v, List<String> undefined, String reason) {
        AuditReport report = report(v);
        v.expected().properties().forEach(expected -> {
            Estimate estimate = report.overall().metrics().get(expected.getKey());
            if (undefined.contains(expected.getKey())) {
                assertThat(expected.getValue().asDouble()).isZero();
                assertThat(estimate.undefined()).isEqualTo(reason);
            } else {
                v.is(estimate.value(), expected.getValue());
            }
        });
    }

    private static void weightedMean(Vector v) {
        AuditPlan plan = Plans.plan("kind: fairness\ndata: rows.csv\ndecision: {score: s, threshold: 1}\nweight: w\n"
                + "protected: [g]\n" + LIMIT);
        v.is(Counted.report(plan, v.rows("group", "g", "y_pred", "s", "weight", "w"))
                .overall()
                .metric(GroupMetric.SCORE_MEAN)
                .value());
    }

    private static double difference(AuditReport report, String metric) {
        return Found.summary(report, "g", metric).difference().value();
    }

    private static double ratio(AuditReport report, String metric) {
        return Found.summary(report, "g", metric).ratio().value();
    }
}
