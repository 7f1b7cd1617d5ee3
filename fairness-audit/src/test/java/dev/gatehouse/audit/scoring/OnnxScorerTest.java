package dev.gatehouse.audit.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl;
import dev.gatehouse.audit.FairnessAudit;
import dev.gatehouse.audit.plan.AuditException;
import dev.gatehouse.audit.plan.AuditPlan;
import dev.gatehouse.audit.plan.GroupMetric;
import dev.gatehouse.audit.report.AuditReport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tribuo.Example;
import org.tribuo.Feature;
import org.tribuo.MutableDataset;
import org.tribuo.Prediction;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.classification.sgd.linear.LinearSGDModel;
import org.tribuo.classification.sgd.linear.LogisticRegressionTrainer;
import org.tribuo.datasource.ListDataSource;
import org.tribuo.impl.ArrayExample;
import org.tribuo.provenance.SimpleDataSourceProvenance;

class OnnxScorerTest {
    private static final List<String> FEATURES = List.of("age", "income");

    @TempDir
    static Path folder;

    private static LinearSGDModel tribuo;
    private static byte[] onnx;
    private static Path file;
    private static ScoreSpec spec;

    @BeforeAll
    static void trainAndExportALogisticModel() throws IOException {
        Random random = new Random(3);
        LabelFactory labels = new LabelFactory();
        List<Example<Label>> examples = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            double age = random.nextDouble();
            double income = random.nextDouble();
            boolean defaults = age - 2 * income + random.nextGaussian() / 4 > -0.5;
            examples.add(example(new Label(defaults ? "default" : "repay"), age, income));
        }
        tribuo = new LogisticRegressionTrainer()
                .train(new MutableDataset<>(
                        new ListDataSource<>(examples, labels, new SimpleDataSourceProvenance("rows", labels))));
        OnnxMl.ModelProto model = tribuo.exportONNXModel("test", 1);
        onnx = model.toByteArray();
        file = Files.write(folder.resolve("model.onnx"), onnx);
        int score = tribuo.getOutputIDInfo().getID(new Label("default"));
        assertThat(tribuo.getFeatureIDMap().get("age").getID()).isZero();
        spec = ScoreSpec.parse("""
            {"protocol": "oip-v2",
             "input": {"name": "input", "datatype": "FP32", "features": ["age", "income"]},
             "output": {"name": "output", "datatype": "FP32", "scoreColumn": %d, "columns": 2},
             "decision": {"threshold": 0.5, "positive": "default"}}\
            """.formatted(score));
    }

    @Test
    void scoresAreTheModelsOwn() {
        Random random = new Random(5);
        float[][] rows = new float[500][2];
        for (float[] row : rows) {
            row[0] = random.nextFloat();
            row[1] = random.nextFloat();
        }
        try (OnnxScorer scorer = OnnxScorer.open(file, "sha256:" + sha256(onnx), spec)) {
            float[] scores = scorer.score(rows);
            for (int i = 0; i < rows.length; i++) {
                Prediction<Label> prediction = tribuo.predict(example(new Label("repay"), rows[i][0], rows[i][1]));
                double expected = prediction.getOutputScores().get("default").getScore();
                assertThat((double) scores[i]).isCloseTo(expected, within(1e-5));
                assertThat(scorer.outputs(new float[][] {rows[i]})[0][spec.scoreColumn()])
                        .isCloseTo(scores[i], within(1e-6f));
            }
            assertThat(scores).hasSize(500);
            assertThat(scorer.score(new float[0][])).isEmpty();
            assertThat(scorer.sha256()).isEqualTo(sha256(onnx));
        }
    }

    @Test
    void aFileIsScoredAndAudited() throws IOException {
        StringBuilder csv = new StringBuilder("id,income,\"group, of\",age,label\n");
        Random random = new Random(9);
        float[][] rows = new float[2_500][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = new float[] {random.nextInt(1000) / 1000f, random.nextInt(1000) / 1000f};
            csv.append(String.format(
                    Locale.ROOT,
                    "%d,%s,\"%s\",%s,%d%n",
                    i,
                    rows[i][1],
                    i % 2 == 0 ? "a,b" : "c\"\"d",
                    rows[i][0],
                    i % 3 == 0 ? 1 : 0));
        }
        Path in = Files.writeString(folder.resolve("in.csv"), csv);
        Path out = folder.resolve("out.csv");
        try (OnnxScorer scorer = OnnxScorer.open(file, sha256(onnx), spec)) {
            assertThat(scorer.scoreFile(in, out, List.of("label", "group, of"))).isEqualTo(2_500);
            List<String> lines = Files.readAllLines(out);
            float[] scores = scorer.score(rows);
            assertThat(lines).hasSize(2_501).startsWith("label,\"group, of\",score");
            assertThat(lines.get(1)).isEqualTo("1,\"a,b\"," + scores[0]);
            assertThat(lines.get(2_500))
                    .isEqualTo("1,\"c\"\"d\"," + scores[2_499])
                    .isNotEmpty();
        }
        AuditReport report = FairnessAudit.run(AuditPlan.parse("""
            {kind: fairness, data: out.csv, label: {column: label, positive: "1"}, protected: ["group, of"],
             decision: {score: score, threshold: 0.5}, favourable: negative,
             limits: {impact_ratio: {min: 0.8}}}\
            """.getBytes(StandardCharsets.UTF_8)), out)
                .report();
        assertThat(report.rows().used()).isEqualTo(2_500);
        assertThat(report.overall().metric(GroupMetric.BRIER).isDefined()).isTrue();
    }

    @Test
    void aFileThatCannotBeScoredIsRefusedAtItsLineAndColumn() throws IOException {
        refusedFile("age\n1\n", "has no column 'income'");
        refusedFile("age,income\n1,2\n1,\n", "line 3, column 'income': empty");
        refusedFile("age,income\n1,2\nold,2\n", "line 3, column 'age': 'old' is no finite number");
        refusedFile("age,income\n1,NaN\n", "line 2, column 'income'");
        refusedFile("age,income\n1,1e39\n", "line 2, column 'income'");
        refusedFile("age,income\n1,2,3\n", "line 2 has 3 fields");
        assertThat(folder.resolve("refused.csv")).doesNotExist();
        try (var files = Files.list(folder)) {
            assertThat(files).noneMatch(f -> f.toString().endsWith(".partial"));
        }
    }

    @Test
    void rowsOfAWrongShapeAreRefused() {
        try (OnnxScorer scorer = OnnxScorer.open(file, sha256(onnx), spec)) {
            assertThatThrownBy(() -> scorer.score(new float[][] {{1, 2}, {1}}))
                    .isInstanceOf(AuditException.class)
                    .hasMessage("row 1 has 1 features, the model wants 2");
            assertThatThrownBy(() -> scorer.score(new float[][] {{1, Float.NaN}}))
                    .isInstanceOf(AuditException.class)
                    .hasMessageContaining("row 0, feature 'income'");
            assertThatThrownBy(() -> scorer.score(new float[OnnxScorer.MAX_BATCH_ROWS + 1][2]))
                    .isInstanceOf(AuditException.class);
        }
    }

    @Test
    void aModelOfAnotherDigestOrShapeIsRefused() {
        refusedModel(onnx, "0".repeat(64), spec, "not the expected");
        ScoreSpec wide = new ScoreSpec("input", List.of("a", "b", "c"), "output", 0, 2);
        refusedModel(onnx, sha256(onnx), wide, "the signature says [rows, 3]");
        refusedModel(
                onnx, sha256(onnx), new ScoreSpec("x", FEATURES, "output", 0, 2), "the model's inputs are [input]");
        refusedModel(onnx, sha256(onnx), new ScoreSpec("input", FEATURES, "y", 0, 2), "the model has no output 'y'");
    }

    @Test
    void aModelThatNeedsMoreThanItsOwnBytesIsRefused() throws IOException {
        OnnxMl.ModelProto model = OnnxMl.ModelProto.parseFrom(onnx);
        refused(
                model.toBuilder()
                        .addOpsetImport(OnnxMl.OperatorSetIdProto.newBuilder()
                                .setDomain("com.evil")
                                .setVersion(1)),
                "operators of the domain 'com.evil'");
        OnnxMl.GraphProto.Builder graph = model.getGraph().toBuilder();
        graph.setNode(0, graph.getNode(0).toBuilder().setDomain("com.microsoft"));
        refused(model.toBuilder().setGraph(graph), "operators of the domain 'com.microsoft'");
        graph = model.getGraph().toBuilder();
        graph.setInitializer(
                0,
                graph.getInitializer(0).toBuilder()
                        .setDataLocation(OnnxMl.TensorProto.DataLocation.EXTERNAL)
                        .addExternalData(OnnxMl.StringStringEntryProto.newBuilder()
                                .setKey("location")
                                .setValue("../../secret")));
        refused(model.toBuilder().setGraph(graph), "its weights lie in other files");
        byte[] text = "not a model".getBytes(StandardCharsets.UTF_8);
        refusedModel(text, sha256(text), spec, "the model is refused: it is no ONNX model");
        byte[] cut = Arrays.copyOf(onnx, onnx.length / 2);
        refusedModel(cut, sha256(cut), spec, "the model is refused: it is no ONNX model");
    }

    @Test
    void aVersionCalledByAnotherProtocolNamesTheTensorsOfItsArtifactApart() {
        String frame = """
            {"protocol":"mlflow","input":{"features":["a","b"]},"output":{"kind":"number"}%s}\
            """;
        String artifact = """
            ,"artifact":{"input":"in","output":"out","scoreColumn":1,"columns":2}\
            """;
        ScoreSpec expected = new ScoreSpec("in", List.of("a", "b"), "out", 1, 2);
        assertThat(ScoreSpec.parse(frame.formatted(artifact))).isEqualTo(expected);
        assertThat(ScoreSpec.parse("""
            {"protocol":"json","input":{"path":"/x","features":[{"name":"a","pointer":"/a"},{"name":"b","pointer":"/b"}]},
             "output":{"score":""}%s}\
            """.formatted(artifact))).isEqualTo(expected);
        assertThatThrownBy(() -> ScoreSpec.parse(frame.formatted("")))
                .isInstanceOf(AuditException.class)
                .hasMessage(
                        "model signature: artifact: missing, so the tensors of a version that is called by mlflow are"
                                + " not known and it cannot be scored");
        assertThatThrownBy(() -> ScoreSpec.parse(frame.formatted(artifact.replace("\"in\"", "7"))))
                .isInstanceOf(AuditException.class)
                .hasMessageContaining("artifact.input");
    }

    @Test
    void aSignatureThatIsNoTabularOneIsRefusedWithItsField() {
        assertThatThrownBy(() -> ScoreSpec.parse("{"))
                .isInstanceOf(AuditException.class)
                .hasMessageContaining("not JSON");
        assertThatThrownBy(() -> ScoreSpec.parse("{}"))
                .isInstanceOf(AuditException.class)
                .hasMessageContaining("input.features");
        assertThatThrownBy(() -> new ScoreSpec("input", List.of("a", "a"), "output", 0, 2))
                .isInstanceOf(AuditException.class)
                .hasMessageContaining("named twice");
        assertThatThrownBy(() -> new ScoreSpec("input", List.of("a"), "output", 2, 2))
                .isInstanceOf(AuditException.class)
                .hasMessageContaining("output.scoreColumn: 0 to 1, not 2");
    }

    private static void refused(OnnxMl.ModelProto.Builder model, String message) {
        byte[] bytes = model.build().toByteArray();
        refusedModel(bytes, sha256(bytes), spec, message);
    }

    private static void refusedModel(byte[] bytes, String digest, ScoreSpec wanted, String message) {
        assertThatThrownBy(() -> OnnxScorer.open(Files.write(folder.resolve("refused.onnx"), bytes), digest, wanted)
                        .close())
                .isInstanceOf(AuditException.class)
                .hasMessageContaining(message);
    }

    private static void refusedFile(String content, String message) throws IOException {
        Path in = Files.writeString(folder.resolve("bad.csv"), content);
        try (OnnxScorer scorer = OnnxScorer.open(file, sha256(onnx), spec)) {
            assertThatThrownBy(() -> scorer.scoreFile(in, folder.resolve("refused.csv"), List.of()))
                    .isInstanceOf(AuditException.class)
                    .hasMessageContaining(message);
        }
    }

    private static ArrayExample<Label> example(Label label, double age, double income) {
        return new ArrayExample<>(label, List.of(new Feature("age", age), new Feature("income", income)));
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
