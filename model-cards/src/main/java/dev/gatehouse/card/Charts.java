package dev.gatehouse.card;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A card's charts as self-contained SVG, the same on a page and in the PDF. A row chart keeps names, numbers and verdicts in columns of
 * their own beside the plot, and a limit's label in a band above it, so that no label can lie on another. Verdicts differ by shape as
 * well as by colour. Rows whose estimate is undefined keep their place and say so.
 */
public final class Charts {
    /** Width of every chart, in CSS pixels. */
    public static final int WIDTH = 656;
    /** Most rows of one chart; the table beside it has the rest. */
    public static final int MAX_ROWS = 30;

    private Charts() {}

    /**
     * Selection rates of one attribute's groups as bars with their intervals.
     *
     * @param title the chart's heading
     * @param groups groups of one attribute; those without a metric named {@value GroupResult#SELECTION_RATE} are left out
     * @param limit a rate to mark, in [0, 1], with its meaning
     * @return an {@code svg} element; empty if no group has a selection rate
     */
    public static Optional<String> selectionRates(String title, List<GroupResult> groups, Optional<Mark> limit) {
        List<RowChart.Row> rows = new ArrayList<>();
        for (GroupResult group : groups) {
            group.metrics().stream()
                    .filter(metric -> metric.name().equals(GroupResult.SELECTION_RATE))
                    .findFirst()
                    .ifPresent(metric -> rows.add(new RowChart.Row(
                            group.group(),
                            metric.estimate(),
                            null,
                            null,
                            group.n() == null ? "n suppressed" : "n = " + Wording.count(group.n()))));
        }
        return rows.isEmpty() ? Optional.empty() : Optional.of(RowChart.bars(title, rows, limit.orElse(null)));
    }

    /**
     * Comparisons as a forest plot: each group's ratio or difference with its interval, against the limit and the line of no difference.
     *
     * @param title the chart's heading
     * @param comparisons comparisons of one kind that share one limit; the limit of the first is drawn
     * @return an {@code svg} element; empty if there are no comparisons
     * @throws IllegalArgumentException if ratios and differences are mixed
     */
    public static Optional<String> comparisons(String title, List<Comparison> comparisons) {
        if (comparisons.isEmpty()) {
            return Optional.empty();
        }
        Comparison.Kind kind = comparisons.get(0).kind();
        String reference = comparisons.get(0).reference();
        // A reference that all share is said once, above: it leaves the names their room.
        boolean shared = comparisons.stream()
                .allMatch(comparison -> comparison.reference().equals(reference));
        List<RowChart.Row> rows = new ArrayList<>();
        for (Comparison comparison : comparisons) {
            if (comparison.kind() != kind) {
                throw new IllegalArgumentException("one chart shows ratios or differences, not both");
            }
            rows.add(new RowChart.Row(
                    shared ? comparison.group() : comparison.group() + " : " + comparison.reference(),
                    comparison.estimate(),
                    comparison.limit(),
                    comparison.verdict(),
                    comparison.verdict() == null ? "" : comparison.verdict().name()));
        }
        return Optional.of(RowChart.forest(
                title,
                shared ? "against " + reference : "",
                kind,
                rows,
                comparisons.get(0).limit()));
    }

    /**
     * Observed rate against predicted score, with intervals and the diagonal of perfect calibration.
     *
     * @param title the chart's heading
     * @param bins in order of their predicted score
     * @return an {@code svg} element; empty if no bin has an observed rate
     */
    public static Optional<String> calibration(String title, List<CalibrationBin> bins) {
        List<CalibrationBin> defined =
                bins.stream().filter(bin -> bin.observed().value() != null).toList();
        return defined.isEmpty() ? Optional.empty() : Optional.of(CalibrationChart.draw(title, defined));
    }

    /**
     * Importance of the features as bars from zero with their intervals, the first features of the list.
     *
     * @param title the chart's heading
     * @return an {@code svg} element; empty if there is no feature
     */
    public static Optional<String> importance(String title, Importance importance) {
        List<RowChart.Row> rows = importance.features().stream()
                .map(feature -> new RowChart.Row(feature.feature(), feature.drop(), null, null, ""))
                .toList();
        return rows.isEmpty() ? Optional.empty() : Optional.of(RowChart.diverging(title, rows, "drop (interval)", ""));
    }

    /**
     * What each feature adds to one row's score or takes from it, as bars to either side of zero; the first features of the list.
     *
     * @return an {@code svg} element; empty if there is no contribution
     */
    public static Optional<String> local(LocalExplanation row) {
        List<RowChart.Row> rows = row.contributions().stream()
                .map(part -> new RowChart.Row(
                        part.feature(),
                        new Estimate(part.contribution(), null, null, null),
                        null,
                        null,
                        RowChart.remark(part.contribution(), part.value() == null ? "withheld" : part.value())))
                .toList();
        String title = row.title() + ": score " + Wording.number(row.score());
        return rows.isEmpty()
                ? Optional.empty()
                : Optional.of(RowChart.diverging(title, rows, "adds to the score", "value of the row"));
    }

    /**
     * The share of each framework's requirements that a card answers, as bars.
     *
     * @param title the chart's heading
     * @param frameworks at least one
     * @return an {@code svg} element
     */
    public static String completeness(String title, List<FrameworkCompleteness> frameworks) {
        List<RowChart.Row> rows = frameworks.stream()
                .map(one -> new RowChart.Row(
                        one.framework().title(),
                        Estimate.of(one.percent()),
                        null,
                        null,
                        (one.requirements().size() - one.gaps().size()) + " of "
                                + one.requirements().size()))
                .toList();
        return RowChart.shares(title, rows);
    }

    /**
     * A value to mark on an axis.
     *
     * @param at where
     * @param label what it means
     */
    public record Mark(BigDecimal at, String label) {
        public Mark {
            at = Estimate.normal(Require.present(at, "at"));
            label = Require.text(label, "label");
        }
    }
}
