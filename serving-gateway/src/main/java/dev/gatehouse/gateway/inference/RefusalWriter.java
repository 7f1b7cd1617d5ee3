package dev.gatehouse.gateway.inference;

import dev.gatehouse.gateway.Refusal;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.buffer.ByteBuf;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Singleton;
import java.util.EnumMap;
import java.util.Map;

/** Writes refusals in the Open Inference Protocol's error form, {@code {"error": sentence}}, with the reason code beside it. */
@Singleton
class RefusalWriter {

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

    /** Counts it; what was refused is counted whether or not anybody waits for the answer. */
    void count(Refusal refusal) {
        refused.get(refusal.code()).increment();
    }

    /** Adds the headers that a refusal of this kind has. */
    void head(Refusal refusal, ByteBuf head) {
        Answers.json(head);
        if (refusal.retryAfterSeconds() > 0) {
            ForwardedHeaders.write("retry-after", Integer.toString(refusal.retryAfterSeconds()), head);
        }
        if (refusal.code() == Refusal.Code.UNAUTHENTICATED) {
            ForwardedHeaders.write("www-authenticate", "Bearer", head);
        }
    }

    byte[] body(Refusal refusal) {
        return new JsonObject()
                .put("error", refusal.sentence())
                .put("code", refusal.code().text())
                .toBuffer()
                .getBytes();
    }
}
