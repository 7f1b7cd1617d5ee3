package dev.gatehouse.gateway.operations;

import dev.gatehouse.approval.signing.TrustedKeys;
import dev.gatehouse.gateway.GatewayConfig;
import dev.gatehouse.gateway.log.LogKeys;
import dev.gatehouse.gateway.log.LogSettings;
import dev.gatehouse.gateway.log.OutcomeLog;
import dev.gatehouse.gateway.routing.Routing;
import dev.gatehouse.gateway.upstream.Upstreams;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Makes the parts that know nothing of Quarkus. */
final class GatewayWiring {

    /** Room in a record for everything but the bodies: names, headers and ids, which the server's header limit bounds. */
    static final int MAX_RECORD_ENVELOPE_BYTES = 64 * 1024;

    private static final Logger LOG = Logger.getLogger(GatewayWiring.class);

    private GatewayWiring() {}

    @Produces
    @Singleton
    static OutcomeLog outcomeLog(GatewayConfig config, MeterRegistry meters) throws IOException {
        Timer syncs = Timer.builder("gatehouse.log.sync")
                .description("Time of one sync of the outcome log")
                .publishPercentileHistogram()
                .register(meters);
        LogSettings settings = new LogSettings(
                config.log().segmentBytes(),
                config.maxBodyBytes() + config.maxAnswerBytes() + MAX_RECORD_ENVELOPE_BYTES,
                Duration.ofNanos(config.log().groupCommitWindowMicros() * 1_000L),
                config.log().minFreeBytes(),
                config.log().maxBytes().orElse(LogSettings.UNLIMITED));
        OutcomeLog log = OutcomeLog.open(
                config.stateDirectory().resolve("log"),
                settings,
                logKeys(config),
                nanos -> syncs.record(nanos, TimeUnit.NANOSECONDS));
        if (log.recovery().discardedBytes() > 0) {
            LOG.warnf(
                    "The last run ended in the middle of a write: %d bytes that were never acknowledged were set aside"
                            + " at %s",
                    log.recovery().discardedBytes(), log.recovery().end());
        }
        return log;
    }

    private static LogKeys logKeys(GatewayConfig config) throws IOException {
        if (config.log().encryptionKeysFile().isPresent()) {
            return LogKeys.fromFile(
                    config.log().encryptionKeysFile().get(), config.log().encryptionKeyId());
        }
        if (config.log().encryptionKeyId().isPresent()) {
            throw new IllegalStateException("gatehouse.log.encryption-key-id is set without"
                    + " gatehouse.log.encryption-keys-file: records would be plain text");
        }
        return LogKeys.none();
    }

    static void close(@Disposes OutcomeLog log) throws IOException {
        log.close();
    }

    @Produces
    @Singleton
    static Routing routing(GatewayConfig config, Upstreams upstreams, OutcomeLog log) throws IOException {
        return new Routing(
                config.gatewayId(),
                config.environment(),
                TrustedKeys.fromPemFile(config.trustedKeysFile()),
                config.stateDirectory(),
                upstreams,
                log);
    }
}
