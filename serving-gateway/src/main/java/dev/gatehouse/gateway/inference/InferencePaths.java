package dev.gatehouse.gateway.inference;

import dev.gatehouse.gateway.GatewayConfig;
import dev.gatehouse.gateway.Refusal;
import dev.gatehouse.gateway.callers.CallerLimits;
import dev.gatehouse.gateway.callers.CallerTokens;
import dev.gatehouse.gateway.log.OutcomeLog;
import dev.gatehouse.gateway.log.OutcomeRecord;
import dev.gatehouse.gateway.routing.Route;
import dev.gatehouse.gateway.routing.RoutedVersion;
import dev.gatehouse.gateway.routing.Routing;
import dev.gatehouse.gateway.routing.RoutingTable;
import dev.gatehouse.gateway.routing.VersionChoice;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.AsciiString;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** The paths of the Open Inference Protocol v2, REST. */
@Singleton
class InferencePaths implements CallerConnection.Paths {

    // Not texts: the hash of these is known, that of a text is computed at every look.
    static final AsciiString PURPOSE_HEADER = AsciiString.cached("x-gatehouse-purpose");
    static final AsciiString SUBJECT_HEADER = AsciiString.cached("x-gatehouse-subject");

    private static final long DRAIN_POLL_MS = 10;
    /** How soon after its head a body is there when a caller sends both at once, nanoseconds. */
    private static final long PROMPT_NANOS = 20_000_000;

    private static final String MODELS = "/v2/models/";
    private static final byte[] SERVER_METADATA =
            Answers.ascii("{\"name\":\"gatehouse\",\"version\":\"2\",\"extensions\":[]}");
    private static final byte[] LIVE = Answers.ascii("{\"live\":true}");
    private static final byte[] READY = Answers.ascii("{\"ready\":true}");
    private static final byte[] NOT_READY = Answers.ascii("{\"ready\":false}");

    private final GatewayConfig config;
    private final Routing routing;
    private final CallerTokens tokens;
    private final CallerLimits limits;
    private final OutcomeLog log;
    private final AtomicInteger inFlight;
    private final Refusal tooManyCalls;

    InferencePaths(
            GatewayConfig config,
            Routing routing,
            CallerTokens tokens,
            CallerLimits limits,
            OutcomeLog log,
            MeterRegistry meters) {
        this.config = config;
        this.routing = routing;
        this.tokens = tokens;
        this.limits = limits;
        this.tooManyCalls = new Refusal(
                Refusal.Code.TOO_MANY_REQUESTS,
                "More than " + config.maxInFlight() + " calls are in flight; try again in a moment.");
        this.log = log;
        this.inFlight = meters.gauge("gatehouse.in.flight", new AtomicInteger());
    }

    /**
     * A path below {@code /v2/models}.
     *
     * @param model name of the route
     * @param version the version asked for; null for whichever it serves
     * @param act {@code infer}, {@code ready}, or empty for the metadata
     */
    private record ModelPath(String model, String version, String act) {

        /** Null when it is another path. */
        static ModelPath of(String path) {
            if (!path.startsWith(MODELS)) {
                return null;
            }
            String[] parts = path.substring(MODELS.length()).split("/", -1);
            boolean versioned = parts.length > 2 && parts[1].equals("versions");
            int acts = versioned ? 3 : 1;
            if (parts[0].isEmpty() || parts.length > acts + 1 || versioned && parts[2].isEmpty()) {
                return null;
            }
            String act = parts.length > acts ? parts[acts] : "";
            return act.isEmpty() && parts.length > acts
                    ? null
                    : new ModelPath(parts[0], versioned ? parts[2] : null, act);
        }
    }

