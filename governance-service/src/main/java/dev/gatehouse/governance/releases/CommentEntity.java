package dev.gatehouse.governance.releases;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Something said or asked about a section of a release's dossier; never taken away. */
@Entity
@Table(name = "release_comment")
class CommentEntity extends PanacheEntityBase {

    @Id
    UUID id;

    @Column(name = "release_id", updatable = false)
    UUID releaseId;

    /** {@code Section.field()}. */
    @Column(updatable = false)
    String section;

    /** {@code comment} or {@code question}. */
    @Column(updatable = false)
    String kind;

    @Column(updatable = false)
    String content;

    @Column(name = "dossier_digest", updatable = false)
    String dossierDigest;

    @Column(name = "written_at", updatable = false)
    Instant writtenAt;

    @Column(name = "written_by", updatable = false)
    String writtenBy;

    /** When who asked took the question back; null while it stands, and for comments. */
    @Column(name = "withdrawn_at")
    Instant withdrawnAt;

    static List<CommentEntity> allOf(UUID release) {
        return find("releaseId = ?1 order by writtenAt, id", release).list();
    }

    /** Questions without an answer that were not withdrawn. */
    static int openQuestions(UUID release) {
        return (int) count(
                "from CommentEntity c where c.releaseId = ?1 and c.kind = 'question' and c.withdrawnAt is null"
                        + " and not exists (select 1 from AnswerEntity a where a.commentId = c.id)",
                release);
    }
}
