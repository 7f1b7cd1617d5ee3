package dev.gatehouse.approval.release;

import dev.gatehouse.approval.canonical.Identifiers;
import dev.gatehouse.approval.canonical.InvalidDocumentException;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The seats of the board that a tier's obligations ask for.
 *
 * @param seats seats by function, each at least 1
 */
public record Quorum(Map<String, Integer> seats) {
    /** Most seats of one function, and most functions. */
    public static final int MAX_SEATS = 20;

    /** @throws InvalidDocumentException if there is no seat, or a count is not 1 to {@link #MAX_SEATS} */
    public Quorum {
        if (seats.isEmpty() || seats.size() > MAX_SEATS) {
            throw new InvalidDocumentException(
                    "a quorum names " + seats.size() + " functions; 1 to " + MAX_SEATS + " are expected");
        }
        seats.forEach((function, count) -> {
            Identifiers.requireName(function, "function");
            if (count < 1 || count > MAX_SEATS) {
                throw new InvalidDocumentException("a quorum asks for " + count + " seats of " + function + "; 1 to "
                        + MAX_SEATS + " are expected");
            }
        });
        seats = Collections.unmodifiableSortedMap(new TreeMap<>(seats));
    }

    /** Whether the function has a seat. */
    public boolean requires(String function) {
        return seats.containsKey(function);
    }

    /** Seats still empty by function; empty when the quorum is complete. Votes that fill no seat do not count, nor a person's second one. */
    public SortedMap<String, Integer> missing(Collection<Vote> votes) {
        SortedMap<String, Integer> missing = new TreeMap<>();
        seats.forEach((function, count) -> {
            long filled = votes.stream()
                    .filter(vote ->
                            vote.function().equals(function) && vote.decision().fillsSeat())
                    .map(Vote::voter)
                    .distinct()
                    .count();
            if (filled < count) {
                missing.put(function, count - (int) filled);
            }
        });
        return missing;
    }
}
