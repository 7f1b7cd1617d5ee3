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
 * @param mode how the version took part: {@link #PRIMARY} or {@link #FALLBACK}
 * @param status HTTP status of the model's answer, 200 to 299
 * @param latencyMicros from arrival to the model's whole answer, microseconds
 * @param subject subject of a one-row call, if given by header; several subjects travel in the request body
 * @param request request body as received
 * @param requestJsonBytes length of the JSON that a request with binary tensors begins with; {@link #ALL_JSON} for any other
 * @param response response body as answered
 * @param responseJsonBytes the same of the response
 * @param review rows that a person must look at, from 0 on, ascending; mostly none
 */
@SuppressWarnings("ArrayRecordComponent") // bytes on their way to disk; records are not compared
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
        int requestJsonBytes,
        byte[] response,
        int responseJsonBytes,
        int[] review) {

    /** The version that the route serves first. */
    public static final String PRIMARY = "primary";
    /** The version that answers what the first one is not permitted to. */
    public static final String FALLBACK = "fallback";
    /** The whole body is JSON, or is not looked into. */
    public static final int ALL_JSON = -1;

    private static final byte FORMAT_VERSION = 2;
    /** Without lengths of JSON and rows to review. */
    private static final byte FIRST_FORMAT_VERSION = 1;

    private static final int[] NO_ROWS = {};
    private static final int FIXED_BYTES = 1 + 16 + 4 + 8 + 4 + 4 + 4 + 4 + 4;

    /** A record without binary tensors and rows to review. */
    public OutcomeRecord(
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
        this(
                requestId,
                served,
                caller,
                purpose,
                mode,
                status,
                latencyMicros,
                subject,
                request,
                ALL_JSON,
                response,
                ALL_JSON,
                NO_ROWS);
    }

    /** When the request arrived, to the millisecond. */
    public Instant receivedAt() {
        return Instant.ofEpochMilli(RequestId.epochMillis(requestId));
    }

    /**
     * Bytes of a record whose answer is not known yet and has at most {@code maxResponseBytes}, and at most {@code maxReviewRows} rows to
     * review.
     *
     * @throws ArithmeticException when that is more than 2 GiB
     */
    public static int bytesFor(
            ServedVersion served,
            String caller,
            Optional<String> purpose,
            Optional<String> subject,
            int requestBytes,
            int maxResponseBytes,
            int maxReviewRows) {
        int text = FIXED_BYTES
                + served.encodedBytes()
                + RecordCodec.bytesFor(caller)
                + RecordCodec.bytesFor(purpose.orElse(null))
                + RecordCodec.bytesFor(FALLBACK)
                + RecordCodec.bytesFor(subject.orElse(null));
        int rows = Math.multiplyExact(Integer.BYTES, maxReviewRows);
        return Math.addExact(Math.addExact(Math.addExact(text, rows), requestBytes), maxResponseBytes);
    }

    int encodedBytes() {
        return bytesFor(served, caller, purpose, subject, request.length, response.length, review.length)
                - RecordCodec.bytesFor(FALLBACK)
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
        to.putInt(requestJsonBytes).putInt(responseJsonBytes);
        to.putInt(review.length);
        for (int row : review) {
            to.putInt(row);
        }
    }

    /**
     * Reads a record from a frame's payload.
     *
     * @throws CorruptLogException when the bytes are not a record of a known format
     */
    static OutcomeRecord decode(ByteBuffer from) throws CorruptLogException {
        try {
            byte version = from.get();
            if (version < FIRST_FORMAT_VERSION || version > FORMAT_VERSION) {
                throw new CorruptLogException(
                        "record format " + version + " is unknown here: it was written by a newer gateway");
            }
            UUID requestId = new UUID(from.getLong(), from.getLong());
            int status = from.getInt();
            long latencyMicros = from.getLong();
            ServedVersion served = ServedVersion.decode(from);
            String caller = RecordCodec.text(from);
            Optional<String> purpose = Optional.ofNullable(RecordCodec.text(from));
            String mode = RecordCodec.text(from);
            Optional<String> subject = Optional.ofNullable(RecordCodec.text(from));
            byte[] request = RecordCodec.bytes(from);
            byte[] response = RecordCodec.bytes(from);
            boolean first = version == FIRST_FORMAT_VERSION;
            return new OutcomeRecord(
                    requestId,
                    served,
                    caller,
                    purpose,
                    mode,
                    status,
                    latencyMicros,
                    subject,
                    request,
                    first ? ALL_JSON : from.getInt(),
                    response,
                    first ? ALL_JSON : from.getInt(),
                    first ? NO_ROWS : rows(from));
        } catch (BufferUnderflowException | IllegalArgumentException | NullPointerException e) {
            throw new CorruptLogException("a frame with a valid checksum holds no readable record: " + e.getMessage());
        }
    }

    private static int[] rows(ByteBuffer from) {
        int count = from.getInt();
        if (count < 0 || count > from.remaining() / Integer.BYTES) {
            throw new IllegalArgumentException(
                    count + " rows to review in a record with " + from.remaining() + " bytes");
        }
        int[] rows = new int[count];
        for (int i = 0; i < count; i++) {
            rows[i] = from.getInt();
        }
        return rows;
    }
}
