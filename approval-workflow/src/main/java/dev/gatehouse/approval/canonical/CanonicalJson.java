package dev.gatehouse.approval.canonical;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.Map;
import org.erdtman.jcs.JsonCanonicalizer;

/**
 * Canonical JSON as RFC 8785 (JCS) defines it, narrowed so that one value has one form on every platform: numbers are integers that a
 * double holds exactly; fractions, money, shares and 64-bit ids are strings.
 *
 * <p>Bytes that were stored or signed are verified as they are. They are never made again from a value to be compared.
 */
public final class CanonicalJson {
    /** Largest integer (in size) that may stand as a JSON number: 2⁵³ − 1, as I-JSON (RFC 7493 §2.2) advises. */
    public static final long MAX_SAFE_INTEGER = 9_007_199_254_740_991L;
    /** Deepest nesting of objects and arrays. */
    public static final int MAX_DEPTH = 64;
    /** Largest document in bytes, if the reader of a format does not set a smaller limit. */
    public static final int MAX_DOCUMENT_BYTES = 16 * 1024 * 1024;

    private static final int MAX_NUMBER_CHARS = 64;
    private static final ObjectMapper MAPPER = mapper();

    private CanonicalJson() {}

    /**
     * The canonical UTF-8 bytes of an object or array.
     *
     * @throws InvalidDocumentException if the document is not an object or array, is nested deeper than {@link #MAX_DEPTH}, is larger than
     *     {@link #MAX_DOCUMENT_BYTES}, or holds a number that is not an exact integer, an unpaired surrogate, or a node that is not JSON
     */
    public static byte[] bytes(JsonNode document) {
        if (!document.isContainerNode()) {
            throw new InvalidDocumentException(
                    "a canonical document is an object or an array, not " + document.getNodeType());
        }
        requireCanonical(document, "$", 1);
        try {
            byte[] bytes = canonicalize(MAPPER.writeValueAsString(document));
            if (bytes.length > MAX_DOCUMENT_BYTES) {
                throw new InvalidDocumentException(
                        "the document has " + bytes.length + " bytes; at most " + MAX_DOCUMENT_BYTES + " are allowed");
            }
            return bytes;
        } catch (IOException e) {
            throw new InvalidDocumentException(
                    "the document cannot be written as canonical JSON: " + e.getMessage(), e);
        }
    }

    /** RFC 8785 on any JSON text, without the narrowing. */
    static byte[] canonicalize(String json) throws IOException {
        return new JsonCanonicalizer(json).getEncodedUTF8();
    }

