package dev.gatehouse.audit.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.gatehouse.audit.plan.AuditPlan;
import dev.gatehouse.audit.plan.Digests;
import dev.gatehouse.audit.report.Explanations.Feature;
import dev.gatehouse.audit.scoring.OnnxScorer;
import dev.gatehouse.audit.scoring.ScoreSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A real model by ONNX Runtime against scikit-learn and shap; src/test/resources/explain/references.py makes the numbers. */
class ReferenceModelTest {
    private static final Path FOLDER = Path.of("src/test/resources/explain");
    private static final List<String> COLUMNS =
            List.of("age", "debt", "income", "region_north", "region_south", "tenure");
    private static final int REPEATS = 50;

    private static JsonNode references;
    private static OnnxScorer scorer;
    private static LabelledRows rows;

    @BeforeAll
    static void open() throws IOException {
        references = JsonMapper.builder()
                .build()
                .readTree(FOLDER.resolve("references.json").toFile());
        Path model = FOLDER.resolve("boosted.onnx");
        scorer = OnnxScorer.open(model, Digests.sha256(model), new ScoreSpec("input", COLUMNS, "probabilities", 1, 2));
        rows = LabelledRows.sample(FOLDER.resolve("rows.csv"), COLUMNS, plan("auc"), 10_000, 1);
    }

    @AfterAll
    static void close() {
        scorer.close();
    }

    private static AuditPlan plan(String metric) {
        return AuditPlan.parse(("kind: fairness\ndata: d\nprotected: [g]\nlabel: {column: label, positive: '1'}\n"
                        + "decision: {score: score, threshold: 0.5}\nlimits: {impact_ratio: {min: 0.8}}\nexplanations: {metric: "
                        + metric + ", rows: 10000, repeats: " + REPEATS + ", local: 0}\n")
                .getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"auc", "log_loss", "accuracy"})
    void dropsAreThoseOfScikitLearn(String metric) {
        Map<String, Double> ours =
                Cases.explain(plan(metric), rows, scorer::score).explanations().importance().features().stream()
                        .collect(Collectors.toMap(
                                Feature::name, feature -> feature.drop().value()));
        assertThat(references.at("/importance/" + metric)).hasSize(COLUMNS.size());
        for (JsonNode theirs : references.at("/importance/" + metric)) {
            // Both are means over random permutations: four standard errors of their difference.
            double apart = 4
                    * theirs.path("deviation").asDouble()
                    * Math.sqrt(1.0 / REPEATS + 1.0 / references.path("repeats").asInt());
            assertThat(ours.get(theirs.path("feature").asText()))
                    .as(theirs.path("feature").asText())
                    .isCloseTo(theirs.path("mean").asDouble(), within(apart + 1e-4));
        }
    }

    @Test
    void contributionsAreThoseOfShap() {
        float[][] background =
                Arrays.copyOf(rows.inputs(), references.path("background").asInt());
        Batches batches = new Batches(scorer::score, COLUMNS.size(), 1, share -> {}, () -> false);
        ShapleyValues shapley =
                new ShapleyValues(batches, background, Unit.of(COLUMNS, Map.of(), new ArrayList<>()), 60);
        assertThat(shapley.baseline()).isCloseTo(references.path("baseline").asDouble(), within(1e-4));
        assertThat(references.path("contributions")).hasSize(5);
        for (JsonNode theirs : references.path("contributions")) {
            float[] row = rows.inputs()[theirs.path("row").asInt()];
            float score = scorer.score(new float[][] {row})[0];
            assertThat((double) score).isCloseTo(theirs.path("score").asDouble(), within(1e-5));
            ShapleyValues.Found found = shapley.of(row, score, 1);
            for (int j = 0; j < COLUMNS.size(); j++) {
                assertThat(found.values()[j])
                        .as(COLUMNS.get(j))
                        .isCloseTo(theirs.path("values").get(j).asDouble(), within(5 * found.errors()[j] + 2e-4));
            }
            assertThat(Arrays.stream(found.errors()).max().orElseThrow()).isLessThan(0.01);
        }
    }
}
