package dev.gatehouse.approval.gate;

import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.approval.canonical.Identifiers;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * One requirement of a tier.
 *
 * @param id the requirement's name
 * @param title the requirement in a few words
 * @param kind what evidence meets it
 * @param givenBy function of who may give the evidence; empty: anyone who may write to the version
 * @param freshFor how long evidence counts from the instant it was made; empty: as long as the artifact is the same
 * @param plan for an audit: the plan that the validation function fixed; empty: no plan is fixed yet, so no audit can count
 * @param howToMeet one sentence: what would open the gate
 */
public record Gate(
        String id,
        String title,
        EvidenceKind kind,
        Optional<String> givenBy,
        Optional<Duration> freshFor,
        Optional<FixedPlan> plan,
        String howToMeet) {
    /**
     * An audit plan that was fixed before the run.
     *
     * @param digest digest of the plan
     * @param fixedAt when it was fixed; runs before that instant do not count
     */
    public record FixedPlan(Digest digest, Instant fixedAt) {}

    /** @throws dev.gatehouse.approval.canonical.InvalidDocumentException if the id or the function is not a name */
    public Gate {
        Identifiers.requireName(id, "requirement id");
        givenBy.ifPresent(function -> Identifiers.requireName(function, "function"));
        if (kind != EvidenceKind.AUDIT_REPORT && plan.isPresent()) {
            throw new IllegalArgumentException("gate " + id + " asks for a " + kind + " and cannot have an audit plan");
        }
    }
}
