package dev.gatehouse.card;

import com.openhtmltopdf.css.constants.IdentValue;
import com.openhtmltopdf.css.parser.FSRGBColor;
import com.openhtmltopdf.css.sheet.FontFaceRule;
import com.openhtmltopdf.css.style.CssContext;
import com.openhtmltopdf.css.value.FontSpecification;
import com.openhtmltopdf.extend.OutputDevice;
import com.openhtmltopdf.extend.SVGDrawer;
import com.openhtmltopdf.layout.SharedContext;
import com.openhtmltopdf.outputdevice.helper.BaseRendererBuilder.FontStyle;
import com.openhtmltopdf.render.AbstractOutputDevice;
import com.openhtmltopdf.render.Box;
import com.openhtmltopdf.render.FSFont;
import com.openhtmltopdf.render.RenderingContext;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.io.File;
import java.util.Arrays;
import java.util.List;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * Draws what {@link Svg} writes, and no more, onto a PDF page. A full SVG engine turns every label into outlines: charts then cost ten
 * times the bytes and their words can neither be searched nor copied. Here a label stays text in the card's own fonts.
 */
final class PdfCharts implements SVGDrawer {
    private static final String[] FAMILIES = {"Inter", "DejaVu Sans"};

    @Override
    public void importFontFaceRules(List<FontFaceRule> rules, SharedContext shared) {
        // the card's style sheet declares no fonts; they are registered with the renderer
    }

    @Override
    public void addFontFile(File file, String family, Integer weight, FontStyle style) {
        throw new UnsupportedOperationException("fonts come with the jar, not from files");
    }

    @Override
    public SVGImage buildSVGImage(
            Element svg, Box box, CssContext css, double maxWidth, double maxHeight, double dotsPerPixel) {
        return new Chart(svg, dotsPerPixel);
    }

    @Override
    public void close() {
        // nothing is held
    }

    private record Chart(Element svg, double scale) implements SVGImage {
        @Override
        public int getIntrinsicWidth() {
            return (int) Math.round(number(svg, "width") * scale);
        }

        @Override
        public int getIntrinsicHeight() {
            return (int) Math.round(number(svg, "height") * scale);
        }

        @Override
        public void drawSVG(OutputDevice device, RenderingContext context, double x, double y) {
            AffineTransform toPage = new AffineTransform(scale, 0, 0, scale, x, y);
            for (Node node = svg.getFirstChild(); node != null; node = node.getNextSibling()) {
                if (node instanceof Element element) {
                    draw(element, device, context, toPage);
                }
            }
        }

        private void draw(Element element, OutputDevice device, RenderingContext context, AffineTransform toPage) {
            String name = element.getTagName();
            switch (name) {
                case "title" -> {}
                case "text" -> text(element, device, context, toPage);
                case "rect" ->
                    fill(
                            element,
                            "fill",
                            device,
                            toPage,
                            new Rectangle2D.Double(
                                    number(element, "x"),
                                    number(element, "y"),
                                    number(element, "width"),
                                    number(element, "height")));
                case "circle" -> {
                    double r = number(element, "r");
                    fill(
                            element,
                            "fill",
                            device,
                            toPage,
                            new Ellipse2D.Double(number(element, "cx") - r, number(element, "cy") - r, 2 * r, 2 * r));
                }
                case "polygon" -> fill(element, "fill", device, toPage, polygon(points(element)));
                case "polyline" -> fill(element, "stroke", device, toPage, stroked(element, points(element)));
                case "line" ->
                    fill(
                            element,
                            "stroke",
                            device,
                            toPage,
                            stroked(
                                    element,
                                    number(element, "x1"),
                                    number(element, "y1"),
                                    number(element, "x2"),
                                    number(element, "y2")));
                default -> throw new IllegalStateException("a chart has an element that the PDF cannot draw: " + name);
            }
        }

        private static void fill(
                Element element, String paint, OutputDevice device, AffineTransform toPage, Shape shape) {
            device.setColor(colour(element.getAttribute(paint)));
            device.fill(toPage.createTransformedShape(shape));
        }

