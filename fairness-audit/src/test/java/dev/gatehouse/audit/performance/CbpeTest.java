package dev.gatehouse.audit.performance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gatehouse.audit.cells.Cells;
import dev.gatehouse.audit.cells.DriftCells.Chunk;
import dev.gatehouse.audit.cells.PerformanceCells;
import dev.gatehouse.audit.cells.PerformanceCells.Cell;
import dev.gatehouse.audit.plan.PerformanceMetric;
import dev.gatehouse.audit.plan.PerformancePlan;
import dev.gatehouse.audit.report.Estimate;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

/** Performance without labels, held against a truth that the test knows: NannyML's own figures rest on data that are not at hand. */
class CbpeTest {
    private static final PerformancePlan PLAN = Predictions.plan("kind: performance\ndata: d\nreference: r\n"
            + "label: {column: label, positive: 1}\ndecision: {score: score, threshold: 0.5}\nminimum_rows: 10");

    private static final int TRIALS = 120;
    private static final int STEPS = 50;

    /** Scores that are no chances as they are: the fit must find that out. */
    private static final DoubleUnaryOperator CHANCE = score -> 0.1 + 0.8 * score * score;

    @Test
    void theRealisedValueLiesWithinTheRangeNineteenTimesInTwenty() {
        Map<PerformanceMetric, Integer> held = new LinkedHashMap<>();
        Map<PerformanceMetric, Double> bias = new LinkedHashMap<>();
        SplittableRandom random = new SplittableRandom(17);
        for (int trial = 0; trial < TRIALS; trial++) {
            // Current scores lie lower than the reference's: a change of the scores, not of their meaning.
            PerformanceCells cells = cells(random, 3_000, 1_500, CHANCE, CHANCE);
            Sample current = sample(cells, false);
            Map<PerformanceMetric, Measured> realised = new Metrics(PLAN).of(current);
            estimates(cells).forEach((metric, estimate) -> {
                double value = realised.get(metric).estimator().value();
                held.merge(metric, value >= estimate.lower() && value <= estimate.upper() ? 1 : 0, Integer::sum);
                bias.merge(metric, (estimate.value() - value) / TRIALS, Double::sum);
            });
        }
        assertThat(held).hasSize(15);
        assertThat(held.values())
                .allSatisfy(n -> assertThat(n / (double) TRIALS).isBetween(0.9, 1.0));
        assertThat(bias.values()).allSatisfy(each -> assertThat(each).isCloseTo(0, within(0.012)));
    }

    @Test
    void aChangeOfWhatScoresMeanIsNotSeen() {
        PerformanceCells cells = cells(new SplittableRandom(5), 6_000, 4_000, CHANCE, score -> 0.3);
        double realised = new Metrics(PLAN)
                .of(sample(cells, false))
                .get(PerformanceMetric.AUC)
                .estimator()
                .value();
        assertThat(realised).isCloseTo(0.5, within(0.03));
        assertThat(estimates(cells).get(PerformanceMetric.AUC).lower()).isGreaterThan(0.65);
    }

