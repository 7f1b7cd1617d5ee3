package dev.gatehouse.audit.plan;

import dev.gatehouse.audit.plan.AuditPlan.Decision;
import dev.gatehouse.audit.plan.AuditPlan.Label;
import dev.gatehouse.audit.plan.AuditPlan.Limit;
import dev.gatehouse.audit.plan.DriftPlan.Chunks;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a performance audit looks at and what it must show: rows with their predictions and such labels as are known, the period
 * that the model was validated on, and the limits. Fixed by {@link #digest()} before the run.
 *
 * @param data the rows that are judged: a file or a glob within the folder that the caller names; informative where the caller
 *     supplies the rows
 * @param reference the rows of the period that the model was validated on, named likewise; null for none
 * @param label the ground truth; where it is missing it is not known yet
 * @param decision a score with its threshold, a column with its positive value, or a predicted value
 * @param score a column of scores beside a decision by column; null for none, and where the decision is by score
 * @param chunks how rows are cut for the course over time; null for not at all
 * @param labelTime the column that says when the label became known; null for none
 * @param labelSource the column that says where the label comes from; null for none
 * @param segments 0 to {@value #MAX_SEGMENTS} columns, by each of whose values performance is told too
 * @param limits what must hold of the labelled rows, in the metrics' order; may be empty
 * @param minimumRows evidence: a metric whose own denominator is smaller is INSUFFICIENT; at least {@value #LEAST_ROWS}
 * @param confidence the intervals' two-sided level, in [0.5, 0.9999]
 */
public record PerformancePlan(
        String data,
        String reference,
        Label label,
        Decision decision,
        String score,
        Chunks chunks,
        String labelTime,
        LabelSource labelSource,
        List<String> segments,
        Map<Limited, Limit> limits,
        int minimumRows,
        BigDecimal confidence)
        implements Plan {

    /** The largest number of segment columns. */
    public static final int MAX_SEGMENTS = 3;

    /** The largest number of sources that confirm a label. */
    public static final int MAX_SOURCES = 50;

    /** The smallest {@code minimum_rows}. */
    public static final int LEAST_ROWS = 10;

    /** The largest size of a limit, in the metric's unit. */
    public static final int MAX_LIMIT = 1_000_000_000;

    /**
     * Where labels come from.
     *
     * @param confirmed 1 to {@value #MAX_SOURCES} values of the column whose labels are confirmed; others are weak
     */
    public record LabelSource(String column, List<String> confirmed) {
        public LabelSource {
            AuditPlan.name("label_source.column", column);
            AuditPlan.check(
                    !confirmed.isEmpty() && confirmed.size() <= MAX_SOURCES,
                    "label_source.confirmed: name 1 to " + MAX_SOURCES + " values, not " + confirmed.size());
            confirmed.forEach(value -> AuditPlan.name("label_source.confirmed", value));
            AuditPlan.check(
                    new HashSet<>(confirmed).size() == confirmed.size(),
                    "label_source.confirmed: a value is named twice in " + confirmed);
            confirmed = List.copyOf(confirmed);
        }
    }

    /**
     * What a limit is on.
     *
     * @param loss whether it is on what was lost since the reference, not on the value
     */
    public record Limited(PerformanceMetric metric, boolean loss) {
        public Limited {
            AuditPlan.check(!loss || metric.lossId() != null, "limits." + metric.id() + ": has no drop or rise");
        }

        /** As plans and reports write it, such as {@code precision} or {@code precision_drop}. */
        public String id() {
            return loss ? metric.lossId() : metric.id();
        }

        /** All that can be limited, in order. */
        static Stream<Limited> all() {
            return Stream.of(PerformanceMetric.values())
                    .flatMap(metric -> metric.lossId() == null
                            ? Stream.of(new Limited(metric, false))
                            : Stream.of(new Limited(metric, false), new Limited(metric, true)));
        }
    }

    public PerformancePlan {
        AuditPlan.name("data", data);
        AuditPlan.check(label != null, "label: missing; performance is told by labels, and rows may lack theirs");
        AuditPlan.check(decision != null, "decision: missing");
        boolean regression = decision instanceof Decision.ByValue;
        AuditPlan.check(
                !(decision instanceof Decision.ByScore byScore) || byScore.threshold() != null,
                "decision.threshold: must be a number; the median of the data would move with them");
        AuditPlan.check(
                !(decision instanceof Decision.ByColumn byColumn) || byColumn.positive() != null,
                "decision.positive: missing; more than two classes are not audited for performance");
        AuditPlan.check(
                (label.positive() == null) == regression,
                "label.positive: "
                        + (regression
                                ? "must not be given; a predicted value is compared with the label"
                                : "missing, and the decision has two classes"));
        AuditPlan.check(
                score == null || decision instanceof Decision.ByColumn, "score: only beside a decision by column");
        segments = AuditPlan.columns("segments", segments, 0, MAX_SEGMENTS);
        AuditPlan.check(
                labelTime == null || chunks instanceof Chunks.ByTime,
                "label_time: needs time, from which the delay is counted");
        Set<String> used = new HashSet<>();
        for (String column : columns(label, decision, score, labelTime)) {
            AuditPlan.name("a column", column);
            AuditPlan.check(used.add(column), "the column '" + column + "' is named for two things");
        }
        for (String segment : segments) {
            AuditPlan.check(
                    !used.contains(segment),
                    "segments: '" + segment + "' is the label, the prediction or the label's time too");
        }
        AuditPlan.check(
                !(chunks instanceof Chunks.ByTime time) || !used.contains(time.column()),
                "time.column: is named for something else too");
        Map<Limited, Limit> ordered = new LinkedHashMap<>();
        Map<Limited, Limit> given = limits;
        Limited.all().filter(given::containsKey).forEach(each -> ordered.put(each, given.get(each)));
        limits = Collections.unmodifiableMap(ordered);
        boolean scored = score != null || decision instanceof Decision.ByScore;
        boolean compared = reference != null;
        limits.forEach((limited, limit) -> check(limited, limit, regression, scored, compared));
        AuditPlan.check(minimumRows >= LEAST_ROWS, "minimum_rows: at least " + LEAST_ROWS + ", not " + minimumRows);
        AuditPlan.check(
                confidence.compareTo(new BigDecimal("0.5")) >= 0 && confidence.compareTo(new BigDecimal("0.9999")) <= 0,
                "confidence: between 0.5 and 0.9999, not " + confidence.toEngineeringString());
    }

    /** Whether a value is predicted; else one of two classes. */
    public boolean isRegression() {
        return decision instanceof Decision.ByValue;
    }

    /** The column of scores, whether it makes the decision or stands beside it; null when there is none. */
    public String scoreColumn() {
        return decision instanceof Decision.ByScore byScore ? byScore.column() : score;
    }

    /** The metrics that are computed, in order. */
    public List<PerformanceMetric> metrics() {
        return Stream.of(PerformanceMetric.values())
                .filter(metric -> metric.of() != PerformanceMetric.Of.COVERAGE
                        && metric.fits(isRegression(), scoreColumn() != null))
                .toList();
    }

    /**
     * Reads a plan.
     *
     * @param yamlOrJson UTF-8, at most {@value AuditPlan#MAX_PLAN_BYTES} bytes
     * @throws AuditException naming the field, when the text is not a plan, has an unknown field or breaks a limit
     */
    public static PerformancePlan parse(byte[] yamlOrJson) {
        return PerformancePlanText.read(yamlOrJson);
    }

    @Override
    public PlanKind planKind() {
        return PlanKind.PERFORMANCE;
    }

    @Override
    public boolean hasReferenceRows() {
        return reference != null;
    }

    /**
     * The plan as canonical JSON: UTF-8, no white space, members in a fixed order, every default written out, numbers plain
     * without trailing zeros. {@link #parse} reads it back to an equal plan.
     */
    @Override
    public byte[] toJson() {
        return PerformancePlanText.write(this);
    }

    /** {@code sha256:} and the lower-case hex SHA-256 of {@link #toJson()}, so layout and comments do not change it. */
    @Override
    public String digest() {
        return Digests.sha256(toJson());
    }

    private static List<String> columns(Label label, Decision decision, String score, String labelTime) {
        return Stream.of(label.column(), decision.column(), score, labelTime)
                .filter(column -> column != null)
                .toList();
    }

    private static void check(Limited limited, Limit limit, boolean regression, boolean scored, boolean compared) {
        String where = "limits." + limited.id();
        PerformanceMetric metric = limited.metric();
        BigDecimal min = limit.min();
        BigDecimal max = limit.max();
        AuditPlan.check(min != null || max != null, where + ": give a min, a max or both");
        AuditPlan.check(min == null || max == null || min.compareTo(max) < 0, where + ": min must be below max");
        AuditPlan.check(
                scored || metric.of() != PerformanceMetric.Of.SCORES || regression,
                where + ": needs a score, and the plan names none");
        AuditPlan.check(
                metric.fits(regression, scored),
                where + ": is not computed for " + (regression ? "a predicted value" : "two classes"));
        AuditPlan.check(!limited.loss() || compared, where + ": is against the reference, and the plan names none");
        AuditPlan.check(!limited.loss() || min == null, where + ": only a max can limit what is lost");
        for (BigDecimal end : new BigDecimal[] {min, max}) {
            AuditPlan.check(
                    end == null || end.abs().compareTo(BigDecimal.valueOf(MAX_LIMIT)) <= 0,
                    where + ": not within ±" + MAX_LIMIT);
            AuditPlan.check(
                    end == null
                            || limited.loss()
                            || (end.doubleValue() >= metric.least() && end.doubleValue() <= metric.greatest()),
                    where + ": " + (end == null ? "" : end.toEngineeringString())
                            + " is no value that the metric can have");
        }
    }
}
