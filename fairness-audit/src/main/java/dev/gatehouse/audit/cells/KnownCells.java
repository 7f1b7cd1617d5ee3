package dev.gatehouse.audit.cells;

import dev.gatehouse.audit.cells.StatisticsColumns.Known;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.LongStream;

/** The cells of a column of numbers whose reference is known by its bins, with cells between and beyond them for what lies there. */
final class KnownCells {
    private final Known known;
    /** A number's code says how many of these are at or below it. */
    private final double[] steps;

    private final long[][] counts;
    private final double[] least;
    private final double[] most;

    /** @param chunks of the current data */
    KnownCells(Known known, int chunks) {
        this.known = known;
        TreeSet<Double> steps = new TreeSet<>();
        int last = known.from().length - 1;
        for (int i = 0; i <= last; i++) {
            boolean one = known.from()[i] == known.to()[i];
            steps.add(known.from()[i] + 0.0);
            steps.add((one || i == last ? Math.nextUp(known.to()[i]) : known.to()[i]) + 0.0);
        }
        this.steps = steps.stream().mapToDouble(Double::doubleValue).toArray();
        int codes = this.steps.length + 1;
        this.counts = new long[chunks][codes];
        this.least = new double[codes];
        this.most = new double[codes];
        Arrays.fill(least, Double.POSITIVE_INFINITY);
        Arrays.fill(most, Double.NEGATIVE_INFINITY);
    }

    /** SQL for the code of a number. */
    String sql(String number) {
        return "CAST(" + halved(number, 0, steps.length) + " AS SMALLINT)";
    }

    private String halved(String number, int from, int to) {
        if (from == to) {
            return Integer.toString(from);
        }
        int middle = (from + to) / 2;
        return "CASE WHEN " + number + " < " + NumberGrid.literal(steps[middle]) + " THEN "
                + halved(number, from, middle) + " ELSE " + halved(number, middle + 1, to) + " END";
    }

    void add(int chunk, int code, long rows, double smallest, double largest) {
        counts[chunk][code] += rows;
        least[code] = Math.min(least[code], smallest);
        most[code] = Math.max(most[code], largest);
    }

    /** The bin that a code's numbers are in; -1 for none. */
    private int bin(int code) {
        if (code == 0) {
            return -1;
        }
        double begin = steps[code - 1];
        int found = -1;
        for (int i = 0; i < known.from().length; i++) {
            if (known.from()[i] == begin && known.to()[i] == begin) {
                return i;
            }
            boolean last = i == known.from().length - 1;
            if (known.from()[i] <= begin && (begin < known.to()[i] || last && begin == known.to()[i])) {
                found = i;
            }
        }
        return found;
    }

    /**
     * @param missing current rows by chunk, as are the next three
     * @param referenceChunks always 1, in which the bins' rows are
     */
    DriftCells.Column column(
            int referenceChunks, long[] missing, long[] notNumbers, long[] infinite, long[] unreadable) {
        int chunks = referenceChunks + counts.length;
        List<long[]> cells = new ArrayList<>();
        List<double[]> ends = new ArrayList<>();
        for (int code = 0; code <= steps.length; code++) {
            int bin = bin(code);
            long[] cell = new long[chunks];
            for (int chunk = 0; chunk < counts.length; chunk++) {
                cell[referenceChunks + chunk] = counts[chunk][code];
            }
            cell[0] = bin < 0 ? 0 : known.counts()[bin];
            if (LongStream.of(cell).sum() > 0) {
                cells.add(cell);
                ends.add(
                        bin < 0
                                ? new double[] {least[code], most[code]}
                                : new double[] {known.from()[bin], known.to()[bin]});
            }
        }
        long[][] byChunk = new long[chunks][cells.size()];
        for (int i = 0; i < cells.size(); i++) {
            for (int chunk = 0; chunk < chunks; chunk++) {
                byChunk[chunk][i] = cells.get(i)[chunk];
            }
        }
        double[] from = ends.stream().mapToDouble(end -> end[0]).toArray();
        double[] to = ends.stream().mapToDouble(end -> end[1]).toArray();
        boolean exact = Arrays.equals(from, to);
        return new DriftCells.Column(
                known.name(),
                DriftCells.Kind.NUMBER,
                exact,
                from,
                exact ? from : to,
                null,
                byChunk,
                null,
                behind(known.missing(), missing),
                behind(known.strange(), notNumbers),
                behind(0, infinite),
                behind(0, unreadable),
                behind(0, outside(0)),
                behind(0, outside(steps.length)),
                null);
    }

    private long[] outside(int code) {
        return Arrays.stream(counts)
                .mapToLong(chunk -> steps.length == 0 ? 0 : chunk[code])
                .toArray();
    }

    /** The reference's count, then the current ones. */
    static long[] behind(long first, long[] rest) {
        return LongStream.concat(LongStream.of(first), LongStream.of(rest)).toArray();
    }
}
