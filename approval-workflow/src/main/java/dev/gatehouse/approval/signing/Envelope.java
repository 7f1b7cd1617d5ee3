package dev.gatehouse.approval.signing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.approval.canonical.CanonicalJson;

/**
 * A DSSE envelope as it is stored and sent: a JSON object that has not been verified. {@link Dsse#verify} says whether to believe it.
 *
 * @param json the envelope's JSON text
 */
public record Envelope(String json) {
    /** Largest envelope in bytes. */
    public static final int MAX_BYTES = CanonicalJson.MAX_DOCUMENT_BYTES;

    /** The envelope as stored, unread. */
    public static Envelope of(byte[] json) {
        return new Envelope(new String(json, UTF_8));
    }

    /** The envelope that a JSON object inside another document is. The payload is base64 text, so writing the object again keeps it. */
    public static Envelope of(JsonNode object) {
        return of(CanonicalJson.bytes(object));
    }

    /** The UTF-8 bytes. */
    public byte[] bytes() {
        return json.getBytes(UTF_8);
    }

    /**
     * The envelope as a JSON object, to stand inside another document.
     *
     * @throws dev.gatehouse.approval.canonical.InvalidDocumentException if the text is not strict JSON
     */
    public JsonNode toJson() {
        return CanonicalJson.parse(bytes(), MAX_BYTES);
    }
}
