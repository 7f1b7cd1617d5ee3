package dev.gatehouse.risk;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Period;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How the approval of a release treats findings, time and exceptions: the {@code approval} block of a tier or of a rule's
 * obligations, united over all packs by the strictest.
 *
 * @param findingsBlock open findings of this severity or worse close the gate {@code findings}; empty: none does
 * @param overdueFindingsLapse findings of this severity or worse that are past their day suspend the model's active permits; empty:
 *     none does
 * @param reviewWithin the board's time for one round, from its submission; 10 days where no pack says
 * @param resumeWithin how long after its suspension a permit can be resumed; 72 hours where no pack says
 * @param emergency limits of use before validation; empty: there is none
 * @param waivers limits of waivers, by the reason for which a gate is closed ({@link #WAIVABLE_REASONS}); what is not there cannot be
 *     waived
 */
public record ApprovalPolicy(
        Optional<String> findingsBlock,
        Optional<String> overdueFindingsLapse,
        Period reviewWithin,
        Duration resumeWithin,
        Optional<EmergencyUse> emergency,
        Map<String, WaiverLimit> waivers) {

    /** The board's time for one round where no pack says. */
    public static final Period DEFAULT_REVIEW_WITHIN = Period.ofDays(10);

    /** How long a suspended permit can be resumed where no pack says. */
    public static final Duration DEFAULT_RESUME_WITHIN = Duration.ofHours(72);

    /** Closed for want of evidence, for evidence that no longer counts, for evidence that cannot tell, or for failed limits. */
    public static final List<String> WAIVABLE_REASONS = List.of("missing", "stale", "insufficient", "failed");

    public ApprovalPolicy {
        waivers = Collections.unmodifiableSortedMap(new TreeMap<>(waivers));
    }

    /** Whether a finding of a severity counts where the policy names another one: when it is as grave or graver. */
    public static boolean asGrave(String severity, Optional<String> limit) {
        return limit.isPresent() && Demands.SEVERITIES.indexOf(severity) <= Demands.SEVERITIES.indexOf(limit.get());
    }

    /**
     * Use before validation.
     *
     * @param trafficCap the largest share of eligible subjects, above 0 and at most 1
     * @param validity the longest that such a permit may run
     */
    public record EmergencyUse(BigDecimal trafficCap, Period validity) {}

    /**
     * Limits of a waiver.
     *
     * @param trafficCap the largest share of eligible subjects of a permit that rests on it, above 0 and at most 1; empty: any
     * @param within the longest that it may hold: until then the evidence must be there
     */
    public record WaiverLimit(Optional<BigDecimal> trafficCap, Period within) {}
}
