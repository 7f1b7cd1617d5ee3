package dev.gatehouse.governance.waivers;

import dev.gatehouse.approval.gate.Waiver;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.LockModeType;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** A waiver from its request on; whether its time is over is computed, never stored. */
@Entity
@Table(name = "waiver")
class WaiverEntity extends PanacheEntityBase {

    @Id
    UUID id;

    @Column(name = "version_id", updatable = false)
    Long versionId;

    @Column(updatable = false)
    String gate;

    @Column(updatable = false)
    String environment;

    @Enumerated(EnumType.STRING)
    @Column(updatable = false)
    Waiver.Cause cause;

    @Column(updatable = false)
    String reason;

    @Column(updatable = false)
    String evidence;

    @Column(name = "traffic_cap", updatable = false)
    BigDecimal trafficCap;

    @Column(updatable = false)
    LocalDate until;

    @Enumerated(EnumType.STRING)
    State state;

    @Column(name = "requested_at", updatable = false)
    Instant requestedAt;

    @Column(name = "requested_by", updatable = false)
    String requestedBy;

    /** Functions that the person acted for when asking. */
    @Column(name = "requested_as", updatable = false)
    String[] requestedAs;

    @Column(name = "decided_at")
    Instant decidedAt;

    @Column(name = "decided_by")
    String decidedBy;

    @Column(name = "decided_as")
    String decidedAs;

    String rationale;

    @Column(name = "ended_at")
    Instant endedAt;

    @Column(name = "ended_by")
    String endedBy;

    @Column(name = "end_reason")
    String endReason;

    @Version
    int revision;

    /** What was decided on it. */
    enum State {
        REQUESTED,
        CONFIRMED,
        REFUSED,
        REVOKED
    }

    static List<WaiverEntity> allOf(long versionId) {
        return find("versionId = ?1 order by requestedAt, id", versionId).list();
    }

    static List<WaiverEntity> allOf(Collection<Long> versionIds) {
        return find("versionId in ?1 order by requestedAt, id", versionIds).list();
    }

    static List<WaiverEntity> confirmedOf(long versionId) {
        return find("versionId = ?1 and state = ?2 order by requestedAt, id", versionId, State.CONFIRMED)
                .list();
    }

    /** The waiver as it stands now, held against every other act on it until the transaction ends. */
    static Optional<WaiverEntity> held(UUID id) {
        Optional<WaiverEntity> waiver = findByIdOptional(id);
        // It may have been read before it was held.
        waiver.ifPresent(w -> getEntityManager().refresh(w, LockModeType.PESSIMISTIC_WRITE));
        return waiver;
    }
}
