package dev.gatehouse.approval.release;

import java.util.Locale;

/** What a voter decides. */
public enum VoteDecision {
    /** Fills a seat. */
    APPROVE,
    /** Fills a seat and limits the permit. */
    APPROVE_WITH_CONDITIONS,
    /** Closes the round; the submitter works on the release and submits it anew. */
    REQUEST_CHANGES,
    /** Closes the round for good. */
    REJECT,
    /** Is recorded with its rationale and fills no seat. */
    ABSTAIN;

    /** Whether this decision fills a seat. */
    public boolean fillsSeat() {
        return this == APPROVE || this == APPROVE_WITH_CONDITIONS;
    }

    /** The name in permits and APIs: {@code approve}, {@code approve_with_conditions} … */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Reads {@link #text}.
     *
     * @throws IllegalArgumentException if there is no such decision
     */
    public static VoteDecision parse(String text) {
        for (VoteDecision decision : values()) {
            if (decision.text().equals(text)) {
                return decision;
            }
        }
        throw new IllegalArgumentException(
                "'" + text
                        + "' is not a decision; approve, approve_with_conditions, request_changes, reject or abstain is expected");
    }
}
