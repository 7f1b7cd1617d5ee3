package dev.gatehouse.governance.intake;

import dev.gatehouse.governance.models.AssessmentView;
import dev.gatehouse.governance.pages.Wording;
import dev.gatehouse.risk.Assessment;
import dev.gatehouse.risk.Assessment.Status;
import dev.gatehouse.risk.Fact;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the packs say of the answers so far.
 *
 * @param assessment null when a rule could not be evaluated
 * @param said the result in one or two sentences
 * @param missing the questions that could still change it
 * @param broken why a rule could not be evaluated; empty when all could
 */
record Outcome(AssessmentView assessment, String said, List<Missing> missing, String broken) {

    /**
     * A question that matters.
     *
     * @param fact that it asks for
     * @param parts the entries of a map that are open, such as {@code a, b}; empty for other facts
     * @param unsure whether it was answered 'unsure'
     */
    record Missing(String fact, String question, String parts, boolean unsure) {}

    /** The result; questions that matter come in the order of the form, whose facts these are. */
    static Outcome of(Assessment assessment, List<Fact> asked, AssessmentView view) {
        Map<String, List<Assessment.MissingFact>> byFact = new LinkedHashMap<>();
        asked.forEach(fact -> byFact.put(fact.name(), new ArrayList<>()));
        assessment
                .missing()
                .forEach(m -> byFact.computeIfAbsent(m.fact(), any -> new ArrayList<>())
                        .add(m));
        byFact.values().removeIf(List::isEmpty);
        List<Missing> missing = new ArrayList<>();
        byFact.forEach((fact, parts) -> missing.add(new Missing(
                fact,
                parts.get(0).question(),
                String.join(
                        ", ",
                        parts.stream()
                                .map(Assessment.MissingFact::key)
                                .filter(key -> !key.isEmpty())
                                .toList()),
                parts.stream().allMatch(Assessment.MissingFact::unsure))));
        return new Outcome(view, said(assessment, missing.size()), missing, "");
    }

    static Outcome broken(String reason) {
        return new Outcome(null, "The tier cannot be worked out.", List.of(), reason);
    }

    private static String said(Assessment a, int missing) {
        if (a.status() == Status.PROHIBITED) {
            return "Prohibited, whatever else is answered.";
        }
        String tier = Wording.words(a.tier().name());
        if (a.status() == Status.ASSESSED) {
            return tier + ". No other answer can change this.";
        }
        String open = missing == 1 ? "1 question still matters." : missing + " questions still matter.";
        return a.tier() == a.tierAtMost()
                ? tier + ", but what follows from it is not settled. " + open
                : "At least " + lower(tier) + ", at most "
                        + lower(Wording.words(a.tierAtMost().name())) + ". " + open;
    }

    private static String lower(String words) {
        return Character.toLowerCase(words.charAt(0)) + words.substring(1);
    }
}
