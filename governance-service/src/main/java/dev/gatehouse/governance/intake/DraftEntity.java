package dev.gatehouse.governance.intake;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/** An intake form that is not finished. {@code answers} is a JSON object of lists of texts by input. */
@Entity
@Table(name = "intake_draft")
class DraftEntity extends PanacheEntityBase {

    @Id
    UUID id;

    String author;
    String name;
    String title;
    String owner;

    @Column(name = "intended_use")
    String intendedUse;

    @Column(name = "out_of_scope_use")
    String outOfScopeUse;

    @JdbcTypeCode(SqlTypes.JSON)
    String answers;

    String model;

    @Column(name = "model_revision")
    Integer modelRevision;

    @Column(name = "saved_in")
    UUID savedIn;

    @Column(name = "created_at")
    Instant createdAt;

    @Column(name = "updated_at")
    Instant updatedAt;

    @Version
    int revision;

    static List<DraftEntity> by(String author, int limit) {
        return find("author = ?1 order by updatedAt desc, id", author)
                .page(0, limit)
                .list();
    }
}
