package dev.gatehouse.governance.releases;

import dev.gatehouse.approval.release.Refusal;
import dev.gatehouse.approval.release.VoteDecision;
import dev.gatehouse.governance.problem.ProblemException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The vote form as it was sent, so that a refusal loses nothing that was typed.
 *
 * @param limits conditions
 * @param changes what is to be changed, one on a line
 * @param dossier digest of the dossier that was on the page
 * @param faults why it was not taken; empty at first
 */
record VoteForm(
        String function,
        String decision,
        String rationale,
        LimitsForm limits,
        String changes,
        String dossier,
        List<Fault> faults) {

    private static final Map<String, String> FIELD_OF_REASON = Map.ofEntries(
            Map.entry("function_has_no_seat", "function"),
            Map.entry("function_not_held", "function"),
            Map.entry("rationale_length", "rationale"),
            Map.entry("conditions_missing", "trafficCap"),
            Map.entry("conditions_unexpected", "trafficCap"),
            Map.entry("conditions_admit_nothing", "purposes"),
            Map.entry("conditions_too_many", "segment"),
            Map.entry("segment_invalid", "segment"),
            Map.entry("changes_missing", "changes"),
            Map.entry("changes_unexpected", "changes"),
            Map.entry("changes_limits", "changes"),
            Map.entry("questions_open", "open-questions"));

    /** What is wrong, and the id of the field to go to. */
    record Fault(String field, String sentence) {}

    VoteForm {
        function = function == null ? "" : function;
        decision = decision == null ? "" : decision;
        rationale = rationale == null ? "" : rationale;
        changes = changes == null ? "" : changes;
        dossier = dossier == null ? "" : dossier;
        faults = List.copyOf(faults);
    }

    /** A form to fill in, for the dossier on the page. */
    static VoteForm empty(String dossier) {
        return new VoteForm("", "", "", LimitsForm.empty(), "", dossier, List.of());
    }

    /** What could not be read, by field; empty when {@link #vote} can be made. */
    List<Fault> unreadable() {
        List<Fault> unreadable = new ArrayList<>();
        if (function.isEmpty()) {
            unreadable.add(new Fault("function", "Say which function you act for."));
        }
        if (Arrays.stream(VoteDecision.values()).noneMatch(d -> d.text().equals(decision))) {
            unreadable.add(new Fault("decision", "Choose a decision."));
        }
        if (!dossier.matches("sha256:[0-9a-f]{64}")) {
            unreadable.add(new Fault("function", "The form does not say which dossier you read; load the page again."));
        }
        if ((rationale + changes).indexOf('\0') >= 0) {
            unreadable.add(new Fault("rationale", "A text holds a NUL character; leave it out."));
        }
        unreadable.addAll(limits.unreadable());
        return unreadable;
    }

    VoteToCast vote() {
        return new VoteToCast(
                function,
                VoteDecision.parse(decision),
                rationale,
                limits.conditions(),
                changes.lines()
                        .map(String::strip)
                        .filter(line -> !line.isEmpty())
                        .toList(),
                dossier);
    }

    /** The same form with every reason of a refusal. */
    VoteForm refused(ProblemException refusal) {
        List<Fault> reasons = new ArrayList<>();
        if (refusal.members().get("reasons") instanceof List<?> all) {
            for (Object reason : all) {
                if (reason instanceof Refusal r) {
                    reasons.add(new Fault(FIELD_OF_REASON.getOrDefault(r.code(), "function"), r.sentence()));
                }
            }
        }
        return with(reasons.isEmpty() ? List.of(new Fault("function", refusal.getMessage())) : reasons);
    }

    VoteForm with(List<Fault> reasons) {
        return new VoteForm(function, decision, rationale, limits, changes, dossier, reasons);
    }

    /** The same form for another dossier: the one that is on the page now. */
    VoteForm on(String present) {
        return new VoteForm(function, decision, rationale, limits, changes, present, faults);
    }

    /** The sentence beside a field, or null. */
    public String fault(String field) {
        return faults.stream()
                .filter(f -> f.field().equals(field))
                .map(Fault::sentence)
                .findFirst()
                .orElse(null);
    }
}