    /** Waits until no call is in flight, or so long. */
    void awaitNone(Duration limit) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        while (inFlight.get() > 0 && System.nanoTime() < end) {
            Thread.sleep(DRAIN_POLL_MS);
        }
    }

    @Override
    public void done(CallerLimits.Share caller) {
        inFlight.decrementAndGet();
        caller.leave();
    }

    @Override
    public Optional<Consumer<byte[]>> begin(HttpRequest request, CallerConnection connection) {
        int query = request.uri().indexOf('?');
        String path = query < 0 ? request.uri() : request.uri().substring(0, query);
        boolean reads =
                request.method().equals(HttpMethod.GET) || request.method().equals(HttpMethod.HEAD);
        ModelPath model = ModelPath.of(path);
        if (model != null && model.act.equals("infer") && request.method().equals(HttpMethod.POST)) {
            return infer(request, model, connection);
        }
        if (model != null && reads && (model.act.isEmpty() || model.act.equals("ready"))) {
            metadata(request, model, connection);
        } else if (reads && path.equals("/v2")) {
            answer(connection, 200, SERVER_METADATA);
        } else if (reads && path.equals("/v2/health/live")) {
            answer(connection, 200, LIVE);
        } else if (reads && path.equals("/v2/health/ready")) {
            boolean ready = log.closedReason().isEmpty()
                    && tokens.closed().isEmpty()
                    && routing.table().closed().isEmpty();
            answer(connection, ready ? 200 : 503, ready ? READY : NOT_READY);
        } else {
            connection.refuse(new Refusal(
                    Refusal.Code.UNKNOWN_ROUTE,
                    request.method() + " " + path + " is not part of the Open Inference Protocol v2."));
        }
        return Optional.empty();
    }

    private static void answer(CallerConnection connection, int status, byte[] json) {
        ByteBuf head = Answers.begin(connection.allocator(), status, json.length);
        Answers.json(head);
        connection.answer(head, json);
    }

    /** Model metadata, or readiness: 200 while the route is open, whatever the purpose. */
    private void metadata(HttpRequest request, ModelPath path, CallerConnection connection) {
        Instant now = Instant.now();
        CallerTokens.Result caller = tokens.check(request.headers().get(HttpHeaderNames.AUTHORIZATION), now);
        if (caller instanceof CallerTokens.Result.Unknown unknown) {
            connection.refuse(unknown.refusal());
            return;
        }
        RoutingTable table = routing.table();
        Optional<Route> route = table.route(path.model);
        if (route.isEmpty()) {
            connection.refuse(table.unknown(path.model));
            return;
        }
        Optional<RoutedVersion> version =
                path.version == null ? route.get().open(now) : route.get().version(path.version);
        Optional<Refusal> refusal = path.version != null && version.isEmpty()
                ? Optional.of(route.get().unknownVersion(path.version))
                : version.isPresent()
                        ? version.get().closedAt(now)
                        : route.get().closedAt(now);
        if (refusal.isPresent()) {
            connection.refuse(refusal.get());
        } else {
            answer(
                    connection,
                    200,
                    path.act.equals("ready") ? READY : version.orElseThrow().metadata());
        }
    }

    private Optional<Consumer<byte[]>> infer(HttpRequest request, ModelPath path, CallerConnection connection) {
        long arrivedNanos = System.nanoTime();
        Instant arrived = Instant.now();
        CallerTokens.Result caller = tokens.check(request.headers().get(HttpHeaderNames.AUTHORIZATION), arrived);
        if (caller instanceof CallerTokens.Result.Unknown unknown) {
            connection.refuse(unknown.refusal());
            return Optional.empty();
        }
        String clientId = ((CallerTokens.Result.Known) caller).clientId();
        Optional<String> purpose = Optional.ofNullable(request.headers().get(PURPOSE_HEADER));
        RoutingTable table = routing.table();
        VersionChoice.Outcome atHead = choose(table, path, clientId, purpose, arrived);
        if (atHead instanceof VersionChoice.Outcome.Refused none) {
            connection.refuse(none.refusal());
            return Optional.empty();
        }
        return Optional.of(body -> {
            // A body may come long after its head, and the gate may have been closed in between.
            RoutingTable now = routing.table();
            boolean late = now != table || System.nanoTime() - arrivedNanos > PROMPT_NANOS;
            VersionChoice.Outcome outcome = late ? choose(now, path, clientId, purpose, Instant.now()) : atHead;
            CallerLimits.Share share = limits.of(clientId);
            Optional<Refusal> refusedHere =
                    outcome instanceof VersionChoice.Outcome.Refused none ? Optional.of(none.refusal()) : enter(share);
            if (refusedHere.isPresent()) {
                connection.refuse(refusedHere.get());
            } else {
                connection.counted(share);
                if (outcome instanceof VersionChoice.Outcome.RowsAsked rows) {
                    outcome = rows.choice()
                            .byRows(
                                    Optional.ofNullable(request.headers().get(SUBJECT_HEADER)),
                                    OutcomeRecord.ALL_JSON,
                                    body);
                }
                if (outcome instanceof VersionChoice.Outcome.Refused none) {
                    connection.refuse(none.refusal());
                    return;
                }
                new InferenceCall(
                                config,
                                log,
                                connection.loop(),
                                connection,
                                (VersionChoice.Outcome.Chosen) outcome,
                                clientId,
                                purpose,
                                request.headers(),
                                arrived.toEpochMilli(),
                                arrivedNanos)
                        .forward(body);
            }
        });
    }

    /** Counts a call among those in flight, or says why not. */
    private Optional<Refusal> enter(CallerLimits.Share share) {
        Optional<Refusal> refusal = inFlight.incrementAndGet() > config.maxInFlight()
                ? Optional.of(tooManyCalls)
                : share.enter(System.nanoTime());
        if (refusal.isPresent()) {
            inFlight.decrementAndGet();
        }
        return refusal;
    }

    private static VersionChoice.Outcome choose(
            RoutingTable table, ModelPath path, String caller, Optional<String> purpose, Instant now) {
        Optional<Route> route = table.route(path.model);
        return route.isEmpty()
                ? new VersionChoice.Outcome.Refused(table.unknown(path.model))
                : VersionChoice.of(route.get(), path.version, caller, purpose, now);
    }
}
