package dev.gatehouse.gateway.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that fills up closes the log before it breaks an append, and room opens it again. */
@Tag("needs-root")
class LogFullDiskTest {

    private static final LogSettings SETTINGS = new LogSettings(256 * 1024, 8 * 1024, Duration.ZERO, 0);

    @TempDir
    Path mountPoint;

    @Test
    void aFullDiskRefusesAdmissionAndLosesNothing() throws Exception {
        run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", mountPoint.toString());
        try {
            int written = 0;
            try (OutcomeLog log = TestLog.open(mountPoint, SETTINGS)) {
                while (log.closedReason().isEmpty() || written == 0) {
                    OutcomeRecord record = TestLog.numbered(written);
                    Optional<Reservation> reservation = log.reserve(record.encodedBytes());
                    if (reservation.isPresent()) {
                        CompletableFuture<Void> done = new CompletableFuture<>();
                        reservation.get().append(record, TestLog.completing(done));
                        done.join();
                        written++;
                    }
                }
                assertThat(log.failure()).as("a full disk is no failed write").isEmpty();
                assertThat(log.reserve(100)).isEmpty();
                assertThat(TestLog.numbersIn(log)).hasSize(written);

                log.deleteBefore(log.durableEnd().segment());
                long deadline = System.nanoTime() + 10_000_000_000L;
                while (log.closedReason().isPresent() && System.nanoTime() < deadline) {
                    Thread.sleep(20);
                }
                TestLog.appendPatiently(log, TestLog.numbered(written));
            }
            assertThat(written).isGreaterThan(1000);
        } finally {
            run("umount", mountPoint.toString());
        }
        assertThat(Files.list(mountPoint)).isEmpty();
    }

    private static void run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).inheritIO().start();
        assertThat(process.waitFor()).as(String.join(" ", command)).isZero();
    }
}
