package dev.gatehouse.audit.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gatehouse.audit.explain.ModelExplainer.Model;
import dev.gatehouse.audit.plan.AuditPlan;
import dev.gatehouse.audit.report.Estimate;
import dev.gatehouse.audit.report.Explanations.Feature;
import dev.gatehouse.audit.report.Explanations.Importance;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;

/** Drops against what they are exactly, where the rows' distribution and the model are known. */
class PermutationImportanceTest {
    private static final double[] SHIFTS = {1.2, 0.5, 0};
    private static final double[] WEIGHTS = {1, 0.8, 0.6};
    private static final double SHARE = 0.3;

    private static final double[] SLOPES = {2, -1, 0.5, 0};
    private static final double NOISE = 1.5;

    @Test
    void theDropOfAnAreaIsThatOfTheDistributionAndItsIntervalCoversIt() {
        AuditPlan plan = Cases.binary("repeats: 3, local: 0");
        Model model = Cases.model(row -> Cases.linear(WEIGHTS, row));
        double whole = area(-1);
        int inside = 0;
        int inBaseline = 0;
        int trials = 150;
        double[] mean = new double[3];
        for (int trial = 0; trial < trials; trial++) {
            Importance found = Cases.explain(plan, Cases.shifted(500, SHARE, SHIFTS, trial), model)
                    .explanations()
                    .importance();
            inBaseline += holds(found.baseline(), whole) ? 1 : 0;
            Map<String, Estimate> drops = drops(found);
            for (int j = 0; j < 3; j++) {
                Estimate drop = drops.get("x" + j);
                mean[j] += drop.value() / trials;
                inside += holds(drop, whole - area(j)) ? 1 : 0;
            }
        }
        assertThat(mean[0]).isCloseTo(whole - area(0), within(0.006));
        assertThat(mean[1]).isCloseTo(whole - area(1), within(0.006));
        // A feature that tells nothing is noise in the score: without it the area would be greater, but permuting keeps
        // the noise.
        assertThat(whole - area(2)).isCloseTo(0, within(1e-12));
        assertThat(mean[2]).isCloseTo(0, within(0.003));
        assertThat(inside / (3.0 * trials)).isBetween(0.91, 0.985);
        assertThat(inBaseline / (double) trials).isBetween(0.89, 0.99);
    }

    /** The area under the curve of the linear score when one feature is another row's; of none for −1. */
    private static double area(int permuted) {
        double gap = 0;
        double variance = 0;
        for (int j = 0; j < WEIGHTS.length; j++) {
            gap += j == permuted ? 0 : WEIGHTS[j] * SHIFTS[j];
            variance += 2 * WEIGHTS[j] * WEIGHTS[j];
        }
        NormalDistribution normal = NormalDistribution.of(0, Math.sqrt(variance));
        if (permuted < 0) {
            return normal.cumulativeProbability(gap);
        }
        // The permuted feature comes from a positive or a negative row, whatever the label: a mixture on both sides.
        double shift = WEIGHTS[permuted] * SHIFTS[permuted];
        return SHARE
                        * (1 - SHARE)
                        * (normal.cumulativeProbability(gap + shift) + normal.cumulativeProbability(gap - shift))
                + (SHARE * SHARE + (1 - SHARE) * (1 - SHARE)) * normal.cumulativeProbability(gap);
    }

    @Test
    void theRiseOfAnErrorIsThatOfTheDistributionAndItsIntervalCoversIt() {
        Model model = Cases.model(row -> Cases.linear(SLOPES, row));
        for (String metric : new String[] {"rmse", "mae"}) {
            AuditPlan plan = Cases.regression("repeats: 2, local: 0, metric: " + metric);
            // The error is normal: its mean size is √(2/π) of its root mean square.
            double unit = metric.equals("mae") ? Math.sqrt(2 / Math.PI) : 1;
            int inside = 0;
            int trials = 100;
            for (int trial = 0; trial < trials; trial++) {
                Importance found = Cases.explain(plan, Cases.linear(400, SLOPES, NOISE, trial), model)
                        .explanations()
                        .importance();
                assertThat(found.features()).extracting(Feature::name).startsWith("x0", "x1");
                Map<String, Estimate> drops = drops(found);
                for (int j = 0; j < 3; j++) {
                    double exact = unit * (Math.sqrt(NOISE * NOISE + 2 * SLOPES[j] * SLOPES[j]) - NOISE);
                    inside += holds(drops.get("x" + j), exact) ? 1 : 0;
                }
                assertThat(drops.get("x3")).isEqualTo(Estimate.of(0, 0, 0));
            }
            assertThat(inside / (3.0 * trials)).as(metric).isBetween(0.90, 0.99);
        }
    }

