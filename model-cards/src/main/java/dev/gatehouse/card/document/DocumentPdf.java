package dev.gatehouse.card.document;

import java.time.Instant;

/** A document as a PDF that is both an archive file (PDF/A-3a) and accessible (PDF/UA-1). */
public final class DocumentPdf {
    private DocumentPdf() {}

    /**
     * Renders the document. The same document and instant give the same bytes.
     *
     * @param issuedAt what the file states as the time of its creation
     * @throws dev.gatehouse.card.OverLimitException if the document is larger than {@link dev.gatehouse.card.Frame} sets
     * @throws IllegalArgumentException if its language is no tag, or an id or a name of its parts is used twice
     */
    public static byte[] render(Document document, Instant issuedAt) {
        return Blocks.frame(document).pdf(issuedAt);
    }
}
