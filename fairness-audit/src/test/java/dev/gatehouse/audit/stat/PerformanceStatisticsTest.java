package dev.gatehouse.audit.stat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;

/** Published examples (scikit-learn's documentation of each metric), and coverage of intervals by simulation. */
class PerformanceStatisticsTest {
    private static final double Z = Normal.quantile(0.95);
    private static final int TRIALS = 1_000;

    @Test
    void matthewsCorrelationIsThatOfScikitLearnsExample() {
        // matthews_corrcoef([+1, +1, +1, -1], [+1, -1, +1, +1]) is -0.33.
        assertThat(Matthews.of(2, 1, 1, 0).value()).isCloseTo(-1 / 3.0, within(1e-12));
        assertThat(Matthews.of(50, 0, 0, 50).value()).isEqualTo(1);
        assertThat(Matthews.of(50, 0, 0, 50).at(Z).lower()).isBetween(0.85, 0.99);
        assertThatThrownBy(() -> Matthews.of(5, 5, 0, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void averagePrecisionLogLossAndBrierAreThoseOfScikitLearnsExamples() {
        // average_precision_score([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8]) is 0.83, roc_auc_score 0.75.
        Histogram four = new Histogram(
                new double[] {0.1, 0.35, 0.4, 0.8},
                new double[] {1, 0, 1, 0},
                new double[] {0, 1, 0, 1},
                new double[4],
                1);
        assertThat(four.averagePrecision().value()).isCloseTo(5 / 6.0, within(1e-12));
        assertThat(four.auc().value()).isEqualTo(0.75);
        // log_loss(["spam", "ham", "ham", "spam"], [[.1, .9], [.9, .1], [.8, .2], [.35, .65]]) is 0.21616.
        Histogram spam = new Histogram(
                new double[] {0.1, 0.2, 0.65, 0.9},
                new double[] {1, 1, 0, 0},
                new double[] {0, 0, 1, 1},
                new double[4],
                1);
        assertThat(spam.logLoss().value()).isCloseTo(0.21616187468057912, within(1e-12));
        // brier_score_loss([0, 1, 1, 0], [0.1, 0.9, 0.8, 0.3]) is 0.0375.
        Histogram brier = new Histogram(
                new double[] {0.1, 0.3, 0.8, 0.9},
                new double[] {1, 1, 0, 0},
                new double[] {0, 0, 1, 1},
                new double[4],
                1);
        assertThat(brier.brier().value()).isCloseTo(0.0375, within(1e-12));
    }

    @Test
    void aScoreOfZeroForAPositiveCostsNoMoreThanScoresCanTell() {
        Histogram wrong = new Histogram(new double[] {0}, new double[] {0}, new double[] {3}, new double[1], 1);
        assertThat(wrong.logLoss().value()).isCloseTo(-Math.log(5e-7), within(1e-9));
    }

    @Test
    void determinationIsThatOfScikitLearnsExample() {
        // r2_score([3, -0.5, 2, 7], [2.5, 0.0, 2, 8]) is 0.948.
        double[] truth = {3, -0.5, 2, 7};
        double[] predicted = {2.5, 0.0, 2, 8};
        assertThat(determination(truth, predicted).value()).isCloseTo(0.9486081370449679, within(1e-12));
        // mean_absolute_percentage_error of the same is 0.3273.
        assertThat(Fit.meanOfSizes(0.5 / 3 + 1 + 0 + 1 / 7.0, 0, 4).value())
                .isCloseTo(0.3273809523809524, within(1e-12));
    }

    @Test
    void poolingAdjacentViolatorsGivesTheKnownFitAndStraightLinesBetween() {
        // Shares 0/1, 1/1, 0/1, 1/1 by score: the middle two are pooled to a half.
        Isotonic fit =
                Isotonic.fit(new double[] {0.1, 0.3, 0.5, 0.9}, new double[] {0, 1, 0, 1}, new double[] {1, 0, 1, 0});
        assertThat(fit.at(0)).isZero();
        assertThat(fit.at(0.3)).isEqualTo(0.5);
        assertThat(fit.at(0.4)).isEqualTo(0.5);
        assertThat(fit.at(0.7)).isCloseTo(0.75, within(1e-12));
        assertThat(fit.at(2)).isEqualTo(1);
        assertThat(fit.at(0.2)).isCloseTo(0.25, within(1e-12));
    }

    @Test
    void drawsHaveTheMeanAndVarianceOfTheirDistribution() {
        Draws draws = new Draws(1);
        for (long rows : new long[] {7, 90, 5_000}) {
            for (double chance : new double[] {0.02, 0.4, 0.97}) {
                double[] moments = moments(() -> draws.binomial(rows, chance));
                double variance = rows * chance * (1 - chance);
                assertThat(moments[0]).isCloseTo(rows * chance, within(5 * Math.sqrt(variance / 20_000) + 1e-9));
                assertThat(moments[1]).isCloseTo(variance, within(0.06 * variance + 0.1));
            }
        }
        double[] moments = moments(() -> draws.poisson(4));
        assertThat(moments[0]).isCloseTo(4, within(0.08));
        assertThat(moments[1]).isCloseTo(4, within(0.25));
    }

    private static double[] moments(DoubleSupplier draw) {
        double sum = 0;
        double squares = 0;
        int n = 20_000;
        for (int i = 0; i < n; i++) {
            double each = draw.getAsDouble();
            sum += each;
            squares += each * each;
        }
        return new double[] {sum / n, squares / n - sum / n * sum / n};
    }

    @Test
    void intervalsOfMatthewsCorrelationHoldTheTruthNineteenTimesInTwenty() {
        SplittableRandom random = new SplittableRandom(3);
        double[] shares = {0.15, 0.08, 0.1, 0.67};
        double truth = Matthews.phi(shares[0], shares[1], shares[2], shares[3]);
        int held = 0;
        for (int trial = 0; trial < TRIALS; trial++) {
            int[] counts = new int[4];
            for (int i = 0; i < 300; i++) {
                double at = random.nextDouble();
                counts[at < 0.15 ? 0 : at < 0.23 ? 1 : at < 0.33 ? 2 : 3]++;
            }
            held += Matthews.of(counts[0], counts[1], counts[2], counts[3])
                            .at(Z)
                            .contains(truth)
                    ? 1
                    : 0;
        }
        assertThat(held / (double) TRIALS).isBetween(0.93, 0.97);
    }

    @Test
    void intervalsOfAveragePrecisionAndLogLossHoldTheTruthNineteenTimesInTwenty() {
        // Scores in hundredths that are themselves the chance; the truth is that of many rows.
        Histogram many = scored(new SplittableRandom(5), 2_000_000);
        double precision = many.averagePrecision().value();
        double loss = many.logLoss().value();
        SplittableRandom random = new SplittableRandom(9);
        int ofPrecision = 0;
        int ofLoss = 0;
        for (int trial = 0; trial < TRIALS; trial++) {
            Histogram some = scored(random, 600);
            ofPrecision += some.averagePrecision().at(Z).contains(precision) ? 1 : 0;
            ofLoss += some.logLoss().at(Z).contains(loss) ? 1 : 0;
        }
        assertThat(ofPrecision / (double) TRIALS).isBetween(0.93, 0.995);
        assertThat(ofLoss / (double) TRIALS).isBetween(0.925, 0.975);
    }

    @Test
    void intervalsOfDeterminationHoldTheTruthNineteenTimesInTwenty() {
        // True values of variance 1; errors of variance (1 + y²) / 8, on average a quarter.
        SplittableRandom random = new SplittableRandom(11);
        double truth = 1 - 0.125 * (1 + 1);
        int held = 0;
        for (int trial = 0; trial < TRIALS; trial++) {
            double[] y = new double[400];
            double[] predicted = new double[400];
            for (int i = 0; i < y.length; i++) {
                y[i] = Bootstrap.normal(random);
                predicted[i] = y[i] + Math.sqrt(0.125 * (1 + y[i] * y[i])) * Bootstrap.normal(random);
            }
            held += determination(y, predicted).at(Z).contains(truth) ? 1 : 0;
        }
        assertThat(held / (double) TRIALS).isBetween(0.92, 0.97);
    }

    private static Histogram scored(SplittableRandom random, int rows) {
        double[] values = new double[99];
        double[] positives = new double[99];
        double[] negatives = new double[99];
        for (int i = 0; i < values.length; i++) {
            values[i] = (i + 1) / 100.0;
        }
        for (int i = 0; i < rows; i++) {
            int at = (int) (99 * random.nextDouble() * random.nextDouble());
            (random.nextDouble() < values[at] ? positives : negatives)[at]++;
        }
        return new Histogram(values, negatives, positives, new double[99], 1);
    }

    private static Estimator determination(double[] truth, double[] predicted) {
        double n = truth.length;
        double mean = 0;
        for (double each : truth) {
            mean += each / n;
        }
        double square = 0;
        double variance = 0;
        for (int i = 0; i < n; i++) {
            square += Math.pow(predicted[i] - truth[i], 2) / n;
            variance += Math.pow(truth[i] - mean, 2) / n;
        }
        double ofSquares = 0;
        double ofSpread = 0;
        double both = 0;
        for (int i = 0; i < n; i++) {
            double e = Math.pow(predicted[i] - truth[i], 2) - square;
            double d = Math.pow(truth[i] - mean, 2) - variance;
            ofSquares += e * e / n;
            ofSpread += d * d / n;
            both += e * d / n;
        }
        return Fit.determination(square, ofSquares, variance, ofSpread, both, n);
    }
}
