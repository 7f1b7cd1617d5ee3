package dev.gatehouse.benchmarks;

import dev.gatehouse.gateway.log.LogKeys;
import dev.gatehouse.gateway.log.OutcomeLog;
import dev.gatehouse.gateway.log.OutcomeRecord;
import dev.gatehouse.gateway.log.Reservation;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Semaphore;

/**
 * A process that appends until it is ended or its log closes, and prints the number of each record when the log says that it is
 * durable: what the gateway does with an answer.
 */
final class DurabilityWriter {

    private static final int AT_A_TIME = 64;

    /** How long a log may be closed before the process gives up; it makes room again by itself when it can. */
    private static final int PATIENCE_MILLIS = 1_500;

    private DurabilityWriter() {}

    /** Directory of the log, the first number, and, for an encrypted log, the file of keys. */
    public static void main(String[] arguments) throws Exception {
        LogKeys keys =
                arguments.length > 2 ? LogKeys.fromFile(Path.of(arguments[2]), OptionalInt.empty()) : LogKeys.none();
        OutcomeLog log = OutcomeLog.open(Path.of(arguments[0]), DurabilityRecords.SETTINGS, keys, nanos -> {});
        PrintStream acknowledgements = System.out;
        Semaphore room = new Semaphore(AT_A_TIME);
        for (int number = Integer.parseInt(arguments[1]); ; number++) {
            room.acquire();
            OutcomeRecord record = DurabilityRecords.numbered(number);
            Reservation reservation = reserve(log);
            if (reservation == null) {
                // Without closing: what is on its way is acknowledged or not, as in a process that is killed.
                System.err.println("closed: " + log.refusalReason());
                Runtime.getRuntime().halt(0);
            }
            int appended = number;
            reservation.append(record, new OutcomeLog.Durability() {
                @Override
                public void durable() {
                    acknowledgements.println(appended);
                    room.release();
                }

                @Override
                public void failed(IOException cause) {
                    room.release();
                }
            });
        }
    }

    private static Reservation reserve(OutcomeLog log) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE_MILLIS * 1_000_000L;
        while (System.nanoTime() < end && log.failure().isEmpty()) {
            Optional<Reservation> reservation = log.reserve(DurabilityRecords.MAX_RECORD_BYTES);
            if (reservation.isPresent()) {
                return reservation.get();
            }
            Thread.sleep(1);
        }
        return null;
    }
}
