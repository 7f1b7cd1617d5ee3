package dev.gatehouse.approval.ledger;

import dev.gatehouse.approval.canonical.Digest;
import java.io.ByteArrayOutputStream;
import java.security.DigestException;
import java.security.MessageDigest;
import java.util.List;

/**
 * Hashing and proof checking of RFC 6962 §2.1 over SHA-256. Sizes and indexes are unsigned 64-bit integers. Proof checking follows the
 * equivalent of RFC 9162 §2.1.3.2 and §2.1.4.2, which walks a proof without recursion.
 */
public final class MerkleTree {
    private static final byte LEAF_PREFIX = 0x00;
    private static final byte NODE_PREFIX = 0x01;

    private MerkleTree() {}

    /** Root of the tree without leaves: the hash of nothing. */
    public static Digest emptyRoot() {
        return Digest.of(new byte[0]);
    }

    /** Hash of a leaf: SHA-256 of 0x00 and its bytes. */
    public static Digest leafHash(byte[] leaf) {
        ByteArrayOutputStream input = new ByteArrayOutputStream(1 + leaf.length);
        input.write(LEAF_PREFIX);
        input.writeBytes(leaf);
        return Digest.of(input.toByteArray());
    }

    /** Hash of an inner node: SHA-256 of 0x01 and its children's hashes. */
    public static Digest nodeHash(Digest left, Digest right) {
        byte[] input = new byte[1 + 2 * Digest.BYTES];
        input[0] = NODE_PREFIX;
        System.arraycopy(left.bytes(), 0, input, 1, Digest.BYTES);
        System.arraycopy(right.bytes(), 0, input, 1 + Digest.BYTES, Digest.BYTES);
        return Digest.of(input);
    }

    /** Replaces the first {@code pairs} hashes of {@code nodes} by the parents of its first {@code 2·pairs}. */
    static void mergePairs(byte[] nodes, int pairs) {
        MessageDigest sha256 = Digest.sha256();
        try {
            for (int pair = 0; pair < pairs; pair++) {
                sha256.update(NODE_PREFIX);
                sha256.update(nodes, 2 * pair * Digest.BYTES, 2 * Digest.BYTES);
                sha256.digest(nodes, pair * Digest.BYTES, Digest.BYTES);
            }
        } catch (DigestException e) {
            throw new IllegalStateException("a SHA-256 digest has " + Digest.BYTES + " bytes", e);
        }
    }

    /** Root of the tree over these leaf hashes. */
    public static Digest root(List<Digest> leafHashes) {
        MerkleFrontier frontier = MerkleFrontier.empty();
        for (Digest leafHash : leafHashes) {
            frontier = frontier.append(leafHash);
        }
        return frontier.root();
    }

    /**
     * Whether a proof shows that a leaf is in a tree.
     *
     * @param leafIndex index of the leaf from 0, unsigned
     * @param treeSize number of leaves, unsigned
     * @param leafHash hash of the leaf
     * @param proof sibling hashes from the leaf up
     * @param root root of the tree
     */
    public static boolean verifyInclusion(
            long leafIndex, long treeSize, Digest leafHash, List<Digest> proof, Digest root) {
        if (Long.compareUnsigned(leafIndex, treeSize) >= 0) {
            return false;
        }
        long node = leafIndex;
        long last = treeSize - 1;
        Digest hash = leafHash;
        for (Digest sibling : proof) {
            if (last == 0) {
                return false;
            }
            if ((node & 1) == 1 || node == last) {
                hash = nodeHash(sibling, hash);
                while ((node & 1) == 0 && node != 0) {
                    node >>>= 1;
                    last >>>= 1;
                }
            } else {
                hash = nodeHash(hash, sibling);
            }
            node >>>= 1;
            last >>>= 1;
        }
        return last == 0 && hash.equals(root);
    }

    /**
     * Whether a proof shows that a tree only grew: the first {@code oldSize} leaves of the new tree are the old tree's.
     *
     * <p>A tree is consistent with itself by an empty proof and nothing else. The empty tree says nothing about any other, so there is no
     * proof from it; who holds it takes the first tree on the word of its signature.
     *
     * @param oldSize number of leaves of the old tree, unsigned, not 0
     * @param newSize number of leaves of the new tree, unsigned
     * @param oldRoot root of the old tree
     * @param newRoot root of the new tree
     * @param proof node hashes in the order of RFC 6962 §2.1.2
     */
    public static boolean verifyConsistency(
            long oldSize, long newSize, Digest oldRoot, Digest newRoot, List<Digest> proof) {
        if (oldSize == 0 || Long.compareUnsigned(oldSize, newSize) > 0) {
            return false;
        }
        if (oldSize == newSize) {
            return proof.isEmpty() && oldRoot.equals(newRoot);
        }
        if (proof.isEmpty()) {
            return false;
        }
        long node = oldSize - 1;
        long last = newSize - 1;
        while ((node & 1) == 1) {
            node >>>= 1;
            last >>>= 1;
        }
        // A complete old tree is itself a node of the new one and is left out of the proof.
        boolean oldIsNode = (oldSize & (oldSize - 1)) == 0;
        Digest start = oldIsNode ? oldRoot : proof.get(0);
        Digest oldHash = start;
        Digest newHash = start;
        for (Digest sibling : oldIsNode ? proof : proof.subList(1, proof.size())) {
            if (last == 0) {
                return false;
            }
            if ((node & 1) == 1 || node == last) {
                oldHash = nodeHash(sibling, oldHash);
                newHash = nodeHash(sibling, newHash);
                while ((node & 1) == 0 && node != 0) {
                    node >>>= 1;
                    last >>>= 1;
                }
            } else {
                newHash = nodeHash(newHash, sibling);
            }
            node >>>= 1;
            last >>>= 1;
        }
        return last == 0 && oldHash.equals(oldRoot) && newHash.equals(newRoot);
    }
}
