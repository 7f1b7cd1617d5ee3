package dev.gatehouse.gateway.log;

import java.io.IOException;
import java.nio.ByteBuffer;

/** The segment that is written to: gathers frames of one batch, writes them with few calls, and syncs. For one thread. */
final class SegmentAppender implements AutoCloseable {

    private static final int BUFFER_BYTES = 1024 * 1024;

    private final LogKeys keys;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
    private Segment segment;
    private SegmentCipher cipher;
    private int batchOffset;
    private int end;

    SegmentAppender(LogKeys keys, Segment first, int offset) throws IOException {
        this.keys = keys;
        begin(first, offset);
    }

    private void begin(Segment next, int offset) throws IOException {
        segment = next;
        cipher = keys.cipher(next);
        batchOffset = offset;
        end = offset;
    }

    /** Goes on in the next segment; the present one has its seal, and it is durable. */
    void roll(Segment next) throws IOException {
        // The seal is durable; giving back the space behind it can be lost in a crash without harm.
        segment.truncate(end);
        segment.close();
        begin(next, Segment.HEADER_BYTES);
    }

    long number() {
        return segment.number();
    }

    /** Bytes that frames may still take; a seal fits behind them. */
    int remaining() {
        return segment.size() - end - Frame.HEADER_BYTES;
    }

    LogPosition end() {
        return new LogPosition(segment.number(), end);
    }

    /** Adds a record's frame to the batch, if the segment takes it. */
    boolean put(ByteBuffer frame) throws IOException {
        if (frame.capacity() > remaining()) {
            return false;
        }
        place(frame, cipher);
        return true;
    }

    void putSeal() throws IOException {
        place(Frame.allocate(Frame.SEAL, 0), null);
    }

    private void place(ByteBuffer frame, SegmentCipher with) throws IOException {
        Frame.place(frame, segment.salt(), end, batchOffset, with);
        frame.rewind();
        if (frame.remaining() > buffer.remaining()) {
            flush();
        }
        if (frame.remaining() > buffer.remaining()) {
            segment.write(frame, end);
        } else {
            buffer.put(frame);
        }
        end += frame.capacity();
    }

    /** Writes the buffer, whose last byte belongs just before {@link #end}. */
    private void flush() throws IOException {
        buffer.flip();
        segment.write(buffer, end - (long) buffer.limit());
        buffer.clear();
    }

    /** Writes and syncs the batch; the next one begins behind it. Returns how long the sync took, in nanoseconds. */
    long sync() throws IOException {
        flush();
        long start = System.nanoTime();
        segment.sync();
        batchOffset = end;
        return System.nanoTime() - start;
    }

    @Override
    public void close() throws IOException {
        segment.close();
    }
}
