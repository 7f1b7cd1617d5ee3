package dev.gatehouse.card;

import java.awt.geom.Rectangle2D;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.TreeSet;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.text.PDFTextStripperByArea;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.ValidationResult;

/** Reads a PDF back: its text between header and footer, its attachment, and what veraPDF says of it. */
final class PdfReading {
    private static final double POINTS_PER_MM = 72 / 25.4;

    static {
        VeraGreenfieldFoundryProvider.initialise();
    }

    private PdfReading() {}

    /** The text of all pages without running headers and footers and without white space, which line breaks scatter. */
    static String text(byte[] pdf) throws IOException {
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

    static String dense(String text) {
        return text.replaceAll("\\s+", "");
    }

    static byte[] attachment(byte[] pdf) throws IOException {
        try (PDDocument document = Loader.loadPDF(pdf)) {
            return document.getDocumentCatalog()
                    .getNames()
                    .getEmbeddedFiles()
                    .getNames()
                    .get(CardPdf.ATTACHMENT)
                    .getEmbeddedFile()
                    .toByteArray();
        }
    }

    static int pages(byte[] pdf) throws IOException {
        try (PDDocument document = Loader.loadPDF(pdf)) {
            return document.getNumberOfPages();
        }
    }

    /** The rules of PDF/A-3a and PDF/UA-1 that a file breaks; empty if it conforms to both. */
    static TreeSet<String> violations(byte[] pdf) throws Exception {
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
