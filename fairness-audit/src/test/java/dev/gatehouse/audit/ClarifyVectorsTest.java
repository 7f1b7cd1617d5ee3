package dev.gatehouse.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.audit.Vectors.Check;
import dev.gatehouse.audit.Vectors.Vector;
import dev.gatehouse.audit.plan.AuditPlan;
import dev.gatehouse.audit.plan.ComparisonMetric;
import dev.gatehouse.audit.plan.GroupMetric;
import dev.gatehouse.audit.report.AuditReport;
import dev.gatehouse.audit.report.AuditReport.Comparison;
import dev.gatehouse.audit.report.AuditReport.Group;
import dev.gatehouse.audit.report.Estimate;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Values of SageMaker Clarify's tests. Its facet d is the group, a everybody else; most of its differences are a − d, ours are
 * group minus reference, so the sign turns.
 */
class ClarifyVectorsTest {
    private static final String LIMIT = "minimum_group: 1\nlimits: {impact_ratio: {min: 0.8}}\n";
    private static final String DIVERGENCE =
            "a divergence of label distributions: no metric of decisions; drift has its own";

    @TestFactory
    Stream<DynamicTest> values() {
        Vectors vectors = Vectors.of("fairness_sagemaker_clarify.json");
        vectors.check("cl-ci-f", v -> imbalance(v, "F", "M"))
                .check("cl-ci-m", v -> imbalance(v, "M", "F"))
                .check("cl-dpl-a", v -> v.is(-labels(v, "a", "b").difference().value()))
                .check("cl-dpl-b", v -> v.is(-labels(v, "b", "a").difference().value()))
                .check("cl-di-f", ratio("F", "M"))
                .check("cl-di-m", ratio("M", "F"))
                .check("cl-di-inf", ClarifyVectorsTest::ratioToNothing)
                .check("cl-dca-f", v -> v.is(conditionalAcceptance(v, "M") - conditionalAcceptance(v, "F")))
                .check("cl-dcr-f", v -> v.is(conditionalRejection(v, "F") - conditionalRejection(v, "M")))
                .check("cl-rd-f", difference(ComparisonMetric.TPR_DIFFERENCE, -1))
                .check("cl-sd-f", difference(ComparisonMetric.TNR_DIFFERENCE, 1))
                // Clarify's difference in rejection rates is d − a.
                .check("cl-drr-f", difference(ComparisonMetric.NPV_DIFFERENCE, 1))
                .check("cl-ad-f", difference(ComparisonMetric.ACCURACY_DIFFERENCE, -1))
                .check("cl-dar-f", difference(ComparisonMetric.PPV_DIFFERENCE, -1))
                .check("cl-te-f", difference(ComparisonMetric.TREATMENT_EQUALITY_DIFFERENCE, 1))
                .check(
                        "cl-ge",
                        v -> v.is(decided(v, "F")
                                .overall()
                                .metric(GroupMetric.GENERALIZED_ENTROPY_INDEX)
                                .value()))
                // On a label with two values both are the difference of the positive label's shares.
                .check("cl-lp", v -> v.is(apart(v, "1", "0")))
                .check("cl-ks1", v -> v.is(apart(v, "b", "a")))
                .check("cl-cddl", ClarifyVectorsTest::conditionalDisparity)
                .notOurs("cl-kl", DIVERGENCE)
                .notOurs("cl-js", DIVERGENCE)
                .notOurs("cl-js0", DIVERGENCE)
                .notOurs("cl-js2", DIVERGENCE);
        return vectors.tests();
    }

    /** @param reference the facet that is compared with */
    private static AuditReport decided(Vector v, String reference) {
        AuditPlan plan = Plans.decided("protected: [g]\nreference: {g: \"" + reference + "\"}\n" + LIMIT);
        return Counted.report(plan, v.rows("facet", "g", "label", "y", "predicted", "d"));
    }

    private static Check ratio(String group, String reference) {
        return v -> v.is(Found.of(decided(v, reference), ComparisonMetric.IMPACT_RATIO, group, reference)
                .ratio()
                .value());
    }

    private static Check difference(ComparisonMetric metric, int sign) {
        return v -> v.is(
                sign * Found.of(decided(v, "M"), metric, "F", "M").difference().value());
    }

    /** Labels in place of decisions, as before a model is trained. */
    private static Comparison labels(Vector v, String group, String reference) {
        AuditPlan plan = Plans.plan("kind: fairness\ndata: rows.csv\ndecision: {column: d, positive: \"1\"}\n"
                + "protected: [g]\nreference: {g: \"" + reference + "\"}\n" + LIMIT);
        AuditReport report = Counted.report(plan, v.rows("facet", "g", "label", "d"));
        return Found.of(report, ComparisonMetric.SELECTION_RATE_DIFFERENCE, group, reference);
    }

    private static double apart(Vector v, String group, String reference) {
        return Math.abs(labels(v, group, reference).difference().value());
    }

    private static void imbalance(Vector v, String group, String others) {
        AuditReport report = decided(v, others);
        v.is(Found.group(report, Map.of("g", others)).share()
                - Found.group(report, Map.of("g", group)).share());
    }

    /** Clarify says infinity; here the ratio is undefined and says why. */
    private static void ratioToNothing(Vector v) {
        AuditPlan plan = Plans.plan("kind: fairness\ndata: rows.csv\ndecision: {column: d, positive: \"1\"}\n"
                + "protected: [g]\nreference: {g: M}\n" + LIMIT);
        AuditReport report = Counted.report(plan, v.rows("facet", "g", "predicted", "d"));
        Estimate ratio =
                Found.of(report, ComparisonMetric.IMPACT_RATIO, "F", "M").ratio();
        assertThat(v.expected().asText()).isEqualTo("Infinity");
        assertThat(ratio.undefined()).isEqualTo("the reference group's selection rate is 0");
        assertThat(ratio.upper()).isNull();
    }

    /** Positive labels over positive decisions. */
    private static double conditionalAcceptance(Vector v, String facet) {
        Group group = Found.group(decided(v, "M"), Map.of("g", facet));
        return group.metric(GroupMetric.BASE_RATE).value()
                / group.metric(GroupMetric.SELECTION_RATE).value();
    }

    /** Negative labels over negative decisions. */
    private static double conditionalRejection(Vector v, String facet) {
        Group group = Found.group(decided(v, "M"), Map.of("g", facet));
        return (1 - group.metric(GroupMetric.BASE_RATE).value())
                / (1 - group.metric(GroupMetric.SELECTION_RATE).value());
    }

    /** Over strata, by their rows: the facet's share of the refused less its share of the accepted. */
    private static void conditionalDisparity(Vector v) {
        AuditPlan plan = Plans.plan("kind: fairness\ndata: rows.csv\ndecision: {column: d, positive: \"1\"}\n"
                + "protected: [h, g]\nintersections: 2\n" + LIMIT);
        AuditReport report = Counted.report(plan, v.rows("stratum", "h", "facet", "g", "positive", "d"));
        double sum = 0;
        for (Group stratum : report.groups()) {
            if (stratum.attributes().size() == 1 && stratum.attributes().containsKey("h")) {
                Group facet =
                        Found.group(report, Map.of("h", stratum.attributes().get("h"), "g", "F"));
                double ofAll = (double) facet.n() / stratum.n();
                double rate = facet.metric(GroupMetric.SELECTION_RATE).value();
                double all = stratum.metric(GroupMetric.SELECTION_RATE).value();
                sum += stratum.n() * (ofAll * (1 - rate) / (1 - all) - ofAll * rate / all);
            }
        }
        v.is(sum / report.overall().n());
    }
}
