package dev.gatehouse.approval.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.approval.Approvals;
import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.approval.canonical.InvalidDocumentException;
import dev.gatehouse.approval.signing.KeyMaterialException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SignedNoteTest {
    private static final String ORIGIN = "ledger.example/gatehouse";
    private static final LedgerKey KEY = LedgerKey.generate(ORIGIN);
    private static final LedgerKey OTHER = LedgerKey.generate("other.example");
    private static final Checkpoint CHECKPOINT = new Checkpoint(ORIGIN, 7, Digest.of(new byte[] {7}));
    private static final String NOTE = CHECKPOINT.signedBy(KEY).note();

    @TempDir
    private Path folder;

    @Test
    void theExampleOfTheSpecificationVerifies() throws IOException {
        JsonNode example = Approvals.vectors(getClass(), "signed_note.json");
        NoteKey key = NoteKey.parse(example.get("verifier_key").textValue());
        assertThat(key.name()).isEqualTo("example.com/foo");
        assertThat(key.verifierKey()).isEqualTo(example.get("verifier_key").textValue());
        String note = example.get("note").textValue();
        SignedNote opened = SignedNote.open(note, List.of(key));
        assertThat(opened.text()).isEqualTo("This is an example message.\n");
        assertThat(opened.note()).isEqualTo(note);
        assertRefused(() -> SignedNote.open(note.replace("example message", "exemplary message"), List.of(key)))
                .withMessageContaining("is wrong");
    }

    @Test
    void aSignedCheckpointReadsBackAndIsItsLogsOnly() {
        assertThat(Checkpoint.open(NOTE, List.of(OTHER.noteKey(), KEY.noteKey())))
                .isEqualTo(CHECKPOINT);
        assertThat(SignedNote.read(NOTE).note()).isEqualTo(NOTE);
        assertRefused(() -> Checkpoint.open(NOTE, List.of(OTHER.noteKey()))).withMessageContaining("other.example");
        assertRefused(() -> Checkpoint.open(NOTE, List.of())).withMessageContaining(ORIGIN);
        assertRefused(() -> CHECKPOINT.signedBy(OTHER)).withMessageContaining("does not sign for the log");
        // The key of another log vouches for nothing here, though its signature on the text is right.
        assertRefused(() -> Checkpoint.open(OTHER.sign(CHECKPOINT.text()).note(), List.of(OTHER.noteKey())))
                .withMessageContaining(ORIGIN);
    }

    @Test
    void aSecondKeyOfTheSameNameIsToldApartByItsHash() {
        LedgerKey next = LedgerKey.generate(ORIGIN);
        assertThat(next.noteKey()).isNotEqualTo(KEY.noteKey());
        assertThat(Checkpoint.open(NOTE, List.of(next.noteKey(), KEY.noteKey())))
                .isEqualTo(CHECKPOINT);
        assertRefused(() -> Checkpoint.open(NOTE, List.of(next.noteKey())))
                .withMessageContaining("no known key signed");
    }

    @Test
    void unknownSignaturesAreIgnoredAndAWrongOneOfAKnownKeyIsNot() {
        String cosigned = NOTE + OTHER.sign(CHECKPOINT.text()).signatures().get(0) + "\n";
        assertThat(Checkpoint.open(cosigned, List.of(KEY.noteKey()))).isEqualTo(CHECKPOINT);
        String spoilt = NOTE + OTHER.sign("another text\n").signatures().get(0) + "\n";
        assertThat(SignedNote.open(spoilt, List.of(KEY.noteKey())).text()).isEqualTo(CHECKPOINT.text());
        assertRefused(() -> SignedNote.open(spoilt, List.of(KEY.noteKey(), OTHER.noteKey())))
                .withMessageContaining("'other.example' on the note is wrong");
    }

    @Test
    void aTextMayHoldEmptyLines() {
        String note = KEY.sign("a\n\nb\n\n").note();
        assertThat(SignedNote.open(note, List.of(KEY.noteKey())).text()).isEqualTo("a\n\nb\n\n");
    }

    @Test
    void whatIsNoNoteIsRefused() {
        String line = NOTE.substring(NOTE.indexOf('\u2014'));
        for (String note : List.of(
                "",
                "text\n",
                "text\n\n",
                "text\n\n" + line.stripTrailing(),
                "text\n" + line,
                "text\n\nno signature line\n",
                "text\n\n\u2014 name\n",
                "text\n\n\u2014 na+me AAAAAAA=\n",
                "text\n\n\u2014 name AAAAAA==\n",
                "text\n\n\u2014 name AAAAAAB\n",
                "text\n\n\u2014 name -_-_-_-_\n",
                "te\txt\n\n" + line,
                "text\r\n\n" + line,
                "text\n\n" + line.repeat(SignedNote.MAX_SIGNATURES + 1),
                "x".repeat(SignedNote.MAX_CHARS) + "\n\n" + line)) {
            assertRefused(() -> SignedNote.read(note));
        }
        assertRefused(() -> KEY.sign("without its line feed"));
    }

    @Test
    void whatIsNoCheckpointIsRefused() {
        String root = CHECKPOINT.text().split("\n")[2];
        for (String text : List.of(
                "",
                "\n7\n" + root + "\n",
                "a b\n7\n" + root + "\n",
                "a\n07\n" + root + "\n",
                "a\n-1\n" + root + "\n",
                "a\n9223372036854775808\n" + root + "\n",
                "a\n7\n" + root,
                "a\n7\n" + root.substring(4) + "\n",
                "a\n7\n" + root + "\n\n",
                "a\n7\n")) {
            assertRefused(() -> Checkpoint.read(text));
        }
        assertThat(Checkpoint.read("a\n7\n" + root + "\nan extension\n").size()).isEqualTo(7);
        assertThat(Checkpoint.read("a\n9223372036854775807\n" + root + "\n").size())
                .isEqualTo(Long.MAX_VALUE);
        assertRefused(() -> new Checkpoint(ORIGIN, -1, CHECKPOINT.root()));
    }

    @Test
    void aVerifierKeyHasOneForm() {
        String key = KEY.noteKey().verifierKey();
        assertThat(NoteKey.parse(key)).isEqualTo(KEY.noteKey()).hasToString(key);
        assertThat(NoteKey.parse(key + "\n")).isEqualTo(KEY.noteKey());
        String[] parts = key.split("\\+", 3);
        for (String wrong : List.of(
                "",
                parts[0] + "+" + parts[1],
                "x" + key,
                parts[0] + "+00000000+" + parts[2],
                parts[0] + "+" + parts[1].toUpperCase(java.util.Locale.ROOT) + "Z+" + parts[2],
                parts[0] + "+" + parts[1] + "+" + parts[2].substring(4),
                parts[0] + "+" + parts[1] + "+B" + parts[2].substring(1))) {
            assertRefused(() -> NoteKey.parse(wrong));
        }
        assertRefused(() -> NoteKey.parse(null));
    }

    @Test
    void aKeySurvivesItsKeystore() {
        Path file = folder.resolve("ledger.p12");
        KEY.writeKeystore(file, "secret".toCharArray(), Approvals.NOON);
        LedgerKey read = LedgerKey.fromKeystore(file, "secret".toCharArray(), ORIGIN);
        assertThat(read.noteKey()).isEqualTo(KEY.noteKey());
        assertThat(Checkpoint.open(CHECKPOINT.signedBy(read).note(), List.of(KEY.noteKey())))
                .isEqualTo(CHECKPOINT);
        assertThat(read).hasToString("LedgerKey " + KEY.noteKey());
    }

    @Test
    void aKeystoreThatCannotBeUsedSaysWhy() throws IOException {
        Path file = folder.resolve("ledger.p12");
        KEY.writeKeystore(file, "secret".toCharArray(), Approvals.NOON);
        assertUnusable(file, "wrong", "check its path and password");
        assertUnusable(folder.resolve("absent.p12"), "secret", "absent.p12 cannot be opened");
        Approvals.KEY.writeKeystore(folder.resolve("permits.p12"), "secret".toCharArray(), Approvals.NOON);
        assertUnusable(folder.resolve("permits.p12"), "secret", "one of Ed25519 is expected");
        Files.writeString(folder.resolve("text.p12"), "not a keystore");
        assertUnusable(folder.resolve("text.p12"), "secret", "text.p12");
        assertRefused(() -> LedgerKey.fromKeystore(file, "secret".toCharArray(), "a name"));
    }

    private static void assertUnusable(Path file, String password, String why) {
        assertThatExceptionOfType(KeyMaterialException.class)
                .isThrownBy(() -> LedgerKey.fromKeystore(file, password.toCharArray(), ORIGIN))
                .withMessageContaining(why);
    }

    private static org.assertj.core.api.ThrowableAssertAlternative<?> assertRefused(ThrowingCallable call) {
        return assertThatExceptionOfType(InvalidDocumentException.class).isThrownBy(call);
    }
}
