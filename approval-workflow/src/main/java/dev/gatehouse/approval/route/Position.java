package dev.gatehouse.approval.route;

import dev.gatehouse.approval.canonical.CanonicalJson;
import dev.gatehouse.approval.canonical.InvalidDocumentException;

/**
 * Where a snapshot stands in the order of all snapshots of an environment.
 *
 * @param epoch raised by two people after a database restore; 1 to 2⁵³ − 1
 * @param serial raised by every change within an epoch; from 0 on
 */
public record Position(long epoch, long serial) implements Comparable<Position> {
    /** @throws InvalidDocumentException if a number is out of range */
    public Position {
        if (epoch < 1 || epoch > CanonicalJson.MAX_SAFE_INTEGER || serial < 0) {
            throw new InvalidDocumentException(
                    "a snapshot's epoch is at least 1 and its serial at least 0, not " + epoch + "." + serial);
        }
    }

    /**
     * Reads {@code <epoch>.<serial>}.
     *
     * @throws InvalidDocumentException if the text has another form
     */
    public static Position parse(String text) {
        if (text.matches("[0-9]{1,16}\\.[0-9]{1,19}")) {
            int dot = text.indexOf('.');
            try {
                return new Position(Long.parseLong(text.substring(0, dot)), Long.parseLong(text.substring(dot + 1)));
            } catch (NumberFormatException e) {
                throw new InvalidDocumentException("'" + text + "' does not fit 64 bits", e);
            }
        }
        throw new InvalidDocumentException("a snapshot's position is <epoch>.<serial>, such as 1.42");
    }

    /** By epoch, then by serial. */
    @Override
    public int compareTo(Position other) {
        int byEpoch = Long.compare(epoch, other.epoch);
        return byEpoch != 0 ? byEpoch : Long.compare(serial, other.serial);
    }

    /** {@code <epoch>.<serial>}. */
    @Override
    public String toString() {
        return epoch + "." + serial;
    }
}
