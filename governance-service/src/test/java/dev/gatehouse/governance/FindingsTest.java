package dev.gatehouse.governance;

import static dev.gatehouse.governance.Journey.CARLA;
import static dev.gatehouse.governance.Journey.ERIN;
import static dev.gatehouse.governance.Journey.ODILE;
import static dev.gatehouse.governance.Journey.VIKTOR;
import static dev.gatehouse.governance.Journey.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What an owner is to see to: listed, read, closed with a note. */
@QuarkusTest
@QuarkusTestResource(TestWorld.class)
class FindingsTest {

    private static final String NOTE = "Looked into; the pilot is over and nobody was affected.";

    @Test
    void aFindingIsClosedOnceByTheSecondLineWithANote() {
        String id = findingOf("closed-once");
        close(ERIN, id, NOTE).then().statusCode(403);
        close(CARLA, id, "short").then().statusCode(422);
        close(CARLA, id, NOTE).then().statusCode(409).body("detail", containsString("Nothing is written down yet"));
        remedy(ERIN, id).then().statusCode(200).body("remediation.by", equalTo("erin"));
        close(CARLA, id, NOTE)
                .then()
                .statusCode(200)
                .body("state", equalTo("CLOSED"))
                .body("closedBy", equalTo("carla"))
                .body("closingNote", equalTo(NOTE))
                .body("closedAt", notNullValue());
        close(VIKTOR, id, NOTE).then().statusCode(409).body("type", containsString("wrong-state"));
        as(ERIN).get("/api/v1/findings/" + id).then().statusCode(200).body("state", equalTo("CLOSED"));
        as(ERIN).get("/api/v1/findings?model=closed-once&state=OPEN").then().body("items", hasSize(0));
        as(ERIN).get("/api/v1/findings?model=closed-once&state=CLOSED").then().body("items", hasSize(1));
    }

    @Test
    void anOpenFindingIsOverdueAfterItsDay() {
        String id = findingOf("overdue-finding");
        as(ERIN).get("/api/v1/findings/" + id)
                .then()
                .body("overdue", equalTo(false))
                .body("closedAt", nullValue());
        try {
            TestClock.goTo(TestClock.today().plusDays(60));
            as(ERIN).get("/api/v1/findings/" + id).then().body("overdue", equalTo(true));
            remedy(ERIN, id).then().statusCode(200);
            close(CARLA, id, NOTE).then().statusCode(200).body("overdue", equalTo(false));
        } finally {
            TestClock.goBack();
        }
    }

    @Test
    void aListIsReadAPageAtATimeNewestFirst() {
        List<String> opened = new ArrayList<>();
        Journey.register("listed");
        for (String tier : List.of("MEDIUM", "LOW", "MEDIUM")) {
            opened.add(0, lowered("listed", tier));
        }
        List<String> read = new ArrayList<>();
        String next = null;
        do {
            Response page =
                    as(ERIN).get("/api/v1/findings?model=listed&limit=1" + (next == null ? "" : "&cursor=" + next));
            page.then().statusCode(200);
            read.addAll(page.path("items.id"));
            next = page.path("next");
        } while (next != null);
        assertThat(read).containsExactlyElementsOf(opened);
    }

    @Test
    void theBoardSeesOpenFindingsAndVotesAnewWhenOneIsClosed() {
        Journey journey = Journey.register("found-fault-with");
        String finding = reported(journey.model, "medium", "board-sees");
        String release = journey.opened("1").submit("1");
        as(CARLA)
                .get("/api/v1/releases/" + release + "/dossier")
                .then()
                .statusCode(200)
                .body("findings.id", equalTo(List.of(finding)))
                .body("findings[0].severity", equalTo("medium"));
        remedy(ERIN, finding).then().statusCode(200);
        String read = Journey.dossierDigest(release);
        close(CARLA, finding, NOTE).then().statusCode(200);
        as(Journey.PRIYA)
                .body(Map.of(
                        "function", "product",
                        "decision", "approve",
                        "rationale", "I read the dossier with the finding.",
                        "dossierDigest", read))
                .post("/api/v1/releases/" + release + "/votes")
                .then()
                .statusCode(409)
                .body("reasons.code", org.hamcrest.Matchers.hasItem("dossier_changed"));
        as(CARLA).get("/api/v1/releases/" + release + "/dossier").then().body("findings", hasSize(0));
    }

