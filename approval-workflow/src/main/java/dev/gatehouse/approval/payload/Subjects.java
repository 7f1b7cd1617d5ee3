package dev.gatehouse.approval.payload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.gatehouse.approval.route.DocumentLayout;
import dev.gatehouse.approval.route.FrameLayout;
import dev.gatehouse.approval.route.Layout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Where a request's body states whom its rows are about.
 *
 * @param stated a list of texts, one for each row; or that list as JSON in a text, for servers that take no lists there; missing when it
 *     states none
 * @param where its name, for messages
 */
record Subjects(JsonNode stated, String where) {
    /** Longest subject in characters. */
    static final int MAX_CHARS = 512;

    static final Subjects NONE = new Subjects(MissingNode.getInstance(), "");

    static Subjects in(Layout layout, JsonNode root) throws UnreadablePayloadException {
        if (layout instanceof DocumentLayout document) {
            return DocumentBody.subjects(document, root);
        }
        String parameters = layout instanceof FrameLayout ? "params" : "parameters";
        return new Subjects(root.path(parameters).path("subjects"), parameters + ".subjects");
    }

    /** One for each row. */
    List<Optional<String>> of(Optional<String> byHeader, int rows) throws UnreadablePayloadException {
        JsonNode list = list();
        if (byHeader.isPresent()) {
            if (rows != 1) {
                throw new UnreadablePayloadException("one subject by header for " + rows + " rows");
            }
            if (list.size() > 0 && !list.path(0).asText().equals(byHeader.get())) {
                throw new UnreadablePayloadException("the header names another subject than " + where);
            }
            return List.of(Optional.of(storable(byHeader.get())));
        }
        if (list.isMissingNode() || list.isNull()) {
            return Collections.nCopies(rows, Optional.empty());
        }
        if (!list.isArray() || list.size() != rows) {
            throw new UnreadablePayloadException(where + " is not a list of " + rows + " texts, one for each row");
        }
        List<Optional<String>> subjects = new ArrayList<>(rows);
        for (JsonNode subject : list) {
            if (!subject.isTextual() && !subject.isNull()) {
                throw new UnreadablePayloadException(where + " holds something that is not a text");
            }
            subjects.add(subject.isNull() ? Optional.empty() : Optional.of(storable(subject.textValue())));
        }
        return subjects;
    }

    private JsonNode list() throws UnreadablePayloadException {
        if (!stated.isTextual()) {
            return stated;
        }
        try {
            return PayloadJson.parse(-1, stated.textValue().getBytes(StandardCharsets.UTF_8));
        } catch (UnreadablePayloadException e) {
            throw new UnreadablePayloadException(where + " is a text, but not a list as JSON");
        }
    }

    /** PostgreSQL stores neither U+0000 nor half of a surrogate pair. */
    private static String storable(String subject) throws UnreadablePayloadException {
        boolean broken = subject.codePoints().anyMatch(c -> c == 0 || c >= 0xD800 && c <= 0xDFFF);
        if (broken || subject.isEmpty() || subject.length() > MAX_CHARS) {
            throw new UnreadablePayloadException(
                    "a subject is empty, longer than " + MAX_CHARS + " characters or not Unicode text");
        }
        return subject;
    }
}
