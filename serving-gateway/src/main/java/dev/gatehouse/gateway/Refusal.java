package dev.gatehouse.gateway;

import dev.gatehouse.approval.permit.Admission;
import java.util.Locale;

/**
 * Why a call is not served.
 *
 * @param code what is answered
 * @param sentence one sentence for a person: what is wrong and, where there is one, the way out
 * @param retryAfterSeconds when the same call may succeed without anyone acting, 1 and more; 0 when it will not
 */
public record Refusal(Code code, String sentence, int retryAfterSeconds) {

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    /** The one table of refusals. */
    public enum Code {
        /** The request is not HTTP as it should be. */
        BAD_REQUEST(400),
        /** The permit has conditions on rows, and the body cannot be read. */
        UNREADABLE_BODY(400),
        /** No token, or one that is not valid here. */
        UNAUTHENTICATED(401),
        /** The permit was revoked or superseded or is not valid yet, or the upstream is not allowed. */
        NOT_PERMITTED(403),
        /** The permit is suspended. */
        PERMIT_SUSPENDED(403),
        /** The permit has expired by the gateway's clock. */
        PERMIT_EXPIRED(403),
        /** The permit, or the snapshot around it, is forged, altered or for something else, or the upstream does not serve the digest. */
        PERMIT_INVALID(403),
        /** The permit does not allow the stated purpose, or asks for one and none is stated. */
        PURPOSE_NOT_ALLOWED(403),
        /** The permit does not allow the caller, or the caller lacks the role. */
        CALLER_NOT_ALLOWED(403),
        /** Some row is outside the permit's segment, and no fallback answers. */
        OUTSIDE_SEGMENT(403),
        /** Some row's subject is outside the permit's traffic cap or not named, and no fallback answers. */
        OUTSIDE_CAP(403),
        /** Whether some row is in the permit's segment cannot be told. */
        UNDECIDED_ROW(403),
        /** The route serves another version than the one asked for. */
        VERSION_NOT_PERMITTED(403),
        /** The control plane was not heard for longer than the tier allows. */
        SNAPSHOT_STALE(403),
        /** The permit has a condition that this gateway does not enforce. */
        CONDITION_NOT_SUPPORTED(403),
        /** No such route or path. */
        UNKNOWN_ROUTE(404),
        /** The request's body did not come in time. */
        REQUEST_TIMEOUT(408),
        /** The request's first line is over the limit. */
        URI_TOO_LONG(414),
        /** The request's header is over the limit. */
        HEADERS_TOO_LARGE(431),
        /** The body is over the limit. */
        BODY_TOO_LARGE(413),
        /** More calls at one time than the limit. */
        TOO_MANY_REQUESTS(429),
        /** More calls of this caller, at one time or in a second, than its limit. */
        CALLER_OVER_LIMIT(429),
        /** The model server could not be reached, failed, or answered over the limit. */
        UPSTREAM_FAILED(502),
        /** More calls to the model server than the limit, or none of its connections became free in time. */
        OVERLOADED(503),
        /** The model server failed again and again and is left alone for a while. */
        UPSTREAM_UNAVAILABLE(503),
        /** The outcome cannot be recorded, so there is none. */
        CANNOT_LOG(503),
        /** The token issuer's keys were never fetched, so that no caller can be told from another. */
        ISSUER_KEYS_UNKNOWN(503),
        /** The model server did not answer in time. */
        UPSTREAM_TIMEOUT(504);

        private final int status;
        private final String text = name().toLowerCase(Locale.ROOT);

        Code(int status) {
            this.status = status;
        }

        /** HTTP status. */
        public int status() {
            return status;
        }

        /** The code in answers, such as {@code permit_suspended}. */
        public String text() {
            return text;
        }

        /** Whether the call was one too many: whoever asks again at once would only take the time of those who are served. */
        public boolean isOverLimit() {
            return this == TOO_MANY_REQUESTS || this == CALLER_OVER_LIMIT || this == OVERLOADED;
        }

        /** Whether the same call may succeed a moment later without anyone acting: it then carries {@code Retry-After}. */
        public boolean isTransient() {
            return switch (this) {
                case TOO_MANY_REQUESTS,
                        CALLER_OVER_LIMIT,
                        OVERLOADED,
                        UPSTREAM_UNAVAILABLE,
                        CANNOT_LOG,
                        ISSUER_KEYS_UNKNOWN -> true;
                default -> false;
            };
        }
    }

    /** A refusal whose cause passes within a second, if it passes by itself at all. */
    public Refusal(Code code, String sentence) {
        this(code, sentence, code.isTransient() ? 1 : 0);
    }

    /** A refusal whose cause passes after so many nanoseconds. */
    public static Refusal forNanos(Code code, String sentence, long nanos) {
        long seconds = Math.max(1, (nanos + NANOS_PER_SECOND - 1) / NANOS_PER_SECOND);
        return new Refusal(code, sentence, (int) Math.min(Integer.MAX_VALUE, seconds));
    }

    /** The refusal that a permit's own reason means. */
    public static Refusal of(Admission.Reason reason) {
        return new Refusal(Code.valueOf(reason.code().name()), reason.sentence());
    }
}
