package dev.gatehouse.governance.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.approval.bundle.BundleSeal;
import dev.gatehouse.approval.canonical.CanonicalJson;
import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.approval.ledger.Leaf;
import dev.gatehouse.approval.ledger.MerkleTree;
import dev.gatehouse.approval.ledger.NoteKey;
import dev.gatehouse.approval.ledger.TextDigest;
import dev.gatehouse.approval.ledger.TlogProof;
import dev.gatehouse.governance.identity.People;
import dev.gatehouse.governance.problem.ProblemException;
import dev.gatehouse.governance.problem.ProblemType;
import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Writes acts down. A state change and its leaf commit together or not at all. */
@ApplicationScoped
public class Ledger {

    /** The actor of what the service does by itself; no pseudonym of a person looks like it. */
    public static final String SERVICE = "gatehouse";

    private static final int SALT_BYTES = 16;

    private final People people;
    private final AgroalDataSource database;
    private final LedgerKeys keys;
    private final Clock clock;
    private final Event<Recorded> acts;
    private final SecureRandom random = new SecureRandom();

    @Inject
    Ledger(People people, AgroalDataSource database, LedgerKeys keys, Clock clock, Event<Recorded> acts) {
        this.people = people;
        this.database = database;
        this.keys = keys;
        this.clock = clock;
        this.acts = acts;
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
        write(act, people.rememberCaller(), subject, content, Map.of());
    }

    /**
     * As {@link #record(String, String, Map)}, for an act in which somebody wrote something.
     *
     * @param texts what was written, by the name under which the record speaks of it. It is not kept here: the record gets a {@link TextDigest}
     *     of it, under a key of this act that is kept beside the record
     */
    @Transactional(Transactional.TxType.MANDATORY)
    public void record(String act, String subject, Map<String, String> content, Map<String, String> texts) {
        write(act, people.rememberCaller(), subject, content, texts);
    }

    /** As {@link #record}, for what the service does by itself: at its start, by the clock, or as the consequence of an act. */
    @Transactional(Transactional.TxType.MANDATORY)
    public void recordOwn(String act, String subject, Map<String, String> content) {
        write(act, SERVICE, subject, content, Map.of());
    }

    /** As {@link #recordOwn(String, String, Map)}, with texts as in {@link #record(String, String, Map, Map)}. */
    @Transactional(Transactional.TxType.MANDATORY)
    public void recordOwn(String act, String subject, Map<String, String> content, Map<String, String> texts) {
        write(act, SERVICE, subject, content, texts);
    }

    private void write(
            String act, String actor, String subject, Map<String, String> content, Map<String, String> texts) {
        ObjectNode payload = JsonNodeFactory.instance.objectNode();
        content.forEach(payload::put);
        payload.put("salt", HexFormat.of().formatHex(random(SALT_BYTES)));
        byte[] textKey = random(TextDigest.KEY_BYTES);
        texts.forEach((field, text) -> payload.put(field, TextDigest.of(textKey, text)));
        LeafEntity entity = new LeafEntity();
        entity.id = UUID.randomUUID();
        entity.act = act;
        entity.actor = actor;
        entity.subject = subject;
        entity.payload = CanonicalJson.bytes(payload);
        // As exact as the database keeps it.
        entity.recordedAt = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Leaf leaf = new Leaf(act, actor, subject, Digest.of(entity.payload), entity.recordedAt);
        entity.leaf = leaf.bytes();
        entity.hash = MerkleTree.leafHash(entity.leaf).bytes();
        entity.persist();
        if (!texts.isEmpty()) {
            TextKeyEntity key = new TextKeyEntity();
            key.leaf = entity.id;
            key.key = textKey;
            key.persist();
        }
        acts.fire(new Recorded(act));
    }

    private byte[] random(int bytes) {
        byte[] drawn = new byte[bytes];
        random.nextBytes(drawn);
        return drawn;
    }

    /** Fired for every act, in its transaction. */
    public record Recorded(String act) {}

    /** As {@link #record(String, String, Map)}, in a transaction of its own: for acts that must be on record before they are done. */
    @Transactional(Transactional.TxType.REQUIRES_NEW)
    public void recordNow(String act, String subject, Map<String, String> content) {
        record(act, subject, content, Map.of());
    }

    /** As {@link #recordNow(String, String, Map)}, with texts as in {@link #record(String, String, Map, Map)}. */
    @Transactional(Transactional.TxType.REQUIRES_NEW)
    public void recordNow(String act, String subject, Map<String, String> content, Map<String, String> texts) {
        record(act, subject, content, texts);
    }

    /**
     * A leaf as the API shows it.
     *
     * @param index in the tree; null for the second in which it waits for the sequencer
     * @param act what was done
     * @param actor pseudonym of who did it, or {@value #SERVICE}
     * @param subject what it was done to
     * @param at when
     * @param leaf canonical JSON text whose RFC 6962 leaf hash is {@code hash}
     * @param hash {@code sha256:…}
     * @param payload canonical JSON text of the act's own record, whose digest the leaf holds: digests, codes and a salt
     */
    public record Entry(
            Long index,
            String act,
            String actor,
            String subject,
            Instant at,
            String leaf,
            String hash,
            String payload) {
        static Entry of(LeafEntity e) {
            return new Entry(
                    e.index,
                    e.act,
                    e.actor,
                    e.subject,
                    e.recordedAt,
                    new String(e.leaf, UTF_8),
                    Digest.ofHash(e.hash).toString(),
                    new String(e.payload, UTF_8));
        }
    }

