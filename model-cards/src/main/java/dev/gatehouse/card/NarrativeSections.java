package dev.gatehouse.card;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The sections people write, and the facts of registration and assessment. */
final class NarrativeSections {
    private static final String FACTS = "What law asks of the use case";

    /** What is said of a rule that alone would set the tier. */
    static final String DECIDES = "sets the tier";

    /** So many facts are named again for each rule that used them. */
    private static final int SAID_AGAIN = 3;

    private NarrativeSections() {}

    static void identity(CardContent content, Markup to) {
        ModelDetails details = content.details();
        to.table("Names, people and artifact", List.of("Entry|19", "Value|64", "Source|17"));
        fact(to, "Model", Field.of(details.model(), "registration"));
        fact(to, "Version", Field.of(details.version(), "registration"));
        fact(to, "Title", Field.of(details.title(), "registration"));
        fact(to, "Owner", details.owner());
        fact(to, "Developers", joined(details.developers()));
        fact(to, "Validators", joined(content.validators()));
        fact(to, "Model type", details.modelType());
        fact(to, "Artifact digest", details.artifactDigest());
        fact(to, "Binding", details.binding());
        fact(to, "Licence", details.licence());
        to.endTable();
    }

    static void trained(CardContent content, Markup to) {
        to.prose(content.details().provenance());
    }

    static void trainingRecord(CardContent content, Markup to) {
        values(to, content.details().provenanceFacts(), "Recorded at training", "There is no entry.");
    }

    static void thirdParties(CardContent content, Markup to) {
        values(to, content.thirdParties(), "Whose parts it has", "It has parts of nobody else.");
    }

    static void objectives(CardContent content, Markup to) {
        values(to, content.objectives(), "What the business wants of it", "There is no objective.");
    }

    static void kpis(CardContent content, Markup to) {
        values(to, content.kpis(), "What tells whether it succeeds", "There is no such measure.");
    }

    static void inputData(CardContent content, Markup to) {
        values(to, content.inputData(), "What it reads when it is used", "It reads nothing.");
    }

    static void regulatoryFacts(CardContent content, Markup to) {
        boolean named =
                content.regulatoryFacts().provided().orElse(List.of()).stream().anyMatch(value -> value.fact() != null);
        if (!named) {
            values(to, content.regulatoryFacts(), FACTS, "No fact was asked for.");
            return;
        }
        to.table(FACTS, List.of("Fact|20", "Question|42", "Answer|38"));
        for (NamedValue value : content.regulatoryFacts().provided().orElseThrow()) {
            to.raw("<tr>").element("th scope=\"row\"", value.fact() == null ? "–" : Wording.fact(value.fact()));
            to.element("td", value.name()).cell(value.value()).raw("</tr>");
        }
        to.endTable().remark(content.regulatoryFacts());
    }

    static void digests(CardContent content, Markup to) {
        values(to, content.digests(), "What this card rests on", "There is no digest.");
    }

    private static void values(Markup to, Field<List<NamedValue>> field, String caption, String nothing) {
        field.provided().filter(list -> !list.isEmpty()).ifPresent(values -> values(to, values, caption));
        none(to, field, nothing);
        to.remark(field);
    }

    private static void values(Markup to, List<NamedValue> values, String caption) {
        to.table(caption, List.of("Entry|30", "Value|70"));
        for (NamedValue value : values) {
            to.raw("<tr>").element("th scope=\"row\"", value.name());
            if (value.value() != null && value.value().startsWith("sha256:")) {
                to.digestCell(value.value());
            } else {
                to.cell(value.value());
            }
            to.raw("</tr>");
        }
        to.endTable();
    }

    static void changes(CardContent content, Markup to) {
        content.changes().provided().ifPresent(changes -> {
            to.raw("<p>").text("Compared with the card of version " + changes.previousVersion() + ", ");
            to.element("span class=\"digest\"", changes.previousDigest()).raw(".</p>");
            if (changes.list().isEmpty()) {
                to.element("p", "Both cards read the same.");
                return;
            }
            to.table("What is different", List.of("Section|18", "Entry|24", "Before|29", "Now|29"));
            for (CardDiff.Change change : changes.list()) {
                to.raw("<tr>").cell(change.section()).element("th scope=\"row\"", change.entry());
                value(to, change.before());
                value(to, change.after()).raw("</tr>");
            }
            to.endTable();
        });
        to.remark(content.changes());
    }

