package dev.gatehouse.benchmarks;

import dev.gatehouse.audit.report.AuditReport;
import dev.gatehouse.audit.report.Estimate;
import java.util.Map;
import java.util.Set;

/** Whether a peer found what the audit found: a ratio of costs says nothing about work that differs. */
final class SameFigures {
    private static final double TOLERANCE = 1e-5;

    /** A step of the score's grid, 0.001: where in a step the scores lie is known in the mean only. */
    private static final double GRID_STEP = 1e-3;

    /** In small groups a few rows that share a step are more than a step's share. */
    private static final double ROWS_OF_A_STEP = 10;

    private static final Set<String> ON_GRID =
            Set.of("score_q05", "score_q25", "score_q50", "score_q75", "score_q95", "ece", "auc", "score_ks");

    private SameFigures() {}

    /**
     * @param found by group and metric
     * @return how many figures were compared
     * @throws IllegalStateException naming a figure that differs or is missing
     */
    static int check(AuditReport report, Map<Map<String, String>, Map<String, Double>> found) {
        int same = 0;
        for (AuditReport.Group group : report.groups()) {
            Map<String, Double> peer = found.get(group.attributes());
            if (peer == null) {
                throw new IllegalStateException("the peer has no group " + group.attributes());
            }
            for (Map.Entry<String, Double> metric : peer.entrySet()) {
                Estimate ours = group.metrics().get(metric.getKey());
                double value = metric.getKey().equals("n") ? group.n() : ours.value();
                double tolerance =
                        ON_GRID.contains(metric.getKey()) ? GRID_STEP + ROWS_OF_A_STEP / group.n() : TOLERANCE;
                if (!(Math.abs(value - metric.getValue()) <= tolerance)) {
                    throw new IllegalStateException(metric.getKey() + " of " + group.attributes() + " is " + value
                            + " by the audit and " + metric.getValue() + " by the peer");
                }
                same++;
            }
        }
        if (found.size() != report.groups().size()) {
            throw new IllegalStateException("the peer has " + found.size() + " groups, the audit "
                    + report.groups().size());
        }
        return same;
    }
}
