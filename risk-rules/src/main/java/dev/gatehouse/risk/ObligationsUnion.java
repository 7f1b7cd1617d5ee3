package dev.gatehouse.risk;

import dev.gatehouse.risk.ApprovalPolicy.EmergencyUse;
import dev.gatehouse.risk.ApprovalPolicy.WaiverLimit;
import dev.gatehouse.risk.Obligations.AuditEvidence;
import dev.gatehouse.risk.Obligations.Duty;
import dev.gatehouse.risk.Obligations.FairnessPolicy;
import dev.gatehouse.risk.Obligations.GateRequirement;
import dev.gatehouse.risk.Obligations.Limit;
import dev.gatehouse.risk.Obligations.Origin;
import dev.gatehouse.risk.Obligations.PerformancePolicy;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BinaryOperator;
import java.util.stream.Stream;

/**
 * Unites obligations, the stricter winning. The result does not depend on the order of additions, but for origins of equal
 * settings: there the first addition keeps the credit, so callers add in a fixed order. Periods are compared by the day they
 * end on when begun on the date assessed for, since P1M and P30D have no order of their own; of two that end on the same
 * day, the one whose text comes first stands for both.
 */
final class ObligationsUnion {
    private static final String DRIFT = "drift.";
    private static final String ALTERNATIVES = "drift_alternatives";

    private final LocalDate on;
    private final SortedMap<String, GateRequirement> gates = new TreeMap<>();
    private final SortedMap<String, GateRequirement> upcomingGates = new TreeMap<>();
    private final SortedMap<String, Duty> duties = new TreeMap<>();
    private final SortedMap<String, Object> settings = new TreeMap<>();
    private final SortedMap<String, Origin> origins = new TreeMap<>();

    ObligationsUnion(LocalDate on) {
        this.on = on;
    }

    ObligationsUnion copy() {
        ObligationsUnion copy = new ObligationsUnion(on);
        copy.gates.putAll(gates);
        copy.upcomingGates.putAll(upcomingGates);
        copy.duties.putAll(duties);
        copy.settings.putAll(settings);
        copy.origins.putAll(origins);
        return copy;
    }

    /** A tier's own obligations hold from the day its pack is active, whatever date is assessed for. */
    void add(PackContent.TierPolicy policy, Origin origin) {
        policy.gates().forEach(gate -> addGate(gates, gate, origin));
        addDemands(policy.demands(), origin);
    }

    void add(Rule rule, Origin origin, FactValues facts) {
        // Demands that are not yet in force bind nobody; the rule's reason tells from when they will.
        boolean inForce = !rule.aheadOf(on);
        rule.gates().forEach(gate -> addGate(inForce ? gates : upcomingGates, gate, origin));
        for (Rule.DutyEffect duty : rule.duties()) {
            Optional<Instant> deadline =
                    duty.deadline().flatMap(after -> facts.instant(after.fact()).map(after::after));
            duties.merge(duty.id(), new Duty(duty.id(), duty.title(), origin, deadline), ObligationsUnion::sooner);
        }
        if (inForce) {
            addDemands(rule.demands(), origin);
        }
    }

    /** The duty that is due first: by its deadline, then by the day that it binds from; then the title that comes first. */
    private static Duty sooner(Duty old, Duty young) {
        Instant oldDeadline = old.deadline().orElse(Instant.MAX);
        Instant youngDeadline = young.deadline().orElse(Instant.MAX);
        if (!oldDeadline.equals(youngDeadline)) {
            return youngDeadline.isBefore(oldDeadline) ? young : old;
        }
        int byDate = young.origin().effectiveFrom().compareTo(old.origin().effectiveFrom());
        return byDate < 0 || (byDate == 0 && young.title().compareTo(old.title()) < 0) ? young : old;
    }

    private void addGate(Map<String, GateRequirement> into, Rule.Gate gate, Origin origin) {
        GateRequirement added = new GateRequirement(
                gate.id(), gate.title(), gate.evidenceKind(), gate.givenBy(), gate.freshFor(), List.of(origin));
        into.merge(gate.id(), added, this::unite);
    }

