package dev.gatehouse.audit.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gatehouse.audit.report.Estimate;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CrossValidatedAucTest {
    private static final double Z = 1.959963984540054;

    @Test
    void oneFoldIsDeLongsEstimateByItsDefinition() {
        Random random = new Random(1);
        double[] scores = random.ints(60, 0, 15).asDoubleStream().toArray();
        boolean[] positive = new boolean[60];
        for (int i = 0; i < 60; i++) {
            positive[i] = scores[i] + 12 * random.nextGaussian() > 7;
        }
        double[] x = IntStream.range(0, 60)
                .filter(i -> positive[i])
                .mapToDouble(i -> scores[i])
                .toArray();
        double[] y = IntStream.range(0, 60)
                .filter(i -> !positive[i])
                .mapToDouble(i -> scores[i])
                .toArray();
        double[] v10 = Arrays.stream(x)
                .map(a -> Arrays.stream(y).map(b -> psi(a, b)).average().orElseThrow())
                .toArray();
        double[] v01 = Arrays.stream(y)
                .map(b -> Arrays.stream(x).map(a -> psi(a, b)).average().orElseThrow())
                .toArray();
        double auc = Arrays.stream(v10).average().orElseThrow();
        double error = Math.sqrt(variance(v10) / x.length + variance(v01) / y.length);
        double half = Z * error / (auc * (1 - auc));
        double logit = Math.log(auc / (1 - auc));

        CrossValidatedAuc one = new CrossValidatedAuc(0.95, 1);
        one.add(scores, positive);
        Estimate estimate = one.estimate();

        assertThat(estimate.value()).isCloseTo(auc, within(1e-12));
        assertThat(estimate.lower()).isCloseTo(1 / (1 + Math.exp(half - logit)), within(1e-9));
        assertThat(estimate.upper()).isCloseTo(1 / (1 + Math.exp(-half - logit)), within(1e-9));
    }

    private static double psi(double a, double b) {
        return a > b ? 1 : a == b ? 0.5 : 0;
    }

    private static double variance(double[] values) {
        double mean = Arrays.stream(values).average().orElseThrow();
        return Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum() / (values.length - 1);
    }

    @Test
    void foldsAreNotPooledSinceTheirScoresMayBeOnDifferentScales() {
        CrossValidatedAuc folds = new CrossValidatedAuc(0.95, 1);
        folds.add(new double[] {1, 2, 3, 4}, new boolean[] {false, true, false, true});
        folds.add(new double[] {101, 102, 103, 104}, new boolean[] {false, true, false, true});
        assertThat(folds.estimate().value()).isEqualTo(0.75);
    }

    @Test
    void foldsOfOneStudyHaveAWiderIntervalThanIndependentOnesSinceTheirModelsShareRows() {
        double[] lengths = new double[2];
        for (int folds : new int[] {1, 5}) {
            CrossValidatedAuc auc = new CrossValidatedAuc(0.95, folds);
            for (int k = 0; k < 5; k++) {
                auc.add(new double[] {300, 300, 400}, new double[] {400, 300, 300});
            }
            lengths[folds == 1 ? 0 : 1] =
                    auc.estimate().upper() - auc.estimate().lower();
        }
        assertThat(lengths[1] / lengths[0]).isCloseTo(1.5, within(0.01));
    }

    @Test
    void perfectSeparationStillHasAnInterval() {
        CrossValidatedAuc perfect = new CrossValidatedAuc(0.95, 1);
        perfect.add(new double[] {0, 10}, new double[] {90, 0});
        assertThat(perfect.estimate().value()).isEqualTo(1);
        assertThat(perfect.estimate().lower()).isBetween(0.7, 0.97);
        assertThat(perfect.estimate().upper()).isEqualTo(1);

        CrossValidatedAuc reversed = new CrossValidatedAuc(0.95, 1);
        reversed.add(new double[] {10, 0}, new double[] {0, 90});
        assertThat(reversed.estimate().value()).isZero();
        assertThat(reversed.estimate().upper()).isBetween(0.03, 0.3);
    }

    @Test
    void equalScoresAreWorthOneHalfAndStillHaveAnInterval() {
        CrossValidatedAuc ties = new CrossValidatedAuc(0.95, 1);
        ties.add(new double[] {5, 5, 5, 5, 5}, new boolean[] {true, false, true, false, true});
        assertThat(ties.estimate().value()).isEqualTo(0.5);
        assertThat(ties.estimate().lower()).isLessThan(0.5);
        assertThat(ties.estimate().upper()).isGreaterThan(0.5);
    }

    @Test
    void withoutRowsOfBothKindsThereIsNone() {
        CrossValidatedAuc none = new CrossValidatedAuc(0.95, 1);
        none.add(new double[] {1, 2, 3}, new boolean[] {true, true, true});
        none.add(new double[] {}, new boolean[] {});
        assertThat(none.estimate().undefined()).contains("rows of both kinds");
    }
}
