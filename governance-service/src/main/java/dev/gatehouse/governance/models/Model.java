package dev.gatehouse.governance.models;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;

/**
 * A model in the inventory, as the other features see it.
 *
 * @param id key in this database; never shown
 * @param name unique, lower-case; clients of the gateway see it
 * @param title for people
 * @param intendedUse what it is for
 * @param outOfScopeUse what it is not for
 * @param owner who answers for it
 * @param facts intake facts by name
 * @param revision rises with every edit; {@code If-Match} compares it
 * @param createdAt when
 * @param createdBy {@code sub} of who registered it
 * @param particulars what the inventory says beyond that
 * @param changedAt when the revision was written
 * @param assessment the latest assessment, as it was stored
 */
public record Model(
        long id,
        String name,
        String title,
        String intendedUse,
        String outOfScopeUse,
        String owner,
        ObjectNode facts,
        int revision,
        Instant createdAt,
        String createdBy,
        Particulars particulars,
        Instant changedAt,
        JsonNode assessment) {

    /** {@code LOW}, {@code MEDIUM}, {@code HIGH} or {@code PROHIBITED}; while BLOCKED only what is certain so far. */
    public String tier() {
        return assessment.path("tier").asText();
    }

    /** {@code ASSESSED}, {@code BLOCKED} or {@code PROHIBITED}. */
    public String assessmentStatus() {
        return assessment.path("status").asText();
    }
}
