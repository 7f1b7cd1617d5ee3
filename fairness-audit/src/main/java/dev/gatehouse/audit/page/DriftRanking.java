package dev.gatehouse.audit.page;

import dev.gatehouse.audit.report.DriftReport.Drift;
import java.util.Comparator;
import java.util.List;

/** Columns in the order in which a reader should see them. */
final class DriftRanking {
    private DriftRanking() {}

    /** The worst verdict first, then flagged ones, then the farthest: in multiples of the limit, or of the noise floor. */
    static List<Drift> worstFirst(List<Drift> drift) {
        return drift.stream()
                .sorted(Comparator.comparingInt((Drift each) -> Ranking.severity(each.verdict()))
                        .thenComparing(each -> !Boolean.TRUE.equals(each.drifted()))
                        .thenComparing(DriftRanking::distance, Comparator.reverseOrder()))
                .toList();
    }

    private static double distance(Drift drift) {
        if (drift.statistic() == null) {
            return Double.NEGATIVE_INFINITY;
        }
        Double unit = drift.limit() != null && !isTest(drift)
                ? Double.valueOf(drift.limit().doubleValue())
                : drift.noiseFloor();
        return unit == null || unit <= 0 ? drift.statistic() : drift.statistic() / unit;
    }

    /** Whether the limit is one of a p-value. */
    static boolean isTest(Drift drift) {
        return drift.method().equals("evidently:ks")
                || drift.method().equals("evidently:chisquare")
                || drift.method().equals("evidently:z");
    }
}
