package dev.gatehouse.approval.route;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.approval.canonical.InvalidDocumentException;
import dev.gatehouse.approval.canonical.StrictFields;
import java.util.List;
import java.util.Set;

/**
 * The Open Inference Protocol, version 2: one input tensor of shape [rows, features], one output tensor of shape [rows, columns].
 *
 * @param input the input tensor
 * @param output the output tensor
 */
public record TensorLayout(Input input, Output output) implements Layout {
    /** The protocol's name. */
    public static final String PROTOCOL = "oip-v2";

    private static final Set<String> DATATYPES = Set.of("FP32", "FP64");

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
            ModelSignature.requireText(name, "input.name");
            requireDatatype(datatype, "input.datatype");
            features = ModelSignature.requireFeatures(features);
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
            ModelSignature.requireText(name, "output.name");
            requireDatatype(datatype, "output.datatype");
            ModelSignature.requireScoreColumn(scoreColumn, columns);
        }
    }

    @Override
    public String protocol() {
        return PROTOCOL;
    }

    @Override
    public List<String> features() {
        return input.features();
    }

    @Override
    public String path(String upstreamModel) {
        return "/v2/models/" + upstreamModel + "/infer";
    }

    static TensorLayout read(StrictFields in, StrictFields out) {
        Input input = new Input(
                in.text("name", ModelSignature.MAX_NAME_CHARS),
                in.text("datatype", ModelSignature.MAX_NAME_CHARS),
                in.texts("features", ModelSignature.MAX_FEATURES, ModelSignature.MAX_NAME_CHARS));
        Output output = new Output(
                out.text("name", ModelSignature.MAX_NAME_CHARS),
                out.text("datatype", ModelSignature.MAX_NAME_CHARS),
                (int) out.integer("scoreColumn", 0, ModelSignature.MAX_FEATURES),
                (int) out.integer("columns", 1, ModelSignature.MAX_FEATURES));
        return new TensorLayout(input, output);
    }

    void write(ObjectNode in, ObjectNode out) {
        in.put("name", input.name()).put("datatype", input.datatype());
        input.features().forEach(in.putArray("features")::add);
        out.put("name", output.name())
                .put("datatype", output.datatype())
                .put("scoreColumn", output.scoreColumn())
                .put("columns", output.columns());
    }

    private static void requireDatatype(String datatype, String where) {
        if (!DATATYPES.contains(datatype)) {
            throw new InvalidDocumentException(where + " is '" + datatype + "'; FP32 or FP64 is expected");
        }
    }
}
