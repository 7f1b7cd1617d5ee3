package dev.gatehouse.risk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.risk.Condition.Truth;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
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
                FactValues facts =
                        FactValues.of(apart.facts(), SomeFacts.of(apart.facts().values(), random));
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
            FactValues facts =
                    FactValues.of(apart.facts(), SomeFacts.of(apart.facts().values(), random));
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
}
