package dev.gatehouse.audit.stat;

/** How well the highest scores find the positives, and how costly wrong scores are; described at {@link Histogram}. */
final class Ranking {
    /** Half of what scores are rounded to: a score nearer to 0 or 1 cannot be told from this. */
    static final double LEAST_CHANCE = 5e-7;

    private Ranking() {}

    static Estimator averagePrecision(Histogram histogram) {
        double positives = histogram.positiveTotal();
        if (!(positives > 0)) {
            throw new IllegalArgumentException("average precision without positives");
        }
        double value = averagePrecision(histogram.positives(), histogram.negatives());
        double effective = positives / histogram.designEffect();
        // Half a positive found and half missed are added for the error alone, so that 0 and 1 have width.
        double centre = (value * effective + 0.5) / (effective + 1);
        double error = 1 / Math.sqrt(effective * centre * (1 - centre));
        return new Transformed(
                Gaussian.unbounded(logit(centre), error),
                value,
                x -> 1 / (1 + StrictMath.exp(-x)),
                limit -> limit <= 0 || limit >= 1 ? Double.NaN : logit(limit));
    }

    /** @param positives by ascending score, as are negatives; whole or expected rows; NaN without positives */
    static double averagePrecision(double[] positives, double[] negatives) {
        double found = 0;
        double taken = 0;
        double sum = 0;
        for (int i = positives.length - 1; i >= 0; i--) {
            found += positives[i];
            taken += positives[i] + negatives[i];
            if (positives[i] > 0) {
                sum += positives[i] * (found / taken);
            }
        }
        return found > 0 ? Math.min(1, sum / found) : Double.NaN;
    }

    static Estimator logLoss(Histogram histogram) {
        double rows = histogram.negativeTotal() + histogram.positiveTotal();
        if (!(rows > 0) || !histogram.withinUnit()) {
            throw new IllegalArgumentException("a log loss without labels, or of scores outside [0, 1]");
        }
        double[] values = histogram.values();
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            sum += histogram.positives()[i] * loss(values[i]) + histogram.negatives()[i] * loss(1 - values[i]);
        }
        double mean = sum / rows;
        double squares = 0;
        for (int i = 0; i < values.length; i++) {
            double ofPositive = loss(values[i]) - mean;
            double ofNegative = loss(1 - values[i]) - mean;
            squares += histogram.positives()[i] * ofPositive * ofPositive
                    + histogram.negatives()[i] * ofNegative * ofNegative;
        }
        double effective = rows / histogram.designEffect();
        double variance = effective > 1 ? squares / rows * effective / (effective - 1) : 0;
        return new Gaussian(
                mean, Math.sqrt(variance / effective), Math.max(1, effective - 1), 0, Double.POSITIVE_INFINITY);
    }

    /** −ln of a chance, which is at least {@link #LEAST_CHANCE}. */
    static double loss(double chance) {
        return -StrictMath.log(Math.max(LEAST_CHANCE, Math.min(1 - LEAST_CHANCE, chance)));
    }

    private static double logit(double share) {
        return StrictMath.log(share / (1 - share));
    }
}
