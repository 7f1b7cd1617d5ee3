package dev.gatehouse.audit.cells;

import static dev.gatehouse.audit.cells.StoredJson.expect;
import static dev.gatehouse.audit.cells.StoredJson.field;
import static dev.gatehouse.audit.cells.StoredJson.integer;
import static dev.gatehouse.audit.cells.StoredJson.objects;
import static dev.gatehouse.audit.cells.StoredJson.text;
import static dev.gatehouse.audit.cells.StoredJson.truth;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.gatehouse.audit.cells.DriftCells.Break;
import dev.gatehouse.audit.cells.DriftCells.Chunk;
import dev.gatehouse.audit.cells.DriftCells.Column;
import dev.gatehouse.audit.cells.DriftCells.Kind;
import dev.gatehouse.audit.cells.DriftCells.Sample;
import dev.gatehouse.audit.cells.DriftCells.TypeBreak;
import dev.gatehouse.audit.plan.AuditException;
import dev.gatehouse.audit.plan.Digests;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.DateTimeException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Drift cells as JSON, member by member in one fixed order, written and read as a stream. */
final class DriftCellsText {
    private static final int FORMAT = 1;
    /** Type breaks and columns left out: those of both samples. */
    private static final int MAX_OTHER_COLUMNS = 2 * CsvReader.MAX_COLUMNS;

    private DriftCellsText() {}