    @Test
    void theExpectedCountsOfCalibratedScoresGiveTheMetricsByHand() {
        // The reference says: 0.25 means one in four, 0.75 three in four. Of 100 rows each: 25 and 75 positives
        // expected.
        List<Cell> cells = new ArrayList<>();
        cells.add(new Cell(0, 0, 0, -1, 250_000, 30_000, 0, null));
        cells.add(new Cell(0, 1, 0, -1, 250_000, 10_000, 0, null));
        cells.add(new Cell(0, 0, 1, -1, 750_000, 10_000, 0, null));
        cells.add(new Cell(0, 1, 1, -1, 750_000, 30_000, 0, null));
        cells.add(new Cell(1, -1, 0, -1, 250_000, 100, 0, null));
        cells.add(new Cell(1, -1, 1, -1, 750_000, 100, 0, null));
        Map<PerformanceMetric, Estimate> estimates = estimates(cells(cells));
        assertThat(estimates.get(PerformanceMetric.PRECISION).value()).isCloseTo(0.75, within(1e-12));
        assertThat(estimates.get(PerformanceMetric.RECALL).value()).isCloseTo(0.75, within(1e-12));
        assertThat(estimates.get(PerformanceMetric.ACCURACY).value()).isCloseTo(0.75, within(1e-12));
        assertThat(estimates.get(PerformanceMetric.F1).value()).isCloseTo(0.75, within(1e-12));
        assertThat(estimates.get(PerformanceMetric.MCC).value()).isCloseTo(0.5, within(1e-12));
        // Pairs: 75·75 won, 75·25 and 25·75 tied, of 100·100.
        assertThat(estimates.get(PerformanceMetric.AUC).value()).isCloseTo(0.5625 + 0.375 / 2, within(1e-12));
        assertThat(estimates.get(PerformanceMetric.BRIER).value()).isCloseTo(0.1875, within(1e-12));
        assertThat(estimates.get(PerformanceMetric.PREVALENCE).value()).isCloseTo(0.5, within(1e-12));
        // Of 100 positive decisions, ±1.96·√(0.1875/100) are right by chance alone.
        assertThat(estimates.get(PerformanceMetric.PRECISION).lower()).isCloseTo(0.665, within(0.025));
        assertThat(estimates.get(PerformanceMetric.PRECISION).upper()).isCloseTo(0.835, within(0.025));
    }

    private static Map<PerformanceMetric, Estimate> estimates(PerformanceCells cells) {
        Sample everything = new Sample(cells, bins(cells), cells.cells(), cell -> true);
        return Cbpe.fit(PLAN, sample(cells, true), everything, bins(cells).length)
                .of(sample(cells, false), false);
    }

    private static Sample sample(PerformanceCells cells, boolean reference) {
        return new Sample(cells, bins(cells), cells.cells(), cell -> (cell.part() == 0) == reference);
    }

    private static long[] bins(PerformanceCells cells) {
        return cells.cells().stream().mapToLong(Cell::bin).sorted().distinct().toArray();
    }

    private static PerformanceCells cells(
            SplittableRandom random, int before, int now, DoubleUnaryOperator was, DoubleUnaryOperator is) {
        List<Cell> cells = new ArrayList<>();
        for (int part = 0; part < 2; part++) {
            long[][] counts = new long[2][STEPS + 1];
            for (int i = 0; i < (part == 0 ? before : now); i++) {
                double at = part == 0 ? random.nextDouble() : Math.pow(random.nextDouble(), 1.4);
                int step = 1 + (int) Math.round(at * (STEPS - 2));
                double chance = (part == 0 ? was : is).applyAsDouble((double) step / STEPS);
                counts[random.nextDouble() < chance ? 1 : 0][step]++;
            }
            for (int label = 0; label < 2; label++) {
                for (int step = 0; step <= STEPS; step++) {
                    if (counts[label][step] > 0) {
                        cells.add(new Cell(
                                part,
                                label,
                                2 * step >= STEPS ? 1 : 0,
                                -1,
                                step * (Cells.MICROS / STEPS),
                                counts[label][step],
                                0,
                                null));
                    }
                }
            }
        }
        return cells(cells);
    }

    private static PerformanceCells cells(List<Cell> cells) {
        long[] rows = new long[2];
        cells.forEach(cell -> rows[cell.part()] += cell.n());
        return new PerformanceCells(
                "test",
                false,
                new PerformanceCells.Sample(rows[0], Map.of()),
                new PerformanceCells.Sample(rows[1], Map.of()),
                List.of(
                        new Chunk("reference", true, null, null, rows[0]),
                        new Chunk("current", false, null, null, rows[1])),
                List.of(),
                new Cells.Grid(BigDecimal.valueOf(1, 6), true, null),
                null,
                cells,
                List.of());
    }
}
