package dev.gatehouse.approval.ledger;

import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.approval.canonical.InvalidDocumentException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * Replays a whole ledger from its leaves and names the first place where something is not as it was signed: leaf by leaf its bytes, hash,
 * record and columns, its place in the tiles, and at the size of each checkpoint that one's signature and root. It holds one path of the
 * tree in memory, whatever the ledger's size.
 */
public final class LedgerReplay {
    /** Databases keep instants to the microsecond; leaves keep them whole. */
    private static final Duration ROUNDING = Duration.ofNanos(1_000);

    /**
     * A leaf as it is kept.
     *
     * @param index its place, from 0
     * @param leaf its bytes, which are hashed
     * @param hash the leaf hash kept beside it
     * @param payload the act's own record, whose digest the leaf holds
     * @param act as kept beside it
     * @param actor as kept beside it
     * @param subject as kept beside it
     * @param at as kept beside it; to the microsecond
     */
    public record StoredLeaf(
            long index,
            byte[] leaf,
            Digest hash,
            byte[] payload,
            String act,
            String actor,
            String subject,
            Instant at) {}

    /**
     * A signed checkpoint as it is kept.
     *
     * @param size under which it is kept
     * @param note the signed note
     * @param keptIn where, in words, such as 'the anchor'
     */
    public record KeptCheckpoint(long size, String note, String keptIn) {}

    /** What came of it. */
    public sealed interface Outcome {}

    /**
     * Nothing is broken.
     *
     * @param leaves how many there are
     * @param covered how many of them are under a verified checkpoint; the rest still waits for one
     * @param root of all leaves
     * @param checkpoints how many were verified
     */
    public record Intact(long leaves, long covered, Digest root, long checkpoints) implements Outcome {}

    /**
     * The first broken place. All before {@code first} is as it was signed.
     *
     * @param first index of the first leaf that may be affected
     * @param last index of the last one; the same where the leaf is known
     * @param what differs, in a sentence
     */
    public record Broken(long first, long last, String what) implements Outcome {}

    private final Iterator<KeptCheckpoint> checkpoints;
    private final Collection<NoteKey> keys;
    private final Optional<Function<MerkleTile.Place, Optional<MerkleTile>>> tiles;

    private MerkleFrontier tree = MerkleFrontier.empty();
    private KeptCheckpoint next;
    private Optional<MerkleTile> leafTile = Optional.empty();
    private long covered;
    private long verified;

    private LedgerReplay(
            Iterator<KeptCheckpoint> checkpoints,
            Collection<NoteKey> keys,
            Optional<Function<MerkleTile.Place, Optional<MerkleTile>>> tiles) {
        this.checkpoints = checkpoints;
        this.keys = keys;
        this.tiles = tiles;
        this.next = checkpoints.hasNext() ? checkpoints.next() : null;
    }

    /**
     * Replays a copy: leaves and checkpoints.
     *
     * @param leaves by index
     * @param checkpoints by size, from wherever they are kept
     * @param keys of the ledger
     */
    public static Outcome ofCopy(
            Iterator<StoredLeaf> leaves, Iterator<KeptCheckpoint> checkpoints, Collection<NoteKey> keys) {
        return new LedgerReplay(checkpoints, keys, Optional.empty()).replay(leaves);
    }

    /**
     * Replays the store itself: tiles too.
     *
     * @param tiles the kept tile at a place, if there is one
     */
    public static Outcome ofStore(
            Iterator<StoredLeaf> leaves,
            Iterator<KeptCheckpoint> checkpoints,
            Collection<NoteKey> keys,
            Function<MerkleTile.Place, Optional<MerkleTile>> tiles) {
        return new LedgerReplay(checkpoints, keys, Optional.of(tiles)).replay(leaves);
    }

    /** Two series of checkpoints, each by size, as one. */
    public static Iterator<KeptCheckpoint> bySize(Iterator<KeptCheckpoint> one, Iterator<KeptCheckpoint> other) {
        return bySize(one, other, KeptCheckpoint::size);
    }

