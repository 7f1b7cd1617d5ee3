package dev.gatehouse.audit.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.audit.Plans;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AuditPlanTest {
    private static final String PLAN = """
            kind: fairness
            data: scores.csv                   # csv, csv.gz or parquet
            label: {column: two_year_recid, positive: "1"}
            decision: {score: decile_score, threshold: 5}
            favourable: negative
            protected: [race, sex]
            intersections: 2
            reference: {race: Caucasian}
            minimum_group: 30
            disclosure_minimum: 10
            confidence: 0.950
            limits: {impact_ratio: {min: 0.80}, fpr_difference: {max: 0.1}}
            deciding: single
            """;

    @Test
    void everyFieldIsRead() {
        AuditPlan plan = Plans.plan(PLAN);
        assertThat(plan)
                .isEqualTo(new AuditPlan(
                        "scores.csv",
                        null,
                        null,
                        new AuditPlan.Label("two_year_recid", "1"),
                        new AuditPlan.Decision.ByScore("decile_score", new BigDecimal("5")),
                        null,
                        false,
                        AuditPlan.Favourable.NEGATIVE,
                        List.of("race", "sex"),
                        2,
                        List.of(),
                        new AuditPlan.Reference.Named(Map.of("race", "Caucasian")),
                        List.of(),
                        null,
                        null,
                        30,
                        10,
                        new BigDecimal("0.95"),
                        Map.of(
                                ComparisonMetric.IMPACT_RATIO, new AuditPlan.Limit(new BigDecimal("0.8"), null),
                                ComparisonMetric.FPR_DIFFERENCE, new AuditPlan.Limit(null, new BigDecimal("0.1"))),
                        AuditPlan.Deciding.SINGLE));
    }

    @Test
    void theDigestIsOfTheMeaningNotTheLayout() {
        AuditPlan plan = Plans.plan(PLAN);
        AuditPlan stored = AuditPlan.parse(plan.toJson());
        assertThat(stored).isEqualTo(plan);
        assertThat(stored.toJson()).isEqualTo(plan.toJson());
        assertThat(stored.digest()).isEqualTo(plan.digest()).matches("sha256:[0-9a-f]{64}");
        assertThat(Plans.plan(PLAN.replace("max: 0.1", "max: 0.11")).digest()).isNotEqualTo(plan.digest());
        assertThat(new String(plan.toJson(), StandardCharsets.UTF_8))
                .startsWith("{\"kind\":\"fairness\",\"data\":\"scores.csv\"")
                .contains("\"confidence\":0.95,");
    }

    @Test
    void defaultsAreWrittenOut() {
        AuditPlan plan = Plans.plan("""
                {"kind": "fairness", "data": "d", "decision": {"column": "d", "positive": true}, "protected": ["g"],
                 "limits": {"impact_ratio": {"min": 0.8}}}""");
        assertThat(plan.label()).isNull();
        assertThat(plan.decision()).isEqualTo(new AuditPlan.Decision.ByColumn("d", "true"));
        assertThat(new String(plan.toJson(), StandardCharsets.UTF_8))
                .contains(
                        "\"favourable\":\"positive\"",
                        "\"reference\":\"best\"",
                        "\"minimum_group\":30",
                        "\"disclosure_minimum\":10",
                        "\"confidence\":0.95",
                        "\"deciding\":\"single\"",
                        "\"intersections\":1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "kind: fairness              | kind: drift                  | kind: only 'fairness'",
                "favourable: negative        | favorable: negative          | favorable: unknown field",
                "favourable: negative        | favourable: good             | favourable: must be one of [positive, negative]",
                "threshold: 5                | threshold: high              | decision.threshold: must be a number",
                "threshold: 5                | threshold: .nan              | line 4",
                "threshold: 5                | threshold: 1e400             | decision.threshold: has more than",
                "threshold: 5}               | threshold: 5, column: x}     | decision: give either",
                "positive: \"1\"}            | positive: [1]}               | label.positive: must be a text",
                "positive: \"1\"}            | positive: 1e999999999}       | label.positive: has more than",
                "protected: [race, sex]      | protected: []                | protected: name 1 to 8 columns",
                "protected: [race, sex]      | protected: [race, race]      | protected: a column is named twice",
                "protected: [race, sex]      | protected: race              | protected: must be a list",
                "intersections: 2            | intersections: 5             | intersections: depth is 1 to 4",
                "reference: {race: Caucasian}| reference: {age: old}        | reference.age: not among",
                "reference: {race: Caucasian}| reference: worst             | reference: must be best, majority",
                "minimum_group: 30           | minimum_group: 0             | minimum_group: at least 1",
                "minimum_group: 30           | minimum_group: many          | minimum_group: must be a whole number",
                "confidence: 0.950           | confidence: 95               | confidence: between 0.5 and 0.9999",
                "{max: 0.1}                  | {maximum: 0.1}               | limits.fpr_difference.maximum: unknown field",
                "{max: 0.1}                  | {}                           | limits.fpr_difference: give a min, a max or both",
                "{max: 0.1}                  | {max: 0.1, min: 0.2}         | limits.fpr_difference: min must be below max",
                "{max: 0.1}                  | {max: 10}                    | limits.fpr_difference: 10 is not in [-1, 1]",
                "fpr_difference              | fpr_gap                      | limits.fpr_gap: unknown metric",
                "deciding: single            | data: again                  | line 13",
                "label: {column: two_year_recid, positive: \"1\"}| # none    | limits.fpr_difference: needs a label"
            })
    void aWrongFieldIsNamed(String from, String to, String message) {
        assertThat(PLAN).contains(from);
        assertThatThrownBy(() -> Plans.plan(PLAN.replace(from, to)))
                .isInstanceOf(AuditException.class)
                .hasMessageStartingWith("audit plan: ")
                .hasMessageContaining(message);
    }

    @Test
    void anythingElseIsRefused() {
        assertThatThrownBy(() -> Plans.plan("")).isInstanceOf(AuditException.class);
        assertThatThrownBy(() -> Plans.plan("- a\n- b\n")).isInstanceOf(AuditException.class);
        assertThatThrownBy(() -> Plans.plan(PLAN + "\n---\nkind: fairness\n")).isInstanceOf(AuditException.class);
        assertThatThrownBy(() -> Plans.plan("#".repeat(70_000)))
                .isInstanceOf(AuditException.class)
                .hasMessageContaining("65536");
        assertThatThrownBy(() -> AuditPlan.parse(new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1}))
                .isInstanceOf(AuditException.class);
        assertThatThrownBy(() -> Plans.plan("a: &a [x]\nb: *a\n")).isInstanceOf(AuditException.class);
    }
}
