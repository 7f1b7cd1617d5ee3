package dev.gatehouse.card;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;

/**
 * The machine-readable card. Its bytes are RFC 8785 canonical JSON (sorted members, no white space, plain decimals), so a dossier that
 * holds the content and the file attached to the PDF have the same bytes and the same digest.
 */
public final class CardJson {
    /** Largest card that is read, in bytes. */
    public static final int MAX_CARD_BYTES = 16 << 20;

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(JsonWriteFeature.WRITE_HEX_UPPER_CASE)
            .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
            .enable(JsonNodeFeature.WRITE_PROPERTIES_SORTED)
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .serializationInclusion(JsonInclude.Include.NON_NULL)
            .build();

    private CardJson() {}

    /** The content's canonical bytes, UTF-8. */
    public static byte[] write(CardContent content) {
        return bytes(content);
    }

    /** The annex's canonical bytes, UTF-8. */
    public static byte[] write(ApprovalAnnex annex) {
        return bytes(annex);
    }

    /**
     * Reads what {@link #write(CardContent)} wrote.
     *
     * @throws IllegalArgumentException if it is not a card of this format, or larger than {@value #MAX_CARD_BYTES} bytes
     */
    public static CardContent readContent(byte[] json) {
        return read(json, CardContent.class);
    }

    /**
     * Reads what {@link #write(ApprovalAnnex)} wrote.
     *
     * @throws IllegalArgumentException if it is not an annex
     */
    public static ApprovalAnnex readAnnex(byte[] json) {
        return read(json, ApprovalAnnex.class);
    }

    private static byte[] bytes(Object value) {
        try {
            // By way of a tree: only there is the member that names a field's state sorted among the others.
            return MAPPER.writeValueAsBytes(MAPPER.<JsonNode>valueToTree(value));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a card's values are always JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static <T> T read(byte[] json, Class<T> type) {
        if (json.length > MAX_CARD_BYTES) {
            throw new IllegalArgumentException(
                    "card of " + json.length + " bytes; at most " + MAX_CARD_BYTES + " are read");
        }
        try {
            return MAPPER.readValue(json, type);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not a model card: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new IllegalArgumentException("not a model card: " + e.getMessage(), e);
        }
    }
}
