package dev.gatehouse.governance;

import static dev.gatehouse.governance.Journey.CARLA;
import static org.hamcrest.Matchers.anyOf;
import static org.hamcrest.Matchers.is;

import dev.gatehouse.governance.TestIssuer.Person;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import java.util.Map;

/**
 * Small house packs that touch only models with a certain number of persons, so that they leave the models of other tests alone.
 */
final class TestPack {

    private TestPack() {}

    /** A pack with one rule: whoever affects {@code persons} a year is of at least {@code tier}, from that day. */
    static String yaml(String id, String version, int persons, String tier, String from) {
        return """
                pack:
                  id: %s
                  version: %s
                  title: House rule of a test
                  kind: house
                facts:
                  affected_persons_per_year:
                    type: int
                    unit: persons
                    min: 0
                    question: How many persons a year does the model decide about?
                rules:
                  - id: test-rule
                    citation: House policy of the tests
                    certainty: D
                    effective_from: %s
                    when: affected_persons_per_year == %d
                    effects:
                      tier_floor: %s
                tests:
                  - name: so many persons
                    on: 2031-01-01
                    facts: {affected_persons_per_year: %d}
                    fires: [test-rule]
                  - name: one less
                    on: 2031-01-01
                    facts: {affected_persons_per_year: %d}
                    does_not_fire: [test-rule]
                """.formatted(id, version, from, persons, tier, persons, persons - 1);
    }

    static Response upload(Person person, String yaml) {
        return RestAssured.given()
                .filter(new ContractFilter())
                .auth()
                .oauth2(TestIssuer.bearer(person))
                .contentType("application/yaml")
                .body(yaml.getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .post("/api/v1/packs");
    }

    /** Uploads as Carla and returns the digest. */
    static String uploaded(String yaml) {
        return upload(CARLA, yaml)
                .then()
                .log()
                .ifValidationFails()
                .statusCode(anyOf(is(200), is(201)))
                .extract()
                .path("digest");
    }

    static Map<String, Object> proposal(String digest) {
        return digest == null
                ? Map.of("retire", true, "reason", "The test is over, the pack goes.")
                : Map.of("digest", digest, "reason", "The house has a new rule.");
    }
}
