package dev.gatehouse.audit.cells;

import java.nio.file.Path;
import java.util.List;
import java.util.function.ObjDoubleConsumer;

/**
 * Training and evaluation rows, in files, seen by DuckDB behind the same fence as {@link DuckDbRows}. Not for use by several threads
 * at a time.
 */
public final class SplitRows implements AutoCloseable {
    private final SplitColumns what;
    private final DriftRows rows;

    private SplitRows(SplitColumns what, DriftRows rows) {
        this.what = what;
        this.rows = rows;
    }

    /**
     * Opens the files as {@link DriftRows#open} does.
     *
     * @throws dev.gatehouse.audit.plan.AuditException naming the file, and the line or the column, when something is not as it should
     *     be, or a sample lacks the label, the time or a column of the entity
     */
    public static SplitRows open(
            SplitColumns what,
            List<Path> training,
            List<Path> evaluation,
            Limits limits,
            ObjDoubleConsumer<String> progress) {
        return new SplitRows(what, DriftRows.open(what.columns(), training, evaluation, limits, progress));
    }

    /** @throws dev.gatehouse.audit.plan.AuditException when times cannot be read as they should be, or no feature is left */
    public SplitCells cells() {
        SplitCounting counting = new SplitCounting(what, rows);
        return new SplitCells(
                rows.cells(), counting.overlap(), counting.entities(), counting.times(), counting.orders());
    }

    /** The same rows as a drift audit sees them, the training rows being the reference; closed with these. */
    public DriftRows rows() {
        return rows;
    }

    @Override
    public void close() {
        rows.close();
    }
}
