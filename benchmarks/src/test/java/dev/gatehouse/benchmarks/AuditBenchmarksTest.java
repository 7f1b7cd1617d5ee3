package dev.gatehouse.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.audit.FairnessAudit;
import dev.gatehouse.audit.report.AuditReport;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The benchmarks work, on few rows: what they compare is the same on both sides. Figures on few rows mean nothing. */
class AuditBenchmarksTest {
    private static final int ROWS = 20_000;

    @TempDir
    private Path folder;

    @Test
    void aQueryPerMetricFindsWhatTheAuditFinds() throws Exception {
        assertThat(new AuditQueries(ROWS, ROWS).run().lines())
                .anyMatch(line -> line.contains("3 pairs), 27 metrics"))
                .anyMatch(line -> line.contains("both sides found the same 1,323 figures"))
                .anyMatch(line -> line.matches("(OK|MISSED) +a query per metric costs .* \\(limit: at least 20\\)"));
    }

    @Test
    void theCommandIsMeasuredInAJvmOfItsOwn() throws Exception {
        assertThat(new AuditScale(ROWS, 2 * ROWS).run().lines())
                .anyMatch(line -> line.startsWith("40,000 rows of Parquet: "))
                .anyMatch(line -> line.matches("OK +MiB resident at 40,000 rows: .* \\(limit: at most 512\\)"));
    }

    @Test
    void everyRowIsCountedByTheLoopToo() throws Exception {
        assertThat(new AuditCosts(ROWS, ROWS).run().lines())
                .anyMatch(line -> line.startsWith("a two-thread loop over arrays in memory (20,000 rows)"))
                .anyMatch(line -> line.contains("CPU s from CSV"));
    }

    @Test
    void aFigureThatDiffersIsNamed() throws Exception {
        AuditReport report = FairnessAudit.run(
                        AuditData.plan(), AuditData.parquet(folder.resolve("rows.parquet"), ROWS))
                .report();
        Map<Map<String, String>, Map<String, Double>> found = new LinkedHashMap<>();
        for (AuditReport.Group group : report.groups()) {
            found.put(
                    group.attributes(), Map.of("tpr", group.metrics().get("tpr").value()));
        }
        assertThat(SameFigures.check(report, found)).isEqualTo(49);

        found.put(Map.of("sex", "female"), Map.of("tpr", 0.123));
        assertThatThrownBy(() -> SameFigures.check(report, found))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("tpr of {sex=female}")
                .hasMessageContaining("0.123 by the peer");
        found.remove(Map.of("sex", "female"));
        assertThatThrownBy(() -> SameFigures.check(report, found))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no group {sex=female}");
    }

    @Test
    void figuresSayWhetherTheirLimitIsKept() {
        Figures figures = new Figures();
        figures.atLeast(20, 25, "ratio");
        assertThat(figures.kept()).isTrue();
        figures.atMost(512, 512.5, "MiB");
        figures.say("%d rows", 3);
        assertThat(figures.kept()).isFalse();
        assertThat(figures.lines())
                .containsExactly(
                        "OK     ratio: 25.00 (limit: at least 20)",
                        "MISSED MiB: 512.50 (limit: at most 512)",
                        "3 rows");
    }
}
