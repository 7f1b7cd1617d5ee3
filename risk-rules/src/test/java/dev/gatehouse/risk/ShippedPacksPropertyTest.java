package dev.gatehouse.risk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.risk.Assessment.LegalClass;
import dev.gatehouse.risk.Assessment.MissingFact;
import dev.gatehouse.risk.Assessment.Status;
import dev.gatehouse.risk.Obligations.Duty;
import dev.gatehouse.risk.Obligations.GateRequirement;
import dev.gatehouse.risk.Obligations.Limit;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What holds of the packs that ship, tried on random use cases of which some facts are missing or unsure. */
class ShippedPacksPropertyTest {
    private static final int USE_CASES = 800;
    /** Sets what every release needs, as loosely as possible, so that any other pack can be left out. */
    private static final String LOOSE = """
            pack: {id: loose, version: 1, title: Loose, kind: house}
            tiers:
              citation: Test
              certainty: D
              effective_from: 2020-01-01
              LOW: &
              MEDIUM: &
              HIGH: &
            """.replace(
                    "&",
                    "{quorum: {legal: 1}, permit_validity: P50Y, revalidation: P50Y, log_retention: P1D,"
                            + " staleness_limit: P7D, minimum_binding: declared}");

    private static final List<PolicyPack> SHIPPED = new ArrayList<>();
    private static RiskAssessor assessor;
    private static PolicyPack loose;
    private static SomeUseCases useCases;

