package dev.gatehouse.gateway.inference;

import dev.gatehouse.gateway.GatewayConfig;
import dev.gatehouse.gateway.Refusal;
import dev.gatehouse.gateway.callers.CallerLimits;
import dev.gatehouse.gateway.callers.CallerTokens;
import dev.gatehouse.gateway.log.OutcomeLog;
import dev.gatehouse.gateway.routing.Route;
import dev.gatehouse.gateway.routing.Routing;
import dev.gatehouse.gateway.routing.RoutingTable;
import dev.gatehouse.gateway.routing.VersionChoice;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.AsciiString;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** The way in: who may call which route, whatever the protocol. */
@Singleton
class InferencePaths implements CallerConnection.Paths {

    // Not texts: the hash of these is known, that of a text is computed at every look.
    static final AsciiString PURPOSE_HEADER = AsciiString.cached("x-gatehouse-purpose");
    static final AsciiString SUBJECT_HEADER = AsciiString.cached("x-gatehouse-subject");

    private static final long DRAIN_POLL_MS = 10;
    /** How soon after its head a body is there when a caller sends both at once, nanoseconds. */
    private static final long PROMPT_NANOS = 20_000_000;

    private final GatewayConfig config;
    private final Routing routing;
    private final CallerTokens tokens;
    private final CallerLimits limits;
    private final OutcomeLog log;
    private final Readings readings;
    private final AtomicInteger inFlight;
    private final Refusal tooManyCalls;

    InferencePaths(
            GatewayConfig config,
            Routing routing,
            CallerTokens tokens,
            CallerLimits limits,
            OutcomeLog log,
            Readings readings,
            MeterRegistry meters) {
        this.config = config;
        this.routing = routing;
        this.tokens = tokens;
        this.limits = limits;
        this.tooManyCalls = new Refusal(
                Refusal.Code.TOO_MANY_REQUESTS,
                "More than " + config.maxInFlight() + " calls are in flight; try again in a moment.");
        this.log = log;
        this.readings = readings;
        this.inFlight = meters.gauge("gatehouse.in.flight", new AtomicInteger());
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
        Asked asked = Asked.of(request.method(), request.uri());
        connection.speak(asked.protocol());
        if (asked.act() == Asked.Act.CALL) {
            return call(request, asked, connection);
        }
        readings.answer(request, asked, connection);
        return Optional.empty();
    }

    private Optional<Consumer<byte[]>> call(HttpRequest request, Asked asked, CallerConnection connection) {
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
        VersionChoice.Outcome atHead = choose(table, asked, clientId, purpose, arrived);
        if (atHead instanceof VersionChoice.Outcome.Refused none) {
            connection.refuse(none.refusal());
            return Optional.empty();
        }
        return Optional.of(body -> {
            // A body may come long after its head, and the gate may have been closed in between.
            RoutingTable now = routing.table();
            boolean late = now != table || System.nanoTime() - arrivedNanos > PROMPT_NANOS;
            VersionChoice.Outcome outcome = late ? choose(now, asked, clientId, purpose, Instant.now()) : atHead;
            int jsonBytes = BinaryTensors.jsonBytes(request.headers(), body.length);
            if (jsonBytes == BinaryTensors.CONTRADICTION) {
                outcome = new VersionChoice.Outcome.Refused(BinaryTensors.CONTRADICTS);
            } else if (outcome instanceof VersionChoice.Outcome.RowsAsked) {
                Optional<Refusal> unreadable = PlainBody.refuses(request.headers());
                outcome = unreadable.isPresent() ? new VersionChoice.Outcome.Refused(unreadable.get()) : outcome;
            }
            CallerLimits.Share share = limits.of(clientId);
            Optional<Refusal> refusedHere =
                    outcome instanceof VersionChoice.Outcome.Refused none ? Optional.of(none.refusal()) : enter(share);
            if (refusedHere.isPresent()) {
                connection.refuse(refusedHere.get());
            } else {
                connection.counted(share);
                if (outcome instanceof VersionChoice.Outcome.RowsAsked rows) {
                    outcome = rows.choice()
                            .byRows(Optional.ofNullable(request.headers().get(SUBJECT_HEADER)), jsonBytes, body);
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
                                request.headers(),
                                jsonBytes,
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
            RoutingTable table, Asked asked, String caller, Optional<String> purpose, Instant now) {
        Optional<Route> route = table.route(asked.route());
        if (route.isEmpty()) {
            return new VersionChoice.Outcome.Refused(table.unknown(asked.route()));
        }
        return asked.isSpokenBy(route.get())
                ? VersionChoice.of(route.get(), asked.version(), caller, purpose, now)
                : new VersionChoice.Outcome.Refused(Protocol.spokenInstead(route.get()));
    }
}
