package dev.gatehouse.governance.predictions;

import dev.gatehouse.governance.reviews.Review;
import java.time.Instant;
import java.util.UUID;

/**
 * One recorded prediction: a row of one answered request.
 *
 * @param requestId of the request, UUIDv7
 * @param row its place in the request, from 0
 * @param receivedAt when the gateway received it
 * @param version that answered
 * @param permit under which it answered
 * @param mode {@code primary}, or {@code fallback} when the route's fallback version answered
 * @param caller who asked
 * @param purpose it was asked for; null when none was stated
 * @param subject whom it is about; null when none was stated, or when it was not to be shown
 * @param score in [0, 1]; null when the answer had none for the row
 * @param decision by the version's threshold; null without a score
 * @param needsReview whether a condition of the permit asked for a person to look
 * @param review what the standing review found; null while there is none
 * @param label ground truth; null when none has come
 * @param latencyMicros from request to answer, microseconds
 */
public record Prediction(
        UUID requestId,
        int row,
        Instant receivedAt,
        String version,
        UUID permit,
        String mode,
        String caller,
        String purpose,
        String subject,
        Double score,
        String decision,
        boolean needsReview,
        Review.Verdict review,
        String label,
        long latencyMicros) {

    /** The same without whom it is about. */
    Prediction withoutSubject() {
        return new Prediction(
                requestId,
                row,
                receivedAt,
                version,
                permit,
                mode,
                caller,
                purpose,
                null,
                score,
                decision,
                needsReview,
                review,
                label,
                latencyMicros);
    }
}
