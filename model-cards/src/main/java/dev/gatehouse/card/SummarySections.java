package dev.gatehouse.card;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What the board decides on: the summary, the gates, the findings, and its decision. */
final class SummarySections {
    /** Most rows of the summary's chart; the section of comparisons has all. */
    private static final int SUMMARY_ROWS = 12;
    /** Most rules that the summary names: those that set the tier, where the card says which do. */
    private static final int SUMMARY_RULES = 5;

    private SummarySections() {}

    static void summary(
            CardContent content, Optional<ApprovalAnnex> annex, List<FrameworkCompleteness> completeness, Markup to) {
        decision(annex, to);
        to.raw("<div class=\"keep\">").element("h3", "What the model does");
        to.written(content.text(CardText.SUMMARY)).raw("</div>");
        to.raw("<div class=\"keep\">")
                .element("h3", "What it is for")
                .prose(content.intendedUse())
                .raw("</div>");
        List<Gate> open = content.gates().provided().orElse(List.of()).stream()
                .filter(gate -> gate.status() != Gate.Status.MET)
                .toList();
        to.element("h3", "Open points");
        to.raw("<ul class=\"points\">");
        if (content.gates().provided().isEmpty()) {
            to.element("li", "Gates: " + Markup.absence(content.gates()));
        } else if (open.isEmpty()) {
            to.element("li", "All gates are met.");
        }
        for (Gate gate : open) {
            String why = gate.reason() == null ? "reason " + Markup.NOT_PROVIDED : gate.reason();
            to.raw("<li><strong>")
                    .text(gate.name())
                    .raw("</strong> ")
                    .text(status(gate) + ": " + why)
                    .raw("</li>");
        }
        if (content.findings().provided().isEmpty()) {
            to.element("li", "Findings: " + Markup.absence(content.findings()));
        }
        for (Finding finding : content.findings().provided().orElse(List.of())) {
            if (finding.open()) {
                to.raw("<li><strong>").text("Finding " + finding.id()).raw("</strong> ");
                to.text(finding.severity() + ": " + finding.title()).raw("</li>");
            }
        }
        to.raw("<li><strong>Completeness</strong> ")
                .text(completeness.stream()
                        .map(one -> one.framework().title() + " " + one.percent() + " %")
                        .collect(Collectors.joining(" · ")))
                .raw("</li>");
        to.raw("</ul>").element("h3", "Why this tier");
        if (content.tier().provided().isEmpty()) {
            to.remark(content.tier());
        }
        content.tier().provided().ifPresent(risk -> whyThisTier(risk, to));
        to.element("h3", "Ratios that decide");
        List<Comparison> ratios = Headline.deciding(content, Comparison.Kind.RATIO);
        if (ratios.isEmpty()) {
            boolean stated = content.comparisons() instanceof Field.NotApplicable;
            to.element("p class=\"none\"", stated ? Markup.absence(content.comparisons()) : Markup.NOT_PROVIDED);
            return;
        }
        for (Map.Entry<String, List<Comparison>> chart :
                FigureSections.charted(ratios).entrySet()) {
            List<Comparison> lowest = chart.getValue().stream()
                    .sorted(Comparator.comparing(
                            ratio -> ratio.estimate().value(), Comparator.nullsFirst(Comparator.naturalOrder())))
                    .limit(SUMMARY_ROWS)
                    .toList();
            Charts.comparisons(chart.getKey(), lowest).ifPresent(svg -> FigureSections.figure(to, svg));
            if (lowest.size() < chart.getValue().size()) {
                to.element(
                        "p class=\"caption\"",
                        "The lowest " + lowest.size() + " of "
                                + chart.getValue().size() + "; all are in '" + CardSections.COMPARISONS + "'.");
            }
        }
    }

    private static void decision(Optional<ApprovalAnnex> annex, Markup to) {
        to.raw("<div class=\"decision " + (annex.isPresent() ? "approved" : "draft") + "\">");
        if (annex.isPresent()) {
            ApprovalAnnex board = annex.get();
            String until =
                    board.validUntil() == null ? "a day " + Markup.NOT_PROVIDED : Wording.moment(board.validUntil());
            to.element("p class=\"decision-title\"", "Approved for " + board.environment());
            to.element("p", "On " + Wording.moment(board.approvedAt()) + ", valid until " + until + ".");
            to.element("p", "Permit " + board.permitId());
            board.conditions().forEach(condition -> to.element("p", "Condition: " + condition));
        } else {
            to.element("p class=\"decision-title\"", "Draft, not approved");
            to.element("p", "This card is for review; it permits nothing.");
        }
        to.raw("</div>");
    }

    private static void whyThisTier(RiskTier risk, Markup to) {
        to.raw("<ul class=\"points\">");
        if (risk.reasons().isEmpty()) {
            to.element("li", "Tier " + risk.tier() + ": no rule raised it.");
        }
        List<RiskTier.Reason> deciding = risk.reasons().stream()
                .filter(reason -> Boolean.TRUE.equals(reason.decides()))
                .toList();
        List<RiskTier.Reason> named = (deciding.isEmpty() ? risk.reasons() : deciding)
                .stream().limit(SUMMARY_RULES).toList();
        for (RiskTier.Reason reason : named) {
            to.raw("<li><strong>").text(reason.rule()).raw("</strong> ");
            to.text(reason.citation() == null ? "citation " + Markup.NOT_PROVIDED : reason.citation());
            to.text(reason.effectiveFrom() == null ? "" : ", duties from " + Wording.day(reason.effectiveFrom()));
            to.raw("</li>");
        }
        int more = risk.reasons().size() - named.size();
        if (more > 0) {
            to.element(
                    "li",
                    "and " + Wording.count(more) + (more == 1 ? " more rule" : " more rules") + ", see section '"
                            + CardSections.TIER + "'");
        }
        to.raw("</ul>");
    }

