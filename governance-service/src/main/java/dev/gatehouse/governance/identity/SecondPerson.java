package dev.gatehouse.governance.identity;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * Whether an act that takes a second person would take the caller's word, by who they are. What they write, and what has changed by then,
 * is for the act to judge.
 *
 * @param functions of the caller for which it would
 * @param reasons why it would for none, each a sentence; empty where it would for one
 */
public record SecondPerson(List<String> functions, List<String> reasons) {

    /** Somebody whose word would not be taken, whatever they act for. */
    public static SecondPerson refused(String reason) {
        return new SecondPerson(List.of(), List.of(reason));
    }

    /**
     * Asks for each function of the caller.
     *
     * @param refusals why the word would not be taken for that function; empty where it would
     */
    public static SecondPerson of(Collection<String> functions, Function<String, List<String>> refusals) {
        List<String> taken = new ArrayList<>();
        Set<String> reasons = new LinkedHashSet<>();
        for (String function : functions) {
            List<String> against = refusals.apply(function);
            reasons.addAll(against);
            if (against.isEmpty()) {
                taken.add(function);
            }
        }
        if (functions.isEmpty()) {
            reasons.add("You hold no board function; the identity provider assigns them.");
        }
        return new SecondPerson(taken, taken.isEmpty() ? List.copyOf(reasons) : List.of());
    }

    /** @return whether it would for one function at least */
    public boolean may() {
        return !functions.isEmpty();
    }
}
