package dev.gatehouse.approval.bundle;

import static dev.gatehouse.approval.bundle.BundleVerifierTest.LATER;
import static dev.gatehouse.approval.bundle.BundleVerifierTest.NONE;
import static dev.gatehouse.approval.bundle.BundleVerifierTest.TRUST;
import static dev.gatehouse.approval.bundle.BundleVerifierTest.assertFails;
import static dev.gatehouse.approval.bundle.BundleVerifierTest.drop;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.approval.bundle.CheckReport.Check;
import dev.gatehouse.approval.bundle.CheckReport.Result;
import dev.gatehouse.approval.canonical.InvalidDocumentException;
import dev.gatehouse.approval.ledger.Checkpoint;
import dev.gatehouse.approval.ledger.LedgerKey;
import dev.gatehouse.approval.release.VoteDecision;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was taken out of a bundle, with a list of digests written anew that fits the rest. */
class BundleSealTest {
    @TempDir
    Path folder;

    private CheckReport verify(TestBundle bundle) throws IOException {
        return BundleVerifier.verify(bundle.pack(folder.resolve("bundle.zip")), TRUST, LATER);
    }

    /** What the proofs cannot show, since each act that is left fits: only the ledger's signature on the list tells. */
    @Test
    void whatIsTakenOutOfABundleIsMissedByTheSignedList() throws IOException {
        TestBundle.Tale tale = new TestBundle.Tale();
        tale.lateActs = List.of("permit.revoked");
        TestBundle bundle = TestBundle.told(tale);
        drop(bundle, "permit.revoked");
        CheckReport report = verify(bundle);
        assertThat(report.checks())
                .as("everything else holds, 'validity' too")
                .filteredOn(check -> check.result() == Result.FAILS)
                .extracting(Check::subject)
                .containsExactly("completeness");
        assertFails(report, "completeness", "it is of another bundle");
        assertThat(BundleVerifier.verify(folder.resolve("bundle.zip"), NONE, LATER)
                        .isAnchored())
                .isFalse();

        bundle = TestBundle.approved();
        bundle.files.remove(BundleLayout.SEAL);
        assertFails(verify(bundle), "completeness", "SHA256SUMS.note is missing");
        assertThat(BundleVerifier.verify(folder.resolve("bundle.zip"), NONE, LATER)
                        .holds())
                .isFalse();

        // The checkpoint of the bundle from before the revocation has fewer leaves.
        bundle = TestBundle.told(tale);
        bundle.files.put(BundleLayout.SEAL, TestBundle.approved().files.get(BundleLayout.SEAL));
        assertFails(verify(bundle), "completeness", "it says 'gatehouse-evidence-bundle/v1 ledger.example, release ");

        bundle = TestBundle.approved();
        bundle.files.put(
                BundleLayout.SEAL, bundle.files.get(BundleLayout.CHECKPOINT).clone());
        assertFails(verify(bundle), "completeness", "it is of another bundle");
        bundle.seal(LedgerKey.generate("ledger.example"));
        assertFails(verify(bundle), "completeness", "no known key signed");
    }

    @Test
    void aRejectingVoteThatIsTakenOutIsMissed() throws IOException {
        TestBundle.Tale tale = new TestBundle.Tale();
        tale.firstVote = VoteDecision.REJECT;
        TestBundle bundle = TestBundle.told(tale);
        String lapsed = "{\"castAt\":";
        String release = new String(bundle.files.get("release.json"), UTF_8);
        int start = release.indexOf(lapsed);
        int end = release.indexOf(lapsed, start + 1);
        assertThat(release.substring(start, end)).contains("On the first one.", "\"reject\"");
        bundle.files.put("release.json", (release.substring(0, start) + release.substring(end)).getBytes(UTF_8));
        drop(bundle, "vote.cast");
        assertThat(verify(bundle).checks())
                .filteredOn(check -> check.result() == Result.FAILS)
                .extracting(Check::subject)
                .containsExactly("completeness");
    }

    @Test
    void anApprovedReleaseWithoutItsPermitIsFoundWhateverIsSigned() throws IOException {
        TestBundle bundle = TestBundle.approved();
        bundle.files.remove(BundleLayout.PERMIT);
        bundle.replace("release.json", "\"permit\":\"" + TestBundle.PERMIT + "\"", "\"permit\":null");
        drop(bundle, "permit.issued");
        bundle.seal(TestBundle.LEDGER);
        assertFails(verify(bundle), "permit", "the release is Approved, and its permit is missing");
    }

    @Test
    void aSealIsNoCheckpoint() {
        String seal = new String(TestBundle.approved().files.get(BundleLayout.SEAL), UTF_8);
        assertThatThrownBy(() -> Checkpoint.open(seal, List.of(TestBundle.LEDGER.noteKey())))
                .isInstanceOf(InvalidDocumentException.class);
    }
}
