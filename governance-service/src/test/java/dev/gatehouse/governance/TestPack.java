package dev.gatehouse.governance;

import static dev.gatehouse.governance.Journey.CARLA;
import static dev.gatehouse.governance.Journey.VIKTOR;
import static dev.gatehouse.governance.Journey.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.anyOf;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;

import dev.gatehouse.governance.TestIssuer.Person;
import dev.gatehouse.migrations.MigratedPostgres;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Small house packs that touch only models with a certain number of persons, so that they leave the models of other tests alone.
 */
final class TestPack {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

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

    /** Proposes as Carla; no digest: to retire the pack. Returns the proposal's id. */
    static String proposed(String pack, String digest) {
        return propose(CARLA, pack, digest)
                .then()
                .log()
                .ifValidationFails()
                .statusCode(201)
                .extract()
                .path("id");
    }

    static Response propose(Person person, String pack, String digest) {
        return as(person)
                .body(
                        digest == null
                                ? Map.of("retire", true, "reason", "The test is over, the pack goes.")
                                : Map.of("digest", digest, "reason", "The house has a new rule."))
                .post("/api/v1/packs/" + pack + "/proposals");
    }

    static Response activate(Person person, String pack, String proposal) {
        return as(person)
                .body(Map.of("reason", "Seen and found right."))
                .post("/api/v1/packs/" + pack + "/proposals/" + proposal + "/activation");
    }

    /** Proposed by Carla, activated by Viktor; waits until the inventory is reassessed. Returns the run's id. */
    static int active(String pack, String digest) {
        return finished(activate(VIKTOR, pack, proposed(pack, digest))
                .then()
                .log()
                .ifValidationFails()
                .statusCode(200)
                .body("proposal.state", equalTo("ACTIVE"))
                .extract()
                .path("reassessment.id"));
    }

    /** Retires the pack if it is active, and waits until the inventory is reassessed. */
    static void retired(String pack) {
        if (as(CARLA).get("/api/v1/packs/" + pack).path("file.active").equals(true)) {
            active(pack, null);
        }
    }

    /** Waits until the run is finished. */
    static int finished(int run) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (Racing.get(CARLA, "/reassessments/" + run).text("/finishedAt") == null) {
            assertThat(System.nanoTime()).as("run " + run + " is not finished").isLessThan(end);
            pause();
        }
        as(CARLA).get("/api/v1/reassessments/" + run).then().statusCode(200);
        return run;
    }

    /** Waits until the service has noticed that the day has come, and the inventory is reassessed. */
    static int dayNoticed(LocalDate day) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        Integer run;
        do {
            assertThat(System.nanoTime()).as(day + " is not noticed").isLessThan(end);
            pause();
            run = as(CARLA).get("/api/v1/reassessments").path("items.find { it.cause == 'date/" + day + "' }?.id");
        } while (run == null);
        return finished(run);
    }

    /** What the ledger has of a subject, oldest first. */
    static List<String> acts(String subject) {
        try (Connection database = TestWorld.postgres.connect(MigratedPostgres.GOVERNANCE);
                PreparedStatement select = database.prepareStatement(
                        "SELECT act FROM governance.ledger_leaf WHERE subject = ? ORDER BY recorded_at, id")) {
            select.setString(1, subject);
            List<String> acts = new ArrayList<>();
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    acts.add(rows.getString(1));
                }
            }
            return acts;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(20);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
