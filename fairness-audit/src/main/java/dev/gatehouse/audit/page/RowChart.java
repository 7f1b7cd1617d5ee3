package dev.gatehouse.audit.page;

import dev.gatehouse.audit.page.Svg.Anchor;
import dev.gatehouse.audit.page.Svg.Colour;
import dev.gatehouse.audit.report.AuditReport.Judgement;
import dev.gatehouse.audit.report.Estimate;
import dev.gatehouse.audit.report.Verdict;
import java.util.ArrayList;
import java.util.List;

/**
 * A row each: name, point with whiskers, numbers, remark. Each has a column of its own, and what is said about lines stands in a band
 * above the plot, so that no word can lie on another.
 */
final class RowChart {
    private static final int NAME_WIDTH = 172;
    private static final int PLOT_LEFT = 188;
    private static final int PLOT_RIGHT = 424;
    private static final int VALUE_LEFT = 442;
    private static final int INTERVAL_LEFT = 490;
    private static final int REMARK_RIGHT = AuditCharts.WIDTH - 2;
    private static final double NAME_SIZE = 10.5;
    private static final double SMALL = 9.5;
    private static final int HEAD = 58;
    private static final int ROW = 24;
    private static final int TWO_LINE_ROW = 32;
    private static final int FOOT = 24;
    private static final double BAR = 11;
    private static final int TICKS = 4;

    private static final double MAX_RATIO = 2;

    private final List<Row> rows;
    private final List<List<String>> names = new ArrayList<>();
    private final List<Double> tops = new ArrayList<>();
    private final int bottom;
    private final Axis axis;
    private final Svg svg;
    /** Whether a value is a bar from 0 rather than a point. */
    private final boolean bars;

    /**
     * @param verdict null for none; told by the point's shape too
     * @param floor what chance alone may show, marked by a small bracket; null for none
     */
    record Row(String name, Estimate estimate, Judgement limit, Verdict verdict, String remark, Double floor) {
        Row(String name, Estimate estimate, Judgement limit, Verdict verdict, String remark) {
            this(name, estimate, limit, verdict, remark, null);
        }
    }

    /** What comparisons are drawn on: where no difference lies, and the least that the axis shows. */
    enum Scale {
        RATIO(1, 0.7, 1.2),
        DIFFERENCE(0, -0.1, 0.1),
        DISTANCE(0, 0, 0.1);

        private final double even;
        private final double low;
        private final double high;

        Scale(double even, double low, double high) {
            this.even = even;
            this.low = low;
            this.high = high;
        }
    }

    /** A value to mark through all rows; {@code label} stands above the plot. */
    record Line(double at, String label) {}

    private RowChart(String title, List<Row> rows, double low, double high, String remarks) {
        this(title, rows, low, high, "value (interval)", remarks, false);
    }

    private RowChart(
            String title, List<Row> rows, double low, double high, String values, String remarks, boolean bars) {
        this.rows = rows;
        this.bars = bars;
        double top = HEAD;
        for (Row row : rows) {
            List<String> lines = Svg.wrap(row.name(), NAME_WIDTH, NAME_SIZE, 2);
            names.add(lines);
            tops.add(top);
            top += lines.size() > 1 ? TWO_LINE_ROW : ROW;
        }
        this.bottom = (int) top;
        this.axis = Axis.over(low, high, PLOT_LEFT, PLOT_RIGHT, TICKS);
        this.svg = new Svg(AuditCharts.WIDTH, bottom + FOOT, described(title, rows));
        svg.text(0, 15, 13, true, Colour.INK, Anchor.START, Svg.fit(Escape.visible(title), AuditCharts.WIDTH, 13));
        svg.text(VALUE_LEFT, HEAD - 8, SMALL, false, Colour.MUTED, Anchor.START, values);
        svg.text(REMARK_RIGHT, HEAD - 8, SMALL, false, Colour.MUTED, Anchor.END, remarks);
    }

    /** Values with intervals; {@code line} may be null. */
    static String rates(String title, List<Row> rows, Line line) {
        return rates(title, rows, line, "rows");
    }

    /** @param remarks what stands above the remarks */
    static String rates(String title, List<Row> rows, Line line, String remarks) {
        double low = line == null ? Double.POSITIVE_INFINITY : line.at();
        double high = line == null ? Double.NEGATIVE_INFINITY : line.at();
        for (Row row : rows) {
            low = Math.min(low, low(row.estimate(), low));
            high = Math.max(high, high(row.estimate(), high));
        }
        if (!Double.isFinite(low) || !Double.isFinite(high)) {
            low = 0;
            high = 1;
        }
        // Rates start at 0, so that twice as far is twice as often; scores of 600 and the like do not.
        boolean fromZero = low >= 0 && high <= 1;
        RowChart chart = new RowChart(title, rows, fromZero ? 0 : low, high, remarks);
        chart.grid();
        if (line != null) {
            chart.mark(line.at(), line.label(), Colour.MUTED);
        }
        return chart.drawn();
    }

