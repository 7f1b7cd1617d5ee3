package dev.gatehouse.approval.gate;

import dev.gatehouse.approval.canonical.Digest;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * Evidence that was given for a gate. Replacing never erases: all evidence of a gate is handed over, and the newest that may count decides.
 *
 * @param gateId the requirement it is given for
 * @param kind what it is
 * @param content digest of its bytes
 * @param artifact digest of the model artifact that it speaks of
 * @param data digests of the data that it speaks of; empty: of none in particular
 * @param giverFunctions functions of the person who gave it, when it was given
 * @param madeAt when the document was made or the audit ran
 * @param plan for an audit report: the plan that it ran on
 * @param verdict for an audit report: what it found
 * @param requirement digest of the requirement that it was given for; empty: not taken down then
 * @param gap what it lacks of what the gate asks; empty: nothing
 */
public record Evidence(
        String gateId,
        EvidenceKind kind,
        Digest content,
        Digest artifact,
        Set<Digest> data,
        Set<String> giverFunctions,
        Instant madeAt,
        Optional<Digest> plan,
        Optional<AuditVerdict> verdict,
        Optional<Digest> requirement,
        Optional<Gap> gap) {
    /**
     * What evidence lacks of what its gate asks.
     *
     * @param why a sentence
     * @param cause the cause that a waiver would have to cover
     */
    public record Gap(String why, Waiver.Cause cause) {}

    /** @throws IllegalArgumentException if an audit report lacks its plan or verdict, or other evidence has one */
    public Evidence {
        data = Set.copyOf(data);
        giverFunctions = Set.copyOf(giverFunctions);
        boolean audit = kind == EvidenceKind.AUDIT_REPORT;
        if (plan.isPresent() != audit || verdict.isPresent() != audit) {
            throw new IllegalArgumentException(
                    "evidence " + content + ": an audit report has a plan and a verdict, other evidence has neither");
        }
    }

    /** Evidence that lacks nothing. */
    public Evidence(
            String gateId,
            EvidenceKind kind,
            Digest content,
            Digest artifact,
            Set<Digest> data,
            Set<String> giverFunctions,
            Instant madeAt,
            Optional<Digest> plan,
            Optional<AuditVerdict> verdict,
            Optional<Digest> requirement) {
        this(
                gateId,
                kind,
                content,
                artifact,
                data,
                giverFunctions,
                madeAt,
                plan,
                verdict,
                requirement,
                Optional.empty());
    }
}
