package dev.gatehouse.governance.releases;

import dev.gatehouse.approval.canonical.InvalidDocumentException;
import dev.gatehouse.approval.condition.Conditions;
import dev.gatehouse.approval.release.Refusal;
import dev.gatehouse.approval.release.VoteDecision;
import dev.gatehouse.governance.problem.ProblemException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The vote form as it was sent, so that a refusal loses nothing that was typed.
 *
 * @param purposes names with commas or spaces between them; empty for no limit
 * @param callers as {@code purposes}
 * @param expires a date, {@code 2027-01-31}; the permit ends when that day begins in UTC; empty for no limit
 * @param dossier digest of the dossier that was on the page
 * @param faults why it was not taken; empty at first
 */
record VoteForm(
        String function,
        String decision,
        String rationale,
        String purposes,
        String callers,
        String expires,
        String dossier,
        List<Fault> faults) {

    private static final Map<String, String> FIELD_OF_REASON = Map.of(
            "function_has_no_seat", "function",
            "function_not_held", "function",
            "rationale_length", "rationale",
            "conditions_missing", "purposes",
            "conditions_unexpected", "purposes",
            "conditions_admit_nothing", "purposes",
            "conditions_too_many", "purposes");

    /** What is wrong, and the id of the field to go to. */
    record Fault(String field, String sentence) {}

    VoteForm {
        function = function == null ? "" : function;
        decision = decision == null ? "" : decision;
        rationale = rationale == null ? "" : rationale;
        purposes = purposes == null ? "" : purposes;
        callers = callers == null ? "" : callers;
        expires = expires == null ? "" : expires;
        dossier = dossier == null ? "" : dossier;
        faults = List.copyOf(faults);
    }

    /** A form to fill in, for the dossier on the page. */
    static VoteForm empty(String dossier) {
        return new VoteForm("", "", "", "", "", "", dossier, List.of());
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
        try {
            expiry();
        } catch (DateTimeParseException e) {
            unreadable.add(new Fault("expires", "Write the end as a date, such as 2027-01-31."));
        }
        try {
            conditions(Optional.empty());
        } catch (InvalidDocumentException e) {
            unreadable.add(new Fault("purposes", sentence(e)));
        }
        return unreadable;
    }

    VoteToCast vote() {
        return new VoteToCast(function, VoteDecision.parse(decision), rationale, conditions(expiry()), dossier);
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
        return new VoteForm(function, decision, rationale, purposes, callers, expires, dossier, reasons);
    }

    /** The sentence beside a field, or null. */
    public String fault(String field) {
        return faults.stream()
                .filter(f -> f.field().equals(field))
                .map(Fault::sentence)
                .findFirst()
                .orElse(null);
    }

    private Optional<Instant> expiry() {
        return expires.isBlank()
                ? Optional.empty()
                : Optional.of(LocalDate.parse(expires.strip())
                        .atStartOfDay(ZoneOffset.UTC)
                        .toInstant());
    }

    private Conditions conditions(Optional<Instant> expiry) {
        return new Conditions(Optional.empty(), expiry, names(purposes), names(callers), Set.of(), Optional.empty());
    }

    private static Optional<Set<String>> names(String typed) {
        Set<String> names = new TreeSet<>();
        for (String name : typed.split("[,;\\s]+")) {
            if (!name.isEmpty()) {
                names.add(name);
            }
        }
        return names.isEmpty() ? Optional.empty() : Optional.of(names);
    }

    private static String sentence(InvalidDocumentException e) {
        String message = e.getMessage();
        return Character.toUpperCase(message.charAt(0)) + message.substring(1) + ".";
    }
}
