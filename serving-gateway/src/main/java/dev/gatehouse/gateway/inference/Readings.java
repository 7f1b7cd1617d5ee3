package dev.gatehouse.gateway.inference;

import dev.gatehouse.gateway.Refusal;
import dev.gatehouse.gateway.callers.CallerTokens;
import dev.gatehouse.gateway.log.OutcomeLog;
import dev.gatehouse.gateway.routing.Route;
import dev.gatehouse.gateway.routing.RoutedVersion;
import dev.gatehouse.gateway.routing.Routing;
import dev.gatehouse.gateway.routing.RoutingTable;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Optional;

/** What callers can read without a prediction: whether the server and a route are ready, and what they serve. */
@Singleton
class Readings {

    private static final byte[] SERVER_METADATA =
            Answers.ascii("{\"name\":\"gatehouse\",\"version\":\"2\",\"extensions\":[]}");
    private static final byte[] LIVE = Answers.ascii("{\"live\":true}");
    private static final byte[] READY = Answers.ascii("{\"ready\":true}");
    private static final byte[] NOT_READY = Answers.ascii("{\"ready\":false}");
    /** As MLflow's own server answers a ping. */
    private static final byte[] PONG = Answers.ascii("\n");

    private final Routing routing;
    private final CallerTokens tokens;
    private final OutcomeLog log;

    Readings(Routing routing, CallerTokens tokens, OutcomeLog log) {
        this.routing = routing;
        this.tokens = tokens;
        this.log = log;
    }

    /** Answers anything but a call. */
    void answer(HttpRequest request, Asked asked, CallerConnection connection) {
        switch (asked.act()) {
            case SERVER_METADATA -> answer(connection, 200, SERVER_METADATA);
            case SERVER_LIVE -> answer(connection, 200, LIVE);
            case SERVER_READY -> {
                boolean ready = log.closedReason().isEmpty()
                        && tokens.closed().isEmpty()
                        && routing.table().closed().isEmpty();
                answer(connection, ready ? 200 : 503, ready ? READY : NOT_READY);
            }
            case READY, METADATA, MLFLOW_VERSION -> ofRoute(request, asked, connection);
            default ->
                connection.refuse(new Refusal(
                        Refusal.Code.UNKNOWN_ROUTE,
                        request.method() + " " + path(request)
                                + " is none of this server's paths; callers use /v2/models/,"
                                + " /mlflow/ and /json/."));
        }
    }

    private static String path(HttpRequest request) {
        int query = request.uri().indexOf('?');
        return query < 0 ? request.uri() : request.uri().substring(0, query);
    }

    /** While the route is open, whatever the purpose. */
    private void ofRoute(HttpRequest request, Asked asked, CallerConnection connection) {
        Instant now = Instant.now();
        CallerTokens.Result caller = tokens.check(request.headers().get(HttpHeaderNames.AUTHORIZATION), now);
        if (caller instanceof CallerTokens.Result.Unknown unknown) {
            connection.refuse(unknown.refusal());
            return;
        }
        RoutingTable table = routing.table();
        Optional<Route> route = table.route(asked.route());
        if (route.isEmpty()) {
            connection.refuse(table.unknown(asked.route()));
        } else if (!asked.isSpokenBy(route.get())) {
            connection.refuse(Protocol.spokenInstead(route.get()));
        } else {
            ofRoute(route.get(), asked, now, connection);
        }
    }

    private static void ofRoute(Route route, Asked asked, Instant now, CallerConnection connection) {
        String name = asked.version();
        Optional<RoutedVersion> version = name == null ? route.open(now) : route.version(name);
        Optional<Refusal> refusal = name != null && version.isEmpty()
                ? Optional.of(route.unknownVersion(name))
                : version.isPresent() ? version.get().closedAt(now) : route.closedAt(now);
        if (refusal.isPresent()) {
            connection.refuse(refusal.get());
        } else if (asked.act() == Asked.Act.READY) {
            answer(connection, 200, asked.protocol() == Protocol.MLFLOW ? PONG : READY);
        } else if (version.orElseThrow().metadata().length > 0) {
            answer(connection, 200, version.get().metadata());
        } else {
            connection.refuse(new Refusal(
                    Refusal.Code.UPSTREAM_FAILED, "The model server has not told its version yet; try again later."));
        }
    }

    private static void answer(CallerConnection connection, int status, byte[] json) {
        Head head = Answers.begin(connection.loop().head(), status);
        Answers.json(head);
        connection.answer(head, json);
    }
}
