package dev.gatehouse.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.audit.Vectors.Vector;
import dev.gatehouse.audit.plan.AuditPlan;
import dev.gatehouse.audit.plan.ComparisonMetric;
import dev.gatehouse.audit.plan.GroupMetric;
import dev.gatehouse.audit.report.AuditReport;
import dev.gatehouse.audit.report.AuditReport.Group;
import dev.gatehouse.audit.report.Verdict;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Values of the tests of AIF360, of its R interface, and of TrustyAI, which share one orientation: unprivileged minus, or over, privileged. */
class Aif360VectorsTest {
    private static final String LIMIT = "minimum_group: 1\nlimits: {impact_ratio: {min: 0.8}}\n";
    private static final String DIVERGENCE =
            "a divergence of label distributions: no metric of decisions; drift has its own";

    @TestFactory
    Stream<DynamicTest> values() {
        Vectors vectors = Vectors.of("fairness_aif360.json");
        vectors.check("aif-gei-1", v -> v.is(overall(v, GroupMetric.GENERALIZED_ENTROPY_INDEX)))
                .check("aif-gei-2", v -> v.is(overall(v, GroupMetric.GENERALIZED_ENTROPY_INDEX)))
                .check("aif-theil", v -> v.is(overall(v, GroupMetric.THEIL_INDEX)))
                .check("aif-between-all", v -> v.is(between(inequality(v), GroupMetric.GENERALIZED_ENTROPY_INDEX)))
                .check("aif-between-group", v -> v.is(between(inequality(v), GroupMetric.GENERALIZED_ENTROPY_INDEX)))
                .check("aif-ci", Aif360VectorsTest::classImbalance)
                .check("aif-cdd", Aif360VectorsTest::conditionalDisparity)
                .notOurs("aif-kl-priv1", DIVERGENCE)
                .notOurs("aif-kl-priv0", DIVERGENCE);
        twentyRows(vectors);
        adult(vectors);
        return vectors.tests();
    }

    private static AuditReport inequality(Vector v) {
        AuditPlan plan = Plans.decided("protected: [g]\n" + LIMIT);
        return Counted.report(plan, v.rows("group", "g", "y_true", "y", "y_pred", "d"));
    }

    private static double overall(Vector v, GroupMetric metric) {
        return inequality(v).overall().metric(metric).value();
    }

    private static double between(AuditReport report, GroupMetric metric) {
        return Found.summary(report, "g", "between_group_" + metric.id())
                .value()
                .value();
    }

    /** The share of the unprivileged minus that of the privileged, by weight. */
    private static void classImbalance(Vector v) {
        AuditPlan plan = Plans.plan("kind: fairness\ndata: rows.csv\ndecision: {column: d, positive: all}\nweight: w\n"
                + "protected: [g]\n" + LIMIT);
        AuditReport report = Counted.report(plan, v.rows("group", "g", "none", "d", "weight", "w"));
        v.is(Found.group(report, Map.of("g", "0")).share()
                - Found.group(report, Map.of("g", "1")).share());
    }

    /** The mean over groups of (share of the refused − share of the accepted), from the groups' shares and rates. */
    private static void conditionalDisparity(Vector v) {
        AuditPlan plan =
                Plans.plan("kind: fairness\ndata: rows.csv\ndecision: {column: d, positive: \"1\"}\nweight: w\n"
                        + "protected: [g]\n" + LIMIT);
        AuditReport report = Counted.report(plan, v.rows("group", "g", "y", "d", "weight", "w"));
        double selected = report.overall().metric(GroupMetric.SELECTION_RATE).value();
        double sum = 0;
        for (Group group : report.groups()) {
            double rate = group.metric(GroupMetric.SELECTION_RATE).value();
            sum += group.share() * (group.share() * (1 - rate) / (1 - selected) - group.share() * rate / selected);
        }
        v.is(sum);
    }

