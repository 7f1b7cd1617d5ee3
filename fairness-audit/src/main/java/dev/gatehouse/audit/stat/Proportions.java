package dev.gatehouse.audit.stat;

/**
 * Rates, and comparisons of two independent rates. Every proportion here needs {@code trials ≥ 1}. Weighted proportions
 * enter with their effective number of trials.
 *
 * <p>Sources: Wilson, JASA 22 (1927) 209–212; Newcombe, Statistics in Medicine 17 (1998) 873–890, method 10; Koopman,
 * Biometrics 40 (1984) 513–517; Farrington and Manning, Statistics in Medicine 9 (1990) 1447–1454; Miettinen and
 * Nurminen, Statistics in Medicine 4 (1985) 213–226.
 */
public final class Proportions {
    private Proportions() {}

    /**
     * A rate, in [0, 1]: Wilson's score interval, never of zero width. The p-value is that of the score test, which the
     * interval inverts: z = (p − limit) / √(limit (1 − limit) / n).
     */
    public static Estimator wilson(Proportion rate) {
        return new Wilson(rate.value(), checked(rate).effectiveTrials());
    }

    /**
     * {@code first − second}, in [−1, 1]: Newcombe's hybrid score interval. The p-value is that of Farrington and
     * Manning's score test, whose null variance is taken at the limit; near the level it may disagree with the interval.
     */
    public static Estimator difference(Proportion first, Proportion second) {
        return new Difference(checked(first), checked(second));
    }

    /**
     * {@code first / second}, in [0, ∞): Koopman's score interval and its test. The interval is [0, u] where the first has
     * no success.
     *
     * @throws IllegalArgumentException if the second has no success: the ratio is undefined, see {@link #ratioInterval}
     */
    public static Estimator ratio(Proportion first, Proportion second) {
        if (checked(second).successes() == 0) {
            throw new IllegalArgumentException("a ratio to a rate of zero");
        }
        return new Score(new RatioScore(checked(first), second));
    }

    /** Koopman's interval for {@code first / second}: [l, ∞] where the second has no success, [0, ∞] where neither has. */
    public static Interval ratioInterval(Proportion first, Proportion second, double z) {
        return new Score(new RatioScore(checked(first), checked(second))).at(z);
    }

    /**
     * A part's rate less that of the whole it belongs to, in [−1, 1]. As the whole is the part and the rest, this is
     * (1 − w)(part − rest) with w the part's share of the trials, taken as fixed; its interval and test are those of
     * {@link #difference} with the factor.
     */
    public static Estimator differenceToWhole(Proportion part, Proportion rest) {
        double others = 1 - share(part, rest);
        Estimator difference = difference(part, rest);
        return new Transformed(difference, others * difference.value(), d -> others * d, limit -> limit / others);
    }

    /**
     * A part's rate over that of the whole it belongs to, in [0, 1/w]. With r = part / rest this is r / (w r + 1 − w),
     * which rises with r: the interval and the test are those of {@link #ratio}. Defined where any trial succeeds, also
     * with no success in the rest, where it is 1/w.
     *
     * @throws IllegalArgumentException if neither has a success
     */
    public static Estimator ratioToWhole(Proportion part, Proportion rest) {
        if (checked(part).successes() == 0 && checked(rest).successes() == 0) {
            throw new IllegalArgumentException("a ratio to a rate of zero");
        }
        double own = share(part, rest);
        Score ratio = new Score(new RatioScore(part, rest));
        return new Transformed(
                ratio,
                toWhole(ratio.value(), own),
                r -> toWhole(r, own),
                limit -> limit < 0 ? Double.NaN : limit * (1 - own) / (1 - own * limit));
    }

    private static double toWhole(double ratio, double own) {
        return Double.isInfinite(ratio) ? 1 / own : ratio / (own * ratio + 1 - own);
    }

    private static double share(Proportion part, Proportion rest) {
        double own = part.trials();
        return own / (own + rest.trials());
    }

    /**
     * F1 = 2 TP / (2 TP + FP + FN), in [0, 1]. It is 2J / (1 + J) of J = TP / (TP + FP + FN), which is a binomial rate
     * given the rows that are positive in label or decision: Wilson's interval for J, transformed. Undefined, and refused,
     * where all three are 0.
     *
     * @param effective what the tp + fp + fn rows are worth, in rows; their number where unweighted
     */
    public static Estimator f1(long tp, long fp, long fn, double effective) {
        Proportion overlap = new Proportion(tp, Math.addExact(Math.addExact(tp, fp), fn), effective);
        Estimator jaccard = wilson(overlap);
        double value = jaccard.value();
        return new Transformed(jaccard, 2 * value / (1 + value), j -> 2 * j / (1 + j), limit -> limit / (2 - limit));
    }

