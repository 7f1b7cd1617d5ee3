package dev.gatehouse.governance.idempotency;

import dev.gatehouse.governance.ledger.Ledger;
import dev.gatehouse.governance.problem.ProblemException;
import dev.gatehouse.governance.problem.ProblemType;
import io.agroal.api.AgroalDataSource;
import io.quarkus.arc.Arc;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import jakarta.persistence.Tuple;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/**
 * What was answered under which key. Claiming and answering are transactions of their own: a key outlives the act that it names, done or not.
 * The act's own transaction says that it was done, and only while the claim is the request's: of two requests with one key at most one commits
 * an act, whatever dies in between.
 */
@ApplicationScoped
class IdempotencyKeys {

    /** How long a key is remembered. */
    static final Duration KEPT = Duration.ofHours(24);

    /** How long a request may be at work before it counts as broken off; longer than any request takes. */
    static final Duration LONGEST_WORK = Duration.ofMinutes(5);

    /** Most keys of one caller that are remembered. */
    static final int MAX_KEYS = 5_000;

    private final EntityManager database;
    private final AgroalDataSource connections;
    private final CurrentRequest current;
    private final Clock clock;

    @Inject
    IdempotencyKeys(EntityManager database, AgroalDataSource connections, CurrentRequest current, Clock clock) {
        this.database = database;
        this.connections = connections;
        this.current = current;
        this.clock = clock;
    }

    /**
     * What is known of a key.
     *
     * @param answer null without one
     * @param lost whether no answer will come any more: the act was done, and then something broke off
     */
    record Known(String requestDigest, Answer answer, boolean lost) {}

    /** An answer as it was sent. {@code location} and {@code contentType} may be null. */
    record Answer(int status, String location, String contentType, byte[] body) {}

    /**
     * Takes the key for this request. Returns what it already stands for, or null if it was free, or was taken by a request that broke off
     * before it did anything.
     *
     * @throws ProblemException {@code too-many-keys}
     */
    @Transactional(Transactional.TxType.REQUIRES_NEW)
    Known claim(CurrentRequest.Claim claim, String requestDigest) {
        Known known = known(claim);
        if (known != null) {
            return again(claim, requestDigest) ? null : known;
        }
        requireRoom(claim.caller());
        int taken = with(claim, database.createNativeQuery("""
                        INSERT INTO governance.idempotency_key
                          (caller, key, request_digest, first_seen_at, claim, claimed_at)
                        VALUES (:caller, :key, :digest, :now, :claim, :now) ON CONFLICT DO NOTHING"""))
                .setParameter("digest", requestDigest)
                .setParameter("claim", claim.id())
                .setParameter("now", now())
                .executeUpdate();
        // Taken in this very moment: it is being worked on.
        return taken == 1 ? null : new Known(requestDigest, null, false);
    }

    /** Takes over from a request that broke off and did nothing; if that one is still at work after all, its act does not commit. */
    private boolean again(CurrentRequest.Claim claim, String requestDigest) {
        return with(claim, database.createNativeQuery("""
                        UPDATE governance.idempotency_key
                        SET request_digest = :digest, claim = :claim, claimed_at = :now
                        WHERE caller = :caller AND key = :key AND status IS NULL AND NOT acted AND claimed_at < :before"""))
                        .setParameter("digest", requestDigest)
                        .setParameter("claim", claim.id())
                        .setParameter("now", now())
                        .setParameter("before", now().minus(LONGEST_WORK))
                        .executeUpdate()
                == 1;
    }

    private void requireRoom(String caller) {
        long keys = ((Number) database.createNativeQuery(
                                "SELECT count(*) FROM governance.idempotency_key WHERE caller = :caller")
                        .setParameter("caller", caller)
                        .getSingleResult())
                .longValue();
        if (keys >= MAX_KEYS) {
            throw new ProblemException(
                    ProblemType.TOO_MANY_KEYS,
                    "You used " + keys + " keys within " + KEPT.toHours() + " hours; at most " + MAX_KEYS
                            + " are remembered. Send requests that need no key without one, or wait.");
        }
    }

