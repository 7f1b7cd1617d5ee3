package dev.gatehouse.audit.report;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.gatehouse.audit.cells.Cells;
import dev.gatehouse.audit.plan.AuditException;
import dev.gatehouse.audit.plan.AuditPlan;
import dev.gatehouse.audit.plan.ComparisonMetric;
import dev.gatehouse.audit.plan.GroupMetric;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What an audit found. Its JSON is written once by {@link #toJson()}; those bytes are stored, digested and verified later,
 * never written anew.
 *
 * @param kind {@code fairness}
 * @param verdict PASS when every deciding comparison passes; FAIL when a deciding comparison fails and its Holm-adjusted
 *     p-value against the limit is at most 1 − confidence; otherwise INSUFFICIENT
 * @param reasons why the verdict is what it is, one sentence each
 * @param planDigest {@link AuditPlan#digest()}
 * @param dataDigest {@code sha256:…} of the data file's bytes; null when the rows came from a database
 * @param cellsDigest {@link Cells#digest()}
 * @param engine what counted the rows, with its version
 * @param confidence the intervals' two-sided level
 * @param rows how many rows were read, used and left out
 * @param overall the model's performance over all rows used, whatever the group
 * @param groups single attributes first, then intersections; sorted by value
 * @param comparisons of groups with their references, in the order of {@code groups}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record AuditReport(
        String kind,
        Verdict verdict,
        List<String> reasons,
        String planDigest,
        String dataDigest,
        String cellsDigest,
        String engine,
        BigDecimal confidence,
        Rows rows,
        Performance overall,
        List<Group> groups,
        List<Comparison> comparisons) {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    /**
     * Every row is either used or left out.
     *
     * @param read used plus all left out
     * @param used rows with all that the plan names
     * @param leftOut by reason, as {@link Cells#leftOut()} says
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Rows(long read, long used, Map<String, Long> leftOut) {}

    /**
     * The metrics over all rows used.
     *
     * @param n rows
     * @param metrics each {@link GroupMetric} by its {@link GroupMetric#id()}
     */
    public record Performance(long n, Map<String, Estimate> metrics) {
        public Performance {
            metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
        }

        /** The estimate of a metric; undefined with a reason where there is none. */
        public Estimate metric(GroupMetric metric) {
            return metrics.get(metric.id());
        }
    }

    /**
     * The metrics of one group.
     *
     * @param attributes the group: one attribute's value, or two for an intersection
     * @param n rows
     * @param metrics each {@link GroupMetric} by its {@link GroupMetric#id()}
     */
    public record Group(Map<String, String> attributes, long n, Map<String, Estimate> metrics) {
        public Group {
            attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
            metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
        }

        /** The estimate of a metric; undefined with a reason where there is none. */
        public Estimate metric(GroupMetric metric) {
            return metrics.get(metric.id());
        }
    }

    /**
     * One group against its reference.
     *
     * @param metric what is compared
     * @param attribute the attribute, or two joined by {@code " & "}
     * @param group the group's attribute values
     * @param reference the reference group's attribute values
     * @param difference group minus reference; null when the metric is a ratio
     * @param ratio group over reference; null when the metric is a difference
     * @param limit the plan's limit; null when the plan has none for this metric, and then there is no verdict
     * @param p two-sided p-value against the limit: twice the probability, were the metric exactly at the limit, of a value
     *     at least this far beyond it (score test; Farrington and Manning, Statistics in Medicine 9, 1990, 1447–1454); 1
     *     when the value is not beyond the limit; null without a limit or evidence
     * @param pHolm {@code p} after Holm's adjustment over the deciding comparisons; null for others
     * @param flagged the four-fifths point rule in exact arithmetic: an impact ratio below 0.80; exactly 0.80 is not. It
     *     does not look at the sample size
     * @param deciding whether the audit's verdict rests on this comparison
     * @param verdict null without a limit
     * @param reason why the verdict is INSUFFICIENT; null otherwise
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Comparison(
            ComparisonMetric metric,
            String attribute,
            Map<String, String> group,
            Map<String, String> reference,
            Estimate difference,
            Estimate ratio,
            AuditPlan.Limit limit,
            Double p,
            Double pHolm,
            boolean flagged,
            boolean deciding,
            Verdict verdict,
            String reason) {
        public Comparison {
            group = Collections.unmodifiableMap(new LinkedHashMap<>(group));
            reference = Collections.unmodifiableMap(new LinkedHashMap<>(reference));
        }

        /** The difference or the ratio, whichever the metric is. */
        @JsonIgnore
        public Estimate estimate() {
            return metric.isRatio() ? ratio : difference;
        }
    }

    public AuditReport {
        reasons = List.copyOf(reasons);
        groups = List.copyOf(groups);
        comparisons = List.copyOf(comparisons);
    }

    /** Reads stored report bytes. */
    public static AuditReport parse(byte[] json) {
        try {
            return JSON.readValue(json, AuditReport.class);
        } catch (IOException e) {
            throw new AuditException("not a stored audit report: " + e.getMessage(), e);
        }
    }

    /**
     * The report as UTF-8 JSON, names in snake_case. Store these bytes: another Java version may print a double's last digit
     * differently.
     */
    public byte[] toJson() {
        try {
            return JSON.writeValueAsBytes(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a report is plain JSON", e);
        }
    }

    /** Comparisons that a regulation's point rule flags. */
    public List<Comparison> flags() {
        return comparisons.stream().filter(Comparison::flagged).toList();
    }

    /**
     * The report without the groups that are too small to be shown outside.
     *
     * <p>Of a single attribute, groups below the minimum are withheld; when the withheld rows together are fewer than the
     * minimum, or only one group is withheld, the next smallest is withheld too, since subtracting the rest from the total
     * would otherwise give it away. An intersection with any group below the minimum is withheld as a whole. Comparisons go
     * with their groups, the reasons too where something was withheld; the verdict stays.
     *
     * @param minimum rows; usually {@link AuditPlan#disclosureMinimum()}
     */
    public AuditReport forDisclosure(int minimum) {
        return Disclosure.of(this, minimum);
    }
}
