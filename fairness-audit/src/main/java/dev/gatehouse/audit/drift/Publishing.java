package dev.gatehouse.audit.drift;

import dev.gatehouse.audit.cells.DriftCells;
import dev.gatehouse.audit.cells.DriftCells.Column;
import dev.gatehouse.audit.cells.DriftCells.Kind;
import dev.gatehouse.audit.report.Statistics;
import dev.gatehouse.audit.report.Statistics.Bin;
import dev.gatehouse.audit.report.Statistics.Feature;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Makes the published statistics of a sample from its counts. */
final class Publishing {
    /** Digits of the outermost ends, which are rounded outward. */
    private static final MathContext OUTER_DOWN = new MathContext(2, RoundingMode.FLOOR);

    private static final MathContext OUTER_UP = new MathContext(2, RoundingMode.CEILING);
    private static final int DIGITS = 17;

    private Publishing() {}

    static Statistics of(DriftCells all, String score, String label, String digest) {
        DriftCells cells = all.whole();
        List<Feature> features = cells.columns().stream()
                .map(column -> column.kind() == Kind.NUMBER ? numbers(column) : categories(column))
                .toList();
        return new Statistics(
                "statistics",
                Statistics.FORMAT,
                cells.rows(true),
                Statistics.MINIMUM,
                digest,
                cells.engine(),
                named(label, features),
                named(score, features),
                features);
    }

    private static String named(String column, List<Feature> features) {
        return features.stream().anyMatch(each -> each.name().equals(column)) ? column : null;
    }

    private static Feature categories(Column column) {
        long[] rows = column.counts()[0];
        List<Integer> order = IntStream.range(0, rows.length)
                .filter(i -> rows[i] > 0)
                .boxed()
                .sorted(Comparator.comparingLong((Integer i) -> rows[i]).thenComparing(i -> i))
                .toList();
        long others = column.others()[0];
        long otherValues = column.otherValues()[0];
        List<Bin> bins = new ArrayList<>();
        for (int i : order) {
            // The rest must not stand for fewer either, so that it may take a category that would be large enough.
            if (rows[i] < Statistics.MINIMUM || others > 0 && others < Statistics.MINIMUM) {
                others += rows[i];
                otherValues++;
            } else {
                bins.add(new Bin(null, null, column.texts().get(i), rows[i]));
            }
        }
        bins.sort(Comparator.comparing(Bin::value));
        return new Feature(column.name(), "category", column.missing()[0], 0, others, otherValues, bins);
    }

    /** Neighbouring cells that become a bin. */
    private record Span(double least, double most, boolean one, long rows) {
        Span with(Span next) {
            return new Span(least, next.most, false, rows + next.rows);
        }
    }

    private static Feature numbers(Column column) {
        long strange = column.notNumbers()[0] + column.infinite()[0] + column.unreadable()[0];
        List<Span> spans = spans(column);
        if (spans.size() == 1 && spans.get(0).rows < Statistics.MINIMUM) {
            strange += spans.get(0).rows;
            spans = List.of();
        }
        List<Bin> bins = new ArrayList<>();
        for (int i = 0; i < spans.size(); i++) {
            Span span = spans.get(i);
            if (span.one) {
                bins.add(new Bin(span.least, span.most, null, span.rows));
                continue;
            }
            double from = i == 0 ? rounded(span.least, OUTER_DOWN) : between(spans.get(i - 1), span);
            double to = i + 1 == spans.size() ? rounded(span.most, OUTER_UP) : between(span, spans.get(i + 1));
            bins.add(new Bin(from, to, null, span.rows));
        }
        return new Feature(column.name(), "number", column.missing()[0], strange, 0, 0, bins);
    }

    private static List<Span> spans(Column column) {
        long[] rows = column.counts()[0];
        long all = IntStream.range(0, rows.length).mapToLong(i -> rows[i]).sum();
        // Each bin but the last of a run is full, and so is the value that ends the run.
        long full = Math.max(Statistics.MINIMUM, 2 * all / Statistics.MAX_BINS + 1);
        List<Span> spans = new ArrayList<>();
        Span open = null;
        for (int i = 0; i < rows.length; i++) {
            if (rows[i] == 0) {
                continue;
            }
            Span cell = new Span(column.least()[i], column.most()[i], column.least()[i] == column.most()[i], rows[i]);
            if (open != null && (open.rows >= full || cell.rows >= full && open.rows >= Statistics.MINIMUM)) {
                spans.add(open);
                open = null;
            }
            open = open == null ? cell : open.with(cell);
        }
        if (open != null) {
            if (open.rows < Statistics.MINIMUM && !spans.isEmpty()) {
                open = spans.remove(spans.size() - 1).with(open);
            }
            spans.add(open);
        }
        return spans;
    }

    private static double rounded(double end, MathContext outward) {
        double rounded = new BigDecimal(end).round(outward).doubleValue();
        return Double.isFinite(rounded) ? rounded : end;
    }

    /** Where one bin ends and the next begins: at a bin of one number, else the shortest decimal between them. */
    private static double between(Span before, Span after) {
        if (before.one || after.one) {
            return before.one ? before.most : after.least;
        }
        BigDecimal middle = new BigDecimal(before.most / 2 + after.least / 2);
        for (int digits = 1; digits <= DIGITS; digits++) {
            double cut = middle.round(new MathContext(digits, RoundingMode.HALF_EVEN))
                    .doubleValue();
            if (before.most < cut && cut <= after.least) {
                return cut;
            }
        }
        return after.least;
    }
}
