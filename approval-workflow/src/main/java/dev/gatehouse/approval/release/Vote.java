package dev.gatehouse.approval.release;

import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.approval.condition.Conditions;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * One person's word on a release. Whether it counts is for {@link Ballot#cast} to say.
 *
 * @param voter {@code sub} of the person
 * @param function the function the person acts for
 * @param decision the decision
 * @param rationale why; {@value #MIN_RATIONALE_CHARS} to {@value #MAX_RATIONALE_CHARS} characters without the space around them
 * @param conditions limits; {@link Conditions#none} unless the decision is {@link VoteDecision#APPROVE_WITH_CONDITIONS}
 * @param changes what is to be changed, each without the space around it; empty unless the decision is {@link VoteDecision#REQUEST_CHANGES}
 * @param dossierDigest the dossier that the person read
 * @param at when the vote was cast
 */
public record Vote(
        String voter,
        String function,
        VoteDecision decision,
        String rationale,
        Conditions conditions,
        List<String> changes,
        Digest dossierDigest,
        Instant at) {
    /** Shortest rationale. */
    public static final int MIN_RATIONALE_CHARS = 10;
    /** Longest rationale. */
    public static final int MAX_RATIONALE_CHARS = 4_000;
    /** Most changes that one vote can ask for. */
    public static final int MAX_CHANGES = 20;
    /** Longest change in characters. */
    public static final int MAX_CHANGE_CHARS = 1_000;

    /** Takes the space around the texts away. */
    public Vote {
        Objects.requireNonNull(voter, "voter");
        Objects.requireNonNull(function, "function");
        Objects.requireNonNull(decision, "decision");
        rationale = rationale.strip();
        Objects.requireNonNull(conditions, "conditions");
        changes = changes.stream().map(String::strip).toList();
        Objects.requireNonNull(dossierDigest, "dossierDigest");
        Objects.requireNonNull(at, "at");
    }
    /** A vote that asks for no change. */
    public Vote(
            String voter,
            String function,
            VoteDecision decision,
            String rationale,
            Conditions conditions,
            Digest dossierDigest,
            Instant at) {
        this(voter, function, decision, rationale, conditions, List.of(), dossierDigest, at);
    }
}
