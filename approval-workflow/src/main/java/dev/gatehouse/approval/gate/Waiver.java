package dev.gatehouse.approval.gate;

import dev.gatehouse.approval.canonical.Digest;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A closed gate that two people opened for a time. It covers the cause that it was granted for and no other: a gate whose audit turns
 * from undecided to failed closes again.
 *
 * @param id of the waiver
 * @param gateId the gate that it opens
 * @param cause for which it opens the gate
 * @param trafficCap the largest share of eligible subjects of a permit that rests on it, above 0 and at most 1; empty: any
 * @param until first instant at which it no longer holds
 */
public record Waiver(String id, String gateId, Cause cause, Optional<BigDecimal> trafficCap, Instant until) {

    /** Why a gate is closed, as far as a policy may let it be waived. */
    public enum Cause {
        /** There is no evidence that may count. */
        MISSING,
        /** There is evidence, but the time, the data, the plan or the requirement has moved on. */
        STALE,
        /** The audit could not tell. */
        INSUFFICIENT,
        /** The audit failed, whether or not it is stale by now. */
        FAILED
    }

    /**
     * What policy allows of waivers for one cause.
     *
     * @param trafficCap the largest cap that a waiver may have; empty: it needs none
     * @param latest the last instant that it may hold until
     */
    public record Limit(Optional<BigDecimal> trafficCap, Instant latest) {}

    /**
     * A person in the matter of a waiver.
     *
     * @param sub of the person
     * @param functions that the person acts for
     * @param machine whether it is a service account
     * @param contributor whether the person developed the version
     */
    public record Party(String sub, Set<String> functions, boolean machine, boolean contributor) {
        public Party {
            functions = Set.copyOf(functions);
        }
    }

    /** Whether it opens this closed gate at this instant. */
    public boolean covers(GateStatus closed, Instant now) {
        return gateId.equals(closed.id()) && closed.cause().equals(Optional.of(cause)) && now.isBefore(until);
    }

    /**
     * Why such a waiver may not be asked for or confirmed now, a sentence each; empty if it may.
     *
     * @param status the gate without any waiver
     * @param policy what may be waived, by cause; what is not there may not
     * @param trafficCap as asked for
     * @param until as asked for
     * @param spent digests of evidence on which the gate was waived before for the same cause; the empty digest set for none
     */
    public static List<String> refusals(
            GateStatus status,
            Map<Cause, Limit> policy,
            Optional<BigDecimal> trafficCap,
            Instant until,
            Set<Optional<Digest>> spent,
            Instant now) {
        List<String> refusals = new ArrayList<>();
        if (status.open()) {
            return List.of("The gate '" + status.id() + "' is open; there is nothing to waive.");
        }
        if (status.cause().isEmpty()) {
            return List.of("The gate '" + status.id() + "' cannot be waived: " + status.why());
        }
        Limit limit = policy.get(status.cause().get());
        if (limit == null) {
            return List.of("The policy of this tier lets nobody waive a gate for the reason '" + status.causeText()
                    + "': " + status.why());
        }
        if (!now.isBefore(until)) {
            refusals.add("It must end in the future.");
        }
        if (until.isAfter(limit.latest())) {
            refusals.add("It may hold until " + limit.latest() + " at the latest, by when the evidence must be there.");
        }
        limit.trafficCap().ifPresent(most -> {
            if (trafficCap.isEmpty() || trafficCap.get().compareTo(most) > 0) {
                refusals.add("It needs a traffic cap of at most " + most.toPlainString() + ".");
            }
        });
        if (spent.contains(status.evidence())) {
            refusals.add(
                    "The gate was waived before on what there is now. Give or make the evidence anew; a waiver is not renewed.");
        }
        return refusals;
    }

    /**
     * Why this person may not decide on a waiver that another asked for, a sentence each; empty if they may.
     *
     * @param asked who asked for it
     * @param decides who confirms or refuses it
     * @param function for which that person acts
     */
    public static List<String> decisionRefusals(Party asked, Party decides, String function) {
        List<String> refusals = new ArrayList<>();
        if (decides.machine()) {
            refusals.add("People decide on waivers; a service account cannot.");
        }
        if (decides.sub().equals(asked.sub())) {
            refusals.add("A second person decides on a waiver, not the one who asked for it.");
        }
        if (!decides.functions().contains(function)) {
            refusals.add("You do not act for '" + function + "'.");
        }
        if (asked.functions().contains(function)) {
            refusals.add("Somebody of another function must decide: it was asked for by "
                    + String.join(", ", asked.functions().stream().sorted().toList()) + ".");
        }
        if (decides.contributor()) {
            refusals.add("Who developed the version does not decide on its waivers.");
        }
        return refusals;
    }
}
