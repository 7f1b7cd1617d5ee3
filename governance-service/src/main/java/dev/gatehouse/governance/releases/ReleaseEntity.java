package dev.gatehouse.governance.releases;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.governance.problem.ProblemException;
import dev.gatehouse.governance.problem.ProblemType;
import dev.gatehouse.risk.Obligations;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.LockModeType;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/** A release before the board, or after it. */
@Entity
@Table(name = "release")
class ReleaseEntity extends PanacheEntityBase {

    @Id
    UUID id;

    @Column(name = "version_id", updatable = false)
    Long versionId;

    @Column(updatable = false)
    String environment;

    @Column(updatable = false)
    String route;

    /** Name of the {@code ReleaseState} record. */
    String state;

    @Column(name = "dossier_digest")
    String dossierDigest;

    /** The dossier that the present one took the place of under the board; null while there was none. */
    @Column(name = "dossier_before")
    String dossierBefore;

    @Column(updatable = false)
    String summary;

    /** Limits that the submitter asks for, in the permit's form. */
    @JdbcTypeCode(SqlTypes.JSON)
    @Column(updatable = false)
    String asked = "{}";

    /** The same with the limits of waivers; votes only tighten them. */
    @JdbcTypeCode(SqlTypes.JSON)
    String requested = "{}";

    /** Seats by function, a JSON object. */
    @JdbcTypeCode(SqlTypes.JSON)
    String quorum;

    /** Sign-in names of the version's developers. */
    @Column(updatable = false)
    String[] contributors;

    /** Who is excluded from voting for independence. */
    @Column(name = "may_not_vote")
    String[] mayNotVote;

    /** When the board's time is over. */
    @Column(name = "due_at", updatable = false)
    Instant dueAt;

    /** Since when the release is marked as overdue; null while it is not. */
    @Column(name = "escalated_at")
    Instant escalatedAt;

    /** The release that was sent back and that this one answers; null for a first one. */
    @Column(updatable = false)
    UUID revises;

    /** An answer to each change that was asked for, a JSON array of {@code RevisionAnswer}. */
    @JdbcTypeCode(SqlTypes.JSON)
    @Column(updatable = false)
    String answers = "[]";

    /** The launch plan, this release's step and the results of the one before; null when it is not launched in steps. */
    @JdbcTypeCode(SqlTypes.JSON)
    @Column(updatable = false)
    String launch;

    /** The release of the launch's step before; null for a first step, and without steps. */
    @Column(name = "previous_step", updatable = false)
    UUID previousStep;

    @Column(name = "submitted_at", updatable = false)
    Instant submittedAt;

    @Column(name = "submitted_by", updatable = false)
    String submittedBy;

    @Column(name = "decided_at")
    Instant decidedAt;

    String reason;

    @Version
    int revision;

    /** Takes the seats, and who may not vote, from the obligations; nothing is written when they are the same. */
    void seat(Obligations obligations) {
        if (!isSeatedAs(obligations)) {
            quorum = seats(obligations).toString();
            mayNotVote = obligations.mayNotVote().toArray(String[]::new);
        }
    }

    /** Whether the board is the one that these obligations ask for. */
    boolean isSeatedAs(Obligations obligations) {
        try {
            return quorum != null
                    && new ObjectMapper().readTree(quorum).equals(seats(obligations))
                    && Set.of(mayNotVote).equals(obligations.mayNotVote());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a stored quorum does not parse", e);
        }
    }

    private static ObjectNode seats(Obligations obligations) {
        ObjectNode seats = JsonNodeFactory.instance.objectNode();
        obligations.quorum().forEach(seats::put);
        return seats;
    }

    /** The release, held against every other act on it until the transaction ends. */
    static Optional<ReleaseEntity> held(UUID id) {
        return Optional.ofNullable(findById(id, LockModeType.PESSIMISTIC_WRITE));
    }

    /** @throws ProblemException {@code unknown-release} */
    static ReleaseEntity named(UUID id) {
        return ReleaseEntity.<ReleaseEntity>findByIdOptional(id).orElseThrow(() -> unknown(id));
    }

    static ProblemException unknown(UUID id) {
        return new ProblemException(ProblemType.UNKNOWN_RELEASE, "There is no release with the id " + id + ".");
    }

    /**
     * Newest first, after the one given.
     *
     * @param states names of states; empty for every state
     * @param overdue only those in review whose time is over at that instant; empty for all
     */
    static List<ReleaseEntity> newest(
            List<String> states, Optional<Instant> overdue, Optional<ReleaseEntity> after, int limit) {
        List<String> conditions = new ArrayList<>(List.of("1 = 1"));
        List<Object> values = new ArrayList<>();
        if (!states.isEmpty()) {
            values.add(states);
            conditions.add("state in ?" + values.size());
        }
        overdue.ifPresent(now -> {
            values.add(now);
            conditions.add("state = 'InReview' and dueAt <= ?" + values.size());
        });
        after.ifPresent(last -> {
            values.add(last.submittedAt);
            values.add(last.id);
            conditions.add("(submittedAt, id) < (?" + (values.size() - 1) + ", ?" + values.size() + ")");
        });
        return find(String.join(" and ", conditions) + " order by submittedAt desc, id desc", values.toArray())
                .page(0, limit)
                .list();
    }

