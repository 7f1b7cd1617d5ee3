package dev.gatehouse.approval.bundle;

import static dev.gatehouse.approval.Approvals.NOON;
import static dev.gatehouse.approval.bundle.BundleVerifierTest.LATER;
import static dev.gatehouse.approval.bundle.BundleVerifierTest.TRUST;
import static dev.gatehouse.approval.bundle.BundleVerifierTest.assertFails;
import static dev.gatehouse.approval.bundle.BundleVerifierTest.drop;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.approval.condition.Conditions;
import dev.gatehouse.approval.release.VoteDecision;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A bundle whose parts are all signed and fit together, and whose permit is not the one that dossier and votes lead to. */
class BundledPermitTest {
    @TempDir
    Path folder;

    private CheckReport verify(TestBundle bundle) throws IOException {
        return BundleVerifier.verify(bundle.pack(folder.resolve("bundle.zip")), TRUST, LATER);
    }

    @Test
    void aBundleThatFitsTogetherButBreaksTheRulesIsFound() throws IOException {
        TestBundle.Tale tale = new TestBundle.Tale();
        tale.quorum = Map.of("product", 1, "legal", 2);
        assertFails(verify(TestBundle.told(tale)), "votes", "legal 1 of 2");

        tale = new TestBundle.Tale();
        tale.quorum = Map.of("board-of-directors", 1);
        assertFails(verify(TestBundle.told(tale)), "votes", "board-of-directors 0 of 1");

        tale = new TestBundle.Tale();
        tale.quorum = Map.of();
        assertFails(verify(TestBundle.told(tale)), "votes", "no quorum");

        tale = new TestBundle.Tale();
        tale.lastVote = VoteDecision.REJECT;
        assertFails(verify(TestBundle.told(tale)), "votes", "reject, which permits nothing");

        tale = new TestBundle.Tale();
        tale.lastVote = VoteDecision.ABSTAIN;
        assertFails(verify(TestBundle.told(tale)), "votes", "0 of 1");

        tale = new TestBundle.Tale();
        tale.secondVoter = "p-1";
        assertFails(verify(TestBundle.told(tale)), "votes", "two votes");

        tale = new TestBundle.Tale();
        tale.votes = Conditions.onlyPurposes(Set.of("origination"));
        assertFails(verify(TestBundle.told(tale)), "conditions", "admits more than was asked for and voted");

        tale.permit = tale.votes;
        assertThat(verify(TestBundle.told(tale)).isAnchored()).isTrue();
    }

    @Test
    void anExpiredOrNotYetValidOrClosedPermitIsTold() throws IOException {
        Path zip = TestBundle.approved().pack(folder.resolve("bundle.zip"));
        assertFails(BundleVerifier.verify(zip, TRUST, NOON.plus(Duration.ofDays(181))), "validity", "expired");
        assertFails(BundleVerifier.verify(zip, TRUST, NOON.minusSeconds(1)), "validity", "valid from");

        TestBundle.Tale tale = new TestBundle.Tale();
        tale.lateActs = List.of("permit.suspended");
        assertFails(verify(TestBundle.told(tale)), "validity", "closed");
        tale.lateActs = List.of("permit.suspended", "permit.resumed");
        assertThat(verify(TestBundle.told(tale)).isAnchored()).isTrue();
        tale.lateActs = List.of("permit.suspended", "permit.resumed", "permit.revoked");
        assertFails(verify(TestBundle.told(tale)), "validity", "permit.revoked");
    }

