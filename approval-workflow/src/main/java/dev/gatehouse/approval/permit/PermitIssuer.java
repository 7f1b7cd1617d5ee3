package dev.gatehouse.approval.permit;

import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.approval.condition.Conditions;
import dev.gatehouse.approval.release.Decision;
import dev.gatehouse.approval.release.Refusal;
import dev.gatehouse.approval.release.Release;
import dev.gatehouse.approval.release.VoteDecision;
import dev.gatehouse.approval.signing.Dsse;
import dev.gatehouse.approval.signing.Envelope;
import dev.gatehouse.approval.signing.SigningKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Makes permits: from a board's confirmed decision, or from emergency use that two people agreed on. */
public final class PermitIssuer {

    /** Who said yes, or abstained, before pseudonyms. */
    private record Said(String sub, String function, VoteDecision decision) {}

    /** What both kinds of decision come down to. */
    private record Grant(
            String model,
            String version,
            String environment,
            String route,
            Basis basis,
            Conditions conditions,
            Digest dossier,
            List<Said> said) {}

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
        Release release = decision.submission().release();
        Grant grant = new Grant(
                release.model(),
                release.version(),
                release.environment(),
                release.route(),
                Basis.BOARD,
                decision.conditions(),
                decision.submission().dossierDigest(),
                decision.votes().stream()
                        .map(vote -> new Said(vote.voter(), vote.function(), vote.decision()))
                        .toList());
        return issue(grant, terms, key, now);
    }

    /**
     * Issues the permit of emergency use. It names the two people with the functions in which they acted.
     *
     * @param decision what two people agreed on, just now
     * @param terms what the permit needs beside it; the decision's conditions may end it earlier than {@code terms.validity}
     * @param key the key to sign with
     * @param now the instant of issue
     * @return the permit; refused as by {@link #issue}
     */
    public static IssueOutcome issueEmergency(
            EmergencyDecision decision, PermitTerms terms, SigningKey key, Instant now) {
        EmergencyRequest request = decision.request();
        Grant grant = new Grant(
                request.model(),
                request.version(),
                request.environment(),
                request.route(),
                Basis.EMERGENCY,
                decision.conditions(),
                request.dossierDigest(),
                List.of(
                        new Said(request.requester().subject(), request.capacity(), VoteDecision.APPROVE),
                        new Said(
                                decision.confirmation().confirmer().subject(),
                                decision.confirmation().function(),
                                VoteDecision.APPROVE)));
        return issue(grant, terms, key, now);
    }

    private static IssueOutcome issue(Grant grant, PermitTerms terms, SigningKey key, Instant now) {
        Conditions conditions = grant.conditions();
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
        for (Said said : grant.said()) {
            if (!terms.pseudonyms().containsKey(said.sub())) {
                refusals.add(new Refusal(
                        "voter_without_pseudonym",
                        "A voter for '" + said.function() + "' has no pseudonym; permits name nobody."));
            }
        }
        return refusals.isEmpty()
                ? new IssueOutcome.Issued(sign(grant, terms, expiresAt, key, now))
                : new IssueOutcome.Refused(refusals);
    }

    private static SignedPermit sign(Grant grant, PermitTerms terms, Instant expiresAt, SigningKey key, Instant now) {
        byte[] payload = PermitStatement.write(new Permit(
                terms.permitId(),
                grant.model(),
                grant.version(),
                grant.environment(),
                grant.route(),
                terms.artifact(),
                terms.tier(),
                terms.binding(),
                grant.basis(),
                grant.conditions(),
                grant.dossier(),
                grant.said().stream()
                        .map(said ->
                                new PermitVote(terms.pseudonyms().get(said.sub()), said.function(), said.decision()))
                        .toList(),
                now,
                terms.notBefore(),
                expiresAt));
        Envelope envelope = Dsse.sign(PermitStatement.PAYLOAD_TYPE, payload, key);
        // What is handed back is what was signed: several segments are one conjunction there.
        return new SignedPermit(envelope, PermitStatement.read(payload));
    }
}
