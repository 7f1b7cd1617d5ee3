package dev.gatehouse.audit.page;

import dev.gatehouse.audit.page.Svg.Anchor;
import dev.gatehouse.audit.page.Svg.Colour;
import dev.gatehouse.audit.report.DriftReport.Bar;
import dev.gatehouse.audit.report.DriftReport.Drift;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A panel a column, two in a row: current values as filled bars, the reference as an outline over them (numbers) or a thin bar beneath
 * (categories). Heights and lengths are shares of the rows with a value.
 */
final class DistributionChart {
    private static final int COLUMNS = 2;
    private static final int PITCH = 332;
    private static final int LEFT = 34;
    private static final int PLOT_WIDTH = 272;
    private static final int PLOT_HEIGHT = 104;
    private static final int HEAD = 44;
    private static final int NAME = 24;
    private static final int FOOT = 26;
    private static final int PANEL = NAME + PLOT_HEIGHT + FOOT;
    private static final double NAME_SIZE = 10.5;
    private static final double SMALL = 8.5;
    /** Most categories of a panel; the rest are one. */
    private static final int MAX_CATEGORIES = 6;

    private static final int CATEGORY_WIDTH = 96;

    private final Svg svg;

    private DistributionChart(String title, List<Drift> drift) {
        int lines = (drift.size() + COLUMNS - 1) / COLUMNS;
        this.svg = new Svg(
                AuditCharts.WIDTH,
                HEAD + lines * PANEL,
                title + ". Share of rows by value, current against reference; the numbers are in the table. "
                        + drift.stream().map(Drift::feature).collect(Collectors.joining("; ")));
        svg.text(0, 15, 13, true, Colour.INK, Anchor.START, Svg.fit(Escape.visible(title), AuditCharts.WIDTH, 13));
        svg.rect(0, 25, 12, 9, Colour.FILL);
        svg.text(17, 33, SMALL + 1, false, Colour.MUTED, Anchor.START, "current");
        svg.line(72, 30, 86, 30, Colour.INK, 1.4, false);
        svg.text(91, 33, SMALL + 1, false, Colour.MUTED, Anchor.START, "reference");
    }

    static String of(String title, List<Drift> drift) {
        DistributionChart chart = new DistributionChart(title, drift);
        for (int i = 0; i < drift.size(); i++) {
            chart.panel(i, drift.get(i));
        }
        return chart.svg.end();
    }

    private void panel(int index, Drift drift) {
        double left = LEFT + index % COLUMNS * (double) PITCH;
        double top = HEAD + NAME + index / COLUMNS * (double) PANEL;
        String name = Svg.fit(Escape.visible(drift.feature()), PLOT_WIDTH - 70, NAME_SIZE);
        svg.text(left, top - 9, NAME_SIZE, true, Colour.INK, Anchor.START, name);
        boolean drifted = Boolean.TRUE.equals(drift.drifted());
        svg.text(
                left + PLOT_WIDTH,
                top - 9,
                SMALL,
                drifted,
                drifted ? Colour.FAIL : Colour.MUTED,
                Anchor.END,
                DriftWords.flag(drift));
        double reference = drift.bars().stream().mapToLong(Bar::reference).sum();
        double current = drift.bars().stream().mapToLong(Bar::current).sum();
        if (drift.bars().get(0).value() == null) {
            numbers(drift.bars(), Math.max(1, reference), Math.max(1, current), left, top);
        } else {
            categories(drift.bars(), Math.max(1, reference), Math.max(1, current), left, top);
        }
    }

    private void numbers(List<Bar> counted, double reference, double current, double left, double top) {
        List<Bar> bars = closed(counted);
        double low = bars.get(0).from();
        double high = bars.get(bars.size() - 1).to();
        double highest = 0;
        for (Bar bar : bars) {
            highest = Math.max(highest, Math.max(bar.reference() / reference, bar.current() / current));
        }
        Axis rough = Axis.over(low, Math.max(high, low), left, left + PLOT_WIDTH, 7);
        Axis x = new Axis(low, high > low ? high : low + rough.step(), rough.step(), left, left + PLOT_WIDTH);
        Axis y = Axis.over(0, Math.max(highest, 1e-3), top + PLOT_HEIGHT, top, 2);
        for (int i = 0; i <= y.ticks(); i++) {
            svg.line(left, y.at(y.tick(i)), left + PLOT_WIDTH, y.at(y.tick(i)), Colour.GRID, 1, false);
            svg.text(left - 4, y.at(y.tick(i)) + 3, SMALL, false, Colour.MUTED, Anchor.END, percent(y.tick(i)));
        }
        double[] outline = new double[4 * bars.size() + 4];
        int at = 0;
        outline[at++] = x.at(low);
        outline[at++] = y.at(0);
        for (int i = 0; i < bars.size(); i++) {
            Bar bar = bars.get(i);
            double from = x.at(bar.from());
            double to = Math.max(
                    from + 1, x.at(i + 1 < bars.size() ? bars.get(i + 1).from() : x.to()));
            if (bar.current() > 0) {
                double share = y.at(bar.current() / current);
                svg.rect(from, share, Math.max(1, to - from - 0.5), y.at(0) - share, Colour.FILL);
            }
            outline[at++] = from;
            outline[at++] = y.at(bar.reference() / reference);
            outline[at++] = to;
            outline[at++] = y.at(bar.reference() / reference);
        }
        outline[at++] = outline[at - 3];
        outline[at] = y.at(0);
        svg.polyline(Colour.INK, 1.2, outline);
        for (int i = 0; i <= rough.ticks(); i++) {
            if (x.holds(rough.tick(i)) && isKnown(counted, rough.tick(i))) {
                double px = x.at(rough.tick(i));
                svg.line(px, y.at(0), px, y.at(0) + 3, Colour.MUTED, 1, false);
                svg.text(px, y.at(0) + 14, SMALL, false, Colour.MUTED, Anchor.MIDDLE, rough.label(i));
            }
        }
    }

