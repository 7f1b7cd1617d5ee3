package dev.gatehouse.audit.scoring;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import dev.gatehouse.audit.cells.CsvReader;
import dev.gatehouse.audit.plan.AuditException;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.LongConsumer;

/**
 * A tabular ONNX model, loaded by its digest, that scores rows.
 *
 * <p>The bytes that are hashed are the bytes that are run. Models with operators outside ai.onnx and ai.onnx.ml or with
 * weights in other files are refused. Safe for use by many threads until it is closed.
 */
public final class OnnxScorer implements AutoCloseable {
    /** The largest model file, in bytes. */
    public static final int MAX_MODEL_BYTES = 256 * 1024 * 1024;

    /** The largest number of rows in one call. */
    public static final int MAX_BATCH_ROWS = 65_536;

    /** The column that {@link #scoreFile} adds. */
    public static final String SCORE_COLUMN = "score";

    private static final int FILE_BATCH_ROWS = 1_024;
    private static final String DIGEST_PREFIX = "sha256:";

    private final String sha256;
    private final ScoreSpec spec;
    private final OrtEnvironment environment;
    private final OrtSession session;

    private OnnxScorer(String sha256, ScoreSpec spec, OrtEnvironment environment, OrtSession session) {
        this.sha256 = sha256;
        this.spec = spec;
        this.environment = environment;
        this.session = session;
    }

