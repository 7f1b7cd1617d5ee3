package dev.gatehouse.approval.payload;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.gatehouse.approval.route.FrameLayout;
import dev.gatehouse.approval.route.Layout;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Strict JSON: UTF-8, one value, no key twice. A model server that reads leniently must not find other rows in a body than are found here,
 * so what could be read in two ways is not read at all.
 */
final class PayloadJson {
    /** Deepest nesting of objects and arrays. */
    static final int MAX_DEPTH = 64;
    /** Longest number in characters. */
    static final int MAX_NUMBER_CHARS = 100;
    /** Longest name of a field in characters. */
    static final int MAX_NAME_CHARS = 1_000;

    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                    .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxNumberLength(MAX_NUMBER_CHARS)
                            .maxNameLength(MAX_NAME_CHARS)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    /** MLflow's client writes missing numbers of a data frame as NaN, which is no JSON; its server takes them. */
    private static final JsonMapper WITH_NAN = JSON.rebuild()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS.mappedFeature())
            .build();

    private PayloadJson() {}

    /** Reads the JSON part of a body in the protocol of a layout. */
    static JsonNode parse(Layout layout, int jsonBytes, byte[] body) throws UnreadablePayloadException {
        return parse(layout instanceof FrameLayout ? WITH_NAN : JSON, jsonBytes, body);
    }

    /**
     * Reads the JSON part of a body.
     *
     * @param jsonBytes its length; -1 when the whole body is JSON
     */
    static JsonNode parse(int jsonBytes, byte[] body) throws UnreadablePayloadException {
        return parse(JSON, jsonBytes, body);
    }

    private static JsonNode parse(JsonMapper json, int jsonBytes, byte[] body) throws UnreadablePayloadException {
        int length = jsonBytes < 0 ? body.length : jsonBytes;
        if (length > body.length) {
            throw new UnreadablePayloadException("the body has " + body.length + " bytes, fewer than the " + length
                    + " that its JSON part is said to have");
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body, 0, length))
                    .toString();
            JsonNode root = json.readTree(text);
            return root == null ? MissingNode.getInstance() : root;
        } catch (CharacterCodingException e) {
            throw new UnreadablePayloadException("the body is not UTF-8");
        } catch (JsonProcessingException e) {
            throw new UnreadablePayloadException("the body is not strict JSON: " + e.getOriginalMessage());
        }
    }

    /** A number as a double, infinite when it is too large for one; a truth value or a text as it is; null when it is none of these. */
    static Object value(JsonNode node) {
        if (node.isNumber()) {
            return node.doubleValue();
        }
        if (node.isTextual()) {
            return node.textValue();
        }
        return node.isBoolean() ? node.booleanValue() : null;
    }

    static double score(JsonNode node, int row) throws UnreadablePayloadException {
        return score(node.isNumber() ? node.doubleValue() : Double.NaN, row);
    }

    static double score(double score, int row) throws UnreadablePayloadException {
        if (!(score >= 0 && score <= 1)) {
            throw new UnreadablePayloadException("the score of row " + row + " is not a number in [0, 1]");
        }
        return score;
    }

    /** How many rows, if they are not too many. */
    static int rows(long rows) throws UnreadablePayloadException {
        if (rows > RequestRows.MAX_ROWS) {
            throw new UnreadablePayloadException(
                    "there are " + rows + " rows; at most " + RequestRows.MAX_ROWS + " are read");
        }
        return (int) rows;
    }
}
