package dev.gatehouse.gateway.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rolling from segment to segment is not noticed by callers, although a segment takes long to prepare. */
class LogRollTest {

    private static final int SEGMENT_BYTES = 256 * 1024;
    private static final int RESERVED_BYTES = 8 * 1024;
    private static final int ANSWER_BYTES = 2 * 1024;

    /** Together they reserve seven eighths of a segment, as 384 calls with answers of up to 256 KiB do in one of 128 MiB. */
    private static final int CALLS_AT_A_TIME = 28;

    private static final long CALL_MILLIS = 100;

    /** A segment is filled in half a second. */
    private static final long PREPARE_MILLIS = 200;

    private static final int SEGMENTS = 6;

    @TempDir
    Path directory;

    @Test
    void aSteadyLoadOverRollingSegmentsIsNeverRefused() throws Exception {
        LogSettings settings = new LogSettings(SEGMENT_BYTES, 2 * RESERVED_BYTES, Duration.ZERO, 0);
        AtomicBoolean slow = new AtomicBoolean();
        SegmentStock.Maker maker = (folder, number, size, keyId) -> {
            if (slow.get()) {
                sleep(PREPARE_MILLIS);
            }
            return Segment.create(folder, number, size, keyId);
        };
        try (OutcomeLog log = OutcomeLog.open(directory, settings, LogKeys.none(), nanos -> {}, maker)) {
            while (log.space().usedBytes() < 3 * SEGMENT_BYTES) {
                Thread.sleep(1);
            }
            slow.set(true);
            AtomicInteger refused = new AtomicInteger();
            AtomicInteger calls = new AtomicInteger();
            List<Thread> callers = new ArrayList<>();
            for (int i = 0; i < CALLS_AT_A_TIME; i++) {
                Thread caller = new Thread(() -> {
                    while (log.durableEnd().segment() <= SEGMENTS) {
                        call(log, calls.incrementAndGet(), refused);
                    }
                });
                caller.start();
                callers.add(caller);
            }
            for (Thread caller : callers) {
                caller.join();
            }
            assertThat(calls.get()).isGreaterThan(SEGMENTS * SEGMENT_BYTES / (ANSWER_BYTES + 1024));
            assertThat(refused).hasValue(0);
            assertThat(log.pendingBytes()).isZero();
        }
    }

    private static void call(OutcomeLog log, int number, AtomicInteger refused) {
        Optional<Reservation> room = log.reserve(RESERVED_BYTES);
        sleep(CALL_MILLIS);
        if (room.isEmpty()) {
            refused.incrementAndGet();
            return;
        }
        CompletableFuture<Void> done = new CompletableFuture<>();
        room.get().append(TestLog.numbered(number, ANSWER_BYTES), TestLog.completing(done));
        done.join();
    }

    @Test
    void aRefusalSaysThatTheNextFileIsStillBeingWritten() throws Exception {
        LogSettings settings = new LogSettings(SEGMENT_BYTES, 2 * RESERVED_BYTES, Duration.ZERO, 0);
        CompletableFuture<Void> goOn = new CompletableFuture<>();
        AtomicBoolean hold = new AtomicBoolean();
        SegmentStock.Maker maker = (folder, number, size, keyId) -> {
            if (hold.get()) {
                goOn.join();
            }
            return Segment.create(folder, number, size, keyId);
        };
        try (OutcomeLog log = OutcomeLog.open(directory, settings, LogKeys.none(), nanos -> {}, maker)) {
            while (log.space().usedBytes() < 3 * SEGMENT_BYTES) {
                Thread.sleep(1);
            }
            hold.set(true);
            String reason = fillUntilRefused(log);
            goOn.complete(null);
            assertThat(reason).contains("its next file is still being written out");
            assertThat(log.durableEnd().segment())
                    .as("all that was ready is used")
                    .isGreaterThanOrEqualTo(2);
            TestLog.appendPatiently(log, TestLog.numbered(1));
        }
    }

    private static String fillUntilRefused(OutcomeLog log) {
        for (int i = 0; ; i++) {
            Optional<Reservation> room = log.reserve(RESERVED_BYTES);
            if (room.isEmpty()) {
                return log.refusalReason();
            }
            CompletableFuture<Void> done = new CompletableFuture<>();
            room.get().append(TestLog.numbered(i, ANSWER_BYTES), TestLog.completing(done));
            done.join();
        }
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
