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

    private static final String TENSORS = "oip-v2";
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
     * Reads a model version's signature. One whose bodies are tensors ({@code oip-v2}) names its artifact's tensors in its {@code input} and
     * {@code output} blocks, {@code {"name":…,"datatype":"FP32","features":[…]}} and {@code {"name":…,"datatype":"FP32","scoreColumn":…,
     * "columns":…}}. Any other names them apart, in {@code "artifact":{"input":…,"output":…,"scoreColumn":…,"columns":…}}, with the features
     * of its {@code input} block as texts or as objects with a {@code name}. Other blocks are not looked at.
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
        List<String> features = features(input);
        String protocol = signature.path("protocol").asText(TENSORS);
        if (!protocol.equals(TENSORS)) {
            JsonNode artifact = signature.path("artifact");
            check(
                    artifact.isObject(),
                    "artifact: missing, so the tensors of a version that is called by " + protocol
                            + " are not known and it cannot be scored");
            return new ScoreSpec(
                    text(artifact, "artifact", "input"),
                    features,
                    text(artifact, "artifact", "output"),
                    integer(artifact, "artifact", "scoreColumn"),
                    integer(artifact, "artifact", "columns"));
        }
        JsonNode output = signature.path("output");
        fp32("input", input);
        fp32("output", output);
        return new ScoreSpec(
                text(input, "input", "name"),
                features,
                text(output, "output", "name"),
                integer(output, "output", "scoreColumn"),
                integer(output, "output", "columns"));
    }

    private static List<String> features(JsonNode input) {
        check(input.path("features").isArray(), "input.features: must be a list of names");
        List<String> features = new ArrayList<>();
        for (JsonNode feature : input.path("features")) {
            JsonNode name = feature.isObject() ? feature.path("name") : feature;
            check(name.isTextual(), "input.features: must be a list of names");
            features.add(name.textValue());
        }
        return features;
    }

    private static void fp32(String where, JsonNode tensor) {
        check(
                tensor.path("datatype").asText().equals("FP32"),
                where + ".datatype: only FP32 can be scored, not '"
                        + tensor.path("datatype").asText() + "'");
    }

    private static String text(JsonNode block, String where, String field) {
        check(block.path(field).isTextual(), where + "." + field + ": missing");
        return block.path(field).textValue();
    }

    private static int integer(JsonNode block, String where, String field) {
        check(
                block.path(field).canConvertToInt() && block.path(field).isIntegralNumber(),
                where + "." + field + ": must be a whole number");
        return block.path(field).intValue();
    }

    private static void check(boolean holds, String message) {
        if (!holds) {
            throw new AuditException("model signature: " + message);
        }
    }
}
