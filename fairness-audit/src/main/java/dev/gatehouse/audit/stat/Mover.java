package dev.gatehouse.audit.stat;

import java.util.Arrays;

/**
 * Intervals of functions of independent estimators, recovered from the estimators' own intervals: the distance from value
 * to end stands for z standard errors near that end. They keep the asymmetry of their parts, and have width where any part
 * has.
 *
 * <p>Sources: Zou and Donner, Statistics in Medicine 27 (2008) 1693–1702 (differences and sums); Donner and Zou,
 * Statistical Methods in Medical Research 21 (2012) 347–359 (ratios).
 */
public final class Mover {
    private Mover() {}

    /** {@code first − second}, for independent estimators with finite values. */
    public static Estimator difference(Estimator first, Estimator second) {
        return sum(new double[] {1, -1}, first, second);
    }

    /** The mean of independent estimators with finite values; at least one. */
    public static Estimator mean(Estimator... parts) {
        double[] weights = new double[parts.length];
        Arrays.fill(weights, 1.0 / parts.length);
        return sum(weights, parts);
    }

    /**
     * The weighted sum of independent estimators with finite values.
     *
     * @param weights finite, of either sign, one a part
     * @throws IllegalArgumentException if the lengths differ, or there is no part
     */
    public static Estimator sum(double[] weights, Estimator... parts) {
        if (weights.length != parts.length || parts.length == 0) {
            throw new IllegalArgumentException(weights.length + " weights for " + parts.length + " estimators");
        }
        return new Sum(weights.clone(), parts.clone());
    }

    /**
     * {@code first / second}, for independent estimators that cannot be negative. The upper end is infinite where the
     * second's interval reaches 0.
     *
     * @throws IllegalArgumentException if the second's value is 0
     */
    public static Estimator ratio(Estimator first, Estimator second) {
        if (!(second.value() > 0)) {
            throw new IllegalArgumentException("a ratio to " + second.value());
        }
        return new Ratio(first, second);
    }

    /**
     * |x| of an estimator of x. The interval is [0, the farther end] where x's interval holds 0. The p-value is the
     * greater of those against the limit and its negative, 0 for limits below 0.
     */
    public static Estimator absolute(Estimator estimator) {
        return new Absolute(estimator);
    }

    /**
     * The greatest of several estimators, such as absolute differences. It is judged over its parts: the interval is
     * [greatest lower end, greatest upper end]. Against a limit above the value every part must lie below, so p is the
     * greatest of the parts' p-values (Berger's intersection–union test, Technometrics 24 (1982) 295–300). Against a limit
     * below the value one part above suffices, so p is the smallest p-value of a part above the limit times the number of
     * parts, at most 1: the first step of Holm's procedure.
     */
    public static Estimator worst(Estimator... parts) {
        if (parts.length == 0) {
            throw new IllegalArgumentException("the greatest of no estimators");
        }
        return new Worst(parts.clone());
    }

    private record Sum(double[] weights, Estimator[] parts) implements Estimator {
        @Override
        public double value() {
            double sum = 0;
            for (int i = 0; i < parts.length; i++) {
                sum += weights[i] * parts[i].value();
            }
            return sum;
        }

        @Override
        public Interval at(double z) {
            double value = 0;
            double below = 0;
            double above = 0;
            for (int i = 0; i < parts.length; i++) {
                double weight = weights[i];
                if (weight == 0) {
                    continue;
                }
                double part = parts[i].value();
                Interval interval = parts[i].at(z);
                double down = weight * (part - (weight > 0 ? interval.lower() : interval.upper()));
                double up = weight * ((weight > 0 ? interval.upper() : interval.lower()) - part);
                value += weight * part;
                below += down * down;
                above += up * up;
            }
            return new Interval(value - Math.sqrt(below), value + Math.sqrt(above));
        }
    }

    private record Ratio(Estimator first, Estimator second) implements Estimator {
        @Override
        public double value() {
            return first.value() / second.value();
        }

        @Override
        public Interval at(double z) {
            double x = first.value();
            double y = second.value();
            Interval one = first.at(z);
            Interval two = second.at(z);
            double product = x * y;
            double least = one.lower() * (2 * x - one.lower());
            double most = two.upper() * (2 * y - two.upper());
            // Each end is a root of a quadratic; the lower one in the form that needs no division by a small number.
            double lower = least <= 0 || two.upper() == Double.POSITIVE_INFINITY
                    ? 0
                    : least / (product + Math.sqrt(Math.max(0, product * product - least * most)));
            double greatest = one.upper() * (2 * x - one.upper());
            double divisor = two.lower() * (2 * y - two.lower());
            double upper = divisor <= 0 || one.upper() == Double.POSITIVE_INFINITY
                    ? Double.POSITIVE_INFINITY
                    : (product + Math.sqrt(Math.max(0, product * product - greatest * divisor))) / divisor;
            return new Interval(Math.min(lower, value()), Math.max(upper, value()));
        }
    }

    private record Absolute(Estimator signed) implements Estimator {
        @Override
        public double value() {
            return Math.abs(signed.value());
        }

        @Override
        public Interval at(double z) {
            Interval interval = signed.at(z);
            double one = Math.abs(interval.lower());
            double two = Math.abs(interval.upper());
            return new Interval(interval.contains(0) ? 0 : Math.min(one, two), Math.max(one, two));
        }

        @Override
        public double pAgainst(double limit) {
            if (limit == value()) {
                return 1;
            }
            return limit < 0 ? 0 : Math.max(signed.pAgainst(limit), signed.pAgainst(-limit));
        }
    }

    private record Worst(Estimator[] parts) implements Estimator {
        @Override
        public double value() {
            double greatest = parts[0].value();
            for (Estimator part : parts) {
                greatest = Math.max(greatest, part.value());
            }
            return greatest;
        }

        @Override
        public Interval at(double z) {
            Interval greatest = parts[0].at(z);
            for (Estimator part : parts) {
                Interval interval = part.at(z);
                greatest = new Interval(
                        Math.max(greatest.lower(), interval.lower()), Math.max(greatest.upper(), interval.upper()));
            }
            return greatest;
        }

        @Override
        public double pAgainst(double limit) {
            double value = value();
            if (value == limit) {
                return 1;
            }
            double least = 1;
            double greatest = 0;
            for (Estimator part : parts) {
                double p = part.pAgainst(limit);
                least = part.value() > limit ? Math.min(least, p) : least;
                greatest = Math.max(greatest, p);
            }
            return value < limit ? greatest : Math.min(1, parts.length * least);
        }
    }
}
