package dev.gatehouse.migrations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Permits that were there before their life was recorded keep what they say, and get the history that is known of them. */
class PermitsUpgradeTest {

    private static final String BEFORE = "202611220003";
    private static final String ACTIVE = "00000000-0000-0000-0000-00000000000a";
    private static final String SUSPENDED = "00000000-0000-0000-0000-00000000000b";

    private static MigratedPostgres postgres;

    @BeforeAll
    static void start() throws SQLException {
        postgres = MigratedPostgres.start(MigratedPostgres.Settings.forTests());
        try (Connection admin = DriverManager.getConnection(
                        "jdbc:postgresql://127.0.0.1:" + postgres.port() + "/postgres", "postgres", "postgres");
                Statement statement = admin.createStatement()) {
            statement.execute("CREATE DATABASE upgraded OWNER " + MigratedPostgres.OWNER);
        }
        flyway().target(BEFORE).load().migrate();
        try (Connection owner = connect(MigratedPostgres.OWNER);
                Statement statement = owner.createStatement()) {
            statement.execute("SET search_path = governance");
            statement.execute("""
                    INSERT INTO model (name, title, intended_use, out_of_scope_use, owner, facts, revision, created_at, created_by)
                    VALUES ('loans', 't', 'i', 'o', 'w', '{}', 0, now(), 'erin')""");
            statement.execute("INSERT INTO artifact VALUES ('" + "a".repeat(64) + "', 1, now(), 'erin')");
            statement.execute("""
                    INSERT INTO model_version (model_id, version, artifact_sha256, signature, binding, upstream, upstream_model, training,
                      developers, registered_at, registered_by)
                    SELECT id, '7', repeat('a', 64), '{}', 'declared', 'http://h', 'm', '{}', '{}', now(), 'erin' FROM model""");
            statement.execute("INSERT INTO dossier VALUES ('sha256:d', '', now())");
            for (String permit : List.of(ACTIVE, SUSPENDED)) {
                boolean active = permit.equals(ACTIVE);
                statement.execute("""
                        INSERT INTO release (id, version_id, environment, route, state, dossier_digest, summary, quorum, contributors,
                          submitted_at, submitted_by, revision)
                        SELECT '%s', id, 'e', 'r', 'Approved', 'sha256:d', 's', '{}', '{}', now(), 'erin', 0 FROM model_version""".formatted(permit));
                statement.execute("""
                        INSERT INTO permit SELECT '%s', '%s', id, 'e', 'r', 'signed bytes', '%s', %s, '2026-11-20T00:00:00Z', '%s',
                          '2026-11-19T00:00:00Z', '2027-11-19T00:00:00Z', 0 FROM model_version""".formatted(
                                permit,
                                permit,
                                active ? "ACTIVE" : "SUSPENDED",
                                active ? "NULL" : "'drift'",
                                active ? "lars" : "odile"));
            }
            statement.execute(
                    "INSERT INTO route (environment, name, version_id, permit_id, staleness_limit, deployed_at, deployed_by,"
                            + " revision) SELECT 'e', 'r', id, '" + ACTIVE
                            + "', 'PT15M', now(), 'erin', 0 FROM model_version");
        }
        flyway().load().migrate();
    }

    @AfterAll
    static void stop() {
        postgres.close();
    }

    private static FluentConfiguration flyway() {
        return Flyway.configure()
                .dataSource(url(), MigratedPostgres.OWNER, postgres.password(MigratedPostgres.OWNER))
                .locations("classpath:db/migration");
    }

    private static String url() {
        return "jdbc:postgresql://127.0.0.1:" + postgres.port() + "/upgraded";
    }

    private static Connection connect(String user) throws SQLException {
        return DriverManager.getConnection(url(), user, postgres.password(user));
    }

    private static List<String> rows(String query) throws SQLException {
        try (Connection owner = connect(MigratedPostgres.OWNER);
                Statement statement = owner.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            List<String> all = new ArrayList<>();
            while (rows.next()) {
                all.add(rows.getString(1));
            }
            return all;
        }
    }

    @Test
    void earlierPermitsAreTheBoardsAndKnowTheirVersion() throws SQLException {
        assertThat(rows("""
                        SELECT concat_ws(' ', model, version, basis, state, convert_from(envelope, 'UTF8')) FROM governance.permit ORDER BY id"""))
                .containsExactly("loans 7 BOARD ACTIVE signed bytes", "loans 7 BOARD SUSPENDED signed bytes");
        assertThat(rows("""
                        SELECT concat_ws(' ', act, acted_by, reason) FROM governance.permit_act ORDER BY permit_id, id""")).containsExactly("issued lars", "suspended odile drift");
    }

    @Test
    void earlierRoutesGetASecretAndHaveNoFallback() throws SQLException {
        assertThat(rows("SELECT concat_ws(' ', name, length(cap_secret), fallback_permit_id) FROM governance.route"))
                .containsExactly("r 32");
    }

    @Test
    void aBoardsPermitHasAReleaseAndOneEmergencyPermitHoldsAtATime() throws SQLException {
        String insert = """
                INSERT INTO governance.permit (id, release_id, version_id, environment, route, envelope, state, state_changed_at,
                  state_changed_by, issued_at, expires_at, revision, model, version, basis)
                SELECT gen_random_uuid(), NULL, version_id, 'e', 'r', '', '%s', now(), 'x', now(), now(), 0, model, version, '%s'
                FROM governance.permit WHERE id = '""" + ACTIVE + "'";
        try (Connection governance = connect(MigratedPostgres.GOVERNANCE);
                Statement statement = governance.createStatement()) {
            assertThatThrownBy(() -> statement.execute(insert.formatted("ACTIVE", "BOARD")))
                    .hasMessageContaining("permit_check");
            statement.execute(insert.formatted("ACTIVE", "EMERGENCY"));
            assertThatThrownBy(() -> statement.execute(insert.formatted("SUSPENDED", "EMERGENCY")))
                    .hasMessageContaining("permit_emergency");
            statement.execute(insert.formatted("SUPERSEDED", "EMERGENCY"));
        }
    }

    @Test
    void theServiceCannotRewriteWhatAPermitSaysNorWhatHappenedToIt() throws SQLException {
        try (Connection governance = connect(MigratedPostgres.GOVERNANCE);
                Statement statement = governance.createStatement()) {
            for (String sql : List.of(
                    "UPDATE governance.permit SET envelope = ''",
                    "UPDATE governance.route SET cap_secret = sha256('')",
                    "UPDATE governance.route SET environment = 'x'",
                    "UPDATE governance.permit SET basis = 'EMERGENCY'",
                    "UPDATE governance.permit SET expires_at = now()",
                    "DELETE FROM governance.permit",
                    "UPDATE governance.permit_act SET reason = ''",
                    "DELETE FROM governance.permit_act",
                    "UPDATE governance.emergency_request SET reason = ''",
                    "UPDATE governance.emergency_request SET requested_by = 'x'",
                    "DELETE FROM governance.emergency_request")) {
                assertThatThrownBy(() -> statement.execute(sql)).as(sql).hasMessageContaining("permission denied");
            }
            statement.execute("UPDATE governance.permit SET state_reason = 'drift' WHERE id = '" + SUSPENDED + "'");
        }
    }
}
