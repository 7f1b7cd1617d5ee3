package dev.gatehouse.gateway.routing;

import dev.gatehouse.gateway.Refusal;
import dev.gatehouse.gateway.condition.RowConditions;
import dev.gatehouse.gateway.condition.RowVerdict;
import dev.gatehouse.gateway.log.OutcomeRecord;
import java.time.Instant;
import java.util.Optional;

/**
 * Which version of a route answers one call: the primary if its permit admits the call and every row of it, else the fallback if its own
 * permit does. A call goes whole to one version, or to none.
 */
public final class VersionChoice {

    /** How it came out. */
    public sealed interface Outcome {
        /**
         * A version answers.
         *
         * @param version that answers
         * @param mode {@link OutcomeRecord#PRIMARY} or {@link OutcomeRecord#FALLBACK}
         * @param purpose what the call is for: what it states, or what the permit binds its caller to
         * @param rows how many the call has; 0 when nothing asked for them
         */
        record Chosen(RoutedVersion version, String mode, Optional<String> purpose, int rows) implements Outcome {}

        /** None does. */
        record Refused(Refusal refusal) implements Outcome {}

        /** The body decides. */
        record RowsAsked(VersionChoice choice) implements Outcome {}
    }

    private final Route route;
    private final String asked;
    private final String caller;
    private final Optional<String> purpose;
    private final Instant at;

    private VersionChoice(Route route, String asked, String caller, Optional<String> purpose, Instant at) {
        this.route = route;
        this.asked = asked;
        this.caller = caller;
        this.purpose = purpose;
        this.at = at;
    }

    /** The rows of a call: whom a one-row call is about by its header, and its body. */
    private record Rows(Optional<String> subject, int jsonBytes, byte[] body) {
        RowVerdict judgedBy(RowConditions conditions) {
            return conditions.judge(subject, jsonBytes, body);
        }
    }

    /**
     * Chooses by what a call says before its body.
     *
     * @param asked the version that its path names; null for whichever the route chooses
     * @param purpose what the call states that it is for
     */
    public static Outcome of(Route route, String asked, String caller, Optional<String> purpose, Instant at) {
        RoutedVersion primary = route.primary();
        // Nearly every call, so without a step more than it needs.
        if (asked == null
                && primary.rows().isEmpty()
                && primary.refuses(caller, purpose, at).isEmpty()) {
            return new Outcome.Chosen(primary, OutcomeRecord.PRIMARY, primary.purposeOf(caller, purpose), 0);
        }
        return new VersionChoice(route, asked, caller, purpose, at).decide(null);
    }

    /**
     * Chooses by the body too.
     *
     * @param subject the one subject that the call's header names, if it does
     * @param jsonBytes length of the JSON that the body begins with; {@link OutcomeRecord#ALL_JSON} when all of it is JSON
     * @return chosen or refused
     */
    public Outcome byRows(Optional<String> subject, int jsonBytes, byte[] body) {
        return decide(new Rows(subject, jsonBytes, body));
    }

    /** @param rows null while the body is not there */
    private Outcome decide(Rows rows) {
        if (asked != null && route.version(asked).isEmpty()) {
            return new Outcome.Refused(route.unknownVersion(asked));
        }
        Optional<Refusal> why = route.primary().refuses(caller, purpose, at);
        if (why.isPresent()) {
            return byFallback(why.get(), rows);
        }
        Optional<RowConditions> conditions = route.primary().rows();
        if (conditions.isEmpty()) {
            return chosen(route.primary(), OutcomeRecord.PRIMARY, 0, "");
        }
        if (rows == null) {
            return new Outcome.RowsAsked(this);
        }
        RowVerdict verdict = rows.judgedBy(conditions.get());
        if (verdict instanceof RowVerdict.Inside inside) {
            return chosen(route.primary(), OutcomeRecord.PRIMARY, inside.rows(), "");
        }
        return verdict instanceof RowVerdict.Outside outside
                ? byFallback(outside.refusal(), rows)
                : new Outcome.Refused(((RowVerdict.Undecided) verdict).refusal());
    }

    /** @param why the primary does not answer */
    private Outcome byFallback(Refusal why, Rows rows) {
        if (route.fallback().isEmpty()) {
            return new Outcome.Refused(why);
        }
        RoutedVersion other = route.fallback().get();
        Optional<Refusal> against = other.refuses(caller, purpose, at);
        if (against.isPresent()) {
            return new Outcome.Refused(both(why, against.get()));
        }
        if (other.rows().isEmpty()) {
            return chosen(other, OutcomeRecord.FALLBACK, 0, " " + why.sentence());
        }
        if (rows == null) {
            return new Outcome.RowsAsked(this);
        }
        RowVerdict verdict = rows.judgedBy(other.rows().get());
        if (verdict instanceof RowVerdict.Inside inside) {
            return chosen(other, OutcomeRecord.FALLBACK, inside.rows(), " " + why.sentence());
        }
        return new Outcome.Refused(
                verdict instanceof RowVerdict.Outside outside
                        ? both(why, outside.refusal())
                        : ((RowVerdict.Undecided) verdict).refusal());
    }

    private Outcome chosen(RoutedVersion version, String mode, int rows, String because) {
        String name = version.target().version();
        return asked == null || asked.equals(name)
                ? new Outcome.Chosen(version, mode, version.purposeOf(caller, purpose), rows)
                : new Outcome.Refused(
                        route.otherVersion(asked, "version " + name + " does." + because + " Call the route."));
    }

    private Refusal both(Refusal why, Refusal against) {
        if (why.code() == Refusal.Code.SNAPSHOT_STALE) {
            return why;
        }
        return new Refusal(
                why.code(),
                why.sentence() + " Nor does the fallback, version "
                        + route.fallback().orElseThrow().target().version() + ", answer: " + against.sentence());
    }
}
