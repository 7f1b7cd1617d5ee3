package dev.gatehouse.audit.page;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * A linear axis from values to pixels, with ticks at 1, 2 or 5 times a power of ten.
 *
 * @param from value at the first pixel
 * @param to value at the last pixel
 * @param step between ticks
 * @param start first pixel
 * @param end last pixel; may lie before {@code start}, as on an axis that points up
 */
record Axis(double from, double to, double step, double start, double end) {
    private static final double SMALLEST_SPAN = 1e-6;

    /** An axis over at least [low, high], widened to whole ticks. */
    static Axis over(double low, double high, double start, double end, int ticks) {
        double span = Math.max(high - low, Math.max(SMALLEST_SPAN, Math.abs(high) * 1e-9));
        double power = Math.pow(10, Math.floor(Math.log10(span / ticks)));
        double raw = span / ticks / power;
        double step = power * (raw <= 1.000001 ? 1 : raw <= 2.000001 ? 2 : raw <= 5.000001 ? 5 : 10);
        double from = Math.floor(low / step + 1e-9) * step;
        return new Axis(from, Math.max(from + step, Math.ceil(high / step - 1e-9) * step), step, start, end);
    }

    int ticks() {
        return (int) Math.round((to - from) / step);
    }

    double tick(int i) {
        return from + i * step;
    }

    String label(int i) {
        int places = (int) Math.max(step < 1 ? 1 : 0, Math.ceil(-Math.log10(step) - 1e-9));
        if (Math.abs(to) >= 1e7 || Math.abs(from) >= 1e7) {
            return Wording.scientific(tick(i));
        }
        BigDecimal shown = BigDecimal.valueOf(tick(i)).setScale(places, RoundingMode.HALF_EVEN);
        return (shown.signum() == 0 ? shown.abs() : shown).toPlainString().replace('-', '−');
    }

    boolean holds(double value) {
        return value >= from - step * 1e-9 && value <= to + step * 1e-9;
    }

    /** The pixel of a value; beyond the ends it is the end's. */
    double at(double value) {
        double clamped = Math.max(from, Math.min(to, value));
        return start + (clamped - from) / (to - from) * (end - start);
    }
}
