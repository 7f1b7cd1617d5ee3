package dev.gatehouse.migrations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A ledger that was written before there were checkpoints comes through the migration as it was, its tree to be built anew. */
class LedgerUpgradeTest {

    private static final String BEFORE = "202611220003";

    /** Two leaves, the second without an index yet; hashes and digests as the service computes them. */
    private static final String LEAVES = """
            INSERT INTO governance.ledger_leaf (id, leaf_index, act, subject, payload, leaf, leaf_hash, recorded_at)
            SELECT gen_random_uuid(), CASE n WHEN 0 THEN 0 END, 'vote.cast', 'release/' || n, payload, leaf, sha256('\\x00'::bytea || leaf), now()
            FROM (SELECT n, payload, convert_to(format(
                '{"act":"vote.cast","actor":"p-%s","at":"2026-11-21T12:00:00Z","format":1,"payload":"sha256:%s","subject":"release/%s"}',
                n, encode(sha256(payload), 'hex'), n), 'UTF8') AS leaf
              FROM (SELECT n, convert_to('{"salt":"' || n || '"}', 'UTF8') AS payload FROM generate_series(0, 1) AS n) AS p) AS l""";

    private static EmbeddedPostgres server;

    @BeforeAll
    static void start() throws IOException {
        server = EmbeddedPostgres.builder().start();
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
    }

    @Test
    void leavesStayAndTheTreeStartsAnew() throws Exception {
        DataSource database = database("kept");
        flyway(database, BEFORE).migrate();
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(LEAVES);
            statement.execute("INSERT INTO governance.ledger_tree VALUES (true, 1, '', '', now())");
        }
        flyway(database, "latest").migrate();
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            assertThat(text(statement, "SELECT string_agg(actor, ' ' ORDER BY subject) FROM governance.ledger_leaf"))
                    .isEqualTo("p-0 p-1");
            assertThat(text(statement, "SELECT size FROM governance.ledger_tree"))
                    .isEqualTo("0");
            assertThat(text(statement, "SELECT count(leaf_index) FROM governance.ledger_leaf"))
                    .isEqualTo("1");
            assertThatThrownBy(() -> statement.execute("DELETE FROM governance.ledger_leaf"))
                    .hasMessageContaining("the ledger only grows");
        }
    }

    @Test
    void aLeafThatWasEditedBeforeIsNotTakenOver() throws Exception {
        DataSource database = database("edited");
        flyway(database, BEFORE).migrate();
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(LEAVES);
            statement.execute("UPDATE governance.ledger_leaf SET payload = '{}' WHERE leaf_index = 0");
        }
        assertThatThrownBy(() -> flyway(database, "latest").migrate()).hasMessageContaining("ledger_leaf_agrees");
    }

    private static DataSource database(String name) throws SQLException {
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
        }
        return server.getDatabase("postgres", name);
    }

    private static Flyway flyway(DataSource database, String target) {
        return Flyway.configure()
                .dataSource(database)
                .locations("classpath:db/migration")
                .target(target)
                .load();
    }

    private static String text(Statement statement, String query) throws SQLException {
        try (ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getString(1);
        }
    }
}
