package dev.gatehouse.audit.page;

import dev.gatehouse.audit.report.AuditReport.Comparison;
import dev.gatehouse.audit.report.AuditReport.Judgement;
import dev.gatehouse.audit.report.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What a reader should see first. */
final class Ranking {
    private Ranking() {}

    /** A comparison under one of its limits. */
    record Judged(Comparison comparison, Judgement judgement) {}

    /** 0 for the worst. */
    static int severity(Verdict verdict) {
        if (verdict == null) {
            return 3;
        }
        return switch (verdict) {
            case FAIL -> 0;
            case INSUFFICIENT -> 1;
            case PASS -> 2;
        };
    }

    /** All judgements: deciding ones first, then the worst, then the least likely to be chance. */
    static List<Judged> judged(List<Comparison> comparisons) {
        List<Judged> all = new ArrayList<>();
        comparisons.forEach(comparison -> comparison.limits().forEach(limit -> all.add(new Judged(comparison, limit))));
        all.sort(Comparator.comparing((Judged judged) -> !judged.comparison().deciding())
                .thenComparing(judged -> severity(judged.judgement().verdict()))
                .thenComparing(judged -> judged.judgement().p(), Comparator.nullsLast(Comparator.naturalOrder())));
        return all;
    }

    /** Comparisons without a limit: flagged ones first, then the least likely to be chance. */
    static List<Comparison> unjudged(List<Comparison> comparisons) {
        return comparisons.stream()
                .filter(comparison -> comparison.limits().isEmpty())
                .sorted(Comparator.comparing((Comparison comparison) -> !comparison.flagged())
                        .thenComparing(Comparison::p, Comparator.nullsLast(Comparator.naturalOrder())))
                .toList();
    }
}
