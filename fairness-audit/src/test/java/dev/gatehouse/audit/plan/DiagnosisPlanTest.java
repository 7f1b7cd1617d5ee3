package dev.gatehouse.audit.plan;

import static dev.gatehouse.audit.Schemas.faults;
import static dev.gatehouse.audit.Schemas.names;
import static dev.gatehouse.audit.Schemas.schema;
import static dev.gatehouse.audit.Schemas.with;
import static dev.gatehouse.audit.Schemas.yaml;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DiagnosisPlanTest {
    private static final JsonNode SCHEMA = schema(DiagnosisPlan.class, "diagnosis-plan.schema.json");

    /** Every member but score, which excludes another. */
    private static final String MEMBERS = """
            kind: diagnosis
            data: d.csv
            reference: r.csv
            features: all
            exclude: [id]
            categorical: [zip]
            label: {column: label, positive: 1}
            decision: {score: score, threshold: 0.50}
            time: {column: at, zone: Europe/Berlin}
            label_time: {column: known}
            label_source: {column: source, confirmed: [court]}
            weak_label: {column: first}
            metrics: [precision, auc]
            segments: [zip, region]
            minimum_rows: 50
            confidence: 0.9
            """;

    private static DiagnosisPlan parse(String text) {
        return DiagnosisPlan.parse(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aPlanIsReadBackFromItsCanonicalText() throws IOException {
        DiagnosisPlan plan = parse(MEMBERS);
        assertThat(DiagnosisPlan.parse(plan.toJson())).isEqualTo(plan);
        assertThat(PlanKind.of(plan.toJson())).isEqualTo(PlanKind.DIAGNOSIS);
        assertThat(faults(SCHEMA, plan.toJson())).isEmpty();
        assertThat(plan.digest())
                .isEqualTo(parse(MEMBERS.replace("0.50", "0.5")).digest());
        DiagnosisPlan least = parse("{kind: diagnosis, data: d, reference: r, label: {column: y, positive: 1},"
                + " decision: {column: p, positive: 1}}");
        assertThat(DiagnosisPlan.parse(least.toJson())).isEqualTo(least);
        assertThat(faults(SCHEMA, least.toJson())).isEmpty();
        assertThat(least.metrics()).hasSize(8).doesNotContain(PerformanceMetric.AUC, PerformanceMetric.PREVALENCE);
        assertThat(least.explained()).hasSize(9).endsWith(PerformanceMetric.PREVALENCE);
    }

    @Test
    void everyMemberAndMetricIsInTheSchemaAndTheGuide() throws IOException {
        Set<String> read = names(yaml(MEMBERS));
        read.add("score");
        assertThat(faults(SCHEMA, yaml(MEMBERS))).isEmpty();
        assertThat(names(SCHEMA.get("properties"))).isEqualTo(read);
        assertThat(SCHEMA.at("/properties/metrics/items/enum"))
                .extracting(JsonNode::asText)
                .containsExactlyInAnyOrderElementsOf(DiagnosisPlan.ids());
        String guide = Files.readString(Path.of("..", "docs", "diagnosis.md"));
        assertThat(read).allSatisfy(name -> assertThat(guide).contains("`" + name + "`"));
        assertThat(DiagnosisPlan.ids()).allSatisfy(name -> assertThat(guide).contains("`" + name + "`"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "kind: drift",
                "features: []",
                "label: {column: label}",
                "decision: {value: amount}",
                "time: {column: at, period: month}",
                "label_time: known",
                "weak_label: first",
                "metrics: [ece]",
                "metrics: []",
                "segments: [a, b, c, d]",
                "minimum_rows: 9",
                "limits: {auc: {min: 0.7}}"
            })
    void whatTheSchemaRefusesTheReaderRefusesToo(String member) throws IOException {
        JsonNode plan = with(MEMBERS, member);
        assertThat(faults(SCHEMA, plan)).isNotEmpty();
        assertThatThrownBy(() -> parse(plan.toString())).isInstanceOf(AuditException.class);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            features: [score]              | exclude: only where features is all
            metrics: [auc, auc]            | metrics: one is named twice
            metrics: [mcc]                 | metrics: mcc cannot be split; known are
            metrics: [sharpness]           | metrics: unknown metric 'sharpness'
            weak_label: {column: label}    | weak_label: 'label' is named for something else too
            weak_label: {column: zip}      | weak_label: 'zip' is named for something else too
            segments: [score]              | segments: 'score' is the label, the prediction
            score: other                   | score: only beside a decision by column
            time:                          | time: must be a mapping
            """)
    void whatDoesNotGoTogetherIsRefusedByName(String member, String problem) throws IOException {
        JsonNode plan = with(MEMBERS, member);
        assertThatThrownBy(() -> parse(plan.toString())).hasMessageContaining(problem);
    }

    @Test
    void inputsAreNothingThatIsKnownAfterThePrediction() {
        String plan = MEMBERS.replace("exclude: [id]\n", "");
        for (String column : new String[] {"label", "score", "at", "known", "source", "first"}) {
            assertThatThrownBy(() -> parse(plan.replace("features: all", "features: [zip, " + column + "]")))
                    .hasMessageContaining("'" + column + "' is the label, the prediction or something about them");
        }
        assertThatThrownBy(() -> parse(plan.replace("label_time: {column: known}\n", "")))
                .hasMessageContaining("the delay of labels needs both");
        assertThatThrownBy(() -> parse(plan.replace("{score: score, threshold: 0.50}", "{column: p, positive: 1}")))
                .hasMessageContaining("auc needs a score");
    }
}
