package dev.gatehouse.approval.ledger;

import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.approval.canonical.InvalidDocumentException;
import java.util.Arrays;

/**
 * 256 hashes of one level of a tree, as C2SP tlog-tiles cuts it: tiles of level 0 hold leaf hashes, those of level L the roots of the full
 * tiles of level L − 1. All other nodes follow from them. A tile grows on its right and never changes otherwise.
 *
 * @param level from 0
 * @param index among the tiles of its level, from 0
 * @param hashes 1 to 256 hashes of 32 bytes each
 */
public record MerkleTile(int level, long index, byte[] hashes) {
    /** Levels of the tree in a tile. */
    public static final int HEIGHT = 8;
    /** Hashes of a full tile. */
    public static final int WIDTH = 1 << HEIGHT;

    /**
     * Where a tile is.
     *
     * @param level from 0
     * @param index among the tiles of its level, from 0
     */
    public record Place(int level, long index) {
        /** The tile that the node follows from. */
        public static Place of(MerkleNode node) {
            return new Place(node.level() / HEIGHT, node.index() >>> (HEIGHT - node.level() % HEIGHT));
        }

        /** Hashes that the tile has in a tree of that many leaves; 0 when there is no such tile. */
        public int widthAt(long treeSize) {
            long onLevel = level * HEIGHT >= Long.SIZE - 1 ? 0 : treeSize >>> (level * HEIGHT);
            return (int) Math.max(0, Math.min(WIDTH, onLevel - index * WIDTH));
        }
    }

    /** @throws InvalidDocumentException if there are not 1 to 256 hashes */
    public MerkleTile {
        if (hashes.length == 0 || hashes.length % Digest.BYTES != 0 || hashes.length > WIDTH * Digest.BYTES) {
            throw new InvalidDocumentException("a tile has 1 to " + WIDTH + " hashes of " + Digest.BYTES
                    + " bytes each, not " + hashes.length + " bytes");
        }
        hashes = hashes.clone();
    }

    /** Where it is. */
    public Place place() {
        return new Place(level, index);
    }

    /** Hashes in it. */
    public int width() {
        return hashes.length / Digest.BYTES;
    }

    /** Its hash at that position, from 0. */
    public Digest hash(int at) {
        return Digest.ofHash(Arrays.copyOfRange(hashes, at * Digest.BYTES, (at + 1) * Digest.BYTES));
    }

    /**
     * Hash of a node that follows from this tile.
     *
     * @throws InvalidDocumentException if the node lies elsewhere, or the tile does not reach so far
     */
    public Digest node(MerkleNode node) {
        int height = node.level() % HEIGHT;
        long first = (node.index() << height) - index * WIDTH;
        if (!Place.of(node).equals(place()) || first + (1L << height) > width()) {
            throw new InvalidDocumentException("node " + node.index() + " of level " + node.level()
                    + " does not follow from the " + width() + " hashes of tile " + index + " of level " + level);
        }
        return merged((int) first, 1 << height);
    }

    /** Root of the full tile, which is a hash of the level above. */
    Digest root() {
        return merged(0, WIDTH);
    }

    /** On raw bytes: a proof merges several hundred hashes. */
    private Digest merged(int first, int count) {
        byte[] nodes = Arrays.copyOfRange(hashes, first * Digest.BYTES, (first + count) * Digest.BYTES);
        for (int width = count; width > 1; width /= 2) {
            MerkleTree.mergePairs(nodes, width / 2);
        }
        return Digest.ofHash(count == 1 ? nodes : Arrays.copyOf(nodes, Digest.BYTES));
    }

    @Override
    public byte[] hashes() {
        return hashes.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MerkleTile that
                && that.level == level
                && that.index == index
                && Arrays.equals(that.hashes, hashes);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * level + Long.hashCode(index)) + Arrays.hashCode(hashes);
    }

    @Override
    public String toString() {
        return "tile " + index + " of level " + level + " (" + width() + " hashes)";
    }
}
