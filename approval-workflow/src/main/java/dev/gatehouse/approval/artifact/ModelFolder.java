package dev.gatehouse.approval.artifact;

import dev.gatehouse.approval.canonical.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A model's folder (or its single file) as it lies on a disk, to be held against a signed manifest. */
public final class ModelFolder {
    /** Deepest folder below the model's own. */
    public static final int MAX_DEPTH = 32;

    private static final int BUFFER_BYTES = 64 * 1024;

    private final Path root;
    private final Path realRoot;
    private final ModelManifest manifest;
    private final List<String> ignored;
    private final boolean symbolicLinks;
    private final List<String> differences = new ArrayList<>();
    private final Map<String, Digest> found = new TreeMap<>();

    private ModelFolder(Path root, ModelManifest manifest, Collection<String> ignored, boolean symbolicLinks)
            throws IOException {
        this.root = root;
        this.realRoot = root.toRealPath();
        this.manifest = manifest;
        this.ignored = new ArrayList<>(manifest.ignored());
        this.ignored.addAll(ignored);
        this.symbolicLinks = symbolicLinks && manifest.symbolicLinks();
    }

    /**
     * What differs between a folder and a manifest that was verified: files that are missing, are there beside it, or have other bytes, and
     * what is no file. A file of the manifest is looked for even below an ignored path.
     *
     * @param model the folder; the file itself where the manifest is of a single file
     * @param ignored more paths to leave out than the manifest says, from the folder, such as the signature's own file
     * @param symbolicLinks whether to follow links, if they were followed at signing too; never out of the folder
     * @return one sentence each; empty if the folder is what was signed
     * @throws IOException if something cannot be read
     */
    public static List<String> differences(
            Path model, ModelManifest manifest, Collection<String> ignored, boolean symbolicLinks) throws IOException {
        boolean singleFile = manifest.resources().get(0).name().equals(ModelManifest.SINGLE_FILE);
        if (singleFile != Files.isRegularFile(model)) {
            return List.of(
                    singleFile
                            ? "The signature is of a single file, not of a folder."
                            : "The signature is of a folder, not of a single file.");
        }
        ModelFolder folder = new ModelFolder(model, manifest, ignored, symbolicLinks);
        if (singleFile) {
            folder.found.put(ModelManifest.SINGLE_FILE, digest(model));
        } else {
            folder.walk(model, "", 0);
        }
        folder.compare();
        return folder.differences;
    }

    private void walk(Path folder, String prefix, int depth) throws IOException {
        if (depth > MAX_DEPTH) {
            throw new FileSystemLoopException(folder + " lies more than " + MAX_DEPTH + " folders deep");
        }
        List<Path> children;
        try (Stream<Path> listed = Files.list(folder)) {
            children = listed.limit(ModelManifest.MAX_RESOURCES + 1L).sorted().toList();
        }
        if (children.size() > ModelManifest.MAX_RESOURCES) {
            // What lies beyond the limit would not be looked at, signed or not.
            throw new IOException(folder + " has more than " + ModelManifest.MAX_RESOURCES + " entries");
        }
        for (Path child : children) {
            String name = prefix + child.getFileName();
            if (!isIgnored(name) && isWithin(child, name)) {
                take(child, name, depth);
            }
        }
    }

    private void take(Path child, String name, int depth) throws IOException {
        if (Files.isDirectory(child)) {
            walk(child, name + "/", depth + 1);
        } else if (!Files.isRegularFile(child)) {
            differences.add("'" + name + "' is neither a file nor a folder.");
        } else if (found.size() == ModelManifest.MAX_RESOURCES) {
            throw new IOException(root + " has more than " + ModelManifest.MAX_RESOURCES + " files");
        } else {
            found.put(name, digest(child));
        }
    }

    private boolean isWithin(Path child, String name) throws IOException {
        if (!Files.isSymbolicLink(child)) {
            return true;
        }
        if (!symbolicLinks) {
            differences.add("'" + name + "' is a symbolic link; links are not followed.");
            return false;
        }
        if (!Files.exists(child) || !child.toRealPath().startsWith(realRoot)) {
            differences.add("'" + name + "' is a symbolic link to nothing, or out of the model's folder.");
            return false;
        }
        return true;
    }

    /** Whole parts of a path count: ignoring {@code a} does not ignore {@code ab}. */
    private boolean isIgnored(String name) {
        return liesBelowIgnored(name)
                && manifest.resources().stream()
                        .noneMatch(resource ->
                                resource.name().equals(name) || resource.name().startsWith(name + "/"));
    }

    private void compare() {
        Map<String, Digest> there = new TreeMap<>(found);
        for (ModelManifest.Resource resource : manifest.resources()) {
            Digest digest = there.remove(resource.name());
            if (digest == null) {
                differences.add("'" + resource.name() + "' is missing.");
            } else if (!digest.equals(resource.digest())) {
                differences.add("'" + resource.name() + "' is changed: its SHA-256 is " + digest.hex() + ", signed was "
                        + resource.digest().hex() + ".");
            }
        }
        there.keySet().stream()
                .filter(name -> !liesBelowIgnored(name))
                .forEach(name -> differences.add("'" + name + "' was not signed."));
    }

    /** A folder is entered for a signed file in it; what lies beside that file stays ignored. */
    private boolean liesBelowIgnored(String name) {
        return ignored.stream().anyMatch(path -> name.equals(path) || name.startsWith(path + "/"));
    }

    private static Digest digest(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest hash = MessageDigest.getInstance("SHA-256");
            byte[] buffer = new byte[BUFFER_BYTES];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                hash.update(buffer, 0, n);
            }
            return Digest.ofHash(hash.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
