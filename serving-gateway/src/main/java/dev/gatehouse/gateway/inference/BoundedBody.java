package dev.gatehouse.gateway.inference;

import dev.gatehouse.gateway.Refusal;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.Consumer;

/**
 * Reads a request body up to a limit. A body over it ends the connection, after a moment in which the rest is thrown away: closing at once
 * would reset the connection, and the caller might never see why.
 */
final class BoundedBody {

    /** How long the rest of a refused body is read, milliseconds. */
    static final long LINGER_MILLIS = 500;

    private final int maxBytes;
    private Buffer body = Buffer.buffer();
    private boolean refused;

    BoundedBody(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Hands over the whole body or a refusal, never both; neither when the caller goes away. */
    void read(HttpServerRequest request, Consumer<Buffer> whole, Consumer<Refusal> refusal) {
        request.handler(part -> {
            if (!refused && body.length() + part.length() > maxBytes) {
                body = Buffer.buffer();
                refuse(request, refusal);
            } else if (!refused) {
                body.appendBuffer(part);
            }
        });
        request.endHandler(end -> {
            if (!refused) {
                whole.accept(body);
            }
        });
        request.resume();
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length != null && isOverLimit(length)) {
            refuse(request, refusal);
        }
    }

    private boolean isOverLimit(String contentLength) {
        try {
            return Long.parseLong(contentLength) > maxBytes;
        } catch (NumberFormatException e) {
            // The HTTP codec refuses such a request before it comes here; over the limit is the safe reading.
            return true;
        }
    }

    private void refuse(HttpServerRequest request, Consumer<Refusal> refusal) {
        refused = true;
        request.response().putHeader(HttpHeaders.CONNECTION, "close");
        refusal.accept(new Refusal(
                Refusal.Code.BODY_TOO_LARGE, "The request body is over the limit of " + maxBytes + " bytes."));
        Vertx.currentContext()
                .owner()
                .setTimer(LINGER_MILLIS, over -> request.connection().close());
    }
}
