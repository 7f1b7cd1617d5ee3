package dev.gatehouse.approval.gate;

/** What a gate asks for. */
public enum EvidenceKind {
    /** The report of an audit, with a verdict. */
    AUDIT_REPORT,
    /** The report of an independent validation, which names the artifact and the data that it looked at. */
    VALIDATION_REPORT,
    /** A document, such as an impact assessment or a plan. */
    DOCUMENT,
    /** A completed checklist. */
    CHECKLIST,
    /** The model card's content. */
    CARD
}
