package dev.gatehouse.gateway.inference;

import dev.gatehouse.gateway.GatewayConfig;
import dev.gatehouse.gateway.Refusal;
import dev.gatehouse.gateway.callers.CallerTokens;
import dev.gatehouse.gateway.log.OutcomeLog;
import dev.gatehouse.gateway.routing.Route;
import dev.gatehouse.gateway.routing.Routing;
import dev.gatehouse.gateway.routing.RoutingTable;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** The paths of the Open Inference Protocol v2, REST. */
@Singleton
class InferenceRoutes {

    static final String PURPOSE_HEADER = "X-Gatehouse-Purpose";
    static final String SUBJECT_HEADER = "X-Gatehouse-Subject";

    private static final Buffer SERVER_METADATA =
            Buffer.buffer("{\"name\":\"gatehouse\",\"version\":\"2\",\"extensions\":[]}");

    private final GatewayConfig config;
    private final Routing routing;
    private final CallerTokens tokens;
    private final OutcomeLog log;
    private final UpstreamClients upstreams;
    private final RefusalWriter refusals;
    private final AtomicInteger inFlight;

    InferenceRoutes(
            GatewayConfig config,
            Routing routing,
            CallerTokens tokens,
            OutcomeLog log,
            UpstreamClients upstreams,
            RefusalWriter refusals,
            MeterRegistry meters) {
        this.config = config;
        this.routing = routing;
        this.tokens = tokens;
        this.log = log;
        this.upstreams = upstreams;
        this.refusals = refusals;
        this.inFlight = meters.gauge("gatehouse.in.flight", new AtomicInteger());
    }

    void register(@Observes Router router) {
        router.get("/v2").handler(context -> answer(context, SERVER_METADATA));
        router.get("/v2/health/live").handler(this::live);
        router.get("/v2/health/ready").handler(this::ready);
        for (String model : new String[] {"/v2/models/:model", "/v2/models/:model/versions/:version"}) {
            router.get(model).handler(context -> metadata(context, false));
            router.get(model + "/ready").handler(context -> metadata(context, true));
            router.post(model + "/infer").handler(this::infer);
        }
        router.route("/v2/*")
                .handler(context -> refusals.write(
                        context.response(),
                        new Refusal(
                                Refusal.Code.UNKNOWN_ROUTE,
                                context.request().method() + " "
                                        + context.request().path()
                                        + " is not part of the Open Inference Protocol v2.")));
    }

    private void live(RoutingContext context) {
        answer(context, Buffer.buffer("{\"live\":true}"));
    }

    private void ready(RoutingContext context) {
        Optional<Refusal> unready = log.closedReason()
                .map(reason -> new Refusal(Refusal.Code.CANNOT_LOG, reason))
                .or(tokens::closed)
                .or(() -> routing.table().closed());
        if (unready.isPresent()) {
            context.response()
                    .setStatusCode(503)
                    .putHeader("Content-Type", "application/json")
                    .end("{\"ready\":false}");
        } else {
            answer(context, Buffer.buffer("{\"ready\":true}"));
        }
    }

    private static void answer(RoutingContext context, Buffer json) {
        context.response().putHeader("Content-Type", "application/json").end(json);
    }

    /** Model metadata, or readiness: 200 while the route is open, whatever the purpose. */
    private void metadata(RoutingContext context, boolean readiness) {
        Instant now = Instant.now();
        CallerTokens.Result caller = tokens.check(context.request().getHeader("Authorization"), now);
        if (caller instanceof CallerTokens.Result.Unknown unknown) {
            refusals.write(context.response(), unknown.refusal());
            return;
        }
        RoutingTable table = routing.table();
        Optional<Route> route = table.route(context.pathParam("model"));
        Optional<Refusal> refusal = route.isEmpty()
                ? Optional.of(table.unknown(context.pathParam("model")))
                : otherVersion(route.get(), context.pathParam("version"))
                        .or(() -> route.get().closedAt(now));
        if (refusal.isPresent()) {
            refusals.write(context.response(), refusal.get());
        } else {
            answer(
                    context,
                    readiness
                            ? Buffer.buffer("{\"ready\":true}")
                            : Buffer.buffer(route.get().metadata()));
        }
    }

    static Optional<Refusal> otherVersion(Route route, String version) {
        return version == null || version.equals(route.entry().version())
                ? Optional.empty()
                : Optional.of(new Refusal(
                        Refusal.Code.VERSION_NOT_PERMITTED,
                        "The route '" + route.entry().route() + "' is permitted to serve version "
                                + route.entry().version() + " only, not version " + version + "."));
    }

    private void infer(RoutingContext context) {
        long arrivedNanos = System.nanoTime();
        Instant arrived = Instant.now();
        HttpServerRequest request = context.request();
        if (inFlight.incrementAndGet() > config.maxInFlight()) {
            inFlight.decrementAndGet();
            refusals.write(
                    request.response(),
                    new Refusal(
                            Refusal.Code.TOO_MANY_REQUESTS,
                            "More than " + config.maxInFlight() + " calls are in flight; try again in a moment."));
            return;
        }
        context.addEndHandler(ended -> inFlight.decrementAndGet());

        CallerTokens.Result caller = tokens.check(request.getHeader("Authorization"), arrived);
        if (caller instanceof CallerTokens.Result.Unknown unknown) {
            refusals.write(request.response(), unknown.refusal());
            return;
        }
        String clientId = ((CallerTokens.Result.Known) caller).clientId();
        Optional<String> purpose = Optional.ofNullable(request.getHeader(PURPOSE_HEADER));
        RoutingTable table = routing.table();
        Optional<Route> route = table.route(context.pathParam("model"));
        Optional<Refusal> refusal = route.isEmpty()
                ? Optional.of(table.unknown(context.pathParam("model")))
                : otherVersion(route.get(), context.pathParam("version"))
                        .or(() -> route.get().refuses(clientId, purpose, arrived));
        if (refusal.isPresent()) {
            refusals.write(request.response(), refusal.get());
            return;
        }
        InferenceCall call = new InferenceCall(
                new InferenceCall.Surroundings(config, log, upstreams.current(), refusals),
                route.get(),
                clientId,
                purpose,
                request,
                arrived.toEpochMilli(),
                arrivedNanos);
        new BoundedBody(config.maxBodyBytes()).read(request, call::forward, call::refuse);
    }
}
