package dev.gatehouse.audit.diagnosis;

import dev.gatehouse.audit.cells.RowSample.Column;
import dev.gatehouse.audit.plan.DiagnosisPlan;
import dev.gatehouse.audit.plan.PerformanceMetric;
import dev.gatehouse.audit.report.DiagnosisReport.Split;
import dev.gatehouse.audit.stat.Normal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/**
 * Two windows of a made-up world: a number {@code x}, a category {@code kind}, a model's score that reads both and never changes, and
 * a label whose chance is the score's, but for what the world changes.
 *
 * @param shift of {@code x} in the window
 * @param twist taken from the log-odds of the label where {@code kind} is b
 */
record World(double shift, double twist) {
    static final World SAME = new World(0, 0);

    static final String PLAN = """
            kind: diagnosis
            data: d
            reference: r
            label: {column: label, positive: "1"}
            decision: {score: score, threshold: 0.5}
            metrics: [precision, accuracy, auc, brier]
            """;

    static DiagnosisPlan plan(String text) {
        return DiagnosisPlan.parse(text.getBytes(StandardCharsets.UTF_8));
    }

    WindowSample rows(long seed, int size) {
        Random random = new Random(seed);
        double[] x = new double[size];
        String[] kind = new String[size];
        double[] score = new double[size];
        int[] label = new int[size];
        int[] decision = new int[size];
        for (int i = 0; i < size; i++) {
            x[i] = random.nextGaussian() + shift;
            kind[i] = random.nextDouble() < 0.4 ? "b" : "a";
            double logit = 1.2 * x[i] + (kind[i].equals("b") ? 0.5 : -0.3);
            score[i] = chance(logit);
            decision[i] = score[i] >= 0.5 ? 1 : 0;
            label[i] = random.nextDouble() < chance(logit - (kind[i].equals("b") ? twist : 0)) ? 1 : 0;
        }
        return new WindowSample(
                List.of(new Column("x", x, null), new Column("kind", null, kind)), label, decision, score, null);
    }

    private static double chance(double logit) {
        return 1 / (1 + Math.exp(-logit));
    }

    /** The metric where there are very many rows. */
    double truth(PerformanceMetric metric) {
        Outcomes rows = rows(77, 400_000).outcomes();
        return Influence.of(metric, rows, rows.even()).value();
    }

    static Split split(PerformanceMetric metric, WindowSample reference, WindowSample current) {
        return split(metric, Weighting.of(plan(PLAN), reference, current), 0.95);
    }

    static Split split(PerformanceMetric metric, Weighting weighting, double confidence) {
        return new ChangeSplit(weighting, 100, Normal.quantile(confidence)).of(metric);
    }
}
