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
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

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

    /** The newest of each of those models, by the model's key. */
    static Map<Long, AssessmentEntity> latestOf(Collection<Long> modelIds) {
        if (modelIds.isEmpty()) {
            return Map.of();
        }
        List<AssessmentEntity> latest = find(
                        "id in (select max(a.id) from AssessmentEntity a where a.modelId in ?1 group by a.modelId)",
                        modelIds)
                .list();
        return latest.stream().collect(Collectors.toMap(a -> a.modelId, a -> a));
    }

    /** The newest that was settled. */
    static Optional<AssessmentEntity> latestSettledOf(Long modelId) {
        return find("modelId = ?1 and status = 'ASSESSED' order by id desc", modelId)
                .firstResultOptional();
    }

    /** Names of the models that have an active permit and whose use a rule prohibits by their newest assessment. */
    static List<String> prohibitedServing(Instant now) {
        return getEntityManager()
                .createNativeQuery("""
                        SELECT m.name FROM governance.assessment a JOIN governance.model m ON m.id = a.model_id
                        WHERE a.status = 'PROHIBITED'
                        AND NOT EXISTS (SELECT 1 FROM governance.assessment later WHERE later.model_id = a.model_id AND later.id > a.id)
                        AND EXISTS (SELECT 1 FROM governance.permit p WHERE p.model = m.name AND p.state = 'ACTIVE' AND p.expires_at > :now)
                        ORDER BY m.name""", String.class)
                .setParameter("now", now.atOffset(java.time.ZoneOffset.UTC))
                .getResultList();
    }

    static List<AssessmentEntity> before(Long modelId, long id, int limit) {
        return find("modelId = ?1 and id < ?2 order by id desc", modelId, id)
                .page(0, limit)
                .list();
    }

    /** When the assessment of that digest, which is there, was stored first. */
    static Instant firstStored(Long modelId, String digest) {
        return AssessmentEntity.<AssessmentEntity>find("modelId = ?1 and digest = ?2 order by id", modelId, digest)
                .firstResult()
                .createdAt;
    }

    static Optional<AssessmentEntity> of(Long modelId, String digest) {
        return find("modelId = ?1 and digest = ?2 order by id desc", modelId, digest)
                .firstResultOptional();
    }
}