    @Test
    void featuresNamedTogetherArePermutedTogether() {
        double[] slopes = {1, 1, 1};
        LabelledRows rows = Cases.linear(2_000, slopes, 1, 7);
        // The second column repeats the first, so that together they have a slope of 2.
        for (float[] row : rows.inputs()) {
            row[1] = row[0];
        }
        double[] labels = new double[rows.size()];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = Cases.linear(slopes, rows.inputs()[i]);
        }
        ModelExplainer.Findings found = Cases.explain(
                Cases.regression("metric: rmse, repeats: 10, local: 0, together: {home: [x0, x1], gone: [x8, x9]}"),
                new LabelledRows(rows.columns(), rows.inputs(), labels),
                Cases.model(row -> Cases.linear(slopes, row)));
        Map<String, Estimate> drops = drops(found.explanations().importance());
        assertThat(drops).containsOnlyKeys("home", "x2");
        assertThat(drops.get("home").value()).isCloseTo(Math.sqrt(2 * 4), within(0.1));
        assertThat(drops.get("x2").value()).isCloseTo(Math.sqrt(2), within(0.05));
        assertThat(found.notes())
                .containsExactly("Explanations: the model takes no column 'x8', 'x9', which the plan names.");
    }

    @Test
    void lossAndShareOfRightDecisionsAreMeasuredToo() {
        LabelledRows rows = new LabelledRows(Cases.names(1), inputs(1_000, i -> i % 2), labels(1_000, i -> i % 2));
        Model model = Cases.model(row -> row[0] == 1 ? 0.9 : 0.1);
        Importance share = Cases.explain(Cases.binary("metric: accuracy, repeats: 50, local: 0"), rows, model)
                .explanations()
                .importance();
        assertThat(share.baseline()).isEqualTo(Estimate.of(1, 1, 1));
        // Of the 999 other rows that a value may come from, 500 have the other one.
        assertThat(share.features().get(0).drop().value()).isCloseTo(500.0 / 999, within(0.02));
        Importance loss = Cases.explain(Cases.binary("metric: log_loss, repeats: 50, local: 0"), rows, model)
                .explanations()
                .importance();
        assertThat(loss.baseline().value()).isCloseTo(-Math.log(0.9), within(1e-6));
        assertThat(loss.features().get(0).drop().value())
                .isCloseTo(500.0 / 999 * (Math.log(0.9) - Math.log(0.1)), within(0.05));
    }

    @Test
    void whatCannotBeMeasuredSaysWhy() {
        Model model = Cases.model(row -> row[0]);
        Importance few = Cases.explain(Cases.binary("local: 0"), Cases.shifted(199, 0.5, SHIFTS, 1), model)
                .explanations()
                .importance();
        assertThat(few.baseline().undefined()).isEqualTo("fewer than 200 rows have a label");
        assertThat(few.features())
                .extracting(Feature::name, feature -> feature.drop().isDefined())
                .containsExactly(Tuple.tuple("x0", false), Tuple.tuple("x1", false), Tuple.tuple("x2", false));
        assertThat(Cases.explain(Cases.binary("local: 0"), Cases.shifted(400, 0.02, SHIFTS, 1), model)
                        .explanations()
                        .importance()
                        .baseline()
                        .undefined())
                .startsWith("fewer than 20 rows of the sample have a positive label");
        assertThat(Cases.explain(Cases.binary("local: 0, metric: log_loss"), Cases.shifted(400, 0.5, SHIFTS, 1), model)
                        .explanations()
                        .importance()
                        .baseline()
                        .undefined())
                .isEqualTo("a score lies outside [0, 1]");
    }

    @Test
    void equalScoresShareTheirRanks() {
        // Scores 0 and 1 only, negative ones and both zeros among the inputs: the area is (1 + TPR − FPR) / 2.
        LabelledRows rows = new LabelledRows(
                Cases.names(1),
                inputs(400, i -> i % 4 == 0 ? -0f : i % 4 == 1 ? 0f : -3f),
                labels(400, i -> i % 4 == 2 ? 0 : 1));
        Importance found = Cases.explain(Cases.binary("local: 0"), rows, Cases.model(row -> row[0]))
                .explanations()
                .importance();
        // 100 negatives at −3; of the positives 200 at 0 and 100 at −3.
        assertThat(found.baseline().value()).isCloseTo((200 + 100 / 2.0) / 300, within(1e-12));
    }

    private static float[][] inputs(int n, IntToDoubleFunction value) {
        float[][] inputs = new float[n][1];
        for (int i = 0; i < n; i++) {
            inputs[i][0] = (float) value.applyAsDouble(i);
        }
        return inputs;
    }

    private static double[] labels(int n, IntToDoubleFunction value) {
        return IntStream.range(0, n).mapToDouble(value::applyAsDouble).toArray();
    }

    private static Map<String, Estimate> drops(Importance importance) {
        return importance.features().stream().collect(Collectors.toMap(Feature::name, Feature::drop));
    }

    private static boolean holds(Estimate estimate, double value) {
        return estimate.lower() <= value && value <= estimate.upper();
    }
}
