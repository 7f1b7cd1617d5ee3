package dev.gatehouse.card;

import com.openhtmltopdf.outputdevice.helper.ExternalResourceControlPriority;
import com.openhtmltopdf.pdfboxout.PdfBoxRenderer;
import com.openhtmltopdf.pdfboxout.PdfRendererBuilder;
import com.openhtmltopdf.pdfboxout.PdfRendererBuilder.PdfAConformance;
import com.openhtmltopdf.util.XRLog;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Optional;
import org.apache.pdfbox.pdmodel.PDDocument;

/**
 * The card as a PDF that is both an archive file (PDF/A-3a) and accessible (PDF/UA-1): tagged, with bookmarks, contents, embedded fonts
 * and alternative texts. The machine-readable card is attached as {@value #ATTACHMENT}.
 */
public final class CardPdf {
    /** Name of the attached file, {@link CardJson}'s bytes of the content. */
    public static final String ATTACHMENT = "model-card.json";

    private static final String STYLE = Resources.text("card.css") + Resources.text("card-print.css");
    private static final byte[] SRGB = SrgbProfile.bytes();

    static {
        // The renderer logs every style rule it meets at INFO through handlers of its own.
        XRLog.setLoggingEnabled(false);
    }

    private CardPdf() {}

    /**
     * Renders the card. The same content, annex and instant give the same bytes.
     *
     * @param annex the board's decision; empty prints DRAFT across every page
     * @param issuedAt what the file states as the time of its creation
     */
    public static byte[] render(CardContent content, Optional<ApprovalAnnex> annex, Instant issuedAt) {
        byte[] json = CardJson.write(content);
        String digest = Resources.sha256(json);
        String closing =
                "This file is PDF/A-3a and PDF/UA-1. The machine-readable card is attached to it as " + ATTACHMENT
                        + "; its SHA-256 digest is " + digest
                        + ". Every entry names its source; what nobody supplied is marked 'not provided'. "
                        + "The sign " + CardFonts.REPLACEMENT
                        + " stands for a character that the fonts of this file cannot show; the attached "
                        + "card has every text as it was given. Rendered " + Wording.moment(issuedAt) + ".";
        String page = CardFonts.printable(CardPage.render(content, annex, STYLE, true, closing));
        PdfRendererBuilder builder = new PdfRendererBuilder()
                .useFastMode()
                .usePdfUaAccessibility(true)
                .usePdfAConformance(PdfAConformance.PDFA_3_A)
                .useColorProfile(SRGB)
                .withProducer("Gatehouse")
                .useSVGDrawer(new PdfCharts())
                .withHtmlContent(page, null);
        // A card is complete in itself: nothing a text may smuggle in is ever fetched.
        builder.useExternalResourceAccessControl(
                (uri, type) -> false, ExternalResourceControlPriority.RUN_BEFORE_RESOLVING_URI);
        builder.useExternalResourceAccessControl(
                (uri, type) -> false, ExternalResourceControlPriority.RUN_AFTER_RESOLVING_URI);
        CardFonts.register(builder);
        try (PdfBoxRenderer renderer = builder.buildPdfRenderer();
                PDDocument document = renderer.createPDFKeepOpen()) {
            PdfFinish finish = new PdfFinish(document, issuedAt);
            if (annex.isEmpty()) {
                finish.watermark("DRAFT");
            }
            finish.colours(SRGB);
            finish.attach(ATTACHMENT, "The machine-readable model card", json);
            finish.identify(content, digest);
            ByteArrayOutputStream out = new ByteArrayOutputStream(256 << 10);
            document.save(out);
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException("the card could not be rendered", e);
        }
    }
}
