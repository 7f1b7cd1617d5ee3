package dev.gatehouse.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a benchmark found, a line each; figures with a limit say whether it is kept. */
final class Figures {
    private final List<String> lines = new ArrayList<>();
    private boolean kept = true;

    /** A figure or remark without a limit, formatted as by {@link String#format}. */
    void say(String format, Object... values) {
        lines.add(String.format(Locale.ROOT, format, values));
    }

    void atLeast(double limit, double value, String what) {
        judge(value >= limit, what, value, "at least", limit);
    }

    void atMost(double limit, double value, String what) {
        judge(value <= limit, what, value, "at most", limit);
    }

    private void judge(boolean met, String what, double value, String bound, double limit) {
        kept &= met;
        say(
                "%-6s %s: %.2f (limit: %s %s)",
                met ? "OK" : "MISSED",
                what,
                value,
                bound,
                limit == Math.rint(limit) ? Long.toString((long) limit) : limit);
    }

    List<String> lines() {
        return List.copyOf(lines);
    }

    /** Whether all limits were kept. */
    boolean kept() {
        return kept;
    }
}
