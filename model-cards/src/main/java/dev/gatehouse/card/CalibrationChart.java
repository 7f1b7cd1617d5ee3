package dev.gatehouse.card;

import java.util.List;

/** Observed rate against predicted score. */
final class CalibrationChart {
    private static final int HEIGHT = 300;
    private static final int LEFT = 52;
    private static final int RIGHT = Charts.WIDTH - 8;
    private static final int TOP = 34;
    private static final int BOTTOM = HEIGHT - 40;

    private CalibrationChart() {}

    static String draw(String title, List<CalibrationBin> bins) {
        Axis x = new Axis(0, 1, 0.2, LEFT, RIGHT);
        Axis y = new Axis(0, 1, 0.2, BOTTOM, TOP);
        Svg svg = new Svg(Charts.WIDTH, HEIGHT, describe(title, bins));
        svg.text(0, 15, 13, true, Svg.INK, "start", Svg.fit(title, Charts.WIDTH, 13));
        for (int i = 0; i <= x.ticks(); i++) {
            svg.line(LEFT, y.at(y.tick(i)), RIGHT, y.at(y.tick(i)), Svg.GRID, 1, null);
            svg.line(x.at(x.tick(i)), TOP, x.at(x.tick(i)), BOTTOM, Svg.GRID, 1, null);
            svg.text(LEFT - 8, y.at(y.tick(i)) + 3.5, 9.5, false, Svg.MUTED, "end", y.tickLabel(i));
            svg.text(x.at(x.tick(i)), BOTTOM + 16, 9.5, false, Svg.MUTED, "middle", x.tickLabel(i));
        }
        svg.text((LEFT + RIGHT) / 2.0, BOTTOM + 33, 10, false, Svg.MUTED, "middle", "mean predicted score");
        svg.line(LEFT, BOTTOM, RIGHT, TOP, Svg.MUTED, 1, "4 3");
        double[] curve = new double[bins.size() * 2];
        for (int i = 0; i < bins.size(); i++) {
            CalibrationBin bin = bins.get(i);
            double px = x.at(bin.predicted().doubleValue());
            double py = y.at(bin.observed().value().doubleValue());
            curve[2 * i] = px;
            curve[2 * i + 1] = py;
            if (bin.observed().lower() != null) {
                double low = y.at(bin.observed().lower().doubleValue());
                double high = bin.observed().upper() == null
                        ? TOP
                        : y.at(bin.observed().upper().doubleValue());
                svg.line(px, low, px, high, Svg.BLUE, 1.4, null);
                svg.line(px - 4, low, px + 4, low, Svg.BLUE, 1.4, null);
                svg.line(px - 4, high, px + 4, high, Svg.BLUE, 1.4, null);
            }
        }
        svg.polyline(Svg.BLUE, 1.6, curve);
        for (int i = 0; i < curve.length; i += 2) {
            svg.circle(curve[i], curve[i + 1], 3.6, Svg.BLUE);
        }
        svg.text(RIGHT, 15, 9.5, false, Svg.MUTED, "end", "dashed: perfect calibration · whiskers: interval");
        return svg.end();
    }

    private static String describe(String title, List<CalibrationBin> bins) {
        StringBuilder text = new StringBuilder(title).append(". ");
        for (CalibrationBin bin : bins) {
            text.append("score ").append(Wording.number(bin.predicted())).append(": observed ");
            text.append(Wording.value(bin.observed(), null)).append("; ");
        }
        return text.toString().strip();
    }
}
