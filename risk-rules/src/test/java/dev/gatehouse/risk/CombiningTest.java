package dev.gatehouse.risk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.risk.Assessment.MissingFact;
import dev.gatehouse.risk.Assessment.Status;
import dev.gatehouse.risk.AssessmentChange.Direction;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What rules of different packs make of one duty, one setting or one class, and how results are told apart. */
class CombiningTest {
    private static final LocalDate DAY = LocalDate.parse("2026-11-22");
    private static final String PACK = """
            pack: {id: %s, version: 1, title: Pack, kind: house}
            facts:
              first: {type: bool, question: First}
              second: {type: bool, question: Second}
              began: {type: date, question: When}
            gates:
              check: {title: Checked, evidence: checklist, given_by: [validator]}
            rules:
              - {id: one, citation: A, certainty: D, effective_from: %s, when: first, effects: {%s}}
              - {id: two, citation: B, certainty: D, effective_from: 2020-01-01, when: second, effects: {%s}}
            tiers:
              citation: Ours
              certainty: D
              effective_from: 2020-01-01
              LOW: &
              MEDIUM: &
              HIGH: &
            test_facts: {first: false, second: false, began: 2026-01-01}
            tests:
              - {name: none, on: 2026-11-22, does_not_fire: [one, two]}
              - {name: both, on: 2026-11-22, facts: {first: true, second: true}, fires: [one, two]}
            """.replace(
                    "&",
                    "{quorum: {legal: 1}, log_retention: P1D, permit_validity: P50Y, revalidation: P50Y,"
                            + " staleness_limit: PT1H, minimum_binding: declared}");

    private static PolicyPack pack(String id, String from, String one, String two) throws InvalidPackException {
        return PolicyPack.load(id + ".yaml", PACK.formatted(id, from, one, two).getBytes(StandardCharsets.UTF_8));
    }

    private static RiskAssessor assessor(String one, String two) throws InvalidPackException {
        return RiskAssessor.of(List.of(pack("small", "2020-01-01", one, two)));
    }

    @Test
    void aFactStandsUnderTheFirstHeadingThatAPackGivesIt() throws Exception {
        PolicyPack without = pack("a", "2020-01-01", "", "");
        PolicyPack with = PolicyPack.load(
                "b.yaml",
                PACK.formatted("b", "2020-01-01", "", "")
                        .replace("second: {type", "second: {group: Use, type")
                        .getBytes(StandardCharsets.UTF_8));
        Map<String, List<Fact>> groups = RiskAssessor.of(List.of(without, with)).factGroups();
        assertThat(groups).containsOnlyKeys("Use", "Other");
        assertThat(groups.get("Use")).extracting(Fact::name).containsExactly("second");
        assertThat(groups.get("Other")).extracting(Fact::name).containsExactly("began", "first");
    }

    @Test
    void aRuleThatMayBringADeadlineIsAskedAboutThoughItsDutyIsThereAlready() throws Exception {
        RiskAssessor assessor = assessor(
                "duties: [{id: tell, title: Tell}]",
                "duties: [{id: tell, title: Tell, within: P3D, counted_from: began}]");
        Assessment open = assessor.assess(Map.of("first", true), DAY);
        assertThat(open.status()).isEqualTo(Status.BLOCKED);
        assertThat(open.missing()).extracting(MissingFact::name).containsExactly("began", "second");

        Assessment without = assessor.assess(Map.of("first", true, "second", false), DAY);
        assertThat(without.status()).isEqualTo(Status.ASSESSED);
        Assessment with = assessor.assess(Map.of("first", true, "second", true, "began", "2026-11-20"), DAY);
        assertThat(with.obligations().orElseThrow().duties().get(0).deadline().orElseThrow())
                .hasToString("2026-11-23T00:00:00Z");
        assertThat(AssessmentChange.between(without, with)).isPresent();
    }

    @Test
    void periodsThatEndOnOneDayAreOneSettingInWhateverOrderTheyAreAdded() throws Exception {
        Map<String, Object> both = Map.of("first", true, "second", true);
        String year = "obligations: {log_retention: P1Y, revalidation: P1Y}";
        String months = "obligations: {log_retention: P12M, revalidation: P12M}";
        Obligations one = assessor(year, months).assess(both, DAY).obligations().orElseThrow();
        Obligations other =
                assessor(months, year).assess(both, DAY).obligations().orElseThrow();
        assertThat(one.logRetention()).isEqualTo(other.logRetention());
        assertThat(one.revalidation()).isEqualTo(other.revalidation());
    }

    @Test
    void titlesDoNotDependOnTheOrderOfRules() throws Exception {
        Map<String, Object> both = Map.of("first", true, "second", true);
        String tell = "duties: [{id: tell, title: Tell the authority}]";
        String inform = "duties: [{id: tell, title: Inform it}]";
        assertThat(assessor(tell, inform)
                        .assess(both, DAY)
                        .obligations()
                        .orElseThrow()
                        .duties()
                        .get(0)
                        .title())
                .isEqualTo(assessor(inform, tell)
                        .assess(both, DAY)
                        .obligations()
                        .orElseThrow()
                        .duties()
                        .get(0)
                        .title());
        assertThatThrownBy(() -> assessor(
                        "legal_class: {id: listed, title: Listed}", "legal_class: {id: listed, title: On the list}"))
                .isInstanceOf(InvalidPackException.class)
                .hasMessageContaining("rule two: legal class listed is titled 'Listed' by an earlier rule");
    }

