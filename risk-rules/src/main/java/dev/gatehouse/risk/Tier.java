package dev.gatehouse.risk;

/**
 * The internal risk tier, from least to most strict. It is ours, and apart from the legal classes: law says "high-risk",
 * the tier says how much evidence and whose vote a release needs.
 */
public enum Tier {
    LOW,
    MEDIUM,
    HIGH,
    /** May not be used at all; no permit can be granted. */
    PROHIBITED;

    /** The stricter of the two. */
    public Tier strictest(Tier other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
