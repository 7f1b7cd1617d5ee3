package dev.gatehouse.approval.route;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.approval.canonical.InvalidDocumentException;
import dev.gatehouse.approval.canonical.StrictFields;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Plain JSON in and out, of whatever shape a team's own server has. JSON pointers (RFC 6901) say where things are; those of inputs,
 * subject and score start at the row.
 *
 * @param path path of a call on the model server, such as {@code /v1/score}
 * @param rows list of the rows in a request; empty when a request is one row
 * @param inputs the inputs, their names all different
 * @param subject whom a row is about: a text or a whole number; empty when rows do not say
 * @param answerRows list of the rows in an answer, in the order of the request's; empty when an answer is one row
 * @param score the score, in [0, 1]
 */
public record DocumentLayout(
        String path,
        Optional<JsonPointer> rows,
        List<Input> inputs,
        Optional<JsonPointer> subject,
        Optional<JsonPointer> answerRows,
        JsonPointer score)
        implements Layout {
    /** The protocol's name. */
    public static final String PROTOCOL = "json";
    /** Longest path in characters. */
    public static final int MAX_PATH_CHARS = 500;
    /** Longest pointer in characters. */
    public static final int MAX_POINTER_CHARS = 500;

    private static final Pattern PATH = Pattern.compile("(/[A-Za-z0-9._~-]+)+");
    private static final Pattern POINTER = Pattern.compile("(/(?:[^~]|~[01])*+)?");

    /**
     * An input.
     *
     * @param name its name in segments
     * @param pointer where a row holds it
     */
    public record Input(String name, JsonPointer pointer) {
        /** @throws InvalidDocumentException if the name is blank or too long */
        public Input {
            ModelSignature.requireText(name, "input.features[].name");
            Objects.requireNonNull(pointer, "pointer");
        }
    }

    /** @throws InvalidDocumentException if a field is out of its range */
    public DocumentLayout {
        boolean dots = path.contains("/./") || path.contains("/../") || path.endsWith("/.") || path.endsWith("/..");
        if (path.length() > MAX_PATH_CHARS || !PATH.matcher(path).matches() || dots) {
            throw new InvalidDocumentException(
                    "input.path is not a path such as /v1/score: names of letters, digits, '.',"
                            + " '_', '~' and '-', at most " + MAX_PATH_CHARS + " characters");
        }
        inputs = List.copyOf(inputs);
        ModelSignature.requireFeatures(inputs.stream().map(Input::name).toList());
        Objects.requireNonNull(score, "score");
    }

    @Override
    public String protocol() {
        return PROTOCOL;
    }

    @Override
    public List<String> features() {
        return inputs.stream().map(Input::name).toList();
    }

    @Override
    public String path(String upstreamModel) {
        return path;
    }

    static DocumentLayout read(StrictFields in, StrictFields out) {
        List<Input> inputs = new ArrayList<>();
        for (JsonNode item : in.array("features", ModelSignature.MAX_FEATURES)) {
            StrictFields input = StrictFields.of(item, in.path("features") + "[" + inputs.size() + "]");
            inputs.add(new Input(input.text("name", ModelSignature.MAX_NAME_CHARS), pointer(input, "pointer")));
            input.done();
        }
        return new DocumentLayout(
                in.text("path", MAX_PATH_CHARS),
                optionalPointer(in, "rows"),
                inputs,
                optionalPointer(in, "subject"),
                optionalPointer(out, "rows"),
                pointer(out, "score"));
    }

    void write(ObjectNode in, ObjectNode out) {
        in.put("path", path);
        rows.ifPresent(pointer -> in.put("rows", pointer.toString()));
        ArrayNode features = in.putArray("features");
        inputs.forEach(input -> features.addObject()
                .put("name", input.name())
                .put("pointer", input.pointer().toString()));
        subject.ifPresent(pointer -> in.put("subject", pointer.toString()));
        answerRows.ifPresent(pointer -> out.put("rows", pointer.toString()));
        out.put("score", score.toString());
    }

    private static Optional<JsonPointer> optionalPointer(StrictFields fields, String name) {
        return fields.optional(name).map(node -> pointer(node, fields.path(name)));
    }

    private static JsonPointer pointer(StrictFields fields, String name) {
        return pointer(fields.required(name), fields.path(name));
    }

    /** May be empty, which names the whole; so it is not read as other texts are. */
    private static JsonPointer pointer(JsonNode node, String where) {
        if (!node.isTextual()
                || node.textValue().length() > MAX_POINTER_CHARS
                || !POINTER.matcher(node.textValue()).matches()) {
            throw new InvalidDocumentException(where + " is not a JSON pointer (RFC 6901) of at most "
                    + MAX_POINTER_CHARS + " characters, such as /applicant/age");
        }
        return JsonPointer.compile(node.textValue());
    }
}
