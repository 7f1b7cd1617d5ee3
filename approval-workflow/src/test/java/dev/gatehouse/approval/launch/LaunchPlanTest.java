package dev.gatehouse.approval.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatehouse.approval.canonical.InvalidDocumentException;
import dev.gatehouse.approval.condition.Conditions;
import dev.gatehouse.approval.release.Refusal;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class LaunchPlanTest {
    private static final String ERRORS = "Fewer than 1 in 1,000 calls fail.";
    private static final String REVIEW = "Credit officers find no surprise in 200 reviewed cases.";

    private static final LaunchStep CANARY = step("canary", "production", "0.05", ERRORS, REVIEW);
    private static final LaunchStep QUARTER = step("quarter", "production", "0.25", ERRORS);
    private static final LaunchStep FULL = step("full", "production", null, ERRORS);
    private static final LaunchPlan PLAN = new LaunchPlan(List.of(CANARY, QUARTER, FULL));

    @Test
    void aStepAsksForItsCapAndSegmentAndALifeInDays() {
        LaunchStep step = new LaunchStep(
                "canary",
                "production",
                Optional.of(new BigDecimal("0.050")),
                Optional.of("input.region == 'north'"),
                14,
                List.of(ERRORS));
        assertThat(step.limits())
                .isEqualTo(new Conditions(
                        Optional.of(new BigDecimal("0.05")),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Set.of("input.region == 'north'"),
                        Optional.empty()));
        assertThat(step.validity()).isEqualTo(Duration.ofDays(14));
        assertThat(FULL.limits()).isEqualTo(Conditions.none());
    }

    @Test
    void aPlanReadsBackAsItWasWritten() {
        assertThat(LaunchPlan.fromJson(PLAN.toJson())).isEqualTo(PLAN);
    }

    @Test
    void capsMayGrowAndStayAndStartAnewInAnotherEnvironment() {
        LaunchPlan plan = new LaunchPlan(List.of(
                step("try", "staging", null, ERRORS),
                CANARY,
                step("canary-2", "production", "0.05", ERRORS),
                QUARTER,
                FULL));
        assertThat(plan.steps()).hasSize(5);
    }

    @TestFactory
    Stream<DynamicTest> aPlanThatIsNoneIsRefusedAndSaysWhere() {
        return Stream.of(
                        List.of("[]", "0 steps"),
                        List.of("{}", "steps is not an array"),
                        List.of(array(json("a", "0.5", 10, ERRORS), json("b", "0.4", 10, ERRORS)), "caps never shrink"),
                        List.of(array(json("a", null, 10, ERRORS), json("b", null, 10, ERRORS)), "has no cap"),
                        List.of(array(json("a", "0.1", 10, ERRORS), json("a", "0.2", 10, ERRORS)), "two steps named"),
                        List.of(array(json("a", "0", 10, ERRORS)), "trafficCap"),
                        List.of(array(json("a", "1.5", 10, ERRORS)), "trafficCap"),
                        List.of(array(json("a", "0.1", 0, ERRORS)), "validityDays"),
                        List.of(array(json("a", "0.1", 367, ERRORS)), "validityDays"),
                        List.of(array(json("a", "0.1", 10)), "0 exit criteria"),
                        List.of(array(json("a", "0.1", 10, ERRORS, ERRORS)), "twice"),
                        List.of(array(json("a b", "0.1", 10, ERRORS)), "step"),
                        List.of(
                                "[" + String.join(",", java.util.Collections.nCopies(7, json("a", "0.1", 10, ERRORS)))
                                        + "]",
                                "at most 6"),
                        List.of(array(json("a", "0.1", 10, ERRORS).replace("\"name\"", "\"nom\"")), "name"))
                .map(refused -> DynamicTest.dynamicTest(
                        refused.get(1),
                        () -> assertThatExceptionOfType(InvalidDocumentException.class)
                                .isThrownBy(() -> LaunchPlan.fromJson(parse(refused.get(0))))
                                .withMessageContaining(refused.get(1))));
    }

    @Test
    void theNextStepNeedsEveryCriterionMet() {
        assertThat(PLAN.refusesAfter(0, List.of(met(REVIEW), met(ERRORS)))).isEmpty();
        assertCodes(PLAN.refusesAfter(0, List.of()), "criterion_without_result", "criterion_without_result");
        assertCodes(PLAN.refusesAfter(0, List.of(met(ERRORS))), "criterion_without_result");
        assertCodes(
                PLAN.refusesAfter(0, List.of(met(ERRORS), new CriterionResult(REVIEW, false, "Two surprises."))),
                "criterion_not_met");
        assertCodes(
                PLAN.refusesAfter(0, List.of(met(ERRORS), met(REVIEW), met("The moon is full."))), "criterion_unknown");
        assertCodes(PLAN.refusesAfter(0, List.of(met(ERRORS), met(REVIEW), met(REVIEW))), "criterion_twice");
        assertCodes(PLAN.refusesAfter(2, List.of(met(ERRORS))), "no_next_step");
    }

    @Test
    void resultsAreShownInTheOrderOfTheCriteria() {
        assertThat(PLAN.inOrder(0, List.of(met(REVIEW), met(ERRORS))).findValuesAsText("criterion"))
                .containsExactly(ERRORS, REVIEW);
    }

    private static void assertCodes(List<Refusal> refusals, String... codes) {
        assertThat(refusals).extracting(Refusal::code).containsExactly(codes);
    }

    private static CriterionResult met(String criterion) {
        return new CriterionResult(criterion, true, "Seen in the figures of two weeks.");
    }

    private static LaunchStep step(String name, String environment, String cap, String... criteria) {
        return new LaunchStep(
                name,
                environment,
                Optional.ofNullable(cap).map(BigDecimal::new),
                Optional.empty(),
                14,
                List.of(criteria));
    }

    private static String array(String... steps) {
        return "[" + String.join(",", steps) + "]";
    }

    private static String json(String name, String cap, int days, String... criteria) {
        String texts = String.join(
                ",", Stream.of(criteria).map(text -> '"' + text + '"').toList());
        return "{\"name\":\"" + name + "\",\"environment\":\"production\",\"trafficCap\":"
                + (cap == null ? "null" : '"' + cap + '"') + ",\"validityDays\":" + days + ",\"exitCriteria\":[" + texts
                + "]}";
    }

    private static JsonNode parse(String json) {
        try {
            return new ObjectMapper().readTree(json);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
