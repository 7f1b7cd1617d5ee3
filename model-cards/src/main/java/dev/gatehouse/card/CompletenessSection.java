package dev.gatehouse.card;

import java.util.List;

/** How complete the card is, and what is missing. */
final class CompletenessSection {
    private CompletenessSection() {}

    static void write(List<FrameworkCompleteness> frameworks, Markup to) {
        to.element(
                "p",
                "The share of each framework's requirements that this card answers; 'not applicable' with a reason is an answer. Which"
                        + " entry answers which requirement is our reading. A card is not itself a technical file under Annex IV, and a"
                        + " full card does not show that a law is complied with.");
        FigureSections.figure(to, Charts.completeness("Requirements answered", frameworks));
        for (FrameworkCompleteness framework : frameworks) {
            List<Requirement> gaps = framework.gaps();
            int never = framework.in(Requirement.State.NOT_APPLICABLE).size();
            to.element("h3", framework.framework().title());
            to.element(
                    "p",
                    framework.percent() + " %: " + (framework.requirements().size() - gaps.size()) + " of "
                            + framework.requirements().size() + " requirements are answered"
                            + (never == 0 ? "." : ", of these " + never + " as not applicable."));
            if (gaps.isEmpty()) {
                continue;
            }
            to.table(
                    "Missing for " + framework.framework().title(),
                    List.of("Requirement|32", "Citation|24", "How to supply it|44"));
            for (Requirement gap : gaps) {
                to.raw("<tr>").element("th scope=\"row\"", gap.title()).cell(gap.citation());
                to.cell(gap.remedy()).raw("</tr>");
            }
            to.endTable();
        }
    }
}
