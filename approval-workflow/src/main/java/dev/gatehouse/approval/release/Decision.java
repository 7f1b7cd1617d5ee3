package dev.gatehouse.approval.release;

import dev.gatehouse.approval.condition.Conditions;
import java.util.List;

/** An approval that was confirmed at issuance. Only {@link ReleaseState.Approved#reconfirm} makes one; a permit needs one. */
public final class Decision {
    private final ReleaseState.Approved approved;

    Decision(ReleaseState.Approved approved) {
        this.approved = approved;
    }

    /** What the board decided. */
    public Submission submission() {
        return approved.submission();
    }

    /** The votes of the round that stand, abstentions included. */
    public List<Vote> votes() {
        return approved.votes();
    }

    /** The limits that all approving votes set together. */
    public Conditions conditions() {
        return approved.conditions();
    }
}
