package dev.gatehouse.governance;

import static dev.gatehouse.governance.Journey.CARLA;
import static dev.gatehouse.governance.Journey.ERIN;
import static dev.gatehouse.governance.Journey.VIKTOR;
import static dev.gatehouse.governance.Journey.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import dev.gatehouse.governance.TestIssuer.Person;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Another tier than the packs say: two people, a reason, an end. */
@QuarkusTest
@QuarkusTestResource(TestWorld.class)
class OverridesTest {

    private static final String REASON = "Only a pilot with twenty test customers until spring.";

    @AfterEach
    void backToToday() {
        TestClock.goBack();
    }

    @Test
    void aConfirmedOverrideHoldsForAssessmentAndGatesAndAnotherPersonConfirmsIt() {
        Journey.registerSmall("raised", 720_001).version("1");
        String id = requested(ERIN, "raised", "HIGH", TestClock.today().plusDays(30));
        as(ERIN).get("/api/v1/models/raised/assessment").then().body("tier", equalTo("LOW"));
        confirm(ERIN, "raised", id).then().statusCode(403);
        confirm(CARLA, "raised", id)
                .then()
                .statusCode(200)
                .body("state", equalTo("CONFIRMED"))
                .body("requestedBy", equalTo("erin"))
                .body("confirmedBy", equalTo("carla"));
        as(ERIN).get("/api/v1/models/raised")
                .then()
                .body("assessment.tier", equalTo("HIGH"))
                .body("assessment.override.assessed", equalTo("LOW"))
                .body("assessment.override.effective", equalTo(true))
                .body("assessment.override.reason", equalTo(REASON))
                .body("assessment.obligations.quorum.validation", equalTo(1));
        as(ERIN).get("/api/v1/models/raised/versions/1/gates")
                .then()
                .body("tier", equalTo("HIGH"))
                .body("gates.id", hasItem("fairness-audit"));
        as(ERIN).get("/api/v1/findings?model=raised").then().body("items", hasSize(0));
        confirm(CARLA, "raised", id).then().statusCode(409);
    }

    @Test
    void theRequesterDoesNotConfirmWhateverTheRole() {
        Journey.registerSmall("own-word", 720_002);
        String id = requested(VIKTOR, "own-word", "MEDIUM", TestClock.today().plusDays(1));
        confirm(VIKTOR, "own-word", id).then().statusCode(403).body("type", equalTo("urn:gatehouse:problem:four-eyes"));
        confirm(Person.of("service-account-ci", "compliance"), "own-word", id)
                .then()
                .statusCode(403);
        request(Person.of("service-account-ci", "engineer"), "own-word", "HIGH", TestClock.today())
                .then()
                .statusCode(403);
    }

    @Test
    void oneThatLowersTheTierIsAFindingUntilItIsRevoked() {
        Journey.register("lowered");
        LocalDate until = TestClock.today().plusDays(20);
        String id = requested(ERIN, "lowered", "MEDIUM", until);
        confirm(VIKTOR, "lowered", id).then().statusCode(200);
        as(ERIN).get("/api/v1/models/lowered").then().body("assessment.tier", equalTo("MEDIUM"));
        as(ERIN).get("/api/v1/findings?model=lowered&state=OPEN")
                .then()
                .statusCode(200)
                .body("items", hasSize(1))
                .body("items[0].kind", equalTo("override"))
                .body("items[0].severity", equalTo("high"))
                .body("items[0].owner", equalTo("Retail credit"))
                .body("items[0].dueOn", lessThanOrEqualTo(until.toString()))
                .body("items[0].detail", hasItem(containsString(REASON)))
                .body("items[0].detail", hasItem(containsString("erin")))
                .body("items[0].cause", equalTo("override/" + id));
        revoke(ERIN, "lowered", id).then().statusCode(403);
        revoke(CARLA, "lowered", id)
                .then()
                .statusCode(200)
                .body("state", equalTo("REVOKED"))
                .body("endedBy", equalTo("carla"));
        as(ERIN).get("/api/v1/models/lowered")
                .then()
                .body("assessment.tier", equalTo("HIGH"))
                .body("assessment.override", nullValue());
        as(ERIN).get("/api/v1/findings?model=lowered").then().body("items[0].state", equalTo("CLOSED"));
        assertThat(TestPack.acts("model/lowered"))
                .containsSubsequence("override.requested", "override.confirmed", "override.revoked")
                .filteredOn("model.reassessed"::equals)
                .hasSize(2);
        revoke(CARLA, "lowered", id).then().statusCode(409);
    }

