package dev.gatehouse.governance.bundles;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicBoolean;

/** A bundle in a temporary file, and its place among those that are packed or sent at once. Both are given up when it was sent. */
final class PackedBundle {

    private final Path file;
    private final Runnable place;
    private final AtomicBoolean left = new AtomicBoolean();

    private PackedBundle(Path file, Runnable place) {
        this.file = file;
        this.place = place;
    }

    /**
     * An empty one.
     *
     * @param place gives its place up; called once
     */
    static PackedBundle begin(Runnable place) {
        try {
            return new PackedBundle(Files.createTempFile("gatehouse-bundle-", ".zip"), place);
        } catch (IOException e) {
            place.run();
            throw new UncheckedIOException("the bundle cannot be written", e);
        }
    }

    Path file() {
        return file;
    }

    /** The bytes; closing them deletes the file. Where a file can lose its name while it is open, it does so at once. */
    InputStream content() throws IOException {
        return new FilterInputStream(Files.newInputStream(file, StandardOpenOption.DELETE_ON_CLOSE)) {
            @Override
            public void close() throws IOException {
                try {
                    super.close();
                } finally {
                    leave();
                }
            }
        };
    }

    /** Gives it up unsent. */
    void discard(Exception because) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException unwanted) {
            because.addSuppressed(unwanted);
        } finally {
            leave();
        }
    }

    private void leave() {
        if (left.compareAndSet(false, true)) {
            place.run();
        }
    }
}
