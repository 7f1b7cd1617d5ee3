package dev.gatehouse.governance.predictions;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.hibernate.annotations.Formula;
import org.hibernate.annotations.Immutable;

/**
 * An audit of recorded predictions that somebody asked for on a page: how far it is, then its report, or why there is none. Its course is
 * written by {@link LiveAudits} in statements that say from which state.
 */
@Entity
@Immutable
@Table(name = "live_audit")
class LiveAuditEntity extends PanacheEntityBase {

    @Id
    UUID id;

    @Column(name = "version_id")
    Long versionId;

    @Column(name = "plan_digest")
    String planDigest;

    /** Of the plan. */
    @Formula("(SELECT p.kind FROM governance.audit_plan p WHERE p.digest = plan_digest)")
    String kind;

    String environment;
    String route;

    @Column(name = "window_from")
    Instant from;

    @Column(name = "window_to")
    Instant to;

    @Column(name = "reference_version")
    String referenceVersion;

    @Column(name = "reference_from")
    Instant referenceFrom;

    @Column(name = "reference_to")
    Instant referenceTo;

    /** Digest of the statistics that it is compared with in place of a window. */
    @Column(name = "reference_statistics")
    String referenceStatistics;

    @Column(name = "requested_at")
    Instant requestedAt;

    @Column(name = "requested_by")
    String requestedBy;

    String status;
    String stage;
    String verdict;
    String report;

    @Column(name = "report_digest")
    String reportDigest;

    String error;

    @Column(name = "run_at")
    Instant runAt;

    /** The last ones of a version, newest first. */
    static List<LiveAuditEntity> lastOf(long versionId, int limit) {
        return LiveAuditEntity.<LiveAuditEntity>find("versionId = ?1 order by requestedAt desc, id", versionId)
                .page(0, limit)
                .list();
    }

    static long waiting() {
        return count("status = 'QUEUED'");
    }
}