    @Test
    void anOverrideLapsesByItselfAfterItsLastDay() {
        Journey.registerSmall("lapsing-tier", 720_003);
        // A day that no other test's clock comes to: the service notices each day once.
        LocalDate until = TestClock.today().plusDays(211);
        String id = requested(ERIN, "lapsing-tier", "HIGH", until);
        confirm(CARLA, "lapsing-tier", id).then().statusCode(200);
        TestClock.goTo(until);
        as(ERIN).get("/api/v1/models/lapsing-tier/assessment").then().body("tier", equalTo("HIGH"));
        TestClock.goTo(until.plusDays(1));
        as(ERIN).get("/api/v1/models/lapsing-tier/assessment")
                .then()
                .body("tier", equalTo("LOW"))
                .body("override", nullValue());
        as(ERIN).get("/api/v1/models/lapsing-tier/overrides").then().body("items[0].state", equalTo("LAPSED"));
        TestPack.dayNoticed(until.plusDays(1));
        as(ERIN).get("/api/v1/models/lapsing-tier").then().body("assessment.tier", equalTo("LOW"));
        as(ERIN).get("/api/v1/findings?model=lapsing-tier")
                .then()
                .body("items[0].detail", hasItem("Tier: HIGH → LOW"))
                .body("items[0].severity", equalTo("low"));
    }

    @Test
    void lawInForceIsAFloorOnTheDayItComes() {
        Journey.register("floored");
        LocalDate before = LocalDate.of(2027, 11, 1);
        TestClock.goTo(before);
        String id = requested(ERIN, "floored", "LOW", LocalDate.of(2028, 1, 31));
        confirm(CARLA, "floored", id).then().statusCode(200);
        as(ERIN).get("/api/v1/models/floored/assessment")
                .then()
                .body("tier", equalTo("LOW"))
                .body("override.effective", equalTo(true));
        as(ERIN).get("/api/v1/models/floored/assessment?on=2027-12-02")
                .then()
                .body("tier", equalTo("HIGH"))
                .body("override.effective", equalTo(false))
                .body("override.note", containsString("law"));
        TestClock.goTo(LocalDate.of(2027, 12, 3));
        revoke(CARLA, "floored", id).then().statusCode(200);
        request(ERIN, "floored", "LOW", LocalDate.of(2028, 1, 31))
                .then()
                .statusCode(409)
                .body("type", equalTo("urn:gatehouse:problem:override-refused"));
    }

    @Test
    void aTierThatIsNotSettledOrIsThatAlreadyIsNotOverridden() {
        Map<String, Object> facts = new HashMap<>(Journey.creditFacts());
        facts.remove("annex3_points");
        facts.remove("exposure_amount");
        Journey.register("unsettled", facts);
        request(ERIN, "unsettled", "LOW", TestClock.today())
                .then()
                .statusCode(409)
                .body("detail", containsString("BLOCKED"));
        Journey.registerSmall("low-already", 720_004);
        request(ERIN, "low-already", "LOW", TestClock.today())
                .then()
                .statusCode(409)
                .body("type", containsString("override-refused"));
    }

