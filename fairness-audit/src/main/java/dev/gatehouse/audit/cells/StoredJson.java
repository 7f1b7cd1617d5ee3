package dev.gatehouse.audit.cells;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import dev.gatehouse.audit.cells.DriftCells.Chunk;
import dev.gatehouse.audit.plan.AuditException;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What all kinds of stored cells share as JSON: members are written and read in one fixed order, token by token. */
final class StoredJson {
    private static final int MAX_TEXT_LENGTH = 10_000;
    private static final int MAX_CHUNKS = 2 * DriftCells.MAX_CHUNKS;

    /** Of cells that compare two samples. */
    static final JsonFactory SAMPLES = JsonFactory.builder()
            // The same digits on every Java version.
            .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(6)
                    .maxStringLength(MAX_TEXT_LENGTH)
                    .maxNumberLength(60)
                    .build())
            .build();

    private StoredJson() {}

    static void writeTexts(JsonGenerator json, String name, List<String> texts) throws IOException {
        json.writeArrayFieldStart(name);
        for (String text : texts) {
            json.writeString(text);
        }
        json.writeEndArray();
    }

    static void writeCounts(JsonGenerator json, String name, Map<String, Long> counts) throws IOException {
        json.writeObjectFieldStart(name);
        for (Map.Entry<String, Long> count : counts.entrySet()) {
            json.writeNumberField(count.getKey(), count.getValue());
        }
        json.writeEndObject();
    }

    static void writeChunks(JsonGenerator json, List<Chunk> chunks) throws IOException {
        json.writeArrayFieldStart("chunks");
        for (Chunk chunk : chunks) {
            json.writeStartObject();
            json.writeStringField("label", chunk.label());
            json.writeBooleanField("reference", chunk.reference());
            if (chunk.from() != null) {
                json.writeStringField("from", chunk.from().toString());
                json.writeStringField("to", chunk.to().toString());
            }
            json.writeNumberField("rows", chunk.rows());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    static List<Chunk> chunks(JsonParser json) throws IOException {
        return objects(json, "chunks", MAX_CHUNKS, () -> chunk(json));
    }

    private static Chunk chunk(JsonParser json) throws IOException {
        String label = text(json, "label");
        boolean reference = truth(json, "reference");
        Instant from = null;
        Instant to = null;
        String name = json.nextFieldName();
        if ("from".equals(name)) {
            from = Instant.parse(text(json));
            to = Instant.parse(text(json, "to"));
            name = json.nextFieldName();
        }
        expect(json, "rows".equals(name));
        return new Chunk(label, reference, from, to, integer(json, json.nextToken(), Cells.MAX_ROWS));
    }

    /** Reads the members of one object, of which the start is behind. */
    interface Members<T> {
        T read() throws IOException;
    }

    static <T> List<T> objects(JsonParser json, String field, int most, Members<T> members) throws IOException {
        field(json, field);
        expect(json, json.nextToken(), JsonToken.START_ARRAY);
        List<T> objects = new ArrayList<>();
        while (json.nextToken() == JsonToken.START_OBJECT) {
            expect(json, objects.size() < most);
            objects.add(members.read());
            expect(json, json.nextToken(), JsonToken.END_OBJECT);
        }
        expect(json, json.currentToken(), JsonToken.END_ARRAY);
        return objects;
    }

    /** Numbers of rows by name. */
    static Map<String, Long> counts(JsonParser json, String field) throws IOException {
        field(json, field);
        expect(json, json.nextToken(), JsonToken.START_OBJECT);
        Map<String, Long> counts = new LinkedHashMap<>();
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            counts.put(name, integer(json, json.nextToken(), Cells.MAX_ROWS));
        }
        return counts;
    }

    static List<String> texts(JsonParser json, String field, int most) throws IOException {
        field(json, field);
        expect(json, json.nextToken(), JsonToken.START_ARRAY);
        List<String> texts = new ArrayList<>();
        while (json.nextToken() == JsonToken.VALUE_STRING) {
            expect(json, texts.size() < most);
            texts.add(json.getText());
        }
        expect(json, json.currentToken(), JsonToken.END_ARRAY);
        return texts;
    }

    static String text(JsonParser json, String field) throws IOException {
        field(json, field);
        return text(json);
    }

    private static String text(JsonParser json) throws IOException {
        expect(json, json.nextToken(), JsonToken.VALUE_STRING);
        return json.getText();
    }

    static boolean truth(JsonParser json, String field) throws IOException {
        field(json, field);
        return truth(json);
    }

    static boolean truth(JsonParser json) throws IOException {
        JsonToken token = json.nextToken();
        expect(json, token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE);
        return token == JsonToken.VALUE_TRUE;
    }

    /** A whole number within ±most; what does not fit a long is an error of the parser's. */
    static long integer(JsonParser json, JsonToken token, long most) throws IOException {
        expect(json, token, JsonToken.VALUE_NUMBER_INT);
        long value = json.getLongValue();
        expect(json, value >= -most && value <= most);
        return value;
    }

    static void field(JsonParser json, String name) throws IOException {
        expect(json, name.equals(json.nextFieldName()));
    }

    static void expect(JsonParser json, JsonToken actual, JsonToken expected) {
        expect(json, actual == expected);
    }

    static void expect(JsonParser json, boolean holds) {
        if (!holds) {
            throw new AuditException("not stored cells: unexpected at byte "
                    + json.currentTokenLocation().getByteOffset());
        }
    }
}