    /** Two series of anything that has a size, each by size, as one; of equal ones first those of the first series. */
    public static <T> Iterator<T> bySize(Iterator<T> one, Iterator<T> other, ToLongFunction<T> size) {
        return new Iterator<>() {
            private T nextOfOne = one.hasNext() ? one.next() : null;
            private T nextOfOther = other.hasNext() ? other.next() : null;

            @Override
            public boolean hasNext() {
                return nextOfOne != null || nextOfOther != null;
            }

            @Override
            public T next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                T first;
                if (nextOfOther == null
                        || nextOfOne != null && size.applyAsLong(nextOfOne) <= size.applyAsLong(nextOfOther)) {
                    first = nextOfOne;
                    nextOfOne = one.hasNext() ? one.next() : null;
                } else {
                    first = nextOfOther;
                    nextOfOther = other.hasNext() ? other.next() : null;
                }
                return first;
            }
        };
    }

    private Outcome replay(Iterator<StoredLeaf> leaves) {
        Optional<Broken> broken = checkpointsReached();
        while (broken.isEmpty() && leaves.hasNext()) {
            broken = leaf(leaves.next()).or(this::checkpointsReached);
        }
        broken = broken.or(this::checkpointsBeyond).or(this::tilesBeyond);
        return broken.isPresent() ? broken.get() : new Intact(tree.size(), covered, tree.root(), verified);
    }

    private Optional<Broken> leaf(StoredLeaf stored) {
        long index = tree.size();
        if (stored.index() != index) {
            return stored.index() > index
                    ? Optional.of(new Broken(
                            index,
                            stored.index() - 1,
                            missing(index, stored.index() - 1) + ": the next one kept is " + stored.index()))
                    : Optional.of(at(index, "leaf " + stored.index() + " is kept twice"));
        }
        List<String> differs = new ArrayList<>();
        Digest hash = MerkleTree.leafHash(stored.leaf());
        if (!hash.equals(stored.hash())) {
            differs.add("its bytes hash to " + hash + ", and " + stored.hash() + " is kept as its hash");
        }
        inTile(index)
                .filter(kept -> !kept.equals(hash))
                .ifPresent(kept -> differs.add(
                        "the tree was grown with the hash " + kept + " in its place, and its bytes hash to " + hash));
        if (tiles.isPresent() && inTile(index).isEmpty()) {
            differs.add("the tiles hold no hash for it");
        }
        differs.addAll(columns(stored));
        if (!differs.isEmpty()) {
            return Optional.of(at(index, "leaf " + index + ": " + String.join("; ", differs)));
        }
        tree = tree.append(hash);
        return index % MerkleTile.WIDTH == MerkleTile.WIDTH - 1 && leafTile.isPresent()
                ? above(leafTile.get())
                : Optional.empty();
    }

    private static List<String> columns(StoredLeaf stored) {
        List<String> differs = new ArrayList<>();
        Leaf leaf;
        try {
            leaf = Leaf.read(stored.leaf());
        } catch (InvalidDocumentException e) {
            return List.of("its bytes are not a leaf: " + e.getMessage());
        }
        Digest payload = Digest.of(stored.payload());
        if (!payload.equals(leaf.payload())) {
            differs.add("the record of the act has the digest " + payload + ", and the leaf says " + leaf.payload());
        }
        compare("act", stored.act(), leaf.act(), differs);
        compare("actor", stored.actor(), leaf.actor(), differs);
        compare("subject", stored.subject(), leaf.subject(), differs);
        if (Duration.between(stored.at(), leaf.at()).abs().compareTo(ROUNDING) > 0) {
            compare("time", stored.at().toString(), leaf.at().toString(), differs);
        }
        return differs;
    }

    private static void compare(String what, String kept, String said, List<String> differs) {
        if (!kept.equals(said)) {
            differs.add("the " + what + " kept beside it is '" + kept + "', and the leaf says '" + said + "'");
        }
    }

    private Optional<Digest> inTile(long index) {
        if (tiles.isEmpty()) {
            return Optional.empty();
        }
        if (leafTile.isEmpty() || leafTile.get().index() != index / MerkleTile.WIDTH) {
            leafTile = tiles.get().apply(new MerkleTile.Place(0, index / MerkleTile.WIDTH));
        }
        int at = (int) (index % MerkleTile.WIDTH);
        return leafTile.filter(tile -> tile.width() > at).map(tile -> tile.hash(at));
    }

    /** A full tile, which is right, against its hash in the tile above, and that one when it is full by this. */
    private Optional<Broken> above(MerkleTile full) {
        MerkleTile.Place place = new MerkleTile.Place(full.level() + 1, full.index() / MerkleTile.WIDTH);
        Optional<MerkleTile> kept = tiles.get().apply(place);
        int at = (int) (full.index() % MerkleTile.WIDTH);
        if (kept.filter(tile -> tile.width() > at)
                .filter(tile -> tile.hash(at).equals(full.root()))
                .isEmpty()) {
            return Optional.of(new Broken(
                    tree.size() - (1L << (full.level() + 1) * MerkleTile.HEIGHT),
                    tree.size() - 1,
                    "hash " + at + " of tile " + place.index() + " of level " + place.level()
                            + " is not the root of the tile below it, or is missing; the leaves below are right"));
        }
        return at == MerkleTile.WIDTH - 1 ? above(kept.get()) : Optional.empty();
    }

    private Optional<Broken> checkpointsReached() {
        while (next != null && next.size() <= tree.size()) {
            Optional<Broken> broken = checkpoint(next);
            if (broken.isPresent()) {
                return broken;
            }
            advance();
        }
        return Optional.empty();
    }

    private void advance() {
        KeptCheckpoint passed = next;
        next = checkpoints.hasNext() ? checkpoints.next() : null;
        if (next != null && next.size() < passed.size()) {
            throw new IllegalArgumentException("checkpoints must come by size");
        }
    }

    private Optional<Broken> checkpoint(KeptCheckpoint kept) {
        String name = "the checkpoint of " + kept.size() + " leaves in " + kept.keptIn();
        long first = Math.min(covered, Math.max(0, kept.size() - 1));
        long last = Math.max(0, kept.size() - 1);
        Checkpoint checkpoint;
        try {
            checkpoint = Checkpoint.open(kept.note(), keys);
        } catch (InvalidDocumentException e) {
            return Optional.of(new Broken(first, last, name + " is not one: " + e.getMessage()));
        }
        if (checkpoint.size() != kept.size()) {
            return Optional.of(new Broken(first, last, name + " says that it is of " + checkpoint.size() + " leaves"));
        }
        Digest root = tree.root();
        if (!checkpoint.root().equals(root)) {
            return Optional.of(new Broken(
                    first,
                    last,
                    "the leaves " + first + " to " + last + " are not those that were signed: " + name
                            + " has the root " + checkpoint.root() + ", and these leaves have " + root));
        }
        covered = kept.size();
        verified++;
        return Optional.empty();
    }

    private Optional<Broken> checkpointsBeyond() {
        return Optional.ofNullable(next)
                .map(kept -> new Broken(
                        tree.size(),
                        kept.size() - 1,
                        missing(tree.size(), kept.size() - 1) + ": the checkpoint of " + kept.size() + " leaves in "
                                + kept.keptIn() + " covers them, and the ledger ends before"));
    }

    private Optional<Broken> tilesBeyond() {
        long size = tree.size();
        if (tiles.isEmpty()) {
            return Optional.empty();
        }
        for (int level = 0; level == 0 || size >>> level * MerkleTile.HEIGHT > 0; level++) {
            long onLevel = size >>> level * MerkleTile.HEIGHT;
            MerkleTile.Place edge = new MerkleTile.Place(level, onLevel / MerkleTile.WIDTH);
            int kept = tiles.get().apply(edge).map(MerkleTile::width).orElse(0);
            if (kept != edge.widthAt(size)) {
                return Optional.of(at(
                        size,
                        "the ledger ends before leaf " + size + ", but tile " + edge.index() + " of level " + level
                                + " holds " + kept + " hashes instead of " + edge.widthAt(size)));
            }
        }
        return Optional.empty();
    }

    private static String missing(long first, long last) {
        return first == last ? "leaf " + first + " is missing" : "the leaves " + first + " to " + last + " are missing";
    }

    private static Broken at(long index, String what) {
        return new Broken(index, index, what);
    }
}