    @Test
    void whatIsAskedForHasLimits() {
        Journey.registerSmall("limited", 720_005);
        LocalDate today = TestClock.today();
        request(ERIN, "limited", "PROHIBITED", today).then().statusCode(422);
        request(ERIN, "limited", "HIGH", today.minusDays(1)).then().statusCode(422);
        request(ERIN, "limited", "HIGH", today.plusYears(1).plusDays(1))
                .then()
                .statusCode(422)
                .body("detail", containsString("until"));
        as(ERIN).body(Map.of("tier", "HIGH", "reason", "too short", "until", today.toString()))
                .post("/api/v1/models/limited/overrides")
                .then()
                .statusCode(422);
        request(CARLA, "no-such-model", "HIGH", today).then().statusCode(404);
        String id = requested(ERIN, "limited", "HIGH", today);
        request(CARLA, "limited", "MEDIUM", today).then().statusCode(409).body("type", containsString("duplicate"));
        revoke(ERIN, "limited", id).then().statusCode(200);
        confirm(CARLA, "limited", id).then().statusCode(409);
        confirm(CARLA, "limited", java.util.UUID.randomUUID().toString())
                .then()
                .statusCode(404)
                .body("type", containsString("unknown-override"));
    }

    @Test
    void aLaterOneTakesThePlaceOfAnEarlierOne() {
        Journey.registerSmall("replaced", 720_006);
        String first = requested(ERIN, "replaced", "HIGH", TestClock.today().plusDays(5));
        confirm(CARLA, "replaced", first).then().statusCode(200);
        String second = requested(ERIN, "replaced", "MEDIUM", TestClock.today().plusDays(9));
        as(ERIN).get("/api/v1/models/replaced/assessment").then().body("tier", equalTo("HIGH"));
        confirm(CARLA, "replaced", second).then().statusCode(200);
        as(ERIN).get("/api/v1/models/replaced/assessment").then().body("tier", equalTo("MEDIUM"));
        as(ERIN).get("/api/v1/models/replaced/overrides")
                .then()
                .body("items.state", equalTo(List.of("CONFIRMED", "REPLACED")));
    }

    @Test
    void ofManyWhoConfirmAtOnceExactlyOneDoes() throws Exception {
        Journey.registerSmall("confirmed-once", 720_007);
        String id = requested(ERIN, "confirmed-once", "HIGH", TestClock.today().plusDays(5));
        List<Callable<Response>> calls =
                new ArrayList<>(Collections.nCopies(3, () -> confirm(CARLA, "confirmed-once", id)));
        calls.addAll(Collections.nCopies(3, () -> confirm(VIKTOR, "confirmed-once", id)));
        assertThat(Race.statuses(calls)).containsOnlyOnce(200).containsOnly(200, 409);
        as(ERIN).get("/api/v1/models/confirmed-once/assessments").then().body("items", hasSize(2));
    }

    @Test
    void anEditKeepsTheOverride() {
        Journey.registerSmall("edited-tier", 720_008);
        confirm(
                        CARLA,
                        "edited-tier",
                        requested(
                                ERIN, "edited-tier", "MEDIUM", TestClock.today().plusDays(5)))
                .then()
                .statusCode(200);
        Map<String, Object> edit = new HashMap<>(Journey.registration("edited-tier"));
        edit.remove("name");
        edit.put("facts", Journey.smallFacts(720_009));
        as(ERIN).header("If-Match", "\"0\"")
                .body(edit)
                .put("/api/v1/models/edited-tier")
                .then()
                .statusCode(200)
                .body("assessment.tier", equalTo("MEDIUM"))
                .body("assessment.override.wanted", equalTo("MEDIUM"))
                .body("assessment.override.note", not(containsString("law")));
    }

    private static String requested(Person person, String model, String tier, LocalDate until) {
        return request(person, model, tier, until)
                .then()
                .log()
                .ifValidationFails()
                .statusCode(201)
                .body("state", equalTo("REQUESTED"))
                .extract()
                .path("id");
    }

    private static Response request(Person person, String model, String tier, LocalDate until) {
        return as(person)
                .body(Map.of("tier", tier, "reason", REASON, "until", until.toString()))
                .post("/api/v1/models/" + model + "/overrides");
    }

    private static Response confirm(Person person, String model, String id) {
        return as(person).post("/api/v1/models/" + model + "/overrides/" + id + "/confirmation");
    }

    private static Response revoke(Person person, String model, String id) {
        return as(person)
                .body(Map.of("reason", "It is not needed any more."))
                .post("/api/v1/models/" + model + "/overrides/" + id + "/revocation");
    }
}
