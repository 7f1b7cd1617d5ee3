package dev.gatehouse.audit;

import dev.gatehouse.audit.plan.AuditPlan;
import dev.gatehouse.audit.report.AuditReport.Comparison;
import dev.gatehouse.audit.report.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
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
        List<Comparison> comparisons = holm(compared);
        List<Comparison> deciding =
                comparisons.stream().filter(Comparison::deciding).toList();
        double alpha = 1 - plan.confidence().doubleValue();
        List<Comparison> failing = deciding.stream()
                .filter(c -> c.verdict() == Verdict.FAIL && c.pHolm() != null && c.pHolm() <= alpha)
                .toList();
        if (!failing.isEmpty()) {
            return new Judgement(
                    Verdict.FAIL, failing.stream().map(Judgement::failure).toList(), comparisons);
        }
        if (deciding.isEmpty()) {
            return new Judgement(Verdict.INSUFFICIENT, List.of("There are no two groups to compare."), comparisons);
        }
        List<Comparison> open =
                deciding.stream().filter(c -> c.verdict() != Verdict.PASS).toList();
        if (open.isEmpty()) {
            String all = deciding.size() + " deciding comparisons lie within their limits, intervals included.";
            return new Judgement(Verdict.PASS, List.of("All " + all), comparisons);
        }
        return new Judgement(
                Verdict.INSUFFICIENT, open.stream().map(Judgement::lack).toList(), comparisons);
    }

    /** Holm's step-down adjustment (S. Holm, Scandinavian Journal of Statistics 6, 1979, 65–70) over deciding p-values. */
    private static List<Comparison> holm(List<Comparison> compared) {
        List<Integer> order = IntStream.range(0, compared.size())
                .filter(i -> compared.get(i).deciding() && compared.get(i).p() != null)
                .boxed()
                .sorted(Comparator.comparing(i -> compared.get(i).p()))
                .toList();
        List<Comparison> adjusted = new ArrayList<>(compared);
        double running = 0;
        for (int rank = 0; rank < order.size(); rank++) {
            Comparison c = compared.get(order.get(rank));
            running = Math.max(running, Math.min(1, (order.size() - rank) * c.p()));
            adjusted.set(order.get(rank), withHolm(c, running));
        }
        return List.copyOf(adjusted);
    }

    private static Comparison withHolm(Comparison c, double pHolm) {
        return new Comparison(
                c.metric(),
                c.attribute(),
                c.group(),
                c.reference(),
                c.difference(),
                c.ratio(),
                c.limit(),
                c.p(),
                pHolm,
                c.flagged(),
                c.deciding(),
                c.verdict(),
                c.reason());
    }

    private static String failure(Comparison c) {
        return subject(c) + " lies beyond its limit.";
    }

    private static String lack(Comparison c) {
        return c.verdict() == Verdict.FAIL
                ? subject(c) + " lies beyond its limit, but not after Holm's adjustment for several comparisons."
                : subject(c) + ": " + c.reason() + ".";
    }

    private static String subject(Comparison c) {
        return c.metric().id() + " of " + c.group() + " against " + c.reference();
    }
}