    /**
     * Loads a model.
     *
     * @param onnxFile at most {@value #MAX_MODEL_BYTES} bytes
     * @param expectedSha256 the file's SHA-256 in hex, with or without {@code sha256:} before it
     * @param spec the tensors to use; they are checked against the model's own
     * @throws AuditException when the digest differs, the file is too large or no standard self-contained ONNX model, or its
     *     tensors are not the spec's
     */
    public static OnnxScorer open(Path onnxFile, String expectedSha256, ScoreSpec spec) {
        byte[] model = read(onnxFile);
        String actual = sha256(model);
        String expected = expectedSha256.startsWith(DIGEST_PREFIX)
                ? expectedSha256.substring(DIGEST_PREFIX.length())
                : expectedSha256;
        if (!actual.equals(expected.toLowerCase(Locale.ROOT))) {
            throw new AuditException("the model file's SHA-256 is " + actual + ", not the expected " + expected);
        }
        OnnxModelFile.check(model);
        OrtSession session = null;
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            OrtEnvironment environment = OrtEnvironment.getEnvironment();
            session = environment.createSession(model, options);
            OnnxScorer scorer = new OnnxScorer(actual, spec, environment, session);
            scorer.checkTensors();
            return scorer;
        } catch (OrtException e) {
            close(session);
            throw new AuditException("the model cannot be loaded: " + e.getMessage(), e);
        } catch (AuditException e) {
            close(session);
            throw e;
        }
    }

    /** The model file's SHA-256, lower-case hex without a prefix. */
    public String sha256() {
        return sha256;
    }

    /** The tensors in use. */
    public ScoreSpec spec() {
        return spec;
    }

    /**
     * The score of each row.
     *
     * @param rows shape [rows, features], values finite, features in the spec's order; at most {@value #MAX_BATCH_ROWS} rows
     * @return one finite score a row, in the order of the rows
     * @throws AuditException naming the row and feature when the shape or a value is wrong, or the model fails
     */
    public float[] score(float[][] rows) {
        float[][] outputs = outputs(rows);
        float[] scores = new float[rows.length];
        for (int row = 0; row < rows.length; row++) {
            scores[row] = outputs[row][spec.scoreColumn()];
            if (!Float.isFinite(scores[row])) {
                throw new AuditException("row " + row + ": the model's score is " + scores[row]);
            }
        }
        return scores;
    }

    /** The whole output tensor, shape [rows, columns]; rows and errors as for {@link #score}. */
    public float[][] outputs(float[][] rows) {
        if (rows.length > MAX_BATCH_ROWS) {
            throw new AuditException(rows.length + " rows in one call; the limit is " + MAX_BATCH_ROWS);
        }
        if (rows.length == 0) {
            return new float[0][];
        }
        int width = spec.features().size();
        FloatBuffer flat = FloatBuffer.allocate(Math.multiplyExact(rows.length, width));
        for (int row = 0; row < rows.length; row++) {
            checkRow(row, rows[row]);
            flat.put(rows[row]);
        }
        flat.flip();
        try (OnnxTensor input = OnnxTensor.createTensor(environment, flat, new long[] {rows.length, width});
                OrtSession.Result result = session.run(Map.of(spec.input(), input), Set.of(spec.output()))) {
            return output(result.get(0), rows.length);
        } catch (OrtException e) {
            throw new AuditException("the model failed to score " + rows.length + " rows: " + e.getMessage(), e);
        }
    }

    /**
     * Scores a file. The result appears under its name only when it is complete.
     *
     * @param csvIn a CSV or gzipped CSV as {@link CsvReader} reads it, with a column for each feature
     * @param csvOut receives a plain CSV: the pass-through columns as they are, then {@link #SCORE_COLUMN} as the shortest
     *     decimal that is the 32-bit score; replaced when it exists
     * @param passThrough input columns to keep, such as the label and protected attributes
     * @return the number of rows scored
     * @throws AuditException naming line and column when a column is missing, a cell is no finite number or the file broken
     */
    public long scoreFile(Path csvIn, Path csvOut, List<String> passThrough) {
        return scoreFile(csvIn, csvOut, passThrough, rows -> {});
    }

    /**
     * As {@link #scoreFile(Path, Path, List)}.
     *
     * @param scored is told now and then how many rows are scored so far
     */
    public long scoreFile(Path csvIn, Path csvOut, List<String> passThrough, LongConsumer scored) {
        if (passThrough.contains(SCORE_COLUMN)) {
            throw new AuditException("the column '" + SCORE_COLUMN + "' is added and cannot be passed through");
        }
        Path folder = csvOut.toAbsolutePath().getParent();
        try (CsvReader reader = CsvReader.open(csvIn)) {
            Path partial = Files.createTempFile(folder, "scores", ".partial");
            try {
                long rows;
                try (BufferedWriter writer = Files.newBufferedWriter(partial, StandardCharsets.UTF_8)) {
                    rows = scoreAll(reader, writer, passThrough, scored);
                }
                Files.move(partial, csvOut, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
                return rows;
            } finally {
                Files.deleteIfExists(partial);
            }
        } catch (IOException e) {
            throw new AuditException("cannot write " + csvOut.getFileName() + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        close(session);
    }

    private long scoreAll(CsvReader reader, BufferedWriter writer, List<String> passThrough, LongConsumer scored)
            throws IOException {
        int[] features = spec.features().stream().mapToInt(reader::column).toArray();
        int[] kept = passThrough.stream().mapToInt(reader::column).toArray();
        StringBuilder header = new StringBuilder();
        passThrough.forEach(column -> header.append(quoted(column)).append(','));
        writer.append(header).append(SCORE_COLUMN).append('\n');
        List<String> prefixes = new ArrayList<>(FILE_BATCH_ROWS);
        List<float[]> batch = new ArrayList<>(FILE_BATCH_ROWS);
        long rows = 0;
        for (List<String> fields = reader.next(); fields != null; fields = reader.next()) {
            batch.add(features(reader, fields, features));
            StringBuilder prefix = new StringBuilder();
            for (int column : kept) {
                prefix.append(quoted(fields.get(column))).append(',');
            }
            prefixes.add(prefix.toString());
            rows++;
            if (batch.size() == FILE_BATCH_ROWS) {
                flush(writer, prefixes, batch);
                scored.accept(rows);
            }
        }
        flush(writer, prefixes, batch);
        return rows;
    }

    private void flush(BufferedWriter writer, List<String> prefixes, List<float[]> batch) throws IOException {
        float[] scores = score(batch.toArray(float[][]::new));
        for (int i = 0; i < scores.length; i++) {
            writer.append(prefixes.get(i)).append(Float.toString(scores[i])).append('\n');
        }
        prefixes.clear();
        batch.clear();
    }

    private float[] features(CsvReader reader, List<String> fields, int[] columns) {
        float[] row = new float[columns.length];
        for (int i = 0; i < columns.length; i++) {
            String text = fields.get(columns[i]).strip();
            try {
                row[i] = Float.parseFloat(text);
            } catch (NumberFormatException e) {
                row[i] = Float.NaN;
            }
            if (!Float.isFinite(row[i])) {
                throw new AuditException("line " + reader.line() + ", column '"
                        + spec.features().get(i) + "': "
                        + (text.isEmpty() ? "empty; the model needs a number" : "'" + text + "' is no finite number"));
            }
        }
        return row;
    }

    private void checkRow(int row, float[] values) {
        if (values.length != spec.features().size()) {
            throw new AuditException("row " + row + " has " + values.length + " features, the model wants "
                    + spec.features().size());
        }
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                throw new AuditException("row " + row + ", feature '"
                        + spec.features().get(i) + "': " + values[i] + " is no finite number");
            }
        }
    }

    private float[][] output(OnnxValue value, int rows) throws OrtException {
        if (value instanceof OnnxTensor tensor) {
            long[] shape = tensor.getInfo().getShape();
            if (shape.length == 2 && shape[0] == rows && shape[1] == spec.columns()) {
                return (float[][]) tensor.getValue();
            }
        }
        throw new AuditException(
                "the model's output '" + spec.output() + "' is not a tensor of " + rows + " × " + spec.columns());
    }

    private void checkTensors() throws OrtException {
        Map<String, NodeInfo> inputs = session.getInputInfo();
        if (!inputs.keySet().equals(Set.of(spec.input()))) {
            throw new AuditException(
                    "the model's inputs are " + inputs.keySet() + ", the signature names '" + spec.input() + "'");
        }
        NodeInfo output = session.getOutputInfo().get(spec.output());
        if (output == null) {
            throw new AuditException("the model has no output '" + spec.output() + "'; it has "
                    + session.getOutputInfo().keySet());
        }
        checkTensor(
                "input '" + spec.input() + "'",
                inputs.get(spec.input()),
                spec.features().size());
        checkTensor("output '" + spec.output() + "'", output, spec.columns());
    }

    private static void checkTensor(String name, NodeInfo node, int width) {
        if (!(node.getInfo() instanceof TensorInfo info) || info.type != OnnxJavaType.FLOAT) {
            throw new AuditException("the model's " + name + " is not an FP32 tensor: " + node.getInfo());
        }
        long[] shape = info.getShape();
        // A negative length is open until the model runs, and then the run checks it.
        if (shape.length != 2 || (shape[1] >= 0 && shape[1] != width)) {
            throw new AuditException("the model's " + name + " has the shape " + Arrays.toString(shape)
                    + ", the signature says [rows, " + width + "]");
        }
        if (shape[0] >= 0) {
            throw new AuditException("the model's " + name + " takes exactly " + shape[0] + " rows, not any number");
        }
    }

    private static byte[] read(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_MODEL_BYTES + 1);
            if (bytes.length > MAX_MODEL_BYTES) {
                throw new AuditException("the model file is larger than " + MAX_MODEL_BYTES + " bytes");
            }
            return bytes;
        } catch (IOException e) {
            throw new AuditException("cannot read the model file " + file.getFileName() + ": " + e.getMessage(), e);
        }
    }

    private static String quoted(String field) {
        boolean plain = field.chars().noneMatch(c -> c == '"' || c == ',' || c == '\n' || c == '\r');
        return plain ? field : '"' + field.replace("\"", "\"\"") + '"';
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static void close(OrtSession session) {
        try {
            if (session != null) {
                session.close();
            }
        } catch (OrtException e) {
            throw new AuditException("cannot close the model: " + e.getMessage(), e);
        }
    }
}
