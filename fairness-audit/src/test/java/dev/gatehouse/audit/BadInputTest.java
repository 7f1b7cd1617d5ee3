package dev.gatehouse.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.audit.cells.Cells;
import dev.gatehouse.audit.cells.Limits;
import dev.gatehouse.audit.plan.AuditException;
import dev.gatehouse.audit.plan.AuditPlan;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What cannot be counted is refused, naming file and place and no person's value; what can is counted and told. */
class BadInputTest {
    private static final AuditPlan PLAN = Plans.scored("protected: [g]\nlimits: {impact_ratio: {min: 0.8}}\n");
    private static final AuditPlan DECIDED = Plans.decided("protected: [g]\nlimits: {impact_ratio: {min: 0.8}}\n");

    @TempDir
    Path folder;

    @Test
    void columnsThatAreMissingOrThereTwice() throws Exception {
        refusedText("g,y\na,1\n", "has no column 's'; its columns are [g, y]");
        refusedText("g,y,S\na,1,1\n", "has no column 's'");
        refusedText("g,y,s,g\na,1,0.5,b\n", "line 1: the column 'g' is there twice");
        // DuckDB itself writes no two such names, other writers do.
        Path twins = folder.resolve("twins.parquet");
        duckDb("COPY (SELECT 'a' AS origin, 'b' AS xRIGIN, 1 AS y, 0.5 AS s) TO '" + twins + "'");
        String bytes = Files.readString(twins, StandardCharsets.ISO_8859_1);
        Files.writeString(twins, bytes.replace("xRIGIN", "ORIGIN"), StandardCharsets.ISO_8859_1);
        AuditPlan plan = Plans.scored("protected: [origin]\nlimits: {impact_ratio: {min: 0.8}}\n");
        refused(plan, twins, "the column 'origin' is there twice: [origin, ORIGIN] differ at most in case");
        refusedParquet("SELECT 'a' AS \"G\", 1 AS y, 0.5 AS s", "has no column 'g'; its columns are [G, y, s]");
    }

    @Test
    void labelsAndDecisionsThatAreNotTwoClasses() throws Exception {
        refusedText(
                "g,y,s\na,0,0.5\na,1,0.5\na,2,0.5\n",
                "label: 'y' has more than two values, among them '0', '1', '2'",
                "needs a column with two");
        refusedText("g,y,s\na,no,0.5\na,yes,0.5\n", "label: 'y' has the values 'no', 'yes' and never '1'");
        Path file = write("g,y,d\na,1,1\nb,0,0\nb,0,maybe\n".getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> FairnessAudit.run(DECIDED, file))
                .hasMessageContaining("decision: 'd' has more than two values, among them '0', '1', 'maybe'");
    }

    @Test
    void oneClassAndOneGroupAreCounted() throws Exception {
        Cells cells = FairnessAudit.run(PLAN, write("g,y,s\na,0,0.5\na,0,0.7\n".getBytes(StandardCharsets.UTF_8)))
                .cells();
        assertThat(cells.attributes()).containsExactly(new Cells.Attribute("g", List.of("a")));
        assertThat(cells.cells()).extracting(Cells.Cell::label).containsExactly(0, 0);
        assertThat(cells.cells()).extracting(cells::binValue).containsExactly(0.5, 0.7);
    }

    @Test
    void tooManyValuesClassesAndLongOnesEndEarlyInLittleMemory() throws Exception {
        Path many = folder.resolve("many.parquet");
        duckDb("COPY (SELECT 'person ' || i AS g, i % 2 AS y, 0.5 AS s FROM range(10_000) t(i)) TO '" + many + "'");
        refused(PLAN, many, "protected: 'g' has more than 1000 values; group its values");
        Path most = folder.resolve("most.parquet");
        duckDb("COPY (SELECT 'person ' || i AS g, i % 2 AS y, i / 1e6 AS s FROM range(1_000_000) t(i)) TO '" + most
                + "'");
        Limits little = new Limits(Limits.LEAST_MEMORY_MEGABYTES, 1, folder);
        assertThatThrownBy(() -> FairnessAudit.run(PLAN, List.of(most), Progress.NONE, little))
                .hasMessageContaining("protected: 'g' has more than 1000 values");
        AuditPlan classes = Plans.plan("""
                {kind: fairness, data: x, profile: eu-ai-act, protected: [y], label: {column: g}, decision: {column: g}}""");
        refused(classes, many, "label: 'g' has more than 50 classes");
        Path texts = folder.resolve("texts.parquet");
        duckDb("COPY (SELECT repeat(i::VARCHAR, 2_000) AS g, i % 2 AS y, 0.5 AS s FROM range(500) t(i)) TO '" + texts
                + "'");
        assertThat(FairnessAudit.run(PLAN, texts).cells().leftOut()).isEqualTo(Map.of("value_too_long:g", 500L));
    }

