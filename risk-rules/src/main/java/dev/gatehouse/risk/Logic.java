package dev.gatehouse.risk;

import dev.cel.runtime.CelAttribute;
import dev.cel.runtime.CelAttributePattern;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelUnknownSet;
import dev.cel.runtime.UnknownContext;
import dev.gatehouse.risk.Condition.Outcome;
import dev.gatehouse.risk.Condition.Reference;
import dev.gatehouse.risk.Condition.Truth;
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
 * A condition taken apart at its ands, ors and nots, in CEL's three-valued logic: FALSE settles an and, TRUE an or, whatever
 * the other parts are; else an unknown part makes the whole unknown, and else a failing part makes it fail. Rules are mostly
 * terms, yes-no facts and comparisons with words so combined; only what is left goes through the CEL interpreter, which costs much more.
 */
sealed interface Logic {

    /** @throws IllegalStateException if a part fails on these facts and the others do not settle the answer */
    Outcome ask(Situation situation);

    /** All parts must be true. */
    record All(List<Logic> parts) implements Logic {
        @Override
        public Outcome ask(Situation situation) {
            return combine(parts, Truth.FALSE, situation);
        }
    }

    /** One part must be true. */
    record Any(List<Logic> parts) implements Logic {
        @Override
        public Outcome ask(Situation situation) {
            return combine(parts, Truth.TRUE, situation);
        }
    }

    /** The part must be false. */
    record Not(Logic part) implements Logic {
        @Override
        public Outcome ask(Situation situation) {
            Outcome outcome = part.ask(situation);
            return switch (outcome.truth()) {
                case TRUE -> Condition.IS_FALSE;
                case FALSE -> Condition.IS_TRUE;
                case UNKNOWN -> outcome;
            };
        }
    }

    /** What a term says. */
    record Term(Condition term) implements Logic {
        @Override
        public Outcome ask(Situation situation) {
            return situation.ask(term);
        }
    }

    /** What a yes-no fact says. */
    record YesNo(Reference fact) implements Logic {
        @Override
        public Outcome ask(Situation situation) {
            Optional<Object> value = situation.facts().inRules(fact.fact());
            if (value.isEmpty()) {
                return new Outcome(Truth.UNKNOWN, Set.of(fact));
            }
            return Boolean.TRUE.equals(value.get()) ? Condition.IS_TRUE : Condition.IS_FALSE;
        }
    }

    /** Whether a fact's text, one of a set's members, or the answer to one key of a map is one of some values. */
    record OneOf(Reference fact, Set<String> values) implements Logic {
        @Override
        public Outcome ask(Situation situation) {
            if (!situation.facts().isKnown(fact)) {
                return new Outcome(Truth.UNKNOWN, Set.of(fact));
            }
            Object value = situation.facts().inRules(fact.fact()).orElseThrow();
            if (value instanceof List<?> members) {
                return members.stream().anyMatch(values::contains) ? Condition.IS_TRUE : Condition.IS_FALSE;
            }
            Object text = value instanceof Map<?, ?> entries ? entries.get(fact.key()) : value;
            return values.contains(text) ? Condition.IS_TRUE : Condition.IS_FALSE;
        }
    }

    /** Whether one of a set's members begins with one of some texts, such as {@code FR-IDF} with {@code FR}. */
    record BeginsWith(Reference set, List<String> beginnings) implements Logic {
        @Override
        public Outcome ask(Situation situation) {
            Optional<Object> value = situation.facts().inRules(set.fact());
            if (value.isEmpty()) {
                return new Outcome(Truth.UNKNOWN, Set.of(set));
            }
            for (Object member : (List<?>) value.get()) {
                for (String beginning : beginnings) {
                    if (((String) member).startsWith(beginning)) {
                        return Condition.IS_TRUE;
                    }
                }
            }
            return Condition.IS_FALSE;
        }
    }

    /**
     * Anything else, evaluated by CEL with its own unknowns.
     *
     * @param place in the pack, for problems
     * @param program the expression
     * @param named the facts that it names
     * @param terms the terms that it names
     * @param lists the pack's lists
     */
    record Expression(
            String place,
            CelRuntime.Program program,
            SortedSet<Reference> named,
            Map<String, Condition> terms,
            Map<String, List<String>> lists)
            implements Logic {

        @Override
        public Outcome ask(Situation situation) {
            FactValues facts = situation.facts();
            List<CelAttributePattern> unknown = new ArrayList<>();
            SortedMap<String, SortedSet<Reference>> waiting = new TreeMap<>();
            for (Reference reference : named) {
                if (!facts.isKnown(reference)) {
                    boolean whole = reference.key().isEmpty() || facts.isCounts(reference.fact());
                    CelAttributePattern pattern = CelAttributePattern.create(reference.fact());
                    unknown.add(whole ? pattern : pattern.qualify(CelAttribute.Qualifier.ofString(reference.key())));
                    boolean unanswered =
                            whole && facts.inRules(reference.fact()).isEmpty();
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
            Object answer = evaluate(situation, unknown);
            if (answer instanceof CelUnknownSet unknowns) {
                return new Outcome(Truth.UNKNOWN, waitedFor(unknowns, waiting));
            }
            return Boolean.TRUE.equals(answer) ? Condition.IS_TRUE : Condition.IS_FALSE;
        }

        private Object evaluate(Situation situation, List<CelAttributePattern> unknown) {
            try {
                return unknown.isEmpty()
                        ? program.eval(name -> valueOf(name, situation))
                        : program.advanceEvaluation(UnknownContext.create(name -> valueOf(name, situation), unknown));
            } catch (CelEvaluationException e) {
                throw new IllegalStateException(
                        place + ": cannot be evaluated, correct the expression: " + e.getMessage(), e);
            }
        }

        private static SortedSet<Reference> waitedFor(
                CelUnknownSet unknowns, Map<String, SortedSet<Reference>> waiting) {
            SortedSet<Reference> waitedFor = new TreeSet<>();
            for (CelAttribute attribute : unknowns.attributes()) {
                var parts = attribute.qualifiers();
                String whole = parts.get(0).asString();
                SortedSet<Reference> all = waiting.get(whole);
                if (all != null) {
                    waitedFor.addAll(all);
                } else {
                    waitedFor.add(new Reference(whole, parts.get(1).asString()));
                }
            }
            return waitedFor;
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

    private static Outcome combine(List<Logic> parts, Truth settling, Situation situation) {
        SortedSet<Reference> waitingFor = null;
        IllegalStateException failure = null;
        for (Logic part : parts) {
            try {
                Outcome outcome = part.ask(situation);
                if (outcome.truth() == settling) {
                    return outcome;
                }
                if (outcome.truth() == Truth.UNKNOWN) {
                    waitingFor = waitingFor == null ? new TreeSet<>() : waitingFor;
                    waitingFor.addAll(outcome.waitingFor());
                }
            } catch (IllegalStateException e) {
                failure = e;
            }
        }
        if (waitingFor != null) {
            return new Outcome(Truth.UNKNOWN, waitingFor);
        }
        if (failure != null) {
            throw failure;
        }
        return settling == Truth.FALSE ? Condition.IS_TRUE : Condition.IS_FALSE;
    }
}
