package dev.gatehouse.governance.audits;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import org.hibernate.annotations.Immutable;

/** A registration of statistics of a version's training rows; the bytes lie in the store of documents. Never changed: the last one counts. */
@Entity
@Immutable
@Table(name = "training_statistics")
class TrainingStatisticsEntity extends PanacheEntityBase {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    Long id;

    @Column(name = "version_id")
    Long versionId;

    @Column(name = "document_sha256")
    String documentSha256;

    @Column(name = "training_rows")
    long trainingRows;

    /** Inputs of the version's signature that they say nothing of. */
    @Column(name = "missing_inputs")
    String[] missingInputs;

    @Column(name = "registered_at")
    Instant registeredAt;

    @Column(name = "registered_by")
    String registeredBy;

    /** Newest first. */
    static List<TrainingStatisticsEntity> allOf(long versionId) {
        return find("versionId = ?1 order by id desc", versionId).list();
    }

    static boolean isOfModel(long modelId, String documentSha256) {
        return count(
                        "documentSha256 = ?1 and versionId in (select v.id from VersionEntity v where v.modelId = ?2)",
                        documentSha256,
                        modelId)
                > 0;
    }
}
