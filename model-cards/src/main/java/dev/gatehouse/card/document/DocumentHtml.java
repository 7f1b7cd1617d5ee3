package dev.gatehouse.card.document;

/** A document as a page for a browser. */
public final class DocumentHtml {
    private DocumentHtml() {}

    /**
     * A whole page: UTF-8, one file, no scripts, nothing loaded from elsewhere.
     *
     * @throws IllegalArgumentException as {@link DocumentPdf#render}
     */
    public static String render(Document document) {
        return Blocks.frame(document).html();
    }
}
