package dev.gatehouse.governance;

import static dev.gatehouse.governance.Journey.CARLA;
import static dev.gatehouse.governance.Journey.EMEKA;
import static dev.gatehouse.governance.Journey.ENZO;
import static dev.gatehouse.governance.Journey.ERIN;
import static dev.gatehouse.governance.Journey.INES;
import static dev.gatehouse.governance.Journey.LARS;
import static dev.gatehouse.governance.Journey.ODILE;
import static dev.gatehouse.governance.Journey.VIKTOR;
import static dev.gatehouse.governance.Journey.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.nullValue;

import dev.gatehouse.governance.TestIssuer.Person;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A closed gate is opened for a time by two people of different functions, within what the tier allows, and the permit obeys. */
@QuarkusTest
@QuarkusTestResource(TestWorld.class)
class WaiversTest {

    private static Journey shared;

    private static final String REASON = "The pilot needs data from a region that has few cases so far.";

    @Test
    void anUndecidedAuditIsWaivedForAShareAndATimeAndThePermitEndsWithIt() {
        Journey journey = undecided("waived");
        LocalDate until = TestClock.today().plusDays(30);
        String waiver = asked(journey, "production", ERIN, until, 0.2);
        gate(journey, "production")
                .then()
                .body("gates.find { it.id == 'fairness-audit' }.reason", equalTo("insufficient"));
        decide(journey, waiver, "confirmation", LARS, "legal")
                .then()
                .log()
                .ifValidationFails()
                .statusCode(200)
                .body("state", equalTo("CONFIRMED"))
                .body("decidedAs", equalTo("legal"));
        gate(journey, "production")
                .then()
                .body("gates.find { it.id == 'fairness-audit' }.reason", equalTo("waived"))
                .body("gates.find { it.id == 'fairness-audit' }.open", equalTo(true))
                .body("gates.find { it.id == 'fairness-audit' }.waiver.trafficCap", equalTo("0.2"));
        gate(journey, "staging")
                .then()
                .body("gates.find { it.id == 'fairness-audit' }.reason", equalTo("insufficient"));

        journey.documents("1").card("1");
        String release = journey.submit("1");
        as(CARLA)
                .get("/api/v1/releases/" + release + "/dossier")
                .then()
                .body("waivers.gate", equalTo(List.of("fairness-audit")))
                .body("waivers[0].trafficCap", equalTo("0.2"))
                .body("waivers[0].confirmedAs", equalTo("legal"));
        as(CARLA)
                .get("/api/v1/models/waived/versions/1/card")
                .then()
                .body("waivers.value[0].gate", containsString("fairness-audit"));
        String permit = Journey.approveByAll(release);
        as(ODILE).get("/api/v1/permits/" + permit).then().body("expiresAt", equalTo(until.plusDays(1) + "T00:00:00Z"));
        journey.deploy("1").then().log().ifValidationFails().statusCode(200);

        revoke(journey, waiver, ODILE).then().statusCode(200).body("state", equalTo("REVOKED"));
        as(ODILE).get("/api/v1/permits/" + permit).then().body("state", equalTo("SUSPENDED"));
        gate(journey, "production")
                .then()
                .body("open", equalTo(false))
                .body("gates.find { it.id == 'fairness-audit' }.reason", equalTo("insufficient"));
        assertThat(TestPack.acts("waiver/" + waiver))
                .containsExactly("waiver.requested", "waiver.confirmed", "waiver.revoked");
        request(journey, "production", ERIN, "fairness-audit", TestClock.today().plusDays(20), 0.1)
                .then()
                .statusCode(409)
                .body("refusals", hasItem(containsString("a waiver is not renewed")));
        // The same bytes under another name are nothing new.
        journey.version("2");
        String plan = as(ERIN).get("/api/v1/models/waived/audit-plans").path("items[-1].digest");
        journey.audit("2", plan).body("verdict", equalTo("INSUFFICIENT"));
        as(ERIN).body(Map.of(
                        "gate",
                        "fairness-audit",
                        "environment",
                        "production",
                        "reason",
                        REASON,
                        "until",
                        TestClock.today().plusDays(20).toString(),
                        "trafficCap",
                        0.1))
                .post("/api/v1/models/waived/versions/2/waivers")
                .then()
                .statusCode(409)
                .body("refusals", hasItem(containsString("a waiver is not renewed")));
    }

    @Test
    void aWaiverThatIsAgreedOnAfterThePermitDoesNotOpenMoreThanItself() {
        Journey journey = Journey.ready("waived-later", "1");
        Journey.approveByAll(journey.submit("1"));
        journey.deploy("1").then().log().ifValidationFails().statusCode(200);
        auditUndecided(journey);
        journey.deploy("1").then().statusCode(409);

        decide(
                        journey,
                        asked(journey, "production", VIKTOR, TestClock.today().plusDays(10), 0.25),
                        "confirmation",
                        INES,
                        "engineering")
                .then()
                .statusCode(200);
        gate(journey, "production")
                .then()
                .body("gates.find { it.id == 'fairness-audit' }.reason", equalTo("waived"))
                .body("gates.find { it.id == 'release-approved' }.reason", equalTo("permit_too_wide"))
                .body("open", equalTo(false));
        journey.deploy("1").then().statusCode(409).body("gates.reason", hasItem("permit_too_wide"));
    }

