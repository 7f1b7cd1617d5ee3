package dev.gatehouse.gateway.log;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Space of an outcome log, as of the last half second.
 *
 * @param usedBytes bytes of its segment files, prepared ones too
 * @param freeBytes bytes that its file system has free
 * @param leftBytes bytes of records that it can still take before it closes: what is prepared, and the segments that its limits leave room for
 * @param trouble why a segment that is wanted could not be made, while others are left
 */
public record LogSpace(long usedBytes, long freeBytes, long leftBytes, Optional<String> trouble) {

    /** What a directory has. A file that goes away meanwhile counts nothing. */
    static LogSpace of(Path directory, LogSettings settings, long preparedBytes) {
        long used = 0;
        Optional<String> trouble = Optional.empty();
        try {
            for (long number : Segment.numbersIn(directory)) {
                used += sizeOf(Segment.fileOf(directory, number));
            }
        } catch (IOException e) {
            trouble = Optional.of("the outcome log's directory " + directory + " cannot be read: " + e.getMessage());
        }
        long free = directory.toFile().getUsableSpace();
        long byDisk = Math.max(0, free - settings.minFreeBytes());
        long bySize = Math.max(0, settings.maxBytes() - used);
        long segments = Math.min(byDisk, bySize) / settings.segmentBytes();
        return new LogSpace(used, free, preparedBytes + segments * settings.segmentBytes(), trouble);
    }

    private static long sizeOf(Path file) {
        // Unlike Files.size, 0 for a file that was deleted since the directory was listed.
        return file.toFile().length();
    }

    LogSpace withTrouble(String now) {
        return new LogSpace(usedBytes, freeBytes, leftBytes, Optional.of(now));
    }

    /** Whether a further segment may be made. */
    boolean holds(LogSettings settings) {
        return freeBytes - settings.segmentBytes() > settings.minFreeBytes()
                && usedBytes <= settings.maxBytes() - settings.segmentBytes();
    }

    /** Why nothing may be admitted for want of space; null when nothing stands against it. */
    String problem(Path directory, LogSettings settings, boolean noneReady) {
        long claimed = noneReady ? settings.segmentBytes() : 0;
        if (freeBytes - claimed <= settings.minFreeBytes()) {
            return "the outcome log's disk has " + freeBytes + " bytes free in " + directory
                    + ", not more than the limit of " + settings.minFreeBytes()
                    + (noneReady ? " and a segment of " + claimed : "");
        }
        if (noneReady && !holds(settings)) {
            return "the outcome log's files in " + directory + " hold " + usedBytes + " bytes, and with one more of "
                    + claimed
                    + " it would be over gatehouse.log.max-bytes, " + settings.maxBytes()
                    + ": records leave when PostgreSQL has them, see /status for what keeps them here";
        }
        return null;
    }
}
