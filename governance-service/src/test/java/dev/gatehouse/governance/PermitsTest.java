package dev.gatehouse.governance;

import static dev.gatehouse.governance.Journey.CARLA;
import static dev.gatehouse.governance.Journey.ENZO;
import static dev.gatehouse.governance.Journey.ERIN;
import static dev.gatehouse.governance.Journey.INES;
import static dev.gatehouse.governance.Journey.LARS;
import static dev.gatehouse.governance.Journey.ODILE;
import static dev.gatehouse.governance.Journey.PRIYA;
import static dev.gatehouse.governance.Journey.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.gatehouse.governance.TestIssuer.Person;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The life of a permit by the API: every act in every state, two people who resume, what a newer permit does, what gateways report. */
@QuarkusTest
@QuarkusTestResource(TestWorld.class)
class PermitsTest {

    private static final String WHY = "Drift in the age of applicants.";
    private static final Person OTTO = Person.of("otto", "operator");

    @AfterEach
    void back() {
        TestClock.goBack();
    }

    /** A model of tier LOW: one seat, for engineering. */
    static Journey small(String name, int persons) {
        return Journey.registerSmall(name, persons).version("1").documents("1").card("1");
    }

    static String submit(Journey journey, String environment) {
        return as(ERIN).body(Map.of(
                        "model",
                        journey.model,
                        "version",
                        "1",
                        "environment",
                        environment,
                        "route",
                        journey.model,
                        "summary",
                        "First release."))
                .post("/api/v1/releases")
                .then()
                .log()
                .ifValidationFails()
                .statusCode(201)
                .extract()
                .path("id");
    }

    static String granted(Journey journey, String environment) {
        Response vote = Journey.vote(submit(journey, environment), INES, "engineering", "approve", null);
        vote.then().log().ifValidationFails().statusCode(200);
        return vote.path("permit.id");
    }

    private static String grantedUntil(Journey journey, String environment, Instant end) {
        return Journey.vote(
                        submit(journey, environment),
                        INES,
                        "engineering",
                        "approve_with_conditions",
                        Map.of("expiresAt", end.toString()))
                .then()
                .log()
                .ifValidationFails()
                .statusCode(200)
                .extract()
                .path("permit.id");
    }

    static Response act(Person person, String permit, String act, String reason) {
        return as(person).body(Map.of("reason", reason)).post("/api/v1/permits/" + permit + "/" + act);
    }

    static Response deploy(Journey journey, String environment) {
        return as(ERIN).body(Map.of("model", journey.model, "version", "1"))
                .put("/api/v1/environments/" + environment + "/routes/" + journey.model);
    }

    static String state(String permit) {
        return as(CARLA).get("/api/v1/permits/" + permit).path("state");
    }

    @Test
    void everyActInEveryStateIsTakenOrRefusedAsTheTableSays() throws Exception {
        Journey journey = small("permit-table", 740_001);
        // Answer to suspend, revoke, resume (by the first person) and deploy, in that order.
        Map<String, List<Integer>> table = new LinkedHashMap<>();
        table.put("ACTIVE", List.of(200, 200, 409, 200));
        table.put("EXPIRED", List.of(200, 200, 409, 409));
        table.put("SUSPENDED", List.of(409, 200, 202, 409));
        table.put("REVOKED", List.of(409, 409, 409, 409));
        table.put("SUPERSEDED", List.of(409, 409, 409, 200));
        List<String> acts = List.of("suspend", "revoke", "resume", "deploy");
        for (Map.Entry<String, List<Integer>> row : table.entrySet()) {
            for (int i = 0; i < acts.size(); i++) {
                String environment = (row.getKey() + "-" + acts.get(i)).toLowerCase(java.util.Locale.ROOT);
                String permit = in(row.getKey(), journey, environment);
                assertThat(state(permit)).isEqualTo(row.getKey());
                boolean deploying = acts.get(i).equals("deploy");
                Response answer = deploying ? deploy(journey, environment) : act(ODILE, permit, acts.get(i), WHY);
                assertThat(answer.statusCode())
                        .as(row.getKey() + " × " + acts.get(i) + ": " + answer.asString())
                        .isEqualTo(row.getValue().get(i));
                if (answer.statusCode() == 409 || deploying) {
                    assertThat(state(permit)).as("unchanged").isEqualTo(row.getKey());
                }
                if (row.getKey().equals("SUPERSEDED") && deploying) {
                    // The newer permit that took its place is what is deployed.
                    assertThat(answer.<String>path("permit.id")).isNotEqualTo(permit);
                }
            }
        }
    }

