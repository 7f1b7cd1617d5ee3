package dev.gatehouse.governance.findings;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.LockModeType;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** A finding, open or closed. */
@Entity
@Table(name = "finding")
class FindingEntity extends PanacheEntityBase {

    @Id
    UUID id;

    @Column(name = "model_id", updatable = false)
    Long modelId;

    @Column(name = "model_name", updatable = false)
    String modelName;

    @Column(updatable = false)
    String kind;

    /** {@link Severity#text()}. */
    String severity;

    /** The gravest that it ever was, {@link Severity#text()}. */
    @Column(name = "worst_severity")
    String worstSeverity;

    @Column(updatable = false)
    String title;

    @Column(updatable = false)
    String[] detail;

    String owner;

    @Column(name = "due_on")
    LocalDate dueOn;

    @Enumerated(EnumType.STRING)
    Finding.State state;

    @Column(updatable = false)
    String cause;

    @Column(name = "opened_at", updatable = false)
    Instant openedAt;

    @Column(name = "closed_at")
    Instant closedAt;

    @Column(name = "closed_by")
    String closedBy;

    @Column(name = "closing_note")
    String closingNote;

    /** How often it was opened again. */
    int reopened;

    /** The change that waits for a second person; null for what would stay, and all of these where none waits. */
    @Column(name = "asked_severity")
    String askedSeverity;

    @Column(name = "asked_due_on")
    LocalDate askedDueOn;

    @Column(name = "asked_owner")
    String askedOwner;

    @Column(name = "asked_reason")
    String askedReason;

    @Column(name = "asked_by")
    String askedBy;

    /** Functions that who asked acts for. */
    @Column(name = "asked_as")
    String[] askedAs;

    @Column(name = "asked_at")
    Instant askedAt;

    @Version
    int revision;

    /** The change that waits for a second person. */
    Optional<FindingChange> asked() {
        return askedBy == null
                ? Optional.empty()
                : Optional.of(new FindingChange(
                        Optional.ofNullable(askedSeverity).map(Severity::of),
                        Optional.ofNullable(askedDueOn),
                        Optional.ofNullable(askedOwner)));
    }

    void askNothing() {
        askedSeverity = null;
        askedDueOn = null;
        askedOwner = null;
        askedReason = null;
        askedBy = null;
        askedAs = null;
        askedAt = null;
    }

    /** Newest first, after the one with that id; no model or state: of any. */
    static List<FindingEntity> newest(
            Optional<String> model, Optional<Finding.State> state, Optional<FindingEntity> after, int limit) {
        List<String> conditions = new ArrayList<>(List.of("1 = 1"));
        List<Object> values = new ArrayList<>();
        model.ifPresent(name -> {
            values.add(name);
            conditions.add("modelName = ?" + values.size());
        });
        state.ifPresent(one -> {
            values.add(one);
            conditions.add("state = ?" + values.size());
        });
        after.ifPresent(last -> {
            values.add(last.openedAt);
            values.add(last.id);
            conditions.add("(openedAt, id) < (?" + (values.size() - 1) + ", ?" + values.size() + ")");
        });
        return find(String.join(" and ", conditions) + " order by openedAt desc, id desc", values.toArray())
                .page(0, limit)
                .list();
    }

    static Optional<FindingEntity> of(long modelId, String kind, String cause) {
        return find("modelId = ?1 and kind = ?2 and cause = ?3", modelId, kind, cause)
                .firstResultOptional();
    }

    static List<FindingEntity> openOf(String model) {
        return find("modelName = ?1 and state = ?2 order by openedAt, id", model, Finding.State.OPEN)
                .list();
    }

    /** The open findings of a model, gravest first, then by the day on which they are due. */
    static List<FindingEntity> gravestOf(String model, int limit) {
        return find(
                        "modelName = ?1 and state = ?2 order by case severity when 'critical' then 0 when 'high' then 1"
                                + " when 'medium' then 2 else 3 end, dueOn, id",
                        model,
                        Finding.State.OPEN)
                .page(0, limit)
                .list();
    }

    static List<FindingEntity> openOfKind(String kind) {
        return find("kind = ?1 and state = ?2 order by openedAt, id", kind, Finding.State.OPEN)
                .list();
    }

    static List<FindingEntity> overdue(String model, LocalDate today) {
        return find("modelName = ?1 and state = ?2 and dueOn < ?3 order by id", model, Finding.State.OPEN, today)
                .list();
    }

    /** Names of models with an active permit, each with a severity of its overdue findings. */
    static List<Object[]> overdueWhileServing(LocalDate today) {
        return getEntityManager()
                .createNativeQuery("""
                        SELECT DISTINCT f.model_name, f.severity FROM governance.finding f WHERE f.state = 'OPEN' AND f.due_on < :today
                        AND EXISTS (SELECT 1 FROM governance.permit p WHERE p.model = f.model_name AND p.state = 'ACTIVE')""", Object[].class)
                .setParameter("today", today)
                .getResultList();
    }

    /** The finding, held against every other act on it until the transaction ends. */
    static Optional<FindingEntity> held(UUID id) {
        return Optional.ofNullable(findById(id, LockModeType.PESSIMISTIC_WRITE));
    }
}
