package dev.gatehouse.approval.gate;

import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.approval.gate.GateStatus.Reason;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * All gates of a version at one instant.
 *
 * @param statuses one status for each gate, in the gates' order
 */
public record GateEvaluation(List<GateStatus> statuses) {
    /** Copies the list. */
    public GateEvaluation {
        statuses = List.copyOf(statuses);
    }

    /**
     * Evaluates gates. Evidence that may not count (of another kind, giver, artifact or plan, too old, from the future) never decides over
     * evidence that may; of those that may count, the one made last decides, so that a later failed audit closes what an earlier one opened.
     *
     * @param gates requirements; their ids differ
     * @param evidence all evidence of the version, in any order
     * @param artifact digest of the model artifact as it is now
     * @param now the instant at which freshness is judged
     * @throws IllegalArgumentException if two gates have the same id
     */
    public static GateEvaluation of(List<Gate> gates, List<Evidence> evidence, Digest artifact, Instant now) {
        Set<String> ids = new HashSet<>();
        for (Gate gate : gates) {
            if (!ids.add(gate.id())) {
                throw new IllegalArgumentException("two gates are named " + gate.id());
            }
        }
        return new GateEvaluation(gates.stream()
                .map(gate -> status(gate, evidence, artifact, now))
                .toList());
    }

    /** Whether every gate is open. */
    public boolean open() {
        return statuses.stream().allMatch(GateStatus::open);
    }

    /** The closed gates. */
    public List<GateStatus> unmet() {
        return statuses.stream().filter(status -> !status.open()).toList();
    }

    private static GateStatus status(Gate gate, List<Evidence> evidence, Digest artifact, Instant now) {
        Comparator<Evidence> later = Comparator.comparing(Evidence::madeAt)
                // Of two made at the same instant the worse verdict decides, so that the order of the list cannot.
                .thenComparing(one -> one.verdict().map(Enum::ordinal).orElse(0))
                .thenComparing(one -> one.content().hex());
        List<Evidence> given = evidence.stream()
                .filter(one -> one.gateId().equals(gate.id()))
                .sorted(later.reversed())
                .toList();
        if (gate.kind() == EvidenceKind.AUDIT_REPORT && gate.plan().isEmpty()) {
            return status(
                    gate,
                    Reason.NO_PLAN,
                    "No audit plan is fixed for this gate, so no audit can count.",
                    Optional.empty());
        }
        if (given.isEmpty()) {
            return status(gate, Reason.MISSING, "No evidence was given.", Optional.empty());
        }
        for (Evidence one : given) {
            if (unfit(gate, one, artifact, now).isEmpty()) {
                return judged(gate, one, given);
            }
        }
        Evidence latest = given.get(0);
        return unfit(gate, latest, artifact, now).orElseThrow();
    }

    /** Why this evidence may not count at all; empty if it may. */
    private static Optional<GateStatus> unfit(Gate gate, Evidence one, Digest artifact, Instant now) {
        if (one.kind() != gate.kind()) {
            return unfit(
                    gate, Reason.WRONG_KIND, "The evidence is a " + one.kind() + ", not a " + gate.kind() + ".", one);
        }
        if (gate.givenBy().isPresent()
                && !one.giverFunctions().contains(gate.givenBy().get())) {
            return unfit(
                    gate,
                    Reason.WRONG_GIVER,
                    "The evidence was not given by the function '"
                            + gate.givenBy().get() + "'.",
                    one);
        }
        if (!one.artifact().equals(artifact)) {
            return unfit(
                    gate,
                    Reason.OTHER_ARTIFACT,
                    "The evidence speaks of artifact " + one.artifact() + ", not of " + artifact + ".",
                    one);
        }
        if (gate.plan().isPresent()) {
            Gate.FixedPlan plan = gate.plan().get();
            if (!one.plan().equals(Optional.of(plan.digest()))) {
                return unfit(
                        gate,
                        Reason.OTHER_PLAN,
                        "The audit ran on another plan than the fixed one, " + plan.digest() + ".",
                        one);
            }
            if (one.madeAt().isBefore(plan.fixedAt())) {
                return unfit(
                        gate,
                        Reason.OTHER_PLAN,
                        "The audit ran at " + one.madeAt() + ", before its plan was fixed at " + plan.fixedAt() + ".",
                        one);
            }
        }
        if (one.madeAt().isAfter(now)) {
            return unfit(
                    gate,
                    Reason.FROM_THE_FUTURE,
                    "The evidence is dated " + one.madeAt() + ", which is still to come.",
                    one);
        }
        if (gate.freshFor().isPresent()
                && !now.isBefore(one.madeAt().plus(gate.freshFor().get()))) {
            return unfit(
                    gate,
                    Reason.STALE,
                    "The evidence of " + one.madeAt() + " is older than "
                            + gate.freshFor().get() + ".",
                    one);
        }
        return Optional.empty();
    }

    private static GateStatus judged(Gate gate, Evidence one, List<Evidence> given) {
        Optional<Digest> content = Optional.of(one.content());
        AuditVerdict verdict = one.verdict().orElse(AuditVerdict.PASS);
        if (verdict == AuditVerdict.FAIL) {
            return status(gate, Reason.FAILED, "The audit of " + one.madeAt() + " failed its limits.", content);
        }
        if (verdict == AuditVerdict.INSUFFICIENT) {
            return status(
                    gate,
                    Reason.INSUFFICIENT,
                    "The audit of " + one.madeAt() + " had too little evidence to decide.",
                    content);
        }
        long notPassed = given.stream()
                .filter(other -> other.verdict()
                        .filter(found -> found != AuditVerdict.PASS)
                        .isPresent())
                .count();
        String runs = notPassed == 0
                ? ""
                : " Of " + given.size() + " runs " + notPassed + " did not pass; the board sees all of them.";
        return status(
                gate,
                Reason.MET,
                (gate.kind() == EvidenceKind.AUDIT_REPORT
                                ? "The audit of " + one.madeAt() + " passed."
                                : "Given on " + one.madeAt() + ".")
                        + runs,
                content);
    }

    private static Optional<GateStatus> unfit(Gate gate, Reason reason, String why, Evidence evidence) {
        return Optional.of(status(gate, reason, why, Optional.of(evidence.content())));
    }

    private static GateStatus status(Gate gate, Reason reason, String why, Optional<Digest> evidence) {
        return new GateStatus(gate.id(), gate.title(), reason, why, gate.howToMeet(), evidence);
    }
}
