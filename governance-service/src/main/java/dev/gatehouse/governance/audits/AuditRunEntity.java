package dev.gatehouse.governance.audits;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** One run of a plan on a version: its report, or why it could not be run. Never changed, never deleted. */
@Entity
@Table(name = "audit_run")
class AuditRunEntity extends PanacheEntityBase {

    @Id
    UUID id;

    @Column(name = "version_id")
    Long versionId;

    @Column(name = "plan_digest")
    String planDigest;

    String status;
    String verdict;
    String report;

    @Column(name = "report_digest")
    String reportDigest;

    String error;

    @Column(name = "run_at")
    Instant runAt;

    @Column(name = "run_by")
    String runBy;

    static List<AuditRunEntity> allOf(long versionId) {
        return find("versionId = ?1 order by runAt, id", versionId).list();
    }
}
