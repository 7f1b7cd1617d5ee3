package dev.gatehouse.card;

import java.time.Instant;
import java.util.List;

/**
 * What the board decided on a card's content. It is kept apart from the content because the votes bind to a dossier that holds the
 * content: the annex cites that dossier's digest and is added when the permit is issued.
 *
 * @param permitId the permit that was granted
 * @param environment where it is valid
 * @param approvedAt the instant of the decision
 * @param validUntil the permit's end; null if not provided
 * @param votes one per filled seat
 * @param conditions the permit's conditions, in words; empty if there are none
 * @param dossierDigest digest of the dossier the votes bind to, {@code sha256:<hex>}
 * @param ledgerIndex index of the decision's leaf, as decimal text; null if not provided
 * @param ledgerRoot root hash of the ledger at a size that includes the leaf; null if not provided
 */
public record ApprovalAnnex(
        String permitId,
        String environment,
        Instant approvedAt,
        Instant validUntil,
        List<Vote> votes,
        List<String> conditions,
        String dossierDigest,
        String ledgerIndex,
        String ledgerRoot) {
    public ApprovalAnnex {
        permitId = Require.text(permitId, "permitId");
        environment = Require.text(environment, "environment");
        Require.present(approvedAt, "approvedAt");
        votes = Require.list(votes, "votes");
        conditions = Require.list(conditions, "conditions");
        dossierDigest = Require.text(dossierDigest, "dossierDigest");
        ledgerIndex = Require.optionalText(ledgerIndex, "ledgerIndex");
        ledgerRoot = Require.optionalText(ledgerRoot, "ledgerRoot");
    }

    /**
     * One vote.
     *
     * @param function the board function the voter acted for
     * @param voter the voter's name as it may be printed
     * @param decision such as 'approve with conditions'
     * @param at when
     * @param rationale the voter's words
     */
    public record Vote(String function, String voter, String decision, Instant at, String rationale) {
        public Vote {
            function = Require.text(function, "function");
            voter = Require.text(voter, "voter");
            decision = Require.text(decision, "decision");
            Require.present(at, "at");
            rationale = Require.text(rationale, "rationale");
        }
    }
}
