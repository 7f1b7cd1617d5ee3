package dev.gatehouse.audit.cells;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.audit.Rows;
import dev.gatehouse.audit.cells.People.Asks;
import dev.gatehouse.audit.plan.AuditPlan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CountingTest {
    private static final String TABLE = "CREATE TABLE people (id int, "
            + String.join(
                    ", ", People.TEXTS.stream().map(name -> name + " text").toList()) + ", "
            + String.join(
                    ", ",
                    People.NUMBERS.stream()
                            .map(name -> name + " double precision")
                            .toList()) + ")";

    @TempDir
    Path folder;

    @Property(tries = 40)
    void theEngineCountsWhatTheDefinitionSays(
            @ForAll Asks asks,
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 300) int count,
            @ForAll boolean manyScores) {
        // More rows than the grid has bins, so that scores do share one.
        Rows rows = People.complete(new Random(seed), manyScores ? count + 2_000 : count, manyScores ? 1_000_003 : 40);
        assertThat(counted(asks.plan(), rows)).isEqualTo(rows.cells(asks.plan()));
    }

    @Property(tries = 10)
    void theOrderOfRowsChangesNothing(@ForAll Asks asks, @ForAll long seed) {
        Rows rows = People.withGaps(new Random(seed), 500);
        Cells cells = counted(asks.plan(), rows);
        assertThat(counted(asks.plan(), rows.shuffled(seed + 1)).digest()).isEqualTo(cells.digest());
        assertThat(Cells.parse(cells.toJson())).isEqualTo(cells);
        assertThat(cells.rows()
                        + cells.leftOut().values().stream().mapToLong(n -> n).sum())
                .isEqualTo(500);
    }

    @Property(tries = 10)
    void theRowsOfSeveralFilesAreOneDataSet(@ForAll Asks asks, @ForAll long seed) {
        Rows first = People.withGaps(new Random(seed), 200);
        Rows second = People.complete(new Random(seed + 1), 300, 50);
        Rows both = first.shuffled(0);
        both.rows.addAll(second.rows);
        assertThat(counted(asks.plan(), first, second)).isEqualTo(counted(asks.plan(), both));
    }

    @Test
    void postgresAndDuckDbCountTheSameCellsWhateverThePlanAsks() throws Exception {
        Rows rows = People.withGaps(new Random(5), 1_500);
        try (Connection connection = SharedPostgres.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(TABLE);
            fill(connection, rows);
            Set<String> reasons = new HashSet<>();
            for (Asks asks : Asks.values()) {
                Cells cells = DatabaseCells.count(
                        asks.plan(), connection, "(SELECT * FROM people WHERE id >= ?)", query -> query.setInt(1, 0));
                assertThat(cells).as("%s", asks).isEqualTo(counted(asks.plan(), rows));
                reasons.addAll(cells.leftOut().keySet());
            }
            assertThat(reasons)
                    .containsExactlyInAnyOrder(
                            "missing_label",
                            "missing_decision",
                            "missing_score",
                            "score_not_a_number",
                            "score_out_of_range",
                            "missing_prediction",
                            "value_not_a_number",
                            "value_out_of_range",
                            "missing_weight",
                            "weight_not_a_number",
                            "weight_out_of_range",
                            "zero_weight",
                            "missing_attribute:sex",
                            "missing_attribute:region",
                            "missing_stratum:site",
                            "value_too_long:sex",
                            "value_too_long:region",
                            "value_too_long:site",
                            "value_too_long:truth",
                            "value_too_long:guess");
            assertThat(connection.getAutoCommit()).isTrue();
            assertThat(connection.isReadOnly()).isFalse();
        }
    }

    private static void fill(Connection connection, Rows rows) throws Exception {
        String marks = rows.header.stream().map(name -> "?").collect(Collectors.joining(", "));
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO people VALUES (0, " + marks + ")")) {
            for (List<String> row : rows.rows) {
                for (int i = 0; i < row.size(); i++) {
                    if (i < People.TEXTS.size()) {
                        insert.setString(i + 1, row.get(i));
                    } else if (row.get(i).isEmpty()) {
                        insert.setNull(i + 1, Types.DOUBLE);
                    } else {
                        insert.setDouble(i + 1, Double.parseDouble(row.get(i)));
                    }
                }
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    private Cells counted(AuditPlan plan, Rows... parts) {
        try {
            Path own = folder == null ? Files.createTempDirectory("counting-") : folder;
            List<Path> files = new ArrayList<>();
            for (Rows rows : parts) {
                files.add(rows.writeTo(own.resolve(files.size() + ".csv")));
            }
            try (DuckDbRows rows = DuckDbRows.open(plan, files, Limits.standard(), (stage, share) -> {})) {
                return rows.cells();
            } finally {
                for (Path file : files) {
                    Files.delete(file);
                }
                if (folder == null) {
                    Files.delete(own);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
