package dev.gatehouse.approval.permit;

import dev.gatehouse.approval.canonical.Identifiers;
import dev.gatehouse.approval.release.VoteDecision;

/**
 * A vote as a permit shows it.
 *
 * @param voter pseudonym of the person, see {@link dev.gatehouse.approval.canonical.Pseudonym}
 * @param function the function that the person acted for
 * @param decision the decision
 */
public record PermitVote(String voter, String function, VoteDecision decision) {
    /** @throws dev.gatehouse.approval.canonical.InvalidDocumentException if a name is not one */
    public PermitVote {
        Identifiers.requireParty(voter, "voter");
        Identifiers.requireName(function, "function");
    }
}
