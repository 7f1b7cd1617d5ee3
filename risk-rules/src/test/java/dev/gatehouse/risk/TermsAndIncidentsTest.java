package dev.gatehouse.risk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.risk.Assessment.MissingFact;
import dev.gatehouse.risk.Assessment.Status;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Named conditions, the day assessed for, counts of groups, last days, and facts about an incident. */
class TermsAndIncidentsTest {
    private static final LocalDate DAY = LocalDate.parse("2026-11-22");

    private static final String PACK = """
            pack: {id: small, version: 1, title: Small, kind: law}
            facts:
              place: {type: enum, values: [here, there], question: Where}
              persons: {type: int, question: How many}
              audited: {type: date, question: When audited}
              groups: {type: counts, keys: [seen, taken, high], optional_keys: [high], question: Who}
              harm: {about: incident, type: enum, values: [death, damage], question: What}
              aware: {about: incident, type: datetime, question: When aware}
            terms:
              local: place == 'here'
              many: local && persons > 10
            rules:
              - {id: many, citation: A, certainty: O, effective_from: 2020-01-01, when: many, effects: {tier_floor: HIGH}}
              - id: stale
                citation: B
                certainty: O
                effective_from: 2020-01-01
                when: local && assessed_on - audited > duration('8760h')
                effects: {tier_floor: MEDIUM}
              - id: below
                citation: C
                certainty: O
                effective_from: 2020-01-01
                when: >-
                  local && groups.exists(a, groups.exists(b, groups[a]['taken'] * 5 * groups[b]['seen']
                  < groups[b]['taken'] * 4 * groups[a]['seen']))
                effects: {legal_class: {id: impact, title: Adverse impact}}
              - {id: high, citation: C, certainty: O, effective_from: 2020-01-01, when: "local && groups.exists(a, groups[a]['high'] > 5)", effects: {legal_class: {id: high, title: High}}}
              - id: report
                citation: D
                certainty: O
                effective_from: 2020-01-01
                when: local && harm == 'death'
                effects:
                  duties: [{id: report, title: Report a death, within: P10D, counted_from: aware}]
              - {id: old, citation: E, certainty: O, effective_from: 2020-01-01, effective_until: 2026-11-21, superseded_by: F, when: local, effects: {legal_class: {id: old, title: Old law}}}
            tiers:
              citation: Ours
              certainty: D
              effective_from: 2020-01-01
              LOW: {quorum: {legal: 1}, permit_validity: P1Y, revalidation: P1Y, log_retention: P1Y, staleness_limit: PT1H, minimum_binding: declared}
              MEDIUM: {quorum: {legal: 1}, permit_validity: P1Y, revalidation: P1Y, log_retention: P1Y, staleness_limit: PT1H, minimum_binding: declared}
              HIGH: {quorum: {legal: 1}, permit_validity: P1Y, revalidation: P1Y, log_retention: P1Y, staleness_limit: PT1H, minimum_binding: declared}
            test_facts: {place: here, persons: 1, audited: 2026-01-01, groups: {a: {seen: 10, taken: 8, high: 1}, b: {seen: 10, taken: 10, high: 1}}}
            tests:
              - {name: nothing, on: 2026-11-22, tier: LOW, does_not_fire: [many, stale, below, high, report, old]}
              - {name: many, on: 2026-11-22, facts: {persons: 11}, tier: HIGH, fires: [many]}
              - {name: the day before the last, on: 2026-11-21, fires: [old]}
              - {name: stale, on: 2027-01-02, fires: [stale]}
              - {name: below, on: 2026-11-22, facts: {groups: {a: {seen: 1000, taken: 799, high: 6}, b: {seen: 10, taken: 10, high: 0}}}, fires: [below, high]}
              - {name: death, on: 2026-11-22, facts: {harm: death, aware: "2026-11-01T12:00:00+02:00"}, fires: [report]}
            """;

    private static RiskAssessor assessor() throws InvalidPackException {
        return RiskAssessor.of(List.of(load(PACK)));
    }

    private static PolicyPack load(String yaml) throws InvalidPackException {
        return PolicyPack.load("small.yaml", yaml.getBytes(StandardCharsets.UTF_8));
    }

