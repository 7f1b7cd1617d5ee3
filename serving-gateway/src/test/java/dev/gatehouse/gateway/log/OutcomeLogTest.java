package dev.gatehouse.gateway.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutcomeLogTest {

    @TempDir
    Path directory;

    @Test
    void aRecordReadsBackAsItWasWritten() throws Exception {
        OutcomeRecord written = TestLog.numbered(7);
        try (OutcomeLog log = TestLog.open(directory)) {
            TestLog.append(log, written).join();
            OutcomeRecord read = log.read(log.start(), 1000).records().get(0);
            assertThat(read).usingRecursiveComparison().isEqualTo(written);
            assertThat(read.receivedAt()).isEqualTo(Instant.ofEpochMilli(1_700_000_000_007L));
        }
    }

    @Test
    void aRecordOfTheFirstFormatIsStillRead() throws Exception {
        OutcomeRecord written = TestLog.numbered(1);
        ByteBuffer now = ByteBuffer.allocate(written.encodedBytes());
        written.encode(now);
        int added = 3 * Integer.BYTES;
        ByteBuffer first = now.flip().limit(now.limit() - added).slice().put(0, (byte) 1);
        OutcomeRecord read = OutcomeRecord.decode(first);
        assertThat(first.hasRemaining()).isFalse();
        assertThat(read)
                .usingRecursiveComparison()
                .ignoringFields("requestJsonBytes", "responseJsonBytes", "review")
                .isEqualTo(written);
        assertThat(read.requestJsonBytes()).isEqualTo(OutcomeRecord.ALL_JSON);
        assertThat(read.review()).isEmpty();
    }

    @Test
    void recordsSurviveManySegmentsAndARestart() throws Exception {
        try (OutcomeLog log = TestLog.open(directory)) {
            for (int i = 0; i < 300; i++) {
                TestLog.appendPatiently(log, TestLog.numbered(i));
            }
            assertThat(log.durableEnd().segment()).isGreaterThan(3);
        }
        try (OutcomeLog log = TestLog.open(directory)) {
            assertThat(log.recovery().discardedBytes()).isZero();
            TestLog.appendPatiently(log, TestLog.numbered(300));
            assertThat(TestLog.numbersIn(log))
                    .isEqualTo(IntStream.rangeClosed(0, 300).boxed().toList());
        }
    }

    @Test
    void aReaderNeverSeesWhatIsNotDurableAndMissesNothing() throws Exception {
        int records = 2000;
        try (OutcomeLog log = TestLog.open(directory, new LogSettings(64 * 1024, 4096, Duration.ofNanos(100_000), 0))) {
            CompletableFuture<List<Integer>> reader = CompletableFuture.supplyAsync(() -> follow(log, records));
            Thread[] appenders = new Thread[4];
            for (int t = 0; t < appenders.length; t++) {
                int first = t;
                appenders[t] = new Thread(() -> appendEvery(log, first, appenders.length, records));
                appenders[t].start();
            }
            for (Thread appender : appenders) {
                appender.join();
            }
            assertThat(reader.get())
                    .containsExactlyInAnyOrderElementsOf(
                            IntStream.range(0, records).boxed().toList());
            assertThat(log.pendingBytes()).isZero();
            assertThat(log.appendedRecords()).isEqualTo(records);
        }
    }

    private static void appendEvery(OutcomeLog log, int first, int step, int end) {
        List<CompletableFuture<Void>> waiting = new ArrayList<>();
        for (int i = first; i < end; i += step) {
            OutcomeRecord record = TestLog.numbered(i);
            Optional<Reservation> reservation = log.reserve(record.encodedBytes());
            while (reservation.isEmpty()) {
                Thread.onSpinWait();
                reservation = log.reserve(record.encodedBytes());
            }
            CompletableFuture<Void> done = new CompletableFuture<>();
            reservation.get().append(record, TestLog.completing(done));
            waiting.add(done);
        }
        waiting.forEach(CompletableFuture::join);
    }

    private static List<Integer> follow(OutcomeLog log, int count) {
        try {
            List<Integer> seen = new ArrayList<>();
            LogPosition at = log.start();
            while (seen.size() < count) {
                OutcomeLog.Read read = log.read(at, 3000);
                assertThat(read.next()).isLessThanOrEqualTo(log.durableEnd());
                read.records().forEach(r -> seen.add(TestLog.numberOf(r)));
                at = read.next();
            }
            return seen;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void nothingIsAdmittedBeyondTheZeroedSpace() throws Exception {
        try (OutcomeLog log = TestLog.open(directory)) {
            List<Reservation> held = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                log.reserve(4000).ifPresent(held::add);
            }
            assertThat(held).hasSizeBetween(3, 4);
            assertThat(log.closedReason()).isEmpty();
            held.forEach(Reservation::release);
            assertThat(log.pendingBytes()).isZero();
            assertThat(log.reserve(4000)).isPresent();
        }
    }

    @Test
    void aReservationTakesOneRecordOfItsSizeAtMost() throws Exception {
        try (OutcomeLog log = TestLog.open(directory)) {
            OutcomeRecord record = TestLog.numbered(1);
            Reservation small = log.reserve(8).orElseThrow();
            assertThatThrownBy(() -> small.append(record, TestLog.completing(new CompletableFuture<>())))
                    .isInstanceOf(IllegalArgumentException.class);
            small.release();
            Reservation reservation = TestLog.reserve(log, record);
            CompletableFuture<Void> done = new CompletableFuture<>();
            reservation.append(record, TestLog.completing(done));
            done.join();
            assertThatThrownBy(() -> reservation.append(record, TestLog.completing(new CompletableFuture<>())))
                    .isInstanceOf(IllegalStateException.class);
            reservation.release();
            assertThat(log.pendingBytes()).isZero();
            assertThatThrownBy(() -> log.reserve(TestLog.SMALL.maxRecordBytes() + 1))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aSecondOwnerOfTheDirectoryIsRefused() throws Exception {
        try (OutcomeLog log = TestLog.open(directory)) {
            assertThatThrownBy(() -> TestLog.open(directory))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("open already");
            TestLog.append(log, TestLog.numbered(0)).join();
        }
        TestLog.open(directory).close();
    }

    @Test
    void aFailedWriteLatchesTheLogUntilARestart() throws Exception {
        OutcomeLog log = TestLog.open(directory);
        OutcomeRecord record = TestLog.numbered(0);
        CompletableFuture<Void> first = new CompletableFuture<>();
        // An interrupt closes a FileChannel, so the writer's next write fails for real.
        TestLog.reserve(log, record).append(record, new OutcomeLog.Durability() {
            @Override
            public void durable() {
                Thread.currentThread().interrupt();
                first.complete(null);
            }

            @Override
            public void failed(IOException cause) {
                first.completeExceptionally(cause);
            }
        });
        first.join();
        Reservation admittedBefore = TestLog.reserve(log, record);
        assertThatThrownBy(() -> TestLog.append(log, TestLog.numbered(1)).join())
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(IOException.class);
        assertThat(log.failure()).isPresent();
        assertThat(log.closedReason().orElseThrow()).contains("needs a restart");
        assertThat(log.reserve(10)).isEmpty();
        CompletableFuture<Void> late = new CompletableFuture<>();
        admittedBefore.append(record, TestLog.completing(late));
        assertThat(late).isCompletedExceptionally();
        log.close();
        try (OutcomeLog reopened = TestLog.open(directory)) {
            assertThat(TestLog.numbersIn(reopened)).startsWith(0);
            TestLog.append(reopened, TestLog.numbered(2)).join();
        }
    }

    @Test
    void aListenerThatThrowsStopsNothing() throws Exception {
        try (OutcomeLog log = TestLog.open(directory)) {
            OutcomeRecord record = TestLog.numbered(0);
            TestLog.reserve(log, record).append(record, new OutcomeLog.Durability() {
                @Override
                public void durable() {
                    throw new IllegalStateException("a listener's own trouble, part of this test");
                }

                @Override
                public void failed(IOException cause) {}
            });
            TestLog.append(log, TestLog.numbered(1)).join();
            assertThat(TestLog.numbersIn(log)).containsExactly(0, 1);
        }
    }

    @Test
    void tooLittleFreeSpaceClosesTheLog() throws Exception {
        try (OutcomeLog log =
                TestLog.open(directory, new LogSettings(16 * 1024, 4096, Duration.ZERO, Long.MAX_VALUE))) {
            long deadline = System.nanoTime() + 5_000_000_000L;
            while (log.closedReason().isEmpty() && System.nanoTime() < deadline) {
                Thread.sleep(5);
            }
            assertThat(log.closedReason().orElseThrow()).contains("not more than the limit");
            assertThat(log.reserve(10)).isEmpty();
            assertThat(log.failure()).isEmpty();
        }
    }

    @Test
    void wholeSegmentsAreDeletedButNeverTheCurrentOne() throws Exception {
        try (OutcomeLog log = TestLog.open(directory)) {
            for (int i = 0; i < 200; i++) {
                TestLog.appendPatiently(log, TestLog.numbered(i));
            }
            LogPosition oldStart = log.start();
            long current = log.durableEnd().segment();
            assertThat(log.bytesAfter(oldStart)).isGreaterThan(200 * 300);
            assertThat(log.bytesAfter(log.durableEnd())).isZero();
            assertThat(log.deleteBefore(current + 10)).isEqualTo((int) current - 1);
            assertThat(log.start()).isEqualTo(LogPosition.startOf(current));
            assertThatThrownBy(() -> log.read(oldStart, 1000))
                    .isInstanceOf(CorruptLogException.class)
                    .hasMessageContaining("deleted");
        }
    }

    @Test
    void aPositionOfAnotherLogIsRefused() throws Exception {
        try (OutcomeLog log = TestLog.open(directory)) {
            assertThatThrownBy(() -> log.read(new LogPosition(99, 48), 1000))
                    .isInstanceOf(CorruptLogException.class)
                    .hasMessageContaining("another log");
        }
    }

    @Test
    void signaturesAreKeptByDigest() throws Exception {
        byte[] signature = "{\"protocol\":\"oip-v2\"}".getBytes(StandardCharsets.UTF_8);
        String digest;
        try (OutcomeLog log = TestLog.open(directory)) {
            digest = log.keepSignature(signature);
            assertThat(log.keepSignature(signature)).isEqualTo(digest);
        }
        try (OutcomeLog log = TestLog.open(directory)) {
            assertThat(log.signature(digest))
                    .hasValueSatisfying(b -> assertThat(b).isEqualTo(signature));
            assertThat(log.signature("0".repeat(64))).isEmpty();
            assertThat(log.signature("../lock")).isEmpty();
            Files.writeString(directory.resolve("signatures").resolve(digest), "edited");
            assertThat(log.signature(digest)).isEmpty();
        }
    }

    @Test
    void requestIdsAreVersion7AndCarryTheArrival() {
        var id = RequestId.next(1_763_760_000_123L);
        assertThat(id.version()).isEqualTo(7);
        assertThat(id.variant()).isEqualTo(2);
        assertThat(RequestId.epochMillis(id)).isEqualTo(1_763_760_000_123L);
        assertThat(RequestId.next(1_763_760_000_123L)).isNotEqualTo(id);
    }
}
