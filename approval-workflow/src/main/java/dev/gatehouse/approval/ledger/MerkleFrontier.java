package dev.gatehouse.approval.ledger;

import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.approval.canonical.InvalidDocumentException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The right edge of a Merkle tree: the roots of its complete subtrees, largest first. It is all that a sequencer has to keep to go on
 * appending: 8 bytes of size and one hash for each bit set in it.
 *
 * @param size number of leaves, at least 0
 * @param subtrees roots of the complete subtrees that the size's set bits stand for, highest bit first
 */
public record MerkleFrontier(long size, List<Digest> subtrees) {
    private static final MerkleFrontier EMPTY = new MerkleFrontier(0, List.of());

    /** @throws InvalidDocumentException if the number of subtrees is not the number of bits set in the size */
    public MerkleFrontier {
        subtrees = List.copyOf(subtrees);
        if (size < 0 || Long.bitCount(size) != subtrees.size()) {
            throw new InvalidDocumentException(
                    "a tree of " + size + " leaves does not have " + subtrees.size() + " complete subtrees");
        }
    }

    /** The tree without leaves. */
    public static MerkleFrontier empty() {
        return EMPTY;
    }

    /** The tree with one more leaf. */
    public MerkleFrontier append(Digest leafHash) {
        List<Digest> edge = new ArrayList<>(subtrees);
        Digest hash = leafHash;
        for (long carry = size; (carry & 1) == 1; carry >>>= 1) {
            hash = MerkleTree.nodeHash(edge.remove(edge.size() - 1), hash);
        }
        edge.add(hash);
        return new MerkleFrontier(Math.addExact(size, 1), edge);
    }

    /** Root of the tree. */
    public Digest root() {
        if (size == 0) {
            return MerkleTree.emptyRoot();
        }
        Digest root = subtrees.get(subtrees.size() - 1);
        for (int i = subtrees.size() - 2; i >= 0; i--) {
            root = MerkleTree.nodeHash(subtrees.get(i), root);
        }
        return root;
    }

    /** The state as bytes: the size in 8 bytes, big-endian, then the subtrees' hashes of 32 bytes each. */
    public byte[] bytes() {
        ByteBuffer state = ByteBuffer.allocate(Long.BYTES + subtrees.size() * Digest.BYTES);
        state.putLong(size);
        subtrees.forEach(subtree -> state.put(subtree.bytes()));
        return state.array();
    }

    /**
     * Reads {@link #bytes}.
     *
     * @throws InvalidDocumentException if the bytes are not such a state
     */
    public static MerkleFrontier read(byte[] state) {
        if (state.length < Long.BYTES || (state.length - Long.BYTES) % Digest.BYTES != 0) {
            throw new InvalidDocumentException(
                    "a frontier is 8 bytes and some hashes of 32 bytes, not " + state.length + " bytes");
        }
        ByteBuffer buffer = ByteBuffer.wrap(state);
        long size = buffer.getLong();
        List<Digest> subtrees = new ArrayList<>();
        while (buffer.hasRemaining()) {
            byte[] hash = new byte[Digest.BYTES];
            buffer.get(hash);
            subtrees.add(Digest.ofHash(hash));
        }
        return new MerkleFrontier(size, subtrees);
    }
}
