package dev.gatehouse.risk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Answers that are unusual but right, and days that are too far away. */
class OddFactsTest {
    private static final LocalDate DAY = LocalDate.parse("2026-11-22");
    private static RiskAssessor assessor;

    @BeforeAll
    static void load() {
        assessor = RiskAssessor.shipped();
    }

    private static Map<String, Object> facts(String yaml) throws InvalidFactsException {
        return FactsFile.read("facts.yaml", yaml.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void pointTwoOfAListNeedsNoQuotes() throws Exception {
        Assessment assessment = assessor.assess(facts("annex3_points: [2, 5b]"), DAY);
        assertThat(assessment.facts()).containsEntry("annex3_points", List.of("2", "5b"));
        assertThat(assessor.assess(Map.of("annex3_points", List.of(2)), DAY).facts())
                .containsEntry("annex3_points", List.of("2"));
        assertThatThrownBy(() -> assessor.assess(facts("annex3_points: [9]"), DAY))
                .hasMessageContaining("annex3_points: '9' is not allowed");
    }

    @Test
    void daysTooFarAwayAreRefusedWhereverTheyStand() throws Exception {
        assertThatThrownBy(() -> assessor.assess(Map.of(), LocalDate.MAX))
                .isInstanceOf(InvalidFactsException.class)
                .hasMessageContaining("on: must be from 1900-01-01 to 2199-12-31");
        assertThatThrownBy(() -> assessor.assess(Map.of(), LocalDate.parse("1899-12-31")))
                .isInstanceOf(InvalidFactsException.class);
        assertThatThrownBy(() -> assessor.assess(facts("""
                        last_bias_audit_date: "+999999999-12-31"
                        placed_on_market_date: 0001-01-01
                        aware_at: 9999-12-31T23:59:59Z
                        """), DAY))
                .isInstanceOfSatisfying(
                        InvalidFactsException.class,
                        e -> assertThat(e.problems())
                                .hasSize(3)
                                .allSatisfy(
                                        problem -> assertThat(problem.reason()).contains("2199-12-31")));
        for (LocalDate day : List.of(LocalDate.parse("1900-01-01"), LocalDate.parse("2199-12-31"))) {
            assertThat(assessor.assess(Map.of("last_bias_audit_date", day), day).on())
                    .isEqualTo(day);
        }
    }

    @Test
    void aPackNamesNoDayTooFarAwayEither() {
        String pack = """
                pack: {id: far, version: 1, title: Far, kind: house}
                facts:
                  yes: {type: bool, question: Whether}
                  number: {type: int, min: 5, max: 4, question: How many}
                look_ahead: P2Y
                rules:
                  - {id: one, citation: A, certainty: D, effective_from: 2026-01-01, when: yes, effects: {tier_floor: HIGH}}
                tests:
                  - {name: far, on: "+999999999-12-31", facts: {yes: true}, fires: [one]}
                """;
        assertThatThrownBy(() -> PolicyPack.load("far.yaml", pack.getBytes(StandardCharsets.UTF_8)))
                .hasMessageContaining("far.yaml:4: 'min' is greater than 'max'");
        assertThatThrownBy(() ->
                        PolicyPack.load("far.yaml", pack.replace("min: 5, ", "").getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(InvalidPackException.class)
                .hasMessageContaining("far.yaml:9: 'on' must be a date");
    }

    @Test
    void messagesHoldNothingThatATerminalWouldObey() {
        assertThatThrownBy(() -> assessor.assess(facts("\"\\e[31mred\\n\": 1"), DAY))
                .hasMessage("?[31mred?: is not a fact that any pack asks for; check its spelling");
    }
}