    static void gates(CardContent content, Markup to) {
        content.gates().provided().filter(list -> !list.isEmpty()).ifPresent(gates -> {
            to.table("Gates of the release", List.of("Gate|30", "Status|10", "Reason|21", "Evidence|39"));
            for (Gate gate : gates) {
                to.raw("<tr>").element("th scope=\"row\"", gate.name());
                to.element(
                        "td class=\"verdict " + gate.status().name().toLowerCase(Locale.ROOT) + "\"",
                        gate.status().name());
                to.cell(gate.reason()).raw(gate.evidence().isEmpty() ? "<td class=\"none\">" : "<td>");
                to.text(gate.evidence().isEmpty() ? Markup.NOT_PROVIDED : "");
                for (Gate.Evidence evidence : gate.evidence()) {
                    to.raw("<span class=\"evidence\">").text(evidence.title()).raw("<br/>");
                    to.element(
                            "span class=\"digest\"",
                            evidence.digest() == null ? "digest " + Markup.NOT_PROVIDED : evidence.digest());
                    to.raw("</span>");
                }
                to.raw("</td></tr>");
            }
            to.endTable();
        });
        NarrativeSections.none(to, content.gates(), "The policy asks for no gate.");
        to.remark(content.gates());
    }

    static void findings(CardContent content, Markup to) {
        content.findings().provided().filter(list -> !list.isEmpty()).ifPresent(findings -> {
            to.table(
                    "Findings of the review",
                    List.of("Finding|12", "Severity|12", "What is wrong|34", "State|11", "Owner|15", "Due|16"));
            for (Finding finding : findings) {
                to.raw("<tr>")
                        .element("th scope=\"row\"", finding.id())
                        .cell(finding.severity())
                        .cell(finding.title());
                to.element(
                        "td class=\"verdict " + (finding.open() ? "waived" : "met") + "\"",
                        finding.open() ? "OPEN" : "CLOSED");
                to.cell(finding.owner()).cell(Wording.day(finding.due())).raw("</tr>");
            }
            to.endTable();
        });
        NarrativeSections.none(to, content.findings(), "There are no findings.");
        to.remark(content.findings());
    }

    static void waivers(CardContent content, Markup to) {
        content.waivers().provided().filter(list -> !list.isEmpty()).ifPresent(waivers -> {
            to.table(
                    "Gates opened by waiver", List.of("Gate|17", "Reason|32", "Granted by|15", "Cap|20", "Expires|16"));
            for (Waiver waiver : waivers) {
                to.raw("<tr>")
                        .element("th scope=\"row\"", waiver.gate())
                        .cell(waiver.reason())
                        .cell(waiver.grantedBy());
                to.cell(waiver.cap()).cell(Wording.day(waiver.expires())).raw("</tr>");
            }
            to.endTable();
        });
        NarrativeSections.none(to, content.waivers(), "There are no waivers.");
        to.remark(content.waivers());
    }

    static void approval(Optional<ApprovalAnnex> approved, Markup to) {
        if (approved.isEmpty()) {
            to.element("p", "Not approved. This card is a draft for review; it permits nothing.");
            return;
        }
        ApprovalAnnex annex = approved.get();
        to.element(
                "p",
                "Approved on " + Wording.moment(annex.approvedAt()) + " for the environment '" + annex.environment()
                        + "'. The votes bind to the dossier whose digest stands below; the dossier holds this card's content.");
        to.table("Permit and record", List.of("Entry|22", "Value|78"));
        row(to, "Permit", annex.permitId());
        row(to, "Environment", annex.environment());
        row(to, "Valid until", Wording.moment(annex.validUntil()));
        row(to, "Dossier digest", annex.dossierDigest());
        row(to, "Ledger index", annex.ledgerIndex());
        row(to, "Ledger root", annex.ledgerRoot());
        to.endTable().element("h3", "Conditions");
        if (annex.conditions().isEmpty()) {
            to.element("p", "No conditions beyond the permit's validity.");
        } else {
            to.raw("<ul class=\"points\">");
            annex.conditions().forEach(condition -> to.element("li", condition));
            to.raw("</ul>");
        }
        to.element("h3", "Votes");
        if (annex.votes().isEmpty()) {
            to.element("p class=\"none\"", Markup.NOT_PROVIDED);
            return;
        }
        to.table("Votes by function", List.of("Function|15", "Voter|15", "Decision|16", "When|20", "Rationale|34"));
        for (ApprovalAnnex.Vote vote : annex.votes()) {
            to.raw("<tr>")
                    .element("th scope=\"row\"", vote.function())
                    .cell(vote.voter())
                    .cell(vote.decision());
            to.cell(Wording.moment(vote.at())).cell(vote.rationale()).raw("</tr>");
        }
        to.endTable();
    }

    private static void row(Markup to, String name, String value) {
        to.raw("<tr>").element("th scope=\"row\"", name);
        boolean digest = value != null && value.startsWith("sha256:");
        if (digest) {
            to.digestCell(value);
        } else {
            to.cell(value);
        }
        to.raw("</tr>");
    }

    private static String status(Gate gate) {
        return gate.status().name().toLowerCase(Locale.ROOT);
    }
}
