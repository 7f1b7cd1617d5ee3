package dev.gatehouse.risk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.risk.ApprovalPolicy.EmergencyUse;
import dev.gatehouse.risk.ApprovalPolicy.WaiverLimit;
import dev.gatehouse.risk.InvalidPackException.Problem;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.time.Period;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What packs say of findings, time, waivers and emergencies: how it is read, and which of two wins. */
class ApprovalPolicyTest {
    private static final LocalDate DAY = LocalDate.of(2026, 11, 22);
    private static final String PACK = """
            pack: {id: %s, version: "1", title: Pack, kind: house}
            facts:
              first: {type: bool, question: First}
              second: {type: bool, question: Second}
            gates:
              check: {title: Checked, evidence: checklist, given_by: [validator]}
            rules:
              - id: one
                citation: A
                certainty: D
                effective_from: 2020-01-01
                when: first
                effects:
                  obligations:
                    approval: %s
              - id: two
                citation: B
                certainty: D
                effective_from: 2020-01-01
                when: second
                effects:
                  obligations:
                    approval: %s
            tiers:
              citation: Ours
              certainty: D
              effective_from: 2020-01-01
              LOW: &
              MEDIUM: &
              HIGH: &
            test_facts: {first: false, second: false}
            tests:
              - {name: none, on: 2026-11-22, does_not_fire: [one, two]}
              - {name: both, on: 2026-11-22, facts: {first: true, second: true}, fires: [one, two]}
            """.replace(
                    "&",
                    "{quorum: {legal: 1}, log_retention: P1D, permit_validity: P50Y, revalidation: P50Y,"
                            + " staleness_limit: PT1H, minimum_binding: declared}");

    @Example
    void withoutABlockThereIsTimeAndNoException() throws Exception {
        assertThat(obligations("{}", "{}").approval())
                .isEqualTo(new ApprovalPolicy(
                        Optional.empty(),
                        Optional.empty(),
                        Period.ofDays(10),
                        Duration.ofHours(72),
                        Optional.empty(),
                        Map.of()));
    }

    @Example
    void theStricterOfTwoWinsAndEachSettingKeepsWhereItCameFrom() throws Exception {
        Obligations both = obligations(
                "{findings_block: high, overdue_findings_lapse: critical, review_within: P20D, resume_within: PT24H,"
                        + " emergency: {traffic_cap: 0.10, validity: P30D},"
                        + " waivers: {stale: {reaudit_within: P10D}, failed: {reaudit_within: P7D}}}",
                "{findings_block: low, review_within: P15D, resume_within: PT48H,"
                        + " emergency: {traffic_cap: 0.2, validity: P14D},"
                        + " waivers: {stale: {traffic_cap: 0.5, reaudit_within: P30D}, failed: none}}");

        assertThat(both.approval())
                .isEqualTo(new ApprovalPolicy(
                        Optional.of("low"),
                        Optional.of("critical"),
                        Period.ofDays(15),
                        Duration.ofHours(24),
                        Optional.of(new EmergencyUse(new BigDecimal("0.1"), Period.ofDays(14))),
                        Map.of("stale", new WaiverLimit(Optional.of(new BigDecimal("0.5")), Period.ofDays(10)))));
        assertThat(rule(both, "approval.findings_block")).isEqualTo("two");
        assertThat(rule(both, "approval.overdue_findings_lapse")).isEqualTo("one");
        assertThat(rule(both, "approval.review_within")).isEqualTo("two");
        assertThat(rule(both, "approval.resume_within")).isEqualTo("one");
        assertThat(rule(both, "approval.emergency.traffic_cap")).isEqualTo("one");
        assertThat(rule(both, "approval.emergency.validity")).isEqualTo("two");
        assertThat(rule(both, "approval.waivers.stale.reaudit_within")).isEqualTo("one");
        assertThat(rule(both, "approval.waivers.stale.traffic_cap")).isEqualTo("two");
    }

    @Example
    void noneForbidsWhatAnotherAllowsAndSilenceDoesNot() throws Exception {
        String allowed =
                "{emergency: {traffic_cap: 0.1, validity: P14D}, waivers: {insufficient: {reaudit_within: P30D}}}";
        assertThat(obligations(allowed, "{}").approval().emergency()).isPresent();
        assertThat(obligations(allowed, "{}").approval().waivers()).containsOnlyKeys("insufficient");

        ApprovalPolicy forbidden = obligations(allowed, "{emergency: none, waivers: {insufficient: none}}")
                .approval();
        assertThat(forbidden.emergency()).isEmpty();
        assertThat(forbidden.waivers()).isEmpty();
    }