    /**
     * Successes per failure, in [0, ∞]: Wilson's interval under p / (1 − p). The value is infinite without failures, and
     * the upper end is infinite then.
     */
    public static Estimator odds(Proportion rate) {
        Estimator wilson = wilson(rate);
        double value = (double) rate.successes() / (rate.trials() - rate.successes());
        return new Transformed(wilson, value, p -> p / (1 - p), limit -> limit < 0 ? Double.NaN : limit / (1 + limit));
    }

    /**
     * The odds of the first over the odds of the second, in [0, ∞]: Miettinen and Nurminen's score interval and test,
     * without their factor N / (N − 1). Infinite where the first has no failure or the second no success.
     *
     * @throws IllegalArgumentException if it is 0/0: no success in either, or no failure in either
     */
    public static Estimator oddsRatio(Proportion first, Proportion second) {
        checked(first);
        checked(second);
        boolean zero = first.successes() == 0 || second.successes() == second.trials();
        boolean infinite = second.successes() == 0 || first.successes() == first.trials();
        if (zero && infinite) {
            throw new IllegalArgumentException("an odds ratio without successes or without failures");
        }
        return new Score(new OddsScore(first, second));
    }

    private static Proportion checked(Proportion rate) {
        if (rate.trials() == 0) {
            throw new IllegalArgumentException("a rate without trials");
        }
        return rate;
    }

    /** A rate and what its trials are worth. Also used for means of bounded values, see {@link Histogram#brier}. */
    record Wilson(double value, double trials) implements Estimator {
        @Override
        public Interval at(double z) {
            double z2 = z * z;
            double centre = (value + z2 / (2 * trials)) / (1 + z2 / trials);
            double half = z / (1 + z2 / trials) * Math.sqrt(value * (1 - value) / trials + z2 / (4 * trials * trials));
            // At the ends the formula is exactly 0 or 1; rounding must not move it inside.
            double lower = value == 0 ? 0 : Math.max(0, Math.min(value, centre - half));
            double upper = value == 1 ? 1 : Math.min(1, Math.max(value, centre + half));
            return new Interval(lower, upper);
        }

        @Override
        public double pAgainst(double limit) {
            if (limit == value) {
                return 1;
            }
            if (limit <= 0 || limit >= 1) {
                return 0;
            }
            return Normal.twoSided((value - limit) / Math.sqrt(limit * (1 - limit) / trials));
        }
    }

    private record Difference(Proportion first, Proportion second) implements Estimator {
        @Override
        public double value() {
            return first.value() - second.value();
        }

        @Override
        public Interval at(double z) {
            Interval interval = Mover.difference(wilson(first), wilson(second)).at(z);
            return new Interval(Math.max(-1, interval.lower()), Math.min(1, interval.upper()));
        }

        @Override
        public double pAgainst(double limit) {
            if (limit == value()) {
                return 1;
            }
            return limit <= -1 || limit >= 1
                    ? 0
                    : Normal.twoSided(DifferenceScore.statistic(
                            first.value(), first.effectiveTrials(), second.value(), second.effectiveTrials(), limit));
        }
    }

    /** The interval and the test of a score statistic in the logarithm of a ratio. */
    private record Score(LogScore statistic) implements Estimator {
        /** Ratios are searched between e^−60 and e^60, far beyond what 2⁶³ rows can tell from zero and infinity. */
        private static final double LARGEST_LOGARITHM = 60;

        @Override
        public double value() {
            return statistic.value();
        }

        @Override
        public Interval at(double z) {
            double value = value();
            if (Double.isNaN(value)) {
                return new Interval(0, Double.POSITIVE_INFINITY);
            }
            double start = Math.max(-LARGEST_LOGARITHM, Math.min(LARGEST_LOGARITHM, StrictMath.log(value)));
            double step = Math.min(10, Math.max(1e-9, z * statistic.error()));
            double lower = value == 0
                    ? 0
                    : StrictMath.exp(-Roots.outward(x -> statistic.at(-x) - z, -start, step, LARGEST_LOGARITHM));
            double upper = Double.isInfinite(value)
                    ? value
                    : StrictMath.exp(Roots.outward(x -> -statistic.at(x) - z, start, step, LARGEST_LOGARITHM));
            return new Interval(Math.min(value, lower), Math.max(value, upper));
        }

        @Override
        public double pAgainst(double limit) {
            if (limit == value()) {
                return 1;
            }
            return limit <= 0 ? 0 : Normal.twoSided(statistic.at(StrictMath.log(limit)));
        }
    }

    /** A statistic of H₀: ln(ratio) = x. It falls as x grows and is positive where the observed ratio is greater. */
    private interface LogScore {
        /** The observed ratio; NaN where it is 0/0. */
        double value();

