package dev.gatehouse.audit.cells;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.audit.Plans;
import dev.gatehouse.audit.Rows;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DuckDbTest {
    @TempDir
    Path folder;

    @Test
    void theEngineReadsNoFileButTheData() throws Exception {
        Path other = Files.writeString(folder.resolve("other.csv"), "secret\n1\n");
        Path data = Rows.withColumns("g", "y", "s").times(10, "a", 1, "0.5").writeTo(folder.resolve("rows.csv"));
        try (DuckDbRows rows = DuckDbRows.open(
                Plans.scored("protected: [g]\nlimits: {impact_ratio: {min: 0.8}}\n"),
                List.of(data),
                Limits.standard(),
                (stage, share) -> {})) {
            DuckDb file = rows.duckDb();
            assertThatThrownBy(() -> file.query("count", "SELECT * FROM read_csv('" + other + "')", ResultSet::next))
                    .hasMessageContaining("Permission");
            assertThatThrownBy(() -> file.query("count", "SET enable_external_access = true", ResultSet::next))
                    .isNotNull();
            assertThatThrownBy(() -> file.query(
                            "count", "COPY (SELECT 1) TO '" + folder.resolve("out.csv") + "'", ResultSet::next))
                    .isNotNull();
            assertThatThrownBy(() -> file.query("count", "INSTALL httpfs", ResultSet::next))
                    .isNotNull();
        }
        assertThat(folder.resolve("out.csv")).doesNotExist();
    }
}
