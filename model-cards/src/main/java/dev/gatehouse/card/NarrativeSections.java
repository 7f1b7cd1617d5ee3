package dev.gatehouse.card;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The sections people write, and the facts of registration and assessment. */
final class NarrativeSections {
    private NarrativeSections() {}

    static void details(CardContent content, Markup to) {
        ModelDetails details = content.details();
        to.table("Identity and ownership", List.of("Entry|22", "Value|60", "Source|18"));
        fact(to, "Model", Field.of(details.model(), "registration"));
        fact(to, "Version", Field.of(details.version(), "registration"));
        fact(to, "Owner", details.owner());
        fact(to, "Developers", joined(details.developers()));
        fact(to, "Model type", details.modelType());
        fact(to, "Artifact digest", details.artifactDigest());
        fact(to, "Binding", details.binding());
        fact(to, "Licence", details.licence());
        to.endTable();
        to.element("h3", "How it was trained").prose(details.provenance());
        to.element("h3", "Training record");
        details.provenanceFacts().provided().ifPresent(facts -> {
            to.table("Training provenance", List.of("Entry|22", "Value|78"));
            for (NamedValue value : facts) {
                to.raw("<tr>")
                        .element("th scope=\"row\"", value.name())
                        .cell(value.value())
                        .raw("</tr>");
            }
            to.endTable();
        });
        to.remark(details.provenanceFacts());
    }

    static void tier(CardContent content, Markup to) {
        content.tier().provided().ifPresent(risk -> {
            to.table("Assessment", List.of("Entry|22", "Value|78"));
            to.raw("<tr>")
                    .element("th scope=\"row\"", "Risk tier")
                    .cell(risk.tier())
                    .raw("</tr>");
            to.raw("<tr>")
                    .element("th scope=\"row\"", "Assessed on")
                    .cell(Wording.day(risk.assessedOn()))
                    .raw("</tr>");
            to.raw("<tr>")
                    .element("th scope=\"row\"", "Policy pack")
                    .digestCell(risk.packDigest())
                    .raw("</tr>");
            to.endTable();
            if (!risk.reasons().isEmpty()) {
                to.table(
                        "Reasons for the tier",
                        List.of("Rule|21", "Citation|25", "Certainty|13", "Effective from|15", "Facts used|26"));
                for (RiskTier.Reason reason : risk.reasons()) {
                    to.raw("<tr>").element("th scope=\"row\"", reason.rule()).cell(reason.citation());
                    to.cell(reason.certainty())
                            .cell(Wording.day(reason.effectiveFrom()))
                            .cell(facts(reason.facts()));
                    to.raw("</tr>");
                }
                to.endTable();
            }
        });
        to.remark(content.tier());
        to.element("h3", "Legal classes");
        content.legalClasses().provided().filter(list -> !list.isEmpty()).ifPresent(classes -> {
            to.table("Classes by law", List.of("Class|24", "Citation|36", "Certainty|20", "Effective from|20"));
            for (LegalClass legal : classes) {
                to.raw("<tr>").element("th scope=\"row\"", legal.name()).cell(legal.citation());
                to.cell(legal.certainty())
                        .cell(Wording.day(legal.effectiveFrom()))
                        .raw("</tr>");
            }
            to.endTable();
        });
        none(to, content.legalClasses(), "No legal class applies.");
        to.remark(content.legalClasses());
    }

    static void use(CardContent content, Markup to) {
        to.element("h3", "Intended use").prose(content.intendedUse());
        to.element("h3", "Out of scope").prose(content.outOfScopeUse());
        to.element("h3", "Limits of use").prose(content.limitsOfUse());
    }

    static void factors(CardContent content, Markup to) {
        content.factors().provided().filter(list -> !list.isEmpty()).ifPresent(factors -> {
            to.table("Factors that were examined", List.of("Factor|20", "Groups|50", "Note|30"));
            for (Factor factor : factors) {
                to.raw("<tr>").element("th scope=\"row\"", factor.name());
                to.cell(factor.groups().isEmpty() ? null : String.join(", ", factor.groups()))
                        .cell(factor.note());
                to.raw("</tr>");
            }
            to.endTable();
        });
        none(to, content.factors(), "No factor was examined.");
        to.remark(content.factors());
    }

    static void training(CardContent content, Markup to) {
        datasets(content.trainingData(), to);
    }

    static void evaluation(CardContent content, Markup to) {
        datasets(content.evaluationData(), to);
    }

    private static void datasets(Field<List<Dataset>> field, Markup to) {
        for (Dataset data : field.provided().orElse(List.of())) {
            to.raw("<div class=\"keep\">")
                    .element("h3", data.name())
                    .table("Data set", List.of("Entry|22", "Value|60", "Source|18"));
            fact(to, "Source of the rows", data.source());
            fact(to, "Licence", data.licence());
            fact(to, "Rows", shown(data.rows(), Wording::count));
            fact(to, "Split", data.split());
            fact(to, "Seed", data.seed());
            fact(to, "Digest", data.digest());
            fact(to, "Note", data.note());
            to.endTable().raw("</div>");
        }
        none(to, field, "There is no such data.");
        to.remark(field);
    }

    static void ethics(CardContent content, Markup to) {
        to.prose(content.ethicalConsiderations());
    }

    static void oversight(CardContent content, Markup to) {
        to.prose(content.humanOversight());
    }

    static void monitoring(CardContent content, Markup to) {
        content.monitoring().provided().filter(list -> !list.isEmpty()).ifPresent(monitors -> {
            to.table("What is watched after launch", List.of("Monitor|32", "Cadence|14", "Alerts when|27", "Then|27"));
            for (Monitor monitor : monitors) {
                to.raw("<tr>").element("th scope=\"row\"", monitor.name()).cell(monitor.cadence());
                to.cell(monitor.threshold()).cell(monitor.action()).raw("</tr>");
            }
            to.endTable();
        });
        none(to, content.monitoring(), "Nothing is watched.");
        to.remark(content.monitoring());
    }

    /** A list that was provided and is empty says so: it is not the same as a list nobody provided. */
    static void none(Markup to, Field<? extends List<?>> field, String sentence) {
        if (field.provided().map(List::isEmpty).orElse(false)) {
            to.element("p", sentence);
        }
    }

    private static void fact(Markup to, String name, Field<String> field) {
        to.raw("<tr>").element("th scope=\"row\"", name);
        if (field instanceof Field.Provided<String> given) {
            boolean digest = given.value().startsWith("sha256:");
            to.element(digest ? "td class=\"digest\"" : "td", given.value())
                    .element("td class=\"from\"", given.source());
        } else {
            to.element("td class=\"none\"", Markup.absence(field)).element("td class=\"from\"", "–");
        }
        to.raw("</tr>");
    }

    private static Field<String> joined(Field<List<String>> field) {
        return shown(field, names -> names.isEmpty() ? "none" : String.join(", ", names));
    }

    private static <T> Field<String> shown(Field<T> field, java.util.function.Function<T, String> wording) {
        if (field instanceof Field.Provided<T> given) {
            return Field.of(wording.apply(given.value()), given.source());
        }
        return field instanceof Field.NotApplicable<T> never
                ? Field.notApplicable(never.because())
                : Field.notProvided();
    }

    private static String facts(Map<String, String> facts) {
        return facts.isEmpty()
                ? "none"
                : facts.entrySet().stream()
                        .map(fact -> fact.getKey() + " = " + fact.getValue())
                        .collect(Collectors.joining("; "));
    }
}
