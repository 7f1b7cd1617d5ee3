package dev.gatehouse.governance;

import static dev.gatehouse.governance.Journey.BOARD;
import static dev.gatehouse.governance.Journey.CARLA;
import static dev.gatehouse.governance.Journey.EMEKA;
import static dev.gatehouse.governance.Journey.INES;
import static dev.gatehouse.governance.Journey.LARS;
import static dev.gatehouse.governance.Journey.PRIYA;
import static dev.gatehouse.governance.Journey.VIKTOR;
import static dev.gatehouse.governance.Journey.approve;
import static dev.gatehouse.governance.Journey.as;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.governance.TestIssuer.Person;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the identity provider says of the voters when the permit would be issued, whatever their tokens said when they voted. */
@QuarkusTest
@QuarkusTestResource(TestWorld.class)
class FunctionsAtIssuanceTest {

    @AfterEach
    void everybodyHoldsTheirRolesAgain() {
        BOARD.keySet().forEach(person -> TestIssuer.rolesNow(person, null));
        TestIssuer.directoryAnswers = true;
    }

    @Test
    void whoLostTheFunctionOrLeftTheBoardSinceTheirVoteLeavesNoPermit() {
        String release = allButValidation("lost-function");
        TestIssuer.rolesNow(LARS, List.of("board"));
        refused(release, approve(release, VIKTOR), "A voter for 'legal' no longer holds that function.");
        TestIssuer.rolesNow(LARS, List.of("function-legal"));
        refused(release, approve(release, VIKTOR), "A voter for 'legal' no longer holds that function.");
        TestIssuer.rolesNow(LARS, null);

        // The last voter's own token says otherwise, and is not taken on trust either.
        TestIssuer.rolesNow(VIKTOR, List.of("validator", "board"));
        refused(release, approve(release, VIKTOR), "A voter for 'validation' no longer holds that function.");
        TestIssuer.rolesNow(VIKTOR, null);

        approve(release, VIKTOR).then().statusCode(200);
        assertThat(get(release).<String>path("permit.state")).isEqualTo("ACTIVE");
    }

    @Test
    void withoutAnAnswerNothingIsDecidedAndTheVoteCanBeCastAgain() {
        String release = allButValidation("no-answer");
        TestIssuer.directoryAnswers = false;
        Response answer = approve(release, VIKTOR);
        answer.then().statusCode(503);
        assertThat(answer.<String>path("type")).endsWith("identity-provider-unreachable");
        assertThat(get(release).<String>path("state")).isEqualTo("InReview");
        assertThat(get(release).<List<?>>path("votes")).hasSize(4);

        TestIssuer.directoryAnswers = true;
        approve(release, VIKTOR).then().statusCode(200);
    }

    private static String allButValidation(String model) {
        String release = Journey.ready(model, "1").submit("1");
        for (Person member : List.of(PRIYA, LARS, EMEKA, INES)) {
            approve(release, member).then().log().ifValidationFails().statusCode(200);
        }
        return release;
    }

    private static void refused(String release, Response answer, String sentence) {
        answer.then().log().ifValidationFails().statusCode(409);
        assertThat(answer.<List<String>>path("reasons.sentence")).contains(sentence);
        assertThat(get(release).<String>path("state")).isEqualTo("InReview");
        assertThat(get(release).<Object>path("permit")).isNull();
    }

    private static Response get(String release) {
        return as(CARLA).get("/api/v1/releases/" + release);
    }
}
