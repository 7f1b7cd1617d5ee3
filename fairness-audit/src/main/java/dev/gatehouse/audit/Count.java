package dev.gatehouse.audit;

import dev.gatehouse.audit.cells.Cells;
import dev.gatehouse.audit.stat.Proportion;

/** Rows and what they weigh, added up from cells, in {@link Cells#weightUnit()}. Unweighted rows weigh 1 each. */
final class Count {
    /** No rounding of the effective rows is larger, relative to the rows. */
    private static final double ROUNDING = 1e-12;

    private long rows;
    private long weight;
    private double squaredWeight;

    void add(Cells.Cell cell) {
        rows += cell.n();
        weight += cell.weight();
        squaredWeight += cell.squaredWeight();
    }

    void set(Count other) {
        rows = other.rows;
        weight = other.weight;
        squaredWeight = other.squaredWeight;
    }

    Count plus(Count other) {
        Count sum = new Count();
        sum.rows = rows + other.rows;
        sum.weight = weight + other.weight;
        sum.squaredWeight = squaredWeight + other.squaredWeight;
        return sum;
    }

    /** This less a part of it. */
    Count minus(Count part) {
        Count rest = new Count();
        rest.rows = rows - part.rows;
        rest.weight = weight - part.weight;
        rest.squaredWeight = Math.max(rest.rows, squaredWeight - part.squaredWeight);
        return rest;
    }

    static Count sum(Count... counts) {
        Count sum = new Count();
        for (Count count : counts) {
            sum = sum.plus(count);
        }
        return sum;
    }

    long rows() {
        return rows;
    }

    /** Rows, or weight in its unit. */
    long weight() {
        return weight;
    }

    /** Kish's (Σw)² / Σw²; the rows where they are unweighted, and never more than that. */
    double effectiveRows(boolean weighted) {
        if (!weighted || rows == 0) {
            return rows;
        }
        double effective = (double) weight * weight / squaredWeight;
        // Equal weights are worth their rows exactly, whatever the division rounds to.
        return effective > rows * (1 - ROUNDING) ? rows : effective;
    }

    /** The share of these rows in the trials that they are part of. */
    Proportion of(Count trials, boolean weighted) {
        return new Proportion(weight, trials.weight, trials.effectiveRows(weighted));
    }
}
