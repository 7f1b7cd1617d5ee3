package dev.gatehouse.governance;

import static dev.gatehouse.governance.Journey.CARLA;
import static dev.gatehouse.governance.Journey.ENZO;
import static dev.gatehouse.governance.Journey.ERIN;
import static dev.gatehouse.governance.Journey.GATEWAY;
import static dev.gatehouse.governance.Journey.LARS;
import static dev.gatehouse.governance.Journey.ODILE;
import static dev.gatehouse.governance.Journey.PRIYA;
import static dev.gatehouse.governance.Journey.VIKTOR;
import static dev.gatehouse.governance.Journey.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;

import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.approval.permit.Permit;
import dev.gatehouse.approval.permit.PermitCheck;
import dev.gatehouse.approval.permit.PermitState;
import dev.gatehouse.approval.permit.PermitVerifier;
import dev.gatehouse.approval.route.RouteSnapshot;
import dev.gatehouse.approval.route.SnapshotCheck;
import dev.gatehouse.approval.route.SnapshotVerifier;
import dev.gatehouse.approval.signing.TrustedKeys;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The main job through the public API: from facts to a permit, a route, and its end. */
@QuarkusTest
@QuarkusTestResource(TestWorld.class)
class JourneyTest {

    @Test
    void creditScoringIsHighRiskWithReasons() {
        Journey.register("tiered");
        as(CARLA)
                .get("/api/v1/models/tiered")
                .then()
                .statusCode(200)
                .body("assessment.status", equalTo("ASSESSED"))
                .body("assessment.tier", equalTo("HIGH"))
                .body("assessment.reasons.citation", hasItem(org.hamcrest.Matchers.containsString("5(b)")));
    }

    @Test
    void deployingWithoutEvidenceNamesEveryClosedGate() {
        Journey.register("ungated")
                .version("1")
                .deploy("1")
                .then()
                .statusCode(409)
                .body("type", equalTo("urn:gatehouse:problem:gates-unmet"))
                .body(
                        "gates.id",
                        hasItems(
                                "fairness-audit",
                                "validation-checklist",
                                "human-oversight-plan",
                                "rollback-plan",
                                "model-card",
                                "release-approved"));
    }

    @Test
    void anUnfairVersionFailsItsAuditAndItsGateStaysClosed() {
        Journey journey = Journey.register("unfair").version("1");
        journey.audit("1", journey.fixPlan("unfair")).body("verdict", equalTo("FAIL"));
        as(ERIN).get("/api/v1/models/unfair/versions/1/gates")
                .then()
                .statusCode(200)
                .body("gates.find { it.id == 'fairness-audit' }.open", equalTo(false))
                .body("gates.find { it.id == 'fairness-audit' }.reason", equalTo("failed"));
    }

    @Test
    void fromFactsToAPermitARouteAndItsSuspension() {
        Journey journey = Journey.ready("whole", "1");
        as(ERIN).get("/api/v1/models/whole/versions/1/gates").then().body("open", equalTo(true));
        String release = journey.submit("1");

        journey.deploy("1").then().statusCode(409).body("gates.id", contains("release-approved"));
        Journey.vote(release, Journey.INES, "engineering", "abstain", null)
                .then()
                .statusCode(200);

        for (var person : List.of(PRIYA, Journey.EMEKA, VIKTOR)) {
            Journey.approve(release, person).then().statusCode(200).body("state", equalTo("InReview"));
        }
        Journey.vote(
                        release,
                        LARS,
                        "legal",
                        "approve_with_conditions",
                        Map.of("purposes", List.of("credit-origination")))
                .then()
                .statusCode(200)
                .body("missing", equalTo(Map.of("engineering", 1)));
        var secondEngineer = TestIssuer.Person.of("elif", "board", "function-engineering");
        String permit = Journey.vote(release, secondEngineer, "engineering", "approve", null)
                .then()
                .statusCode(200)
                .body("state", equalTo("Approved"))
                .extract()
                .path("permit.id");

        Permit signed = permit(permit);
        assertThat(signed.conditions().purposes()).contains(Set.of("credit-origination"));
        assertThat(signed.artifact().hex()).isEqualTo(TestModel.get().sha256);
        assertThat(signed.dossierDigest().toString()).isEqualTo(Journey.dossierDigest(release));
        byte[] dossier =
                as(CARLA).get("/api/v1/releases/" + release + "/dossier").asByteArray();
        assertThat(Digest.of(dossier)).isEqualTo(signed.dossierDigest());

        RouteSnapshot before = snapshot();
        journey.deploy("1").then().statusCode(200).body("permit.state", equalTo("ACTIVE"));
        RouteSnapshot after = snapshot();
        assertThat(after.isNewerThan(before)).isTrue();
        assertThat(after.route("whole").orElseThrow().primary().permitState()).isEqualTo(PermitState.ACTIVE);

        as(ODILE)
                .body(Map.of("reason", "Drift alarm of this morning."))
                .post("/api/v1/permits/" + permit + "/suspend")
                .then()
                .statusCode(200)
                .body("state", equalTo("SUSPENDED"));
        assertThat(snapshot().route("whole").orElseThrow().primary().permitState())
                .isEqualTo(PermitState.SUSPENDED);
        as(ODILE)
                .body(Map.of("reason", "Once more, to be sure."))
                .post("/api/v1/permits/" + permit + "/suspend")
                .then()
                .statusCode(409)
                .body("type", equalTo("urn:gatehouse:problem:wrong-state"));

        assertBundle(release, signed);
    }