    @Test
    void aPersonReportsAFindingOnceForACauseAndNotForLaterThanTheTierLets() {
        Journey.register("reported-on");
        Map<String, Object> report = new HashMap<>(Map.of(
                "model", "reported-on",
                "severity", "medium",
                "title", "The score jumps at midnight",
                "detail", List.of("Seen on three days."),
                "owner", "enzo",
                "cause", "INC-7"));
        as(ERIN).body(report).post("/api/v1/findings").then().statusCode(403);
        String id = as(CARLA)
                .body(report)
                .post("/api/v1/findings")
                .then()
                .log()
                .ifValidationFails()
                .statusCode(201)
                .body("kind", equalTo("reported"))
                .body("owner", equalTo("enzo"))
                .body("dueOn", equalTo(TestClock.today().plusDays(180).toString()))
                .extract()
                .path("id");
        as(VIKTOR).body(report).post("/api/v1/findings").then().statusCode(200).body("id", equalTo(id));
        report.put("cause", "INC-8");
        report.put("dueOn", TestClock.today().plusDays(181).toString());
        as(CARLA)
                .body(report)
                .post("/api/v1/findings")
                .then()
                .statusCode(422)
                .body("detail", containsString("at the latest"));
        report.put("model", "reported-on-nothing");
        as(CARLA).body(report).post("/api/v1/findings").then().statusCode(404);
        assertThat(TestPack.acts("finding/" + id)).containsExactly("finding.opened");
    }

    @Test
    void aGraveFindingIsClosedByAnotherThanWhoRemediedItEvenAfterItWasMadeMilder() {
        Journey.register("four-eyed");
        String id = reported("four-eyed", "high", "grave");
        remedy(VIKTOR, id).then().statusCode(200);
        close(VIKTOR, id, NOTE).then().statusCode(403).body("type", containsString("four-eyes"));
        String form = "action=\"/ui/findings/" + id + "/closing\"";
        assertThat(Browser.of(VIKTOR).get("/ui/findings/" + id).html())
                .contains("You remedied it. A finding that is or was critical or high is closed by somebody else.")
                .doesNotContain(form);
        assertThat(Browser.of(CARLA).get("/ui/findings/" + id).html()).contains(form);
        as(VIKTOR)
                .body(Map.of("severity", "low", "reason", "It concerns two rows only."))
                .post("/api/v1/findings/" + id + "/changes")
                .then()
                .statusCode(202)
                .body("severity", equalTo("high"));
        as(CARLA)
                .body(Map.of("function", "compliance", "rationale", "I have seen the two rows."))
                .post("/api/v1/findings/" + id + "/changes/confirmation")
                .then()
                .statusCode(200)
                .body("severity", equalTo("low"));
        close(VIKTOR, id, NOTE).then().statusCode(403);
        close(CARLA, id, NOTE).then().statusCode(200);
        as(ODILE)
                .body(Map.of(
                        "reason",
                        "It is back since this morning.",
                        "dueOn",
                        TestClock.today().toString()))
                .post("/api/v1/findings/" + id + "/reopening")
                .then()
                .statusCode(200)
                .body("state", equalTo("OPEN"))
                .body("reopened", equalTo(1))
                .body("remediation", nullValue());
        close(CARLA, id, NOTE).then().statusCode(409);
        remedy(CARLA, id).then().statusCode(200);
        // It was grave once, and stays so for who may close it.
        close(CARLA, id, NOTE).then().statusCode(403);
        close(VIKTOR, id, NOTE).then().statusCode(200);
        as(ERIN).get("/api/v1/findings/" + id + "/history")
                .then()
                .statusCode(200)
                .body(
                        "items.kind",
                        equalTo(List.of(
                                "REMEDIED", "CHANGE_ASKED", "CHANGED", "CLOSED", "REOPENED", "REMEDIED", "CLOSED")))
                .body("items[2].note", containsString("severity high → low"));
        assertThat(TestPack.acts("finding/" + id))
                .containsExactly(
                        "finding.opened",
                        "finding.remedied",
                        "finding.change-asked",
                        "finding.changed",
                        "finding.closed",
                        "finding.reopened",
                        "finding.remedied",
                        "finding.closed");
    }

