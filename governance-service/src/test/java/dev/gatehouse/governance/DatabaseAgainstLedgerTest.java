package dev.gatehouse.governance;

import static dev.gatehouse.governance.Journey.CARLA;
import static dev.gatehouse.governance.Journey.INES;
import static dev.gatehouse.governance.Journey.LARS;
import static dev.gatehouse.governance.Journey.ODILE;
import static dev.gatehouse.governance.Journey.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.gatehouse.migrations.MigratedPostgres;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What somebody who may write anything into the database cannot do without being named. */
@QuarkusTest
@QuarkusTestResource(TestWorld.class)
class DatabaseAgainstLedgerTest {

    @Test
    void aPermitThatWasOpenedWithoutAnActIsNamed() throws SQLException {
        Journey journey = PermitsTest.small("opened-by-hand", 760_020);
        String permit = PermitsTest.granted(journey, "by-hand");
        PermitsTest.act(ODILE, permit, "suspend", "It must stop at once.")
                .then()
                .statusCode(200);
        assertThat(differencesOn(permit)).isEmpty();
        asOwner("UPDATE governance.permit SET state = 'ACTIVE', state_reason = NULL WHERE id = '" + permit + "'");
        assertThat(differencesOn(permit))
                .containsExactly("The database has permit " + permit
                        + " as ACTIVE; its last act in the ledger, permit.suspended, left it SUSPENDED.");
        asOwner("UPDATE governance.permit SET state = 'SUSPENDED', state_reason = 'It must stop at once.' WHERE id = '"
                + permit + "'");
        PermitsTest.act(LARS, permit, "resume", "The feed is repaired again.")
                .then()
                .statusCode(202);
        PermitsTest.act(ODILE, permit, "resume", "I have seen the repaired feed.")
                .then()
                .statusCode(200);
        assertThat(differencesOn(permit)).isEmpty();
        asOwner("UPDATE governance.permit SET envelope = envelope || '\\x20'::bytea WHERE id = '" + permit + "'");
        assertThat(differencesOn(permit))
                .containsExactly(
                        "The stored bytes of permit " + permit + " are not those that the ledger says were issued.");
        asOwner("UPDATE governance.permit SET envelope = substring(envelope FOR length(envelope) - 1) WHERE id = '"
                + permit + "'");
        assertThat(differencesOn(permit)).isEmpty();
    }

    @Test
    void aVoteThatNobodyCastFillsNoSeat() throws SQLException {
        String pack = TestPack.yaml("two-seats", "1", 760_021, "LOW", "2020-01-01")
                .replace("tier_floor: LOW", "tier_floor: LOW\n      obligations: {quorum: {legal: 1}}");
        TestPack.active("two-seats", TestPack.uploaded(pack));
        try {
            Journey journey = PermitsTest.small("voted-by-hand", 760_021);
            String release = PermitsTest.submit(journey, "by-hand");
            Journey.vote(release, LARS, "legal", "approve_with_conditions", Map.of("trafficCap", "0.1"))
                    .then()
                    .log()
                    .ifValidationFails()
                    .statusCode(200);
            asOwner("UPDATE governance.vote SET conditions = (SELECT requested FROM governance.release r WHERE r.id = '"
                    + release + "') WHERE release_id = '" + release + "'");
            Journey.vote(release, INES, "engineering", "approve", null)
                    .then()
                    .log()
                    .ifValidationFails()
                    .statusCode(409)
                    .body("reasons.code", contains("vote_not_on_record"))
                    .body("reasons[0].sentence", containsString("The vote for legal"));
            as(CARLA)
                    .get("/api/v1/releases/" + release)
                    .then()
                    .body("state", equalTo("InReview"))
                    .body("permit", equalTo(null));
        } finally {
            TestPack.retired("two-seats");
        }
    }

    /** What the verification names of that permit. Other tests' permits may differ, since they are written to by hand too. */
    private static List<String> differencesOn(String permit) {
        List<String> all = as(CARLA)
                .post("/api/v1/ledger/verifications")
                .then()
                .log()
                .ifValidationFails()
                .statusCode(200)
                .body("intact", equalTo(true))
                .extract()
                .path("differences");
        return all.stream().filter(sentence -> sentence.contains(permit)).toList();
    }

    private static void asOwner(String sql) throws SQLException {
        try (Connection owner = TestWorld.postgres.connect(MigratedPostgres.OWNER);
                Statement statement = owner.createStatement()) {
            assertThat(statement.executeUpdate(sql)).isEqualTo(1);
        }
    }
}
