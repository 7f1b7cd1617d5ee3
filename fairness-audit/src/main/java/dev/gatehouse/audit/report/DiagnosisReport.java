package dev.gatehouse.audit.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.gatehouse.audit.plan.AuditException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/**
 * What a change between two windows goes with. Its JSON is written once by {@link #toJson()}; those bytes are stored, digested and
 * verified later, never written anew. A diagnosis decides nothing, so there is no verdict. Metrics are by {@link
 * dev.gatehouse.audit.plan.PerformanceMetric#id()}; a change is current − reference.
 *
 * @param kind {@code diagnosis}
 * @param format {@value #FORMAT}; reports of another format are not read
 * @param findings what the figures say, the plan's first metric first, one or two sentences each
 * @param planDigest {@link dev.gatehouse.audit.plan.DiagnosisPlan#digest()}
 * @param dataDigest {@code sha256:…} of the current rows' bytes; null when it is not known
 * @param referenceDigest likewise of the reference
 * @param cellsDigest the digest of the cells that all but splits and disagreement were computed from
 * @param engine what counted the rows, with its version
 * @param confidence the intervals' two-sided level
 * @param rows how many rows were read, used and labelled
 * @param metrics the plan's, then the prevalence
 * @param reweighting how reference rows were made to look like current ones
 * @param labels what is known of the labels of both windows
 * @param segments by metric in their order, those that moved most first
 * @param notes what a reader must know to read the figures right, one or two sentences each
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record DiagnosisReport(
        String kind,
        Integer format,
        List<String> findings,
        String planDigest,
        String dataDigest,
        String referenceDigest,
        String cellsDigest,
        String engine,
        BigDecimal confidence,
        Samples rows,
        List<Change> metrics,
        Reweighting reweighting,
        Labels labels,
        List<Segment> segments,
        List<String> notes)
        implements Report {

    /** What a finding on rows with a weak and a final label says; a copy for readers outside may leave it out. */
    public static final String WITH_BOTH_LABELS = "Of the current rows with both labels, ";

    /** Likewise one on confirmed and weak labels. */
    public static final String ON_CONFIRMED = " on confirmed labels and ";

    /** The format of diagnosis reports that this version writes and reads. */
    public static final int FORMAT = 1;

    /**
     * A metric in both windows, on all rows that have a label.
     *
     * @param change current − reference
     * @param p two-sided, of no change; null where the change is undefined
     * @param split null without the rows, as when the report is computed from cells
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Change(String metric, Estimate reference, Estimate current, Estimate change, Double p, Split split) {}

    /**
     * A change cut in two, on the rows that the classifier saw. {@code inputs + relation = current − reference}.
     *
     * @param reference the metric on the reference's labelled rows
     * @param reweighted on the same rows, weighted so that their inputs are spread as the current ones'
     * @param current on the current labelled rows
     * @param inputs reweighted − reference: what goes with changed inputs
     * @param relation current − reweighted: what goes with a changed relation of inputs and label, or with inputs that the plan
     *     does not name
     * @param effectiveRows how many unweighted rows the reweighted value is worth, of those that the metric is about (Kish)
     * @param insufficient why the split is no evidence, as a sentence without a full stop; null where it is
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Split(
            Estimate reference,
            Estimate reweighted,
            Estimate current,
            Estimate inputs,
            Estimate relation,
            Double effectiveRows,
            String insufficient) {}

    /**
     * How reference rows were weighted.
     *
     * @param seed of the choice of rows, where there were more than the limit
     * @param referenceRows labelled rows of the reference that were weighted
     * @param currentRows labelled current rows they were held against
     * @param auc of the classifier that tells the windows apart by their inputs
     * @param chance the area that chance alone exceeds with 1 − confidence; null where the area is undefined
     * @param effectiveRows how many unweighted rows the weighted ones are worth (Kish): (Σw)² / Σw²
     * @param largestWeight a weight is at most this, where 1 is that of an unweighted row
     * @param clippedShare of the reference's rows whose weight would have been larger
     * @param unlikeShare of the current rows, those that are so unlike the reference that a row there would need a larger weight
     * @param insufficient why there is no split at all, as a sentence without a full stop; null where there is
     * @param features what carries the shift, the strongest first; crosses of two as {@code a & b}
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Reweighting(
            long seed,
            long referenceRows,
            long currentRows,
            Estimate auc,
            Double chance,
            Double effectiveRows,
            double largestWeight,
            Double clippedShare,
            Double unlikeShare,
            String insufficient,
            List<Carrier> features) {
        public Reweighting {
            features = List.copyOf(features);
        }
    }

    /**
     * A feature, or two crossed, that tells the windows apart.
     *
     * @param weight standard deviation of what it adds to the log-odds, at least 0
     * @param auc of it alone
     * @param distance total variation between the windows over the feature's bins, in [0, 1]; null of a cross
     * @param reweighted the same after reweighting; null likewise
     * @param noise what chance alone exceeds with 1 − confidence after reweighting; null likewise
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Carrier(String name, double weight, Estimate auc, Double distance, Double reweighted, Double noise) {}

    /**
     * Labels of both windows.
     *
     * @param coverageChange of the share of rows with a label
     * @param bands by score in ascending order, or by decision without scores
     * @param unevenP two-sided, that the current rows of all bands have a label equally often; null where all or none has
     * @param metrics what the choice and the source of labels do to each metric of the current rows
     * @param disagreement of weak and final labels; null where the plan names no weak label
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Labels(
            LabelSide reference,
            LabelSide current,
            Estimate coverageChange,
            List<Band> bands,
            Double unevenP,
            List<LabelMetric> metrics,
            Disagreement disagreement) {
        public Labels {
            bands = List.copyOf(bands);
            metrics = List.copyOf(metrics);
        }
    }

    /**
     * Labels of one window.
     *
     * @param confirmedShare of the labelled rows; null where the plan names no source
     * @param delay null where the plan names no time of labels
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record LabelSide(Estimate coverage, Estimate confirmedShare, PerformanceReport.Delay delay) {}

    /**
     * How many rows of a band have a label.
     *
     * @param from the least score; null where the band is of a decision, as is {@code to}, the greatest
     * @param decision {@code positive} or {@code negative}; null where the band is of scores
     * @param p two-sided, of no change, after Holm over all bands; null where it is undefined
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Band(
            Double from,
            Double to,
            String decision,
            long referenceRows,
            long currentRows,
            Estimate reference,
            Estimate current,
            Double p) {}

    /**
     * One metric of the current rows, on several choices of labels.
     *
     * @param represented the metric with labelled rows standing for unlabelled ones of their band and decision; null where every row
     *     has a label
     * @param choice what the choice of labelled rows adds: the metric as it is − represented; null likewise
     * @param confirmed on confirmed labels only; null where the plan names no source, as are the next two
     * @param weak on weak labels only
     * @param referenceConfirmed on the reference's confirmed labels only
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record LabelMetric(
            String metric,
            Estimate represented,
            Estimate choice,
            Estimate confirmed,
            Estimate weak,
            Estimate referenceConfirmed) {}

    /**
     * How often the weak label of a row differs from its final one, of rows that have both, in a sample of each window.
     *
     * @param change current − reference
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Disagreement(
            long referenceRows, long currentRows, Estimate reference, Estimate current, Estimate change) {}

    /**
     * The rows with one value of a segment column, by one metric.
     *
     * @param value empty where it is missing
     * @param referenceLabelled labelled rows
     * @param change of the metric within the segment, current − reference
     * @param p two-sided, of no change; null where there is no evidence
     * @param pHolm adjusted over all segments of the metric that have evidence; null likewise
     * @param within what the segment's own change adds to the whole change; null where the metric does not add up over segments, as
     *     the AUC
     * @param mix what the change of the segment's share adds; null likewise
     * @param insufficient why there is no evidence, as a sentence without a full stop; null where there is
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Segment(
            String column,
            String value,
            String metric,
            long referenceLabelled,
            long currentLabelled,
            Estimate reference,
            Estimate current,
            Estimate change,
            Double p,
            Double pHolm,
            Estimate within,
            Estimate mix,
            String insufficient) {

        /** Which rows these are, as a finding about them begins. */
        public String where() {
            return "Where " + column + " is " + (value.isEmpty() ? "missing" : value);
        }
    }

    public DiagnosisReport {
        findings = List.copyOf(findings);
        metrics = List.copyOf(metrics);
        segments = List.copyOf(segments);
        notes = List.copyOf(notes);
    }

    /**
     * Reads stored report bytes.
     *
     * @throws AuditException when they are no diagnosis report, or one of another format
     */
    public static DiagnosisReport parse(byte[] json) {
        return ReportText.read(json, DiagnosisReport.class, "diagnosis", FORMAT);
    }

    /** Always null: a diagnosis decides nothing. */
    @Override
    public Verdict verdict() {
        return null;
    }

    /** The findings. */
    @Override
    public List<String> reasons() {
        return findings;
    }

    /** The report as UTF-8 JSON, names in snake_case. Store these bytes. */
    @Override
    public byte[] toJson() {
        return ReportText.write(this);
    }

    /**
     * The report for readers outside. Of a segment column, values with fewer labelled rows than the minimum in either window are withheld,
     * and the next smallest while subtraction from all rows would give them away; so are bands of scores. The least and the greatest
     * score go, figures on fewer confirmed or weak labels, and findings about any of these. Findings keep their words otherwise.
     */
    @Override
    public DiagnosisReport forDisclosure(int minimum) {
        return DiagnosisDisclosure.of(this, minimum);
    }

    /** The report with notes after its own, such as where the rows come from. */
    public DiagnosisReport withNotes(List<String> more) {
        List<String> all = new ArrayList<>(notes);
        all.addAll(more);
        return new DiagnosisReport(
                kind,
                format,
                findings,
                planDigest,
                dataDigest,
                referenceDigest,
                cellsDigest,
                engine,
                confidence,
                rows,
                metrics,
                reweighting,
                labels,
                segments,
                all);
    }
}
