package dev.gatehouse.governance.audits;

import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.audit.plan.PlanKind;
import dev.gatehouse.audit.worker.AuditProcess;
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
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * The audits that wait and run, in the database, so that all instances of the service agree. Whoever works on a run holds a claim, which
 * is lost when its heartbeat stays away; every statement on a run says whose claim it is under, so that a late worker changes nothing.
 */
@ApplicationScoped
class AuditQueue {

    /** How often a run is begun before it is given up: one that takes its service down each time must not do so for ever. */
    static final int MAX_ATTEMPTS = 3;

    /** After so long without a heartbeat the worker of a run is taken for dead. */
    static final int SILENCE_SECONDS = 30;

    /** Any number, the same in every instance: "audits" in ASCII. */
    private static final long LOCK = 0x6175_6469_7473L;

    private static final String END = "run_at = :now, worker = NULL, heartbeat_at = NULL, stage = NULL, share = NULL";
    private static final String MINE =
            " WHERE id = :id AND status = 'RUNNING' AND worker = :worker AND attempts = :attempt";

    private final EntityManager database;
    private final Versions versions;
    private final Ledger ledger;
    private final Caller caller;
    private final Clock clock;
    private final AuditsConfig config;

    @Inject
    AuditQueue(
            EntityManager database, Versions versions, Ledger ledger, Caller caller, Clock clock, AuditsConfig config) {
        this.database = database;
        this.versions = versions;
        this.ledger = ledger;
        this.caller = caller;
        this.clock = clock;
        this.config = config;
    }

    /**
     * The right to work on a run.
     *
     * @param attempt the number of this attempt, from 1
     */
    record Claim(UUID run, UUID worker, int attempt, long versionId, String planDigest) {}

    /** What a worker is to do after a heartbeat. */
    enum Standing {
        GO_ON,
        CANCEL,
        /** Another has the run, or it has ended. */
        LOST
    }

    /** Puts a run at the end of the queue, unless too many wait. */
    @Transactional
    AuditRun request(ModelVersion version, String planDigest, PlanKind kind) {
        // Counting and adding are one step over all instances.
        database.createNativeQuery("SELECT CAST(pg_advisory_xact_lock(:lock) AS text)")
                .setParameter("lock", LOCK)
                .getSingleResult();
        Set<Long> ofModel =
                versions.of(version.model()).stream().map(ModelVersion::id).collect(Collectors.toSet());
        checkRoom(AuditRunEntity.waiting(), config.queued(), "audits");
        checkRoom(AuditRunEntity.waitingOf(ofModel), config.queuedPerModel(), "audits of " + version.model());
        AuditRunEntity run = new AuditRunEntity();
        run.id = UUID.randomUUID();
        run.versionId = version.id();
        run.planDigest = planDigest;
        run.kind = kind.id();
        run.status = AuditRun.Status.QUEUED;
        run.requestedAt = clock.instant();
        run.runBy = caller.sub();
        run.persist();
        ledger.record(
                "audit.requested", "version/" + version.label(), Map.of("run", run.id.toString(), "plan", planDigest));
        return AuditRun.of(run);
    }

    private static void checkRoom(long waiting, int limit, String what) {
        if (waiting >= limit) {
            throw new ProblemException(
                    ProblemType.TOO_MANY_AUDITS,
                    waiting + " " + what + " wait already, and the limit is " + limit
                            + ". Ask again when one has begun, or cancel one.",
                    Map.of("waiting", waiting, "limit", limit));
        }
    }

