package dev.gatehouse.governance.permits;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.LockModeType;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** A permit: its signed envelope, which never changes, and where it stands. */
@Entity
@Table(name = "permit")
class PermitEntity extends PanacheEntityBase {

    @Id
    UUID id;

    /** Null for emergency use. */
    @Column(name = "release_id", updatable = false)
    UUID releaseId;

    @Column(name = "version_id", updatable = false)
    Long versionId;

    @Column(updatable = false)
    String model;

    @Column(name = "version", updatable = false)
    String versionName;

    @Column(updatable = false)
    String environment;

    @Column(updatable = false)
    String route;

    /** Name of the {@code Basis}. */
    @Column(updatable = false)
    String basis;

    @Column(updatable = false)
    byte[] envelope;

    String state;

    @Column(name = "state_reason")
    String stateReason;

    @Column(name = "state_changed_at")
    Instant stateChangedAt;

    @Column(name = "state_changed_by")
    String stateChangedBy;

    @Column(name = "issued_at", updatable = false)
    Instant issuedAt;

    @Column(name = "expires_at", updatable = false)
    Instant expiresAt;

    @Column(name = "resume_asked_by")
    String resumeAskedBy;

    @Column(name = "resume_asked_at")
    Instant resumeAskedAt;

    @Column(name = "resume_asked_reason")
    String resumeAskedReason;

    @Column(name = "resume_asked_as_board")
    Boolean resumeAskedAsBoard;

    @Version
    int revision;

    /**
     * The permits, in the order of their ids, held against every other act on them until the transaction ends and as they stand now. Whoever
     * changes several takes them by one call, so that two who do so never wait for each other.
     */
    static List<PermitEntity> held(Collection<UUID> ids) {
        if (ids.isEmpty()) {
            return List.of();
        }
        List<PermitEntity> held = new ArrayList<>();
        for (Object id : getEntityManager()
                .createNativeQuery(
                        "SELECT id FROM governance.permit WHERE id IN (:ids) ORDER BY id FOR UPDATE", UUID.class)
                .setParameter("ids", ids)
                .getResultList()) {
            PermitEntity permit = findById(id);
            // It may have been read before it was held.
            getEntityManager().refresh(permit);
            held.add(permit);
        }
        return held;
    }

    static Optional<PermitEntity> ofRelease(UUID releaseId) {
        return find("releaseId", releaseId).firstResultOptional();
    }

    static Optional<PermitEntity> heldOfRelease(UUID releaseId) {
        return find("releaseId", releaseId)
                .withLock(LockModeType.PESSIMISTIC_WRITE)
                .firstResultOptional();
    }

    static List<PermitEntity> of(long versionId, String environment) {
        return find("versionId = ?1 and environment = ?2 order by issuedAt desc, id", versionId, environment)
                .list();
    }

    static List<PermitEntity> everOf(long versionId) {
        return find("versionId = ?1 order by issuedAt desc, id", versionId).list();
    }

    static List<PermitEntity> activeOf(Collection<Long> versionIds) {
        return find("versionId in ?1 and state = 'ACTIVE' order by environment, route, issuedAt", versionIds)
                .list();
    }

    /** Newest first, after that one; an expired permit is one that is stored as active and past its end. */
    static List<PermitEntity> newest(PermitFilter filter, Optional<PermitEntity> after, int limit, Instant now) {
        List<String> conditions = new ArrayList<>(List.of("1 = 1"));
        List<Object> values = new ArrayList<>();
        filter.model().ifPresent(model -> conditions.add("model = ?" + add(values, model)));
        filter.environment().ifPresent(name -> conditions.add("environment = ?" + add(values, name)));
        filter.expiringBefore().ifPresent(end -> {
            conditions.add("expiresAt < ?" + add(values, end));
            conditions.add("state in ('ACTIVE', 'SUSPENDED')");
            conditions.add("expiresAt > ?" + add(values, now));
        });
        filter.state().ifPresent(state -> {
            boolean byClock = state == PermitFilter.State.ACTIVE || state == PermitFilter.State.EXPIRED;
            conditions.add("state = ?" + add(values, byClock ? "ACTIVE" : state.name()));
            if (byClock) {
                conditions.add(
                        "expiresAt " + (state == PermitFilter.State.ACTIVE ? ">" : "<=") + " ?" + add(values, now));
            }
        });
        after.ifPresent(last -> conditions.add(
                "(issuedAt, id) < (?" + add(values, last.issuedAt) + ", ?" + add(values, last.id) + ")"));
        return find(String.join(" and ", conditions) + " order by issuedAt desc, id desc", values.toArray())
                .page(0, limit)
                .list();
    }

    private static int add(List<Object> values, Object value) {
        values.add(value);
        return values.size();
    }
}
