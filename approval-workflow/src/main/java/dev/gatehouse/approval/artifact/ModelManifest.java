package dev.gatehouse.approval.artifact;

import dev.gatehouse.approval.canonical.Digest;
import java.util.List;
import java.util.Objects;

/**
 * The files of a signed model. A value of this type proves nothing: only {@link ModelSigning#verify} says which to believe.
 *
 * @param model name of the model; informative
 * @param digest SHA-256 of the raw digests of all resources, one after the other: what the model is known by. It does not cover the names
 *     of the files; {@code statement} does
 * @param statement SHA-256 of the signed statement's bytes
 * @param symbolicLinks whether links were followed when the model was signed
 * @param ignored paths that were left out, as they were signed; all below one is left out too
 * @param resources the files in the order in which they were signed, at least one
 */
public record ModelManifest(
        String model,
        Digest digest,
        Digest statement,
        boolean symbolicLinks,
        List<String> ignored,
        List<Resource> resources) {
    /** Name of the one resource of a model that is a single file. */
    public static final String SINGLE_FILE = ".";
    /** Most files in a model. */
    public static final int MAX_RESOURCES = 50_000;
    /** Longest path in characters. */
    public static final int MAX_PATH_CHARS = 1_024;

    /** Copies the lists. */
    public ModelManifest {
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(digest, "digest");
        Objects.requireNonNull(statement, "statement");
        ignored = List.copyOf(ignored);
        resources = List.copyOf(resources);
    }

    /**
     * A file.
     *
     * @param name its path from the model's folder with {@code /} between the parts, or {@link #SINGLE_FILE}
     * @param digest SHA-256 of its bytes
     */
    public record Resource(String name, Digest digest) {}
}
