package dev.gatehouse.audit.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gatehouse.audit.plan.DiagnosisPlan;
import dev.gatehouse.audit.plan.PerformanceMetric;
import dev.gatehouse.audit.stat.Histogram;
import dev.gatehouse.audit.stat.Normal;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** The value of weighted metrics and what each row adds to them. */
class InfluenceTest {
    private static Outcomes rows(long seed, int size) {
        Random random = new Random(seed);
        int[] label = new int[size];
        int[] decision = new int[size];
        double[] score = new double[size];
        double[] rows = new double[size];
        for (int i = 0; i < size; i++) {
            score[i] = Math.round(20 * random.nextDouble()) / 20.0;
            label[i] = i == 0 ? 1 : i == 1 ? 0 : random.nextDouble() < score[i] ? 1 : 0;
            decision[i] = i < 2 ? i : score[i] >= 0.4 ? 1 : 0;
            rows[i] = 1 + random.nextInt(3);
        }
        return new Outcomes(label, decision, score, rows);
    }

    private static double[] weights(long seed, int size) {
        return new Random(seed).doubles(size, 0.2, 3).toArray();
    }

    /** What a row moves is the derivative by its weight, times the weight. */
    @Property(tries = 20)
    void influencesAreDerivatives(@ForAll long seed) {
        Outcomes rows = rows(seed, 25);
        double[] weights = weights(seed + 1, 25);
        double step = 1e-6;
        for (PerformanceMetric metric : DiagnosisPlan.EXPLAINED) {
            Influence influence = Influence.of(metric, rows, weights);
            for (int i = 0; i < rows.size(); i++) {
                double[] more = weights.clone();
                more[i] += step * weights[i];
                double moved = (Influence.of(metric, rows, more).value() - influence.value()) / step / rows.rows()[i];
                assertThat(influence.each()[i]).as(metric + " " + i).isCloseTo(moved, within(1e-4));
            }
        }
    }

    /** Rows that are counted together are as rows apart; scaling all weights changes nothing. */
    @Property(tries = 20)
    void placesAndWeightsOfOneSizeDoNotMatter(@ForAll long seed) {
        Outcomes rows = rows(seed, 20);
        double[] twice = Arrays.stream(rows.even()).map(w -> 2 * w).toArray();
        Outcomes apart = apart(rows);
        for (PerformanceMetric metric : DiagnosisPlan.EXPLAINED) {
            Influence together = Influence.of(metric, rows, rows.even());
            Influence one = Influence.of(metric, apart, apart.even());
            assertThat(one.value()).isCloseTo(together.value(), within(1e-12));
            assertThat(one.variance(apart)).isCloseTo(together.variance(rows), within(1e-12));
            assertThat(one.effectiveRows()).isCloseTo(together.effectiveRows(), within(1e-9));
            assertThat(Influence.of(metric, rows, twice).variance(rows))
                    .isCloseTo(together.variance(rows), within(1e-12));
        }
    }

    @Test
    void theAucHasTheVarianceOfDeLong() {
        Outcomes rows = rows(4, 400);
        Influence auc = Influence.of(PerformanceMetric.AUC, rows, rows.even());
        double[] distinct = Arrays.stream(rows.score()).sorted().distinct().toArray();
        double[][] counts = new double[2][distinct.length];
        for (int i = 0; i < rows.size(); i++) {
            counts[rows.label()[i]][Arrays.binarySearch(distinct, rows.score()[i])] += rows.rows()[i];
        }
        var histogram = new Histogram(distinct, counts[0], counts[1], new double[distinct.length], 1).auc();
        assertThat(auc.value()).isCloseTo(histogram.value(), within(1e-12));
        double z = Normal.quantile(0.95);
        // On the logit scale the interval is a little narrower on the side of 1.
        assertThat(histogram.at(z).upper() - histogram.at(z).lower())
                .isCloseTo(2 * z * Math.sqrt(auc.variance(rows)), within(0.002));
    }

    @Test
    void effectiveRowsAreOfTheRowsThatTheMetricIsAbout() {
        Outcomes rows = new Outcomes(
                new int[] {1, 0, 1, 0}, new int[] {1, 1, 0, 0}, new double[] {0.9, 0.8, 0.2, 0.1}, new double[] {
                    1, 1, 1, 1
                });
        double[] weights = {1, 3, 2, 2};
        assertThat(Influence.of(PerformanceMetric.PRECISION, rows, weights).value())
                .isEqualTo(0.25);
        assertThat(Influence.of(PerformanceMetric.PRECISION, rows, weights).effectiveRows())
                .isCloseTo(16 / 10.0, within(1e-12));
        assertThat(Influence.of(PerformanceMetric.ACCURACY, rows, weights).effectiveRows())
                .isCloseTo(64 / 18.0, within(1e-12));
        Outcomes undecided = new Outcomes(new int[] {1}, new int[] {0}, new double[] {2}, new double[] {1});
        assertThat(Influence.of(PerformanceMetric.PRECISION, undecided, new double[] {1})
                        .undefined())
                .isEqualTo("no labelled row counts for it");
        assertThat(Influence.of(PerformanceMetric.BRIER, undecided, new double[] {1})
                        .undefined())
                .isEqualTo("a score lies outside [0, 1]");
        assertThat(Influence.of(PerformanceMetric.AUC, undecided, new double[] {1})
                        .undefined())
                .isEqualTo("no labelled row is negative");
    }

    private static Outcomes apart(Outcomes rows) {
        int[] at = java.util.stream.IntStream.range(0, rows.size())
                .flatMap(i -> java.util.stream.IntStream.generate(() -> i).limit((long) rows.rows()[i]))
                .toArray();
        return new Outcomes(
                Arrays.stream(at).map(i -> rows.label()[i]).toArray(),
                Arrays.stream(at).map(i -> rows.decision()[i]).toArray(),
                Arrays.stream(at).mapToDouble(i -> rows.score()[i]).toArray(),
                Arrays.stream(at).mapToDouble(i -> 1).toArray());
    }
}
