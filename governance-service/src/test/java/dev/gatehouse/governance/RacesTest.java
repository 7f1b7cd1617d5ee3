package dev.gatehouse.governance;

import static dev.gatehouse.governance.Journey.CARLA;
import static dev.gatehouse.governance.Journey.ERIN;
import static dev.gatehouse.governance.Journey.INES;
import static dev.gatehouse.governance.Journey.LARS;
import static dev.gatehouse.governance.Journey.ODILE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.governance.TestIssuer.Person;
import dev.gatehouse.migrations.MigratedPostgres;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
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

    /** Ten pairs each; {@code -Dgatehouse.races.rounds=100} makes it a thousand. */
    private static final int ROUNDS = Integer.getInteger("gatehouse.races.rounds", 25);

    private static final int CONTROL_ROUNDS = 5;
    private static final long CONTROL_PAUSE_MILLIS = 300;
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int PERSONS = 710_090;
    private static final String PACK = "racing-pack";
    private static final String MODEL = "racing";
    private static final String CHANGING = "2";

    private static final Person LARA = Person.of("lara", "board", "function-legal");
    private static final Person DORA = Person.of("dora", "board", "function-legal", "function-engineering");
    private static final Person IVO = Person.of("ivo", "board", "engineer", "function-engineering");

    private static final Map<Person, String> TOKENS = new ConcurrentHashMap<>();

    private static boolean prepared;
    private static int environments;

    private record Submitted(String id, String dossier) {}

    /** Before each, since addresses are known only within a test; done once. */
    @BeforeEach
    void aBoardOfTwoForAModelWithLittleAtStake() {
        if (prepared) {
            return;
        }
        prepared = true;
        String pack = TestPack.yaml(PACK, "1", PERSONS, "LOW", "2020-01-01")
                .replace("tier_floor: LOW", "tier_floor: LOW\n      obligations: {quorum: {legal: 1}}");
        TestPack.active(PACK, TestPack.uploaded(pack));
        Journey racing = Journey.registerSmall(MODEL, PERSONS);
        racing.version("1").documents("1").card("1");
        // Of this one the evidence changes all the time, and its dossiers grow.
        racing.version(CHANGING).documents(CHANGING).card(CHANGING);
    }

    @Test
    void ofAllRacingPairsNoneGetsAPermitThatTheBoardDidNotGrant() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            onePersonInTwoSessionsFillsOneSeat();
            oneWithTwoFunctionsFillsOneSeat();
            theLastSeatRacesAReject();
            theLastSeatRacesAWithdrawal();
            theLastSeatRacesChangedEvidence(round);
            aVoterLosesTheFunctionWhileTheLastSeatIsFilled();
            theSubmitterNeverVotes();
            twoSubmittersBringOneRelease();
            aVoteSentTwiceCountsOnce();
            aPermitIsSuspendedOnce();
        }
        assertThat(wrongs("race-")).isEmpty();
    }

    @Test
    void withoutTheLocksTheSameRaceGoesWrong() throws Exception {
        List<List<Integer>> answers = new ArrayList<>();
        LocksOff.now = true;
        // Long enough that the withdrawal comes while the approval waits for the directory, having read the release.
        TestIssuer.directoryTakes = CONTROL_PAUSE_MILLIS;
        try {
            for (int round = 0; round < CONTROL_ROUNDS; round++) {
                Submitted release = halfApproved(submitted(submit(ERIN, "1", "control-" + round)));
                int asked = TestIssuer.DIRECTORY_ASKED.get();
                answers.add(race(() -> vote(release, INES, "engineering", "approve", null), () -> {
                    long end = System.nanoTime() + PATIENCE.toNanos();
                    while (TestIssuer.DIRECTORY_ASKED.get() == asked && System.nanoTime() < end) {
                        Thread.sleep(1);
                    }
                    return withdraw(release);
                }));
            }
        } finally {
            LocksOff.now = false;
            TestIssuer.directoryTakes = 0;
        }
        assertThat(answers)
                .as(
                        "a control that cannot fail proves nothing: one is told that it is approved, another that it is withdrawn")
                .contains(List.of(200, 200));
    }

    private void onePersonInTwoSessionsFillsOneSeat() throws Exception {
        Submitted release = submitted(ERIN);
        assertThat(race(() -> vote(release, LARS, "legal", "approve", null), () -> {
                    TOKENS.put(LARS, TestIssuer.bearer(LARS));
                    return vote(release, LARS, "legal", "approve", null);
                }))
                .containsExactlyInAnyOrder(200, 409);
    }

    private void oneWithTwoFunctionsFillsOneSeat() throws Exception {
        Submitted release = submitted(ERIN);
        assertThat(race(
                        () -> vote(release, DORA, "legal", "approve", null),
                        () -> vote(release, DORA, "engineering", "approve", null)))
                .containsExactlyInAnyOrder(200, 409);
    }

    private void theLastSeatRacesAReject() throws Exception {
        Submitted release = submitted(ERIN);
        halfApproved(release);
        assertThat(race(
                        () -> vote(release, INES, "engineering", "approve", null),
                        () -> vote(release, LARA, "legal", "reject", null)))
                .containsExactlyInAnyOrder(200, 409);
    }

    private void theLastSeatRacesAWithdrawal() throws Exception {
        Submitted release = submitted(ERIN);
        halfApproved(release);
        assertThat(race(() -> vote(release, INES, "engineering", "approve", null), () -> withdraw(release)))
                .containsExactlyInAnyOrder(200, 409);
    }

    private void theLastSeatRacesChangedEvidence(int round) throws Exception {
        Submitted release = submitted(submit(ERIN, CHANGING, environment()));
        halfApproved(release);
        List<Integer> answers = race(
                () -> vote(release, INES, "engineering", "approve", null),
                () -> request(ERIN)
                        .body(Map.of(
                                "summary",
                                "Round " + round,
                                "ethicalConsiderations",
                                "None.",
                                "humanOversight",
                                "None."))
                        .post("/api/v1/models/" + MODEL + "/versions/" + CHANGING + "/card"));
        assertThat(answers.get(0)).isIn(200, 409);
        assertThat(answers.get(1)).isEqualTo(201);
        if (answers.get(0) == 409) {
            assertThat(permitOf(release)).isNull();
        }
    }

    private void aVoterLosesTheFunctionWhileTheLastSeatIsFilled() throws Exception {
        Submitted release = submitted(ERIN);
        halfApproved(release);
        try {
            List<Integer> answers = race(() -> vote(release, INES, "engineering", "approve", null), () -> {
                TestIssuer.rolesNow(LARS, List.of("board"));
                return request(CARLA).get("/api/v1/releases/" + release.id());
            });
            assertThat(answers.get(0)).isIn(200, 409);
            assertThat(permitOf(release) != null).isEqualTo(answers.get(0) == 200);
            // From here on the function is lost for certain.
            if (answers.get(0) == 409) {
                assertThat(vote(release, INES, "engineering", "approve", null).statusCode())
                        .isEqualTo(409);
            }
        } finally {
            TestIssuer.rolesNow(LARS, null);
        }
    }

    private void theSubmitterNeverVotes() throws Exception {
        Submitted release = submitted(IVO);
        halfApproved(release);
        List<Integer> answers = race(
                () -> vote(release, IVO, "engineering", "approve", null),
                () -> vote(release, INES, "engineering", "approve", null));
        assertThat(answers).containsExactly(409, 200);
    }

    private void twoSubmittersBringOneRelease() throws Exception {
        String environment = environment();
        assertThat(race(() -> submit(ERIN, "1", environment), () -> submit(IVO, "1", environment)))
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
        assertThat(vote(release, INES, "engineering", "approve", key).statusCode())
                .isEqualTo(200);
    }

    private void aPermitIsSuspendedOnce() throws Exception {
        Submitted release = submitted(ERIN);
        String permit = vote(halfApproved(release), INES, "engineering", "approve", null)
                .path("permit.id");
        assertThat(race(() -> suspend(ODILE, permit), () -> suspend(LARS, permit)))
                .containsExactlyInAnyOrder(200, 409);
    }

    @SafeVarargs
    private static List<Integer> race(Callable<Response>... calls) throws Exception {
        return Race.statuses(List.of(calls));
    }

    private static String environment() {
        return "race-" + environments++;
    }

    private static Response submit(Person person, String version, String environment) {
        return request(person)
                .body(Map.of(
                        "model",
                        MODEL,
                        "version",
                        version,
                        "environment",
                        environment,
                        "route",
                        MODEL,
                        "summary",
                        "A race."))
                .post("/api/v1/releases");
    }

    private static Submitted submitted(Person person) {
        return submitted(submit(person, "1", environment()));
    }

    private static Submitted submitted(Response answer) {
        answer.then().log().ifValidationFails().statusCode(201);
        return new Submitted(answer.path("id"), answer.path("dossierDigest"));
    }

    /** Legal approves; engineering is the last seat. */
    private static Submitted halfApproved(Submitted release) {
        vote(release, LARS, "legal", "approve", null)
                .then()
                .log()
                .ifValidationFails()
                .statusCode(200);
        return release;
    }

    private static String permitOf(Submitted release) {
        return request(CARLA).get("/api/v1/releases/" + release.id()).path("permit.id");
    }

    private static Response vote(Submitted release, Person voter, String function, String decision, String key) {
        return request(voter)
                .header("Idempotency-Key", key == null ? UUID.randomUUID().toString() : key)
                .body(Map.of(
                        "function",
                        function,
                        "decision",
                        decision,
                        "rationale",
                        "I have read the dossier and find it so.",
                        "dossierDigest",
                        release.dossier()))
                .post("/api/v1/releases/" + release.id() + "/votes");
    }

    private static Response withdraw(Submitted release) {
        return request(ERIN)
                .body(Map.of("reason", "It is no longer wanted."))
                .post("/api/v1/releases/" + release.id() + "/withdraw");
    }

    private static Response suspend(Person person, String permit) {
        return request(person)
                .body(Map.of("reason", "It must stop at once."))
                .post("/api/v1/permits/" + permit + "/suspend");
    }

    /** As {@link Journey#as}, without the contract's check, which costs more than the request. */
    private static io.restassured.specification.RequestSpecification request(Person person) {
        return RestAssured.given()
                .auth()
                .oauth2(TOKENS.computeIfAbsent(person, TestIssuer::bearer))
                .contentType("application/json");
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
                        LEFT JOIN governance.vote v ON v.release_id = r.id AND v.dossier_digest = r.dossier_digest
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
