package dev.gatehouse.governance;

import static dev.gatehouse.governance.Journey.CARLA;
import static dev.gatehouse.governance.Journey.ERIN;
import static dev.gatehouse.governance.Journey.INES;
import static dev.gatehouse.governance.Journey.LARS;
import static dev.gatehouse.governance.Journey.ODILE;
import static dev.gatehouse.governance.Racing.anotherSession;
import static dev.gatehouse.governance.Racing.approved;
import static dev.gatehouse.governance.Racing.environment;
import static dev.gatehouse.governance.Racing.get;
import static dev.gatehouse.governance.Racing.halfApproved;
import static dev.gatehouse.governance.Racing.post;
import static dev.gatehouse.governance.Racing.race;
import static dev.gatehouse.governance.Racing.submit;
import static dev.gatehouse.governance.Racing.submitted;
import static dev.gatehouse.governance.Racing.suspend;
import static dev.gatehouse.governance.Racing.vote;
import static dev.gatehouse.governance.Racing.withdraw;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.governance.Racing.Submitted;
import dev.gatehouse.governance.TestIssuer.Person;
import dev.gatehouse.migrations.MigratedPostgres;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Hundreds of pairs of requests that race each other through real HTTP on a real PostgreSQL: voters, submitters, suspenders, people in
 * two sessions, people who lose their function, and requests sent twice. One version goes to the board in an environment of its own for
 * each pair. Whatever the pairs answered, the database is asked at the end whether any permit exists that should not.
 */
@QuarkusTest
@QuarkusTestResource(TestWorld.class)
class RacesTest {

    private static final int CONTROL_ROUNDS = 5;
    private static final long CONTROL_PAUSE_MILLIS = 300;

    private static final Person LARA = Person.of("lara", "board", "function-legal");
    /** Loses the function again and again. */
    private static final Person LEO = Person.of("leo", "board", "function-legal");

    private static final Person DORA = Person.of("dora", "board", "function-legal", "function-engineering");
    private static final Person IVO = Person.of("ivo", "board", "engineer", "function-engineering");

    @BeforeEach
    void aBoardOfTwoForAModelWithLittleAtStake() {
        Racing.prepare();
    }

    @Test
    void ofAllRacingPairsNoneGetsAPermitThatTheBoardDidNotGrant() throws Exception {
        Racing.inLanes(List.of(
                List.of(
                        round -> onePersonInTwoSessionsFillsOneSeat(),
                        round -> theLastSeatRacesAReject(),
                        round -> theLastSeatRacesChangedEvidence(),
                        round -> aPermitIsSuspendedOnce()),
                List.of(
                        round -> aVoterLosesTheFunctionWhileTheLastSeatIsFilled(),
                        round -> oneWithTwoFunctionsFillsOneSeat(),
                        round -> twoSubmittersBringOneRelease()),
                List.of(
                        round -> theLastSeatRacesAWithdrawal(),
                        round -> theSubmitterNeverVotes(),
                        round -> aVoteSentTwiceCountsOnce())));
        assertThat(wrongs("race-")).isEmpty();
    }

    @Test
    void withoutTheLocksTheSameRaceGoesWrong() throws Exception {
        List<List<Integer>> answers = new ArrayList<>();
        // Long enough that both have read the release before one of them writes it.
        LocksOff.pauseMillis = CONTROL_PAUSE_MILLIS;
        LocksOff.now = true;
        try {
            for (int round = 0; round < CONTROL_ROUNDS; round++) {
                Submitted release = halfApproved(submitted(submit(ERIN, Racing.MODEL, "1", "control-" + round)));
                answers.add(race(() -> vote(release, INES, "engineering", "approve"), () -> withdraw(release)));
            }
        } finally {
            LocksOff.now = false;
        }
        assertThat(answers)
                .as(
                        "a control that cannot fail proves nothing: one is told that it is approved, another that it is withdrawn")
                .contains(List.of(200, 200));
    }

    private void onePersonInTwoSessionsFillsOneSeat() throws Exception {
        Submitted release = submitted(ERIN);
        assertThat(race(() -> vote(release, LARS, "legal", "approve"), () -> {
                    anotherSession(LARS);
                    return vote(release, LARS, "legal", "approve");
                }))
                .containsExactlyInAnyOrder(200, 409);
    }

    private void oneWithTwoFunctionsFillsOneSeat() throws Exception {
        Submitted release = submitted(ERIN);
        assertThat(race(
                        () -> vote(release, DORA, "legal", "approve"),
                        () -> vote(release, DORA, "engineering", "approve")))
                .containsExactlyInAnyOrder(200, 409);
    }

    private void theLastSeatRacesAReject() throws Exception {
        Submitted release = submitted(ERIN);
        halfApproved(release);
        assertThat(race(
                        () -> vote(release, INES, "engineering", "approve"),
                        () -> vote(release, LARA, "legal", "reject")))
                .containsExactlyInAnyOrder(200, 409);
    }

    private void theLastSeatRacesAWithdrawal() throws Exception {
        Submitted release = submitted(ERIN);
        halfApproved(release);
        assertThat(race(() -> vote(release, INES, "engineering", "approve"), () -> withdraw(release)))
                .containsExactlyInAnyOrder(200, 409);
    }

