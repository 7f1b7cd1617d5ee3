package dev.gatehouse.risk;

import java.util.List;
import java.util.stream.Collectors;

/** Facts were refused before any rule was evaluated. It carries every problem that was found. */
public final class InvalidFactsException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    InvalidFactsException(List<Problem> problems) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    /** Ordered by fact; never empty. */
    public List<Problem> problems() {
        return problems;
    }

    /**
     * One fact that cannot be used.
     *
     * @param fact its name, with the key of a map's entry as in {@code art5_screen[a]}
     * @param reason what is wrong and what is expected
     */
    public record Problem(String fact, String reason) {
        @Override
        public String toString() {
            return fact + ": " + reason;
        }
    }
}
