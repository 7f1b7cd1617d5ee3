package dev.gatehouse.risk;

import java.util.Set;
import java.util.SortedSet;

/**
 * A compiled CEL expression over facts, evaluated in three values. With CEL's own unknowns a missing fact makes the answer
 * UNKNOWN unless the known facts settle it: {@code a && b} is FALSE when a is false, whatever b is.
 */
final class Condition {
    enum Truth {
        TRUE,
        FALSE,
        UNKNOWN
    }

    /** A truth, and when it is UNKNOWN the facts it waits for. */
    record Outcome(Truth truth, Set<Reference> waitingFor) {}

    /** A fact, or one entry of a map fact; {@code key} is empty for a whole fact. */
    record Reference(String fact, String key) implements Comparable<Reference> {
        @Override
        public int compareTo(Reference other) {
            int byFact = fact.compareTo(other.fact);
            return byFact != 0 ? byFact : key.compareTo(other.key);
        }

        @Override
        public String toString() {
            return key.isEmpty() ? fact : fact + "[" + key + "]";
        }
    }

    static final Outcome IS_TRUE = new Outcome(Truth.TRUE, Set.of());
    static final Outcome IS_FALSE = new Outcome(Truth.FALSE, Set.of());

    private final Logic logic;
    private final SortedSet<Reference> references;
    private final boolean aboutIncident;

    /**
     * @param logic what it says
     * @param references the facts that the expression and its terms name
     * @param aboutIncident whether it names a fact about an incident, itself or in a term
     */
    Condition(Logic logic, SortedSet<Reference> references, boolean aboutIncident) {
        this.logic = logic;
        this.references = references;
        this.aboutIncident = aboutIncident;
    }

    /** The facts that the expression and its terms name. */
    SortedSet<Reference> references() {
        return references;
    }

    boolean aboutIncident() {
        return aboutIncident;
    }

    /**
     * Asked through {@link Situation#ask}.
     *
     * @throws IllegalStateException if the expression fails on these facts (such as a division by zero or too many
     *     iterations); it names the expression's place in its pack, where it has to be corrected
     */
    Outcome evaluate(Situation situation) {
        return aboutIncident && !situation.facts().incidentStated() ? IS_FALSE : logic.ask(situation);
    }
}
