package dev.gatehouse.governance;

import static dev.gatehouse.governance.Journey.BOARD;
import static dev.gatehouse.governance.Journey.CARLA;
import static dev.gatehouse.governance.Journey.EMEKA;
import static dev.gatehouse.governance.Journey.ERIN;
import static dev.gatehouse.governance.Journey.INES;
import static dev.gatehouse.governance.Journey.LARS;
import static dev.gatehouse.governance.Journey.ODILE;
import static dev.gatehouse.governance.Journey.PRIYA;
import static dev.gatehouse.governance.Journey.VIKTOR;
import static dev.gatehouse.governance.Journey.approve;
import static dev.gatehouse.governance.Journey.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import dev.gatehouse.governance.TestIssuer.Person;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the identity provider says of people when a gate would open, whatever their tokens said when they voted or asked. */
@QuarkusTest
@QuarkusTestResource(TestWorld.class)
class FunctionsAtIssuanceTest {

    private static final String LOST = "The voter no longer holds the function 'legal'.";

    /** Five voters with two answers each take longer than the limit of the tests for all of them, none longer than its own. */
    private static final long TOO_LONG_TOGETHER_MILLIS = 700;

    private static final long SLOW_MILLIS = 150;

    private static Journey ready;

    @AfterEach
    void everybodyHoldsTheirRolesAgain() {
        BOARD.keySet().forEach(person -> TestIssuer.rolesNow(person, null));
        TestIssuer.rolesNow(ODILE, null);
        TestIssuer.directoryAnswers = true;
        TestIssuer.directoryTakes = 0;
    }

    @Test
    void theVoteOfWhoLostTheFunctionOrLeftTheBoardLapsesAndTheRoundGoesOn() {
        String release = allButValidation("lost-function");
        TestIssuer.rolesNow(LARS, List.of("board"));
        approve(release, VIKTOR)
                .then()
                .log()
                .ifValidationFails()
                .statusCode(200)
                .body("state", equalTo("InReview"))
                .body("missing", equalTo(Map.of("legal", 1)))
                .body("votes.findAll { it.lapsed }.voter", contains("lars"))
                .body("votes[1].lapsedBecause", equalTo(LOST))
                .body("reason", equalTo("Votes lapsed. " + LOST))
                .body("permit", nullValue());
        assertThat(Browser.of(PRIYA).get("/ui/releases/" + release).html())
                .contains("lapsed: voter lost the function", "The voter no longer holds the function &#39;legal&#39;.");

        // Back in the function, Lars votes again; meanwhile Priya has left the board.
        TestIssuer.rolesNow(LARS, null);
        TestIssuer.rolesNow(PRIYA, List.of("function-product"));
        approve(release, LARS)
                .then()
                .statusCode(200)
                .body("missing", equalTo(Map.of("product", 1)))
                .body("votes.findAll { it.lapsed }.voter", contains("priya", "lars"));
        String permit = Journey.vote(
                        release, Person.of("paula", "board", "function-product"), "product", "approve", null)
                .then()
                .log()
                .ifValidationFails()
                .statusCode(200)
                .body("state", equalTo("Approved"))
                .extract()
                .path("permit.id");

        // The permit names those who stand, and the bundle proves who does not and why.
        assertThat(new String(Base64.getDecoder()
                        .decode(as(CARLA)
                                .get("/api/v1/permits/" + permit + "/envelope")
                                .<String>path("payload"))))
                .satisfies(
                        statement -> assertThat(statement.split("\"voter\":")).hasSize(6));
        Bundle bundle = Bundle.of(release);
        assertThat(bundle.report().isAnchored())
                .as("%s", bundle.report().checks())
                .isTrue();
        assertThat(TestPack.acts("release/" + release))
                .containsSubsequence("vote.cast", "vote.lapsed", "vote.cast", "vote.lapsed", "release.decided");
    }

    @Test
    void whoVotesWithAnOldTokenIsRefusedAndAnExtraVoteThatLapsedIsNotOnThePermit() {
        String release = allButValidation("old-token");
        Journey.vote(release, Person.of("lara", "board", "function-legal"), "legal", "approve", null)
                .then()
                .statusCode(200);
        // The last voter's own token says otherwise, and is not taken on trust either.
        TestIssuer.rolesNow(VIKTOR, List.of("validator", "board"));
        Response refused = approve(release, VIKTOR);
        refused.then().statusCode(409).body("reasons.code", contains("function_not_held"));
        assertThat(get(release).<List<?>>path("votes")).hasSize(5);
        TestIssuer.rolesNow(VIKTOR, null);

        TestIssuer.rolesNow(LARS, List.of("board"));
        approve(release, VIKTOR)
                .then()
                .statusCode(200)
                .body("state", equalTo("Approved"))
                .body("votes.findAll { it.lapsed }.voter", contains("lars"));
        Bundle bundle = Bundle.of(release);
        assertThat(bundle.report().isAnchored())
                .as("%s", bundle.report().checks())
                .isTrue();
    }

