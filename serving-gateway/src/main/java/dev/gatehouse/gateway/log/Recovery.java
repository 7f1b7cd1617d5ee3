package dev.gatehouse.gateway.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * What a start found in the log directory.
 *
 * @param end where the next frame goes: behind the last whole frame
 * @param discardedBytes bytes of a torn tail that were set aside, from the first damaged frame to the last byte that was not zero
 */
public record Recovery(LogPosition end, long discardedBytes) {

    /** The segment that the writer goes on with, from {@code offset}, and empty ones behind it. */
    record Opened(Segment current, Deque<Segment> ready, int offset, Recovery report) {}

    /** The frames of one segment: where the whole ones end, whether the last is a seal, and where bytes that are no frame end. */
    record Scan(int end, boolean sealed, int dirtyEnd) {

        boolean isUnused() {
            return end == Segment.HEADER_BYTES && dirtyEnd <= end;
        }
    }

    /**
     * Finds the segment to go on with. Frames that were in flight when the process or the machine died are discarded (kept beside
     * the segment in a {@code .torn} file); damage before them is not. An encrypted segment that was written to is sealed, and what
     * follows goes into a new one: so no place in it is ever encrypted twice.
     *
     * @throws CorruptLogException when acknowledged records are damaged
     * @throws IOException when a segment's key is missing, or the directory cannot be read or written
     */
    static Opened open(Path directory, LogSettings settings, LogKeys keys) throws IOException {
        Segment.removeUnfinished(directory);
        List<Long> numbers = Segment.numbersIn(directory);
        for (int i = 1; i < numbers.size(); i++) {
            if (numbers.get(i) != numbers.get(i - 1) + 1) {
                throw new CorruptLogException("segment " + (numbers.get(i - 1) + 1) + " is missing from " + directory);
            }
        }
        for (long number : numbers) {
            requireKey(directory, number, keys);
        }
        if (numbers.isEmpty()) {
            return begin(directory, settings, keys, 1, 0);
        }
        List<Segment> opened = new ArrayList<>();
        try {
            return newest(directory, settings, keys, numbers, opened);
        } catch (IOException | RuntimeException e) {
            for (Segment segment : opened) {
                segment.close();
            }
            throw e;
        }
    }

    /** That the segment can be read: its key is here, and it is the one that its first record was written with. */
    private static void requireKey(Path directory, long number, LogKeys keys) throws IOException {
        try (Segment segment = Segment.openForReading(directory, number)) {
            SegmentCipher cipher = keys.cipher(segment);
            if (cipher == null) {
                return;
            }
            ByteBuffer header = segment.read(Segment.HEADER_BYTES, Frame.HEADER_BYTES);
            if (header.remaining() == Frame.HEADER_BYTES) {
                ByteBuffer frame =
                        segment.read(Segment.HEADER_BYTES, Math.max(Frame.HEADER_BYTES, Frame.size(header, 0)));
                if (Frame.isValidAt(frame, segment.salt(), Segment.HEADER_BYTES)
                        && Frame.kind(frame, 0) == Frame.RECORD) {
                    cipher.decrypt(frame, 0, Segment.HEADER_BYTES);
                }
            }
        }
    }

    private static Opened begin(Path directory, LogSettings settings, LogKeys keys, long number, long discarded)
            throws IOException {
        Segment first = Segment.create(directory, number, settings.segmentBytes(), keys.active());
        return new Opened(
                first, new ArrayDeque<>(), Segment.HEADER_BYTES, report(first, Segment.HEADER_BYTES, discarded));
    }

