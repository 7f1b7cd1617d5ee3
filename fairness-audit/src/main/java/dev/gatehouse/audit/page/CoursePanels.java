package dev.gatehouse.audit.page;

import dev.gatehouse.audit.page.Svg.Anchor;
import dev.gatehouse.audit.page.Svg.Colour;

/** Panels of one course over chunks each, two in a row: where things stand, and the parts that every course has. */
final class CoursePanels {
    static final int PLOT_WIDTH = 280;

    private static final int COLUMNS = 2;
    private static final int PITCH = 332;
    private static final int LEFT = 40;
    private static final int HEAD = 26;
    private static final int NAME = 24;
    private static final int FOOT = 30;
    private static final double NAME_SIZE = 10.5;
    private static final double SMALL = 8.5;
    /** With more chunks than this, points are small. */
    private static final int MANY = 60;

    final Svg svg;
    private final int plotHeight;

    /** @param description of the whole chart, for those who do not see it; the title goes before it */
    CoursePanels(String title, String description, int panels, int plotHeight) {
        this.plotHeight = plotHeight;
        int lines = (panels + COLUMNS - 1) / COLUMNS;
        this.svg = new Svg(AuditCharts.WIDTH, HEAD + lines * height(), title + description);
        svg.text(0, 15, 13, true, Colour.INK, Anchor.START, Svg.fit(Escape.visible(title), AuditCharts.WIDTH, 13));
    }

    private int height() {
        return NAME + plotHeight + FOOT;
    }

    Panel panel(int index, int chunks) {
        double top = HEAD + NAME + index / COLUMNS * (double) height();
        return new Panel(LEFT + index % COLUMNS * (double) PITCH, top, top + plotHeight, chunks);
    }

    /** One panel, in the units of the chart. */
    final class Panel {
        final double left;
        final double right;
        final double top;
        final double bottom;
        private final int chunks;

        private Panel(double left, double top, double bottom, int chunks) {
            this.left = left;
            this.right = left + PLOT_WIDTH;
            this.top = top;
            this.bottom = bottom;
            this.chunks = chunks;
        }

        /** Where a chunk stands, the first being 0. */
        double x(int chunk) {
            return chunks == 1 ? left + PLOT_WIDTH / 2.0 : left + 6 + chunk * (PLOT_WIDTH - 12.0) / (chunks - 1);
        }

        /** @param beside how much room is kept beside the name */
        void name(String name, int beside) {
            String fitted = Svg.fit(Escape.visible(name), PLOT_WIDTH - beside, NAME_SIZE);
            svg.text(left, top - 9, NAME_SIZE, true, Colour.INK, Anchor.START, fitted);
        }

        void alerts(long alerts, String none) {
            svg.text(
                    right,
                    top - 9,
                    SMALL,
                    alerts > 0,
                    alerts > 0 ? Colour.FAIL : Colour.MUTED,
                    Anchor.END,
                    alerts == 0 ? none : alerts + (alerts == 1 ? " alert" : " alerts"));
        }

        /** @param unit behind the numbers of the axis */
        void grid(Axis y, String unit) {
            for (int i = 0; i <= y.ticks(); i++) {
                svg.line(left, y.at(y.tick(i)), right, y.at(y.tick(i)), Colour.GRID, 1, false);
                svg.text(left - 5, y.at(y.tick(i)) + 3, SMALL, false, Colour.MUTED, Anchor.END, y.label(i) + unit);
            }
        }

        /** The line between the reference and the current chunks. */
        void boundary(int references, Axis y) {
            if (references > 0 && references < chunks) {
                double between = (x(references - 1) + x(references)) / 2;
                svg.line(between, y.start(), between, y.end(), Colour.MUTED, 1, true);
            }
        }

        void point(double px, double py, boolean alert, Colour colour) {
            double radius = chunks > MANY ? 1.6 : 2.8;
            if (alert) {
                svg.rect(px - radius - 0.6, py - radius - 0.6, 2 * radius + 1.2, 2 * radius + 1.2, Colour.FAIL);
            } else {
                svg.circle(px, py, radius, colour);
            }
        }

        /** What the first and the last chunk are called. */
        void ends(String first, String last) {
            svg.text(left, bottom + 13, SMALL, false, Colour.MUTED, Anchor.START, shown(first));
            if (chunks > 1) {
                svg.text(right, bottom + 13, SMALL, false, Colour.MUTED, Anchor.END, shown(last));
            }
        }

        private String shown(String label) {
            return Svg.fit(Escape.visible(label), PLOT_WIDTH / 2.0 - 4, SMALL);
        }
    }

    static String label(String chunk, boolean reference) {
        return (reference ? "reference " : "") + chunk;
    }
}
