package dev.gatehouse.audit.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.audit.plan.DriftPlan.Chunks;
import dev.gatehouse.audit.plan.DriftPlan.Method;
import dev.gatehouse.audit.plan.DriftPlan.Period;
import dev.gatehouse.audit.stat.DriftMetric;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DriftPlanTest {
    private static final String LEAST = "kind: drift\ndata: now.parquet\nreference: then.parquet\n";

    private static DriftPlan parse(String yaml) {
        return DriftPlan.parse(yaml.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void theLeastPlanComparesAllColumnsByTheUsualDistancesAndLimitsNothing() {
        DriftPlan plan = parse(LEAST);
        assertThat(plan.features()).isEmpty();
        assertThat(plan.method()).isEqualTo(Method.GATEHOUSE);
        assertThat(plan.metricOfNumbers("age")).isEqualTo(DriftMetric.WASSERSTEIN_NORMED);
        assertThat(plan.metricOfCategories("job")).isEqualTo(DriftMetric.JENSEN_SHANNON);
        assertThat(plan.chunks()).isNull();
        assertThat(plan.minimumRows()).isEqualTo(100);
        assertThat(plan.confidence()).isEqualByComparingTo("0.95");
        assertThat(plan.classifier()).isTrue();
        assertThat(plan.hasLimit()).isFalse();
        assertThat(new String(plan.toJson(), StandardCharsets.UTF_8))
                .isEqualTo(
                        "{\"kind\":\"drift\",\"data\":\"now.parquet\",\"reference\":\"then.parquet\",\"features\":\"all\","
                                + "\"method\":\"gatehouse\",\"metrics\":{\"number\":\"wasserstein_normed\",\"category\":"
                                + "\"jensen_shannon\"},\"limits\":{},\"minimum_rows\":100,\"confidence\":0.95,\"classifier\":true}");
    }

    @Test
    void everyMemberIsReadAndWrittenBack() {
        DriftPlan plan = parse(LEAST + """
                features: [age, job, zip]
                categorical: [zip]
                score: s
                label: y
                time: {column: at, zone: Europe/Berlin, period: week}
                metrics: {number: ks, category: hellinger, by_feature: {age: psi, y: l_infinity}}
                limits: {psi: {max: 0.250}, ks: {max: 0.1}, drifted_share: {max: 0.3}, domain_auc: {max: 0.65}, type_breaks: {max: 0}}
                minimum_rows: 500
                confidence: 0.90
                """);
        assertThat(plan.chunks()).isEqualTo(new Chunks.ByTime("at", ZoneId.of("Europe/Berlin"), Period.WEEK));
        assertThat(plan.byColumn()).isEqualTo(Map.of("age", DriftMetric.PSI, "y", DriftMetric.L_INFINITY));
        assertThat(plan.distanceLimits())
                .isEqualTo(Map.of(DriftMetric.PSI, new BigDecimal("0.25"), DriftMetric.KS, new BigDecimal("0.1")));
        assertThat(plan.checkLimits())
                .containsOnlyKeys(DriftCheck.DRIFTED_SHARE, DriftCheck.DOMAIN_AUC, DriftCheck.TYPE_BREAKS);
        assertThat(DriftPlan.parse(plan.toJson())).isEqualTo(plan);
        assertThat(DriftPlan.parse(plan.toJson()).digest()).isEqualTo(plan.digest());
    }

    @Test
    void layoutAndWrittenDefaultsDoNotChangeTheDigestAndLimitsDo() {
        String digest = parse(LEAST).digest();
        assertThat(parse(
                                "# checked\nreference: then.parquet\nclassifier: true\nfeatures: all\nkind: drift\ndata: now.parquet\n")
                        .digest())
                .isEqualTo(digest);
        assertThat(parse(LEAST + "limits: {drifted_share: {max: 0.1}}").digest())
                .isNotEqualTo(digest);
    }

    @Test
    void nannymlCutsTenChunksWhereNothingIsSaid() {
        DriftPlan plan = parse(LEAST + "method: nannyml");
        assertThat(plan.chunks()).isEqualTo(new Chunks.ByNumber(10));
        assertThat(DriftPlan.parse(plan.toJson())).isEqualTo(plan);
        assertThat(parse(LEAST + "method: nannyml\nchunks: {rows: 5000}").chunks())
                .isEqualTo(new Chunks.ByRows(5000));
    }

    @Test
    void evidentlysRuleOnTheDataSetAlwaysDecides() {
        assertThat(parse(LEAST + "method: evidently").hasLimit()).isTrue();
        assertThat(parse(LEAST + "method: nannyml").hasLimit()).isFalse();
    }

    @Test
    void theKindTellsWhichPlanItIs() {
        assertThat(PlanKind.of(LEAST.getBytes(StandardCharsets.UTF_8))).isEqualTo(PlanKind.DRIFT);
        assertThat(PlanKind.of("{kind: fairness}".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(PlanKind.FAIRNESS);
        assertThatThrownBy(() -> PlanKind.of("kind: quality".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(AuditException.class)
                .hasMessage(
                        "audit plan: kind: must be one of [fairness, drift, performance, diagnosis, splits], not 'quality'");
        assertThatThrownBy(() -> PlanKind.of("[]".getBytes(StandardCharsets.UTF_8)))
                .hasMessageContaining("must be a mapping");
        assertThatThrownBy(() -> PlanKind.of(new byte[0])).hasMessageContaining("must be a mapping");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "features: [age, age]                          | features: a column is named twice in [age, age]",
                "features: []                                  | features: must be all, or a list of 1 to 500 columns",
                "features: age                                 | features: must be all",
                "{features: [a], exclude: [b]}                 | exclude: only beside features: all",
                "{features: [a], categorical: [b]}             | categorical: 'b' is no feature, score or label",
                "{features: [a], score: a}                     | score: 'a' is a feature too",
                "{exclude: [a], label: a}                      | label: 'a' is excluded too",
                "{score: a, label: a}                          | label: is the score's column",
                "{score: at, time: {column: at}}               | time.column: 'at' is a feature, the score or the label too",
                "{time: {column: at}, chunks: {rows: 100}}     | chunks: the rows are cut by time already",
                "chunks: {rows: 5}                             | chunks.rows: 10 to 1000000000, not 5",
                "chunks: {rows: 50, number: 5}                 | chunks: give either rows (of each chunk) or number",
                "chunks: {number: 501}                         | chunks.number: 2 to 500, not 501",
                "time: {column: at, zone: Berlin}              | time.zone: 'Berlin' is no time zone",
                "time: {column: at, period: hour}              | time.period: must be one of [day, week, month, quarter, year]",
                "method: alibi                                 | method: must be one of [gatehouse, evidently, nannyml]",
                "{method: evidently, metrics: {number: ks}}    | metrics: method evidently chooses its own",
                "{method: evidently, limits: {jensen_shannon: {max: 0.2}}} | has thresholds of its own; limit drifted_share",
                "metrics: {number: kolmogorov}                 | metrics.number: unknown metric 'kolmogorov'; known are [ks,",
                "metrics: {category: ks}                       | metrics.category: ks needs numbers; categories have no order",
                "{categorical: [z], metrics: {by_feature: {z: ks}}} | metrics.by_feature.z: needs numbers",
                "{features: [a], metrics: {by_feature: {z: ks}}}    | metrics.by_feature.z: is no feature, score or label",
                "limits: {psi: {max: 0.2}}                     | limits.psi: no column is judged by it",
                "limits: {drift: {max: 0.2}}                   | limits.drift: unknown; known are [ks,",
                "limits: {jensen_shannon: {min: 0.2}}          | limits.jensen_shannon.min: unknown field",
                "limits: {jensen_shannon: {max: 0}}            | limits.jensen_shannon: 0 is not above 0",
                "limits: {drifted_share: {max: 1}}             | limits.drifted_share: 1 is not from 0 to below 1",
                "limits: {domain_auc: {max: 0.5}}              | limits.domain_auc: 0.5 is not above 0.5 and below 1",
                "limits: {type_breaks: {max: 0.5}}             | limits.type_breaks: 0.5 is not a whole number",
                "{classifier: false, limits: {domain_auc: {max: 0.6}}} | limits.domain_auc: needs the classifier",
                "minimum_rows: 1                               | minimum_rows: at least 10, not 1",
                "confidence: 95                                | confidence: between 0.5 and 0.9999, not 95",
                "target: y                                     | target: unknown field; known are [kind,",
            })
    void whatDoesNotGoTogetherIsRefusedByName(String more, String message) {
        String members = more.startsWith("{") ? more.substring(1, more.length() - 1) : more;
        String plan = "{kind: drift, data: a, reference: b, " + members + "}";
        assertThatThrownBy(() -> parse(plan)).isInstanceOf(AuditException.class).hasMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "kind: drift\ndata: a",
                "kind: drift\nreference: a",
                "kind: fairness\ndata: a\nreference: b",
                "a",
                ""
            })
    void whatIsNoDriftPlanIsRefused(String text) {
        assertThatThrownBy(() -> parse(text)).isInstanceOf(AuditException.class);
    }
}
