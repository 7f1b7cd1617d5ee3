package dev.gatehouse.gateway.inference;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Which headers pass the gateway: all but hop-by-hop ones (RFC 9110, section 7.6.1) and those that are between caller and gateway. */
final class ForwardedHeaders {

    private static final List<String> HOP_BY_HOP = List.of(
            "connection",
            "keep-alive",
            "proxy-connection",
            "proxy-authenticate",
            "proxy-authorization",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    private static final int MAX_HELD_CHARS = 32;
    /** The token is the caller's proof to us and to nobody else; an encoded answer could not be read when predictions are extracted. */
    private static final AsciiString[][] NOT_UPSTREAM =
            heldByLength("authorization", "cookie", "host", "content-length", "expect", "accept-encoding");

    private static final AsciiString[][] NOT_TO_CALLER = heldByLength("content-length", "set-cookie");

    private static final AsciiString OUR_PREFIX = AsciiString.cached("x-gatehouse-");

    private ForwardedHeaders() {}

    /** @param ours a field that the gateway sends itself, and the caller therefore does not; null for none */
    static void toUpstream(HttpHeaders from, String ours, Head to) {
        write(from, NOT_UPSTREAM, ours, to);
    }

    static void toCaller(HttpHeaders from, Head to) {
        write(from, NOT_TO_CALLER, null, to);
    }

    private static void write(HttpHeaders from, AsciiString[][] held, String ours, Head to) {
        Set<String> named = namedByConnection(from);
        Iterator<Map.Entry<CharSequence, CharSequence>> fields = from.iteratorCharSequence();
        while (fields.hasNext()) {
            Map.Entry<CharSequence, CharSequence> field = fields.next();
            if (passes(field.getKey(), held)
                    && !(ours != null && AsciiString.contentEqualsIgnoreCase(field.getKey(), ours))
                    && !(named != null
                            && named.contains(field.getKey().toString().toLowerCase(Locale.ROOT)))) {
                to.field(field.getKey(), field.getValue());
            }
        }
    }

    private static boolean passes(CharSequence name, AsciiString[][] held) {
        int length = name.length();
        if (length >= OUR_PREFIX.length()
                && AsciiString.regionMatches(name, true, 0, OUR_PREFIX, 0, OUR_PREFIX.length())) {
            return false;
        }
        if (length > MAX_HELD_CHARS) {
            return true;
        }
        for (AsciiString candidate : held[length]) {
            if (candidate.contentEqualsIgnoreCase(name)) {
                return false;
            }
        }
        return true;
    }

    /** Null when there are none, which is nearly always. */
    private static Set<String> namedByConnection(HttpHeaders headers) {
        if (!headers.contains(HttpHeaderNames.CONNECTION)) {
            return null;
        }
        Set<String> named = new HashSet<>();
        for (String value : headers.getAll(HttpHeaderNames.CONNECTION)) {
            for (String name : value.split(",", -1)) {
                named.add(name.trim().toLowerCase(Locale.ROOT));
            }
        }
        return named;
    }

    /** What is held back: hop-by-hop names and those given, by their length in characters. Most names share it with none or one. */
    private static AsciiString[][] heldByLength(String... more) {
        AsciiString[][] held = new AsciiString[MAX_HELD_CHARS + 1][];
        for (int length = 0; length < held.length; length++) {
            int chars = length;
            held[length] = Stream.concat(HOP_BY_HOP.stream(), Stream.of(more))
                    .filter(name -> name.length() == chars)
                    .map(AsciiString::of)
                    .toArray(AsciiString[]::new);
        }
        return held;
    }
}
