package dev.gatehouse.gateway.inference;

import dev.gatehouse.gateway.Refusal;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Singleton;
import java.util.EnumMap;
import java.util.Map;

/**
 * Writes refusals in the form of the protocol that the caller speaks, each with the reason code: {@code {"error"}} of the Open Inference
 * Protocol, {@code {"error_code","message"}} of MLflow, or problem details (RFC 9457) for plain JSON.
 */
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
    void head(Refusal refusal, Protocol protocol, Head head) {
        if (protocol == Protocol.PLAIN_JSON) {
            head.field("content-type", "application/problem+json");
        } else {
            Answers.json(head);
        }
        if (refusal.retryAfterSeconds() > 0) {
            head.field("retry-after", Integer.toString(refusal.retryAfterSeconds()));
        }
        if (refusal.code() == Refusal.Code.UNAUTHENTICATED) {
            head.field("www-authenticate", "Bearer");
        }
    }

    byte[] body(Refusal refusal, Protocol protocol) {
        String code = refusal.code().text();
        JsonObject json = new JsonObject();
        switch (protocol) {
            case MLFLOW ->
                json.put("error_code", mlflowCode(refusal.code().status()))
                        .put("message", refusal.sentence())
                        .put("code", code);
            case PLAIN_JSON ->
                json.put("type", "urn:gatehouse:refusal:" + code.replace('_', '-'))
                        .put("title", code.replace('_', ' '))
                        .put("status", refusal.code().status())
                        .put("detail", refusal.sentence())
                        .put("code", code);
            default -> json.put("error", refusal.sentence()).put("code", code);
        }
        return json.toBuffer().getBytes();
    }

    /** The names that MLflow's clients know ({@code mlflow/protos/databricks.proto}, ErrorCode). */
    private static String mlflowCode(int status) {
        return switch (status) {
            case 401 -> "UNAUTHENTICATED";
            case 403 -> "PERMISSION_DENIED";
            case 404 -> "RESOURCE_DOES_NOT_EXIST";
            case 429 -> "REQUEST_LIMIT_EXCEEDED";
            case 502, 503, 504 -> "TEMPORARILY_UNAVAILABLE";
            default -> "BAD_REQUEST";
        };
    }
}
