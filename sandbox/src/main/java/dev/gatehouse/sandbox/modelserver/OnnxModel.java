package dev.gatehouse.sandbox.modelserver;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Map;

/** One loaded model: a single FP32 input [rows, columns] and a single FP32 output [rows, columns]. Safe for concurrent use. */
final class OnnxModel implements AutoCloseable {

    /** The one version that a model has: its name is its digest already. */
    static final String VERSION = "1";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final byte[] NO_BYTES = {};

    private final OrtEnvironment environment;
    private final OrtSession session;
    private final String name;
    private final String digest;
    private final Port input;
    private final Port output;

    private record Port(String name, int columns) {}

    private OnnxModel(
            OrtEnvironment environment, OrtSession session, String name, String digest, Port input, Port output) {
        this.environment = environment;
        this.session = session;
        this.name = name;
        this.digest = digest;
        this.input = input;
        this.output = output;
    }

    static OnnxModel load(OrtEnvironment environment, String name, String digest, byte[] onnx)
            throws OrtException, InferenceError {
        OrtSession session;
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            // Requests run side by side; one of them must not take every core.
            options.setIntraOpNumThreads(1);
            session = environment.createSession(onnx, options);
        }
        try {
            Port input = port(name, "input", session.getInputInfo());
            Port output = port(name, "output", session.getOutputInfo());
            return new OnnxModel(environment, session, name, digest, input, output);
        } catch (OrtException | InferenceError e) {
            session.close();
            throw e;
        }
    }

    private static Port port(String model, String kind, Map<String, NodeInfo> nodes) throws InferenceError {
        if (nodes.size() == 1) {
            NodeInfo node = nodes.values().iterator().next();
            if (node.getInfo() instanceof TensorInfo tensor
                    && tensor.type == OnnxJavaType.FLOAT
                    && tensor.getShape().length == 2
                    && tensor.getShape()[1] > 0) {
                return new Port(node.getName(), (int) tensor.getShape()[1]);
            }
        }
        throw new InferenceError(500, model + " needs exactly one FP32 " + kind + " of shape [rows, columns]");
    }

    /** Metadata as the protocol has it, with the digest of the loaded bytes among the parameters. */
    ObjectNode metadata() {
        ObjectNode metadata = JSON.createObjectNode().put("name", name);
        metadata.putArray("versions").add(VERSION);
        metadata.put("platform", "onnx_onnxv1");
        tensor(metadata.putArray("inputs").addObject(), input);
        tensor(metadata.putArray("outputs").addObject(), output);
        metadata.putObject("parameters").put("digest", "sha256:" + digest);
        return metadata;
    }

    private static void tensor(ObjectNode node, Port port) {
        node.put("name", port.name()).put("datatype", "FP32");
        node.putArray("shape").add(-1).add(port.columns());
    }

    /**
     * An answer of the protocol.
     *
     * @param tensors binary data behind the JSON; empty when the JSON holds all
     */
    record Answer(ObjectNode json, byte[] tensors) {}

    /** Scores a request and gives the protocol's answer. */
    Answer infer(InferRequest request) throws InferenceError {
        if (!request.inputName().equals(input.name())) {
            throw new InferenceError(
                    400, "inputs[0].name is '" + request.inputName() + "', expected '" + input.name() + "'");
        }
        if (request.columns() != input.columns()) {
            throw new InferenceError(
                    400, "inputs[0].shape has " + request.columns() + " columns, expected " + input.columns());
        }
        for (String wanted : request.wantedOutputs()) {
            if (!wanted.equals(output.name())) {
                throw new InferenceError(
                        400, "outputs names '" + wanted + "', this model has only '" + output.name() + "'");
            }
        }
        float[][] rows = run(request);
        ObjectNode answer = JSON.createObjectNode().put("model_name", name).put("model_version", VERSION);
        request.id().ifPresent(id -> answer.put("id", id));
        ObjectNode tensor = answer.putArray("outputs").addObject();
        tensor.put("name", output.name()).put("datatype", "FP32");
        tensor.putArray("shape").add(rows.length).add(output.columns());
        if (request.binaryOutput()) {
            ByteBuffer numbers = ByteBuffer.allocate(rows.length * output.columns() * Float.BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN);
            for (float[] row : rows) {
                for (float value : row) {
                    numbers.putFloat(value);
                }
            }
            tensor.putObject("parameters").put("binary_data_size", numbers.capacity());
            return new Answer(answer, numbers.array());
        }
        ArrayNode data = tensor.putArray("data");
        for (float[] row : rows) {
            for (float value : row) {
                data.add(value);
            }
        }
        return new Answer(answer, NO_BYTES);
    }

    private float[][] run(InferRequest request) throws InferenceError {
        long[] shape = {request.rows(), request.columns()};
        try (OnnxTensor tensor = OnnxTensor.createTensor(environment, FloatBuffer.wrap(request.data()), shape);
                OrtSession.Result result = session.run(Map.of(input.name(), tensor))) {
            return (float[][]) result.get(0).getValue();
        } catch (OrtException e) {
            throw new InferenceError(500, "the model could not score these rows");
        }
    }

    @Override
    public void close() throws OrtException {
        session.close();
    }
}
