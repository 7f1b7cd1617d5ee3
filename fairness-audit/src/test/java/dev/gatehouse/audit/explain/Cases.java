package dev.gatehouse.audit.explain;

import dev.gatehouse.audit.explain.ModelExplainer.Model;
import dev.gatehouse.audit.plan.AuditPlan;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** Plans, models that are formulas, and rows drawn from known distributions. */
final class Cases {
    private Cases() {}

    /** Two classes, decided at 0.5. */
    static AuditPlan binary(String explanations) {
        return plan("label: {column: y, positive: 'yes'}\ndecision: {score: score, threshold: 0.5}\n"
                + "limits: {impact_ratio: {min: 0.8}}\nexplanations: {" + explanations + "}\n");
    }

    static AuditPlan regression(String explanations) {
        return plan("label: {column: y}\ndecision: {value: score}\nlimits: {mae_ratio: {max: 2}}\nexplanations: {"
                + explanations + "}\n");
    }

    private static AuditPlan plan(String more) {
        return AuditPlan.parse(("kind: fairness\ndata: d\nprotected: [g]\n" + more).getBytes(StandardCharsets.UTF_8));
    }

    /** A model that is a formula of one row. */
    static Model model(ToDoubleFunction<float[]> formula) {
        return rows -> {
            float[] scores = new float[rows.length];
            for (int i = 0; i < rows.length; i++) {
                scores[i] = (float) formula.applyAsDouble(rows[i]);
            }
            return scores;
        };
    }

    static double linear(double[] weights, float[] row) {
        return IntStream.range(0, weights.length)
                .mapToDouble(i -> weights[i] * row[i])
                .sum();
    }

    /** Labels 1 and 0 with the given share of 1; each feature normal with variance 1, its mean shifted where the label is 1. */
    static LabelledRows shifted(int n, double share, double[] shifts, long seed) {
        Random random = new Random(seed);
        float[][] inputs = new float[n][shifts.length];
        double[] labels = new double[n];
        for (int i = 0; i < n; i++) {
            labels[i] = random.nextDouble() < share ? 1 : 0;
            for (int j = 0; j < shifts.length; j++) {
                inputs[i][j] = (float) (random.nextGaussian() + labels[i] * shifts[j]);
            }
        }
        return new LabelledRows(names(shifts.length), inputs, labels);
    }

    /** Labels that are a linear model's values plus normal noise; each feature normal with variance 1. */
    static LabelledRows linear(int n, double[] weights, double noise, long seed) {
        Random random = new Random(seed);
        float[][] inputs = new float[n][weights.length];
        double[] labels = new double[n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < weights.length; j++) {
                inputs[i][j] = (float) random.nextGaussian();
            }
            labels[i] = linear(weights, inputs[i]) + noise * random.nextGaussian();
        }
        return new LabelledRows(names(weights.length), inputs, labels);
    }

    static List<String> names(int count) {
        return IntStream.range(0, count).mapToObj(i -> "x" + i).toList();
    }

    static ModelExplainer.Findings explain(AuditPlan plan, LabelledRows rows, Model model) {
        return ModelExplainer.explain(plan, rows, model, share -> {}, () -> false);
    }
}
