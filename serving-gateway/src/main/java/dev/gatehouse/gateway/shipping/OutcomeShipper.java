package dev.gatehouse.gateway.shipping;

import dev.gatehouse.approval.canonical.CanonicalJson;
import dev.gatehouse.approval.canonical.InvalidDocumentException;
import dev.gatehouse.approval.route.ModelSignature;
import dev.gatehouse.gateway.GatewayConfig;
import dev.gatehouse.gateway.log.LogPosition;
import dev.gatehouse.gateway.log.OutcomeLog;
import dev.gatehouse.gateway.log.OutcomeRecord;
import io.agroal.api.AgroalDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/**
 * Ships the outcome log to PostgreSQL on a thread of its own. The position lives in the database and moves in the transaction that
 * inserts the records, so a crash on either side repeats nothing and skips nothing. Serving does not wait for it.
 */
@Singleton
public class OutcomeShipper {

    private static final Logger LOG = Logger.getLogger(OutcomeShipper.class);
    private static final long FIRST_PAUSE_MILLIS = 100;
    private static final long PRUNE_NANOS = 10_000_000_000L;
    private static final long STOP_WAIT_MILLIS = 5_000;

    private final OutcomeLog log;
    private final OutcomeStore store;
    private final GatewayConfig config;
    private final Map<String, ModelSignature> signatures = new HashMap<>();
    private final AtomicLong shippedRecords = new AtomicLong();
    private final Thread thread = new Thread(this::run, "outcome-shipper");
    private long prunedBefore;
    private long prunedNanos;
    private volatile LogPosition shipped;
    private volatile Optional<String> trouble = Optional.of("shipping has not begun");
    private volatile boolean stopped;

    OutcomeShipper(OutcomeLog log, AgroalDataSource database, GatewayConfig config, MeterRegistry meters) {
        this.log = log;
        this.store = new OutcomeStore(database, config.gatewayId());
        this.config = config;
        meters.gauge("gatehouse.shipping.lag.bytes", this, OutcomeShipper::lagBytes);
        meters.gauge("gatehouse.log.pending.bytes", log, OutcomeLog::pendingBytes);
        meters.more().counter("gatehouse.log.records", List.of(), log, OutcomeLog::appendedRecords);
        meters.more().counter("gatehouse.shipping.records", List.of(), shippedRecords);
    }

    void start(@Observes StartupEvent event) {
        if (config.shipping().enabled()) {
            thread.setDaemon(true);
            thread.start();
        } else {
            trouble = Optional.of("gatehouse.shipping.enabled is false");
        }
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        stopped = true;
        thread.interrupt();
        thread.join(STOP_WAIT_MILLIS);
    }

    /** Bytes of log that are durable here and not yet in the database; -1 when that is not known. */
    public long lagBytes() {
        try {
            LogPosition from = shipped;
            return from == null ? log.bytesAfter(log.start()) : log.bytesAfter(from);
        } catch (IOException e) {
            return -1;
        }
    }

    /** Records shipped since the start. */
    public long shippedRecords() {
        return shippedRecords.get();
    }

    /** Why nothing is being shipped; empty while it is, or while there is nothing to ship. */
    public Optional<String> trouble() {
        return trouble;
    }

    private void run() {
        LogPosition at = null;
        long pause = FIRST_PAUSE_MILLIS;
        try {
            while (!stopped) {
                try {
                    if (at == null) {
                        at = store.position(log.start());
                        shipped = at;
                    }
                    LogPosition next = shipFrom(at);
                    prune(next.segment());
                    say(Optional.empty());
                    pause = FIRST_PAUSE_MILLIS;
                    if (next.equals(at)) {
                        Thread.sleep(config.shipping().pollInterval().toMillis());
                    }
                    at = next;
                } catch (SQLException | IOException | RuntimeException | Error e) {
                    if (stopped) {
                        return;
                    }
                    // Errors too (the driver asserts): a thread that dies here would stop shipping without a word.
                    say(Optional.of(e.getMessage() == null ? e.toString() : e.getMessage()));
                    // Whether the last transaction committed is the database's to say.
                    at = null;
                    Thread.sleep(pause);
                    pause = Math.min(pause * 2, config.shipping().maxBackoff().toMillis());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private LogPosition shipFrom(LogPosition at) throws IOException, SQLException {
        OutcomeLog.Read read = log.read(at, config.shipping().batchBytes());
        if (read.next().equals(at)) {
            return at;
        }
        List<OutcomeStore.Shipment> shipments = new ArrayList<>(read.records().size());
        for (OutcomeRecord record : read.records()) {
            shipments.add(new OutcomeStore.Shipment(record, predictions(record)));
        }
        store.ship(shipments, at, read.next());
        shipped = read.next();
        shippedRecords.addAndGet(shipments.size());
        return read.next();
    }

    /** Deletes shipped segments that are one too many, or too old to stay. */
    private void prune(long firstNotShipped) throws IOException {
        long now = System.nanoTime();
        if (firstNotShipped == prunedBefore && now - prunedNanos < PRUNE_NANOS) {
            return;
        }
        prunedBefore = firstNotShipped;
        prunedNanos = now;
        log.deleteBefore(firstNotShipped - config.log().keepShippedSegments());
        if (config.log().keepShippedFor().isPresent()) {
            log.deleteBefore(
                    firstNotShipped,
                    Instant.now().minus(config.log().keepShippedFor().get()));
        }
    }

    private Predictions predictions(OutcomeRecord record) throws IOException {
        String digest = record.served().signatureSha256();
        ModelSignature signature = signatures.get(digest);
        if (signature == null) {
            Optional<byte[]> kept = log.signature(digest);
            if (kept.isEmpty()) {
                return new Predictions(
                        List.of(), Optional.of("no predictions read: the signature " + digest + " is not kept here"));
            }
            try {
                signature = ModelSignature.fromJson(CanonicalJson.parse(kept.get(), OutcomeLog.MAX_SIGNATURE_BYTES));
            } catch (InvalidDocumentException e) {
                return new Predictions(List.of(), Optional.of("no predictions read: " + e.getMessage()));
            }
            signatures.put(digest, signature);
        }
        return Predictions.of(record, signature);
    }

    private void say(Optional<String> now) {
        if (!now.equals(trouble)) {
            now.ifPresentOrElse(
                    reason -> LOG.warn("Nothing is shipped at the moment; records stay in the log: " + reason),
                    () -> LOG.info("Shipping the outcome log"));
        }
        trouble = now;
    }
}
