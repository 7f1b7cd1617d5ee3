package dev.gatehouse.card;

import java.math.BigDecimal;
import java.util.List;

/** One row a group: name, plot, numbers, remark, each in a column of its own. */
final class RowChart {
    private static final int NAME_RIGHT = 168;
    private static final int PLOT_LEFT = 180;
    private static final int PLOT_RIGHT = 430;
    private static final int VALUE_LEFT = 446;
    private static final int MARK_LEFT = NAME_RIGHT + 8;
    private static final int MARK_RIGHT = VALUE_LEFT - 10;
    private static final int REMARK_RIGHT = Charts.WIDTH - 2;
    private static final int HEAD = 54;
    private static final int ROW = 24;
    private static final int FOOT = 26;
    /** A ratio beyond this runs off the plot and ends in an arrow: the scale must stay readable near 1. */
    private static final double MAX_RATIO = 2;

    private static final String VALUE = "value (interval)";
    private static final String RAISES = "#a9c3da";
    private static final String LOWERS = "#e3c9a4";

    private final Svg svg;
    private final Axis axis;
    private final List<Row> rows;
    private final int bottom;

    /** @param remark what stands in the last column */
    record Row(String name, Estimate estimate, Limit limit, Verdict verdict, String remark) {}

    private RowChart(String title, List<Row> rows, double low, double high, String value, String remark) {
        this(title, "", rows, low, high, value, remark);
    }

    private RowChart(
            String title, String against, List<Row> rows, double low, double high, String value, String remark) {
        this.rows = rows.subList(0, Math.min(rows.size(), Charts.MAX_ROWS));
        this.bottom = HEAD + this.rows.size() * ROW;
        this.axis = Axis.over(low, high, PLOT_LEFT, PLOT_RIGHT, 5);
        this.svg = new Svg(
                Charts.WIDTH, bottom + FOOT, describe(against.isEmpty() ? title : title + ", " + against, this.rows));
        if (!against.isEmpty()) {
            svg.text(NAME_RIGHT, 40, 9.5, false, Svg.MUTED, "end", Svg.fit(against, NAME_RIGHT, 9.5));
        }
        svg.text(0, 15, 13, true, Svg.INK, "start", Svg.fit(title, Charts.WIDTH, 13));
        svg.text(VALUE_LEFT, 40, 9.5, false, Svg.MUTED, "start", value);
        svg.text(REMARK_RIGHT, 40, 9.5, false, Svg.MUTED, "end", remark);
    }

    static String bars(String title, List<Row> rows, Charts.Mark limit) {
        double high =
                rows.stream().mapToDouble(row -> high(row.estimate(), 0)).max().orElse(1);
        RowChart chart =
                new RowChart(title, rows, 0, Math.max(high, limit == null ? 0.1 : number(limit.at())), VALUE, "rows");
        chart.grid();
        for (int i = 0; i < chart.rows.size(); i++) {
            Estimate estimate = chart.rows.get(i).estimate();
            if (estimate.value() != null) {
                double y = chart.middle(i);
                chart.svg.rect(PLOT_LEFT, y - 7, chart.axis.at(number(estimate.value())) - PLOT_LEFT, 14, RAISES);
            }
        }
        if (limit != null) {
            chart.mark(limit.at(), limit.label(), Svg.FAIL);
        }
        return chart.rowsAndEnd(Svg.BLUE);
    }

    /** Percentages as bars from 0 to 100. */
    static String shares(String title, List<Row> rows) {
        RowChart chart = new RowChart(title, rows, 0, 100, "percent", "answered");
        chart.grid();
        for (int i = 0; i < chart.rows.size(); i++) {
            double to = chart.axis.at(number(chart.rows.get(i).estimate().value()));
            chart.svg.rect(PLOT_LEFT, chart.middle(i) - 7, to - PLOT_LEFT, 14, RAISES);
        }
        return chart.rowsAndEnd(Svg.BLUE);
    }