    /** Leaves with an index from that one on, so that a witness can follow. The newest may not be under a checkpoint yet. */
    @Transactional
    public List<Entry> from(long index, int limit) {
        return LeafEntity.from(index, limit).stream().map(Entry::of).toList();
    }

    /** Every act on one subject, oldest first. */
    @Transactional
    public List<Entry> about(String subject) {
        return LeafEntity.about(subject).stream().map(Entry::of).toList();
    }

    /** The keys under which the records of the acts on one subject speak of texts, by the index of the act's leaf. */
    @Transactional
    public Map<Long, byte[]> textKeysAbout(String subject) {
        return TextKeyEntity.about(subject);
    }

    /** @throws ProblemException {@code unknown-leaf} when no leaf has that index */
    @Transactional
    public Entry named(long index) {
        return LeafEntity.at(index)
                .map(Entry::of)
                .orElseThrow(() ->
                        new ProblemException(ProblemType.UNKNOWN_LEAF, "The ledger has no leaf " + index + " yet."));
    }

    /** @throws ProblemException {@code unknown-leaf} when no leaf in the tree has that hash */
    @Transactional
    public Entry hashing(Digest leafHash) {
        return LeafEntity.hashing(leafHash.bytes())
                .map(Entry::of)
                .orElseThrow(() -> new ProblemException(
                        ProblemType.UNKNOWN_LEAF, "The ledger has no leaf with the hash " + leafHash + "."));
    }

    // ---------------------------------------------------------------- checkpoints and proofs

    /** The newest published checkpoint; none until the first act has been signed. */
    @Transactional
    public Optional<StoredCheckpoint> newestCheckpoint() {
        return tree(tree -> tree.newest(keys.origin()));
    }

    /** The oldest published checkpoint that covers the leaf. */
    @Transactional
    public Optional<StoredCheckpoint> checkpointCovering(long leafIndex) {
        return tree(tree -> tree.after(keys.origin(), leafIndex, 1)).stream().findFirst();
    }

    /**
     * Published checkpoints of more than that size, smallest first.
     *
     * @param origin this ledger's name, or one that it had earlier; empty for the present one
     */
    @Transactional
    public List<StoredCheckpoint> checkpointsAfter(Optional<String> origin, long size, int limit) {
        return tree(tree -> tree.after(origin.orElse(keys.origin()), size, limit));
    }

    /**
     * The proof that a leaf is in the tree of that size: sibling hashes from the leaf up.
     *
     * @throws ProblemException {@code invalid-value} unless 0 ≤ leaf &lt; size ≤ the tree's size now
     */
    @Transactional
    public List<Digest> inclusionProof(long leafIndex, long treeSize) {
        return tree(tree -> {
            long now = tree.size();
            if (leafIndex < 0 || leafIndex >= treeSize || treeSize > now) {
                throw new ProblemException(
                        ProblemType.INVALID_VALUE,
                        "There is no proof of leaf " + leafIndex + " in a tree of " + treeSize
                                + " leaves: 0 <= leaf < size <= " + now + " is expected.");
            }
            return tree.inclusion(leafIndex, treeSize);
        });
    }

    /**
     * The proof that the tree of the new size begins with that of the old size.
     *
     * @throws ProblemException {@code invalid-value} unless 0 &lt; old ≤ new ≤ the tree's size now
     */
    @Transactional
    public List<Digest> consistencyProof(long oldSize, long newSize) {
        return tree(tree -> {
            long now = tree.size();
            if (oldSize <= 0 || oldSize > newSize || newSize > now) {
                throw new ProblemException(
                        ProblemType.INVALID_VALUE,
                        "There is no proof from " + oldSize + " leaves to " + newSize + ": 0 < from <= to <= " + now
                                + " is expected.");
            }
            return tree.consistency(oldSize, newSize);
        });
    }

    /** Shows offline that the leaf is in the ledger, under the oldest checkpoint that covers it; none while it waits for one. */
    @Transactional
    public Optional<TlogProof> proof(long leafIndex) {
        return checkpointCovering(leafIndex)
                .map(checkpoint ->
                        new TlogProof(leafIndex, inclusionProof(leafIndex, checkpoint.size()), checkpoint.note()));
    }

    /** The seal of a bundle as this ledger signs it. Nothing but checkpoints and these is signed with its key. */
    public String signed(BundleSeal seal) {
        return seal.signedBy(keys.active()).note();
    }

    /** The key that checkpoints are verified with, as C2SP signed-note writes it. */
    public String verifierKey() {
        return keys.active().noteKey().verifierKey();
    }

    /** The verifier key, then those of former keys. */
    public List<String> verifierKeys() {
        return keys.known().stream().map(NoteKey::verifierKey).toList();
    }

    private interface OfTree<T> {
        T read(StoredTree tree) throws SQLException;
    }

    private <T> T tree(OfTree<T> question) {
        try (Connection connection = database.getConnection()) {
            return question.read(new StoredTree(connection));
        } catch (SQLException e) {
            throw new IllegalStateException("the ledger cannot be read", e);
        }
    }
}
