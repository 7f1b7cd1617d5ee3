package dev.gatehouse.audit.plan;

import dev.gatehouse.audit.stat.DriftMetric;
import java.math.BigDecimal;
import java.time.ZoneId;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a drift audit compares and what it must show: current and reference rows, their features, by which distances and limits,
 * and over which chunks. Fixed by {@link #digest()} before the run.
 *
 * @param data the current rows: a file or a glob within the folder that the caller names; informative where the caller supplies
 *     the rows
 * @param reference the rows they are compared with, named likewise
 * @param features 1 to {@value #MAX_FEATURES} columns; empty for all that the data have
 * @param exclude columns that are no features; only where all others are
 * @param categorical columns whose numbers are codes, so that their order and distance mean nothing
 * @param score the column of the model's scores, reported apart from the features; null for none
 * @param label the column of the ground truth, reported apart from the features; null for none
 * @param chunks how the rows are cut for the course over time; null for not at all
 * @param method whose rules say what has drifted
 * @param numberMetric the distance of columns of numbers
 * @param categoryMetric the distance of columns of categories
 * @param byColumn the distance of single columns, features or score or label, before those two
 * @param distanceLimits the greatest distance by metric, on every column that it is the distance of
 * @param checkLimits the greatest value of other checks
 * @param minimumRows evidence: distances on fewer rows on either side are INSUFFICIENT; at least {@value #LEAST_ROWS}
 * @param confidence the intervals' two-sided level, in [0.5, 0.9999]
 * @param classifier whether a classifier is trained to tell current from reference rows
 */
public record DriftPlan(
        String data,
        String reference,
        List<String> features,
        List<String> exclude,
        List<String> categorical,
        String score,
        String label,
        Chunks chunks,
        Method method,
        DriftMetric numberMetric,
        DriftMetric categoryMetric,
        Map<String, DriftMetric> byColumn,
        Map<DriftMetric, BigDecimal> distanceLimits,
        Map<DriftCheck, BigDecimal> checkLimits,
        int minimumRows,
        BigDecimal confidence,
        boolean classifier)
        implements Plan {

    /** The largest number of features, score and label among them, of excluded and of categorical columns. */
    public static final int MAX_FEATURES = 500;

    /** The smallest {@code minimum_rows}. */
    public static final int LEAST_ROWS = 10;

    /** The largest limit on a distance, in the distance's unit. */
    public static final int MAX_DISTANCE_LIMIT = 1_000_000;

    /** Whose definitions and thresholds say what has drifted. */
    public enum Method {
        /** The plan's distances and limits. */
        GATEHOUSE,
        /** Evidently's default test of each column by reference size and values, with its thresholds. */
        EVIDENTLY,
        /** NannyML's Jensen–Shannon distance of each chunk against the spread of the reference's chunks. */
        NANNYML;

        /** As plans and reports write it. */
        public String id() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** How rows are cut into chunks, those of the reference and the current ones alike. */
    public sealed interface Chunks {
        /** Fewest and most rows of a chunk that a plan may ask for. */
        int LEAST_CHUNK_ROWS = 10;

        int MAX_CHUNK_ROWS = 1_000_000_000;

        /** Fewest and most chunks of either side that a plan may ask for. */
        int LEAST_NUMBER = 2;

        int MAX_NUMBER = 500;

        /** Every so many rows in the data's order; the last chunk may be smaller. */
        record ByRows(int rows) implements Chunks {
            public ByRows {
                AuditPlan.check(
                        rows >= LEAST_CHUNK_ROWS && rows <= MAX_CHUNK_ROWS,
                        "chunks.rows: " + LEAST_CHUNK_ROWS + " to " + MAX_CHUNK_ROWS + ", not " + rows);
            }
        }

        /** So many chunks of about equal size of the reference, and as many of the current rows. */
        record ByNumber(int number) implements Chunks {
            public ByNumber {
                AuditPlan.check(
                        number >= LEAST_NUMBER && number <= MAX_NUMBER,
                        "chunks.number: " + LEAST_NUMBER + " to " + MAX_NUMBER + ", not " + number);
            }
        }

        /**
         * Calendar periods.
         *
         * @param column dates or timestamps
         * @param zone in which days begin, and which timestamps without an offset are in; null for UTC, and then timestamps
         *     without an offset are refused
         */
        record ByTime(String column, ZoneId zone, Period period) implements Chunks {
            public ByTime {
                AuditPlan.name("time.column", column);
                Objects.requireNonNull(period, "period");
            }
        }
    }

    /** A stretch of the calendar; weeks begin on Monday. */
    public enum Period {
        DAY,
        WEEK,
        MONTH,
        QUARTER,
        YEAR
    }

    public DriftPlan {
        AuditPlan.name("data", data);
        AuditPlan.name("reference", reference);
        features = AuditPlan.columns("features", features, 0, MAX_FEATURES);
        exclude = AuditPlan.columns("exclude", exclude, 0, MAX_FEATURES);
        AuditPlan.check(
                features.isEmpty() || exclude.isEmpty(),
                "exclude: only beside features: all; leave the column out there");
        categorical = AuditPlan.columns("categorical", categorical, 0, MAX_FEATURES);
        AuditPlan.check(
                features.size() + (score == null ? 0 : 1) + (label == null ? 0 : 1) <= MAX_FEATURES,
                "features: with score and label more than " + MAX_FEATURES + " columns");
        checkOutcome("score", score, features, exclude);
        checkOutcome("label", label, features, exclude);
        AuditPlan.check(score == null || !score.equals(label), "label: is the score's column");
        if (chunks instanceof Chunks.ByTime time) {
            AuditPlan.check(
                    !features.contains(time.column())
                            && !time.column().equals(score)
                            && !time.column().equals(label),
                    "time.column: '" + time.column()
                            + "' is a feature, the score or the label too; it only tells when");
        }
        Set<String> known = new HashSet<>(features);
        known.add(score);
        known.add(label);
        for (String column : categorical) {
            AuditPlan.check(
                    features.isEmpty() || known.contains(column),
                    "categorical: '" + column + "' is no feature, score or label");
        }
        byColumn = Collections.unmodifiableMap(new TreeMap<>(byColumn));
        AuditPlan.check(byColumn.size() <= MAX_FEATURES, "metrics.by_feature: at most " + MAX_FEATURES + " columns");
        for (String column : byColumn.keySet()) {
            AuditPlan.name("metrics.by_feature", column);
            AuditPlan.check(
                    features.isEmpty() ? !exclude.contains(column) : known.contains(column),
                    "metrics.by_feature." + column + ": is no feature, score or label");
        }
        AuditPlan.check(
                !categoryMetric.needsOrder(),
                "metrics.category: " + categoryMetric.id() + " needs numbers; categories have no order");
        for (String column : categorical) {
            AuditPlan.check(
                    !byColumn.containsKey(column) || !byColumn.get(column).needsOrder(),
                    "metrics.by_feature." + column + ": needs numbers, and the column is categorical");
        }
        EnumMap<DriftMetric, BigDecimal> distances = new EnumMap<>(DriftMetric.class);
        distances.putAll(distanceLimits);
        distanceLimits = Collections.unmodifiableMap(distances);
        EnumMap<DriftCheck, BigDecimal> checks = new EnumMap<>(DriftCheck.class);
        checks.putAll(checkLimits);
        checkLimits = Collections.unmodifiableMap(checks);
        checkLimits.forEach((check, max) -> AuditPlan.check(
                check.allows(max),
                "limits." + check.id() + ": " + max.toEngineeringString() + " is not " + check.range()));
        checkDistances(method, distanceLimits, numberMetric, categoryMetric, byColumn);
        AuditPlan.check(method == Method.GATEHOUSE || byColumn.isEmpty(), "metrics: only with method: gatehouse");
        AuditPlan.check(
                method != Method.NANNYML || chunks != null,
                "chunks: method nannyml judges chunks, and the plan has none");
        AuditPlan.check(
                classifier || !checkLimits.containsKey(DriftCheck.DOMAIN_AUC),
                "limits.domain_auc: needs the classifier, and the plan says classifier: false");
        AuditPlan.check(minimumRows >= LEAST_ROWS, "minimum_rows: at least " + LEAST_ROWS + ", not " + minimumRows);
        AuditPlan.check(
                confidence.compareTo(new BigDecimal("0.5")) >= 0 && confidence.compareTo(new BigDecimal("0.9999")) <= 0,
                "confidence: between 0.5 and 0.9999, not " + confidence.toEngineeringString());
    }

    /** Whether anything decides, so that the audit has a verdict. Evidently's rule on the whole data set always does. */
    public boolean hasLimit() {
        return method == Method.EVIDENTLY || !distanceLimits.isEmpty() || !checkLimits.isEmpty();
    }

    /** The distance that a column of numbers is judged by, by the plan's own method. */
    public DriftMetric metricOfNumbers(String column) {
        return byColumn.getOrDefault(column, numberMetric);
    }

    /**
     * The distance that a column of categories is judged by, by the plan's own method.
     *
     * @throws AuditException when the plan names one for the column that needs numbers
     */
    public DriftMetric metricOfCategories(String column) {
        DriftMetric metric = byColumn.getOrDefault(column, categoryMetric);
        AuditPlan.check(
                !metric.needsOrder(),
                "metrics.by_feature." + column + ": " + metric.id() + " needs numbers, and the column has categories");
        return metric;
    }

    /**
     * Reads a plan.
     *
     * @param yamlOrJson UTF-8, at most {@value AuditPlan#MAX_PLAN_BYTES} bytes
     * @throws AuditException naming the field, when the text is not a plan, has an unknown field or breaks a limit
     */
    public static DriftPlan parse(byte[] yamlOrJson) {
        return DriftPlanText.read(yamlOrJson);
    }

    @Override
    public PlanKind planKind() {
        return PlanKind.DRIFT;
    }

    @Override
    public boolean hasReferenceRows() {
        return true;
    }

    /**
     * The plan as canonical JSON: UTF-8, no white space, members in a fixed order, every default written out, numbers plain
     * without trailing zeros. {@link #parse} reads it back to an equal plan.
     */
    @Override
    public byte[] toJson() {
        return DriftPlanText.write(this);
    }

    /** {@code sha256:} and the lower-case hex SHA-256 of {@link #toJson()}, so layout and comments do not change it. */
    @Override
    public String digest() {
        return Digests.sha256(toJson());
    }

    private static void checkOutcome(String member, String column, List<String> features, List<String> exclude) {
        if (column != null) {
            AuditPlan.name(member, column);
            AuditPlan.check(
                    !features.contains(column),
                    member + ": '" + column + "' is a feature too; it is reported apart, so leave it out there");
            AuditPlan.check(!exclude.contains(column), member + ": '" + column + "' is excluded too");
        }
    }

    private static void checkDistances(
            Method method,
            Map<DriftMetric, BigDecimal> limits,
            DriftMetric numbers,
            DriftMetric categories,
            Map<String, DriftMetric> byColumn) {
        Set<DriftMetric> used = EnumSet.of(numbers, categories);
        used.addAll(byColumn.values());
        limits.forEach((metric, max) -> {
            String where = "limits." + metric.id() + ": ";
            AuditPlan.check(
                    method == Method.GATEHOUSE,
                    where + "method " + method.id() + " has thresholds of its own; limit drifted_share instead");
            AuditPlan.check(
                    used.contains(metric), where + "no column is judged by it; name it in metrics, or leave it out");
            AuditPlan.check(
                    max.signum() > 0 && max.compareTo(BigDecimal.valueOf(MAX_DISTANCE_LIMIT)) <= 0,
                    where + max.toEngineeringString() + " is not above 0 and at most " + MAX_DISTANCE_LIMIT);
        });
    }
}
