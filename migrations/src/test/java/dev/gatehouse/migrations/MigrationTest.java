package dev.gatehouse.migrations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class MigrationTest {

    private static MigratedPostgres postgres;

    @BeforeAll
    static void start() {
        postgres = MigratedPostgres.start(MigratedPostgres.Settings.forTests());
    }

    @AfterAll
    static void stop() {
        postgres.close();
    }

    @Test
    void migratingAgainChangesNothing() {
        var again = Flyway.configure()
                .dataSource(postgres.jdbcUrl(), MigratedPostgres.OWNER, postgres.password(MigratedPostgres.OWNER))
                .locations("classpath:db/migration")
                .load()
                .migrate();
        assertThat(again.migrationsExecuted).isZero();
        assertThat(again.success).isTrue();
    }

    @Test
    void gatewayWritesPredictionsAndNothingElse() throws SQLException {
        try (Connection gateway = postgres.connect(MigratedPostgres.GATEWAY)) {
            LocalDate today = LocalDate.now(ZoneOffset.UTC);
            run(gateway, "SELECT outcome.ensure_day('" + today + "')");
            run(gateway, "SELECT outcome.ensure_day('" + today + "')");
            run(gateway, """
                    INSERT INTO outcome.prediction VALUES
                      ('01890000-0000-7000-8000-000000000001', 0, now(), 'r', '1', 's', 0.5, 'default')""");
            assertDenied(gateway, "SELECT * FROM outcome.prediction");
            assertDenied(gateway, "UPDATE outcome.prediction SET score = 0");
            assertDenied(gateway, "DELETE FROM outcome.prediction");
            assertDenied(gateway, "SELECT * FROM governance.permit");
            assertDenied(gateway, "SELECT * FROM protected.subject_attribute");
        }
    }

    @Test
    void ensureDayRefusesADayFarFromNow() throws SQLException {
        try (Connection gateway = postgres.connect(MigratedPostgres.GATEWAY)) {
            assertThatThrownBy(() -> run(gateway, "SELECT outcome.ensure_day('1999-01-01')"))
                    .hasMessageContaining("400 days");
        }
    }

    @Test
    void governanceCannotRewriteWhatWasSaidNorReadProtectedAttributes() throws SQLException {
        try (Connection governance = postgres.connect(MigratedPostgres.GOVERNANCE)) {
            for (String table : new String[] {"vote", "dossier", "audit_plan", "evidence", "assessment"}) {
                assertDenied(governance, "DELETE FROM governance." + table);
            }
            assertDenied(governance, "UPDATE governance.model_version SET developers = '{}'");
            for (String column : new String[] {"requested_by", "until", "traffic_cap", "cause"}) {
                assertDenied(governance, "UPDATE governance.waiver SET " + column + " = NULL");
            }
            assertDenied(governance, "UPDATE governance.finding SET opened_at = now()");
            run(governance, "UPDATE governance.waiver SET state = state");
            run(governance, "UPDATE governance.finding SET severity = severity");
            assertDenied(governance, "UPDATE governance.vote SET rationale = ''");
            assertDenied(governance, "UPDATE governance.dossier SET document = ''");
            assertDenied(governance, "SELECT * FROM protected.subject_attribute");
            assertDenied(governance, "INSERT INTO outcome.shipped VALUES ('g', 0, 0, now())");
        }
    }

    @Test
    void governanceCannotRewriteThePacksThatAssessmentsNameNorDeleteWhatWasDecided() throws SQLException {
        try (Connection governance = postgres.connect(MigratedPostgres.GOVERNANCE)) {
            assertDenied(governance, "UPDATE governance.pack_file SET bytes = ''");
            for (String table :
                    new String[] {"pack_file", "pack_activation", "tier_override", "finding", "reassessment_run"}) {
                assertDenied(governance, "DELETE FROM governance." + table);
            }
        }
    }

    @Test
    void whoProposedDoesNotActivateWhateverTheServiceSays() throws SQLException {
        try (Connection governance = postgres.connect(MigratedPostgres.GOVERNANCE)) {
            String insert = """
                    INSERT INTO governance.pack_activation
                      (id, pack_id, reason, state, proposed_at, proposed_by, decided_at, decided_by, revision)
                    VALUES (gen_random_uuid(), '%s', 'r', '%s', now(), '%s', now(), '%s', 0)""";
            assertThatThrownBy(() -> run(governance, insert.formatted("p", "ACTIVE", "carla", "carla")))
                    .hasMessageContaining("pack_activation_check");
            assertThatThrownBy(() -> run(governance, insert.formatted("p", "REJECTED", "carla", "carla")))
                    .hasMessageContaining("pack_activation_check");
            run(governance, insert.formatted("p", "WITHDRAWN", "carla", "carla"));
            run(governance, insert.formatted("p", "ACTIVE", "carla", "viktor"));
            assertThatThrownBy(() -> run(governance, insert.formatted("p", "ACTIVE", "viktor", "carla")))
                    .hasMessageContaining("pack_activation_active");
        }
    }

    @Test
    void auditorReadsProtectedAttributesAndWritesNothing() throws SQLException {
        try (Connection auditor = postgres.connect(MigratedPostgres.AUDITOR)) {
            run(auditor, "SELECT * FROM protected.subject_attribute");
            assertDenied(auditor, "INSERT INTO protected.subject_attribute VALUES ('s', 'sex', 'f')");
            assertDenied(auditor, "SELECT * FROM governance.vote");
        }
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static void assertDenied(Connection connection, String sql) {
        assertThatThrownBy(() -> run(connection, sql)).as(sql).hasMessageContaining("permission denied");
    }
}