    private GateRequirement unite(GateRequirement old, GateRequirement added) {
        List<Origin> both = new ArrayList<>(old.origins());
        both.addAll(added.origins());
        Optional<Period> fresh = old.freshFor().isPresent() && added.freshFor().isPresent()
                ? Optional.of(shorter(old.freshFor().get(), added.freshFor().get()))
                : old.freshFor().or(added::freshFor);
        return new GateRequirement(old.id(), old.title(), old.evidenceKind(), old.givenBy(), fresh, both);
    }

    private void addDemands(Demands demands, Origin origin) {
        demands.quorum().forEach((function, seats) -> set("quorum." + function, seats, origin, Math::max));
        demands.mayNotVote().forEach(who -> set("may_not_vote." + who, Boolean.TRUE, origin, (a, b) -> a));
        demands.permitValidity().ifPresent(p -> set("permit_validity", p, origin, this::shorter));
        demands.monitorCadence().forEach((kind, p) -> set("monitor_cadence." + kind, p, origin, this::shorter));
        demands.revalidation().ifPresent(p -> set("revalidation", p, origin, this::shorter));
        demands.logRetention().ifPresent(p -> set("log_retention", p, origin, this::longer));
        demands.stalenessLimit()
                .ifPresent(d -> set("staleness_limit", d, origin, (a, b) -> a.compareTo(b) <= 0 ? a : b));
        demands.minimumBinding()
                .ifPresent(b -> set("minimum_binding", b, origin, (x, y) -> later(Demands.BINDINGS, x, y)));
        demands.driftLimits().forEach((name, limit) -> set(DRIFT + name, limit, origin, this::narrower));
        addAlternatives(demands.driftLimits().keySet(), origin);
        demands.driftEvidence().ifPresent(evidence -> addEvidence("drift_", evidence, origin));
        demands.performance().ifPresent(policy -> {
            policy.limits().forEach((metric, limit) -> set("performance." + metric, limit, origin, this::narrower));
            addEvidence("performance_", policy.evidence(), origin);
        });
        demands.findingDue().forEach((severity, p) -> set("finding_due." + severity, p, origin, this::shorter));
        demands.cardCompleteness()
                .forEach((framework, percent) -> set("card_completeness." + framework, percent, origin, Math::max));
        addApproval(demands.approval(), origin);
        demands.fairness().ifPresent(policy -> {
            policy.limits().forEach((metric, limit) -> set("fairness." + metric, limit, origin, this::narrower));
            policy.deciding().forEach(metric -> set("fairness_deciding." + metric, Boolean.TRUE, origin, (a, b) -> a));
            set("fairness_comparison", policy.comparison(), origin, (x, y) -> later(Demands.COMPARISONS, x, y));
            set("fairness_minimum_group", policy.minimumGroup(), origin, Math::max);
            set("fairness_confidence", policy.confidence(), origin, BigDecimal::max);
        });
    }

    /** A column is judged by one distance, so that only those that everybody who names any allows are left to choose from. */
    private void addAlternatives(Set<String> limited, Origin origin) {
        SortedSet<String> distances = new TreeSet<>(limited);
        distances.retainAll(Obligations.DRIFT_DISTANCES);
        if (!distances.isEmpty()) {
            set(ALTERNATIVES, distances, origin, (a, b) -> {
                SortedSet<String> common = new TreeSet<>(a);
                common.retainAll(b);
                return common;
            });
        }
    }

    private void addEvidence(String prefix, AuditEvidence evidence, Origin origin) {
        set(prefix + "minimum_rows", evidence.minimumRows(), origin, Math::max);
        set(prefix + "confidence", evidence.confidence(), origin, BigDecimal::max);
    }

