package dev.gatehouse.gateway.log;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** Logs and records for tests. */
final class TestLog {

    static final ServedVersion SERVED = new ServedVersion(
            "gateway-1",
            "production",
            "credit-default",
            "credit-default",
            "2",
            "a".repeat(64),
            UUID.fromString("6f1e0e52-9a3c-4f0e-8d1b-2f6f5f3d9a10"),
            "b".repeat(64));

    static final LogSettings SMALL = new LogSettings(16 * 1024, 4 * 1024, Duration.ZERO, 0);

    private TestLog() {}

    static OutcomeLog open(Path directory) throws IOException {
        return open(directory, SMALL);
    }

    static OutcomeLog open(Path directory, LogSettings settings) throws IOException {
        return OutcomeLog.open(directory, settings, LogKeys.none(), nanos -> {});
    }

    /** A record that carries its number as the request body. */
    static OutcomeRecord numbered(int number) {
        return numbered(number, "{\"outputs\":[]}".length());
    }

    /** The same with an answer of so many bytes. */
    static OutcomeRecord numbered(int number, int answerBytes) {
        byte[] answer = new byte[answerBytes];
        Arrays.fill(answer, (byte) ' ');
        return new OutcomeRecord(
                RequestId.next(1_700_000_000_000L + number),
                SERVED,
                "scoring-app",
                Optional.of("credit-origination"),
                OutcomeRecord.PRIMARY,
                200,
                1234,
                number % 2 == 0 ? Optional.of("subject-" + number) : Optional.empty(),
                Integer.toString(number).getBytes(StandardCharsets.US_ASCII),
                number % 3 == 0 ? OutcomeRecord.ALL_JSON : 1,
                answer,
                number % 5 == 0 ? 14 : OutcomeRecord.ALL_JSON,
                number % 7 == 0 ? new int[] {0, 2} : new int[0]);
    }

    /** A small record with its number. */
    static OutcomeRecord brief(int number) {
        return new OutcomeRecord(
                RequestId.next(1_700_000_000_000L + number),
                new ServedVersion("g", "p", "r", "m", "1", "a", SERVED.permitId(), "b"),
                "c",
                Optional.empty(),
                OutcomeRecord.PRIMARY,
                200,
                number,
                Optional.empty(),
                Integer.toString(number).getBytes(StandardCharsets.US_ASCII),
                new byte[number % 8]);
    }

    static int numberOf(OutcomeRecord record) {
        return Integer.parseInt(new String(record.request(), StandardCharsets.US_ASCII));
    }

    static Reservation reserve(OutcomeLog log, OutcomeRecord record) {
        return log.reserve(record.encodedBytes())
                .orElseThrow(() ->
                        new AssertionError("not admitted: " + log.closedReason().orElse("full")));
    }

    /** Appends without waiting. */
    static CompletableFuture<Void> append(OutcomeLog log, OutcomeRecord record) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        reserve(log, record).append(record, completing(done));
        return done;
    }

    static OutcomeLog.Durability completing(CompletableFuture<Void> done) {
        return new OutcomeLog.Durability() {
            @Override
            public void durable() {
                done.complete(null);
            }

            @Override
            public void failed(IOException cause) {
                done.completeExceptionally(cause);
            }
        };
    }

    /** Appends, waiting for a segment to be prepared where the log is full for a moment. */
    static void appendPatiently(OutcomeLog log, OutcomeRecord record) throws InterruptedException {
        Optional<Reservation> reservation = log.reserve(record.encodedBytes());
        while (reservation.isEmpty()) {
            if (log.closedReason().isPresent()) {
                throw new AssertionError(log.closedReason().get());
            }
            Thread.sleep(1);
            reservation = log.reserve(record.encodedBytes());
        }
        CompletableFuture<Void> done = new CompletableFuture<>();
        reservation.get().append(record, completing(done));
        done.join();
    }

    static List<Integer> numbersIn(OutcomeLog log) throws IOException {
        List<Integer> numbers = new ArrayList<>();
        LogPosition at = log.start();
        while (at.compareTo(log.durableEnd()) < 0) {
            OutcomeLog.Read read = log.read(at, 1000);
            read.records().forEach(r -> numbers.add(numberOf(r)));
            at = read.next();
        }
        return numbers;
    }
}