    @Test
    void whoMadeItMayNotVoteOnIt() {
        Journey journey = Journey.ready("own-work", "1");
        String release = journey.submit("1");
        var erinOnTheBoard = TestIssuer.Person.of("erin", "engineer", "board", "function-engineering");
        Journey.vote(release, erinOnTheBoard, "engineering", "approve", null)
                .then()
                .statusCode(409)
                .body("reasons.code", hasItem("submitter_may_not_vote"));
        var enzoOnTheBoard = TestIssuer.Person.of(ENZO.username(), "board", "function-engineering");
        Journey.vote(release, enzoOnTheBoard, "engineering", "approve", null)
                .then()
                .statusCode(409)
                .body("reasons.code", hasItem("contributor_may_not_vote"));
        var machine = TestIssuer.Person.of("service-account-ci", "board", "function-engineering");
        Journey.vote(release, machine, "engineering", "approve", null)
                .then()
                .statusCode(409)
                .body("reasons.code", hasItem("service_account_may_not_vote"));
        Journey.vote(release, LARS, "ethics", "approve", null)
                .then()
                .statusCode(409)
                .body("reasons.code", hasItem("function_not_held"));
    }

    @Test
    void oneRejectClosesTheRound() {
        String release = Journey.ready("rejected", "1").submit("1");
        Journey.vote(release, LARS, "legal", "reject", null)
                .then()
                .statusCode(200)
                .body("state", equalTo("Rejected"));
        Journey.approve(release, PRIYA).then().statusCode(409).body("reasons.code", hasItem("round_closed"));
    }

    @Test
    void votesLapseWhenTheDossierChanges() {
        Journey journey = Journey.ready("lapsing", "1");
        String release = journey.submit("1");
        Journey.approve(release, PRIYA).then().statusCode(200).body("missing", not(hasKey("product")));
        String before = Journey.dossierDigest(release);
        journey.evidence("1", ERIN, "rollback-plan");
        as(LARS).body(Map.of(
                        "function", "legal",
                        "decision", "approve",
                        "rationale", "I read the first dossier.",
                        "dossierDigest", before))
                .post("/api/v1/releases/" + release + "/votes")
                .then()
                .statusCode(409)
                .body("reasons.code", hasItem("dossier_changed"));
    }

    private static Permit permit(String id) {
        byte[] envelope = as(CARLA)
                .get("/api/v1/permits/" + id + "/envelope")
                .then()
                .statusCode(200)
                .extract()
                .asByteArray();
        PermitCheck check = PermitVerifier.verify(envelope, trusted());
        assertThat(check).isInstanceOf(PermitCheck.Valid.class);
        return ((PermitCheck.Valid) check).permit();
    }

    private static RouteSnapshot snapshot() {
        return snapshot("production");
    }

    /** What gateways are told now. */
    static RouteSnapshot snapshot(String environment) {
        byte[] envelope = as(GATEWAY)
                .get("/api/v1/gateway/snapshot?environment=" + environment)
                .then()
                .statusCode(200)
                .extract()
                .asByteArray();
        SnapshotCheck check = SnapshotVerifier.verify(envelope, trusted());
        assertThat(check).isInstanceOf(SnapshotCheck.Valid.class);
        return ((SnapshotCheck.Valid) check).snapshot();
    }

    private static TrustedKeys trusted() {
        String spki = as(CARLA).get("/api/v1/keys").path("keys[0].publicKey");
        return TrustedKeys.fromPem(
                "-----BEGIN PUBLIC KEY-----\n" + spki + "\n-----END PUBLIC KEY-----\n", "/api/v1/keys");
    }

    private static void assertBundle(String release, Permit permit) {
        Bundle bundle = Bundle.of(release, permit.notBefore());
        assertThat(bundle.report().isAnchored())
                .as("%s", bundle.report().checks())
                .isTrue();
        assertThat(Digest.of(bundle.file("dossier.json"))).isEqualTo(permit.dossierDigest());
        assertThat(bundle.file("card.pdf")).startsWith("%PDF-".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    }
}
