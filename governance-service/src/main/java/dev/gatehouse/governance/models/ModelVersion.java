package dev.gatehouse.governance.models;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.approval.condition.Conditions;
import dev.gatehouse.approval.condition.Segment;
import dev.gatehouse.approval.route.ModelSignature;
import java.time.Instant;
import java.util.List;

/**
 * A registered model version, as the other features see it.
 *
 * @param id key in this database; never shown
 * @param modelId key of its model; never shown
 * @param model name of its model
 * @param version its own name, unique in the model
 * @param artifactSha256 SHA-256 of the artifact, 64 lower-case hex digits
 * @param signature what goes in and out ({@code docs/openapi.yaml}, ModelSignature)
 * @param binding what ties the approved bytes to what answers
 * @param upstream base URL of the server that runs it
 * @param upstreamModel its name there
 * @param training provenance: data, split, seed, algorithm
 * @param developers sign-in names of those who made it; they may not vote
 * @param registeredAt when
 * @param registeredBy {@code sub} of who registered it; may not vote either
 */
public record ModelVersion(
        long id,
        long modelId,
        String model,
        String version,
        String artifactSha256,
        JsonNode signature,
        String binding,
        String upstream,
        String upstreamModel,
        JsonNode training,
        List<String> developers,
        Instant registeredAt,
        String registeredBy) {

    /**
     * Whether somebody had a part in making it: developers are named by sign-in name, in whatever case, and who registered it made it,
     * whether or not they named themselves. Such a person votes on it, waives for it, confirms or resumes it nowhere.
     */
    public boolean isMadeBy(String sub, String username) {
        return registeredBy.equals(sub)
                || developers.stream().anyMatch(name -> name.equalsIgnoreCase(username) || name.equals(sub));
    }

    /**
     * Requires that a gateway will be able to tell which rows the limits admit.
     *
     * @throws dev.gatehouse.approval.canonical.InvalidDocumentException if a segment is no question about this version's inputs
     */
    public void requireSegmentsOverInputs(Conditions limits) {
        if (!limits.segments().isEmpty()) {
            List<String> inputs = ModelSignature.fromJson(signature).features();
            limits.segments().forEach(segment -> Segment.of(segment, inputs));
        }
    }

    /** For sentences and in-toto subjects: {@code credit-default/2}. */
    public String label() {
        return model + "/" + version;
    }
}