    static List<ReleaseEntity> ofVersion(long versionId) {
        return find("versionId = ?1 order by submittedAt desc, id", versionId).list();
    }

    /** Those in review: overdue ones first, the longest first; then by the score of their model, highest first; then the oldest. */
    @SuppressWarnings("unchecked")
    static List<ReleaseEntity> inReview(Instant now, int limit) {
        return getEntityManager()
                .createNativeQuery("""
                        SELECT r.* FROM governance.release r JOIN governance.model_version v ON v.id = r.version_id
                        JOIN governance.model m ON m.id = v.model_id WHERE r.state = 'InReview'
                        ORDER BY CASE WHEN r.due_at <= :now THEN r.due_at END NULLS LAST, governance.rice(m.particulars) DESC NULLS LAST, r.submitted_at, r.id
                        LIMIT :rows""", ReleaseEntity.class)
                .setParameter("now", now.atOffset(java.time.ZoneOffset.UTC))
                .setParameter("rows", limit)
                .getResultList();
    }

    static Optional<ReleaseEntity> inReview(long versionId, String environment) {
        return find("versionId = ?1 and environment = ?2 and state = 'InReview'", versionId, environment)
                .firstResultOptional();
    }

    /** Ids of those in review that are due and not marked yet. */
    static List<UUID> due(Instant now, int limit) {
        return ReleaseEntity.<ReleaseEntity>find(
                        "state = 'InReview' and escalatedAt is null and dueAt <= ?1 order by dueAt, id", now)
                .page(0, limit)
                .stream()
                .map(release -> release.id)
                .toList();
    }

    /** The newest release of a model in an environment that was sent back with changes which no later release answers. */
    static Optional<ReleaseEntity> unanswered(long modelId, String environment) {
        List<?> found = getEntityManager()
                .createNativeQuery("""
                        SELECT r.* FROM governance.release r JOIN governance.model_version v ON v.id = r.version_id
                        WHERE v.model_id = :model AND r.environment = :environment AND r.state = 'ChangesRequested'
                          AND EXISTS (SELECT FROM governance.vote w WHERE w.release_id = r.id AND cardinality(w.changes) > 0)
                          AND NOT EXISTS (SELECT FROM governance.release s WHERE s.revises = r.id AND s.state <> 'Withdrawn')
                        ORDER BY r.submitted_at DESC, r.id LIMIT 1""", ReleaseEntity.class)
                .setParameter("model", modelId)
                .setParameter("environment", environment)
                .getResultList();
        return found.stream().map(ReleaseEntity.class::cast).findFirst();
    }

    private static final String DECIDED =
            "environment = ?1 and decidedAt is not null and versionId in (select v.id from"
                    + " VersionEntity v where v.modelId = ?2)";

    /** Releases of a model for an environment that are decided or withdrawn, the last one first. */
    static List<ReleaseEntity> decided(long modelId, String environment, int limit) {
        return find(DECIDED + " order by decidedAt desc, id desc", environment, modelId)
                .page(0, limit)
                .list();
    }

    /** How many there are of them. */
    static long countDecided(long modelId, String environment) {
        return count(DECIDED, environment, modelId);
    }

    private static final String OF_ARTIFACT =
            "versionId in (select v.id from VersionEntity v where v.modelId = ?1 and v.artifactSha256 = ?2)";

    /** What the board granted and rejected of an artifact of a model, the last decision first; nothing that was sent back. */
    static List<ReleaseEntity> judged(long modelId, String artifactSha256) {
        return list(
                OF_ARTIFACT + " and state in ('Approved', 'Rejected') order by decidedAt desc, id desc",
                modelId,
                artifactSha256);
    }

    /** The granted releases of launches in steps of an artifact of a model after which no later step was granted. */
    static List<ReleaseEntity> lastStepsGranted(long modelId, String artifactSha256) {
        return list(
                OF_ARTIFACT + " and state = 'Approved' and launch is not null and id not in"
                        + " (select next.previousStep from ReleaseEntity next where next.state = 'Approved' and next.previousStep is not null)",
                modelId,
                artifactSha256);
    }

    /** Whether a later release answers that one. */
    static boolean isRevised(UUID id) {
        return count("revises = ?1 and state <> 'Withdrawn'", id) > 0;
    }

    /** Whether the launch's next step after that release is before the board, granted or sent back for changes. */
    static boolean goesOn(UUID id) {
        return count("previousStep = ?1 and state in ('InReview', 'Approved', 'ChangesRequested')", id) > 0;
    }

    /** The newest release that goes on from that one: answers it, or asks for the next step. */
    static Optional<ReleaseEntity> following(UUID id) {
        return find("(revises = ?1 or previousStep = ?1) and state <> 'Withdrawn' order by submittedAt desc, id", id)
                .firstResultOptional();
    }
}