    @Test
    void withoutAnAnswerNothingIsDecidedAndTheVoteCanBeCastAgain() {
        String release = allButValidation("no-answer");
        TestIssuer.directoryAnswers = false;
        unreachable(approve(release, VIKTOR));
        assertThat(get(release).<String>path("state")).isEqualTo("InReview");
        assertThat(get(release).<List<?>>path("votes")).hasSize(4);

        TestIssuer.directoryAnswers = true;
        TestIssuer.directoryTakes = TOO_LONG_TOGETHER_MILLIS;
        unreachable(approve(release, VIKTOR));
        TestIssuer.directoryTakes = 0;
        approve(release, VIKTOR).then().statusCode(200);
    }

    @Test
    void nobodyWaitsForTheReleaseWhileTheDirectoryIsAsked() throws Exception {
        String release = allButValidation("slow-answer");
        TestIssuer.directoryTakes = SLOW_MILLIS;
        int asked = TestIssuer.DIRECTORY_ASKED.get();
        List<Response> answers =
                Race.of(List.<java.util.concurrent.Callable<Response>>of(() -> approve(release, VIKTOR), () -> {
                    while (TestIssuer.DIRECTORY_ASKED.get() == asked) {
                        Thread.sleep(1);
                    }
                    return as(ERIN).body(Map.of("reason", "It is no longer wanted."))
                            .post("/api/v1/releases/" + release + "/withdraw");
                }));
        assertThat(answers.get(1).statusCode()).isEqualTo(200);
        answers.get(0).then().statusCode(409).body("reasons.code", contains("round_closed"));
    }

    @Test
    void emergencyUseTakesTwoPeopleWhoHoldNowWhatTheyActBy() {
        Journey.registerSmall("urgent-now", 750_031).version("1");
        String request = as(ODILE)
                .body(Map.of(
                        "model", "urgent-now",
                        "version", "1",
                        "environment", "production",
                        "route", "urgent-now",
                        "reason", "Fraud is running, and nothing else sees it."))
                .post("/api/v1/emergency-permits")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
        TestIssuer.directoryAnswers = false;
        unreachable(confirm(request));
        TestIssuer.directoryAnswers = true;
        TestIssuer.rolesNow(LARS, List.of("board"));
        confirm(request).then().statusCode(409).body("reasons.code", contains("function_not_held"));
        TestIssuer.rolesNow(LARS, null);
        TestIssuer.rolesNow(ODILE, List.of("compliance"));
        confirm(request).then().statusCode(409).body("reasons.code", contains("capacity_lost"));
        as(CARLA).get("/api/v1/emergency-permits/" + request).then().body("state", equalTo("OPEN"));
        TestIssuer.rolesNow(ODILE, null);
        confirm(request).then().statusCode(200);
    }

    @Test
    void aPermitIsResumedByTwoWhoHoldNowWhatTheyActBy() {
        Journey journey = Journey.registerSmall("resumed-now", 750_032)
                .version("1")
                .documents("1")
                .card("1");
        String permit = approve(journey.submit("1"), INES).path("permit.id");
        act(ODILE, permit, "suspend").then().statusCode(200);
        act(LARS, permit, "resume").then().statusCode(202);

        TestIssuer.directoryAnswers = false;
        unreachable(act(ODILE, permit, "resume"));
        TestIssuer.directoryAnswers = true;
        TestIssuer.rolesNow(ODILE, List.of("compliance"));
        act(ODILE, permit, "resume").then().statusCode(409).body("reasons.code", contains("role_lost"));
        TestIssuer.rolesNow(ODILE, null);
        // Lars was on the board when he asked. He is not any more, so Odile's call is the first of two.
        TestIssuer.rolesNow(LARS, List.of());
        act(ODILE, permit, "resume").then().statusCode(202).body("state", equalTo("SUSPENDED"));
        TestIssuer.rolesNow(LARS, null);
        act(LARS, permit, "resume").then().statusCode(200).body("state", equalTo("ACTIVE"));
    }

    private static Response act(Person person, String permit, String act) {
        return as(person)
                .body(Map.of("reason", "The cause was looked at."))
                .post("/api/v1/permits/" + permit + "/" + act);
    }

    private static Response confirm(String request) {
        return as(LARS).body(Map.of(
                        "function", "legal",
                        "rationale", "The share is small and the need is real.",
                        "dossierDigest",
                                as(CARLA)
                                        .get("/api/v1/emergency-permits/" + request)
                                        .path("dossierDigest")))
                .post("/api/v1/emergency-permits/" + request + "/confirm");
    }

    /** The answer names nobody, least of all by the key of their account. */
    private static void unreachable(Response answer) {
        answer.then()
                .log()
                .ifValidationFails()
                .statusCode(503)
                .body("type", equalTo("urn:gatehouse:problem:identity-provider-unreachable"));
        for (Person person : List.of(PRIYA, LARS, EMEKA, INES, VIKTOR, ODILE)) {
            assertThat(answer.asString()).doesNotContain(person.sub());
        }
    }

    /** A release in an environment of its own; all are of one version, which is made ready once. */
    private static String allButValidation(String environment) {
        if (ready == null) {
            ready = Journey.ready("functions-now", "1");
        }
        String release = ready.submit("1", environment);
        for (Person member : List.of(PRIYA, LARS, EMEKA, INES)) {
            approve(release, member).then().log().ifValidationFails().statusCode(200);
        }
        return release;
    }

    private static Response get(String release) {
        return as(CARLA).get("/api/v1/releases/" + release);
    }
}