    /** AIF360-R's twenty rows; privileged is sex = 1, so differences are group 0 minus reference 1. */
    private static void twentyRows(Vectors vectors) {
        AuditPlan plan = Plans.decided("protected: [g]\nreference: {g: \"1\"}\n" + LIMIT);
        AuditReport report =
                Counted.report(plan, vectors.vector("aifr-accuracy").rows("sex", "g", "y_true", "y", "y_pred", "d"));
        overall(vectors, report, "accuracy", GroupMetric.ACCURACY);
        overall(vectors, report, "false_discovery_rate", GroupMetric.FDR);
        overall(vectors, report, "false_negative_rate", GroupMetric.FNR);
        overall(vectors, report, "false_omission_rate", GroupMetric.FOR);
        overall(vectors, report, "false_positive_rate", GroupMetric.FPR);
        overall(vectors, report, "selection_rate", GroupMetric.SELECTION_RATE);
        overall(vectors, report, "specificity", GroupMetric.TNR);
        overall(vectors, report, "recall", GroupMetric.TPR);
        overall(vectors, report, "negative_predictive_value", GroupMetric.NPV);
        overall(vectors, report, "precision", GroupMetric.PPV);
        overall(vectors, report, "generalized_entropy_index_alpha2", GroupMetric.GENERALIZED_ENTROPY_INDEX);
        overall(vectors, report, "theil_index", GroupMetric.THEIL_INDEX);
        compared(vectors, report, "average_abs_odds_difference", ComparisonMetric.EQUALIZED_ODDS_MEAN_DIFFERENCE);
        compared(vectors, report, "average_odds_difference", ComparisonMetric.AVERAGE_ODDS_DIFFERENCE);
        compared(vectors, report, "disparate_impact", ComparisonMetric.IMPACT_RATIO);
        compared(vectors, report, "equal_opportunity_difference", ComparisonMetric.TPR_DIFFERENCE);
        compared(vectors, report, "false_discovery_rate_difference", ComparisonMetric.FDR_DIFFERENCE);
        compared(vectors, report, "false_discovery_rate_ratio", ComparisonMetric.FDR_RATIO);
        compared(vectors, report, "false_negative_rate_difference", ComparisonMetric.FNR_DIFFERENCE);
        compared(vectors, report, "false_negative_rate_ratio", ComparisonMetric.FNR_RATIO);
        compared(vectors, report, "false_omission_rate_difference", ComparisonMetric.FOR_DIFFERENCE);
        compared(vectors, report, "false_omission_rate_ratio", ComparisonMetric.FOR_RATIO);
        compared(vectors, report, "false_positive_rate_difference", ComparisonMetric.FPR_DIFFERENCE);
        compared(vectors, report, "statistical_parity_difference", ComparisonMetric.SELECTION_RATE_DIFFERENCE);
        double privileged = Found.group(report, Map.of("g", "1"))
                .metric(GroupMetric.ACCURACY)
                .value();
        double unprivileged = Found.group(report, Map.of("g", "0"))
                .metric(GroupMetric.ACCURACY)
                .value();
        vectors.check("aifr-accuracy_priv", v -> v.is(privileged))
                .check("aifr-accuracy_unpriv", v -> v.is(unprivileged))
                // The error rate is 1 − accuracy.
                .check("aifr-error_rate_difference", v -> v.is(privileged - unprivileged))
                .check("aifr-error_rate_ratio", v -> v.is((1 - unprivileged) / (1 - privileged)))
                .check(
                        "aifr-between_all_groups_generalized_entropy_index_alpha2",
                        v -> v.is(between(report, GroupMetric.GENERALIZED_ENTROPY_INDEX)))
                .check("aifr-between_all_groups_theil_index", v -> v.is(between(report, GroupMetric.THEIL_INDEX)));
    }

    private static void overall(Vectors vectors, AuditReport report, String name, GroupMetric metric) {
        vectors.check("aifr-" + name, v -> v.is(report.overall().metric(metric).value()));
    }

    private static void compared(Vectors vectors, AuditReport report, String name, ComparisonMetric metric) {
        vectors.check(
                "aifr-" + name,
                v -> v.is(Found.estimate(Found.of(report, metric, "0", "1"), metric)
                        .value()));
    }

    /** Adult by its published counts. AIF360's dataset metrics take the label as the decision, so the plan does too. */
    private static void adult(Vectors vectors) {
        JsonNode counts = vectors.node("aifr-adult-counts").get("expected");
        Rows rows = Rows.withColumns("g", "d")
                .times(counts.get("pos_priv").asInt(), "1", "0")
                .times(counts.get("neg_priv").asInt(), "1", "1")
                .times(counts.get("pos_unpriv").asInt(), "0", "0")
                .times(counts.get("neg_unpriv").asInt(), "0", "1");
        AuditPlan plan = Plans.plan("""
                {kind: fairness, data: adult.csv, decision: {column: d, positive: "1"}, favourable: negative,
                 protected: [g], reference: {g: "1"}, limits: {impact_ratio: {min: 0.8, max: 1.25}}}""");
        AuditReport report = Counted.report(plan, rows);
        double difference = Found.first(report, ComparisonMetric.SELECTION_RATE_DIFFERENCE)
                .difference()
                .value();
        double ratio =
                Found.first(report, ComparisonMetric.IMPACT_RATIO).ratio().value();
        vectors.check("aifr-adult-spd", v -> v.is(difference))
                .check("trusty-adult-spd", v -> v.is(difference))
                .check("aifr-adult-di", v -> v.is(ratio))
                .check("trusty-adult-dir", v -> v.is(ratio))
                .check(
                        "aifr-adult-base",
                        v -> v.is(report.overall()
                                .metric(GroupMetric.SELECTION_RATE)
                                .value()))
                .check("aifr-adult-counts", v -> {
                    for (String group : new String[] {"priv", "unpriv"}) {
                        Group found = Found.group(report, Map.of("g", group.equals("priv") ? "1" : "0"));
                        v.is(
                                found.n()
                                        * found.metric(GroupMetric.SELECTION_RATE)
                                                .value(),
                                v.expected().get("pos_" + group));
                    }
                    assertThat(report.overall().n())
                            .isEqualTo(v.expected().get("pos").asLong()
                                    + v.expected().get("neg").asLong());
                    assertThat(report.verdict()).isEqualTo(Verdict.FAIL);
                    assertThat(report.flags()).isEmpty();
                });
    }
}
