package dev.gatehouse.gateway.operations;

import dev.gatehouse.gateway.GatewayConfig;
import dev.gatehouse.gateway.log.LogSpace;
import dev.gatehouse.gateway.log.OutcomeLog;
import dev.gatehouse.gateway.shipping.OutcomeShipper;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Watches how the log fills, and warns well before it closes: when little space is left, when unshipped records grow so fast that it
 * would be full soon, and when a segment cannot be prepared.
 */
@Singleton
class LogFilling {

    private static final Logger LOG = Logger.getLogger(LogFilling.class);
    private static final Duration SAMPLE_EVERY = Duration.ofSeconds(5);

    private final OutcomeLog log;
    private final OutcomeShipper shipper;
    private final GatewayConfig config;
    private final GrowthRate unshipped = new GrowthRate();
    private final ScheduledExecutorService sampler = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "outcome-log-filling");
        thread.setDaemon(true);
        return thread;
    });
    private volatile double bytesPerSecond;
    private boolean warned;

    LogFilling(OutcomeLog log, OutcomeShipper shipper, GatewayConfig config, MeterRegistry meters) {
        this.log = log;
        this.shipper = shipper;
        this.config = config;
        meters.gauge("gatehouse.log.open", this, filling -> log.closedReason().isEmpty() ? 1 : 0);
        meters.gauge("gatehouse.log.warning", this, filling -> filling.warning().isPresent() ? 1 : 0);
        meters.gauge("gatehouse.log.used.bytes", this, filling -> log.space().usedBytes());
        meters.gauge(
                "gatehouse.log.space.left.bytes", this, filling -> log.space().leftBytes());
        meters.gauge("gatehouse.log.time.to.full.seconds", this, LogFilling::secondsToFull);
    }

    void start(@Observes StartupEvent event) {
        sampler.scheduleWithFixedDelay(this::sample, 0, SAMPLE_EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    void stop(@Observes ShutdownEvent event) {
        sampler.shutdownNow();
    }

    private void sample() {
        long lag = shipper.lagBytes();
        if (lag >= 0) {
            bytesPerSecond = unshipped.sample(System.nanoTime(), lag);
        }
        Optional<String> warning = warning();
        if (warning.isPresent() != warned) {
            warned = warning.isPresent();
            warning.ifPresentOrElse(LOG::warn, () -> LOG.info("The outcome log has enough space again"));
        }
    }

    /** Seconds until the log is full, as fast as unshipped records grow now; infinite while they do not grow. */
    double secondsToFull() {
        return bytesPerSecond > 0 ? log.space().leftBytes() / bytesPerSecond : Double.POSITIVE_INFINITY;
    }

    /** What an operator should know before the gate closes; empty while there is enough space and time. */
    Optional<String> warning() {
        LogSpace space = log.space();
        if (space.trouble().isPresent()) {
            return space.trouble();
        }
        String instead = "; free space, or see why records are not shipped";
        if (space.leftBytes() < config.log().warnSpaceLeftBytes()) {
            return Optional.of("The outcome log can take " + space.leftBytes()
                    + " bytes more before the gate closes, less than gatehouse.log.warn-space-left-bytes" + instead);
        }
        double seconds = secondsToFull();
        if (seconds < config.log().warnTimeToFull().toSeconds()) {
            return Optional.of("The outcome log is full in " + Math.round(seconds / 60)
                    + " minutes if unshipped records grow as now, less than gatehouse.log.warn-time-to-full" + instead);
        }
        return Optional.empty();
    }
}
