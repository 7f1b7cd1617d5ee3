package dev.gatehouse.approval.gate;

import dev.gatehouse.approval.canonical.Digest;
import java.util.Locale;
import java.util.Optional;

/**
 * Whether one gate is open, and why.
 *
 * @param id the requirement
 * @param title the requirement in a few words
 * @param reason the reason as a code
 * @param why one sentence
 * @param remedy what would open it; also present when it is open
 * @param evidence the evidence that decided; empty if there is none
 * @param cause for a closed gate, the cause for which policy may let it be waived; empty: never
 * @param waiver the waiver that opens it, where one does
 */
public record GateStatus(
        String id,
        String title,
        Reason reason,
        String why,
        Gate.Remedy remedy,
        Optional<Digest> evidence,
        Optional<Waiver.Cause> cause,
        Optional<Waiver> waiver) {
    /** Why a gate is open or closed. */
    public enum Reason {
        /** Evidence meets the requirement. */
        MET,
        /** The requirement is not met, and a waiver opens the gate for a time. */
        WAIVED,
        /** No evidence was given. */
        MISSING,
        /** The evidence is of another kind. */
        WRONG_KIND,
        /** The evidence was given by somebody who may not give it. */
        WRONG_GIVER,
        /** The evidence speaks of another artifact. */
        OTHER_ARTIFACT,
        /** The evidence speaks of other data than the fixed plan's. */
        OTHER_DATA,
        /** No audit plan is fixed. */
        NO_PLAN,
        /** The audit ran on another plan, or before the plan was fixed. */
        OTHER_PLAN,
        /** The packs ask for something else than when the evidence was given or the plan was fixed. */
        OTHER_REQUIREMENT,
        /** The evidence lacks some of what is asked. */
        INCOMPLETE,
        /** The evidence is too old. */
        STALE,
        /** The evidence is dated in the future. */
        FROM_THE_FUTURE,
        /** The audit failed. */
        FAILED,
        /** The audit could not tell. */
        INSUFFICIENT,
        /** Findings stand that the tier does not let pass. */
        OPEN_FINDINGS,
        /** No permit lets the version serve there. */
        NO_PERMIT,
        /** The permit is suspended. */
        PERMIT_SUSPENDED,
        /** The permit's time is over. */
        PERMIT_EXPIRED,
        /** The permit was revoked. */
        PERMIT_REVOKED,
        /** The model's tier is higher than when the permit was granted. */
        TIER_CHANGED,
        /** The permit admits more than the waivers that hold gates open. */
        PERMIT_TOO_WIDE
    }

    /** A gate that no waiver opens. */
    static GateStatus of(
            Gate gate, Reason reason, String why, Optional<Digest> evidence, Optional<Waiver.Cause> cause) {
        return new GateStatus(gate.id(), gate.title(), reason, why, gate.remedy(), evidence, cause, Optional.empty());
    }

    /** A gate that is not met by evidence but by how things stand, such as a permit; it is never waived. */
    public static GateStatus standing(String id, String title, Reason reason, String why, Gate.Remedy remedy) {
        return new GateStatus(id, title, reason, why, remedy, Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** Whether the gate is open. */
    public boolean open() {
        return reason == Reason.MET || reason == Reason.WAIVED;
    }

    /** The cause in lower case, as packs write it; empty where there is none. */
    public String causeText() {
        return cause.map(each -> each.name().toLowerCase(Locale.ROOT)).orElse("");
    }

    /** The same gate, opened by a waiver. */
    GateStatus waivedBy(Waiver by) {
        return new GateStatus(
                id,
                title,
                Reason.WAIVED,
                "Waived until " + by.until()
                        + by.trafficCap()
                                .map(cap -> " for a share of at most " + cap.toPlainString() + " of the traffic")
                                .orElse("")
                        + ". " + why,
                remedy,
                evidence,
                cause,
                Optional.of(by));
    }
}
