package dev.gatehouse.governance.reviews;

import java.time.Instant;
import java.util.UUID;

/**
 * A row that waits for a review.
 *
 * @param score in [0, 1]; null when the answer had none for the row
 * @param decision by the version's threshold; null without a score
 */
public record WaitingRow(UUID requestId, int row, Instant receivedAt, String version, Double score, String decision) {}
