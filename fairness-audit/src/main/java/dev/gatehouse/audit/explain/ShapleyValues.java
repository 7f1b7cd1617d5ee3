package dev.gatehouse.audit.explain;

import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What each feature adds to the score of a row, as Shapley values of the game in which a set of features is worth the mean score of the
 * background's rows after those features were given the row's values (Štrumbelj and Kononenko 2014; 'interventional' in Lundberg
 * and Lee 2017).
 *
 * <p>Features join one after the other in random orders; what the worth rises by when a feature joins is its contribution in that order.
 * Every second order is the reverse of the one before, which is exact where at most two features act through each other
 * (Mitchell, Cooper, Frank and Holmes 2022). In each order the contributions add up to the score less the background's mean,
 * so their means do. For a linear model they are weight × (value − mean value), whatever the orders.
 *
 * <p>Not LIME (Ribeiro, Singh and Guestrin 2016): its contributions do not add up to the score, and they change with the width of a
 * kernel that nothing determines.
 */
final class ShapleyValues {
    private final Batches batches;
    private final float[][] background;
    private final List<Unit> units;
    private final int pairs;
    private final double empty;

    /**
     * @param values contributions in the order of the units
     * @param errors their standard errors over the pairs of orders; 0 with one unit
     * @param fit R² of the additive model; null when the scores on the way do not vary
     */
    record Found(double[] values, double[] errors, Double fit) {}

    /**
     * @param background rows that stand for 'unknown', at least 1
     * @param pairs of orders, at least 2
     */
    ShapleyValues(Batches batches, float[][] background, List<Unit> units, int pairs) {
        this.batches = batches;
        this.background = background;
        this.units = units;
        this.pairs = pairs;
        this.empty = mean(batches.scores(
                background.length, (index, row) -> System.arraycopy(background[index], 0, row, 0, row.length)));
    }

    /** Scores that one row costs. */
    static long cost(int units, int background, int pairs) {
        return 2L * pairs * Math.max(0, units - 1) * background;
    }

    /** The background's mean score. */
    double baseline() {
        return empty;
    }

    Found of(float[] row, float score, long seed) {
        int n = units.size();
        Map<BitSet, Double> worth = new LinkedHashMap<>();
        BitSet all = new BitSet(n);
        all.set(0, n);
        worth.put(new BitSet(n), empty);
        worth.put(all, (double) score);
        double[][] ofPair = new double[pairs][n];
        for (int pair = 0; pair < pairs; pair++) {
            int[] order = Seeds.order(n, Seeds.random(seed, pair));
            walk(row, order, worth, ofPair[pair]);
            int[] back = new int[n];
            for (int i = 0; i < n; i++) {
                back[i] = order[n - 1 - i];
            }
            walk(row, back, worth, ofPair[pair]);
        }
        double[] values = new double[n];
        double[] errors = new double[n];
        for (int unit = 0; unit < n; unit++) {
            for (double[] one : ofPair) {
                values[unit] += one[unit] / pairs;
            }
            for (double[] one : ofPair) {
                errors[unit] += Math.pow(one[unit] - values[unit], 2);
            }
            errors[unit] = Math.sqrt(errors[unit] / (pairs - 1) / pairs);
        }
        return new Found(values, errors, fit(worth, values));
    }

    /** Adds a half of what each unit adds in this order. */
    private void walk(float[] explained, int[] order, Map<BitSet, Double> worth, double[] sums) {
        BitSet given = new BitSet(order.length);
        double before = empty;
        for (int unit : order) {
            given.set(unit);
            Double now = worth.get(given);
            if (now == null) {
                now = worth(explained, given);
                worth.put((BitSet) given.clone(), now);
            }
            sums[unit] += (now - before) / 2;
            before = now;
        }
    }

    private double worth(float[] explained, BitSet given) {
        return mean(batches.scores(background.length, (index, row) -> {
            System.arraycopy(background[index], 0, row, 0, row.length);
            for (int unit = given.nextSetBit(0); unit >= 0; unit = given.nextSetBit(unit + 1)) {
                for (int column : units.get(unit).columns()) {
                    row[column] = explained[column];
                }
            }
        }));
    }

    /** Over the sets of features that were met on the way, the empty and the full one among them, each once. */
    private Double fit(Map<BitSet, Double> worth, double[] values) {
        double mean = worth.values().stream().mapToDouble(Double::doubleValue).sum() / worth.size();
        double spread = 0;
        double residual = 0;
        for (Map.Entry<BitSet, Double> met : worth.entrySet()) {
            double additive = empty
                    + met.getKey().stream().mapToDouble(unit -> values[unit]).sum();
            spread += Math.pow(met.getValue() - mean, 2);
            residual += Math.pow(met.getValue() - additive, 2);
        }
        return spread == 0 ? null : Math.max(0, 1 - residual / spread);
    }

    private static double mean(float[] scores) {
        double sum = 0;
        for (float score : scores) {
            sum += score;
        }
        return sum / scores.length;
    }
}
