package dev.gatehouse.audit.cells;

import dev.gatehouse.audit.plan.AuditException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Training and evaluation rows reduced to counts: all that a check of splits is computed from. The same access rules apply as to
 * {@link DriftCells}.
 *
 * @param cells counts per column, the training rows being the reference; three chunks a sample by the label ({@link
 *     DriftColumns.ByLabel}), one where there is none
 * @param overlap rows that are repeated
 * @param entities null where the plan names none
 * @param times null where the plan names no time
 * @param orders one a feature, in the order of the cells' columns
 */
public record SplitCells(DriftCells cells, Overlap overlap, Entities entities, Times times, List<Order> orders) {

    /** Chunks of a sample that are told apart by the label. */
    public static final int LABEL_CHUNKS = 3;

    /**
     * How often rows repeat within a sample. Rows are equal when they are in all features and the label; missing equals missing.
     * Told by a hash of 64 bits, so that among ten million rows two different ones count as equal with a chance below 10⁻⁵.
     *
     * @param distinct different rows
     * @param single rows that no other row of the sample equals
     * @param pairs different rows of which there are two
     * @param features rows that differ in features
     * @param contradicting labelled rows of which another has the same features and another label
     */
    public record Repeats(long rows, long distinct, long single, long pairs, long features, long contradicting) {
        public Repeats {
            check(
                    single >= 0
                            && pairs >= 0
                            && single + pairs <= distinct
                            && distinct <= rows
                            && features <= distinct
                            && (features > 0) == (rows > 0)
                            && contradicting >= 0
                            && contradicting <= rows,
                    "repeated rows");
        }
    }

    /**
     * What both samples have.
     *
     * @param distinct different ones
     * @param training training rows that are or have one of them
     * @param evaluation evaluation rows likewise
     */
    public record Shared(long distinct, long training, long evaluation) {
        public Shared {
            check(distinct >= 0 && training >= distinct && evaluation >= distinct, "what both samples have");
        }
    }

    /**
     * Rows that both samples hold.
     *
     * @param whole equal in features and label
     * @param features equal in features
     * @param contradicting labelled evaluation rows that equal a training row in features, which has another label
     * @param labelled evaluation rows that have a label
     */
    public record Overlap(
            Repeats training, Repeats evaluation, Shared whole, Shared features, long contradicting, long labelled) {
        public Overlap {
            check(
                    whole.evaluation <= features.evaluation
                            && features.evaluation <= evaluation.rows
                            && features.training <= training.rows
                            && contradicting >= 0
                            && contradicting <= labelled
                            && labelled <= evaluation.rows,
                    "rows of both samples");
        }
    }

    /**
     * What rows are about.
     *
     * @param training different entities
     * @param trainingMissing rows that lack one of the columns, which are in no other count
     */
    public record Entities(
            long training, long trainingMissing, long evaluation, long evaluationMissing, Shared shared) {
        public Entities {
            check(
                    trainingMissing >= 0
                            && evaluationMissing >= 0
                            && shared.distinct <= training
                            && shared.distinct <= evaluation,
                    "entities");
        }
    }

    /**
     * The times of a sample.
     *
     * @param readable rows with a time
     * @param missing rows without one
     * @param unreadable rows with a text that is no time
     * @param first of the readable ones
     * @param last of the readable ones
     * @param outOfOrder of the training rows those after the first evaluation row less the gap, of the evaluation rows those before
     *     the last training row and the gap
     */
    public record Moments(long readable, long missing, long unreadable, Instant first, Instant last, long outOfOrder) {
        public Moments {
            check(
                    readable > 0
                            && missing >= 0
                            && unreadable >= 0
                            && !last.isBefore(first)
                            && outOfOrder >= 0
                            && outOfOrder <= readable,
                    "times");
        }
    }

    /** @param gap that was asked for */
    public record Times(Duration gap, Moments training, Moments evaluation) {}

    /**
     * Whether a feature looks like an identifier or a row number.
     *
     * @param column the feature
     */
    public record Order(String column, OrderSide training, OrderSide evaluation) {}

    /**
     * @param values rows with a value
     * @param distinct whether they are all different; false below two
     * @param whole whether they are whole numbers; false of texts
     * @param row correlation of a number with the place of its row in the data; null of texts, and where it is undefined
     * @param time correlation with the row's time; null likewise, and where there is no time
     */
    public record OrderSide(long values, boolean distinct, boolean whole, Double row, Double time) {
        public OrderSide {
            check(values >= 0 && (row == null || Math.abs(row) <= 1) && (time == null || Math.abs(time) <= 1), "order");
        }
    }

    public SplitCells {
        orders = List.copyOf(orders);
        for (boolean reference : new boolean[] {true, false}) {
            int chunks = cells.chunks(reference).length;
            check(chunks == 1 || chunks == LABEL_CHUNKS, "the chunks are not those of a label");
        }
        check(
                overlap.training.rows == cells.reference().rows()
                        && overlap.evaluation.rows == cells.current().rows(),
                "the rows are not those of the cells");
    }

    /** The cells as JSON, the same bytes for the same counts; see {@link #parse}. */
    public byte[] toJson() {
        return SplitCellsText.write(this);
    }

    /** @throws AuditException when the bytes are not those of {@link #toJson}, or the counts contradict each other */
    public static SplitCells parse(byte[] json) {
        return SplitCellsText.read(json);
    }

    /** {@code sha256:} and the digest of {@link #toJson} in lower-case hex. */
    public String digest() {
        return SplitCellsText.digest(this);
    }

    private static void check(boolean holds, String message) {
        if (!holds) {
            throw new AuditException("not sound cells of splits: " + message);
        }
    }
}
