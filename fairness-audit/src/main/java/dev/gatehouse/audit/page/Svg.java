package dev.gatehouse.audit.page;

import java.util.ArrayList;
import java.util.List;

/**
 * Writes one SVG drawing out of lines, rectangles, circles, polygons and texts, coloured by attributes, so that it looks the same on
 * a page without a style sheet and in a PDF. Each element also has its colour's name as class, by which a page can recolour it.
 */
final class Svg {
    /** What a colour is for; on white, each text colour has a contrast of 4.5 to 1 or more, each mark 3 to 1. */
    enum Colour {
        INK("#1b2430"),
        MUTED("#5a6573"),
        GRID("#dde3ea"),
        SERIES("#2d5f8b"),
        FILL("#a9c3da"),
        BAND("#e4f1e8"),
        PASS("#1e7a4c"),
        WARN("#8a5200"),
        FAIL("#b3261e");

        private final String hex;

        Colour(String hex) {
            this.hex = hex;
        }

        private String attributes(String paint) {
            return " " + paint + "=\"" + hex + "\" class=\"chart-" + name().toLowerCase(java.util.Locale.ROOT) + "\"";
        }
    }

    /** Where a text stands relative to its x. */
    enum Anchor {
        START("start"),
        MIDDLE("middle"),
        END("end");

        private final String word;

        Anchor(String word) {
            this.word = word;
        }
    }

    private final StringBuilder out = new StringBuilder(4_000);

    /**
     * Starts a drawing.
     *
     * @param width in CSS pixels
     * @param height in CSS pixels
     * @param description what it shows, for readers who do not see it
     */
    Svg(int width, int height, String description) {
        String told = Escape.markup(description);
        out.append("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" + width + "\" height=\"" + height)
                .append("\" viewBox=\"0 0 " + width + " " + height + "\" role=\"img\" aria-label=\"" + told)
                .append("\" font-family=\"Inter, 'DejaVu Sans', Verdana, sans-serif\"><title>" + told + "</title>");
    }

    void line(double x1, double y1, double x2, double y2, Colour colour, double width, boolean dashed) {
        out.append("<line x1=\"" + n(x1) + "\" y1=\"" + n(y1) + "\" x2=\"" + n(x2) + "\" y2=\"" + n(y2) + "\"")
                .append(stroke(colour, width, dashed) + "/>");
    }

    void rect(double x, double y, double width, double height, Colour colour) {
        out.append("<rect x=\"" + n(x) + "\" y=\"" + n(y) + "\" width=\"" + n(width) + "\" height=\"" + n(height))
                .append("\"" + colour.attributes("fill") + "/>");
    }

    void circle(double x, double y, double radius, Colour colour) {
        out.append("<circle cx=\"" + n(x) + "\" cy=\"" + n(y) + "\" r=\"" + n(radius) + "\"")
                .append(colour.attributes("fill") + "/>");
    }

    /** A closed shape through the points x1, y1, x2, y2, … */
    void polygon(Colour colour, double... points) {
        out.append("<polygon points=\"" + points(points) + "\"" + colour.attributes("fill") + "/>");
    }

    void polyline(Colour colour, double width, double... points) {
        out.append("<polyline points=\"" + points(points) + "\" fill=\"none\"" + stroke(colour, width, false) + "/>");
    }

    void text(double x, double y, double size, boolean bold, Colour colour, Anchor anchor, String text) {
        out.append("<text x=\"" + n(x) + "\" y=\"" + n(y) + "\" font-size=\"" + n(size) + "\"")
                .append(colour.attributes("fill") + " text-anchor=\"" + anchor.word + "\"")
                .append((bold ? " font-weight=\"bold\">" : ">") + Escape.markup(text) + "</text>");
    }

    String end() {
        return out.append("</svg>").toString();
    }

    private static String stroke(Colour colour, double width, boolean dashed) {
        return colour.attributes("stroke") + " stroke-width=\"" + n(width) + "\""
                + (dashed ? " stroke-dasharray=\"4 3\"" : "");
    }

    private static String points(double... points) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < points.length; i += 2) {
            text.append(i == 0 ? "" : " ").append(n(points[i])).append(',').append(n(points[i + 1]));
        }
        return text.toString();
    }

    /** A coordinate in hundredths of a pixel. */
    private static String n(double coordinate) {
        long hundredths = Math.round(coordinate * 100);
        String digits = Long.toString(Math.abs(hundredths) / 100);
        long rest = Math.abs(hundredths) % 100;
        String fraction = rest == 0 ? "" : (rest < 10 ? ".0" : ".") + rest;
        return (hundredths < 0 ? "-" : "") + digits + fraction;
    }

    /**
     * A text in at most so many lines of a width, broken at spaces where there are any; what does not fit ends in an ellipsis.
     *
     * @param width in pixels
     * @param size of the font in pixels
     */
    static List<String> wrap(String text, double width, double size, int maximumLines) {
        List<String> lines = new ArrayList<>();
        String rest = Escape.visible(text).strip();
        while (lines.size() < maximumLines - 1 && width(rest, size) > width) {
            int cut = fitting(rest, width, size);
            int space = rest.lastIndexOf(' ', cut);
            int end = space > 0 ? space : Math.max(cut, Character.charCount(rest.codePointAt(0)));
            lines.add(rest.substring(0, end).strip());
            rest = rest.substring(end).strip();
        }
        lines.add(fit(rest, width, size));
        return lines;
    }

    /** A text cut to a width, with an ellipsis where something was cut. */
    static String fit(String text, double width, double size) {
        if (width(text, size) <= width) {
            return text;
        }
        return text.substring(0, fitting(text, width - size, size)).strip() + "…";
    }

    /** How many UTF-16 units of a text fit; never half of a character. */
    private static int fitting(String text, double width, double size) {
        double used = 0;
        int at = 0;
        while (at < text.length()) {
            int c = text.codePointAt(at);
            used += advance(c) * size;
            if (used > width) {
                break;
            }
            at += Character.charCount(c);
        }
        return at;
    }

    /** A text's width in pixels, by the widest of the fonts that a drawing names: no font is at hand when it is made. */
    static double width(String text, double size) {
        return text.codePoints().mapToDouble(Svg::advance).sum() * size;
    }

    private static double advance(int c) {
        if (c >= 0x1100) {
            return c >= 0x2000 && c < 0x2E80 ? 0.9 : 1.05;
        }
        if ("iIjl.,:;|'! ".indexOf(c) >= 0) {
            return 0.33;
        }
        if ("()[]-ftr/".indexOf(c) >= 0) {
            return 0.42;
        }
        if ("mwMWQO%@&<>=+".indexOf(c) >= 0) {
            return 0.95;
        }
        return Character.isUpperCase(c) ? 0.73 : 0.64;
    }
}
