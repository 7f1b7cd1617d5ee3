package dev.gatehouse.governance.audits;

import java.time.Instant;
import java.util.List;

/**
 * Statistics of training rows that were registered with a version.
 *
 * @param digest {@code sha256:…} of the document's bytes
 * @param rows of the training data
 * @param missingInputs inputs of the version that they say nothing of, in the signature's order
 * @param registeredAt when
 * @param registeredBy {@code sub} of who registered them
 */
public record RegisteredStatistics(
        String digest, long rows, List<String> missingInputs, Instant registeredAt, String registeredBy) {
    static RegisteredStatistics of(TrainingStatisticsEntity e) {
        return new RegisteredStatistics(
                TrainingStatistics.PREFIX + e.documentSha256,
                e.trainingRows,
                List.of(e.missingInputs),
                e.registeredAt,
                e.registeredBy);
    }
}
