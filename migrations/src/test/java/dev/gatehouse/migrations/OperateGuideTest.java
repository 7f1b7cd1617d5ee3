package dev.gatehouse.migrations;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;

/** The statements of docs/operate.md that prepare a database, run as they stand on a server that knows nothing of us. */
class OperateGuideTest {
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```sql\\n(.*?)^```$");
    private static final String SECTION = "Database";
    private static final String FIRST_MIGRATION = "-- after the first migration\n";
    /** The password of the guide. */
    private static final String PASSWORD = "…";

    @Test
    void theDatabaseIsMadeMigratedAndUsedAsTheGuideSays() throws Exception {
        String[] parts = statements().split(FIRST_MIGRATION);
        assertThat(parts).hasSize(2);
        try (EmbeddedPostgres server = EmbeddedPostgres.builder().start()) {
            try (Connection admin = server.getPostgresDatabase().getConnection()) {
                run(admin, parts[0]);
            }
            String url = "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/gatehouse";
            assertThat(Flyway.configure()
                            .dataSource(url, "gatehouse_owner", PASSWORD)
                            .locations("filesystem:src/main/resources/db/migration")
                            .load()
                            .migrate()
                            .success)
                    .isTrue();
            try (Connection owner = DriverManager.getConnection(url, "gatehouse_owner", PASSWORD)) {
                run(owner, parts[1]);
            }
            for (String login : List.of("governance", "gateway", "auditor")) {
                try (Connection connection = DriverManager.getConnection(url, login, PASSWORD)) {
                    assertThat(isMember(connection, "gatehouse_" + login)).isTrue();
                }
            }
        }
    }

    private static String statements() throws IOException {
        String guide = Files.readString(Path.of("..", "docs", "operate.md"));
        Matcher block = BLOCK.matcher(guide.substring(guide.indexOf("\n## " + SECTION + "\n")));
        assertThat(block.find()).isTrue();
        String statements = block.group(1);
        assertThat(block.find()).as("another block").isFalse();
        return statements;
    }

    private static void run(Connection connection, String statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String each : statements.strip().split("\n")) {
                statement.execute(each);
            }
        }
    }

    private static boolean isMember(Connection connection, String role) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT pg_has_role('" + role + "', 'MEMBER')")) {
            return row.next() && row.getBoolean(1);
        }
    }
}
