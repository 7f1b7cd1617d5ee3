package dev.gatehouse.governance;

import static dev.gatehouse.governance.Journey.CARLA;
import static dev.gatehouse.governance.Journey.as;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.governance.TestIssuer.Person;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** Many people act on one release at once, on a real database. */
@QuarkusTest
@QuarkusTestResource(TestWorld.class)
class RacingVotersTest {

    @Test
    void theSamePersonVotingEightTimesAtOnceFillsOneSeat() throws Exception {
        String release = Journey.ready("eight-times", "1").submit("1");
        String dossier = Journey.dossierDigest(release);
        List<Integer> statuses =
                Race.statuses(java.util.Collections.nCopies(8, () -> cast(release, Journey.LARS, "legal", dossier)));
        assertThat(statuses).containsOnlyOnce(200);
        assertThat(as(CARLA).get("/api/v1/releases/" + release).<List<?>>path("votes"))
                .hasSize(1);
    }

    @Test
    void allSeatsVotingAtOnceGiveOnePermit() throws Exception {
        String release = Journey.ready("all-at-once", "1").submit("1");
        String dossier = Journey.dossierDigest(release);
        List<Callable<Response>> votes = new ArrayList<>();
        Journey.BOARD.forEach((person, function) -> {
            votes.add(() -> cast(release, person, function, dossier));
            votes.add(() -> cast(release, person, function, dossier));
        });
        List<Integer> statuses = Race.statuses(votes);
        assertThat(statuses.stream().filter(s -> s == 200)).hasSize(Journey.BOARD.size());
        Response after = as(CARLA).get("/api/v1/releases/" + release);
        assertThat(after.<String>path("state")).isEqualTo("Approved");
        assertThat(after.<String>path("permit.state")).isEqualTo("ACTIVE");
    }

    private static Response cast(String release, Person person, String function, String dossier) {
        return as(person)
                .body(Map.of(
                        "function",
                        function,
                        "decision",
                        "approve",
                        "rationale",
                        "I have read the dossier and find it sound.",
                        "dossierDigest",
                        dossier))
                .post("/api/v1/releases/" + release + "/votes");
    }
}
