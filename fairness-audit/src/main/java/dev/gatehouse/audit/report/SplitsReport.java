package dev.gatehouse.audit.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.gatehouse.audit.plan.AuditException;
import java.math.BigDecimal;
import java.util.List;

/**
 * What a check of splits found. Its JSON is written once by {@link #toJson()}; those bytes are stored, digested and verified later,
 * never written anew. The training rows are the reference, the evaluation rows the current ones.
 *
 * @param kind {@code splits}
 * @param format {@value #FORMAT}; reports of another format are not read
 * @param verdict PASS when everything that decides passes, the drift between the samples too; FAIL when something fails, of estimates
 *     with a Holm-adjusted p-value against the limit of at most 1 − confidence; otherwise INSUFFICIENT; null when nothing has a limit
 * @param reasons why the verdict is what it is, one sentence each
 * @param planDigest {@link dev.gatehouse.audit.plan.SplitsPlan#digest()}
 * @param dataDigest {@code sha256:…} of the evaluation rows' bytes; null when it is not known
 * @param referenceDigest likewise of the training rows
 * @param cellsDigest the digest of the cells that everything but the drift's classifier was computed from
 * @param engine what counted the rows, with its version
 * @param confidence the intervals' two-sided level
 * @param rows how many rows were read and labelled
 * @param checks of the samples as a whole
 * @param duplicates how often rows repeat, within each sample and across; null only where it is withheld from readers outside
 * @param entities what rows are about; null where the plan names none, and where it is withheld
 * @param time when rows were made; null where the plan names no time, and for readers outside
 * @param leakage each feature alone against the label, the strongest first; empty without a label, and where it is withheld
 * @param identifiers features that look like an identifier or a row number
 * @param drift how far the samples lie apart, by the drift audit
 * @param notes what a reader must know to read the figures right, one or two sentences each
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record SplitsReport(
        String kind,
        Integer format,
        Verdict verdict,
        List<String> reasons,
        String planDigest,
        String dataDigest,
        String referenceDigest,
        String cellsDigest,
        String engine,
        BigDecimal confidence,
        Samples rows,
        List<Check> checks,
        Duplicates duplicates,
        Entities entities,
        Time time,
        List<Leak> leakage,
        List<Identifier> identifiers,
        DriftReport drift,
        List<String> notes)
        implements Report {

    /** The format of reports of splits that this version writes and reads. */
    public static final int FORMAT = 1;

    /**
     * What was held against a limit, or would be.
     *
     * @param limit the greatest value that the plan allows; null for none
     * @param flagged a point rule: the value is beyond the limit; without a limit, whether it is beyond chance; null where it is
     *     undefined, or where without a limit nothing can be said
     * @param pLimit two-sided p-value against the limit, 1 when the value is not beyond it; null for counts, which are no estimates,
     *     without a limit and without evidence
     * @param pHolm {@code pLimit} after Holm's adjustment over all estimates with a limit
     * @param verdict null without a limit
     * @param reason why the verdict is INSUFFICIENT; null otherwise
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Judged(
            BigDecimal limit, Boolean flagged, Double pLimit, Double pHolm, Verdict verdict, String reason) {
        /** After Holm's adjustment. */
        public Judged withHolm(Double adjusted) {
            return new Judged(limit, flagged, pLimit, adjusted, verdict, reason);
        }
    }

    /**
     * One check of the samples as a whole.
     *
     * @param check a {@link dev.gatehouse.audit.plan.SplitCheck#id()}
     * @param count rows or columns that were found
     * @param value a share with an interval where it is an estimate; a share of the rows at hand, or a number of columns, without
     * @param detail what was found, in a sentence without a full stop
     */
    public record Check(String check, long count, Estimate value, Judged judged, String detail) {}

    /**
     * How rows repeat. Rows are equal in all features and the label.
     *
     * @param whole equal in features and label
     * @param features equal in features
     * @param expected the share of evaluation rows that the training rows would hold if both were drawn independently from one source:
     *     the share of training rows that have a twin among themselves (Good 1953)
     * @param contradicting labelled evaluation rows that equal a training row in features, which has another label; null without a
     *     label
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Duplicates(
            Repeats training,
            Repeats evaluation,
            Shared whole,
            Shared features,
            Estimate expected,
            Long contradicting) {}

    /**
     * Repetition within a sample.
     *
     * @param rows all of them
     * @param distinct different ones
     * @param single those that no other row equals
     * @param distinctFeatures different ones in features alone
     * @param contradicting labelled rows of which another has the same features and another label; null without a label
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Repeats(long rows, long distinct, long single, long distinctFeatures, Long contradicting) {}

    /**
     * What both samples have.
     *
     * @param distinct different ones
     * @param training training rows that are or have one
     * @param evaluation evaluation rows likewise
     */
    public record Shared(long distinct, long training, long evaluation) {}

    /**
     * What rows are about.
     *
     * @param training different entities
     * @param trainingMissing rows that do not name theirs
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Entities(
            long training, long trainingMissing, long evaluation, long evaluationMissing, Shared shared) {}

    /**
     * When rows were made.
     *
     * @param gapSeconds how much later than the last training row evaluation rows must be
     * @param distanceSeconds from the last training to the first evaluation row; negative where they overlap
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Time(long gapSeconds, long distanceSeconds, Moments training, Moments evaluation) {}

    /**
     * The times of a sample.
     *
     * @param readable rows with a time
     * @param missing rows without one
     * @param unreadable rows with a text that is no time
     * @param first in ISO 8601, UTC
     * @param last likewise
     * @param outOfOrder training rows after the first evaluation row less the gap; evaluation rows before the last training row and the
     *     gap
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Moments(long readable, long missing, long unreadable, String first, String last, long outOfOrder) {}

    /**
     * One feature alone against the label.
     *
     * @param kind {@code number} or {@code category}
     * @param auc the greatest of all areas of both samples, judged over them
     * @param judged against the limit on {@code leak_auc}
     * @param difference the area in the training rows less that in the evaluation rows, by the way of reading the feature that tells
     *     more in the training rows
     * @param differenceHolm two-sided p-value of no difference after Holm over the features; null where it is undefined
     * @param differenceJudged against the limit on {@code leak_difference}
     * @param cramersV of value and label in the training rows, in [0, 1]; null where it is undefined
     * @param copy whether the column is the label, or its opposite, under another name: it has two values, each with one label
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Leak(
            String feature,
            String kind,
            Estimate auc,
            Judged judged,
            Estimate difference,
            Double differenceHolm,
            Judged differenceJudged,
            LeakSide training,
            LeakSide evaluation,
            Double cramersV,
            boolean copy) {}

    /**
     * A feature alone against the label of one sample, each way of reading it as an area under the ROC curve.
     *
     * @param byValue of a number's order, turned so that it is at least 0.5 in the training rows; null for categories
     * @param byRate of the rate of positives by value or bin, learnt from other rows of the sample (five folds)
     * @param byMissing of whether the value is missing, at least 0.5; null where none or all are
     * @param missingHolm two-sided p-value that values are missing as often with either label, after Holm; null likewise
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record LeakSide(
            long positives,
            long negatives,
            Estimate byValue,
            Estimate byRate,
            Estimate byMissing,
            Double missingHolm) {}

    /**
     * A feature that looks like an identifier or a row number.
     *
     * @param distinctTraining whether all its values are different in the training rows
     * @param rowTraining correlation with the place of the row in the file, in [−1, 1]; null where it is undefined
     * @param timeTraining correlation with the time of the row; null likewise, and without a time
     * @param detail why it is here, in a sentence without a full stop
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Identifier(
            String feature,
            boolean distinctTraining,
            boolean distinctEvaluation,
            Double rowTraining,
            Double rowEvaluation,
            Double timeTraining,
            Double timeEvaluation,
            String detail) {}

    public SplitsReport {
        reasons = List.copyOf(reasons);
        checks = List.copyOf(checks);
        leakage = List.copyOf(leakage);
        identifiers = List.copyOf(identifiers);
        notes = List.copyOf(notes);
    }

    /**
     * Reads stored report bytes.
     *
     * @throws AuditException when they are no report of splits, or one of another format
     */
    public static SplitsReport parse(byte[] json) {
        return ReportText.read(json, SplitsReport.class, "splits", FORMAT);
    }

    /** The report as UTF-8 JSON, names in snake_case. Store these bytes. */
    @Override
    public byte[] toJson() {
        return ReportText.write(this);
    }

    @Override
    public SplitsReport forDisclosure(int minimum) {
        return SplitsDisclosure.of(this, minimum);
    }
}
