package dev.gatehouse.card.document;

import dev.gatehouse.card.Tone;
import java.io.StringReader;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** A part of a section. Every text but that of {@link Prose} is shown as it is given. */
public sealed interface Block {
    /** Most rows of a table or of facts. */
    int MAX_ROWS = 5_000;
    /** Most columns of a table: more cannot be read on paper. */
    int MAX_COLUMNS = 9;
    /** Longest drawing, in UTF-16 characters. */
    int MAX_FIGURE_CHARS = 500_000;

    /** A heading within the section. */
    record Heading(String title) implements Block {
        public Heading {
            title = Check.line(title, "heading");
        }
    }

    /** Text that a person wrote as Markdown; {@link dev.gatehouse.card.Markdown} says what of it is read. */
    record Prose(String markdown) implements Block {
        public Prose {
            markdown = Check.text(markdown, "prose");
        }
    }

    /** Plain text: blank lines part paragraphs, single line ends are kept. */
    record Text(String text) implements Block {
        public Text {
            text = Check.text(text, "text");
        }
    }

    /** A list of short points. */
    record Points(List<String> points) implements Block {
        public Points {
            points = Check.list(points, MAX_ROWS, "points");
            points.forEach(point -> Check.text(point, "point"));
        }
    }

    /** A remark that must not be overlooked; the tone colours its edge, its text must say all. */
    record Note(Tone tone, String text) implements Block {
        public Note {
            Check.present(tone, "tone");
            text = Check.text(text, "note");
        }
    }

    /**
     * Names with their values, and where they come from.
     *
     * @param caption what they are about
     * @param facts none prints the caption and 'none'
     */
    record Facts(String caption, List<Fact> facts) implements Block {
        public Facts {
            caption = Check.line(caption, "caption");
            facts = Check.list(facts, MAX_ROWS, "facts of '" + caption + "'");
        }

        public static Facts of(String caption, Fact... facts) {
            return new Facts(caption, Arrays.asList(facts));
        }
    }

    /**
     * A name with its value.
     *
     * @param value null prints 'not provided'; a digest {@code sha256:<hex>} is set as one
     * @param source who or what supplied it; null for none. The column is printed if any fact of the table has one
     */
    record Fact(String name, String value, String source) {
        public Fact {
            name = Check.line(name, "fact");
            value = value == null || value.isBlank() ? null : Check.text(value, "value of '" + name + "'");
            source = source == null || source.isBlank() ? null : Check.line(source, "source of '" + name + "'");
        }

        public static Fact of(String name, String value) {
            return new Fact(name, value, null);
        }
    }

    /**
     * A table. The first cell of a row is its head; heads of columns are repeated on every page.
     *
     * @param caption what it shows
     * @param columns 1 to {@value #MAX_COLUMNS}, whose widths add up to 100
     * @param rows each with as many cells as there are columns; none prints the caption and 'none'
     */
    record Table(String caption, List<Column> columns, List<List<Cell>> rows) implements Block {
        public Table {
            caption = Check.line(caption, "caption");
            columns = Check.list(columns, MAX_COLUMNS, "columns of '" + caption + "'");
            int width = columns.stream().mapToInt(Column::width).sum();
            if (width != 100) {
                throw new IllegalArgumentException(
                        "columns of '" + caption + "': their widths add up to " + width + ", not to 100 percent");
            }
            rows = Check.list(rows, MAX_ROWS, "rows of '" + caption + "'").stream()
                    .map(List::copyOf)
                    .toList();
            for (int i = 0; i < rows.size(); i++) {
                if (rows.get(i).size() != columns.size()) {
                    throw new IllegalArgumentException("row " + (i + 1) + " of '" + caption + "' has "
                            + rows.get(i).size() + " cells; the table has " + columns.size() + " columns");
                }
            }
        }
    }

    /**
     * A column.
     *
     * @param width in percent of the table, 5 to 100
     * @param numeric whether it holds numbers, which stand at its right edge
     */
    record Column(String head, int width, boolean numeric) {
        public Column {
            head = Check.line(head, "head of a column");
            if (width < 5 || width > 100) {
                throw new IllegalArgumentException(
                        "column '" + head + "': width " + width + " is not 5 to 100 percent");
            }
        }

        public static Column text(String head, int width) {
            return new Column(head, width, false);
        }

        public static Column number(String head, int width) {
            return new Column(head, width, true);
        }
    }

