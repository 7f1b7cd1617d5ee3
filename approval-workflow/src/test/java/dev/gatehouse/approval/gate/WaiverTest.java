package dev.gatehouse.approval.gate;

import static dev.gatehouse.approval.Approvals.ARTIFACT;
import static dev.gatehouse.approval.Approvals.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.approval.gate.GateStatus.Reason;
import dev.gatehouse.approval.gate.Waiver.Cause;
import dev.gatehouse.approval.gate.Waiver.Limit;
import dev.gatehouse.approval.gate.Waiver.Party;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WaiverTest {
    private static final Digest PLAN = Digest.of(new byte[] {1});
    private static final Digest OTHER = Digest.of(new byte[] {2});
    private static final Digest DATA = Digest.of(new byte[] {3});
    private static final Digest REPORT = Digest.of(new byte[] {4});
    private static final Instant LONG_AGO = NOON.minus(Duration.ofDays(100));
    private static final Instant YESTERDAY = NOON.minus(Duration.ofDays(1));
    private static final Instant NEXT_MONTH = NOON.plus(Duration.ofDays(30));
    private static final Gate.Remedy REMEDY = new Gate.Remedy("Run it.", "/ui", "/api/v1");
    private static final Gate AUDIT = new Gate(
            "fairness-audit",
            "Fairness audit",
            EvidenceKind.AUDIT_REPORT,
            Set.of("validator"),
            Optional.of(Duration.ofDays(90)),
            Optional.of(new Gate.FixedPlan(PLAN, DATA, LONG_AGO, List.of())),
            Optional.empty(),
            REMEDY);

    /** Every cause for which a gate is closed against every cause that a waiver covers. */
    @ParameterizedTest
    @CsvSource({
        "MISSING,      MISSING,      true",
        "MISSING,      STALE,        false",
        "MISSING,      INSUFFICIENT, false",
        "MISSING,      FAILED,       false",
        "STALE,        MISSING,      false",
        "STALE,        STALE,        true",
        "STALE,        INSUFFICIENT, false",
        "STALE,        FAILED,       false",
        "INSUFFICIENT, MISSING,      false",
        "INSUFFICIENT, STALE,        false",
        "INSUFFICIENT, INSUFFICIENT, true",
        "INSUFFICIENT, FAILED,       false",
        "FAILED,       MISSING,      false",
        "FAILED,       STALE,        false",
        "FAILED,       INSUFFICIENT, false",
        "FAILED,       FAILED,       true"
    })
    void aWaiverOpensItsGateForItsCauseOnly(Cause closedFor, Cause covers, boolean open) {
        GateStatus status = evaluate(closedFor, waiver("fairness-audit", covers, NEXT_MONTH));
        assertThat(status.open()).isEqualTo(open);
        assertThat(status.reason() == Reason.WAIVED).isEqualTo(open);
        assertThat(status.cause()).contains(closedFor);
        assertThat(status.waiver().isPresent()).isEqualTo(open);
    }

    @Test
    void aWaivedGateSaysUntilWhenAndForWhatShareAndWhatIsNotMet() {
        assertThat(evaluate(Cause.INSUFFICIENT, waiver("fairness-audit", Cause.INSUFFICIENT, NEXT_MONTH))
                        .why())
                .isEqualTo("Waived until " + NEXT_MONTH + " for a share of at most 0.25 of the traffic. The audit of "
                        + YESTERDAY + " had too little evidence to decide.");
    }

    @Test
    void anExpiredWaiverAndOneOfAnotherGateOpenNothing() {
        assertThat(evaluate(Cause.INSUFFICIENT, waiver("fairness-audit", Cause.INSUFFICIENT, NOON))
                        .open())
                .isFalse();
        assertThat(evaluate(Cause.INSUFFICIENT, waiver("fairness-audit", Cause.INSUFFICIENT, NOON.plusMillis(1)))
                        .open())
                .isTrue();
        assertThat(evaluate(Cause.INSUFFICIENT, waiver("rollback-plan", Cause.INSUFFICIENT, NEXT_MONTH))
                        .open())
                .isFalse();
    }

    @Test
    void aMetGateNeedsNoWaiverAndKeepsNone() {
        GateEvaluation evaluation = GateEvaluation.of(
                List.of(AUDIT),
                List.of(audit(AuditVerdict.PASS, YESTERDAY)),
                List.of(waiver("fairness-audit", Cause.INSUFFICIENT, NEXT_MONTH)),
                ARTIFACT,
                NOON);
        assertThat(evaluation.statuses()).extracting(GateStatus::reason).containsExactly(Reason.MET);
        assertThat(evaluation.waivers()).isEmpty();
    }

    @Test
    void aFailedAuditThatGrowsOldIsStillAFailedOne() {
        GateStatus old = evaluateAt(NOON, List.of(audit(AuditVerdict.FAIL, LONG_AGO)), List.of());
        assertThat(old.reason()).isEqualTo(Reason.STALE);
        assertThat(old.cause()).contains(Cause.FAILED);
        GateStatus undecided = evaluateAt(NOON, List.of(audit(AuditVerdict.INSUFFICIENT, LONG_AGO)), List.of());
        assertThat(undecided.cause()).contains(Cause.INSUFFICIENT);
    }

    @Test
    void whatStandsRatherThanIsShownIsNeverWaived() {
        GateStatus findings = GateStatus.standing("findings", "Findings", Reason.OPEN_FINDINGS, "One is open.", REMEDY);
        for (Cause cause : Cause.values()) {
            assertThat(waiver("findings", cause, NEXT_MONTH).covers(findings, NOON))
                    .isFalse();
        }
        assertThat(refusals(findings, everything(), Optional.empty(), NEXT_MONTH))
                .containsExactly("The gate 'findings' cannot be waived: One is open.");
        Gate unplanned = new Gate(
                AUDIT.id(),
                AUDIT.title(),
                AUDIT.kind(),
                AUDIT.givenBy(),
                AUDIT.freshFor(),
                Optional.empty(),
                Optional.empty(),
                REMEDY);
        assertThat(GateEvaluation.of(List.of(unplanned), List.of(), ARTIFACT, NOON)
                        .statuses()
                        .get(0)
                        .cause())
                .as("without a plan nobody knows what would be waived")
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                // cause, policy's cap, asked cap, asked days, refusals
                "INSUFFICIENT, 0.25, 0.25, 30, 0",
                "INSUFFICIENT, 0.25, 0.1,  1,  0",
                "INSUFFICIENT, 0.25, 0.26, 30, 1",
                "INSUFFICIENT, 0.25, none, 30, 1",
                "INSUFFICIENT, none, none, 30, 0",
                "INSUFFICIENT, none, 0.5,  30, 0",
                "INSUFFICIENT, 0.25, 0.25, 31, 1",
                "INSUFFICIENT, 0.25, none, 31, 2",
                "INSUFFICIENT, 0.25, 0.25, 0,  1",
                "STALE,        none, none, 30, 0",
                "FAILED,       0.01, 0.01, 30, 0",
                "MISSING,      none, none, 30, 0"
            })
    void aWaiverStaysWithinItsPolicy(Cause cause, BigDecimal policyCap, BigDecimal cap, int days, int refused) {
        Map<Cause, Limit> policy = Map.of(cause, new Limit(Optional.ofNullable(policyCap), NEXT_MONTH));
        assertThat(refusals(closed(cause), policy, Optional.ofNullable(cap), NOON.plus(Duration.ofDays(days))))
                .hasSize(refused);
    }

    @ParameterizedTest
    @CsvSource({"MISSING", "STALE", "INSUFFICIENT", "FAILED"})
    void aCauseThatThePolicyDoesNotNameIsNotWaived(Cause cause) {
        assertThat(refusals(closed(cause), Map.of(), Optional.of(new BigDecimal("0.01")), NEXT_MONTH))
                .singleElement()
                .asString()
                .contains("lets nobody waive a gate for the reason '"
                        + cause.name().toLowerCase(java.util.Locale.ROOT) + "'");
    }

    @Test
    void anOpenGateIsNotWaived() {
        GateStatus open = evaluateAt(NOON, List.of(audit(AuditVerdict.PASS, YESTERDAY)), List.of());
        assertThat(refusals(open, everything(), Optional.empty(), NEXT_MONTH))
                .containsExactly("The gate 'fairness-audit' is open; there is nothing to waive.");
    }

    @Test
    void aWaiverIsNotRenewedOnTheSameEvidence() {
        GateStatus undecided = closed(Cause.INSUFFICIENT);
        assertThat(Waiver.refusals(
                        undecided, everything(), Optional.empty(), NEXT_MONTH, Set.of(undecided.evidence()), NOON))
                .singleElement()
                .asString()
                .contains("a waiver is not renewed");
        assertThat(Waiver.refusals(
                        undecided, everything(), Optional.empty(), NEXT_MONTH, Set.of(Optional.of(OTHER)), NOON))
                .isEmpty();
        GateStatus missing = closed(Cause.MISSING);
        assertThat(Waiver.refusals(missing, everything(), Optional.empty(), NEXT_MONTH, Set.of(Optional.empty()), NOON))
                .hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        // who decides, acting for, is a machine, is a developer, refusals
        "lars,  legal,       false, false, 0",
        "erin,  legal,       false, false, 1",
        "lars,  ethics,      false, false, 1",
        "lars,  engineering, false, false, 2",
        "lars,  legal,       true,  false, 1",
        "lars,  legal,       false, true,  1",
        "erin,  engineering, true,  true,  5"
    })
    void aSecondPersonOfAnotherFunctionDecides(
            String who, String function, boolean machine, boolean developer, int refused) {
        Party asked = new Party("erin", Set.of("engineering"), false, true);
        Party decides = new Party(who, Set.of("legal"), machine, developer);
        assertThat(Waiver.decisionRefusals(asked, decides, function)).hasSize(refused);
    }

    private static List<String> refusals(
            GateStatus status, Map<Cause, Limit> policy, Optional<BigDecimal> cap, Instant until) {
        return Waiver.refusals(status, policy, cap, until, Set.of(), NOON);
    }

    private static Map<Cause, Limit> everything() {
        Limit any = new Limit(Optional.empty(), NEXT_MONTH);
        return Map.of(Cause.MISSING, any, Cause.STALE, any, Cause.INSUFFICIENT, any, Cause.FAILED, any);
    }

    private static Waiver waiver(String gate, Cause cause, Instant until) {
        return new Waiver("w-1", gate, cause, Optional.of(new BigDecimal("0.25")), until);
    }

    private static GateStatus closed(Cause cause) {
        return evaluateAt(NOON, evidence(cause), List.of());
    }

    private static GateStatus evaluate(Cause cause, Waiver waiver) {
        return evaluateAt(NOON, evidence(cause), List.of(waiver));
    }

    private static List<Evidence> evidence(Cause cause) {
        return switch (cause) {
            case MISSING -> List.of();
            case STALE -> List.of(audit(AuditVerdict.PASS, LONG_AGO));
            case INSUFFICIENT -> List.of(audit(AuditVerdict.INSUFFICIENT, YESTERDAY));
            case FAILED -> List.of(audit(AuditVerdict.FAIL, YESTERDAY));
        };
    }

    private static GateStatus evaluateAt(Instant now, List<Evidence> evidence, List<Waiver> waivers) {
        return GateEvaluation.of(List.of(AUDIT), evidence, waivers, ARTIFACT, now)
                .statuses()
                .get(0);
    }

    private static Evidence audit(AuditVerdict verdict, Instant madeAt) {
        return new Evidence(
                "fairness-audit",
                EvidenceKind.AUDIT_REPORT,
                REPORT,
                ARTIFACT,
                Set.of(DATA),
                Set.of("validator"),
                madeAt,
                Optional.of(PLAN),
                Optional.of(verdict),
                Optional.empty());
    }
}
