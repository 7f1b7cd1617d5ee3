package dev.gatehouse.audit.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PerformancePlanTest {
    private static final String PLAN = """
            kind: performance
            data: scored.parquet
            reference: validated.parquet
            label: {column: default, positive: "yes"}
            decision: {score: score, threshold: 0.50}
            time: {column: at, zone: Europe/Berlin, period: week}
            label_time: {column: known}
            label_source: {column: source, confirmed: [court, audit]}
            segments: [region]
            limits: {auc: {min: 0.750}, precision_drop: {max: 0.05}, brier_rise: {max: 0.02}, label_coverage: {min: 0.5}}
            """;

    @Test
    void theCanonicalTextReadsBackToTheSamePlanAndDigest() {
        PerformancePlan plan = plan(PLAN);
        assertThat(PerformancePlan.parse(plan.toJson())).isEqualTo(plan);
        assertThat(PerformancePlan.parse(plan.toJson()).digest()).isEqualTo(plan.digest());
        assertThat(new String(plan.toJson(), StandardCharsets.UTF_8))
                .isEqualTo("{\"kind\":\"performance\",\"data\":\"scored.parquet\",\"reference\":\"validated.parquet\","
                        + "\"label\":{\"column\":\"default\",\"positive\":\"yes\"},\"decision\":{\"score\":\"score\","
                        + "\"threshold\":0.5},\"time\":{\"column\":\"at\",\"zone\":\"Europe/Berlin\",\"period\":\"week\"},"
                        + "\"label_time\":{\"column\":\"known\"},\"label_source\":{\"column\":\"source\",\"confirmed\":"
                        + "[\"court\",\"audit\"]},\"segments\":[\"region\"],\"limits\":{\"precision_drop\":{\"max\":0.05},"
                        + "\"auc\":{\"min\":0.75},\"brier_rise\":{\"max\":0.02},\"label_coverage\":{\"min\":0.5}},"
                        + "\"minimum_rows\":100,\"confidence\":0.95}");
        assertThat(PlanKind.of(plan.toJson())).isEqualTo(PlanKind.PERFORMANCE);
    }

    @Test
    void aPlanComputesWhatItsDecisionAllows() {
        assertThat(plan(PLAN).metrics())
                .contains(PerformanceMetric.AUC, PerformanceMetric.MCC)
                .hasSize(18);
        assertThat(plan("kind: performance\ndata: a\nlabel: {column: y}\ndecision: {value: p}")
                        .metrics())
                .containsExactly(
                        PerformanceMetric.MEAN_ERROR,
                        PerformanceMetric.MAE,
                        PerformanceMetric.RMSE,
                        PerformanceMetric.R2,
                        PerformanceMetric.MAPE);
        assertThat(
                        plan("kind: performance\ndata: a\nlabel: {column: y, positive: 1}\ndecision: {column: d, positive: 1}")
                                .metrics())
                .doesNotContain(PerformanceMetric.AUC)
                .contains(PerformanceMetric.PRECISION);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "auc: {min: 0.750} | auc_drop: {min: 0.1} | limits.auc_drop: only a max can limit what is lost",
                "auc: {min: 0.750} | mae: {max: 1} | limits.mae: is not computed for two classes",
                "auc: {min: 0.750} | auc: {min: 1.5} | limits.auc: 1.5 is no value that the metric can have",
                "auc: {min: 0.750} | auc: {min: 0.9, max: 0.8} | limits.auc: min must be below max",
                "auc: {min: 0.750} | prevalence_drop: {max: 1} | limits.prevalence_drop: unknown metric",
                "positive: \"yes\" | no: 1 | label.no: unknown field",
                "threshold: 0.50 | threshold: median | decision.threshold: must be a number",
                "segments: [region] | segments: [default] | 'default' is the label, the prediction or the label's time too",
                "segments: [region] | segments: [a, b, c, d] | segments: name 0 to 3 columns",
                "confirmed: [court, audit] | confirmed: [] | label_source.confirmed: name 1 to 50 values",
                "reference: validated.parquet | confidence: 0.9 | is against the reference, and the plan names none",
                "{column: known} | {column: at} | time.column: is named for something else too",
                "zone: Europe/Berlin | zone: Mars/Base | time.zone: 'Mars/Base' is no time zone",
                "segments: [region] | minimum_rows: 5 | minimum_rows: at least 10",
                "kind: performance | kind: drift | kind: only 'performance' is read here"
            })
    void whatIsWrongIsToldWithItsPlace(String part, String instead, String message) {
        assertThatThrownBy(() -> plan(PLAN.replace(part, instead)))
                .isInstanceOf(AuditException.class)
                .hasMessageContaining(message);
    }

    @Test
    void aDelayNeedsTheTimeOfThePrediction() {
        assertThatThrownBy(() -> plan(
                        PLAN.replace("time: {column: at, zone: Europe/Berlin, period: week}", "chunks: {rows: 50}")))
                .isInstanceOf(AuditException.class)
                .hasMessageContaining("label_time: needs time");
    }

    private static PerformancePlan plan(String text) {
        return PerformancePlan.parse(text.getBytes(StandardCharsets.UTF_8));
    }
}
