package dev.gatehouse.sandbox;

import dev.gatehouse.migrations.MigratedPostgres;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * The sandbox's PostgreSQL: data kept between runs, {@code fsync} on, passwords required, on loopback only, at the current schema.
 *
 * <p>The server detaches itself from its parent, so a shell stands by that ends it when this process is gone.
 */
final class Postgres {

    private static final Duration STARTUP_LIMIT = Duration.ofSeconds(60);
    private static final int FAST_STOP_SECONDS = 20;
    private static final String HOST_RULES = """
            # Written by the sandbox.
            host all all 127.0.0.1/32 scram-sha-256
            host all all ::1/128 scram-sha-256
            """;

    /** Unless told that it was stopped, ends the server whose process id its data directory tells, if that process is a PostgreSQL on that directory. */
    private static final String GUARD = """
            trap '' INT HUP
            data=$1
            while read -r word; do [ "$word" = stopped ] && exit 0; done
            server() {
              pid=$(head -n 1 "$data/postmaster.pid" 2>/dev/null)
              case "$pid" in ''|*[!0-9]*) return 1 ;; esac
              if [ -r "/proc/$pid/cmdline" ]; then line=$(tr '\\000' ' ' <"/proc/$pid/cmdline"); else line=$(ps -o args= -p "$pid"); fi
              case "$line" in *postgres*"$data"*) return 0 ;; *) return 1 ;; esac
            }
            waited=0
            while [ "$waited" -lt 3 ] && ! server; do sleep 1; waited=$((waited + 1)); done
            server || exit 0
            kill -INT "$pid"
            waited=0
            while [ "$waited" -lt GRACE ] && kill -0 "$pid" 2>/dev/null; do sleep 1; waited=$((waited + 1)); done
            server && kill -QUIT "$pid"
            exit 0
            """.replace("GRACE", Integer.toString(FAST_STOP_SECONDS));

    private final StateDirectory state;
    private final Path cache;
    private final Secrets secrets;
    private final int port;
    private EmbeddedPostgres server;
    private Process guard;
    private final CompletableFuture<String> death = new CompletableFuture<>();
    private Run run = new Run();

    /** One life of the server; that its end was wanted must outlive it, since the news of the end comes later than the next start. */
    private static final class Run {
        private volatile boolean expectedToEnd;
    }

    /** @param cache directory that the server's programs are unpacked into, once */
    Postgres(StateDirectory state, Path cache, Secrets secrets, int port) {
        this.state = state;
        this.cache = cache;
        this.secrets = secrets;
        this.port = port;
    }

    /** Starts the server on its data and brings the schema up to date. */
    synchronized void start() {
        Path log = state.log("postgres");
        try {
            run = new Run();
            guard = Child.watchdog(
                    GUARD, List.of(state.postgres().toString()), Map.of(), state.root(), state.log("postgres-guard"));
            server = EmbeddedPostgres.builder()
                    .setPort(port)
                    .setDataDirectory(state.postgres())
                    .setCleanDataDirectory(false)
                    .setOverrideWorkingDirectory(cache.resolve("postgres").toFile())
                    .setRegisterShutdownHook(false)
                    .setPGStartupWait(STARTUP_LIMIT)
                    .setOutputRedirector(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .setErrorRedirector(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .setConnectConfig("password", secrets.get("postgres.postgres"))
                    .setServerConfig("listen_addresses", "127.0.0.1")
                    .setServerConfig("unix_socket_directories", "")
                    .setServerConfig("timezone", "UTC")
                    .setServerConfig("fsync", "on")
                    .start();
            secure();
        } catch (IOException | SQLException | RuntimeException e) {
            stop();
            throw new SandboxException(
                    "PostgreSQL did not start: " + e.getMessage() + "\nIts last lines (" + log + "):\n"
                            + Child.lastLines(log).indent(4)
                            + "If its data are damaged, `./gatehouse demo --fresh` starts without them.",
                    e);
        }
        watch();
    }

    /** Stops the server as an operator would ("fast": running transactions are rolled back). */
    synchronized void stop() {
        run.expectedToEnd = true;
        try {
            if (server != null) {
                server.close();
            }
        } catch (IOException e) {
            throw new SandboxException("PostgreSQL did not stop: " + e.getMessage(), e);
        } finally {
            server = null;
            if (guard != null) {
                endGuard();
            }
        }
    }

    /** Completes when the server ends without having been stopped. */
    synchronized CompletableFuture<String> death() {
        return death;
    }

    String jdbcUrl() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + MigratedPostgres.DATABASE;
    }

    String password(String user) {
        return secrets.get("postgres." + user);
    }

    Connection connect(String user) throws SQLException {
        return DriverManager.getConnection(jdbcUrl(), user, password(user));
    }

    /** Passwords first, then the rule that asks for them: a run that is cut off in between can still be repaired by the next. */
    private void secure() throws SQLException, IOException {
        try (Connection admin = server.getPostgresDatabase().getConnection();
                Statement statement = admin.createStatement()) {
            statement.execute("ALTER ROLE postgres PASSWORD '" + password("postgres") + "'");
        }
        MigratedPostgres.prepare(server.getPostgresDatabase(), jdbcUrl(), this::password);
        Path rules = state.postgres().resolve("pg_hba.conf");
        if (!Files.readString(rules, StandardCharsets.UTF_8).equals(HOST_RULES)) {
            Files.writeString(rules, HOST_RULES, StandardCharsets.UTF_8);
            try (Connection admin = server.getPostgresDatabase().getConnection();
                    Statement statement = admin.createStatement()) {
                statement.execute("SELECT pg_reload_conf()");
            }
        }
    }

    private void watch() {
        Run thisRun = run;
        processId()
                .flatMap(ProcessHandle::of)
                .ifPresent(handle -> handle.onExit().thenRun(() -> {
                    if (!thisRun.expectedToEnd) {
                        death.complete("PostgreSQL ended. Its last lines (" + state.log("postgres") + "):\n"
                                + Child.lastLines(state.log("postgres")).indent(4));
                    }
                }));
    }

    private Optional<Long> processId() {
        try {
            List<String> lines = Files.readAllLines(state.postgres().resolve("postmaster.pid"));
            return Optional.of(Long.parseLong(lines.get(0).trim()));
        } catch (IOException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    private void endGuard() {
        try {
            try (OutputStream pipe = guard.getOutputStream()) {
                // A server that did not stop, or that was given up while it started, is left to the guard.
                if (!Files.exists(state.postgres().resolve("postmaster.pid"))) {
                    pipe.write("stopped\n".getBytes(StandardCharsets.US_ASCII));
                }
            }
            if (!guard.waitFor(FAST_STOP_SECONDS + 5, TimeUnit.SECONDS)) {
                guard.destroyForcibly();
            }
        } catch (IOException e) {
            // A pipe that cannot be closed belongs to a guard that is gone already.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        guard = null;
    }
}
