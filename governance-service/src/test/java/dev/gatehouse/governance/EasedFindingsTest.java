package dev.gatehouse.governance;

import static dev.gatehouse.governance.Journey.CARLA;
import static dev.gatehouse.governance.Journey.ERIN;
import static dev.gatehouse.governance.Journey.LARS;
import static dev.gatehouse.governance.Journey.ODILE;
import static dev.gatehouse.governance.Journey.VIKTOR;
import static dev.gatehouse.governance.Journey.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import dev.gatehouse.governance.TestIssuer.Person;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What nobody gets around alone: a finding made milder or later, an assessment left open, a use that became prohibited. */
@QuarkusTest
@QuarkusTestResource(TestWorld.class)
class EasedFindingsTest {

    private static final String WHY = "It concerns two rows of a table that is gone.";
    private static final String SEEN = "I have looked at the two rows and agree.";

    @AfterEach
    void back() {
        TestClock.goBack();
    }

    @Test
    void aMilderFindingOpensTheGateOnlyOnceSomebodyOfAnotherFunctionAgrees() {
        Journey journey = PermitsTest.small("eased", 760_010);
        String id = FindingsTest.reported(journey.model, "critical", "eased");
        change(VIKTOR, id, Map.of("severity", "low"))
                .then()
                .statusCode(202)
                .body("severity", equalTo("critical"))
                .body("proposed.what", equalTo("severity critical → low"))
                .body("proposed.by", equalTo("viktor"))
                .body("proposed.as", equalTo(List.of("validation")));
        findingsGate(journey).then().body("gates.find { it.id == 'findings' }.open", equalTo(false));
        change(CARLA, id, Map.of("severity", "medium")).then().statusCode(409);

        agree(VIKTOR, id, "validation").then().statusCode(403).body("type", containsString("four-eyes"));
        Person second = Person.of("second-validator", "validator", "board", "function-validation");
        agree(second, id, "validation").then().statusCode(403).body("detail", containsString("another function"));
        agree(LARS, id, "ethics").then().statusCode(422);
        Person maker = Person.of("Enzo", "compliance");
        agree(maker, id, "compliance").then().statusCode(403).body("detail", containsString("You made a version"));
        agree(ODILE, id, "operator").then().statusCode(403);
        findingsGate(journey).then().body("gates.find { it.id == 'findings' }.open", equalTo(false));

        agree(LARS, id, "legal")
                .then()
                .log()
                .ifValidationFails()
                .statusCode(200)
                .body("severity", equalTo("low"))
                .body("proposed", nullValue())
                .body("changes", hasSize(1));
        findingsGate(journey).then().body("gates.find { it.id == 'findings' }.open", equalTo(true));
        agree(CARLA, id, "compliance").then().statusCode(409).body("type", containsString("wrong-state"));
        assertThat(TestPack.acts("finding/" + id))
                .containsExactly("finding.opened", "finding.change-asked", "finding.changed");
        String release = PermitsTest.submit(journey, "production");
        as(CARLA)
                .get("/api/v1/releases/" + release + "/dossier")
                .then()
                .body("findings[0].severity", equalTo("low"))
                .body("findings[0].changed[0].what", containsString("severity critical → low"));
    }

    @Test
    void moreTimeWaitsTooAndIsDeclinedByOnePerson() {
        Journey.register("eased-later");
        String id = FindingsTest.reported("eased-later", "medium", "later");
        String due = as(CARLA).get("/api/v1/findings/" + id).path("dueOn");
        change(CARLA, id, Map.of("dueOn", "2099-01-01"))
                .then()
                .statusCode(202)
                .body("dueOn", equalTo(due))
                .body("proposed.what", equalTo("due " + due + " → 2099-01-01"));
        change(VIKTOR, id, Map.of("severity", "high", "dueOn", TestClock.today().toString()))
                .then()
                .statusCode(200)
                .body("severity", equalTo("high"));
        decline(ERIN, id).then().statusCode(403);
        decline(VIKTOR, id)
                .then()
                .statusCode(200)
                .body("proposed", nullValue())
                .body("dueOn", equalTo(TestClock.today().toString()));
        decline(VIKTOR, id).then().statusCode(409);
        change(CARLA, id, Map.of("severity", "medium")).then().statusCode(202);
        FindingsTest.remedy(ERIN, id).then().statusCode(200);
        FindingsTest.close(CARLA, id, "The cause is gone and nobody was affected.")
                .then()
                .statusCode(200)
                .body("proposed", nullValue())
                .body("severity", equalTo("high"));
        as(CARLA).get("/api/v1/findings/" + id + "/history").then().body("items.kind", hasItem("CHANGE_REFUSED"));
    }