    /**
     * Ratios or differences with intervals against the line of no difference and the band that the limit allows.
     *
     * @param scale what is compared
     * @param limit null for none
     */
    static String comparisons(String title, List<Row> rows, Scale scale, Judgement limit) {
        double low = scale.low;
        double high = scale.high;
        if (limit != null) {
            low = limit.min() == null ? low : Math.min(low, limit.min().doubleValue());
            high = limit.max() == null ? high : Math.max(high, limit.max().doubleValue());
        }
        for (Row row : rows) {
            low = Math.min(low, low(row.estimate(), low));
            high = Math.max(high, high(row.estimate(), high));
            high = row.floor() == null ? high : Math.max(high, row.floor());
        }
        // A ratio far from 1 runs off the plot and ends in an arrow: the scale stays readable near 1.
        RowChart chart =
                new RowChart(title, rows, low, scale == Scale.RATIO ? Math.min(high, MAX_RATIO) : high, "verdict");
        if (limit != null) {
            chart.band(limit);
        }
        chart.grid();
        double x = chart.axis.at(scale.even);
        chart.svg.line(x, HEAD, x, chart.bottom, Colour.MUTED, 1, false);
        if (limit != null) {
            String label = "allowed: " + Wording.limit(limit);
            if (limit.min() != null) {
                chart.mark(limit.min().doubleValue(), label, Colour.FAIL);
            }
            if (limit.max() != null) {
                chart.mark(limit.max().doubleValue(), limit.min() == null ? label : null, Colour.FAIL);
            }
        }
        return chart.drawn();
    }

    /**
     * Amounts as bars from 0, to either side, with their intervals where they have one.
     *
     * @param values what stands above the numbers
     */
    static String amounts(String title, List<Row> rows, String values) {
        double low = 0;
        double high = 0;
        for (Row row : rows) {
            low = Math.min(low, low(row.estimate(), low));
            high = Math.max(high, high(row.estimate(), high));
        }
        RowChart chart = new RowChart(title, rows, low, high, values, "", true);
        chart.grid();
        double zero = chart.axis.at(0);
        chart.svg.line(zero, HEAD, zero, chart.bottom, Colour.MUTED, 1, false);
        return chart.drawn();
    }

    private void band(Judgement limit) {
        double from = limit.min() == null ? axis.start() : axis.at(limit.min().doubleValue());
        double to = limit.max() == null ? axis.end() : axis.at(limit.max().doubleValue());
        svg.rect(from, HEAD, to - from, bottom - HEAD, Colour.BAND);
    }

    private void grid() {
        for (int i = 0; i <= axis.ticks(); i++) {
            double x = axis.at(axis.tick(i));
            svg.line(x, HEAD, x, bottom, Colour.GRID, 1, false);
            svg.text(x, bottom + 15, SMALL, false, Colour.MUTED, Anchor.MIDDLE, axis.label(i));
        }
        for (int i = 0; i < rows.size(); i++) {
            svg.line(0, tops.get(i), AuditCharts.WIDTH, tops.get(i), Colour.GRID, 0.5, false);
        }
    }

    /** A dashed line; its label is kept left of the numbers' column. */
    private void mark(double at, String label, Colour colour) {
        double x = axis.at(at);
        svg.line(x, HEAD - 4, x, bottom, colour, 1.2, true);
        if (label != null) {
            double room = VALUE_LEFT - 12;
            String shown = Svg.fit(label, room, SMALL);
            double half = Svg.width(shown, SMALL) / 2;
            double centre = Math.max(half, Math.min(x, room - half));
            svg.text(centre, HEAD - 8, SMALL, true, colour, Anchor.MIDDLE, shown);
        }
    }

    private String drawn() {
        for (int i = 0; i < rows.size(); i++) {
            Row row = rows.get(i);
            List<String> name = names.get(i);
            double height = name.size() > 1 ? TWO_LINE_ROW : ROW;
            double y = tops.get(i) + height / 2;
            for (int line = 0; line < name.size(); line++) {
                double baseline = y + 3.5 + (line - (name.size() - 1) / 2.0) * 12.5;
                svg.text(NAME_WIDTH, baseline, NAME_SIZE, false, Colour.INK, Anchor.END, name.get(line));
            }
            estimate(row, y);
        }
        return svg.end();
    }