    @Test
    void aWaiverEndsByItself() {
        Journey journey = undecided();
        String waiver = asked(journey, "until", VIKTOR, TestClock.today().plusDays(10), 0.25);
        decide(journey, waiver, "confirmation", INES, "engineering").then().statusCode(200);
        gate(journey, "until").then().body("gates.find { it.id == 'fairness-audit' }.reason", equalTo("waived"));
        try {
            TestClock.goTo(TestClock.today().plusDays(11));
            gate(journey, "until")
                    .then()
                    .body("gates.find { it.id == 'fairness-audit' }.reason", equalTo("insufficient"));
            list(journey).then().body("items.find { it.environment == 'until' }.state", equalTo("EXPIRED"));
        } finally {
            TestClock.goBack();
        }
    }

    @Test
    void whoDecidesIsAnotherPersonOfAnotherFunctionAndNoDeveloper() {
        Journey journey = undecided();
        String waiver = asked(journey, "by-two", INES, TestClock.today().plusDays(10), 0.25);
        decide(journey, waiver, "confirmation", INES, "engineering")
                .then()
                .statusCode(409)
                .body("refusals", hasItem(containsString("A second person")))
                .body("refusals", hasItem(containsString("another function")));
        Person second = Person.of("ingrid", "board", "function-engineering");
        decide(journey, waiver, "confirmation", second, "engineering")
                .then()
                .statusCode(409)
                .body("type", containsString("waiver-refused"));
        decide(journey, waiver, "confirmation", LARS, "ethics").then().statusCode(409);
        Person developer = Person.of("enzo", "board", "function-legal");
        decide(journey, waiver, "refusal", developer, "legal")
                .then()
                .statusCode(409)
                .body("refusals", hasItem(containsString("developed the version")));
        decide(journey, waiver, "confirmation", ENZO, "legal").then().statusCode(403);
        String gate = "/ui/models/waived-shared/versions/1/gates/fairness-audit";
        for (Person refused : List.of(INES, second, developer)) {
            assertThat(HomePagesTest.secondPerson(refused))
                    .as("home of " + refused.username())
                    .doesNotContain(gate);
        }
        assertThat(HomePagesTest.secondPerson(EMEKA)).containsPattern(HomePagesTest.orFull(gate));
        decide(journey, waiver, "refusal", EMEKA, "ethics")
                .then()
                .statusCode(200)
                .body("state", equalTo("REFUSED"));
        decide(journey, waiver, "confirmation", LARS, "legal")
                .then()
                .statusCode(409)
                .body("type", containsString("wrong-state"));
        revoke(journey, waiver, ODILE).then().statusCode(409);
        decide(journey, UUID.randomUUID().toString(), "confirmation", LARS, "legal")
                .then()
                .statusCode(404);
    }

    @Test
    void whatThePolicyDoesNotAllowIsNotWaived() {
        Journey journey = undecided();
        LocalDate soon = TestClock.today().plusDays(10);
        request(journey, "never", ERIN, "fairness-audit", soon, null)
                .then()
                .statusCode(409)
                .body("refusals", hasItem("It needs a traffic cap of at most 0.25."));
        request(journey, "never", ERIN, "fairness-audit", TestClock.today().plusDays(31), 0.25)
                .then()
                .statusCode(409);
        request(journey, "never", ERIN, "rollback-plan", soon, 0.1)
                .then()
                .statusCode(409)
                .body("refusals", hasItem(containsString("for the reason 'missing'")));
        request(journey, "never", ERIN, "findings", soon, 0.1)
                .then()
                .statusCode(409)
                .body("refusals", hasItem(containsString("is open")));
        request(journey, "never", ERIN, "unheard-of", soon, 0.1).then().statusCode(422);
        request(journey, "never", LARS, "fairness-audit", soon, 0.1).then().statusCode(403);
        request(journey, "never", ERIN, "fairness-audit", soon, 1.5).then().statusCode(422);
        asked(journey, "never", ERIN, soon, 0.25);
        request(journey, "never", ERIN, "fairness-audit", soon, 0.25)
                .then()
                .statusCode(409)
                .body("type", containsString("duplicate"));

        Journey failed = Journey.register("waived-failed").version("1");
        failed.audit("1", failed.fixPlan("unfair")).body("verdict", equalTo("FAIL"));
        request(failed, "never", ERIN, "fairness-audit", soon, 0.01)
                .then()
                .statusCode(409)
                .body("refusals", hasItem(containsString("for the reason 'failed'")));
    }

