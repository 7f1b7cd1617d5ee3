package dev.gatehouse.approval.gate;

import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.approval.gate.GateStatus.Reason;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
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
    /** Of two made at the same instant the worse verdict comes later, so that the order of a list cannot decide. */
    private static final Comparator<Evidence> BY_TIME = Comparator.comparing(Evidence::madeAt)
            .thenComparing(one -> one.verdict().map(Enum::ordinal).orElse(0))
            .thenComparing(one -> one.content().hex());

    /** Copies the list. */
    public GateEvaluation {
        statuses = List.copyOf(statuses);
    }

    /**
     * Evaluates gates without waivers.
     *
     * @see #of(List, List, List, Digest, Instant)
     */
    public static GateEvaluation of(List<Gate> gates, List<Evidence> evidence, Digest artifact, Instant now) {
        return of(gates, evidence, List.of(), artifact, now);
    }

    /**
     * Evaluates gates. Evidence that may not count (of another kind, giver, artifact, data, plan or requirement, too old, from the future)
     * never decides over evidence that may; of those that may count, the one made last decides, so that a later failed audit closes what an
     * earlier one opened. A closed gate is opened by a waiver that covers the cause for which it is closed.
     *
     * @param gates requirements; their ids differ
     * @param evidence all evidence of the version, in any order
     * @param waivers the confirmed waivers that apply, in any order
     * @param artifact digest of the model artifact as it is now
     * @param now the instant at which freshness is judged
     * @throws IllegalArgumentException if two gates have the same id
     */
    public static GateEvaluation of(
            List<Gate> gates, List<Evidence> evidence, List<Waiver> waivers, Digest artifact, Instant now) {
        Set<String> ids = new HashSet<>();
        for (Gate gate : gates) {
            if (!ids.add(gate.id())) {
                throw new IllegalArgumentException("two gates are named " + gate.id());
            }
        }
        return new GateEvaluation(gates.stream()
                .map(gate -> waived(status(gate, evidence, artifact, now), waivers, now))
                .toList());
    }

    /** These gates and one more. */
    public GateEvaluation with(GateStatus more) {
        List<GateStatus> all = new ArrayList<>(statuses);
        all.add(more);
        return new GateEvaluation(all);
    }

    /** Whether every gate is open. */
    public boolean open() {
        return statuses.stream().allMatch(GateStatus::open);
    }

    /** The closed gates. */
    public List<GateStatus> unmet() {
        return statuses.stream().filter(status -> !status.open()).toList();
    }

    /** The waivers that hold gates open. */
    public List<Waiver> waivers() {
        return statuses.stream().flatMap(status -> status.waiver().stream()).toList();
    }

    /** Of several waivers the one that holds longest, with the narrower cap of two that end together. */
    private static GateStatus waived(GateStatus status, List<Waiver> waivers, Instant now) {
        if (status.open()) {
            return status;
        }
        return waivers.stream()
                .filter(waiver -> waiver.covers(status, now))
                .max(Comparator.comparing(Waiver::until)
                        .thenComparing(waiver -> waiver.trafficCap().orElse(BigDecimal.ONE), Comparator.reverseOrder())
                        .thenComparing(Waiver::id))
                .map(status::waivedBy)
                .orElse(status);
    }

    private static GateStatus status(Gate gate, List<Evidence> evidence, Digest artifact, Instant now) {
        List<Evidence> given = evidence.stream()
                .filter(one -> one.gateId().equals(gate.id()))
                .sorted(BY_TIME.reversed())
                .toList();
        if (gate.kind() == EvidenceKind.AUDIT_REPORT && gate.plan().isEmpty()) {
            return GateStatus.of(
                    gate,
                    Reason.NO_PLAN,
                    "No audit plan is fixed for this gate, so no audit can count.",
                    Optional.empty(),
                    Optional.empty());
        }
        if (given.isEmpty()) {
            return GateStatus.of(
                    gate,
                    Reason.MISSING,
                    "No evidence was given.",
                    Optional.empty(),
                    Optional.of(Waiver.Cause.MISSING));
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
            return nothing(
                    gate, Reason.WRONG_KIND, "The evidence is a " + one.kind() + ", not a " + gate.kind() + ".", one);
        }
        if (!gate.givenBy().isEmpty() && one.giverFunctions().stream().noneMatch(gate.givenBy()::contains)) {
            return nothing(
                    gate,
                    Reason.WRONG_GIVER,
                    "The evidence was not given by " + String.join(" or ", gate.givenBy()) + ".",
                    one);
        }
        if (one.madeAt().isAfter(now)) {
            return nothing(
                    gate,
                    Reason.FROM_THE_FUTURE,
                    "The evidence is dated " + one.madeAt() + ", which is still to come.",
                    one);
        }
        if (!one.artifact().equals(artifact)) {
            return stale(
                    gate,
                    Reason.OTHER_ARTIFACT,
                    "The evidence speaks of artifact " + one.artifact() + ", not of " + artifact + ".",
                    one);
        }
        if (gate.plan().isPresent()) {
            Optional<GateStatus> moved = moved(gate, gate.plan().get(), one);
            if (moved.isPresent()) {
                return moved;
            }
        }
        if (gate.requirement().isPresent()
                && one.requirement().isPresent()
                && !one.requirement().equals(gate.requirement())) {
            return stale(
                    gate,
                    Reason.OTHER_REQUIREMENT,
                    "The packs ask for something else than when this was given on " + one.madeAt() + ".",
                    one);
        }
        if (gate.freshFor().isPresent()
                && !now.isBefore(one.madeAt().plus(gate.freshFor().get()))) {
            return stale(
                    gate,
                    Reason.STALE,
                    "The evidence of " + one.madeAt() + " is older than "
                            + gate.freshFor().get() + ".",
                    one);
        }
        return Optional.empty();
    }

    /** Whether the plan or its data are others than the evidence's. */
    private static Optional<GateStatus> moved(Gate gate, Gate.FixedPlan plan, Evidence one) {
        if (!one.data().isEmpty() && !one.data().contains(plan.data())) {
            return stale(
                    gate,
                    Reason.OTHER_DATA,
                    "The evidence speaks of other data than the fixed plan's, " + plan.data() + ".",
                    one);
        }
        if (gate.kind() != EvidenceKind.AUDIT_REPORT) {
            return Optional.empty();
        }
        if (!one.plan().equals(Optional.of(plan.digest()))) {
            return stale(
                    gate,
                    Reason.OTHER_PLAN,
                    "The audit ran on another plan than the fixed one, " + plan.digest() + ".",
                    one);
        }
        if (one.madeAt().isBefore(plan.fixedAt())) {
            return stale(
                    gate,
                    Reason.OTHER_PLAN,
                    "The audit ran at " + one.madeAt() + ", before its plan was fixed at " + plan.fixedAt() + ".",
                    one);
        }
        return plan.weaknesses().isEmpty()
                ? Optional.empty()
                : stale(
                        gate,
                        Reason.OTHER_REQUIREMENT,
                        "The fixed plan asks less than policy does now: " + String.join("; ", plan.weaknesses()) + ".",
                        one);
    }

    private static GateStatus judged(Gate gate, Evidence one, List<Evidence> given) {
        Optional<Digest> content = Optional.of(one.content());
        if (one.gap().isPresent()) {
            return GateStatus.of(
                    gate,
                    Reason.INCOMPLETE,
                    one.gap().get().why(),
                    content,
                    Optional.of(one.gap().get().cause()));
        }
        AuditVerdict verdict = one.verdict().orElse(AuditVerdict.PASS);
        if (verdict == AuditVerdict.FAIL) {
            return GateStatus.of(
                    gate,
                    Reason.FAILED,
                    "The audit of " + one.madeAt() + " failed its limits.",
                    content,
                    Optional.of(Waiver.Cause.FAILED));
        }
        if (verdict == AuditVerdict.INSUFFICIENT) {
            return GateStatus.of(
                    gate,
                    Reason.INSUFFICIENT,
                    "The audit of " + one.madeAt() + " had too little evidence to decide.",
                    content,
                    Optional.of(Waiver.Cause.INSUFFICIENT));
        }
        long notPassed = given.stream()
                .filter(other -> other.verdict()
                        .filter(found -> found != AuditVerdict.PASS)
                        .isPresent())
                .count();
        String runs = notPassed == 0
                ? ""
                : " Of " + given.size() + " runs " + notPassed + " did not pass; the board sees all of them.";
        return GateStatus.of(
                gate,
                Reason.MET,
                (gate.kind() == EvidenceKind.AUDIT_REPORT
                                ? "The audit of " + one.madeAt() + " passed."
                                : "Given on " + one.madeAt() + ".")
                        + runs,
                content,
                Optional.empty());
    }

    /** What was never evidence for this gate counts as none. */
    private static Optional<GateStatus> nothing(Gate gate, Reason reason, String why, Evidence evidence) {
        return Optional.of(
                GateStatus.of(gate, reason, why, Optional.of(evidence.content()), Optional.of(Waiver.Cause.MISSING)));
    }

    /** What no longer counts. An audit that failed or could not tell does not get better by growing old. */
    private static Optional<GateStatus> stale(Gate gate, Reason reason, String why, Evidence evidence) {
        Waiver.Cause cause = evidence.verdict()
                .map(verdict -> switch (verdict) {
                    case PASS -> Waiver.Cause.STALE;
                    case INSUFFICIENT -> Waiver.Cause.INSUFFICIENT;
                    case FAIL -> Waiver.Cause.FAILED;
                })
                .orElse(Waiver.Cause.STALE);
        return Optional.of(GateStatus.of(gate, reason, why, Optional.of(evidence.content()), Optional.of(cause)));
    }
}