        private static void text(
                Element element, OutputDevice device, RenderingContext context, AffineTransform toPage) {
            String words = element.getTextContent();
            if (words.isEmpty()) {
                return;
            }
            FontSpecification wanted = new FontSpecification();
            wanted.families = FAMILIES;
            wanted.size = (float) (number(element, "font-size") * toPage.getScaleX());
            wanted.fontWeight = element.hasAttribute("font-weight") ? IdentValue.BOLD : IdentValue.NORMAL;
            wanted.fontStyle = IdentValue.NORMAL;
            wanted.variant = IdentValue.NORMAL;
            FSFont font = context.getFont(wanted);
            double width = context.getTextRenderer().getWidth(context.getFontContext(), font, words);
            String anchor = element.getAttribute("text-anchor");
            double shift = anchor.equals("end") ? width : anchor.equals("middle") ? width / 2 : 0;
            device.setFont(font);
            if (device instanceof AbstractOutputDevice fonts) {
                // The device emboldens by the specification of the text it drew last, a heading perhaps.
                fonts.setFontSpecification(wanted);
            }
            device.setColor(colour(element.getAttribute("fill")));
            context.getTextRenderer()
                    .drawString(
                            device,
                            words,
                            (float) (toPage.getTranslateX() + number(element, "x") * toPage.getScaleX() - shift),
                            (float) (toPage.getTranslateY() + number(element, "y") * toPage.getScaleY()));
        }

        /** Lines as filled outlines of our own: the JDK's differ from version to version, and a card's bytes must not. */
        private static Path2D stroked(Element element, double... points) {
            double half = number(element, "stroke-width") / 2;
            String dashes = element.getAttribute("stroke-dasharray");
            int space = dashes.indexOf(' ');
            double on = dashes.isEmpty() ? Double.POSITIVE_INFINITY : Double.parseDouble(dashes.substring(0, space));
            double off = dashes.isEmpty() ? 0 : Double.parseDouble(dashes.substring(space + 1));
            Path2D outline = new Path2D.Double();
            for (int i = 0; i + 3 < points.length; i += 2) {
                double length = Math.hypot(points[i + 2] - points[i], points[i + 3] - points[i + 1]);
                if (length == 0) {
                    continue;
                }
                double dx = (points[i + 2] - points[i]) / length;
                double dy = (points[i + 3] - points[i + 1]) / length;
                for (double from = 0; from < length; from += on + off) {
                    double to = Math.min(length, from + on);
                    bar(
                            outline,
                            points[i] + dx * from,
                            points[i + 1] + dy * from,
                            dx * (to - from),
                            dy * (to - from),
                            -dy * half,
                            dx * half);
                }
            }
            return outline;
        }

        /** A bar from (x, y) along (alongX, alongY), reaching (acrossX, acrossY) to both sides. */
        private static void bar(
                Path2D outline, double x, double y, double alongX, double alongY, double acrossX, double acrossY) {
            outline.moveTo(x + acrossX, y + acrossY);
            outline.lineTo(x + alongX + acrossX, y + alongY + acrossY);
            outline.lineTo(x + alongX - acrossX, y + alongY - acrossY);
            outline.lineTo(x - acrossX, y - acrossY);
            outline.closePath();
        }

        private static double[] points(Element element) {
            return Arrays.stream(element.getAttribute("points").split("[ ,]", -1))
                    .mapToDouble(Double::parseDouble)
                    .toArray();
        }

        private static Path2D polygon(double... points) {
            Path2D path = new Path2D.Double();
            path.moveTo(points[0], points[1]);
            for (int i = 2; i < points.length; i += 2) {
                path.lineTo(points[i], points[i + 1]);
            }
            path.closePath();
            return path;
        }

        private static FSRGBColor colour(String hex) {
            return new FSRGBColor(Integer.parseInt(hex.substring(1), 16));
        }

        private static double number(Element element, String attribute) {
            return Double.parseDouble(element.getAttribute(attribute));
        }
    }
}
