package dev.gatehouse.gateway.log;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * One call that a model version answered, as the log keeps it. Its presence means 'answered, or possibly answered': it is durable
 * before the answer leaves, and the caller may have gone in between.
 *
 * @param requestId UUIDv7 whose time is the arrival in milliseconds
 * @param served what answered and under which permit
 * @param caller client id from the caller's token
 * @param purpose the purpose that the caller stated, if it did
 * @param mode how the version took part; {@link #PRIMARY} is the one that answers
 * @param status HTTP status of the model's answer, 200 to 299
 * @param latencyMicros from arrival to the model's whole answer, microseconds
 * @param subject subject of a one-row call, if given by header; several subjects travel in the request body
 * @param request request body as received
 * @param response response body as answered
 */
public record OutcomeRecord(
        UUID requestId,
        ServedVersion served,
        String caller,
        Optional<String> purpose,
        String mode,
        int status,
        long latencyMicros,
        Optional<String> subject,
        byte[] request,
        byte[] response) {

    /** The version whose answer the caller gets. */
    public static final String PRIMARY = "primary";

    private static final byte FORMAT_VERSION = 1;
    private static final int FIXED_BYTES = 1 + 16 + 4 + 8 + 4 + 4;

    /** When the request arrived, to the millisecond. */
    public Instant receivedAt() {
        return Instant.ofEpochMilli(RequestId.epochMillis(requestId));
    }

    /**
     * Bytes of a record whose answer is not known yet and has at most {@code maxResponseBytes}.
     *
     * @throws ArithmeticException when that is more than 2 GiB
     */
    public static int bytesFor(
            ServedVersion served,
            String caller,
            Optional<String> purpose,
            Optional<String> subject,
            int requestBytes,
            int maxResponseBytes) {
        int text = FIXED_BYTES
                + served.encodedBytes()
                + RecordCodec.bytesFor(caller)
                + RecordCodec.bytesFor(purpose.orElse(null))
                + RecordCodec.bytesFor(PRIMARY)
                + RecordCodec.bytesFor(subject.orElse(null));
        return Math.addExact(Math.addExact(text, requestBytes), maxResponseBytes);
    }

    int encodedBytes() {
        return bytesFor(served, caller, purpose, subject, request.length, response.length)
                - RecordCodec.bytesFor(PRIMARY)
                + RecordCodec.bytesFor(mode);
    }

    void encode(ByteBuffer to) {
        to.put(FORMAT_VERSION);
        to.putLong(requestId.getMostSignificantBits()).putLong(requestId.getLeastSignificantBits());
        to.putInt(status).putLong(latencyMicros);
        served.encode(to);
        RecordCodec.put(to, caller);
        RecordCodec.put(to, purpose.orElse(null));
        RecordCodec.put(to, mode);
        RecordCodec.put(to, subject.orElse(null));
        RecordCodec.put(to, request);
        RecordCodec.put(to, response);
    }

    /**
     * Reads a record from a frame's payload.
     *
     * @throws CorruptLogException when the bytes are not a record of a known format
     */
    static OutcomeRecord decode(ByteBuffer from) throws CorruptLogException {
        try {
            byte version = from.get();
            if (version != FORMAT_VERSION) {
                throw new CorruptLogException(
                        "record format " + version + " is unknown here: it was written by a newer gateway");
            }
            UUID requestId = new UUID(from.getLong(), from.getLong());
            int status = from.getInt();
            long latencyMicros = from.getLong();
            ServedVersion served = ServedVersion.decode(from);
            return new OutcomeRecord(
                    requestId,
                    served,
                    RecordCodec.text(from),
                    Optional.ofNullable(RecordCodec.text(from)),
                    RecordCodec.text(from),
                    status,
                    latencyMicros,
                    Optional.ofNullable(RecordCodec.text(from)),
                    RecordCodec.bytes(from),
                    RecordCodec.bytes(from));
        } catch (BufferUnderflowException | IllegalArgumentException | NullPointerException e) {
            throw new CorruptLogException("a frame with a valid checksum holds no readable record: " + e.getMessage());
        }
    }
}
