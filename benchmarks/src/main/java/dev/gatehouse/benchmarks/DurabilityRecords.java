package dev.gatehouse.benchmarks;

import dev.gatehouse.gateway.log.LogKeys;
import dev.gatehouse.gateway.log.LogPosition;
import dev.gatehouse.gateway.log.LogSettings;
import dev.gatehouse.gateway.log.OutcomeLog;
import dev.gatehouse.gateway.log.OutcomeRecord;
import dev.gatehouse.gateway.log.Reservation;
import dev.gatehouse.gateway.log.ServedVersion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.Semaphore;

/** Records that follow from their number alone, so that whoever reads one knows what was written. */
final class DurabilityRecords {

    static final int MAX_RECORD_BYTES = 8 * 1024;

    /** Small segments, so that many are begun and ended. */
    static final LogSettings SETTINGS =
            new LogSettings(256 * 1024, MAX_RECORD_BYTES, Duration.ofNanos(100_000), 64 * 1024);

    private static final int MAX_BODY_BYTES = 2_000;
    private static final int READ_BYTES = 1024 * 1024;
    private static final long FIRST_MILLIS = 1_700_000_000_000L;
    private static final ServedVersion SERVED = new ServedVersion(
            "gateway-1",
            "production",
            "credit-default",
            "credit-default",
            "1",
            "a".repeat(64),
            new UUID(1, 2),
            "b".repeat(64));

    private DurabilityRecords() {}

    static OutcomeRecord numbered(int number) {
        SplittableRandom random = new SplittableRandom(number);
        long high = (FIRST_MILLIS + number) << 16 | 0x7000L | random.nextLong() & 0x0fffL;
        UUID id = new UUID(high, 0x8000000000000000L | random.nextLong() >>> 2);
        byte[] request = body(number, random);
        byte[] response = body(number, random);
        return new OutcomeRecord(
                id,
                SERVED,
                "scoring-app",
                Optional.of("credit-origination"),
                OutcomeRecord.PRIMARY,
                200,
                number,
                Optional.of("customer-" + number),
                request,
                OutcomeRecord.ALL_JSON,
                response,
                OutcomeRecord.ALL_JSON,
                new int[0]);
    }

    private static byte[] body(int number, SplittableRandom random) {
        byte[] text = Integer.toString(number).getBytes(StandardCharsets.US_ASCII);
        byte[] body = new byte[text.length + 1 + random.nextInt(MAX_BODY_BYTES)];
        random.nextBytes(body);
        System.arraycopy(text, 0, body, 0, text.length);
        body[text.length] = '|';
        return body;
    }

    /** Makes a log of records 0 to {@code records} - 1. */
    static void write(Path directory, int records) throws Exception {
        try (OutcomeLog log = OutcomeLog.open(directory, SETTINGS, LogKeys.none(), nanos -> {})) {
            Semaphore unsettled = new Semaphore(0);
            for (int i = 0; i < records; i++) {
                Optional<Reservation> room = log.reserve(MAX_RECORD_BYTES);
                while (room.isEmpty()) {
                    Thread.sleep(1);
                    room = log.reserve(MAX_RECORD_BYTES);
                }
                room.get().append(numbered(i), new OutcomeLog.Durability() {
                    @Override
                    public void durable() {
                        unsettled.release();
                    }

                    @Override
                    public void failed(IOException cause) {
                        throw new IllegalStateException("a log on a good disk failed", cause);
                    }
                });
            }
            unsettled.acquire(records);
        }
    }

    /** What a log holds: the numbers that are there as they were written, and how many records are not. */
    record Found(BitSet numbers, int corrupt) {

        /** The number after the last one. */
        int next() {
            return numbers.length();
        }
    }

    /**
     * Opens a log as a start does, reads all of it, and deletes what is not being written to.
     *
     * @throws IOException when the log cannot be opened or read: it refuses what is damaged
     */
    static Found read(Path directory, LogKeys keys) throws IOException {
        BitSet numbers = new BitSet();
        int corrupt = 0;
        try (OutcomeLog log = OutcomeLog.open(directory, SETTINGS, keys, nanos -> {})) {
            LogPosition at = log.start();
            while (at.compareTo(log.durableEnd()) < 0) {
                OutcomeLog.Read read = log.read(at, READ_BYTES);
                for (OutcomeRecord record : read.records()) {
                    int number = (int) record.latencyMicros();
                    if (numbers.get(number) || !same(record, numbered(number))) {
                        corrupt++;
                    } else {
                        numbers.set(number);
                    }
                }
                at = read.next();
            }
            log.deleteBefore(log.durableEnd().segment());
        }
        return new Found(numbers, corrupt);
    }

    private static boolean same(OutcomeRecord one, OutcomeRecord other) {
        return one.requestId().equals(other.requestId())
                && same(one.served(), other.served())
                && one.caller().equals(other.caller())
                && one.purpose().equals(other.purpose())
                && one.mode().equals(other.mode())
                && one.status() == other.status()
                && one.subject().equals(other.subject())
                && Arrays.equals(one.request(), other.request())
                && Arrays.equals(one.response(), other.response());
    }

    private static boolean same(ServedVersion one, ServedVersion other) {
        return one.gateway().equals(other.gateway())
                && one.environment().equals(other.environment())
                && one.route().equals(other.route())
                && one.model().equals(other.model())
                && one.version().equals(other.version())
                && one.artifactSha256().equals(other.artifactSha256())
                && one.permitId().equals(other.permitId())
                && one.signatureSha256().equals(other.signatureSha256());
    }
}
