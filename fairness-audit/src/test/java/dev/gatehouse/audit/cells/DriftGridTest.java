package dev.gatehouse.audit.cells;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.audit.cells.DriftCells.Column;
import dev.gatehouse.audit.cells.DriftColumns.ByCount;
import dev.gatehouse.audit.cells.DriftColumns.Chunking;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DriftGridTest {
    @TempDir
    Path folder;

    @Test
    void manyDifferentNumbersAreCountedOnAGridWhoseCellsHoldWhatTheySay() {
        // Amounts that span ten powers of ten with a sentinel and zeros, and an outlier far off.
        String amounts =
                "SELECT CASE WHEN i % 20 = 0 THEN -999999 WHEN i % 7 = 0 THEN 0 WHEN i = 77 THEN 1.7e308 WHEN i = 78 THEN -1.7e308"
                        + " ELSE exp(2 * sqrt(-2 * ln((i * 7919 % 1000003 + 1) / 1000004.0)) * cos(6.2832 * (i * 104729 % 1000033)"
                        + " / 1000033.0)) + %s END AS amount, (i * 7919 %% 200003) / 7.0 AS even, 5 AS five"
                        + " FROM range(%d) t(i)";
        Path reference = Drifts.parquet(
                folder,
                "r.parquet",
                amounts.replace("%%", "%").replace("%s", "0").replace("%d", "200000"));
        Path current = Drifts.parquet(
                folder,
                "c.parquet",
                amounts.replace("%%", "%").replace("%s", "3").replace("%d", "150000"));
        for (Chunking chunking : List.of(Chunking.NONE, new ByCount(50))) {
            DriftCells cells = Drifts.cells(Drifts.chunked(chunking), reference, current);
            for (String name : List.of("amount", "even")) {
                assertHolds(cells, name, reference, current);
            }
            assertThat(cells.column("five").exact()).isTrue();
            assertThat(DriftCells.parse(cells.toJson()).digest()).isEqualTo(cells.digest());
        }
        // No cell of the bulk holds much: what is computed from cells errs little.
        Column amount = Drifts.cells(Drifts.ALL, reference, current).column("amount");
        long[] own = amount.sum(0);
        for (int i = 0; i < own.length; i++) {
            if (amount.most()[i] - amount.least()[i] > 1e-3 * Math.abs(amount.most()[i])) {
                assertThat(own[i] / 200_000.0).isLessThan(0.004);
            }
        }
        assertThat(amount.cells()).isBetween(500, DriftCells.MAX_GRID_CELLS);
    }

    private static void assertHolds(DriftCells cells, String name, Path reference, Path current) {
        Column column = cells.column(name);
        assertThat(column.exact()).isFalse();
        for (boolean side : new boolean[] {true, false}) {
            double[] values = numbers(side ? reference : current, name);
            double[] known = numbers(reference, name);
            long[] sum = column.sum(cells.chunks(side));
            // Each cell's rows are no more than there are values between its ends, and all below its end no fewer.
            long before = 0;
            for (int i = 0; i < sum.length; i++) {
                before += sum[i];
                assertThat(upTo(values, column.most()[i])).isGreaterThanOrEqualTo(before);
                assertThat(below(values, column.least()[i])).isLessThanOrEqualTo(before - sum[i]);
            }
            assertThat(before).isEqualTo(values.length);
            long above = values.length - upTo(values, known[known.length - 1]);
            assertThat(Arrays.stream(cells.chunks(side))
                            .mapToLong(c -> column.above()[c])
                            .sum())
                    .isEqualTo(above);
            assertThat(Arrays.stream(cells.chunks(side))
                            .mapToLong(c -> column.below()[c])
                            .sum())
                    .isEqualTo(below(values, known[0]));
        }
    }

    @Test
    void aGridStandsOnTheCurrentDataWhereTheReferenceHasButOneNumber() {
        Path one = Drifts.parquet(folder, "one.parquet", "SELECT 5.0::DOUBLE AS x FROM range(1000)");
        Path many = Drifts.parquet(folder, "many.parquet", "SELECT i / 1000.0 AS x FROM range(120000) t(i)");
        DriftCells cells = Drifts.cells(Drifts.ALL, one, many);
        Column x = cells.column("x");
        assertThat(x.exact()).isFalse();
        assertThat(x.below()[1]).isEqualTo(5_000);
        assertThat(x.above()[1]).isEqualTo(120_000 - 5_001);
        assertThat(x.cells()).isGreaterThan(100);
        Column other = Drifts.cells(Drifts.ALL, many, one).column("x");
        assertThat(other.above()[1]).isZero();
    }

    @Test
    void ofManyCategoriesTheCommonOnesAreToldApartAndNewOnesToo() {
        Path reference = Drifts.parquet(
                folder,
                "r.parquet",
                "SELECT CASE WHEN i % 2 = 0 THEN 'shop ' || i % 10 ELSE 'once ' || i END AS shop,"
                        + " repeat('x', 150 + i % 100) AS note, 'a' AS alike FROM range(40000) t(i)");
        Path current = Drifts.parquet(
                folder,
                "c.parquet",
                "SELECT CASE WHEN i % 3 = 0 THEN 'new' WHEN i % 2 = 0 THEN 'shop ' || i % 10 ELSE 'other ' || i END AS"
                        + " shop, repeat('x', 150 + i % 100) AS note, ' ' AS alike FROM range(30000) t(i)");
        DriftCells cells = Drifts.cells(Drifts.ALL, reference, current);
        Column shop = cells.column("shop");
        assertThat(shop.exact()).isFalse();
        assertThat(shop.texts()).hasSize(DriftCells.MAX_CATEGORIES).contains("shop 0", "shop 8", "new");
        int fresh = shop.texts().indexOf("new");
        assertThat(shop.counts()[0][fresh]).isZero();
        assertThat(shop.counts()[1][fresh]).isEqualTo(10_000);
        assertThat(shop.counts()[0][shop.texts().indexOf("shop 4")]).isEqualTo(4_000);
        assertThat(shop.others()[0]).isBetween(19_000L, 20_000L);
        assertThat((double) shop.otherValues()[0]).isBetween(14_000.0, 26_000.0);
        Column note = cells.column("note");
        assertThat(note.texts()).hasSize(51);
        assertThat(note.others()).containsExactly(19_600, 14_700);
        assertThat(note.hasOthers()).isTrue();
        assertThat(note.sum(0)).hasSize(52);
        assertThat(cells.column("alike").missing()).containsExactly(0, 30_000);
    }

    private static double[] numbers(Path file, String name) {
        try (DriftRows rows =
                DriftRows.open(Drifts.ALL, List.of(file), List.of(file), Limits.standard(), (stage, share) -> {})) {
            double[] numbers =
                    rows.sample(true, List.of(name), 1_000_000, 1).column(name).numbers();
            Arrays.sort(numbers);
            return numbers;
        }
    }

    private static long upTo(double[] sorted, double most) {
        int at = Arrays.binarySearch(sorted, Math.nextUp(most));
        return at >= 0 ? first(sorted, at) : -at - 1;
    }

    private static long below(double[] sorted, double least) {
        int at = Arrays.binarySearch(sorted, least);
        return at >= 0 ? first(sorted, at) : -at - 1;
    }

    private static int first(double[] sorted, int at) {
        int first = at;
        while (first > 0 && sorted[first - 1] == sorted[at]) {
            first--;
        }
        return first;
    }
}
