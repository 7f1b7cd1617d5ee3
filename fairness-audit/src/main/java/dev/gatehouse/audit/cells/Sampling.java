package dev.gatehouse.audit.cells;

import dev.gatehouse.audit.cells.DuckDbRows.Column;
import dev.gatehouse.audit.plan.AuditException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;

/**
 * Draws {@link RowSample}s. Whether a row is in depends on its position and the seed alone: a whole-number hash of them, computed
 * alike everywhere, is compared with the share of rows that is wanted.
 */
final class Sampling {
    /** The prime modulus and the multiplier of the hash; its square is below 2⁶³. */
    static final long PRIME = 2_147_483_647;

    private static final long MULTIPLIER = 48_271;

    private final DuckDb duckDb;
    private final List<Path> parquet;
    private final Map<String, Column> columns;
    private final ToLongFunction<List<Path>> count;

    Sampling(DuckDb duckDb, List<Path> parquet, Map<String, Column> columns, ToLongFunction<List<Path>> count) {
        this.duckDb = duckDb;
        this.parquet = parquet;
        this.columns = columns;
        this.count = count;
    }

    /** Columns are numbers where every value in the sample is one. */
    RowSample take(List<String> names, int most, long seed) {
        return take(names, null, "proxies", most, seed);
    }

    /**
     * @param numbers which columns are numbers, a text that is none being NaN; null to be told by the sample
     * @param stage for the progress
     */
    RowSample take(List<String> names, Set<String> numbers, String stage, int most, long seed) {
        if (names.isEmpty() || most < 1) {
            throw new AuditException("a sample has at least one column and one row");
        }
        for (String name : names) {
            if (!columns.containsKey(name)) {
                throw new AuditException("the plan does not read the column '" + name + "'");
            }
        }
        List<Long> rows =
                parquet.stream().map(file -> count.applyAsLong(List.of(file))).toList();
        long all = rows.stream().mapToLong(Long::longValue).sum();
        // A little less than the share, so that the limit hardly ever cuts the end off.
        double share = all <= most ? 1 : Math.max(0, (most - 4 * Math.sqrt(most)) / all);
        long threshold = all <= most ? PRIME : Math.max(1, (long) (share * PRIME));
        boolean[] numeric = new boolean[names.size()];
        if (numbers == null) {
            numeric = numeric(names, rows, threshold, seed);
        } else {
            for (int i = 0; i < numeric.length; i++) {
                numeric[i] = numbers.contains(names.get(i));
            }
        }
        return read(names, numeric, stage, rows, most, seed, threshold);
    }

    private RowSample read(
            List<String> names, boolean[] numeric, String stage, List<Long> rows, int most, long seed, long threshold) {
        long all = rows.stream().mapToLong(Long::longValue).sum();
        List<double[]> numbers = new ArrayList<>();
        List<String[]> texts = new ArrayList<>();
        int room = (int) Math.min(all, most);
        for (boolean isNumeric : numeric) {
            numbers.add(isNumeric ? new double[room] : null);
            texts.add(isNumeric ? null : new String[room]);
        }
        int[] size = {0};
        Map<String, String> known = new HashMap<>();
        List<String> items = new ArrayList<>();
        for (int i = 0; i < numeric.length; i++) {
            Column column = columns.get(names.get(i));
            items.add(numeric[i] ? column.asNumber() : column.asText());
        }
        each(stage, String.join(", ", items), " ORDER BY file_row_number", rows, threshold, seed, result -> {
            while (size[0] < room && result.next()) {
                for (int i = 0; i < numeric.length; i++) {
                    if (numeric[i]) {
                        double number = result.getDouble(i + 1);
                        numbers.get(i)[size[0]] = result.wasNull() || Double.isInfinite(number) ? Double.NaN : number;
                    } else {
                        String text = result.getString(i + 1);
                        texts.get(i)[size[0]] =
                                text == null || text.isBlank() ? null : known.computeIfAbsent(text, t -> t);
                    }
                }
                size[0]++;
            }
            return null;
        });
        List<RowSample.Column> sampled = new ArrayList<>();
        for (int i = 0; i < numeric.length; i++) {
            sampled.add(new RowSample.Column(
                    names.get(i),
                    numeric[i] ? Arrays.copyOf(numbers.get(i), size[0]) : null,
                    numeric[i] ? null : Arrays.copyOf(texts.get(i), size[0])));
        }
        return new RowSample(all, sampled);
    }

    /** Which columns hold numbers only, in the rows of the sample; one that is empty there does not. */
    private boolean[] numeric(List<String> names, List<Long> rows, long threshold, long seed) {
        List<String> items = new ArrayList<>();
        for (String name : names) {
            String number = columns.get(name).asNumber();
            items.add(
                    columns.get(name).type().startsWith("DATE")
                                    || columns.get(name).type().startsWith("TIME")
                                    || columns.get(name).type().equals("UUID")
                            ? "1, 1"
                            : "COUNT(*) FILTER (WHERE " + number + " > CAST('Infinity' AS DOUBLE)), COUNT(" + number
                                    + ")");
        }
        long[] texts = new long[names.size()];
        long[] there = new long[names.size()];
        each("proxies", String.join(", ", items), "", rows, threshold, seed, result -> {
            result.next();
            for (int i = 0; i < texts.length; i++) {
                texts[i] += result.getLong(2 * i + 1);
                there[i] += result.getLong(2 * i + 2);
            }
            return null;
        });
        boolean[] numeric = new boolean[texts.length];
        for (int i = 0; i < numeric.length; i++) {
            numeric[i] = texts[i] == 0 && there[i] > 0;
        }
        return numeric;
    }

    /** SQL for a whole number in [0, {@link #PRIME}) that a row's place is scattered to. */
    static String hash(String position) {
        String once = "((" + position + ") % " + PRIME + " * " + MULTIPLIER + " % " + PRIME + ")";
        return "(" + once + " * " + once + " % " + PRIME + " * " + MULTIPLIER + " % " + PRIME + ")";
    }

    private void each(
            String stage,
            String items,
            String order,
            List<Long> rows,
            long threshold,
            long seed,
            Counting.Reading<Void> reading) {
        long before = Math.floorMod(seed, PRIME);
        for (int i = 0; i < parquet.size(); i++) {
            String hash = hash("file_row_number + " + before);
            duckDb.query(
                    stage,
                    "SELECT " + items + " FROM read_parquet(["
                            + DuckDb.literal(parquet.get(i).toString()) + "], file_row_number = true) WHERE " + hash
                            + " < " + threshold + order,
                    reading);
            before += rows.get(i);
        }
    }
}
