package dev.gatehouse.audit.cells;

import static dev.gatehouse.audit.cells.StoredJson.counts;
import static dev.gatehouse.audit.cells.StoredJson.expect;
import static dev.gatehouse.audit.cells.StoredJson.field;
import static dev.gatehouse.audit.cells.StoredJson.integer;
import static dev.gatehouse.audit.cells.StoredJson.objects;
import static dev.gatehouse.audit.cells.StoredJson.text;
import static dev.gatehouse.audit.cells.StoredJson.texts;
import static dev.gatehouse.audit.cells.StoredJson.truth;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import dev.gatehouse.audit.cells.Cells.Attribute;
import dev.gatehouse.audit.cells.Cells.Cell;
import dev.gatehouse.audit.cells.Cells.Grid;
import dev.gatehouse.audit.cells.Cells.Group;
import dev.gatehouse.audit.plan.AuditException;
import dev.gatehouse.audit.plan.Digests;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Cells as JSON, member by member in one fixed order, written and read as a stream: a million cells as a tree of nodes would
 * need more memory than counting them.
 */
final class CellsText {
    private static final int FORMAT = 2;
    private static final int MAX_GROUPS = Cells.MAX_CELLS;
    /** From here on whole numbers are written as the double that they are. */
    private static final double LARGEST_EXACT = 0x1p53;

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(4)
                    .maxStringLength(4 * Cells.MAX_VALUE_LENGTH)
                    .maxNumberLength(60)
                    .build())
            .build();

    private CellsText() {}

    static byte[] write(Cells cells) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        write(cells, out);
        return out.toByteArray();
    }

    static String digest(Cells cells) {
        return Digests.sha256(out -> write(cells, out));
    }

    private static void write(Cells cells, OutputStream out) {
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            json.writeNumberField("format", FORMAT);
            write(json, "attributes", cells.attributes());
            write(json, "strata", cells.strata());
            StoredJson.writeTexts(json, "classes", cells.classes());
            if (cells.grid() != null) {
                json.writeObjectFieldStart("grid");
                json.writeNumberField("step", cells.grid().step());
                json.writeBooleanField("exact", cells.grid().exact());
                if (cells.grid().median() != null) {
                    json.writeNumberField("median", cells.grid().median());
                }
                json.writeEndObject();
            }
            json.writeBooleanField("weighted", cells.weighted());
            if (cells.weighted()) {
                json.writeNumberField("weight_unit", cells.weightUnit());
            }
            StoredJson.writeCounts(json, "left_out", cells.leftOut());
            json.writeArrayFieldStart("groups");
            for (Group group : cells.groups()) {
                json.writeStartArray();
                for (int code : group.values()) {
                    json.writeNumber(code);
                }
                for (int code : group.strata()) {
                    json.writeNumber(code);
                }
                json.writeEndArray();
            }
            json.writeEndArray();
            json.writeArrayFieldStart("cells");
            for (Cell cell : cells.cells()) {
                json.writeStartArray();
                json.writeNumber(cell.group());
                json.writeNumber(cell.label());
                json.writeNumber(cell.decision());
                json.writeNumber(cell.above());
                json.writeNumber(cell.bin());
                json.writeNumber(cell.n());
                write(json, cell.offset());
                json.writeNumber(cell.weight());
                write(json, cell.squaredWeight());
                json.writeEndArray();
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException e) {
            throw new IllegalStateException("cells are plain JSON", e);
        }
    }

    /** A whole double with all its digits. */
    private static void write(JsonGenerator json, double whole) throws IOException {
        if (Math.abs(whole) < LARGEST_EXACT) {
            json.writeNumber((long) whole);
        } else {
            json.writeNumber(new BigDecimal(whole).toBigIntegerExact());
        }
    }

    private static void write(JsonGenerator json, String name, List<Attribute> attributes) throws IOException {
        json.writeArrayFieldStart(name);
        for (Attribute attribute : attributes) {
            json.writeStartObject();
            json.writeStringField("name", attribute.name());
            StoredJson.writeTexts(json, "values", attribute.values());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    static Cells read(byte[] bytes) {
        try (JsonParser json = JSON.createParser(bytes)) {
            expect(json, json.nextToken(), JsonToken.START_OBJECT);
            field(json, "format");
            if (integer(json, json.nextToken(), FORMAT) != FORMAT) {
                throw new AuditException("not stored cells: format " + FORMAT + " is needed");
            }
            List<Attribute> attributes = attributes(json, "attributes");
            List<Attribute> strata = attributes(json, "strata");
            List<String> classes = texts(json, "classes", Cells.MAX_CLASSES);
            Grid grid = null;
            String name = json.nextFieldName();
            if ("grid".equals(name)) {
                grid = grid(json);
                name = json.nextFieldName();
            }
            expect(json, "weighted".equals(name));
            BigDecimal unit = null;
            if (truth(json)) {
                field(json, "weight_unit");
                unit = number(json);
            }
            Map<String, Long> leftOut = counts(json, "left_out");
            List<Group> groups = groups(json, attributes.size(), strata.size());
            List<Cell> cells = cells(json);
            expect(json, json.nextToken(), JsonToken.END_OBJECT);
            expect(json, json.nextToken() == null);
            return new Cells(attributes, strata, classes, grid, unit, groups, cells, leftOut);
        } catch (IOException e) {
            throw new AuditException("not stored cells: " + e.getMessage(), e);
        }
    }

    private static Grid grid(JsonParser json) throws IOException {
        expect(json, json.nextToken(), JsonToken.START_OBJECT);
        field(json, "step");
        BigDecimal step = number(json);
        boolean exact = truth(json, "exact");
        BigDecimal median = null;
        String name = json.nextFieldName();
        if (name != null) {
            expect(json, name.equals("median"));
            median = number(json);
            json.nextToken();
        }
        expect(json, json.currentToken(), JsonToken.END_OBJECT);
        return new Grid(step, exact, median);
    }

    private static List<Group> groups(JsonParser json, int attributes, int strata) throws IOException {
        field(json, "groups");
        expect(json, json.nextToken(), JsonToken.START_ARRAY);
        List<Group> groups = new ArrayList<>();
        while (json.nextToken() == JsonToken.START_ARRAY) {
            expect(json, groups.size() < MAX_GROUPS);
            List<Integer> codes = new ArrayList<>(attributes + strata);
            for (int i = 0; i < attributes + strata; i++) {
                codes.add((int) integer(json, json.nextToken(), Cells.MAX_VALUES));
            }
            expect(json, json.nextToken(), JsonToken.END_ARRAY);
            groups.add(new Group(codes.subList(0, attributes), codes.subList(attributes, codes.size())));
        }
        expect(json, json.currentToken(), JsonToken.END_ARRAY);
        return groups;
    }

    private static List<Cell> cells(JsonParser json) throws IOException {
        field(json, "cells");
        expect(json, json.nextToken(), JsonToken.START_ARRAY);
        List<Cell> cells = new ArrayList<>();
        while (json.nextToken() == JsonToken.START_ARRAY) {
            if (cells.size() >= Cells.MAX_CELLS) {
                throw Cells.tooMany();
            }
            cells.add(new Cell(
                    (int) integer(json, json.nextToken(), MAX_GROUPS),
                    (int) integer(json, json.nextToken(), Cells.MAX_CLASSES),
                    (int) integer(json, json.nextToken(), Cells.MAX_CLASSES),
                    (int) integer(json, json.nextToken(), 1),
                    integer(json, json.nextToken(), Long.MAX_VALUE),
                    integer(json, json.nextToken(), Cells.MAX_ROWS),
                    whole(json),
                    integer(json, json.nextToken(), Long.MAX_VALUE),
                    whole(json)));
            expect(json, json.nextToken(), JsonToken.END_ARRAY);
        }
        expect(json, json.currentToken(), JsonToken.END_ARRAY);
        return cells;
    }

    private static List<Attribute> attributes(JsonParser json, String field) throws IOException {
        return objects(
                json,
                field,
                Cells.MAX_VALUES,
                () -> new Attribute(text(json, "name"), texts(json, "values", Cells.MAX_VALUES)));
    }

    private static BigDecimal number(JsonParser json) throws IOException {
        JsonToken token = json.nextToken();
        expect(json, token == JsonToken.VALUE_NUMBER_FLOAT || token == JsonToken.VALUE_NUMBER_INT);
        return json.getDecimalValue();
    }

    /** A whole number that a double holds, so that it is written back as it was read. */
    private static double whole(JsonParser json) throws IOException {
        expect(json, json.nextToken(), JsonToken.VALUE_NUMBER_INT);
        BigInteger integer = json.getBigIntegerValue();
        double value = integer.doubleValue();
        expect(
                json,
                Double.isFinite(value)
                        && new BigDecimal(value).toBigIntegerExact().equals(integer));
        return value;
    }
}
