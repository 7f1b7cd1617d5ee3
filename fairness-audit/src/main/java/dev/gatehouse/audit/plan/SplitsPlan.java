package dev.gatehouse.audit.plan;

import dev.gatehouse.audit.plan.AuditPlan.Label;
import dev.gatehouse.audit.plan.DriftPlan.Chunks;
import dev.gatehouse.audit.stat.DriftMetric;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a check of splits compares, the rows that a model was trained on and those that it is evaluated on, and what it must show.
 * Fixed by {@link #digest()} before the run.
 *
 * @param data the evaluation rows: a file or a glob within the folder that the caller names
 * @param reference the training rows, named likewise
 * @param features 1 to {@value DriftPlan#MAX_FEATURES} columns; empty for all of the training rows that nothing else names
 * @param exclude columns that are no features; only where all others are
 * @param categorical columns whose numbers are codes
 * @param label the ground truth with its positive value; null for none, and then nothing is said of leaks
 * @param entity columns that together name the person or thing that a row is about; none to eight
 * @param time when a row was made; null for none
 * @param gap how much later than the last training row an evaluation row must be; null for not at all
 * @param limits the greatest value of the checks of splits
 * @param distanceLimits the greatest distance between the samples by metric, as in {@link DriftPlan}
 * @param driftLimits the greatest value of the checks of drift, as in {@link DriftPlan}
 * @param minimumRows evidence: what rests on fewer rows of either sample is INSUFFICIENT; at least {@value DriftPlan#LEAST_ROWS}
 * @param confidence the intervals' two-sided level, in [0.5, 0.9999]
 * @param classifier whether a classifier is trained to tell evaluation from training rows
 */
public record SplitsPlan(
        String data,
        String reference,
        List<String> features,
        List<String> exclude,
        List<String> categorical,
        Label label,
        List<String> entity,
        Chunks.ByTime time,
        Duration gap,
        Map<SplitCheck, BigDecimal> limits,
        Map<DriftMetric, BigDecimal> distanceLimits,
        Map<DriftCheck, BigDecimal> driftLimits,
        int minimumRows,
        BigDecimal confidence,
        boolean classifier)
        implements Plan {

    /** The largest number of columns that name an entity. */
    public static final int MAX_ENTITY = 8;

    /** The longest gap, in days. */
    public static final int MAX_GAP_DAYS = 3_650;

    /** A feature with a greater area is said to predict the label by itself, where the plan says nothing. */
    public static final BigDecimal DEFAULT_LEAK_AUC = new BigDecimal("0.95");

    public SplitsPlan {
        entity = AuditPlan.columns("entity", entity, 0, MAX_ENTITY);
        EnumMap<SplitCheck, BigDecimal> own = new EnumMap<>(SplitCheck.class);
        own.putAll(limits);
        limits = Collections.unmodifiableMap(own);
        if (label != null) {
            AuditPlan.check(label.positive() != null, "label.positive: name the value that is positive");
            AuditPlan.check(!entity.contains(label.column()), "entity: '" + label.column() + "' is the label");
        }
        if (time != null) {
            AuditPlan.check(!entity.contains(time.column()), "entity: '" + time.column() + "' is the time");
            AuditPlan.check(
                    !features.contains(time.column()),
                    "time.column: '" + time.column() + "' is a feature too; it only tells when");
            AuditPlan.check(
                    label == null || !label.column().equals(time.column()),
                    "time.column: '" + time.column() + "' is the label too");
        }
        AuditPlan.check(gap == null || time != null, "gap: needs the time, and the plan names none");
        AuditPlan.check(
                gap == null || !gap.isNegative() && gap.compareTo(Duration.ofDays(MAX_GAP_DAYS)) <= 0,
                "gap: 0 to " + MAX_GAP_DAYS + " days");
        for (Map.Entry<SplitCheck, BigDecimal> limit : limits.entrySet()) {
            SplitCheck check = limit.getKey();
            String where = "limits." + check.id() + ": ";
            AuditPlan.check(
                    check.allows(limit.getValue()),
                    where + limit.getValue().toEngineeringString() + " is not " + check.range());
            AuditPlan.check(label != null || !check.needsLabel(), where + "needs a label, and the plan names none");
            AuditPlan.check(
                    check != SplitCheck.SHARED_ENTITY_SHARE || !entity.isEmpty(),
                    where + "needs entity, and the plan names none");
            AuditPlan.check(
                    check != SplitCheck.TIME_OVERLAP_SHARE || time != null,
                    where + "needs the time, and the plan names none");
        }
        DriftPlan checked = drift(
                data,
                reference,
                features,
                exclude,
                categorical,
                label,
                entity,
                time,
                distanceLimits,
                driftLimits,
                minimumRows,
                confidence,
                classifier);
        features = checked.features();
        exclude = List.copyOf(exclude);
        categorical = List.copyOf(categorical);
        distanceLimits = checked.distanceLimits();
        driftLimits = checked.checkLimits();
    }

    /** The drift audit of both samples: how far their features and labels lie apart. */
    public DriftPlan drift() {
        return drift(
                data,
                reference,
                features,
                exclude,
                categorical,
                label,
                entity,
                time,
                distanceLimits,
                driftLimits,
                minimumRows,
                confidence,
                classifier);
    }

    private static DriftPlan drift(
            String data,
            String reference,
            List<String> features,
            List<String> exclude,
            List<String> categorical,
            Label label,
            List<String> entity,
            Chunks.ByTime time,
            Map<DriftMetric, BigDecimal> distanceLimits,
            Map<DriftCheck, BigDecimal> driftLimits,
            int minimumRows,
            BigDecimal confidence,
            boolean classifier) {
        Set<String> noFeatures = new LinkedHashSet<>(exclude);
        AuditPlan.check(noFeatures.size() == exclude.size(), "exclude: a column is named twice in " + exclude);
        if (features.isEmpty()) {
            noFeatures.addAll(entity);
            if (time != null) {
                noFeatures.add(time.column());
            }
        }
        Set<String> codes = new LinkedHashSet<>(categorical);
        AuditPlan.check(codes.size() == categorical.size(), "categorical: a column is named twice in " + categorical);
        if (label != null) {
            codes.add(label.column());
        }
        return new DriftPlan(
                data,
                reference,
                features,
                List.copyOf(noFeatures),
                List.copyOf(codes),
                null,
                label == null ? null : label.column(),
                null,
                DriftPlan.Method.GATEHOUSE,
                DriftMetric.WASSERSTEIN_NORMED,
                DriftMetric.JENSEN_SHANNON,
                Map.of(),
                distanceLimits,
                driftLimits,
                minimumRows,
                confidence,
                classifier);
    }

    /**
     * Reads a plan.
     *
     * @param yamlOrJson UTF-8, at most {@value AuditPlan#MAX_PLAN_BYTES} bytes
     * @throws AuditException naming the field, when the text is not a plan, has an unknown field or breaks a rule
     */
    public static SplitsPlan parse(byte[] yamlOrJson) {
        return SplitsPlanText.read(yamlOrJson);
    }

    /**
     * The plan as canonical JSON: UTF-8, no white space, members in a fixed order, every default written out, numbers plain
     * without trailing zeros. {@link #parse} reads it back to an equal plan.
     */
    @Override
    public byte[] toJson() {
        return SplitsPlanText.write(this);
    }

    /** {@code sha256:} and the lower-case hex SHA-256 of {@link #toJson()}, so layout and comments do not change it. */
    @Override
    public String digest() {
        return Digests.sha256(toJson());
    }

    @Override
    public PlanKind planKind() {
        return PlanKind.SPLITS;
    }

    @Override
    public boolean hasReferenceRows() {
        return true;
    }
}
