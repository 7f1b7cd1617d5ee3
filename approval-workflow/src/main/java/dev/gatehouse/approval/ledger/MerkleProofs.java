package dev.gatehouse.approval.ledger;

import dev.gatehouse.approval.canonical.Digest;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Makes the proofs that {@link MerkleTree} checks, and roots, from complete subtrees kept anywhere (RFC 6962 §2.1.1, §2.1.2). A proof
 * names all nodes that it needs at once, about 2 · log₂(size) of them at most, so that a store is asked once.
 *
 * <p>A store is a function from nodes to their hashes, in the same order. It is only asked for nodes whose leaves are all in the tree.
 */
public final class MerkleProofs {
    private MerkleProofs() {}

    /** Leaves {@code from} to before {@code to}, one hash of a proof. */
    private record Range(long from, long to) {
        /** The complete subtrees it consists of, largest first. */
        List<MerkleNode> nodes() {
            List<MerkleNode> nodes = new ArrayList<>();
            long at = from;
            for (long left = to - from; left > 0; left = to - at) {
                int level = 63 - Long.numberOfLeadingZeros(left);
                nodes.add(new MerkleNode(level, at >>> level));
                at += 1L << level;
            }
            return nodes;
        }
    }

    /**
     * Root of the tree of that size.
     *
     * @param size number of leaves, from 0
     */
    public static Digest root(long size, Function<List<MerkleNode>, List<Digest>> store) {
        return size == 0
                ? MerkleTree.emptyRoot()
                : hashes(List.of(new Range(0, size)), store).get(0);
    }

    /**
     * The proof that a leaf is in a tree: sibling hashes from the leaf up.
     *
     * @throws IllegalArgumentException unless 0 ≤ leaf &lt; size
     */
    public static List<Digest> inclusion(long leaf, long size, Function<List<MerkleNode>, List<Digest>> store) {
        if (leaf < 0 || leaf >= size) {
            throw new IllegalArgumentException("a tree of " + size + " leaves has no leaf " + leaf);
        }
        List<Range> path = new ArrayList<>();
        long from = 0;
        long to = size;
        while (to - from > 1) {
            long split = from + Long.highestOneBit(to - from - 1);
            if (leaf < split) {
                path.add(0, new Range(split, to));
                to = split;
            } else {
                path.add(0, new Range(from, split));
                from = split;
            }
        }
        return hashes(path, store);
    }

    /**
     * The proof that the tree of {@code newSize} leaves begins with that of {@code oldSize}; empty when they are the same.
     *
     * @throws IllegalArgumentException unless 0 &lt; oldSize ≤ newSize
     */
    public static List<Digest> consistency(long oldSize, long newSize, Function<List<MerkleNode>, List<Digest>> store) {
        if (oldSize <= 0 || oldSize > newSize) {
            throw new IllegalArgumentException(
                    "there is no proof from " + oldSize + " leaves to " + newSize + ": 0 < old <= new is expected");
        }
        List<Range> path = new ArrayList<>();
        long from = 0;
        long to = newSize;
        while (to != oldSize) {
            long split = from + Long.highestOneBit(to - from - 1);
            if (oldSize <= split) {
                path.add(0, new Range(split, to));
                to = split;
            } else {
                path.add(0, new Range(from, split));
                from = split;
            }
        }
        // The old tree's last subtree, unless it is the whole old tree, whose root the other side has.
        if (from > 0) {
            path.add(0, new Range(from, to));
        }
        return hashes(path, store);
    }

    private static List<Digest> hashes(List<Range> ranges, Function<List<MerkleNode>, List<Digest>> store) {
        List<MerkleNode> nodes =
                ranges.stream().flatMap(range -> range.nodes().stream()).toList();
        List<Digest> found = nodes.isEmpty() ? List.of() : store.apply(nodes);
        List<Digest> hashes = new ArrayList<>();
        int at = 0;
        for (Range range : ranges) {
            int end = at + range.nodes().size();
            Digest hash = found.get(end - 1);
            for (int i = end - 2; i >= at; i--) {
                hash = MerkleTree.nodeHash(found.get(i), hash);
            }
            hashes.add(hash);
            at = end;
        }
        return hashes;
    }
}