    /** A cap and a period are settings of their own, so that each keeps the origin that made it as narrow as it is. */
    private void addApproval(ApprovalDemands demands, Origin origin) {
        BinaryOperator<String> wider = (a, b) -> later(Demands.SEVERITIES, a, b);
        demands.findingsBlock().ifPresent(severity -> set("approval.findings_block", severity, origin, wider));
        demands.overdueFindingsLapse()
                .ifPresent(severity -> set("approval.overdue_findings_lapse", severity, origin, wider));
        demands.reviewWithin().ifPresent(p -> set("approval.review_within", p, origin, this::shorter));
        demands.resumeWithin()
                .ifPresent(d -> set("approval.resume_within", d, origin, (a, b) -> a.compareTo(b) <= 0 ? a : b));
        demands.emergency().ifPresent(use -> {
            set("approval.emergency.traffic_cap", use.trafficCap(), origin, BigDecimal::min);
            set("approval.emergency.validity", use.validity(), origin, this::shorter);
        });
        if (demands.noEmergency()) {
            set("approval.emergency.none", Boolean.TRUE, origin, (a, b) -> a);
        }
        demands.waivers().forEach((reason, limit) -> {
            String name = "approval.waivers." + reason;
            limit.trafficCap().ifPresent(cap -> set(name + ".traffic_cap", cap, origin, BigDecimal::min));
            set(name + ".reaudit_within", limit.within(), origin, this::shorter);
        });
        demands.neverWaived()
                .forEach(reason -> set("approval.waivers." + reason + ".none", Boolean.TRUE, origin, (a, b) -> a));
    }

    @SuppressWarnings("unchecked") // a setting's name fixes its type
    private <T> void set(String name, T value, Origin origin, BinaryOperator<T> stricter) {
        Object old = settings.get(name);
        Object united = old == null ? value : stricter.apply((T) old, value);
        if (old == null || !old.equals(united)) {
            settings.put(name, united);
            origins.put(name, origin);
        }
    }

    private Period shorter(Period a, Period b) {
        int byEnd = on.plus(a).compareTo(on.plus(b));
        return byEnd == 0 ? firstByText(a, b) : byEnd < 0 ? a : b;
    }

    private Period longer(Period a, Period b) {
        int byEnd = on.plus(a).compareTo(on.plus(b));
        return byEnd == 0 ? firstByText(a, b) : byEnd > 0 ? a : b;
    }

    private static Period firstByText(Period a, Period b) {
        return a.toString().compareTo(b.toString()) <= 0 ? a : b;
    }

    private Limit narrower(Limit a, Limit b) {
        return new Limit(either(a.min(), b.min(), BigDecimal::max), either(a.max(), b.max(), BigDecimal::min));
    }

    private static Optional<BigDecimal> either(
            Optional<BigDecimal> a, Optional<BigDecimal> b, BinaryOperator<BigDecimal> both) {
        return a.isPresent() && b.isPresent() ? Optional.of(both.apply(a.get(), b.get())) : a.or(() -> b);
    }

    private static String later(List<String> order, String a, String b) {
        return order.indexOf(a) >= order.indexOf(b) ? a : b;
    }

    /** What is asked for, wherever it comes from. */
    List<Object> demands() {
        return List.of(inForce(), announced(), Map.copyOf(settings), dutyDates());
    }

    private List<List<Object>> inForce() {
        return gates.values().stream()
                .map(gate -> List.<Object>of(gate.id(), gate.freshFor()))
                .toList();
    }

    private List<List<Object>> announced() {
        return upcoming()
                .map(gate -> List.<Object>of(
                        gate.id(),
                        gate.freshFor(),
                        gate.origins().stream()
                                .map(Origin::effectiveFrom)
                                .min(Comparator.naturalOrder())
                                .orElseThrow()))
                .toList();
    }

    private Map<String, List<Object>> dutyDates() {
        Map<String, List<Object>> dates = new TreeMap<>();
        duties.forEach(
                (id, duty) -> dates.put(id, List.of(duty.title(), duty.origin().effectiveFrom(), duty.deadline())));
        return dates;
    }

    /** A gate that is already required is not also announced. */
    private Stream<GateRequirement> upcoming() {
        return upcomingGates.values().stream().filter(gate -> !gates.containsKey(gate.id()));
    }

    /** Settings that every release needs and that nothing has set yet, by their names in a pack. */
    List<String> unset() {
        List<String> unset = new ArrayList<>();
        for (String name :
                List.of("permit_validity", "revalidation", "log_retention", "staleness_limit", "minimum_binding")) {
            if (!settings.containsKey(name)) {
                unset.add(name);
            }
        }
        if (withPrefix("quorum.", Integer.class).isEmpty()) {
            unset.add("quorum");
        }
        return unset;
    }