    @Test
    void graveFindingsCloseTheGatesUntilTheyAreClosed() {
        Journey journey = Journey.ready("gated-by-finding", "1");
        journey.submitAnswer("1").then().statusCode(201);
        Journey other = Journey.ready("gated-by-finding-2", "1");
        reported(other.model, "medium", "mild");
        String grave = reported(other.model, "high", "grave");
        other.submitAnswer("1")
                .then()
                .statusCode(409)
                .body("gates.id", equalTo(List.of("findings")))
                .body("gates[0].reason", equalTo("open_findings"))
                .body("gates[0].why", containsString(grave))
                .body("gates[0].link.page", equalTo("/ui/findings/" + grave));
        remedy(ERIN, grave).then().statusCode(200);
        close(VIKTOR, grave, NOTE).then().statusCode(200);
        other.submitAnswer("1").then().log().ifValidationFails().statusCode(201);
    }

    @Test
    void anOverdueFindingLapsesTheApproval() throws InterruptedException {
        Journey journey = Journey.ready("overdue-permit", "1");
        String permit = Journey.approveByAll(journey.submit("1"));
        String id = reported(journey.model, "high", "overdue");
        try {
            TestClock.goTo(TestClock.today().plusDays(61));
            Response found = as(CARLA).get("/api/v1/permits/" + permit);
            for (int i = 0; i < 300 && !"SUSPENDED".equals(found.path("state")); i++) {
                Thread.sleep(100);
                found = as(CARLA).get("/api/v1/permits/" + permit);
            }
            found.then()
                    .body("state", equalTo("SUSPENDED"))
                    .body("stateReason", containsString("finding " + id + " is overdue"));
            as(CARLA)
                    .get("/api/v1/findings/" + id + "/history")
                    .then()
                    .body("items.kind", equalTo(List.of("PERMITS_SUSPENDED")))
                    .body("items[0].note", containsString(permit));
        } finally {
            TestClock.goBack();
        }
    }

    @Test
    void theFindingOfALapsedOverrideClosesByItself() throws InterruptedException {
        String id = findingOf("lapsed-override");
        try {
            TestClock.goTo(TestClock.today().plusDays(31));
            Response found = as(CARLA).get("/api/v1/findings/" + id);
            for (int i = 0; i < 300 && !"CLOSED".equals(found.path("state")); i++) {
                Thread.sleep(100);
                found = as(CARLA).get("/api/v1/findings/" + id);
            }
            found.then()
                    .body("state", equalTo("CLOSED"))
                    .body("closedBy", equalTo("Gatehouse"))
                    .body("closingNote", containsString("The override lapsed"));
        } finally {
            TestClock.goBack();
        }
    }

    @Test
    void whatIsNotThereIsSaid() {
        as(ERIN).get("/api/v1/findings/" + UUID.randomUUID())
                .then()
                .statusCode(404)
                .body("type", equalTo("urn:gatehouse:problem:unknown-finding"));
        as(ERIN).get("/api/v1/findings?cursor=" + UUID.randomUUID()).then().statusCode(404);
        as(ERIN).get("/api/v1/findings?state=HALF").then().statusCode(404);
        as(ERIN).get("/api/v1/findings?limit=0").then().statusCode(422);
    }

    private static String findingOf(String model) {
        Journey.register(model);
        return lowered(model, "MEDIUM");
    }

    /** An override that lowers the tier opens a finding; returns its id. */
    private static String lowered(String model, String tier) {
        String override = as(ERIN).body(Map.of(
                        "tier",
                        tier,
                        "reason",
                        "Only a pilot with twenty test customers.",
                        "until",
                        TestClock.today().plusDays(30).toString()))
                .post("/api/v1/models/" + model + "/overrides")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
        as(CARLA)
                .post("/api/v1/models/" + model + "/overrides/" + override + "/confirmation")
                .then()
                .statusCode(200);
        return as(ERIN).get("/api/v1/findings?state=OPEN&model=" + model).path("items[0].id");
    }

    static String reported(String model, String severity, String cause) {
        return as(CARLA)
                .body(Map.of(
                        "model", model,
                        "severity", severity,
                        "title", "Something is wrong",
                        "detail", List.of("Seen in the log."),
                        "cause", cause))
                .post("/api/v1/findings")
                .then()
                .log()
                .ifValidationFails()
                .statusCode(201)
                .extract()
                .path("id");
    }

    static Response remedy(TestIssuer.Person person, String id) {
        return as(person)
                .body(Map.of("text", "The cause was found and mended.", "evidence", "sha256:" + "a".repeat(64)))
                .post("/api/v1/findings/" + id + "/remediations");
    }

    static Response close(TestIssuer.Person person, String id, String note) {
        return as(person).body(Map.of("note", note)).post("/api/v1/findings/" + id + "/closing");
    }
}
