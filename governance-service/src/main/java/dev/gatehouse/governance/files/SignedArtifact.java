package dev.gatehouse.governance.files;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Instant;

/**
 * A model of several files whose signature was verified.
 *
 * @param sha256 what the model is known by: 64 lower-case hex digits, over the digests of all files
 * @param statement SHA-256 of the signed statement, which covers the names of the files too
 * @param model the signer's name for it; informative
 * @param signer name of the configured key that signed it
 * @param keyId SHA-256 of that key
 * @param files how many files
 * @param verifiedAt when the signature was verified
 * @param signature the sigstore bundle as it came
 */
@SuppressWarnings("ArrayRecordComponent") // handed on as it came; views are not compared
public record SignedArtifact(
        String sha256,
        String statement,
        String model,
        String signer,
        String keyId,
        int files,
        Instant verifiedAt,
        @JsonIgnore byte[] signature) {

    static SignedArtifact of(SignedArtifactEntity e) {
        return new SignedArtifact(
                e.sha256, e.statementSha256, e.model, e.signer, e.keyId, e.files, e.verifiedAt, e.signature);
    }
}
