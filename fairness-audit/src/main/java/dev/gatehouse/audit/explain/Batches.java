package dev.gatehouse.audit.explain;

import dev.gatehouse.audit.explain.ModelExplainer.Model;
import java.util.Arrays;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleConsumer;

/** Scores rows that are made on the way, a batch at a time, so that memory does not grow with their number. */
final class Batches {
    /** Rows of one call to the model. */
    static final int ROWS = 1_024;

    private final Model model;
    private final float[][] room;
    private final BooleanSupplier mustStop;
    private final DoubleConsumer progress;
    private final double planned;
    private long done;

    /** Fills a row to be scored. */
    interface Filling {
        /**
         * @param index which one
         * @param row to be filled in every place
         */
        void fill(int index, float[] row);
    }

    /** Thrown when the caller wants no more. */
    static final class Stopped extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private Stopped() {
            super("stopped", null, false, false);
        }
    }

    /**
     * @param width columns of the model's input
     * @param planned rows that will be scored in all
     * @param progress told the share of them that is done
     * @param mustStop asked before each batch
     */
    Batches(Model model, int width, double planned, DoubleConsumer progress, BooleanSupplier mustStop) {
        this.model = model;
        this.room = new float[ROWS][width];
        this.planned = planned;
        this.progress = progress;
        this.mustStop = mustStop;
    }

    /** The scores of n rows, in their order. */
    float[] scores(int n, Filling filling) {
        float[] scores = new float[n];
        for (int from = 0; from < n; from += ROWS) {
            if (mustStop.getAsBoolean()) {
                throw new Stopped();
            }
            int size = Math.min(ROWS, n - from);
            for (int i = 0; i < size; i++) {
                filling.fill(from + i, room[i]);
            }
            float[] some = model.score(size == ROWS ? room : Arrays.copyOf(room, size));
            System.arraycopy(some, 0, scores, from, size);
            done += size;
            progress.accept(Math.min(1, done / planned));
        }
        return scores;
    }
}
