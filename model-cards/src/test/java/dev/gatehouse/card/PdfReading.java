package dev.gatehouse.card;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.geom.Rectangle2D;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.StreamSupport;
import javax.xml.parsers.DocumentBuilderFactory;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.cos.COSDictionary;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.documentinterchange.logicalstructure.PDMarkedContentReference;
import org.apache.pdfbox.pdmodel.documentinterchange.logicalstructure.PDStructureElement;
import org.apache.pdfbox.pdmodel.documentinterchange.logicalstructure.PDStructureNode;
import org.apache.pdfbox.pdmodel.documentinterchange.markedcontent.PDMarkedContent;
import org.apache.pdfbox.pdmodel.interactive.documentnavigation.outline.PDOutlineItem;
import org.apache.pdfbox.text.PDFMarkedContentExtractor;
import org.apache.pdfbox.text.PDFTextStripper;
import org.apache.pdfbox.text.PDFTextStripperByArea;
import org.apache.pdfbox.text.TextPosition;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.ValidationResult;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.Text;
import org.xml.sax.InputSource;

/** Reads a PDF back: its text on the pages and in its tags, its attachments, where its letters lie, and what veraPDF says of it. */
public final class PdfReading {
    private static final double POINTS_PER_MM = 72 / 25.4;

    static {
        VeraGreenfieldFoundryProvider.initialise();
    }

    /** Stands in a list of texts for the number of a page, which nobody knows beforehand. */
    public static final String PAGE_NUMBER = "\0page";

    private PdfReading() {}

    /** Fails unless the file's tags tell exactly these texts in this order, and nothing else. */
    public static void assertTold(byte[] pdf, List<String> texts) throws IOException {
        String told = told(pdf);
        int at = 0;
        for (int i = 0; i < texts.size(); i++) {
            String text = texts.get(i);
            String before = "after '…" + told.substring(Math.max(0, at - 60), at) + "'";
            if (text.equals(PAGE_NUMBER)) {
                int next = told.indexOf(texts.get(i + 1) + texts.get(i + 2), at);
                assertThat(next).as(before).isGreaterThan(at);
                assertThat(told.substring(at, next)).as(before).matches("\\.+\\d+");
                at = next;
            } else {
                assertThat(told.substring(at, Math.min(told.length(), at + text.length())))
                        .as(before)
                        .isEqualTo(text);
                at += text.length();
            }
        }
        assertThat(told.substring(at)).as("what follows the end").isEmpty();
    }

