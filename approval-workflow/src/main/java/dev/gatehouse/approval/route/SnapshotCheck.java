package dev.gatehouse.approval.route;

/** Whether an envelope is a snapshot to believe. Its permits are still to be verified, one by one. */
public sealed interface SnapshotCheck {
    /**
     * A trusted key signed it and it can be read.
     *
     * @param snapshot what it says
     * @param keyId the key that signed it
     */
    record Valid(RouteSnapshot snapshot, String keyId) implements SnapshotCheck {}

    /**
     * It must not be believed.
     *
     * @param reason one sentence
     */
    record Invalid(String reason) implements SnapshotCheck {}
}
