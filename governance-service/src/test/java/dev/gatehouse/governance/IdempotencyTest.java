package dev.gatehouse.governance;

import static dev.gatehouse.governance.Journey.CARLA;
import static dev.gatehouse.governance.Journey.ERIN;
import static dev.gatehouse.governance.Journey.VIKTOR;
import static dev.gatehouse.governance.Journey.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.nullValue;

import dev.gatehouse.governance.TestIssuer.Person;
import dev.gatehouse.migrations.MigratedPostgres;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** A POST that is sent again with its Idempotency-Key gets the first answer and has no second effect. */
@QuarkusTest
@QuarkusTestResource(TestWorld.class)
class IdempotencyTest {

    @Test
    void theSameRequestAgainGetsTheSameAnswerAndDoesNothing() {
        Journey.register("sent-again").version("1");
        String key = UUID.randomUUID().toString();
        Response first = give("sent-again", key, "The plan.");
        Response again = give("sent-again", key, "The plan.");

        first.then().log().ifValidationFails().statusCode(201);
        again.then().statusCode(201).header("Idempotent-Replayed", "true");
        assertThat(again.asString()).isEqualTo(first.asString());
        assertThat(evidenceOf("sent-again")).hasSize(1);
        give("sent-again", UUID.randomUUID().toString(), "The plan.").then().statusCode(201);
        assertThat(evidenceOf("sent-again")).hasSize(2);
    }

    @Test
    void ofManyAtOnceOneIsDone() throws Exception {
        Journey.register("sent-at-once").version("1");
        String key = UUID.randomUUID().toString();
        List<Integer> statuses = Race.statuses(Collections.nCopies(8, () -> give("sent-at-once", key, "The plan.")));

        assertThat(statuses).isSubsetOf(201, 409).contains(201);
        assertThat(evidenceOf("sent-at-once")).hasSize(1);
    }

    @Test
    void aKeyStandsForOneRequestOfOnePerson() {
        Journey.register("one-key").version("1");
        String key = UUID.randomUUID().toString();
        give("one-key", key, "The plan.").then().statusCode(201);

        Response other = give("one-key", key, "Another plan.");
        other.then().statusCode(422);
        assertThat(other.<String>path("type")).endsWith("idempotency-key-reused");
        give("one-key", VIKTOR, key, "monitoring-plan", "The plan.").then().statusCode(201);
        give("one-key", "with space", "The plan.").then().statusCode(422);
        assertThat(evidenceOf("one-key")).hasSize(2);
    }

    @Test
    void aRefusalIsKeptToo() {
        Journey.register("refused-again").version("1");
        String key = UUID.randomUUID().toString();
        Response first = give("refused-again", ERIN, key, "no-such-gate", "The plan.");
        first.then().statusCode(422);
        Response again = give("refused-again", ERIN, key, "no-such-gate", "The plan.");
        again.then().statusCode(422).header("Idempotent-Replayed", "true");
        assertThat(again.asString()).isEqualTo(first.asString());
        assertThat(again.contentType()).startsWith("application/problem+json");
    }

    /** As if the process had died between the act's commit and the answer. */
    @Test
    void anActWhoseAnswerWasLostIsNotDoneAgain() throws Exception {
        Journey.register("answer-lost").version("1");
        String key = UUID.randomUUID().toString();
        give("answer-lost", key, "The plan.").then().statusCode(201);
        LockedTable.owner("UPDATE governance.idempotency_key SET status = NULL WHERE key = '" + key + "'");
        assertThat(give("answer-lost", key, "The plan.")
                        .then()
                        .statusCode(409)
                        .extract()
                        .<String>path("type"))
                .endsWith("request-in-progress");
        age(key);
        assertThat(give("answer-lost", key, "The plan.")
                        .then()
                        .statusCode(409)
                        .extract()
                        .<String>path("type"))
                .endsWith("answer-lost");
        assertThat(evidenceOf("answer-lost")).hasSize(1);
    }

    /** As if the process had died after it took the key and before it did anything. */
    @Test
    void aRequestThatBrokeOffBeforeItDidAnythingIsDoneWhenItComesAgain() throws Exception {
        Journey.register("broken-off").version("1");
        String key = UUID.randomUUID().toString();
        LockedTable.owner(
                "INSERT INTO governance.idempotency_key (caller, key, request_digest, first_seen_at, claim, claimed_at)"
                        + " VALUES ('" + ERIN.sub() + "', '" + key + "', 'sha256:0', now(), gen_random_uuid(), now())");
        give("broken-off", key, "The plan.").then().statusCode(409);
        age(key);
        give("broken-off", key, "The plan.").then().statusCode(201);
        assertThat(evidenceOf("broken-off")).hasSize(1);
        give("broken-off", key, "The plan.").then().statusCode(201).header("Idempotent-Replayed", "true");
    }

