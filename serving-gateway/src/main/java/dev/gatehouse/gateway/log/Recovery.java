package dev.gatehouse.gateway.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * What a start found in the log directory.
 *
 * @param end where the next frame goes: behind the last whole frame
 * @param discardedBytes bytes of a torn tail that were set aside, from the first damaged frame to the last byte that was not zero
 */
public record Recovery(LogPosition end, long discardedBytes) {

    /** The segments that the writer goes on with. */
    record Opened(Segment current, Segment next, int offset, Recovery report) {}

    /** The frames of one segment: where the whole ones end, whether the last is a seal, and where bytes that are no frame end. */
    private record Scan(int end, boolean sealed, int dirtyEnd) {}

    /**
     * Finds the segment to go on with. Frames that were in flight when the process or the machine died are discarded (kept beside
     * the segment in a {@code .torn} file); damage before them is not.
     *
     * @throws CorruptLogException when acknowledged records are damaged
     */
    static Opened open(Path directory, LogSettings settings) throws IOException {
        Segment.removeUnfinished(directory);
        List<Long> numbers = Segment.numbersIn(directory);
        for (int i = 1; i < numbers.size(); i++) {
            if (numbers.get(i) != numbers.get(i - 1) + 1) {
                throw new CorruptLogException("segment " + (numbers.get(i - 1) + 1) + " is missing from " + directory);
            }
        }
        if (numbers.isEmpty()) {
            Segment first = Segment.create(directory, 1, settings.segmentBytes());
            return new Opened(first, null, Segment.HEADER_BYTES, report(first, Segment.HEADER_BYTES, 0));
        }
        List<Segment> opened = new ArrayList<>();
        try {
            return newest(directory, settings, numbers, opened);
        } catch (IOException | RuntimeException e) {
            for (Segment segment : opened) {
                segment.close();
            }
            throw e;
        }
    }

    private static Opened newest(Path directory, LogSettings settings, List<Long> numbers, List<Segment> opened)
            throws IOException {
        Segment next = null;
        for (int i = numbers.size() - 1; i >= 0; i--) {
            Segment segment = Segment.open(directory, numbers.get(i));
            opened.add(segment);
            Scan scan = scan(segment);
            boolean unused = scan.end() == Segment.HEADER_BYTES && scan.dirtyEnd() <= scan.end();
            if (unused && next == null && i > 0) {
                if (segment.isWhole() && segment.size() == settings.segmentBytes()) {
                    next = segment;
                } else {
                    segment.close();
                    Files.delete(segment.file());
                }
                continue;
            }
            if (scan.sealed()) {
                if (next == null) {
                    next = Segment.create(directory, segment.number() + 1, settings.segmentBytes());
                }
                segment.close();
                return new Opened(next, null, Segment.HEADER_BYTES, report(next, Segment.HEADER_BYTES, 0));
            }
            int discarded = Math.max(0, scan.dirtyEnd() - scan.end());
            if (discarded > 0) {
                setAside(segment, scan.end(), scan.dirtyEnd());
            }
            segment.zero(scan.end(), Math.max(scan.end(), scan.dirtyEnd()));
            return new Opened(segment, next, scan.end(), report(segment, scan.end(), discarded));
        }
        throw new IllegalStateException("a list of segments without a last one");
    }

    private static Recovery report(Segment segment, int end, long discarded) {
        return new Recovery(new LogPosition(segment.number(), end), discarded);
    }

    private static Scan scan(Segment segment) throws IOException {
        ByteBuffer bytes = segment.map();
        int offset = Segment.HEADER_BYTES;
        boolean sealed = false;
        while (!sealed && Frame.isValid(bytes, offset, segment.salt())) {
            sealed = Frame.kind(bytes, offset) == Frame.SEAL;
            offset += Frame.size(bytes, offset);
        }
        int dirtyEnd = lastNonZero(bytes, offset) + 1;
        for (int at = offset + 8; at < dirtyEnd; at += 8) {
            if (Frame.isValid(bytes, at, segment.salt()) && Frame.batchOffset(bytes, at) > offset) {
                throw new CorruptLogException("acknowledged records in " + segment.file() + " are damaged at offset "
                        + offset
                        + ": whole frames follow that were written after them. Move the log directory to a safe"
                        + " place, start with a new one and a new gateway id, and recover the rest by hand");
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

    private static void setAside(Segment segment, int from, int to) throws IOException {
        Path copy = segment.file()
                .resolveSibling(segment.file().getFileName().toString().replace(Segment.SUFFIX, "-" + from + ".torn"));
        ByteBuffer torn = segment.read(from, to - from);
        byte[] bytes = new byte[torn.remaining()];
        torn.get(bytes);
        Files.write(
                copy,
                bytes,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE,
                StandardOpenOption.SYNC);
    }
}