    static byte[] write(DriftCells cells) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        write(cells, out);
        return out.toByteArray();
    }

    static String digest(DriftCells cells) {
        return Digests.sha256(out -> write(cells, out));
    }

    private static void write(DriftCells cells, OutputStream out) {
        try (JsonGenerator json = StoredJson.SAMPLES.createGenerator(out)) {
            write(cells, json);
        } catch (IOException e) {
            throw new IllegalStateException("cells are plain JSON", e);
        }
    }

    /** Writes an object. */
    static void write(DriftCells cells, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeNumberField("format", FORMAT);
        json.writeStringField("engine", cells.engine());
        sample(json, "reference", cells.reference());
        sample(json, "current", cells.current());
        StoredJson.writeChunks(json, cells.chunks());
        json.writeArrayFieldStart("columns");
        for (Column column : cells.columns()) {
            column(json, column);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("type_breaks");
        for (TypeBreak typeBreak : cells.typeBreaks()) {
            json.writeStartObject();
            json.writeStringField("column", typeBreak.column());
            json.writeStringField("kind", id(typeBreak.kind()));
            json.writeNumberField("rows", typeBreak.rows());
            json.writeStringField("detail", typeBreak.detail());
            StoredJson.writeCounts(json, "examples", typeBreak.examples());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeObjectFieldStart("left_out");
        for (Map.Entry<String, String> left : cells.leftOut().entrySet()) {
            json.writeStringField(left.getKey(), left.getValue());
        }
        json.writeEndObject();
        json.writeEndObject();
    }

    private static void sample(JsonGenerator json, String name, Sample sample) throws IOException {
        json.writeObjectFieldStart(name);
        json.writeNumberField("rows", sample.rows());
        json.writeNumberField("without_time", sample.withoutTime());
        json.writeNumberField("unreadable_time", sample.unreadableTime());
        json.writeNumberField("searched", sample.searched());
        json.writeNumberField("duplicates", sample.duplicates());
        json.writeEndObject();
    }

    private static void column(JsonGenerator json, Column column) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", column.name());
        json.writeStringField("kind", id(column.kind()));
        json.writeBooleanField("exact", column.exact());
        if (column.kind() == Kind.NUMBER) {
            numbers(json, "least", column.least());
            if (!column.exact()) {
                numbers(json, "most", column.most());
            }
        } else {
            StoredJson.writeTexts(json, "texts", column.texts());
        }
        json.writeArrayFieldStart("counts");
        for (long[] counts : column.counts()) {
            json.writeArray(counts, 0, counts.length);
        }
        json.writeEndArray();
        counts(json, "missing", column.missing());
        if (column.kind() == Kind.NUMBER) {
            counts(json, "not_numbers", column.notNumbers());
            counts(json, "infinite", column.infinite());
            counts(json, "unreadable", column.unreadable());
            counts(json, "below", column.below());
            counts(json, "above", column.above());
        } else {
            counts(json, "others", column.others());
            counts(json, "other_values", column.otherValues());
        }
        json.writeEndObject();
    }

    private static void numbers(JsonGenerator json, String name, double[] numbers) throws IOException {
        json.writeFieldName(name);
        json.writeArray(numbers, 0, numbers.length);
    }

    private static void counts(JsonGenerator json, String name, long[] counts) throws IOException {
        json.writeFieldName(name);
        json.writeArray(counts, 0, counts.length);
    }

    static DriftCells read(byte[] bytes) {
        try (JsonParser json = StoredJson.SAMPLES.createParser(bytes)) {
            DriftCells cells = read(json);
            expect(json, json.nextToken() == null);
            return cells;
        } catch (IOException | DateTimeException | ArithmeticException e) {
            throw new AuditException("not stored cells: " + e.getMessage(), e);
        }
    }

    /** Reads an object, to its end. */
    static DriftCells read(JsonParser json) throws IOException {
        expect(json, json.nextToken(), JsonToken.START_OBJECT);
        field(json, "format");
        if (integer(json, json.nextToken(), FORMAT) != FORMAT) {
            throw new AuditException("not stored cells: format " + FORMAT + " is needed");
        }
        String engine = text(json, "engine");
        Sample reference = sample(json, "reference");
        Sample current = sample(json, "current");
        List<Chunk> chunks = StoredJson.chunks(json);
        List<Column> columns = objects(json, "columns", DriftColumns.MAX_COLUMNS, () -> column(json, chunks.size()));
        List<TypeBreak> typeBreaks = objects(json, "type_breaks", MAX_OTHER_COLUMNS, () -> typeBreak(json));
        field(json, "left_out");
        expect(json, json.nextToken(), JsonToken.START_OBJECT);
        Map<String, String> leftOut = new LinkedHashMap<>();
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            expect(json, json.nextToken(), JsonToken.VALUE_STRING);
            leftOut.put(name, json.getText());
        }
        expect(json, json.nextToken(), JsonToken.END_OBJECT);
        return new DriftCells(engine, reference, current, chunks, columns, typeBreaks, leftOut);
    }

    private static Sample sample(JsonParser json, String name) throws IOException {
        field(json, name);
        expect(json, json.nextToken(), JsonToken.START_OBJECT);
        Sample sample = new Sample(
                count(json, "rows"),
                count(json, "without_time"),
                count(json, "unreadable_time"),
                count(json, "searched"),
                count(json, "duplicates"));
        expect(json, json.nextToken(), JsonToken.END_OBJECT);
        return sample;
    }

    private static Column column(JsonParser json, int chunks) throws IOException {
        String name = text(json, "name");
        Kind kind = constant(json, "kind", Kind.class);
        boolean exact = truth(json, "exact");
        boolean number = kind == Kind.NUMBER;
        double[] least = number ? numbers(json, "least") : null;
        double[] most = !number ? null : exact ? least : numbers(json, "most");
        List<String> texts = number ? null : StoredJson.texts(json, "texts", DriftCells.MAX_CATEGORIES);
        int cells = number ? least.length : texts.size();
        field(json, "counts");
        expect(json, json.nextToken(), JsonToken.START_ARRAY);
        long[][] counts = new long[chunks][];
        for (int i = 0; i < chunks; i++) {
            counts[i] = counts(json, cells);
        }
        expect(json, json.nextToken(), JsonToken.END_ARRAY);
        long[] missing = counts(json, "missing", chunks);
        long[][] own = new long[5][];
        String[] names = number
                ? new String[] {"not_numbers", "infinite", "unreadable", "below", "above"}
                : new String[] {"others", "other_values"};
        for (int i = 0; i < names.length; i++) {
            own[i] = counts(json, names[i], names[i].equals("other_values") ? 2 : chunks);
        }
        return number
                ? new Column(
                        name, kind, exact, least, most, null, counts, null, missing, own[0], own[1], own[2], own[3],
                        own[4], null)
                : new Column(
                        name, kind, exact, null, null, texts, counts, own[0], missing, null, null, null, null, null,
                        own[1]);
    }

    private static TypeBreak typeBreak(JsonParser json) throws IOException {
        String column = text(json, "column");
        Break kind = constant(json, "kind", Break.class);
        long rows = count(json, "rows");
        String detail = text(json, "detail");
        return new TypeBreak(column, kind, rows, detail, StoredJson.counts(json, "examples"));
    }

    private static double[] numbers(JsonParser json, String name) throws IOException {
        field(json, name);
        expect(json, json.nextToken(), JsonToken.START_ARRAY);
        double[] numbers = new double[16];
        int size = 0;
        for (JsonToken token = json.nextToken(); token != JsonToken.END_ARRAY; token = json.nextToken()) {
            expect(json, token == JsonToken.VALUE_NUMBER_FLOAT || token == JsonToken.VALUE_NUMBER_INT);
            expect(json, size < DriftCells.MAX_DISTINCT);
            if (size == numbers.length) {
                numbers = Arrays.copyOf(numbers, 2 * size);
            }
            numbers[size++] = json.getDoubleValue();
        }
        return Arrays.copyOf(numbers, size);
    }

    private static long[] counts(JsonParser json, String name, int length) throws IOException {
        field(json, name);
        return counts(json, length);
    }

    private static long[] counts(JsonParser json, int length) throws IOException {
        expect(json, json.nextToken(), JsonToken.START_ARRAY);
        long[] counts = new long[length];
        for (int i = 0; i < length; i++) {
            counts[i] = integer(json, json.nextToken(), Cells.MAX_ROWS);
        }
        expect(json, json.nextToken(), JsonToken.END_ARRAY);
        return counts;
    }

    private static long count(JsonParser json, String name) throws IOException {
        field(json, name);
        return integer(json, json.nextToken(), Cells.MAX_ROWS);
    }

    private static <E extends Enum<E>> E constant(JsonParser json, String name, Class<E> type) throws IOException {
        String id = text(json, name);
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> id(constant).equals(id))
                .findFirst()
                .orElseThrow(() -> new AuditException("not stored cells: '" + id + "' is no " + name));
    }

    private static String id(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