    @Test
    void textThatIsNotUtf8() throws Exception {
        refused(encoded(StandardCharsets.ISO_8859_1), "not UTF-8 at or after line 1; save the file as UTF-8");
        byte[] late =
                ("g,y,s\n" + "a,1,0.5\n".repeat(9_000) + "Jos\u00e9,1,0.5\n").getBytes(StandardCharsets.ISO_8859_1);
        refused(late, "line 9002 is not UTF-8; save the file as UTF-8");
        refused(encoded(StandardCharsets.UTF_16), "is UTF-16; save it as UTF-8");
        refused(encoded(StandardCharsets.UTF_16LE), "not UTF-8", "has no column", "NUL");
        byte[] marked = ("\uFEFF" + "g,y,s\r\na,1,0.5\r\n").getBytes(StandardCharsets.UTF_8);
        assertThat(FairnessAudit.run(PLAN, write(marked)).cells().rows()).isEqualTo(1);
        byte[] oldMac = "g,y,s\ra,1,0.5\rb,0,0.1\r".getBytes(StandardCharsets.UTF_8);
        assertThat(FairnessAudit.run(PLAN, write(oldMac)).cells().rows()).isEqualTo(2);
    }

    @Test
    void csvThatIsRaggedUnclosedEmptyOrOnlyAHeader() throws Exception {
        refusedText("g,y,s\na,1,0.5\nsecret,1\n", "line 3 has 2 fields, the header has 3");
        refusedText("g,y,s\na,1,0.5,9\n", "line 2 has 4 fields, the header has 3");
        refusedText("g,y,s\na,1,0.5\nb,\"secret,1\nsecret,2,3\n", "line 3", "a quote");
        refusedText("", "empty; a header line is needed");
        assertThat(FairnessAudit.run(PLAN, write("g,y,s\n".getBytes(StandardCharsets.UTF_8)))
                        .cells()
                        .rows())
                .isZero();
    }

    @Test
    void parquetThatIsBrokenCutOffOrHoldsWhatIsNoValue() throws Exception {
        Path whole = folder.resolve("whole.parquet");
        duckDb("COPY (SELECT 'a' AS g, i % 2 AS y, i / 1e4 AS s FROM range(10_000) t(i)) TO '" + whole + "'");
        byte[] bytes = Files.readAllBytes(whole);
        refused(Arrays.copyOf(bytes, bytes.length / 2), "the data could not be read");
        refused("PAR1 but not really".getBytes(StandardCharsets.UTF_8), "the data could not be read");
        byte[] damaged = bytes.clone();
        Arrays.fill(damaged, 20, bytes.length / 2, (byte) 0x5a);
        refused(damaged, "could not be read", "more memory");
        refusedParquet("SELECT ['a'] AS g, 1 AS y, 0.5 AS s", "the column 'g' is VARCHAR[], nested or binary");
        refusedParquet(
                "SELECT {'x': 'a'} AS g, 1 AS y, 0.5 AS s", "the column 'g' is STRUCT(x VARCHAR), nested or binary");
        refusedParquet("SELECT 'a'::BLOB AS g, 1 AS y, 0.5 AS s", "the column 'g' is BLOB, nested or binary");
        refusedParquet(
                "SELECT 'a' AS g, 1 AS y, TIMESTAMP '2026-01-01' AS s",
                "the column 's' is TIMESTAMP, and the plan reads it as a number");
    }

    @Test
    void parquetOfOtherTypesIsReadAsItsText() throws Exception {
        Path file = folder.resolve("types.parquet");
        duckDb("COPY (SELECT DATE '2026-01-01' AS g, true AS y, 0.75::DECIMAL(5, 2) AS s) TO '" + file + "'");
        AuditPlan plan = Plans.plan("""
                {kind: fairness, data: x, protected: [g], label: {column: y, positive: "true"},
                 decision: {score: s, threshold: 0.5}, limits: {impact_ratio: {min: 0.8}}}""");
        Cells cells = FairnessAudit.run(plan, file).cells();
        assertThat(cells.attributes()).containsExactly(new Cells.Attribute("g", List.of("2026-01-01")));
        assertThat(cells.cells()).extracting(Cells.Cell::label).containsExactly(1);
        assertThat(cells.binValue(cells.cells().get(0))).isEqualTo(0.75);
    }

