package dev.gatehouse.approval.permit;

/** Risk tiers that can hold a permit. A prohibited use never gets one. */
public enum Tier {
    /** Low risk. */
    LOW,
    /** Medium risk. */
    MEDIUM,
    /** High risk. */
    HIGH
}
