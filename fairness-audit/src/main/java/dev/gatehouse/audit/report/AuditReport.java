package dev.gatehouse.audit.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.gatehouse.audit.plan.AuditException;
import dev.gatehouse.audit.plan.AuditPlan;
import dev.gatehouse.audit.plan.GroupMetric;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What an audit found. Its JSON is written once by {@link #toJson()}; those bytes are stored, digested and verified later,
 * never written anew.
 *
 * @param kind {@code fairness}
 * @param format {@value #FORMAT}; reports of another format are not read
 * @param verdict PASS when every deciding comparison passes; FAIL when a deciding comparison fails and its Holm-adjusted
 *     p-value against the limit is at most 1 − confidence; otherwise INSUFFICIENT; null when the plan has no limit
 * @param reasons why the verdict is what it is, one sentence each
 * @param profile the plan's profile by {@link dev.gatehouse.audit.plan.Profile#id()}; null without one
 * @param task {@code binary}, {@code multiclass} or {@code regression}
 * @param planDigest {@link AuditPlan#digest()}
 * @param dataDigest {@code sha256:…} of the data's bytes; null when the rows came from a database
 * @param cellsDigest the digest of the cells that everything here was computed from
 * @param engine what counted the rows, with its version
 * @param confidence the intervals' two-sided level
 * @param rows how many rows were read, used and left out
 * @param scores how scores (of a regression: errors) were counted; null without any
 * @param overall the model's performance over all rows used, whatever the group
 * @param groups single attributes first, then intersections; sorted by value; with more than two classes, each group as a whole
 *     and then once for each class against the rest
 * @param comparisons of groups with their references, in the order of {@code groups}
 * @param summaries the span between the groups of an attribute or intersection, by metric
 * @param proxies how well features predict each protected attribute; null unless the plan asks
 * @param explanations how the model comes to its scores; null unless the plan asks and the audit had the model
 * @param notes what a reader must know to read the figures right, one or two sentences each
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record AuditReport(
        String kind,
        Integer format,
        Verdict verdict,
        List<String> reasons,
        String profile,
        String task,
        String planDigest,
        String dataDigest,
        String cellsDigest,
        String engine,
        BigDecimal confidence,
        Rows rows,
        ScoreGrid scores,
        Performance overall,
        List<Group> groups,
        List<Comparison> comparisons,
        List<Summary> summaries,
        List<Proxy> proxies,
        Explanations explanations,
        List<String> notes)
        implements Report {

    /** The format of reports that this version writes and reads. */
    public static final int FORMAT = 2;

    /**
     * Every row is either used or left out.
     *
     * @param read used plus all left out
     * @param used rows with all that the plan names
     * @param weight the sum of the weights of the rows used; null when rows are not weighted
     * @param leftOut rows by the first reason that applies
     * @param unknown by attribute, rows used whose value the plan counts as unknown; null when it names none
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Rows(long read, long used, Double weight, Map<String, Long> leftOut, Map<String, Long> unknown) {
        public Rows {
            leftOut = Collections.unmodifiableMap(new TreeMap<>(leftOut));
            unknown = unknown == null ? null : Collections.unmodifiableMap(new LinkedHashMap<>(unknown));
        }
    }

    /**
     * How scores were counted.
     *
     * @param step the width of a bin, in the score's unit
     * @param exact whether every distinct score has a bin of its own; not so where rounding to 10⁻⁶ made some equal
     * @param median the exact median of all rows used; null when nothing needs it
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record ScoreGrid(BigDecimal step, boolean exact, BigDecimal median) {}

    /**
     * The metrics over all rows used.
     *
     * @param n rows
     * @param metrics each {@link GroupMetric} that fits the task by its {@link GroupMetric#id()}
     * @param curves null without a score
     * @param classes null unless there are more than two classes
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Performance(long n, Map<String, Estimate> metrics, Curves curves, List<ClassMetrics> classes) {
        public Performance {
            metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
        }

        /** The estimate of a metric; undefined with a reason where there is none. */
        public Estimate metric(GroupMetric metric) {
            return found(metrics, metric);
        }
    }

    /** The metrics of the class {@code outcome} against the rest, over all rows used. */
    public record ClassMetrics(String outcome, Map<String, Estimate> metrics) {
        public ClassMetrics {
            metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
        }
    }

    /**
     * The metrics of one group.
     *
     * @param attributes the group: one attribute's value, or several for an intersection
     * @param outcome the class that is the positive one here; null with two classes, a number, or the group as a whole
     * @param n rows
     * @param share the group's share of the rows used (of their weight, where rows are weighted), in [0, 1]
     * @param metrics each {@link GroupMetric} that fits the task by its {@link GroupMetric#id()}
     * @param curves null without a score
     * @param notCompared why the group is shown but not compared; null when it is compared
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Group(
            Map<String, String> attributes,
            String outcome,
            long n,
            Double share,
            Map<String, Estimate> metrics,
            Curves curves,
            String notCompared) {
        public Group {
            attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
            metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
        }

        /** The estimate of a metric; undefined with a reason where there is none. */
        public Estimate metric(GroupMetric metric) {
            return found(metrics, metric);
        }
    }

    /**
     * How scores are spread and how they relate to labels.
     *
     * @param calibration bins of [0, 1] that have rows, ascending; null without a label or where a score lies outside
     * @param scores at most {@value #MAX_BARS} bars over all scores, the same bars for every group
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Curves(List<CalibrationBin> calibration, List<Bar> scores) {
        /** The largest number of bars of a score distribution. */
        public static final int MAX_BARS = 40;

        public Curves {
            calibration = calibration == null ? null : List.copyOf(calibration);
            scores = List.copyOf(scores);
        }
    }

    /**
     * Rows whose score lies in [{@code from}, {@code to}), the last bin's end included.
     *
     * @param meanScore their mean score
     * @param observed the share of positive labels among them
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record CalibrationBin(double from, double to, long n, double meanScore, Estimate observed) {}

    /** Rows whose score lies in [{@code from}, {@code to}), the last bar's end included. */
    public record Bar(double from, double to, long n) {}

    /**
     * One group against its reference, in one metric.
     *
     * @param metric what is compared: {@link dev.gatehouse.audit.plan.ComparisonMetric#base()}, such as {@code tpr}
     * @param attribute the attribute, or several joined by {@code " & "}
     * @param group the group's attribute values
     * @param reference the reference group's attribute values; empty when {@code against} is {@code overall}
     * @param against {@code group} or {@code overall}
     * @param outcome the class against the rest; null with two classes or a number
     * @param difference group minus reference; null when the metric has none
     * @param ratio group over reference; null when the metric has none
     * @param test of no difference; null when there is none for this metric
     * @param p the test's p-value; null without a test
     * @param flagged the four-fifths point rule in exact arithmetic: an impact ratio below 0.80; exactly 0.80 is not. It
     *     does not look at the sample size
     * @param limits what each of the plan's limits on this metric says; empty without
     * @param deciding whether the audit's verdict rests on this comparison
     * @param verdict the worst of the limits' verdicts; null without a limit
     * @param reason why the verdict is INSUFFICIENT; null otherwise
     * @param note what a reader must know about this comparison; null for nothing
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Comparison(
            String metric,
            String attribute,
            Map<String, String> group,
            Map<String, String> reference,
            String against,
            String outcome,
            Estimate difference,
            Estimate ratio,
            Test test,
            Double p,
            boolean flagged,
            List<Judgement> limits,
            boolean deciding,
            Verdict verdict,
            String reason,
            String note) {
        public Comparison {
            group = Collections.unmodifiableMap(new LinkedHashMap<>(group));
            reference = Collections.unmodifiableMap(new LinkedHashMap<>(reference));
            limits = List.copyOf(limits);
        }
    }

    /**
     * A test of the hypothesis that groups do not differ.
     *
     * @param name such as {@code two-proportion z}
     * @param statistic null for an exact test
     * @param degreesOfFreedom null where the statistic has none
     * @param p two-sided, in [0, 1]; not adjusted for the number of tests
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Test(String name, Double statistic, Double degreesOfFreedom, double p) {}

    /**
     * A comparison against one limit of the plan.
     *
     * @param limit the {@link dev.gatehouse.audit.plan.ComparisonMetric#id()}, such as {@code tpr_difference}
     * @param min null for none
     * @param max null for none
     * @param p two-sided p-value against the limit: small when the data speak against the value's being within it; 1 when the
     *     value is not beyond the limit; null without evidence
     * @param pHolm {@code p} after Holm's adjustment over the deciding comparisons; null for others
     * @param reason why the verdict is INSUFFICIENT; null otherwise
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Judgement(
            String limit, BigDecimal min, BigDecimal max, Double p, Double pHolm, Verdict verdict, String reason) {}

    /**
     * The span of a metric between the compared groups of an attribute or intersection. Points, not judged: the comparisons are.
     *
     * @param attribute the attribute, or several joined by {@code " & "}
     * @param outcome the class against the rest; null with two classes or a number
     * @param metric a {@link GroupMetric#id()}, {@code differential_fairness} or {@code between_group_…}
     * @param difference the highest value minus the lowest; null when the metric is one figure
     * @param ratio the lowest value over the highest; null when the metric is one figure or may be negative
     * @param value the figure of a metric that is one over all groups; null otherwise
     * @param highest the group with the highest value; null when the metric is one figure
     * @param lowest the group with the lowest value; null when the metric is one figure
     * @param test that all groups have the same rate; null for other metrics
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Summary(
            String attribute,
            String outcome,
            String metric,
            Estimate difference,
            Estimate ratio,
            Estimate value,
            Map<String, String> highest,
            Map<String, String> lowest,
            Test test) {}

    /**
     * How well the plan's features together predict a protected attribute: cross-validated on a sample of the rows.
     *
     * @param attribute the protected attribute
     * @param auc area under the curve of predictions that each model made for rows it had not seen; 0.5 is no better than chance
     * @param value which value is predicted against all others; null when the attribute has two
     * @param n rows of the sample that were used
     * @param features the strongest first by weight, at most 20 features and 5 pairs of features
     * @param score relation of the prediction to the score, or to the positive decision where there is no score; null without
     *     either, and without a prediction
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Proxy(
            String attribute, Estimate auc, String value, long n, List<Feature> features, Association score) {
        public Proxy {
            features = List.copyOf(features);
        }
    }

    /**
     * The part of one feature, or of a pair of features, in predicting a protected attribute.
     *
     * @param name the column, or two joined by {@code " & "}
     * @param weight how much it moves the prediction: the standard deviation over the rows of what it adds to the log-odds, at
     *     least 0. Features that say the same share it
     * @param auc of the feature alone, cross-validated
     * @param score relation to the score, or to the positive decision where there is no score; null without either
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Feature(String name, double weight, Estimate auc, Association score) {}

    /**
     * The strength of a relation of two columns.
     *
     * @param measure {@code spearman}, the rank correlation in [−1, 1]; or {@code correlation_ratio} in [0, 1], of a column of
     *     texts or a pair, corrected for chance
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Association(String measure, Estimate estimate) {}

    public AuditReport {
        reasons = List.copyOf(reasons);
        groups = List.copyOf(groups);
        comparisons = List.copyOf(comparisons);
        summaries = List.copyOf(summaries);
        proxies = proxies == null ? null : List.copyOf(proxies);
        notes = List.copyOf(notes);
    }

    /**
     * Reads stored report bytes.
     *
     * @throws AuditException when they are no report, or one of another format
     */
    public static AuditReport parse(byte[] json) {
        return ReportText.read(json);
    }

    /**
     * The report as UTF-8 JSON, names in snake_case. Store these bytes: another Java version may print a double's last digit
     * differently.
     */
    @Override
    public byte[] toJson() {
        return ReportText.write(this);
    }

    /** Comparisons that a regulation's point rule flags. */
    public List<Comparison> flags() {
        return comparisons.stream().filter(Comparison::flagged).toList();
    }

    /** The report with what was found about proxies, and notes on it after its own. */
    public AuditReport withProxies(List<Proxy> found, List<String> more) {
        return Additions.to(this, found, explanations, more);
    }

    /** The report with what was found about the model, null when it could not be explained, and notes on it after its own. */
    public AuditReport withExplanations(Explanations found, List<String> more) {
        return Additions.to(this, proxies, found, more);
    }

    /**
     * The report without what would show fewer people than the minimum.
     *
     * <p>Of an attribute, groups below the minimum are withheld, and the next smallest while subtraction from the total
     * would give them away; an intersection as a whole, where it has such a group or an attribute that gave one up. With
     * them go comparisons, proxies, reasons, and the attribute's summaries and score distributions. Bars are merged until
     * each has the minimum. Explanations of single rows lose all values and keep two digits; on fewer rows than the minimum
     * they go as a whole. The verdict stays.
     *
     * @param minimum rows; usually {@link AuditPlan#disclosureMinimum()}
     */
    @Override
    public AuditReport forDisclosure(int minimum) {
        return Disclosure.of(this, minimum);
    }

    private static Estimate found(Map<String, Estimate> metrics, GroupMetric metric) {
        return metrics.getOrDefault(metric.id(), Estimate.undefined("it is not computed for this audit"));
    }
}
