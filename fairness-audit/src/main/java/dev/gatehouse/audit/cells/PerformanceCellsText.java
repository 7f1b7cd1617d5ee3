package dev.gatehouse.audit.cells;

import static dev.gatehouse.audit.cells.StoredJson.counts;
import static dev.gatehouse.audit.cells.StoredJson.expect;
import static dev.gatehouse.audit.cells.StoredJson.field;
import static dev.gatehouse.audit.cells.StoredJson.integer;
import static dev.gatehouse.audit.cells.StoredJson.objects;
import static dev.gatehouse.audit.cells.StoredJson.text;
import static dev.gatehouse.audit.cells.StoredJson.truth;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.gatehouse.audit.cells.DriftCells.Chunk;
import dev.gatehouse.audit.cells.PerformanceCells.Cell;
import dev.gatehouse.audit.cells.PerformanceCells.Delay;
import dev.gatehouse.audit.cells.PerformanceCells.Sample;
import dev.gatehouse.audit.cells.PerformanceCells.Segment;
import dev.gatehouse.audit.cells.PerformanceCells.Truth;
import dev.gatehouse.audit.plan.AuditException;
import dev.gatehouse.audit.plan.Digests;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Performance cells as JSON, member by member in one fixed order, written and read as a stream. */
final class PerformanceCellsText {
    private static final int FORMAT = 1;
    private static final int MAX_SEGMENTS = 2 * 3 * PerformanceCells.MAX_SEGMENT_VALUES;
    private static final int MAX_REASONS = 20;

    private PerformanceCellsText() {}

    static String digest(PerformanceCells cells) {
        return Digests.sha256(write(cells));
    }

