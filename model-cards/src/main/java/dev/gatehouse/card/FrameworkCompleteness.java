package dev.gatehouse.card;

import java.util.List;

/**
 * How much of what a framework asks for a card answers.
 *
 * @param framework whose requirements
 * @param percent requirements provided or stated not to apply, of all, rounded down, in [0, 100]
 * @param requirements all of them, in the framework's order
 */
public record FrameworkCompleteness(Framework framework, int percent, List<Requirement> requirements) {
    public FrameworkCompleteness {
        requirements = List.copyOf(requirements);
    }

    /** What is missing. */
    public List<Requirement> gaps() {
        return in(Requirement.State.MISSING);
    }

    /** The requirements in one state. */
    public List<Requirement> in(Requirement.State state) {
        return requirements.stream()
                .filter(requirement -> requirement.state() == state)
                .toList();
    }
}
