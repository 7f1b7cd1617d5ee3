package dev.gatehouse.gateway.routing;

import dev.gatehouse.approval.permit.Admission;
import dev.gatehouse.approval.permit.Binding;
import dev.gatehouse.approval.permit.Permit;
import dev.gatehouse.approval.route.RouteEntry;
import dev.gatehouse.approval.route.RouteTarget;
import dev.gatehouse.gateway.Refusal;
import dev.gatehouse.gateway.condition.RowConditions;
import dev.gatehouse.gateway.log.ServedVersion;
import java.time.Instant;
import java.util.Optional;

/**
 * A version that a route may call, as it stands, and everything that decides whether a call may pass to it. Immutable.
 *
 * @param entry the control plane's word on the route
 * @param target the control plane's word on the version
 * @param permit the verified permit; empty when it could not be verified
 * @param served what records say of the version; present while it is open
 * @param binding what is known to tie the approved bytes to the upstream
 * @param closed why the version serves nobody; empty while it is open
 * @param rows what the permit asks of the rows of a call; empty when it asks nothing, and while the version is closed
 * @param freshUntil last instant at which the snapshot is young enough for the route
 * @param metadata the Open Inference Protocol metadata under the route's name, JSON; or the version of its MLflow server, empty until that
 *     is known
 * @param upstreamHead request line and {@code Host} of a call to its model server, each with its line's end
 * @param answerHead header fields of every answer that say by whose leave it comes, each with its line's end
 */
@SuppressWarnings("ArrayRecordComponent") // written as it is to every caller; routes are not compared
public record RoutedVersion(
        RouteEntry entry,
        RouteTarget target,
        Optional<Permit> permit,
        Optional<ServedVersion> served,
        Binding binding,
        Optional<Refusal> closed,
        Optional<RowConditions> rows,
        Instant freshUntil,
        byte[] metadata,
        byte[] upstreamHead,
        byte[] answerHead) {

    /** Why the version serves nobody at this instant, caller and purpose aside. */
    public Optional<Refusal> closedAt(Instant now) {
        if (closed.isPresent()) {
            return closed;
        }
        if (now.isAfter(freshUntil)) {
            return Optional.of(new Refusal(
                    Refusal.Code.SNAPSHOT_STALE,
                    "The control plane has not been heard for longer than the " + entry.stalenessLimit() + " that tier "
                            + target.tier() + " allows; serving stopped at " + freshUntil + "."));
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

    /** Whether rows may be marked for a person to look at. */
    public boolean mayMark() {
        return rows.isPresent() && rows.get().mayMark();
    }

    /** What a call is for: what it states, or what the permit binds its caller to. */
    public Optional<String> purposeOf(String caller, Optional<String> stated) {
        return permit.isPresent() ? permit.get().purposeOf(caller, stated) : stated;
    }

    /**
     * Why this call does not pass, rows aside.
     *
     * @param stated the purpose that the call states
     */
    public Optional<Refusal> refuses(String caller, Optional<String> stated, Instant now) {
        Optional<Refusal> closedNow = closedAt(now);
        if (closedNow.isPresent()) {
            return closedNow;
        }
        Admission admission = permit.orElseThrow().admitsCall(caller, purposeOf(caller, stated), now);
        return admission instanceof Admission.Refused refused
                ? Optional.of(Refusal.of(refused.reasons().get(0)))
                : Optional.empty();
    }
}
