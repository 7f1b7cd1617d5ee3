package dev.gatehouse.governance.served;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * What a route served at a moment, by whose word, and what the outcome log has of the minutes around it.
 *
 * @param at the moment
 * @param answer the whole in one or two sentences
 * @param open whether any permit admitted calls then
 * @param deployment the last one up to the moment; null before the first
 * @param targets what was deployed, then its fallback if there was one, each as it stood at the moment
 * @param recorded requests around the moment
 * @param before the last request up to the moment, whenever it was; null if the log has none
 * @param next the first deployment after the moment; null if none has followed
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ServedThen(
        String environment,
        String route,
        Instant at,
        String answer,
        boolean open,
        Deployment deployment,
        List<Target> targets,
        Recorded recorded,
        Request before,
        Deployment next) {

    /**
     * An act that changed what the route serves.
     *
     * @param version {@code model/version}
     * @param permit under which it serves
     * @param fallback permit of what answers where that one admits nothing; null for nothing
     * @param by name of who deployed it
     * @param leaf its index in the ledger; null in the second in which it waits for one
     * @param leafHash {@code sha256:…}
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Deployment(
            String version, UUID permit, UUID fallback, Instant at, String by, Long leaf, String leafHash) {
        /** End of the address of the version's page. */
        public String page() {
            return ServedThen.page(version);
        }
    }

    /** How a version takes part in a route. */
    public enum Part {
        /** What was deployed. */
        PRIMARY,
        /** What answers calls that the permit of the primary does not admit. */
        FALLBACK
    }

    /**
     * A version that the route could send calls to, as it stood at the moment.
     *
     * @param version {@code model/version}
     * @param artifact {@code sha256:…}
     * @param basis {@code board} or {@code emergency}
     * @param release that the board granted; null for emergency use
     * @param state of the permit at the moment: {@code ACTIVE}, {@code SUSPENDED}, {@code REVOKED}, {@code SUPERSEDED} or {@code EXPIRED}
     * @param since when it came into this state
     * @param by who brought it there; null if the clock did
     * @param reason why; null if none was given
     * @param conditions of the permit, a sentence each; empty when nothing is limited
     * @param words of those by whose word it served
     * @param leaf index of the permit's issuance in the ledger; null in the second in which it waits for one
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Target(
            Part part,
            String version,
            String artifact,
            UUID permit,
            String basis,
            UUID release,
            String state,
            Instant since,
            String by,
            String reason,
            Instant issuedAt,
            Instant expiresAt,
            List<String> conditions,
            List<Word> words,
            Long leaf) {

        /** Whether its permit admitted calls at the moment, within its conditions. */
        public boolean admits() {
            return state.equals("ACTIVE");
        }

        /** End of the address of the version's page. */
        public String page() {
            return ServedThen.page(version);
        }
    }

    /**
     * Somebody's word on which a permit rests.
     *
     * @param person name
     * @param capacity board function, or what they were in an emergency
     * @param decision such as {@code approve}, {@code requested} or {@code confirmed}
     * @param reason as they wrote it
     */
    public record Word(String person, String capacity, String decision, String reason, Instant at) {}

    /**
     * What the outcome log has of a span.
     *
     * @param from first instant of it
     * @param to first instant after it
     * @param answers of which version, under which permit, and how many; empty if there were none
     */
    public record Recorded(Instant from, Instant to, List<Answers> answers) {}

    /**
     * @param version name of the version, without its model
     * @param mode {@code primary} or {@code fallback}
     * @param requests how many
     * @param rows predictions in them
     */
    public record Answers(
            String version, UUID permit, String mode, long requests, long rows, Instant first, Instant last) {}

    /** A request in the outcome log, as {@link Answers} counts it. */
    public record Request(Instant at, String version, UUID permit, String mode) {}

    private static String page(String version) {
        return version.replace("/", "/versions/");
    }
}