    /** Only once nothing is {@link #unset()}. */
    Obligations toObligations() {
        SortedMap<String, Limit> drift = driftLimits();
        SortedMap<String, Origin> told = new TreeMap<>(origins);
        told.keySet().removeIf(name -> name.startsWith(DRIFT) && !drift.containsKey(name.substring(DRIFT.length())));
        return new Obligations(
                List.copyOf(gates.values()),
                upcoming().toList(),
                List.copyOf(duties.values()),
                withPrefix("quorum.", Integer.class),
                new TreeSet<>(withPrefix("may_not_vote.", Boolean.class).keySet()),
                (Period) settings.get("permit_validity"),
                withPrefix("monitor_cadence.", Period.class),
                (Period) settings.get("revalidation"),
                (Period) settings.get("log_retention"),
                (Duration) settings.get("staleness_limit"),
                (String) settings.get("minimum_binding"),
                fairness(),
                drift,
                evidence("drift_"),
                evidence("performance_")
                        .map(least -> new PerformancePolicy(withPrefix("performance.", Limit.class), least)),
                withPrefix("finding_due.", Period.class),
                withPrefix("card_completeness.", Integer.class),
                approval(),
                told);
    }

    /** Where what is asked for has no distance in common, each stays: no plan could keep them all, and one is better than none. */
    @SuppressWarnings("unchecked") // a setting's name fixes its type
    private SortedMap<String, Limit> driftLimits() {
        SortedMap<String, Limit> limits = withPrefix(DRIFT, Limit.class);
        Set<String> alternatives = (Set<String>) settings.getOrDefault(ALTERNATIVES, Set.of());
        if (!alternatives.isEmpty()) {
            limits.keySet()
                    .removeIf(name -> Obligations.DRIFT_DISTANCES.contains(name) && !alternatives.contains(name));
        }
        return limits;
    }

    private ApprovalPolicy approval() {
        Map<String, WaiverLimit> waivers = new TreeMap<>();
        for (String reason : ApprovalPolicy.WAIVABLE_REASONS) {
            String name = "approval.waivers." + reason;
            Period within = (Period) settings.get(name + ".reaudit_within");
            if (within != null && !settings.containsKey(name + ".none")) {
                waivers.put(
                        reason,
                        new WaiverLimit(Optional.ofNullable((BigDecimal) settings.get(name + ".traffic_cap")), within));
            }
        }
        Period emergencyValidity = (Period) settings.get("approval.emergency.validity");
        boolean emergency = emergencyValidity != null && !settings.containsKey("approval.emergency.none");
        return new ApprovalPolicy(
                Optional.ofNullable((String) settings.get("approval.findings_block")),
                Optional.ofNullable((String) settings.get("approval.overdue_findings_lapse")),
                (Period) settings.getOrDefault("approval.review_within", ApprovalPolicy.DEFAULT_REVIEW_WITHIN),
                (Duration) settings.getOrDefault("approval.resume_within", ApprovalPolicy.DEFAULT_RESUME_WITHIN),
                emergency
                        ? Optional.of(new EmergencyUse(
                                (BigDecimal) settings.get("approval.emergency.traffic_cap"), emergencyValidity))
                        : Optional.empty(),
                waivers);
    }

    private Optional<FairnessPolicy> fairness() {
        if (!settings.containsKey("fairness_confidence")) {
            return Optional.empty();
        }
        return Optional.of(new FairnessPolicy(
                withPrefix("fairness.", Limit.class),
                List.copyOf(withPrefix("fairness_deciding.", Boolean.class).keySet()),
                (String) settings.get("fairness_comparison"),
                (Integer) settings.get("fairness_minimum_group"),
                (BigDecimal) settings.get("fairness_confidence")));
    }

    private Optional<AuditEvidence> evidence(String prefix) {
        return Optional.ofNullable((Integer) settings.get(prefix + "minimum_rows"))
                .map(rows -> new AuditEvidence(rows, (BigDecimal) settings.get(prefix + "confidence")));
    }

    private <T> SortedMap<String, T> withPrefix(String prefix, Class<T> type) {
        SortedMap<String, T> found = new TreeMap<>();
        settings.forEach((name, value) -> {
            if (name.startsWith(prefix)) {
                found.put(name.substring(prefix.length()), type.cast(value));
            }
        });
        return found;
    }
}
