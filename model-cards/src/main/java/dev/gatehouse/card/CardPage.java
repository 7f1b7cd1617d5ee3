package dev.gatehouse.card;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What stands on the card's cover and which sections follow it. */
final class CardPage {
    /** Legal classes named on the cover; the section has all. */
    private static final int COVER_CLASSES = 2;

    private CardPage() {}

    /** The card in the frame of every document. */
    static Frame frame(WrittenCard card, Optional<ApprovalAnnex> annex) {
        CardContent content = card.content();
        ModelDetails details = content.details();
        return new Frame(
                content.language(),
                details.title() + ", version " + details.version(),
                "Model card of " + details.model() + " " + details.version(),
                cover(content, annex),
                CardSections.of(content, annex),
                List.of(new Attachment(
                        CardPdf.ATTACHMENT, "the machine-readable model card", "application/json", card.json())),
                "Every entry names its source. What nobody supplied is marked 'not provided'.");
    }

    private static Frame.Cover cover(CardContent content, Optional<ApprovalAnnex> annex) {
        ModelDetails details = content.details();
        Field<String> summary = content.text(CardText.SUMMARY);
        List<String> marks = new ArrayList<>();
        marks.add("Tier "
                + content.tier().provided().map(RiskTier::tier).orElseGet(() -> Markup.absence(content.tier())));
        content.legalClasses().provided().orElse(List.of()).stream()
                .limit(COVER_CLASSES)
                .forEach(legal -> marks.add(legal.name()));
        return new Frame.Cover(
                "Model card",
                details.title(),
                details.model() + " · version " + details.version(),
                // The section of the summary has it whole, with its marks and its source.
                Frame.brief(
                        summary.provided().map(Markdown::plain).orElse("Summary " + Markup.absence(summary)),
                        Frame.COVER_LEAD),
                annex.isPresent()
                        ? new Frame.State("Approved", Tone.PASS, null)
                        : new Frame.State("Draft", Tone.WARN, "DRAFT"),
                marks,
                Headline.five(content));
    }
}
