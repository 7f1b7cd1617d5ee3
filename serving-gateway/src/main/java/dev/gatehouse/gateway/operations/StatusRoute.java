package dev.gatehouse.gateway.operations;

import dev.gatehouse.approval.permit.Permit;
import dev.gatehouse.approval.route.RouteSnapshot;
import dev.gatehouse.gateway.GatewayConfig;
import dev.gatehouse.gateway.Refusal;
import dev.gatehouse.gateway.callers.CallerTokens;
import dev.gatehouse.gateway.log.OutcomeLog;
import dev.gatehouse.gateway.routing.Following;
import dev.gatehouse.gateway.routing.Route;
import dev.gatehouse.gateway.routing.Routing;
import dev.gatehouse.gateway.routing.RoutingTable;
import dev.gatehouse.gateway.shipping.OutcomeShipper;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;

/** {@code GET /status}: what is served and what is not, and why. */
@Singleton
class StatusRoute {

    private final GatewayConfig config;
    private final Routing routing;
    private final Following following;
    private final CallerTokens tokens;
    private final OutcomeLog log;
    private final OutcomeShipper shipper;

    StatusRoute(
            GatewayConfig config,
            Routing routing,
            Following following,
            CallerTokens tokens,
            OutcomeLog log,
            OutcomeShipper shipper) {
        this.config = config;
        this.routing = routing;
        this.following = following;
        this.tokens = tokens;
        this.log = log;
        this.shipper = shipper;
    }

    void register(@Observes Router router) {
        router.get("/status").handler(this::status);
    }

    private void status(RoutingContext context) {
        Instant now = Instant.now();
        RoutingTable table = routing.table();
        JsonArray routes = new JsonArray();
        table.routes().values().stream()
                .sorted(Comparator.comparing(route -> route.entry().route()))
                .forEach(route -> routes.add(route(route, now)));
        JsonObject json = new JsonObject()
                .put("gateway", config.gatewayId())
                .put("environment", config.environment())
                .put("snapshot", snapshot(table, now))
                .put("routes", routes)
                .put("callersNotTold", tokens.closed().map(Refusal::sentence).orElse(null))
                .put("log", log())
                .put("shipping", shipping());
        context.response().putHeader("Content-Type", "application/json").end(json.toBuffer());
    }

    private JsonObject snapshot(RoutingTable table, Instant now) {
        Optional<RouteSnapshot> snapshot = table.snapshot();
        return new JsonObject()
                .put("position", snapshot.map(s -> s.position().toString()).orElse(null))
                .put("issuedAt", snapshot.map(s -> s.issuedAt().toString()).orElse(null))
                .put(
                        "ageMillis",
                        snapshot.map(s -> Duration.between(s.issuedAt(), now).toMillis())
                                .orElse(null))
                .put("notBelieved", table.closed().map(Refusal::sentence).orElse(null))
                .put("lastRefused", routing.lastRefusal().orElse(null))
                .put("controlPlaneTrouble", following.trouble().orElse(null));
    }

    private static JsonObject route(Route route, Instant now) {
        Optional<Refusal> closed = route.closedAt(now);
        return new JsonObject()
                .put("route", route.entry().route())
                .put("model", route.entry().model())
                .put("version", route.entry().version())
                .put("artifactSha256", route.entry().artifact().hex())
                .put("tier", route.entry().tier().name())
                .put("upstream", route.entry().upstream().toString())
                .put("binding", route.binding().text())
                .put(
                        "requiredBinding",
                        route.permit().map(p -> p.binding().text()).orElse(null))
                .put(
                        "permitId",
                        route.permit().map(p -> p.permitId().toString()).orElse(null))
                .put("permitState", route.entry().permitState().name())
                .put(
                        "permitExpiresAt",
                        route.permit()
                                .map(Permit::effectiveExpiry)
                                .map(Instant::toString)
                                .orElse(null))
                .put("freshUntil", route.freshUntil().toString())
                .put("routable", closed.isEmpty())
                .put("code", closed.map(r -> r.code().text()).orElse(null))
                .put("reason", closed.map(Refusal::sentence).orElse(null));
    }

    private JsonObject log() {
        return new JsonObject()
                .put("open", log.closedReason().isEmpty())
                .put("reason", log.closedReason().orElse(null))
                .put("segment", log.durableEnd().segment())
                .put("offset", log.durableEnd().offset())
                .put("recordsSinceStart", log.appendedRecords())
                .put("pendingBytes", log.pendingBytes());
    }

    private JsonObject shipping() {
        return new JsonObject()
                .put("lagBytes", shipper.lagBytes())
                .put("recordsSinceStart", shipper.shippedRecords())
                .put("trouble", shipper.trouble().orElse(null));
    }
}