    /** Bars from zero to either side, with intervals where there are any. */
    static String diverging(String title, List<Row> rows, String value, String remark) {
        double low = 0;
        double high = 0;
        for (Row row : rows) {
            low = Math.min(low, low(row.estimate(), low));
            high = Math.max(high, high(row.estimate(), high));
        }
        RowChart chart = new RowChart(title, rows, low, low < high ? high : 1, value, remark);
        chart.grid();
        double zero = chart.axis.at(0);
        for (int i = 0; i < chart.rows.size(); i++) {
            Estimate estimate = chart.rows.get(i).estimate();
            if (estimate.value() != null) {
                double end = chart.axis.at(number(estimate.value()));
                String tint = estimate.value().signum() < 0 ? LOWERS : RAISES;
                chart.svg.rect(Math.min(zero, end), chart.middle(i) - 7, Math.abs(end - zero), 14, tint);
            }
        }
        chart.svg.line(zero, HEAD, zero, chart.bottom, Svg.MUTED, 1, null);
        return chart.rowsAndEnd(Svg.BLUE);
    }

    /** @param against whom all rows are compared with; empty where they differ */
    static String forest(String title, String against, Comparison.Kind kind, List<Row> rows, Limit limit) {
        boolean ratio = kind == Comparison.Kind.RATIO;
        double low = ratio ? 0.7 : -0.1;
        double high = ratio ? 1.2 : 0.1;
        for (Row row : rows) {
            low = Math.min(low, low(row.estimate(), low));
            high = Math.max(high, high(row.estimate(), high));
        }
        RowChart chart =
                new RowChart(title, against, rows, low, ratio ? Math.min(high, MAX_RATIO) : high, VALUE, "verdict");
        chart.grid();
        double even = chart.axis.at(ratio ? 1 : 0);
        chart.svg.line(even, HEAD, even, chart.bottom, Svg.MUTED, 1, null);
        if (limit != null) {
            String label = "limit: " + Wording.limit(limit);
            if (limit.atLeast() != null) {
                chart.mark(limit.atLeast(), label, Svg.FAIL);
            }
            if (limit.atMost() != null) {
                chart.mark(limit.atMost(), limit.atLeast() == null ? label : null, Svg.FAIL);
            }
        }
        return chart.rowsAndEnd(null);
    }

    /** A remark cut to the room that a number without an interval leaves in its row. */
    static String remark(BigDecimal number, String remark) {
        double taken = VALUE_LEFT + Svg.width(Wording.number(number), 10.5) + 8;
        return Svg.fit(remark, REMARK_RIGHT - taken, 9.5);
    }

    private void grid() {
        for (int i = 0; i <= axis.ticks(); i++) {
            double x = axis.at(axis.tick(i));
            svg.line(x, HEAD, x, bottom, Svg.GRID, 1, null);
            svg.text(x, bottom + 15, 9.5, false, Svg.MUTED, "middle", axis.tickLabel(i));
        }
        for (int i = 1; i < rows.size(); i++) {
            double y = HEAD + i * (double) ROW;
            svg.line(0, y, Charts.WIDTH, y, "#eef1f5", 1, null);
        }
    }

    /** A dashed line through all rows with its label in the band above the plot, kept inside the plot's width. */
    private void mark(BigDecimal at, String label, String colour) {
        double x = axis.at(number(at));
        svg.line(x, HEAD - 8, x, bottom, colour, 1.2, "4 3");
        if (label != null) {
            String shown = Svg.fit(label, MARK_RIGHT - MARK_LEFT, 9.5);
            double half = Svg.width(shown, 9.5) / 2;
            double centre = Math.max(MARK_LEFT + half, Math.min(x, MARK_RIGHT - half));
            svg.text(centre, 40, 9.5, true, colour, "middle", shown);
        }
    }

