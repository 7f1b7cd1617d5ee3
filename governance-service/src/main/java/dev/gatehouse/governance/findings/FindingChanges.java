package dev.gatehouse.governance.findings;

import dev.gatehouse.governance.identity.Caller;
import dev.gatehouse.governance.identity.Roles;
import dev.gatehouse.governance.identity.SecondPerson;
import dev.gatehouse.governance.ledger.Ledger;
import dev.gatehouse.governance.problem.ProblemException;
import dev.gatehouse.governance.problem.ProblemType;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/**
 * Changes of open findings. One person makes a finding graver, gives it less time or another owner. Whatever makes it milder or leaves more
 * time waits for a second person of another function: an open finding closes gates and suspends permits, as gravely as each policy says.
 */
@ApplicationScoped
public class FindingChanges {

    private final Findings findings;
    private final ModelMakers makers;
    private final Ledger ledger;
    private final Caller caller;
    private final Clock clock;

    @Inject
    FindingChanges(Findings findings, ModelMakers makers, Ledger ledger, Caller caller, Clock clock) {
        this.findings = findings;
        this.makers = makers;
        this.ledger = ledger;
        this.caller = caller;
        this.clock = clock;
    }

    /**
     * What came of a change.
     *
     * @param waits whether it waits for a second person
     */
    public record Outcome(Finding finding, boolean waits) {}

    /**
     * Changes the severity, the day or the owner of an open finding, or asks for it where that eases it.
     *
     * @param reason why
     * @throws ProblemException {@code unknown-finding}, {@code wrong-state}, {@code invalid-value}, {@code duplicate} while another change
     *     waits
     */
    @Transactional
    public Outcome change(UUID id, FindingChange change, String reason) {
        findings.requirePerson();
        FindingEntity entity = findings.heldOpen(id);
        String what = change.sentence(entity.severity, entity.dueOn, entity.owner);
        if (what.isEmpty()) {
            throw new ProblemException(ProblemType.INVALID_VALUE, "Nothing would change: name another value.");
        }
        if (!change.eases(Severity.of(entity.severity), entity.dueOn)) {
            return new Outcome(make(entity, change, "Changed: " + what + ". " + reason, reason), false);
        }
        if (entity.asked().isPresent()) {
            throw new ProblemException(
                    ProblemType.DUPLICATE,
                    "A change of this finding waits already; it is agreed to or declined first.");
        }
        entity.askedSeverity = change.severity().map(Severity::text).orElse(null);
        entity.askedDueOn = change.dueOn().orElse(null);
        entity.askedOwner = change.owner().orElse(null);
        entity.askedReason = reason;
        entity.askedBy = caller.sub();
        entity.askedAs = functions().toArray(String[]::new);
        entity.askedAt = clock.instant();
        findings.event(
                entity,
                FindingEventEntity.Kind.CHANGE_ASKED,
                caller.sub(),
                "Asked to change: " + what + ". " + reason,
                null);
        record("finding.change-asked", entity, change, reason);
        return new Outcome(findings.view(entity), true);
    }

    /**
     * Agrees to the change that waits, as a second person.
     *
     * @param function for which the caller acts
     * @throws ProblemException {@code unknown-finding}, {@code wrong-state} if nothing waits, {@code four-eyes} for who asked, who acts for
     *     the same function or who made the model
     */
    @Transactional
    public Finding confirm(UUID id, String function, String rationale) {
        findings.requirePerson();
        FindingEntity entity = findings.heldOpen(id);
        FindingChange change = waiting(entity);
        if (!functions().contains(function)) {
            throw new ProblemException(ProblemType.INVALID_VALUE, "function: you do not act for '" + function + "'.");
        }
        refusal(entity, function).ifPresent(why -> {
            throw new ProblemException(ProblemType.FOUR_EYES, why);
        });
        String note = "Changed: " + change.sentence(entity.severity, entity.dueOn, entity.owner) + ". "
                + entity.askedReason + " Agreed for " + function + ": " + rationale;
        entity.askNothing();
        return make(entity, change, note, rationale);
    }

    /** Whether the caller may be the second person that a change of the finding waits for, and for which functions of theirs. */
    @Transactional
    public SecondPerson second(UUID id) {
        FindingEntity entity = findings.entity(id);
        if (entity.asked().isEmpty()) {
            return SecondPerson.refused("No change of the finding waits.");
        }
        if (caller.isServiceAccount()) {
            return SecondPerson.refused("People see to findings; a service account cannot.");
        }
        return SecondPerson.of(
                functions(), function -> refusal(entity, function).stream().toList());
    }

    private Optional<String> refusal(FindingEntity entity, String function) {
        if (caller.sub().equals(entity.askedBy)) {
            return Optional.of("You asked for this change; a second person agrees to it.");
        }
        if (Set.of(entity.askedAs).contains(function)) {
            return Optional.of("Somebody of another function must agree: it was asked for by "
                    + String.join(", ", entity.askedAs) + ".");
        }
        if (makers.madeAny(entity.modelName, caller.sub(), caller.username())) {
            return Optional.of(
                    "You made a version of this model; somebody else must agree that its finding is milder.");
        }
        return Optional.empty();
    }

    /**
     * Declines the change that waits, or takes back what the caller asked for: nothing changes, so it takes one person.
     *
     * @throws ProblemException {@code unknown-finding}, {@code wrong-state} if nothing waits
     */
    @Transactional
    public Finding refuse(UUID id, String rationale) {
        findings.requirePerson();
        FindingEntity entity = findings.heldOpen(id);
        FindingChange change = waiting(entity);
        entity.askNothing();
        findings.event(entity, FindingEventEntity.Kind.CHANGE_REFUSED, caller.sub(), rationale, null);
        record("finding.change-refused", entity, change, rationale);
        return findings.view(entity);
    }

    /** What the caller acts for: board functions, and their line; a validator for validation and a compliance officer for compliance. */
    public Set<String> functions() {
        Set<String> functions = new TreeSet<>(caller.functions());
        if (caller.has(Roles.VALIDATOR)) {
            functions.add("validation");
        }
        if (caller.has(Roles.COMPLIANCE)) {
            functions.add("compliance");
        }
        return functions;
    }

    private Finding make(FindingEntity entity, FindingChange change, String note, String words) {
        change.severity().ifPresent(severity -> {
            entity.severity = severity.text();
            if (severity.compareTo(Severity.of(entity.worstSeverity)) < 0) {
                entity.worstSeverity = severity.text();
            }
        });
        change.dueOn().ifPresent(day -> entity.dueOn = day);
        change.owner().ifPresent(owner -> entity.owner = owner);
        findings.event(entity, FindingEventEntity.Kind.CHANGED, caller.sub(), note, null);
        record("finding.changed", entity, change, words);
        return findings.view(entity);
    }

    private void record(String act, FindingEntity entity, FindingChange change, String words) {
        ledger.record(
                act,
                "finding/" + entity.id,
                Map.of(
                        "severity",
                        change.severity().map(Severity::text).orElse(entity.severity),
                        "dueOn",
                        change.dueOn().orElse(entity.dueOn).toString()),
                Map.of("reason", words));
    }

    private static FindingChange waiting(FindingEntity entity) {
        return entity.asked()
                .orElseThrow(() -> new ProblemException(
                        ProblemType.WRONG_STATE, "No change of this finding waits for a second person."));
    }
}