    /** Takes the run that has waited longest, if one waits. */
    @Transactional
    Optional<Claim> claim(UUID worker) {
        List<?> rows =
                database.createNativeQuery("""
                        UPDATE governance.audit_run
                        SET status = 'RUNNING', attempts = attempts + 1, worker = :worker, heartbeat_at = clock_timestamp(),
                            stage = 'starting', share = NULL
                        WHERE id = (SELECT id FROM governance.audit_run WHERE status = 'QUEUED'
                                    ORDER BY requested_at, id LIMIT 1 FOR UPDATE SKIP LOCKED)
                        RETURNING id, attempts, version_id, plan_digest""").setParameter("worker", worker).getResultList();
        return rows.stream()
                .map(row -> (Object[]) row)
                .map(row -> new Claim(
                        (UUID) row[0], worker, ((Number) row[1]).intValue(), ((Number) row[2]).longValue(), (String)
                                row[3]))
                .findFirst();
    }

    /** Says that the worker lives and what it does. */
    @Transactional
    Standing beat(Claim claim, String stage, Double share) {
        List<?> rows = mine(
                        claim,
                        "SET heartbeat_at = clock_timestamp(), stage = :stage, share = CAST(:share AS double precision)",
                        " RETURNING cancel_requested_at IS NOT NULL")
                .setParameter("stage", stage)
                .setParameter("share", share == null ? null : share.toString())
                .getResultList();
        return rows.isEmpty() ? Standing.LOST : (Boolean) rows.get(0) ? Standing.CANCEL : Standing.GO_ON;
    }

    /** Ends a run with its report; false when the claim was lost. */
    @Transactional
    boolean complete(Claim claim, AuditProcess.Outcome.Done done) {
        String reportDigest = Digest.of(done.reportBytes()).toString();
        String verdict =
                done.report().verdict() == null ? null : done.report().verdict().name();
        int changed = mine(
                        claim,
                        "SET status = 'COMPLETED', verdict = CAST(:verdict AS text), report = :report,"
                                + " report_digest = :reportDigest, cells_digest = :cellsDigest, " + END,
                        "")
                .setParameter("verdict", verdict)
                .setParameter("report", new String(done.reportBytes(), StandardCharsets.UTF_8))
                .setParameter("reportDigest", reportDigest)
                .setParameter("cellsDigest", done.report().cellsDigest())
                .setParameter("now", clock.instant().atOffset(ZoneOffset.UTC))
                .executeUpdate();
        if (changed == 0) {
            return false;
        }
        database.createNativeQuery("INSERT INTO protected.audit_cells (run_id, document) VALUES (:run, :document)")
                .setParameter("run", claim.run())
                .setParameter("document", done.gzippedCells())
                .executeUpdate();
        Map<String, String> content = new HashMap<>(Map.of(
                "run", claim.run().toString(),
                "plan", claim.planDigest(),
                "status", AuditRun.Status.COMPLETED.name(),
                "report", reportDigest,
                "cells", done.report().cellsDigest()));
        if (verdict != null) {
            content.put("verdict", verdict);
        }
        ledger.recordOwn("audit.run", subject(claim.versionId()), content);
        return true;
    }

    /** Ends a run without a report; false when the claim was lost. */
    @Transactional
    boolean end(Claim claim, AuditRun.Status status, String error) {
        int changed = mine(claim, "SET status = :status, error = :error, " + END, "")
                .setParameter("status", status.name())
                .setParameter("error", error)
                .setParameter("now", clock.instant().atOffset(ZoneOffset.UTC))
                .executeUpdate();
        if (changed > 0) {
            recordEnd(claim.run(), claim.versionId(), claim.planDigest(), status);
        }
        return changed > 0;
    }

    /** Hands a run back that was begun and is left undone, as when the service stops in an orderly way: this attempt does not count. */
    @Transactional
    void release(Claim claim) {
        mine(
                        claim,
                        "SET status = 'QUEUED', attempts = attempts - 1, worker = NULL, heartbeat_at = NULL,"
                                + " stage = NULL, share = NULL",
                        "")
                .executeUpdate();
    }

