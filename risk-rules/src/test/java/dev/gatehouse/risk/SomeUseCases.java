package dev.gatehouse.risk;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Random use cases under the shipped packs, with facts that are missing or unsure, and what they may turn out to be. */
final class SomeUseCases {
    private final List<Fact> facts;

    SomeUseCases(List<Fact> facts) {
        this.facts = facts;
    }

    /** Mostly complete and mostly not prohibited; one in four tells of an incident. */
    Map<String, Object> someUseCase(Random random) {
        Map<String, Object> stated = new HashMap<>();
        boolean incident = random.nextInt(4) == 0;
        for (Fact fact : facts) {
            if (fact.about() == Fact.About.USE_CASE || incident) {
                stated.put(fact.name(), answered(fact, random));
            }
        }
        return random.nextInt(4) == 0 ? forgetful(stated, random) : forgetful(forgetful(stated, random), random);
    }

    /** A complete answer. Few uses are prohibited, and many are neither in the Union nor in the United States. */
    private static Object answered(Fact fact, Random random) {
        Object value = SomeFacts.valueOf(fact, random);
        if (fact.type() == Fact.Type.MAP) {
            Map<String, Object> answers = new TreeMap<>();
            fact.keys().forEach(key -> answers.put(key, random.nextInt(25) == 0 ? "yes" : "no"));
            return answers;
        }
        if (fact.name().equals("jurisdictions") && random.nextInt(3) == 0) {
            return List.of("CH");
        }
        return fact.name().equals("annex3_points") && random.nextInt(2) == 0 ? List.of() : value;
    }

    /** Some answers are lost, some become unsure. */
    Map<String, Object> forgetful(Map<String, Object> stated, Random random) {
        Map<String, Object> left = new HashMap<>(stated);
        List<String> names = new ArrayList<>(new TreeSet<>(stated.keySet()));
        for (int i = random.nextInt(4); i > 0; i--) {
            String name = SomeFacts.oneOf(names, random);
            if (left.get(name) instanceof Map<?, ?> entries && !entries.isEmpty() && random.nextBoolean()) {
                Map<String, Object> fewer = new TreeMap<>();
                entries.forEach((key, value) -> fewer.put(String.valueOf(key), forgotten(value, random)));
                fewer.values().removeIf("lost"::equals);
                left.put(name, fewer);
            } else if (random.nextBoolean()) {
                left.put(name, Fact.UNSURE);
            } else {
                left.remove(name);
            }
        }
        return left;
    }

    private static Object forgotten(Object entry, Random random) {
        if (entry instanceof Map<?, ?> counts) {
            Map<Object, Object> fewer = new HashMap<>(counts);
            fewer.remove("above_median");
            return fewer;
        }
        return random.nextInt(3) > 0 ? entry : random.nextBoolean() ? "lost" : Fact.UNSURE;
    }

    /** Every open fact gets an answer; there is an incident only where one was stated. */
    Map<String, Object> completed(Map<String, Object> partial, Random random) {
        boolean incident = facts.stream()
                .anyMatch(fact -> fact.about() == Fact.About.INCIDENT && partial.containsKey(fact.name()));
        Map<String, Object> complete = new HashMap<>(partial);
        for (Fact fact : facts) {
            if (fact.about() == Fact.About.INCIDENT && !incident) {
                continue;
            }
            Object stated = partial.get(fact.name());
            if (stated == null || stated.equals(Fact.UNSURE)) {
                complete.put(fact.name(), answered(fact, random));
            } else if (fact.type() == Fact.Type.MAP) {
                Map<String, Object> answers = new TreeMap<>();
                ((Map<?, ?>) answered(fact, random)).forEach((key, value) -> answers.put(String.valueOf(key), value));
                ((Map<?, ?>) stated).forEach((key, value) -> {
                    if (!Fact.UNSURE.equals(value)) {
                        answers.put(String.valueOf(key), value);
                    }
                });
                complete.put(fact.name(), answers);
            } else if (fact.type() == Fact.Type.COUNTS) {
                Map<String, Object> groups = new TreeMap<>();
                ((Map<?, ?>) stated).forEach((name, counts) -> {
                    Map<Object, Object> all = new HashMap<>((Map<?, ?>) counts);
                    fact.optionalKeys().forEach(key -> all.putIfAbsent(key, random.nextInt(20)));
                    groups.put(String.valueOf(name), all);
                });
                complete.put(fact.name(), groups);
            }
        }
        return complete;
    }

    /** The facts with the answers that others give to what is asked. */
    Map<String, Object> withAnswers(Map<String, Object> partial, Map<String, Object> complete, Set<String> asked) {
        Map<String, Object> answered = new HashMap<>(partial);
        for (Fact fact : facts) {
            if (fact.type() == Fact.Type.MAP) {
                Map<String, Object> answers = new TreeMap<>();
                if (partial.get(fact.name()) instanceof Map<?, ?> entries) {
                    entries.forEach((key, value) -> answers.put(String.valueOf(key), value));
                }
                for (String key : fact.keys()) {
                    if (asked.contains(fact.name() + "[" + key + "]")) {
                        answers.put(key, ((Map<?, ?>) complete.get(fact.name())).get(key));
                    }
                }
                answered.put(fact.name(), answers);
            } else if (asked.stream().anyMatch(name -> name.split("\\[")[0].equals(fact.name()))) {
                answered.put(fact.name(), complete.get(fact.name()));
            }
        }
        return answered;
    }

    /** The same facts in another order. */
    Map<String, Object> turned(Map<String, Object> stated, Random random) {
        List<String> names = new ArrayList<>(stated.keySet());
        Collections.shuffle(names, random);
        Map<String, Object> turned = new LinkedHashMap<>();
        for (String name : names) {
            if (stated.get(name) instanceof List<?> members) {
                List<Object> shuffled = new ArrayList<>(members);
                Collections.shuffle(shuffled, random);
                turned.put(name, shuffled);
            } else {
                turned.put(name, stated.get(name));
            }
        }
        return turned;
    }
}
