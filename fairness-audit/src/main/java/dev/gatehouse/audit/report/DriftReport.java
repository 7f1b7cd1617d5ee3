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
 * What a drift audit found. Its JSON is written once by {@link #toJson()}; those bytes are stored, digested and verified later,
 * never written anew.
 *
 * @param kind {@code drift}
 * @param format {@value #FORMAT}; reports of another format are not read
 * @param verdict PASS when everything that decides passes; FAIL when something that decides fails, of estimates with a
 *     Holm-adjusted p-value against the limit of at most 1 − confidence; otherwise INSUFFICIENT; null when nothing decides
 * @param reasons why the verdict is what it is, one sentence each
 * @param method {@code gatehouse}, {@code evidently} or {@code nannyml}: whose rules flag a column
 * @param planDigest {@link dev.gatehouse.audit.plan.DriftPlan#digest()}
 * @param dataDigest {@code sha256:…} of the current data's bytes; null when the rows came from a database
 * @param referenceDigest likewise of the reference
 * @param cellsDigest the digest of the cells that everything but the classifier was computed from
 * @param engine what counted the rows, with its version
 * @param confidence the intervals' two-sided level
 * @param rows how many rows were read and used
 * @param driftedShare how many of the features drifted; null when none could be compared
 * @param drift the features, in the data's order
 * @param score the score's drift; null when the plan names none
 * @param label the label's drift; null when the plan names none
 * @param quality what was counted about missing, new, strange and repeated values; checks with a limit always, others where they
 *     found something
 * @param classifier how well a classifier tells current from reference rows; null when the plan asks for none, or without rows
 * @param notes what a reader must know to read the figures right, one or two sentences each
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record DriftReport(
        String kind,
        Integer format,
        Verdict verdict,
        List<String> reasons,
        String method,
        String planDigest,
        String dataDigest,
        String referenceDigest,
        String cellsDigest,
        String engine,
        BigDecimal confidence,
        Samples rows,
        DriftedShare driftedShare,
        List<Drift> drift,
        Drift score,
        Drift label,
        List<Quality> quality,
        Classifier classifier,
        List<String> notes)
        implements Report {

    /** The format of drift reports that this version writes and reads. */
    public static final int FORMAT = 1;

    /**
     * How many features drifted.
     *
     * @param compared features with a statistic, at least 1
     * @param drifted those that are flagged
     * @param share drifted over compared, in [0, 1]
     * @param lower the share that drifted beyond doubt: verdict FAIL after Holm's adjustment; null without limits on distances
     * @param upper the share that may have drifted: those without the verdict PASS; null likewise
     * @param limit the greatest share that the plan or the method allows; null for none
     * @param verdict null without a limit
     * @param reason why the verdict is INSUFFICIENT; null otherwise
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record DriftedShare(
            int compared,
            int drifted,
            double share,
            Double lower,
            Double upper,
            BigDecimal limit,
            Verdict verdict,
            String reason) {}

    /**
     * One column of the current rows against the reference.
     *
     * @param feature the column
     * @param kind {@code number} or {@code category}; null where it is not the same on both sides
     * @param method what {@code statistic} is: a {@link dev.gatehouse.audit.stat.DriftMetric#id()} by our definition, or
     *     {@code evidently:…} or {@code nannyml:…} by that tool's
     * @param statistic how far apart the samples are; of a test that a tool flags by its p-value, that test's statistic; null
     *     exactly when {@code undefined} is given
     * @param undefined why there is no statistic; null when there is one
     * @param interval of the true distance; null where none is computed
     * @param noiseFloor what the statistic does not exceed by chance, at the report's confidence, when nothing has drifted, at
     *     these numbers of rows; null where it is not computed
     * @param detectable the least true distance that 80 % of such audits would see; null where it is not computed
     * @param pValue of a test that both samples come from one distribution; null without one
     * @param limit above which the column is flagged, in the statistic's unit; of a tool's test the p-value it compares
     *     with; null for none
     * @param drifted flagged: by the limit as a point rule; without one, whether the statistic is above its noise floor; null
     *     when undefined
     * @param pLimit two-sided p-value against the limit: small when the data speak against a distance within it; 1 when the
     *     statistic is not beyond it; null without evidence
     * @param pHolm {@code pLimit} after Holm's adjustment over all that decides
     * @param verdict of the interval against the limit; null without one, and for a tool's rules
     * @param reason why the verdict is INSUFFICIENT; null otherwise
     * @param deciding whether the audit's verdict rests on this column by itself
     * @param errorBound the most by which counting in bins may have moved the statistic; null when every value was counted
     * @param rowsReference rows of the reference with a value
     * @param rowsCurrent current rows with a value
     * @param metrics every distance that the column has, by its id, as a point
     * @param bars the two distributions, at most {@value #MAX_BARS} bars
     * @param chunks the course over time, the reference's chunks first; null when the plan cuts none
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Drift(
            String feature,
            String kind,
            String method,
            Double statistic,
            String undefined,
            Ends interval,
            Double noiseFloor,
            Double detectable,
            Double pValue,
            BigDecimal limit,
            Boolean drifted,
            Double pLimit,
            Double pHolm,
            Verdict verdict,
            String reason,
            boolean deciding,
            Double errorBound,
            long rowsReference,
            long rowsCurrent,
            Map<String, Double> metrics,
            List<Bar> bars,
            List<Chunk> chunks) {
        /** The largest number of bars of a distribution. */
        public static final int MAX_BARS = 30;

        public Drift {
            if ((statistic == null) == (undefined == null)) {
                throw new IllegalArgumentException("a drift has either a statistic or a reason why it has none");
            }
            metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
            bars = List.copyOf(bars);
            chunks = chunks == null ? null : List.copyOf(chunks);
        }

        /** The statistic with its interval, or why there is none. */
        public Estimate estimate() {
            if (statistic == null) {
                return Estimate.undefined(undefined);
            }
            return interval == null
                    ? Estimate.withoutInterval(statistic)
                    : new Estimate(statistic, interval.lower(), interval.upper(), null);
        }

        /** The column after Holm's adjustment. */
        public Drift withHolm(Double adjusted) {
            return new Drift(
                    feature,
                    kind,
                    method,
                    statistic,
                    undefined,
                    interval,
                    noiseFloor,
                    detectable,
                    pValue,
                    limit,
                    drifted,
                    pLimit,
                    adjusted,
                    verdict,
                    reason,
                    deciding,
                    errorBound,
                    rowsReference,
                    rowsCurrent,
                    metrics,
                    bars,
                    chunks);
        }
    }

    /** The ends of an interval; an open end is null. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Ends(Double lower, Double upper) {}

    /**
     * Rows of a range of numbers, or of one category.
     *
     * @param from the least value of the bar; null for categories
     * @param to the greatest value of the bar; null for categories
     * @param value the category, or a word for several; null for numbers
     * @param reference rows of the reference
     * @param current current rows
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Bar(Double from, Double to, String value, long reference, long current) {}

    /**
     * A chunk of either sample against the whole reference.
     *
     * @param label its period, or the numbers of its rows
     * @param reference whether it is part of the reference
     * @param from its first instant, in ISO 8601; null when chunks are cut by rows
     * @param to the instant after its last; null likewise
     * @param rows rows, with or without a value
     * @param statistic by the column's method; null where the chunk has no value
     * @param lowerLimit null where low values are no alert
     * @param upperLimit the mean of the reference's chunks plus three standard deviations; null where fewer than two have a
     *     statistic
     * @param alert whether the statistic is beyond a limit
     * @param missingShare rows without a value over rows; null without rows
     * @param missingLowerLimit as {@code lowerLimit}, of the missing share
     * @param missingUpperLimit as {@code upperLimit}, of the missing share
     * @param missingAlert whether the missing share is beyond a limit
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Chunk(
            String label,
            boolean reference,
            String from,
            String to,
            long rows,
            Double statistic,
            Double lowerLimit,
            Double upperLimit,
            boolean alert,
            Double missingShare,
            Double missingLowerLimit,
            Double missingUpperLimit,
            boolean missingAlert) {}

    /**
     * What was counted about the values themselves. A share is what these rows have, not an estimate, so a limit on it is a point
     * rule.
     *
     * @param check such as {@code missing_share_increase}
     * @param feature the column; null for the data set as a whole
     * @param count rows, values or columns, as {@code detail} says
     * @param share of the current rows, or the change of such a share; null where a count says all
     * @param limit the greatest share that the plan allows; null for none
     * @param verdict null without a limit
     * @param detail what was found, in a sentence
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Quality(
            String check, String feature, long count, Double share, BigDecimal limit, Verdict verdict, String detail) {}

    /**
     * A classifier that tells current from reference rows.
     *
     * @param auc area under the curve of predictions for rows that it had not seen; 0.5 is no better than chance
     * @param chance the largest AUC that chance alone gives at the report's confidence, at these numbers of rows; null if unknown
     * @param rowsReference rows of the reference that were used
     * @param rowsCurrent current rows that were used
     * @param limit the largest AUC that the plan or the method allows; null for none
     * @param drifted flagged: by the limit as a point rule; without one, whether the AUC is above chance; null when undefined
     * @param pLimit two-sided p-value against the limit; null without evidence
     * @param pHolm after Holm's adjustment over all that decides
     * @param verdict null without a limit of the plan
     * @param reason why the verdict is INSUFFICIENT; null otherwise
     * @param features those that tell the samples apart, the strongest first
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Classifier(
            Estimate auc,
            Double chance,
            long rowsReference,
            long rowsCurrent,
            BigDecimal limit,
            Boolean drifted,
            Double pLimit,
            Double pHolm,
            Verdict verdict,
            String reason,
            List<Teller> features) {
        public Classifier {
            features = List.copyOf(features);
        }

        /** The classifier after Holm's adjustment. */
        public Classifier withHolm(Double adjusted) {
            return new Classifier(
                    auc,
                    chance,
                    rowsReference,
                    rowsCurrent,
                    limit,
                    drifted,
                    pLimit,
                    adjusted,
                    verdict,
                    reason,
                    features);
        }
    }

    /**
     * The part of one feature in telling the samples apart.
     *
     * @param weight how much it moves the prediction: the standard deviation over the rows of what it adds to the log-odds, at
     *     least 0. Features that say the same share it
     * @param auc of the feature alone; null where it was not computed
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Teller(String name, double weight, Estimate auc) {}

    public DriftReport {
        reasons = List.copyOf(reasons);
        drift = List.copyOf(drift);
        quality = List.copyOf(quality);
        notes = List.copyOf(notes);
    }

    /**
     * Reads stored report bytes.
     *
     * @throws AuditException when they are no drift report, or one of another format
     */
    public static DriftReport parse(byte[] json) {
        return ReportText.read(json, DriftReport.class, "drift", FORMAT);
    }

    /**
     * The report as UTF-8 JSON, names in snake_case. Store these bytes: another Java version may print a double's last digit
     * differently.
     */
    @Override
    public byte[] toJson() {
        return ReportText.write(this);
    }

    /** The report with notes after its own, such as where the rows come from. */
    public DriftReport withNotes(List<String> more) {
        return Additions.to(this, more);
    }

    /**
     * The report for readers outside. Categories with fewer rows than the minimum on either side are one bar, with the next smallest
     * while subtraction from the total would give them away; bars of numbers are merged with their neighbours until each has the
     * minimum or none, and the least and greatest values are left out. Smaller chunks go, and so do what was found about fewer
     * values, and the names of categories. The verdict stays.
     */
    @Override
    public DriftReport forDisclosure(int minimum) {
        return DriftDisclosure.of(this, minimum);
    }
}
