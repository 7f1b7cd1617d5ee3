package dev.gatehouse.risk;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a release of this tier must show and obey, united over all packs: every gate, the largest quorum, the longest retention
 * and otherwise the shortest period and the narrowest limit.
 *
 * @param gates the gates to meet now, by id
 * @param upcomingGates gates of rules whose date is still to come, by id; shown as "from DATE", not enforced before
 * @param duties what is to be done outside the gates, now or from a date ({@link Duty#dueOn})
 * @param quorum seats to fill, by board function (such as {@code legal}); one person fills one seat
 * @param mayNotVote who is excluded from voting for independence, such as {@code developers}
 * @param permitValidity the longest a permit may run
 * @param monitorCadence longest time between two runs, by kind of monitor (such as {@code data}, {@code report})
 * @param revalidation longest time between two validations
 * @param logRetention shortest time that decision logs are kept
 * @param stalenessLimit how long a gateway may serve without news from the control plane
 * @param minimumBinding {@code declared}, {@code attested} or {@code loaded-by-digest}
 * @param fairness limits of the fairness audit, where some pack sets any
 * @param driftLimits greatest drift, by distance or check (such as {@code psi}, {@code missing_share_increase}). Distances (some of
 *     {@link #DRIFT_DISTANCES}) are alternatives: each column is judged by one of them
 * @param driftEvidence least evidence of a drift audit, where some pack sets any
 * @param performance limits of the performance audit, where some pack sets any
 * @param findingDue longest time to remedy a finding, by severity: {@code critical}, {@code high}, {@code medium}, {@code low}
 * @param cardCompleteness least completeness of the model card in percent, 0 to 100, by framework (one of {@link #CARD_FRAMEWORKS});
 *     a framework that is not there is not asked for
 * @param approval what findings, time, waivers and emergencies do to an approval
 * @param origins where each single-valued setting comes from, by its name in the pack ({@code permit_validity},
 *     {@code quorum.legal}, {@code fairness.impact_ratio}, …)
 */
public record Obligations(
        List<GateRequirement> gates,
        List<GateRequirement> upcomingGates,
        List<Duty> duties,
        Map<String, Integer> quorum,
        Set<String> mayNotVote,
        Period permitValidity,
        Map<String, Period> monitorCadence,
        Period revalidation,
        Period logRetention,
        Duration stalenessLimit,
        String minimumBinding,
        Optional<FairnessPolicy> fairness,
        Map<String, Limit> driftLimits,
        Optional<AuditEvidence> driftEvidence,
        Optional<PerformancePolicy> performance,
        Map<String, Period> findingDue,
        SortedMap<String, Integer> cardCompleteness,
        ApprovalPolicy approval,
        Map<String, Origin> origins) {

    /** Frameworks by which the completeness of a model card is told: Mitchell et al. (2019), EU AI Act Annex IV and Art. 13(3), SR 26-2. */
    public static final List<String> CARD_FRAMEWORKS = List.of("mitchell", "annex-iv", "article-13", "sr-26-2");

    /** Ids of the distances that a column's drift may be judged by; docs/drift.md defines them. Other limits of drift are on checks. */
    public static final Set<String> DRIFT_DISTANCES = Set.of(
            "ks",
            "psi",
            "jensen_shannon",
            "wasserstein",
            "wasserstein_normed",
            "hellinger",
            "total_variation",
            "cramers_v",
            "chi_square",
            "l_infinity",
            "kullback_leibler",
            "energy");

    public Obligations {
        gates = List.copyOf(gates);
        upcomingGates = List.copyOf(upcomingGates);
        duties = List.copyOf(duties);
        quorum = sorted(quorum);
        mayNotVote = Collections.unmodifiableSortedSet(new TreeSet<>(mayNotVote));
        monitorCadence = sorted(monitorCadence);
        driftLimits = sorted(driftLimits);
        findingDue = sorted(findingDue);
        cardCompleteness = sorted(cardCompleteness);
        origins = sorted(origins);
    }

    /**
     * Evidence that must be there before the gate opens.
     *
     * @param id such as {@code fairness-audit}
     * @param title for people
     * @param evidenceKind {@code audit} (of fairness), {@code drift-audit}, {@code performance-audit}, {@code splits-audit}, {@code validation-report},
     *     {@code checklist}, {@code document} or {@code card}
     * @param givenBy roles that may give the evidence (such as {@code validator}), sorted; one of them is enough
     * @param freshFor how old the evidence may be; empty: any age
     * @param origins every tier or rule that asks for it, at least one
     */
    public record GateRequirement(
            String id,
            String title,
            String evidenceKind,
            List<String> givenBy,
            Optional<Period> freshFor,
            List<Origin> origins) {
        public GateRequirement {
            givenBy = List.copyOf(givenBy);
            origins = List.copyOf(origins);
        }
    }

    /**
     * Something to do that no gate checks, such as a notice within 30 days.
     *
     * @param id such as {@code us-adverse-action-notice}
     * @param title for people
     * @param origin the rule that asks for it
     * @param deadline until when, where it is counted from a date or time that was stated
     */
    public record Duty(String id, String title, Origin origin, Optional<Instant> deadline) {
        public boolean dueOn(LocalDate date) {
            return !origin.effectiveFrom().isAfter(date);
        }
    }

    /**
     * Where an obligation comes from.
     *
     * @param pack its id
     * @param rule id of the rule, or {@code tier HIGH} and so on for a tier's own obligations
     * @param citation to show beside it
     * @param certainty of the citation
     * @param effectiveFrom first day on which it binds
     */
    public record Origin(String pack, String rule, String citation, Certainty certainty, LocalDate effectiveFrom) {}

    /**
     * Limits that a fairness audit is judged by.
     *
     * @param limits by metric: {@code impact_ratio} (a ratio), {@code tpr_difference} and {@code fpr_difference} (absolute
     *     differences of rates, 0 to 1)
     * @param deciding the metrics whose comparisons decide the audit, sorted; the others are reported only
     * @param comparison which groups are compared: {@code reference-group} or {@code all-pairs}
     * @param minimumGroup least count in a metric's own denominator, rows
     * @param confidence two-sided confidence level of the intervals, in (0, 1)
     */
    public record FairnessPolicy(
            Map<String, Limit> limits,
            List<String> deciding,
            String comparison,
            int minimumGroup,
            BigDecimal confidence) {
        public FairnessPolicy {
            limits = sorted(limits);
            deciding = List.copyOf(deciding);
        }
    }

    /**
     * Least evidence of an audit.
     *
     * @param minimumRows rows on which a figure may rest
     * @param confidence two-sided confidence level of the intervals, in (0, 1)
     */
    public record AuditEvidence(int minimumRows, BigDecimal confidence) {}

    /**
     * Limits that a performance audit is judged by.
     *
     * @param limits by metric (such as {@code precision}), or by what was lost of it since the reference ({@code precision_drop})
     */
    public record PerformancePolicy(Map<String, Limit> limits, AuditEvidence evidence) {
        public PerformancePolicy {
            limits = sorted(limits);
        }
    }

    /** Inclusive bounds of a metric; at least one is there. */
    public record Limit(Optional<BigDecimal> min, Optional<BigDecimal> max) {}

    private static <V> SortedMap<String, V> sorted(Map<String, V> map) {
        return Collections.unmodifiableSortedMap(new TreeMap<>(map));
    }
}
