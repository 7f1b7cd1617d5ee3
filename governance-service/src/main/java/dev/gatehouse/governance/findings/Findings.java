package dev.gatehouse.governance.findings;

import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.approval.canonical.InvalidDocumentException;
import dev.gatehouse.governance.identity.Caller;
import dev.gatehouse.governance.identity.People;
import dev.gatehouse.governance.ledger.Ledger;
import dev.gatehouse.governance.problem.ProblemException;
import dev.gatehouse.governance.problem.ProblemType;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Use cases on findings: the service or a person opens them; people remedy, close and open them again. Closing a grave one takes another
 * person than remedied it.
 */
@ApplicationScoped
public class Findings {

    private final People people;
    private final Ledger ledger;
    private final Caller caller;
    private final Clock clock;

    @Inject
    Findings(People people, Ledger ledger, Caller caller, Clock clock) {
        this.people = people;
        this.ledger = ledger;
        this.caller = caller;
        this.clock = clock;
    }

    /**
     * Opens a finding in the transaction of what led to it. Opening it again for the same model, kind and cause does nothing.
     *
     * @return its id, also where it was there already
     */
    @Transactional(Transactional.TxType.MANDATORY)
    public UUID open(NewFinding finding) {
        Optional<FindingEntity> earlier = FindingEntity.of(finding.modelId(), finding.kind(), finding.cause());
        if (earlier.isPresent()) {
            return earlier.get().id;
        }
        FindingEntity entity = store(finding);
        ledger.recordOwn("finding.opened", "finding/" + entity.id, content(entity));
        return entity.id;
    }

    /** As {@link #open}, by the caller. */
    @Transactional(Transactional.TxType.MANDATORY)
    public UUID report(NewFinding finding) {
        Optional<FindingEntity> earlier = FindingEntity.of(finding.modelId(), finding.kind(), finding.cause());
        if (earlier.isPresent()) {
            return earlier.get().id;
        }
        FindingEntity entity = store(finding);
        ledger.record("finding.opened", "finding/" + entity.id, content(entity));
        return entity.id;
    }

    /** The finding of a model, kind and cause. */
    @Transactional
    public Optional<Finding> of(long modelId, String kind, String cause) {
        return FindingEntity.of(modelId, kind, cause).map(this::view);
    }

    /**
     * Takes down what was done about an open finding.
     *
     * @param evidence {@code sha256:…} of what shows it; empty for none
     * @throws ProblemException {@code unknown-finding}, {@code wrong-state}, {@code invalid-value}
     */
    @Transactional
    public Finding remedy(UUID id, String text, Optional<String> evidence) {
        requirePerson();
        FindingEntity entity = heldOpen(id);
        String digest = evidence.map(Findings::digest).orElse(null);
        event(entity, FindingEventEntity.Kind.REMEDIED, caller.sub(), text, digest);
        ledger.record(
                "finding.remedied",
                "finding/" + id,
                Map.of("evidence", digest == null ? "none" : digest),
                Map.of("text", text));
        return view(entity);
    }

    /**
     * Closes an open finding that was remedied; a critical or high one takes another person than the one who remedied it.
     *
     * @param note why it can be closed
     * @throws ProblemException {@code unknown-finding}, {@code wrong-state} if it is closed already or nothing was done about it,
     *     {@code four-eyes}
     */
    @Transactional
    public Finding close(UUID id, String note) {
        requirePerson();
        FindingEntity entity = FindingEntity.held(id).orElseThrow(() -> unknown(id));
        if (entity.state != Finding.State.OPEN) {
            throw new ProblemException(ProblemType.WRONG_STATE, "The finding is closed already.");
        }
        FindingEventEntity remediation = FindingEventEntity.remediation(FindingEventEntity.allOf(id))
                .orElseThrow(() -> new ProblemException(
                        ProblemType.WRONG_STATE,
                        "Nothing is written down yet of what was done about it: POST /api/v1/findings/" + id
                                + "/remediations."));
        closesOwn(entity, remediation).ifPresent(why -> {
            throw new ProblemException(ProblemType.FOUR_EYES, why);
        });
        close(entity, caller.sub(), note);
        ledger.record("finding.closed", "finding/" + entity.id, Map.of(), Map.of("note", note));
        return view(entity);
    }

    /** Why the caller may not close a finding that was remedied, because of who they are; empty where they may. */
    @Transactional
    public Optional<String> closesNot(UUID id) {
        FindingEntity entity = entity(id);
        return FindingEventEntity.remediation(FindingEventEntity.allOf(id))
                .flatMap(remediation -> closesOwn(entity, remediation));
    }

    private Optional<String> closesOwn(FindingEntity entity, FindingEventEntity remediation) {
        return Severity.of(entity.worstSeverity).isGrave() && remediation.by.equals(caller.sub())
                ? Optional.of("You remedied it. A finding that is or was critical or high is closed by somebody else.")
                : Optional.empty();
    }

