package dev.gatehouse.gateway.inference;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Which headers pass the gateway: all but hop-by-hop ones (RFC 9110, section 7.6.1) and those that are between caller and gateway. */
final class ForwardedHeaders {

    private static final Set<AsciiString> HOP_BY_HOP = names(
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
    private static final Set<AsciiString> NOT_UPSTREAM =
            names("authorization", "cookie", "host", "content-length", "expect", "accept-encoding");

    private static final Set<AsciiString> NOT_TO_CALLER = names("content-length", "set-cookie");

    private static final int MAX_HELD_CHARS = 32;
    /** Whether any name that is held back has that length: most names need no closer look. */
    private static final boolean[] HELD_LENGTHS = lengths(HOP_BY_HOP, NOT_UPSTREAM, NOT_TO_CALLER);

    private static final AsciiString OUR_PREFIX = AsciiString.cached("x-gatehouse-");
    private static final int COLON_AND_SPACE = ':' << 8 | ' ';
    private static final int END_OF_LINE = '\r' << 8 | '\n';

    private ForwardedHeaders() {}

    /** @param ours a field that the gateway sends itself, and the caller therefore does not; null for none */
    static void toUpstream(HttpHeaders from, String ours, ByteBuf to) {
        write(from, NOT_UPSTREAM, ours, to);
    }

    static void toCaller(HttpHeaders from, ByteBuf to) {
        write(from, NOT_TO_CALLER, null, to);
    }

    private static void write(HttpHeaders from, Set<AsciiString> held, String ours, ByteBuf to) {
        Set<String> named = namedByConnection(from);
        Iterator<Map.Entry<CharSequence, CharSequence>> fields = from.iteratorCharSequence();
        while (fields.hasNext()) {
            Map.Entry<CharSequence, CharSequence> field = fields.next();
            if (passes(field.getKey(), held)
                    && !(ours != null && AsciiString.contentEqualsIgnoreCase(field.getKey(), ours))
                    && !(named != null
                            && named.contains(field.getKey().toString().toLowerCase(Locale.ROOT)))) {
                write(field.getKey(), field.getValue(), to);
            }
        }
    }

    private static boolean passes(CharSequence name, Set<AsciiString> held) {
        int length = name.length();
        if (length >= OUR_PREFIX.length()
                && AsciiString.regionMatches(name, true, 0, OUR_PREFIX, 0, OUR_PREFIX.length())) {
            return false;
        }
        if (length >= HELD_LENGTHS.length || !HELD_LENGTHS[length]) {
            return true;
        }
        AsciiString lower = AsciiString.of(name).toLowerCase();
        return !HOP_BY_HOP.contains(lower) && !held.contains(lower);
    }

    /** Writes {@code name: value} and the line's end. */
    static void write(CharSequence name, CharSequence value, ByteBuf to) {
        ByteBufUtil.writeAscii(to, name);
        to.writeShort(COLON_AND_SPACE);
        ByteBufUtil.writeAscii(to, value);
        to.writeShort(END_OF_LINE);
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

    @SafeVarargs
    private static boolean[] lengths(Set<AsciiString>... sets) {
        boolean[] lengths = new boolean[MAX_HELD_CHARS + 1];
        for (Set<AsciiString> set : sets) {
            set.forEach(name -> lengths[name.length()] = true);
        }
        return lengths;
    }

    private static Set<AsciiString> names(String... names) {
        Set<AsciiString> set = new HashSet<>();
        for (String name : names) {
            set.add(AsciiString.of(name));
        }
        return Set.copyOf(set);
    }
}
