package dev.gatehouse.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gatehouse.audit.plan.AuditPlan;
import dev.gatehouse.audit.plan.GroupMetric;
import dev.gatehouse.audit.report.AuditReport;
import dev.gatehouse.audit.report.Estimate;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GroupMetricsTest {
    private static final AuditPlan PLAN = Plans.scored("protected: [g]\nlimits: {impact_ratio: {min: 0.8}}\n");

    /** The area and DeLong's variance by their definitions, pair by pair, on scores that the grid represents exactly. */
    @Property(tries = 100)
    void areaAndItsIntervalAreThoseOfTheDefinition(
            @ForAll long seed,
            @ForAll @IntRange(min = 2, max = 40) int positives,
            @ForAll @IntRange(min = 2, max = 40) int negatives) {
        Random random = new Random(seed);
        Rows rows = Rows.withColumns("g", "y", "s");
        int[] x = random.ints(positives, 200, 1001).toArray();
        int[] y = random.ints(negatives, 0, 801).toArray();
        for (int score : x) {
            rows.row("a", 1, score / 1000.0);
        }
        for (int score : y) {
            rows.row("a", 0, score / 1000.0);
        }
        List<Double> ofPositives = new ArrayList<>();
        for (int score : x) {
            double wins = 0;
            for (int other : y) {
                wins += score > other ? 1 : score == other ? 0.5 : 0;
            }
            ofPositives.add(wins / negatives);
        }
        List<Double> ofNegatives = new ArrayList<>();
        for (int other : y) {
            double wins = 0;
            for (int score : x) {
                wins += score > other ? 1 : score == other ? 0.5 : 0;
            }
            ofNegatives.add(wins / positives);
        }
        double area = ofPositives.stream().mapToDouble(v -> v).average().orElseThrow();
        Estimate auc = FairnessAudit.evaluate(PLAN, rows.cells(PLAN), "by hand", null)
                .overall()
                .metric(GroupMetric.AUC);
        assertThat(auc.value()).isCloseTo(area, within(1e-12));
        double deviation = Math.sqrt(variance(ofPositives, area) / positives + variance(ofNegatives, area) / negatives);
        if (area < 1 && area > 0 && deviation > 0) {
            double half = 1.959963984540054 * deviation / (area * (1 - area));
            double logit = Math.log(area / (1 - area));
            assertThat(auc.lower()).isCloseTo(1 / (1 + Math.exp(half - logit)), within(1e-9));
            assertThat(auc.upper()).isCloseTo(1 / (1 + Math.exp(-half - logit)), within(1e-9));
        } else {
            // DeLong's variance is 0 there; the interval must have width all the same.
            assertThat(auc.lower()).isLessThan(auc.upper());
        }
    }

    /** With more distinct scores than bins, what is computed from bins is off by no more than ADR 0013 says. */
    @Test
    void aGridCostsNoMoreThanItsStatedError(@TempDir Path folder) {
        Random random = new Random(5);
        Rows rows = Rows.withColumns("g", "y", "s");
        double squares = 0;
        double sum = 0;
        List<Double> scores = new ArrayList<>();
        int n = 4_000;
        for (int i = 0; i < n; i++) {
            double score = random.nextInt(1_000_001) / 1e6;
            int y = random.nextDouble() < score ? 1 : 0;
            rows.row("a", y, score);
            squares += (score - y) * (score - y);
            sum += score;
            scores.add(score);
        }
        AuditReport report = FairnessAudit.run(PLAN, rows.writeTo(folder.resolve("rows.csv")))
                .report();
        double step = report.scores().step().doubleValue();
        assertThat(report.scores().exact()).isFalse();
        AuditReport.Performance overall = report.overall();
        assertThat(overall.metric(GroupMetric.SCORE_MEAN).value()).isCloseTo(sum / n, within(1e-9));
        assertThat(overall.metric(GroupMetric.BRIER).value()).isCloseTo(squares / n, within(step * step / 4 + 1e-9));
        Collections.sort(scores);
        assertThat(overall.metric(GroupMetric.SCORE_Q25).value()).isCloseTo(scores.get(n / 4 - 1), within(step));
        assertThat(report.notes()).anyMatch(note -> note.contains("counted in steps of"));
    }

    @Test
    void perfectSeparationHasAnIntervalWithWidth() {
        Rows rows = Rows.withColumns("g", "y", "s").times(20, "a", 1, "0.9").times(20, "a", 0, "0.1");
        Estimate auc = FairnessAudit.evaluate(PLAN, rows.cells(PLAN), "by hand", null)
                .overall()
                .metric(GroupMetric.AUC);
        assertThat(auc.value()).isEqualTo(1);
        assertThat(auc.lower()).isBetween(0.8, 0.99);
        assertThat(auc.upper()).isEqualTo(1);
    }

    @Test
    void favourableTurnsTheSelectionRateAndTheBenefits() {
        Rows rows = Rows.withColumns("g", "y", "s")
                .times(6, "a", 1, "0.9")
                .times(1, "a", 1, "0.2")
                .times(2, "a", 0, "0.9")
                .times(11, "a", 0, "0.2");
        AuditPlan negative = Plans.scored("favourable: negative\nprotected: [g]\nlimits: {impact_ratio: {min: 0.8}}\n");
        AuditReport.Performance one =
                FairnessAudit.evaluate(PLAN, rows.cells(PLAN), "by hand", null).overall();
        AuditReport.Performance other = FairnessAudit.evaluate(negative, rows.cells(negative), "by hand", null)
                .overall();
        assertThat(one.metric(GroupMetric.SELECTION_RATE).value()).isEqualTo(8 / 20.0);
        assertThat(other.metric(GroupMetric.SELECTION_RATE).value()).isEqualTo(12 / 20.0);
        for (GroupMetric metric : GroupMetric.values()) {
            if (metric != GroupMetric.SELECTION_RATE && metric.kind() != GroupMetric.Kind.INEQUALITY) {
                assertThat(other.metric(metric)).isEqualTo(one.metric(metric));
            }
        }
        assertThat(one.metric(GroupMetric.TPR).value()).isEqualTo(6 / 7.0);
        assertThat(one.metric(GroupMetric.FPR).value()).isEqualTo(2 / 13.0);
        assertThat(one.metric(GroupMetric.PPV).value()).isEqualTo(6 / 8.0);
        assertThat(one.metric(GroupMetric.ACCURACY).value()).isEqualTo(17 / 20.0);
        assertThat(one.metric(GroupMetric.BASE_RATE).value()).isEqualTo(7 / 20.0);
    }

    private static double variance(List<Double> placements, double mean) {
        return placements.stream().mapToDouble(v -> (v - mean) * (v - mean)).sum() / (placements.size() - 1);
    }
}
