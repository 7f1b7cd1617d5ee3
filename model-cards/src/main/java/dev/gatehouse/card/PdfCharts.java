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
import java.awt.BasicStroke;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.io.File;
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
                case "polygon" -> fill(element, "fill", device, toPage, path(element, true));
                case "polyline" -> fill(element, "stroke", device, toPage, stroked(element, path(element, false)));
                case "line" ->
                    fill(
                            element,
                            "stroke",
                            device,
                            toPage,
                            stroked(
                                    element,
                                    new Line2D.Double(
                                            number(element, "x1"),
                                            number(element, "y1"),
                                            number(element, "x2"),
                                            number(element, "y2"))));
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

        private static Shape stroked(Element element, Shape line) {
            float width = (float) number(element, "stroke-width");
            String dashes = element.getAttribute("stroke-dasharray");
            BasicStroke stroke = dashes.isEmpty()
                    ? new BasicStroke(width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND)
                    : new BasicStroke(width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, floats(dashes), 0);
            return stroke.createStrokedShape(line);
        }

        private static Path2D path(Element element, boolean close) {
            Path2D path = new Path2D.Double();
            for (String point : element.getAttribute("points").split(" ", -1)) {
                int comma = point.indexOf(',');
                double x = Double.parseDouble(point.substring(0, comma));
                double y = Double.parseDouble(point.substring(comma + 1));
                if (path.getCurrentPoint() == null) {
                    path.moveTo(x, y);
                } else {
                    path.lineTo(x, y);
                }
            }
            if (close) {
                path.closePath();
            }
            return path;
        }

        private static float[] floats(String text) {
            String[] parts = text.split(" ", -1);
            float[] numbers = new float[parts.length];
            for (int i = 0; i < parts.length; i++) {
                numbers[i] = Float.parseFloat(parts[i]);
            }
            return numbers;
        }

        private static FSRGBColor colour(String hex) {
            return new FSRGBColor(Integer.parseInt(hex.substring(1), 16));
        }

        private static double number(Element element, String attribute) {
            return Double.parseDouble(element.getAttribute(attribute));
        }
    }
}
