package dev.gatehouse.governance.gates;

import dev.gatehouse.approval.gate.Gate;
import dev.gatehouse.approval.gate.GateStatus;
import dev.gatehouse.approval.gate.GateStatus.Reason;
import dev.gatehouse.governance.models.ModelVersion;
import dev.gatehouse.governance.permits.IssuedPermit;
import dev.gatehouse.risk.Tier;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The gate that a permit opens: the last one before a version serves in an environment. */
final class ReleaseGate {

    private static final String ID = "release-approved";
    private static final String TITLE = "Release approved by the board";
    private static final String NEW_RELEASE = "Submit a release and let the board vote: POST /api/v1/releases.";

    private ReleaseGate() {}

    /**
     * The permit that decides: the newest of the route, since an older one must not open what was closed after it. For any route, the
     * newest of some route that admits traffic, or else the newest of all; empty if there never was one.
     */
    static Optional<IssuedPermit> deciding(List<IssuedPermit> newestFirst, Optional<String> route) {
        Map<String, IssuedPermit> newest = new LinkedHashMap<>();
        newestFirst.stream()
                .filter(permit -> route.isEmpty() || permit.route().equals(route.get()))
                .forEach(permit -> newest.putIfAbsent(permit.route(), permit));
        return newest.values().stream()
                .filter(IssuedPermit::isActive)
                .findFirst()
                .or(() -> newest.values().stream().findFirst());
    }

    /**
     * How the gate stands.
     *
     * @param granted the tier that the permit was granted at; of no account without a permit
     * @param now the tier of the model now
     * @param tooWide whether the permit admits more than the waivers that hold gates open
     */
    static GateStatus status(
            ModelVersion version,
            String environment,
            Optional<String> route,
            Optional<IssuedPermit> permit,
            Tier granted,
            Tier now,
            boolean tooWide) {
        String where = environment + route.map(name -> "/" + name).orElse("");
        if (permit.isEmpty() || permit.get().state().equals("SUPERSEDED")) {
            return closed(
                    Reason.NO_PERMIT,
                    "No active permit lets " + version.label() + " serve on " + where + ".",
                    NEW_RELEASE,
                    "/ui/releases",
                    "/api/v1/releases");
        }
        IssuedPermit one = permit.get();
        String page = "/ui/permits/" + one.id();
        String api = "/api/v1/permits/" + one.id();
        String because = one.stateReason() == null ? "." : ": " + one.stateReason();
        switch (one.state()) {
            case "SUSPENDED":
                return closed(
                        Reason.PERMIT_SUSPENDED,
                        "The permit for " + where + " is suspended since " + one.stateChangedAt() + because,
                        "Two people resume it in time, POST " + api
                                + "/resume, or a new release: POST /api/v1/releases.",
                        page,
                        api);
            case "REVOKED":
                return closed(
                        Reason.PERMIT_REVOKED,
                        "The permit for " + where + " was revoked at " + one.stateChangedAt() + because,
                        NEW_RELEASE,
                        page,
                        "/api/v1/releases");
            case "EXPIRED":
                return closed(
                        Reason.PERMIT_EXPIRED,
                        "The permit for " + where + " expired at " + one.expiresAt() + ".",
                        NEW_RELEASE,
                        page,
                        "/api/v1/releases");
            default:
                break;
        }
        if (now.compareTo(granted) > 0) {
            return closed(
                    Reason.TIER_CHANGED,
                    "The permit of " + version.label() + " was granted at tier " + granted + "; the model is " + now
                            + " now.",
                    "Submit a new release, to be decided at the present tier: POST /api/v1/releases.",
                    page,
                    "/api/v1/releases");
        }
        if (tooWide) {
            return closed(
                    Reason.PERMIT_TOO_WIDE,
                    "A waiver that holds a gate open limits more than the permit for " + where + " does.",
                    "Meet the gate, or submit a new release, which takes the waiver's limits: POST /api/v1/releases.",
                    page,
                    "/api/v1/releases");
        }
        return GateStatus.standing(
                ID,
                TITLE,
                Reason.MET,
                "Permit " + one.id() + " holds on " + where + " until " + one.expiresAt() + ".",
                new Gate.Remedy("Nothing is to be done before it ends.", page, api));
    }

    private static GateStatus closed(Reason reason, String why, String how, String page, String api) {
        return GateStatus.standing(ID, TITLE, reason, why, new Gate.Remedy(how, page, api));
    }
}