    @Test
    void theSecondPersonAgreesOnThePage() {
        Journey.register("eased-paged");
        String id = FindingsTest.reported("eased-paged", "high", "paged");
        String at = "/ui/findings/" + id;
        Browser carla = Browser.of(CARLA);
        Map<String, String> form = new HashMap<>(carla.get(at).hidden());
        form.put("severity", "low");
        form.put("dueOn", "2099-01-01");
        form.put("reason", "short");
        assertThat(carla.post(at + "/changes", form).html())
                .contains("Nothing was done", "value=\"low\" selected", "value=\"2099-01-01\"");
        form.put("reason", WHY);
        assertThat(carla.post(at + "/changes", form).html())
                .contains("The change is asked for.", "A change waits for a second person", WHY)
                .doesNotContain("Agree as the second person");
        Browser lars = Browser.of(LARS);
        Map<String, String> decision = new HashMap<>(lars.get(at).hidden());
        decision.put("decision", "agree");
        decision.put("function", "legal");
        decision.put("rationale", "brief");
        assertThat(lars.post(at + "/changes/decision", decision).html()).contains("Nothing was done", ">brief<");
        decision.put("rationale", SEEN);
        assertThat(lars.post(at + "/changes/decision", decision).html())
                .contains("The finding is changed.", "Agreed for legal")
                .doesNotContain("A change waits");
    }

    @Test
    void anOverdueFindingSuspendsThePermitsOfAModelWhoseTierIsNoLongerSettled() throws InterruptedException {
        Journey journey = PermitsTest.small("overdue-unsettled", 760_011);
        String permit = PermitsTest.granted(journey, "production");
        String id = FindingsTest.reported(journey.model, "high", "overdue");
        Map<String, Object> facts = Journey.smallFacts(760_011);
        facts.remove("automation_level");
        facts.remove("decision_effect");
        facts.remove("annex3_points");
        edit(journey, facts).then().body("assessment.status", equalTo("BLOCKED"));
        TestClock.goTo(TestClock.today().plusDays(61));
        suspended(permit).then().body("stateReason", containsString("finding " + id + " is overdue"));
    }

    @Test
    void aUseThatBecomesProhibitedServesNoMore() throws InterruptedException {
        Journey journey = PermitsTest.small("became-prohibited", 760_012);
        List<String> permits =
                List.of(PermitsTest.granted(journey, "production"), PermitsTest.granted(journey, "staging"));
        Map<String, Object> facts = Journey.smallFacts(760_012);
        @SuppressWarnings("unchecked")
        Map<String, Object> screen = new HashMap<>((Map<String, Object>) facts.get("art5_screen"));
        screen.put("a", "yes");
        facts.put("art5_screen", screen);
        edit(journey, facts).then().body("assessment.status", equalTo("PROHIBITED"));
        for (String permit : permits) {
            suspended(permit).then().body("stateReason", containsString("The use is prohibited by "));
        }
        as(CARLA)
                .get("/api/v1/permits/" + permits.get(0) + "/acts")
                .then()
                .body("items[1].by", equalTo("Gatehouse itself"));
        assertThat(TestPack.acts("permit/" + permits.get(1))).containsExactly("permit.issued", "permit.suspended");
    }

    private static Response edit(Journey journey, Map<String, Object> facts) {
        Map<String, Object> edit = new HashMap<>(Journey.registration(journey.model));
        edit.remove("name");
        edit.put("facts", facts);
        Response answer = as(ERIN).header("If-Match", "\"0\"").body(edit).put("/api/v1/models/" + journey.model);
        answer.then().log().ifValidationFails().statusCode(200);
        return answer;
    }

    private static Response suspended(String permit) throws InterruptedException {
        Response found = as(CARLA).get("/api/v1/permits/" + permit);
        for (int i = 0; i < 300 && !"SUSPENDED".equals(found.path("state")); i++) {
            Thread.sleep(100);
            found = as(CARLA).get("/api/v1/permits/" + permit);
        }
        found.then().body("state", equalTo("SUSPENDED"));
        return found;
    }

    private static Response findingsGate(Journey journey) {
        return as(ERIN).get("/api/v1/models/" + journey.model + "/versions/1/gates");
    }

    private static Response change(Person person, String id, Map<String, Object> change) {
        Map<String, Object> body = new HashMap<>(change);
        body.put("reason", WHY);
        return as(person).body(body).post("/api/v1/findings/" + id + "/changes");
    }

    private static Response agree(Person person, String id, String function) {
        return as(person)
                .body(Map.of("function", function, "rationale", SEEN))
                .post("/api/v1/findings/" + id + "/changes/confirmation");
    }

    private static Response decline(Person person, String id) {
        return as(person)
                .body(Map.of("rationale", "It is as grave as it was."))
                .post("/api/v1/findings/" + id + "/changes/refusal");
    }
}
