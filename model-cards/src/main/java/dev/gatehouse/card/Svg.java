package dev.gatehouse.card;

import java.util.Locale;

/** Writes one SVG drawing with presentation attributes only: a style sheet would not reach it in the PDF. */
final class Svg {
    static final String INK = "#1b2430";
    static final String MUTED = "#5a6573";
    static final String GRID = "#e1e6ec";
    static final String BLUE = "#2d5f8b";
    static final String PASS = "#1e7a4c";
    static final String WARN = "#9a5b00";
    static final String FAIL = "#b3261e";

    private final StringBuilder out = new StringBuilder(4_000);

    /**
     * Starts a drawing.
     *
     * @param description what the drawing shows, for readers who do not see it
     */
    Svg(int width, int height, String description) {
        String alt = Markup.escape(description);
        out.append(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%1$d\" height=\"%2$d\" viewBox=\"0 0 %1$d %2$d\" role=\"img\" "
                        + "alt=\"%3$s\" aria-label=\"%3$s\" font-family=\"Inter, 'DejaVu Sans', sans-serif\">",
                width,
                height,
                alt));
        out.append("<title>").append(alt).append("</title>");
    }

    Svg line(double x1, double y1, double x2, double y2, String stroke, double width, String dashes) {
        out.append("<line x1=\"" + n(x1) + "\" y1=\"" + n(y1) + "\" x2=\"" + n(x2) + "\" y2=\"" + n(y2)
                        + "\" stroke=\"")
                .append(stroke + "\" stroke-width=\"" + n(width) + "\"")
                .append(dashes == null ? "/>" : " stroke-dasharray=\"" + dashes + "\"/>");
        return this;
    }

    Svg rect(double x, double y, double width, double height, String fill) {
        out.append("<rect x=\"" + n(x) + "\" y=\"" + n(y) + "\" width=\"" + n(width) + "\" height=\"" + n(height))
                .append("\" fill=\"" + fill + "\"/>");
        return this;
    }

    /** A closed shape through the points x1,y1 x2,y2 … */
    Svg polygon(String fill, double... points) {
        out.append("<polygon points=\"" + points(points) + "\" fill=\"" + fill + "\"/>");
        return this;
    }

    Svg polyline(String stroke, double width, double... points) {
        out.append("<polyline points=\"" + points(points) + "\" fill=\"none\" stroke=\"" + stroke
                        + "\" stroke-width=\"")
                .append(n(width) + "\"/>");
        return this;
    }

    Svg circle(double x, double y, double radius, String fill) {
        out.append("<circle cx=\"" + n(x) + "\" cy=\"" + n(y) + "\" r=\"" + n(radius) + "\" fill=\"" + fill + "\"/>");
        return this;
    }

    /** A text; {@code anchor} is start, middle or end. */
    Svg text(double x, double y, double size, boolean bold, String fill, String anchor, String text) {
        out.append("<text x=\"" + n(x) + "\" y=\"" + n(y) + "\" font-size=\"" + n(size) + "\" fill=\"" + fill + "\"")
                .append(" text-anchor=\"" + anchor + "\"" + (bold ? " font-weight=\"bold\"" : "") + ">")
                .append(Markup.escape(text))
                .append("</text>");
        return this;
    }

    String end() {
        return out.append("</svg>").toString();
    }

    private static String points(double... points) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < points.length; i += 2) {
            text.append(i == 0 ? "" : " ").append(n(points[i])).append(',').append(n(points[i + 1]));
        }
        return text.toString();
    }

    /** A coordinate to a hundredth of a pixel: the same text on every Java version. */
    private static String n(double coordinate) {
        long hundredths = Math.round(coordinate * 100);
        String sign = hundredths < 0 ? "-" : "";
        long whole = Math.abs(hundredths);
        return whole % 100 == 0
                ? sign + whole / 100
                : sign + whole / 100 + "." + (whole % 100 < 10 ? "0" : "") + whole % 100;
    }

    /** A text cut to a width, estimated generously: no font is at hand when a page is drawn. */
    static String fit(String text, double width, double size) {
        double used = 0;
        int[] points = text.codePoints().toArray();
        for (int i = 0; i < points.length; i++) {
            used += size * advance(points[i]);
            if (used > width) {
                return new String(points, 0, Math.max(1, i - 1)) + "…";
            }
        }
        return text;
    }

    static double width(String text, double size) {
        return text.codePoints().mapToDouble(Svg::advance).sum() * size;
    }

    private static double advance(int c) {
        if (c > 0x2E80) {
            return 1.1;
        }
        if ("iIjl.,:;|'!() ".indexOf(c) >= 0) {
            return 0.34;
        }
        if ("WM@%—".indexOf(c) >= 0) {
            return 1.1;
        }
        return Character.isUpperCase(c) || c == 'm' || c == 'w' || c == '…' ? 0.9 : 0.63;
    }
}
