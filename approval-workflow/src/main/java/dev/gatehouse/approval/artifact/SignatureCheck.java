package dev.gatehouse.approval.artifact;

/** Whether a model's signature is to be believed. */
public sealed interface SignatureCheck {
    /**
     * A trusted key signed the manifest and it can be read.
     *
     * @param manifest what was signed
     * @param key name under which the key was given
     * @param keyId hexadecimal SHA-256 of the key's SPKI encoding
     */
    record Verified(ModelManifest manifest, String key, String keyId) implements SignatureCheck {}

    /**
     * Nothing in it may be used.
     *
     * @param reason one sentence
     */
    record Refused(String reason) implements SignatureCheck {}
}