    private void theLastSeatRacesChangedEvidence() throws Exception {
        Submitted release = submitted(submit(ERIN, Racing.MODEL, Racing.CHANGING, environment()));
        halfApproved(release);
        List<Integer> answers = race(
                () -> vote(release, INES, "engineering", "approve"),
                () -> post(ERIN, "/models/" + Racing.MODEL + "/versions/" + Racing.CHANGING + "/card", Map.of()));
        assertThat(answers.get(0)).isIn(200, 409);
        assertThat(answers.get(1)).isEqualTo(201);
        if (answers.get(0) == 409) {
            assertThat(permitOf(release)).isNull();
        }
    }

    private void aVoterLosesTheFunctionWhileTheLastSeatIsFilled() throws Exception {
        Submitted release = submitted(ERIN);
        halfApproved(release, LEO);
        try {
            List<Integer> answers = race(() -> vote(release, INES, "engineering", "approve"), () -> {
                TestIssuer.rolesNow(LEO, List.of("board"));
                return get(CARLA, "/releases/" + release.id());
            });
            assertThat(answers).containsExactly(200, 200);
        } finally {
            TestIssuer.rolesNow(LEO, null);
        }
        // Without a permit the seat is empty again, and somebody else fills it.
        if (permitOf(release) == null) {
            assertThat(get(CARLA, "/releases/" + release.id())
                            .body()
                            .at("/missing/legal")
                            .asInt())
                    .isEqualTo(1);
            assertThat(vote(release, LARA, "legal", "approve").expect(200).text("/permit/id"))
                    .isNotNull();
        }
    }

    private void theSubmitterNeverVotes() throws Exception {
        Submitted release = submitted(IVO);
        halfApproved(release);
        List<Integer> answers = race(
                () -> vote(release, IVO, "engineering", "approve"),
                () -> vote(release, INES, "engineering", "approve"));
        assertThat(answers).containsExactly(409, 200);
    }

    private void twoSubmittersBringOneRelease() throws Exception {
        String environment = environment();
        assertThat(race(
                        () -> submit(ERIN, Racing.MODEL, "1", environment),
                        () -> submit(IVO, Racing.MODEL, "1", environment)))
                .containsExactlyInAnyOrder(201, 409);
    }

    private void aVoteSentTwiceCountsOnce() throws Exception {
        Submitted release = submitted(ERIN);
        halfApproved(release);
        String key = UUID.randomUUID().toString();
        List<Integer> answers = race(
                () -> vote(release, INES, "engineering", "approve", key),
                () -> vote(release, INES, "engineering", "approve", key));
        assertThat(answers).isSubsetOf(200, 409).contains(200);
        vote(release, INES, "engineering", "approve", key).expect(200);
    }

    private void aPermitIsSuspendedOnce() throws Exception {
        String permit = approved(submitted(ERIN));
        assertThat(race(() -> suspend(ODILE, permit), () -> suspend(LARS, permit)))
                .containsExactlyInAnyOrder(200, 409);
    }

    private static String permitOf(Submitted release) {
        return get(CARLA, "/releases/" + release.id()).text("/permit/id");
    }

    /** Every permit of a racing release that the votes in the database do not carry, with what is wrong. */
    private static List<String> wrongs(String environments) throws SQLException {
        List<String> wrongs = new ArrayList<>();
        try (Connection database = TestWorld.postgres.connect(MigratedPostgres.GOVERNANCE);
                PreparedStatement select = database.prepareStatement("""
                        SELECT r.id::text, r.state, p.id IS NOT NULL AS permitted,
                          count(v.*) FILTER (WHERE v.decision IN ('reject', 'request_changes')) AS against,
                          count(DISTINCT v.function) FILTER (WHERE v.decision = 'approve') AS seats,
                          count(v.*) - count(DISTINCT v.voter) AS twice,
                          count(v.*) FILTER (WHERE v.voter = r.submitted_by) AS own
                        FROM governance.release r
                        LEFT JOIN governance.permit p ON p.release_id = r.id
                        LEFT JOIN governance.vote v
                          ON v.release_id = r.id AND v.dossier_digest = r.dossier_digest AND v.lapsed_at IS NULL
                        WHERE r.environment LIKE ? GROUP BY r.id, r.state, p.id""")) {
            select.setString(1, environments + "%");
            ResultSet rows = select.executeQuery();
            while (rows.next()) {
                String release = rows.getString(1);
                boolean permitted = rows.getBoolean("permitted");
                add(wrongs, release, "a permit after a reject", permitted && rows.getLong("against") > 0);
                add(wrongs, release, "a permit without quorum", permitted && rows.getLong("seats") < 2);
                add(
                        wrongs,
                        release,
                        "a permit of a release that is not approved",
                        permitted != rows.getString(2).equals("Approved"));
                add(wrongs, release, "a person with two seats", rows.getLong("twice") > 0);
                add(wrongs, release, "a vote by the submitter", rows.getLong("own") > 0);
            }
        }
        return wrongs;
    }

    private static void add(List<String> wrongs, String release, String what, boolean wrong) {
        if (wrong) {
            wrongs.add(release + " " + what);
        }
    }
}
