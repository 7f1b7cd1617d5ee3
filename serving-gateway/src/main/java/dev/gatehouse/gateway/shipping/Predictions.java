package dev.gatehouse.gateway.shipping;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.gatehouse.approval.route.ModelSignature;
import dev.gatehouse.gateway.log.OutcomeRecord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The predictions in one record: its rows with subject, score and decision, as the version's signature says where they sit.
 *
 * @param rows one for each row of the answer; empty when the answer cannot be read
 * @param note what could not be read, for whoever looks at the record; empty when all could
 */
record Predictions(List<Row> rows, Optional<String> note) {

    /** Longest subject, characters. */
    static final int MAX_SUBJECT_CHARS = 512;

    private static final ObjectMapper JSON = JsonMapper.builder()
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();

    /**
     * A prediction.
     *
     * @param subject whom it is about, if stated
     * @param score in [0, 1]
     * @param decision what the score means by the version's threshold
     */
    record Row(Optional<String> subject, double score, String decision) {}

    Predictions {
        rows = List.copyOf(rows);
    }

    static Predictions of(OutcomeRecord record, ModelSignature signature) {
        double[] scores;
        try {
            scores = scores(JSON.readTree(record.response()), signature.output());
        } catch (IOException | Unreadable e) {
            return new Predictions(List.of(), Optional.of("no predictions read: " + reason(e)));
        }
        String note = null;
        List<Optional<String>> subjects = List.of();
        try {
            subjects = subjects(record, scores.length);
        } catch (IOException | Unreadable e) {
            note = "no subjects read: " + reason(e);
        }
        List<Row> rows = new ArrayList<>(scores.length);
        for (int i = 0; i < scores.length; i++) {
            rows.add(new Row(
                    subjects.isEmpty() ? Optional.empty() : subjects.get(i),
                    scores[i],
                    signature.decision().of(scores[i])));
        }
        return new Predictions(rows, Optional.ofNullable(note));
    }

    private static double[] scores(JsonNode answer, ModelSignature.Output output) throws Unreadable {
        JsonNode tensor = tensor(answer.path("outputs"), output.name());
        JsonNode shape = tensor.path("shape");
        long rows = shape.path(0).asLong(-1);
        boolean flat = shape.size() == 1 && output.columns() == 1;
        if (!flat && (shape.size() != 2 || shape.path(1).asLong(-1) != output.columns())) {
            throw new Unreadable("the output '" + output.name() + "' has the shape " + shape + ", not [rows, "
                    + output.columns() + "]");
        }
        List<JsonNode> values = new ArrayList<>();
        flatten(tensor.path("data"), values);
        if (rows < 0 || values.size() != rows * output.columns()) {
            throw new Unreadable(
                    "the output '" + output.name() + "' has the shape " + shape + " and " + values.size() + " values");
        }
        double[] scores = new double[(int) rows];
        for (int i = 0; i < scores.length; i++) {
            JsonNode value = values.get(i * output.columns() + output.scoreColumn());
            scores[i] = value.asDouble(Double.NaN);
            if (!value.isNumber() || !(scores[i] >= 0 && scores[i] <= 1)) {
                throw new Unreadable("the score of row " + i + " is not a number in [0, 1]");
            }
        }
        return scores;
    }

    private static JsonNode tensor(JsonNode outputs, String name) throws Unreadable {
        for (JsonNode tensor : outputs) {
            if (tensor.path("name").asText().equals(name)) {
                return tensor;
            }
        }
        throw new Unreadable("the answer has no output '" + name + "'");
    }

    /** Open Inference Protocol tensors are flat or nested, row-major either way. */
    private static void flatten(JsonNode data, List<JsonNode> values) {
        for (JsonNode item : data) {
            if (item.isArray()) {
                flatten(item, values);
            } else {
                values.add(item);
            }
        }
    }

    private static List<Optional<String>> subjects(OutcomeRecord record, int rows) throws IOException, Unreadable {
        if (record.subject().isPresent()) {
            if (rows != 1) {
                throw new Unreadable("one subject by header for " + rows + " rows");
            }
            return List.of(storable(record.subject().get()));
        }
        JsonNode stated = JSON.readTree(record.request()).path("parameters").path("subjects");
        if (stated.isMissingNode() || stated.isNull()) {
            return List.of();
        }
        if (!stated.isArray() || stated.size() != rows) {
            throw new Unreadable("parameters.subjects is not a list of " + rows + " texts, one for each row");
        }
        List<Optional<String>> subjects = new ArrayList<>(rows);
        for (JsonNode subject : stated) {
            if (!subject.isTextual() && !subject.isNull()) {
                throw new Unreadable("parameters.subjects holds something that is not a text");
            }
            subjects.add(subject.isNull() ? Optional.empty() : storable(subject.textValue()));
        }
        return subjects;
    }

    /** PostgreSQL stores neither U+0000 nor half of a surrogate pair. */
    private static Optional<String> storable(String subject) throws Unreadable {
        boolean broken = subject.codePoints().anyMatch(c -> c == 0 || c >= 0xD800 && c <= 0xDFFF);
        if (broken || subject.isEmpty() || subject.length() > MAX_SUBJECT_CHARS) {
            throw new Unreadable(
                    "a subject is empty, longer than " + MAX_SUBJECT_CHARS + " characters or not Unicode text");
        }
        return Optional.of(subject);
    }

    private static String reason(Exception e) {
        String message = e instanceof JsonProcessingException json ? json.getOriginalMessage() : e.getMessage();
        return message.replace('\0', ' ').replaceAll("\\p{Cs}", "?");
    }

    private static final class Unreadable extends Exception {
        private static final long serialVersionUID = 1;

        Unreadable(String message) {
            super(message);
        }
    }
}
