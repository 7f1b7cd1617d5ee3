package dev.gatehouse.governance.activation;

import dev.gatehouse.governance.ledger.Ledger;
import dev.gatehouse.governance.models.Assessments;
import dev.gatehouse.governance.models.UseCase;
import dev.gatehouse.governance.problem.ProblemException;
import dev.gatehouse.governance.problem.ProblemType;
import io.quarkus.narayana.jta.runtime.TransactionConfiguration;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Reassesses the whole inventory after an activation, and when a day has come since the last time. A run is queued in the transaction of
 * its cause and worked off in the background, a batch of models at a time; one that breaks off goes on where it was.
 */
@ApplicationScoped
public class Reassessments {

    private static final Logger LOG = Logger.getLogger(Reassessments.class);
    private static final int BATCH_MODELS = 50;
    private static final int BATCH_TIMEOUT_SECONDS = 600;
    /** Any number, the same in every instance: "assess" in ASCII. */
    private static final long LOCK = 0x6173_7365_7373L;

    private final Assessments assessments;
    private final ModelReassessment models;
    private final Ledger ledger;
    private final EntityManager database;
    private final Clock clock;

    @Inject
    Reassessments(
            Assessments assessments, ModelReassessment models, Ledger ledger, EntityManager database, Clock clock) {
        this.assessments = assessments;
        this.models = models;
        this.ledger = ledger;
        this.database = database;
        this.clock = clock;
    }

    /** The newest runs. */
    @Transactional
    public List<ReassessmentRun> newest(int limit) {
        return ReassessmentRunEntity.newest(limit).stream()
                .map(ReassessmentRun::of)
                .toList();
    }

    /**
     * A run.
     *
     * @throws ProblemException {@code not-found}
     */
    @Transactional
    public ReassessmentRun named(long id) {
        return ReassessmentRunEntity.<ReassessmentRunEntity>findByIdOptional(id)
                .map(ReassessmentRun::of)
                .orElseThrow(() -> new ProblemException(
                        ProblemType.NOT_FOUND,
                        "There is no reassessment " + id + ". GET /api/v1/reassessments lists them."));
    }

    /** Queues a run in the transaction of its cause. */
    @Transactional(Transactional.TxType.MANDATORY)
    ReassessmentRun queue(String cause, String title) {
        ReassessmentRunEntity run = new ReassessmentRunEntity();
        run.cause = cause;
        run.title = title;
        run.on = assessments.today();
        run.queuedAt = clock.instant();
        run.afterModel = "";
        run.persistAndFlush();
        return ReassessmentRun.of(run);
    }

    /** Queues a run if there was none today. Rules come into force, and overrides end, by the calendar. */
    @Transactional
    void noticeDay() {
        LocalDate today = assessments.today();
        if (!ReassessmentRunEntity.anyOn(today) && mine()) {
            // Another instance may have queued it between the look and the lock.
            if (!ReassessmentRunEntity.anyOn(today)) {
                queue("date/" + today, today + " has come");
            }
        }
    }

    /** Works off a batch of the oldest run that is not finished; whether there may be more to do. */
    @Transactional
    @TransactionConfiguration(timeout = BATCH_TIMEOUT_SECONDS)
    boolean advance() {
        if (!mine()) {
            return false;
        }
        Optional<ReassessmentRunEntity> waiting = ReassessmentRunEntity.firstWaiting();
        if (waiting.isEmpty()) {
            return false;
        }
        ReassessmentRunEntity run = waiting.get();
        List<UseCase> batch = assessments.useCases(run.afterModel, BATCH_MODELS);
        for (UseCase useCase : batch) {
            run.models++;
            run.afterModel = useCase.model();
            reassess(run, useCase);
        }
        if (batch.size() < BATCH_MODELS) {
            run.finishedAt = clock.instant();
            ledger.recordOwn(
                    "inventory.reassessed",
                    "reassessment/" + run.id,
                    Map.of(
                            "cause", run.cause,
                            "models", Integer.toString(run.models),
                            "changed", Integer.toString(run.changed),
                            "failed", Integer.toString(run.failed)));
        }
        return true;
    }

    private void reassess(ReassessmentRunEntity run, UseCase useCase) {
        String cause = "reassessment/" + run.id;
        try {
            if (models.reassess(useCase.model(), cause, run.title)) {
                run.changed++;
            }
        } catch (RuntimeException e) {
            LOG.errorf(e, "model %s could not be reassessed", useCase.model());
            run.failed++;
            models.failed(useCase, cause, run.title, reason(e));
        }
    }

    /** The engine's own words where a rule fails on the facts; they are written for people. */
    private static String reason(RuntimeException e) {
        return e instanceof IllegalStateException
                ? "The packs cannot be applied to its facts: " + e.getMessage()
                : "The service failed; its log has the cause.";
    }

    /** Whether this instance is the one that works, until the transaction ends. */
    private boolean mine() {
        return (Boolean) database.createNativeQuery("SELECT pg_try_advisory_xact_lock(:lock)")
                .setParameter("lock", LOCK)
                .getSingleResult();
    }
}
