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

    @Test
    void governanceCannotRewriteReviewsOrLooksNorDeleteWhatWasPredicted() throws SQLException {
        try (Connection governance = postgres.connect(MigratedPostgres.GOVERNANCE)) {
            for (String table : new String[] {"label.prediction_review", "label.prediction_look"}) {
                assertDenied(governance, "UPDATE " + table + " SET route = ''");
                assertDenied(governance, "DELETE FROM " + table);
            }
            assertDenied(
                    governance, "INSERT INTO label.review_waiting VALUES (gen_random_uuid(), 0, now(), 'e', 'r', '1')");
            assertDenied(governance, "DELETE FROM outcome.request");
            assertDenied(governance, "DELETE FROM outcome.prediction");
            assertDenied(governance, "DELETE FROM label.ground_truth");
            assertDenied(governance, "DELETE FROM governance.legal_hold");
            assertDenied(governance, "UPDATE governance.legal_hold SET to_day = now()");
            assertDenied(governance, "UPDATE governance.outcome_deletion SET digest = ''");
            for (String function : new String[] {"drop_empty_day('%s')", "delete_route_day('%s', 'e', 'r')"}) {
                String young = function.formatted(LocalDate.now(ZoneOffset.UTC).minusDays(29));
                assertThatThrownBy(() -> run(governance, "SELECT outcome." + young))
                        .hasMessageContaining("not yet 30 days past");
            }
        }
        try (Connection gateway = postgres.connect(MigratedPostgres.GATEWAY)) {
            assertDenied(gateway, "SELECT outcome.delete_route_day('2020-01-01', 'e', 'r')");
            assertDenied(gateway, "SELECT outcome.drop_empty_day('2020-01-01')");
        }
    }

    @Test
    void whatArrivesWhileADayIsDeletedIsNeitherDigestedNorDeleted() throws SQLException {
        LocalDate day = LocalDate.now(ZoneOffset.UTC).minusDays(90);
        try (Connection gateway = postgres.connect(MigratedPostgres.GATEWAY);
                Connection governance = postgres.connect(MigratedPostgres.GOVERNANCE);
                Connection owner = postgres.connect(MigratedPostgres.OWNER)) {
            ship(gateway, day, 1);
            governance.setAutoCommit(false);
            governance.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            run(governance, "LOCK TABLE outcome.retention_turn IN EXCLUSIVE MODE");
            // Before anything is read: what is there by now is seen.
            ship(gateway, day, 2);
            assertThat(one(governance, "SELECT count(*) FROM outcome.archive_lines('" + day + "', 'e', 'r')"))
                    .isEqualTo(4);
            ship(gateway, day, 3);
            assertThat(one(
                            governance,
                            "SELECT requests + predictions FROM outcome.delete_route_day('" + day + "', 'e', 'r')"))
                    .isEqualTo(4);
            governance.commit();
            assertThat(one(owner, "SELECT count(*) FROM outcome.request WHERE route = 'r'"))
                    .isOne();
            assertThat(one(owner, "SELECT count(*) FROM label.review_waiting WHERE route = 'r'"))
                    .isOne();
            run(governance, "SELECT outcome.drop_empty_day('" + day + "')");
            governance.commit();
            assertThat(one(owner, "SELECT count(*) FROM outcome.days() d WHERE d = '" + day + "'"))
                    .as("it has a record")
                    .isOne();
            run(governance, "SELECT outcome.delete_route_day('" + day + "', 'e', 'r')");
            governance.commit();
            // The gateway's transaction is open on the tables: the drop does not wait for ever, and nothing fails.
            gateway.setAutoCommit(false);
            run(gateway, "SELECT outcome.ensure_day('" + day + "')");
            ship(gateway, day.plusDays(1), 4);
            assertThat(one(governance, "SELECT outcome.drop_empty_day('" + day + "')::int"))
                    .isZero();
            gateway.commit();
            governance.commit();
            assertThat(one(governance, "SELECT outcome.drop_empty_day('" + day + "')::int"))
                    .isOne();
            governance.commit();
            assertThat(one(owner, "SELECT count(*) FROM outcome.days() d WHERE d = '" + day + "'"))
                    .isZero();
        }
    }

    private static void ship(Connection gateway, LocalDate day, int number) throws SQLException {
        run(gateway, "SELECT outcome.ensure_day('" + day + "')");
        String id = "00000000-0000-7000-8000-00000000000" + number;
        String at = day + " 0" + number + ":00:00+00";
        run(gateway, """
                INSERT INTO outcome.request (request_id, received_at, gateway, environment, route, model, version, artifact_sha256,
                  permit_id, caller, mode, status, latency_micros, row_count, request_body, response_body)
                VALUES ('%1$s', '%2$s', 'g', 'e', 'r', 'm', '1', '', '%1$s', 'c', 'primary', 200, 1, 1, '', '')""".formatted(id, at));
        run(gateway, """
                INSERT INTO outcome.prediction (request_id, row_index, received_at, route, version, score, decision, needs_review)
                VALUES ('%s', 0, '%s', 'r', '1', 0.5, 'd', true)""".formatted(id, at));
    }

    private static long one(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
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
