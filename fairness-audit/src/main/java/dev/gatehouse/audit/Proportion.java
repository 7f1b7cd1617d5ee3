package dev.gatehouse.audit;

import java.math.BigInteger;

/** {@code successes} of {@code trials}, as counted: the exact form of a rate. */
record Proportion(long successes, long trials) {
    private static final BigInteger FIVE = BigInteger.valueOf(5);
    private static final BigInteger FOUR = BigInteger.valueOf(4);

    Proportion {
        if (trials < 0 || successes < 0 || successes > trials) {
            throw new IllegalArgumentException(successes + " of " + trials);
        }
    }

    double value() {
        return (double) successes / trials;
    }

    /** Whether this rate is below four fifths of {@code other}, in integers; false where the ratio is undefined. */
    boolean belowFourFifthsOf(Proportion other) {
        if (trials == 0 || other.successes == 0) {
            return false;
        }
        BigInteger left = BigInteger.valueOf(successes).multiply(BigInteger.valueOf(other.trials));
        BigInteger right = BigInteger.valueOf(other.successes).multiply(BigInteger.valueOf(trials));
        return left.multiply(FIVE).compareTo(right.multiply(FOUR)) < 0;
    }
}