    /**
     * A cell.
     *
     * @param text null or blank prints 'not provided'; a digest {@code sha256:<hex>} is set as one
     * @param detail a second line, such as an interval or a digest; null for none
     * @param tone colours the text, for a verdict; null for none
     */
    record Cell(String text, String detail, Tone tone) {
        public Cell {
            text = text == null || text.isBlank() ? null : Check.text(text, "cell");
            detail = detail == null || detail.isBlank() ? null : Check.text(detail, "detail of a cell");
        }

        public static Cell of(String text) {
            return new Cell(text, null, null);
        }

        public static Cell of(String text, String detail) {
            return new Cell(text, detail, null);
        }

        public static Cell verdict(String word, Tone tone) {
            return new Cell(word, null, tone);
        }
    }

    /**
     * A chart that carries its alternative text: of {@link dev.gatehouse.card.Charts}, or in the same few elements and attributes.
     *
     * @param svg the drawing; anything else is refused. Its alternative text is its {@code alt} or its {@code aria-label}; here it has
     *     both, since only the first reaches the tags of a PDF
     */
    record Figure(String svg) implements Block {
        private static final Map<String, Set<String>> DRAWN = Map.of(
                "svg",
                Set.of("width", "height", "viewBox", "role", "alt", "aria-label", "font-family"),
                "title",
                Set.of(),
                "text",
                Set.of("x", "y", "font-size", "fill", "text-anchor", "font-weight"),
                "line",
                Set.of("x1", "y1", "x2", "y2", "stroke", "stroke-width", "stroke-dasharray"),
                "rect",
                Set.of("x", "y", "width", "height", "fill"),
                "circle",
                Set.of("cx", "cy", "r", "fill"),
                "polygon",
                Set.of("points", "fill"),
                "polyline",
                Set.of("points", "fill", "stroke", "stroke-width"));
        /** Names a colour for style sheets; on paper colours are the attributes'. */
        private static final String CLASS = "class";

        private static final String ALTERNATIVE = "alt";
        private static final String LABEL = "aria-label";
        private static final Pattern LABELLED = Pattern.compile("^(<svg [^>]*?)aria-label=(\"[^\"]*\")");
        private static final Pattern SVG =
                Pattern.compile("<svg xmlns=\"http://www\\.w3\\.org/2000/svg\" .*</svg>", Pattern.DOTALL);

        /** @throws IllegalArgumentException if it is not such a drawing, has no alternative text, or is too long */
        public Figure {
            if (svg == null
                    || svg.length() > MAX_FIGURE_CHARS
                    || !SVG.matcher(svg).matches()) {
                throw new IllegalArgumentException(
                        "a figure is a chart of Charts, at most " + MAX_FIGURE_CHARS + " characters of SVG");
            }
            svg = svg.substring(0, svg.indexOf('>')).contains(" " + ALTERNATIVE + "=")
                    ? svg
                    : LABELLED.matcher(svg).replaceFirst("$1" + ALTERNATIVE + "=$2 " + LABEL + "=$2");
            drawn(svg);
        }

        private static void drawn(String svg) {
            XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
            factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
            factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
            try {
                XMLStreamReader reader = factory.createXMLStreamReader(new StringReader(svg));
                while (reader.hasNext()) {
                    if (reader.next() == XMLStreamReader.START_ELEMENT) {
                        element(reader);
                    }
                }
            } catch (XMLStreamException e) {
                throw new IllegalArgumentException("a figure must be well-formed SVG: " + e.getMessage(), e);
            }
        }

        private static void element(XMLStreamReader reader) {
            String name = reader.getLocalName();
            Set<String> attributes = DRAWN.get(name);
            if (attributes == null) {
                throw new IllegalArgumentException("a figure has an element that is not drawn: " + name);
            }
            for (int i = 0; i < reader.getAttributeCount(); i++) {
                String attribute = reader.getAttributeLocalName(i);
                if (!attributes.contains(attribute) && !attribute.equals(CLASS)) {
                    throw new IllegalArgumentException(
                            "a figure's " + name + " has an attribute that is not drawn: " + attribute);
                }
            }
            String alternative = reader.getAttributeValue(null, ALTERNATIVE);
            if (name.equals("svg") && (alternative == null || alternative.isBlank())) {
                throw new IllegalArgumentException(
                        "a figure needs its alternative text, the attribute alt or aria-label");
            }
        }
    }
}
