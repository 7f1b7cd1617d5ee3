package dev.gatehouse.gateway.inference;

import io.vertx.core.MultiMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Which headers pass the gateway: all but hop-by-hop ones (RFC 9110, section 7.6.1) and those that are between caller and gateway. */
final class ForwardedHeaders {

    private static final Set<String> HOP_BY_HOP = Set.of(
            "connection",
            "keep-alive",
            "proxy-connection",
            "proxy-authenticate",
            "proxy-authorization",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    /** The token is the caller's proof to us and to nobody else; an encoded answer could not be read when predictions are extracted. */
    private static final Set<String> OURS =
            Set.of("authorization", "cookie", "host", "content-length", "expect", "accept-encoding");

    private static final String OUR_PREFIX = "x-gatehouse-";

    private ForwardedHeaders() {}

    static void toUpstream(MultiMap from, MultiMap to) {
        Set<String> named = namedByConnection(from);
        for (Map.Entry<String, String> header : from) {
            String name = header.getKey().toLowerCase(Locale.ROOT);
            if (!HOP_BY_HOP.contains(name)
                    && !OURS.contains(name)
                    && !named.contains(name)
                    && !name.startsWith(OUR_PREFIX)) {
                to.add(header.getKey(), header.getValue());
            }
        }
    }

    static void toCaller(MultiMap from, MultiMap to) {
        Set<String> named = namedByConnection(from);
        for (Map.Entry<String, String> header : from) {
            String name = header.getKey().toLowerCase(Locale.ROOT);
            if (!HOP_BY_HOP.contains(name)
                    && !name.equals("content-length")
                    && !name.equals("set-cookie")
                    && !named.contains(name)
                    && !name.startsWith(OUR_PREFIX)) {
                to.add(header.getKey(), header.getValue());
            }
        }
    }

    private static Set<String> namedByConnection(MultiMap headers) {
        Set<String> named = new HashSet<>();
        for (String value : headers.getAll("Connection")) {
            for (String name : value.split(",", -1)) {
                named.add(name.trim().toLowerCase(Locale.ROOT));
            }
        }
        return named;
    }
}
