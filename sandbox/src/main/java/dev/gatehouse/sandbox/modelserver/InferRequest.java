package dev.gatehouse.sandbox.modelserver;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * An inference request of the protocol with one FP32 tensor of shape [rows, columns], in JSON or, by Triton's binary tensor data extension, in
 * bytes behind it.
 *
 * @param id the client's id, to be echoed
 * @param inputName name of the tensor
 * @param rows 1 to {@value #MAX_ROWS}
 * @param columns 1 to {@value #MAX_COLUMNS}
 * @param data row by row, finite
 * @param wantedOutputs the outputs asked for; empty for all
 * @param binaryOutput whether the answer's tensor is to come in bytes
 */
record InferRequest(
        Optional<String> id,
        String inputName,
        int rows,
        int columns,
        float[] data,
        List<String> wantedOutputs,
        boolean binaryOutput) {

    /** Rows of one request. */
    static final int MAX_ROWS = 4096;

    /** Columns of a row. */
    static final int MAX_COLUMNS = 1024;

    /** Characters of a client's id. */
    static final int MAX_ID_CHARS = 256;

    private static final ObjectMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(16)
                            .maxNumberLength(64)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private static final Set<String> FIELDS = Set.of("id", "parameters", "inputs", "outputs");
    private static final Set<String> TENSOR_FIELDS = Set.of("name", "shape", "datatype", "parameters", "data");

    /**
     * Reads a body; every refusal names the field and what was expected there.
     *
     * @param jsonBytes length of the JSON that it begins with
     */
    static InferRequest parse(byte[] body, int jsonBytes) throws InferenceError {
        JsonNode root;
        try {
            root = JSON.readTree(body, 0, jsonBytes);
        } catch (JsonProcessingException e) {
            throw bad("the body is not JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw bad("the body is not JSON");
        }
        if (root == null || !root.isObject()) {
            throw bad("the body must be a JSON object");
        }
        onlyFields(root, FIELDS, "the request");
        Optional<String> id = Optional.empty();
        if (root.has("id")) {
            id = Optional.of(text(root.get("id"), "id"));
            if (id.get().length() > MAX_ID_CHARS) {
                throw bad("id has more than " + MAX_ID_CHARS + " characters");
            }
        }
        JsonNode inputs = root.path("inputs");
        if (!inputs.isArray() || inputs.size() != 1 || !inputs.get(0).isObject()) {
            throw bad("inputs must be an array of exactly one tensor");
        }
        JsonNode tensor = inputs.get(0);
        onlyFields(tensor, TENSOR_FIELDS, "inputs[0]");
        String datatype = text(tensor.path("datatype"), "inputs[0].datatype");
        if (!datatype.equals("FP32")) {
            throw bad("inputs[0].datatype is '" + datatype + "', expected 'FP32'");
        }
        JsonNode shape = tensor.path("shape");
        if (!shape.isArray() || shape.size() != 2) {
            throw bad("inputs[0].shape must be [rows, columns]");
        }
        int rows = dimension(shape.get(0), "rows", MAX_ROWS);
        int columns = dimension(shape.get(1), "columns", MAX_COLUMNS);
        return new InferRequest(
                id,
                text(tensor.path("name"), "inputs[0].name"),
                rows,
                columns,
                tensor.path("parameters").has("binary_data_size")
                        ? binary(tensor, rows, columns, ByteBuffer.wrap(body, jsonBytes, body.length - jsonBytes))
                        : data(tensor.path("data"), rows, columns),
                wanted(root.path("outputs")),
                binaryOutput(root));
    }

    private static float[] binary(JsonNode tensor, int rows, int columns, ByteBuffer behind) throws InferenceError {
        int size = rows * columns * Float.BYTES;
        if (tensor.has("data")
                || tensor.path("parameters").path("binary_data_size").asLong() != size
                || behind.remaining() != size) {
            throw bad("inputs[0] has " + behind.remaining() + " bytes of binary data, its shape says " + size);
        }
        float[] data = new float[rows * columns];
        behind.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(data);
        for (int i = 0; i < data.length; i++) {
            if (!Float.isFinite(data[i])) {
                throw bad("inputs[0]: element " + i + " of the binary data is not finite");
            }
        }
        return data;
    }

    /** For all outputs, unless the one that is asked for says otherwise. */
    private static boolean binaryOutput(JsonNode root) {
        boolean all = root.path("parameters").path("binary_data_output").asBoolean();
        return root.path("outputs")
                .path(0)
                .path("parameters")
                .path("binary_data")
                .asBoolean(all);
    }

    private static int dimension(JsonNode node, String what, int limit) throws InferenceError {
        if (!node.isIntegralNumber() || !node.canConvertToInt() || node.intValue() < 1 || node.intValue() > limit) {
            throw bad("inputs[0].shape: " + what + " must be a whole number from 1 to " + limit);
        }
        return node.intValue();
    }

    /** The protocol allows a flat array and one that is nested as the shape says. */
    private static float[] data(JsonNode node, int rows, int columns) throws InferenceError {
        if (!node.isArray()) {
            throw bad("inputs[0].data must be an array");
        }
        float[] data = new float[rows * columns];
        if (!node.isEmpty() && node.get(0).isArray()) {
            if (node.size() != rows) {
                throw bad("inputs[0].data has " + node.size() + " rows, its shape says " + rows);
            }
            for (int row = 0; row < rows; row++) {
                if (!node.get(row).isArray() || node.get(row).size() != columns) {
                    throw bad("inputs[0].data[" + row + "] must be an array of " + columns
                            + " numbers, as its shape says");
                }
                copy(node.get(row), data, row * columns);
            }
        } else {
            if (node.size() != data.length) {
                throw bad("inputs[0].data has " + node.size() + " numbers, its shape says " + data.length);
            }
            copy(node, data, 0);
        }
        return data;
    }

    private static void copy(JsonNode numbers, float[] data, int offset) throws InferenceError {
        Iterator<JsonNode> elements = numbers.elements();
        for (int i = offset; elements.hasNext(); i++) {
            JsonNode element = elements.next();
            float value = element.floatValue();
            if (!element.isNumber() || !Float.isFinite(value)) {
                throw bad("inputs[0].data: element " + i + " is not a number that FP32 can hold");
            }
            data[i] = value;
        }
    }

    private static List<String> wanted(JsonNode outputs) throws InferenceError {
        List<String> wanted = new ArrayList<>();
        if (!outputs.isMissingNode()) {
            if (!outputs.isArray()) {
                throw bad("outputs must be an array");
            }
            for (JsonNode output : outputs) {
                wanted.add(text(output.path("name"), "outputs[].name"));
            }
        }
        return List.copyOf(wanted);
    }

    private static String text(JsonNode node, String where) throws InferenceError {
        if (!node.isTextual()) {
            throw bad(where + " must be a string");
        }
        return node.textValue();
    }

    private static void onlyFields(JsonNode node, Set<String> allowed, String where) throws InferenceError {
        for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!allowed.contains(name)) {
                throw bad(
                        where + " has the unknown field '" + (name.length() > 80 ? name.substring(0, 80) : name) + "'");
            }
        }
    }

    private static InferenceError bad(String message) {
        return new InferenceError(400, message);
    }
}
