package dev.gatehouse.audit.drift;

import dev.gatehouse.audit.cells.RowSample;
import dev.gatehouse.audit.cells.RowSample.Column;
import dev.gatehouse.audit.learn.Feature;
import dev.gatehouse.audit.learn.Ordered;
import dev.gatehouse.audit.learn.SampleClassifier;
import dev.gatehouse.audit.plan.AuditException;
import dev.gatehouse.audit.report.DriftReport.Classifier;
import dev.gatehouse.audit.report.DriftReport.Teller;
import dev.gatehouse.audit.report.Estimate;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Tells current rows from reference rows: how well that can be done says how far the two differ in all features together, their
 * relations included (Lopez-Paz and Oquab, ICLR 2017).
 *
 * <p>{@link SampleClassifier} says what the classifier sees. The area under the curve is of predictions for rows that the model had
 * not seen.
 *
 * <p>The result depends on the rows alone, not on their order. It costs one thread some seconds.
 */
final class DomainClassifier {
    /** The most rows of both samples together that are looked at. */
    static final int MAX_ROWS = 10_000;

    /** The most entries of the model's matrix that are not zero. */
    static final int MAX_ENTRIES = 500_000;

    /** With fewer rows of a sample than this there is no area. */
    static final int FEWEST_ROWS = 50;

    private static final int MOST_TOLD = 20;
    private static final int CURRENT = 1;

    private DomainClassifier() {}

    /** How many rows of each sample to take, with this many features. */
    static int rows(int features) {
        return Math.min(MAX_ROWS, MAX_ENTRIES / SampleClassifier.entries(features)) / 2;
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
            columns.add(SampleClassifier.joined(column, current.column(column.name())));
        }
        columns.add(new Column(
                "sample",
                IntStream.range(0, n + m).mapToDouble(i -> i < n ? 0 : CURRENT).toArray(),
                null));
        Ordered rows = new Ordered(columns);
        Column sample = rows.of(columns.remove(columns.size() - 1));
        int[] classes = Arrays.stream(sample.numbers()).mapToInt(x -> (int) x).toArray();
        List<Feature> features = columns.stream().map(rows::of).map(Feature::of).toList();
        if (features.stream().allMatch(Feature::isConstant)) {
            return undefined("every feature has one value only in both samples", n, m);
        }
        SampleClassifier classifier = new SampleClassifier(features, classes, confidence.doubleValue());
        return new Classifier(
                classifier.auc(classifier.predictions()),
                classifier.chance(),
                n,
                m,
                null,
                null,
                null,
                null,
                null,
                null,
                classifier.strongest(MOST_TOLD).stream()
                        .map(told -> new Teller(told.name(), told.weight(), told.auc()))
                        .toList());
    }

    private static Classifier undefined(String reason, int n, int m) {
        return new Classifier(Estimate.undefined(reason), null, n, m, null, null, null, null, null, null, List.of());
    }
}
