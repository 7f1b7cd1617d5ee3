package dev.gatehouse.governance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDDocumentNameDictionary;
import org.apache.pdfbox.pdmodel.common.filespecification.PDComplexFileSpecification;
import org.apache.pdfbox.text.PDFTextStripper;

/**
 * A PDF as its reader has it.
 *
 * @param text of all pages; lines break where the page does, within a long name too
 * @param attached files by name
 */
record PrintedPdf(String text, Map<String, byte[]> attached, int pages) {

    static PrintedPdf of(byte[] bytes) {
        try (PDDocument pdf = Loader.loadPDF(bytes)) {
            Map<String, byte[]> attached = new TreeMap<>();
            for (Map.Entry<String, PDComplexFileSpecification> file : new PDDocumentNameDictionary(
                            pdf.getDocumentCatalog())
                    .getEmbeddedFiles()
                    .getNames()
                    .entrySet()) {
                attached.put(
                        file.getValue().getFilename(),
                        file.getValue().getEmbeddedFile().toByteArray());
            }
            return new PrintedPdf(new PDFTextStripper().getText(pdf), attached, pdf.getNumberOfPages());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
