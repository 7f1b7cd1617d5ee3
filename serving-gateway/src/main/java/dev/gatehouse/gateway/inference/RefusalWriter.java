package dev.gatehouse.gateway.inference;

import dev.gatehouse.gateway.Refusal;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Singleton;
import java.util.EnumMap;
import java.util.Map;

/** Writes refusals in the Open Inference Protocol's error form, {@code {"error": sentence}}, with the reason code beside it. */
@Singleton
class RefusalWriter {

    private static final String RETRY_AFTER_SECONDS = "1";

    private final Map<Refusal.Code, Counter> refused = new EnumMap<>(Refusal.Code.class);

    RefusalWriter(MeterRegistry meters) {
        for (Refusal.Code code : Refusal.Code.values()) {
            refused.put(
                    code,
                    Counter.builder("gatehouse.refusals")
                            .description("Calls that were refused, by reason code")
                            .tag("code", code.text())
                            .register(meters));
        }
    }

    void write(HttpServerResponse response, Refusal refusal) {
        refused.get(refusal.code()).increment();
        if (response.closed() || response.ended()) {
            return;
        }
        if (refusal.code().isTransient()) {
            response.putHeader("Retry-After", RETRY_AFTER_SECONDS);
        }
        if (refusal.code() == Refusal.Code.UNAUTHENTICATED) {
            response.putHeader("WWW-Authenticate", "Bearer");
        }
        response.setStatusCode(refusal.code().status())
                .putHeader("Content-Type", "application/json")
                .end(new JsonObject()
                        .put("error", refusal.sentence())
                        .put("code", refusal.code().text())
                        .toBuffer());
    }
}
