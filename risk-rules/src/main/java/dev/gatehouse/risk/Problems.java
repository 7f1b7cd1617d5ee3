package dev.gatehouse.risk;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects what is wrong with one pack, so that its author sees everything at once. */
final class Problems {
    /** Past this many, more would only hide the first ones. */
    static final int MAX_PROBLEMS = 100;

    private final String file;
    private final List<InvalidPackException.Problem> problems = new ArrayList<>();

    Problems(String file) {
        this.file = file;
    }

    void add(int line, String rule, String reason) {
        if (problems.size() < MAX_PROBLEMS) {
            problems.add(new InvalidPackException.Problem(file, line, rule, reason));
        }
    }

    void throwIfAny() throws InvalidPackException {
        if (!problems.isEmpty()) {
            throw refusal();
        }
    }

    InvalidPackException refusal() {
        List<InvalidPackException.Problem> sorted = new ArrayList<>(problems);
        sorted.sort(Comparator.comparingInt(InvalidPackException.Problem::line));
        return new InvalidPackException(sorted);
    }
}
