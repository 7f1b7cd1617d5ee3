package dev.gatehouse.approval.bundle;

import static dev.gatehouse.approval.Approvals.KEY;
import static dev.gatehouse.approval.Approvals.NOON;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.approval.bundle.CheckReport.Check;
import dev.gatehouse.approval.bundle.CheckReport.Result;
import dev.gatehouse.approval.canonical.InvalidDocumentException;
import dev.gatehouse.approval.condition.Conditions;
import dev.gatehouse.approval.ledger.LedgerKey;
import dev.gatehouse.approval.signing.SigningKey;
import dev.gatehouse.approval.signing.TrustedKeys;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class BundleVerifierTest {
    static final Instant LATER = NOON.plus(Duration.ofDays(1));
    static final BundleVerifier.Trust TRUST = new BundleVerifier.Trust(
            Optional.of(TrustedKeys.of(KEY.verificationKey())), List.of(TestBundle.LEDGER.noteKey()));
    static final BundleVerifier.Trust NONE = new BundleVerifier.Trust(Optional.empty(), List.of());

    @TempDir
    Path folder;

    private CheckReport verify(TestBundle bundle) throws IOException {
        return BundleVerifier.verify(bundle.pack(folder.resolve("bundle.zip")), TRUST, LATER);
    }

    @Test
    void anUntouchedBundleVerifiesDownToTheGivenKeys() throws IOException {
        CheckReport report = verify(TestBundle.approved());
        assertThat(report.checks())
                .extracting(Check::subject)
                .containsExactly(
                        "files",
                        "dossier",
                        "signature",
                        "permit",
                        "votes",
                        "conditions",
                        "obligations",
                        "evidence",
                        "audits",
                        "card",
                        "ledger",
                        "acts",
                        "discussion",
                        "validity",
                        "completeness");
        assertThat(report.checks()).extracting(Check::result).containsOnly(Result.HOLDS);
        assertThat(report.holds()).isTrue();
        assertThat(report.isAnchored()).isTrue();
    }

    @Test
    void withoutKeysItIsOnlyConsistentAndTheKeysToCompareAreTold() throws IOException {
        Path zip = TestBundle.approved().pack(folder.resolve("bundle.zip"));
        CheckReport report = BundleVerifier.verify(zip, NONE, LATER);
        assertThat(report.holds()).isTrue();
        assertThat(report.isAnchored()).isFalse();
        assertThat(report.checks())
                .filteredOn(check -> check.result() == Result.NOT_ANCHORED)
                .extracting(Check::subject)
                .containsExactly("signature", "ledger", "validity", "completeness");
        assertThat(sentence(report, "validity")).contains("left out", "cannot be told without --ledger-key");
        assertThat(sentence(report, "completeness")).contains("cannot be told without --ledger-key");
        assertThat(sentence(report, "signature")).contains(KEY.keyId());
        assertThat(sentence(report, "ledger"))
                .contains(TestBundle.LEDGER.noteKey().verifierKey());
    }

    @Test
    void aBundleOfForeignKeysIsConsistentButNotByYours() throws IOException {
        TestBundle.Tale foreign = new TestBundle.Tale();
        foreign.ledger = LedgerKey.generate("ledger.example");
        TestBundle bundle = TestBundle.told(foreign);
        CheckReport report = verify(bundle);
        assertFails(report, "ledger", "no known key signed");
        Path zip = folder.resolve("bundle.zip");
        BundleVerifier.Trust other = new BundleVerifier.Trust(
                Optional.of(TrustedKeys.of(SigningKey.generate().verificationKey())), List.of());
        assertFails(BundleVerifier.verify(zip, other, LATER), "signature", "trusted key");
        assertThat(BundleVerifier.verify(zip, NONE, LATER).holds()).isTrue();
    }

    static Stream<Arguments> everyFile() {
        return TestBundle.approved().files.keySet().stream().map(Arguments::of);
    }

    static Stream<Arguments> everyListedFile() {
        return everyFile().filter(file -> !file.get()[0].equals(BundleLayout.SEAL));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("everyListedFile")
    void anyFileThatIsChangedOrRemovedIsNamedByTheListOfDigests(String name) throws IOException {
        TestBundle bundle = TestBundle.approved();
        String sums = bundle.sums();
        byte[] content = bundle.files.get(name);
        content[content.length / 2] ^= 1;
        assertFails(verify(bundle, sums), "files", name + " is changed");
        bundle.files.remove(name);
        assertFails(verify(bundle, sums), "files", name + " is missing");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("everyFile")
    void anyFileThatIsRemovedIsMissedEvenIfTheListIsWrittenAnew(String name) throws IOException {
        TestBundle bundle = TestBundle.approved();
        bundle.files.remove(name);
        assertThat(verify(bundle).holds()).isFalse();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("everyFile")
    void anyByteThatIsChangedIsFoundEvenIfTheListIsWrittenAnew(String name) throws IOException {
        for (int part = 1; part <= 5; part++) {
            TestBundle bundle = TestBundle.approved();
            byte[] content = bundle.files.get(name);
            content[(content.length - 1) * part / 5] ^= 1;
            assertThat(verify(bundle).holds()).as("part %d", part).isFalse();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("everyFile")
    void anyFileOfAnotherReleasesBundleIsFound(String name) throws IOException {
        TestBundle.Tale other = new TestBundle.Tale();
        other.id = "99999999-2222-3333-4444-555555555555";
        other.votes = Conditions.onlyPurposes(Set.of("origination"));
        other.permit = other.votes;
        other.quorum = Map.of("product", 1);
        TestBundle foreign = TestBundle.told(other);
        TestBundle bundle = TestBundle.approved();
        if (!java.util.Arrays.equals(foreign.files.get(name), bundle.files.get(name))) {
            bundle.files.put(name, foreign.files.get(name));
            assertThat(verify(bundle).holds()).isFalse();
        }
    }

    @Test
    void filesThatDoNotBelongAreNamed() throws IOException {
        TestBundle bundle = TestBundle.approved();
        bundle.files.put("malware.exe", new byte[] {1});
        assertFails(verify(bundle), "files", "malware.exe does not belong");

        bundle = TestBundle.approved();
        bundle.files.put("evidence/checklist-2.json", "{}".getBytes(UTF_8));
        assertFails(verify(bundle), "evidence", "evidence/checklist-2.json is not what the dossier names");

        bundle = TestBundle.approved();
        bundle.files.put("audits/better.json", "{}".getBytes(UTF_8));
        assertFails(verify(bundle), "audits", "audits/better.json is not what the dossier names");

        bundle = TestBundle.approved();
        bundle.files.put("ledger/notes.txt", "{}".getBytes(UTF_8));
        assertFails(verify(bundle), "ledger", "ledger/notes.txt belongs to no leaf");

        bundle = TestBundle.approved();
        assertFails(
                verify(bundle, bundle.sums() + "0".repeat(64) + "  ghost.json\n"), "files", "ghost.json is missing");
        assertFails(verify(bundle, "no list"), "files", "not a digest and a name");
    }

    static Stream<Arguments> forgeries() {
        String permitted = "\"decision\":\"approve\"";
        return Stream.of(
                forged(
                        "a vote's decision",
                        "acts",
                        b -> b.replace("release.json", permitted, "\"decision\":\"abstain\"")),
                forged("a vote's function", "votes", b -> b.replace("release.json", "\"legal\"", "\"ethics\"")),
                forged("a vote's person", "votes", b -> b.replace("release.json", "\"p-3\"", "\"p-8\"")),
                forged("a vote's reason", "acts", b -> b.replace("release.json", "whole dossier", "hole dossier")),
                forged(
                        "a lapsed vote's reason",
                        "acts",
                        b -> b.replace("release.json", "the first one", "the last one")),
                forged(
                        "the release's model",
                        "permit",
                        b -> b.replace("release.json", "\"model\":\"credit-default\"", "\"model\":\"other\"")),
                forged("the release's state", "acts", b -> b.replace("release.json", "\"Approved\"", "\"Rejected\"")),
                forged("the release's id", "acts", b -> b.replace("release.json", "11111111-", "21111111-")),
                forged(
                        "the release's permit",
                        "permit",
                        b -> b.replace(
                                "release.json",
                                TestBundle.PERMIT.toString(),
                                "7" + TestBundle.PERMIT.toString().substring(1))),
                forged("a proof's index", "ledger", b -> b.replace(proof(b, "vote.cast"), "index 2", "index 3")),
                forged(
                        "a record's content",
                        "ledger",
                        b -> b.replace(record(b, "release.decided"), "Approved", "Rejected")),
                forged("a leaf's actor", "ledger", b -> b.replace(b.leaf("vote.cast"), "p-1", "p-2")),
                forged(
                        "a leaf swapped with another",
                        "ledger",
                        b -> b.files.put(b.leaf("vote.cast"), b.files.get(b.leaf("permit.issued")))),
                forged("a vote's act left out", "acts", b -> drop(b, "vote.cast")),
                forged("the decision's act left out", "acts", b -> drop(b, "release.decided")),
                forged("the permit's act left out", "acts", b -> drop(b, "permit.issued")),
                forged("the submission's act left out", "acts", b -> drop(b, "release.submitted")),
                forged("the checkpoint's size", "ledger", b -> b.replace(BundleLayout.CHECKPOINT, "\n16\n", "\n17\n")),
                forged("a question's text", "discussion", b -> b.replace("comments.json", "Why 0.8?", "Why 0.9?")),
                forged("an answer's text", "discussion", b -> b.replace("comments.json", "says so", "does not say so")),
                forged("who answered", "discussion", b -> b.replace("comments.json", "p-6", "p-2")),
                forged(
                        "a question made a comment",
                        "discussion",
                        b -> b.replace(
                                "comments.json",
                                "\"question\":true,\"section\":\"audits\"",
                                "\"question\":false,\"section\":\"audits\"")),
                forged(
                        "a withdrawn question told as open",
                        "discussion",
                        b -> b.replace(
                                "comments.json", "\"withdrawnAt\":\"2026-11-21T12:00:00Z\"", "\"withdrawnAt\":null")),
                forged("the act of a question left out", "discussion", b -> drop(b, "question.asked")),
                forged("the key to a vote's reason", "acts", b -> b.replace(textKey(b), "0", "1")),
                forged("the key to a vote's reason, not hexadecimal", "ledger", b -> b.replace(textKey(b), "0", "g")),
                forged("the key to a vote's reason left out", "acts", b -> b.files.remove(textKey(b))),
                forged("a key without an act", "ledger", b -> b.files.put("ledger/99.text-key", new byte[64])),
                forged("evidence shown for another gate", "evidence", b -> {
                    String card = named(b, "evidence/model-card-");
                    b.files.put(card.replace("model-card", "fria"), b.files.remove(card));
                }),
                forged("evidence shown twice", "evidence", b -> {
                    String card = named(b, "evidence/model-card-");
                    b.files.put(card.replace("model-card", "fria"), b.files.get(card));
                }),
                forged("the evidence of a gate", "evidence", b -> b.replace(evidence(b), "true", "null")),
                forged("the plan", "audits", b -> b.replace(plan(b), "[]", "{}")),
                forged("the card", "card", b -> b.replace("card.json", "default", "Default")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("forgeries")
    void aForgeryWithAListOfDigestsWrittenAnewIsFoundWhereItIs(String what, String subject, Consumer<TestBundle> forge)
            throws IOException {
        TestBundle bundle = TestBundle.approved();
        forge.accept(bundle);
        CheckReport report = verify(bundle);
        assertThat(report.checks())
                .filteredOn(check -> check.result() == Result.FAILS)
                .extracting(Check::subject)
                .contains(subject)
                .doesNotContain("files");
    }

    @Test
    void whatIsNoBundleIsRefused() throws IOException {
        Path zip = folder.resolve("bundle.zip");
        assertRefused(Files.writeString(zip, "hello"), "not a zip");
        for (String name :
                List.of("../dossier.json", "/dossier.json", "a\\b.json", "a//b.json", ".hidden", "evidence/")) {
            assertRefused(zip(zip, Map.of(name, new byte[] {1})), "not the name of a bundle's file");
        }
        byte[] whole = Files.readAllBytes(TestBundle.approved().pack(zip));
        Files.write(zip, java.util.Arrays.copyOf(whole, whole.length / 2));
        assertThatThrownBy(() -> BundleVerifier.verify(zip, TRUST, LATER))
                .isInstanceOfAny(InvalidDocumentException.class, IOException.class);
    }

    @Test
    void aZipBombIsRefusedAtTheLimit() throws IOException {
        Path zip = folder.resolve("bundle.zip");
        try (OutputStream out = Files.newOutputStream(zip);
                ZipOutputStream entries = new ZipOutputStream(out)) {
            entries.putNextEntry(new ZipEntry("card.pdf"));
            byte[] zeros = new byte[1 << 20];
            for (long written = 0; written <= BundleLayout.MAX_FILE_BYTES; written += zeros.length) {
                entries.write(zeros);
            }
            entries.closeEntry();
        }
        assertThat(Files.size(zip)).isLessThan(200_000);
        assertRefused(zip, "larger than a bundle may be");
    }

    /** One program unpacks what the directory names, another what lies in the file. */
    @Test
    void aZipWhoseDirectoryHidesAFileIsRefused() throws IOException {
        Path zip = folder.resolve("bundle.zip");
        byte[] first = Files.readAllBytes(zip(zip, Map.of("dossier.json", "real".getBytes(UTF_8))));
        byte[] second = Files.readAllBytes(zip(zip, Map.of("dossier.json", "fake".getBytes(UTF_8))));
        int directory = new String(second, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf("PK\1\2");
        // The second one's bytes with the first one's local entry before them: offsets in the directory are from its
        // own start.
        byte[] both = new byte[first.length + second.length];
        System.arraycopy(first, 0, both, 0, first.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        assertThat(directory).isPositive();
        Files.write(zip, both);
        assertThatThrownBy(() -> BundleVerifier.verify(zip, TRUST, LATER)).isInstanceOf(InvalidDocumentException.class);
    }

    private CheckReport verify(TestBundle bundle, String sums) throws IOException {
        return BundleVerifier.verify(bundle.pack(folder.resolve("bundle.zip"), sums), TRUST, LATER);
    }

    private static Arguments forged(String what, String subject, Consumer<TestBundle> forge) {
        return Arguments.of(what, subject, forge);
    }

    private static String proof(TestBundle bundle, String act) {
        return bundle.leaf(act).replace(BundleLayout.LEAF_ENDING, ".tlog-proof");
    }

    private static String record(TestBundle bundle, String act) {
        return bundle.leaf(act).replace(BundleLayout.LEAF_ENDING, BundleLayout.RECORD_ENDING);
    }

    static void drop(TestBundle bundle, String act) {
        String leaf = bundle.leaf(act).replace(BundleLayout.LEAF_ENDING, ".");
        bundle.files.keySet().removeIf(name -> name.startsWith(leaf));
    }

    private static String textKey(TestBundle bundle) {
        return bundle.leaf("vote.cast").replace(BundleLayout.LEAF_ENDING, ".text-key");
    }

    private static String evidence(TestBundle bundle) {
        return named(bundle, "evidence/checklist-");
    }

    private static String plan(TestBundle bundle) {
        return named(bundle, "plans/");
    }

    private static String named(TestBundle bundle, String start) {
        List<String> names = new ArrayList<>(bundle.files.keySet());
        names.removeIf(name -> !name.startsWith(start));
        assertThat(names).hasSize(1);
        return names.get(0);
    }

    private static String sentence(CheckReport report, String subject) {
        return report.checks().stream()
                .filter(check -> check.subject().equals(subject))
                .findFirst()
                .orElseThrow()
                .sentence();
    }

    static void assertFails(CheckReport report, String subject, String because) {
        assertThat(report.checks())
                .filteredOn(check -> check.result() == Result.FAILS)
                .anySatisfy(check -> {
                    assertThat(check.subject()).isEqualTo(subject);
                    assertThat(check.sentence()).contains(because);
                });
        assertThat(report.holds()).isFalse();
        assertThat(report.isAnchored()).isFalse();
    }

    private static void assertRefused(Path zip, String because) {
        assertThatThrownBy(() -> BundleVerifier.verify(zip, TRUST, LATER))
                .isInstanceOf(InvalidDocumentException.class)
                .hasMessageContaining(because);
    }

    private static Path zip(Path zip, Map<String, byte[]> files) throws IOException {
        try (OutputStream out = Files.newOutputStream(zip);
                ZipOutputStream entries = new ZipOutputStream(out)) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                entries.putNextEntry(new ZipEntry(file.getKey()));
                if (!file.getKey().endsWith("/")) {
                    entries.write(file.getValue());
                }
                entries.closeEntry();
            }
        }
        return zip;
    }
}