    @Test
    void filesThatDoNotGoTogether() throws Exception {
        Path csv = write("g,y,s\na,1,0.5\n".getBytes(StandardCharsets.UTF_8));
        Path numbers = folder.resolve("numbers.parquet");
        Path texts = folder.resolve("texts.parquet");
        duckDb("COPY (SELECT 'a' AS g, 1 AS y, 1 AS s) TO '" + numbers + "'");
        duckDb("COPY (SELECT 'b' AS g, '1' AS y, 0.25::DOUBLE AS s) TO '" + texts + "'");
        refused(List.of(csv, numbers), "numbers.parquet: is Parquet, and a file before it is CSV");
        refused(List.of(numbers, texts), "texts.parquet: the column 'y' is VARCHAR, and in numbers.parquet INTEGER");
        refused(List.of(csv, csv), "is named twice");
        refused(List.of(), "data: 1 to 1000 files, not 0");
        Path fractions = folder.resolve("fractions.parquet");
        duckDb("COPY (SELECT 0.25::FLOAT AS s, 0::BIGINT AS y, 'b' AS g, 'more' AS other) TO '" + fractions + "'");
        Cells cells = FairnessAudit.run(PLAN, List.of(numbers, fractions), Progress.NONE, Limits.standard())
                .cells();
        assertThat(cells.cells()).extracting(cells::binValue).containsExactly(1.0, 0.25);
    }

    @Test
    void gzipThatIsBrokenOrCutOff() throws Exception {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(packed)) {
            out.write("g,y,s\n".getBytes(StandardCharsets.UTF_8));
            for (int i = 0; i < 50_000; i++) {
                out.write(("a" + i % 7 + "," + i % 2 + ",0." + i % 997 + "\n").getBytes(StandardCharsets.UTF_8));
            }
        }
        assertThat(FairnessAudit.run(PLAN, write(packed.toByteArray())).cells().rows())
                .isEqualTo(50_000);
        refused(Arrays.copyOf(packed.toByteArray(), packed.size() / 2), "bad.csv: ");
        refused(new byte[] {0x1f, (byte) 0x8b, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}, "cannot be read");
    }

    @Test
    void anUnderscoreMakesNoNumber() throws Exception {
        AuditPlan weighted = Plans.scored("protected: [g]\nweight: w\nlimits: {impact_ratio: {min: 0.8}}\n");
        Cells cells = FairnessAudit.run(
                        weighted,
                        write("g,y,s,w\na,1,0.5,1_0\na,1,1_000,1\na,0,1e1,1\n".getBytes(StandardCharsets.UTF_8)))
                .cells();
        assertThat(cells.leftOut()).isEqualTo(Map.of("weight_not_a_number", 1L, "score_not_a_number", 1L));
        assertThat(cells.cells()).extracting(cells::binValue).containsExactly(10.0);
    }

    private static byte[] encoded(Charset charset) {
        return "g,y,s\na,1,0.5\nJos\u00e9,1,0.5\n".getBytes(charset);
    }

    private static void duckDb(String sql) throws Exception {
        try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duckDb.createStatement()) {
            statement.execute(sql);
        }
    }

    private Path write(byte[] content) throws IOException {
        return Files.write(folder.resolve("bad.csv"), content);
    }

    private void refusedText(String content, String... anyOf) throws IOException {
        refused(content.getBytes(StandardCharsets.UTF_8), anyOf);
    }

    private void refused(byte[] content, String... anyOf) throws IOException {
        refused(PLAN, write(content), anyOf);
    }

    private void refusedParquet(String select, String... anyOf) throws Exception {
        Path file = folder.resolve("bad.parquet");
        Files.deleteIfExists(file);
        duckDb("COPY (" + select + ") TO '" + file + "'");
        refused(PLAN, file, anyOf);
    }

    private void refused(List<Path> files, String message) {
        assertThatThrownBy(() -> FairnessAudit.run(PLAN, files, Progress.NONE, Limits.standard()))
                .isInstanceOf(AuditException.class)
                .hasMessageContaining(message);
    }

    private void refused(AuditPlan plan, Path file, String... anyOf) {
        assertThatThrownBy(() -> FairnessAudit.run(plan, file))
                .isInstanceOf(AuditException.class)
                .satisfies(e -> assertThat(Stream.of(anyOf).anyMatch(e.getMessage()::contains))
                        .as(e.getMessage())
                        .isTrue())
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain(folder.toString(), "secret"));
    }
}
