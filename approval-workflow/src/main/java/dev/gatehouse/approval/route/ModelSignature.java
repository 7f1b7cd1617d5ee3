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
import java.util.Objects;
import java.util.Optional;

/**
 * How to call a model version and read its answer.
 *
 * @param layout protocol, and where things sit in the bodies
 * @param artifact the artifact's own tensors, where the layout does not tell them; empty under {@link TensorLayout}, and where the service
 *     cannot score the artifact
 * @param decision how a score becomes a decision
 */
public record ModelSignature(Layout layout, Optional<Artifact> artifact, Decision decision) {
    /** Most features, and most output columns. */
    public static final int MAX_FEATURES = 4_096;
    /** Longest name of a tensor, a feature or a decision in characters. */
    public static final int MAX_NAME_CHARS = 200;

    private static final int MAX_THRESHOLD_DECIMALS = 9;

    /**
     * Tensors of an ONNX artifact that is called by another protocol than tensors: by them audits score it. Both are FP32; the input's columns
     * are the features in their order.
     *
     * @param input name of the input tensor
     * @param output name of the output tensor
     * @param scoreColumn index from 0 of the column that holds the score, in [0, 1]
     * @param columns number of columns, from 1 on
     */
    public record Artifact(String input, String output, int scoreColumn, int columns) {
        /** @throws InvalidDocumentException if a field is out of its range */
        public Artifact {
            requireText(input, "artifact.input");
            requireText(output, "artifact.output");
            requireScoreColumn(scoreColumn, columns);
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

    /** @throws InvalidDocumentException if the artifact's tensors are told twice */
    public ModelSignature {
        Objects.requireNonNull(decision, "decision");
        if (layout instanceof TensorLayout && artifact.isPresent()) {
            throw new InvalidDocumentException("artifact is for other protocols; of " + TensorLayout.PROTOCOL
                    + ", input and output tell its tensors");
        }
    }

    /** A signature without an artifact of its own. */
    public ModelSignature(Layout layout, Decision decision) {
        this(layout, Optional.empty(), decision);
    }

    /** {@code oip-v2}, {@code mlflow} or {@code json}. */
    public String protocol() {
        return layout.protocol();
    }

    /** Names of the inputs, all different, in the order of the columns. */
    public List<String> features() {
        return layout.features();
    }

    /**
     * Reads {@code {"protocol","input","output","artifact","decision":{"threshold","positive","negative"}}}. The threshold may be a number or
     * a decimal string. Input and output are, by protocol:
     *
     * <ul>
     *   <li>{@code oip-v2}: {@code {"name","datatype","features"}} and {@code {"name","datatype","scoreColumn","columns"}}; no artifact.
     *   <li>{@code mlflow}: {@code {"features"}} and {@code {"kind":"number"}}, {@code {"kind":"list","scoreColumn","columns"}} or
     *       {@code {"kind":"object","field"}}.
     *   <li>{@code json}: {@code {"path","rows","features":[{"name","pointer"}],"subject"}} and {@code {"rows","score"}}, where rows and subject
     *       may be absent.
     * </ul>
     *
     * <p>An artifact is {@code {"input","output","scoreColumn","columns"}}, or absent.
     *
     * @throws InvalidDocumentException if the object is anything else
     */
    public static ModelSignature fromJson(JsonNode object) {
        return read(StrictFields.of(object, "signature"));
    }

    static ModelSignature read(StrictFields fields) {
        String protocol = fields.text("protocol", Identifiers.MAX_NAME_CHARS);
        StrictFields in = fields.object("input");
        StrictFields out = fields.object("output");
        Layout layout = switch (protocol) {
            case TensorLayout.PROTOCOL -> TensorLayout.read(in, out);
            case FrameLayout.PROTOCOL -> FrameLayout.read(in, out);
            case DocumentLayout.PROTOCOL -> DocumentLayout.read(in, out);
            default ->
                throw new InvalidDocumentException("protocol '" + protocol + "' is not known; "
                        + TensorLayout.PROTOCOL + ", " + FrameLayout.PROTOCOL + " or " + DocumentLayout.PROTOCOL
                        + " is expected");
        };
        in.done();
        out.done();
        Optional<Artifact> artifact = fields.optionalObject("artifact").map(ModelSignature::artifact);
        StrictFields decide = fields.object("decision");
        Decision decision = new Decision(
                threshold(decide), decide.text("positive", MAX_NAME_CHARS), decide.text("negative", MAX_NAME_CHARS));
        decide.done();
        fields.done();
        return new ModelSignature(layout, artifact, decision);
    }

    private static Artifact artifact(StrictFields fields) {
        Artifact artifact = new Artifact(
                fields.text("input", MAX_NAME_CHARS),
                fields.text("output", MAX_NAME_CHARS),
                (int) fields.integer("scoreColumn", 0, MAX_FEATURES),
                (int) fields.integer("columns", 1, MAX_FEATURES));
        fields.done();
        return artifact;
    }

    /** Whether a request for the other means the same here: the protocol is the same, and where every input sits in a body. */
    public boolean takesRequestsOf(ModelSignature other) {
        return layout.protocol().equals(other.layout.protocol())
                && requestForm().equals(other.requestForm());
    }

    private JsonNode requestForm() {
        // Where the model server takes requests is no part of what they say.
        return ((ObjectNode) toJson().get("input")).without("path");
    }

    /** The form that {@link #fromJson} reads, the threshold as a string. */
    public ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("protocol", layout.protocol());
        ObjectNode in = json.putObject("input");
        ObjectNode out = json.putObject("output");
        if (layout instanceof TensorLayout tensors) {
            tensors.write(in, out);
        } else if (layout instanceof FrameLayout frame) {
            frame.write(in, out);
        } else if (layout instanceof DocumentLayout document) {
            document.write(in, out);
        }
        artifact.ifPresent(tensors -> json.putObject("artifact")
                .put("input", tensors.input())
                .put("output", tensors.output())
                .put("scoreColumn", tensors.scoreColumn())
                .put("columns", tensors.columns()));
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

    static void requireText(String value, String where) {
        if (value.isBlank() || value.length() > MAX_NAME_CHARS) {
            throw new InvalidDocumentException(where + " has 1 to " + MAX_NAME_CHARS + " characters, not all blank");
        }
    }

    static List<String> requireFeatures(List<String> features) {
        List<String> names = List.copyOf(features);
        names.forEach(feature -> requireText(feature, "input.features"));
        if (names.isEmpty() || names.size() > MAX_FEATURES || new HashSet<>(names).size() < names.size()) {
            throw new InvalidDocumentException(
                    "input.features is not a list of 1 to " + MAX_FEATURES + " different names");
        }
        return names;
    }

    static void requireScoreColumn(int scoreColumn, int columns) {
        if (columns < 1 || columns > MAX_FEATURES || scoreColumn < 0 || scoreColumn >= columns) {
            throw new InvalidDocumentException("output.scoreColumn " + scoreColumn + " is not one of 1 to "
                    + MAX_FEATURES + " columns, of which output.columns names " + columns);
        }
    }
}
