package dev.gatehouse.gateway.log;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.SplittableRandom;
import java.util.UUID;

/** Request ids: UUID version 7 (RFC 9562, section 5.7), 48 bits of Unix milliseconds and 74 random bits. */
public final class RequestId {

    private static final ThreadLocal<SplittableRandom> RANDOM = ThreadLocal.withInitial(() -> new SplittableRandom(
            ByteBuffer.wrap(new SecureRandom().generateSeed(8)).getLong()));

    private RequestId() {}

    /**
     * A new id for a request that arrived at {@code epochMillis}.
     *
     * @param epochMillis Unix time in milliseconds, 0 to 2⁴⁸ − 1
     */
    public static UUID next(long epochMillis) {
        if (epochMillis < 0 || epochMillis >= 1L << 48) {
            throw new IllegalArgumentException("not a time that a UUIDv7 can hold: " + epochMillis + " ms");
        }
        SplittableRandom random = RANDOM.get();
        long high = epochMillis << 16 | 0x7000L | random.nextLong() & 0x0fffL;
        long low = 0x8000000000000000L | random.nextLong() >>> 2;
        return new UUID(high, low);
    }

    /** The time in a version 7 id, Unix milliseconds. */
    public static long epochMillis(UUID id) {
        if (id.version() != 7) {
            throw new IllegalArgumentException(id + " is not a version 7 UUID");
        }
        return id.getMostSignificantBits() >>> 16;
    }
}
