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

    /** Digests of plans that were fixed before a version with more members must not change. */
    @Test
    void aPlanWithoutNewMembersIsWrittenAsBeforeThereWereAny() {
        assertThat(new String(Plans.plan(PLAN).toJson(), StandardCharsets.UTF_8))
                .isEqualTo("{\"kind\":\"fairness\",\"data\":\"scores.csv\","
                        + "\"label\":{\"column\":\"two_year_recid\",\"positive\":\"1\"},"
                        + "\"decision\":{\"score\":\"decile_score\",\"threshold\":5},\"favourable\":\"negative\","
                        + "\"protected\":[\"race\",\"sex\"],\"intersections\":2,\"reference\":{\"race\":\"Caucasian\"},"
                        + "\"minimum_group\":30,\"disclosure_minimum\":10,\"confidence\":0.95,"
                        + "\"limits\":{\"impact_ratio\":{\"min\":0.8},\"fpr_difference\":{\"max\":0.1}},"
                        + "\"deciding\":\"single\"}");
    }

    @Test
    void newMembersAreReadAndWritten() {
        AuditPlan plan = Plans.plan("""
                kind: fairness
                data: "*.parquet"
                weight: w
                label: {column: y, positive: yes}
                decision: {score: s, threshold: median}
                scoring_rate: true
                protected: [a, b, c]
                intersections: 3
                strata: [department]
                reference: overall
                unknown: [Unknown, 99]
                smallest_share: 0.020
                proxies: {features: [postcode, income]}
                limits: {disparate_impact: {min: 0.8}, predictive_parity_difference: {max: 0.1}}
                """);
        assertThat(plan.task()).isEqualTo(AuditPlan.Task.BINARY);
        assertThat(plan.scoreColumn()).isEqualTo("s");
        assertThat(plan.needsMedian()).isTrue();
        assertThat(plan.unknown()).containsExactly("Unknown", "99");
        assertThat(plan.smallestShare()).isEqualTo(new BigDecimal("0.02"));
        assertThat(plan.proxies().features()).containsExactly("postcode", "income");
        assertThat(plan.limits()).containsOnlyKeys(ComparisonMetric.IMPACT_RATIO, ComparisonMetric.PPV_DIFFERENCE);
        assertThat(AuditPlan.parse(plan.toJson())).isEqualTo(plan);
        assertThat(new String(plan.toJson(), StandardCharsets.UTF_8))
                .contains("\"threshold\":\"median\"", "\"impact_ratio\":{\"min\":0.8}", "\"reference\":\"overall\"");
    }

    @ParameterizedTest
    @CsvSource({
        "'{column: d}', '{column: y}', MULTICLASS",
        "'{value: p}', '{column: y}', REGRESSION",
        "'{column: d, positive: 1}', '{column: y, positive: 1}', BINARY"
    })
    void theDecisionSaysWhatIsPredicted(String decision, String label, AuditPlan.Task task) {
        String metric = task == AuditPlan.Task.REGRESSION ? "mae_ratio" : "accuracy_ratio";
        AuditPlan plan = Plans.plan("kind: fairness\ndata: d\nlabel: " + label + "\ndecision: " + decision
                + "\nprotected: [g]\nlimits: {" + metric + ": {max: 1.25}}\n");
        assertThat(plan.task()).isEqualTo(task);
        assertThat(AuditPlan.parse(plan.toJson())).isEqualTo(plan);
    }

    @Test
    void aProfileFillsInWhatThePlanDoesNotSay() {
        AuditPlan bias = profile("nyc-ll144", "");
        assertThat(bias.limits()).isEmpty();
        assertThat(bias.intersections()).isEqualTo(2);
        assertThat(bias.scoringRate()).isTrue();
        assertThat(bias.unknown()).containsExactly("Unknown");
        assertThat(bias.smallestShare()).isEqualByComparingTo("0.02");
        AuditPlan own = profile(
                "nyc-ll144",
                "intersections: 1\nunknown: []\nsmallest_share: 0\nscoring_rate: false\nlimits: {impact_ratio: {min: 0.9}}\n");
        assertThat(own.intersections()).isEqualTo(1);
        assertThat(own.unknown()).isEmpty();
        assertThat(own.smallestShare()).isNull();
        assertThat(own.scoringRate()).isFalse();
        assertThat(own.limits()).containsOnlyKeys(ComparisonMetric.IMPACT_RATIO);
        assertThat(profile("four-fifths", "").limits())
                .isEqualTo(Map.of(ComparisonMetric.IMPACT_RATIO, new AuditPlan.Limit(new BigDecimal("0.8"), null)));
        assertThat(profile("credit", "").limits())
                .containsOnlyKeys(ComparisonMetric.IMPACT_RATIO, ComparisonMetric.EQUALIZED_ODDS_DIFFERENCE);
        assertThat(profile("eu-ai-act", "").limits()).isEmpty();
        for (AuditPlan plan : List.of(bias, own, profile("credit", ""), profile("eu-ai-act", ""))) {
            assertThat(AuditPlan.parse(plan.toJson())).isEqualTo(plan);
        }
    }

    private static AuditPlan profile(String profile, String more) {
        return Plans.plan("kind: fairness\nprofile: " + profile
                + "\ndata: d\nlabel: {column: y, positive: \"1\"}\ndecision: {score: s, threshold: 0.5}\nprotected: [g, h]\n"
                + more);
    }

    @Test
    void onlyAProfileWithoutAPassMarkMayDoWithoutLimits() {
        assertThatThrownBy(() -> profile("four-fifths", "limits: {}\n")).hasMessageContaining("limits: at least one");
        assertThatThrownBy(() -> Plans.decided("protected: [g]\n")).hasMessageContaining("limits: missing");
        assertThat(profile("eu-ai-act", "limits: {}\n").limits()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "label: {column: y}                  | label.positive: missing",
                "decision: {column: d}               | label.positive: must not be given",
                "decision: {value: v}                | label.positive: must not be given",
                "score: t                            | score: only beside a decision by column",
                "decision: {score: s, threshold: low}| decision.threshold: must be a number",
                "decision: {score: s, threshold: 2000000} | is not within",
                "strata: [g]                         | strata: a protected attribute",
                "strata: [a, b, c, d]                | strata: name 0 to 3 columns",
                "proxies: {features: [g]}            | a protected attribute is no proxy of itself",
                "proxies: {features: []}             | proxies.features: name 1 to 200",
                "explanations:                       | explanations: must be a mapping",
                "explanations: {row: 500}            | explanations.row: unknown field",
                "explanations: {rows: 199}           | explanations.rows: 200 to 10000, not 199",
                "explanations: {rows: many}          | explanations.rows: must be a whole number",
                "explanations: {repeats: 51}         | explanations.repeats: 2 to 50",
                "explanations: {local: -1}           | explanations.local: 0 to 10",
                "explanations: {metric: gini}        | explanations.metric: must be one of [auc, log_loss, accuracy, mae, rmse]",
                "explanations: {metric: mae}         | explanations.metric: mae is not for two classes",
                "explanations: {together: [a, b]}    | explanations.together: must be a mapping",
                "explanations: {together: {f: [a]}}  | explanations.together.f: name 2 to 500 columns",
                "explanations: {together: {f: [a, b], h: [b, c]}} | explanations.together.h: 'b' is in another feature too",
                "scoring_rate: 1                     | scoring_rate: must be true or false",
                "smallest_share: 0.7                 | smallest_share: above 0 and at most 0.5",
                "unknown: [a, a]                     | unknown: a value is named twice",
                "weight: ''                          | weight: must not be empty",
                "profile: nyc                        | profile: must be one of [four-fifths, nyc-ll144, credit, eu-ai-act]",
                "limits: {mae_ratio: {max: 2}}       | limits.mae_ratio: is not computed for classes",
                "limits: {scoring_rate_ratio: {min: 0.8}} | limits.scoring_rate_ratio: needs scoring_rate: true",
                "limits: {conditional_selection_rate_difference: {max: 0.1}} | needs strata",
                "limits: {equalized_odds_difference: {min: 0.1}} | is a distance, which only a max can limit",
                "limits: {differential_fairness: {max: 0}} | is not in (0, 100]",
                "limits: {impact_ratio: {min: 0.8}, disparate_impact: {max: 2}} | is limited twice"
            })
    void whatDoesNotFitTogetherIsNamed(String member, String message) {
        String name = member.substring(0, member.indexOf(':') + 1);
        String plan = """
                kind: fairness
                data: d
                label: {column: y, positive: "1"}
                decision: {score: s, threshold: 0.5}
                protected: [g]
                limits: {impact_ratio: {min: 0.8}}
                """.replaceAll("(?m)^" + name + ".*\n", "") + member + "\n";
        assertThatThrownBy(() -> Plans.plan(plan))
                .isInstanceOf(AuditException.class)
                .hasMessageStartingWith("audit plan: ")
                .hasMessageContaining(message);
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
    void explanationsHaveDefaultsThatAreWrittenOut() {
        String scored =
                "kind: fairness\ndata: d\nlabel: {column: y, positive: '1'}\ndecision: {score: s, threshold: 0.5}\n"
                        + "protected: [g]\nlimits: {impact_ratio: {min: 0.8}}\n";
        AuditPlan plan = Plans.plan(scored + "explanations: {together: {home: [b, a]}}\n");
        assertThat(plan.explanations())
                .isEqualTo(new ExplanationPlan(
                        ExplanationPlan.Metric.AUC, 2_000, 5, 4, Map.of("home", List.of("a", "b"))));
        assertThat(new String(plan.toJson(), StandardCharsets.UTF_8))
                .contains("\"explanations\":{\"metric\":\"auc\",\"rows\":2000,\"repeats\":5,\"local\":4,"
                        + "\"together\":{\"home\":[\"a\",\"b\"]}}");
        assertThat(AuditPlan.parse(plan.toJson())).isEqualTo(plan);
        assertThat(Plans.plan(scored).explanations()).isNull();
        assertThat(new String(Plans.plan(scored).toJson(), StandardCharsets.UTF_8))
                .doesNotContain("explanations");
        assertThat(Plans.plan("kind: fairness\ndata: d\nlabel: {column: y}\ndecision: {value: v}\nprotected: [g]\n"
                                + "limits: {mae_ratio: {max: 2}}\nexplanations: {}\n")
                        .explanations()
                        .metric())
                .isEqualTo(ExplanationPlan.Metric.MAE);
    }

    @Test
    void explanationsNeedALabelAndWhatTheModelGives() {
        String limits =
                "limits: {impact_ratio: {min: 0.8}}\nexplanations: {%s}\nkind: fairness\ndata: d\nprotected: [g]\n";
        assertThatThrownBy(() -> Plans.plan(limits.formatted("") + "decision: {score: s, threshold: 0.5}\n"))
                .hasMessage("audit plan: explanations: need a label, since they tell what a feature is worth");
        String label = "label: {column: y, positive: '1'}\n";
        assertThatThrownBy(() -> Plans.plan(limits.formatted("") + label + "decision: {column: d, positive: '1'}\n"))
                .hasMessageStartingWith("audit plan: explanations: need the score or the number that the model gives");
        assertThatThrownBy(() -> Plans.plan(
                        limits.formatted("metric: accuracy") + label + "decision: {score: s, threshold: median}\n"))
                .hasMessage("audit plan: explanations.metric: accuracy needs a number as the decision's threshold");
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
