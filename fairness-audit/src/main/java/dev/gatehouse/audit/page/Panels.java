package dev.gatehouse.audit.page;

import dev.gatehouse.audit.page.Svg.Anchor;
import dev.gatehouse.audit.page.Svg.Colour;
import dev.gatehouse.audit.report.AuditReport.Bar;
import dev.gatehouse.audit.report.AuditReport.CalibrationBin;
import java.util.List;
import java.util.Map;

/** Small multiples: a panel a group, three in a row, all on the same axes. */
final class Panels {
    private static final int COLUMNS = 3;
    private static final int PITCH = 220;
    private static final int LEFT = 34;
    private static final int PLOT_WIDTH = 172;
    private static final int HEAD = 26;
    private static final int NAMES = 32;
    private static final double NAME_SIZE = 10.5;
    private static final double SMALL = 9.5;

    private final Svg svg;
    private final int plotHeight;
    private final int panelHeight;

    private Panels(String title, String description, int panels, int plotHeight) {
        this.plotHeight = plotHeight;
        this.panelHeight = NAMES + plotHeight + 34;
        int rows = (panels + COLUMNS - 1) / COLUMNS;
        this.svg = new Svg(AuditCharts.WIDTH, HEAD + rows * panelHeight, title + ". " + description);
        svg.text(0, 15, 13, true, Colour.INK, Anchor.START, Svg.fit(Escape.visible(title), AuditCharts.WIDTH, 13));
    }

    static String calibration(String title, Map<String, List<CalibrationBin>> groups) {
        Panels panels = new Panels(
                title,
                "Observed share of positives against the mean score, by group; the dashed diagonal is perfect calibration. "
                        + String.join("; ", groups.keySet()),
                groups.size(),
                PLOT_WIDTH);
        int at = 0;
        for (Map.Entry<String, List<CalibrationBin>> group : groups.entrySet()) {
            panels.calibrationPanel(at++, group.getKey(), group.getValue());
        }
        return panels.svg.end();
    }

    static String scores(String title, Map<String, List<Bar>> groups) {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        double densest = 0;
        for (List<Bar> bars : groups.values()) {
            double n = bars.stream().mapToLong(Bar::n).sum();
            for (Bar bar : bars) {
                low = Math.min(low, bar.from());
                high = Math.max(high, bar.to());
                densest = Math.max(densest, bar.n() / n);
            }
        }
        Panels panels = new Panels(
                title,
                "Share of each group's rows by score, on the same axes. " + String.join("; ", groups.keySet()),
                groups.size(),
                96);
        int at = 0;
        for (Map.Entry<String, List<Bar>> group : groups.entrySet()) {
            panels.scorePanel(at++, group.getKey(), group.getValue(), low, high, densest);
        }
        return panels.svg.end();
    }

    private void calibrationPanel(int panel, String name, List<CalibrationBin> bins) {
        double left = left(panel);
        double top = top(panel);
        Axis x = new Axis(0, 1, 0.5, left, left + PLOT_WIDTH);
        Axis y = new Axis(0, 1, 0.5, top + plotHeight, top);
        head(panel, name);
        axes(x, y, true);
        svg.line(x.start(), y.start(), x.end(), y.end(), Colour.MUTED, 1, true);
        double[] curve = new double[bins.size() * 2];
        for (int i = 0; i < bins.size(); i++) {
            CalibrationBin bin = bins.get(i);
            double px = x.at(bin.meanScore());
            double py = y.at(bin.observed().value());
            curve[2 * i] = px;
            curve[2 * i + 1] = py;
            Double lower = bin.observed().lower();
            Double upper = bin.observed().upper();
            if (lower != null && upper != null) {
                svg.line(px, y.at(lower), px, y.at(upper), Colour.SERIES, 1.2, false);
            }
        }
        if (bins.size() > 1) {
            svg.polyline(Colour.SERIES, 1.4, curve);
        }
        for (int i = 0; i < curve.length; i += 2) {
            svg.circle(curve[i], curve[i + 1], 2.8, Colour.SERIES);
        }
        foot(panel, "mean score");
    }

    private void scorePanel(int panel, String name, List<Bar> bars, double low, double high, double densest) {
        double left = left(panel);
        double top = top(panel);
        Axis rough = Axis.over(low, high, left, left + PLOT_WIDTH, 3);
        Axis x = new Axis(low, Math.max(high, low + 1e-9), rough.step(), left, left + PLOT_WIDTH);
        Axis y = Axis.over(0, Math.max(densest, 1e-3), top + plotHeight, top, 2);
        head(panel, name);
        for (int i = 0; i <= y.ticks(); i++) {
            svg.line(left, y.at(y.tick(i)), left + PLOT_WIDTH, y.at(y.tick(i)), Colour.GRID, 1, false);
            svg.text(left - 5, y.at(y.tick(i)) + 3, 8.5, false, Colour.MUTED, Anchor.END, percent(y, i));
        }
        double n = bars.stream().mapToLong(Bar::n).sum();
        for (Bar bar : bars) {
            double from = x.at(bar.from());
            double width = Math.max(1, x.at(bar.to()) - from - 0.5);
            double share = bar.n() / n;
            if (bar.n() > 0) {
                svg.rect(from, y.at(share), width, y.at(0) - y.at(share), Colour.SERIES);
            }
        }
        for (int i = 0; i <= rough.ticks(); i++) {
            if (x.holds(rough.tick(i))) {
                double at = x.at(rough.tick(i));
                svg.line(at, y.at(0), at, y.at(0) + 3, Colour.MUTED, 1, false);
                svg.text(at, y.at(0) + 14, 8.5, false, Colour.MUTED, Anchor.MIDDLE, rough.label(i));
            }
        }
        foot(panel, "score");
    }

    private static String percent(Axis y, int tick) {
        double percent = y.tick(tick) * 100;
        return (percent == Math.rint(percent) ? Long.toString(Math.round(percent)) : Wording.number(percent)) + "%";
    }

    private void axes(Axis x, Axis y, boolean labels) {
        for (int i = 0; i <= x.ticks(); i++) {
            double px = x.at(x.tick(i));
            double py = y.at(y.tick(i));
            svg.line(px, y.start(), px, y.end(), Colour.GRID, 1, false);
            svg.line(x.start(), py, x.end(), py, Colour.GRID, 1, false);
            if (labels) {
                svg.text(px, y.start() + 14, 8.5, false, Colour.MUTED, Anchor.MIDDLE, x.label(i));
                svg.text(x.start() - 5, py + 3, 8.5, false, Colour.MUTED, Anchor.END, y.label(i));
            }
        }
    }

    private void head(int panel, String name) {
        List<String> lines = Svg.wrap(name, PLOT_WIDTH, NAME_SIZE, 2);
        double first = top(panel) - 8 - (lines.size() - 1) * 12;
        for (int i = 0; i < lines.size(); i++) {
            svg.text(left(panel), first + i * 12, NAME_SIZE, true, Colour.INK, Anchor.START, lines.get(i));
        }
    }

    private void foot(int panel, String text) {
        double y = top(panel) + plotHeight + 26;
        svg.text(left(panel) + PLOT_WIDTH / 2.0, y, SMALL, false, Colour.MUTED, Anchor.MIDDLE, text);
    }

    private static double left(int panel) {
        return LEFT + panel % COLUMNS * (double) PITCH;
    }

    private double top(int panel) {
        return HEAD + NAMES + panel / COLUMNS * (double) panelHeight;
    }
}
