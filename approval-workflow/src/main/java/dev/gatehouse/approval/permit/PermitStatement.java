package dev.gatehouse.approval.permit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.approval.canonical.CanonicalJson;
import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.approval.canonical.Identifiers;
import dev.gatehouse.approval.canonical.InvalidDocumentException;
import dev.gatehouse.approval.canonical.StrictFields;
import dev.gatehouse.approval.condition.Conditions;
import dev.gatehouse.approval.release.VoteDecision;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** A permit as an in-toto Statement v1 (in-toto/attestation: {@code spec/v1/statement.md}); the subject is the approved artifact. */
public final class PermitStatement {
    /** DSSE payload type of an in-toto statement. */
    public static final String PAYLOAD_TYPE = "application/vnd.in-toto+json";
    /** The statement's {@code _type}. */
    public static final String STATEMENT_TYPE = "https://in-toto.io/Statement/v1";
    /** The statement's {@code predicateType}. */
    public static final String PREDICATE_TYPE = "https://gatehouse.dev/permit/v1";
    /** Largest statement in bytes. */
    public static final int MAX_BYTES = 256 * 1024;

    private static final int MAX_TYPE_CHARS = 200;

    private PermitStatement() {}

    static byte[] write(Permit permit) {
        ObjectNode statement = JsonNodeFactory.instance.objectNode();
        statement.put("_type", STATEMENT_TYPE);
        ObjectNode subject = statement.putArray("subject").addObject();
        subject.put("name", permit.model() + "/" + permit.version());
        subject.putObject("digest").put("sha256", permit.artifact().hex());
        statement.put("predicateType", PREDICATE_TYPE);
        ObjectNode predicate = statement.putObject("predicate");
        predicate.put("permitId", permit.permitId().toString());
        predicate.put("model", permit.model());
        predicate.put("version", permit.version());
        predicate.put("environment", permit.environment());
        predicate.put("route", permit.route());
        predicate.put("tier", permit.tier().name());
        predicate.put("binding", permit.binding().text());
        permit.basis().stated().ifPresent(basis -> predicate.put("basis", basis));
        predicate.set("conditions", permit.conditions().toJson());
        predicate.put("dossierDigest", permit.dossierDigest().toString());
        ArrayNode votes = predicate.putArray("votes");
        for (PermitVote vote : permit.votes()) {
            votes.addObject()
                    .put("voter", vote.voter())
                    .put("function", vote.function())
                    .put("decision", vote.decision().text());
        }
        predicate.put("issuedAt", permit.issuedAt().toString());
        predicate.put("notBefore", permit.notBefore().toString());
        predicate.put("expiresAt", permit.expiresAt().toString());
        return CanonicalJson.bytes(statement);
    }

    /**
     * Reads the payload of a permit's envelope. Reading is not verifying: for bytes that were not verified use {@link PermitVerifier}.
     *
     * @throws InvalidDocumentException if the bytes are anything but a permit; a field that permits do not have is refused, because a
     *     limit that is not understood must not be ignored
     */
    public static Permit read(byte[] payload) {
        StrictFields statement = StrictFields.of(CanonicalJson.parse(payload, MAX_BYTES), "$");
        requireType(statement, "_type", STATEMENT_TYPE);
        requireType(statement, "predicateType", PREDICATE_TYPE);
        List<JsonNode> subjects = statement.array("subject", 1);
        if (subjects.size() != 1) {
            throw new InvalidDocumentException("$.subject names no artifact; exactly one is expected");
        }
        StrictFields subject = StrictFields.of(subjects.get(0), "$.subject[0]");
        StrictFields digest = subject.object("digest");
        Digest artifact = new Digest(digest.text("sha256", 64));
        digest.done();
        String subjectName = subject.text("name", 2 * Identifiers.MAX_NAME_CHARS + 1);
        subject.done();
        Permit permit = predicate(statement.object("predicate"), artifact);
        if (!subjectName.equals(permit.model() + "/" + permit.version())) {
            throw new InvalidDocumentException(
                    "$.subject[0].name '" + subjectName + "' is not the predicate's model and version");
        }
        statement.done();
        return permit;
    }

    private static Permit predicate(StrictFields fields, Digest artifact) {
        Permit permit = new Permit(
                permitId(fields),
                fields.text("model", Identifiers.MAX_NAME_CHARS),
                fields.text("version", Identifiers.MAX_NAME_CHARS),
                fields.text("environment", Identifiers.MAX_NAME_CHARS),
                fields.text("route", Identifiers.MAX_NAME_CHARS),
                artifact,
                tier(fields.text("tier", Identifiers.MAX_NAME_CHARS)),
                binding(fields.text("binding", Identifiers.MAX_NAME_CHARS)),
                Basis.ofStated(fields.optionalText("basis", Identifiers.MAX_NAME_CHARS)),
                Conditions.read(fields.object("conditions")),
                fields.digest("dossierDigest"),
                votes(fields),
                fields.instant("issuedAt"),
                fields.instant("notBefore"),
                fields.instant("expiresAt"));
        fields.done();
        return permit;
    }

    private static UUID permitId(StrictFields fields) {
        String text = fields.text("permitId", 36);
        try {
            UUID id = UUID.fromString(text);
            if (id.toString().equals(text)) {
                return id;
            }
        } catch (IllegalArgumentException e) {
            throw new InvalidDocumentException(fields.path("permitId") + " is not a UUID", e);
        }
        throw new InvalidDocumentException(fields.path("permitId") + " is not a UUID in lower case");
    }

    private static Tier tier(String text) {
        try {
            return Tier.valueOf(text);
        } catch (IllegalArgumentException e) {
            throw new InvalidDocumentException("'" + text + "' is not a tier; HIGH, MEDIUM or LOW is expected", e);
        }
    }

    private static Binding binding(String text) {
        try {
            return Binding.parse(text);
        } catch (IllegalArgumentException e) {
            throw new InvalidDocumentException(e.getMessage(), e);
        }
    }

    private static List<PermitVote> votes(StrictFields fields) {
        List<PermitVote> votes = new ArrayList<>();
        for (JsonNode item : fields.array("votes", Permit.MAX_VOTES)) {
            StrictFields vote = StrictFields.of(item, fields.path("votes") + "[" + votes.size() + "]");
            votes.add(new PermitVote(
                    vote.text("voter", Identifiers.MAX_PARTY_CHARS),
                    vote.text("function", Identifiers.MAX_NAME_CHARS),
                    decision(vote.text("decision", Identifiers.MAX_NAME_CHARS))));
            vote.done();
        }
        return votes;
    }

    private static VoteDecision decision(String text) {
        try {
            return VoteDecision.parse(text);
        } catch (IllegalArgumentException e) {
            throw new InvalidDocumentException(e.getMessage(), e);
        }
    }

    private static void requireType(StrictFields statement, String field, String expected) {
        String type = statement.text(field, MAX_TYPE_CHARS);
        if (!type.equals(expected)) {
            throw new InvalidDocumentException("$." + field + " is '" + type + "'; '" + expected + "' is expected");
        }
    }
}
