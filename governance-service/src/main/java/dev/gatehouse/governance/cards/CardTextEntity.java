package dev.gatehouse.governance.cards;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** One revision of one written text of a version; never changed. Without text and reason it says that the text was taken back. */
@Entity
@Table(name = "card_text")
class CardTextEntity extends PanacheEntityBase {

    @Id
    UUID id;

    @Column(name = "version_id", updatable = false)
    Long versionId;

    /** {@code CardText.id()}. */
    @Column(name = "text_id", updatable = false)
    String textId;

    @Column(updatable = false)
    int revision;

    @Column(updatable = false)
    String markdown;

    @Column(name = "not_applicable", updatable = false)
    String notApplicable;

    @Column(name = "written_at", updatable = false)
    Instant writtenAt;

    @Column(name = "written_by", updatable = false)
    String writtenBy;

    /** The revision of another version that this one repeats, as it was written there first. */
    @Column(name = "copied_from", updatable = false)
    UUID copiedFrom;

    /** Whether it says anything: a text, or why there can be none. */
    boolean isGiven() {
        return markdown != null || notApplicable != null;
    }

    /** The newest revision of each text of a version, by the texts' ids. */
    static List<CardTextEntity> newestOf(long versionId) {
        return find(
                        "from CardTextEntity t where t.versionId = ?1 and t.revision ="
                                + " (select max(o.revision) from CardTextEntity o where o.versionId = t.versionId and o.textId = t.textId)"
                                + " order by t.textId",
                        versionId)
                .list();
    }

    /** Every revision of one text, newest first. */
    static List<CardTextEntity> revisionsOf(long versionId, String textId) {
        return find("versionId = ?1 and textId = ?2 order by revision desc", versionId, textId)
                .list();
    }

    static Optional<CardTextEntity> newestOf(long versionId, String textId) {
        return find("versionId = ?1 and textId = ?2 order by revision desc", versionId, textId)
                .firstResultOptional();
    }

    static Optional<CardTextEntity> of(long versionId, String textId, int revision) {
        return find("versionId = ?1 and textId = ?2 and revision = ?3", versionId, textId, revision)
                .firstResultOptional();
    }

    /**
     * Adds this revision, unless somebody else has just added one of that number.
     *
     * @return whether it was added
     */
    boolean add() {
        return getEntityManager()
                        .createNativeQuery("""
                        INSERT INTO governance.card_text (id, version_id, text_id, revision, markdown, not_applicable, written_at, written_by,
                          copied_from)
                        VALUES (:id, :version, :text, :revision, CAST(:markdown AS text), CAST(:because AS text), :at, :by,
                          CAST(CAST(:copied AS text) AS uuid))
                        ON CONFLICT (version_id, text_id, revision) DO NOTHING""")
                        .setParameter("id", id)
                        .setParameter("version", versionId)
                        .setParameter("text", textId)
                        .setParameter("revision", revision)
                        .setParameter("markdown", markdown)
                        .setParameter("because", notApplicable)
                        .setParameter("at", writtenAt.atOffset(ZoneOffset.UTC))
                        .setParameter("by", writtenBy)
                        .setParameter("copied", copiedFrom == null ? null : copiedFrom.toString())
                        .executeUpdate()
                == 1;
    }
}
