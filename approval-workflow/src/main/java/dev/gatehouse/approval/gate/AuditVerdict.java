package dev.gatehouse.approval.gate;

/** What an audit found, from best to worst. Only {@link #PASS} opens a gate. */
public enum AuditVerdict {
    /** Every deciding comparison lies within its limit. */
    PASS,
    /** The data cannot tell. */
    INSUFFICIENT,
    /** A deciding comparison lies beyond its limit. */
    FAIL
}