    private void estimate(Row row, double y) {
        Estimate estimate = row.estimate();
        Colour colour = colour(row.verdict());
        if (estimate.value() == null) {
            svg.text(PLOT_LEFT + 6, y + 3.5, SMALL, false, Colour.MUTED, Anchor.START, "undefined: see the table");
        } else {
            if (bars) {
                double zero = axis.at(0);
                double end = axis.at(estimate.value());
                svg.rect(Math.min(zero, end), y - BAR / 2, Math.abs(end - zero), BAR, Colour.FILL);
            }
            if (row.floor() != null) {
                double floor = axis.at(row.floor());
                svg.line(floor, y - 7, floor, y + 7, Colour.INK, 1.2, false);
                svg.line(floor - 4, y - 7, floor, y - 7, Colour.INK, 1.2, false);
                svg.line(floor - 4, y + 7, floor, y + 7, Colour.INK, 1.2, false);
            }
            whisker(estimate, y, colour);
            if (!bars || estimate.lower() != null || estimate.upper() != null) {
                point(estimate.value(), y, row.verdict(), colour);
            }
            String value = Wording.number(estimate.value(), row.limit());
            String interval = Wording.interval(estimate, null);
            svg.text(VALUE_LEFT, y + 3.5, NAME_SIZE, true, Colour.INK, Anchor.START, value);
            double from = Math.max(INTERVAL_LEFT, VALUE_LEFT + Svg.width(value, NAME_SIZE) + 8);
            double room = REMARK_RIGHT - 8 - Svg.width(row.remark(), SMALL) - from;
            if (!interval.isEmpty() && Svg.width(interval, 9) <= room) {
                svg.text(from, y + 3.5, 9, false, Colour.MUTED, Anchor.START, interval);
            }
        }
        boolean judged = row.verdict() != null;
        svg.text(REMARK_RIGHT, y + 3.5, SMALL, judged, judged ? colour : Colour.MUTED, Anchor.END, row.remark());
    }

    private void whisker(Estimate estimate, double y, Colour colour) {
        if (estimate.lower() == null && estimate.upper() == null) {
            return;
        }
        boolean openLow = estimate.lower() == null || !axis.holds(estimate.lower());
        boolean openHigh = estimate.upper() == null || !axis.holds(estimate.upper());
        double from = openLow ? axis.start() : axis.at(estimate.lower());
        double to = openHigh ? axis.end() : axis.at(estimate.upper());
        svg.line(from, y, to, y, colour, 1.6, false);
        if (openLow) {
            svg.polygon(colour, from - 6, y, from + 1, y - 4, from + 1, y + 4);
        } else {
            svg.line(from, y - 4, from, y + 4, colour, 1.6, false);
        }
        if (openHigh) {
            svg.polygon(colour, to + 6, y, to - 1, y - 4, to - 1, y + 4);
        } else {
            svg.line(to, y - 4, to, y + 4, colour, 1.6, false);
        }
    }

    /** Circle: pass or no verdict; square: fail; diamond: insufficient. */
    private void point(double value, double y, Verdict verdict, Colour colour) {
        if (!axis.holds(value)) {
            return;
        }
        double x = axis.at(value);
        if (verdict == Verdict.FAIL) {
            svg.rect(x - 4, y - 4, 8, 8, colour);
        } else if (verdict == Verdict.INSUFFICIENT) {
            svg.polygon(colour, x, y - 5.5, x + 5.5, y, x, y + 5.5, x - 5.5, y);
        } else {
            svg.circle(x, y, 4.5, colour);
        }
    }

    private static Colour colour(Verdict verdict) {
        if (verdict == null) {
            return Colour.SERIES;
        }
        return switch (verdict) {
            case PASS -> Colour.PASS;
            case FAIL -> Colour.FAIL;
            case INSUFFICIENT -> Colour.WARN;
        };
    }

    private static double low(Estimate estimate, double otherwise) {
        if (estimate.value() == null) {
            return otherwise;
        }
        return estimate.lower() == null ? estimate.value() : Math.min(estimate.value(), estimate.lower());
    }

    private static double high(Estimate estimate, double otherwise) {
        if (estimate.value() == null) {
            return otherwise;
        }
        return estimate.upper() == null ? estimate.value() : Math.max(estimate.value(), estimate.upper());
    }

    /** All that the drawing says, with names in full. */
    private static String described(String title, List<Row> rows) {
        StringBuilder text = new StringBuilder(title).append(". ");
        for (Row row : rows) {
            String interval = Wording.interval(row.estimate(), row.limit());
            text.append(row.name()).append(": ").append(Wording.value(row.estimate(), row.limit()));
            text.append(interval.isEmpty() ? "" : " (" + interval + ")");
            text.append(
                    row.verdict() == null
                            ? ""
                            : ", " + Wording.verdict(row.verdict()).toLowerCase(java.util.Locale.ROOT));
            text.append("; ");
        }
        return text.toString().strip();
    }
}
