package dev.gatehouse.card;

import com.openhtmltopdf.outputdevice.helper.ExternalResourceControlPriority;
import com.openhtmltopdf.pdfboxout.PdfBoxRenderer;
import com.openhtmltopdf.pdfboxout.PdfRendererBuilder;
import com.openhtmltopdf.pdfboxout.PdfRendererBuilder.PdfAConformance;
import com.openhtmltopdf.util.XRLog;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.interactive.documentnavigation.outline.PDOutlineItem;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/** Sets a frame's XHTML as PDF/A-3a and PDF/UA-1: tagged, with bookmarks, contents, embedded fonts and alternative texts. */
final class PdfFile {
    private static final byte[] SRGB = SrgbProfile.bytes();

    static {
        // The renderer logs every style rule it meets at INFO through handlers of its own.
        XRLog.setLoggingEnabled(false);
    }

    private PdfFile() {}

    static byte[] render(Frame frame, String page, Instant issuedAt, int maxPages) {
        PdfRendererBuilder builder = new PdfRendererBuilder()
                .useFastMode()
                .usePdfUaAccessibility(true)
                .usePdfAConformance(PdfAConformance.PDFA_3_A)
                .useColorProfile(SRGB)
                .withProducer("Gatehouse")
                .useSVGDrawer(new PdfCharts())
                .withW3cDocument(read(CardFonts.printable(page)), null);
        // A document is complete in itself: nothing a text may smuggle in is ever fetched.
        builder.useExternalResourceAccessControl(
                (uri, type) -> false, ExternalResourceControlPriority.RUN_BEFORE_RESOLVING_URI);
        builder.useExternalResourceAccessControl(
                (uri, type) -> false, ExternalResourceControlPriority.RUN_AFTER_RESOLVING_URI);
        try (PDDocument document = new PDDocument()) {
            CardFonts.register(builder, document);
            try (PdfBoxRenderer renderer = builder.usePDDocument(document).buildPdfRenderer()) {
                renderer.createPDFKeepOpen();
            }
            if (document.getNumberOfPages() > maxPages) {
                throw new OverLimitException(
                        "the document has " + document.getNumberOfPages() + " pages; at most " + maxPages
                                + " are set. Its longest section is '" + longest(document) + "'",
                        Frame.ADVICE);
            }
            PdfTags.repair(document);
            PdfFinish finish = new PdfFinish(document, issuedAt);
            if (frame.cover().state().watermark() != null) {
                finish.watermark(frame.cover().state().watermark());
            }
            finish.colours(SRGB);
            finish.attach(frame.attachments());
            finish.identify(
                    frame.fileTitle(),
                    frame.subject(),
                    frame.language(),
                    Resources.sha256(page.getBytes(StandardCharsets.UTF_8)));
            ByteArrayOutputStream out = new ByteArrayOutputStream(256 << 10);
            document.save(out);
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException("the document could not be rendered", e);
        }
    }

    /** The page as a tree. The renderer would read it through a transformation, which costs a new JVM a quarter of a second. */
    private static Document read(String page) {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultNSInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            DocumentBuilder reader = factory.newDocumentBuilder();
            // A document type that a text smuggled in would name files; the page's own names none.
            reader.setEntityResolver((publicId, systemId) -> new InputSource(new StringReader("")));
            return reader.parse(new InputSource(new StringReader(page)));
        } catch (ParserConfigurationException | SAXException e) {
            throw new IllegalStateException("the page is no XHTML", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The title of the section that takes most pages. */
    private static String longest(PDDocument document) throws IOException {
        String longest = "";
        String open = "";
        int most = -1;
        int start = 0;
        for (PDOutlineItem item :
                document.getDocumentCatalog().getDocumentOutline().children()) {
            int page = document.getPages().indexOf(item.findDestinationPage(document));
            if (page - start > most) {
                most = page - start;
                longest = open;
            }
            open = item.getTitle();
            start = page;
        }
        return document.getNumberOfPages() - start > most ? open : longest;
    }
}
