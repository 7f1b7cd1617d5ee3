package dev.gatehouse.governance.cards;

import dev.gatehouse.card.Field;
import dev.gatehouse.card.LegalClass;
import dev.gatehouse.card.Monitor;
import dev.gatehouse.card.NamedValue;
import dev.gatehouse.card.RiskTier;
import dev.gatehouse.governance.intake.AnswerWords;
import dev.gatehouse.governance.pages.Wording;
import dev.gatehouse.risk.Assessment;
import dev.gatehouse.risk.Fact;
import dev.gatehouse.risk.Obligations;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What assessment and packs say of a use, as entries of a card.
 *
 * @param assessment as of the day of the card
 * @param facts that the packs ask, in their order
 */
record PolicyParts(Assessment assessment, List<Fact> facts) {

    /** Facts on which the reading of the EU AI Act rests. A card says of each why it has no answer. */
    private static final Set<String> ALWAYS_SAID =
            Set.of("org_role", "jurisdictions", "annex3_points", "art6_3_condition");

    /** The class of the EU AI Act that asks for a declaration of conformity. */
    private static final String HIGH_RISK = "eu-high-risk";

    private String source() {
        return "risk assessment of " + Wording.day(assessment.on());
    }

    Field<RiskTier> tier() {
        String packs =
                assessment.packs().stream().map(p -> p.id() + " " + p.digest()).collect(Collectors.joining(", "));
        return Field.of(
                new RiskTier(
                        assessment.tier().name(),
                        packs,
                        assessment.on(),
                        assessment.reasons().stream()
                                .map(r -> new RiskTier.Reason(
                                        r.rule(),
                                        r.citation(),
                                        r.certainty().label(),
                                        r.effectiveFrom(),
                                        printed(r.facts()),
                                        r.tierFloor()
                                                .filter(assessment.assessedTier()::equals)
                                                .isPresent()))
                                .toList()),
                source());
    }

    Field<List<LegalClass>> legalClasses() {
        if (assessment.legalClasses().isEmpty()) {
            return Field.notApplicable("no rule of the active packs puts the use into a legal class");
        }
        return Field.of(
                assessment.legalClasses().stream()
                        .map(c -> new LegalClass(c.title(), c.pack() + " / " + c.id(), null, c.from()))
                        .toList(),
                source());
    }

    /** What was answered, by the question; of the facts that a reader looks for, also why there is no answer. */
    Field<List<NamedValue>> regulatoryFacts() {
        List<NamedValue> said = new ArrayList<>();
        for (Fact fact : facts) {
            Object answer = assessment.facts().get(fact.name());
            if (answer != null) {
                said.add(new NamedValue(fact.question(), value(fact, answer), fact.name()));
            } else if (ALWAYS_SAID.contains(fact.name())) {
                said.add(new NamedValue(
                        fact.question(),
                        "Not applicable, because no answer could change the assessment.",
                        fact.name()));
            }
        }
        return Field.ofNullable(said, "answers at intake, " + source());
    }

    /** How often what is watched, with the limits of policy; then how often the model is validated anew. */
    Field<List<Monitor>> monitors() {
        Optional<Obligations> settled = assessment.obligations();
        if (settled.isEmpty()) {
            return Field.notProvided();
        }
        Obligations obligations = settled.get();
        List<Monitor> monitors = new ArrayList<>();
        obligations
                .monitorCadence()
                .forEach((kind, every) -> monitors.add(
                        switch (kind) {
                            case "data" ->
                                new Monitor(
                                        "Data quality and drift",
                                        cadence(every.toString()),
                                        limits(obligations.driftLimits()),
                                        null);
                            case "report" ->
                                new Monitor(
                                        "Report on performance and fairness",
                                        cadence(every.toString()),
                                        obligations
                                                .fairness()
                                                .map(policy -> limits(policy.limits()))
                                                .orElse(null),
                                        null);
                            default -> new Monitor(Wording.words(kind), cadence(every.toString()), null, null);
                        }));
        monitors.add(new Monitor(
                "Validation by people who did not make it",
                cadence(obligations.revalidation().toString()),
                null,
                null));
        return Field.of(monitors, "obligations of the tier, " + source());
    }

