package dev.gatehouse.governance.gates;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/** Evidence as it was given: canonical JSON under its digest. Never changed; giving it again adds another. */
@Entity
@Table(name = "evidence")
class EvidenceEntity extends PanacheEntityBase {

    @Id
    UUID id;

    @Column(name = "version_id")
    Long versionId;

    /** The gate it is given for. */
    String gate;

    String kind;
    String title;
    String document;
    String digest;

    @Column(name = "given_at")
    Instant givenAt;

    @Column(name = "given_by")
    String givenBy;

    /** Functions of the giver at the time. */
    @Column(name = "given_as")
    String[] givenAs;

    /** Of the file, where the evidence is one. */
    @Column(name = "file_sha256")
    String fileSha256;

    /** Digest of what the packs asked for then; null on evidence of earlier versions. */
    String requirement;

    /** Of a card, how complete it is: {@link CardFigure} as JSON; null on other evidence and on cards of earlier versions. */
    @JdbcTypeCode(SqlTypes.JSON)
    @Column(updatable = false)
    String completeness;

    /** Digests of the data that a validation report speaks of. */
    String[] data = {};

    static List<EvidenceEntity> allOf(long versionId) {
        return find("versionId = ?1 order by givenAt, id", versionId).list();
    }

    /** Ids of those versions of a model that have evidence of that kind. */
    static List<Long> versionsWith(String kind, long modelId) {
        return getEntityManager()
                .createQuery(
                        "select distinct e.versionId from EvidenceEntity e where e.kind = :kind and e.versionId in"
                                + " (select v.id from VersionEntity v where v.modelId = :model)",
                        Long.class)
                .setParameter("kind", kind)
                .setParameter("model", modelId)
                .getResultList();
    }

    static boolean isGivenBy(long versionId, String sub) {
        return count("versionId = ?1 and givenBy = ?2", versionId, sub) > 0;
    }
}
