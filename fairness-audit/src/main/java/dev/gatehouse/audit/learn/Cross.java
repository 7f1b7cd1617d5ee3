package dev.gatehouse.audit.learn;

/**
 * Two features crossed: every combination of their coarse bins is a bin. It lets a linear model see what only a combination
 * gives away.
 */
public record Cross(Feature first, Feature second) {
    public String name() {
        return first.name() + " & " + second.name();
    }

    public int width() {
        return first.coarseWidth() * second.coarseWidth();
    }

    /** The bin of each row. */
    public int[] bins() {
        int[] bins = new int[first.coarse().length];
        for (int row = 0; row < bins.length; row++) {
            bins[row] = first.coarse()[row] * second.coarseWidth() + second.coarse()[row];
        }
        return bins;
    }
}