    @Property(tries = 60)
    void theOrderInWhichPacksSpeakDoesNotMatterAndSayingItTwiceChangesNothing(
            @ForAll("blocks") String one, @ForAll("blocks") String two) throws Exception {
        ApprovalPolicy united = obligations(one, two).approval();

        assertThat(obligations(two, one).approval()).isEqualTo(united);
        assertThat(obligations(one, one).approval())
                .isEqualTo(obligations(one, "{}").approval());
        RiskAssessor packs = RiskAssessor.of(List.of(pack("a", one, "{}"), pack("b", "{}", two)));
        assertThat(packs.assess(Map.of("first", true, "second", true), DAY)
                        .obligations()
                        .orElseThrow()
                        .approval())
                .isEqualTo(united);
    }

    @Property(tries = 60)
    void unitingIsNeverEasierThanEither(@ForAll("blocks") String one, @ForAll("blocks") String two) throws Exception {
        ApprovalPolicy united = obligations(one, two).approval();
        for (String block : List.of(one, two)) {
            ApprovalPolicy alone = obligations(block, "{}").approval();
            for (String severity : Demands.SEVERITIES) {
                assertThat(ApprovalPolicy.asGrave(severity, united.findingsBlock()))
                        .isIn(true, ApprovalPolicy.asGrave(severity, alone.findingsBlock()));
                assertThat(ApprovalPolicy.asGrave(severity, united.overdueFindingsLapse()))
                        .isIn(true, ApprovalPolicy.asGrave(severity, alone.overdueFindingsLapse()));
            }
            // A pack that says nothing of a time leaves it open, so only what it says itself binds.
            if (block.contains("review_within")) {
                assertThat(DAY.plus(united.reviewWithin())).isBeforeOrEqualTo(DAY.plus(alone.reviewWithin()));
            }
            if (block.contains("resume_within")) {
                assertThat(united.resumeWithin()).isLessThanOrEqualTo(alone.resumeWithin());
            }
            if (united.emergency().isPresent() && alone.emergency().isPresent()) {
                assertThat(united.emergency().get().trafficCap())
                        .isLessThanOrEqualTo(alone.emergency().get().trafficCap());
                assertThat(DAY.plus(united.emergency().get().validity()))
                        .isBeforeOrEqualTo(DAY.plus(alone.emergency().get().validity()));
            }
            alone.waivers().forEach((reason, limit) -> {
                WaiverLimit with = united.waivers().get(reason);
                if (with != null) {
                    assertThat(DAY.plus(with.within())).isBeforeOrEqualTo(DAY.plus(limit.within()));
                    limit.trafficCap()
                            .ifPresent(cap ->
                                    assertThat(with.trafficCap().orElseThrow()).isLessThanOrEqualTo(cap));
                }
            });
        }
    }

    @Example
    void whatIsWrongIsSaidWithItsLine() {
        refused(
                "{findings_block: severe}",
                "'findings_block' must be one of critical, high, medium, low, not 'severe'");
        refused("{overdue_findings_lapse: 3}", "'overdue_findings_lapse' must be one of");
        refused("{review_within: soon}", "'review_within' must be a period");
        refused("{resume_within: P31D}", "'resume_within' must be a duration such as PT72H, at most P30D");
        refused("{emergency: maybe}", "'emergency' must be a mapping");
        refused("{emergency: {traffic_cap: 0, validity: P14D}}", "'traffic_cap' must be a share above 0");
        refused("{emergency: {traffic_cap: 1.5, validity: P14D}}", "'traffic_cap' must be a share above 0");
        refused(
                "{emergency: {traffic_cap: 0.1, validity: P91D}}",
                "'validity' must be a period such as P14D, at most P90D");
        refused("{emergency: {traffic_cap: 0.1}}", "'validity' is missing");
        refused("{waivers: {failed: {traffic_cap: 0.1}}}", "'reaudit_within' is missing");
        refused("{waivers: {prohibited: {reaudit_within: P1D}}}", "'prohibited' is not known here");
        refused("{forgive: all}", "'forgive' is not known here");
    }

    @Example
    void aGiverThatIsNeitherARoleNorSeatedAnywhereIsRefused() throws Exception {
        PolicyPack misspelt = PolicyPack.load(
                "a.yaml",
                PACK.formatted("a", "{}", "{}")
                        .replace("given_by: [validator]", "given_by: [legal, validater]")
                        .getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> RiskAssessor.of(List.of(misspelt)))
                .isInstanceOf(InvalidPackException.class)
                .hasMessageContaining(
                        "a: given_by of gate check names 'validater'; it must be one of engineer, legal, validator");
    }

