package dev.gatehouse.audit.drift;

import dev.gatehouse.audit.cells.RowSample;
import dev.gatehouse.audit.cells.RowSample.Column;
import dev.gatehouse.audit.learn.Cross;
import dev.gatehouse.audit.learn.CrossValidatedAuc;
import dev.gatehouse.audit.learn.Feature;
import dev.gatehouse.audit.learn.Folds;
import dev.gatehouse.audit.learn.LinearModel;
import dev.gatehouse.audit.learn.LinearModel.Design;
import dev.gatehouse.audit.learn.Ordered;
import dev.gatehouse.audit.plan.AuditException;
import dev.gatehouse.audit.report.DriftReport.Classifier;
import dev.gatehouse.audit.report.DriftReport.Teller;
import dev.gatehouse.audit.report.Estimate;
import dev.gatehouse.audit.stat.Normal;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Tells current rows from reference rows: how well that can be done says how far the two differ in all features together, their
 * relations included (Lopez-Paz and Oquab, ICLR 2017).
 *
 * <p>An L2-penalised logistic regression (liblinear) has a text as one indicator a value (rare values share one), a number as its
 * standardised value and as indicators of its tenths, and missing values as a value of their own. With at most {@value
 * #MOST_CROSSED} features every pair of them is crossed as well, so that a relation between two that changes is seen while each of
 * them stays as it was; relations of three and more are not looked for. The area under the curve is of predictions for rows that
 * the model had not seen.
 *
 * <p>The result depends on the rows alone, not on their order. It costs one thread some seconds.
 */
final class DomainClassifier {
    /** The most rows of both samples together that are looked at. */
    static final int MAX_ROWS = 10_000;

    /** The most entries of the model's matrix that are not zero. */
    static final int MAX_ENTRIES = 500_000;

    /** With more features than this, pairs of them are not looked at. */
    static final int MOST_CROSSED = 10;

    /** With fewer rows of a sample than this there is no area. */
    static final int FEWEST_ROWS = 50;

    private static final int MOST_TOLD = 20;
    private static final int CURRENT = 1;

    private DomainClassifier() {}

    /** How many rows of each sample to take, with this many features. */
    static int rows(int features) {
        int pairs = features <= MOST_CROSSED ? features * (features - 1) / 2 : 0;
        return Math.min(MAX_ROWS, MAX_ENTRIES / (2 * features + pairs + 1)) / 2;
    }

    /**
     * Compares two samples of rows.
     *
     * @param reference at least one column, at most {@link #rows} rows
     * @param current the same columns by name
     * @param confidence of the interval, two-sided; the area is above what chance gives with 1 − confidence
     * @return without a limit and a verdict. The area is undefined where a sample has fewer than {@value #FEWEST_ROWS} rows or no
     *     feature varies
     * @throws AuditException when there are too many rows
     */
    static Classifier compare(RowSample reference, RowSample current, BigDecimal confidence) {
        int n = reference.size();
        int m = current.size();
        if (Math.max(n, m) > rows(reference.columns().size())) {
            throw new AuditException("a sample for the classifier has at most "
                    + rows(reference.columns().size()) + " rows");
        }
        if (Math.min(n, m) < FEWEST_ROWS) {
            return undefined("a sample has fewer than " + FEWEST_ROWS + " rows", n, m);
        }
        List<Column> columns = new ArrayList<>();
        for (Column column : reference.columns()) {
            columns.add(joined(column, current.column(column.name())));
        }
        columns.add(new Column(
                "sample",
                IntStream.range(0, n + m).mapToDouble(i -> i < n ? 0 : CURRENT).toArray(),
                null));
        Ordered rows = new Ordered(columns);
        Column sample = rows.of(columns.remove(columns.size() - 1));
        int[] classes = Arrays.stream(sample.numbers()).mapToInt(x -> (int) x).toArray();
        List<Part> parts = parts(columns.stream().map(rows::of).map(Feature::of).toList());
        if (parts.isEmpty()) {
            return undefined("every feature has one value only in both samples", n, m);
        }
        return found(parts, classes, n, m, confidence.doubleValue());
    }

    /** A feature, or two of them crossed. */
    private record Part(String name, int[] bins, int width, double[] numbers) {}

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

    private static Classifier found(List<Part> parts, int[] classes, int n, int m, double confidence) {
        int[] rows = IntStream.range(0, classes.length).toArray();
        boolean[] current = new boolean[classes.length];
        for (int i = 0; i < classes.length; i++) {
            current[i] = classes[i] == CURRENT;
        }
        Folds folds = new Folds(classes, confidence);
        LinearModel model = new LinearModel(
                parts.stream()
                        .map(part -> new Design(part.bins(), part.numbers()))
                        .toList(),
                rows,
                classes);
        double[][] probabilities = model.crossValidated(folds, 2);
        double[] prediction =
                Arrays.stream(probabilities).mapToDouble(p -> p[CURRENT]).toArray();
        double[] weights = model.spreads(2)[CURRENT];
        Integer[] strongest = IntStream.range(0, parts.size())
                .boxed()
                .sorted(Comparator.comparing((Integer i) -> -weights[i])
                        .thenComparing(i -> parts.get(i).name()))
                .limit(MOST_TOLD)
                .toArray(Integer[]::new);
        List<Teller> tellers = new ArrayList<>();
        for (int i : strongest) {
            Part part = parts.get(i);
            tellers.add(new Teller(part.name(), weights[i], folds.alone(part.bins(), part.width(), rows, current)));
        }
        return new Classifier(
                folds.auc(prediction, current),
                chance(n, m, confidence),
                n,
                m,
                null,
                null,
                null,
                null,
                null,
                null,
                tellers);
    }

    /** The area that chance alone exceeds with 1 − confidence: normal, with the variance of Mann and Whitney's U over the folds. */
    private static double chance(double n, double m, double confidence) {
        double variance = (n + m + 1) / (12 * n * m) * CrossValidatedAuc.designEffect(Folds.COUNT);
        // The two-sided quantile of 2 · confidence − 1 leaves 1 − confidence above it.
        double z = confidence > 0.5 ? Normal.quantile(2 * confidence - 1) : 0;
        return Math.min(1, 0.5 + z * Math.sqrt(variance));
    }

    private static Classifier undefined(String reason, int n, int m) {
        return new Classifier(Estimate.undefined(reason), null, n, m, null, null, null, null, null, null, List.of());
    }

    /** The rows of both, numbers where both samples have numbers. */
    private static Column joined(Column reference, Column current) {
        if (reference.isNumeric() && current.isNumeric()) {
            double[] numbers = Arrays.copyOf(reference.numbers(), reference.size() + current.size());
            System.arraycopy(current.numbers(), 0, numbers, reference.size(), current.size());
            return new Column(reference.name(), numbers, null);
        }
        String[] texts = Arrays.copyOf(Feature.texts(reference), reference.size() + current.size());
        System.arraycopy(Feature.texts(current), 0, texts, reference.size(), current.size());
        return new Column(reference.name(), null, texts);
    }
}
