package dev.gatehouse.governance.audits;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;

/** A plan, fixed by its digest before any run; never changed. */
@Entity
@Table(name = "audit_plan")
class AuditPlanEntity extends PanacheEntityBase {

    @Id
    String digest;

    @Column(name = "model_id")
    Long modelId;

    @Column(name = "dataset_sha256")
    String datasetSha256;

    String document;

    @Column(name = "fixed_at")
    Instant fixedAt;

    @Column(name = "fixed_by")
    String fixedBy;

    static List<AuditPlanEntity> allOf(Long modelId) {
        return find("modelId = ?1 order by fixedAt, digest", modelId).list();
    }

    static boolean isFixedBy(long modelId, String sub) {
        return count("modelId = ?1 and fixedBy = ?2", modelId, sub) > 0;
    }
}