    /** The first request is not dead, only slow: the one that took its key over acts, and the slow one does not. */
    @Test
    void ofASlowRequestAndTheOneThatTookItsKeyOverOneIsDone() throws Exception {
        Journey.register("taken-over").version("1");
        String key = UUID.randomUUID().toString();
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            Future<Response> slow;
            Future<Response> second;
            try (LockedTable versions = new LockedTable("model_version")) {
                slow = threads.submit(() -> give("taken-over", key, "The plan."));
                UUID claim = claimOf(key, null);
                age(key);
                second = threads.submit(() -> give("taken-over", key, "The plan."));
                claimOf(key, claim);
            }
            assertThat(slow.get(30, TimeUnit.SECONDS).<String>path("type")).endsWith("request-in-progress");
            second.get(30, TimeUnit.SECONDS).then().statusCode(201);
        } finally {
            threads.shutdownNow();
        }
        assertThat(evidenceOf("taken-over")).hasSize(1);
    }

    @Test
    void aRequestThatCameWhileTooMuchWasAtWorkMayComeAgain() throws Exception {
        List<String> keys =
                List.of(UUID.randomUUID().toString(), UUID.randomUUID().toString());
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            List<Future<Response>> both;
            try (LockedTable tree = new LockedTable("ledger_tree")) {
                both = keys.stream()
                        .map(key -> threads.submit(() -> verify(key)))
                        .toList();
                LockedTable.until(() -> both.stream().anyMatch(Future::isDone));
            }
            int refused = both.get(0).get(30, TimeUnit.SECONDS).statusCode() == 429 ? 0 : 1;
            both.get(1 - refused).get(30, TimeUnit.SECONDS).then().statusCode(200);
            both.get(refused).get().then().statusCode(429).header("Retry-After", "5");
            verify(keys.get(refused)).then().statusCode(200).header("Idempotent-Replayed", nullValue());
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void keysOfOneCallerAreLimited() throws Exception {
        Person busy = Person.of("busy-770001", "engineer");
        LockedTable.owner("INSERT INTO governance.idempotency_key (caller, key, request_digest, first_seen_at, status)"
                + " SELECT '" + busy.sub() + "', 'k' || n, 'sha256:0', now(), 201 FROM generate_series(1, 5000) AS n");
        Map<String, Object> model = Journey.registration("many-keys-770001");
        Response refused =
                as(busy).header("Idempotency-Key", "one-more").body(model).post("/api/v1/models");
        refused.then().statusCode(429).header("Retry-After", "5");
        assertThat(refused.<String>path("type")).endsWith("too-many-keys");
        as(busy).body(model).post("/api/v1/models").then().statusCode(201);
        LockedTable.owner("DELETE FROM governance.idempotency_key WHERE caller = '" + busy.sub() + "'");
    }

    private static Response verify(String key) {
        return as(CARLA).header("Idempotency-Key", key).post("/api/v1/ledger/verifications");
    }

    /** Longer ago than any request takes. */
    private static void age(String key) throws SQLException {
        LockedTable.owner(
                "UPDATE governance.idempotency_key SET claimed_at = now() - interval '6 minutes' WHERE key = '" + key
                        + "'");
    }

    /** The claim on a key once it is another one than before. */
    private static UUID claimOf(String key, UUID before) throws Exception {
        AtomicReference<UUID> found = new AtomicReference<>();
        LockedTable.until(() -> {
            try (Connection owner = TestWorld.postgres.connect(MigratedPostgres.OWNER);
                    Statement statement = owner.createStatement();
                    ResultSet row = statement.executeQuery(
                            "SELECT claim FROM governance.idempotency_key WHERE key = '" + key + "'")) {
                found.set(row.next() ? row.getObject(1, UUID.class) : null);
                return found.get() != null && !found.get().equals(before);
            }
        });
        return found.get();
    }

    private static Response give(String model, String key, String text) {
        return give(model, ERIN, key, "rollback-plan", text);
    }

    private static Response give(String model, Person person, String key, String gate, String text) {
        return as(person)
                .header("Idempotency-Key", key)
                .body(Map.of("gate", gate, "title", gate, "content", Map.of("text", text)))
                .post("/api/v1/models/" + model + "/versions/1/evidence");
    }

    private static List<?> evidenceOf(String model) {
        return as(CARLA).get("/api/v1/models/" + model + "/versions/1/evidence").path("items");
    }
}
