package dev.gatehouse.gateway.operations;

import dev.gatehouse.approval.route.RouteSnapshot;
import dev.gatehouse.gateway.GatewayConfig;
import dev.gatehouse.gateway.Refusal;
import dev.gatehouse.gateway.callers.CallerTokens;
import dev.gatehouse.gateway.inference.DataPlane;
import dev.gatehouse.gateway.log.OutcomeLog;
import dev.gatehouse.gateway.routing.Following;
import dev.gatehouse.gateway.routing.Routing;
import dev.gatehouse.gateway.routing.RoutingTable;
import dev.gatehouse.gateway.shipping.OutcomeShipper;
import dev.gatehouse.gateway.upstream.Upstreams;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.Json;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** What is served and what is not, and why: {@code GET /status} for programs, {@code GET /} for people. */
@Singleton
class StatusRoute {

    private final GatewayConfig config;
    private final Routing routing;
    private final Following following;
    private final Upstreams upstreams;
    private final DataPlane plane;
    private final CallerTokens tokens;
    private final OutcomeLog log;
    private final OutcomeShipper shipper;
    private final LogFilling filling;

    StatusRoute(
            GatewayConfig config,
            Routing routing,
            Following following,
            Upstreams upstreams,
            DataPlane plane,
            CallerTokens tokens,
            OutcomeLog log,
            OutcomeShipper shipper,
            LogFilling filling) {
        this.config = config;
        this.routing = routing;
        this.following = following;
        this.upstreams = upstreams;
        this.plane = plane;
        this.tokens = tokens;
        this.log = log;
        this.shipper = shipper;
        this.filling = filling;
    }

    /** The page. */
    @CheckedTemplate
    static class Pages {
        private Pages() {}

        static native TemplateInstance status(GatewayStatus status);
    }

    void register(@Observes Router router) {
        router.get("/status").handler(this::json);
        router.get("/").handler(this::page);
    }

    private void json(RoutingContext context) {
        fresh(context)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .end(Json.encodeToBuffer(status(Instant.now())));
    }

    private void page(RoutingContext context) {
        String html = Pages.status(status(Instant.now())).render();
        fresh(context)
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/html; charset=utf-8")
                .putHeader("Content-Security-Policy", "default-src 'none'; style-src 'self'; frame-ancestors 'none'")
                .end(html);
    }

    private static HttpServerResponse fresh(RoutingContext context) {
        return context.response()
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .putHeader("X-Content-Type-Options", "nosniff");
    }

    private GatewayStatus status(Instant now) {
        RoutingTable table = routing.table();
        return new GatewayStatus(
                config.gatewayId(),
                config.environment(),
                now.toString(),
                snapshot(table, now),
                table.routes().values().stream()
                        .map(route -> GatewayStatus.RouteStatus.of(route, now))
                        .sorted(Comparator.comparing(GatewayStatus.RouteStatus::route))
                        .toList(),
                upstreams.all().stream()
                        .map(GatewayStatus.ModelServerStatus::of)
                        .sorted(Comparator.comparing(GatewayStatus.ModelServerStatus::server))
                        .toList(),
                Stream.concat(plane.tlsTrouble().stream(), upstreams.troubles().stream())
                        .toList(),
                tokens.closed().map(Refusal::sentence).orElse(null),
                GatewayStatus.Log.of(log, filling),
                new GatewayStatus.Shipping(
                        shipper.lagBytes(),
                        shipper.shippedRecords(),
                        shipper.trouble().orElse(null)));
    }

    private GatewayStatus.Snapshot snapshot(RoutingTable table, Instant now) {
        Optional<RouteSnapshot> snapshot = table.snapshot();
        return new GatewayStatus.Snapshot(
                snapshot.map(s -> s.position().toString()).orElse(null),
                snapshot.map(s -> s.issuedAt().toString()).orElse(null),
                snapshot.map(s -> Duration.between(s.issuedAt(), now).toMillis())
                        .orElse(null),
                table.closed().map(Refusal::sentence).orElse(null),
                routing.lastRefusal().orElse(null),
                following.trouble().orElse(null));
    }
}
