package dev.gatehouse.card;

import java.util.Optional;

/** The card as a page for a browser. */
public final class CardHtml {
    private static final String STYLE = Resources.text("card.css") + Resources.text("card-screen.css");

    private CardHtml() {}

    /**
     * A whole page: UTF-8, one file, no scripts, nothing loaded from elsewhere. All text of the card is shown as text, never as markup.
     *
     * @param annex the board's decision; empty marks the card as a draft
     */
    public static String render(CardContent content, Optional<ApprovalAnnex> annex) {
        return CardPage.render(
                content,
                annex,
                STYLE,
                false,
                "Every entry names its source. What nobody supplied is marked 'not provided'. The machine-readable card has the SHA-256 "
                        + "digest " + Resources.sha256(CardJson.write(content)) + ".");
    }
}
