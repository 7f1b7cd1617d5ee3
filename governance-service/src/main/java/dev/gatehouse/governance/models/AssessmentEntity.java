package dev.gatehouse.governance.models;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/** An assessment as it was made; never changed. {@code document} is its canonical JSON. */
@Entity
@Table(name = "assessment")
class AssessmentEntity extends PanacheEntityBase {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    Long id;

    @Column(name = "model_id")
    Long modelId;

    @Column(name = "model_revision")
    int modelRevision;

    @Column(name = "assessed_on")
    LocalDate assessedOn;

    String status;
    String tier;
    String document;
    String digest;

    @Column(name = "created_at")
    Instant createdAt;

    static Optional<AssessmentEntity> latestOf(Long modelId) {
        return find("modelId = ?1 order by id desc", modelId).firstResultOptional();
    }

    static List<AssessmentEntity> before(Long modelId, long id, int limit) {
        return find("modelId = ?1 and id < ?2 order by id desc", modelId, id)
                .page(0, limit)
                .list();
    }

    static Optional<AssessmentEntity> of(Long modelId, String digest) {
        return find("modelId = ?1 and digest = ?2 order by id desc", modelId, digest)
                .firstResultOptional();
    }
}
