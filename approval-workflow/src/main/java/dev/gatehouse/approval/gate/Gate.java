package dev.gatehouse.approval.gate;

import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.approval.canonical.Identifiers;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * One requirement of a tier.
 *
 * @param id the requirement's name
 * @param title the requirement in a few words
 * @param kind what evidence meets it
 * @param givenBy functions and roles, one of which who gives the evidence must hold; empty: anyone who may write to the version
 * @param freshFor how long evidence counts from the instant it was made; empty: as long as nothing else makes it stale
 * @param plan the audit plan that the validation function fixed; empty: none is fixed yet, so no audit can count
 * @param requirement digest of what the packs ask for; evidence that was given for another requirement is stale
 * @param remedy what would open the gate
 */
public record Gate(
        String id,
        String title,
        EvidenceKind kind,
        Set<String> givenBy,
        Optional<Duration> freshFor,
        Optional<FixedPlan> plan,
        Optional<Digest> requirement,
        Remedy remedy) {
    /**
     * An audit plan that was fixed before the run.
     *
     * @param digest digest of the plan
     * @param data digest of the data that it is run on
     * @param fixedAt when it was fixed; runs before that instant do not count
     * @param weaknesses in what it asks less than policy does now, a sentence each; no run of a weak plan counts
     */
    public record FixedPlan(Digest digest, Digest data, Instant fixedAt, List<String> weaknesses) {
        public FixedPlan {
            weaknesses = List.copyOf(weaknesses);
        }
    }

    /**
     * What would open a gate.
     *
     * @param sentence one sentence
     * @param page address of the page where a person does it, from the root of the site
     * @param api address that a program calls, from the root of the site
     */
    public record Remedy(String sentence, String page, String api) {}

    /** @throws dev.gatehouse.approval.canonical.InvalidDocumentException if the id or a function is not a name */
    public Gate {
        Identifiers.requireName(id, "requirement id");
        givenBy = Collections.unmodifiableSortedSet(new TreeSet<>(givenBy));
        givenBy.forEach(function -> Identifiers.requireName(function, "function"));
        if (plan.isPresent() && kind != EvidenceKind.AUDIT_REPORT && kind != EvidenceKind.VALIDATION_REPORT) {
            throw new IllegalArgumentException("gate " + id + " asks for a " + kind + " and cannot have an audit plan");
        }
    }
}
