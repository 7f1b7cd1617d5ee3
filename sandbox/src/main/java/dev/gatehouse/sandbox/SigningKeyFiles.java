package dev.gatehouse.sandbox;

import dev.gatehouse.approval.signing.KeyMaterialException;
import dev.gatehouse.approval.signing.SigningKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/**
 * The key that permits and snapshots are signed with, as the two applications are given it.
 *
 * @param keystore PKCS#12 file for governance-service
 * @param publicKey PEM file with the public half, which is all that the gateway is given
 */
record SigningKeyFiles(Path keystore, Path publicKey) {

    /** The key in that directory, made when absent. */
    static SigningKeyFiles in(Path directory, String password) {
        SigningKeyFiles files =
                new SigningKeyFiles(directory.resolve("signing.p12"), directory.resolve("signing-public.pem"));
        try {
            if (!Files.exists(files.keystore)) {
                SigningKey.generate().writeKeystore(files.keystore, password.toCharArray(), Instant.now());
            }
            SigningKey key = SigningKey.fromKeystore(files.keystore, password.toCharArray());
            Files.writeString(files.publicKey, key.verificationKey().pem());
            return files;
        } catch (IOException | KeyMaterialException e) {
            throw new SandboxException("cannot use the signing key " + files.keystore + ": " + e.getMessage(), e);
        }
    }
}
