package dev.gatehouse.sandbox.modelserver;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Models by digest. A model is named {@code sha256-<hex>} and read from the artifact store's file {@code <hex>} when it is first asked for;
 * its bytes are hashed again, and bytes that do not match their name are not loaded. A loaded model stays until the server ends.
 */
final class LoadedModels implements AutoCloseable {

    /** Largest artifact that is read. */
    static final long MAX_ARTIFACT_BYTES = 64L << 20;

    /** Models held at once. */
    static final int MAX_MODELS = 32;

    private static final Pattern NAME = Pattern.compile("sha256-([0-9a-f]{64})");

    private final Path store;
    private final Map<String, OnnxModel> models = new HashMap<>();

    LoadedModels(Path store) {
        this.store = store;
    }

    /** The model of that name, loaded if it was not yet. */
    synchronized OnnxModel model(String name) throws InferenceError {
        OnnxModel loaded = models.get(name);
        if (loaded != null) {
            return loaded;
        }
        Matcher matcher = NAME.matcher(name);
        Path file = matcher.matches() ? store.resolve(matcher.group(1)) : null;
        if (file == null || !Files.isRegularFile(file)) {
            throw new InferenceError(
                    404, "unknown model '" + shown(name) + "': models are named sha256-<digest of a stored artifact>");
        }
        if (models.size() == MAX_MODELS) {
            throw new InferenceError(
                    503, MAX_MODELS + " models are loaded already; restart the server to drop unused ones");
        }
        OnnxModel model = load(name, matcher.group(1), file);
        models.put(name, model);
        return model;
    }

    private static OnnxModel load(String name, String digest, Path file) throws InferenceError {
        byte[] onnx;
        try (InputStream stream = Files.newInputStream(file)) {
            onnx = stream.readNBytes((int) MAX_ARTIFACT_BYTES + 1);
        } catch (IOException e) {
            throw new InferenceError(500, "the artifact of " + name + " cannot be read");
        }
        if (onnx.length > MAX_ARTIFACT_BYTES) {
            throw new InferenceError(500, "the artifact of " + name + " is over " + MAX_ARTIFACT_BYTES + " bytes");
        }
        String actual = sha256(onnx);
        if (!actual.equals(digest)) {
            throw new InferenceError(
                    500,
                    "the artifact of " + name + " has SHA-256 " + actual
                            + ": its bytes were changed, it is not loaded");
        }
        try {
            return OnnxModel.load(OrtEnvironment.getEnvironment(), name, digest, onnx);
        } catch (OrtException e) {
            throw new InferenceError(500, "the artifact of " + name + " is no ONNX model that this server can run");
        }
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }

    private static String shown(String name) {
        return name.length() <= 80 ? name : name.substring(0, 80) + "…";
    }

    @Override
    public synchronized void close() throws OrtException {
        for (OnnxModel model : models.values()) {
            model.close();
        }
        models.clear();
    }
}