    @Test
    void aPermitIsHeldAgainstWhatWasAskedForAndNotOnlyAgainstTheVotes() throws IOException {
        TestBundle.Tale tale = new TestBundle.Tale();
        tale.requested = limited("{\"trafficCap\":\"0.25\",\"expiresAt\":\"2027-01-01T00:00:00Z\"}");
        assertFails(verify(TestBundle.told(tale)), "conditions", "\"trafficCap\":\"0.25\"");
        tale.permit = limited("{\"trafficCap\":\"0.25\"}");
        assertFails(verify(TestBundle.told(tale)), "conditions", "2027-01-01T00:00:00Z");
        tale.permit = tale.requested;
        assertThat(verify(TestBundle.told(tale)).isAnchored()).isTrue();

        tale = new TestBundle.Tale();
        tale.requested = limited("{\"segment\":\"age > 18\"}");
        tale.votes = limited("{\"segment\":\"amount < 500\"}");
        for (String open : List.of("(age > 18) || true", "age > 18", "(amount < 500) && (age > 18) || true")) {
            tale.permit = limited("{\"segment\":\"" + open + "\"}");
            assertFails(verify(TestBundle.told(tale)), "conditions", "admits more than");
        }
        tale.permit = tale.requested.tighten(tale.votes);
        assertThat(verify(TestBundle.told(tale)).isAnchored()).isTrue();
    }

    @Test
    void aPermitIsHeldAgainstTheObligationsOfTheTierAndTheStepOfTheLaunch() throws IOException {
        TestBundle.Tale tale = new TestBundle.Tale();
        tale.permitValidity = "P5M";
        assertFails(verify(TestBundle.told(tale)), "obligations", "the tier allows P5M");
        tale.permitValidity = "long";
        assertFails(verify(TestBundle.told(tale)), "obligations", "not a period");

        tale = new TestBundle.Tale();
        tale.binding = "attested";
        assertFails(verify(TestBundle.told(tale)), "obligations", "binding differs");

        tale = new TestBundle.Tale();
        tale.launch = Optional.of(launch("0.05", null, 14));
        assertFails(verify(TestBundle.told(tale)), "conditions", "more than the launch's step 'canary'");
        tale.requested = limited("{\"trafficCap\":\"0.05\"}");
        tale.permit = tale.requested;
        assertFails(verify(TestBundle.told(tale)), "obligations", "the launch's step ends at");
        tale.launch = Optional.of(launch("0.05", null, 180));
        assertThat(verify(TestBundle.told(tale)).isAnchored()).isTrue();
        tale.launch = Optional.of(launch("0.05", "age > 18", 180));
        assertFails(verify(TestBundle.told(tale)), "conditions", "more than the launch's step 'canary'");
        tale.requested = limited("{\"trafficCap\":\"0.05\",\"segment\":\"(age > 18) && (amount < 500)\"}");
        tale.permit = tale.requested;
        assertThat(verify(TestBundle.told(tale)).isAnchored()).isTrue();
    }

    @Test
    void aBindingWeakerThanTheTierAsksForIsFound() throws IOException {
        TestBundle.Tale tale = new TestBundle.Tale();
        tale.permitBinding = "attested";
        tale.binding = "attested";
        assertFails(verify(TestBundle.told(tale)), "obligations", "the tier asks for 'loaded-by-digest'");
        tale.minimumBinding = "declared";
        assertThat(verify(TestBundle.told(tale)).isAnchored()).isTrue();
    }

    private static Conditions limited(String json) throws IOException {
        return Conditions.fromJson(new ObjectMapper().readTree(json));
    }

    private static JsonNode launch(String cap, String segment, int days) throws IOException {
        ObjectNode launch = new ObjectMapper().createObjectNode().put("step", 0);
        launch.putArray("steps")
                .addObject()
                .put("name", "canary")
                .put("environment", "production")
                .put("trafficCap", cap)
                .put("segment", segment)
                .put("validityDays", days)
                .putArray("exitCriteria")
                .add("No complaint.");
        return launch;
    }

    @Test
    void aVoteLapsesOnlyAsTheLedgerTells() throws IOException {
        TestBundle.Tale tale = new TestBundle.Tale();
        tale.lapse = true;
        assertThat(verify(TestBundle.told(tale)).isAnchored()).isTrue();

        TestBundle bundle = TestBundle.told(tale);
        drop(bundle, "vote.lapsed");
        assertFails(verify(bundle), "acts", "no act says that the vote for legal");
        bundle = TestBundle.told(tale);
        bundle.replace("release.json", "\"lapsed\":\"The voter no longer holds the function 'legal'.\",", "");
        assertFails(verify(bundle), "acts", "a lapse that release.json does not tell");
        assertFails(verify(bundle), "votes", "the permit names the votes");
    }
}
