package dev.gatehouse.governance.retention;

import java.time.Instant;
import java.time.LocalDate;

/**
 * What was deleted: one route's part of one day.
 *
 * @param id orders them; a cursor
 * @param keepFor the retention that was over, ISO 8601
 * @param unreviewed of the predictions, those that waited for a review that nobody gave
 * @param digest {@code sha256:…} of what was deleted, in the form of docs/retention.md; the ledger has the same
 */
record Deletion(
        long id,
        LocalDate day,
        String environment,
        String route,
        String keepFor,
        long requests,
        long predictions,
        long labels,
        long reviews,
        long unreviewed,
        String digest,
        Instant deletedAt) {}
