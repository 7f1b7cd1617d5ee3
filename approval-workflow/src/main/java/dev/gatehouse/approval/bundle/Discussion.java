package dev.gatehouse.approval.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.approval.canonical.CanonicalJson;
import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.approval.canonical.Identifiers;
import dev.gatehouse.approval.canonical.InvalidDocumentException;
import dev.gatehouse.approval.canonical.StrictFields;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What was said and asked about the sections of a dossier, as a bundle tells it: by pseudonyms only.
 *
 * @param remarks oldest first
 */
public record Discussion(List<Remark> remarks) {
    /** Version of the document's form. */
    public static final int FORMAT = 1;
    /** Most remarks, and most answers to one. */
    public static final int MAX_REMARKS = 1_000;
    /** Longest text in characters. */
    public static final int MAX_TEXT_CHARS = 10_000;

    private static final int MAX_ID_CHARS = 40;

    /** Copies the remarks. */
    public Discussion {
        remarks = List.copyOf(remarks);
    }

    /**
     * A comment or a question.
     *
     * @param id of the remark
     * @param section of the dossier
     * @param isQuestion whether votes waited for an answer
     * @param text plain text
     * @param by pseudonym of who said it
     * @param dossier the dossier that was before the board then
     * @param at when
     * @param withdrawnAt when who asked took it back
     * @param answers oldest first
     */
    public record Remark(
            String id,
            String section,
            boolean isQuestion,
            String text,
            String by,
            Digest dossier,
            Instant at,
            Optional<Instant> withdrawnAt,
            List<Answer> answers) {
        /** Copies the answers. */
        public Remark {
            answers = List.copyOf(answers);
        }
    }

    /**
     * An answer.
     *
     * @param id of the answer
     * @param text plain text
     * @param by pseudonym of who gave it
     * @param at when
     */
    public record Answer(String id, String text, String by, Instant at) {}

    /** The discussion as canonical JSON. */
    public byte[] bytes() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("format", FORMAT);
        ArrayNode array = json.putArray("remarks");
        for (Remark remark : remarks) {
            ObjectNode item = array.addObject();
            item.put("id", remark.id());
            item.put("section", remark.section());
            item.put("question", remark.isQuestion());
            item.put("text", remark.text());
            item.put("by", remark.by());
            item.put("dossier", remark.dossier().toString());
            item.put("at", remark.at().toString());
            item.put("withdrawnAt", remark.withdrawnAt().map(Instant::toString).orElse(null));
            ArrayNode answers = item.putArray("answers");
            remark.answers()
                    .forEach(answer -> answers.addObject()
                            .put("id", answer.id())
                            .put("text", answer.text())
                            .put("by", answer.by())
                            .put("at", answer.at().toString()));
        }
        return CanonicalJson.bytes(json);
    }

    /**
     * Reads {@link #bytes}.
     *
     * @throws InvalidDocumentException if they are not such a discussion
     */
    public static Discussion read(byte[] bytes) {
        StrictFields fields = StrictFields.of(CanonicalJson.parse(bytes, CanonicalJson.MAX_DOCUMENT_BYTES), "$");
        fields.integer("format", FORMAT, FORMAT);
        List<Remark> remarks = new ArrayList<>();
        for (JsonNode item : fields.array("remarks", MAX_REMARKS)) {
            StrictFields remark = StrictFields.of(item, "$.remarks[" + remarks.size() + "]");
            remarks.add(new Remark(
                    remark.text("id", MAX_ID_CHARS),
                    remark.text("section", Identifiers.MAX_NAME_CHARS),
                    isTrue(remark, "question"),
                    remark.text("text", MAX_TEXT_CHARS),
                    remark.text("by", Identifiers.MAX_PARTY_CHARS),
                    remark.digest("dossier"),
                    remark.instant("at"),
                    remark.optionalInstant("withdrawnAt"),
                    answers(remark)));
            remark.done();
        }
        fields.done();
        return new Discussion(remarks);
    }

    private static List<Answer> answers(StrictFields remark) {
        List<Answer> answers = new ArrayList<>();
        for (JsonNode item : remark.array("answers", MAX_REMARKS)) {
            StrictFields answer = StrictFields.of(item, remark.path("answers") + "[" + answers.size() + "]");
            answers.add(new Answer(
                    answer.text("id", MAX_ID_CHARS),
                    answer.text("text", MAX_TEXT_CHARS),
                    answer.text("by", Identifiers.MAX_PARTY_CHARS),
                    answer.instant("at")));
            answer.done();
        }
        return answers;
    }

    private static boolean isTrue(StrictFields fields, String field) {
        JsonNode node = fields.required(field);
        if (!node.isBoolean()) {
            throw new InvalidDocumentException(fields.path(field) + " is neither true nor false");
        }
        return node.booleanValue();
    }
}
