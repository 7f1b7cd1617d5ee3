package dev.gatehouse.governance.lineage;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;

/**
 * The way of a version, step by step.
 *
 * @param version {@code model/version}
 * @param steps in their order, each of {@link Step.Kind} once
 */
public record Lineage(String version, List<Step> steps) {

    /**
     * A step of the way.
     *
     * @param things newest first, at most {@value #MAX_THINGS}
     * @param more how many there are beside them
     * @param none what to do, or why there is nothing; null where there is something
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Step(Kind kind, List<Thing> things, long more, String none) {

        /** Most things of a step that are named one by one. */
        public static final int MAX_THINGS = 10;

        /** The steps, in their order. */
        public enum Kind {
            DATA("Data"),
            TRAINING("Training"),
            VERSION("Version"),
            AUDITS("Audits"),
            CARD("Model card"),
            RELEASES("Releases"),
            PERMITS("Permits"),
            ROUTES("Routes"),
            PREDICTIONS("Predictions"),
            LABELS("Labels");

            private final String title;

            Kind(String title) {
                this.title = title;
            }

            /** For people. */
            public String title() {
                return title;
            }
        }

        /** A step of these things, cut to {@value #MAX_THINGS}. */
        static Step of(Kind kind, List<Thing> all, String none) {
            List<Thing> things = all.stream().limit(MAX_THINGS).toList();
            return new Step(kind, things, all.size() - things.size(), things.isEmpty() ? none : null);
        }
    }

    /**
     * Something on the way.
     *
     * @param title what it is called
     * @param href its page; null where it has none, or none for the caller
     * @param state a code; null where it has none
     * @param at when it came to be; null where that is not known
     * @param digest {@code sha256:…}; null where it has none
     * @param note more about it; null for nothing
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Thing(String title, String href, String state, Instant at, String digest, String note) {}
}
