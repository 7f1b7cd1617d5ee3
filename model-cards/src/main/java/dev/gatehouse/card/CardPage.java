package dev.gatehouse.card;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/** The one template behind the page and the PDF: cover, contents, sections. Only the style sheet differs. */
final class CardPage {
    private static final List<Section> SECTIONS = List.of(
            new Section("details", "Model details", NarrativeSections::details),
            new Section("tier", "Risk tier and legal classes", NarrativeSections::tier),
            new Section("use", "Intended use and limits", NarrativeSections::use),
            new Section("factors", "Factors and groups", NarrativeSections::factors),
            new Section("training", "Training data", NarrativeSections::training),
            new Section("evaluation", "Evaluation data", NarrativeSections::evaluation),
            new Section("performance", "Performance", FigureSections::performance),
            new Section("groups", "Performance by group", FigureSections::groups),
            new Section("comparisons", "Comparisons between groups", FigureSections::comparisons),
            new Section("ethics", "Ethical considerations", NarrativeSections::ethics),
            new Section("oversight", "Human oversight", NarrativeSections::oversight),
            new Section("gates", "Gates and evidence", SummarySections::gates),
            new Section("findings", "Findings and waivers", SummarySections::findings),
            new Section("monitoring", "Monitoring plan", NarrativeSections::monitoring));

    private record Section(String id, String title, BiConsumer<CardContent, Markup> body) {}

    private CardPage() {}

    /**
     * The whole document, well-formed XHTML.
     *
     * @param style the style sheet
     * @param bookmarks whether to head it with the PDF's bookmarks, which are not HTML
     * @param closing what the last section says of the file itself
     */
    static String render(
            CardContent content, Optional<ApprovalAnnex> annex, String style, boolean bookmarks, String closing) {
        Markup page = new Markup();
        ModelDetails details = content.details();
        String name = details.title() + ", version " + details.version();
        page.raw("<!DOCTYPE html>\n<html xmlns=\"http://www.w3.org/1999/xhtml\" lang=\"")
                .text(content.language())
                .raw("\"><head><meta charset=\"UTF-8\"/>")
                .element("title", "Model card: " + name)
                .raw(
                        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/><meta name=\"subject\" content=\"")
                .text("Model card of " + details.model() + " " + details.version())
                .raw("\"/><meta name=\"description\" content=\"")
                .text("Model card of " + details.model() + " " + details.version())
                .raw("\"/>");
        List<Section> sections = new ArrayList<>();
        sections.add(new Section("summary", "Summary", (card, to) -> SummarySections.summary(card, annex, to)));
        sections.addAll(SECTIONS);
        sections.add(new Section("approval", "Approval", (card, to) -> SummarySections.approval(annex, to)));
        sections.add(new Section("about", "About this card", (card, to) -> to.element("p", closing)));
        if (bookmarks) {
            bookmarks(sections, page);
        }
        page.raw("<style>").raw(style).raw("</style></head><body>");
        page.raw("<div class=\"running\">").text(name).raw("</div><div class=\"running-state\">");
        page.text(annex.isPresent() ? "Approved" : "Draft, not approved").raw("</div>");
        cover(content, annex, page);
        contents(sections, page);
        page.raw("<div class=\"sections\">");
        for (int i = 0; i < sections.size(); i++) {
            Section section = sections.get(i);
            page.raw("<div class=\"section section-" + section.id() + "\"><h2 id=\"" + section.id()
                    + "\"><span class=\"ordinal\">");
            page.text((i + 1) + " ").raw("</span>").text(section.title()).raw("</h2>");
            section.body().accept(content, page);
            page.raw("</div>");
        }
        return page.raw("</div></body></html>").toString();
    }

    private static void bookmarks(List<Section> sections, Markup page) {
        page.raw("<bookmarks><bookmark name=\"Cover\" href=\"#cover\"/>");
        for (int i = 0; i < sections.size(); i++) {
            page.raw("<bookmark name=\"").text((i + 1) + " " + sections.get(i).title());
            page.raw("\" href=\"#" + sections.get(i).id() + "\"/>");
        }
        page.raw("</bookmarks>");
    }

    private static void cover(CardContent content, Optional<ApprovalAnnex> annex, Markup page) {
        ModelDetails details = content.details();
        int length = details.title().length();
        String size = length > 120 ? "longest" : length > 48 ? "long" : "short";
        page.raw("<div class=\"cover\" id=\"cover\"><div class=\"band\"><p class=\"eyebrow\">MODEL CARD</p>");
        page.element("h1 class=\"" + size + "\"", details.title());
        page.raw("<p class=\"version\">")
                .text(details.model() + " · version " + details.version())
                .raw("</p>");
        page.element(
                "p class=\"lead\"",
                details.summary().provided().orElse("Summary " + Markup.absence(details.summary())));
        page.raw("<p class=\"badges\">");
        page.element(
                annex.isPresent() ? "span class=\"badge approved\"" : "span class=\"badge draft\"",
                annex.isPresent() ? "APPROVED" : "DRAFT");
        String tier = content.tier()
                .provided()
                .map(risk -> "Tier " + risk.tier())
                .orElse("Tier " + Markup.absence(content.tier()));
        page.raw(" ").element("span class=\"badge tier\"", tier);
        List<LegalClass> classes = content.legalClasses().provided().orElse(List.of());
        for (LegalClass legal : classes.subList(0, Math.min(2, classes.size()))) {
            page.raw(" ").element("span class=\"badge legal\"", legal.name());
        }
        page.raw("</p></div><div class=\"tiles\">");
        for (Headline tile : Headline.five(content)) {
            page.raw("<div class=\"tile " + tile.tone() + "\">");
            page.element("p class=\"big" + (tile.value().length() > 6 ? " wide" : "") + "\"", tile.value());
            page.element("p class=\"label\"", tile.label()).element("p class=\"detail\"", tile.detail());
            if (!tile.limit().isEmpty()) {
                page.element("p class=\"detail\"", tile.limit());
            }
            page.raw("</div>");
        }
        page.raw("</div></div>");
    }

    private static void contents(List<Section> sections, Markup page) {
        page.raw("<div class=\"contents\"><p class=\"contents-title\">Contents</p><ol>");
        for (Section section : sections) {
            page.raw("<li><a href=\"#" + section.id() + "\" title=\"")
                    .text("Go to " + section.title())
                    .raw("\">");
            page.text(section.title()).raw("</a></li>");
        }
        page.raw("</ol></div>");
    }
}
