package dev.gatehouse.card;

import java.util.Optional;

/** The card as a page for a browser. */
public final class CardHtml {
    private CardHtml() {}

    /**
     * A whole page: UTF-8, one file, no scripts, nothing loaded from elsewhere. All text of the card is shown as text, never as markup.
     *
     * @param annex the board's decision; empty marks the card as a draft
     * @throws OverLimitException if the card is larger than {@link Frame} sets
     */
    public static String render(WrittenCard card, Optional<ApprovalAnnex> annex) {
        return CardPage.frame(card, annex).html();
    }
}