    private String rowsAndEnd(String colour) {
        for (int i = 0; i < rows.size(); i++) {
            Row row = rows.get(i);
            double y = middle(i);
            svg.text(NAME_RIGHT, y + 3.5, 10.5, false, Svg.INK, "end", Svg.fit(row.name(), NAME_RIGHT, 10.5));
            Estimate estimate = row.estimate();
            String tint = colour == null ? colour(row.verdict()) : colour;
            if (estimate.value() == null) {
                svg.text(PLOT_LEFT + 6, y + 3.5, 9.5, false, Svg.MUTED, "start", "undefined");
                svg.text(VALUE_LEFT, y + 3.5, 9.5, false, Svg.MUTED, "start", "see table");
            } else {
                whisker(estimate, y, tint);
                if (colour == null || estimate.lower() != null) {
                    point(number(estimate.value()), y, row.verdict(), tint);
                }
                value(row, y);
            }
            boolean plain = row.verdict() == null;
            svg.text(REMARK_RIGHT, y + 3.5, plain ? 9.5 : 8.5, !plain, plain ? Svg.MUTED : tint, "end", row.remark());
        }
        return svg.end();
    }

    private void value(Row row, double y) {
        String number = Wording.number(row.estimate().value(), row.limit());
        svg.text(VALUE_LEFT, y + 3.5, 10.5, true, Svg.INK, "start", number);
        if (row.estimate().lower() != null) {
            double from = Math.max(VALUE_LEFT + 50, VALUE_LEFT + Svg.width(number, 10.5) + 6);
            String interval = Svg.fit(Wording.interval(row.estimate(), null), REMARK_RIGHT - from, 9);
            svg.text(from, y + 3.5, 9, false, Svg.MUTED, "start", interval);
        }
    }

    private void whisker(Estimate estimate, double y, String colour) {
        if (estimate.lower() == null) {
            return;
        }
        double from = axis.at(number(estimate.lower()));
        boolean open = estimate.upper() == null || !axis.holds(number(estimate.upper()));
        double to = open ? axis.right() : axis.at(number(estimate.upper()));
        svg.line(from, y, to, y, colour, 1.6, null);
        svg.line(from, y - 4, from, y + 4, colour, 1.6, null);
        if (open) {
            svg.polygon(colour, to + 6, y, to - 1, y - 4, to - 1, y + 4);
        } else {
            svg.line(to, y - 4, to, y + 4, colour, 1.6, null);
        }
    }

    /** Circle: pass or no verdict; square: fail; diamond: insufficient. */
    private void point(double value, double y, Verdict verdict, String colour) {
        double x = axis.at(value);
        if (verdict == Verdict.FAIL) {
            svg.rect(x - 4, y - 4, 8, 8, colour);
        } else if (verdict == Verdict.INSUFFICIENT) {
            svg.polygon(colour, x, y - 5.5, x + 5.5, y, x, y + 5.5, x - 5.5, y);
        } else {
            svg.circle(x, y, 4.5, colour);
        }
    }

    private double middle(int row) {
        return HEAD + row * (double) ROW + ROW / 2.0;
    }

    private static String colour(Verdict verdict) {
        if (verdict == null) {
            return Svg.BLUE;
        }
        return verdict == Verdict.PASS ? Svg.PASS : verdict == Verdict.FAIL ? Svg.FAIL : Svg.WARN;
    }

    private static double low(Estimate estimate, double fallback) {
        return estimate.value() == null
                ? fallback
                : number(estimate.lower() == null ? estimate.value() : estimate.lower());
    }

    private static double high(Estimate estimate, double fallback) {
        return estimate.value() == null
                ? fallback
                : number(estimate.upper() == null ? estimate.value() : estimate.upper());
    }

    private static double number(BigDecimal value) {
        return value.doubleValue();
    }

    private static String describe(String title, List<Row> rows) {
        StringBuilder text = new StringBuilder(title).append(". ");
        for (Row row : rows) {
            text.append(row.name()).append(": ").append(Wording.value(row.estimate(), row.limit()));
            if (row.estimate().lower() != null) {
                text.append(", interval ").append(Wording.interval(row.estimate(), row.limit()));
            }
            text.append(row.verdict() == null ? "" : ", " + Wording.verdict(row.verdict()))
                    .append("; ");
        }
        return text.toString().strip();
    }
}
