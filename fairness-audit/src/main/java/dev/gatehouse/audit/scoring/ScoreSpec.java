package dev.gatehouse.audit.scoring;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.gatehouse.audit.plan.AuditException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/**
 * How a tabular model is called: one FP32 tensor in, one FP32 tensor out.
 *
 * @param input the input tensor's name, shape [rows, features]
 * @param features the columns of the input tensor, in their pinned order; 1 to {@value #MAX_FEATURES}, none twice
 * @param output the output tensor's name, shape [rows, columns]
 * @param scoreColumn the output column that is the score, counted from 0
 * @param columns the output's width
 */
public record ScoreSpec(String input, List<String> features, String output, int scoreColumn, int columns) {
    /** The largest number of features. */
    public static final int MAX_FEATURES = 4_096;

    /** The largest number of output columns. */
    public static final int MAX_OUTPUT_COLUMNS = 1_024;

    private static final JsonMapper JSON = JsonMapper.builder().build();

    public ScoreSpec {
        features = List.copyOf(features);
        check(!input.isBlank(), "input.name: must not be empty");
        check(!output.isBlank(), "output.name: must not be empty");
        check(
                !features.isEmpty() && features.size() <= MAX_FEATURES,
                "input.features: 1 to " + MAX_FEATURES + ", not " + features.size());
        check(new HashSet<>(features).size() == features.size(), "input.features: a feature is named twice");
        check(
                columns >= 1 && columns <= MAX_OUTPUT_COLUMNS,
                "output.columns: 1 to " + MAX_OUTPUT_COLUMNS + ", not " + columns);
        check(
                scoreColumn >= 0 && scoreColumn < columns,
                "output.scoreColumn: 0 to " + (columns - 1) + ", not " + scoreColumn);
    }

    /**
     * Reads the {@code input} and {@code output} blocks of a model version's signature: {@code {"input":{"name":…,
     * "datatype":"FP32","features":[…]},"output":{"name":…,"datatype":"FP32","scoreColumn":…,"columns":…},…}}. Other blocks
     * are not looked at.
     *
     * @throws AuditException naming the field
     */
    public static ScoreSpec parse(String signatureJson) {
        JsonNode signature;
        try {
            signature = JSON.readTree(signatureJson);
        } catch (JsonProcessingException e) {
            throw new AuditException("model signature: not JSON: " + e.getOriginalMessage(), e);
        }
        JsonNode input = signature.path("input");
        JsonNode output = signature.path("output");
        check(input.path("features").isArray(), "input.features: must be a list of names");
        List<String> features = new ArrayList<>();
        for (JsonNode feature : input.path("features")) {
            check(feature.isTextual(), "input.features: must be a list of names");
            features.add(feature.textValue());
        }
        fp32("input", input);
        fp32("output", output);
        return new ScoreSpec(
                text(input, "input"),
                features,
                text(output, "output"),
                integer(output, "scoreColumn"),
                integer(output, "columns"));
    }

    private static void fp32(String where, JsonNode tensor) {
        check(
                tensor.path("datatype").asText().equals("FP32"),
                where + ".datatype: only FP32 can be scored, not '"
                        + tensor.path("datatype").asText() + "'");
    }

    private static String text(JsonNode tensor, String where) {
        check(tensor.path("name").isTextual(), where + ".name: missing");
        return tensor.path("name").textValue();
    }

    private static int integer(JsonNode output, String name) {
        check(
                output.path(name).canConvertToInt() && output.path(name).isIntegralNumber(),
                "output." + name + ": must be a whole number");
        return output.path(name).intValue();
    }

    private static void check(boolean holds, String message) {
        if (!holds) {
            throw new AuditException("model signature: " + message);
        }
    }
}
