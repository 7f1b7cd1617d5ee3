package dev.gatehouse.gateway.routing;

import dev.gatehouse.approval.permit.Admission;
import dev.gatehouse.approval.permit.Binding;
import dev.gatehouse.approval.permit.Permit;
import dev.gatehouse.approval.route.RouteEntry;
import dev.gatehouse.gateway.Refusal;
import dev.gatehouse.gateway.log.ServedVersion;
import java.time.Instant;
import java.util.Optional;

/**
 * One route as it stands: what it serves, and everything that decides whether a call may pass. Immutable.
 *
 * @param entry the control plane's word
 * @param permit the verified permit; empty when it could not be verified
 * @param served what records say of the route; present while the route is open
 * @param binding what is known to tie the approved bytes to the upstream
 * @param closed why the route serves nobody; empty while it is open
 * @param freshUntil last instant at which the snapshot is young enough for the route's tier
 * @param metadata the route's Open Inference Protocol metadata, JSON
 * @param upstreamHead request line and {@code Host} of a call to its model server, each with its line's end
 * @param answerHead header fields of every answer that say by whose leave it comes, each with its line's end
 */
@SuppressWarnings("ArrayRecordComponent") // written as it is to every caller; routes are not compared
public record Route(
        RouteEntry entry,
        Optional<Permit> permit,
        Optional<ServedVersion> served,
        Binding binding,
        Optional<Refusal> closed,
        Instant freshUntil,
        byte[] metadata,
        byte[] upstreamHead,
        byte[] answerHead) {

    /** Why the route serves nobody at this instant, caller and purpose aside. */
    public Optional<Refusal> closedAt(Instant now) {
        if (closed.isPresent()) {
            return closed;
        }
        if (now.isAfter(freshUntil)) {
            return Optional.of(new Refusal(
                    Refusal.Code.SNAPSHOT_STALE,
                    "The control plane has not been heard for longer than the " + entry.stalenessLimit() + " that tier "
                            + entry.tier() + " allows; serving stopped at " + freshUntil + "."));
        }
        Permit valid = permit.orElseThrow();
        if (now.isBefore(valid.notBefore())) {
            return Optional.of(new Refusal(
                    Refusal.Code.NOT_PERMITTED, "The permit is not valid before " + valid.notBefore() + "."));
        }
        if (!now.isBefore(valid.effectiveExpiry())) {
            return Optional.of(
                    new Refusal(Refusal.Code.PERMIT_EXPIRED, "The permit expired at " + valid.effectiveExpiry() + "."));
        }
        return Optional.empty();
    }

    /** Why this call does not pass, if so. */
    public Optional<Refusal> refuses(String caller, Optional<String> purpose, Instant now) {
        Optional<Refusal> closedNow = closedAt(now);
        if (closedNow.isPresent()) {
            return closedNow;
        }
        Admission admission = permit.orElseThrow().admitsCall(caller, purpose, now);
        return admission instanceof Admission.Refused refused
                ? Optional.of(Refusal.of(refused.reasons().get(0)))
                : Optional.empty();
    }
}
