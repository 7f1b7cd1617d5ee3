package dev.gatehouse.audit.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gatehouse.audit.explain.ModelExplainer.Model;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Contributions against those that the definition gives, over every set of features. */
class ShapleyValuesTest {

    @Test
    void ofALinearModelTheyAreWeightTimesTheDistanceFromTheMean() {
        double[] weights = {2, -1, 0.5, 0, 4};
        LabelledRows rows = Cases.shifted(60, 0.5, new double[] {1, 2, 3, 4, 0}, 5);
        float[] explained = {1.5f, -2, 7, 3, 0.25f};
        ShapleyValues.Found found =
                found(rows, Cases.model(row -> Cases.linear(weights, row)), explained, 3, List.of());
        for (int j = 0; j < weights.length; j++) {
            int column = j;
            double mean = Arrays.stream(rows.inputs())
                    .mapToDouble(row -> row[column])
                    .average()
                    .orElseThrow();
            assertThat(found.values()[j]).isCloseTo(weights[j] * (explained[j] - mean), within(1e-5));
            assertThat(found.errors()[j]).isCloseTo(0, within(1e-6));
        }
        assertThat(found.fit()).isCloseTo(1, within(1e-9));
    }

    @Test
    void whereTwoFeaturesActThroughEachOtherOnePairOfOrdersIsExact() {
        LabelledRows rows = Cases.shifted(40, 0.5, new double[] {1, 0, 0, -1}, 6);
        float[] explained = {2, 1, -1, 3};
        Model model = Cases.model(row -> row[0] * row[1] + 3 * row[2] * row[3] - row[0]);
        ShapleyValues.Found found = found(rows, model, explained, 2, List.of());
        double[] exact = exact(rows, model, explained);
        assertThat(found.values()).containsExactly(exact, within(1e-5));
        assertThat(found.fit()).isBetween(0.1, 0.99);
    }

    @Test
    void otherwiseTheyComeNearWithinTheirErrorAndAlwaysAddUp() {
        LabelledRows rows = Cases.shifted(30, 0.5, new double[] {1, 0, 0, -1, 0.5}, 8);
        float[] explained = {2, 1.5f, -1, 3, 0.5f};
        Model model = Cases.model(row -> 1 / (1 + Math.exp(-row[0] * row[1] * row[2] - row[3] * row[4])) + row[1]);
        double[] exact = exact(rows, model, explained);
        for (int pairs : new int[] {5, 200}) {
            ShapleyValues.Found found = found(rows, model, explained, pairs, List.of());
            for (int j = 0; j < exact.length; j++) {
                assertThat(found.values()[j]).isCloseTo(exact[j], within(5 * found.errors()[j] + 1e-6));
            }
            assertThat(Arrays.stream(found.errors()).max().orElseThrow()).isLessThan(pairs == 5 ? 0.1 : 0.012);
            double baseline = mean(rows, model);
            assertThat(baseline + Arrays.stream(found.values()).sum())
                    .isCloseTo(model.score(new float[][] {explained})[0], within(1e-9));
        }
    }

    @Test
    void columnsNamedTogetherJoinTogether() {
        LabelledRows rows = Cases.shifted(50, 0.5, new double[] {0, 0, 0}, 9);
        float[] explained = {2, 3, 4};
        Model model = Cases.model(row -> row[0] * row[2] + row[1]);
        ShapleyValues.Found found = found(
                rows,
                model,
                explained,
                2,
                Unit.of(rows.columns(), Map.of("both", List.of("x0", "x2")), new ArrayList<>()));
        double product = Arrays.stream(rows.inputs())
                .mapToDouble(row -> row[0] * row[2])
                .average()
                .orElseThrow();
        assertThat(found.values()[0]).isCloseTo(8 - product, within(1e-5));
        assertThat(found.fit()).isCloseTo(1, within(1e-9));
    }

    @Test
    void aModelThatNeverChangesHasNoFit() {
        LabelledRows rows = Cases.shifted(50, 0.5, new double[] {0, 0}, 9);
        ShapleyValues.Found found = found(rows, Cases.model(row -> 0.5), new float[] {1, 1}, 2, List.of());
        assertThat(found.values()).containsExactly(0, 0);
        assertThat(found.fit()).isNull();
        ShapleyValues.Found one = found(
                new LabelledRows(List.of("x"), new float[][] {{1}, {3}}, new double[2]),
                Cases.model(row -> row[0]),
                new float[] {7},
                2,
                List.of());
        assertThat(one.values()).containsExactly(5);
        assertThat(one.fit()).isEqualTo(1);
    }

    private static ShapleyValues.Found found(
            LabelledRows rows, Model model, float[] explained, int pairs, List<Unit> units) {
        List<Unit> all = units.isEmpty() ? Unit.of(rows.columns(), Map.of(), new ArrayList<>()) : units;
        Batches batches = new Batches(model, rows.columns().size(), 1, share -> {}, () -> false);
        return new ShapleyValues(batches, rows.inputs(), all, pairs)
                .of(explained, model.score(new float[][] {explained})[0], 3);
    }

    /** φⱼ = Σ over sets S without j of |S|! (n − |S| − 1)! / n! · (v(S ∪ j) − v(S)). */
    private static double[] exact(LabelledRows rows, Model model, float[] explained) {
        int n = explained.length;
        double[] worth = new double[1 << n];
        for (int set = 0; set < worth.length; set++) {
            float[][] mixed = new float[rows.size()][];
            for (int i = 0; i < mixed.length; i++) {
                mixed[i] = rows.inputs()[i].clone();
                for (int j = 0; j < n; j++) {
                    if ((set >> j & 1) == 1) {
                        mixed[i][j] = explained[j];
                    }
                }
            }
            float[] scores = model.score(mixed);
            for (float score : scores) {
                worth[set] += score / (double) scores.length;
            }
        }
        double[] values = new double[n];
        for (int set = 0; set < worth.length; set++) {
            for (int j = 0; j < n; j++) {
                if ((set >> j & 1) == 0) {
                    int size = Integer.bitCount(set);
                    values[j] += factorial(size)
                            * factorial(n - size - 1)
                            / factorial(n)
                            * (worth[set | 1 << j] - worth[set]);
                }
            }
        }
        return values;
    }

    private static double factorial(int n) {
        return n <= 1 ? 1 : n * factorial(n - 1);
    }

    private static double mean(LabelledRows rows, Model model) {
        float[] scores = model.score(rows.inputs());
        double sum = 0;
        for (float score : scores) {
            sum += score;
        }
        return sum / scores.length;
    }
}
