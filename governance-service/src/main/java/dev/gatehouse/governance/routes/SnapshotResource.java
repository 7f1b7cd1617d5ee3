package dev.gatehouse.governance.routes;

import dev.gatehouse.approval.route.Position;
import dev.gatehouse.governance.identity.Roles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import java.time.Duration;

/** What gateways pull: the signed snapshot, as soon as it is newer than theirs, or the same one freshly signed as a heartbeat. */
@Path("/api/v1")
class SnapshotResource {

    private static final int MAX_WAIT_MILLIS = 10_000;
    /** How often the position is looked up while a gateway waits: the delay that a change may have, at most. */
    private static final Duration LOOK_EVERY = Duration.ofMillis(100);

    private final Routes routes;
    private final Gateways gateways;

    @Inject
    SnapshotResource(Routes routes, Gateways gateways) {
        this.routes = routes;
        this.gateways = gateways;
    }

    @GET
    @Path("/gateway/snapshot")
    @Produces("application/json")
    @RolesAllowed(Roles.GATEWAY)
    public byte[] snapshot(
            @QueryParam("environment") @NotBlank String environment,
            @QueryParam("after") @DefaultValue("") String after,
            @QueryParam("waitMillis") @DefaultValue("0") @Min(0) @Max(MAX_WAIT_MILLIS) int waitMillis)
            throws InterruptedException {
        gateways.require(environment);
        if (!after.isEmpty()) {
            Position held = Position.parse(after);
            long end = System.nanoTime() + Duration.ofMillis(waitMillis).toNanos();
            while (routes.position(environment).equals(held) && System.nanoTime() < end) {
                Thread.sleep(LOOK_EVERY.toMillis());
            }
        }
        return routes.snapshot(environment).bytes();
    }
}
