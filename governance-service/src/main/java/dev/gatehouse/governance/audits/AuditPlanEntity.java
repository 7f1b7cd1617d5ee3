package dev.gatehouse.governance.audits;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A plan, fixed by its digest before any run; never changed. */
@Entity
@Table(name = "audit_plan")
class AuditPlanEntity extends PanacheEntityBase {

    @Id
    String digest;

    @Column(name = "model_id")
    Long modelId;

    /** {@link dev.gatehouse.audit.plan.PlanKind#id()}. */
    String kind;

    @Column(name = "dataset_sha256")
    String datasetSha256;

    /** Null where the plan names no reference. */
    @Column(name = "reference_sha256")
    String referenceSha256;

    String document;

    @Column(name = "fixed_at")
    Instant fixedAt;

    @Column(name = "fixed_by")
    String fixedBy;

    static List<AuditPlanEntity> allOf(Long modelId) {
        return find("modelId = ?1 order by fixedAt, digest", modelId).list();
    }

    /** The one fixed last. */
    static Optional<AuditPlanEntity> lastOf(Long modelId, String kind) {
        return find("modelId = ?1 and kind = ?2 order by fixedAt desc, digest desc", modelId, kind)
                .firstResultOptional();
    }

    static boolean isFixedBy(long modelId, String sub) {
        return count("modelId = ?1 and fixedBy = ?2", modelId, sub) > 0;
    }
}
