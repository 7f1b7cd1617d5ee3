package dev.gatehouse.governance.files;

import dev.gatehouse.governance.problem.ProblemException;
import dev.gatehouse.governance.problem.ProblemType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A directory of files named by the hex SHA-256 of their bytes. A file appears whole or not at all, and once there it never
 * changes; storing the same bytes again changes nothing.
 */
public final class DigestStore {

    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
    private static final int BUFFER_BYTES = 64 * 1024;

    private final Path directory;
    private final long maxBytes;

    DigestStore(Path directory, long maxBytes) {
        this.directory = directory;
        this.maxBytes = maxBytes;
    }

    /**
     * Stores the bytes if they are those of the digest.
     *
     * @return how many bytes
     * @throws ProblemException {@code digest-mismatch}, {@code body-too-large} or {@code invalid-value}; then nothing is stored
     */
    long store(String sha256, InputStream bytes) {
        checkForm(sha256);
        try {
            Files.createDirectories(directory);
            Path arriving = Files.createTempFile(directory, "arriving-", ".part");
            try {
                return receive(sha256, bytes, arriving);
            } finally {
                Files.deleteIfExists(arriving);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("could not store " + sha256, e);
        }
    }

    private long receive(String sha256, InputStream bytes, Path arriving) throws IOException {
        MessageDigest hash = sha256();
        long size = 0;
        try (FileChannel out = FileChannel.open(arriving, StandardOpenOption.WRITE)) {
            byte[] buffer = new byte[BUFFER_BYTES];
            for (int n = bytes.read(buffer); n >= 0; n = bytes.read(buffer)) {
                size += n;
                if (size > maxBytes) {
                    throw new ProblemException(
                            ProblemType.BODY_TOO_LARGE, "A file may have at most " + maxBytes + " bytes.");
                }
                hash.update(buffer, 0, n);
                out.write(java.nio.ByteBuffer.wrap(buffer, 0, n));
            }
            out.force(true);
        }
        String actual = HexFormat.of().formatHex(hash.digest());
        if (!actual.equals(sha256)) {
            throw new ProblemException(
                    ProblemType.DIGEST_MISMATCH,
                    "The " + size + " bytes received have SHA-256 " + actual + ", not " + sha256
                            + ". Send the file again, or correct the digest in the address.",
                    Map.of("expected", sha256, "actual", actual));
        }
        Files.move(arriving, directory.resolve(sha256), StandardCopyOption.ATOMIC_MOVE);
        return size;
    }

    /**
     * The file of that digest.
     *
     * @throws ProblemException {@code unknown-digest}
     */
    public Path path(String sha256) {
        checkForm(sha256);
        Path file = directory.resolve(sha256);
        if (!Files.isRegularFile(file)) {
            throw new ProblemException(
                    ProblemType.UNKNOWN_DIGEST, "No file with SHA-256 " + sha256 + " is stored here. Upload it first.");
        }
        return file;
    }

    /** Whether the file of that digest is here. */
    boolean has(String sha256) {
        checkForm(sha256);
        return Files.isRegularFile(directory.resolve(sha256));
    }

    /** The hex SHA-256 of a file. */
    static String digest(Path file) throws IOException {
        MessageDigest hash = sha256();
        try (InputStream in = Files.newInputStream(file)) {
            byte[] buffer = new byte[BUFFER_BYTES];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                hash.update(buffer, 0, n);
            }
        }
        return HexFormat.of().formatHex(hash.digest());
    }

    static void checkForm(String sha256) {
        if (sha256 == null || !SHA256.matcher(sha256).matches()) {
            throw new ProblemException(
                    ProblemType.INVALID_VALUE, "A SHA-256 is written as 64 lower-case hexadecimal digits.");
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
