package dev.gatehouse.gateway.inference;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;

/** Breaks the rule that bodies are bytes, so that a test can see the rule find it. */
public final class PlantedBodyParser {

    public int rows(Buffer body) {
        return new JsonObject(body).getJsonArray("inputs").size();
    }
}
