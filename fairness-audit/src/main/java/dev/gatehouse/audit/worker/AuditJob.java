package dev.gatehouse.audit.worker;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.gatehouse.audit.plan.Plan;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * What an audit in a process of its own is to do: score the rows of its files with a model where the plan reads scores, and audit them.
 *
 * @param plan the plan as {@link Plan#toJson()}; the scores that it reads are in the column {@code score}
 * @param data absolute path of the rows: CSV, gzipped CSV or Parquet
 * @param dataDigest {@code sha256:…} that the file must have
 * @param reference absolute path of the reference rows, likewise; null exactly where the plan names none
 * @param referenceDigest {@code sha256:…} that they must have; null likewise
 * @param model absolute path of the ONNX model; null, as the next two, where the plan reads no scores
 * @param modelDigest SHA-256 that the model file must have, hex, with or without {@code sha256:} before it
 * @param signature the model's signature as JSON, for {@link dev.gatehouse.audit.scoring.ScoreSpec#parse}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AuditJob(
        String plan,
        String data,
        String dataDigest,
        String reference,
        String referenceDigest,
        String model,
        String modelDigest,
        String signature) {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String FILE = "job.json";

    /** From here on, in bytes, reading and hashing take longer than whatever is done with the counts. */
    private static final long LARGE_BYTES = 256L << 20;

    /** A job of values rather than texts. */
    public static AuditJob of(
            Plan plan, Path data, String dataDigest, Path model, String modelDigest, String signature) {
        return new AuditJob(
                new String(plan.toJson(), StandardCharsets.UTF_8),
                data.toAbsolutePath().toString(),
                dataDigest,
                null,
                null,
                model.toAbsolutePath().toString(),
                modelDigest,
                signature);
    }

    /** A job on rows that need no scores. */
    public static AuditJob unscored(Plan plan, Path data, String dataDigest) {
        return new AuditJob(
                new String(plan.toJson(), StandardCharsets.UTF_8),
                data.toAbsolutePath().toString(),
                dataDigest,
                null,
                null,
                null,
                null,
                null);
    }

    /** The job with reference rows beside the data. */
    public AuditJob against(Path rows, String digest) {
        return new AuditJob(
                plan, data, dataDigest, rows.toAbsolutePath().toString(), digest, model, modelDigest, signature);
    }

    /** Whether its rows are files of {@value #LARGE_BYTES} bytes or more together. */
    boolean isLarge() {
        return Stream.of(data, reference, model)
                        .filter(Objects::nonNull)
                        .mapToLong(file -> new File(file).length())
                        .sum()
                >= LARGE_BYTES;
    }

    Plan auditPlan() {
        return Plan.parse(plan.getBytes(StandardCharsets.UTF_8));
    }

    void write(Path folder) {
        try {
            Files.write(folder.resolve(FILE), JSON.writeValueAsBytes(this));
        } catch (IOException e) {
            throw new UncheckedIOException("the audit's job could not be written", e);
        }
    }

    static AuditJob read(Path folder) throws IOException {
        return JSON.readValue(Files.readAllBytes(folder.resolve(FILE)), AuditJob.class);
    }
}