    private static String in(String state, Journey journey, String environment) throws InterruptedException {
        switch (state) {
            case "EXPIRED" -> {
                Instant end = Instant.now().plusMillis(1_500);
                String permit = grantedUntil(journey, environment, end);
                while (!Instant.now().isAfter(end)) {
                    Thread.sleep(50);
                }
                return permit;
            }
            case "SUPERSEDED" -> {
                String permit = granted(journey, environment);
                deploy(journey, environment).then().statusCode(200);
                String next = granted(journey, environment);
                // What is deployed is the newer one, and the older never again.
                deploy(journey, environment).then().statusCode(200).body("permit.id", equalTo(next));
                return permit;
            }
            default -> {
                String permit = granted(journey, environment);
                if (state.equals("SUSPENDED")) {
                    act(ODILE, permit, "suspend", WHY).then().statusCode(200);
                } else if (state.equals("REVOKED")) {
                    act(LARS, permit, "revoke", WHY).then().statusCode(200).body("state", equalTo("REVOKED"));
                }
                return permit;
            }
        }
    }

    @Test
    void twoPeopleResumeAndGatewaysFollowBothTimes() {
        Journey journey = small("permit-resumed", 740_002);
        String permit = granted(journey, "resuming");
        deploy(journey, "resuming").then().statusCode(200);
        act(ODILE, permit, "suspend", WHY).then().statusCode(200);
        as(CARLA)
                .get("/api/v1/environments/resuming/routes/permit-resumed")
                .then()
                .body("permit.state", equalTo("SUSPENDED"))
                .body("permit.stateReason", equalTo(WHY));
        act(ODILE, permit, "resume", "The drift was a broken feed; it is repaired.")
                .then()
                .statusCode(202)
                .body("state", equalTo("SUSPENDED"))
                .body("resumeAskedAt", notNullValue())
                .body("resumeAskedReason", containsString("broken feed"));
        act(ODILE, permit, "resume", "Asked once more, by the same person.")
                .then()
                .statusCode(403)
                .body("type", equalTo("urn:gatehouse:problem:four-eyes"));
        act(OTTO, permit, "resume", "I agree, and am an operator too.")
                .then()
                .statusCode(409)
                .body("type", equalTo("urn:gatehouse:problem:resume-refused"))
                .body("reasons.code", contains("board_member_needed"));
        assertThat(state(permit)).isEqualTo("SUSPENDED");
        act(LARS, permit, "resume", "I looked at the repaired feed and agree.")
                .then()
                .statusCode(200)
                .body("state", equalTo("ACTIVE"))
                .body("resumeAskedAt", nullValue())
                .body("stateReason", nullValue());
        act(LARS, permit, "resume", "Replayed after it was opened.").then().statusCode(409);
        as(CARLA)
                .get("/api/v1/permits/" + permit + "/acts")
                .then()
                .statusCode(200)
                .body("items.act", contains("issued", "suspended", "resume-asked", "resumed"))
                .body("items.by", contains("ines", "odile", "odile", "lars"))
                .body("items[3].reason", equalTo("I looked at the repaired feed and agree."));
    }

    @Test
    void whoMadeItAndMachinesDoNotResume() {
        String permit = granted(small("permit-own", 740_003), "owned");
        act(ODILE, permit, "suspend", WHY).then().statusCode(200);
        Person erin = Person.of(ERIN.username(), "engineer", "board", "function-engineering");
        Person enzo = Person.of(ENZO.username(), "board", "function-engineering");
        for (Person maker : List.of(erin, enzo)) {
            act(maker, permit, "resume", "I know that it is fine.")
                    .then()
                    .statusCode(409)
                    .body("reasons.code", contains("contributor"));
        }
        act(Person.of("service-account-ci", "operator"), permit, "resume", "The pipeline is green.")
                .then()
                .statusCode(409)
                .body("reasons.code", contains("service_account"));
        act(ERIN, permit, "resume", "Not my role at all.").then().statusCode(403);
    }

    @Test
    void aPermitIsNotResumedOnAnotherDossierNorAfterThePolicysHours() {
        Journey journey = small("permit-window", 740_004);
        String changed = granted(journey, "changed");
        act(ODILE, changed, "suspend", WHY).then().statusCode(200);
        act(PRIYA, changed, "resume", "First of two, before the change.").then().statusCode(202);
        String late = granted(journey, "late");
        act(ODILE, late, "suspend", WHY).then().statusCode(200);
        TestClock.goTo(TestClock.today().plusDays(5));
        act(PRIYA, late, "resume", "Five days later, past the 72 hours.")
                .then()
                .statusCode(409)
                .body("reasons.code", contains("resume_window_passed"));
        TestClock.goBack();
        journey.texts("1", "Another sentence than the board read.")
                .compile("1")
                .then()
                .statusCode(201);
        act(LARS, changed, "resume", "Second of two, after the change.")
                .then()
                .statusCode(409)
                .body("reasons.code", contains("dossier_changed"));
        assertThat(state(changed)).isEqualTo("SUSPENDED");
    }

