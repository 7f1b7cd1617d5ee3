package dev.gatehouse.audit.page;

import dev.gatehouse.audit.page.CoursePanels.Panel;
import dev.gatehouse.audit.page.Svg.Colour;
import java.util.List;
import java.util.stream.Collectors;

/** A panel a metric, two in a row: its value in each chunk with its interval, the band that is usual, and an estimate dashed. */
final class MetricCourse {
    private static final int PLOT_HEIGHT = 104;

    private final CoursePanels panels;
    private final Svg svg;

    /**
     * One chunk.
     *
     * @param value null where there is no evidence
     * @param lower null for no interval
     * @param estimate without labels; null for none
     */
    record Mark(
            String label,
            boolean reference,
            Double value,
            Double lower,
            Double upper,
            boolean alert,
            Double estimate) {}

    /**
     * One metric.
     *
     * @param from the band's lower end; null for no band
     * @param unit behind the numbers of the axis
     */
    record Course(String name, List<Mark> marks, Double from, Double to, String unit) {}

    private MetricCourse(String title, List<Course> courses) {
        this.panels = new CoursePanels(
                title,
                ". By chunk; grey points are chunks of the reference, blue points current chunks, red squares alerts,"
                        + " bars intervals; the shaded band is what the reference's chunks vary by, the dashed line an"
                        + " estimate without labels. "
                        + courses.stream().map(MetricCourse::described).collect(Collectors.joining("; ")),
                courses.size(),
                PLOT_HEIGHT);
        this.svg = panels.svg;
    }

    static String of(String title, List<Course> courses) {
        MetricCourse chart = new MetricCourse(title, courses);
        for (int i = 0; i < courses.size(); i++) {
            chart.draw(i, courses.get(i));
        }
        return chart.svg.end();
    }

    private static String described(Course course) {
        List<Mark> known =
                course.marks().stream().filter(mark -> mark.value() != null).toList();
        String values = known.isEmpty()
                ? "no chunk with evidence"
                : "from "
                        + Wording.number(
                                known.stream().mapToDouble(Mark::value).min().orElseThrow()) + " to "
                        + Wording.number(
                                known.stream().mapToDouble(Mark::value).max().orElseThrow());
        List<Mark> alerts = course.marks().stream().filter(Mark::alert).toList();
        return course.name() + ": " + values
                + (alerts.isEmpty()
                        ? ""
                        : ", alerts in "
                                + alerts.stream()
                                        .map(mark -> mark.label() + " (" + Wording.number(mark.value()) + ")")
                                        .collect(Collectors.joining(", ")));
    }

    private void draw(int index, Course course) {
        List<Mark> marks = course.marks();
        Panel panel = panels.panel(index, marks.size());
        Axis y = axis(course, panel.bottom, panel.top);
        panel.name(course.name(), 70);
        if (course.from() != null) {
            panel.alerts(marks.stream().filter(Mark::alert).count(), "no alert");
            double height = y.at(course.from()) - y.at(course.to());
            svg.rect(panel.left, y.at(course.to()), CoursePanels.PLOT_WIDTH, height, Colour.BAND);
        }
        panel.grid(y, course.unit());
        if (course.from() != null) {
            svg.line(panel.left, y.at(course.from()), panel.right, y.at(course.from()), Colour.PASS, 1, true);
            svg.line(panel.left, y.at(course.to()), panel.right, y.at(course.to()), Colour.PASS, 1, true);
        }
        panel.boundary((int) marks.stream().takeWhile(Mark::reference).count(), y);
        estimates(marks, panel, y);
        marks(marks, panel, y);
        panel.ends(label(marks.get(0)), label(marks.get(marks.size() - 1)));
    }

    private static Axis axis(Course course, double bottom, double top) {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (Mark mark : course.marks()) {
            for (Double each : mark.value() == null
                    ? new Double[] {mark.estimate()}
                    : new Double[] {mark.value(), mark.lower(), mark.upper(), mark.estimate()}) {
                low = each == null ? low : Math.min(low, each);
                high = each == null ? high : Math.max(high, each);
            }
        }
        for (Double each : new Double[] {course.from(), course.to()}) {
            low = each == null ? low : Math.min(low, each);
            high = each == null ? high : Math.max(high, each);
        }
        double room = Math.max((high - low) * 0.06, 1e-4);
        return Axis.over(low >= 0 ? Math.max(0, low - room) : low - room, high + room, bottom, top, 3);
    }

    /** Pieces of line between neighbours, dashed, with a small cross at each. */
    private void estimates(List<Mark> marks, Panel panel, Axis y) {
        for (int i = 0; i < marks.size(); i++) {
            Double each = marks.get(i).estimate();
            if (each == null) {
                continue;
            }
            double px = panel.x(i);
            double py = y.at(each);
            Double next = i + 1 < marks.size() ? marks.get(i + 1).estimate() : null;
            if (next != null) {
                svg.line(px, py, panel.x(i + 1), y.at(next), Colour.WARN, 1.3, true);
            }
            svg.line(px - 2.5, py, px + 2.5, py, Colour.WARN, 1.3, false);
            svg.line(px, py - 2.5, px, py + 2.5, Colour.WARN, 1.3, false);
        }
    }

    private void marks(List<Mark> marks, Panel panel, Axis y) {
        for (int i = 0; i < marks.size(); i++) {
            Mark mark = marks.get(i);
            if (mark.value() == null) {
                continue;
            }
            double px = panel.x(i);
            double py = y.at(mark.value());
            Colour colour = mark.reference() ? Colour.MUTED : Colour.SERIES;
            Mark before = i == 0 ? null : marks.get(i - 1);
            if (before != null && before.value() != null && before.reference() == mark.reference()) {
                svg.line(panel.x(i - 1), y.at(before.value()), px, py, colour, 1.2, false);
            }
            if (mark.lower() != null && mark.upper() != null) {
                svg.line(px, y.at(mark.lower()), px, y.at(mark.upper()), colour, 1, false);
            }
            panel.point(px, py, mark.alert(), colour);
        }
    }

    private static String label(Mark mark) {
        return CoursePanels.label(mark.label(), mark.reference());
    }
}
