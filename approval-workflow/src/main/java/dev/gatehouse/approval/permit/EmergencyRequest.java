package dev.gatehouse.approval.permit;

import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.approval.canonical.Identifiers;
import dev.gatehouse.approval.canonical.InvalidDocumentException;
import dev.gatehouse.approval.condition.Conditions;
import dev.gatehouse.approval.release.Refusal;
import dev.gatehouse.approval.release.Voter;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * One person's wish to use a version before it is validated. A second person, of another function, may confirm it; nothing else makes an
 * {@link EmergencyDecision}.
 *
 * @param model name of the model
 * @param version name of the version
 * @param environment where it is to serve
 * @param route on which it is to serve
 * @param requester who asks, with every board function that they hold
 * @param capacity in which they ask, such as {@code operator}
 * @param contributors {@code sub}s of those who made the version; they do not confirm
 * @param dossierDigest the dossier as it stands, closed gates included
 * @param trafficCap largest share of subjects asked for, above 0 and at most 1
 * @param until when it is to end; empty for the longest that the policy allows
 * @param at when it was asked
 */
public record EmergencyRequest(
        String model,
        String version,
        String environment,
        String route,
        Voter requester,
        String capacity,
        Set<String> contributors,
        Digest dossierDigest,
        BigDecimal trafficCap,
        Optional<Instant> until,
        Instant at) {

    /** How long a request can be confirmed; what was urgent a day ago is asked anew. */
    public static final Duration CONFIRM_WITHIN = Duration.ofHours(24);
    /** Shortest rationale of a confirmation, characters. */
    public static final int MIN_RATIONALE_CHARS = 10;
    /** Longest rationale of a confirmation, characters. */
    public static final int MAX_RATIONALE_CHARS = 1_000;

    private static final Duration LONGEST = Permit.MAX_VALIDITY;

    /** @throws InvalidDocumentException if a name is not one or the share is out of its range */
    public EmergencyRequest {
        Identifiers.requireName(model, "model");
        Identifiers.requireName(version, "version");
        Identifiers.requireName(environment, "environment");
        Identifiers.requireName(route, "route");
        Identifiers.requireName(capacity, "capacity");
        Objects.requireNonNull(dossierDigest, "dossierDigest");
        contributors = Set.copyOf(contributors);
        if (trafficCap.signum() <= 0 || trafficCap.compareTo(BigDecimal.ONE) > 0) {
            throw new InvalidDocumentException("the share " + trafficCap + " is not above 0 and at most 1");
        }
    }

    /**
     * What the policy allows at most.
     *
     * @param trafficCap largest share of subjects, above 0 and at most 1
     * @param validity longest time from the confirmation on
     */
    public record Limits(BigDecimal trafficCap, Duration validity) {}

    /**
     * The second person's word.
     *
     * @param confirmer who confirms, with the board functions that they hold now
     * @param function for which they act
     * @param rationale why, {@value #MIN_RATIONALE_CHARS} to {@value #MAX_RATIONALE_CHARS} characters
     * @param dossierDigest the dossier that they read
     */
    public record Confirmation(Voter confirmer, String function, String rationale, Digest dossierDigest) {
        /** @throws InvalidDocumentException if the rationale is out of its range */
        public Confirmation {
            Identifiers.requireName(function, "function");
            if (rationale.strip().length() < MIN_RATIONALE_CHARS || rationale.length() > MAX_RATIONALE_CHARS) {
                throw new InvalidDocumentException("a confirmation needs a rationale of " + MIN_RATIONALE_CHARS + " to "
                        + MAX_RATIONALE_CHARS + " characters");
            }
        }
    }

    /** Everything that forbids to ask: a machine asks, the share or the end is beyond the policy's limits. */
    public List<Refusal> refusals(Limits limits) {
        List<Refusal> refusals = new ArrayList<>();
        if (requester.serviceAccount()) {
            refusals.add(new Refusal("service_account", "Emergency use is asked for by a person, not by a machine."));
        }
        addLimits(refusals, limits, at);
        return refusals;
    }

    /**
     * Confirms the request.
     *
     * @param confirmation the second person's word
     * @param limits the policy's limits as they are now
     * @param now when
     * @return a decision; refused if the two are not two independent people of two functions, the dossier or the limits have changed, or
     *     the request has lapsed
     */
    public EmergencyOutcome confirm(Confirmation confirmation, Limits limits, Instant now) {
        List<Refusal> refusals = new ArrayList<>(refusalsOf(confirmation.confirmer(), confirmation.function()));
        if (!confirmation.dossierDigest().equals(dossierDigest)) {
            refusals.add(new Refusal("dossier_changed", "The dossier is not the one that you read; read it again."));
        }
        if (now.isAfter(at.plus(CONFIRM_WITHIN))) {
            refusals.add(new Refusal(
                    "request_lapsed", "It could be confirmed until " + at.plus(CONFIRM_WITHIN) + "; ask anew."));
        }
        addLimits(refusals, limits, now);
        return refusals.isEmpty()
                ? new EmergencyOutcome.Confirmed(new EmergencyDecision(this, confirmation, conditions(limits, now)))
                : new EmergencyOutcome.Refused(refusals);
    }

    /**
     * Why this person may not be the second one, whatever they read and whenever they say it; empty if they may.
     *
     * @param function for which they would act
     */
    public List<Refusal> refusalsOf(Voter confirmer, String function) {
        List<Refusal> refusals = new ArrayList<>();
        if (confirmer.subject().equals(requester.subject())) {
            refusals.add(
                    new Refusal("two_people_needed", "Emergency use takes two people; you asked for it yourself."));
        }
        if (confirmer.serviceAccount() || requester.serviceAccount()) {
            refusals.add(new Refusal("service_account", "Emergency use takes two people; a machine is none."));
        }
        if (!confirmer.functions().contains(function)) {
            refusals.add(new Refusal("function_not_held", "You do not hold the function '" + function + "'."));
        }
        if (function.equals(capacity) || requester.functions().contains(function)) {
            refusals.add(new Refusal(
                    "same_function",
                    "Who asked acts for '" + function + "' too; somebody of another function must confirm."));
        }
        if (contributors.contains(confirmer.subject())) {
            refusals.add(new Refusal("contributor", "Who helped to make the version does not confirm its use."));
        }
        return refusals;
    }

    private void addLimits(List<Refusal> refusals, Limits limits, Instant from) {
        if (trafficCap.compareTo(limits.trafficCap()) > 0) {
            refusals.add(new Refusal(
                    "cap_too_large",
                    "The policy allows a share of " + limits.trafficCap().toPlainString() + " at most, not "
                            + trafficCap.toPlainString() + "."));
        }
        if (until.isPresent() && !until.get().isAfter(from)) {
            refusals.add(new Refusal("no_time_left", "It would end at " + until.get() + ", which has passed."));
        }
        if (until.isPresent() && until.get().isAfter(at.plus(limits.validity()))) {
            refusals.add(new Refusal(
                    "too_long",
                    "The policy allows " + limits.validity().toDays() + " days at most, until "
                            + at.plus(limits.validity()) + "."));
        }
    }

    private Conditions conditions(Limits limits, Instant now) {
        Duration longest = limits.validity().compareTo(LONGEST) > 0 ? LONGEST : limits.validity();
        Instant end = until.filter(now.plus(longest)::isAfter).orElse(now.plus(longest));
        // A share of everybody limits nothing, and a gateway that enforces no shares can serve it.
        Optional<BigDecimal> cap = Optional.of(trafficCap).filter(share -> share.compareTo(BigDecimal.ONE) < 0);
        return new Conditions(cap, Optional.of(end), Optional.empty(), Optional.empty(), Set.of(), Optional.empty());
    }
}
