package dev.gatehouse.audit.stat;

/** How well scores tell positive from negative labels; described at {@link Histogram}. */
final class Discrimination {
    private Discrimination() {}

    static Estimator auc(Histogram histogram) {
        double positives = checked(histogram.positiveTotal());
        double negatives = checked(histogram.negativeTotal());
        double[] values = histogram.values();
        double wins = 0;
        double negativesBelow = 0;
        for (int i = 0; i < values.length; i++) {
            wins += histogram.positives()[i] * (negativesBelow + histogram.negatives()[i] / 2);
            negativesBelow += histogram.negatives()[i];
        }
        double auc = Math.min(1, wins / positives / negatives);
        double ofPositives = 0;
        double ofNegatives = 0;
        negativesBelow = 0;
        double positivesBelow = 0;
        for (int i = 0; i < values.length; i++) {
            double positive = histogram.positives()[i];
            double negative = histogram.negatives()[i];
            double placed = (negativesBelow + negative / 2) / negatives - auc;
            double missed = 1 - (positivesBelow + positive / 2) / positives - auc;
            ofPositives += positive * placed * placed;
            ofNegatives += negative * missed * missed;
            negativesBelow += negative;
            positivesBelow += positive;
        }
        double effectivePositives = positives / histogram.designEffect();
        double effectiveNegatives = negatives / histogram.designEffect();
        double variance =
                ofPositives / positives / (effectivePositives - 1) + ofNegatives / negatives / (effectiveNegatives - 1);
        boolean known = effectivePositives > 1 && effectiveNegatives > 1 && auc > 0 && auc < 1;
        if (!known || variance < 1e-15) {
            return new NewcombeFive(auc, effectivePositives, effectiveNegatives);
        }
        double error = Math.sqrt(variance) / (auc * (1 - auc));
        return new Transformed(
                Gaussian.unbounded(logit(auc), error),
                auc,
                x -> 1 / (1 + StrictMath.exp(-x)),
                limit -> limit <= 0 || limit >= 1 ? Double.NaN : logit(limit));
    }

    private static double logit(double share) {
        return StrictMath.log(share / (1 - share));
    }

    static Estimator ks(Histogram histogram) {
        double positives = checked(histogram.positiveTotal());
        double negatives = checked(histogram.negativeTotal());
        double positivesBelow = 0;
        double negativesBelow = 0;
        double distance = -1;
        double first = 0;
        double second = 0;
        for (int i = 0; i < histogram.values().length; i++) {
            positivesBelow += histogram.positives()[i];
            negativesBelow += histogram.negatives()[i];
            double one = Math.min(1, positivesBelow / positives);
            double two = Math.min(1, negativesBelow / negatives);
            if (Math.abs(one - two) > distance) {
                distance = Math.abs(one - two);
                first = one;
                second = two;
            }
        }
        double effectivePositives = positives / histogram.designEffect();
        double effectiveNegatives = negatives / histogram.designEffect();
        Estimator ofPositives = new Proportions.Wilson(first, effectivePositives);
        Estimator ofNegatives = new Proportions.Wilson(second, effectiveNegatives);
        return new Distance(
                first > second
                        ? Mover.difference(ofPositives, ofNegatives)
                        : Mover.difference(ofNegatives, ofPositives),
                Math.sqrt(1 / effectivePositives + 1 / effectiveNegatives));
    }

    private static double checked(double rows) {
        if (!(rows > 0)) {
            throw new IllegalArgumentException("a measure of discrimination without both labels");
        }
        return rows;
    }

    private record Distance(Estimator atGreatest, double scale) implements Estimator {
        @Override
        public double value() {
            return atGreatest.value();
        }

        @Override
        public Interval at(double z) {
            double alpha = Math.max(Normal.twoSided(z), Double.MIN_NORMAL);
            double band = scale * Math.sqrt(StrictMath.log(2 / alpha) / 2);
            return new Interval(
                    Math.max(0, value() - band), Math.min(1, atGreatest.at(z).upper()));
        }
    }

    /** Inverts Hanley and McNeil's variance with both class sizes replaced by their mean in the numerator. */
    private record NewcombeFive(double value, double positives, double negatives) implements Estimator {
        @Override
        public Interval at(double z) {
            // From the far ends inward: at a value of 0 or 1 the error there is 0 too.
            double lower = Roots.rising(x -> z * error(x) - (value - x), 0, value);
            double upper = 1 - Roots.rising(x -> z * error(1 - x) - (1 - x - value), 0, 1 - value);
            return new Interval(Math.min(value, lower), Math.max(value, upper));
        }

        @Override
        public double pAgainst(double limit) {
            if (limit == value) {
                return 1;
            }
            return limit <= 0 || limit >= 1 ? 0 : Normal.twoSided((value - limit) / error(limit));
        }

        private double error(double auc) {
            double others = (positives + negatives) / 2 - 1;
            double variance = auc
                    * (1 - auc)
                    * (1 + Math.max(0, others) * ((1 - auc) / (2 - auc) + auc / (1 + auc)))
                    / (positives * negatives);
            return Math.sqrt(Math.max(0, variance));
        }
    }
}