    private Known known(CurrentRequest.Claim claim) {
        List<?> rows = with(claim, database.createNativeQuery("""
                        SELECT request_digest, status, location, content_type, body,
                          acted AND (claim IS NULL OR claimed_at IS NULL OR claimed_at < :before)
                        FROM governance.idempotency_key WHERE caller = :caller AND key = :key""", Tuple.class))
                .setParameter("before", now().minus(LONGEST_WORK))
                .getResultList();
        if (rows.isEmpty()) {
            return null;
        }
        Tuple row = (Tuple) rows.get(0);
        Answer answer = row.get(1) == null
                ? null
                : new Answer(((Number) row.get(1)).intValue(), (String) row.get(2), (String) row.get(3), (byte[])
                        row.get(4));
        return new Known((String) row.get(0), answer, answer == null && (Boolean) row.get(5));
    }

    /**
     * An act of the request at work: says so beside its key, in the act's transaction.
     *
     * @throws ProblemException {@code request-in-progress} if another request has taken the key over; the act is not done
     */
    void acted(@Observes Ledger.Recorded act) {
        if (!Arc.container().requestContext().isActive()) {
            return;
        }
        Optional<CurrentRequest.Claim> claim = current.claim();
        if (claim.isPresent() && !marked(claim.get())) {
            throw new ProblemException(
                    ProblemType.REQUEST_IN_PROGRESS,
                    "This request took longer than " + LONGEST_WORK.toMinutes()
                            + " minutes, and a later one with its key does the same now. Nothing was done here.");
        }
    }

    /** Not by the entity manager: it would write entities first that the act has not filled yet. */
    private boolean marked(CurrentRequest.Claim claim) {
        try (Connection connection = connections.getConnection();
                PreparedStatement update =
                        connection.prepareStatement("UPDATE governance.idempotency_key SET acted = true"
                                + " WHERE caller = ? AND key = ? AND claim = ?")) {
            update.setString(1, claim.caller());
            update.setString(2, claim.key());
            update.setObject(3, claim.id());
            return update.executeUpdate() == 1;
        } catch (SQLException e) {
            throw new IllegalStateException("the act cannot be noted beside its key", e);
        }
    }

    /** Keeps the answer. */
    @Transactional(Transactional.TxType.REQUIRES_NEW)
    void answered(CurrentRequest.Claim claim, Answer answer) {
        with(claim, database.createNativeQuery("""
                        UPDATE governance.idempotency_key
                        SET status = :status, location = :location, content_type = :type, body = :body
                        WHERE caller = :caller AND key = :key AND claim = :claim"""))
                .setParameter("claim", claim.id())
                .setParameter("status", answer.status())
                .setParameter("location", answer.location())
                .setParameter("type", answer.contentType())
                .setParameter("body", answer.body())
                .executeUpdate();
    }

    /** Frees the key of a request that failed, unless an act of it was done before that: then the key stays and says so. */
    @Transactional(Transactional.TxType.REQUIRES_NEW)
    void givenUp(CurrentRequest.Claim claim) {
        with(claim, database.createNativeQuery("""
                        DELETE FROM governance.idempotency_key
                        WHERE caller = :caller AND key = :key AND claim = :claim AND NOT acted"""))
                .setParameter("claim", claim.id())
                .executeUpdate();
        with(claim, database.createNativeQuery("""
                        UPDATE governance.idempotency_key SET claim = NULL
                        WHERE caller = :caller AND key = :key AND claim = :claim"""))
                .setParameter("claim", claim.id())
                .executeUpdate();
    }

    private static Query with(CurrentRequest.Claim claim, Query query) {
        return query.setParameter("caller", claim.caller()).setParameter("key", claim.key());
    }

    @Scheduled(every = "10m", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    @Transactional
    void forgetOld() {
        database.createNativeQuery("DELETE FROM governance.idempotency_key WHERE first_seen_at < :before")
                .setParameter("before", now().minus(KEPT))
                .executeUpdate();
    }

    private OffsetDateTime now() {
        Instant now = clock.instant();
        return now.atOffset(ZoneOffset.UTC);
    }
}
