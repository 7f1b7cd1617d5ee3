package dev.gatehouse.governance.emergency;

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
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Emergency use that somebody asked for, and what became of it. */
@Entity
@Table(name = "emergency_request")
class EmergencyEntity extends PanacheEntityBase {

    /** The stored states; a request that nobody confirmed in time has lapsed, by the clock. */
    enum State {
        OPEN,
        CONFIRMED,
        REFUSED
    }

    @Id
    UUID id;

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

    @Column(updatable = false)
    String reason;

    @Column(name = "traffic_cap", updatable = false)
    BigDecimal trafficCap;

    @Column(name = "until_at", updatable = false)
    Instant until;

    @Column(name = "dossier_digest")
    String dossierDigest;

    @Column(updatable = false)
    String capacity;

    @Column(updatable = false)
    String[] functions;

    /** Sign-in names of the version's developers. */
    @Column(updatable = false)
    String[] contributors;

    @Column(name = "requested_by", updatable = false)
    String requestedBy;

    @Column(name = "requested_at", updatable = false)
    Instant requestedAt;

    @Enumerated(EnumType.STRING)
    State state;

    @Column(name = "decided_by")
    String decidedBy;

    @Column(name = "decided_as")
    String decidedAs;

    @Column(name = "decided_at")
    Instant decidedAt;

    String rationale;

    @Column(name = "permit_id")
    UUID permitId;

    @Version
    int revision;

    /** The request, held against every other act on it until the transaction ends. */
    static Optional<EmergencyEntity> held(UUID id) {
        return Optional.ofNullable(findById(id, LockModeType.PESSIMISTIC_WRITE));
    }

    static List<EmergencyEntity> newest(Optional<EmergencyEntity> after, int limit) {
        return after.isEmpty()
                ? find("order by requestedAt desc, id desc").page(0, limit).list()
                : find(
                                "(requestedAt, id) < (?1, ?2) order by requestedAt desc, id desc",
                                after.get().requestedAt,
                                after.get().id)
                        .page(0, limit)
                        .list();
    }

    static List<EmergencyEntity> openOf(long versionId, String environment) {
        return find("versionId = ?1 and environment = ?2 and state = ?3", versionId, environment, State.OPEN)
                .list();
    }

    /** Those of a version, in any environment, that led to a permit. */
    static List<EmergencyEntity> confirmedOf(long versionId) {
        return find("versionId = ?1 and state = ?2 order by decidedAt", versionId, State.CONFIRMED)
                .list();
    }

    static List<EmergencyEntity> undecided(Instant since, int limit) {
        return find("state = ?1 and requestedAt >= ?2 order by requestedAt, id", State.OPEN, since)
                .page(0, limit)
                .list();
    }

    static Optional<EmergencyEntity> ofPermit(UUID permit) {
        return find("permitId", permit).firstResultOptional();
    }
}
