package dev.gatehouse.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.audit.Progress;
import dev.gatehouse.audit.cells.Limits;
import dev.gatehouse.audit.drift.DriftAudit;
import dev.gatehouse.audit.report.DriftReport;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The drift benchmarks work, on few rows: figures on few rows mean nothing. */
class DriftBenchmarksTest {
    @TempDir
    private Path folder;

    @Test
    void theAuditIsMeasuredAgainstAScanOfTheSameColumns() throws Exception {
        assertThat(new DriftScan(2_000, 6_000, 1).run().lines())
                .anyMatch(line -> line.startsWith("6,000 current and 2,000 reference rows")
                        && line.endsWith("20 numbers and 5 categories"))
                .anyMatch(line ->
                        line.matches("(OK|MISSED) +CPU of a row in a new JVM's audit .* \\(limit: at most 4\\)"))
                .anyMatch(line -> line.matches("OK +MiB resident, .* \\(limit: at most 512\\)"));
    }

    @Test
    void aDistanceThatDiffersFromThePeersIsNamed() throws Exception {
        Path reference = DriftData.parquet(folder.resolve("reference.parquet"), 2_000, false);
        Path current = DriftData.parquet(folder.resolve("current.parquet"), 2_000, true);
        DriftReport report = DriftAudit.run(
                        DriftData.plan(", method: evidently, classifier: false"),
                        List.of(reference),
                        List.of(current),
                        Progress.NONE,
                        Limits.standard())
                .report();
        ObjectNode peer = new JsonMapper().createObjectNode();
        report.drift().forEach(drift -> peer.putObject(drift.feature()).put("statistic", drift.statistic()));
        assertThat(DriftEvidently.same(report, peer)).isEqualTo(25);

        ((ObjectNode) peer.get("kind_5")).put("statistic", 0.9);
        assertThatThrownBy(() -> DriftEvidently.same(report, peer))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("evidently:jensenshannon of kind_5")
                .hasMessageContaining("0.9 by the peer");
    }
}
