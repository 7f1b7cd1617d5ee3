package dev.gatehouse.audit.plan;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.DoubleConsumer;

/** SHA-256 digests as they are written in reports: {@code sha256:} and lower-case hex. */
public final class Digests {
    private static final int BUFFER_BYTES = 65_536;

    private Digests() {}

    public static String sha256(byte[] bytes) {
        return text(newSha256().digest(bytes));
    }

    /** The digest of what is written, which need not be held. */
    public static String sha256(Consumer<OutputStream> written) {
        MessageDigest digest = newSha256();
        written.accept(new DigestOutputStream(OutputStream.nullOutputStream(), digest));
        return text(digest.digest());
    }

    public static String sha256(Path file) {
        MessageDigest digest = newSha256();
        byte[] buffer = new byte[BUFFER_BYTES];
        try (InputStream in = Files.newInputStream(file)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
        } catch (IOException e) {
            throw new AuditException("cannot read the data file " + file.getFileName() + ": " + e.getMessage(), e);
        }
        return text(digest.digest());
    }

    /**
     * The digest of one file is that of its bytes; of several, that of their digests in hex, in order, each with a line feed
     * (as {@code sha256sum FILES | cut -d' ' -f1 | sha256sum} prints).
     *
     * @param progress told the share of the files that is done
     * @throws AuditException when a file cannot be read, or the calling thread is interrupted
     */
    public static String sha256(List<Path> files, DoubleConsumer progress) {
        StringBuilder digests = new StringBuilder();
        for (int i = 0; i < files.size(); i++) {
            progress.accept((double) i / files.size());
            if (Thread.currentThread().isInterrupted()) {
                throw new AuditException("cancelled");
            }
            String digest = sha256(files.get(i));
            if (files.size() == 1) {
                return digest;
            }
            digests.append(digest.substring(digest.indexOf(':') + 1)).append('\n');
        }
        return sha256(digests.toString().getBytes(StandardCharsets.US_ASCII));
    }

    private static String text(byte[] digest) {
        return "sha256:" + HexFormat.of().formatHex(digest);
    }

    private static MessageDigest newSha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