    /** The texts of a page's XHTML in their order, as {@link #assertTold} takes them. */
    static List<String> texts(String xhtml) throws Exception {
        String body = CardFonts.printable(xhtml.substring(xhtml.indexOf("<body"), xhtml.indexOf("</body>") + 7));
        Document page = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(body)));
        List<String> texts = new ArrayList<>();
        read(page.getDocumentElement(), texts);
        texts.removeIf(String::isEmpty);
        return texts;
    }

    private static void read(Element element, List<String> texts) {
        if (element.getAttribute("class").startsWith("running")
                || element.getTagName().equals("title")) {
            return;
        }
        int ordinal = 0;
        for (Node node = element.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element below) {
                if (element.getTagName().equals("ol")) {
                    ordinal++;
                    texts.add(ordinal + ".");
                }
                read(below, texts);
            } else if (node instanceof Text text) {
                texts.add(dense(text.getData()));
            }
        }
        if (element.getAttribute("title").startsWith("Go to ")) {
            texts.add(PAGE_NUMBER);
        }
    }

    /** The page, counted from 1, to which the bookmark leads whose title ends with this. */
    public static int pageOf(byte[] pdf, String title) throws IOException {
        try (PDDocument document = Loader.loadPDF(pdf)) {
            for (PDOutlineItem item :
                    document.getDocumentCatalog().getDocumentOutline().children()) {
                if (item.getTitle().endsWith(title)) {
                    return document.getPages().indexOf(item.findDestinationPage(document)) + 1;
                }
            }
        }
        throw new AssertionError("no bookmark ends with '" + title + "'");
    }

    /** The text of all pages without running headers and footers and without white space, which line breaks scatter. */
    public static String text(byte[] pdf) throws IOException {
        try (PDDocument document = Loader.loadPDF(pdf)) {
            StringBuilder text = new StringBuilder();
            boolean first = true;
            for (PDPage page : document.getPages()) {
                double height = page.getMediaBox().getHeight();
                double top = first ? 0 : 20 * POINTS_PER_MM;
                double bottom = (first ? 11 : 18) * POINTS_PER_MM;
                PDFTextStripperByArea stripper = new PDFTextStripperByArea();
                stripper.addRegion(
                        "body",
                        new Rectangle2D.Double(0, top, page.getMediaBox().getWidth(), height - top - bottom));
                stripper.extractRegions(page);
                text.append(stripper.getTextForRegion("body")).append('\n');
                first = false;
            }
            return dense(text.toString());
        }
    }

    public static String dense(String text) {
        return text.replaceAll("\\s+", "");
    }

    /** A given text as the PDF shows it, without white space: with the replacements that the file itself states. */
    public static String shown(String text) {
        return shownMarkup(Markup.escape(text));
    }

    /** As {@link #shown}, of a text that is escaped already. */
    public static String shownMarkup(String escaped) {
        return dense(CardFonts.printable(escaped)
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"")
                .replace("&#39;", "'")
                .replace("&amp;", "&"));
    }

    static byte[] attachment(byte[] pdf) throws IOException {
        return attachments(pdf).get(CardPdf.ATTACHMENT);
    }

    /** What is attached, by name. */
    public static SortedMap<String, byte[]> attachments(byte[] pdf) throws IOException {
        try (PDDocument document = Loader.loadPDF(pdf)) {
            SortedMap<String, byte[]> files = new TreeMap<>();
            for (var file : document.getDocumentCatalog()
                    .getNames()
                    .getEmbeddedFiles()
                    .getNames()
                    .entrySet()) {
                files.put(file.getKey(), file.getValue().getEmbeddedFile().toByteArray());
            }
            return files;
        }
    }

    /**
     * The text as the file's tags tell it to a screen reader, in their order, without white space: what is an artifact, such as a running
     * head, is not in it.
     */
    public static String told(byte[] pdf) throws IOException {
        try (PDDocument document = Loader.loadPDF(pdf)) {
            Map<COSDictionary, Map<Integer, String>> marked = new HashMap<>();
            for (PDPage page : document.getPages()) {
                PDFMarkedContentExtractor extractor = new PDFMarkedContentExtractor();
                extractor.processPage(page);
                Map<Integer, String> texts = new HashMap<>();
                extractor.getMarkedContents().forEach(content -> collect(content, texts));
                marked.put(page.getCOSObject(), texts);
            }
            StringBuilder told = new StringBuilder();
            tell(document.getDocumentCatalog().getStructureTreeRoot(), null, marked, told);
            return dense(told.toString());
        }
    }

    private static void collect(PDMarkedContent content, Map<Integer, String> texts) {
        StringBuilder text = new StringBuilder();
        for (Object part : content.getContents()) {
            if (part instanceof TextPosition glyph) {
                text.append(glyph.getUnicode());
            } else if (part instanceof PDMarkedContent inner) {
                collect(inner, texts);
            }
        }
        if (content.getMCID() >= 0) {
            texts.merge(content.getMCID(), text.toString(), String::concat);
        }
    }

    private static void tell(
            PDStructureNode node,
            COSDictionary pageAbove,
            Map<COSDictionary, Map<Integer, String>> marked,
            StringBuilder told) {
        COSDictionary page = pageAbove;
        if (node instanceof PDStructureElement element && element.getPage() != null) {
            page = element.getPage().getCOSObject();
        }
        for (Object kid : node.getKids()) {
            if (kid instanceof PDStructureNode below) {
                tell(below, page, marked, told);
            } else if (kid instanceof Integer mcid) {
                told.append(marked.get(page).getOrDefault(mcid, ""));
            } else if (kid instanceof PDMarkedContentReference reference) {
                COSDictionary at =
                        reference.getPage() == null ? page : reference.getPage().getCOSObject();
                told.append(marked.get(at).getOrDefault(reference.getMCID(), ""));
            }
        }
    }

    /** Letters that lie nearer to a page's side than the text's margin less a point, where paper or binding would cut them. */
    public static List<String> outsideTheMargins(byte[] pdf) throws IOException {
        List<String> outside = new ArrayList<>();
        try (PDDocument document = Loader.loadPDF(pdf)) {
            double side = 18 * POINTS_PER_MM - 1;
            PDFTextStripper stripper = new PDFTextStripper() {
                @Override
                protected void processTextPosition(TextPosition glyph) {
                    double right = glyph.getXDirAdj() + glyph.getWidthDirAdj();
                    boolean inside = glyph.getXDirAdj() >= side
                            && right <= glyph.getPageWidth() - side
                            && glyph.getYDirAdj() > 0
                            && glyph.getYDirAdj() < glyph.getPageHeight();
                    if (!inside && !glyph.getUnicode().isBlank()) {
                        outside.add("page " + getCurrentPageNo() + ": " + glyph.getUnicode() + " at "
                                + glyph.getXDirAdj() + ", " + glyph.getYDirAdj());
                    }
                }
            };
            stripper.getText(document);
        }
        return outside;
    }

    /** Whether anything is drawn that one sees through: the watermark. */
    public static boolean translucent(PDDocument document) {
        return StreamSupport.stream(document.getPages().spliterator(), false)
                .flatMap(page -> StreamSupport.stream(
                                page.getResources().getExtGStateNames().spliterator(), false)
                        .map(name -> page.getResources().getExtGState(name).getNonStrokingAlphaConstant()))
                .anyMatch(alpha -> alpha != null && alpha < 1);
    }

    public static int pages(byte[] pdf) throws IOException {
        try (PDDocument document = Loader.loadPDF(pdf)) {
            return document.getNumberOfPages();
        }
    }

    /** The rules of PDF/A-3a and PDF/UA-1 that a file breaks; empty if it conforms to both. */
    public static TreeSet<String> violations(byte[] pdf) throws Exception {
        TreeSet<String> broken = new TreeSet<>();
        for (PDFAFlavour flavour : List.of(PDFAFlavour.PDFA_3_A, PDFAFlavour.PDFUA_1)) {
            try (PDFAParser parser = Foundries.defaultInstance().createParser(new ByteArrayInputStream(pdf), flavour);
                    PDFAValidator validator = Foundries.defaultInstance().createValidator(flavour, false)) {
                ValidationResult result = validator.validate(parser);
                result.getTestAssertions()
                        .forEach(failed ->
                                broken.add(flavour + " " + failed.getRuleId().getClause() + "-"
                                        + failed.getRuleId().getTestNumber() + ": " + failed.getMessage() + " at "
                                        + failed.getLocation().getContext()));
                if (!result.isCompliant() && broken.isEmpty()) {
                    broken.add(flavour + ": not compliant");
                }
            }
        }
        return broken;
    }
}
