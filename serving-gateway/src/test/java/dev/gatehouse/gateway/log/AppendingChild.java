package dev.gatehouse.gateway.log;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/** A process that appends until it is killed and prints the number of each record when it is durable. */
final class AppendingChild {

    static final LogSettings SETTINGS = new LogSettings(64 * 1024, 4096, Duration.ZERO, 0);
    private static final int IN_FLIGHT = 16;

    private AppendingChild() {}

    public static void main(String[] arguments) throws Exception {
        OutcomeLog log = TestLog.open(Path.of(arguments[0]), SETTINGS);
        PrintStream acknowledgements = System.out;
        Semaphore room = new Semaphore(IN_FLIGHT);
        for (int i = Integer.parseInt(arguments[1]); ; i++) {
            room.acquire();
            OutcomeRecord record = TestLog.numbered(i);
            Optional<Reservation> reservation = log.reserve(record.encodedBytes());
            while (reservation.isEmpty()) {
                Thread.sleep(1);
                reservation = log.reserve(record.encodedBytes());
            }
            int number = i;
            reservation.get().append(record, new OutcomeLog.Durability() {
                @Override
                public void durable() {
                    acknowledgements.println(number);
                    acknowledgements.flush();
                    room.release();
                }

                @Override
                public void failed(IOException cause) {
                    throw new IllegalStateException(cause);
                }
            });
        }
    }
}
