package dev.gatehouse.governance.models;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.time.Instant;
import java.util.List;
import org.hibernate.annotations.Immutable;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/** A model as it stood at one revision, whole; never changed. */
@Entity
@Immutable
@Table(name = "model_revision")
@IdClass(RevisionEntity.Key.class)
class RevisionEntity extends PanacheEntityBase {

    /** What a revision is found by. */
    record Key(Long modelId, Integer revision) implements Serializable {}

    @Id
    @Column(name = "model_id")
    Long modelId;

    @Id
    Integer revision;

    @JdbcTypeCode(SqlTypes.JSON)
    String document;

    @Column(name = "written_at")
    Instant writtenAt;

    /** {@code sub}; null where the history began with a later revision than the first. */
    @Column(name = "written_by")
    String writtenBy;

    /** Revisions below that one, newest first. */
    static List<RevisionEntity> below(long modelId, int revision, int limit) {
        return find("modelId = ?1 and revision < ?2 order by revision desc", modelId, revision)
                .page(0, limit)
                .list();
    }
}
