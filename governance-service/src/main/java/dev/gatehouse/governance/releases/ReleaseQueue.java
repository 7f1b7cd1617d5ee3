package dev.gatehouse.governance.releases;

import dev.gatehouse.approval.release.ReleaseState;
import dev.gatehouse.governance.identity.People;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Lists of releases. However many rows a list has, it asks the same few questions; only who may vote asks more for rounds that are open. */
@ApplicationScoped
class ReleaseQueue {

    private static final String REST = """
            SELECT r.id, a.tier, governance.rice(m.particulars), coalesce(w.display_name, 'a person since forgotten'),
                   CASE WHEN p.state = 'ACTIVE' AND p.expires_at <= :now THEN 'EXPIRED' ELSE p.state END,
                   CASE WHEN r.state = 'InReview' THEN (SELECT count(*) FROM governance.release_comment c
                       WHERE c.release_id = r.id AND c.kind = 'question' AND c.withdrawn_at IS NULL
                       AND NOT EXISTS (SELECT 1 FROM governance.release_answer x WHERE x.comment_id = c.id)) ELSE 0 END
            FROM governance.release r JOIN governance.model_version v ON v.id = r.version_id JOIN governance.model m ON m.id = v.model_id
            CROSS JOIN LATERAL (SELECT tier FROM governance.assessment WHERE model_id = m.id ORDER BY id DESC LIMIT 1) a
            LEFT JOIN governance.person w ON w.sub = r.submitted_by LEFT JOIN governance.permit p ON p.release_id = r.id
            WHERE r.id IN (:ids)""";

    /** What a row shows beside the release itself. */
    private record Rest(String tier, BigDecimal rice, String submittedBy, String permit, int openQuestions) {}

    private final ReleaseBook book;
    private final Standing standing;
    private final People people;
    private final EntityManager database;
    private final Clock clock;

    @Inject
    ReleaseQueue(ReleaseBook book, Standing standing, People people, EntityManager database, Clock clock) {
        this.book = book;
        this.standing = standing;
        this.people = people;
        this.database = database;
        this.clock = clock;
    }

    /** Those in review: overdue ones first, the longest first; then by the score of their model, highest first; then the oldest. */
    @Transactional
    List<QueueRow> inReview(int limit) {
        return rows(ReleaseEntity.inReview(clock.instant(), limit), false);
    }

    /** Those whose time before the board is over, longest first, with who could fill their empty seats. */
    @Transactional
    List<QueueRow> overdue(int limit) {
        Instant now = clock.instant();
        return rows(
                ReleaseEntity.inReview(now, limit).stream()
                        .filter(release -> !now.isBefore(release.dueAt))
                        .toList(),
                true);
    }

    /**
     * Newest first.
     *
     * @param states names of states; empty for every state
     * @param overdue whether only those in review whose time is over
     * @param after id of the last release of the page before; null for the first page
     * @throws dev.gatehouse.governance.problem.ProblemException {@code unknown-release} for {@code after}
     */
    @Transactional
    List<QueueRow> newest(List<String> states, boolean overdue, UUID after, int limit) {
        return rows(
                ReleaseEntity.newest(
                        states,
                        overdue ? Optional.of(clock.instant()) : Optional.empty(),
                        Optional.ofNullable(after).map(ReleaseEntity::named),
                        limit),
                false);
    }

    private List<QueueRow> rows(List<ReleaseEntity> releases, boolean withNames) {
        if (releases.isEmpty()) {
            return List.of();
        }
        Instant now = clock.instant();
        Map<UUID, Rest> rests = rests(releases, now);
        Map<String, List<People.Seen>> seen = new HashMap<>();
        List<QueueRow> rows = new ArrayList<>();
        for (ReleaseBook.Round round : book.rounds(releases)) {
            ReleaseEntity e = round.release();
            Rest rest = rests.get(e.id);
            ReleaseState.InReview review =
                    e.state.equals("InReview") ? (ReleaseState.InReview) book.state(round) : null;
            rows.add(new QueueRow(
                    e.id,
                    round.version().model(),
                    round.version().version(),
                    e.environment,
                    e.route,
                    e.state,
                    rest.tier,
                    rest.rice,
                    e.dueAt,
                    review != null && !now.isBefore(e.dueAt),
                    rest.openQuestions,
                    review == null ? Map.of() : review.missing(),
                    withNames && review != null
                            ? book.couldFill(round, review, function -> seen.computeIfAbsent(function, people::seenAs))
                            : Map.of(),
                    e.decidedAt,
                    e.submittedAt,
                    rest.submittedBy,
                    rest.permit,
                    review != null && standing.of(round).mayVote()));
        }
        return rows;
    }

    private Map<UUID, Rest> rests(List<ReleaseEntity> releases, Instant now) {
        List<?> found = database.createNativeQuery(REST, Object[].class)
                .setParameter("now", now.atOffset(java.time.ZoneOffset.UTC))
                .setParameter("ids", releases.stream().map(e -> e.id).toList())
                .getResultList();
        Map<UUID, Rest> rests = new HashMap<>();
        for (Object one : found) {
            Object[] row = (Object[]) one;
            rests.put(
                    (UUID) row[0],
                    new Rest(
                            (String) row[1],
                            (BigDecimal) row[2],
                            (String) row[3],
                            (String) row[4],
                            ((Number) row[5]).intValue()));
        }
        return rests;
    }
}
