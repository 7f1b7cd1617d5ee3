package dev.gatehouse.governance.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gatehouse.approval.ledger.SignedNote;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The second place of the ledger's checkpoints: a folder outside the database with a file for each, named by its size, written once and on
 * disk before the checkpoint is published.
 */
final class Anchor {

    /** Checkpoints of so many sizes share a folder, so that the newest is found by listing two short folders. */
    private static final long SIZES_PER_FOLDER = 1_000;

    private static final Pattern FILE = Pattern.compile("([0-9]{19})\\.checkpoint");
    private static final Pattern FOLDER = Pattern.compile("[0-9]{14}");

    private final Path folder;

    private Anchor(Path folder) {
        this.folder = folder;
    }

    /**
     * The anchor in that folder, which is made when absent.
     *
     * @throws IllegalStateException when it cannot be written to
     */
    static Anchor in(Path folder) {
        try {
            Files.createDirectories(folder);
            Files.delete(Files.createTempFile(folder, ".writable", ""));
            return new Anchor(folder);
        } catch (IOException e) {
            throw new IllegalStateException(
                    "The ledger's anchor folder " + folder + " (gatehouse.ledger.anchor) cannot be written to: " + e,
                    e);
        }
    }

    /**
     * A checkpoint as it is kept here.
     *
     * @param size as its file's name says
     * @param note the file's text
     */
    record Anchored(long size, String note) {}

    /** The largest one. */
    Optional<Anchored> newest() {
        List<Path> folders = folders();
        for (int i = folders.size() - 1; i >= 0; i--) {
            List<Path> files = files(folders.get(i));
            if (!files.isEmpty()) {
                return Optional.of(read(files.get(files.size() - 1)));
            }
        }
        return Optional.empty();
    }

    /** All, by size; each is read when its turn comes. */
    Stream<Anchored> all() {
        return folders().stream().flatMap(f -> files(f).stream()).map(Anchor::read);
    }

    /**
     * Keeps a checkpoint; it is on disk when this returns.
     *
     * @throws UncheckedIOException when the disk does not take it
     * @throws IllegalStateException when another one of that size is kept
     */
    void keep(long size, String note) {
        Path inFolder = folder.resolve(String.format(Locale.ROOT, "%014d", size / SIZES_PER_FOLDER));
        Path file = inFolder.resolve(String.format(Locale.ROOT, "%019d.checkpoint", size));
        try {
            if (Files.exists(file)) {
                if (Files.readString(file).equals(note)) {
                    return;
                }
                throw new IllegalStateException("the anchor keeps another checkpoint of " + size + " leaves: " + file);
            }
            if (!Files.exists(inFolder)) {
                Files.createDirectories(inFolder);
                sync(folder);
            }
            Path begun = inFolder.resolve("." + size + ".new");
            try (FileChannel channel = FileChannel.open(
                    begun, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
                ByteBuffer bytes = ByteBuffer.wrap(note.getBytes(UTF_8));
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.move(begun, file, StandardCopyOption.ATOMIC_MOVE);
            sync(inFolder);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "the anchor does not take the checkpoint " + file + ": " + e.getMessage(), e);
        }
    }

    /** A name in a folder outlasts a power cut once the folder itself is on disk. */
    private static void sync(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private List<Path> folders() {
        return listed(folder, FOLDER);
    }

    private static List<Path> files(Path inFolder) {
        return listed(inFolder, FILE);
    }

    private static List<Path> listed(Path folder, Pattern names) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(entry ->
                            names.matcher(entry.getFileName().toString()).matches())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("the anchor " + folder + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static Anchored read(Path file) {
        try {
            Matcher name = FILE.matcher(file.getFileName().toString());
            if (!name.matches() || Files.size(file) > SignedNote.MAX_CHARS) {
                throw new IOException("it is larger than any checkpoint");
            }
            return new Anchored(Long.parseLong(name.group(1)), Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException("the anchored checkpoint " + file + " cannot be read: " + e.getMessage(), e);
        }
    }
}
