package dev.gatehouse.audit.cells;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.gatehouse.audit.Rows;
import dev.gatehouse.audit.cells.DriftCells.Break;
import dev.gatehouse.audit.cells.DriftCells.Chunk;
import dev.gatehouse.audit.cells.DriftCells.Column;
import dev.gatehouse.audit.cells.DriftCells.Kind;
import dev.gatehouse.audit.cells.DriftCells.TypeBreak;
import dev.gatehouse.audit.cells.DriftColumns.ByCount;
import dev.gatehouse.audit.cells.DriftColumns.ByRows;
import dev.gatehouse.audit.cells.DriftColumns.Chunking;
import dev.gatehouse.audit.plan.AuditException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DriftRowsTest {
    @TempDir
    Path folder;

    private enum Form {
        CSV,
        GZIP,
        PARQUET
    }

    @Property(tries = 24)
    void everyValueIsCountedWhereItStands(
            @ForAll long seed,
            @ForAll Form before,
            @ForAll Form now,
            @ForAll @IntRange(min = 1, max = 400) int count,
            @ForAll @IntRange(min = 0, max = 3) int chunks) {
        Random random = new Random(seed);
        Rows reference = Drifts.people(random, count, 0);
        Rows current = Drifts.people(random, random.nextInt(400) + 1, 2);
        Chunking chunking = chunks == 0 ? Chunking.NONE : chunks == 1 ? new ByRows(70) : new ByCount(chunks * 2);
        Path temporary = temporary();
        // A second file, so that places go on from file to file.
        int half = current.rows.size() / 2;
        Rows first = part(current, 0, half);
        Rows second = part(current, half, current.rows.size());
        DriftCells cells = Drifts.cells(
                Drifts.chunked(chunking),
                List.of(write(temporary, "reference", before, reference)),
                List.of(write(temporary, "now-1", now, first), write(temporary, "now-2", now, second)));
        assertThat(cells.reference().rows()).isEqualTo(reference.rows.size());
        assertThat(cells.current().rows()).isEqualTo(current.rows.size());
        for (boolean side : new boolean[] {true, false}) {
            List<List<String>> rows = (side ? reference : current).rows;
            int from = 0;
            for (int chunk : cells.chunks(side)) {
                int to = from + (int) cells.chunks().get(chunk).rows();
                assertCounts(cells, chunk, rows.subList(from, to));
                from = to;
            }
            assertThat(from).isEqualTo(rows.size());
            long distinct = rows.stream().distinct().count();
            if ((side ? before : now) != Form.PARQUET) {
                assertThat((side ? cells.reference() : cells.current()).duplicates())
                        .isEqualTo(rows.size() - distinct);
            }
        }
        assertThat(DriftCells.parse(cells.toJson()).digest()).isEqualTo(cells.digest());
        delete(temporary);
    }

    private static void assertCounts(DriftCells cells, int chunk, List<List<String>> rows) {
        for (String name : List.of("amount", "age", "region", "member")) {
            int index = List.of("amount", "age", "region", "member").indexOf(name);
            Column column = cells.column(name);
            boolean number = index < 2;
            assertThat(column.exact()).isTrue();
            boolean empty = Arrays.stream(cells.chunks(true))
                    .allMatch(c -> Arrays.stream(column.counts()[c]).sum() == 0);
            if (!empty) {
                assertThat(column.kind()).isEqualTo(number ? Kind.NUMBER : Kind.CATEGORY);
            }
            if ((column.kind() == Kind.NUMBER) == number) {
                assertThat(Drifts.counted(column, chunk)).isEqualTo(Drifts.counted(rows, index, number));
                assertThat(column.missing()[chunk]).isEqualTo(Drifts.count(rows, index, ""));
            }
            if (column.kind() == Kind.NUMBER) {
                assertThat(column.notNumbers()[chunk]).isEqualTo(Drifts.count(rows, index, "NaN"));
                assertThat(column.infinite()[chunk]).isEqualTo(Drifts.count(rows, index, "Infinity", "-Infinity"));
                double least = IntStream.range(0, column.cells())
                        .filter(cell -> Arrays.stream(cells.chunks(true)).anyMatch(c -> column.counts()[c][cell] > 0))
                        .mapToDouble(cell -> column.least()[cell])
                        .min()
                        .orElse(Double.NEGATIVE_INFINITY);
                assertThat(column.below()[chunk])
                        .isEqualTo(Drifts.counted(rows, index, true).entrySet().stream()
                                .filter(value -> (Double) value.getKey() < least)
                                .mapToLong(Map.Entry::getValue)
                                .sum());
            }
        }
    }

    @Test
    void whatChangedInColumnsAndTypesIsNamedWithoutAnyValue() {
        Path reference = Drifts.csv(
                folder, "r.csv", "income,code,gone,zip,same\n1.5,a,1,01234,x\n2,b,2,01235,y\n3,1,3,01236,z\n");
        Path current = Drifts.csv(
                folder,
                "c.csv",
                "income,code,zip,same,fresh\n\"1,5\",1,A1,x,1\nsecret,2,B2,y,2\nn/a,2,01234,q,3\n2020-01-02,7,,x,4\n"
                        + "12 EUR,7,,x,4\n5,7,,,4\n1_000,7,,,4\n");
        DriftCells cells = Drifts.cells(
                new DriftColumns(List.of(), Set.of(), Set.of("zip"), List.of(), Chunking.NONE), reference, current);
        assertThat(cells.typeBreaks())
                .extracting(TypeBreak::column, TypeBreak::kind, TypeBreak::rows)
                .containsExactlyInAnyOrder(
                        tuple("gone", Break.COLUMN_MISSING, 7L),
                        tuple("fresh", Break.COLUMN_NEW, 7L),
                        tuple("income", Break.TEXTS_IN_NUMBERS, 6L),
                        tuple("code", Break.BECAME_NUMBERS, 7L));
        Map<String, Long> examples = cells.typeBreaks().stream()
                .filter(found -> found.column().equals("income"))
                .findFirst()
                .orElseThrow()
                .examples();
        assertThat(examples)
                .hasSize(5)
                .containsEntry("letters", 1L)
                .containsEntry("a number with commas or blanks in it", 2L)
                .containsEntry("a number with a unit or sign", 1L);
        assertThat(cells.column("income").unreadable()).containsExactly(0, 6);
        assertThat(cells.column("zip").kind()).isEqualTo(Kind.CATEGORY);
        Path typed = Drifts.parquet(
                folder, "t.parquet", "SELECT 1 AS a, true AS b, 1.5 AS c, 'x' AS d, DATE '2026-01-01' AS e");
        Path retyped = Drifts.parquet(
                folder, "u.parquet", "SELECT 'x' AS a, 'true' AS b, '1.5' AS c, 2 AS d, 1767225600 AS e");
        DriftCells changed = Drifts.cells(Drifts.ALL, typed, retyped);
        assertThat(changed.typeBreaks())
                .extracting(TypeBreak::kind)
                .containsExactly(
                        Break.TEXTS_IN_NUMBERS,
                        Break.TYPE_CHANGED,
                        Break.TYPE_CHANGED,
                        Break.BECAME_NUMBERS,
                        Break.TYPE_CHANGED);
        assertThat(changed.column("c").sum(1)).containsExactly(1);
        assertThat(changed.column("e").least()).containsExactly(1767225600);
    }

    @Test
    void numbersThatWereStoredLessPreciselyOnOneSideAreTheSameNumbers() {
        Path single = Drifts.parquet(
                folder, "single.parquet", "SELECT (i / 10.0)::FLOAT AS x, 1.0::DOUBLE AS code FROM range(50) t(i)");
        Path twice = Drifts.parquet(
                folder, "double.parquet", "SELECT (i / 10.0)::DOUBLE AS x, 1 AS code FROM range(50) t(i)");
        DriftCells cells = Drifts.cells(
                new DriftColumns(List.of(), Set.of(), Set.of("code"), List.of(), Chunking.NONE), single, twice);
        assertThat(cells.column("x").cells()).isEqualTo(50);
        assertThat(cells.column("x").sum(0)).isEqualTo(cells.column("x").sum(1));
        assertThat(cells.column("code").texts()).containsExactly("1");
        assertThat(cells.typeBreaks()).isEmpty();
    }

    @Test
    void aSampleHasTheKindsOfTheCells() {
        Path reference = Drifts.csv(folder, "r.csv", "x,zip,t\n1,1,a\n2,2,\n,3,c\n");
        Path current = Drifts.csv(folder, "c.csv", "x,zip,t\nsecret,1,5\n2,2,6\n");
        DriftColumns what =
                new DriftColumns(List.of("x", "zip", "t"), Set.of(), Set.of("zip"), List.of(), Chunking.NONE);
        try (DriftRows rows =
                DriftRows.open(what, List.of(reference), List.of(current), Limits.standard(), (stage, share) -> {})) {
            RowSample before = rows.sample(true, List.of("x", "zip", "t"), 10, 1);
            RowSample now = rows.sample(false, List.of("x", "zip", "t"), 10, 1);
            assertThat(before.column("x").numbers()).containsExactly(1, 2, Double.NaN);
            assertThat(now.column("x").numbers()).containsExactly(Double.NaN, 2);
            assertThat(now.column("zip").texts()).containsExactly("1", "2");
            assertThat(before.column("t").texts()).containsExactly("a", null, "c");
            assertThat(now.column("t").texts()).containsExactly("5", "6");
            assertThatThrownBy(() -> rows.sample(true, List.of("other"), 10, 1)).isInstanceOf(AuditException.class);
        }
    }

    @Test
    void namedColumnsOutcomesAndWhatCannotBeCounted() {
        Path reference = Drifts.parquet(
                folder,
                "r.parquet",
                "SELECT 1 AS id, 2 AS x, 0.5 AS score, [1] AS list, {'a': 1} AS pair, 'q'::BLOB AS bytes");
        Path current = Drifts.parquet(folder, "c.parquet", "SELECT 2 AS x, 1 AS id, 0.7 AS score, [2] AS list");
        DriftCells cells = Drifts.cells(
                new DriftColumns(List.of(), Set.of("id"), Set.of(), List.of("score"), Chunking.NONE),
                reference,
                current);
        assertThat(cells.columns()).extracting(Column::name).containsExactly("x", "score");
        assertThat(cells.leftOut()).containsOnlyKeys("list");
        assertThat(cells.leftOut().get("list")).contains("nested");
        assertThat(cells.typeBreaks()).extracting(TypeBreak::column).containsExactly("pair", "bytes");
        refused(named("list"), reference, current, "the column 'list' is INTEGER[], nested or binary");
        refused(named("absent"), reference, current, "r.parquet: has no column 'absent'; its columns are");
        refused(named("pair"), reference, current, "no column can be compared");
        assertThatThrownBy(() -> named("x", "x")).hasMessageContaining("the column 'x' is named twice");
        assertThatThrownBy(() -> new DriftColumns(List.of("x"), Set.of("x"), Set.of(), List.of(), Chunking.NONE))
                .hasMessageContaining("named and excluded");
    }

    @Test
    void emptyFilesOneRowAndColumnsWithoutAnyValue() {
        Path header = Drifts.csv(folder, "header.csv", "x,t\n");
        Path one = Drifts.csv(folder, "one.csv", "x,t\n1,a\n");
        Path none = Drifts.csv(folder, "none.csv", "x,t\n,\n,\n");
        DriftCells cells = Drifts.cells(Drifts.ALL, header, one);
        assertThat(cells.rows(true)).isZero();
        assertThat(cells.column("x").sum(1)).containsExactly(1);
        cells = Drifts.cells(Drifts.ALL, one, header);
        assertThat(cells.rows(false)).isZero();
        cells = Drifts.cells(Drifts.ALL, one, none);
        assertThat(cells.column("x").missing()).containsExactly(0, 2);
        assertThat(cells.column("x").kind()).isEqualTo(Kind.NUMBER);
        assertThat(Drifts.cells(Drifts.ALL, none, one).column("x").kind()).isEqualTo(Kind.NUMBER);
        assertThat(Drifts.cells(Drifts.ALL, none, none).column("x").cells()).isZero();
        assertThat(Drifts.cells(Drifts.chunked(new ByRows(1)), none, header).chunks())
                .extracting(Chunk::label)
                .containsExactly("1-1", "2-2", "1-0");
        refused(Drifts.ALL, Drifts.csv(folder, "empty.csv", ""), one, "empty; a header line is needed");
        refused(Drifts.ALL, one, Drifts.csv(folder, "ragged.csv", "x,t\n1\n"), "ragged.csv", "line 2 has 1 fields");
        refused(Drifts.ALL, one, folder.resolve("absent.csv"), "there is no such file");
        refused(
                Drifts.chunked(new ByRows(1)),
                Drifts.csv(folder, "long.csv", "x,t\n" + "1,a\n".repeat(501)),
                one,
                "chunks: 501 rows are 501 chunks");
    }

    @Test
    void tooManyColumnsAndFilesThatDiffer() {
        String wide =
                String.join(",", IntStream.range(0, 501).mapToObj(i -> "c" + i).toList()) + "\n";
        Path file = Drifts.csv(folder, "wide.csv", wide);
        refused(Drifts.ALL, file, file, "501 columns, more than 500");
        Path a = Drifts.parquet(folder, "a.parquet", "SELECT 1 AS x, 'q' AS t");
        Path b = Drifts.parquet(folder, "b.parquet", "SELECT 1.5 AS x, 'q' AS t, 3 AS more");
        Path c = Drifts.parquet(folder, "c.parquet", "SELECT 'n' AS x, 'q' AS t");
        DriftCells cells = Drifts.cells(Drifts.ALL, List.of(a, b), List.of(a));
        assertThat(cells.column("x").sum(0)).containsExactly(1, 1);
        assertThatThrownBy(() -> Drifts.cells(Drifts.ALL, List.of(a, c), List.of(a)))
                .hasMessageContaining("c.parquet: the column 'x' is VARCHAR, and in a.parquet INTEGER");
        assertThatThrownBy(() -> Drifts.cells(Drifts.ALL, List.of(b, a), List.of(a)))
                .hasMessageContaining("a.parquet: has no column 'more'");
    }

    @Test
    void memoryIsBoundedFilesAreDeletedAndAnInterruptCancels() throws Exception {
        Path temporary = Files.createDirectory(folder.resolve("temporary"));
        Path file = Drifts.parquet(
                folder,
                "big.parquet",
                "SELECT hash(i) / 1e15 AS x, hash(i + 7) / 1e19 AS y, i AS id, 'person ' || i AS name FROM range(1500000) t(i)");
        Limits little = new Limits(Limits.LEAST_MEMORY_MEGABYTES, 2, temporary);
        List<String> stages = new ArrayList<>();
        try (DriftRows rows =
                DriftRows.open(Drifts.ALL, List.of(file), List.of(file), little, (stage, share) -> stages.add(stage))) {
            DriftCells cells = rows.cells();
            assertThat(cells.columns()).noneMatch(Column::exact);
            assertThat(cells.columns()).allMatch(column -> Arrays.equals(column.sum(0), column.sum(1)));
            assertThat(cells.current().searched()).isEqualTo(DriftCells.MAX_DUPLICATE_ROWS);
            assertThat(cells.current().duplicates()).isZero();
        }
        assertThat(stages).contains("survey", "count");
        assertThat(temporary).isEmptyDirectory();
        AtomicReference<Throwable> end = new AtomicReference<>();
        Thread audit = new Thread(() -> {
            try (DriftRows rows = DriftRows.open(Drifts.ALL, List.of(file), List.of(file), little, (stage, share) -> {
                if (stage.equals("count")) {
                    Thread.currentThread().interrupt();
                }
            })) {
                rows.cells();
            } catch (AuditException e) {
                end.set(e);
            }
        });
        audit.start();
        audit.join(60_000);
        assertThat(end.get()).hasMessage("cancelled");
        assertThat(temporary).isEmptyDirectory();
    }

    private static DriftColumns named(String... features) {
        return new DriftColumns(List.of(features), Set.of(), Set.of(), List.of(), Chunking.NONE);
    }

    private static void refused(DriftColumns what, Path reference, Path current, String... message) {
        assertThatThrownBy(() -> Drifts.cells(what, reference, current))
                .isInstanceOf(AuditException.class)
                .hasMessageContainingAll(message);
    }

    private static Rows part(Rows rows, int from, int to) {
        Rows part = Rows.withColumns(rows.header.toArray(String[]::new));
        part.rows.addAll(rows.rows.subList(from, to));
        return part;
    }

    private static Path write(Path folder, String name, Form form, Rows rows) {
        return switch (form) {
            case CSV -> rows.writeTo(folder.resolve(name + ".csv"));
            case GZIP -> Drifts.gzip(folder, name + ".csv.gz", rows.csv());
            case PARQUET -> Drifts.parquet(folder, name + ".parquet", rows);
        };
    }

    private static Path temporary() {
        try {
            Path temporary = Files.createTempDirectory("drift-rows");
            return temporary;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
            Files.delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
