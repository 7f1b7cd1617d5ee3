package dev.gatehouse.audit.stat;

/**
 * A distance between two samples, with what is needed to judge it. How each part is made is in ADR 0027.
 *
 * @param metric the distance
 * @param statistic its value between the two samples; null exactly when {@code undefined} is given, as are all that follow
 * @param interval two-sided, at the confidence asked for, of the distance between the distributions that the samples come
 *     from: it is widened to hold the statistic, and its lower end is 0 where the statistic is not above the noise floor
 * @param noiseFloor the distance that two samples of these sizes from one distribution (the pooled one) exceed with a chance
 *     of 1 − confidence
 * @param detectable the least true distance at which the statistic exceeds the noise floor with a chance of
 *     {@value DriftStatistics#POWER}; null where no distance does at these numbers of rows
 * @param pValue of the test of no drift that belongs to the metric: Kolmogorov and Smirnov's for {@link DriftMetric#KS},
 *     {@link DriftTest#CHI_SQUARE} for chi-square and Cramér's V, {@link DriftTest#TWO_PROPORTION_Z} for total variation and
 *     the greatest difference on two cells; null for the others
 * @param test that test; null without
 * @param undefined why there is no distance, as a sentence without a full stop
 * @param estimator the distance with its interval at every level and its p-value against any limit
 */
public record DriftEstimate(
        DriftMetric metric,
        Double statistic,
        Interval interval,
        Double noiseFloor,
        Double detectable,
        Double pValue,
        Test test,
        String undefined,
        Estimator estimator) {
    static DriftEstimate undefined(DriftMetric metric, String reason) {
        return new DriftEstimate(metric, null, null, null, null, null, null, reason, null);
    }

    /** Whether there is a distance. */
    public boolean isDefined() {
        return undefined == null;
    }

    /** Whether the distance is above what chance alone shows; false where it is undefined. */
    public boolean aboveNoise() {
        return isDefined() && statistic > noiseFloor;
    }
}
