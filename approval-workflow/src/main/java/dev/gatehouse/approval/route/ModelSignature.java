package dev.gatehouse.approval.route;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.approval.canonical.Identifiers;
import dev.gatehouse.approval.canonical.InvalidDocumentException;
import dev.gatehouse.approval.canonical.StrictFields;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * How to call a model version and read its answer: one input tensor of shape [rows, features], one output tensor of shape [rows, columns].
 *
 * @param protocol {@value #OIP_V2}
 * @param input the input tensor
 * @param output the output tensor
 * @param decision how a score becomes a decision
 */
public record ModelSignature(String protocol, Input input, Output output, Decision decision) {
    /** The Open Inference Protocol, version 2: the one protocol so far. */
    public static final String OIP_V2 = "oip-v2";
    /** Most features, and most output columns. */
    public static final int MAX_FEATURES = 4_096;
    /** Longest name of a tensor, a feature or a decision in characters. */
    public static final int MAX_NAME_CHARS = 200;

    private static final Set<String> DATATYPES = Set.of("FP32", "FP64");
    private static final int MAX_THRESHOLD_DECIMALS = 9;

    /**
     * The input tensor.
     *
     * @param name tensor name
     * @param datatype {@code FP32} or {@code FP64}
     * @param features names in the order of the columns; all different
     */
    public record Input(String name, String datatype, List<String> features) {
        /** @throws InvalidDocumentException if a field is out of its range */
        public Input {
            requireText(name, "input.name");
            requireDatatype(datatype, "input.datatype");
            features = List.copyOf(features);
            features.forEach(feature -> requireText(feature, "input.features"));
            if (features.isEmpty()
                    || features.size() > MAX_FEATURES
                    || new HashSet<>(features).size() < features.size()) {
                throw new InvalidDocumentException(
                        "input.features is not a list of 1 to " + MAX_FEATURES + " different names");
            }
        }
    }

    /**
     * The output tensor.
     *
     * @param name tensor name
     * @param datatype {@code FP32} or {@code FP64}
     * @param scoreColumn index from 0 of the column that holds the score, in [0, 1]
     * @param columns number of columns, from 1 on
     */
    public record Output(String name, String datatype, int scoreColumn, int columns) {
        /** @throws InvalidDocumentException if a field is out of its range */
        public Output {
            requireText(name, "output.name");
            requireDatatype(datatype, "output.datatype");
            if (columns < 1 || columns > MAX_FEATURES || scoreColumn < 0 || scoreColumn >= columns) {
                throw new InvalidDocumentException("output.scoreColumn " + scoreColumn + " is not one of 1 to "
                        + MAX_FEATURES + " columns, of which output.columns names " + columns);
            }
        }
    }

    /**
     * How a score becomes a decision.
     *
     * @param threshold in [0, 1]; a score of at least this is {@code positive}
     * @param positive name of the decision at or above the threshold
     * @param negative name of the decision below it
     */
    public record Decision(BigDecimal threshold, String positive, String negative) {
        /** @throws InvalidDocumentException if a field is out of its range */
        public Decision {
            threshold = threshold.signum() == 0 ? BigDecimal.ZERO : threshold.stripTrailingZeros();
            if (threshold.signum() < 0
                    || threshold.compareTo(BigDecimal.ONE) > 0
                    || threshold.scale() > MAX_THRESHOLD_DECIMALS) {
                throw new InvalidDocumentException(
                        "decision.threshold is not from 0 to 1 with at most " + MAX_THRESHOLD_DECIMALS + " decimals");
            }
            requireText(positive, "decision.positive");
            requireText(negative, "decision.negative");
            if (positive.equals(negative)) {
                throw new InvalidDocumentException(
                        "decision.positive and decision.negative are both '" + positive + "'");
            }
        }

        /**
         * The decision for a score. The threshold is the decimal as written, so a score is compared without rounding it.
         *
         * @throws IllegalArgumentException if the score is not in [0, 1]; a model that answers so has no decision
         */
        public String of(double score) {
            if (!(score >= 0 && score <= 1)) {
                throw new IllegalArgumentException("the score " + score + " is not from 0 to 1, so it has no decision");
            }
            return new BigDecimal(score).compareTo(threshold) >= 0 ? positive : negative;
        }
    }

    /** @throws InvalidDocumentException if the protocol is another one */
    public ModelSignature {
        if (!OIP_V2.equals(protocol)) {
            throw new InvalidDocumentException("protocol '" + protocol + "' is not known; " + OIP_V2 + " is expected");
        }
    }

    /**
     * Reads {@code {"protocol","input":{"name","datatype","features"},"output":{"name","datatype","scoreColumn","columns"},
     * "decision":{"threshold","positive","negative"}}}. The threshold may be a number or a decimal string.
     *
     * @throws InvalidDocumentException if the object is anything else
     */
    public static ModelSignature fromJson(JsonNode object) {
        return read(StrictFields.of(object, "signature"));
    }

    static ModelSignature read(StrictFields fields) {
        StrictFields in = fields.object("input");
        Input input = new Input(
                in.text("name", MAX_NAME_CHARS),
                in.text("datatype", MAX_NAME_CHARS),
                in.texts("features", MAX_FEATURES, MAX_NAME_CHARS));
        in.done();
        StrictFields out = fields.object("output");
        Output output = new Output(
                out.text("name", MAX_NAME_CHARS),
                out.text("datatype", MAX_NAME_CHARS),
                (int) out.integer("scoreColumn", 0, MAX_FEATURES),
                (int) out.integer("columns", 1, MAX_FEATURES));
        out.done();
        StrictFields decide = fields.object("decision");
        Decision decision = new Decision(
                threshold(decide), decide.text("positive", MAX_NAME_CHARS), decide.text("negative", MAX_NAME_CHARS));
        decide.done();
        ModelSignature signature =
                new ModelSignature(fields.text("protocol", Identifiers.MAX_NAME_CHARS), input, output, decision);
        fields.done();
        return signature;
    }

    /** The form that {@link #fromJson} reads, the threshold as a string. */
    public ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("protocol", protocol);
        ObjectNode in = json.putObject("input").put("name", input.name()).put("datatype", input.datatype());
        input.features().forEach(in.putArray("features")::add);
        json.putObject("output")
                .put("name", output.name())
                .put("datatype", output.datatype())
                .put("scoreColumn", output.scoreColumn())
                .put("columns", output.columns());
        json.putObject("decision")
                .put("threshold", decision.threshold().toPlainString())
                .put("positive", decision.positive())
                .put("negative", decision.negative());
        return json;
    }

    private static BigDecimal threshold(StrictFields fields) {
        JsonNode node = fields.required("threshold");
        try {
            if (node.isNumber() || (node.isTextual() && node.textValue().matches("[01](\\.[0-9]{1,9})?"))) {
                return new BigDecimal(node.asText());
            }
        } catch (NumberFormatException e) {
            throw new InvalidDocumentException(fields.path("threshold") + " is not finite", e);
        }
        throw new InvalidDocumentException(fields.path("threshold") + " is not a decimal from 0 to 1");
    }

    private static void requireText(String value, String where) {
        if (value.isBlank() || value.length() > MAX_NAME_CHARS) {
            throw new InvalidDocumentException(where + " has 1 to " + MAX_NAME_CHARS + " characters, not all blank");
        }
    }

    private static void requireDatatype(String datatype, String where) {
        if (!DATATYPES.contains(datatype)) {
            throw new InvalidDocumentException(where + " is '" + datatype + "'; FP32 or FP64 is expected");
        }
    }
}
