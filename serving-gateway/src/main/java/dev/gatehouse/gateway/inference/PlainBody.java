package dev.gatehouse.gateway.inference;

import dev.gatehouse.gateway.Refusal;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Locale;
import java.util.Optional;

/**
 * Whether a body is what its bytes say. Under a condition on rows the gateway reads it as JSON in UTF-8; a header may tell the model server to
 * read it otherwise, and so to find other rows.
 */
final class PlainBody {

    private PlainBody() {}

    /** Why the body's rows cannot be known from its bytes. */
    static Optional<Refusal> refuses(HttpHeaders headers) {
        for (String encoding : headers.getAll(HttpHeaderNames.CONTENT_ENCODING)) {
            if (!encoding.equalsIgnoreCase("identity")) {
                return unreadable("it is compressed (Content-Encoding: " + encoding + "); send it as it is");
            }
        }
        for (String type : headers.getAll(HttpHeaderNames.CONTENT_TYPE)) {
            String[] parts = type.toLowerCase(Locale.ROOT).split(";", -1);
            String media = parts[0].trim();
            if (!media.equals("application/json")
                    && !media.endsWith("+json")
                    && !media.equals("application/octet-stream")) {
                return unreadable("its Content-Type is " + media + "; send application/json");
            }
            for (int i = 1; i < parts.length; i++) {
                String parameter = parts[i].replaceAll("[\\s\"]", "");
                if (parameter.startsWith("charset=") && !parameter.equals("charset=utf-8")) {
                    return unreadable("its Content-Type names another character set than UTF-8");
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<Refusal> unreadable(String why) {
        return Optional.of(new Refusal(
                Refusal.Code.UNREADABLE_BODY,
                "The permit's conditions need the rows of the body, which cannot be read: " + why + "."));
    }
}
