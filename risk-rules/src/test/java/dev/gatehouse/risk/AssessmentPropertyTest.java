package dev.gatehouse.risk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.risk.Assessment.LegalClass;
import dev.gatehouse.risk.Assessment.Status;
import dev.gatehouse.risk.Obligations.GateRequirement;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

/** What holds for all packs, tried on small generated ones over three yes-or-no facts and a number from 0 to 4. */
class AssessmentPropertyTest {
    private static final LocalDate TODAY = LocalDate.of(2026, 11, 21);
    private static final List<String> FLAGS = List.of("b0", "b1", "b2");
    private static final String FACTS = """
            facts:
              b0: {type: bool, question: First}
              b1: {type: bool, question: Second}
              b2: {type: bool, question: Third}
              n: {type: int, min: 0, max: 4, question: How many}
            """;
    private static final String HOUSE = """
            pack: {id: house, version: "1", title: House, kind: house}
            look_ahead: P1Y
            %s
            gates:
              checklist: {title: Checked, evidence: checklist, given_by: [validator]}
              audit: {title: Audited, evidence: audit, given_by: [validator]}
            scorecard:
              citation: House
              certainty: D
              effective_from: 2026-01-01
              factors:
                - {id: number, title: Number, points: {1: n >= 2, 3: n >= 4}}
                - {id: first, title: First, points: {2: b0}}
                - {id: second, title: Second, points: {1: b1}}
              tiers: {MEDIUM: 3, HIGH: 5}
            tiers:
              citation: House
              certainty: D
              effective_from: 2026-01-01
              LOW: &
              MEDIUM: &
              HIGH: &
            """.formatted(FACTS)
            .replace("LOW: &", "LOW: {gates: [checklist], " + settings("P3Y") + "}")
            .replace("MEDIUM: &", "MEDIUM: {gates: [checklist], " + settings("P2Y") + "}")
            .replace("HIGH: &", "HIGH: {gates: [checklist, audit], " + settings("P1Y") + "}");

    private static String settings(String revalidation) {
        return "quorum: {legal: 1}, permit_validity: P90D, revalidation: " + revalidation
                + ", log_retention: P1Y, staleness_limit: PT15M, minimum_binding: declared";
    }

    /** A rule whose condition uses each fact once at most, so that it can be made true or false by what is unknown. */
    record RuleSpec(String form, String flag, int threshold, String effect, String from) {
        String condition() {
            String number = "n >= " + threshold;
            return switch (form) {
                case "flag" -> flag;
                case "number" -> number;
                case "and" -> flag + " && " + number;
                default -> flag + " || " + number;
            };
        }

        String yaml(String id) {
            return """
                  - id: %s
                    citation: Generated
                    certainty: G
                    effective_from: %s
                    when: %s
                    effects: {%s}
                """.formatted(id, from, condition(), effect);
        }
    }

    @Property(tries = 60)
    void addingARuleNeverLowersATier(
            @ForAll("rules") @Size(max = 4) List<RuleSpec> rules,
            @ForAll("rule") RuleSpec added,
            @ForAll("facts") Map<String, Object> facts)
            throws Exception {
        List<RuleSpec> more = new ArrayList<>(rules);
        more.add(added);

        Assessment before = assessor(pack("law", rules)).assess(facts, TODAY);
        Assessment after = assessor(pack("law", more)).assess(facts, TODAY);

        assertThat(after.tier()).isGreaterThanOrEqualTo(before.tier());
        assertThat(after.tierAtMost()).isGreaterThanOrEqualTo(before.tierAtMost());
        assertThat(after.legalClasses())
                .extracting(LegalClass::id)
                .containsAll(before.legalClasses().stream().map(LegalClass::id).toList());
    }

    @Property(tries = 40)
    void orderOfPacksAndOfRulesDoesNotMatter(
            @ForAll("rules") @Size(max = 4) List<RuleSpec> one,
            @ForAll("rules") @Size(max = 4) List<RuleSpec> two,
            @ForAll("facts") Map<String, Object> facts,
            @ForAll Random random)
            throws Exception {
        List<PolicyPack> packs = new ArrayList<>(List.of(house(), pack("one", one), pack("two", two)));
        Assessment inOrder = RiskAssessor.of(packs).assess(facts, TODAY);
        Collections.shuffle(packs, random);
        assertThat(RiskAssessor.of(packs).assess(facts, TODAY)).isEqualTo(inOrder);

        List<RuleSpec> turned = new ArrayList<>(one);
        Collections.reverse(turned);
        Assessment reversed = RiskAssessor.of(List.of(house(), pack("one", turned), pack("two", two)))
                .assess(facts, TODAY);
        assertThat(result(reversed)).isEqualTo(result(inOrder));
        assertThat(reversed.status()).isEqualTo(inOrder.status());
    }

