package dev.gatehouse.governance.findings;

import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.governance.identity.Caller;
import dev.gatehouse.governance.identity.People;
import dev.gatehouse.governance.ledger.Ledger;
import dev.gatehouse.governance.problem.ProblemException;
import dev.gatehouse.governance.problem.ProblemType;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Use cases on findings: the service opens them as the consequence of an act or a date; a person closes them. */
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

    /** Opens a finding in the transaction of what led to it. Opening it again for the same model, kind and cause does nothing. */
    @Transactional(Transactional.TxType.MANDATORY)
    public void open(NewFinding finding) {
        if (FindingEntity.of(finding.modelId(), finding.kind(), finding.cause()).isPresent()) {
            return;
        }
        FindingEntity entity = new FindingEntity();
        entity.id = UUID.randomUUID();
        entity.modelId = finding.modelId();
        entity.modelName = finding.model();
        entity.kind = finding.kind();
        entity.severity = finding.severity().text();
        entity.title = finding.title();
        entity.detail = finding.detail().toArray(String[]::new);
        entity.owner = finding.owner();
        entity.dueOn = finding.dueOn();
        entity.state = Finding.State.OPEN;
        entity.cause = finding.cause();
        entity.openedAt = clock.instant();
        entity.persistAndFlush();
        ledger.recordOwn(
                "finding.opened",
                "finding/" + entity.id,
                Map.of("model", entity.modelName, "kind", entity.kind, "cause", entity.cause));
    }

    /**
     * Closes an open finding.
     *
     * @param note why it can be closed
     * @throws ProblemException {@code unknown-finding}, or {@code wrong-state} if it is closed already
     */
    @Transactional
    public Finding close(UUID id, String note) {
        FindingEntity entity = FindingEntity.held(id).orElseThrow(() -> unknown(id));
        if (entity.state != Finding.State.OPEN) {
            throw new ProblemException(ProblemType.WRONG_STATE, "The finding is closed already.");
        }
        close(entity, note);
        return view(entity);
    }

    /** Closes the open finding of a model, kind and cause, if there is one, as part of what the caller does. */
    @Transactional(Transactional.TxType.MANDATORY)
    public void closeFor(long modelId, String kind, String cause, String note) {
        FindingEntity.of(modelId, kind, cause)
                .filter(f -> f.state == Finding.State.OPEN)
                .ifPresent(f -> close(f, note));
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
        return view(FindingEntity.<FindingEntity>findByIdOptional(id).orElseThrow(() -> unknown(id)));
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

    private void close(FindingEntity entity, String note) {
        entity.state = Finding.State.CLOSED;
        entity.closedAt = clock.instant();
        entity.closedBy = caller.sub();
        entity.closingNote = note;
        ledger.record(
                "finding.closed",
                "finding/" + entity.id,
                Map.of("note", Digest.of(note.getBytes(StandardCharsets.UTF_8)).toString()));
    }

    private Finding view(FindingEntity f) {
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        return new Finding(
                f.id,
                f.modelName,
                f.kind,
                f.severity,
                f.title,
                List.of(f.detail),
                f.owner,
                f.dueOn,
                f.state == Finding.State.OPEN && f.dueOn.isBefore(today),
                f.state,
                f.cause,
                f.openedAt,
                f.closedAt,
                f.closedBy == null ? null : people.displayName(f.closedBy),
                f.closingNote);
    }

    private static ProblemException unknown(UUID id) {
        return new ProblemException(
                ProblemType.UNKNOWN_FINDING,
                "There is no finding with the id " + id + ". GET /api/v1/findings lists them.");
    }
}
