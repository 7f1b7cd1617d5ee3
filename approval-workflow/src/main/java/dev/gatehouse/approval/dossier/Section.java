package dev.gatehouse.approval.dossier;

import java.util.Locale;

/** The sections of a dossier; each is present in every dossier, empty where there is nothing to say. */
public enum Section {
    /** Model, version, environment and route, and what the submitter asks for. */
    RELEASE,
    /** The facts of the use case. */
    FACTS,
    /** The assessment: tier, reasons, obligations, pack digests. */
    ASSESSMENT,
    /** Every audit run, failed ones too. */
    AUDITS,
    /** Digests of the evidence that was given, by gate. */
    EVIDENCE,
    /** The card's content, without votes, permit and live data. */
    CARD,
    /** The artifact's digest and provenance. */
    ARTIFACT,
    /** Findings. */
    FINDINGS,
    /** Waivers. */
    WAIVERS;

    /** The section's field in the document: {@code release}, {@code facts} … */
    public String field() {
        return name().toLowerCase(Locale.ROOT);
    }
}
