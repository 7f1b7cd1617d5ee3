package dev.gatehouse.approval.permit;

/** The stored states of a permit, as snapshots name them. Expired is computed from the permit, never stored. */
public enum PermitState {
    /** It admits what it says. */
    ACTIVE,
    /** It admits nothing until two people resume it. */
    SUSPENDED,
    /** It admits nothing any more. */
    REVOKED,
    /** Another permit took its place. */
    SUPERSEDED
}
