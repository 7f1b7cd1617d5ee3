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
import dev.gatehouse.audit.cells.SplitCells.Entities;
import dev.gatehouse.audit.cells.SplitCells.Moments;
import dev.gatehouse.audit.cells.SplitCells.Order;
import dev.gatehouse.audit.cells.SplitCells.OrderSide;
import dev.gatehouse.audit.cells.SplitCells.Overlap;
import dev.gatehouse.audit.cells.SplitCells.Repeats;
import dev.gatehouse.audit.cells.SplitCells.Shared;
import dev.gatehouse.audit.cells.SplitCells.Times;
import dev.gatehouse.audit.plan.AuditException;
import dev.gatehouse.audit.plan.Digests;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Cells of splits as JSON, member by member in one fixed order, written and read as a stream. */
final class SplitCellsText {
    private static final int FORMAT = 1;
    private static final String KIND = "splits";

    private SplitCellsText() {}

    static byte[] write(SplitCells cells) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        write(cells, out);
        return out.toByteArray();
    }

    static String digest(SplitCells cells) {
        return Digests.sha256(out -> write(cells, out));
    }

    private static void write(SplitCells cells, OutputStream out) {
        try (JsonGenerator json = StoredJson.SAMPLES.createGenerator(out)) {
            json.writeStartObject();
            json.writeNumberField("splits_format", FORMAT);
            overlap(json, cells.overlap());
            json.writeBooleanField("has_entities", cells.entities() != null);
            if (cells.entities() != null) {
                entities(json, cells.entities());
            }
            json.writeBooleanField("has_times", cells.times() != null);
            if (cells.times() != null) {
                json.writeStringField("gap", cells.times().gap().toString());
                moments(json, "training_times", cells.times().training());
                moments(json, "evaluation_times", cells.times().evaluation());
            }
            json.writeArrayFieldStart("orders");
            for (Order order : cells.orders()) {
                json.writeStartObject();
                json.writeStringField("column", order.column());
                order(json, "training", order.training());
                order(json, "evaluation", order.evaluation());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeFieldName("cells");
            DriftCellsText.write(cells.cells(), json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new IllegalStateException("cells are plain JSON", e);
        }
    }

    private static void overlap(JsonGenerator json, Overlap overlap) throws IOException {
        repeats(json, "training", overlap.training());
        repeats(json, "evaluation", overlap.evaluation());
        shared(json, "whole", overlap.whole());
        shared(json, "features", overlap.features());
        json.writeNumberField("contradicting", overlap.contradicting());
        json.writeNumberField("labelled", overlap.labelled());
    }

    private static void repeats(JsonGenerator json, String name, Repeats repeats) throws IOException {
        json.writeObjectFieldStart(name);
        json.writeNumberField("rows", repeats.rows());
        json.writeNumberField("distinct", repeats.distinct());
        json.writeNumberField("single", repeats.single());
        json.writeNumberField("pairs", repeats.pairs());
        json.writeNumberField("features", repeats.features());
        json.writeNumberField("contradicting", repeats.contradicting());
        json.writeEndObject();
    }

    private static void shared(JsonGenerator json, String name, Shared shared) throws IOException {
        json.writeObjectFieldStart(name);
        json.writeNumberField("distinct", shared.distinct());
        json.writeNumberField("training", shared.training());
        json.writeNumberField("evaluation", shared.evaluation());
        json.writeEndObject();
    }

    private static void entities(JsonGenerator json, Entities entities) throws IOException {
        json.writeNumberField("training_entities", entities.training());
        json.writeNumberField("training_missing", entities.trainingMissing());
        json.writeNumberField("evaluation_entities", entities.evaluation());
        json.writeNumberField("evaluation_missing", entities.evaluationMissing());
        shared(json, "shared_entities", entities.shared());
    }

    private static void moments(JsonGenerator json, String name, Moments moments) throws IOException {
        json.writeObjectFieldStart(name);
        json.writeNumberField("readable", moments.readable());
        json.writeNumberField("missing", moments.missing());
        json.writeNumberField("unreadable", moments.unreadable());
        json.writeStringField("first", moments.first().toString());
        json.writeStringField("last", moments.last().toString());
        json.writeNumberField("out_of_order", moments.outOfOrder());
        json.writeEndObject();
    }

    private static void order(JsonGenerator json, String name, OrderSide side) throws IOException {
        json.writeObjectFieldStart(name);
        json.writeNumberField("values", side.values());
        json.writeBooleanField("distinct", side.distinct());
        json.writeBooleanField("whole", side.whole());
        number(json, "row", side.row());
        number(json, "time", side.time());
        json.writeEndObject();
    }

    private static void number(JsonGenerator json, String name, Double number) throws IOException {
        json.writeFieldName(name);
        if (number == null) {
            json.writeNull();
        } else {
            json.writeNumber(number);
        }
    }

    static SplitCells read(byte[] bytes) {
        try (JsonParser json = StoredJson.SAMPLES.createParser(bytes)) {
            expect(json, json.nextToken(), JsonToken.START_OBJECT);
            if (!"splits_format".equals(json.nextFieldName()) || json.nextIntValue(0) != FORMAT) {
                throw new AuditException("not stored cells of " + KIND + ": format " + FORMAT + " is needed");
            }
            Overlap overlap = new Overlap(
                    repeats(json, "training"),
                    repeats(json, "evaluation"),
                    shared(json, "whole"),
                    shared(json, "features"),
                    count(json, "contradicting"),
                    count(json, "labelled"));
            Entities entities = truth(json, "has_entities")
                    ? new Entities(
                            count(json, "training_entities"),
                            count(json, "training_missing"),
                            count(json, "evaluation_entities"),
                            count(json, "evaluation_missing"),
                            shared(json, "shared_entities"))
                    : null;
            Times times = truth(json, "has_times")
                    ? new Times(
                            Duration.parse(text(json, "gap")),
                            moments(json, "training_times"),
                            moments(json, "evaluation_times"))
                    : null;
            List<Order> orders = objects(
                    json,
                    "orders",
                    DriftColumns.MAX_COLUMNS,
                    () -> new Order(text(json, "column"), order(json, "training"), order(json, "evaluation")));
            field(json, "cells");
            DriftCells cells = DriftCellsText.read(json);
            expect(json, json.nextToken(), JsonToken.END_OBJECT);
            expect(json, json.nextToken() == null);
            return new SplitCells(cells, overlap, entities, times, orders);
        } catch (IOException | DateTimeException | ArithmeticException e) {
            throw new AuditException("not stored cells: " + e.getMessage(), e);
        }
    }

    private static void start(JsonParser json, String name) throws IOException {
        field(json, name);
        expect(json, json.nextToken(), JsonToken.START_OBJECT);
    }

    private static <T> T ended(JsonParser json, T value) throws IOException {
        expect(json, json.nextToken(), JsonToken.END_OBJECT);
        return value;
    }

    private static Repeats repeats(JsonParser json, String name) throws IOException {
        start(json, name);
        return ended(
                json,
                new Repeats(
                        count(json, "rows"),
                        count(json, "distinct"),
                        count(json, "single"),
                        count(json, "pairs"),
                        count(json, "features"),
                        count(json, "contradicting")));
    }

    private static Shared shared(JsonParser json, String name) throws IOException {
        start(json, name);
        return ended(json, new Shared(count(json, "distinct"), count(json, "training"), count(json, "evaluation")));
    }

    private static Moments moments(JsonParser json, String name) throws IOException {
        start(json, name);
        return ended(
                json,
                new Moments(
                        count(json, "readable"),
                        count(json, "missing"),
                        count(json, "unreadable"),
                        Instant.parse(text(json, "first")),
                        Instant.parse(text(json, "last")),
                        count(json, "out_of_order")));
    }

    private static OrderSide order(JsonParser json, String name) throws IOException {
        start(json, name);
        return ended(
                json,
                new OrderSide(
                        count(json, "values"),
                        truth(json, "distinct"),
                        truth(json, "whole"),
                        number(json, "row"),
                        number(json, "time")));
    }

    private static Double number(JsonParser json, String name) throws IOException {
        field(json, name);
        JsonToken token = json.nextToken();
        if (token == JsonToken.VALUE_NULL) {
            return null;
        }
        expect(json, token == JsonToken.VALUE_NUMBER_FLOAT || token == JsonToken.VALUE_NUMBER_INT);
        return json.getDoubleValue();
    }

    private static long count(JsonParser json, String name) throws IOException {
        field(json, name);
        return integer(json, json.nextToken(), Cells.MAX_ROWS);
    }
}
