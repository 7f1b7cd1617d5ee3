package dev.gatehouse.approval.command;

import dev.gatehouse.approval.artifact.ModelFolder;
import dev.gatehouse.approval.artifact.ModelKeys;
import dev.gatehouse.approval.artifact.ModelManifest;
import dev.gatehouse.approval.artifact.ModelSigning;
import dev.gatehouse.approval.artifact.SignatureCheck;
import dev.gatehouse.approval.bundle.CheckReport;
import dev.gatehouse.approval.bundle.CheckReport.Check;
import dev.gatehouse.approval.bundle.CheckReport.Result;
import dev.gatehouse.approval.canonical.InvalidDocumentException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A signed model: its signature, and the folder that lies there. */
final class ModelCheck {

    private ModelCheck() {}

    /**
     * Checks a model.
     *
     * @param model folder, or file
     * @param signature the signature's bytes
     * @param signatureFile where it lies; left out if that is in the folder, because no signature can cover itself
     * @param keys PEM files, one key each
     * @param ignored more paths to leave out
     */
    static CheckReport of(
            Path model,
            byte[] signature,
            Path signatureFile,
            List<Path> keys,
            List<String> ignored,
            boolean followLinks)
            throws IOException {
        SignatureCheck check = ModelSigning.verify(signature, keys(keys));
        if (check instanceof SignatureCheck.Refused refused) {
            return new CheckReport(List.of(new Check("signature", Result.FAILS, refused.reason())));
        }
        SignatureCheck.Verified verified = (SignatureCheck.Verified) check;
        ModelManifest manifest = verified.manifest();
        List<String> left = new ArrayList<>(ignored);
        Path root = model.toRealPath();
        Path own = signatureFile.toRealPath();
        if (own.startsWith(root)) {
            left.add(root.relativize(own).toString().replace('\\', '/'));
        }
        List<Check> checks = new ArrayList<>();
        checks.add(new Check(
                "signature",
                Result.HOLDS,
                "It is by your key " + verified.key() + " (" + verified.keyId() + "), over "
                        + manifest.resources().size() + (manifest.resources().size() == 1 ? " file" : " files")
                        + "; the model's digest is " + manifest.digest() + "."));
        List<String> differences = ModelFolder.differences(model, manifest, left, followLinks);
        differences.forEach(line -> checks.add(new Check("files", Result.FAILS, line)));
        if (differences.isEmpty()) {
            left.addAll(manifest.ignored());
            checks.add(new Check(
                    "files",
                    Result.HOLDS,
                    model + " is what was signed"
                            + (left.isEmpty() ? "." : "; left out: " + String.join(", ", left) + ".")));
        }
        return new CheckReport(checks);
    }

    private static ModelKeys keys(List<Path> files) {
        Map<String, Path> named = new TreeMap<>();
        files.forEach(file -> named.put(file.toString(), file));
        try {
            return ModelKeys.ofFiles(named);
        } catch (InvalidDocumentException e) {
            throw new UnusableInput("--key: " + e.getMessage() + ".", e);
        }
    }
}
