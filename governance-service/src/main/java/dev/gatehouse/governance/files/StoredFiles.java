package dev.gatehouse.governance.files;

import dev.gatehouse.governance.identity.Caller;
import dev.gatehouse.governance.ledger.Ledger;
import dev.gatehouse.governance.problem.ProblemException;
import dev.gatehouse.governance.problem.ProblemType;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;

/** Use cases on files by digest: bring in a model artifact or an audit data set, and find it again. */
@ApplicationScoped
public class StoredFiles {

    private final DigestStore artifacts;
    private final DigestStore datasets;
    private final Optional<DatasetRoot> root;
    private final Ledger ledger;
    private final Caller caller;
    private final Clock clock;

    @Inject
    StoredFiles(FilesConfig config, DatasetsConfig byPath, Ledger ledger, Caller caller, Clock clock) {
        this.artifacts = new DigestStore(config.artifacts(), config.maxBytes());
        this.datasets = new DigestStore(config.datasets(), config.maxBytes());
        this.root = byPath.root().map(root -> new DatasetRoot(root, byPath.maxBytes()));
        this.ledger = ledger;
        this.caller = caller;
        this.clock = clock;
    }

    @Transactional
    StoredFile storeArtifact(String sha256, InputStream bytes) {
        long size = artifacts.store(sha256, bytes);
        ArtifactEntity entity = ArtifactEntity.findById(sha256);
        if (entity == null) {
            entity = new ArtifactEntity();
            entity.sha256 = sha256;
            entity.sizeBytes = size;
            entity.uploadedAt = clock.instant();
            entity.uploadedBy = caller.sub();
            entity.persist();
            ledger.record("artifact.uploaded", "artifact/" + sha256, Map.of("artifact", "sha256:" + sha256));
        }
        return new StoredFile(entity.sha256, entity.sizeBytes, entity.uploadedAt);
    }

    @Transactional
    StoredFile storeDataset(String sha256, String name, InputStream bytes) {
        long size = datasets.store(sha256, bytes);
        boolean known = DatasetEntity.findById(sha256) != null;
        StoredFile stored = remember(sha256, name, size);
        if (!known) {
            ledger.record("dataset.uploaded", "dataset/" + sha256, Map.of("dataset", "sha256:" + sha256));
        }
        return stored;
    }

    /**
     * Registers a file under the root of data sets by its path; it stays where it is. Its digest is what plans are fixed on, and each
     * run checks it again.
     *
     * @throws ProblemException {@code wrong-state} where there is no root, {@code invalid-value} for a path that is none
     */
    StoredFile registerDataset(String path, String name) {
        Path file = root().file(path);
        String sha256;
        long size;
        try {
            // Before the transaction: a large file takes long to read.
            sha256 = DigestStore.digest(file);
            size = Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException("the data set could not be read", e);
        }
        return QuarkusTransaction.joiningExisting().call(() -> {
            StoredFile stored = remember(sha256, name, size);
            DatasetPathEntity place = DatasetPathEntity.newestOf(sha256).orElse(null);
            if (place == null || !place.path.equals(path)) {
                place = new DatasetPathEntity();
                place.sha256 = sha256;
                place.path = path;
                place.registeredAt = clock.instant();
                place.registeredBy = caller.sub();
                place.persist();
                ledger.record("dataset.registered", "dataset/" + sha256, Map.of("dataset", "sha256:" + sha256));
            }
            return stored;
        });
    }

    private DatasetRoot root() {
        return root.orElseThrow(
                () -> new ProblemException(
                        ProblemType.WRONG_STATE,
                        "Data sets are not read by path here: the operator has set no gatehouse.datasets.root. Upload the file."));
    }

    private StoredFile remember(String sha256, String name, long size) {
        DatasetEntity entity = DatasetEntity.findById(sha256);
        if (entity == null) {
            entity = new DatasetEntity();
            entity.sha256 = sha256;
            entity.name = name;
            entity.sizeBytes = size;
            entity.uploadedAt = clock.instant();
            entity.uploadedBy = caller.sub();
            entity.persist();
        }
        return new StoredFile(entity.sha256, entity.sizeBytes, entity.uploadedAt);
    }

    /**
     * Path of a stored artifact.
     *
     * @throws ProblemException {@code unknown-digest}
     */
    @Transactional
    public Path artifact(String sha256) {
        Path file = artifacts.path(sha256);
        if (ArtifactEntity.findById(sha256) == null) {
            throw new ProblemException(
                    ProblemType.UNKNOWN_DIGEST,
                    "No artifact with SHA-256 " + sha256 + " was uploaded. Upload it first.");
        }
        return file;
    }

    /** Whether a file of that digest was uploaded as an artifact. */
    boolean hasArtifact(String sha256) {
        return artifacts.has(sha256) && ArtifactEntity.findById(sha256) != null;
    }

    /**
     * Path of a data set: of the stored file, or where it lies under the root. In the latter case its bytes may have changed since.
     *
     * @throws ProblemException {@code unknown-digest}, or {@code invalid-value} when it no longer lies where it was
     */
    @Transactional
    public Path dataset(String sha256) {
        if (datasets.has(sha256)) {
            return datasets.path(sha256);
        }
        return DatasetPathEntity.newestOf(sha256)
                .map(place -> root().file(place.path))
                .orElseGet(() -> datasets.path(sha256));
    }

    /** Name that a data set was brought in under. */
    @Transactional
    public String datasetName(String sha256) {
        DatasetEntity entity = DatasetEntity.findById(sha256);
        if (entity == null) {
            throw new ProblemException(
                    ProblemType.UNKNOWN_DIGEST, "No data set with SHA-256 " + sha256 + " is stored here.");
        }
        return entity.name;
    }
}
