package dev.gatehouse.risk;

import dev.cel.runtime.CelAttribute;
import dev.cel.runtime.CelAttributePattern;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelUnknownSet;
import dev.cel.runtime.UnknownContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

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

    private static final Outcome IS_TRUE = new Outcome(Truth.TRUE, Set.of());
    private static final Outcome IS_FALSE = new Outcome(Truth.FALSE, Set.of());

    private final String place;
    private final CelRuntime.Program program;
    private final SortedSet<Reference> references;
    private final Map<String, List<String>> lists;

    Condition(
            String place,
            CelRuntime.Program program,
            SortedSet<Reference> references,
            Map<String, List<String>> lists) {
        this.place = place;
        this.program = program;
        this.references = references;
        this.lists = lists;
    }

    /** The facts that the expression names. */
    SortedSet<Reference> references() {
        return references;
    }

    /**
     * @throws IllegalStateException if the expression fails on these facts (such as a division by zero or too many
     *     iterations); it names the expression's place in its pack, where it has to be corrected
     */
    Outcome evaluate(FactValues facts) {
        List<CelAttributePattern> unknown = new ArrayList<>();
        for (Reference reference : references) {
            if (!facts.isKnown(reference)) {
                CelAttributePattern pattern = CelAttributePattern.create(reference.fact());
                unknown.add(
                        reference.key().isEmpty()
                                ? pattern
                                : pattern.qualify(CelAttribute.Qualifier.ofString(reference.key())));
            }
        }
        Object answer;
        try {
            answer = program.advanceEvaluation(UnknownContext.create(name -> valueOf(name, facts), unknown));
        } catch (CelEvaluationException e) {
            throw new IllegalStateException(
                    place + ": cannot be evaluated, correct the expression: " + e.getMessage(), e);
        }
        if (answer instanceof CelUnknownSet unknowns) {
            SortedSet<Reference> waitingFor = new TreeSet<>();
            for (CelAttribute attribute : unknowns.attributes()) {
                var parts = attribute.qualifiers();
                waitingFor.add(new Reference(
                        parts.get(0).asString(), parts.size() > 1 ? parts.get(1).asString() : ""));
            }
            return new Outcome(Truth.UNKNOWN, waitingFor);
        }
        return Boolean.TRUE.equals(answer) ? IS_TRUE : IS_FALSE;
    }

    private Optional<Object> valueOf(String name, FactValues facts) {
        List<String> list = lists.get(name);
        return list != null ? Optional.of(list) : facts.inRules(name);
    }
}
