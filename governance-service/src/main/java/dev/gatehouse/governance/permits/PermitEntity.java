package dev.gatehouse.governance.permits;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.LockModeType;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
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

    @Column(name = "release_id")
    UUID releaseId;

    @Column(name = "version_id")
    Long versionId;

    String environment;
    String route;
    byte[] envelope;
    String state;

    @Column(name = "state_reason")
    String stateReason;

    @Column(name = "state_changed_at")
    Instant stateChangedAt;

    @Column(name = "state_changed_by")
    String stateChangedBy;

    @Column(name = "issued_at")
    Instant issuedAt;

    @Column(name = "expires_at")
    Instant expiresAt;

    @Version
    int revision;

    static Optional<PermitEntity> held(UUID id) {
        return Optional.ofNullable(findById(id, LockModeType.PESSIMISTIC_WRITE));
    }

    static Optional<PermitEntity> ofRelease(UUID releaseId) {
        return find("releaseId", releaseId).firstResultOptional();
    }

    static List<PermitEntity> of(long versionId, String environment) {
        return find("versionId = ?1 and environment = ?2 order by issuedAt desc", versionId, environment)
                .list();
    }

    static List<PermitEntity> activeOf(Collection<Long> versionIds) {
        return find("versionId in ?1 and state = 'ACTIVE' order by environment, route, issuedAt", versionIds)
                .list();
    }
}
