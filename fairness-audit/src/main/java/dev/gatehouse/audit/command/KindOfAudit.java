package dev.gatehouse.audit.command;

import dev.gatehouse.audit.Progress;
import dev.gatehouse.audit.cells.Limits;
import dev.gatehouse.audit.plan.AuditException;
import dev.gatehouse.audit.report.Verdict;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/** A plan with its files, whatever its kind. */
interface KindOfAudit {
    /**
     * What the command writes and shows.
     *
     * @param verdict null for none
     * @param report its JSON
     * @param html its page
     * @param cells the counts that it was computed from, as JSON
     * @param text for a terminal of a width in columns, and whether that shows more than ASCII
     * @param statistics of the reference, as JSON; null where there are none to give away
     */
    record Outcome(
            Verdict verdict,
            byte[] report,
            Supplier<String> html,
            Supplier<byte[]> cells,
            BiFunction<Integer, Boolean, String> text,
            Supplier<byte[]> statistics) {
        Outcome(
                Verdict verdict,
                byte[] report,
                Supplier<String> html,
                Supplier<byte[]> cells,
                BiFunction<Integer, Boolean, String> text) {
            this(verdict, report, html, cells, text, null);
        }
    }

    /** @throws AuditException when the plan or an option names no files */
    List<Path> files();

    /** Reads the rows. */
    Outcome run(Progress progress, Limits limits);

    /** Computes from counts that were stored. */
    Outcome recompute(byte[] cells);
}
