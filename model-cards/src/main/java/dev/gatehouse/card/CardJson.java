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
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;

/**
 * The machine-readable card. Its bytes are RFC 8785 canonical JSON (sorted members, no white space, plain decimals), so a dossier that
 * holds the content and the file attached to the PDF have the same bytes and the same digest. Cards of format {@value #FORMAT_1} are
 * still read: they are understood as the present format and keep their bytes.
 */
public final class CardJson {
    /** Largest card that is read, in bytes. */
    public static final int MAX_CARD_BYTES = 16 << 20;
    /** The format before {@value CardContent#FORMAT}. */
    public static final String FORMAT_1 = "gatehouse-card/1";

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(JsonWriteFeature.WRITE_HEX_UPPER_CASE)
            .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
            .enable(JsonNodeFeature.WRITE_PROPERTIES_SORTED)
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
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
     * Reads a card as it was stored.
     *
     * @param json the bytes, which the result keeps as they are
     * @throws IllegalArgumentException if it is no card of a format that is read, or larger than {@value #MAX_CARD_BYTES} bytes
     */
    public static WrittenCard read(byte[] json) {
        JsonNode card = tree(json);
        String format = card.path("format").asText(null);
        if (FORMAT_1.equals(format)) {
            upgrade((ObjectNode) card);
        } else if (!CardContent.FORMAT.equals(format)) {
            throw new IllegalArgumentException("not a model card: its format is '" + format + "'; this version reads "
                    + FORMAT_1 + " and " + CardContent.FORMAT);
        }
        return new WrittenCard(value(card, CardContent.class), json);
    }

    /**
     * Reads what {@link #write(ApprovalAnnex)} wrote.
     *
     * @throws IllegalArgumentException if it is not an annex
     */
    public static ApprovalAnnex readAnnex(byte[] json) {
        return value(tree(json), ApprovalAnnex.class);
    }

    private static byte[] bytes(Object value) {
        try {
            // By way of a tree: only there is the member that names a field's state sorted among the others.
            return MAPPER.writeValueAsBytes(MAPPER.<JsonNode>valueToTree(value));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a card's values are always JSON: " + e.getOriginalMessage(), e);
        }
    }

    /** What format 1 had as entries of its own are texts now; everything else has its place and its meaning still. */
    private static void upgrade(ObjectNode card) {
        if (card.has("texts") || !card.path("details").isObject()) {
            throw new IllegalArgumentException("not a model card: its members are not those of " + FORMAT_1);
        }
        ObjectNode texts = card.putObject("texts");
        move((ObjectNode) card.get("details"), "summary", texts, CardText.SUMMARY);
        move(card, "ethicalConsiderations", texts, CardText.ETHICAL_CONSIDERATIONS);
        move(card, "humanOversight", texts, CardText.HUMAN_OVERSIGHT);
        move(card, "limitsOfUse", texts, CardText.LIMITS_OF_USE);
        card.put("format", CardContent.FORMAT);
    }

    private static void move(ObjectNode from, String member, ObjectNode texts, CardText text) {
        JsonNode moved = from.remove(member);
        if (moved != null) {
            texts.set(text.id(), moved);
        }
    }

    private static JsonNode tree(byte[] json) {
        if (json.length > MAX_CARD_BYTES) {
            throw new IllegalArgumentException(
                    "card of " + json.length + " bytes; at most " + MAX_CARD_BYTES + " are read");
        }
        try {
            JsonNode tree = MAPPER.readTree(json);
            if (!tree.isObject()) {
                throw new IllegalArgumentException("not a model card: a JSON object is expected");
            }
            return tree;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not a model card: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new IllegalArgumentException("not a model card: " + e.getMessage(), e);
        }
    }

    private static <T> T value(JsonNode tree, Class<T> type) {
        try {
            return MAPPER.treeToValue(tree, type);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not a model card: " + e.getOriginalMessage(), e);
        }
    }
}
