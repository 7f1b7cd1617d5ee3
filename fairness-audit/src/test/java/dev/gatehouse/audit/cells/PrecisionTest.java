package dev.gatehouse.audit.cells;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gatehouse.audit.FairnessAudit;
import dev.gatehouse.audit.Plans;
import dev.gatehouse.audit.Rows;
import dev.gatehouse.audit.plan.AuditPlan;
import dev.gatehouse.audit.plan.GroupMetric;
import dev.gatehouse.audit.report.AuditReport;
import dev.gatehouse.audit.report.Verdict;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What rounding and the grid cost, seen in reports. */
class PrecisionTest {
    private static final AuditPlan PLAN = Plans.scored("protected: [g]\nlimits: {impact_ratio: {min: 0.8}}\n");
    private static final AuditPlan WEIGHTED =
            Plans.scored("protected: [g]\nweight: w\nlimits: {impact_ratio: {min: 0.8}}\n");

    @TempDir
    Path folder;

    @Test
    void weightsTimesAPowerOfTenGiveTheSameReport() {
        Random random = new Random(3);
        int[] weights = new int[1_500];
        for (int i = 0; i < weights.length; i++) {
            // Group b weighs a thousandth of group a.
            weights[i] = (i % 2 == 0 ? 1_000 : 1) * (100 + random.nextInt(900));
        }
        FairnessAudit.Result one = scaled(weights, 0);
        assertThat(one.cells().weightUnit()).isEqualTo(new BigDecimal("0.1"));
        double sum = 0;
        double squares = 0;
        for (int i = 1; i < weights.length; i += 2) {
            sum += weights[i];
            squares += (double) weights[i] * weights[i];
        }
        Cells cells = one.cells();
        double kept = cells.cells().stream()
                .filter(cell -> cell.group() == 1)
                .mapToDouble(Cells.Cell::squaredWeight)
                .sum();
        double weight = cells.cells().stream()
                .filter(cell -> cell.group() == 1)
                .mapToDouble(Cells.Cell::weight)
                .sum();
        assertThat(weight * weight / kept).isCloseTo(sum * sum / squares, within(1e-9));
        for (int power : new int[] {-14, -9, -4, -1}) {
            FairnessAudit.Result other = scaled(weights, power);
            assertThat(other.cells().weightUnit()).isEqualByComparingTo(BigDecimal.ONE.scaleByPowerOfTen(power - 1));
            assertThat(other.cells().cells()).as("%d", power).isEqualTo(cells.cells());
            assertThat(other.report().rows().weight())
                    .isCloseTo(one.report().rows().weight() * Math.pow(10, power), within(Math.pow(10, power - 3)));
            assertThat(other.report().groups()).isEqualTo(one.report().groups());
            assertThat(other.report().comparisons()).isEqualTo(one.report().comparisons());
            assertThat(other.report().notes()).isEqualTo(one.report().notes());
        }
    }

