package dev.gatehouse.governance.models;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;

/**
 * An assessment in a model's history.
 *
 * @param id orders the history; never shown but as a cursor
 * @param digest of its document
 * @param on the day that it was assessed for
 * @param status {@code ASSESSED}, {@code BLOCKED} or {@code PROHIBITED}
 * @param tier while BLOCKED the least it could be
 * @param packs that were applied
 * @param storedAt when
 */
public record StoredAssessment(
        @JsonIgnore long id,
        String digest,
        LocalDate on,
        String status,
        String tier,
        List<AppliedPack> packs,
        Instant storedAt) {

    /** A pack that was applied, and the digest of its file. */
    public record AppliedPack(String id, String version, String digest) {}
}
