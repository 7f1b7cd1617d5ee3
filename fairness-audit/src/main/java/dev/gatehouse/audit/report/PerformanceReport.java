package dev.gatehouse.audit.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.gatehouse.audit.plan.AuditException;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a performance audit found. Its JSON is written once by {@link #toJson()}; those bytes are stored, digested and verified
 * later, never written anew. Metrics are by {@link dev.gatehouse.audit.plan.PerformanceMetric#id()}, of labelled rows but for
 * {@code predicted_positive_rate}.
 *
 * @param kind {@code performance}
 * @param format {@value #FORMAT}; reports of another format are not read
 * @param verdict PASS when every limit holds; FAIL when one is broken with a Holm-adjusted p-value of at most 1 − confidence;
 *     otherwise INSUFFICIENT; null when the plan sets no limit. Estimates without labels never decide
 * @param reasons why the verdict is what it is, one sentence each
 * @param task {@code binary} or {@code regression}
 * @param planDigest {@link dev.gatehouse.audit.plan.PerformancePlan#digest()}
 * @param dataDigest {@code sha256:…} of the data's bytes; null when the rows came from a database
 * @param referenceDigest likewise of the reference; null without one
 * @param cellsDigest the digest of the cells that everything was computed from
 * @param engine what counted the rows, with its version
 * @param confidence the intervals' two-sided level
 * @param rows how many rows were read, used and labelled
 * @param scoreGrid what scores or errors were counted in; null without scores
 * @param current all rows that are judged
 * @param reference the period that the model was validated on; null without one
 * @param limits the plan's limits, in its order
 * @param labels what is known of the labels of the current rows
 * @param chunks the reference's, then the current's; null where rows are not cut
 * @param bands by metric, what the reference's chunks vary by; null without chunks, or without enough of the reference
 * @param segments in the plan's order, then by value
 * @param estimate performance without labels; null where it cannot be estimated, which a note then explains
 * @param notes what a reader must know to read the figures right, one or two sentences each
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record PerformanceReport(
        String kind,
        Integer format,
        Verdict verdict,
        List<String> reasons,
        String task,
        String planDigest,
        String dataDigest,
        String referenceDigest,
        String cellsDigest,
        String engine,
        BigDecimal confidence,
        Samples rows,
        AuditReport.ScoreGrid scoreGrid,
        Performance current,
        Performance reference,
        List<Limit> limits,
        Labels labels,
        List<Chunk> chunks,
        Map<String, Band> bands,
        List<Segment> segments,
        Estimated estimate,
        List<String> notes)
        implements Report {

    /** The format of performance reports that this version writes and reads. */
    public static final int FORMAT = 1;

    /**
     * How predictions fare on some rows.
     *
     * @param rows labelled or not
     * @param confusion labels against decisions; null for a regression
     * @param metrics in the metrics' order
     * @param calibration the bins that have labelled rows; null without scores in [0, 1] and labels
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Performance(
            long rows,
            long labelled,
            Confusion confusion,
            Map<String, Estimate> metrics,
            List<AuditReport.CalibrationBin> calibration) {
        public Performance {
            metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
            calibration = calibration == null ? null : List.copyOf(calibration);
        }
    }

    /** Labels against decisions, in labelled rows. */
    public record Confusion(long tp, long fp, long fn, long tn) {}

    /**
     * One limit of the plan.
     *
     * @param limit such as {@code precision}, or {@code precision_drop}: reference − current
     * @param value of the metric, or of what was lost
     * @param p against the limit; null without evidence
     * @param pHolm adjusted over all limits with evidence; null likewise
     * @param reason why the verdict is INSUFFICIENT; null otherwise
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Limit(
            String limit,
            BigDecimal min,
            BigDecimal max,
            Estimate value,
            Double p,
            Double pHolm,
            Verdict verdict,
            String reason) {}

    /**
     * What is known of labels.
     *
     * @param coverage the share of rows with a label
     * @param confirmed labelled rows whose source is confirmed; null where the plan names no source, as are the next two
     * @param confirmedShare of the labelled rows; null without any
     * @param confirmedMetrics on confirmed labels only
     * @param delay null where the plan names no time of labels
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Labels(
            Estimate coverage,
            Long confirmed,
            Estimate confirmedShare,
            Map<String, Estimate> confirmedMetrics,
            Delay delay) {}

    /**
     * How long labels took after the prediction.
     *
     * @param rows with a label and its time
     * @param early those of them whose label is older than the prediction; they count in no quantile
     * @param medianSeconds good to 1 %, as is {@code ninetySeconds}; null without rows
     * @param ninetySeconds nine of ten labels took no longer
     * @param longestSeconds exact
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Delay(long rows, long early, Double medianSeconds, Double ninetySeconds, Long longestSeconds) {}

    /**
     * Some rows in the order of time or of the files.
     *
     * @param from ISO 8601; null unless the chunk is a period, as is {@code to}, the end, excluded
     * @param metrics of labelled rows
     * @param estimates without labels, of all rows of the chunk; null where there are none, and of the reference's chunks
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Chunk(
            String label,
            boolean reference,
            String from,
            String to,
            long rows,
            long labelled,
            Estimate coverage,
            Estimate confirmedShare,
            Delay delay,
            Map<String, Point> metrics,
            Map<String, Estimate> estimates) {
        public Chunk {
            metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
        }
    }

    /**
     * A metric of a chunk.
     *
     * @param alert whether it lies outside the band of the reference's chunks; null without a band, for the reference's own
     *     chunks, and where there is no evidence
     * @param insufficient why there is no evidence, as a sentence without a full stop; null where there is
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Point(Double value, Double lower, Double upper, Boolean alert, String insufficient) {}

    /** The mean of the reference's chunks less and plus three standard deviations, within the metric's range. */
    public record Band(double lower, double upper) {}

    /**
     * The rows with one value of a segment column.
     *
     * @param value empty where it is missing
     * @param reference whether of the reference
     */
    public record Segment(
            String column, String value, boolean reference, long rows, long labelled, Map<String, Estimate> metrics) {
        public Segment {
            metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
        }
    }

    /**
     * Performance of all current rows as their scores alone suggest. An estimate: it holds only while a score means what it meant
     * in the reference.
     *
     * @param method {@code cbpe}: confidence-based performance estimation
     * @param calibration {@code isotonic}, fitted to the reference's labels
     * @param referenceRows labelled rows it was fitted to
     * @param metrics each with the range in which the realised value would lie at the report's confidence
     * @param realised how near estimates came on chunks of the current rows that have labels; empty without such chunks
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Estimated(
            String method,
            String calibration,
            long referenceRows,
            Map<String, Estimate> metrics,
            Map<String, Realised> realised) {}

    /**
     * Estimates against what came true, each of the labelled rows of one chunk.
     *
     * @param chunks with evidence
     * @param within those whose realised value lies in the estimate's range
     * @param meanAbsoluteError of the estimates
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Realised(int chunks, int within, double meanAbsoluteError) {}

    public PerformanceReport {
        reasons = List.copyOf(reasons);
        limits = List.copyOf(limits);
        chunks = chunks == null ? null : List.copyOf(chunks);
        bands = bands == null ? null : Collections.unmodifiableMap(new LinkedHashMap<>(bands));
        segments = List.copyOf(segments);
        notes = List.copyOf(notes);
    }

    /**
     * Reads stored report bytes.
     *
     * @throws AuditException when they are no performance report, or one of another format
     */
    public static PerformanceReport parse(byte[] json) {
        return ReportText.read(json, PerformanceReport.class, "performance", FORMAT);
    }

    /** The report as UTF-8 JSON, names in snake_case. Store these bytes. */
    @Override
    public byte[] toJson() {
        return ReportText.write(this);
    }

    /** The report with notes after its own, such as where the rows come from. */
    public PerformanceReport withNotes(List<String> more) {
        return Additions.to(this, more);
    }

    /**
     * The report for readers outside. Of a segment column, values with fewer rows or labelled rows than the minimum are withheld, and
     * the next smallest while subtraction from all rows would give them away. Smaller chunks and calibration bins go, and so do
     * figures on fewer confirmed labels. The verdict stays.
     */
    @Override
    public PerformanceReport forDisclosure(int minimum) {
        return PerformanceDisclosure.of(this, minimum);
    }
}
