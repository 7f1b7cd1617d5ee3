package dev.gatehouse.approval.payload;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.gatehouse.approval.route.DocumentLayout;
import java.util.List;
import java.util.Optional;

/** Plain JSON bodies, by the signature's pointers. */
final class DocumentBody {
    private DocumentBody() {}

    static RequestRows.Read rows(DocumentLayout layout, JsonNode root) throws UnreadablePayloadException {
        JsonNode rows = list(layout.rows(), root, "request");
        List<DocumentLayout.Input> inputs = layout.inputs();
        return new RequestRows.Read(
                PayloadJson.rows(rows.size()),
                (row, column) ->
                        PayloadJson.value(rows.get(row).at(inputs.get(column).pointer())),
                subjects(layout, root));
    }

    /** A row's subject may be a whole number, as keys of databases are. */
    static Subjects subjects(DocumentLayout layout, JsonNode root) throws UnreadablePayloadException {
        if (layout.subject().isEmpty()) {
            return Subjects.NONE;
        }
        ArrayNode subjects = JsonNodeFactory.instance.arrayNode();
        for (JsonNode row : list(layout.rows(), root, "request")) {
            JsonNode subject = row.at(layout.subject().get());
            if (subject.isMissingNode()) {
                subjects.addNull();
            } else if (subject.isIntegralNumber()) {
                subjects.add(subject.asText());
            } else {
                subjects.add(subject);
            }
        }
        return new Subjects(subjects, "the list of " + layout.subject().get());
    }

    static double[] scores(DocumentLayout layout, JsonNode root) throws UnreadablePayloadException {
        JsonNode rows = list(layout.answerRows(), root, "answer");
        double[] scores = new double[PayloadJson.rows(rows.size())];
        for (int row = 0; row < scores.length; row++) {
            scores[row] = PayloadJson.score(rows.get(row).at(layout.score()), row);
        }
        return scores;
    }

    private static JsonNode list(Optional<JsonPointer> at, JsonNode root, String what)
            throws UnreadablePayloadException {
        if (at.isEmpty()) {
            if (root.isMissingNode()) {
                throw new UnreadablePayloadException("the " + what + " is empty");
            }
            return JsonNodeFactory.instance.arrayNode(1).add(root);
        }
        JsonNode rows = root.at(at.get());
        if (!rows.isArray()) {
            throw new UnreadablePayloadException("the " + what + " has no list at '" + at.get() + "'");
        }
        return rows;
    }
}