    @Test
    void whatAGateAsksForAndWhenItComesIsPartOfTheComparison() throws Exception {
        Map<String, Object> facts = Map.of("first", true, "second", false);
        String gate = "gates: [check]";
        Assessment before =
                RiskAssessor.of(List.of(pack("small", "2027-12-02", gate, ""))).assess(facts, DAY);
        Assessment later =
                RiskAssessor.of(List.of(pack("small", "2028-08-02", gate, ""))).assess(facts, DAY);
        AssessmentChange moved = AssessmentChange.between(before, later).orElseThrow();
        assertThat(moved.direction()).isEqualTo(Direction.OTHER);
        assertThat(moved.sentences())
                .containsExactly("gate to come check: Checked (checklist by validator), from 2027-12-02"
                        + " → Checked (checklist by validator), from 2028-08-02");

        PolicyPack engineers = PolicyPack.load(
                "small.yaml",
                PACK.formatted("small", "2020-01-01", gate, "")
                        .replace("given_by: [validator]", "given_by: [engineer]")
                        .getBytes(StandardCharsets.UTF_8));
        Assessment validated =
                RiskAssessor.of(List.of(pack("small", "2020-01-01", gate, ""))).assess(facts, DAY);
        Assessment engineered = RiskAssessor.of(List.of(engineers)).assess(facts, DAY);
        assertThat(AssessmentChange.between(validated, engineered).orElseThrow().sentences())
                .containsExactly("gate check: Checked (checklist by validator) → Checked (checklist by engineer)");
    }

    @Test
    void howFairnessIsJudgedIsPartOfTheComparison() throws Exception {
        String policy = "obligations: {fairness: {limits: {impact_ratio: {min: 0.8}}, deciding: [impact_ratio],"
                + " comparison: reference-group, minimum_group: 30, confidence: 0.95}}";
        RiskAssessor assessor =
                assessor(policy, policy.replace("reference-group", "all-pairs").replace("30", "100"));
        Assessment one = assessor.assess(Map.of("first", true, "second", false), DAY);
        Assessment both = assessor.assess(Map.of("first", true, "second", true), DAY);
        assertThat(AssessmentChange.between(one, both).orElseThrow().sentences())
                .containsExactly("groups are compared: reference-group → all-pairs", "least rows of a group: 30 → 100");
    }

    @Test
    void theMoreCompleteCardIsAskedForAndKeepsItsOrigin() throws Exception {
        RiskAssessor assessor = assessor(
                "obligations: {card_completeness: {mitchell: 80, annex-iv: 0}}",
                "obligations: {card_completeness: {mitchell: 100}}");
        Assessment one = assessor.assess(Map.of("first", true, "second", false), DAY);
        Assessment both = assessor.assess(Map.of("first", true, "second", true), DAY);
        Obligations united = both.obligations().orElseThrow();
        assertThat(united.cardCompleteness()).isEqualTo(Map.of("mitchell", 100, "annex-iv", 0));
        assertThat(united.origins().get("card_completeness.mitchell").rule()).isEqualTo("two");
        assertThat(united.origins().get("card_completeness.annex-iv").rule()).isEqualTo("one");
        assertThat(AssessmentChange.between(one, both).orElseThrow().sentences())
                .containsExactly("least completeness of the model card, percent: annex-iv 0, mitchell 80"
                        + " → annex-iv 0, mitchell 100");
    }

    @Test
    void aCardIsAskedForByKnownFrameworksAndWholePercentsOnly() {
        assertThatThrownBy(() -> assessor("obligations: {card_completeness: {anexx-iv: 80}}", ""))
                .isInstanceOf(InvalidPackException.class)
                .hasMessageContaining("'anexx-iv' is not known here")
                .hasMessageContaining("annex-iv, article-13, mitchell, sr-26-2");
        for (String percent : List.of("101", "-1", "99.5", "all", "80%")) {
            assertThatThrownBy(() -> assessor("obligations: {card_completeness: {mitchell: '" + percent + "'}}", ""))
                    .isInstanceOf(InvalidPackException.class)
                    .hasMessageContaining("'mitchell' must be a whole percentage from 0 to 100");
        }
    }

    @Test
    void noLongerProhibitedIsEasierEvenWhileFactsAreMissing() throws Exception {
        RiskAssessor assessor = assessor("prohibited: true", "gates: [check]");
        Assessment banned = assessor.assess(Map.of("first", true), DAY);
        Assessment open = assessor.assess(Map.of("first", false), DAY);
        assertThat(AssessmentChange.between(banned, open).orElseThrow().direction())
                .isEqualTo(Direction.EASIER);
        assertThat(AssessmentChange.between(open, banned).orElseThrow().direction())
                .isEqualTo(Direction.STRICTER);
    }
}
