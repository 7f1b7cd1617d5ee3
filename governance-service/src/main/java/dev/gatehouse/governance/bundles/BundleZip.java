package dev.gatehouse.governance.bundles;

import dev.gatehouse.approval.bundle.BundleLayout;
import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.governance.problem.ProblemException;
import dev.gatehouse.governance.problem.ProblemType;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.function.Function;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes a bundle into a file, one piece after the other, so that no more than one piece is in memory. The same pieces give the same bytes. */
final class BundleZip implements AutoCloseable {

    /** Zip entries carry a date; a fixed one keeps the bytes the same. */
    private static final LocalDateTime ENTRY_DATE = LocalDateTime.of(2026, 1, 1, 0, 0);

    /** The list and its seal, which are files as well. */
    private static final int UNLISTED = 2;

    private final ZipOutputStream zip;
    private final StringBuilder sums = new StringBuilder();
    private int files;
    private long bytes;

    BundleZip(Path file) {
        try {
            this.zip = new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(file)));
        } catch (IOException e) {
            throw new UncheckedIOException("the bundle cannot be written", e);
        }
    }

    /** @throws ProblemException {@code bundle-too-large} */
    void add(String name, byte[] content) {
        files++;
        bytes += content.length;
        if (files > BundleLayout.MAX_FILES - UNLISTED
                || content.length > BundleLayout.MAX_FILE_BYTES
                || bytes > BundleLayout.MAX_TOTAL_BYTES) {
            throw new ProblemException(
                    ProblemType.BUNDLE_TOO_LARGE,
                    "A bundle has at most " + BundleLayout.MAX_FILES + " files of " + BundleLayout.MAX_FILE_BYTES
                            + " bytes each and " + BundleLayout.MAX_TOTAL_BYTES + " bytes in all; '" + name
                            + "' goes beyond. Download the parts one by one.");
        }
        sums.append(Digest.of(content).hex()).append("  ").append(name).append('\n');
        write(name, content);
    }

    void add(String name, String content) {
        add(name, content.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Adds the list of digests and, as the last file, its seal; returns the list's own digest, which stands for the whole bundle.
     *
     * @param seal the signed note for the list with that digest
     */
    Digest finish(Function<Digest, String> seal) {
        byte[] list = sums.toString().getBytes(StandardCharsets.US_ASCII);
        Digest digest = Digest.of(list);
        write(BundleLayout.SUMS, list);
        write(BundleLayout.SEAL, seal.apply(digest).getBytes(StandardCharsets.UTF_8));
        return digest;
    }

    private void write(String name, byte[] content) {
        ZipEntry entry = new ZipEntry(name);
        entry.setTimeLocal(ENTRY_DATE);
        try {
            zip.putNextEntry(entry);
            zip.write(content);
            zip.closeEntry();
        } catch (IOException e) {
            throw new UncheckedIOException("the bundle cannot be written", e);
        }
    }

    @Override
    public void close() {
        try {
            zip.close();
        } catch (IOException e) {
            throw new UncheckedIOException("the bundle cannot be written", e);
        }
    }
}
