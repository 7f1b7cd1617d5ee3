package dev.gatehouse.audit.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gatehouse.audit.learn.LinearModel.Design;
import java.util.List;
import org.junit.jupiter.api.Test;

class RidgeTest {
    @Test
    void aTargetThatTheColumnsTellIsFittedAlsoWhereItWasNotLearnt() {
        int n = 20_000;
        int[] bins = new int[n];
        double[] numbers = new double[n];
        double[] target = new double[n];
        double[] weight = new double[n];
        double[] truth = new double[n];
        for (int i = 0; i < n; i++) {
            bins[i] = i % 3;
            numbers[i] = i * 7919 % 1000 / 500.0 - 1;
            truth[i] = 0.3 + 0.5 * bins[i] - 2 * numbers[i];
            weight[i] = i % 2 == 0 ? 1 + i % 5 : 0;
            target[i] = weight[i] > 0 ? truth[i] : 99;
        }
        double[] fitted = new Ridge(List.of(new Design(bins, numbers)), List.of(3), weight).fitted(target);
        for (int i = 0; i < n; i++) {
            // The penalty takes about one row of many thousands.
            assertThat(fitted[i]).isCloseTo(truth[i], within(1e-3));
        }
    }
}
