package dev.gatehouse.audit.cells;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.audit.Plans;
import dev.gatehouse.audit.Rows;
import dev.gatehouse.audit.plan.AuditException;
import dev.gatehouse.audit.plan.AuditPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DuckDbRowsTest {
    private static final AuditPlan PLAN = Plans.scored("""
            protected: [g]
            limits: {impact_ratio: {min: 0.8}}
            proxies: {features: [postcode, income, since]}
            """);

    @TempDir
    Path folder;

    @Test
    void aSampleOfFewRowsIsAllOfThemInTheirOrder() {
        Rows rows = Rows.withColumns("g", "y", "s", "postcode", "income", "since")
                .row("a", 1, "0.5", "0123A", "17.5", "2020")
                .row("", 0, "x", " ", "", "")
                .row("b", 0, "0.25", "4567", "Infinity", "2021");
        RowSample sample = sample(rows.writeTo(folder.resolve("rows.csv")), 100, 1);
        assertThat(sample.rows()).isEqualTo(3);
        assertThat(sample.column("g").texts()).containsExactly("a", null, "b");
        assertThat(sample.column("postcode").texts()).containsExactly("0123A", null, "4567");
        assertThat(sample.column("income").numbers()).containsExactly(17.5, Double.NaN, Double.NaN);
        assertThat(sample.column("since").numbers()).containsExactly(2020, Double.NaN, 2021);
        assertThatThrownBy(() -> sample.column("other")).isInstanceOf(AuditException.class);
    }

    @Test
    void aSampleOfManyRowsIsTheSameForTheSameSeedAndSpreadsOverAllOfThem() throws Exception {
        Path file = people(200_000);
        double[] once = sample(file, 2_000, 7).column("income").numbers();
        assertThat(once).hasSizeBetween(1_700, 2_000).isSorted();
        assertThat(sample(file, 2_000, 7).column("income").numbers()).isEqualTo(once);
        assertThat(sample(file, 2_000, 8).column("income").numbers()).isNotEqualTo(once);
        // Rows are numbered by income; each tenth of them should hold about a tenth of the sample.
        for (int tenth = 0; tenth < 10; tenth++) {
            int from = tenth * 20_000;
            assertThat(Arrays.stream(once)
                            .filter(n -> n >= from && n < from + 20_000)
                            .count())
                    .isBetween(120L, 260L);
        }
    }

    @Test
    void convertedFilesLieInTheFolderForThemAndAreDeleted() throws Exception {
        Path temporary = Files.createDirectory(folder.resolve("temporary"));
        Path csv = Rows.withColumns("g", "y", "s", "postcode", "income", "since")
                .row("a", 1, "0.5", "1", "2", "3")
                .writeTo(folder.resolve("rows.csv"));
        try (DuckDbRows rows = DuckDbRows.open(
                PLAN, List.of(csv), new Limits(Limits.MEMORY_MEGABYTES, 1, temporary), (stage, share) -> {})) {
            try (Stream<Path> files = Files.walk(temporary)) {
                assertThat(files.filter(Files::isRegularFile)).hasSize(1);
            }
            assertThat(rows.engine()).startsWith("DuckDB v");
            assertThat(rows.cells().rows()).isEqualTo(1);
        }
        assertThat(temporary).isEmptyDirectory();
    }

    @Test
    void progressIsToldAndAnInterruptCancels() throws Exception {
        Path file = people(3_000_000);
        List<String> stages = new ArrayList<>();
        AtomicReference<Throwable> end = new AtomicReference<>();
        Thread audit = new Thread(() -> {
            try (DuckDbRows rows = DuckDbRows.open(
                    PLAN, List.of(file), new Limits(Limits.MEMORY_MEGABYTES, 1, folder), (stage, share) -> {
                        stages.add(stage);
                        assertThat(Double.isNaN(share) || (share >= 0 && share <= 1))
                                .isTrue();
                        if (stage.equals("count")) {
                            Thread.currentThread().interrupt();
                        }
                    })) {
                for (int i = 0; i < 50; i++) {
                    rows.cells();
                }
            } catch (AuditException e) {
                end.set(Thread.currentThread().isInterrupted() ? e : null);
            }
        });
        audit.start();
        audit.join(60_000);
        assertThat(audit.isAlive()).isFalse();
        assertThat(end.get()).hasMessage("cancelled");
        assertThat(stages).endsWith("count");
    }

    @Test
    void filesAreFoundByNameAndByPatternWithinTheFolderOnly() throws IOException {
        Path data = Files.createDirectories(folder.resolve("data/2026/b")).getParent();
        Path one = Files.writeString(data.resolve("part-1.csv"), "");
        Path two = Files.writeString(data.resolve("part-2.csv"), "");
        Path deep = Files.writeString(data.resolve("b/part-3.csv"), "");
        Path root = data.getParent().toRealPath();
        Files.writeString(folder.resolve("outside.csv"), "");
        Files.createSymbolicLink(data.resolve("link.csv"), folder.resolve("outside.csv"));
        assertThat(DuckDbRows.files(root, "2026/part-2.csv")).containsExactly(two.toRealPath());
        assertThat(DuckDbRows.files(root, "2026/part-?.csv")).containsExactly(one.toRealPath(), two.toRealPath());
        assertThat(DuckDbRows.files(root, "2026/part-[2-9].csv")).containsExactly(two.toRealPath());
        assertThat(DuckDbRows.files(root, "**/part-*.csv"))
                .containsExactly(deep.toRealPath(), one.toRealPath(), two.toRealPath());
        notFound(root, "2026/absent.csv", "cannot be found");
        notFound(root, "*.csv", "no file is named by '*.csv'");
        notFound(root, "2026/*.csv", "leads out of the folder");
        notFound(root, "2026/link.csv", "leads out of the folder");
        notFound(root, "../outside.csv", "not a path within the folder");
        notFound(root, "2026/../../outside.csv", "not a path within the folder");
        notFound(root, folder.resolve("outside.csv").toString(), "not a path within the folder");
        notFound(root, "2026/{part-1,part-2}.csv", "braces are not supported");
        notFound(root, "2026/part-[.csv", "is no pattern");
    }

    private static void notFound(Path root, String data, String message) {
        assertThatThrownBy(() -> DuckDbRows.files(root, data))
                .isInstanceOf(AuditException.class)
                .hasMessageContaining(message);
    }

    private RowSample sample(Path file, int most, long seed) {
        try (DuckDbRows rows = DuckDbRows.open(PLAN, List.of(file), Limits.standard(), (stage, share) -> {})) {
            return rows.sample(List.of("g", "s", "postcode", "income", "since"), most, seed);
        }
    }

    private Path people(int count) throws Exception {
        Path file = folder.resolve(new Random().nextInt() + ".parquet");
        try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duckDb.createStatement()) {
            statement.execute("COPY (SELECT 'g' || i % 3 AS g, i % 2 AS y, (i * 7919 % 100003) / 1e5 AS s,"
                    + " 'p' || i % 100 AS postcode, i AS income, 2000 AS since FROM range(" + count + ") t(i)) TO '"
                    + file
                    + "'");
        }
        return file;
    }
}
