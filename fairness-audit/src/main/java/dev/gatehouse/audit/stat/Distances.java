package dev.gatehouse.audit.stat;

/**
 * Distances between two lists of shares that each add up to 1 (or, for the parts that are norms, of the difference between
 * two such lists); described at {@link DriftMetric}. Those with a {@code gap} are of cells in order, where {@code gap[i]} is the
 * way from cell i to the next.
 */
final class Distances {
    private static final double LOG_2 = StrictMath.log(2);

    private Distances() {}

    /** Counts as shares. */
    static double[] shares(long[] counts) {
        double total = 0;
        for (long count : counts) {
            total += count;
        }
        double[] shares = new double[counts.length];
        for (int i = 0; i < counts.length; i++) {
            shares[i] = counts[i] / total;
        }
        return shares;
    }

    /** What lies between each value and the next; 0 after the last. */
    static double[] gaps(double[] values) {
        double[] gaps = new double[values.length];
        for (int i = 0; i + 1 < values.length; i++) {
            gaps[i] = values[i + 1] - values[i];
        }
        return gaps;
    }

    static double[] difference(double[] reference, double[] current) {
        double[] difference = new double[reference.length];
        for (int i = 0; i < difference.length; i++) {
            difference[i] = current[i] - reference[i];
        }
        return difference;
    }

    static double kolmogorov(double[] difference) {
        double sum = 0;
        double greatest = 0;
        for (int i = 0; i + 1 < difference.length; i++) {
            sum += difference[i];
            greatest = Math.max(greatest, Math.abs(sum));
        }
        return greatest;
    }

    static double wasserstein(double[] difference, double[] gap) {
        double sum = 0;
        double distance = 0;
        for (int i = 0; i + 1 < difference.length; i++) {
            sum += difference[i];
            distance += Math.abs(sum) * gap[i];
        }
        return distance;
    }

    /** The square of the energy distance. */
    static double energy(double[] difference, double[] gap) {
        double sum = 0;
        double distance = 0;
        for (int i = 0; i + 1 < difference.length; i++) {
            sum += difference[i];
            distance += 2 * sum * sum * gap[i];
        }
        return distance;
    }

    static double totalVariation(double[] difference) {
        double sum = 0;
        for (double each : difference) {
            sum += Math.abs(each);
        }
        return sum / 2;
    }

    static double greatest(double[] difference) {
        double greatest = 0;
        for (double each : difference) {
            greatest = Math.max(greatest, Math.abs(each));
        }
        return greatest;
    }

    /** The Jensen–Shannon divergence in bits. */
    static double jensenShannon(double[] reference, double[] current) {
        double sum = 0;
        for (int i = 0; i < reference.length; i++) {
            double middle = (reference[i] + current[i]) / 2;
            sum += term(reference[i], middle) + term(current[i], middle);
        }
        return Math.max(0, Math.min(1, sum / 2 / LOG_2));
    }

    private static double term(double share, double of) {
        return share > 0 ? share * StrictMath.log(share / of) : 0;
    }

    /** The square of Hellinger's distance. */
    static double hellinger(double[] reference, double[] current) {
        double sum = 0;
        for (int i = 0; i < reference.length; i++) {
            double root = Math.sqrt(reference[i]) - Math.sqrt(current[i]);
            sum += root * root;
        }
        return Math.min(1, sum / 2);
    }

    /** Σ (current − reference) ln(current / reference), with {@code weight} of the pooled shares mixed into each. */
    static double stability(double[] reference, double[] current, double referenceRows, double currentRows) {
        double sum = 0;
        for (int i = 0; i < reference.length; i++) {
            double pooled = pooled(reference[i], current[i], referenceRows, currentRows);
            double first = smoothed(reference[i], pooled, referenceRows);
            double second = smoothed(current[i], pooled, currentRows);
            sum += pooled > 0 ? (second - first) * StrictMath.log(second / first) : 0;
        }
        return Math.max(0, sum);
    }

    /** Σ current · ln(current / reference), smoothed alike. */
    static double kullbackLeibler(double[] reference, double[] current, double referenceRows, double currentRows) {
        double sum = 0;
        for (int i = 0; i < reference.length; i++) {
            double pooled = pooled(reference[i], current[i], referenceRows, currentRows);
            double first = smoothed(reference[i], pooled, referenceRows);
            double second = smoothed(current[i], pooled, currentRows);
            sum += pooled > 0 ? second * StrictMath.log(second / first) : 0;
        }
        return Math.max(0, sum);
    }

    /** The mean square contingency: Pearson's chi-square of homogeneity over the rows of both. */
    static double meanSquare(double[] reference, double[] current, double referenceRows, double currentRows) {
        double all = referenceRows + currentRows;
        double sum = 0;
        for (int i = 0; i < reference.length; i++) {
            double pooled = pooled(reference[i], current[i], referenceRows, currentRows);
            double difference = current[i] - reference[i];
            sum += pooled > 0 ? difference * difference / pooled : 0;
        }
        return Math.min(1, sum * referenceRows / all * (currentRows / all));
    }

    static double pooled(double reference, double current, double referenceRows, double currentRows) {
        return (reference * referenceRows + current * currentRows) / (referenceRows + currentRows);
    }

    /** The share with one row added to the sample, spread over the cells by the pooled shares. */
    static double smoothed(double share, double pooled, double rows) {
        return (share * rows + pooled) / (rows + 1);
    }
}
