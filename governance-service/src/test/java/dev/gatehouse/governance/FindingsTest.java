package dev.gatehouse.governance;

import static dev.gatehouse.governance.Journey.CARLA;
import static dev.gatehouse.governance.Journey.ERIN;
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
        String id = findingOf("overdue");
        as(ERIN).get("/api/v1/findings/" + id)
                .then()
                .body("overdue", equalTo(false))
                .body("closedAt", nullValue());
        try {
            TestClock.goTo(TestClock.today().plusDays(60));
            as(ERIN).get("/api/v1/findings/" + id).then().body("overdue", equalTo(true));
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
        String finding = lowered(journey.model, "MEDIUM");
        String release = journey.opened("1").submit("1");
        as(CARLA)
                .get("/api/v1/releases/" + release + "/dossier")
                .then()
                .statusCode(200)
                .body("findings.id", equalTo(List.of(finding)))
                .body("findings[0].severity", equalTo("high"));
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

    private static Response close(TestIssuer.Person person, String id, String note) {
        return as(person).body(Map.of("note", note)).post("/api/v1/findings/" + id + "/closing");
    }
}
