package dev.gatehouse.audit.stat;

import java.math.BigInteger;

/**
 * Successes of trials, as counted: the exact form of a rate.
 *
 * @param successes in [0, trials]; in rows, or in 10⁻⁶ of weight
 * @param trials ≥ 0, in the same unit
 * @param effectiveTrials what the trials are worth, in rows: their number where rows are unweighted, else Kish's
 *     (Σw)² / Σw² (Kish, Survey Sampling (1965), 11.7). Positive and finite where there are trials, else 0.
 */
public record Proportion(long successes, long trials, double effectiveTrials) {
    private static final BigInteger FIVE = BigInteger.valueOf(5);
    private static final BigInteger FOUR = BigInteger.valueOf(4);

    /** @throws IllegalArgumentException if a count is out of its range */
    public Proportion {
        if (trials < 0 || successes < 0 || successes > trials) {
            throw new IllegalArgumentException(successes + " successes of " + trials + " trials");
        }
        if (trials == 0 ? effectiveTrials != 0 : !(effectiveTrials > 0 && effectiveTrials < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(trials + " trials that are worth " + effectiveTrials);
        }
    }

    /** Unweighted: each trial is worth one. */
    public static Proportion of(long successes, long trials) {
        return new Proportion(successes, trials, trials);
    }

    /** {@code successes / trials}, in [0, 1]; NaN without trials. */
    public double value() {
        return (double) successes / trials;
    }

    /** The trials that are not successes, of as many. */
    public Proportion complement() {
        return new Proportion(trials - successes, trials, effectiveTrials);
    }

    /** Successes in the unit of {@link #effectiveTrials}. */
    double effectiveSuccesses() {
        return successes == trials ? effectiveTrials : value() * effectiveTrials;
    }

    /** Whether this rate is below four fifths of {@code other}, in integers; false where the ratio is undefined. */
    public boolean belowFourFifthsOf(Proportion other) {
        if (trials == 0 || other.successes == 0) {
            return false;
        }
        BigInteger left = BigInteger.valueOf(successes).multiply(BigInteger.valueOf(other.trials));
        BigInteger right = BigInteger.valueOf(other.successes).multiply(BigInteger.valueOf(trials));
        return left.multiply(FIVE).compareTo(right.multiply(FOUR)) < 0;
    }
}
