package dev.gatehouse.governance.releases;

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

/** A vote as it was cast; never changed. One on an earlier dossier of the release has lapsed. */
@Entity
@Table(name = "vote")
class VoteEntity extends PanacheEntityBase {

    @Id
    UUID id;

    @Column(name = "release_id")
    UUID releaseId;

    String voter;

    @Column(name = "voter_name")
    String voterName;

    String function;
    String decision;
    String rationale;

    @JdbcTypeCode(SqlTypes.JSON)
    String conditions;

    /** What is to be changed; only with a request for changes. */
    String[] changes = {};

    @Column(name = "dossier_digest")
    String dossierDigest;

    @Column(name = "cast_at")
    Instant castAt;

    static List<VoteEntity> allOf(UUID releaseId) {
        return find("releaseId = ?1 order by castAt, id", releaseId).list();
    }
}