    @Property(tries = 40)
    void theSameFactsGiveTheSameAnswer(
            @ForAll("rules") @Size(max = 4) List<RuleSpec> rules, @ForAll("facts") Map<String, Object> facts)
            throws Exception {
        Assessment first = assessor(pack("law", rules)).assess(facts, TODAY);
        Assessment second = assessor(pack("law", rules)).assess(new HashMap<>(facts), TODAY);

        assertThat(second).isEqualTo(first);
        assertThat(second).hasToString(first.toString());
    }

    @Property(tries = 60)
    void factsThatCanChangeTheResultAreAskedFor(
            @ForAll("rules") @Size(min = 1, max = 4) List<RuleSpec> rules, @ForAll("facts") Map<String, Object> facts)
            throws Exception {
        RiskAssessor assessor = assessor(pack("law", rules));
        Assessment partial = assessor.assess(facts, TODAY);

        Map<Map<String, Object>, String> results = new HashMap<>();
        for (Map<String, Object> complete : completions(facts)) {
            Assessment settled = assessor.assess(complete, TODAY);
            assertThat(settled.status()).isNotEqualTo(Status.BLOCKED);
            assertThat(settled.tier()).isBetween(partial.tier(), partial.tierAtMost());
            results.put(complete, result(settled));
        }
        switch (partial.status()) {
            case ASSESSED -> assertThat(results.values()).containsOnly(result(partial));
            case BLOCKED -> {
                assertThat(results.values().stream().distinct()).hasSizeGreaterThan(1);
                assertEveryFactThatDecidesIsAskedFor(partial, results);
            }
            case PROHIBITED -> assertThat(partial.missing()).isEmpty();
        }
    }

    @Property
    void everyKindOfEffectIsAReasonToAskAndNoneIsOnceItIsThere(@ForAll("effects") String effect) throws Exception {
        Map<String, Object> facts = Map.of("n", 0L, "b0", false, "b1", true);
        RuleSpec waits = new RuleSpec("flag", "b2", 1, effect, "2026-01-01");
        RuleSpec fires = new RuleSpec("flag", "b1", 1, effect, "2026-01-01");

        Assessment asking = assessor(pack("law", List.of(waits))).assess(facts, TODAY);
        assertThat(asking.status()).isEqualTo(Status.BLOCKED);
        assertThat(asking.missing()).extracting(Assessment.MissingFact::name).containsExactly("b2");

        Assessment settled = assessor(pack("law", List.of(waits, fires))).assess(facts, TODAY);
        assertThat(settled.status()).isNotEqualTo(Status.BLOCKED);
        assertThat(settled.missing()).isEmpty();
    }

    /** A fact that is not asked for makes no difference, whatever the others are. */
    private static void assertEveryFactThatDecidesIsAskedFor(
            Assessment partial, Map<Map<String, Object>, String> results) {
        List<String> asked =
                partial.missing().stream().map(Assessment.MissingFact::name).toList();
        for (String name : List.of("b0", "b1", "b2", "n")) {
            if (asked.contains(name)) {
                continue;
            }
            Map<Map<String, Object>, String> byOthers = new HashMap<>();
            results.forEach((facts, result) -> {
                Map<String, Object> others = new HashMap<>(facts);
                others.remove(name);
                assertThat(byOthers.computeIfAbsent(others, any -> result))
                        .as(name)
                        .isEqualTo(result);
            });
        }
    }

    /** Tier, classes and obligations, without the reasons for them. */
    private static String result(Assessment assessment) {
        String obligations = assessment
                .obligations()
                .map(o -> ids(o.gates()) + "|" + ids(o.upcomingGates()) + "|"
                        + o.duties().stream()
                                .map(duty -> duty.id() + duty.origin().effectiveFrom())
                                .toList()
                        + "|" + o.revalidation() + "|" + o.logRetention() + "|" + o.quorum())
                .orElse("none");
        return assessment.tier() + "|" + assessment.legalClasses() + "|" + obligations;
    }

    private static List<String> ids(List<GateRequirement> gates) {
        return gates.stream().map(GateRequirement::id).toList();
    }

