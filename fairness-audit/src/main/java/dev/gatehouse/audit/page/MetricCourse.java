package dev.gatehouse.audit.page;

import dev.gatehouse.audit.page.Svg.Anchor;
import dev.gatehouse.audit.page.Svg.Colour;
import java.util.List;
import java.util.stream.Collectors;

/** A panel a metric, two in a row: its value in each chunk with its interval, the band that is usual, and an estimate dashed. */
final class MetricCourse {
    private static final int COLUMNS = 2;
    private static final int PITCH = 332;
    private static final int LEFT = 40;
    private static final int PLOT_WIDTH = 280;
    private static final int PLOT_HEIGHT = 104;
    private static final int HEAD = 26;
    private static final int NAME = 24;
    private static final int PANEL = NAME + PLOT_HEIGHT + 30;
    private static final double NAME_SIZE = 10.5;
    private static final double SMALL = 8.5;
    private static final int MANY = 60;

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
        int lines = (courses.size() + COLUMNS - 1) / COLUMNS;
        this.svg = new Svg(
                AuditCharts.WIDTH,
                HEAD + lines * PANEL,
                title
                        + ". By chunk; grey points are chunks of the reference, blue points current chunks, red squares alerts,"
                        + " bars intervals; the shaded band is what the reference's chunks vary by, the dashed line an"
                        + " estimate without labels. "
                        + courses.stream().map(MetricCourse::described).collect(Collectors.joining("; ")));
        svg.text(0, 15, 13, true, Colour.INK, Anchor.START, Svg.fit(Escape.visible(title), AuditCharts.WIDTH, 13));
    }

    static String of(String title, List<Course> courses) {
        MetricCourse chart = new MetricCourse(title, courses);
        for (int i = 0; i < courses.size(); i++) {
            chart.panel(i, courses.get(i));
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

    private void panel(int index, Course course) {
        double left = LEFT + index % COLUMNS * (double) PITCH;
        double top = HEAD + NAME + index / COLUMNS * (double) PANEL;
        double bottom = top + PLOT_HEIGHT;
        Axis y = axis(course, bottom, top);
        svg.text(
                left,
                top - 9,
                NAME_SIZE,
                true,
                Colour.INK,
                Anchor.START,
                Svg.fit(Escape.visible(course.name()), PLOT_WIDTH - 70, NAME_SIZE));
        long alerts = course.marks().stream().filter(Mark::alert).count();
        if (course.from() != null) {
            svg.text(
                    left + PLOT_WIDTH,
                    top - 9,
                    SMALL,
                    alerts > 0,
                    alerts > 0 ? Colour.FAIL : Colour.MUTED,
                    Anchor.END,
                    alerts == 0 ? "no alert" : alerts + (alerts == 1 ? " alert" : " alerts"));
            svg.rect(left, y.at(course.to()), PLOT_WIDTH, y.at(course.from()) - y.at(course.to()), Colour.BAND);
        }
        for (int i = 0; i <= y.ticks(); i++) {
            svg.line(left, y.at(y.tick(i)), left + PLOT_WIDTH, y.at(y.tick(i)), Colour.GRID, 1, false);
            svg.text(left - 5, y.at(y.tick(i)) + 3, SMALL, false, Colour.MUTED, Anchor.END, y.label(i) + course.unit());
        }
        if (course.from() != null) {
            svg.line(left, y.at(course.from()), left + PLOT_WIDTH, y.at(course.from()), Colour.PASS, 1, true);
            svg.line(left, y.at(course.to()), left + PLOT_WIDTH, y.at(course.to()), Colour.PASS, 1, true);
        }
        boundary(course, left, y);
        estimates(course, left, y);
        marks(course, left, y);
        ends(course.marks(), left, bottom);
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

    private void boundary(Course course, double left, Axis y) {
        int first = 0;
        while (first < course.marks().size() && course.marks().get(first).reference()) {
            first++;
        }
        if (first > 0 && first < course.marks().size()) {
            int size = course.marks().size();
            double between = (x(first - 1, size, left) + x(first, size, left)) / 2;
            svg.line(between, y.start(), between, y.end(), Colour.MUTED, 1, true);
        }
    }

    /** Pieces of line between neighbours, dashed, with a small cross at each. */
    private void estimates(Course course, double left, Axis y) {
        int size = course.marks().size();
        for (int i = 0; i < size; i++) {
            Double each = course.marks().get(i).estimate();
            if (each == null) {
                continue;
            }
            double px = x(i, size, left);
            double py = y.at(each);
            Double next = i + 1 < size ? course.marks().get(i + 1).estimate() : null;
            if (next != null) {
                svg.line(px, py, x(i + 1, size, left), y.at(next), Colour.WARN, 1.3, true);
            }
            svg.line(px - 2.5, py, px + 2.5, py, Colour.WARN, 1.3, false);
            svg.line(px, py - 2.5, px, py + 2.5, Colour.WARN, 1.3, false);
        }
    }

    private void marks(Course course, double left, Axis y) {
        int size = course.marks().size();
        double radius = size > MANY ? 1.6 : 2.8;
        for (int i = 0; i < size; i++) {
            Mark mark = course.marks().get(i);
            if (mark.value() == null) {
                continue;
            }
            double px = x(i, size, left);
            double py = y.at(mark.value());
            Colour colour = mark.reference() ? Colour.MUTED : Colour.SERIES;
            Mark before = i == 0 ? null : course.marks().get(i - 1);
            if (before != null && before.value() != null && before.reference() == mark.reference()) {
                svg.line(x(i - 1, size, left), y.at(before.value()), px, py, colour, 1.2, false);
            }
            if (mark.lower() != null && mark.upper() != null) {
                svg.line(px, y.at(mark.lower()), px, y.at(mark.upper()), colour, 1, false);
            }
            if (mark.alert()) {
                svg.rect(px - radius - 0.6, py - radius - 0.6, 2 * radius + 1.2, 2 * radius + 1.2, Colour.FAIL);
            } else {
                svg.circle(px, py, radius, colour);
            }
        }
    }

    private void ends(List<Mark> marks, double left, double bottom) {
        double half = PLOT_WIDTH / 2.0 - 4;
        svg.text(left, bottom + 13, SMALL, false, Colour.MUTED, Anchor.START, shown(marks.get(0), half));
        if (marks.size() > 1) {
            svg.text(
                    left + PLOT_WIDTH,
                    bottom + 13,
                    SMALL,
                    false,
                    Colour.MUTED,
                    Anchor.END,
                    shown(marks.get(marks.size() - 1), half));
        }
    }

    private static String shown(Mark mark, double room) {
        return Svg.fit(Escape.visible((mark.reference() ? "reference " : "") + mark.label()), room, SMALL);
    }

    private static double x(int chunk, int chunks, double left) {
        return chunks == 1 ? left + PLOT_WIDTH / 2.0 : left + 6 + chunk * (PLOT_WIDTH - 12.0) / (chunks - 1);
    }
}
