package dev.gatehouse.gateway.log;

import java.time.Duration;

/**
 * Limits of an outcome log.
 *
 * @param segmentBytes size of a segment file; all of it is written with zeros before use, so an append never needs a new block
 * @param maxRecordBytes largest encoded record; {@code segmentBytes} holds at least two of them
 * @param groupCommitWindow how long the writer waits for company before it syncs, 0 to {@link #MAX_GROUP_COMMIT_WINDOW}
 * @param minFreeBytes the log admits nothing while its file system has no more than this left beside the prepared segments
 * @param maxBytes most bytes of all segment files together, at least {@link #MIN_SEGMENTS} segments; {@link #UNLIMITED} for none
 */
public record LogSettings(
        int segmentBytes, int maxRecordBytes, Duration groupCommitWindow, long minFreeBytes, long maxBytes) {

    /** No limit of the log's own size. */
    public static final long UNLIMITED = Long.MAX_VALUE;

    /** The one that is written, and those that are prepared. */
    public static final int MIN_SEGMENTS = 1 + SegmentStock.AHEAD;

    /** Smallest segment, for tests. */
    public static final int MIN_SEGMENT_BYTES = 4 * 1024;

    /** Largest segment: offsets in frames are 32 bits, and recovery maps a segment as a whole. */
    public static final int MAX_SEGMENT_BYTES = 1024 * 1024 * 1024;

    /** Longest group commit window. */
    public static final Duration MAX_GROUP_COMMIT_WINDOW = Duration.ofNanos(500_000);

    /** Settings without a limit of the log's own size. */
    public LogSettings(int segmentBytes, int maxRecordBytes, Duration groupCommitWindow, long minFreeBytes) {
        this(segmentBytes, maxRecordBytes, groupCommitWindow, minFreeBytes, UNLIMITED);
    }

    public LogSettings {
        if (segmentBytes < MIN_SEGMENT_BYTES || segmentBytes > MAX_SEGMENT_BYTES || segmentBytes % 8 != 0) {
            throw new IllegalArgumentException("segment bytes must be a multiple of 8 between " + MIN_SEGMENT_BYTES
                    + " and " + MAX_SEGMENT_BYTES + ", not " + segmentBytes);
        }
        if (maxRecordBytes < 1 || maxRecordBytes > (segmentBytes - Segment.HEADER_BYTES) / 2 - 3 * Frame.HEADER_BYTES) {
            throw new IllegalArgumentException(
                    "a segment of " + segmentBytes + " bytes does not hold two records of at most " + maxRecordBytes
                            + " bytes: raise the segment size");
        }
        if (groupCommitWindow.isNegative() || groupCommitWindow.compareTo(MAX_GROUP_COMMIT_WINDOW) > 0) {
            throw new IllegalArgumentException(
                    "the group commit window must be 0 to 500 microseconds, not " + groupCommitWindow);
        }
        if (minFreeBytes < 0) {
            throw new IllegalArgumentException("the free space limit must not be negative: " + minFreeBytes);
        }
        if (maxBytes < (long) MIN_SEGMENTS * segmentBytes) {
            throw new IllegalArgumentException(
                    "the log's limit of " + maxBytes + " bytes does not hold " + MIN_SEGMENTS + " segments of "
                            + segmentBytes + ": raise gatehouse.log.max-bytes or lower gatehouse.log.segment-bytes");
        }
    }
}
