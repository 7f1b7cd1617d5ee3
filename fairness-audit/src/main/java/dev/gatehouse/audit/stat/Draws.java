package dev.gatehouse.audit.stat;

import java.util.SplittableRandom;

/** Counts drawn at random, the same for the same seed. From {@value #NORMAL_FROM} expected rows on a variate is normal, rounded. */
public final class Draws {
    private static final double NORMAL_FROM = 30;

    private final SplittableRandom random;

    public Draws(long seed) {
        this.random = new SplittableRandom(seed);
    }

    /** @param expected rows, at least 0 */
    public double poisson(double expected) {
        if (expected >= NORMAL_FROM) {
            return Math.max(0, Math.rint(expected + Math.sqrt(expected) * Bootstrap.normal(random)));
        }
        double left = random.nextDouble();
        double chance = StrictMath.exp(-expected);
        int rows = 0;
        // The chances of what is this rare underflow, so that the search ends.
        while (left >= chance && chance > 0) {
            left -= chance;
            rows++;
            chance *= expected / rows;
        }
        return rows;
    }

    /**
     * How many of some rows have what each has with a chance.
     *
     * @param rows at least 0
     * @param chance in [0, 1]
     */
    public double binomial(long rows, double chance) {
        if (chance > 0.5) {
            return rows - binomial(rows, 1 - chance);
        }
        double expected = rows * chance;
        if (expected >= NORMAL_FROM) {
            double drawn = Math.rint(expected + Math.sqrt(expected * (1 - chance)) * Bootstrap.normal(random));
            return Math.max(0, Math.min(rows, drawn));
        }
        double odds = chance / (1 - chance);
        double left = random.nextDouble();
        double share = StrictMath.exp(rows * StrictMath.log1p(-chance));
        long found = 0;
        while (left >= share && found < rows) {
            left -= share;
            share *= odds * (rows - found) / (found + 1);
            found++;
        }
        return found;
    }
}
