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

    @Column(name = "version_id", updatable = false)
    Long versionId;

    @Column(updatable = false)
    String environment;

    @Column(updatable = false)
    String route;

    /** Name of the {@code ReleaseState} record. */
    String state;

    @Column(name = "dossier_digest")
    String dossierDigest;

    /** The dossier that the present one took the place of under the board; null while there was none. */
    @Column(name = "dossier_before")
    String dossierBefore;

    @Column(updatable = false)
    String summary;

    /** Limits that the submitter asks for, in the permit's form. */
    @JdbcTypeCode(SqlTypes.JSON)
    @Column(updatable = false)
    String asked = "{}";

    /** The same with the limits of waivers; votes only tighten them. */
    @JdbcTypeCode(SqlTypes.JSON)
    String requested = "{}";

    /** Seats by function, a JSON object. */
    @JdbcTypeCode(SqlTypes.JSON)
    @Column(updatable = false)
    String quorum;

    /** Sign-in names of the version's developers. */
    @Column(updatable = false)
    String[] contributors;

    /** Who is excluded from voting for independence, as the obligations named them when it was submitted. */
    @Column(name = "may_not_vote", updatable = false)
    String[] mayNotVote;

    /** When the board's time is over. */
    @Column(name = "due_at", updatable = false)
    Instant dueAt;

    /** Since when the release is marked as overdue; null while it is not. */
    @Column(name = "escalated_at")
    Instant escalatedAt;

    /** The release that was sent back and that this one answers; null for a first one. */
    @Column(updatable = false)
    UUID revises;

    /** An answer to each change that was asked for, a JSON array of {@code RevisionAnswer}. */
    @JdbcTypeCode(SqlTypes.JSON)
    @Column(updatable = false)
    String answers = "[]";

    /** The launch plan, this release's step and the results of the one before; null when it is not launched in steps. */
    @JdbcTypeCode(SqlTypes.JSON)
    @Column(updatable = false)
    String launch;

    /** The release of the launch's step before; null for a first step, and without steps. */
    @Column(name = "previous_step", updatable = false)
    UUID previousStep;

    @Column(name = "submitted_at", updatable = false)
    Instant submittedAt;

    @Column(name = "submitted_by", updatable = false)
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