    private static Markup value(Markup to, String value) {
        return to.element(value == null ? "td class=\"none\"" : "td", value == null ? "none" : value);
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
                reasons(content, risk, to);
            }
        });
        to.remark(content.tier());
    }

    /** The rules with the names of the facts they used; a value stands once, however many rules used it. */
    private static void reasons(CardContent content, RiskTier risk, Markup to) {
        to.table(
                "Reasons for the tier",
                List.of("Rule|17", "Citation|26", "Certainty|12", "Effective from|14", "Facts used|31"));
        Set<NamedValue> used =
                new TreeSet<>(Comparator.comparing(NamedValue::fact).thenComparing(NamedValue::value));
        Map<Set<String>, String> first = new HashMap<>();
        for (RiskTier.Reason reason : risk.reasons()) {
            to.raw("<tr><th scope=\"row\">").text(reason.rule());
            if (Boolean.TRUE.equals(reason.decides())) {
                to.raw("<br/>").element("span class=\"interval\"", DECIDES);
            }
            to.raw("</th>").cell(reason.citation()).cell(reason.certainty()).cell(Wording.day(reason.effectiveFrom()));
            to.element("td", used(reason, first));
            to.raw("</tr>");
            reason.facts()
                    .forEach((fact, value) ->
                            used.add(new NamedValue(Wording.fact(fact), value.isBlank() ? "–" : value, fact)));
        }
        to.endTable();
        List<NamedValue> said = content.regulatoryFacts().provided().orElse(List.of());
        List<NamedValue> rest = used.stream()
                .filter(one -> said.stream().noneMatch(answer -> says(answer, one)))
                .toList();
        if (rest.size() < used.size()) {
            to.element("p class=\"caption\"", "What was answered stands in '" + CardSections.FACTS + "'.");
        }
        if (!rest.isEmpty()) {
            values(to, rest, "Facts that these rules used");
        }
    }

    /** The names of the facts a rule used; many that an earlier rule used as well are said by that rule's name. */
    private static String used(RiskTier.Reason reason, Map<Set<String>, String> first) {
        Set<String> facts = reason.facts().keySet();
        String before = first.putIfAbsent(facts, reason.rule());
        if (before != null && facts.size() > SAID_AGAIN) {
            return "the same as " + before;
        }
        return facts.isEmpty() ? "none" : facts.stream().map(Wording::fact).collect(Collectors.joining(", "));
    }

    /** Whether an answer gives what a rule used; the entry of a fact stands in the answer to the whole. */
    private static boolean says(NamedValue answer, NamedValue used) {
        return used.fact().equals(answer.fact())
                ? used.value().equals(answer.value())
                : answer.fact() != null && used.fact().startsWith(answer.fact() + "[");
    }

    static void legalClasses(CardContent content, Markup to) {
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
            to.table(data.name(), List.of("Entry|19", "Value|64", "Source|17"));
            fact(to, "Source of the rows", data.source());
            fact(to, "Licence", data.licence());
            fact(to, "Rows", shown(data.rows(), Wording::count));
            fact(to, "Split", data.split());
            fact(to, "Seed", data.seed());
            fact(to, "Digest", data.digest());
            fact(to, "Note", data.note());
            to.endTable();
        }
        none(to, field, "There is no such data.");
        to.remark(field);
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

    static Field<String> joined(Field<List<String>> field) {
        return shown(field, names -> names.isEmpty() ? "none" : String.join(", ", names));
    }

    static <T> Field<String> shown(Field<T> field, Function<T, String> wording) {
        if (field instanceof Field.Provided<T> given) {
            return Field.of(wording.apply(given.value()), given.source());
        }
        return field instanceof Field.NotApplicable<T> never
                ? Field.notApplicable(never.because())
                : Field.notProvided();
    }

    static String facts(Map<String, String> facts) {
        return facts.isEmpty()
                ? "none"
                : facts.entrySet().stream()
                        .map(fact -> fact.getKey() + " = " + fact.getValue())
                        .collect(Collectors.joining("; "));
    }
}
