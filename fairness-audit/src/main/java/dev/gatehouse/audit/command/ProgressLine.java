package dev.gatehouse.audit.command;

import dev.gatehouse.audit.Progress;
import java.io.PrintWriter;
import java.util.function.LongSupplier;

/** One line on the standard error that tells how far the audit is; it appears when the audit takes longer than a moment. */
final class ProgressLine implements Progress, AutoCloseable {
    static final long FIRST_AFTER_NANOS = 1_000_000_000L;
    static final long PAUSE_NANOS = 200_000_000L;

    private final PrintWriter err;
    private final LongSupplier nanos;
    private final long begin;
    private long next;
    private int shown;

    /** @param nanos a clock that only ever goes on, in nanoseconds */
    ProgressLine(PrintWriter err, LongSupplier nanos) {
        this.err = err;
        this.nanos = nanos;
        this.begin = nanos.getAsLong();
        this.next = begin + FIRST_AFTER_NANOS;
    }

    @Override
    public void at(String stage, double share) {
        long now = nanos.getAsLong();
        if (now - next < 0) {
            return;
        }
        next = now + PAUSE_NANOS;
        String done = Double.isNaN(share) ? "" : " " + (int) (share * 100) + " %";
        write(told(stage) + done + " (" + (now - begin) / 1_000_000_000L + " s)");
    }

    private static String told(String stage) {
        return switch (stage) {
            case "digest" -> "Taking the digest of the data";
            case "convert" -> "Reading the data";
            case "survey" -> "Looking at the values";
            case "count" -> "Counting the rows";
            case "compare" -> "Comparing the samples";
            case "classifier" -> "Training the classifier";
            case "evaluate" -> "Computing the metrics";
            default -> stage;
        };
    }

    /** Takes the line away. */
    @Override
    public void close() {
        if (shown > 0) {
            write("");
            err.print('\r');
            err.flush();
        }
    }

    private void write(String text) {
        err.print('\r' + text + " ".repeat(Math.max(0, shown - text.length())));
        err.flush();
        shown = text.length();
    }
}
