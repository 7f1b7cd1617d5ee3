package dev.gatehouse.approval.bundle;

import static dev.gatehouse.approval.Approvals.NOON;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.approval.canonical.CanonicalJson;
import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.approval.ledger.Checkpoint;
import dev.gatehouse.approval.ledger.Leaf;
import dev.gatehouse.approval.ledger.LedgerKey;
import dev.gatehouse.approval.ledger.MerkleProofs;
import dev.gatehouse.approval.ledger.MerkleTree;
import dev.gatehouse.approval.ledger.TextDigest;
import dev.gatehouse.approval.ledger.TlogProof;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** Acts of a bundle, in a ledger of their own: their leaves, records, keys to texts and proofs. Other acts are in it that the bundle lacks. */
final class TestActs {
    private final Map<String, byte[]> files;
    private final List<Leaf> leaves = new ArrayList<>();
    private final List<byte[]> records = new ArrayList<>();

    TestActs(Map<String, byte[]> files) {
        this.files = files;
    }

    int size() {
        return leaves.size();
    }

    /** Index of the first act of that name. */
    int first(String act) {
        for (int i = 0; i < leaves.size(); i++) {
            if (leaves.get(i).act().equals(act)) {
                return i;
            }
        }
        throw new IllegalArgumentException("no act " + act);
    }

    void add(String act, String subject, Map<String, String> content) {
        add(act, "p-9", subject, content);
    }

    void add(String act, String actor, String subject, Map<String, String> content) {
        add(act, actor, subject, content, Map.of());
    }

    void add(String act, String actor, String subject, Map<String, String> content, Map<String, String> texts) {
        ObjectNode record = JsonNodeFactory.instance.objectNode().put("salt", "00112233445566778899aabbccddeeff");
        content.forEach(record::put);
        if (!texts.isEmpty()) {
            byte[] key = Digest.of(("key " + leaves.size()).getBytes(UTF_8)).bytes();
            texts.forEach((field, text) -> record.put(field, TextDigest.of(key, text)));
            files.put(BundleLayout.textKey(leaves.size()), (HexFormat.of().formatHex(key) + "\n").getBytes(UTF_8));
        }
        byte[] bytes = CanonicalJson.bytes(record);
        records.add(bytes);
        leaves.add(new Leaf(act, actor, subject, Digest.of(bytes), NOON));
    }

    /** Signs all acts so far and adds those that belong into the bundle. */
    void prove(LedgerKey ledger) {
        List<Digest> hashes =
                leaves.stream().map(leaf -> MerkleTree.leafHash(leaf.bytes())).toList();
        Checkpoint checkpoint = new Checkpoint(ledger.noteKey().name(), leaves.size(), MerkleTree.root(hashes));
        String note = checkpoint.signedBy(ledger).note();
        files.put(BundleLayout.CHECKPOINT, note.getBytes(UTF_8));
        files.put(BundleLayout.LEDGER_KEYS, (ledger.noteKey().verifierKey() + "\n").getBytes(UTF_8));
        for (int i = 0; i < leaves.size(); i++) {
            if (leaves.get(i).act().equals("other.act")) {
                continue;
            }
            List<Digest> proof = MerkleProofs.inclusion(
                    i,
                    leaves.size(),
                    nodes -> nodes.stream()
                            .map(node -> MerkleTree.root(hashes.subList(
                                    (int) (node.index() << node.level()), (int) ((node.index() + 1) << node.level()))))
                            .toList());
            files.put(BundleLayout.leaf(i), leaves.get(i).bytes());
            files.put(BundleLayout.record(i), records.get(i));
            files.put(
                    BundleLayout.proof(i), new TlogProof(i, proof, note).text().getBytes(UTF_8));
        }
    }
}
