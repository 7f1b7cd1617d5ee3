package dev.gatehouse.sandbox.credit;

import ai.onnx.proto.OnnxMl;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import org.tribuo.ImmutableFeatureMap;
import org.tribuo.classification.Label;
import org.tribuo.classification.sgd.linear.LinearSGDModel;
import org.tribuo.math.la.DenseMatrix;

/**
 * A linear Tribuo model as ONNX that takes raw values.
 *
 * <p>Tribuo writes the graph; the scaling that stood before it is then folded into its weights ({@code w/σ}) and bias
 * ({@code b − Σ w·μ/σ}), because Tribuo does not export a transformation. Tribuo's own description and metadata hold the training's time of day and are left
 * out, so that the same training is the same artifact.
 */
final class OnnxExport {

    static final String INPUT = "input";
    static final String OUTPUT = "probability";

    private static final String DOMAIN = "dev.gatehouse.sandbox.credit";

    private final byte[] onnx;
    private final int scoreColumn;

    private OnnxExport(byte[] onnx, int scoreColumn) {
        this.onnx = onnx;
        this.scoreColumn = scoreColumn;
    }

    /** Exports the model; throws when its feature order is not {@code names} or its graph is not the one this code knows. */
    static OnnxExport of(LinearSGDModel model, Scaling scaling, List<String> names, String positive) {
        ImmutableFeatureMap features = model.getFeatureIDMap();
        if (features.size() != names.size()) {
            throw new IllegalStateException("the model has " + features.size() + " features, expected " + names.size());
        }
        for (int i = 0; i < names.size(); i++) {
            if (!features.get(i).getName().equals(names.get(i))) {
                throw new IllegalStateException("the model's input column " + i + " is "
                        + features.get(i).getName() + ", expected " + names.get(i));
            }
        }
        OnnxMl.ModelProto exported = model.exportONNXModel(DOMAIN, 1);
        OnnxMl.GraphProto.Builder graph = exported.getGraph().toBuilder();
        if (graph.getInputCount() != 1 || graph.getOutputCount() != 1 || graph.getInitializerCount() != 2) {
            throw new IllegalStateException("unexpected ONNX graph: " + graph.getInputCount() + " inputs, "
                    + graph.getOutputCount() + " outputs, " + graph.getInitializerCount() + " initializers");
        }
        fold(graph, model.getWeightsCopy(), scaling);
        rename(graph);
        byte[] onnx = exported.toBuilder()
                .clearMetadataProps()
                .clearDocString()
                .setGraph(graph)
                .build()
                .toByteArray();
        return new OnnxExport(onnx, model.getOutputIDInfo().getID(new Label(positive)));
    }

    byte[] onnx() {
        return onnx;
    }

    /** Column of the output that holds the probability of the positive class. */
    int scoreColumn() {
        return scoreColumn;
    }

    /** Scores rows with ONNX Runtime, as the model server will. */
    float[] scores(List<float[]> rows) {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession session = environment.createSession(onnx);
                OnnxTensor input = OnnxTensor.createTensor(environment, rows.toArray(float[][]::new));
                OrtSession.Result result = session.run(Map.of(INPUT, input))) {
            float[][] output = (float[][]) result.get(OUTPUT).orElseThrow().getValue();
            float[] scores = new float[output.length];
            for (int i = 0; i < output.length; i++) {
                scores[i] = output[i][scoreColumn];
            }
            return scores;
        } catch (OrtException e) {
            throw new IllegalStateException("the exported model does not run: " + e.getMessage(), e);
        }
    }

    private static void fold(OnnxMl.GraphProto.Builder graph, DenseMatrix weights, Scaling scaling) {
        int outputs = weights.getDimension1Size();
        int features = weights.getDimension2Size() - 1;
        ByteBuffer slopes = ByteBuffer.allocate(4 * features * outputs).order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer biases = ByteBuffer.allocate(4 * outputs).order(ByteOrder.LITTLE_ENDIAN);
        double[] bias = new double[outputs];
        for (int o = 0; o < outputs; o++) {
            bias[o] = weights.get(o, features);
        }
        for (int f = 0; f < features; f++) {
            for (int o = 0; o < outputs; o++) {
                double slope = weights.get(o, f) / scaling.deviation()[f];
                slopes.putFloat((float) slope);
                bias[o] -= slope * scaling.mean()[f];
            }
        }
        for (double b : bias) {
            biases.putFloat((float) b);
        }
        for (OnnxMl.TensorProto.Builder tensor : graph.getInitializerBuilderList()) {
            ByteBuffer folded = tensor.getDimsCount() == 2 ? slopes : biases;
            if (tensor.getRawData().size() != folded.capacity()) {
                throw new IllegalStateException("unexpected size of the ONNX tensor " + tensor.getName());
            }
            tensor.setRawData(ByteString.copyFrom(folded.array()));
        }
    }

    private static void rename(OnnxMl.GraphProto.Builder graph) {
        String input = graph.getInput(0).getName();
        String output = graph.getOutput(0).getName();
        graph.getInputBuilder(0).setName(INPUT);
        graph.getOutputBuilder(0).setName(OUTPUT);
        for (OnnxMl.NodeProto.Builder node : graph.getNodeBuilderList()) {
            for (int i = 0; i < node.getInputCount(); i++) {
                if (node.getInput(i).equals(input)) {
                    node.setInput(i, INPUT);
                }
            }
            for (int i = 0; i < node.getOutputCount(); i++) {
                if (node.getOutput(i).equals(output)) {
                    node.setOutput(i, OUTPUT);
                }
            }
        }
    }
}