    @BeforeAll
    static void load() throws InvalidPackException {
        for (var file : ShippedPacks.files().entrySet()) {
            SHIPPED.add(PolicyPack.load(file.getKey(), file.getValue()));
        }
        assessor = RiskAssessor.of(SHIPPED);
        useCases = new SomeUseCases(assessor.facts());
        loose = PolicyPack.load("loose.yaml", LOOSE.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void whatIsSettledStaysSettledWhateverTheMissingFactsTurnOutToBe() throws Exception {
        Random random = new Random(1);
        Map<Status, Integer> seen = new EnumMap<>(Status.class);
        int openWhenSettled = 0;
        for (int i = 0; i < USE_CASES; i++) {
            Map<String, Object> partial = useCases.someUseCase(random);
            LocalDate on = someDay(random);
            Assessment now = assessor.assess(partial, on);
            seen.merge(now.status(), 1, Integer::sum);
            Map<String, Object> complete = useCases.completed(partial, random);
            Assessment then = assessor.assess(complete, on);
            String useCase = on + " " + partial + " completed to " + complete;

            assertThat(then.status()).as(useCase).isNotEqualTo(Status.BLOCKED);
            assertThat(then.tier()).as(useCase).isBetween(now.tier(), now.tierAtMost());
            assertThat(classIds(then)).as(useCase).containsAll(classIds(now));
            if (now.status() == Status.PROHIBITED) {
                assertThat(then.status()).as(useCase).isEqualTo(Status.PROHIBITED);
            }
            if (now.status() == Status.ASSESSED) {
                openWhenSettled += complete.equals(partial) ? 0 : 1;
                assertSameResult(now, then, useCase);
            }
        }
        assertThat(seen).hasSize(3);
        assertThat(seen.values()).allSatisfy(count -> assertThat(count).isGreaterThan(USE_CASES / 10));
        assertThat(openWhenSettled).isGreaterThan(USE_CASES / 20);
    }

    @Test
    void aFactThatIsNotAskedForMakesNoDifference() throws Exception {
        Random random = new Random(2);
        int blocked = 0;
        for (int i = 0; i < USE_CASES; i++) {
            Map<String, Object> partial = useCases.someUseCase(random);
            LocalDate on = someDay(random);
            Assessment now = assessor.assess(partial, on);
            if (now.status() != Status.BLOCKED) {
                continue;
            }
            blocked++;
            Set<String> asked = new TreeSet<>();
            now.missing().stream().map(MissingFact::name).forEach(asked::add);
            Map<String, Object> first = useCases.completed(partial, random);
            Map<String, Object> second = useCases.completed(useCases.withAnswers(partial, first, asked), random);
            assertSameResult(assessor.assess(first, on), assessor.assess(second, on), on + " " + partial);
        }
        assertThat(blocked).isGreaterThan(USE_CASES / 4);
    }

    @Test
    void addingAPackNeverEasesAnything() throws Exception {
        Random random = new Random(3);
        int compared = 0;
        for (int i = 0; i < USE_CASES; i++) {
            List<PolicyPack> packs = new ArrayList<>(SHIPPED);
            Collections.shuffle(packs, random);
            PolicyPack added = packs.get(0);
            List<PolicyPack> fewer = new ArrayList<>(packs.subList(1, 1 + random.nextInt(packs.size())));
            fewer.add(loose);
            List<PolicyPack> more = new ArrayList<>(fewer);
            more.add(added);
            Map<String, Object> partial = useCases.someUseCase(random);
            Map<String, Object> facts = random.nextInt(4) == 0 ? partial : useCases.completed(partial, random);
            LocalDate on = someDay(random);
            Assessment before = assess(fewer, facts, on);
            Assessment after = assess(more, facts, on);
            String useCase = "adding " + added.reference().id() + " on " + on + " " + facts;

            assertThat(after.tier()).as(useCase).isGreaterThanOrEqualTo(before.tier());
            assertThat(after.tierAtMost()).as(useCase).isGreaterThanOrEqualTo(before.tierAtMost());
            assertThat(after.lawFloor()).as(useCase).isGreaterThanOrEqualTo(before.lawFloor());
            assertThat(classIds(after)).as(useCase).containsAll(classIds(before));
            if (before.obligations().isPresent() && after.obligations().isPresent()) {
                compared++;
                assertNotEased(before.obligations().get(), after.obligations().get(), on, useCase);
            }
        }
        assertThat(compared).isGreaterThan(USE_CASES / 4);
    }

    @Test
    void orderOfPacksOfFactsAndOfMembersDoesNotMatter() throws Exception {
        Random random = new Random(4);
        for (int i = 0; i < USE_CASES / 8; i++) {
            Map<String, Object> facts = useCases.someUseCase(random);
            LocalDate on = someDay(random);
            List<PolicyPack> packs = new ArrayList<>(SHIPPED);
            Collections.shuffle(packs, random);
            Assessment inOrder = assessor.assess(facts, on);
            Assessment turned = RiskAssessor.of(packs).assess(useCases.turned(facts, random), on);
            assertThat(turned).isEqualTo(inOrder);
            assertThat(AssessmentDocument.json(turned)).isEqualTo(AssessmentDocument.json(inOrder));
        }
    }

    @Test
    void anOverrideHoldsUntilItsDayAndNeverBelowTheLawInForce() throws Exception {
        Random random = new Random(5);
        Map<String, Integer> seen = new TreeMap<>();
        for (int i = 0; i < USE_CASES; i++) {
            Map<String, Object> facts =
                    useCases.forgetful(useCases.completed(useCases.someUseCase(random), random), random);
            LocalDate on = someDay(random);
            Tier wanted = SomeFacts.oneOf(List.of(Tier.values()), random);
            LocalDate until = on.plusDays(random.nextInt(4) - 1);
            Assessment plain = assessor.assess(facts, on);
            Assessment overridden = assessor.assess(facts, on, Optional.of(new TierOverride(wanted, "judged", until)));
            String useCase = wanted + " until " + until + ", assessed on " + on + ": " + facts;
            if (until.isBefore(on)) {
                assertThat(overridden).as(useCase).isEqualTo(plain);
                seen.merge("expired", 1, Integer::sum);
                continue;
            }
            boolean effective = overridden.override().orElseThrow().effective();
            assertThat(effective)
                    .as(useCase)
                    .isEqualTo(plain.refusesOverride(wanted).isEmpty());
            assertThat(overridden.assessedTier()).as(useCase).isEqualTo(plain.tier());
            assertThat(overridden.tier()).as(useCase).isGreaterThanOrEqualTo(plain.lawFloor());
            if (effective) {
                assertThat(overridden.tier()).as(useCase).isEqualTo(wanted);
                assertThat(classIds(overridden)).as(useCase).isEqualTo(classIds(plain));
                assertSettledUnderOverride(overridden, facts, on, wanted, random, useCase);
                seen.merge("effective", 1, Integer::sum);
            } else {
                assertThat(overridden.tier()).as(useCase).isEqualTo(plain.tier());
                assertThat(overridden.status()).as(useCase).isEqualTo(plain.status());
                assertThat(overridden.obligations()).as(useCase).isEqualTo(plain.obligations());
                seen.merge("refused", 1, Integer::sum);
            }
        }
        assertThat(seen).containsOnlyKeys("effective", "expired", "refused");
        assertThat(seen.values()).allSatisfy(count -> assertThat(count).isGreaterThan(USE_CASES / 10));
    }

    private static void assertSettledUnderOverride(
            Assessment overridden, Map<String, Object> facts, LocalDate on, Tier wanted, Random random, String useCase)
            throws InvalidFactsException {
        TierOverride override = new TierOverride(wanted, "judged", on);
        Assessment then = assessor.assess(useCases.completed(facts, random), on, Optional.of(override));
        assertThat(then.tier()).as(useCase).isBetween(overridden.tier(), overridden.tierAtMost());
        if (overridden.status() == Status.ASSESSED) {
            assertSameResult(overridden, then, useCase);
        }
    }

    private static LocalDate someDay(Random random) {
        return LocalDate.of(2026, 1, 1).plusDays(random.nextInt(1_000));
    }

    /** Packs are given only what they ask for. */
    private static Assessment assess(List<PolicyPack> packs, Map<String, Object> facts, LocalDate on) throws Exception {
        RiskAssessor some = RiskAssessor.of(packs);
        Map<String, Object> known = new HashMap<>(facts);
        known.keySet().retainAll(some.facts().stream().map(Fact::name).toList());
        return some.assess(known, on);
    }

    private static Set<String> classIds(Assessment assessment) {
        Set<String> ids = new TreeSet<>();
        assessment.legalClasses().stream().map(LegalClass::id).forEach(ids::add);
        return ids;
    }

    /** Tier, classes and obligations are the same; which rule has the credit for an obligation is no part of the result. */
    private static void assertSameResult(Assessment one, Assessment other, String useCase) {
        assertThat(AssessmentChange.between(one, other)).as(useCase).isEmpty();
        assertThat(other.status()).as(useCase).isEqualTo(one.status());
        assertThat(other.legalClasses()).as(useCase).isEqualTo(one.legalClasses());
        assertThat(other.obligations().map(ShippedPacksPropertyTest::withoutOrigins))
                .as(useCase)
                .isEqualTo(one.obligations().map(ShippedPacksPropertyTest::withoutOrigins));
    }

    private static Obligations withoutOrigins(Obligations all) {
        return new Obligations(
                gatesWithoutOrigins(all.gates()),
                gatesWithoutOrigins(all.upcomingGates()),
                all.duties().stream()
                        .map(duty -> new Duty(
                                duty.id(),
                                duty.title(),
                                new Obligations.Origin(
                                        "",
                                        "",
                                        "",
                                        Certainty.DEFAULT,
                                        duty.origin().effectiveFrom()),
                                duty.deadline()))
                        .toList(),
                all.quorum(),
                all.mayNotVote(),
                all.permitValidity(),
                all.monitorCadence(),
                all.revalidation(),
                all.logRetention(),
                all.stalenessLimit(),
                all.minimumBinding(),
                all.fairness(),
                all.driftLimits(),
                all.driftEvidence(),
                all.performance(),
                all.findingDue(),
                all.cardCompleteness(),
                all.approval(),
                Map.of());
    }

    private static List<GateRequirement> gatesWithoutOrigins(List<GateRequirement> gates) {
        return gates.stream()
                .map(gate -> new GateRequirement(
                        gate.id(), gate.title(), gate.evidenceKind(), gate.givenBy(), gate.freshFor(), List.of()))
                .toList();
    }

    private static void assertNotEased(Obligations before, Obligations after, LocalDate on, String useCase) {
        Map<String, GateRequirement> gates = new TreeMap<>();
        after.gates().forEach(gate -> gates.put(gate.id(), gate));
        for (GateRequirement gate : before.gates()) {
            assertThat(gates).as(useCase).containsKey(gate.id());
            gate.freshFor()
                    .ifPresent(fresh -> assertNotLonger(
                            fresh, gates.get(gate.id()).freshFor().orElseThrow(), on, useCase));
        }
        assertThat(after.upcomingGates().stream().map(GateRequirement::id).toList())
                .as(useCase)
                .containsAll(before.upcomingGates().stream()
                        .map(GateRequirement::id)
                        .filter(id -> !gates.containsKey(id))
                        .toList());
        Map<String, Duty> duties = new TreeMap<>();
        after.duties().forEach(duty -> duties.put(duty.id(), duty));
        for (Duty duty : before.duties()) {
            assertThat(duties).as(useCase).containsKey(duty.id());
            Instant deadline = duties.get(duty.id()).deadline().orElse(Instant.MAX);
            assertThat(deadline).as(useCase).isBeforeOrEqualTo(duty.deadline().orElse(Instant.MAX));
        }
        before.quorum()
                .forEach((function, seats) -> assertThat(after.quorum().getOrDefault(function, 0))
                        .as(useCase)
                        .isGreaterThanOrEqualTo(seats));
        assertThat(after.mayNotVote()).as(useCase).containsAll(before.mayNotVote());
        assertNotLonger(before.permitValidity(), after.permitValidity(), on, useCase);
        assertNotLonger(before.revalidation(), after.revalidation(), on, useCase);
        assertNotLonger(after.logRetention(), before.logRetention(), on, useCase);
        assertNotLonger(before.monitorCadence(), after.monitorCadence(), on, useCase);
        assertNotLonger(before.findingDue(), after.findingDue(), on, useCase);
        assertThat(after.stalenessLimit()).as(useCase).isLessThanOrEqualTo(before.stalenessLimit());
        assertThat(Demands.BINDINGS.indexOf(after.minimumBinding()))
                .as(useCase)
                .isGreaterThanOrEqualTo(Demands.BINDINGS.indexOf(before.minimumBinding()));
        assertNotWider(before.driftLimits(), after.driftLimits(), useCase);
        before.cardCompleteness()
                .forEach((framework, percent) -> assertThat(after.cardCompleteness())
                        .as(useCase)
                        .hasEntrySatisfying(framework, now -> assertThat(now).isGreaterThanOrEqualTo(percent)));
        assertNotEased(before.approval(), after.approval(), useCase);
        // What no pack says is a default, which a pack may replace by a longer time.
        if (before.origins().containsKey("approval.review_within")) {
            assertNotLonger(before.approval().reviewWithin(), after.approval().reviewWithin(), on, useCase);
        }
        if (before.origins().containsKey("approval.resume_within")) {
            assertThat(after.approval().resumeWithin())
                    .as(useCase)
                    .isLessThanOrEqualTo(before.approval().resumeWithin());
        }
        before.fairness()
                .ifPresent(policy -> assertNotWider(
                        policy.limits(), after.fairness().orElseThrow().limits(), useCase));
    }

    private static void assertNotEased(ApprovalPolicy before, ApprovalPolicy after, String useCase) {
        for (String severity : Demands.SEVERITIES) {
            if (ApprovalPolicy.asGrave(severity, before.findingsBlock())) {
                assertThat(ApprovalPolicy.asGrave(severity, after.findingsBlock()))
                        .as(useCase)
                        .isTrue();
            }
            if (ApprovalPolicy.asGrave(severity, before.overdueFindingsLapse())) {
                assertThat(ApprovalPolicy.asGrave(severity, after.overdueFindingsLapse()))
                        .as(useCase)
                        .isTrue();
            }
        }
    }

    private static void assertNotLonger(
            Map<String, Period> before, Map<String, Period> after, LocalDate on, String useCase) {
        assertThat(after.keySet()).as(useCase).containsAll(before.keySet());
        before.forEach((name, period) -> assertNotLonger(period, after.get(name), on, useCase));
    }

    private static void assertNotLonger(Period before, Period after, LocalDate on, String useCase) {
        assertThat(on.plus(after)).as(useCase).isBeforeOrEqualTo(on.plus(before));
    }

    private static void assertNotWider(Map<String, Limit> before, Map<String, Limit> after, String useCase) {
        assertThat(after.keySet()).as(useCase).containsAll(before.keySet());
        before.forEach((metric, limit) -> {
            limit.max()
                    .ifPresent(max -> assertThat(after.get(metric).max().orElseThrow())
                            .as(useCase)
                            .isLessThanOrEqualTo(max));
            limit.min()
                    .ifPresent(min -> assertThat(after.get(metric).min().orElseThrow())
                            .as(useCase)
                            .isGreaterThanOrEqualTo(min));
        });
    }
}
