package dev.gatehouse.approval.ledger;

/**
 * The root of a complete subtree. Once its leaves are there, it never changes.
 *
 * @param level it has 2^level leaves; 0 is a leaf hash
 * @param index among the nodes of its level, from 0: its first leaf is index · 2^level
 */
public record MerkleNode(int level, long index) {
    private static final int MAX_LEVEL = 62;

    /** @throws IllegalArgumentException if no tree has such a node */
    public MerkleNode {
        if (level < 0 || level > MAX_LEVEL || index < 0 || index > Long.MAX_VALUE >>> level) {
            throw new IllegalArgumentException("no tree has a node " + index + " on level " + level);
        }
    }
}
