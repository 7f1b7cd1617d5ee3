package dev.gatehouse.gateway.log;

import java.nio.ByteBuffer;

/** Room in the log for one record, held from before the model is called until the record is durable. Used by one thread at a time. */
public final class Reservation {

    private final LogWriter writer;
    private final int bytes;
    private boolean spent;

    Reservation(LogWriter writer, int bytes) {
        this.writer = writer;
        this.bytes = bytes;
    }

    /**
     * Appends the record; {@code durability} is told once. A spent reservation takes no second record.
     *
     * @throws IllegalArgumentException when the record is larger than was reserved; the reservation is kept
     */
    public void append(OutcomeRecord record, OutcomeLog.Durability durability) {
        if (spent) {
            throw new IllegalStateException("this reservation is spent");
        }
        int recordBytes = record.encodedBytes();
        int keyId = writer.keyId();
        if (Frame.bytesFor(recordBytes + Frame.overhead(keyId)) > bytes) {
            throw new IllegalArgumentException("a record of " + recordBytes + " bytes in a reservation of " + bytes);
        }
        ByteBuffer frame = Frame.allocate(Frame.RECORD, recordBytes, keyId);
        record.encode(frame);
        spent = true;
        writer.append(frame, bytes, durability);
    }

    /** Gives the room back without a record. Does nothing on a spent reservation. */
    public void release() {
        if (!spent) {
            spent = true;
            writer.release(bytes);
        }
    }
}
