package dev.gatehouse.governance.predictions;

import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.audit.plan.AuditException;
import dev.gatehouse.audit.report.Report;
import dev.gatehouse.governance.identity.Caller;
import dev.gatehouse.governance.ledger.Ledger;
import dev.gatehouse.governance.models.ModelVersion;
import dev.gatehouse.governance.models.Versions;
import dev.gatehouse.governance.problem.ProblemException;
import dev.gatehouse.governance.problem.ProblemType;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import jakarta.transaction.Transactional;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Audits of recorded predictions that wait for their turn and are kept: asked for, claimed by one instance, ended. */
@ApplicationScoped
class LiveAudits {

    /** Most that are listed of a version. */
    static final int MAX_LISTED = 100;

    /** An instance that has said nothing for so long has stopped. */
    private static final int SILENCE_SECONDS = 20;

    private static final String STOPPED = "the service stopped while it ran; ask for it again";
    static final String QUEUED = "QUEUED";
    private static final String COMPLETED = "COMPLETED";
    private static final String ERROR = "ERROR";
    private static final String END = "worker = NULL, heartbeat_at = NULL, stage = NULL, run_at = :now";

    private final EntityManager database;
    private final LiveAudit audit;
    private final Versions versions;
    private final Ledger ledger;
    private final Caller caller;
    private final Clock clock;
    private final LiveAuditsConfig config;

    @Inject
    LiveAudits(
            EntityManager database,
            LiveAudit audit,
            Versions versions,
            Ledger ledger,
            Caller caller,
            Clock clock,
            LiveAuditsConfig config) {
        this.database = database;
        this.audit = audit;
        this.versions = versions;
        this.ledger = ledger;
        this.caller = caller;
        this.clock = clock;
        this.config = config;
    }

    /**
     * Asks for an audit. That it was asked for, and why, is on record before anything is read.
     *
     * @param purpose why inputs or protected attributes are read
     * @throws ProblemException as {@link LiveAudit#run}; {@code too-many-audits} when too many wait
     */
    @Transactional
    UUID ask(LiveAudit.Request request, String purpose) {
        LiveAudit.Prepared prepared = audit.prepared(request);
        long waiting = LiveAuditEntity.waiting();
        if (waiting >= config.queued()) {
            throw new ProblemException(
                    ProblemType.TOO_MANY_AUDITS,
                    waiting + " live audits wait already, and the limit is " + config.queued()
                            + ". Ask again when one has begun.",
                    Map.of("waiting", waiting, "limit", config.queued()));
        }
        LiveAuditEntity entity = new LiveAuditEntity();
        entity.id = UUID.randomUUID();
        entity.versionId = prepared.version().id();
        entity.planDigest = request.plan();
        entity.environment = request.environment();
        entity.route = request.route();
        entity.from = request.from();
        entity.to = request.to();
        entity.referenceStatistics = prepared.statistics();
        if (request.reference() instanceof LiveAudit.Earlier earlier) {
            entity.referenceVersion = earlier.version() == null ? request.version() : earlier.version();
            entity.referenceFrom = earlier.from();
            entity.referenceTo = earlier.to();
        }
        entity.requestedAt = clock.instant();
        entity.requestedBy = caller.sub();
        entity.status = QUEUED;
        entity.persist();
        Map<String, String> told = new HashMap<>(prepared.told(request.plan()));
        told.put("run", entity.id.toString());
        ledger.record(prepared.act(), request.subject(), told, Map.of("purpose", purpose));
        return entity.id;
    }

    /**
     * One of them.
     *
     * @throws ProblemException {@code not-found}
     */
    @Transactional
    LiveAuditEntity named(UUID id) {
        LiveAuditEntity found = LiveAuditEntity.findById(id);
        if (found == null) {
            throw new ProblemException(ProblemType.NOT_FOUND, "There is no live audit " + id + ".");
        }
        return found;
    }

    @Transactional
    List<LiveAuditEntity> of(ModelVersion version) {
        return LiveAuditEntity.lastOf(version.id(), MAX_LISTED);
    }

    // ---------------------------------------------------------------- its course

    /** Takes the one that has waited longest, if one waits. */
    @Transactional
    Optional<UUID> claim(UUID worker) {
        List<?> rows =
                database.createNativeQuery("""
                        UPDATE governance.live_audit
                        SET status = 'RUNNING', worker = :worker, heartbeat_at = clock_timestamp(), stage = 'starting'
                        WHERE id = (SELECT id FROM governance.live_audit WHERE status = 'QUEUED'
                                    ORDER BY requested_at, id LIMIT 1 FOR UPDATE SKIP LOCKED)
                        RETURNING id""").setParameter("worker", worker).getResultList();
        return rows.stream().map(row -> (UUID) row).findFirst();
    }

