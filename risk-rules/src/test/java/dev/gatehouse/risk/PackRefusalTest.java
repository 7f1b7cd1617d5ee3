package dev.gatehouse.risk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.risk.InvalidPackException.Problem;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PackRefusalTest {
    private static final String PACK = """
            pack: {id: small, version: "1", title: A small pack, kind: house}
            facts:
              persons: {type: int, min: 0, unit: persons, question: How many}
              domain: {type: enum, values: [credit, health], question: What for}
              points: {type: set, values: [a, b], question: Which}
              screen: {type: map, keys: [x, y], values: ["yes", "no"], question: Is it}
            rules:
              - id: many
                citation: House policy
                certainty: D
                effective_from: 2026-01-01
                when: |
                  domain == 'credit'
                  && persons > 10
                effects: {tier_floor: HIGH}
            tests:
              - {name: many, on: 2026-01-01, facts: {domain: credit, persons: 11}, tier: HIGH, fires: [many]}
              - {name: few, on: 2026-01-01, facts: {domain: credit, persons: 10}, tier: LOW, does_not_fire: [many]}
            """;

    @Test
    void acceptsThePackThatTheOtherTestsBreak() throws InvalidPackException {
        PolicyPack pack = load(PACK);

        assertThat(pack.reference().id()).isEqualTo("small");
        assertThat(pack.ruleIds()).containsExactly("many");
        assertThat(pack.facts()).extracting(Fact::name).containsExactly("persons", "domain", "points", "screen");
    }

    @Test
    void textThatIsNotYaml() {
        refused("pack: [unclosed", 1, "", "is not valid YAML");
    }

    @Test
    void bytesThatAreNotUtf8() {
        assertThatThrownBy(() -> PolicyPack.load("small.yaml", new byte[] {'a', ':', (byte) 0xff}))
                .isInstanceOf(InvalidPackException.class)
                .hasMessageContaining("not UTF-8");
    }

    @Test
    void duplicateKeys() {
        refused(
                PACK.replace("    citation: House policy", "    citation: House policy\n    citation: Law"),
                10,
                "",
                "given twice");
    }

    @Test
    void keysThatNobodyKnows() {
        refused(
                PACK.replace("certainty: D", "certainty: D\n    priority: 1"),
                11,
                "many",
                "'priority' is not known here");
    }

    @Test
    void aliasesAnchorsAndTags() {
        refused("a: &a [x]\nb: [*a]\n", 1, "", "anchor");
        refused("a: x\nb: !!java.net.URL [x]\n", 2, "", "tag");
    }

    @Test
    void aBombOfAliasesIsRefusedAtOnce() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 30; i++) {
            bomb.append("a%d: &a%d [%s]\n".formatted(i, i, "*a" + (i - 1) + ", *a" + (i - 1)));
        }
        refused(bomb.toString(), 1, "", "anchor");
    }

    @Test
    void nestingTooDeep() {
        refused("a: " + "[".repeat(100_000), 1, "", "nested deeper than 20");
    }

    @Test
    void aFileOverTheLimit() {
        byte[] large = new byte[PolicyPack.MAX_PACK_BYTES + 1];
        assertThatThrownBy(() -> PolicyPack.load("large.yaml", large))
                .isInstanceOf(InvalidPackException.class)
                .hasMessageContaining("larger than the limit of 1048576 bytes");
    }

    @Test
    void aSecondDocument() {
        refused(PACK + "---\na: b\n", 19, "", "second document");
    }

    @Test
    void anUnknownFactInARuleIsNamedWithItsLine() {
        refused(PACK.replace("&& persons", "&& people"), 14, "many", "undeclared reference to 'people'");
    }

    @Test
    void aTypeErrorIsNamedWithItsLine() {
        refused(PACK.replace("persons > 10", "persons > 'ten'"), 14, "many", "no matching overload");
    }

    @Test
    void anExpressionThatIsNoCondition() {
        refused(PACK.replace("&& persons > 10", "").replace("domain == 'credit'", "persons + 1"), 13, "many", "bool");
    }

    @Test
    void aValueThatTheFactCannotHave() {
        refused(
                PACK.replace("domain == 'credit'", "domain == 'crdit'"),
                13,
                "many",
                "'crdit' is not a value of domain");
        refused(PACK.replace("persons > 10", "domain in ['x']"), 14, "many", "'x' is not a value of domain");
        refused(PACK.replace("persons > 10", "'c' in points"), 14, "many", "'c' is not a value of points");
        refused(PACK.replace("persons > 10", "points.exists(p, p == 'c')"), 14, "many", "'c' is not a value of points");
        refused(PACK.replace("persons > 10", "screen['z'] == 'yes'"), 14, "many", "'z' is not a key of screen");
        refused(PACK.replace("persons > 10", "screen.x == 'unsure'"), 14, "many", "'unsure' is not a value of screen");
    }

    @Test
    void readingsThatWouldTakeAMissingAnswerForANo() {
        refused(
                PACK.replace("persons > 10", "screen.exists(k, screen[k] == 'yes')"),
                14,
                "many",
                "only be read by key");
        refused(PACK.replace("persons > 10", "size(screen) > 1"), 14, "many", "only be read by key");
        refused(PACK.replace("persons > 10", "has(screen.x)"), 14, "many", "has()");
    }

    @Test
    void aFailingOwnTest() {
        refused(
                PACK.replace("persons: 10}, tier: LOW", "persons: 10}, tier: HIGH"),
                18,
                "",
                "expects tier HIGH but it is LOW");
        refused(PACK.replace("persons: 11}", "persons: 9}"), 17, "many", "expects it to fire but it does not");
        refused(
                PACK.replace("domain: credit, persons: 10}", "domain: credit}"),
                18,
                "many",
                "it waits for missing facts");
        refused(PACK.replace("persons: 10}", "people: 10}"), 18, "", "fact people: is not a fact");
    }

    @Test
    void aRuleWithoutANearMiss() {
        refused(PACK.replace(", does_not_fire: [many]", ""), 8, "many", "no test lists it under does_not_fire");
    }

    @Test
    void aLoopThatDoesNotEnd() {
        String list = IntStream.range(0, 30).mapToObj(String::valueOf).toList().toString();
        String loops = "%s.all(a, %s.all(b, %s.all(c, a + b + c + persons >= 0)))".formatted(list, list, list);
        refused(PACK.replace("persons > 10", loops), 17, "", "Iteration budget exceeded");
    }

    @ParameterizedTest
    @ValueSource(strings = {"(", "[", "!", "-", "persons+", "screen.x+", "true?true:", "points.exists(a,"})
    void expressionsThatAreTooDeepOrTooLong(String piece) {
        for (int times : List.of(60, 500, 100_000)) {
            String expression = piece.repeat(Math.min(times, 100_000 / piece.length()));
            assertThatThrownBy(() -> load(PACK.replace("persons > 10", expression)))
                    .isInstanceOf(InvalidPackException.class);
        }
    }

    @Test
    void everyProblemIsTold() {
        String broken = PACK.replace("certainty: D", "certainty: X")
                .replace("effective_from: 2026-01-01", "effective_from: soon")
                .replace("persons > 10", "people > 10");

        assertThatThrownBy(() -> load(broken))
                .isInstanceOfSatisfying(
                        InvalidPackException.class,
                        refusal -> assertThat(refusal.problems())
                                .extracting(Problem::line)
                                .containsExactly(10, 11, 14));
    }

    @Test
    void packsThatDoNotFitTogether() throws InvalidPackException {
        PolicyPack pack = load(PACK);
        assertThatThrownBy(() -> RiskAssessor.of(List.of(pack)))
                .isInstanceOf(InvalidPackException.class)
                .hasMessageContaining("no pack sets permit_validity");
        PolicyPack other = load(PACK.replace("id: small", "id: other").replace("min: 0", "min: 1"));
        assertThatThrownBy(() -> RiskAssessor.of(List.of(pack, other)))
                .isInstanceOf(InvalidPackException.class)
                .hasMessageContaining("declares fact persons unlike an earlier pack");
        assertThatThrownBy(() -> RiskAssessor.of(List.of(pack, pack)))
                .isInstanceOf(InvalidPackException.class)
                .hasMessageContaining("pack id small is used twice");
    }

    @Test
    void factsFilesAreReadAsStrictly() {
        byte[] twice = "opacity: 1\nopacity: 2\n".getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> FactsFile.read("facts.yaml", twice))
                .isInstanceOf(InvalidFactsException.class)
                .hasMessage("facts.yaml:2: 'opacity' is given twice; remove one");
    }

    private static PolicyPack load(String yaml) throws InvalidPackException {
        return PolicyPack.load("small.yaml", yaml.getBytes(StandardCharsets.UTF_8));
    }

    private static void refused(String yaml, int line, String rule, String reason) {
        assertThatThrownBy(() -> load(yaml))
                .isInstanceOfSatisfying(
                        InvalidPackException.class,
                        refusal -> assertThat(refusal.problems()).anySatisfy(problem -> {
                            assertThat(problem.file()).isEqualTo("small.yaml");
                            assertThat(problem.reason()).contains(reason);
                            assertThat(problem.line()).isEqualTo(line);
                            assertThat(problem.rule()).isEqualTo(rule);
                        }));
    }
}
