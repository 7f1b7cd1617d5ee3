package dev.gatehouse.governance.releases;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** An answer to a question, or to a comment; never changed. */
@Entity
@Table(name = "release_answer")
class AnswerEntity extends PanacheEntityBase {

    @Id
    UUID id;

    @Column(name = "comment_id", updatable = false)
    UUID commentId;

    @Column(updatable = false)
    String content;

    @Column(name = "written_at", updatable = false)
    Instant writtenAt;

    @Column(name = "written_by", updatable = false)
    String writtenBy;

    static List<AnswerEntity> allOf(UUID release) {
        return find(
                        "commentId in (select c.id from CommentEntity c where c.releaseId = ?1) order by writtenAt, id",
                        release)
                .list();
    }
}
