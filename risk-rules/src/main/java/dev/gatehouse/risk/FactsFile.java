package dev.gatehouse.risk;

import java.util.List;
import java.util.Map;

/** Reads a facts file: a plain YAML mapping of fact name to value, with the same strictness as a pack. */
public final class FactsFile {
    /** Largest file read, in bytes. */
    public static final int MAX_FACTS_BYTES = 1 << 18;

    private FactsFile() {}

    /**
     * The stated facts, ready for {@link RiskAssessor#assess}; a fact without a value is left out.
     *
     * @param file name to show in problems
     * @param bytes the file, UTF-8
     * @throws InvalidFactsException if it cannot be read; each problem names the place as {@code file:line}
     */
    public static Map<String, Object> read(String file, byte[] bytes) throws InvalidFactsException {
        try {
            Section root = StrictYaml.read(file, bytes, MAX_FACTS_BYTES);
            Map<String, Object> facts = root.plainValues();
            root.problems().throwIfAny();
            return facts;
        } catch (InvalidPackException e) {
            List<InvalidFactsException.Problem> problems = e.problems().stream()
                    .map(problem -> new InvalidFactsException.Problem(
                            problem.line() > 0 ? file + ":" + problem.line() : file, problem.reason()))
                    .toList();
            throw new InvalidFactsException(problems);
        }
    }
}
