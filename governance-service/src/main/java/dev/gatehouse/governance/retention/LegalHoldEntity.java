package dev.gatehouse.governance.retention;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.LockModeType;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** A legal hold: what it covers never changes, only how far it has been lifted. */
@Entity
@Table(name = "legal_hold")
class LegalHoldEntity extends PanacheEntityBase {

    @Id
    UUID id;

    @Column(updatable = false)
    String environment;

    @Column(updatable = false)
    String route;

    @Column(name = "from_day", updatable = false)
    LocalDate fromDay;

    @Column(name = "to_day", updatable = false)
    LocalDate toDay;

    @Column(updatable = false)
    String reason;

    @Column(name = "placed_at", updatable = false)
    Instant placedAt;

    @Column(name = "placed_by", updatable = false)
    String placedBy;

    @Column(name = "asked_at")
    Instant askedAt;

    @Column(name = "asked_by")
    String askedBy;

    @Column(name = "asked_reason")
    String askedReason;

    @Column(name = "lifted_at")
    Instant liftedAt;

    @Column(name = "lifted_by")
    String liftedBy;

    @Column(name = "lifted_reason")
    String liftedReason;

    @Version
    int revision;

    /** The hold of that id; nobody else changes it before the transaction ends. */
    static Optional<LegalHoldEntity> held(UUID id) {
        return find("id = ?1", id).withLock(LockModeType.PESSIMISTIC_WRITE).firstResultOptional();
    }

    /** Standing ones, newest first. */
    static List<LegalHoldEntity> standing() {
        return list("liftedAt is null order by placedAt desc, id");
    }

    /** Lifted ones, the last lifted first. */
    static List<LegalHoldEntity> lifted(int limit) {
        return find("liftedAt is not null order by liftedAt desc, id")
                .page(0, limit)
                .list();
    }

    boolean covers(LocalDate day, String ofEnvironment, String ofRoute) {
        return !day.isBefore(fromDay)
                && (toDay == null || !day.isAfter(toDay))
                && (route == null || (route.equals(ofRoute) && environment.equals(ofEnvironment)));
    }
}
