package dev.gatehouse.audit.cells;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.audit.Rows;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DuckDbFileTest {
    @TempDir
    Path folder;

    @Test
    void theEngineReadsNoFileButTheData() throws Exception {
        Path other = Files.writeString(folder.resolve("other.csv"), "secret\n1\n");
        Path data = Rows.withColumns("g", "y", "s").times(10, "a", 1, "0.5").writeTo(folder.resolve("rows.csv"));
        try (DuckDbFile file = DuckDbFile.open(data)) {
            assertThatThrownBy(() -> file.query("SELECT * FROM read_csv('" + other + "')", ResultSet::next))
                    .hasMessageContaining("Permission");
            assertThatThrownBy(() -> file.query("SET enable_external_access = true", ResultSet::next))
                    .isNotNull();
            assertThatThrownBy(
                            () -> file.query("COPY (SELECT 1) TO '" + folder.resolve("out.csv") + "'", ResultSet::next))
                    .isNotNull();
            assertThatThrownBy(() -> file.query("INSTALL httpfs", ResultSet::next))
                    .isNotNull();
        }
        assertThat(folder.resolve("out.csv")).doesNotExist();
    }
}
