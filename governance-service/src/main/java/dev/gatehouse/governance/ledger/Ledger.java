package dev.gatehouse.governance.ledger;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.approval.canonical.CanonicalJson;
import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.approval.ledger.Leaf;
import dev.gatehouse.approval.ledger.MerkleTree;
import dev.gatehouse.governance.identity.People;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Writes acts down. A state change and its leaf commit together or not at all. */
@ApplicationScoped
public class Ledger {

    /** The actor of what the service does by itself; no pseudonym of a person looks like it. */
    public static final String SERVICE = "gatehouse";

    private static final int SALT_BYTES = 16;

    private final People people;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    @Inject
    Ledger(People people, Clock clock) {
        this.people = people;
        this.clock = clock;
    }

    /**
     * Writes an act of the caller down, in the transaction of the act.
     *
     * @param act such as {@code vote.cast}
     * @param subject what it was done to, such as {@code release/7f…}; no spaces
     * @param content digests and codes that say what was done; no personal data. A salt is added, so that the leaf tells nobody what
     *     it cannot be shown to stand for
     */
    @Transactional(Transactional.TxType.MANDATORY)
    public void record(String act, String subject, Map<String, String> content) {
        write(act, people.rememberCaller(), subject, content);
    }

    /** As {@link #record}, for what the service does by itself: at its start, by the clock, or as the consequence of an act. */
    @Transactional(Transactional.TxType.MANDATORY)
    public void recordOwn(String act, String subject, Map<String, String> content) {
        write(act, SERVICE, subject, content);
    }

    private void write(String act, String actor, String subject, Map<String, String> content) {
        ObjectNode payload = JsonNodeFactory.instance.objectNode();
        content.forEach(payload::put);
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        payload.put("salt", HexFormat.of().formatHex(salt));
        LeafEntity entity = new LeafEntity();
        entity.id = UUID.randomUUID();
        entity.act = act;
        entity.subject = subject;
        entity.payload = CanonicalJson.bytes(payload);
        entity.recordedAt = clock.instant();
        Leaf leaf = new Leaf(act, actor, subject, Digest.of(entity.payload), entity.recordedAt);
        entity.leaf = leaf.bytes();
        entity.hash = MerkleTree.leafHash(entity.leaf).bytes();
        entity.persist();
    }

    /** As {@link #record}, in a transaction of its own: for acts that must be on record before they are done. */
    @Transactional(Transactional.TxType.REQUIRES_NEW)
    public void recordNow(String act, String subject, Map<String, String> content) {
        record(act, subject, content);
    }

    /**
     * The tree as of the last sequencing.
     *
     * @param size leaves in it
     * @param root RFC 6962 tree hash, {@code sha256:…}
     */
    public record Root(long size, String root) {}

    /** The newest root. */
    @Transactional
    public Root root() {
        TreeEntity tree = TreeEntity.findById(true);
        return tree == null
                ? new Root(0, MerkleTree.emptyRoot().toString())
                : new Root(tree.size, Digest.ofHash(tree.root).toString());
    }

    /**
     * A leaf as the API shows it.
     *
     * @param index in the tree; null for the second in which it waits for the sequencer
     * @param leaf canonical JSON text whose RFC 6962 leaf hash is {@code hash}
     */
    public record Entry(Long index, String act, String subject, String leaf, String hash) {
        static Entry of(LeafEntity e) {
            return new Entry(
                    e.index,
                    e.act,
                    e.subject,
                    new String(e.leaf, java.nio.charset.StandardCharsets.UTF_8),
                    Digest.ofHash(e.hash).toString());
        }
    }

    /** Sequenced leaves by index, so that a witness can follow. */
    @Transactional
    public List<Entry> from(long index, int limit) {
        return LeafEntity.from(index, limit).stream().map(Entry::of).toList();
    }

    /** Every act on one subject, oldest first. */
    @Transactional
    public List<Entry> about(String subject) {
        return LeafEntity.about(subject).stream().map(Entry::of).toList();
    }
}