    /** Why there is no declaration of conformity, where the use needs none; otherwise somebody has to write it. */
    Field<String> declaration() {
        return assessment.legalClasses().stream().anyMatch(c -> c.id().equals(HIGH_RISK))
                ? Field.notProvided()
                : Field.notApplicable("no rule of the active packs makes the use high-risk under the EU AI Act");
    }

    /** Whether the tier is settled and none of its gates takes an audit. */
    boolean asksNoAudit() {
        return assessment
                .obligations()
                .filter(o -> o.gates().stream().noneMatch(g -> g.evidenceKind().equals("audit")))
                .isPresent();
    }

    private static String cadence(String period) {
        return "at least every " + Wording.spoken(period);
    }

    private static String limits(Map<String, Obligations.Limit> limits) {
        return limits.isEmpty()
                ? null
                : limits.entrySet().stream()
                        .map(e -> (e.getKey().length() == 3
                                        ? e.getKey().toUpperCase(Locale.ROOT)
                                        : e.getKey().replace('_', ' '))
                                + e.getValue()
                                        .min()
                                        .map(min -> " at least " + min.toPlainString())
                                        .orElse("")
                                + e.getValue()
                                        .max()
                                        .map(max -> " at most " + max.toPlainString())
                                        .orElse(""))
                        .collect(Collectors.joining("; "));
    }

    private static String value(Fact fact, Object answer) {
        if (answer instanceof Boolean yes) {
            return yes ? "Yes" : "No";
        }
        if (answer instanceof Collection<?> several) {
            return several.isEmpty()
                    ? "None"
                    : several.stream().map(one -> words(fact, one)).collect(Collectors.joining("; "));
        }
        if (answer instanceof Map<?, ?> entries) {
            return fact.type() == Fact.Type.COUNTS ? counts(entries) : byAnswer(fact, entries);
        }
        String printed = fact.type() == Fact.Type.ENUM
                ? words(fact, answer)
                : answer instanceof Long number ? Wording.grouped(number) : answer.toString();
        return fact.unit().map(unit -> printed + " " + unit).orElse(printed);
    }

    private static String words(Fact fact, Object code) {
        return fact.format().isPresent() ? code.toString() : AnswerWords.of(fact.name(), code.toString());
    }

    /** A screening in one line: what was answered alike stands together. */
    private static String byAnswer(Fact fact, Map<?, ?> entries) {
        Map<String, List<String>> byAnswer = new TreeMap<>();
        entries.forEach((key, answer) -> byAnswer.computeIfAbsent(
                        answer instanceof Boolean yes ? (yes ? "yes" : "no") : answer.toString(),
                        a -> new ArrayList<>())
                .add(key.toString()));
        return byAnswer.entrySet().stream()
                .map(e -> AnswerWords.of(fact.name(), e.getKey()) + ": "
                        + e.getValue().stream().sorted().collect(Collectors.joining(", ")))
                .collect(Collectors.joining("; "));
    }

    private static String counts(Map<?, ?> groups) {
        return groups.entrySet().stream()
                .map(group -> group.getKey() + ": "
                        + ((Map<?, ?>) group.getValue())
                                .entrySet().stream()
                                        .map(e -> Wording.words(e.getKey().toString())
                                                        .toLowerCase(Locale.ROOT) + " " + e.getValue())
                                        .collect(Collectors.joining(", ")))
                .collect(Collectors.joining("; "));
    }

    /** Each in the words in which the card gives the answer to its question. */
    private Map<String, String> printed(Map<String, Object> used) {
        Map<String, String> printed = new LinkedHashMap<>();
        used.forEach((name, answer) -> {
            int entry = name.indexOf('[');
            String fact = entry < 0 ? name : name.substring(0, entry);
            printed.put(
                    name,
                    facts.stream()
                            .filter(asked -> asked.name().equals(fact))
                            .findFirst()
                            .map(asked -> entry < 0 || answer instanceof Boolean
                                    ? value(asked, answer)
                                    : words(asked, answer))
                            .orElseGet(() -> String.valueOf(answer)));
        });
        return printed;
    }
}
