package dev.gatehouse.audit.learn;

import dev.gatehouse.audit.cells.RowSample.Column;
import dev.gatehouse.audit.learn.LinearModel.Design;
import dev.gatehouse.audit.report.Estimate;
import dev.gatehouse.audit.stat.Normal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Predicts which of two samples a row is from, each row by a model that had not seen it.
 *
 * <p>An L2-penalised logistic regression (liblinear) has a text as one indicator a value (rare values share one), a number as its
 * standardised value and as indicators of its tenths, and missing values as a value of their own. With at most {@value
 * #MOST_CROSSED} features every pair of them is crossed as well, so that a relation between two that differs is seen while each of
 * them is alike; relations of three and more are not looked for.
 */
public final class SampleClassifier {
    /** With more features than this, pairs of them are not looked at. */
    public static final int MOST_CROSSED = 10;

    private static final int SECOND = 1;

    private final List<Part> parts;
    private final int[] classes;
    private final boolean[] second;
    private final int[] rows;
    private final Folds folds;
    private final List<Design> designs;
    private final LinearModel model;
    private final double confidence;

    /** A feature, or two of them crossed. */
    private record Part(String name, int[] bins, int width, double[] numbers) {}

    /**
     * What tells the samples apart.
     *
     * @param name a feature, or two as {@code a & b}
     * @param weight standard deviation over the rows of what it adds to the log-odds, at least 0
     * @param auc of it alone, of rows that were not counted for it
     */
    public record Told(String name, double weight, Estimate auc) {}

    /**
     * @param features of the rows of both samples; at least one of which is not constant
     * @param classes 0 or 1 of each row: its sample; both occur
     * @param confidence of intervals, two-sided
     */
    public SampleClassifier(List<Feature> features, int[] classes, double confidence) {
        this.parts = parts(features);
        this.classes = classes;
        this.confidence = confidence;
        this.rows = IntStream.range(0, classes.length).toArray();
        this.second = new boolean[classes.length];
        for (int i = 0; i < classes.length; i++) {
            second[i] = classes[i] == SECOND;
        }
        this.folds = new Folds(classes, confidence);
        this.designs = parts.stream()
                .map(part -> new Design(part.bins(), part.numbers()))
                .toList();
        this.model = new LinearModel(designs, rows, classes);
    }

    /** How many entries a row has in the model's matrix, with this many features. */
    public static int entries(int features) {
        int pairs = features <= MOST_CROSSED ? features * (features - 1) / 2 : 0;
        return 2 * features + pairs + 1;
    }

    private static List<Part> parts(List<Feature> features) {
        List<Feature> varying =
                features.stream().filter(feature -> !feature.isConstant()).toList();
        List<Part> parts = new ArrayList<>();
        for (Feature feature : varying) {
            parts.add(new Part(feature.name(), feature.bins(), feature.width(), feature.standardised()));
        }
        for (int i = 0; features.size() <= MOST_CROSSED && i < varying.size(); i++) {
            for (int j = i + 1; j < varying.size(); j++) {
                Cross cross = new Cross(varying.get(i), varying.get(j));
                parts.add(new Part(cross.name(), cross.bins(), cross.width(), null));
            }
        }
        return parts;
    }

    /** The chance of each row to be of the second sample, given to it by a model that was trained on the other folds; in (0, 1). */
    public double[] predictions() {
        return Arrays.stream(model.crossValidated(folds, 2))
                .mapToDouble(p -> p[SECOND])
                .toArray();
    }

    /**
     * What a target is expected to be at each row, told by the same columns: weighted least squares with a penalty.
     *
     * @param weight of each row; 0 where the target is not known
     * @param target of each row
     */
    public double[] expected(double[] weight, double[] target) {
        return new Ridge(designs, parts.stream().map(Part::width).toList(), weight).fitted(target);
    }

    /** The area under the curve of such predictions. */
    public Estimate auc(double[] predictions) {
        return folds.auc(predictions, second);
    }

    /** The area that chance alone exceeds with 1 − confidence: normal, with the variance of Mann and Whitney's U over the folds. */
    public double chance() {
        double m = Arrays.stream(classes).sum();
        double n = classes.length - m;
        double variance = (n + m + 1) / (12 * n * m) * CrossValidatedAuc.designEffect(Folds.COUNT);
        // The two-sided quantile of 2 · confidence − 1 leaves 1 − confidence above it.
        double z = confidence > 0.5 ? Normal.quantile(2 * confidence - 1) : 0;
        return Math.min(1, 0.5 + z * Math.sqrt(variance));
    }

    /** The strongest features and crosses in a model trained on all rows, by weight, then by name. */
    public List<Told> strongest(int most) {
        double[] weights = model.spreads(2)[SECOND];
        Integer[] strongest = IntStream.range(0, parts.size())
                .boxed()
                .sorted(Comparator.comparing((Integer i) -> -weights[i])
                        .thenComparing(i -> parts.get(i).name()))
                .limit(most)
                .toArray(Integer[]::new);
        List<Told> told = new ArrayList<>();
        for (int i : strongest) {
            Part part = parts.get(i);
            told.add(new Told(part.name(), weights[i], folds.alone(part.bins(), part.width(), rows, second)));
        }
        return told;
    }

    /** The rows of one column of both samples, the first's first; numbers where both samples have numbers. */
    public static Column joined(Column first, Column second) {
        if (first.isNumeric() && second.isNumeric()) {
            double[] numbers = Arrays.copyOf(first.numbers(), first.size() + second.size());
            System.arraycopy(second.numbers(), 0, numbers, first.size(), second.size());
            return new Column(first.name(), numbers, null);
        }
        String[] texts = Arrays.copyOf(Feature.texts(first), first.size() + second.size());
        System.arraycopy(Feature.texts(second), 0, texts, first.size(), second.size());
        return new Column(first.name(), null, texts);
    }
}
