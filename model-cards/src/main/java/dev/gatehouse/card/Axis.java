package dev.gatehouse.card;

import java.math.BigDecimal;

/** A linear axis from a value range to pixels, with ticks at 1, 2 or 5 times a power of ten. */
record Axis(double from, double to, double step, double left, double right) {

    /** An axis over at least [low, high], widened to whole ticks. */
    static Axis over(double low, double high, double left, double right, int ticks) {
        double span = Math.max(high - low, 1e-6);
        double power = Math.pow(10, Math.floor(Math.log10(span / ticks)));
        double raw = span / ticks / power;
        double step = power * (raw <= 1 ? 1 : raw <= 2 ? 2 : raw <= 5 ? 5 : 10);
        return new Axis(Math.floor(low / step + 1e-9) * step, Math.ceil(high / step - 1e-9) * step, step, left, right);
    }

    int ticks() {
        return (int) Math.round((to - from) / step);
    }

    double tick(int i) {
        return from + i * step;
    }

    String tickLabel(int i) {
        int places = step >= 1 ? 0 : (int) Math.max(1, Math.ceil(-Math.log10(step) - 1e-9));
        BigDecimal shown = Estimate.decimal(tick(i)).setScale(places, java.math.RoundingMode.HALF_EVEN);
        return (shown.signum() == 0 ? shown.abs() : shown).toPlainString().replace('-', '−');
    }

    boolean holds(double value) {
        return value >= from - 1e-9 && value <= to + 1e-9;
    }

    /** The pixel of a value; beyond the ends it is the end's. */
    double at(double value) {
        double clamped = Math.max(from, Math.min(to, value));
        return left + (clamped - from) / (to - from) * (right - left);
    }
}
