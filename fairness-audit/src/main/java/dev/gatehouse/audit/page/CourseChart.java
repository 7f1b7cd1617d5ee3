package dev.gatehouse.audit.page;

import dev.gatehouse.audit.page.CoursePanels.Panel;
import dev.gatehouse.audit.page.Svg.Colour;
import dev.gatehouse.audit.report.DriftReport.Chunk;
import dev.gatehouse.audit.report.DriftReport.Drift;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** A panel a column, two in a row: its distance from the whole reference, chunk by chunk, under the limit of the reference's spread. */
final class CourseChart {
    private static final int PLOT_HEIGHT = 92;

    private final CoursePanels panels;
    private final Svg svg;

    private CourseChart(String title, List<Drift> drift) {
        this.panels = new CoursePanels(
                title,
                ". Distance from the whole reference by chunk; circles are chunks of the reference, filled points current"
                        + " chunks, squares alerts; the shaded band ends at the limit. "
                        + drift.stream().map(CourseChart::described).collect(Collectors.joining("; ")),
                drift.size(),
                PLOT_HEIGHT);
        this.svg = panels.svg;
    }

    static String of(String title, List<Drift> drift) {
        CourseChart chart = new CourseChart(title, drift);
        for (int i = 0; i < drift.size(); i++) {
            chart.draw(i, drift.get(i));
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

    private void draw(int index, Drift drift) {
        List<Chunk> chunks = drift.chunks();
        Panel panel = panels.panel(index, chunks.size());
        double highest = 0;
        Double upper = null;
        for (Chunk chunk : chunks) {
            highest = chunk.statistic() == null ? highest : Math.max(highest, chunk.statistic());
            upper = chunk.upperLimit() == null ? upper : chunk.upperLimit();
        }
        highest = upper == null ? highest : Math.max(highest, upper);
        Axis y = Axis.over(0, Math.max(highest * 1.02, 1e-3), panel.bottom, panel.top, 2);
        panel.name(drift.feature(), 90);
        panel.alerts(chunks.stream().filter(Chunk::alert).count(), upper == null ? "no limit known" : "no alert");
        if (upper != null) {
            svg.rect(panel.left, y.at(upper), CoursePanels.PLOT_WIDTH, panel.bottom - y.at(upper), Colour.BAND);
        }
        panel.grid(y, "");
        if (upper != null) {
            svg.line(panel.left, y.at(upper), panel.right, y.at(upper), Colour.FAIL, 1.1, true);
        }
        line(chunks, panel, y);
        panel.boundary((int) chunks.stream().takeWhile(Chunk::reference).count(), y);
        points(chunks, panel, y);
        panel.ends(label(chunks.get(0)), label(chunks.get(chunks.size() - 1)));
    }

    private void line(List<Chunk> chunks, Panel panel, Axis y) {
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
                            run.stream().flatMapToDouble(Arrays::stream).toArray());
                }
                run.clear();
            }
            if (chunk != null && chunk.statistic() != null) {
                run.add(new double[] {panel.x(i), y.at(chunk.statistic())});
            }
        }
    }

    private static void points(List<Chunk> chunks, Panel panel, Axis y) {
        for (int i = 0; i < chunks.size(); i++) {
            Chunk chunk = chunks.get(i);
            if (chunk.statistic() != null) {
                Colour colour = chunk.reference() ? Colour.MUTED : Colour.SERIES;
                panel.point(panel.x(i), y.at(chunk.statistic()), chunk.alert(), colour);
            }
        }
    }

    private static String label(Chunk chunk) {
        return CoursePanels.label(chunk.label(), chunk.reference());
    }
}
