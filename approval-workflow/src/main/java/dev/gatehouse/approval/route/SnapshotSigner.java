package dev.gatehouse.approval.route;

import dev.gatehouse.approval.signing.Dsse;
import dev.gatehouse.approval.signing.Envelope;
import dev.gatehouse.approval.signing.SigningKey;

/** Signs snapshots. */
public final class SnapshotSigner {
    /** DSSE payload type of a snapshot. */
    public static final String PAYLOAD_TYPE = SnapshotDocument.PAYLOAD_TYPE;

    private SnapshotSigner() {}

    /**
     * A signed envelope of the snapshot.
     *
     * @throws dev.gatehouse.approval.canonical.InvalidDocumentException if a permit's envelope is not JSON, or the snapshot is too large
     */
    public static Envelope sign(RouteSnapshot snapshot, SigningKey key) {
        return Dsse.sign(PAYLOAD_TYPE, SnapshotDocument.write(snapshot), key);
    }
}
