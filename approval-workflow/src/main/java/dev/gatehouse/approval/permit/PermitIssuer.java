package dev.gatehouse.approval.permit;

import dev.gatehouse.approval.condition.Conditions;
import dev.gatehouse.approval.release.Decision;
import dev.gatehouse.approval.release.Refusal;
import dev.gatehouse.approval.release.Release;
import dev.gatehouse.approval.release.Vote;
import dev.gatehouse.approval.signing.Dsse;
import dev.gatehouse.approval.signing.Envelope;
import dev.gatehouse.approval.signing.SigningKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Makes permits, from confirmed decisions only. */
public final class PermitIssuer {
    private PermitIssuer() {}

    /**
     * Issues the permit of a decision.
     *
     * @param decision a board's decision, confirmed just now
     * @param terms what the permit needs beside it
     * @param key the key to sign with
     * @param now the instant of issue
     * @return the permit; refused if the conditions admit nothing, the binding is weaker than the tier's minimum, a voter has no pseudonym,
     *     or no time of validity is left
     */
    public static IssueOutcome issue(Decision decision, PermitTerms terms, SigningKey key, Instant now) {
        Conditions conditions = decision.conditions();
        Instant expiresAt = terms.notBefore().plus(terms.validity());
        List<Refusal> refusals = new ArrayList<>();
        if (conditions.admitsNothing()) {
            refusals.add(
                    new Refusal(
                            "conditions_admit_nothing",
                            "Taken together the votes' conditions leave no purpose or no caller; a new round must agree on some."));
        }
        if (!terms.binding().isAtLeast(terms.minimumBinding())) {
            refusals.add(new Refusal(
                    "binding_too_weak",
                    "Tier " + terms.tier() + " asks for the binding "
                            + terms.minimumBinding().text() + "; this deployment has "
                            + terms.binding().text() + "."));
        }
        Instant end = conditions.expiresAt().filter(expiresAt::isAfter).orElse(expiresAt);
        if (!end.isAfter(terms.notBefore()) || !end.isAfter(now)) {
            refusals.add(
                    new Refusal("no_time_left", "The permit would end at " + end + ", before it begins to be valid."));
        }
        if (terms.validity().compareTo(Permit.MAX_VALIDITY) > 0) {
            refusals.add(new Refusal(
                    "validity_too_long",
                    "A permit lives at most " + Permit.MAX_VALIDITY.toDays() + " days, not "
                            + terms.validity().toDays() + "."));
        }
        for (Vote vote : decision.votes()) {
            if (!terms.pseudonyms().containsKey(vote.voter())) {
                refusals.add(new Refusal(
                        "voter_without_pseudonym",
                        "A voter for '" + vote.function() + "' has no pseudonym; permits name nobody."));
            }
        }
        return refusals.isEmpty()
                ? new IssueOutcome.Issued(sign(decision, terms, expiresAt, key, now))
                : new IssueOutcome.Refused(refusals);
    }

    private static SignedPermit sign(
            Decision decision, PermitTerms terms, Instant expiresAt, SigningKey key, Instant now) {
        Release release = decision.submission().release();
        byte[] payload = PermitStatement.write(new Permit(
                terms.permitId(),
                release.model(),
                release.version(),
                release.environment(),
                release.route(),
                terms.artifact(),
                terms.tier(),
                terms.binding(),
                decision.conditions(),
                decision.submission().dossierDigest(),
                decision.votes().stream()
                        .map(vote ->
                                new PermitVote(terms.pseudonyms().get(vote.voter()), vote.function(), vote.decision()))
                        .toList(),
                now,
                terms.notBefore(),
                expiresAt));
        Envelope envelope = Dsse.sign(PermitStatement.PAYLOAD_TYPE, payload, key);
        // What is handed back is what was signed: several segments are one conjunction there.
        return new SignedPermit(envelope, PermitStatement.read(payload));
    }
}
