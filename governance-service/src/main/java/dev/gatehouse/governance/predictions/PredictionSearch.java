package dev.gatehouse.governance.predictions;

import java.time.Instant;
import java.util.Optional;

/**
 * Which of a route's predictions are looked for; what is empty does not matter.
 *
 * @param from received at this instant or later
 * @param to received before it
 * @param subject exactly
 * @param confidenceBelow only rows whose confidence, max(score, 1 − score), is below; in (0.5, 1]
 * @param labelled whether ground truth has come
 */
record PredictionSearch(
        Instant from,
        Instant to,
        Optional<String> version,
        Optional<String> caller,
        Optional<String> subject,
        Optional<String> decision,
        Optional<Double> confidenceBelow,
        Optional<Marked> review,
        Optional<Boolean> labelled) {

    /** How rows stand to reviews. */
    enum Marked {
        /** A condition of the permit asked for a person to look, whether or not somebody has. */
        NEEDED,
        /** It did, and nobody has. */
        WAITING,
        /** Somebody has reviewed the row, asked or not. */
        DONE
    }

    /** Everything that was received within a span. */
    static PredictionSearch within(Instant from, Instant to) {
        return new PredictionSearch(
                from,
                to,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
