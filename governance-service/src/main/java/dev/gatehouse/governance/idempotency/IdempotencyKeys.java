package dev.gatehouse.governance.idempotency;

import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Tuple;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;

/** What was answered under which key. Each use is a transaction of its own: a key outlives the act that it names, done or not. */
@ApplicationScoped
class IdempotencyKeys {

    /** How long a key is remembered. */
    static final Duration KEPT = Duration.ofHours(24);

    private final EntityManager database;
    private final Clock clock;

    @Inject
    IdempotencyKeys(EntityManager database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** What is known of a key: {@code answer} is null while the request is being worked on. */
    record Known(String requestDigest, Answer answer) {}

    /** An answer as it was sent. {@code location} and {@code contentType} may be null. */
    record Answer(int status, String location, String contentType, byte[] body) {}

    /** Takes the key for this request. Returns what it already stands for, or null if it was free. */
    @Transactional(Transactional.TxType.REQUIRES_NEW)
    Known claim(String caller, String key, String requestDigest) {
        int taken = database.createNativeQuery("""
                        INSERT INTO governance.idempotency_key (caller, key, request_digest, first_seen_at)
                        VALUES (:caller, :key, :digest, :now) ON CONFLICT DO NOTHING""")
                .setParameter("caller", caller)
                .setParameter("key", key)
                .setParameter("digest", requestDigest)
                .setParameter("now", now())
                .executeUpdate();
        return taken == 1 ? null : known(caller, key);
    }

    private Known known(String caller, String key) {
        List<?> rows = database.createNativeQuery("""
                        SELECT request_digest, status, location, content_type, body
                        FROM governance.idempotency_key WHERE caller = :caller AND key = :key""", Tuple.class)
                .setParameter("caller", caller)
                .setParameter("key", key)
                .getResultList();
        if (rows.isEmpty()) {
            // Given up in this very moment, since the first request failed: it counts as still being worked on.
            return new Known("", null);
        }
        Tuple row = (Tuple) rows.get(0);
        Answer answer = row.get(1) == null
                ? null
                : new Answer(((Number) row.get(1)).intValue(), (String) row.get(2), (String) row.get(3), (byte[])
                        row.get(4));
        return new Known((String) row.get(0), answer);
    }

    /** Keeps the answer. */
    @Transactional(Transactional.TxType.REQUIRES_NEW)
    void answered(String caller, String key, Answer answer) {
        database.createNativeQuery("""
                        UPDATE governance.idempotency_key
                        SET status = :status, location = :location, content_type = :type, body = :body
                        WHERE caller = :caller AND key = :key""")
                .setParameter("status", answer.status())
                .setParameter("location", answer.location())
                .setParameter("type", answer.contentType())
                .setParameter("body", answer.body())
                .setParameter("caller", caller)
                .setParameter("key", key)
                .executeUpdate();
    }

    /** Frees the key: nothing was done under it. */
    @Transactional(Transactional.TxType.REQUIRES_NEW)
    void givenUp(String caller, String key) {
        database.createNativeQuery("DELETE FROM governance.idempotency_key WHERE caller = :caller AND key = :key")
                .setParameter("caller", caller)
                .setParameter("key", key)
                .executeUpdate();
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