    @Example
    void aGateThatEveryVersionHasIsNotAPacksToName() {
        assertThatThrownBy(() -> PolicyPack.load(
                        "a.yaml",
                        PACK.formatted("a", "{}", "{}")
                                .replace("check: {title", "findings: {title")
                                .getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(InvalidPackException.class)
                .hasMessageContaining("gate id 'findings' is one that every version has; choose another");
    }

    @Example
    void whatChangesIsSaid() throws Exception {
        RiskAssessor assessor = RiskAssessor.of(List.of(pack(
                "a",
                "{}",
                "{findings_block: high, review_within: P5D,"
                        + " emergency: {traffic_cap: 0.1, validity: P14D}, waivers: {stale: {reaudit_within: P9D}}}")));
        Assessment before = assessor.assess(Map.of("first", true, "second", false), DAY);
        Assessment after = assessor.assess(Map.of("first", true, "second", true), DAY);
        assertThat(AssessmentChange.between(before, after).orElseThrow().sentences())
                .containsExactly(
                        "New: findings close the gate from severity: high",
                        "the board decides within: P10D → P5D",
                        "New: use before validation: 0.1 of traffic for P14D",
                        "New: waiver of stale evidence: for P9D");
    }

    @Provide
    Arbitrary<String> blocks() {
        Arbitrary<String> severity = Arbitraries.of("", "critical", "high", "medium", "low");
        Arbitrary<String> cap = Arbitraries.of("1", "0.5", "0.50", "0.25", "0.1");
        Arbitrary<String> period = Arbitraries.of("P1D", "P30D", "P1M", "P14D");
        Arbitrary<String> emergency = Combinators.combine(
                        cap, period, Arbitraries.integers().between(0, 4))
                .as((share, time, kind) ->
                        kind == 0 ? "" : kind == 1 ? "none" : "{traffic_cap: " + share + ", validity: " + time + "}");
        Arbitrary<String> waiver = Combinators.combine(
                        cap, period, Arbitraries.integers().between(0, 5))
                .as((share, time, kind) -> kind == 0
                        ? ""
                        : kind == 1
                                ? "none"
                                : kind == 2
                                        ? "{reaudit_within: " + time + "}"
                                        : "{traffic_cap: " + share + ", reaudit_within: " + time + "}");
        return Combinators.combine(
                        severity,
                        severity,
                        Arbitraries.of("", "P5D", "P1M", "P30D"),
                        Arbitraries.of("", "PT1H", "PT72H", "P10D"),
                        emergency,
                        waiver,
                        waiver)
                .as((block, lapse, review, resume, urgent, stale, failed) -> {
                    List<String> keys = new ArrayList<>();
                    add(keys, "findings_block", block);
                    add(keys, "overdue_findings_lapse", lapse);
                    add(keys, "review_within", review);
                    add(keys, "resume_within", resume);
                    add(keys, "emergency", urgent);
                    List<String> waivers = new ArrayList<>();
                    add(waivers, "stale", stale);
                    add(waivers, "failed", failed);
                    add(keys, "waivers", "{" + String.join(", ", waivers) + "}");
                    return "{" + String.join(", ", keys) + "}";
                });
    }

    private static void add(List<String> keys, String key, String value) {
        if (!value.isEmpty()) {
            keys.add(key + ": " + value);
        }
    }

    private static PolicyPack pack(String id, String one, String two) throws InvalidPackException {
        return PolicyPack.load(id + ".yaml", PACK.formatted(id, one, two).getBytes(StandardCharsets.UTF_8));
    }

    private static Obligations obligations(String one, String two) throws Exception {
        return RiskAssessor.of(List.of(pack("small", one, two)))
                .assess(Map.of("first", true, "second", true), DAY)
                .obligations()
                .orElseThrow();
    }

    private static String rule(Obligations obligations, String setting) {
        return obligations.origins().get(setting).rule();
    }

    private static void refused(String block, String reason) {
        assertThatThrownBy(() -> pack("small", block, "{}"))
                .isInstanceOfSatisfying(
                        InvalidPackException.class,
                        refusal -> assertThat(refusal.problems()).anySatisfy((Problem problem) -> {
                            assertThat(problem.line()).isEqualTo(15);
                            assertThat(problem.reason()).contains(reason);
                        }));
    }
}
