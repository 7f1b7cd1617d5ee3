package dev.gatehouse.gateway.log;

/**
 * A place between two frames of the outcome log.
 *
 * @param segment number of the segment file, from 1
 * @param offset bytes from the start of that file; a multiple of 8
 */
public record LogPosition(long segment, long offset) implements Comparable<LogPosition> {

    public LogPosition {
        if (segment < 1 || offset < 0) {
            throw new IllegalArgumentException("no such log position: segment " + segment + ", offset " + offset);
        }
    }

    /** The first frame of a segment. */
    public static LogPosition startOf(long segment) {
        return new LogPosition(segment, Segment.HEADER_BYTES);
    }

    @Override
    public int compareTo(LogPosition other) {
        int bySegment = Long.compare(segment, other.segment);
        return bySegment != 0 ? bySegment : Long.compare(offset, other.offset);
    }
}
