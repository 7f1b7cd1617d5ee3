package dev.gatehouse.approval.gate;

/** What a gate asks for. */
public enum EvidenceKind {
    /** The report of an audit, with a verdict. */
    AUDIT_REPORT,
    /** A document, such as an impact assessment. */
    DOCUMENT,
    /** A completed checklist. */
    CHECKLIST,
    /** The model card's content. */
    CARD
}