    static byte[] write(PerformanceCells cells) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = StoredJson.SAMPLES.createGenerator(out)) {
            json.writeStartObject();
            json.writeNumberField("format", FORMAT);
            json.writeStringField("engine", cells.engine());
            json.writeBooleanField("regression", cells.regression());
            if (cells.reference() != null) {
                sample(json, "reference", cells.reference());
            }
            sample(json, "current", cells.current());
            StoredJson.writeChunks(json, cells.chunks());
            json.writeArrayFieldStart("segments");
            for (Segment segment : cells.segments()) {
                json.writeStartObject();
                json.writeStringField("column", segment.column());
                json.writeStringField("value", segment.value());
                json.writeBooleanField("reference", segment.reference());
                json.writeEndObject();
            }
            json.writeEndArray();
            if (cells.grid() != null) {
                json.writeNumberField("step_micros", cells.grid().stepMicros());
                json.writeBooleanField("exact", cells.grid().exact());
            }
            if (cells.truthDigits() != null) {
                json.writeNumberField("truth_digits", cells.truthDigits());
            }
            json.writeArrayFieldStart("cells");
            for (Cell cell : cells.cells()) {
                cell(json, cell);
            }
            json.writeEndArray();
            json.writeArrayFieldStart("delays");
            for (Delay delay : cells.delays()) {
                delay(json, delay);
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException e) {
            throw new IllegalStateException("a write to memory does not fail", e);
        }
        return out.toByteArray();
    }

    private static void sample(JsonGenerator json, String name, Sample sample) throws IOException {
        json.writeObjectFieldStart(name);
        json.writeNumberField("rows", sample.rows());
        StoredJson.writeCounts(json, "left_out", sample.leftOut());
        json.writeEndObject();
    }

    private static void cell(JsonGenerator json, Cell cell) throws IOException {
        json.writeStartArray();
        json.writeNumber(cell.part());
        json.writeNumber(cell.label());
        json.writeNumber(cell.decision());
        json.writeNumber(cell.confirmed());
        json.writeNumber(cell.bin());
        json.writeNumber(cell.n());
        json.writeNumber(new BigDecimal(cell.offset()).toBigIntegerExact());
        if (cell.truth() != null) {
            for (BigInteger sum : cell.truth().sums()) {
                json.writeNumber(sum);
            }
            for (BigInteger sum : cell.truth().relative()) {
                json.writeNumber(sum);
            }
            json.writeNumber(cell.truth().zeros());
        }
        json.writeEndArray();
    }

    private static void delay(JsonGenerator json, Delay delay) throws IOException {
        json.writeStartObject();
        json.writeNumberField("chunk", delay.chunk());
        json.writeNumberField("early", delay.early());
        json.writeNumberField("longest", delay.longestSeconds());
        json.writeArrayFieldStart("buckets");
        for (Map.Entry<Integer, Long> bucket : delay.buckets().entrySet()) {
            json.writeStartArray();
            json.writeNumber(bucket.getKey());
            json.writeNumber(bucket.getValue());
            json.writeEndArray();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    static PerformanceCells read(byte[] bytes) {
        try (JsonParser json = StoredJson.SAMPLES.createParser(bytes)) {
            expect(json, json.nextToken(), JsonToken.START_OBJECT);
            field(json, "format");
            expect(json, integer(json, json.nextToken(), Integer.MAX_VALUE) == FORMAT);
            String engine = text(json, "engine");
            boolean regression = truth(json, "regression");
            String name = json.nextFieldName();
            Sample reference = null;
            if ("reference".equals(name)) {
                reference = sample(json);
                name = json.nextFieldName();
            }
            expect(json, "current".equals(name));
            Sample current = sample(json);
            List<Chunk> chunks = StoredJson.chunks(json);
            List<Segment> segments = objects(
                    json,
                    "segments",
                    MAX_SEGMENTS,
                    () -> new Segment(text(json, "column"), text(json, "value"), truth(json, "reference")));
            name = json.nextFieldName();
            Cells.Grid grid = null;
            if ("step_micros".equals(name)) {
                long step = integer(json, json.nextToken(), Long.MAX_VALUE);
                grid = new Cells.Grid(BigDecimal.valueOf(step, 6), truth(json, "exact"), null);
                name = json.nextFieldName();
            }
            Integer digits = null;
            if ("truth_digits".equals(name)) {
                digits = (int) integer(json, json.nextToken(), PerformanceCells.MAX_TRUTH_DIGITS);
                name = json.nextFieldName();
            }
            expect(json, "cells".equals(name));
            List<Cell> cells = cells(json, regression);
            List<Delay> delays = objects(json, "delays", chunks.size(), () -> delay(json));
            expect(json, json.nextToken(), JsonToken.END_OBJECT);
            expect(json, json.nextToken() == null);
            return new PerformanceCells(
                    engine, regression, reference, current, chunks, segments, grid, digits, cells, delays);
        } catch (IOException | DateTimeException | ArithmeticException e) {
            throw new AuditException("not stored cells: " + e.getMessage(), e);
        }
    }

    private static Sample sample(JsonParser json) throws IOException {
        expect(json, json.nextToken(), JsonToken.START_OBJECT);
        field(json, "rows");
        long rows = integer(json, json.nextToken(), Cells.MAX_ROWS);
        Map<String, Long> leftOut = counts(json, "left_out");
        expect(json, leftOut.size() <= MAX_REASONS);
        expect(json, json.nextToken(), JsonToken.END_OBJECT);
        return new Sample(rows, leftOut);
    }

    private static List<Cell> cells(JsonParser json, boolean regression) throws IOException {
        expect(json, json.nextToken(), JsonToken.START_ARRAY);
        List<Cell> cells = new ArrayList<>();
        while (json.nextToken() == JsonToken.START_ARRAY) {
            expect(json, cells.size() < PerformanceCells.MAX_CELLS);
            int part = (int) integer(json, json.nextToken(), Integer.MAX_VALUE);
            int label = (int) integer(json, json.nextToken(), 1);
            cells.add(new Cell(
                    part,
                    label,
                    (int) integer(json, json.nextToken(), 1),
                    (int) integer(json, json.nextToken(), 1),
                    integer(json, json.nextToken(), Long.MAX_VALUE),
                    integer(json, json.nextToken(), Cells.MAX_ROWS),
                    big(json).doubleValue(),
                    regression && label >= 0
                            ? new Truth(
                                    List.of(big(json), big(json), big(json), big(json)),
                                    List.of(big(json), big(json)),
                                    integer(json, json.nextToken(), Cells.MAX_ROWS))
                            : null));
            expect(json, json.nextToken(), JsonToken.END_ARRAY);
        }
        expect(json, json.currentToken(), JsonToken.END_ARRAY);
        return cells;
    }

    private static Delay delay(JsonParser json) throws IOException {
        field(json, "chunk");
        int chunk = (int) integer(json, json.nextToken(), Integer.MAX_VALUE);
        field(json, "early");
        long early = integer(json, json.nextToken(), Cells.MAX_ROWS);
        field(json, "longest");
        long longest = integer(json, json.nextToken(), Long.MAX_VALUE);
        field(json, "buckets");
        expect(json, json.nextToken(), JsonToken.START_ARRAY);
        Map<Integer, Long> buckets = new LinkedHashMap<>();
        while (json.nextToken() == JsonToken.START_ARRAY) {
            int bucket = (int) integer(json, json.nextToken(), PerformanceCells.LAST_DELAY_BUCKET);
            expect(json, buckets.put(bucket, integer(json, json.nextToken(), Cells.MAX_ROWS)) == null);
            expect(json, json.nextToken(), JsonToken.END_ARRAY);
        }
        expect(json, json.currentToken(), JsonToken.END_ARRAY);
        return new Delay(chunk, early, longest, buckets);
    }

    private static BigInteger big(JsonParser json) throws IOException {
        expect(json, json.nextToken(), JsonToken.VALUE_NUMBER_INT);
        return json.getBigIntegerValue();
    }
}
