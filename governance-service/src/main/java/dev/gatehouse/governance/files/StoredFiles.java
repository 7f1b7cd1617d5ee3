package dev.gatehouse.governance.files;

import dev.gatehouse.governance.identity.Caller;
import dev.gatehouse.governance.ledger.Ledger;
import dev.gatehouse.governance.problem.ProblemException;
import dev.gatehouse.governance.problem.ProblemType;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;

/** Use cases on files by digest: bring in a model artifact or an audit data set, and find it again. */
@ApplicationScoped
public class StoredFiles {

    private final DigestStore artifacts;
    private final DigestStore datasets;
    private final Ledger ledger;
    private final Caller caller;
    private final Clock clock;

    @Inject
    StoredFiles(FilesConfig config, Ledger ledger, Caller caller, Clock clock) {
        this.artifacts = new DigestStore(config.artifacts(), config.maxBytes());
        this.datasets = new DigestStore(config.datasets(), config.maxBytes());
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
        DatasetEntity entity = DatasetEntity.findById(sha256);
        if (entity == null) {
            entity = new DatasetEntity();
            entity.sha256 = sha256;
            entity.name = name;
            entity.sizeBytes = size;
            entity.uploadedAt = clock.instant();
            entity.uploadedBy = caller.sub();
            entity.persist();
            ledger.record("dataset.uploaded", "dataset/" + sha256, Map.of("dataset", "sha256:" + sha256));
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

    /**
     * Path of a stored data set.
     *
     * @throws ProblemException {@code unknown-digest}
     */
    public Path dataset(String sha256) {
        return datasets.path(sha256);
    }

    /** Name that a data set was uploaded under. */
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
