package dev.gatehouse.approval.payload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.gatehouse.approval.route.TensorLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Bodies of the Open Inference Protocol v2: tensors as JSON, or as bytes behind it (Triton's binary tensor data extension: little-endian,
 * row-major, in the order in which the JSON names them).
 */
final class TensorBody {
    private TensorBody() {}

    /** The values of a tensor of shape [rows, columns]. */
    private record Tensor(String datatype, int rows, int columns, JsonNode data, ByteBuffer binary) {
        /** Null where JSON holds no number. */
        Double at(int row, int column) {
            int index = row * columns + column;
            if (binary != null) {
                return datatype.equals("FP64")
                        ? binary.getDouble(index * Double.BYTES)
                        : (double) binary.getFloat(index * Float.BYTES);
            }
            JsonNode value = data.path(0).isArray() ? data.get(row).get(column) : data.get(index);
            return value.isNumber() ? (Double) value.doubleValue() : null;
        }
    }

    static RequestRows.Read rows(TensorLayout layout, JsonNode root, int jsonBytes, byte[] body)
            throws UnreadablePayloadException {
        TensorLayout.Input input = layout.input();
        Tensor tensor = tensor(
                root.path("inputs"), "input", input.name(), input.features().size(), jsonBytes, body);
        if (!tensor.datatype.equals(input.datatype())) {
            throw new UnreadablePayloadException("the input '" + input.name() + "' is not " + input.datatype()
                    + ", as the signature says, but '" + tensor.datatype + "'");
        }
        boolean single = input.datatype().equals("FP32");
        return new RequestRows.Read(
                tensor.rows,
                (row, column) -> single ? decimal(tensor.at(row, column)) : tensor.at(row, column),
                Subjects.in(layout, root));
    }

    /**
     * What an FP32 tensor holds of a number, as the decimal that a person would write: 0.1 is 0.1, whether it came as 0.1, as
     * 0.10000000149011612 or in four bytes.
     */
    private static Double decimal(Double value) {
        if (value == null) {
            return null;
        }
        float single = value.floatValue();
        return single == Math.rint(single) || !Float.isFinite(single)
                ? (double) single
                : Double.parseDouble(Float.toString(single));
    }

    static double[] scores(TensorLayout layout, JsonNode root, int jsonBytes, byte[] answer)
            throws UnreadablePayloadException {
        TensorLayout.Output output = layout.output();
        Tensor tensor = tensor(root.path("outputs"), "output", output.name(), output.columns(), jsonBytes, answer);
        double[] scores = new double[tensor.rows];
        for (int row = 0; row < scores.length; row++) {
            Double score = tensor.at(row, output.scoreColumn());
            scores[row] = PayloadJson.score(score == null ? Double.NaN : score, row);
        }
        return scores;
    }

    private static Tensor tensor(JsonNode tensors, String kind, String name, int columns, int jsonBytes, byte[] body)
            throws UnreadablePayloadException {
        if (!tensors.isArray()) {
            throw new UnreadablePayloadException("there is no list of " + kind + "s");
        }
        JsonNode found = null;
        long foundAt = 0;
        int jsonLength = jsonBytes < 0 ? body.length : jsonBytes;
        long at = jsonLength;
        for (JsonNode tensor : tensors) {
            if (tensor.path("name").asText().equals(name)) {
                if (found != null) {
                    throw new UnreadablePayloadException(
                            "there are two tensors '" + name + "' among the " + kind + "s");
                }
                found = tensor;
                foundAt = at;
            }
            at += binarySize(tensor, body.length);
            if (at > body.length) {
                break;
            }
        }
        if (at != body.length) {
            throw new UnreadablePayloadException("the " + kind + " tensors are said to have " + (at - jsonLength)
                    + " bytes or more behind the JSON, where there are " + (body.length - jsonLength));
        }
        if (found == null) {
            throw new UnreadablePayloadException("there is no " + kind + " '" + name + "'");
        }
        int rows = rows(found.path("shape"), kind, name, columns);
        return found.path("parameters").has("binary_data_size")
                ? binary(found, name, rows, columns, body, (int) foundAt)
                : json(found, name, rows, columns);
    }

    private static long binarySize(JsonNode tensor, int bodyBytes) throws UnreadablePayloadException {
        JsonNode size = tensor.path("parameters").path("binary_data_size");
        if (size.isMissingNode()) {
            return 0;
        }
        if (!size.isIntegralNumber() || !size.canConvertToInt() || size.intValue() < 0 || size.intValue() > bodyBytes) {
            throw new UnreadablePayloadException(
                    "a binary_data_size is not a whole number of bytes that the body can hold");
        }
        return size.intValue();
    }

    private static int rows(JsonNode shape, String kind, String name, int columns) throws UnreadablePayloadException {
        boolean flat = shape.size() == 1 && columns == 1;
        boolean fits = shape.isArray()
                && isSize(shape.path(0))
                && (flat
                        || shape.size() == 2
                                && isSize(shape.path(1))
                                && shape.path(1).longValue() == columns);
        if (!fits) {
            String said = shape.toString();
            throw new UnreadablePayloadException("the " + kind + " '" + name + "' has the shape "
                    + said.substring(0, Math.min(said.length(), 60)) + ", not [rows, " + columns + "]");
        }
        return PayloadJson.rows(shape.path(0).longValue());
    }

    private static boolean isSize(JsonNode dimension) {
        return dimension.isIntegralNumber() && dimension.canConvertToLong() && dimension.longValue() >= 0;
    }

    private static Tensor binary(JsonNode tensor, String name, int rows, int columns, byte[] body, int at)
            throws UnreadablePayloadException {
        String datatype = tensor.path("datatype").asText();
        boolean wide = datatype.equals("FP64");
        if (!wide && !datatype.equals("FP32")) {
            throw new UnreadablePayloadException("the tensor '" + name + "' is binary and neither FP32 nor FP64");
        }
        int size = tensor.path("parameters").path("binary_data_size").intValue();
        if (tensor.has("data") || size != (long) rows * columns * (wide ? Double.BYTES : Float.BYTES)) {
            throw new UnreadablePayloadException("the tensor '" + name + "' has " + size
                    + " bytes of binary data, which are not the " + rows + " × " + columns + " numbers of " + datatype
                    + " of its shape");
        }
        ByteBuffer numbers = ByteBuffer.wrap(body, at, size).slice().order(ByteOrder.LITTLE_ENDIAN);
        return new Tensor(datatype, rows, columns, MissingNode.getInstance(), numbers);
    }

    /** Flat or nested, row-major either way. */
    private static Tensor json(JsonNode tensor, String name, int rows, int columns) throws UnreadablePayloadException {
        JsonNode data = tensor.path("data");
        boolean nested = data.path(0).isArray();
        boolean fits = data.isArray() && data.size() == (nested ? rows : (long) rows * columns);
        for (JsonNode item : data) {
            fits &= nested ? item.isArray() && item.size() == columns : item.isValueNode();
        }
        if (!fits) {
            throw new UnreadablePayloadException("the data of the tensor '" + name + "' are not " + rows + " rows of "
                    + columns + " numbers, as its shape says");
        }
        return new Tensor(tensor.path("datatype").asText(), rows, columns, data, null);
    }
}