    /**
     * Reads a JSON document strictly: UTF-8 without byte order mark, one value, no duplicate keys, nothing after it, no unpaired
     * surrogates, at most {@link #MAX_DEPTH} deep. Whether the text is in canonical form is not asked: what counts is that the bytes that
     * were verified are the bytes that are read.
     *
     * @param maxBytes limit of this document in bytes, at most {@link #MAX_DOCUMENT_BYTES}
     * @throws InvalidDocumentException if the text is anything else
     */
    public static JsonNode parse(byte[] json, int maxBytes) {
        if (json.length > maxBytes) {
            throw new InvalidDocumentException(
                    "the document has " + json.length + " bytes; at most " + maxBytes + " are allowed");
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(json))
                    .toString();
            JsonNode node = MAPPER.readTree(text);
            if (node == null || node.isMissingNode()) {
                throw new InvalidDocumentException("the document is empty; a JSON value is expected");
            }
            requirePairedSurrogates(node, "$");
            return node;
        } catch (CharacterCodingException e) {
            throw new InvalidDocumentException("the document is not UTF-8", e);
        } catch (JsonProcessingException e) {
            throw new InvalidDocumentException("the document is not strict JSON: " + e.getOriginalMessage(), e);
        }
    }

    /**
     * A copy in which every number that canonical documents do not allow is a string: a fraction as the shortest decimal that reads back
     * as the same double, a large integer in plain digits. For bringing reports into a dossier.
     *
     * @throws InvalidDocumentException if a number is not finite
     */
    public static JsonNode numbersAsText(JsonNode document) {
        if (document.isObject()) {
            ObjectNode copy = JsonNodeFactory.instance.objectNode();
            document.properties().forEach(field -> copy.set(field.getKey(), numbersAsText(field.getValue())));
            return copy;
        }
        if (document.isArray()) {
            ArrayNode copy = JsonNodeFactory.instance.arrayNode(document.size());
            document.forEach(item -> copy.add(numbersAsText(item)));
            return copy;
        }
        if (document.isNumber() && !isSafeInteger(document)) {
            return TextNode.valueOf(decimalText(document));
        }
        return document;
    }

    /** Java 19 changed how doubles print, so the digits are found here: the fewest that read back as the same double. */
    private static String decimalText(JsonNode number) {
        if (!number.isDouble() && !number.isFloat()) {
            return number.decimalValue().toPlainString();
        }
        double value = number.doubleValue();
        if (!Double.isFinite(value)) {
            throw new InvalidDocumentException(
                    value + " is not a JSON number; state an undefined value as text or null");
        }
        BigDecimal exact = new BigDecimal(value);
        for (int digits = 1; digits < 17; digits++) {
            BigDecimal rounded = exact.round(new MathContext(digits, RoundingMode.HALF_EVEN));
            if (rounded.doubleValue() == value) {
                return rounded.toPlainString();
            }
        }
        return exact.round(new MathContext(17, RoundingMode.HALF_EVEN)).toPlainString();
    }

    private static void requireCanonical(JsonNode node, String where, int depth) {
        if (depth > MAX_DEPTH) {
            throw new InvalidDocumentException(
                    "the document is nested deeper than " + MAX_DEPTH + " levels at " + where);
        }
        switch (node.getNodeType()) {
            case OBJECT -> {
                Iterator<Map.Entry<String, JsonNode>> fields = node.fields();
                while (fields.hasNext()) {
                    Map.Entry<String, JsonNode> field = fields.next();
                    requirePaired(field.getKey(), where);
                    requireCanonical(field.getValue(), where + "." + field.getKey(), depth + 1);
                }
            }
            case ARRAY -> {
                for (int i = 0; i < node.size(); i++) {
                    requireCanonical(node.get(i), where + "[" + i + "]", depth + 1);
                }
            }
            case NUMBER -> {
                if (!isSafeInteger(node)) {
                    throw new InvalidDocumentException(
                            "the number " + node + " at " + where
                                    + " has no one canonical form: write fractions, money, shares and integers beyond 2^53 - 1 as strings");
                }
            }
            case STRING -> requirePaired(node.textValue(), where);
            case BOOLEAN, NULL -> {}
            default ->
                throw new InvalidDocumentException("a " + node.getNodeType() + " node at " + where + " is not JSON");
        }
    }

    private static boolean isSafeInteger(JsonNode number) {
        return number.isIntegralNumber()
                && number.canConvertToLong()
                && number.longValue() <= MAX_SAFE_INTEGER
                && number.longValue() >= -MAX_SAFE_INTEGER;
    }

    private static void requirePairedSurrogates(JsonNode node, String where) {
        if (node.isTextual()) {
            requirePaired(node.textValue(), where);
        }
        node.properties().forEach(field -> {
            requirePaired(field.getKey(), where);
            requirePairedSurrogates(field.getValue(), where + "." + field.getKey());
        });
        if (node.isArray()) {
            node.forEach(item -> requirePairedSurrogates(item, where + "[]"));
        }
    }

    private static void requirePaired(String text, String where) {
        if (text.codePoints().anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)) {
            throw new InvalidDocumentException(
                    "the text at " + where + " holds half of a surrogate pair; it is not Unicode");
        }
    }

    private static ObjectMapper mapper() {
        JsonFactory factory = JsonFactory.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(MAX_DEPTH)
                        .maxStringLength(MAX_DOCUMENT_BYTES)
                        .maxNumberLength(MAX_NUMBER_CHARS)
                        .maxNameLength(1_000)
                        .build())
                .build();
        return JsonMapper.builder(factory)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .build();
    }
}
