package dev.gatehouse.risk;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Random answers to what packs ask; the same random numbers give the same answers. */
final class SomeFacts {
    private SomeFacts() {}

    /** Each fact is left open, unsure, or given some value that it may have. */
    static Map<String, Object> of(Collection<Fact> facts, Random random) {
        Map<String, Object> stated = new HashMap<>();
        for (Fact fact : facts) {
            int lot = random.nextInt(10);
            if (lot == 0) {
                stated.put(fact.name(), Fact.UNSURE);
            } else if (lot > 2) {
                stated.put(fact.name(), valueOf(fact, random));
            }
        }
        return stated;
    }

    /** Some value; of a map some keys may be left open or unsure. */
    static Object valueOf(Fact fact, Random random) {
        return switch (fact.type()) {
            case BOOL -> random.nextBoolean();
            case INT -> {
                int most = fact.max().map(max -> max.intValue() + 1).orElse(5);
                boolean large = fact.max().isEmpty() && random.nextInt(4) == 0;
                yield large ? List.of(999, 1_000, 10_000, 100_000).get(random.nextInt(4)) : random.nextInt(most);
            }
            case DECIMAL ->
                List.of("0", "50000000", "30000000001", "1E+25", "2E+25").get(random.nextInt(5));
            case ENUM -> oneOf(fact.values(), random);
            case SET -> {
                List<String> values = fact.format().isPresent()
                        ? List.of("DE", "FR-IDF", "US", "US-CA", "US-NYC", "CH", "EU")
                        : fact.values();
                List<String> members = new ArrayList<>();
                values.forEach(value -> {
                    if (random.nextInt(3) == 0) {
                        members.add(value);
                    }
                });
                yield members;
            }
            case DATE -> LocalDate.of(2025, 6, 1).plusDays(random.nextInt(1_500));
            case DATETIME -> "2026-11-%02dT10:00:00Z".formatted(1 + random.nextInt(28));
            case MAP -> {
                Map<String, Object> answers = new TreeMap<>();
                fact.keys().forEach(key -> {
                    if (random.nextInt(5) > 0) {
                        answers.put(key, random.nextInt(6) == 0 ? Fact.UNSURE : oneOf(fact.values(), random));
                    }
                });
                yield answers;
            }
            case COUNTS -> {
                Map<String, Object> groups = new TreeMap<>();
                for (int i = random.nextInt(3); i > 0; i--) {
                    Map<String, Object> counts = new TreeMap<>();
                    fact.keys().forEach(key -> counts.put(key, random.nextInt(20)));
                    groups.put("group " + i, counts);
                }
                yield groups;
            }
        };
    }

    static <T> T oneOf(List<T> values, Random random) {
        return values.get(random.nextInt(values.size()));
    }
}