    private static Assessment assess(LocalDate on, Map<String, ?> facts) throws Exception {
        return assessor().assess(facts, on);
    }

    private static Map<String, Object> facts() {
        return new HashMap<>(Map.of(
                "place",
                "here",
                "persons",
                1,
                "audited",
                "2026-01-01",
                "groups",
                Map.of("a", Map.of("seen", 10, "taken", 8, "high", 1))));
    }

    @Test
    void aTermIsSettledByTheFactsThatAreKnown() throws Exception {
        assertThat(assess(DAY, Map.of("place", "there")).status()).isEqualTo(Status.ASSESSED);
        Assessment open = assess(DAY, Map.of("place", "here", "audited", "2026-01-01", "groups", Map.of()));
        assertThat(open.missing()).extracting(MissingFact::name).containsExactly("persons");
    }

    @Test
    void aReasonShowsTheFactsBehindItsTerms() throws Exception {
        Map<String, Object> facts = facts();
        facts.put("persons", 11);
        assertThat(assess(DAY, facts).reasons())
                .filteredOn(reason -> reason.rule().equals("many"))
                .first()
                .satisfies(reason -> assertThat(reason.facts()).containsOnlyKeys("persons", "place"));
    }

    @Test
    void aTermMayNotUseOneBelowItAndNotBearTheNameOfAFact() {
        assertThatThrownBy(
                        () -> load(PACK.replace("  local: place == 'here'", "  first: many\n  local: place == 'here'")))
                .hasMessageContaining("term first: undeclared reference to 'many'");
        assertThatThrownBy(
                        () -> load(PACK.replace("  local: place == 'here'", "  place: true\n  local: place == 'here'")))
                .hasMessageContaining("not like a fact");
        assertThatThrownBy(() ->
                        load(PACK.replace("  local: place == 'here'", "  assessed_on: true\n  local: place == 'here'")))
                .hasMessageContaining("not like a fact");
    }

    @Test
    void theDayAssessedForMakesAnAuditStale() throws Exception {
        assertThat(assess(LocalDate.parse("2027-01-01"), facts()).tier()).isEqualTo(Tier.LOW);
        assertThat(assess(LocalDate.parse("2027-01-02"), facts()).tier()).isEqualTo(Tier.MEDIUM);
    }

    @Test
    void aRuleEndsWithItsLastDay() throws Exception {
        assertThat(assess(DAY.minusDays(1), facts()).legalClasses())
                .extracting(Assessment.LegalClass::id)
                .containsExactly("old");
        assertThat(assess(DAY, facts()).legalClasses()).isEmpty();
        assertThat(load(PACK).rules())
                .filteredOn(rule -> rule.id().equals("old"))
                .first()
                .satisfies(rule -> {
                    assertThat(rule.effectiveUntil()).contains(LocalDate.parse("2026-11-21"));
                    assertThat(rule.supersededBy()).contains("F");
                });
    }

    @Test
    void countsAreComparedExactlyUpToTheirLimit() throws Exception {
        Map<String, Object> facts = facts();
        long most = 1_000_000_000L;
        facts.put(
                "groups",
                Map.of(
                        "a",
                        Map.of("seen", most, "taken", most / 10 * 8, "high", 0),
                        "b",
                        Map.of("seen", most, "taken", most, "high", 0)));
        assertThat(assess(DAY, facts).legalClasses()).isEmpty();
        facts.put(
                "groups",
                Map.of(
                        "a",
                        Map.of("seen", most, "taken", most / 10 * 8 - 1, "high", 0),
                        "b",
                        Map.of("seen", most, "taken", most, "high", 0)));
        assertThat(assess(DAY, facts).legalClasses())
                .extracting(Assessment.LegalClass::id)
                .containsExactly("impact");
    }

