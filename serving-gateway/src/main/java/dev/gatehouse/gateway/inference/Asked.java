package dev.gatehouse.gateway.inference;

import dev.gatehouse.gateway.routing.Route;
import io.netty.handler.codec.http.HttpMethod;

/**
 * What the first line of a request asks for.
 *
 * @param protocol by which it is answered, refusals too
 * @param act what to do
 * @param route name of a route; null where no route is asked for
 * @param version the version asked for; null for whichever the route serves
 */
record Asked(Protocol protocol, Act act, String route, String version) {

    /** What callers can ask for. */
    enum Act {
        /** A prediction. */
        CALL,
        /** Whether the route is open. */
        READY,
        /** What the route serves. */
        METADATA,
        /** Which MLflow its model server runs. */
        MLFLOW_VERSION,
        /** What this server is. */
        SERVER_METADATA,
        /** Whether this server runs. */
        SERVER_LIVE,
        /** Whether this server could serve a route. */
        SERVER_READY,
        /** Nothing that there is. */
        UNKNOWN
    }

    private static final String VERSIONS = "/versions/";
    private static final Protocol[] PROTOCOLS = Protocol.values();

    static Asked of(HttpMethod method, String uri) {
        int query = uri.indexOf('?');
        int end = query < 0 ? uri.length() : query;
        for (Protocol protocol : PROTOCOLS) {
            if (uri.startsWith(protocol.prefix())) {
                return ofRoute(protocol, method, uri, end);
            }
        }
        Act act = reads(method) ? ofServer(uri.substring(0, end)) : Act.UNKNOWN;
        return new Asked(Protocol.OPEN_INFERENCE, act, null, null);
    }

    /** Whether the route is called in this protocol. */
    boolean isSpokenBy(Route route) {
        return protocol.isOf(route.entry().primary().signature().protocol());
    }

    private static Asked ofRoute(Protocol protocol, HttpMethod method, String uri, int end) {
        int from = protocol.prefix().length();
        int at = nextSlash(uri, from, end);
        String route = uri.substring(from, at);
        String version = null;
        if (protocol == Protocol.OPEN_INFERENCE && uri.startsWith(VERSIONS, at)) {
            int versionFrom = at + VERSIONS.length();
            at = nextSlash(uri, versionFrom, end);
            version = at > versionFrom ? uri.substring(versionFrom, at) : null;
            if (version == null) {
                return new Asked(protocol, Act.UNKNOWN, null, null);
            }
        }
        Act act = route.isEmpty() ? Act.UNKNOWN : act(protocol, method, uri, at, end);
        return new Asked(protocol, act, route, version);
    }

    private static int nextSlash(String uri, int from, int end) {
        int slash = uri.indexOf('/', from);
        return slash < 0 || slash > end ? end : slash;
    }

    private static Act act(Protocol protocol, HttpMethod method, String uri, int at, int end) {
        if (method.equals(HttpMethod.POST)) {
            return is(protocol.call(), uri, at, end) ? Act.CALL : Act.UNKNOWN;
        }
        if (!reads(method)) {
            return Act.UNKNOWN;
        }
        if (protocol == Protocol.MLFLOW) {
            if (is("/version", uri, at, end)) {
                return Act.MLFLOW_VERSION;
            }
            return is("/ping", uri, at, end) || is("/health", uri, at, end) ? Act.READY : Act.UNKNOWN;
        }
        if (is("/ready", uri, at, end)) {
            return Act.READY;
        }
        return protocol == Protocol.OPEN_INFERENCE && at == end ? Act.METADATA : Act.UNKNOWN;
    }

    private static boolean is(String rest, String uri, int at, int end) {
        return end - at == rest.length() && uri.startsWith(rest, at);
    }

    private static boolean reads(HttpMethod method) {
        return method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD);
    }

    private static Act ofServer(String path) {
        return switch (path) {
            case "/v2" -> Act.SERVER_METADATA;
            case "/v2/health/live" -> Act.SERVER_LIVE;
            case "/v2/health/ready" -> Act.SERVER_READY;
            default -> Act.UNKNOWN;
        };
    }
}
