package dev.gatehouse.audit.drift;

import dev.gatehouse.audit.stat.DriftEstimate;
import dev.gatehouse.audit.stat.TwoSamples;
import java.math.BigDecimal;
import java.util.function.ToDoubleFunction;

/**
 * How one column is measured, and what says that it has drifted.
 *
 * @param method as reports name it
 * @param statistic null exactly when {@code undefined} is given
 * @param undefined why there is no statistic
 * @param lower of the interval; null without one
 * @param upper of the interval; null without one, and where it is open
 * @param noiseFloor null where it is not computed
 * @param detectable null where it is not computed
 * @param errorBound the most by which counting in bins may have moved the statistic, of which the interval takes account; 0
 *     where every value was counted, ∞ where the bins tell nothing, and then there is no interval
 * @param pValue null without a test
 * @param limit the tool's threshold; null without
 * @param drifted what the rule says of the whole samples; null where it says nothing
 * @param cells the two samples as the statistic looks at them; null without a statistic
 * @param ofCells the statistic of two samples over those cells
 * @param binning how a chunk's counts come to be over those cells
 */
record Rule(
        String method,
        Double statistic,
        String undefined,
        Double lower,
        Double upper,
        Double noiseFloor,
        Double detectable,
        double errorBound,
        Double pValue,
        BigDecimal limit,
        Boolean drifted,
        TwoSamples cells,
        ToDoubleFunction<TwoSamples> ofCells,
        Binning binning) {

    /** Counts of the column's cells into those of the rule. */
    interface Binning {
        long[] of(long[] counts);
    }

    static Rule undefined(String method, String reason, BigDecimal limit) {
        return new Rule(method, null, reason, null, null, null, null, 0, null, limit, null, null, null, null);
    }

    /**
     * A distance by its estimate.
     *
     * @param factor from our unit to the rule's
     * @param bound in our unit; see {@link #errorBound}
     */
    static Rule measured(
            String method,
            DriftEstimate estimate,
            double factor,
            double bound,
            Double pValue,
            BigDecimal limit,
            Boolean drifted,
            TwoSamples cells,
            Binning binning) {
        Double lower = null;
        Double upper = null;
        if (Double.isFinite(bound)) {
            lower = Math.max(0, estimate.interval().lower() - bound) * factor;
            upper = Math.min(estimate.metric().greatest(), estimate.interval().upper() + bound) * factor;
        }
        return new Rule(
                method,
                estimate.statistic() * factor,
                null,
                lower,
                upper == null || upper.isInfinite() ? null : upper,
                estimate.noiseFloor() * factor,
                estimate.detectable() == null ? null : estimate.detectable() * factor,
                bound * factor,
                pValue,
                limit,
                drifted,
                cells,
                two -> estimate.metric().statistic(two) * factor,
                binning);
    }

    /** The statistic of a chunk against the whole reference; null where the chunk has no value, or the rule no statistic. */
    Double ofChunk(long[] counts) {
        if (cells == null) {
            return null;
        }
        long[] binned = binning.of(counts);
        long rows = 0;
        for (long n : binned) {
            rows += n;
        }
        if (rows == 0) {
            return null;
        }
        double value = ofCells.applyAsDouble(new TwoSamples(cells.values(), cells.reference(), binned));
        return Double.isFinite(value) ? value : null;
    }
}
