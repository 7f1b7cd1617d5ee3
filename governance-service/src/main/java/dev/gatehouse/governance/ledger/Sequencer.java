package dev.gatehouse.governance.ledger;

import io.agroal.api.AgroalDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.health.api.Wellness;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Clock;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.jboss.logging.Logger;

/**
 * Runs {@link Sequencing} four times a second, so that an act is under a published checkpoint within a second. When the ledger is halted
 * or the anchor's disk is full, acts go on being recorded, and this says why they are not signed: in the log once, and in the health of
 * the service. Readiness is not touched by it: a ledger that waits must not take away the pages on which permits are suspended.
 */
@ApplicationScoped
@Wellness
class Sequencer implements HealthCheck {

    private static final Logger LOG = Logger.getLogger(Sequencer.class);
    /** The framework's own scheduler does not fire more often than once a second. */
    private static final long TURN_EVERY_MS = 250;
    /** While there is trouble: often enough to go on soon after it is mended, seldom enough to stay out of the way. */
    private static final int TURNS_SKIPPED_IN_TROUBLE = 19;

    private static final long STOP_WITHIN_S = 5;

    private final Sequencing sequencing;
    private final MeterRegistry meters;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread sequencer = new Thread(work, "ledger-sequencer");
        sequencer.setDaemon(true);
        return sequencer;
    });
    private volatile String trouble;
    private int skip;

    @Inject
    Sequencer(AgroalDataSource database, LedgerKeys keys, Anchor anchor, Clock clock, MeterRegistry meters) {
        this.sequencing = new Sequencing(database, keys, anchor, clock);
        this.meters = meters;
    }

    void begin(@Observes StartupEvent event) {
        meters.gauge("gatehouse.ledger.halted", this, self -> self.trouble == null ? 0 : 1);
        thread.scheduleWithFixedDelay(this::turn, 0, TURN_EVERY_MS, TimeUnit.MILLISECONDS);
    }

    void end(@Observes ShutdownEvent event) {
        thread.shutdown();
        try {
            thread.awaitTermination(STOP_WITHIN_S, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void turn() {
        if (skip > 0) {
            skip--;
            return;
        }
        try {
            sequencing.turn();
            if (trouble != null) {
                LOG.info("the ledger signs again");
            }
            trouble = null;
        } catch (SQLException | RuntimeException e) {
            skip = TURNS_SKIPPED_IN_TROUBLE;
            String said = e instanceof LedgerHaltedException
                    ? "nothing is signed: " + e.getMessage() + " (docs/operate.md says what to do)"
                    : "acts are recorded but not signed: " + e.getMessage();
            if (!said.equals(trouble)) {
                LOG.error(said, e);
            }
            trouble = said;
        }
    }

    @Override
    public HealthCheckResponse call() {
        var response = HealthCheckResponse.named("ledger");
        String said = trouble;
        return said == null
                ? response.up().build()
                : response.down().withData("reason", said).build();
    }
}
