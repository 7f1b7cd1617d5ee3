package dev.gatehouse.audit.page;

import dev.gatehouse.audit.page.Svg.Anchor;
import dev.gatehouse.audit.page.Svg.Colour;
import dev.gatehouse.audit.report.DriftReport.Chunk;
import dev.gatehouse.audit.report.DriftReport.Drift;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A panel a column, two in a row: its distance from the whole reference, chunk by chunk, under the limit of the reference's spread. */
final class CourseChart {
    private static final int COLUMNS = 2;
    private static final int PITCH = 332;
    private static final int LEFT = 40;
    private static final int PLOT_WIDTH = 280;
    private static final int PLOT_HEIGHT = 92;
    private static final int HEAD = 26;
    private static final int NAME = 24;
    private static final int FOOT = 30;
    private static final int PANEL = NAME + PLOT_HEIGHT + FOOT;
    private static final double NAME_SIZE = 10.5;
    private static final double SMALL = 8.5;

    private final Svg svg;

    private CourseChart(String title, List<Drift> drift) {
        int lines = (drift.size() + COLUMNS - 1) / COLUMNS;
        this.svg = new Svg(
                AuditCharts.WIDTH,
                HEAD + lines * PANEL,
                title
                        + ". Distance from the whole reference by chunk; circles are chunks of the reference, filled points current"
                        + " chunks, squares alerts; the shaded band ends at the limit. "
                        + drift.stream().map(CourseChart::described).collect(Collectors.joining("; ")));
        svg.text(0, 15, 13, true, Colour.INK, Anchor.START, Svg.fit(Escape.visible(title), AuditCharts.WIDTH, 13));
    }

    static String of(String title, List<Drift> drift) {
        CourseChart chart = new CourseChart(title, drift);
        for (int i = 0; i < drift.size(); i++) {
            chart.panel(i, drift.get(i));
        }
        return chart.svg.end();
    }

    private static String described(Drift drift) {
        List<Chunk> alerts = drift.chunks().stream().filter(Chunk::alert).toList();
        return drift.feature() + ": "
                + (alerts.isEmpty()
                        ? drift.chunks().stream().allMatch(each -> each.upperLimit() == null)
                                ? "no limit known"
                                : "no alert"
                        : alerts.size()
                                + (alerts.size() == 1 ? " alert: " : " alerts: ")
                                + alerts.stream()
                                        .map(each -> each.label() + " " + Wording.number(each.statistic()))
                                        .collect(Collectors.joining(", ")));
    }

    private void panel(int index, Drift drift) {
        List<Chunk> chunks = drift.chunks();
        double left = LEFT + index % COLUMNS * (double) PITCH;
        double top = HEAD + NAME + index / COLUMNS * (double) PANEL;
        double bottom = top + PLOT_HEIGHT;
        double highest = 0;
        Double upper = null;
        for (Chunk chunk : chunks) {
            highest = chunk.statistic() == null ? highest : Math.max(highest, chunk.statistic());
            upper = chunk.upperLimit() == null ? upper : chunk.upperLimit();
        }
        highest = upper == null ? highest : Math.max(highest, upper);
        Axis y = Axis.over(0, Math.max(highest * 1.02, 1e-3), bottom, top, 2);
        String name = Svg.fit(Escape.visible(drift.feature()), PLOT_WIDTH - 90, NAME_SIZE);
        svg.text(left, top - 9, NAME_SIZE, true, Colour.INK, Anchor.START, name);
        long alerts = chunks.stream().filter(Chunk::alert).count();
        svg.text(
                left + PLOT_WIDTH,
                top - 9,
                SMALL,
                alerts > 0,
                alerts > 0 ? Colour.FAIL : Colour.MUTED,
                Anchor.END,
                alerts == 0
                        ? upper == null ? "no limit known" : "no alert"
                        : alerts + (alerts == 1 ? " alert" : " alerts"));
        if (upper != null) {
            svg.rect(left, y.at(upper), PLOT_WIDTH, bottom - y.at(upper), Colour.BAND);
        }
        for (int i = 0; i <= y.ticks(); i++) {
            svg.line(left, y.at(y.tick(i)), left + PLOT_WIDTH, y.at(y.tick(i)), Colour.GRID, 1, false);
            svg.text(left - 5, y.at(y.tick(i)) + 3, SMALL, false, Colour.MUTED, Anchor.END, y.label(i));
        }
        if (upper != null) {
            svg.line(left, y.at(upper), left + PLOT_WIDTH, y.at(upper), Colour.FAIL, 1.1, true);
        }
        line(chunks, left, y);
        ends(chunks, left, bottom);
    }

    private void line(List<Chunk> chunks, double left, Axis y) {
        List<double[]> run = new ArrayList<>();
        for (int i = 0; i <= chunks.size(); i++) {
            Chunk chunk = i < chunks.size() ? chunks.get(i) : null;
            boolean joins = chunk != null
                    && chunk.statistic() != null
                    && (run.isEmpty() || chunks.get(i - 1).reference() == chunk.reference());
            if (!joins) {
                if (run.size() > 1) {
                    svg.polyline(
                            Colour.SERIES,
                            1.2,
                            run.stream()
                                    .flatMapToDouble(java.util.Arrays::stream)
                                    .toArray());
                }
                run.clear();
            }
            if (chunk != null && chunk.statistic() != null) {
                run.add(new double[] {x(i, chunks.size(), left), y.at(chunk.statistic())});
            }
        }
        int firstCurrent = 0;
        while (firstCurrent < chunks.size() && chunks.get(firstCurrent).reference()) {
            firstCurrent++;
        }
        if (firstCurrent > 0 && firstCurrent < chunks.size()) {
            double between = (x(firstCurrent - 1, chunks.size(), left) + x(firstCurrent, chunks.size(), left)) / 2;
            svg.line(between, y.start(), between, y.end(), Colour.MUTED, 1, true);
        }
        double radius = chunks.size() > 60 ? 1.6 : 2.8;
        for (int i = 0; i < chunks.size(); i++) {
            Chunk chunk = chunks.get(i);
            if (chunk.statistic() == null) {
                continue;
            }
            double px = x(i, chunks.size(), left);
            double py = y.at(chunk.statistic());
            if (chunk.alert()) {
                svg.rect(px - radius - 0.6, py - radius - 0.6, 2 * radius + 1.2, 2 * radius + 1.2, Colour.FAIL);
            } else {
                svg.circle(px, py, radius, chunk.reference() ? Colour.MUTED : Colour.SERIES);
            }
        }
    }

    private void ends(List<Chunk> chunks, double left, double bottom) {
        Chunk first = chunks.get(0);
        Chunk last = chunks.get(chunks.size() - 1);
        double half = PLOT_WIDTH / 2.0 - 4;
        svg.text(left, bottom + 13, SMALL, false, Colour.MUTED, Anchor.START, shown(first, half));
        if (chunks.size() > 1) {
            svg.text(left + PLOT_WIDTH, bottom + 13, SMALL, false, Colour.MUTED, Anchor.END, shown(last, half));
        }
    }

    private static String shown(Chunk chunk, double room) {
        return Svg.fit(Escape.visible((chunk.reference() ? "reference " : "") + chunk.label()), room, SMALL);
    }

    private static double x(int chunk, int chunks, double left) {
        return chunks == 1 ? left + PLOT_WIDTH / 2.0 : left + 6 + chunk * (PLOT_WIDTH - 12.0) / (chunks - 1);
    }
}
