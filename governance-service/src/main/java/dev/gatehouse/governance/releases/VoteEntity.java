package dev.gatehouse.governance.releases;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/**
 * A vote as it was cast, which never changes. It has lapsed when it is on an earlier dossier of the release, or when its voter lost the
 * function.
 */
@Entity
@Table(name = "vote")
class VoteEntity extends PanacheEntityBase {

    @Id
    UUID id;

    @Column(name = "release_id", updatable = false)
    UUID releaseId;

    @Column(updatable = false)
    String voter;

    @Column(name = "voter_name", updatable = false)
    String voterName;

    @Column(updatable = false)
    String function;

    @Column(updatable = false)
    String decision;

    @Column(updatable = false)
    String rationale;

    @JdbcTypeCode(SqlTypes.JSON)
    @Column(updatable = false)
    String conditions;

    /** What is to be changed; only with a request for changes. */
    @Column(updatable = false)
    String[] changes = {};

    @Column(name = "dossier_digest", updatable = false)
    String dossierDigest;

    @Column(name = "cast_at", updatable = false)
    Instant castAt;

    /** When it was found that the voter no longer holds the function; null while nobody found that. */
    @Column(name = "lapsed_at")
    Instant lapsedAt;

    /** One sentence with {@link #lapsedAt}. */
    @Column(name = "lapsed_because")
    String lapsedBecause;

    /** Whether it counts for the dossier of that digest. */
    boolean counts(String dossier) {
        return dossierDigest.equals(dossier) && lapsedAt == null;
    }

    /** The vote of that person that counts for the dossier of that digest. */
    static VoteEntity counted(UUID releaseId, String dossier, String voter) {
        return VoteEntity.<VoteEntity>find(
                        "releaseId = ?1 and dossierDigest = ?2 and voter = ?3 and lapsedAt is null",
                        releaseId,
                        dossier,
                        voter)
                .singleResult();
    }

    static List<VoteEntity> allOf(UUID releaseId) {
        return find("releaseId = ?1 order by castAt, id", releaseId).list();
    }

    /** The same for many releases, by their keys. */
    static Map<UUID, List<VoteEntity>> ofEach(Collection<UUID> releaseIds) {
        return VoteEntity.<VoteEntity>find("releaseId in ?1 order by castAt, id", releaseIds).stream()
                .collect(Collectors.groupingBy(vote -> vote.releaseId));
    }
}