    /**
     * Opens a closed finding again.
     *
     * @param reason why
     * @param dueOn the last day to see to it now
     * @throws ProblemException {@code unknown-finding}, {@code wrong-state} if it is open, {@code invalid-value} for a day that has passed
     */
    @Transactional
    public Finding reopen(UUID id, String reason, LocalDate dueOn) {
        requirePerson();
        FindingEntity entity = FindingEntity.held(id).orElseThrow(() -> unknown(id));
        if (entity.state != Finding.State.CLOSED) {
            throw new ProblemException(ProblemType.WRONG_STATE, "The finding is open.");
        }
        if (dueOn.isBefore(today())) {
            throw new ProblemException(ProblemType.INVALID_VALUE, "dueOn: " + dueOn + " has passed.");
        }
        entity.state = Finding.State.OPEN;
        entity.closedAt = null;
        entity.closedBy = null;
        entity.closingNote = null;
        entity.dueOn = dueOn;
        entity.reopened++;
        event(entity, FindingEventEntity.Kind.REOPENED, caller.sub(), reason, null);
        ledger.record(
                "finding.reopened",
                "finding/" + id,
                Map.of("dueOn", dueOn.toString(), "times", Integer.toString(entity.reopened)),
                Map.of("reason", reason));
        return view(entity);
    }

    /** Closes the open finding of a model, kind and cause, if there is one, as part of what the caller does. */
    @Transactional(Transactional.TxType.MANDATORY)
    public void closeFor(long modelId, String kind, String cause, String note) {
        FindingEntity.of(modelId, kind, cause)
                .filter(f -> f.state == Finding.State.OPEN)
                .ifPresent(f -> {
                    close(f, caller.sub(), note);
                    ledger.record("finding.closed", "finding/" + f.id, Map.of(), Map.of("note", note));
                });
    }

    /** Closes an open finding whose cause is gone, by the service itself; one that is closed stays as it is. */
    @Transactional(Transactional.TxType.MANDATORY)
    public void closeByService(UUID id, String note) {
        FindingEntity.held(id).filter(f -> f.state == Finding.State.OPEN).ifPresent(f -> {
            close(f, Ledger.SERVICE, note);
            ledger.recordOwn("finding.closed", "finding/" + f.id, Map.of(), Map.of("note", note));
        });
    }

    /** Takes down that permits were suspended because the finding is overdue. */
    @Transactional(Transactional.TxType.MANDATORY)
    public void permitsSuspended(UUID id, List<UUID> permits) {
        FindingEntity entity = FindingEntity.held(id).orElseThrow(() -> unknown(id));
        List<String> names = permits.stream().map(UUID::toString).toList();
        event(
                entity,
                FindingEventEntity.Kind.PERMITS_SUSPENDED,
                null,
                "Overdue since " + entity.dueOn + ": suspended " + String.join(", ", names) + ".",
                null);
        ledger.recordOwn("finding.permits-suspended", "finding/" + id, Map.of("permits", String.join(" ", names)));
    }

    /** Whether the finding of that model, kind and cause is there and open. */
    @Transactional
    public boolean isOpen(long modelId, String kind, String cause) {
        return FindingEntity.of(modelId, kind, cause)
                .filter(f -> f.state == Finding.State.OPEN)
                .isPresent();
    }

    /**
     * A finding.
     *
     * @throws ProblemException {@code unknown-finding}
     */
    @Transactional
    public Finding named(UUID id) {
        return view(entity(id));
    }

    FindingEntity entity(UUID id) {
        return FindingEntity.<FindingEntity>findByIdOptional(id).orElseThrow(() -> unknown(id));
    }

    /**
     * What happened to a finding since it was opened, oldest first.
     *
     * @throws ProblemException {@code unknown-finding}
     */
    @Transactional
    public List<Finding.Event> history(UUID id) {
        named(id);
        return FindingEventEntity.allOf(id).stream()
                .map(e -> new Finding.Event(e.kind.name(), e.at, name(e.by), e.note, e.evidence))
                .toList();
    }

    /** The open findings of a model, oldest first. */
    @Transactional
    public List<Finding> openOf(String model) {
        return FindingEntity.openOf(model).stream().map(this::view).toList();
    }

    /** The open findings of a model, gravest first, then by the day on which they are due. */
    @Transactional
    public List<Finding> gravestOf(String model, int limit) {
        return FindingEntity.gravestOf(model, limit).stream().map(this::view).toList();
    }

    /** How many findings of a model are open. */
    @Transactional
    public long countOpenOf(String model) {
        return FindingEntity.count("modelName = ?1 and state = ?2", model, Finding.State.OPEN);
    }

    /** The open findings of a kind, oldest first. */
    @Transactional
    public List<Finding> openOfKind(String kind) {
        return FindingEntity.openOfKind(kind).stream().map(this::view).toList();
    }

    /** The open findings of a model whose day has passed. */
    @Transactional
    public List<Finding> overdueOf(String model) {
        return FindingEntity.overdue(model, today()).stream().map(this::view).toList();
    }