    /** Weights that add up to 1 are as good as weights of 1. */
    @Test
    void weightsThatAddUpToOneCostNoEvidence() {
        Rows rows = Rows.withColumns("g", "y", "s", "w");
        rows.times(6_000, "a", 1, "0.9", "0.00005").times(4_000, "a", 1, "0.1", "0.00005");
        rows.times(3_000, "b", 1, "0.9", "0.00005").times(7_000, "b", 1, "0.1", "0.00005");
        AuditReport report = run(WEIGHTED, rows).report();
        assertThat(report.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(report.rows().weight()).isEqualTo(1.0);
        assertThat(report.notes()).anyMatch(note -> note.contains("20000 rows used are worth 20000.0 "));
    }

    @Test
    void scoresThatRoundingMakesEqualAreNotCalledExact() {
        Random random = new Random(4);
        Rows tiny = Rows.withColumns("g", "y", "s");
        for (int i = 0; i < 200; i++) {
            tiny.row("a", random.nextInt(2), random.nextInt(1_000) + "e-9");
        }
        AuditReport report = run(PLAN, tiny).report();
        assertThat(report.scores().exact()).isFalse();
        assertThat(report.scores().step()).isEqualByComparingTo("0.000001");
        assertThat(report.notes())
                .anyMatch(note -> note.contains("rounded to 0.000001") && note.contains("by a power of ten"));
        // A float, and one score that arithmetic has blurred, stay what they are.
        Rows few = Rows.withColumns("g", "y", "s");
        few.row("a", 1, 0.1 + 0.2).row("a", 0, 0.3).row("b", 1, "0.8").row("b", 0, (double) 0.7f);
        assertThat(run(PLAN, few).report().scores().exact()).isTrue();
        assertThat(run(PLAN, few).report().notes()).noneMatch(note -> note.contains("rounded"));
    }

    /** Scores just below the edges of the calibration bins stay below them. */
    @Test
    void calibrationIsExactOnAGrid() {
        Random random = new Random(5);
        Rows rows = Rows.withColumns("g", "y", "s");
        double[] n = new double[10];
        double[] gap = new double[10];
        for (int i = 0; i < 4_000; i++) {
            int bin = random.nextInt(10);
            int micros = (bin + 1) * 100_000 - 1 - random.nextInt(i % 2 == 0 ? 500 : 100_000);
            int y = random.nextInt(1_000_000) < micros ? 1 : 0;
            rows.row("a", y, BigDecimal.valueOf(micros, 6));
            n[bin]++;
            gap[bin] += y - micros / 1e6;
        }
        double ece = 0;
        for (double ofBin : gap) {
            ece += Math.abs(ofBin) / 4_000;
        }
        AuditReport report = run(PLAN, rows).report();
        assertThat(report.scores().exact()).isFalse();
        assertThat(report.overall().metric(GroupMetric.ECE).value()).isCloseTo(ece, within(1e-9));
        assertThat(report.overall().curves().calibration())
                .extracting(bin -> (double) bin.n())
                .containsExactly(Arrays.stream(n).boxed().toArray(Double[]::new));
    }

    @Test
    void aScoreAboveOneIsSeenThoughItSharesABin() {
        Rows rows = Rows.withColumns("g", "y", "s");
        for (int i = 0; i <= 1_500; i++) {
            rows.row("a", i % 2, BigDecimal.valueOf(i * 666L, 6));
        }
        rows.row("a", 1, "1");
        AuditReport within = run(PLAN, rows).report();
        assertThat(within.scores().exact()).isFalse();
        assertThat(within.overall().metric(GroupMetric.BRIER).isDefined()).isTrue();
        rows.row("a", 1, "1.0003").row("a", 0, "0.9996");
        AuditReport outside = run(PLAN, rows).report();
        assertThat(outside.overall().metric(GroupMetric.BRIER).isDefined()).isFalse();
        assertThat(outside.overall().metric(GroupMetric.ECE).isDefined()).isFalse();
    }

    @Test
    void weightedMeansAreExactOnAGrid() {
        Random random = new Random(6);
        AuditPlan regression = Plans.plan("{kind: fairness, data: x, profile: eu-ai-act, protected: [g],"
                + " label: {column: v}, decision: {value: p}, weight: w}");
        Rows scores = Rows.withColumns("g", "y", "s", "w");
        Rows errors = Rows.withColumns("g", "v", "p", "w");
        double weights = 0;
        double sum = 0;
        double absolute = 0;
        for (int i = 0; i < 3_000; i++) {
            long micros = Math.round(random.nextGaussian() * 1e6);
            // The upper half of each bin weighs ten times the lower.
            int weight = Math.floorMod(micros, 10_000) < 5_000 ? 1 : 10;
            scores.row("a", i % 2, BigDecimal.valueOf(micros, 6), weight);
            errors.row("a", 0, BigDecimal.valueOf(micros, 6), weight);
            weights += weight;
            sum += weight * micros / 1e6;
            absolute += weight * Math.abs(micros) / 1e6;
        }
        AuditReport report = run(WEIGHTED, scores).report();
        assertThat(report.scores().exact()).isFalse();
        assertThat(report.overall().metric(GroupMetric.SCORE_MEAN).value()).isCloseTo(sum / weights, within(1e-9));
        AuditReport ofErrors = run(regression, errors).report();
        assertThat(ofErrors.scores().exact()).isFalse();
        assertThat(ofErrors.overall().metric(GroupMetric.MEAN_ERROR).value()).isCloseTo(sum / weights, within(1e-9));
        assertThat(ofErrors.overall().metric(GroupMetric.MAE).value()).isCloseTo(absolute / weights, within(1e-9));
    }

    private FairnessAudit.Result scaled(int[] weights, int power) {
        Random random = new Random(7);
        Rows rows = Rows.withColumns("g", "y", "s", "w");
        for (int i = 0; i < weights.length; i++) {
            rows.row(
                    i % 2 == 0 ? "a" : "b",
                    random.nextInt(2),
                    BigDecimal.valueOf(random.nextInt(1_000_000), 6),
                    BigDecimal.valueOf(weights[i]).scaleByPowerOfTen(power).toPlainString());
        }
        return run(WEIGHTED, rows);
    }

    private FairnessAudit.Result run(AuditPlan plan, Rows rows) {
        return FairnessAudit.run(plan, rows.writeTo(folder.resolve("rows.csv")));
    }
}
