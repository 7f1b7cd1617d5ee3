package dev.gatehouse.audit;

import dev.gatehouse.audit.plan.AuditException;
import dev.gatehouse.audit.plan.AuditPlan;
import dev.gatehouse.audit.plan.AuditPlan.Deciding;
import dev.gatehouse.audit.plan.AuditPlan.Reference;
import dev.gatehouse.audit.plan.ComparisonMetric;
import dev.gatehouse.audit.plan.GroupMetric;
import dev.gatehouse.audit.report.AuditReport;
import dev.gatehouse.audit.report.AuditReport.Comparison;
import dev.gatehouse.audit.report.Estimate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Compares the groups of a grouping with their references.
 *
 * <p>With {@link Reference.Best} a metric that the plan limits is compared over every ordered pair of groups, so that the
 * worst case against the best group is judged without choosing either first. A metric without a limit is compared with the
 * group that has its highest value: all pairs of every metric would be a report that nobody can read. Metrics made of several
 * take the group with the highest selection rate.
 */
final class Comparing {
    /** The largest number of comparisons in a report. */
    static final int MAX_COMPARISONS = 100_000;

    private final AuditPlan plan;
    private final GroupMetrics metrics;
    private final List<Comparison> comparisons = new ArrayList<>();
    private long counted;

    Comparing(AuditPlan plan, GroupMetrics metrics) {
        this.plan = plan;
        this.metrics = metrics;
    }

    List<Comparison> comparisons() {
        return comparisons;
    }

    /** Refuses a grouping that would take the report over its limit, before its figures are computed. */
    void announce(Grouping grouping, List<Base> bases, int times) {
        long groups = grouping.size();
        for (Base base : bases) {
            counted += times * (isOverPairs(base, grouping) ? groups * (groups - 1) : groups);
        }
        if (counted > MAX_COMPARISONS) {
            throw new AuditException("the audit has more than " + MAX_COMPARISONS + " comparisons, at "
                    + grouping.label() + ": name fewer attributes, a reference group, or lower intersections");
        }
    }

    /**
     * Compares sides in everything that fits.
     *
     * @param sides the groups that are compared
     * @param shown every group by name, also those that are not compared: a plan may name one of them as the reference
     * @param rest everybody outside a group
     * @param absent stands for a named reference that has no rows
     * @param outcome the class against the rest; null for none
     */
    void compare(
            Grouping grouping,
            List<Base> bases,
            List<Side> sides,
            Map<Map<String, String>, Side> shown,
            Function<Side, Side> rest,
            Side absent,
            String outcome) {
        boolean mayDecide = grouping.isSingle() || plan.deciding() == Deciding.ALL;
        Map<Base, List<Side>> references = new LinkedHashMap<>();
        for (Base base : bases) {
            references.put(base, references(grouping, base, sides, shown, absent));
        }
        for (Side side : sides) {
            if (plan.reference() instanceof Reference.Overall) {
                Side others = rest.apply(side);
                for (Base base : bases) {
                    if (!isOverPairs(base, grouping)) {
                        comparisons.add(comparison(grouping, base, side, others, true, outcome, mayDecide));
                    }
                }
            }
            for (Base base : bases) {
                for (Side reference : references.get(base)) {
                    if (!reference.name().equals(side.name())) {
                        comparisons.add(comparison(grouping, base, side, reference, false, outcome, mayDecide));
                    }
                }
            }
        }
    }

    /** Whether every ordered pair of groups is compared. */
    private boolean isOverPairs(Base base, Grouping grouping) {
        if (base.limits(plan).isEmpty()) {
            return false;
        }
        boolean best = plan.reference() instanceof Reference.Best
                || (plan.reference() instanceof Reference.Named named && grouping.named(named.groups()) == null);
        return best || base.difference() == ComparisonMetric.DIFFERENTIAL_FAIRNESS;
    }

    private List<Side> references(
            Grouping grouping, Base base, List<Side> sides, Map<Map<String, String>, Side> shown, Side absent) {
        if (isOverPairs(base, grouping)) {
            return sides;
        }
        if (plan.reference() instanceof Reference.Overall) {
            return List.of();
        }
        if (plan.reference() instanceof Reference.Majority) {
            return majority(sides);
        }
        if (plan.reference() instanceof Reference.Named named && grouping.named(named.groups()) != null) {
            return List.of(shown.getOrDefault(grouping.named(named.groups()), absent));
        }
        return highest(base, sides);
    }

    private static List<Side> majority(List<Side> sides) {
        Side majority = null;
        for (Side side : sides) {
            if (majority == null
                    || side.tally().all().weight() > majority.tally().all().weight()) {
                majority = side;
            }
        }
        return majority == null ? List.of() : List.of(majority);
    }

    private static List<Side> highest(Base base, List<Side> sides) {
        GroupMetric metric = base.metric() == null ? GroupMetric.SELECTION_RATE : base.metric();
        Side highest = null;
        for (Side side : sides) {
            Measure measure = side.measure(metric);
            if (highest == null
                    || (measure.isDefined()
                            && (!highest.measure(metric).isDefined()
                                    || measure.value() > highest.measure(metric).value()))) {
                highest = side;
            }
        }
        return highest == null ? List.of() : List.of(highest);
    }

    private Comparison comparison(
            Grouping grouping,
            Base base,
            Side group,
            Side reference,
            boolean toWhole,
            String outcome,
            boolean mayDecide) {
        Contrast contrast = Contrast.of(base, group, reference, toWhole, plan.favourable(), metrics.z());
        List<AuditReport.Judgement> limits = new ArrayList<>();
        base.limits(plan)
                .forEach((metric, limit) -> limits.add(LimitCheck.of(
                        plan,
                        metric,
                        limit,
                        metric.isRatio() ? contrast.ratio() : contrast.difference(),
                        metrics.z())));
        AuditReport.Judgement worst = LimitCheck.worst(limits);
        return new Comparison(
                base.id(),
                grouping.label(),
                group.name(),
                toWhole ? Map.of() : reference.name(),
                toWhole ? "overall" : "group",
                outcome,
                estimate(contrast.difference()),
                estimate(contrast.ratio()),
                contrast.test(),
                contrast.test() == null ? null : contrast.test().p(),
                contrast.flagged(),
                limits,
                worst != null && mayDecide,
                worst == null ? null : worst.verdict(),
                worst == null ? null : worst.reason(),
                contrast.note());
    }

    private Estimate estimate(Measure measure) {
        return measure == null ? null : measure.estimate(metrics.z());
    }
}