    private static Opened newest(
            Path directory, LogSettings settings, LogKeys keys, List<Long> numbers, List<Segment> opened)
            throws IOException {
        Deque<Segment> ready = new ArrayDeque<>();
        for (int i = numbers.size() - 1; i >= 0; i--) {
            Segment segment = Segment.open(directory, numbers.get(i));
            opened.add(segment);
            Scan scan = scan(segment);
            boolean usable = isOpenTo(keys, segment);
            if (scan.isUnused() && i > 0) {
                if (usable && segment.isWhole() && segment.size() == settings.segmentBytes()) {
                    ready.addFirst(segment);
                } else {
                    // The highest numbers first: a crash in between leaves no gap.
                    ready.addLast(segment);
                    discard(ready);
                }
                continue;
            }
            int discarded = 0;
            if (!scan.sealed()) {
                discarded = repair(segment, scan);
                if (usable) {
                    return new Opened(segment, ready, scan.end(), report(segment, scan.end(), discarded));
                }
                segment.seal(scan.end());
            }
            segment.close();
            if (ready.isEmpty()) {
                return begin(directory, settings, keys, segment.number() + 1, discarded);
            }
            Segment next = ready.removeFirst();
            return new Opened(next, ready, Segment.HEADER_BYTES, report(next, Segment.HEADER_BYTES, discarded));
        }
        throw new IllegalStateException("a list of segments without a last one");
    }

    /** Whether this run may write to a segment that was made by another. */
    private static boolean isOpenTo(LogKeys keys, Segment segment) {
        return keys.active() == Frame.PLAIN_TEXT_KEY && segment.keyId() == Frame.PLAIN_TEXT_KEY;
    }

    private static void discard(Deque<Segment> unused) throws IOException {
        List<Segment> descending = new ArrayList<>(unused);
        descending.sort((a, b) -> Long.compare(b.number(), a.number()));
        for (Segment segment : descending) {
            segment.close();
            Files.delete(segment.file());
        }
        unused.clear();
    }

    /** Sets a torn tail aside and writes zeros in its place; returns its bytes. */
    private static int repair(Segment segment, Scan scan) throws IOException {
        int discarded = Math.max(0, scan.dirtyEnd() - scan.end());
        if (discarded > 0) {
            segment.setAside(scan.end(), scan.dirtyEnd());
        }
        segment.zero(scan.end(), Math.max(scan.end(), scan.dirtyEnd()));
        return discarded;
    }

    private static Recovery report(Segment segment, int end, long discarded) {
        return new Recovery(new LogPosition(segment.number(), end), discarded);
    }

    private static Scan scan(Segment segment) throws IOException {
        try {
            return scan(segment.map(), segment.salt(), Segment.HEADER_BYTES);
        } catch (DamagedBefore e) {
            throw new CorruptLogException("acknowledged records in " + segment.file() + " are damaged at offset "
                    + e.offset
                    + ": whole frames follow that were written after them. Move the log directory to a safe"
                    + " place, start with a new one and a new gateway id, and recover the rest by hand");
        }
    }

    /** Damage in front of frames that were written after it was durable. */
    static final class DamagedBefore extends Exception {
        private static final long serialVersionUID = 1;

        /** Where the damaged frame begins. */
        final int offset;

        DamagedBefore(int offset) {
            super("damaged at " + offset, null, false, false);
            this.offset = offset;
        }
    }

    /** Reads the frames of a segment, {@code bytes} from its first byte, from the frame that begins at {@code from}. */
    static Scan scan(ByteBuffer bytes, long salt, int from) throws DamagedBefore {
        int offset = from;
        boolean sealed = false;
        while (!sealed && Frame.isValid(bytes, offset, salt)) {
            sealed = Frame.kind(bytes, offset) == Frame.SEAL;
            offset += Frame.size(bytes, offset);
        }
        int dirtyEnd = lastNonZero(bytes, offset) + 1;
        for (int at = offset + 8; at < dirtyEnd; at += 8) {
            if (Frame.isValid(bytes, at, salt) && Frame.batchOffset(bytes, at) > offset) {
                throw new DamagedBefore(offset);
            }
        }
        return new Scan(offset, sealed, dirtyEnd);
    }

    private static int lastNonZero(ByteBuffer bytes, int from) {
        int at = bytes.limit() - 1;
        while (at >= from && bytes.get(at) == 0) {
            at--;
        }
        return at;
    }
}
