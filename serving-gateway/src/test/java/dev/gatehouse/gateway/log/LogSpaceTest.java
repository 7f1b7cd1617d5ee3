package dev.gatehouse.gateway.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log's own limit of size, what it says about its space, and what it deletes. */
class LogSpaceTest {

    private static final int SEGMENT_BYTES = 16 * 1024;
    private static final long MAX_BYTES = 5L * SEGMENT_BYTES;
    private static final LogSettings LIMITED = new LogSettings(SEGMENT_BYTES, 4 * 1024, Duration.ZERO, 0, MAX_BYTES);

    @TempDir
    Path directory;

    @Test
    void theLogClosesAtItsLimitOfSizeAndOpensWhenRecordsHaveLeft() throws Exception {
        try (OutcomeLog log = TestLog.open(directory, LIMITED)) {
            until(() -> log.space().usedBytes() == 3 * SEGMENT_BYTES);
            assertThat(log.space().leftBytes())
                    .as("three segments that are there, and two more")
                    .isBetween(4L * SEGMENT_BYTES, MAX_BYTES);
            long before = log.space().leftBytes();
            int written = fill(log);
            assertThat(log.closedReason().orElseThrow())
                    .contains("gatehouse.log.max-bytes")
                    .contains(Long.toString(MAX_BYTES));
            assertThat(log.refusalReason()).isEqualTo(log.closedReason().get());
            assertThat(log.failure()).isEmpty();
            assertThat(log.space().usedBytes()).isBetween(4L * SEGMENT_BYTES, MAX_BYTES);
            assertThat(log.space().leftBytes()).isLessThan(before / 4);
            assertThat(TestLog.numbersIn(log)).hasSize(written);

            log.deleteBefore(log.durableEnd().segment());
            until(() -> log.closedReason().isEmpty());
            TestLog.appendPatiently(log, TestLog.numbered(written));
        }
    }

    private static int fill(OutcomeLog log) throws Exception {
        int written = 0;
        while (log.closedReason().isEmpty()) {
            OutcomeRecord record = TestLog.numbered(written);
            Optional<Reservation> room = log.reserve(record.encodedBytes());
            if (room.isPresent()) {
                CompletableFuture<Void> done = new CompletableFuture<>();
                room.get().append(record, TestLog.completing(done));
                done.join();
                written++;
            }
        }
        return written;
    }

    @Test
    void aLimitThatHoldsNoThreeSegmentsIsRefused() {
        assertThatThrownBy(() -> new LogSettings(SEGMENT_BYTES, 1024, Duration.ZERO, 0, 3L * SEGMENT_BYTES - 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("gatehouse.log.max-bytes");
    }

    @Test
    void segmentsAreDeletedByAgeTheOldestFirstWithWhatWasSetAside() throws Exception {
        try (OutcomeLog log = TestLog.open(directory)) {
            for (int i = 0; log.durableEnd().segment() < 5; i++) {
                TestLog.appendPatiently(log, TestLog.numbered(i));
            }
            Instant now = Instant.now();
            age(1, now.minusSeconds(300));
            age(2, now.minusSeconds(200));
            age(4, now.minusSeconds(200));
            Path torn = Files.writeString(directory.resolve("0000000000000000001-4711.torn"), "set aside");
            Path notYet = Files.writeString(directory.resolve("0000000000000000003-48.torn"), "set aside");
            assertThat(log.deleteBefore(5, now.minusSeconds(250))).isEqualTo(1);
            assertThat(torn).doesNotExist();
            assertThat(log.deleteBefore(2, now.minusSeconds(100)))
                    .as("not shipped")
                    .isZero();
            assertThat(log.deleteBefore(5, now.minusSeconds(100)))
                    .as("the third is young, and the fourth stays behind it")
                    .isEqualTo(1);
            assertThat(log.start()).isEqualTo(LogPosition.startOf(3));
            assertThat(notYet).exists();
        }
    }

    private void age(long number, Instant lastWritten) throws Exception {
        Files.setLastModifiedTime(Segment.fileOf(directory, number), FileTime.from(lastWritten));
    }

    @Test
    void onlyTheOwnerReadsTheDirectory() throws Exception {
        Path log = directory.resolve("state").resolve("log");
        TestLog.open(log).close();
        assertThat(Files.getPosixFilePermissions(log)).hasSize(3);
    }

    private static void until(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + 10_000_000_000L;
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("not within 10 s").isLessThan(end);
            Thread.sleep(5);
        }
    }
}