    private static List<Map<String, Object>> completions(Map<String, Object> facts) {
        List<Map<String, Object>> all = List.of(facts);
        for (String flag : FLAGS) {
            all = complete(all, flag, List.of(true, false));
        }
        return complete(all, "n", List.of(0L, 1L, 2L, 3L, 4L));
    }

    private static List<Map<String, Object>> complete(
            List<Map<String, Object>> partial, String name, List<Object> values) {
        List<Map<String, Object>> complete = new ArrayList<>();
        for (Map<String, Object> facts : partial) {
            if (facts.containsKey(name) && !Fact.UNSURE.equals(facts.get(name))) {
                complete.add(facts);
                continue;
            }
            for (Object value : values) {
                Map<String, Object> with = new HashMap<>(facts);
                with.put(name, value);
                complete.add(with);
            }
        }
        return complete;
    }

    private static RiskAssessor assessor(PolicyPack law) throws InvalidPackException {
        return RiskAssessor.of(List.of(law, house()));
    }

    private static PolicyPack house() throws InvalidPackException {
        return PolicyPack.load("house.yaml", HOUSE.getBytes(StandardCharsets.UTF_8));
    }

    /** Tests of their own come with the rules: the flag set and the number high fires each, none and zero fires none. */
    private static PolicyPack pack(String id, List<RuleSpec> rules) throws InvalidPackException {
        StringBuilder yaml = new StringBuilder(
                        "pack: {id: %s, version: \"1\", title: Generated, kind: law}\n".formatted(id))
                .append(FACTS)
                .append("gates:\n")
                .append("  audit: {title: Audited, evidence: audit, given_by: [validator]}\n")
                .append("  extra: {title: Extra, evidence: document, given_by: [engineer]}\n");
        if (!rules.isEmpty()) {
            yaml.append("rules:\n");
            List<String> ids = new ArrayList<>();
            for (RuleSpec rule : rules) {
                // Ids follow the content, so that turning the list round leaves each rule its id.
                String ruleId = "r" + Integer.toHexString(rule.hashCode()) + "-" + Collections.frequency(rules, rule);
                while (ids.contains(ruleId)) {
                    ruleId += "x";
                }
                ids.add(ruleId);
                yaml.append(rule.yaml(ruleId));
            }
            yaml.append("tests:\n")
                    .append("  - {name: all, on: 2026-11-21, facts: {b0: true, b1: true, b2: true, n: 4}, fires: %s}\n"
                            .formatted(ids))
                    .append(
                            "  - {name: none, on: 2026-11-21, facts: {b0: false, b1: false, b2: false, n: 0}, does_not_fire: %s}\n"
                                    .formatted(ids));
        }
        return PolicyPack.load(id + ".yaml", yaml.toString().getBytes(StandardCharsets.UTF_8));
    }

    @Provide
    Arbitrary<List<RuleSpec>> rules() {
        return rule().list();
    }

    @Provide
    Arbitrary<RuleSpec> rule() {
        return Combinators.combine(
                        Arbitraries.of("flag", "number", "and", "or"),
                        Arbitraries.of(FLAGS),
                        Arbitraries.integers().between(1, 4),
                        effects(),
                        Arbitraries.of("2026-01-01", "2027-06-01", "2030-01-01"))
                .as(RuleSpec::new);
    }

    @Provide
    Arbitrary<String> effects() {
        return Arbitraries.of(
                "tier_floor: MEDIUM",
                "tier_floor: HIGH",
                "prohibited: true",
                "gates: [extra]",
                "gates: [audit]",
                "duties: [{id: tell, title: Tell}]",
                "legal_class: {id: listed, title: Listed}",
                "obligations: {log_retention: P3Y}",
                "obligations: {revalidation: P2Y}",
                "obligations: {quorum: {ethics: 1}}");
    }

    @Provide
    Arbitrary<Map<String, Object>> facts() {
        Arbitrary<Object> flag = Arbitraries.of(true, false, Fact.UNSURE, "missing");
        Arbitrary<Object> number = Arbitraries.of(0L, 1L, 2L, 3L, 4L, Fact.UNSURE, "missing");
        return Combinators.combine(flag, flag, flag, number).as((b0, b1, b2, n) -> {
            Map<String, Object> facts = new HashMap<>(Map.of("b0", b0, "b1", b1, "b2", b2, "n", n));
            facts.values().removeIf("missing"::equals);
            return facts;
        });
    }
}
