package dev.gatehouse.risk;

import java.util.List;
import java.util.stream.Collectors;

/** A policy pack was refused. It carries every problem that was found, not only the first. */
public final class InvalidPackException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    InvalidPackException(List<Problem> problems) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    /** In the order of the file; never empty. */
    public List<Problem> problems() {
        return problems;
    }

    /**
     * One reason for the refusal.
     *
     * @param file the name the pack was loaded under
     * @param line counted from 1; 0 when the problem has no line
     * @param rule id of the rule concerned, or empty
     * @param reason what is wrong and what to do
     */
    public record Problem(String file, int line, String rule, String reason) {
        @Override
        public String toString() {
            String place = line > 0 ? file + ":" + line : file;
            return rule.isEmpty() ? place + ": " + reason : place + ": rule " + rule + ": " + reason;
        }
    }
}
