package dev.gatehouse.approval.ledger;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.approval.canonical.CanonicalJson;
import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.approval.canonical.Identifiers;
import dev.gatehouse.approval.canonical.InvalidDocumentException;
import dev.gatehouse.approval.canonical.StrictFields;
import java.time.Instant;
import java.util.Objects;

/**
 * One act. It holds no personal data: the actor is a pseudonym and what was done is a digest, so both can be shown while their originals
 * are kept, and be forgotten with them.
 *
 * @param act what was done, such as {@code vote-cast}
 * @param actor pseudonym of who did it, see {@link dev.gatehouse.approval.canonical.Pseudonym}
 * @param subject what it was done to, such as {@code release/7f…}
 * @param payload digest of the act's own record; salted where that record holds personal data that could be guessed
 * @param at when
 */
public record Leaf(String act, String actor, String subject, Digest payload, Instant at) {
    /** Version of the leaf's form. */
    public static final int FORMAT = 1;
    /** Largest leaf in bytes. */
    public static final int MAX_BYTES = 2_048;

    /** @throws InvalidDocumentException if a name is not one */
    public Leaf {
        Identifiers.requireName(act, "act");
        Identifiers.requireParty(actor, "actor");
        Identifiers.requireParty(subject, "subject");
        Objects.requireNonNull(payload, "payload");
        Objects.requireNonNull(at, "at");
    }

    /** The leaf's canonical JSON; stored as it is, and hashed by {@link MerkleTree#leafHash}. */
    public byte[] bytes() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("format", FORMAT);
        json.put("act", act);
        json.put("actor", actor);
        json.put("subject", subject);
        json.put("payload", payload.toString());
        json.put("at", at.toString());
        return CanonicalJson.bytes(json);
    }

    /**
     * Reads stored bytes.
     *
     * @throws InvalidDocumentException if they are not a leaf of this format
     */
    public static Leaf read(byte[] stored) {
        StrictFields fields = StrictFields.of(CanonicalJson.parse(stored, MAX_BYTES), "$");
        fields.integer("format", FORMAT, FORMAT);
        Leaf leaf = new Leaf(
                fields.text("act", Identifiers.MAX_NAME_CHARS),
                fields.text("actor", Identifiers.MAX_PARTY_CHARS),
                fields.text("subject", Identifiers.MAX_PARTY_CHARS),
                fields.digest("payload"),
                fields.instant("at"));
        fields.done();
        return leaf;
    }
}
