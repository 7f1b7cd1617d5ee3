package dev.gatehouse.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gatehouse.audit.plan.AuditPlan;
import dev.gatehouse.audit.plan.ComparisonMetric;
import dev.gatehouse.audit.plan.GroupMetric;
import dev.gatehouse.audit.report.AuditReport;
import dev.gatehouse.audit.report.AuditReport.Comparison;
import dev.gatehouse.audit.report.Estimate;
import dev.gatehouse.audit.report.Verdict;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompositeTest {
    private static final String LIMIT = "limits: {impact_ratio: {min: 0.8}}\n";

    /** TPR 0.8 and 0.6, FPR 0.2 and 0.5; errors 20:20 and 40:50; selection 0.5 and 0.55. */
    private static Rows people() {
        Rows rows = Rows.withColumns("g", "y", "d");
        confusion(rows, "a", 80, 20, 20, 80);
        confusion(rows, "b", 60, 40, 50, 50);
        return rows;
    }

    private static void confusion(Rows rows, String group, int tp, int fn, int fp, int tn) {
        rows.times(tp, group, 1, 1)
                .times(fn, group, 1, 0)
                .times(fp, group, 0, 1)
                .times(tn, group, 0, 0);
    }

    @ParameterizedTest
    @CsvSource({
        "EQUALIZED_ODDS_DIFFERENCE, 0.3",
        "EQUALIZED_ODDS_MEAN_DIFFERENCE, 0.25",
        "AVERAGE_ODDS_DIFFERENCE, -0.05",
        "TREATMENT_EQUALITY_DIFFERENCE, 0.2",
        "TREATMENT_EQUALITY_RATIO, 1.25",
        "BALANCED_ACCURACY_DIFFERENCE, 0.25",
        "F1_DIFFERENCE, 0.228571428571",
        "DIFFERENTIAL_FAIRNESS, 0.105360515657"
    })
    void valuesAreThoseOfTheDefinitions(ComparisonMetric metric, double value) {
        AuditPlan plan = Plans.decided("protected: [g]\nreference: {g: b}\n" + LIMIT);
        Comparison comparison = Found.of(Counted.report(plan, people()), metric, "a", "b");
        Estimate estimate = Found.estimate(comparison, metric);
        assertThat(estimate.value()).isCloseTo(value, within(1e-9));
        assertThat(estimate.lower()).isLessThan(estimate.value());
        assertThat(estimate.upper()).isGreaterThan(estimate.value());
    }

    @Test
    void equalizedOddsAreJudgedByTheirWorsePart() {
        AuditPlan plan = Plans.decided("protected: [g]\nlimits: {equalized_odds_difference: {max: 0.1}}\n");
        AuditReport report = Counted.report(plan, people());
        Comparison odds = Found.of(report, ComparisonMetric.EQUALIZED_ODDS_DIFFERENCE, "a", "b");
        Comparison fpr = Found.first(report, ComparisonMetric.FPR_DIFFERENCE);
        assertThat(odds.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(report.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(odds.difference().upper())
                .isEqualTo(Math.abs(fpr.difference().lower()));
        // Both directions are judged, so Holm doubles what the first step of its procedure over two parts has doubled.
        assertThat(Found.limit(odds, ComparisonMetric.EQUALIZED_ODDS_DIFFERENCE).pHolm())
                .isGreaterThan(Found.limit(odds, ComparisonMetric.EQUALIZED_ODDS_DIFFERENCE)
                        .p());
    }

    @Test
    void differentialFairnessIsTheLargestLogRatioOfAllPairs() {
        Rows rows = Rows.withColumns("g", "y", "d");
        confusion(rows, "a", 20, 0, 0, 80);
        confusion(rows, "b", 40, 0, 0, 60);
        confusion(rows, "c", 50, 0, 0, 50);
        AuditPlan plan =
                Plans.decided("protected: [g]\nreference: majority\nlimits: {differential_fairness: {max: 2}}\n");
        AuditReport report = Counted.report(plan, rows);
        assertThat(Found.all(report, ComparisonMetric.DIFFERENTIAL_FAIRNESS)).hasSize(6);
        double epsilon =
                Found.summary(report, "g", "differential_fairness").value().value();
        assertThat(epsilon).isCloseTo(Math.log(0.5 / 0.2), within(1e-12));
        assertThat(Found.all(report, ComparisonMetric.DIFFERENTIAL_FAIRNESS).stream()
                        .mapToDouble(c -> c.difference().value())
                        .max()
                        .orElseThrow())
                .isCloseTo(epsilon, within(1e-12));
        assertThat(report.verdict()).isEqualTo(Verdict.PASS);
    }

    @Test
    void anOutcomeThatNeverOccursLeavesDifferentialFairnessUndefined() {
        Rows rows = Rows.withColumns("g", "y", "d");
        confusion(rows, "a", 0, 50, 0, 50);
        confusion(rows, "b", 40, 0, 0, 60);
        AuditPlan plan = Plans.decided("protected: [g]\nlimits: {differential_fairness: {max: 2}}\n");
        AuditReport report = Counted.report(plan, rows);
        assertThat(report.verdict()).isEqualTo(Verdict.INSUFFICIENT);
        assertThat(report.reasons().get(0)).contains("an outcome never occurs");
        assertThat(Found.summary(report, "g", "differential_fairness").value().undefined())
                .isEqualTo("in a group, an outcome never occurs");
    }

    @Test
    void standardizedMeanDifferenceIsInPooledStandardDeviations() {
        Rows rows = Rows.withColumns("g", "y", "s");
        for (int i = 0; i < 50; i++) {
            rows.row("a", i % 2, i % 2 == 0 ? "0.4" : "0.8").row("b", i % 2, i % 2 == 0 ? "0.2" : "0.6");
        }
        AuditPlan plan = Plans.scored("protected: [g]\nlimits: {standardized_mean_difference: {max: 0.3}}\n");
        AuditReport report = Counted.report(plan, rows);
        double deviation = 0.2 * Math.sqrt(50.0 / 49);
        assertThat(Found.of(report, ComparisonMetric.STANDARDIZED_MEAN_DIFFERENCE, "a", "b")
                        .difference()
                        .value())
                .isCloseTo(0.2 / deviation, within(1e-9));
        assertThat(report.verdict()).isEqualTo(Verdict.FAIL);
    }

    /** Within each department women are selected more often; over all, less, since they apply where few are selected. */
    private static Rows departments(int of) {
        return Rows.withColumns("g", "dept", "y", "d")
                .times(80 * of, "men", "easy", 1, 1)
                .times(20 * of, "men", "easy", 1, 0)
                .times(2 * of, "men", "hard", 1, 1)
                .times(18 * of, "men", "hard", 1, 0)
                .times(19 * of, "women", "easy", 1, 1)
                .times(of, "women", "easy", 1, 0)
                .times(25 * of, "women", "hard", 1, 1)
                .times(75 * of, "women", "hard", 1, 0);
    }

    @Test
    void simpsonsParadoxIsNotedWhereBothDifferencesAreClearOfZero() {
        AuditPlan plan = Plans.decided("protected: [g]\nstrata: [dept]\nreference: {g: men}\n"
                + "limits: {conditional_selection_rate_difference: {min: -0.05}}\n");
        AuditReport report = Counted.report(plan, departments(5));
        Comparison crude = Found.of(report, ComparisonMetric.SELECTION_RATE_DIFFERENCE, "women", "men");
        Comparison within = Found.of(report, ComparisonMetric.CONDITIONAL_SELECTION_RATE_DIFFERENCE, "women", "men");
        assertThat(crude.difference().upper()).isNegative();
        assertThat(within.difference().lower()).isPositive();
        // Both strata weigh 100·20/120, so the pooled difference is the mean of 0.15 and 0.15.
        assertThat(within.difference().value()).isCloseTo(0.15, within(1e-12));
        assertThat(within.test().name()).startsWith("Cochran");
        assertThat(within.p()).isLessThan(0.001);
        assertThat(within.note()).startsWith("Simpson's paradox").contains("+0.150");
        assertThat(report.notes()).anyMatch(note -> note.startsWith("Simpson's paradox shows in 1 comparison "));
        assertThat(report.verdict()).isEqualTo(Verdict.PASS);
    }

    @Test
    void oppositeSignsWithoutCertaintyAreNoParadox() {
        AuditPlan plan = Plans.decided("protected: [g]\nstrata: [dept]\nreference: {g: men}\n" + LIMIT);
        Rows few = Rows.withColumns("g", "dept", "y", "d")
                .times(8, "men", "easy", 1, 1)
                .times(2, "men", "easy", 1, 0)
                .times(2, "men", "hard", 1, 0)
                .times(2, "women", "easy", 1, 1)
                .times(2, "women", "hard", 1, 1)
                .times(8, "women", "hard", 1, 0);
        AuditReport report = Counted.report(plan, few);
        assertThat(Found.first(report, ComparisonMetric.CONDITIONAL_SELECTION_RATE_DIFFERENCE)
                        .note())
                .contains("opposite sign")
                .doesNotContain("Simpson");
        assertThat(report.notes()).noneMatch(note -> note.contains("Simpson"));
    }

    @Test
    void aGroupIsComparedWithAllAndTheOverlapIsAccountedFor() {
        AuditPlan plan = Plans.decided("protected: [g]\nreference: overall\n"
                + "limits: {selection_rate_difference: {min: -0.2, max: 0.2}, f1_difference: {min: -0.5}}\n");
        AuditReport report = Counted.report(plan, people());
        Comparison selection = Found.of(report, ComparisonMetric.SELECTION_RATE_DIFFERENCE, "a", null);
        assertThat(selection.against()).isEqualTo("overall");
        assertThat(selection.difference().value()).isCloseTo(0.5 - 0.525, within(1e-12));
        assertThat(selection.ratio().value()).isCloseTo(0.5 / 0.525, within(1e-12));
        assertThat(selection.note()).isNull();
        // Half of all are the group itself, so it is half as far from all as from the others, and so is the interval.
        Comparison pair = Found.of(
                Counted.report(Plans.decided("protected: [g]\nreference: {g: b}\n" + LIMIT), people()),
                ComparisonMetric.SELECTION_RATE_DIFFERENCE,
                "a",
                "b");
        assertThat(selection.difference().lower()).isCloseTo(pair.difference().lower() / 2, within(1e-12));
        assertThat(Found.of(report, ComparisonMetric.F1_DIFFERENCE, "a", null).note())
                .startsWith("Against all others");
    }

    @Test
    void benefitsThatDifferBetweenGroupsShowAsInequalityBetweenThem() {
        AuditPlan plan = Plans.decided("protected: [g]\n" + LIMIT);
        Rows rows = Rows.withColumns("g", "y", "d").times(50, "a", 0, 1).times(50, "b", 1, 0);
        AuditReport report = Counted.report(plan, rows);
        // a has benefit 2, b has 0: all inequality lies between, ln 2 by Theil and 1/2 by the entropy index with alpha
        // 2.
        assertThat(report.overall().metric(GroupMetric.THEIL_INDEX).value()).isCloseTo(Math.log(2), within(1e-12));
        assertThat(Found.summary(report, "g", "between_group_theil_index")
                        .value()
                        .value())
                .isCloseTo(Math.log(2), within(1e-12));
        assertThat(Found.summary(report, "g", "between_group_generalized_entropy_index")
                        .value()
                        .value())
                .isCloseTo(0.5, within(1e-12));
        assertThat(Found.group(report, Map.of("g", "b"))
                        .metric(GroupMetric.THEIL_INDEX)
                        .undefined())
                .isEqualTo("nobody has a benefit");
    }

    @Test
    void severalClassesAreComparedOneAgainstTheRest() {
        Rows rows = Rows.withColumns("g", "y", "d")
                .times(30, "a", "red", "red")
                .times(10, "a", "red", "blue")
                .times(40, "a", "blue", "blue")
                .times(20, "a", "green", "red")
                .times(50, "b", "green", "green")
                .times(50, "b", "blue", "red");
        AuditPlan plan = Plans.plan(
                "kind: fairness\ndata: d\nlabel: {column: y}\ndecision: {column: d}\nprotected: [g]\n"
                        + "reference: {g: b}\nlimits: {accuracy_difference: {min: -0.3}, selection_rate_difference: {min: -0.9}}\n");
        AuditReport report = Counted.report(plan, rows);
        assertThat(report.task()).isEqualTo("multiclass");
        assertThat(report.overall().metric(GroupMetric.ACCURACY).value()).isEqualTo(0.6);
        assertThat(report.overall().classes())
                .extracting(AuditReport.ClassMetrics::outcome)
                .containsExactly("blue", "green", "red");
        AuditReport.Group red = report.groups().stream()
                .filter(g -> "red".equals(g.outcome()) && g.attributes().equals(Map.of("g", "a")))
                .findFirst()
                .orElseThrow();
        assertThat(red.metric(GroupMetric.TPR).value()).isEqualTo(0.75);
        assertThat(red.metric(GroupMetric.FPR).value()).isCloseTo(20 / 60.0, within(1e-12));
        assertThat(red.metric(GroupMetric.SELECTION_RATE).value()).isEqualTo(0.5);
        List<Comparison> accuracy = Found.all(report, ComparisonMetric.ACCURACY_DIFFERENCE);
        assertThat(accuracy).hasSize(1);
        assertThat(accuracy.get(0).difference().value()).isCloseTo(0.2, within(1e-12));
        assertThat(Found.all(report, ComparisonMetric.SELECTION_RATE_DIFFERENCE))
                .extracting(Comparison::outcome)
                .containsExactly("blue", "green", "red");
    }

    @Test
    void errorsOfARegressionAreCompared() {
        Rows rows = Rows.withColumns("g", "v", "p");
        for (int i = 0; i < 60; i++) {
            rows.row("a", i, i + (i % 2 == 0 ? 3 : -1)).row("b", i, i + (i % 2 == 0 ? 2 : -2));
        }
        AuditPlan plan =
                Plans.plan("kind: fairness\ndata: d\nlabel: {column: v}\ndecision: {value: p}\nprotected: [g]\n"
                        + "reference: {g: b}\nlimits: {mean_error_difference: {max: 0.1}, mae_ratio: {max: 2}}\n");
        AuditReport report = Counted.report(plan, rows);
        AuditReport.Group a = Found.group(report, Map.of("g", "a"));
        assertThat(a.metric(GroupMetric.MEAN_ERROR).value()).isCloseTo(1, within(1e-12));
        assertThat(a.metric(GroupMetric.MAE).value()).isCloseTo(2, within(1e-12));
        assertThat(a.metric(GroupMetric.RMSE).value()).isCloseTo(Math.sqrt(5), within(1e-12));
        assertThat(a.metrics()).doesNotContainKey("tpr");
        assertThat(Found.first(report, ComparisonMetric.MEAN_ERROR_DIFFERENCE).verdict())
                .isEqualTo(Verdict.FAIL);
        assertThat(Found.first(report, ComparisonMetric.MAE_RATIO).ratio().value())
                .isCloseTo(1, within(1e-12));
        assertThat(report.verdict()).isEqualTo(Verdict.FAIL);
    }
}
