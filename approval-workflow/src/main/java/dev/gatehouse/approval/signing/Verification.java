package dev.gatehouse.approval.signing;

/** Whether a trusted key signed an envelope. */
public sealed interface Verification {
    /**
     * A trusted key signed exactly these bytes.
     *
     * @param payload the bytes that were signed; parse these and no others
     * @param keyId the key that verified, computed from the key itself, not read from the envelope
     */
    @SuppressWarnings("ArrayRecordComponent") // the caller parses these very bytes; results are not compared
    record Verified(byte[] payload, String keyId) implements Verification {}

    /**
     * Nothing in the envelope may be used.
     *
     * @param reason one sentence
     */
    record Unverified(String reason) implements Verification {}
}
