package dev.gatehouse.governance;

import static dev.gatehouse.governance.Journey.CARLA;
import static dev.gatehouse.governance.Journey.ERIN;
import static dev.gatehouse.governance.Journey.VIKTOR;
import static dev.gatehouse.governance.Journey.as;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.governance.TestIssuer.Person;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
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
