package dev.gatehouse.governance;

import static dev.gatehouse.governance.Journey.CARLA;
import static dev.gatehouse.governance.Journey.ERIN;
import static dev.gatehouse.governance.Journey.LARS;
import static dev.gatehouse.governance.Journey.ODILE;
import static dev.gatehouse.governance.Journey.VIKTOR;
import static dev.gatehouse.governance.Racing.approved;
import static dev.gatehouse.governance.Racing.askForEmergencyUse;
import static dev.gatehouse.governance.Racing.confirm;
import static dev.gatehouse.governance.Racing.environment;
import static dev.gatehouse.governance.Racing.get;
import static dev.gatehouse.governance.Racing.post;
import static dev.gatehouse.governance.Racing.race;
import static dev.gatehouse.governance.Racing.submit;
import static dev.gatehouse.governance.Racing.submitted;
import static dev.gatehouse.governance.Racing.suspend;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.governance.Racing.Answer;
import dev.gatehouse.migrations.MigratedPostgres;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Hundreds of pairs of requests in which somebody opens a gate by two people: emergency use, a resumption, a waiver. */
@QuarkusTest
@QuarkusTestResource(TestWorld.class)
class OpeningRacesTest {

    private static final String WAIVERS = "/models/" + Racing.MODEL + "/versions/" + Racing.CARDLESS + "/waivers";

    @BeforeEach
    void modelsWithLittleAtStake() {
        Racing.prepare();
    }

    @Test
    void ofAllRacingPairsNoneOpensWhatTwoPeopleDidNotAgreeOn() throws Exception {
        Racing.inLanes(List.of(
                List.of(
                        round -> twoConfirmOneEmergencyRequest(),
                        round -> anEmergencyIsConfirmedWhileTheBoardsPermitIsSuspended()),
                List.of(round -> twoResumeOnePermit(), round -> aWaiverIsConfirmedWhileItIsRevoked())));
        assertThat(wrongs()).isEmpty();
    }

    private static void twoConfirmOneEmergencyRequest() throws Exception {
        Answer request = askForEmergencyUse(ODILE, environment());
        assertThat(race(() -> confirm(LARS, "legal", request), () -> confirm(VIKTOR, "validation", request)))
                .containsExactlyInAnyOrder(200, 409);
        Racing.clearUp();
    }

    private static void anEmergencyIsConfirmedWhileTheBoardsPermitIsSuspended() throws Exception {
        String environment = environment();
        Answer request = askForEmergencyUse(ODILE, environment);
        String permit = approved(submitted(submit(ERIN, Racing.URGENT, "1", environment)));
        assertThat(race(() -> confirm(LARS, "legal", request), () -> suspend(ODILE, permit)))
                .containsExactly(409, 200);
        Answer afterwards = get(CARLA, "/emergency-permits/" + request.text("/id"));
        assertThat(afterwards.text("/state")).isEqualTo("OPEN");
        confirm(LARS, "legal", afterwards).expect(409);
    }

    private static void twoResumeOnePermit() throws Exception {
        String permit = approved(submitted(ERIN));
        suspend(ODILE, permit).expect(200);
        Map<String, String> reason = Map.of("reason", "The cause was found and is gone.");
        String resume = "/permits/" + permit + "/resume";
        assertThat(race(() -> post(ODILE, resume, reason), () -> post(LARS, resume, reason)))
                .containsExactlyInAnyOrder(202, 200);
        assertThat(get(CARLA, "/permits/" + permit).text("/state")).isEqualTo("ACTIVE");
    }

    private static void aWaiverIsConfirmedWhileItIsRevoked() throws Exception {
        Answer waiver = post(
                        ERIN,
                        WAIVERS,
                        Map.of(
                                "gate",
                                "model-card",
                                "environment",
                                environment(),
                                "reason",
                                "The card is written next week.",
                                "until",
                                TestClock.today().plusDays(7).toString()))
                .expect(201);
        String at = WAIVERS + "/" + waiver.text("/id");
        List<Integer> answers = race(
                () -> post(
                        LARS,
                        at + "/confirmation",
                        Map.of("function", "legal", "rationale", "A week without it does no harm.")),
                () -> post(ODILE, at + "/revocation", Map.of("reason", "It is not needed any more.")));
        assertThat(answers.get(0)).isIn(200, 409);
        assertThat(answers.get(1)).isEqualTo(200);
    }

    private static List<String> wrongs() throws SQLException {
        List<String> wrongs = new ArrayList<>();
        try (Connection database = TestWorld.postgres.connect(MigratedPostgres.GOVERNANCE)) {
            wrongs.addAll(ids(database, "an emergency permit that nobody confirmed, or two of one request", """
                    SELECT p.id FROM governance.permit p LEFT JOIN governance.emergency_request r ON r.permit_id = p.id
                    WHERE p.model = 'racing-urgent' AND p.basis = 'EMERGENCY'
                    GROUP BY p.id HAVING count(r.id) FILTER (WHERE r.state = 'CONFIRMED' AND r.decided_by <> r.requested_by) <> 1"""));
            wrongs.addAll(ids(database, "emergency use beside a permit of the board", """
                    SELECT p.id FROM governance.permit p JOIN governance.permit b USING (version_id, environment, route)
                    WHERE p.model = 'racing-urgent' AND p.basis = 'EMERGENCY' AND b.basis = 'BOARD'"""));
            wrongs.addAll(ids(database, "a permit that was not resumed once by two people", """
                    SELECT p.id FROM governance.permit p JOIN governance.permit_act a ON a.permit_id = p.id
                    WHERE p.model = 'racing' AND a.act IN ('resume-asked', 'resumed')
                    GROUP BY p.id HAVING count(DISTINCT a.acted_by) <> 2 OR count(*) <> 2"""));
            wrongs.addAll(ids(database, "a waiver that outlived its revocation", """
                    SELECT w.id FROM governance.waiver w JOIN governance.model_version v ON v.id = w.version_id
                    JOIN governance.model m ON m.id = v.model_id WHERE m.name = 'racing' AND w.state <> 'REVOKED'"""));
        }
        return wrongs;
    }

    private static List<String> ids(Connection database, String what, String sql) throws SQLException {
        List<String> ids = new ArrayList<>();
        try (ResultSet rows = database.createStatement().executeQuery(sql)) {
            while (rows.next()) {
                ids.add(what + ": " + rows.getString(1));
            }
        }
        return ids;
    }
}