    @Test
    void anOlderPermitDoesNotOpenWhatWasClosedSince() {
        Journey journey = small("permit-fallback", 740_005);
        String first = granted(journey, "falling-back");
        String second = granted(journey, "falling-back");
        act(ODILE, second, "suspend", WHY).then().statusCode(200);
        assertThat(state(first)).isEqualTo("ACTIVE");
        deploy(journey, "falling-back")
                .then()
                .statusCode(409)
                .body("gates.id", hasItem("release-approved"))
                .body("gates.why", hasItem(containsString("suspended")));
        String third = granted(journey, "falling-back");
        deploy(journey, "falling-back").then().statusCode(200).body("permit.id", equalTo(third));
        assertThat(List.of(state(first), state(second))).containsOnly("SUPERSEDED");
    }

    @Test
    void permitsAreListedByModelEnvironmentStateAndEnd() {
        Journey journey = small("permit-listed", 740_006);
        String active = granted(journey, "list-a");
        String suspended = granted(journey, "list-b");
        act(ODILE, suspended, "suspend", WHY).then().statusCode(200);
        String ending = grantedUntil(journey, "list-c", Instant.now().plus(Duration.ofDays(3)));
        list("").body("items.id", contains(ending, suspended, active)).body("next", nullValue());
        list("&state=ACTIVE").body("items.id", contains(ending, active));
        list("&state=SUSPENDED").body("items.id", contains(suspended)).body("items.basis", contains("board"));
        list("&state=EXPIRED").body("items", hasSize(0));
        list("&environment=list-a").body("items.id", contains(active));
        list("&expiring_before=" + Instant.now().plus(Duration.ofDays(30))).body("items.id", contains(ending));
        String next = list("&limit=2")
                .body("items.id", contains(ending, suspended))
                .extract()
                .path("next");
        list("&limit=2&cursor=" + next).body("items.id", contains(active)).body("next", nullValue());
        as(CARLA)
                .get("/api/v1/permits?expiring_before=tomorrow")
                .then()
                .statusCode(422)
                .body("detail", containsString("expiring_before"));
        as(CARLA).get("/api/v1/permits?cursor=" + UUID.randomUUID()).then().statusCode(404);
    }

    private static io.restassured.response.ValidatableResponse list(String filter) {
        return as(CARLA)
                .get("/api/v1/permits?model=permit-listed" + filter)
                .then()
                .log()
                .ifValidationFails()
                .statusCode(200);
    }

    @Test
    void anActNeedsAReasonOfTenToAThousandCharactersAndItsRole() {
        String permit = granted(small("permit-reasons", 740_007), "reasons");
        for (String act : List.of("suspend", "revoke", "resume")) {
            act(ODILE, permit, act, "too short").then().statusCode(422);
            act(ODILE, permit, act, "x".repeat(1_001)).then().statusCode(422);
            act(CARLA, permit, act, WHY).then().statusCode(403);
            act(ODILE, UUID.randomUUID().toString(), act, WHY).then().statusCode(404);
        }
        act(ODILE, permit, "suspend", "x".repeat(1_000)).then().statusCode(200);
    }

    @Test
    void everyKeyIsListedAndOneIsActive() {
        as(CARLA)
                .get("/api/v1/keys")
                .then()
                .statusCode(200)
                .body("keys.active", contains(true))
                .body("keys.algorithm", contains("ECDSA_P256_SHA256"));
    }

    @Test
    void whatAnAuditorWasToldOfAPermitStaysWhenItIsOver() {
        Journey journey = small("permit-over", 740_009);
        String permit = granted(journey, "over");
        byte[] before = as(CARLA).get("/api/v1/permits/" + permit + "/envelope").asByteArray();
        act(ODILE, permit, "revoke", WHY).then().statusCode(200);
        assertThat(as(CARLA).get("/api/v1/permits/" + permit + "/envelope").asByteArray())
                .isEqualTo(before);
        as(CARLA)
                .get("/api/v1/permits?model=permit-over&state=REVOKED")
                .then()
                .body("items.id", contains(permit))
                .body("items.state", not(hasItem("ACTIVE")));
    }
}