    @Test
    void aWaiverIsAskedForAndConfirmedOnTheGatesPage() {
        Journey journey = undecided();
        String at = "/ui/models/waived-shared/versions/1/gates/fairness-audit";
        Browser erin = Browser.of(ERIN);
        Map<String, String> form = new HashMap<>(erin.get(at).hidden());
        form.put("environment", "paged");
        form.put("reason", "short");
        form.put("until", TestClock.today().plusDays(20).toString());
        form.put("trafficCap", "0.25");
        Browser.Page refused = erin.post(at + "/waivers", form);
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.html()).contains("Say why in 10 to 2000 characters.", ">short</textarea>");
        form.put("reason", REASON);
        assertThat(erin.post(at + "/waivers", form).html()).contains("The waiver is asked for.", REASON);
        String id = list(journey).path("items.find { it.environment == 'paged' }.id");
        String offered = "/waivers/" + id + "/decision\"";
        assertThat(erin.get(at).html())
                .contains("decides on it. You are no member of the board.")
                .doesNotContain(offered);
        assertThat(Browser.of(Person.of("imre", "board", "function-engineering"))
                        .get(at)
                        .html())
                .contains("Somebody of another function must decide", "it was asked for by engineering")
                .doesNotContain(offered);
        assertThat(Browser.of(Person.of(ENZO.username(), "board", "function-ethics"))
                        .get(at)
                        .html())
                .contains("Who developed the version does not decide on its waivers.")
                .doesNotContain(offered);
        Browser lars = Browser.of(LARS);
        Browser.Page deciding = lars.get(at);
        assertThat(deciding.html()).contains(offered).doesNotContain("decides on it.");
        Map<String, String> decision = new HashMap<>(deciding.hidden());
        decision.put("decision", "confirm");
        decision.put("function", "legal");
        decision.put("rationale", "A small share for a month is worth the data.");
        assertThat(lars.post(at + "/waivers/" + id + "/decision", decision).html())
                .contains("The waiver is confirmed.", "decided by lars for legal");
        assertThat(erin.get("/ui/models/waived-shared/versions/1").html()).contains("at most 25 %");
        list(journey)
                .then()
                .body("items.find { it.environment == 'paged' }.state", equalTo("CONFIRMED"))
                .body("items.find { it.environment == 'paged' }.endedAt", nullValue());
    }

    /** One that is undecided, for tests that need no permit: each asks for an environment of its own. */
    private static Journey undecided() {
        if (shared == null) {
            shared = undecided("waived-shared");
        }
        return shared;
    }

    /** A version of tier HIGH whose audit could not tell, since the plan asks for more rows in a group than there are. */
    private static Journey undecided(String model) {
        Journey journey = Journey.register(model).version("1");
        journey.fixPlan("fair");
        return auditUndecided(journey);
    }

    /** A new plan that asks for more rows in a group than there are, and a run on it. */
    private static Journey auditUndecided(Journey journey) {
        String model = journey.model;
        String plan = as(VIKTOR)
                .body("{\"dataset\":\"" + TestModel.get().rowsSha256 + "\",\"plan\":"
                        + TestModel.plan("fair")
                                .replace("held-out rows", "held-out rows of " + model)
                                .replace("\"minimum_group\":100", "\"minimum_group\":5000")
                        + "}")
                .post("/api/v1/models/" + model + "/audit-plans")
                .then()
                .log()
                .ifValidationFails()
                .statusCode(201)
                .extract()
                .path("digest");
        journey.audit("1", plan).body("verdict", equalTo("INSUFFICIENT"));
        return journey;
    }

    private static Response request(
            Journey journey, String environment, Person person, String gate, LocalDate until, Double cap) {
        Map<String, Object> body = new HashMap<>(
                Map.of("gate", gate, "environment", environment, "reason", REASON, "until", until.toString()));
        if (cap != null) {
            body.put("trafficCap", cap);
        }
        return as(person).body(body).post("/api/v1/models/" + journey.model + "/versions/1/waivers");
    }

    private static String asked(Journey journey, String environment, Person person, LocalDate until, double cap) {
        return request(journey, environment, person, "fairness-audit", until, cap)
                .then()
                .log()
                .ifValidationFails()
                .statusCode(201)
                .body("state", equalTo("REQUESTED"))
                .extract()
                .path("id");
    }

    private static Response decide(Journey journey, String waiver, String act, Person person, String function) {
        return as(person)
                .body(Map.of("function", function, "rationale", "A small share for a month is worth the data."))
                .post("/api/v1/models/" + journey.model + "/versions/1/waivers/" + waiver + "/" + act);
    }

    private static Response revoke(Journey journey, String waiver, Person person) {
        return as(person)
                .body(Map.of("reason", "The region has cases enough by now."))
                .post("/api/v1/models/" + journey.model + "/versions/1/waivers/" + waiver + "/revocation");
    }

    private static Response list(Journey journey) {
        return as(CARLA).get("/api/v1/models/" + journey.model + "/versions/1/waivers");
    }

    private static Response gate(Journey journey, String environment) {
        Response answer =
                as(ERIN).get("/api/v1/models/" + journey.model + "/versions/1/gates?environment=" + environment);
        answer.then().log().ifValidationFails().statusCode(200);
        return answer;
    }
}