    /** How grave the open findings are whose day has passed, by the names of models with an active permit. */
    @Transactional
    public Map<String, Set<String>> overdueWhileServing() {
        return FindingEntity.overdueWhileServing(today()).stream()
                .collect(Collectors.groupingBy(
                        row -> (String) row[0], Collectors.mapping(row -> (String) row[1], Collectors.toSet())));
    }

    /**
     * Findings, newest first.
     *
     * @param model name; empty for all models
     * @param state empty for both
     * @param after id of the last finding of the page before; empty for the first page
     * @throws ProblemException {@code unknown-finding} for {@code after}
     */
    @Transactional
    public List<Finding> newest(
            Optional<String> model, Optional<Finding.State> state, Optional<UUID> after, int limit) {
        Optional<FindingEntity> last = after.map(
                id -> FindingEntity.<FindingEntity>findByIdOptional(id).orElseThrow(() -> unknown(id)));
        return FindingEntity.newest(model, state, last, limit).stream()
                .map(this::view)
                .toList();
    }

    private FindingEntity store(NewFinding finding) {
        FindingEntity entity = new FindingEntity();
        entity.id = UUID.randomUUID();
        entity.modelId = finding.modelId();
        entity.modelName = finding.model();
        entity.kind = finding.kind();
        entity.severity = finding.severity().text();
        entity.worstSeverity = entity.severity;
        entity.title = finding.title();
        entity.detail = finding.detail().toArray(String[]::new);
        entity.owner = finding.owner();
        entity.dueOn = finding.dueOn();
        entity.state = Finding.State.OPEN;
        entity.cause = finding.cause();
        entity.openedAt = clock.instant();
        entity.persistAndFlush();
        return entity;
    }

    private static Map<String, String> content(FindingEntity entity) {
        return Map.of("model", entity.modelName, "kind", entity.kind, "cause", entity.cause);
    }

    private void close(FindingEntity entity, String by, String note) {
        entity.state = Finding.State.CLOSED;
        entity.closedAt = clock.instant();
        entity.closedBy = by;
        entity.closingNote = note;
        entity.askNothing();
        event(entity, FindingEventEntity.Kind.CLOSED, by.equals(Ledger.SERVICE) ? null : by, note, null);
    }

    void event(FindingEntity entity, FindingEventEntity.Kind kind, String by, String note, String evidence) {
        FindingEventEntity event = new FindingEventEntity();
        event.findingId = entity.id;
        event.kind = kind;
        event.at = clock.instant();
        event.by = by;
        event.note = note;
        event.evidence = evidence;
        event.persist();
    }

    Finding view(FindingEntity f) {
        List<FindingEventEntity> events = FindingEventEntity.allOf(f.id);
        Finding.Remediation remediation = FindingEventEntity.remediation(events)
                .map(e -> new Finding.Remediation(e.note, name(e.by), e.at, e.evidence))
                .orElse(null);
        return new Finding(
                f.id,
                f.modelName,
                f.kind,
                f.severity,
                f.worstSeverity,
                f.title,
                List.of(f.detail),
                f.owner,
                f.dueOn,
                f.state == Finding.State.OPEN && f.dueOn.isBefore(today()),
                f.state,
                f.cause,
                f.openedAt,
                f.closedAt,
                name(f.closedBy),
                f.closingNote,
                f.reopened,
                remediation,
                f.asked()
                        .map(asked -> new Finding.Proposal(
                                asked.sentence(f.severity, f.dueOn, f.owner),
                                f.askedReason,
                                name(f.askedBy),
                                List.of(f.askedAs),
                                f.askedAt))
                        .orElse(null),
                events.stream()
                        .filter(e -> e.kind == FindingEventEntity.Kind.CHANGED)
                        .map(e -> new Finding.Change(e.at, e.note))
                        .toList());
    }

    private String name(String sub) {
        if (sub == null) {
            return null;
        }
        return sub.equals(Ledger.SERVICE) ? "Gatehouse" : people.displayName(sub);
    }

    FindingEntity heldOpen(UUID id) {
        FindingEntity entity = FindingEntity.held(id).orElseThrow(() -> unknown(id));
        if (entity.state != Finding.State.OPEN) {
            throw new ProblemException(ProblemType.WRONG_STATE, "The finding is closed.");
        }
        return entity;
    }

    void requirePerson() {
        if (caller.isServiceAccount()) {
            throw new ProblemException(ProblemType.FORBIDDEN, "People see to findings; a service account cannot.");
        }
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }

    private static String digest(String text) {
        try {
            return Digest.parse(text).toString();
        } catch (InvalidDocumentException e) {
            throw new ProblemException(
                    ProblemType.INVALID_VALUE,
                    "evidence: write a digest as 'sha256:' and 64 lower-case hexadecimal digits.");
        }
    }

    private static ProblemException unknown(UUID id) {
        return new ProblemException(
                ProblemType.UNKNOWN_FINDING,
                "There is no finding with the id " + id + ". GET /api/v1/findings lists them.");
    }
}
