package dev.gatehouse.card;

import java.time.Instant;
import java.util.Optional;

/**
 * The card as a PDF that is both an archive file (PDF/A-3a) and accessible (PDF/UA-1): tagged, with bookmarks, contents, embedded fonts
 * and alternative texts. The machine-readable card is attached as {@value #ATTACHMENT}.
 */
public final class CardPdf {
    /** Name of the attached file, the card's own bytes. */
    public static final String ATTACHMENT = "model-card.json";

    private CardPdf() {}

    /**
     * Renders the card. The same card, annex and instant give the same bytes.
     *
     * @param annex the board's decision; empty prints DRAFT across every page
     * @param issuedAt what the file states as the time of its creation
     * @throws OverLimitException if the card is larger than {@link Frame} sets
     */
    public static byte[] render(WrittenCard card, Optional<ApprovalAnnex> annex, Instant issuedAt) {
        FirstPrint.begin();
        return CardPage.frame(card, annex).pdf(issuedAt);
    }
}