        /** About the standard error of the logarithm, to start the search. */
        double error();

        double at(double logRatio);
    }

    private record RatioScore(Proportion first, Proportion second) implements LogScore {
        @Override
        public double value() {
            return first.value() / second.value();
        }

        @Override
        public double error() {
            return Math.sqrt(1 / (first.effectiveSuccesses() + 0.5) + 1 / (second.effectiveSuccesses() + 0.5));
        }

        @Override
        public double at(double logRatio) {
            // Ratios above 1 are taken with the groups swapped; below, every difference has a form that loses no
            // digits.
            return logRatio > 0 ? -new RatioScore(second, first).below(-logRatio) : below(logRatio);
        }

        private double below(double logRatio) {
            double ratio = StrictMath.exp(logRatio);
            double rest = -StrictMath.expm1(logRatio);
            double p1 = first.value();
            double p2 = second.value();
            double f1 = first.complement().value();
            double f2 = second.complement().value();
            double weight = second.effectiveTrials() / first.effectiveTrials();
            // The second failure rate under H₀ is the root of (1 + w) r f² + linear f − constant.
            double linear = rest * (1 + weight) - f1 - ratio * weight * f2;
            double constant = weight * f2 * rest;
            double square = (1 + weight) * ratio;
            double root = Math.sqrt(linear * linear + 4 * square * constant);
            double failure = clamp(linear > 0 ? 2 * constant / (linear + root) : (root - linear) / (2 * square));
            double success = 1 - failure;
            if (failure > 0.5) {
                // The first success rate is the smaller root of (1 + w) q² + b q + c.
                double b = -(ratio * (1 + weight * p2) + weight + p1);
                double c = ratio * (p1 + weight * p2);
                success = 2 * c / (-b + Math.sqrt(Math.max(0, b * b - 4 * (1 + weight) * c))) / ratio;
            }
            double variance = ratio * success * (rest + ratio * failure) / first.effectiveTrials()
                    + ratio * ratio * success * failure / second.effectiveTrials();
            double distance = p1 > 0.5 && p2 > 0.5 ? rest - f1 + ratio * f2 : p1 - ratio * p2;
            return DifferenceScore.standardised(distance, variance);
        }
    }

    private record OddsScore(Proportion first, Proportion second) implements LogScore {
        @Override
        public double value() {
            double odds = (double) first.successes() / (first.trials() - first.successes());
            return odds / ((double) second.successes() / (second.trials() - second.successes()));
        }

        @Override
        public double error() {
            double sum = 0;
            for (Proportion each : new Proportion[] {first, second}) {
                sum += 1 / (each.effectiveSuccesses() + 0.5)
                        + 1 / (each.complement().effectiveSuccesses() + 0.5);
            }
            return Math.sqrt(sum);
        }

        @Override
        public double at(double logRatio) {
            // Ratios below 1 are taken with the groups swapped, so that no large numbers cancel.
            return logRatio < 0 ? -new OddsScore(second, first).above(-logRatio) : above(logRatio);
        }

        private double above(double logRatio) {
            double excess = StrictMath.expm1(logRatio);
            double n1 = first.effectiveTrials();
            double n2 = second.effectiveTrials();
            double successes = first.effectiveSuccesses() + second.effectiveSuccesses();
            // The second rate under H₀ solves a q² + b q − successes = 0; this form of its root has no cancellation.
            double a = n2 * excess;
            double b = (n1 - successes) * excess + n1 + n2;
            double root = Math.sqrt(Math.max(0, b * b + 4 * a * successes));
            double q2 = clamp(b >= 0 ? 2 * successes / (b + root) : (root - b) / (2 * a));
            double q1 = clamp(q2 * (1 + excess) / (1 + q2 * excess));
            double failure = (1 - q2) / (1 + q2 * excess);
            // n1 (p1 − q1) = n2 (q2 − p2): the rarer count has the difference that loses no digits.
            double distance = rarer(first) <= rarer(second)
                    ? n1 * distance(first, q1, failure)
                    : -n2 * distance(second, q2, 1 - q2);
            double inverse = 1 / (n1 * q1 * failure) + 1 / (n2 * q2 * (1 - q2));
            if (inverse == Double.POSITIVE_INFINITY) {
                return distance == 0 ? 0 : Math.copySign(Double.POSITIVE_INFINITY, distance);
            }
            return distance * Math.sqrt(inverse);
        }
    }

    private static double rarer(Proportion rate) {
        return Math.min(rate.effectiveSuccesses(), rate.complement().effectiveSuccesses());
    }

    private static double distance(Proportion rate, double success, double failure) {
        double p = rate.value();
        return p > 0.5 ? failure - rate.complement().value() : p - success;
    }

    static double clamp(double probability) {
        return Math.max(0, Math.min(1, probability));
    }
}
