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
import dev.gatehouse.approval.condition.Conditions;
import dev.gatehouse.approval.release.Vote;
import dev.gatehouse.approval.release.VoteDecision;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A release and the board's votes on it, as a bundle tells them. It names people; the permit and the ledger do not.
 *
 * @param id of the release
 * @param model name of the model
 * @param version name of the model version
 * @param environment where it was to serve
 * @param route the route on which it was to serve
 * @param state {@code InReview}, {@code Approved}, {@code Rejected}, {@code ChangesRequested} or {@code Withdrawn}
 * @param submittedBy name of who submitted it
 * @param submittedAt when
 * @param decidedAt when the board decided; empty if it did not
 * @param dossier the dossier that counts
 * @param permit id of the permit that followed; empty if none did
 * @param votes in the order in which they were cast, lapsed ones too
 */
public record ReleaseRecord(
        UUID id,
        String model,
        String version,
        String environment,
        String route,
        String state,
        String submittedBy,
        Instant submittedAt,
        Optional<Instant> decidedAt,
        Digest dossier,
        Optional<UUID> permit,
        List<CastVote> votes) {
    /** Version of the document's form. */
    public static final int FORMAT = 1;
    /** Most votes, lapsed ones included. */
    public static final int MAX_VOTES = 1_000;

    private static final int MAX_CHANGES = 100;
    private static final int MAX_NAME_CHARS = 300;
    private static final int MAX_STATE_CHARS = 40;

    /** Copies the votes. */
    public ReleaseRecord {
        votes = List.copyOf(votes);
    }

    /**
     * A vote.
     *
     * @param voter name of the person when the vote was cast
     * @param pseudonym of the person, which permit and ledger have
     * @param function that the person acted for
     * @param decision the decision
     * @param rationale why
     * @param conditions limits
     * @param changes what is to be changed; empty unless the vote asks for changes
     * @param dossier the dossier that was read; the vote lapsed if it is not the release's
     * @param castAt when
     * @param lapsed why the vote does not count though the dossier is the release's; empty for every other vote
     */
    public record CastVote(
            String voter,
            String pseudonym,
            String function,
            VoteDecision decision,
            String rationale,
            Conditions conditions,
            List<String> changes,
            Digest dossier,
            Instant castAt,
            Optional<String> lapsed) {
        /** Copies the changes. */
        public CastVote {
            changes = List.copyOf(changes);
        }
    }

    /** The votes that count: those on the release's dossier whose voters kept their function. */
    public List<CastVote> standingVotes() {
        return votes.stream()
                .filter(vote -> vote.dossier().equals(dossier) && vote.lapsed().isEmpty())
                .toList();
    }

    /** The record as canonical JSON. */
    public byte[] bytes() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("format", FORMAT);
        json.put("id", id.toString());
        json.put("model", model);
        json.put("version", version);
        json.put("environment", environment);
        json.put("route", route);
        json.put("state", state);
        json.put("submittedBy", submittedBy);
        json.put("submittedAt", submittedAt.toString());
        json.put("decidedAt", decidedAt.map(Instant::toString).orElse(null));
        json.put("dossier", dossier.toString());
        json.put("permit", permit.map(UUID::toString).orElse(null));
        ArrayNode array = json.putArray("votes");
        for (CastVote vote : votes) {
            ObjectNode item = array.addObject();
            item.put("voter", vote.voter());
            item.put("pseudonym", vote.pseudonym());
            item.put("function", vote.function());
            item.put("decision", vote.decision().text());
            item.put("rationale", vote.rationale());
            item.set("conditions", vote.conditions().toJson());
            vote.changes().forEach(item.putArray("changes")::add);
            item.put("dossier", vote.dossier().toString());
            item.put("castAt", vote.castAt().toString());
            vote.lapsed().ifPresent(why -> item.put("lapsed", why));
        }
        return CanonicalJson.bytes(json);
    }

    /**
     * Reads {@link #bytes}.
     *
     * @throws InvalidDocumentException if they are not such a record
     */
    public static ReleaseRecord read(byte[] bytes) {
        StrictFields fields = StrictFields.of(CanonicalJson.parse(bytes, CanonicalJson.MAX_DOCUMENT_BYTES), "$");
        fields.integer("format", FORMAT, FORMAT);
        ReleaseRecord record = new ReleaseRecord(
                uuid(fields.text("id", MAX_STATE_CHARS)),
                fields.text("model", Identifiers.MAX_NAME_CHARS),
                fields.text("version", Identifiers.MAX_NAME_CHARS),
                fields.text("environment", Identifiers.MAX_NAME_CHARS),
                fields.text("route", Identifiers.MAX_NAME_CHARS),
                fields.text("state", MAX_STATE_CHARS),
                fields.text("submittedBy", MAX_NAME_CHARS),
                fields.instant("submittedAt"),
                fields.optionalInstant("decidedAt"),
                fields.digest("dossier"),
                fields.optionalText("permit", MAX_STATE_CHARS).map(ReleaseRecord::uuid),
                votes(fields));
        fields.done();
        return record;
    }

    private static List<CastVote> votes(StrictFields fields) {
        List<CastVote> votes = new ArrayList<>();
        for (JsonNode item : fields.array("votes", MAX_VOTES)) {
            StrictFields vote = StrictFields.of(item, "$.votes[" + votes.size() + "]");
            votes.add(new CastVote(
                    vote.text("voter", MAX_NAME_CHARS),
                    vote.text("pseudonym", Identifiers.MAX_PARTY_CHARS),
                    vote.text("function", Identifiers.MAX_NAME_CHARS),
                    decision(vote.text("decision", Identifiers.MAX_NAME_CHARS)),
                    vote.text("rationale", Vote.MAX_RATIONALE_CHARS),
                    Conditions.read(vote.object("conditions")),
                    vote.texts("changes", MAX_CHANGES, Vote.MAX_RATIONALE_CHARS),
                    vote.digest("dossier"),
                    vote.instant("castAt"),
                    vote.optionalText("lapsed", Vote.MAX_RATIONALE_CHARS)));
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

    private static UUID uuid(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw new InvalidDocumentException("'" + text + "' is not a UUID", e);
        }
    }
}
