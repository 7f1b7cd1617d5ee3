package dev.gatehouse.approval.ledger;

import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.approval.canonical.InvalidDocumentException;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Appends leaves to a tree that is kept as tiles. It needs the unfinished tile of each level and gives back the tiles that grew. */
public final class TreeGrowth {
    private final Map<Integer, ByteArrayOutputStream> edge = new TreeMap<>();
    private final List<MerkleTile> filled = new ArrayList<>();
    private final long begin;
    private long size;

    /**
     * @param size leaves in the tree so far
     * @param unfinished the tiles of {@link #unfinishedTiles}, in any order
     * @throws InvalidDocumentException if a tile is not one of those, or not as wide as the tree's size says
     */
    public TreeGrowth(long size, Collection<MerkleTile> unfinished) {
        this.size = size;
        this.begin = size;
        List<MerkleTile.Place> places = unfinishedTiles(size);
        for (MerkleTile tile : unfinished) {
            if (!places.contains(tile.place())
                    || tile.width() != tile.place().widthAt(size)
                    || edge.containsKey(tile.level())) {
                throw new InvalidDocumentException(
                        tile + " is not where a tree of " + size + " leaves goes on growing");
            }
            ByteArrayOutputStream hashes = new ByteArrayOutputStream();
            hashes.writeBytes(tile.hashes());
            edge.put(tile.level(), hashes);
        }
        if (unfinished.size() != places.size()) {
            throw new InvalidDocumentException("a tree of " + size + " leaves has " + places.size()
                    + " unfinished tiles " + places + ", not " + unfinished.size());
        }
    }

    /** Where the tiles are that a tree of that size has begun and not filled. */
    public static List<MerkleTile.Place> unfinishedTiles(long size) {
        List<MerkleTile.Place> places = new ArrayList<>();
        int level = 0;
        for (long onLevel = size; onLevel > 0; onLevel >>>= MerkleTile.HEIGHT) {
            if (onLevel % MerkleTile.WIDTH != 0) {
                places.add(new MerkleTile.Place(level, onLevel / MerkleTile.WIDTH));
            }
            level++;
        }
        return places;
    }

    /** Appends a leaf. */
    public void append(Digest leafHash) {
        append(0, size, leafHash);
        size++;
    }

    private void append(int level, long index, Digest hash) {
        ByteArrayOutputStream hashes = edge.computeIfAbsent(level, unused -> new ByteArrayOutputStream());
        hashes.writeBytes(hash.bytes());
        if (index % MerkleTile.WIDTH == MerkleTile.WIDTH - 1) {
            MerkleTile full = new MerkleTile(level, index / MerkleTile.WIDTH, hashes.toByteArray());
            filled.add(full);
            hashes.reset();
            append(level + 1, full.index(), full.root());
        }
    }

    /** Leaves in the tree. */
    public long size() {
        return size;
    }

    /** The tiles that were begun or went on growing, as they are now. */
    public List<MerkleTile> grown() {
        List<MerkleTile> tiles = new ArrayList<>(filled);
        for (MerkleTile.Place place : unfinishedTiles(size)) {
            if (place.widthAt(size) != place.widthAt(begin)) {
                tiles.add(new MerkleTile(
                        place.level(), place.index(), edge.get(place.level()).toByteArray()));
            }
        }
        return tiles;
    }
}
