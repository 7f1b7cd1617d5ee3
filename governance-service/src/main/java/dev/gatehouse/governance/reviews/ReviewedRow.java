package dev.gatehouse.governance.reviews;

import java.time.Instant;
import java.util.UUID;

/**
 * The prediction that a review is about.
 *
 * @param row its place in the request, from 0
 * @param decision as recorded; null when the row has none
 * @param marked whether a condition of the permit asked for a person to look
 */
public record ReviewedRow(
        UUID requestId,
        int row,
        Instant receivedAt,
        String environment,
        String route,
        String version,
        String decision,
        boolean marked) {}
