package dev.gatehouse.audit;

import dev.gatehouse.audit.cells.Cells;
import dev.gatehouse.audit.plan.AuditException;
import dev.gatehouse.audit.stat.Proportion;

/** Rows and what they weigh, added up from cells. Unweighted rows weigh 1 each, weighted ones their weight in 10⁻⁶. */
final class Count {
    private long rows;
    private long weight;
    private double squaredWeight;

    void add(Cells.Cell cell) {
        rows += cell.n();
        try {
            weight = Math.addExact(weight, cell.weight());
        } catch (ArithmeticException e) {
            throw new AuditException(
                    "the weights add up to more than " + Long.MAX_VALUE / Cells.MICROS + ": give smaller weights", e);
        }
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

    /** Rows, or 10⁻⁶ of weight. */
    long weight() {
        return weight;
    }

    /** Kish's (Σw)² / Σw²; the rows where they are unweighted, and never more than that. */
    double effectiveRows(boolean weighted) {
        if (!weighted || rows == 0) {
            return rows;
        }
        return Math.min(rows, (double) weight / Cells.MICROS * weight / squaredWeight);
    }

    /** The share of these rows in the trials that they are part of. */
    Proportion of(Count trials, boolean weighted) {
        return new Proportion(weight, trials.weight, trials.effectiveRows(weighted));
    }
}
