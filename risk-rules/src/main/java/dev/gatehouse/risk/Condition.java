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
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
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

    static final Outcome IS_TRUE = new Outcome(Truth.TRUE, Set.of());
    static final Outcome IS_FALSE = new Outcome(Truth.FALSE, Set.of());

    private final String place;
    private final CelRuntime.Program program;
    private final SortedSet<Reference> named;
    private final Map<String, Condition> terms;
    private final Map<String, List<String>> lists;
    private final boolean aboutIncident;
    private final SortedSet<Reference> references = new TreeSet<>();

    /**
     * @param place of the expression, for problems
     * @param named the facts that the expression itself names
     * @param terms the terms that it names
     * @param lists the pack's lists
     * @param aboutIncident whether it names a fact about an incident, itself or in a term
     */
    Condition(
            String place,
            CelRuntime.Program program,
            SortedSet<Reference> named,
            Map<String, Condition> terms,
            Map<String, List<String>> lists,
            boolean aboutIncident) {
        this.place = place;
        this.program = program;
        this.named = named;
        this.terms = terms;
        this.lists = lists;
        this.aboutIncident = aboutIncident;
        references.addAll(named);
        terms.values().forEach(term -> references.addAll(term.references()));
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
        FactValues facts = situation.facts();
        if (aboutIncident && !facts.incidentStated()) {
            return IS_FALSE;
        }
        List<CelAttributePattern> unknown = new ArrayList<>();
        SortedMap<String, SortedSet<Reference>> waiting = new TreeMap<>();
        for (Reference reference : named) {
            if (!facts.isKnown(reference)) {
                boolean whole = reference.key().isEmpty() || facts.isCounts(reference.fact());
                CelAttributePattern pattern = CelAttributePattern.create(reference.fact());
                unknown.add(whole ? pattern : pattern.qualify(CelAttribute.Qualifier.ofString(reference.key())));
                boolean unanswered = whole && facts.inRules(reference.fact()).isEmpty();
                waiting.computeIfAbsent(whole ? reference.fact() : reference.toString(), any -> new TreeSet<>())
                        .add(unanswered ? new Reference(reference.fact(), "") : reference);
            }
        }
        terms.forEach((name, term) -> {
            Outcome outcome = situation.ask(term);
            if (outcome.truth() == Truth.UNKNOWN) {
                unknown.add(CelAttributePattern.create(name));
                waiting.put(name, new TreeSet<>(outcome.waitingFor()));
            }
        });
        Object answer;
        try {
            answer = program.advanceEvaluation(UnknownContext.create(name -> valueOf(name, situation), unknown));
        } catch (CelEvaluationException e) {
            throw new IllegalStateException(
                    place + ": cannot be evaluated, correct the expression: " + e.getMessage(), e);
        }
        if (answer instanceof CelUnknownSet unknowns) {
            SortedSet<Reference> waitingFor = new TreeSet<>();
            for (CelAttribute attribute : unknowns.attributes()) {
                var parts = attribute.qualifiers();
                String whole = parts.get(0).asString();
                SortedSet<Reference> all = waiting.get(whole);
                if (all != null) {
                    waitingFor.addAll(all);
                } else {
                    waitingFor.add(new Reference(whole, parts.get(1).asString()));
                }
            }
            return new Outcome(Truth.UNKNOWN, waitingFor);
        }
        return Boolean.TRUE.equals(answer) ? IS_TRUE : IS_FALSE;
    }

    private Optional<Object> valueOf(String name, Situation situation) {
        List<String> list = lists.get(name);
        if (list != null) {
            return Optional.of(list);
        }
        Condition term = terms.get(name);
        if (term != null) {
            return Optional.of(situation.ask(term).truth() == Truth.TRUE);
        }
        return name.equals(ConditionCompiler.ASSESSED_ON)
                ? Optional.of(situation.assessedOn())
                : situation.facts().inRules(name);
    }
}
