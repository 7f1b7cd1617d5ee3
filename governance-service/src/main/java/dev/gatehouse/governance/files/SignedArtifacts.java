package dev.gatehouse.governance.files;

import dev.gatehouse.approval.artifact.ModelKeys;
import dev.gatehouse.approval.artifact.ModelManifest;
import dev.gatehouse.approval.artifact.ModelSigning;
import dev.gatehouse.approval.artifact.SignatureCheck;
import dev.gatehouse.approval.canonical.InvalidDocumentException;
import dev.gatehouse.governance.identity.Caller;
import dev.gatehouse.governance.ledger.Ledger;
import dev.gatehouse.governance.problem.ProblemException;
import dev.gatehouse.governance.problem.ProblemType;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Use cases on models of several files: bring a signature in, verified against the configured keys, and find what is scored in it. */
@Startup
@ApplicationScoped
public class SignedArtifacts {

    /** Largest signature in bytes: that of some three thousand files. */
    static final int MAX_BYTES = 1024 * 1024;

    private static final String ONNX = ".onnx";

    private final StoredFiles files;
    private final ModelKeys keys;
    private final Ledger ledger;
    private final Caller caller;
    private final Clock clock;

    @Inject
    SignedArtifacts(StoredFiles files, ArtifactsConfig config, Ledger ledger, Caller caller, Clock clock) {
        this.files = files;
        try {
            this.keys = ModelKeys.ofFiles(config.keys());
        } catch (InvalidDocumentException e) {
            throw new IllegalStateException(
                    "gatehouse.artifacts.keys: " + e.getMessage() + ". docs/operate.md says what belongs there.", e);
        }
        this.ledger = ledger;
        this.caller = caller;
        this.clock = clock;
    }

    /**
     * Verifies and stores a signature; the same manifest again changes nothing.
     *
     * @throws ProblemException {@code body-too-large}, {@code signature-refused}, or {@code duplicate} for other files of the same digests
     */
    @Transactional
    SignedArtifact store(byte[] signature) {
        if (signature.length > MAX_BYTES) {
            throw new ProblemException(
                    ProblemType.BODY_TOO_LARGE, "A model's signature may have at most " + MAX_BYTES + " bytes.");
        }
        SignatureCheck check = ModelSigning.verify(signature, keys);
        if (check instanceof SignatureCheck.Refused refused) {
            throw new ProblemException(
                    ProblemType.SIGNATURE_REFUSED,
                    refused.reason()
                            + (keys.isEmpty()
                                    ? " No key is configured here (gatehouse.artifacts.keys)."
                                    : " Believed here are the keys " + String.join(", ", keys.names()) + "."));
        }
        return store((SignatureCheck.Verified) check, signature);
    }

    private SignedArtifact store(SignatureCheck.Verified verified, byte[] signature) {
        ModelManifest manifest = verified.manifest();
        String sha256 = manifest.digest().hex();
        SignedArtifactEntity stored = SignedArtifactEntity.findById(sha256);
        if (stored != null) {
            if (!ModelSigning.readStored(stored.signature).resources().equals(manifest.resources())) {
                throw new ProblemException(
                        ProblemType.DUPLICATE,
                        "A model of the same digests under other names of files is stored as " + sha256
                                + ". Two models cannot be told apart by that digest: add a file that differs.");
            }
            return SignedArtifact.of(stored);
        }
        remember(sha256, signature.length);
        SignedArtifactEntity entity = new SignedArtifactEntity();
        entity.sha256 = sha256;
        entity.statementSha256 = manifest.statement().hex();
        entity.model = manifest.model();
        entity.signer = verified.key();
        entity.keyId = verified.keyId();
        entity.files = manifest.resources().size();
        entity.signature = signature;
        entity.verifiedAt = clock.instant();
        entity.verifiedFor = caller.sub();
        entity.persist();
        ledger.record(
                "artifact.signature-verified",
                "artifact/" + sha256,
                Map.of(
                        "artifact", "sha256:" + sha256,
                        "statement", manifest.statement().toString(),
                        "key", "sha256:" + verified.keyId()));
        return SignedArtifact.of(entity);
    }

    private void remember(String sha256, int size) {
        ArtifactEntity artifact = new ArtifactEntity();
        artifact.sha256 = sha256;
        artifact.sizeBytes = size;
        artifact.uploadedAt = clock.instant();
        artifact.uploadedBy = caller.sub();
        artifact.persistAndFlush();
    }

    /** The signed model of that digest; empty if the artifact is a single file, or unknown. */
    @Transactional
    public Optional<SignedArtifact> find(String sha256) {
        return SignedArtifactEntity.<SignedArtifactEntity>findByIdOptional(sha256)
                .map(SignedArtifact::of);
    }

    /**
     * Whether a version may be registered with that artifact.
     *
     * @throws ProblemException {@code unknown-digest}, or {@code invalid-value} for a binding that such an artifact cannot have
     */
    @Transactional
    public void requireRegistrable(String sha256, String binding) {
        DigestStore.checkForm(sha256);
        if (find(sha256).isEmpty()) {
            files.artifact(sha256);
        } else if (binding.equals("loaded-by-digest")) {
            throw new ProblemException(
                    ProblemType.INVALID_VALUE,
                    "binding: a signed model of several files cannot be loaded by one digest. Use 'attested' with an upstream that"
                            + " reports the manifest's digest, or 'declared'.");
        }
    }

    /**
     * The file that an audit scores.
     *
     * @param path where it lies
     * @param sha256 of its bytes; that of the artifact itself, or of the one ONNX file in a signed model
     */
    public record Scored(Path path, String sha256) {}

    /**
     * Finds the file that an audit scores.
     *
     * @throws ProblemException {@code unknown-digest} if it was not uploaded, {@code wrong-state} if a signed model has not exactly one
     *     ONNX file
     */
    @Transactional
    public Scored scored(String sha256) {
        Optional<SignedArtifact> signed = find(sha256);
        if (signed.isEmpty()) {
            return new Scored(files.artifact(sha256), sha256);
        }
        List<ModelManifest.Resource> models = ModelSigning.readStored(
                        signed.get().signature())
                .resources()
                .stream()
                .filter(resource -> resource.name().endsWith(ONNX))
                .toList();
        if (models.size() != 1) {
            throw new ProblemException(
                    ProblemType.WRONG_STATE,
                    "An audit scores the one " + ONNX + " file of a signed model; this one has " + models.size() + ".");
        }
        String model = models.get(0).digest().hex();
        if (!files.hasArtifact(model)) {
            throw new ProblemException(
                    ProblemType.UNKNOWN_DIGEST,
                    "An audit scores '" + models.get(0).name()
                            + "' of the signed model, and its bytes are not here: upload them"
                            + " under their digest, PUT /api/v1/artifacts/" + model + ".");
        }
        return new Scored(files.artifact(model), model);
    }
}
