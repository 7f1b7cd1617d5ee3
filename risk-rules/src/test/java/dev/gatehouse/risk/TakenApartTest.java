package dev.gatehouse.risk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.risk.Condition.Truth;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Conditions are taken apart for speed; CEL, given each as a whole, must come to the same answer and wait for the same facts. */
class TakenApartTest {
    private static final int USE_CASES = 150;

    @Test
    void everyShippedRuleSaysTheSameAsCelDoes() throws Exception {
        Map<Truth, Integer> seen = new EnumMap<>(Truth.class);
        for (var file : ShippedPacks.files().entrySet()) {
            PackContent apart = PackReader.read(file.getKey(), file.getValue(), true);
            PackContent whole = PackReader.read(file.getKey(), file.getValue(), false);
            Random random = new Random(20261122);
            for (int i = 0; i < USE_CASES; i++) {
                FactValues facts = FactValues.of(apart.facts(), someFacts(apart, random));
                LocalDate on = LocalDate.of(2025, 1, 1).plusDays(random.nextInt(2_500));
                assertSame(apart, whole, facts, on, seen);
            }
        }
        assertThat(seen.values())
                .hasSize(3)
                .allSatisfy(count -> assertThat(count).isGreaterThan(500));
    }

    @Test
    void everyShapeOfComparisonSaysTheSameAsCelDoes() throws Exception {
        List<String> shapes = List.of(
                "word == 'a'",
                "'a' == word",
                "word != 'b'",
                "word in ['a', 'b']",
                "word in words",
                "answers['x'] == 'yes'",
                "answers['x'] != 'yes'",
                "answers.y in ['no']",
                "'a' in many",
                "!('a' in many)",
                "many.exists(m, m in ['a', 'c'])",
                "many.exists(m, m in words)",
                "places.exists(p, beginnings.exists(b, p.startsWith(b)))",
                "many.all(m, m in words)",
                "many.exists(m, m == 'a')",
                "yes ? word == 'a' : word == 'b'",
                "yes || !yes",
                "yes && !yes",
                "(yes || word == 'a') && !(number > 3 && yes)",
                "number / (number - 3) > 1 && yes",
                "number / (number - 3) > 1 || yes",
                "size(many) > 1 || number == 2",
                "true",
                "!true || yes");
        StringBuilder rules = new StringBuilder();
        for (int i = 0; i < shapes.size(); i++) {
            rules.append(
                    "  - {id: r%d, citation: A, certainty: D, effective_from: 2020-01-01, when: \"%s\", effects: {tier_floor: HIGH}}%n"
                            .formatted(i, shapes.get(i)));
        }
        String pack = """
                pack: {id: shapes, version: 1, title: Shapes, kind: house}
                facts:
                  word: {type: enum, values: [a, b, c], question: Which}
                  many: {type: set, values: [a, b, c], question: Which}
                  places: {type: set, format: iso-3166, question: Where}
                  answers: {type: map, keys: [x, y], values: ["yes", "no"], question: Whether}
                  yes: {type: bool, question: Whether}
                  number: {type: int, question: How many}
                lists: {words: [a, b], beginnings: [DE, FR]}
                rules:
                """ + rules;
        PackContent apart = readUntested(pack, true);
        PackContent whole = readUntested(pack, false);
        Random random = new Random(7);
        Map<Truth, Integer> seen = new EnumMap<>(Truth.class);
        for (int i = 0; i < 2_000; i++) {
            FactValues facts = FactValues.of(apart.facts(), someFacts(apart, random));
            assertSame(apart, whole, facts, LocalDate.of(2026, 1, 1), seen);
        }
        assertThat(seen).hasSize(3);
    }

    /** Rules of a pack that has no tests, which only a test may use. */
    private static PackContent readUntested(String pack, boolean takenApart) throws InvalidPackException {
        return PackReader.readUntested("shapes.yaml", pack.getBytes(StandardCharsets.UTF_8), takenApart);
    }

    private static void assertSame(
            PackContent apart, PackContent whole, FactValues facts, LocalDate on, Map<Truth, Integer> seen) {
        Situation situation = new Situation(facts, on);
        Situation other = new Situation(facts, on);
        for (int r = 0; r < apart.rules().size(); r++) {
            Rule rule = apart.rules().get(r);
            Optional<Condition.Outcome> found = ask(situation, rule.when());
            Optional<Condition.Outcome> expected =
                    ask(other, whole.rules().get(r).when());
            assertThat(found.map(Condition.Outcome::truth))
                    .as("%s on %s, of %s", rule.whenText(), on, facts.stated())
                    .isEqualTo(expected.map(Condition.Outcome::truth));
            // CEL names every unknown that it met; taken apart, at least what the answer waits for is among them.
            found.ifPresent(outcome -> {
                assertThat(expected.get().waitingFor()).as(rule.whenText()).containsAll(outcome.waitingFor());
                seen.merge(outcome.truth(), 1, Integer::sum);
            });
        }
    }

    /** Empty when the condition fails on these facts. */
    private static Optional<Condition.Outcome> ask(Situation situation, Condition condition) {
        try {
            return Optional.of(situation.ask(condition));
        } catch (IllegalStateException e) {
            return Optional.empty();
        }
    }

    /** Each fact is left open, unsure, or given some value that it may have. */
    private static Map<String, Object> someFacts(PackContent pack, Random random) {
        Map<String, Object> stated = new HashMap<>();
        for (Fact fact : pack.facts().values()) {
            int lot = random.nextInt(10);
            if (lot == 0) {
                stated.put(fact.name(), Fact.UNSURE);
            } else if (lot > 2) {
                stated.put(fact.name(), someValue(fact, random));
            }
        }
        return stated;
    }

    private static Object someValue(Fact fact, Random random) {
        return switch (fact.type()) {
            case BOOL -> random.nextBoolean();
            case INT -> random.nextInt(fact.max().map(max -> max.intValue() + 1).orElse(5));
            case DECIMAL -> List.of("0", "30000000001", "1E+25", "2E+25").get(random.nextInt(4));
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

    private static String oneOf(List<String> values, Random random) {
        return values.get(random.nextInt(values.size()));
    }
}
