package dev.gatehouse.audit.stat;

/**
 * A quantity ≥ 0 by its mean and variance: the multiple of a chi-square variate that has them (Patnaik, Biometrika 36 (1949)
 * 202–232, who does so for the non-central chi-square), with quantiles by Wilson and Hilferty's cube (PNAS 17 (1931) 684–688).
 */
record Matched(double mean, double variance) {
    /** The quantile at a normal score: 1.645 gives the 95 % quantile. */
    double quantile(double z) {
        if (!(mean > 0)) {
            return 0;
        }
        if (!(variance > 0)) {
            return mean;
        }
        // 2 / (9 degrees), with degrees = 2 mean² / variance
        double spread = variance / (9 * mean * mean);
        double root = 1 - spread + z * Math.sqrt(spread);
        return root <= 0 ? 0 : mean * root * root * root;
    }

    /** The chance of a value at least as great. */
    double upper(double value) {
        if (!(variance > 0)) {
            return value <= mean ? 1 : 0;
        }
        double spread = variance / (9 * mean * mean);
        return Normal.upper((StrictMath.cbrt(value / mean) - 1 + spread) / Math.sqrt(spread));
    }

    static Matched of(double[] replicates) {
        double mean = 0;
        for (double each : replicates) {
            mean += each / replicates.length;
        }
        double squares = 0;
        for (double each : replicates) {
            squares += (each - mean) * (each - mean);
        }
        return new Matched(mean, squares / Math.max(1, replicates.length - 1));
    }
}
