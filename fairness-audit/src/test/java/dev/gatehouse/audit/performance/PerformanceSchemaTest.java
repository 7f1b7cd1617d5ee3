package dev.gatehouse.audit.performance;

import static dev.gatehouse.audit.Schemas.faults;
import static dev.gatehouse.audit.Schemas.names;
import static dev.gatehouse.audit.Schemas.schema;
import static dev.gatehouse.audit.Schemas.with;
import static dev.gatehouse.audit.Schemas.yaml;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.audit.plan.AuditException;
import dev.gatehouse.audit.plan.PerformanceMetric;
import dev.gatehouse.audit.plan.PerformancePlan;
import dev.gatehouse.audit.report.PerformanceReport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The published schemas, the guide, and what is read and written must agree. */
class PerformanceSchemaTest {
    private static final JsonNode PLAN = schema(PerformancePlan.class, "performance-plan.schema.json");
    private static final JsonNode REPORT = schema(PerformanceReport.class, "performance-report.schema.json");

    /** Every member but chunks and score, which exclude others. */
    private static final String MEMBERS = """
            kind: performance
            data: d
            reference: r
            label: {column: label, positive: 1}
            decision: {score: score, threshold: 0.5}
            time: {column: at, zone: UTC, period: month}
            label_time: {column: known}
            label_source: {column: source, confirmed: [court]}
            segments: [source]
            limits: {auc: {min: 0.7}, precision_drop: {max: 0.1}}
            minimum_rows: 20
            confidence: 0.9
            """;

    @TempDir
    Path folder;

    @Test
    void plansAndReportsAreWhatTheSchemasSay() throws IOException {
        Predictions rows = new Predictions("score,label,at,known,source");
        for (int i = 0; i < 300; i++) {
            rows.row(
                    i % 10 / 10.0,
                    i % 7 == 0 ? "" : i % 10 > 4 ? i % 3 / 2 : 0,
                    "2026-0" + (1 + i % 3) + "-02",
                    "2026-05-01",
                    "court");
        }
        Path file = rows.in(folder, "all.csv");
        for (String plan : List.of(
                MEMBERS,
                "kind: performance\ndata: d\nlabel: {column: label, positive: 1}\ndecision: {column: source, positive: x}\nscore: score\nchunks: {rows: 100}",
                "kind: performance\ndata: d\nreference: r\nlabel: {column: label}\ndecision: {value: score}\nlimits: {mae: {max: 1}, rmse_rise: {max: 1}}")) {
            assertThat(faults(PLAN, Predictions.plan(plan).toJson())).isEmpty();
            PerformanceReport report = Predictions.audit(plan, plan.contains("reference") ? file : null, file)
                    .report();
            assertThat(faults(REPORT, report.toJson())).isEmpty();
            assertThat(PerformanceReport.parse(report.toJson())).isEqualTo(report);
        }
        assertThatThrownBy(() ->
                        PerformanceReport.parse("{\"kind\":\"drift\",\"format\":1}".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(AuditException.class)
                .hasMessageContaining("not a performance report");
    }

    @Test
    void everyMemberMetricAndLimitIsReadAndExplained() throws IOException {
        JsonNode plan = yaml(MEMBERS);
        assertThat(faults(PLAN, plan)).isEmpty();
        Set<String> read = names(plan);
        read.addAll(List.of("chunks", "score"));
        assertThat(names(PLAN.get("properties"))).isEqualTo(read);
        List<String> limits = new ArrayList<>();
        for (PerformanceMetric metric : PerformanceMetric.values()) {
            limits.add(metric.id());
            if (metric.lossId() != null) {
                limits.add(metric.lossId());
            }
        }
        assertThat(names(PLAN.at("/properties/limits/properties"))).containsExactlyInAnyOrderElementsOf(limits);
        String guide = Files.readString(Path.of("..", "docs", "performance.md"));
        assertThat(read).allSatisfy(name -> assertThat(guide).contains("`" + name + "`"));
        for (PerformanceMetric metric : PerformanceMetric.values()) {
            assertThat(guide).contains("| `" + metric.id() + "` |");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "kind: fairness",
                "label: {positive: 1}",
                "decision: {score: score}",
                "decision: {column: a}",
                "time: {zone: UTC}",
                "time: {column: at, period: hour}",
                "label_time: known",
                "label_source: {column: source}",
                "segments: [a, b, c, d]",
                "limits: {auc: {}}",
                "limits: {auc_rise: {max: 0.1}}",
                "limits: {auc_drop: {min: 0.1}}",
                "minimum_rows: 9",
                "confidence: 95",
                "weight: w"
            })
    void whatTheSchemaRefusesTheReaderRefusesToo(String member) throws IOException {
        JsonNode plan = with(MEMBERS, member);
        assertThat(faults(PLAN, plan)).isNotEmpty();
        assertThatThrownBy(() -> PerformancePlan.parse(plan.toString().getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(AuditException.class);
    }
}
