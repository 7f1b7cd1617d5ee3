package dev.gatehouse.governance;

import static dev.gatehouse.governance.Journey.CARLA;
import static dev.gatehouse.governance.Journey.ERIN;
import static dev.gatehouse.governance.Journey.INES;
import static dev.gatehouse.governance.Journey.VIKTOR;
import static dev.gatehouse.governance.Journey.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A round of votes while the ground moves: the tier rises, something changes and changes back, another version takes the place. */
@QuarkusTest
@QuarkusTestResource(TestWorld.class)
class RoundUnderChangeTest {

    private static final String CHANGE = "Name who reviews declined applications.";
    private static final String CRITERION = "Fewer than 1 % of calls fail.";

    @Test
    void aTierThatRisesUnderTheBoardGivesTheReleaseTheBoardOfThatTier() {
        Journey journey = Journey.registerSmall("rises", 747_001)
                .version("1")
                .documents("1")
                .card("1");
        String release = journey.submit("1");
        as(CARLA).get("/api/v1/releases/" + release).then().body("quorum", equalTo(Map.of("engineering", 1)));
        Map<String, Object> edit = new HashMap<>(Journey.registration("rises"));
        edit.remove("name");
        as(ERIN).header("If-Match", as(ERIN).get("/api/v1/models/rises").header("ETag"))
                .body(edit)
                .put("/api/v1/models/rises")
                .then()
                .statusCode(200)
                .body("assessment.tier", equalTo("HIGH"));

        Journey.approve(release, INES).then().statusCode(409);
        Response seated = Journey.approve(release, INES);

        seated.then()
                .log()
                .ifValidationFails()
                .statusCode(200)
                .body("state", equalTo("InReview"))
                .body("quorum", hasKey("legal"))
                .body("missing", hasKey("validation"));
        assertThat(seated.<Object>path("permit")).isNull();
    }

    @Test
    void aVoteOnAnEarlierDossierDoesNotComeToLifeWhenTheChangeIsTakenBack() {
        Journey journey = Journey.registerSmall("there-and-back", 747_002)
                .version("1")
                .documents("1")
                .card("1");
        String release = journey.submit("1");
        String first = Journey.dossierDigest(release);
        Journey.vote(release, INES, "engineering", "abstain", null).then().statusCode(200);
        String finding = as(CARLA)
                .body(Map.of(
                        "model", "there-and-back",
                        "severity", "low",
                        "title", "A small thing",
                        "detail", List.of("Seen once."),
                        "owner", "enzo",
                        "cause", "INC-1"))
                .post("/api/v1/findings")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
        // Whoever votes brings the new dossier before the board; the vote itself is on the old one.
        Journey.approve(release, INES).then().statusCode(409);
        String second = Journey.dossierDigest(release);
        FindingsTest.remedy(VIKTOR, finding).then().statusCode(200);
        FindingsTest.close(CARLA, finding, "It was seen once and not again.")
                .then()
                .statusCode(200);
        Journey.approve(release, INES).then().statusCode(409);
        String third = Journey.dossierDigest(release);

        assertThat(third).isNotIn(first, second);
        as(CARLA).get("/api/v1/releases/" + release).then().body("votes.lapsed", contains(true));
        Journey.approve(release, INES).then().statusCode(200).body("state", equalTo("Approved"));
    }

    @Test
    void anotherVersionThatAnswersALaterStepBeginsWithTheFirstStep() {
        Journey journey = Journey.registerSmall("another-takes-over", 747_003);
        journey.version("1").documents("1").card("1");
        journey.version("2").documents("2").card("2");
        String canary = submitted(
                        journey, "1", Map.of("launch", List.of(step("canary", "0.05"), step("quarter", "0.25"))))
                .then()
                .log()
                .ifValidationFails()
                .statusCode(201)
                .extract()
                .path("id");
        Journey.approve(canary, INES).then().statusCode(200);
        String quarter = as(ERIN).body(Map.of(
                        "summary",
                        "The canary went well.",
                        "results",
                        List.of(Map.of("criterion", CRITERION, "met", true, "text", "2 of 10,000 failed."))))
                .post("/api/v1/releases/" + canary + "/next-step")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
        as(INES).body(Map.of(
                        "function", "engineering",
                        "decision", "request_changes",
                        "rationale", "It does not say who reviews.",
                        "changes", List.of(CHANGE),
                        "dossierDigest", Journey.dossierDigest(quarter)))
                .post("/api/v1/releases/" + quarter + "/votes")
                .then()
                .statusCode(200);

        submitted(
                        journey,
                        "2",
                        Map.of(
                                "revises",
                                quarter,
                                "answers",
                                List.of(Map.of("change", CHANGE, "done", true, "text", "Named in version 2."))))
                .then()
                .log()
                .ifValidationFails()
                .statusCode(201)
                .body("launch.step", equalTo(0))
                .body("requested.trafficCap", equalTo("0.05"))
                .body("previousStep", equalTo(null));
    }

    private static Map<String, Object> step(String name, String cap) {
        return Map.of(
                "name",
                name,
                "environment",
                "production",
                "trafficCap",
                cap,
                "validityDays",
                14,
                "exitCriteria",
                List.of(CRITERION));
    }

    private static Response submitted(Journey journey, String version, Map<String, Object> more) {
        Map<String, Object> body = new HashMap<>(Map.of(
                "model",
                journey.model,
                "version",
                version,
                "environment",
                "production",
                "route",
                journey.model,
                "summary",
                "A release for the board."));
        body.putAll(more);
        return as(ERIN).body(body).post("/api/v1/releases");
    }
}
