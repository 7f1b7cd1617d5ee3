package dev.gatehouse.audit.worker;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.gatehouse.audit.plan.AuditPlan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What an audit in a process of its own is to do: score the rows of a file with a model, and audit the scores.
 *
 * @param plan the plan as {@link AuditPlan#toJson()}; its decision is by the column {@code score}
 * @param data absolute path of the rows: CSV, gzipped CSV or Parquet
 * @param dataDigest {@code sha256:…} that the file must have
 * @param model absolute path of the ONNX model
 * @param modelDigest SHA-256 that the model file must have, hex, with or without {@code sha256:} before it
 * @param signature the model's signature as JSON, for {@link dev.gatehouse.audit.scoring.ScoreSpec#parse}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AuditJob(
        String plan, String data, String dataDigest, String model, String modelDigest, String signature) {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String FILE = "job.json";

    /** A job of values rather than texts. */
    public static AuditJob of(
            AuditPlan plan, Path data, String dataDigest, Path model, String modelDigest, String signature) {
        return new AuditJob(
                new String(plan.toJson(), StandardCharsets.UTF_8),
                data.toAbsolutePath().toString(),
                dataDigest,
                model.toAbsolutePath().toString(),
                modelDigest,
                signature);
    }

    AuditPlan auditPlan() {
        return AuditPlan.parse(plan.getBytes(StandardCharsets.UTF_8));
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
