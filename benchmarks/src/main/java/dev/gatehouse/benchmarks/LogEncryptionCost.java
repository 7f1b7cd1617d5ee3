package dev.gatehouse.benchmarks;

import dev.gatehouse.gateway.log.LogKeys;
import dev.gatehouse.gateway.log.LogSettings;
import dev.gatehouse.gateway.log.OutcomeLog;
import dev.gatehouse.gateway.log.OutcomeRecord;
import dev.gatehouse.gateway.log.Reservation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;

/** CPU of a record with and without encryption: the same records, in turns, to a log in memory where there is such a file system. */
final class LogEncryptionCost {

    private static final int ROUNDS = 5;
    private static final int RECORDS = 40_000;
    private static final int AT_A_TIME = 256;
    private static final LogSettings SETTINGS =
            new LogSettings(64 * 1024 * 1024, DurabilityRecords.MAX_RECORD_BYTES, Duration.ofNanos(200_000), 0);

    private LogEncryptionCost() {}

    static void measure(Path folder, LogKeys keys, Figures figures) throws Exception {
        List<OutcomeRecord> records =
                IntStream.range(0, 500).mapToObj(DurabilityRecords::numbered).toList();
        long bytes = records.stream()
                        .mapToLong(record -> record.request().length + record.response().length)
                        .sum()
                / records.size();
        double[] plain = new double[ROUNDS];
        double[] encrypted = new double[ROUNDS];
        Path memory = Path.of("/dev/shm");
        // The first round warms up.
        for (int round = -1; round < ROUNDS; round++) {
            double without = micros(Files.isWritable(memory) ? memory : folder, LogKeys.none(), records);
            double with = micros(Files.isWritable(memory) ? memory : folder, keys, records);
            if (round >= 0) {
                plain[round] = without;
                encrypted[round] = with;
            }
        }
        Arrays.sort(plain);
        Arrays.sort(encrypted);
        figures.say(
                "CPU of a record with bodies of %,d B together, median: %.1f µs as plain text, %.1f µs encrypted",
                bytes, plain[ROUNDS / 2], encrypted[ROUNDS / 2]);
    }

    private static double micros(Path place, LogKeys keys, List<OutcomeRecord> records) throws Exception {
        Path directory = Files.createTempDirectory(place, "log-cost-");
        try (OutcomeLog log = OutcomeLog.open(directory.resolve("log"), SETTINGS, keys, nanos -> {})) {
            return ProcessCost.cpuSeconds(() -> append(log, records)) * 1e6 / RECORDS;
        } finally {
            Folders.delete(directory);
        }
    }

    private static void append(OutcomeLog log, List<OutcomeRecord> records) throws InterruptedException {
        Semaphore room = new Semaphore(AT_A_TIME);
        for (int i = 0; i < RECORDS; i++) {
            room.acquire();
            Optional<Reservation> reservation = log.reserve(DurabilityRecords.MAX_RECORD_BYTES);
            while (reservation.isEmpty()) {
                Thread.sleep(1);
                reservation = log.reserve(DurabilityRecords.MAX_RECORD_BYTES);
            }
            reservation.get().append(records.get(i % records.size()), new OutcomeLog.Durability() {
                @Override
                public void durable() {
                    room.release();
                }

                @Override
                public void failed(IOException cause) {
                    throw new IllegalStateException("a log on a good disk failed", cause);
                }
            });
        }
        room.acquire(AT_A_TIME);
    }
}