    @Test
    void anOptionalCountIsAskedForOnlyByTheRuleThatReadsIt() throws Exception {
        Map<String, Object> facts = facts();
        facts.put("groups", Map.of("a", Map.of("seen", 10, "taken", 1), "b", Map.of("seen", 10, "taken", 10)));
        Assessment open = assess(DAY, facts);
        assertThat(open.missing()).extracting(MissingFact::name).containsExactly("groups[high]");
        assertThat(open.missing().get(0).rules()).containsExactly("small/high");
        assertThat(open.legalClasses()).extracting(Assessment.LegalClass::id).containsExactly("impact");
    }

    @Test
    void wrongCountsAreRefusedByPlace() throws Exception {
        refusedCounts(Map.of("a", Map.of("seen", 1)), "groups[a]", "lacks taken");
        refusedCounts(Map.of("a", Map.of("seen", 1, "taken", 1, "left", 1)), "groups[a]", "not 'left'");
        refusedCounts(Map.of("a", Map.of("seen", 1, "taken", -1)), "groups[a]", "taken must be 0 to 1000000000");
        refusedCounts(Map.of("a", 3), "groups[a]", "must map each of");
        refusedCounts(Map.of(" ", Map.of("seen", 1, "taken", 1)), "groups[ ]", "1 to 100 characters");
        refusedCounts("many", "groups", "must map the name of each group");
    }

    private static void refusedCounts(Object value, String place, String reason) throws Exception {
        Map<String, Object> facts = facts();
        facts.put("groups", value);
        RiskAssessor assessor = assessor();
        assertThatThrownBy(() -> assessor.assess(facts, DAY)).isInstanceOfSatisfying(InvalidFactsException.class, e -> {
            assertThat(e.problems().get(0).fact()).isEqualTo(place);
            assertThat(e.problems().get(0).reason()).contains(reason);
        });
    }

    @Test
    void aCountIsReadByAKeyThatThePackDeclares() {
        assertThatThrownBy(() -> load(PACK.replace("groups[a]['high'] > 5", "groups[a]['hihg'] > 5")))
                .hasMessageContaining("'hihg' is not a key of groups");
        assertThatThrownBy(() -> load(PACK.replace("groups[a]['high'] > 5", "groups[a].high > 5")))
                .hasMessageContaining("is read by key");
        assertThatThrownBy(() -> load(PACK.replace("groups[a]['high'] > 5", "groups[a][a] > 5")))
                .hasMessageContaining("by a written key");
    }

    @Test
    void withoutAnIncidentNobodyIsAskedAboutOneAndWithOneTheDeadlineIsCounted() throws Exception {
        assertThat(assess(DAY, facts()).status()).isEqualTo(Status.ASSESSED);

        Map<String, Object> facts = facts();
        facts.put("harm", "death");
        assertThat(assess(DAY, facts).missing()).extracting(MissingFact::name).containsExactly("aware");

        facts.put("aware", "2026-11-01T12:00:00+02:00");
        assertThat(assess(DAY, facts).obligations().orElseThrow().duties())
                .singleElement()
                .satisfies(duty -> assertThat(duty.deadline()).contains(Instant.parse("2026-11-11T10:00:00Z")));

        facts.remove("harm");
        assertThat(assess(DAY, facts).missing()).extracting(MissingFact::name).containsExactly("harm");
    }

    @Test
    void aTimeNeedsItsOffset() throws Exception {
        Map<String, Object> facts = facts();
        facts.put("aware", "2026-11-01T12:00:00");
        RiskAssessor assessor = assessor();
        assertThatThrownBy(() -> assessor.assess(facts, DAY)).hasMessageContaining("a time with its offset");
    }

    @Test
    void deadlinesAndLastDaysThatMakeNoSenseAreRefused() {
        assertThatThrownBy(() -> load(PACK.replace("counted_from: aware", "counted_from: persons")))
                .hasMessageContaining("must name a fact that is a date");
        assertThatThrownBy(() -> load(PACK.replace(", counted_from: aware", "")))
                .hasMessageContaining("need each other");
        assertThatThrownBy(() -> load(PACK.replace("effective_until: 2026-11-21, ", "")))
                .hasMessageContaining("needs 'effective_until'");
        assertThatThrownBy(() -> load(PACK.replace("effective_until: 2026-11-21", "effective_until: 2019-11-21")))
                .hasMessageContaining("must not be before");
    }
}