    /**
     * Takes one back that has not begun; what it would have read stays unread.
     *
     * @throws ProblemException {@code not-found}, or {@code wrong-state} once it has begun
     */
    @Transactional
    void cancel(UUID id) {
        LiveAuditEntity found = named(id);
        int changed = database.createNativeQuery(
                        "UPDATE governance.live_audit SET status = 'CANCELLED' WHERE id = :id AND status = 'QUEUED'")
                .setParameter("id", id)
                .executeUpdate();
        if (changed == 0) {
            throw new ProblemException(
                    ProblemType.WRONG_STATE, "The live audit has begun; only one that waits can be cancelled.");
        }
        ledger.record(
                "live-audit.cancelled",
                request(found).subject(),
                Map.of("run", id.toString(), "plan", found.planDigest));
    }

    /** What a claimed one asks for, held against the plan, the versions and the route as they are now. */
    @Transactional
    LiveAudit.Prepared prepared(UUID id) {
        return audit.prepared(request(named(id)));
    }

    private LiveAudit.Request request(LiveAuditEntity entity) {
        return new LiveAudit.Request(
                entity.environment,
                entity.route,
                versions.byId(entity.versionId).version(),
                entity.planDigest,
                entity.from,
                entity.to,
                reference(entity));
    }

    private static LiveAudit.Reference reference(LiveAuditEntity entity) {
        if (entity.referenceStatistics != null) {
            return new LiveAudit.Published(entity.referenceStatistics);
        }
        return entity.referenceFrom == null
                ? null
                : new LiveAudit.Earlier(entity.referenceVersion, entity.referenceFrom, entity.referenceTo);
    }

    /** Says what is done now. */
    @Transactional
    void at(UUID id, UUID worker, String stage) {
        mine(id, worker, "stage = :stage, heartbeat_at = clock_timestamp()")
                .setParameter("stage", stage)
                .executeUpdate();
    }

    /** Says that the instance lives, with all that it works on. */
    @Transactional
    void beat(UUID worker) {
        database.createNativeQuery("UPDATE governance.live_audit SET heartbeat_at = clock_timestamp()"
                        + " WHERE status = 'RUNNING' AND worker = :worker")
                .setParameter("worker", worker)
                .executeUpdate();
    }

    /** Ends what instances left that have gone silent. */
    @Transactional
    void recover() {
        List<?> rows = database.createNativeQuery("""
                        SELECT id, worker FROM governance.live_audit
                        WHERE status = 'RUNNING' AND heartbeat_at < clock_timestamp() - make_interval(secs => :silence)
                        FOR UPDATE SKIP LOCKED""")
                .setParameter("silence", (double) SILENCE_SECONDS)
                .getResultList();
        for (Object row : rows) {
            fail((UUID) ((Object[]) row)[0], (UUID) ((Object[]) row)[1], STOPPED);
        }
    }

    @Transactional
    void complete(UUID id, UUID worker, byte[] report) {
        String digest = Digest.of(report).toString();
        Report read = Report.parse(report);
        String verdict = read.verdict() == null ? null : read.verdict().name();
        int changed = mine(
                        id,
                        worker,
                        "status = 'COMPLETED', verdict = CAST(:verdict AS text), report = :report, report_digest = :digest, "
                                + END)
                .setParameter("verdict", verdict)
                .setParameter("report", new String(report, StandardCharsets.UTF_8))
                .setParameter("digest", digest)
                .setParameter("now", clock.instant().atOffset(ZoneOffset.UTC))
                .executeUpdate();
        if (changed > 0) {
            Map<String, String> content = new HashMap<>(Map.of("report", digest));
            if (verdict != null) {
                content.put("verdict", verdict);
            }
            ended(id, COMPLETED, content);
        }
    }

    @Transactional
    void fail(UUID id, UUID worker, String why) {
        int changed = mine(id, worker, "status = 'ERROR', error = :error, " + END)
                .setParameter("error", why)
                .setParameter("now", clock.instant().atOffset(ZoneOffset.UTC))
                .executeUpdate();
        if (changed > 0) {
            ended(id, ERROR, Map.of());
        }
    }

    private void ended(UUID id, String status, Map<String, String> more) {
        LiveAudit.Request request = request(named(id));
        Map<String, String> content =
                new HashMap<>(Map.of("run", id.toString(), "plan", request.plan(), "status", status));
        content.putAll(more);
        ledger.recordOwn("live-audit.run", request.subject(), content);
    }

    private Query mine(UUID id, UUID worker, String set) {
        return database.createNativeQuery("UPDATE governance.live_audit SET " + set
                        + " WHERE id = :id AND worker = :worker AND status = 'RUNNING'")
                .setParameter("id", id)
                .setParameter("worker", worker);
    }

    /** The stored report; empty where there is none, or one of an earlier version of the service. */
    static Optional<Report> report(LiveAuditEntity entity) {
        try {
            return Optional.ofNullable(entity.report).map(json -> Report.parse(json.getBytes(StandardCharsets.UTF_8)));
        } catch (AuditException e) {
            return Optional.empty();
        }
    }
}
