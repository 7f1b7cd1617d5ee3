package dev.gatehouse.governance.predictions;

import dev.gatehouse.governance.reviews.Review;
import java.time.Instant;
import java.util.List;

/**
 * One prediction with everything that is kept of it.
 *
 * @param gateway that answered
 * @param artifactSha256 of the artifact that answered, hex
 * @param status HTTP status of the answer
 * @param rows how many rows the request had
 * @param inputs of this row, in the order of the version's signature; empty when the body could not be read
 * @param inputsUnread why it could not; null when it could
 * @param request the body of the request, which other rows share
 * @param response the body of the answer
 * @param label what came true; null when nothing is known
 * @param reviews oldest first; the last one stands
 * @param otherDecision what an override makes of the decision; null without a decision
 * @param note what the gateway could not read; null when it read everything
 */
record PredictionDetail(
        Prediction prediction,
        String environment,
        String route,
        String model,
        String gateway,
        String artifactSha256,
        int status,
        int rows,
        List<Input> inputs,
        String inputsUnread,
        Body request,
        Body response,
        Truth label,
        List<Review> reviews,
        String otherDecision,
        String note) {

    /**
     * An input of the row.
     *
     * @param value a number, a text, true or false; null when the row has none, or when it is withheld
     * @param withheld whether it is a protected attribute, which is not shown
     */
    record Input(String name, Object value, boolean withheld) {}

    /**
     * A body as it was recorded.
     *
     * @param bytes its length
     * @param jsonBytes length of the JSON that it begins with, behind which binary tensors follow; -1 when all of it is JSON
     * @param sha256 {@code sha256:…} of it
     */
    record Body(int bytes, int jsonBytes, String sha256) {}

    /**
     * Ground truth.
     *
     * @param confirmed false while it may still change
     * @param recordedBy name of who posted it
     */
    record Truth(String label, boolean confirmed, Instant observedAt, Instant recordedAt, String recordedBy) {}

    /** The revision of the standing review; 0 while there is none. */
    public int standing() {
        return reviews.isEmpty() ? 0 : reviews.get(reviews.size() - 1).revision();
    }
}