    /** Bars whose ends are withheld are drawn as wide as the widest of the others; the axis has no number there. */
    private static List<Bar> closed(List<Bar> bars) {
        int last = bars.size() - 1;
        if (bars.get(0).from() != null && bars.get(last).to() != null) {
            return bars;
        }
        double width = bars.stream()
                .filter(bar -> bar.from() != null && bar.to() != null)
                .mapToDouble(bar -> bar.to() - bar.from())
                .max()
                .orElse(0);
        if (width <= 0 && last > 0) {
            width = bars.get(last).from() - bars.get(0).to();
        }
        width = width > 0 ? width : 1;
        List<Bar> closed = new ArrayList<>();
        for (Bar bar : bars) {
            closed.add(new Bar(
                    bar.from() == null ? Double.valueOf(bar.to() - width) : bar.from(),
                    bar.to() == null ? Double.valueOf(bar.from() + width) : bar.to(),
                    bar.value(),
                    bar.reference(),
                    bar.current()));
        }
        return closed;
    }

    private static boolean isKnown(List<Bar> bars, double value) {
        Bar first = bars.get(0);
        Bar last = bars.get(bars.size() - 1);
        return (first.from() != null || value >= first.to()) && (last.to() != null || value <= last.from());
    }

    private void categories(List<Bar> bars, double reference, double current, double left, double top) {
        List<Bar> drawn = merged(bars);
        double highest = 1e-3;
        for (Bar bar : drawn) {
            highest = Math.max(highest, Math.max(bar.reference() / reference, bar.current() / current));
        }
        double plot = left + CATEGORY_WIDTH;
        Axis x = Axis.over(0, highest, plot, left + PLOT_WIDTH, 3);
        for (int i = 0; i <= x.ticks(); i++) {
            svg.line(x.at(x.tick(i)), top, x.at(x.tick(i)), top + PLOT_HEIGHT, Colour.GRID, 1, false);
            svg.text(
                    x.at(x.tick(i)),
                    top + PLOT_HEIGHT + 14,
                    SMALL,
                    false,
                    Colour.MUTED,
                    Anchor.MIDDLE,
                    percent(x.tick(i)));
        }
        double height = (double) PLOT_HEIGHT / Math.max(3, drawn.size());
        for (int i = 0; i < drawn.size(); i++) {
            Bar bar = drawn.get(i);
            double y = top + i * height;
            String name =
                    Svg.fit(Escape.visible(bar.value().isBlank() ? "(blank)" : bar.value()), CATEGORY_WIDTH - 8, SMALL);
            svg.text(plot - 6, y + height / 2 + 3, SMALL, false, Colour.INK, Anchor.END, name);
            double end = x.at(bar.current() / current);
            svg.rect(plot, y + 2, Math.max(0.5, end - plot), height - 4, Colour.FILL);
            double mark = x.at(bar.reference() / reference);
            svg.line(mark, y + 1, mark, y + height - 1, Colour.INK, 1.6, false);
            svg.line(plot, y + height / 2, mark, y + height / 2, Colour.INK, 0.8, false);
        }
    }

    /** The largest, and the rest as one. */
    private static List<Bar> merged(List<Bar> bars) {
        if (bars.size() <= MAX_CATEGORIES) {
            return bars;
        }
        List<Bar> ordered = bars.stream()
                .sorted(Comparator.comparingLong((Bar bar) -> -Math.max(bar.reference(), bar.current())))
                .toList();
        List<Bar> drawn = new ArrayList<>(ordered.subList(0, MAX_CATEGORIES - 1));
        List<Bar> rest = ordered.subList(MAX_CATEGORIES - 1, ordered.size());
        drawn.add(new Bar(
                null,
                null,
                rest.size() + " more",
                rest.stream().mapToLong(Bar::reference).sum(),
                rest.stream().mapToLong(Bar::current).sum()));
        return drawn;
    }

    private static String percent(double share) {
        double percent = share * 100;
        return (Math.abs(percent - Math.rint(percent)) < 1e-9
                        ? Long.toString(Math.round(percent))
                        : Wording.number(percent))
                + "%";
    }
}
