package dev.gatehouse.audit;

import dev.gatehouse.audit.plan.AuditPlan;
import dev.gatehouse.audit.report.AuditReport;
import dev.gatehouse.audit.report.AuditReport.Comparison;
import dev.gatehouse.audit.report.Verdict;
import dev.gatehouse.audit.stat.Tests;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The audit's verdict over its deciding comparisons, with their p-values adjusted by Holm.
 *
 * @param verdict null when the plan sets no limit
 */
record Judgement(Verdict verdict, List<String> reasons, List<Comparison> comparisons) {
    /** The largest number of comparisons that the reasons name one by one; all are in the comparisons. */
    private static final int MAX_REASONS = 50;

    Judgement {
        if (reasons.size() > MAX_REASONS) {
            reasons = Stream.concat(
                            reasons.stream().limit(MAX_REASONS),
                            Stream.of("The same holds for " + (reasons.size() - MAX_REASONS) + " more comparisons."))
                    .toList();
        }
    }

    static Judgement of(AuditPlan plan, List<Comparison> compared) {
        if (plan.limits().isEmpty()) {
            return new Judgement(
                    null,
                    List.of(
                            "The plan sets no limit, so there is no verdict: the figures document, they do not decide."),
                    compared);
        }
        List<Comparison> comparisons = holm(compared);
        double alpha = 1 - plan.confidence().doubleValue();
        List<String> failing = new ArrayList<>();
        List<String> open = new ArrayList<>();
        int decided = 0;
        for (Comparison c : comparisons) {
            for (AuditReport.Judgement limit : c.deciding() ? c.limits() : List.<AuditReport.Judgement>of()) {
                decided++;
                if (limit.verdict() == Verdict.FAIL && limit.pHolm() <= alpha) {
                    failing.add(subject(c, limit) + " lies beyond its limit.");
                } else if (limit.verdict() != Verdict.PASS) {
                    open.add(lack(c, limit));
                }
            }
        }
        if (!failing.isEmpty()) {
            return new Judgement(Verdict.FAIL, failing, comparisons);
        }
        if (decided == 0) {
            return new Judgement(Verdict.INSUFFICIENT, List.of("There are no two groups to compare."), comparisons);
        }
        open.addAll(notCompared(plan, comparisons));
        if (open.isEmpty()) {
            String all = decided + " deciding comparisons lie within their limits, intervals included.";
            return new Judgement(Verdict.PASS, List.of("All " + all), comparisons);
        }
        return new Judgement(Verdict.INSUFFICIENT, open, comparisons);
    }

    /** Attributes that the plan protects and of which nothing was judged: silence on one of them is no evidence. */
    private static List<String> notCompared(AuditPlan plan, List<Comparison> comparisons) {
        Set<String> judged = comparisons.stream()
                .filter(c -> c.deciding() && !c.limits().isEmpty())
                .map(Comparison::attribute)
                .collect(Collectors.toSet());
        return plan.protectedAttributes().stream()
                .filter(attribute -> !judged.contains(attribute))
                .map(attribute -> "No two groups of " + attribute + " are compared, so nothing is shown for it.")
                .toList();
    }

    /** Over the deciding comparisons with evidence, every limit of each. */
    private static List<Comparison> holm(List<Comparison> compared) {
        List<Double> p = new ArrayList<>();
        for (Comparison c : compared) {
            if (c.deciding()) {
                c.limits().stream()
                        .map(AuditReport.Judgement::p)
                        .filter(each -> each != null)
                        .forEach(p::add);
            }
        }
        double[] adjusted =
                Tests.holm(p.stream().mapToDouble(Double::doubleValue).toArray());
        List<Comparison> comparisons = new ArrayList<>(compared.size());
        int next = 0;
        for (Comparison c : compared) {
            if (!c.deciding()) {
                comparisons.add(c);
                continue;
            }
            List<AuditReport.Judgement> limits = new ArrayList<>();
            for (AuditReport.Judgement limit : c.limits()) {
                limits.add(limit.p() == null ? limit : withHolm(limit, adjusted[next++]));
            }
            comparisons.add(withLimits(c, limits));
        }
        return comparisons;
    }

    private static AuditReport.Judgement withHolm(AuditReport.Judgement l, double pHolm) {
        return new AuditReport.Judgement(l.limit(), l.min(), l.max(), l.p(), pHolm, l.verdict(), l.reason());
    }

    private static Comparison withLimits(Comparison c, List<AuditReport.Judgement> limits) {
        return new Comparison(
                c.metric(),
                c.attribute(),
                c.group(),
                c.reference(),
                c.against(),
                c.outcome(),
                c.difference(),
                c.ratio(),
                c.test(),
                c.p(),
                c.flagged(),
                limits,
                c.deciding(),
                c.verdict(),
                c.reason(),
                c.note());
    }

    private static String lack(Comparison c, AuditReport.Judgement limit) {
        return limit.verdict() == Verdict.FAIL
                ? subject(c, limit) + " lies beyond its limit, but not after Holm's adjustment for several comparisons."
                : subject(c, limit) + ": " + limit.reason() + ".";
    }

    private static String subject(Comparison c, AuditReport.Judgement limit) {
        return limit.limit() + (c.outcome() == null ? "" : " for " + c.outcome()) + " of " + named(c.group())
                + " against " + (c.reference().isEmpty() ? "all" : named(c.reference()));
    }

    private static String named(Map<String, String> group) {
        return group.entrySet().stream()
                .map(value -> value.getKey() + " = " + value.getValue())
                .collect(Collectors.joining(", "));
    }
}