    /** Takes runs from workers that have gone silent: to the queue, or to their end. */
    @Transactional
    void recover() {
        List<?> rows = database.createNativeQuery("""
                        SELECT id, worker, attempts, version_id, plan_digest, cancel_requested_at IS NOT NULL
                        FROM governance.audit_run
                        WHERE status = 'RUNNING' AND heartbeat_at < clock_timestamp() - make_interval(secs => :silence)
                        FOR UPDATE SKIP LOCKED""")
                .setParameter("silence", (double) SILENCE_SECONDS)
                .getResultList();
        for (Object found : rows) {
            Object[] row = (Object[]) found;
            Claim claim = new Claim(
                    (UUID) row[0], (UUID) row[1], ((Number) row[2]).intValue(), ((Number) row[3]).longValue(), (String)
                            row[4]);
            if ((Boolean) row[5]) {
                end(claim, AuditRun.Status.CANCELLED, CANCELLED);
            } else if (claim.attempt() >= MAX_ATTEMPTS) {
                end(
                        claim,
                        AuditRun.Status.ERROR,
                        "the service stopped each of the " + MAX_ATTEMPTS + " times that it was begun");
            } else {
                mine(claim, "SET status = 'QUEUED', worker = NULL, heartbeat_at = NULL, stage = NULL, share = NULL", "")
                        .executeUpdate();
            }
        }
    }

    static final String CANCELLED = "cancelled before it came to a report";

    /**
     * Ends a run that waits, or asks the worker of one that runs to end it.
     *
     * @param allowed whether the caller may, given who asked for the run
     */
    @Transactional
    AuditRun cancel(UUID id, java.util.function.Predicate<String> allowed) {
        List<?> locked = database.createNativeQuery(
                        "SELECT status, run_by, version_id, plan_digest FROM governance.audit_run WHERE id = :id FOR UPDATE")
                .setParameter("id", id)
                .getResultList();
        if (locked.isEmpty()) {
            throw unknown();
        }
        Object[] row = (Object[]) locked.get(0);
        AuditRun.Status status = AuditRun.Status.valueOf((String) row[0]);
        if (!allowed.test((String) row[1])) {
            throw new ProblemException(
                    ProblemType.FORBIDDEN, "Only who asked for an audit, or a validator, may cancel it.");
        }
        if (status.ended()) {
            throw new ProblemException(ProblemType.WRONG_STATE, "The audit has ended already: it is " + status + ".");
        }
        long version = ((Number) row[2]).longValue();
        ledger.record(
                "audit.cancel-requested", subject(version), Map.of("run", id.toString(), "plan", (String) row[3]));
        boolean waits = status == AuditRun.Status.QUEUED;
        Query update = database.createNativeQuery("UPDATE governance.audit_run SET cancel_requested_at = :now"
                        + (waits ? ", status = 'CANCELLED', error = '" + CANCELLED + "', " + END : "")
                        + " WHERE id = :id")
                .setParameter("id", id)
                .setParameter("now", clock.instant().atOffset(ZoneOffset.UTC));
        update.executeUpdate();
        if (waits) {
            recordEnd(id, version, (String) row[3], AuditRun.Status.CANCELLED);
        }
        return named(id);
    }

    /**
     * A run.
     *
     * @throws ProblemException {@code not-found}
     */
    @Transactional
    AuditRun named(UUID id) {
        return AuditRunEntity.<AuditRunEntity>findByIdOptional(id)
                .map(AuditRun::of)
                .orElseThrow(AuditQueue::unknown);
    }

    private static ProblemException unknown() {
        return new ProblemException(ProblemType.NOT_FOUND, "There is no audit run with this id.");
    }

    private void recordEnd(UUID run, long versionId, String plan, AuditRun.Status status) {
        ledger.recordOwn(
                "audit.run", subject(versionId), Map.of("run", run.toString(), "plan", plan, "status", status.name()));
    }

    private String subject(long versionId) {
        return "version/" + versions.byId(versionId).label();
    }

    private Query mine(Claim claim, String set, String returning) {
        return database.createNativeQuery("UPDATE governance.audit_run " + set + MINE + returning)
                .setParameter("id", claim.run())
                .setParameter("worker", claim.worker())
                .setParameter("attempt", claim.attempt());
    }
}
