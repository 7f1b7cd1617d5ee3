package dev.gatehouse.approval.gate;

import static dev.gatehouse.approval.Approvals.ARTIFACT;
import static dev.gatehouse.approval.Approvals.NOON;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.tuple;

import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.approval.gate.GateStatus.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GateEvaluationTest {
    private static final Digest PLAN = Digest.of(new byte[] {1});
    private static final Digest OTHER = Digest.of(new byte[] {2});
    private static final Digest DATA = Digest.of(new byte[] {3});
    private static final Instant FIXED = NOON.minus(Duration.ofDays(10));
    private static final Instant YESTERDAY = NOON.minus(Duration.ofDays(1));
    private static final Gate AUDIT = new Gate(
            "fairness-audit",
            "Fairness audit",
            EvidenceKind.AUDIT_REPORT,
            Set.of("validation", "validator"),
            Optional.of(Duration.ofDays(5)),
            Optional.of(new Gate.FixedPlan(PLAN, DATA, FIXED, List.of())),
            Optional.empty(),
            remedy("Run the fixed plan."));
    private static final Gate PLAN_B = new Gate(
            "rollback-plan",
            "Rollback plan",
            EvidenceKind.DOCUMENT,
            Set.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(PLAN),
            remedy("Upload the plan."));

    @Test
    void withoutEvidenceAGateIsClosedAndSaysHowToMeetIt() {
        GateEvaluation evaluation = GateEvaluation.of(List.of(AUDIT, PLAN_B), List.of(), ARTIFACT, NOON);
        assertThat(evaluation.open()).isFalse();
        assertThat(evaluation.unmet())
                .extracting(
                        GateStatus::id,
                        GateStatus::reason,
                        gate -> gate.remedy().sentence())
                .containsExactly(
                        tuple("fairness-audit", Reason.MISSING, "Run the fixed plan."),
                        tuple("rollback-plan", Reason.MISSING, "Upload the plan."));
    }

    @Test
    void aPassedAuditOnTheFixedPlanOpensItsGate() {
        GateStatus status = evaluate(audit(AuditVerdict.PASS, YESTERDAY));
        assertThat(status.open()).isTrue();
        assertThat(status.evidence())
                .contains(audit(AuditVerdict.PASS, YESTERDAY).content());
    }

    @Test
    void failedAndInsufficientAuditsKeepItClosedAndSaySo() {
        assertThat(evaluate(audit(AuditVerdict.FAIL, YESTERDAY)).reason()).isEqualTo(Reason.FAILED);
        assertThat(evaluate(audit(AuditVerdict.FAIL, YESTERDAY)).why()).contains("failed");
        assertThat(evaluate(audit(AuditVerdict.INSUFFICIENT, YESTERDAY)).reason())
                .isEqualTo(Reason.INSUFFICIENT);
        assertThat(evaluate(audit(AuditVerdict.INSUFFICIENT, YESTERDAY)).why()).contains("too little evidence");
    }

    @Test
    void theLatestRunDecidesAndEarlierFailuresAreTold() {
        Evidence failed = audit(AuditVerdict.FAIL, YESTERDAY.minusSeconds(60));
        Evidence passed = audit(AuditVerdict.PASS, YESTERDAY);
        assertThat(evaluate(passed, failed).why()).contains("Of 2 runs 1 did not pass");
        assertThat(evaluate(audit(AuditVerdict.FAIL, YESTERDAY.plusSeconds(60)), passed)
                        .reason())
                .isEqualTo(Reason.FAILED);
    }

    @Test
    void ofTwoRunsAtOneInstantTheWorseDecidesInWhateverOrderTheyCome() {
        List<Evidence> both = new ArrayList<>(List.of(
                audit(AuditVerdict.PASS, YESTERDAY),
                audit(AuditVerdict.INSUFFICIENT, YESTERDAY),
                audit(AuditVerdict.FAIL, YESTERDAY)));
        assertThat(evaluate(both.toArray(Evidence[]::new)).reason()).isEqualTo(Reason.FAILED);
        Collections.reverse(both);
        assertThat(evaluate(both.toArray(Evidence[]::new)).reason()).isEqualTo(Reason.FAILED);
    }

    @Test
    void evidenceAgesToTheInstant() {
        Evidence passed = audit(AuditVerdict.PASS, YESTERDAY);
        Instant end = YESTERDAY.plus(Duration.ofDays(5));
        assertThat(evaluateAt(end.minusMillis(1), passed).open()).isTrue();
        assertThat(evaluateAt(end, passed).reason()).isEqualTo(Reason.STALE);
        assertThat(evaluateAt(YESTERDAY.minusMillis(1), passed).reason()).isEqualTo(Reason.FROM_THE_FUTURE);
    }

    @Test
    void evidenceThatMayNotCountSaysWhy() {
        assertThat(evaluate(audit(AuditVerdict.PASS, YESTERDAY, OTHER, ARTIFACT, "validation"))
                        .reason())
                .isEqualTo(Reason.OTHER_PLAN);
        assertThat(evaluate(audit(AuditVerdict.PASS, FIXED.minusMillis(1), PLAN, ARTIFACT, "validation"))
                        .reason())
                .isEqualTo(Reason.OTHER_PLAN);
        assertThat(evaluate(audit(AuditVerdict.PASS, YESTERDAY, PLAN, OTHER, "validation"))
                        .reason())
                .isEqualTo(Reason.OTHER_ARTIFACT);
        assertThat(evaluate(audit(AuditVerdict.PASS, YESTERDAY, PLAN, ARTIFACT, "engineering"))
                        .reason())
                .isEqualTo(Reason.WRONG_GIVER);
        assertThat(evaluate(document("fairness-audit")).reason()).isEqualTo(Reason.WRONG_KIND);
    }

    @Test
    void evidenceThatMayNotCountNeverHidesEvidenceThatMay() {
        Evidence failed = audit(AuditVerdict.FAIL, YESTERDAY);
        Evidence laterOnAnotherPlan =
                audit(AuditVerdict.PASS, YESTERDAY.plusSeconds(60), OTHER, ARTIFACT, "validation");
        assertThat(evaluate(laterOnAnotherPlan, failed).reason()).isEqualTo(Reason.FAILED);
    }

    @Test
    void withoutAFixedPlanNoAuditCounts() {
        Gate unplanned = new Gate(
                AUDIT.id(),
                AUDIT.title(),
                AUDIT.kind(),
                AUDIT.givenBy(),
                AUDIT.freshFor(),
                Optional.empty(),
                AUDIT.requirement(),
                AUDIT.remedy());
        GateEvaluation evaluation =
                GateEvaluation.of(List.of(unplanned), List.of(audit(AuditVerdict.PASS, YESTERDAY)), ARTIFACT, NOON);
        assertThat(evaluation.unmet()).extracting(GateStatus::reason).containsExactly(Reason.NO_PLAN);
    }

    @Test
    void aDocumentOpensItsGateForItsArtifact() {
        assertThat(GateEvaluation.of(List.of(PLAN_B), List.of(document("rollback-plan")), ARTIFACT, NOON)
                        .open())
                .isTrue();
        assertThat(GateEvaluation.of(List.of(PLAN_B), List.of(document("rollback-plan")), OTHER, NOON)
                        .open())
                .isFalse();
        assertThat(GateEvaluation.of(List.of(PLAN_B), List.of(document("another-gate")), ARTIFACT, NOON)
                        .open())
                .isFalse();
    }

    @Test
    void anyOneOfThoseWhoMayGiveItIsEnough() {
        assertThat(evaluate(audit(AuditVerdict.PASS, YESTERDAY, PLAN, ARTIFACT, "validator"))
                        .reason())
                .isEqualTo(Reason.MET);
        GateStatus wrong = evaluate(audit(AuditVerdict.PASS, YESTERDAY, PLAN, ARTIFACT, "legal"));
        assertThat(wrong.why()).isEqualTo("The evidence was not given by validation or validator.");
    }

    @Test
    void evidenceForAnotherRequirementIsStaleAndOneFromBeforeTheyWereTakenDownIsNot() {
        assertThat(rollback(document("rollback-plan", EvidenceKind.DOCUMENT, Set.of(), Optional.of(OTHER)))
                        .reason())
                .isEqualTo(Reason.OTHER_REQUIREMENT);
        assertThat(rollback(document("rollback-plan", EvidenceKind.DOCUMENT, Set.of(), Optional.empty()))
                        .reason())
                .isEqualTo(Reason.MET);
    }

    @Test
    void aFixedPlanThatAsksLessThanPolicyNowCarriesNoAudit() {
        Gate weak = new Gate(
                AUDIT.id(),
                AUDIT.title(),
                AUDIT.kind(),
                AUDIT.givenBy(),
                AUDIT.freshFor(),
                Optional.of(new Gate.FixedPlan(PLAN, DATA, FIXED, List.of("confidence is 0.9; policy asks 0.95"))),
                Optional.empty(),
                AUDIT.remedy());
        GateStatus status = GateEvaluation.of(
                        List.of(weak), List.of(audit(AuditVerdict.PASS, YESTERDAY)), ARTIFACT, NOON)
                .statuses()
                .get(0);
        assertThat(status.reason()).isEqualTo(Reason.OTHER_REQUIREMENT);
        assertThat(status.why()).contains("confidence is 0.9; policy asks 0.95");
    }

    @Test
    void aValidationReportThatSpeaksOfOtherDataThanThePlanIsStale() {
        Gate report = new Gate(
                "validation-report",
                "Report",
                EvidenceKind.VALIDATION_REPORT,
                Set.of("validation"),
                Optional.empty(),
                AUDIT.plan(),
                Optional.empty(),
                AUDIT.remedy());
        Evidence onData =
                document("validation-report", EvidenceKind.VALIDATION_REPORT, Set.of(OTHER, DATA), Optional.empty());
        Evidence onOther =
                document("validation-report", EvidenceKind.VALIDATION_REPORT, Set.of(OTHER), Optional.empty());
        assertThat(GateEvaluation.of(List.of(report), List.of(onData), ARTIFACT, NOON)
                        .open())
                .isTrue();
        assertThat(GateEvaluation.of(List.of(report), List.of(onOther), ARTIFACT, NOON)
                        .unmet())
                .extracting(GateStatus::reason)
                .containsExactly(Reason.OTHER_DATA);
    }

    @Test
    void gatesAreNamedOnceAndOnlyAuditsHavePlansAndVerdicts() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> GateEvaluation.of(List.of(PLAN_B, PLAN_B), List.of(), ARTIFACT, NOON));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Gate(
                        "card",
                        "Card",
                        EvidenceKind.CARD,
                        Set.of(),
                        Optional.empty(),
                        AUDIT.plan(),
                        Optional.empty(),
                        remedy("Write it.")));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Evidence(
                        "a",
                        EvidenceKind.AUDIT_REPORT,
                        OTHER,
                        ARTIFACT,
                        Set.of(),
                        Set.of(),
                        NOON,
                        Optional.of(PLAN),
                        Optional.empty(),
                        Optional.empty()));
    }

    @Test
    void theNewestEvidenceThatMayCountClosesItsGateWhenItLacksSomething() {
        Gate card = new Gate(
                "model-card",
                "Card",
                EvidenceKind.CARD,
                Set.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                remedy("Write it."));
        Evidence whole = card(YESTERDAY, Optional.empty());
        Evidence lacking = card(
                NOON, Optional.of(new Evidence.Gap("It reaches 80 % where 100 % are asked.", Waiver.Cause.MISSING)));

        GateStatus closed = GateEvaluation.of(List.of(card), List.of(whole, lacking), ARTIFACT, NOON)
                .statuses()
                .get(0);
        assertThat(closed.open()).isFalse();
        assertThat(closed.reason()).isEqualTo(Reason.INCOMPLETE);
        assertThat(closed.why()).isEqualTo("It reaches 80 % where 100 % are asked.");
        assertThat(closed.cause()).contains(Waiver.Cause.MISSING);
        assertThat(closed.evidence()).contains(lacking.content());

        assertThat(GateEvaluation.of(List.of(card), List.of(whole), ARTIFACT, NOON)
                        .open())
                .isTrue();
    }

    private static Evidence card(Instant madeAt, Optional<Evidence.Gap> gap) {
        return new Evidence(
                "model-card",
                EvidenceKind.CARD,
                Digest.of(("card of " + madeAt).getBytes(UTF_8)),
                ARTIFACT,
                Set.of(),
                Set.of("engineer"),
                madeAt,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                gap);
    }

    private static GateStatus evaluate(Evidence... evidence) {
        return evaluateAt(NOON, evidence);
    }

    private static GateStatus rollback(Evidence evidence) {
        return GateEvaluation.of(List.of(PLAN_B), List.of(evidence), ARTIFACT, NOON)
                .statuses()
                .get(0);
    }

    private static GateStatus evaluateAt(Instant now, Evidence... evidence) {
        return GateEvaluation.of(List.of(AUDIT), List.of(evidence), ARTIFACT, now)
                .statuses()
                .get(0);
    }

    private static Evidence audit(AuditVerdict verdict, Instant madeAt) {
        return audit(verdict, madeAt, PLAN, ARTIFACT, "validation");
    }

    private static Evidence audit(AuditVerdict verdict, Instant madeAt, Digest plan, Digest artifact, String function) {
        Digest content = Digest.of((verdict + " " + madeAt).getBytes(UTF_8));
        return new Evidence(
                "fairness-audit",
                EvidenceKind.AUDIT_REPORT,
                content,
                artifact,
                Set.of(DATA),
                Set.of(function),
                madeAt,
                Optional.of(plan),
                Optional.of(verdict),
                Optional.empty());
    }

    private static Evidence document(String gate) {
        return document(gate, EvidenceKind.DOCUMENT, Set.of(), Optional.of(PLAN));
    }

    private static Evidence document(String gate, EvidenceKind kind, Set<Digest> data, Optional<Digest> requirement) {
        return new Evidence(
                gate,
                kind,
                OTHER,
                ARTIFACT,
                data,
                Set.of("validation"),
                YESTERDAY,
                Optional.empty(),
                Optional.empty(),
                requirement);
    }

    private static Gate.Remedy remedy(String sentence) {
        return new Gate.Remedy(sentence, "/ui", "/api/v1");
    }
}
