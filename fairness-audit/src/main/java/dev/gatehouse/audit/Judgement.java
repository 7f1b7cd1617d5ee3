package dev.gatehouse.audit;

import dev.gatehouse.audit.plan.AuditPlan;
import dev.gatehouse.audit.report.AuditReport;
import dev.gatehouse.audit.report.AuditReport.Comparison;
import dev.gatehouse.audit.report.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The audit's verdict over its deciding comparisons, with their p-values adjusted by Holm. */
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
                    List.of("The plan sets no limit, so nothing is judged: the figures document, they do not decide."),
                    compared);
        }
        List<Comparison> comparisons = holm(compared);
        List<Comparison> deciding =
                comparisons.stream().filter(Comparison::deciding).toList();
        double alpha = 1 - plan.confidence().doubleValue();
        List<String> failing = new ArrayList<>();
        List<String> open = new ArrayList<>();
        int decided = 0;
        for (Comparison c : deciding) {
            for (AuditReport.Judgement limit : c.limits()) {
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
        if (deciding.isEmpty()) {
            return new Judgement(Verdict.INSUFFICIENT, List.of("There are no two groups to compare."), comparisons);
        }
        if (open.isEmpty()) {
            String all = decided + " deciding comparisons lie within their limits, intervals included.";
            return new Judgement(Verdict.PASS, List.of("All " + all), comparisons);
        }
        return new Judgement(Verdict.INSUFFICIENT, open, comparisons);
    }

    /** The limit with the worst verdict: FAIL before INSUFFICIENT before PASS; null without limits. */
    static AuditReport.Judgement worst(List<AuditReport.Judgement> limits) {
        return limits.stream()
                .min(Comparator.comparingInt(limit -> List.of(Verdict.FAIL, Verdict.INSUFFICIENT, Verdict.PASS)
                        .indexOf(limit.verdict())))
                .orElse(null);
    }

    /** Holm's step-down adjustment (S. Holm, Scandinavian Journal of Statistics 6, 1979, 65–70) over deciding p-values. */
    private static List<Comparison> holm(List<Comparison> compared) {
        record Place(int comparison, int limit, double p) {}
        List<Place> order = new ArrayList<>();
        for (int i = 0; i < compared.size(); i++) {
            for (int j = 0;
                    compared.get(i).deciding() && j < compared.get(i).limits().size();
                    j++) {
                Double p = compared.get(i).limits().get(j).p();
                if (p != null) {
                    order.add(new Place(i, j, p));
                }
            }
        }
        order.sort(Comparator.comparingDouble(Place::p));
        List<Comparison> adjusted = new ArrayList<>(compared);
        double running = 0;
        for (int rank = 0; rank < order.size(); rank++) {
            Place place = order.get(rank);
            running = Math.max(running, Math.min(1, (order.size() - rank) * place.p()));
            adjusted.set(place.comparison(), withHolm(adjusted.get(place.comparison()), place.limit(), running));
        }
        return List.copyOf(adjusted);
    }

    private static Comparison withHolm(Comparison c, int index, double pHolm) {
        List<AuditReport.Judgement> limits = new ArrayList<>(c.limits());
        AuditReport.Judgement l = limits.get(index);
        limits.set(
                index, new AuditReport.Judgement(l.limit(), l.min(), l.max(), l.p(), pHolm, l.verdict(), l.reason()));
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
        return limit.limit() + " of " + c.group() + " against " + c.reference();
    }
}
