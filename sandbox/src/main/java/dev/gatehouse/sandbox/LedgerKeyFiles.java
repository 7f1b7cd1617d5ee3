package dev.gatehouse.sandbox;

import dev.gatehouse.approval.canonical.InvalidDocumentException;
import dev.gatehouse.approval.ledger.LedgerKey;
import dev.gatehouse.approval.ledger.NoteKey;
import dev.gatehouse.approval.signing.KeyMaterialException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/**
 * The key that the ledger's checkpoints are signed with.
 *
 * @param keystore PKCS#12 file for governance-service
 * @param verifierKey file with the public half, as C2SP signed-note writes it
 */
record LedgerKeyFiles(Path keystore, Path verifierKey) {

    /** Name of the sandbox's ledger. */
    static final String ORIGIN = "gatehouse.localhost/sandbox";

    /** The key in that directory, made when absent. */
    static LedgerKeyFiles in(Path directory, String password) {
        LedgerKeyFiles files = new LedgerKeyFiles(directory.resolve("ledger.p12"), verifierKeyIn(directory));
        try {
            if (!Files.exists(files.keystore)) {
                LedgerKey.generate(ORIGIN).writeKeystore(files.keystore, password.toCharArray(), Instant.now());
            }
            LedgerKey key = LedgerKey.fromKeystore(files.keystore, password.toCharArray(), ORIGIN);
            Files.writeString(files.verifierKey, key.noteKey().verifierKey() + "\n");
            return files;
        } catch (IOException | KeyMaterialException e) {
            throw new SandboxException("cannot use the ledger's key " + files.keystore + ": " + e.getMessage(), e);
        }
    }

    /** The public half of the key in that directory. */
    static NoteKey read(Path directory) {
        Path file = verifierKeyIn(directory);
        try {
            return NoteKey.parse(Files.readString(file));
        } catch (IOException | InvalidDocumentException e) {
            throw new SandboxException("cannot read the ledger's key " + file + ": " + e.getMessage(), e);
        }
    }

    private static Path verifierKeyIn(Path directory) {
        return directory.resolve("ledger.vkey");
    }
}
