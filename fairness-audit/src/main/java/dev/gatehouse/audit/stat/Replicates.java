package dev.gatehouse.audit.stat;

import java.util.SplittableRandom;

/**
 * Pairs of samples made anew over given cells, as shares. Cells are drawn independently, so the samples' sizes vary a little; the
 * shares are of what was drawn. From {@value #NORMAL_FROM} expected rows on a cell's count is normal, rounded.
 */
final class Replicates {
    /** Draws of a cell in all replicates of one sample. */
    private static final int MOST_DRAWS = 100_000;

    private static final int MOST = 1_000;
    private static final int FEWEST = 40;
    private static final double NORMAL_FROM = 30;
    private static final int BITS = 192;
    private static final double DEVIATION = Math.sqrt(BITS / 4.0 + 1.0 / 12);

    private final Cells reference;
    private final Cells current;
    private final SplittableRandom random;
    /** How many there are. */
    final int count;

    /** What is done with each pair of samples. */
    interface Use {
        void replicate(int number, double[] reference, double[] current);
    }

    /** The distribution of each cell's count. */
    private static final class Cells {
        final double[] expected;
        /** Of the rows that are dealt out, the rarer side's share; 0 where rows are drawn. */
        final double chance;

        final long[] dealt;
        final double[] none;

        Cells(double[] expected, long[] dealt, double chance) {
            this.expected = expected;
            this.dealt = dealt;
            this.chance = chance;
            none = new double[expected.length];
            for (int i = 0; i < none.length; i++) {
                if (expected[i] < NORMAL_FROM) {
                    none[i] = dealt == null ? StrictMath.exp(-expected[i]) : StrictMath.pow(1 - chance, dealt[i]);
                }
            }
        }
    }

    private Replicates(Cells reference, Cells current, long seed, int count) {
        this.reference = reference;
        this.current = current;
        this.count = count;
        random = new SplittableRandom(seed);
    }

    /** Rows drawn from a distribution for each sample: Poisson variates. */
    static Replicates drawn(double[] reference, double[] current, double n, double m, long seed) {
        return new Replicates(cells(reference, n), cells(current, m), seed, most(reference.length));
    }

    private static Cells cells(double[] shares, double rows) {
        double[] expected = new double[shares.length];
        for (int i = 0; i < shares.length; i++) {
            expected[i] = shares[i] * rows;
        }
        return new Cells(expected, null, 0);
    }

    /** The rows of both samples dealt out anew, each to a sample with a chance in proportion to its size. */
    static Replicates dealt(TwoSamples two, long seed) {
        return dealt(two, seed, most(two.reference().length));
    }

    static Replicates dealt(TwoSamples two, long seed, int count) {
        long[] rows = two.reference();
        long[] current = two.current();
        double share = (double) two.referenceRows() / (two.referenceRows() + two.currentRows());
        double chance = Math.min(share, 1 - share);
        double[] expected = new double[rows.length];
        for (int i = 0; i < rows.length; i++) {
            rows[i] += current[i];
            expected[i] = rows[i] * chance;
        }
        Cells rarer = new Cells(expected, rows, chance);
        return new Replicates(share <= 0.5 ? rarer : null, share <= 0.5 ? null : rarer, seed, count);
    }

    private static int most(int cells) {
        return Math.max(FEWEST, Math.min(MOST, MOST_DRAWS / cells));
    }

    /** Makes all; the arrays that are handed on are used again. */
    void forEach(Use use) {
        Cells rarer = reference != null ? reference : current;
        double[] first = new double[rarer.expected.length];
        double[] second = new double[first.length];
        for (int i = 0; i < count; i++) {
            if (rarer.dealt == null) {
                draw(reference, first);
                draw(current, second);
            } else {
                deal(rarer, reference != null ? first : second, reference != null ? second : first);
            }
            use.replicate(i, first, second);
        }
    }

    private void draw(Cells cells, double[] into) {
        double total = 0;
        while (total == 0) {
            for (int i = 0; i < into.length; i++) {
                into[i] = cells.expected[i] >= NORMAL_FROM
                        ? Math.max(0, rounded(cells.expected[i], Math.sqrt(cells.expected[i])))
                        : poisson(cells.expected[i], cells.none[i]);
                total += into[i];
            }
        }
        divide(into, total);
    }

    private void deal(Cells cells, double[] few, double[] others) {
        double dealt = 0;
        double left = 0;
        while (dealt == 0 || left == 0) {
            dealt = 0;
            left = 0;
            for (int i = 0; i < few.length; i++) {
                double expected = cells.expected[i];
                few[i] = expected >= NORMAL_FROM
                        ? Math.min(
                                cells.dealt[i],
                                Math.max(0, rounded(expected, Math.sqrt(expected * (1 - cells.chance)))))
                        : binomial(cells.dealt[i], cells.chance, cells.none[i]);
                others[i] = cells.dealt[i] - few[i];
                dealt += few[i];
                left += others[i];
            }
        }
        divide(few, dealt);
        divide(others, left);
    }

    private static void divide(double[] counts, double total) {
        for (int i = 0; i < counts.length; i++) {
            counts[i] /= total;
        }
    }

    private double poisson(double expected, double none) {
        double left = random.nextDouble();
        double chance = none;
        int rows = 0;
        // The chances of what is this rare underflow, so that the search ends.
        while (left >= chance && chance > 0) {
            left -= chance;
            rows++;
            chance *= expected / rows;
        }
        return rows;
    }

    private double binomial(long rows, double share, double none) {
        double left = random.nextDouble();
        double chance = none;
        double odds = share / (1 - share);
        long found = 0;
        while (left >= chance && chance > 0 && found < rows) {
            left -= chance;
            found++;
            chance *= odds * (rows - found + 1) / found;
        }
        return found;
    }

    private double rounded(double expected, double deviation) {
        return Math.rint(expected + deviation * normal());
    }

    /** A normal variate, near enough for counts: the number of ones among {@value #BITS} random bits, and a fraction. */
    private double normal() {
        int ones =
                Long.bitCount(random.nextLong()) + Long.bitCount(random.nextLong()) + Long.bitCount(random.nextLong());
        return (ones - BITS / 2 + random.nextDouble() - 0.5) / DEVIATION;
    }
}
