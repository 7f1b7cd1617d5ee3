package dev.gatehouse.governance;

import static dev.gatehouse.governance.Journey.ERIN;
import static dev.gatehouse.governance.Journey.ODILE;
import static dev.gatehouse.governance.Journey.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.migrations.MigratedPostgres;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Acts on several permits of an environment at once, against a second transaction on a connection of the test's own. */
@QuarkusTest
@QuarkusTestResource(TestWorld.class)
class ClosingTogetherTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Test
    void whoeverClosesSeveralPermitsWaitsForNobodyWhoWaitsForThem() throws Exception {
        Journey journey = PermitsTest.small("closed-together", 760_001);
        String first = PermitsTest.granted(journey, "together");
        PermitsTest.deploy(journey, "together").then().statusCode(200);
        String second = PermitsTest.granted(journey, "together");
        String third = PermitsTest.granted(journey, "together");
        // As somebody who suspends the second: first the permit, then the order of the snapshots.
        try (Connection other = TestWorld.postgres.connect(MigratedPostgres.GOVERNANCE)) {
            other.setAutoCommit(false);
            lockPermit(other, second);
            CompletableFuture<Response> deploying =
                    CompletableFuture.supplyAsync(() -> PermitsTest.deploy(journey, "together"));
            awaitBlockedBy(other);
            raise(other, "together");
            other.commit();
            deploying
                    .get(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                    .then()
                    .log()
                    .ifValidationFails()
                    .statusCode(200)
                    .body("permit.id", equalTo(third));
        }
        assertThat(List.of(PermitsTest.state(first), PermitsTest.state(second))).containsOnly("SUPERSEDED");
    }

    @Test
    void whoLosesADeadlockIsToldToSendItAgain() throws Exception {
        Journey journey = PermitsTest.small("deadlocked", 760_002);
        String permit = PermitsTest.granted(journey, "deadlocks");
        try (Connection other = TestWorld.postgres.connect(MigratedPostgres.GOVERNANCE)) {
            other.setAutoCommit(false);
            raise(other, "deadlocks");
            CompletableFuture<Response> suspending = CompletableFuture.supplyAsync(
                    () -> PermitsTest.act(ODILE, permit, "suspend", "It must stop at once."));
            awaitBlockedBy(other);
            // The service waited first, so that it is the one whose wait is looked into first, and is given up.
            lockPermit(other, permit);
            Response answer = suspending.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            other.rollback();
            answer.then()
                    .log()
                    .ifValidationFails()
                    .statusCode(503)
                    .header("Retry-After", "5")
                    .body("type", equalTo("urn:gatehouse:problem:try-again"));
        }
        assertThat(PermitsTest.state(permit)).isEqualTo("ACTIVE");
        PermitsTest.act(ODILE, permit, "suspend", "It must stop at once.")
                .then()
                .statusCode(200);
    }

    @Test
    void emergencyUseOfAnotherVersionDoesNotTakeTheBoardsPermitAway() {
        Journey journey = PermitsTest.small("emergency-beside", 760_003);
        String board = PermitsTest.granted(journey, "beside");
        PermitsTest.deploy(journey, "beside").then().statusCode(200);
        other(journey);
        String emergency = EmergenciesTest.opened(journey.model, "2", "beside");
        deploy(journey, "2")
                .then()
                .statusCode(200)
                .body("permit.id", equalTo(emergency))
                .body("fallback.version", equalTo("1"))
                .body("fallback.permit.id", equalTo(board));
        assertThat(PermitsTest.state(board)).isEqualTo("ACTIVE");
        deploy(journey, "1")
                .then()
                .statusCode(200)
                .body("permit.id", equalTo(board))
                .body("fallback", nullValue());
        assertThat(PermitsTest.state(emergency)).isEqualTo("SUPERSEDED");
    }

    /** Version 2, of another artifact. */
    static void other(Journey journey) {
        other(journey, Map.of());
    }

    /** The same, registered otherwise in something. */
    static void other(Journey journey, Map<String, Object> changed) {
        byte[] artifact = ("another artifact of " + journey.model).getBytes(StandardCharsets.UTF_8);
        String sha256 = Digest.of(artifact).toString().substring("sha256:".length());
        RestAssured.given()
                .auth()
                .oauth2(TestIssuer.bearer(ERIN))
                .contentType("application/octet-stream")
                .body(artifact)
                .put("/api/v1/artifacts/" + sha256)
                .then()
                .statusCode(200);
        Map<String, Object> registration = new HashMap<>(journey.versionRegistration("2"));
        registration.put("artifactSha256", sha256);
        registration.putAll(changed);
        as(ERIN).body(registration)
                .post("/api/v1/models/" + journey.model + "/versions")
                .then()
                .log()
                .ifValidationFails()
                .statusCode(201);
    }

    private static Response deploy(Journey journey, String version) {
        return as(ERIN).body(Map.of("model", journey.model, "version", version))
                .put("/api/v1/environments/beside/routes/" + journey.model);
    }

    private static void lockPermit(Connection database, String permit) throws SQLException {
        run(database, "SELECT 1 FROM governance.permit WHERE id = ?::uuid FOR UPDATE", permit);
    }

    private static void raise(Connection database, String environment) throws SQLException {
        run(database, """
                INSERT INTO governance.snapshot_order (environment, epoch, serial) VALUES (?, 1, 1)
                ON CONFLICT (environment) DO UPDATE SET serial = snapshot_order.serial + 1""", environment);
    }

    private static void run(Connection database, String sql, String value) throws SQLException {
        try (PreparedStatement statement = database.prepareStatement(sql)) {
            statement.setString(1, value);
            statement.execute();
        }
    }

    /** Until somebody waits for what that connection holds. */
    private static void awaitBlockedBy(Connection holder) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        try (Connection looking = TestWorld.postgres.connect(MigratedPostgres.GOVERNANCE);
                PreparedStatement own = holder.prepareStatement("SELECT pg_backend_pid()");
                ResultSet pid = own.executeQuery();
                PreparedStatement blocked = looking.prepareStatement(
                        "SELECT count(*) FROM pg_locks WHERE NOT granted AND ? = ANY(pg_blocking_pids(pid))")) {
            pid.next();
            blocked.setInt(1, pid.getInt(1));
            while (System.nanoTime() < end) {
                try (ResultSet count = blocked.executeQuery()) {
                    count.next();
                    if (count.getLong(1) > 0) {
                        return;
                    }
                }
                Thread.sleep(10);
            }
        }
        throw new AssertionError("nobody waited");
    }
}
