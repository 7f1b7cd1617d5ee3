package dev.gatehouse.governance.releases;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.LockModeType;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/** A release before the board, or after it. */
@Entity
@Table(name = "release")
class ReleaseEntity extends PanacheEntityBase {

    @Id
    UUID id;

    @Column(name = "version_id")
    Long versionId;

    String environment;
    String route;

    /** Name of the {@code ReleaseState} record. */
    String state;

    @Column(name = "dossier_digest")
    String dossierDigest;

    String summary;

    /** Seats by function, a JSON object. */
    @JdbcTypeCode(SqlTypes.JSON)
    String quorum;

    /** Sign-in names of the version's developers. */
    String[] contributors;

    @Column(name = "submitted_at")
    Instant submittedAt;

    @Column(name = "submitted_by")
    String submittedBy;

    @Column(name = "decided_at")
    Instant decidedAt;

    String reason;

    @Version
    int revision;

    /** The release, held against every other act on it until the transaction ends. */
    static Optional<ReleaseEntity> held(UUID id) {
        return Optional.ofNullable(findById(id, LockModeType.PESSIMISTIC_WRITE));
    }

    static List<ReleaseEntity> newest(int limit) {
        return find("order by submittedAt desc, id").page(0, limit).list();
    }

    static List<ReleaseEntity> ofVersion(long versionId) {
        return find("versionId = ?1 order by submittedAt desc, id", versionId).list();
    }

    static Optional<ReleaseEntity> inReview(long versionId, String environment) {
        return find("versionId = ?1 and environment = ?2 and state = 'InReview'", versionId, environment)
                .firstResultOptional();
    }
}
