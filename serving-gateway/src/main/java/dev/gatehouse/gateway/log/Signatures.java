package dev.gatehouse.gateway.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Signatures of served versions, one file each, named by SHA-256. */
final class Signatures {

    private final Path directory;
    private final Set<String> kept = ConcurrentHashMap.newKeySet();

    Signatures(Path directory) throws IOException {
        this.directory = directory;
        Files.createDirectories(directory);
    }

    String keep(byte[] signature) throws IOException {
        if (signature.length > OutcomeLog.MAX_SIGNATURE_BYTES) {
            throw new IllegalArgumentException(
                    "a signature of " + signature.length + " bytes; the limit is " + OutcomeLog.MAX_SIGNATURE_BYTES);
        }
        String name = sha256(signature);
        Path file = directory.resolve(name);
        if (!kept.contains(name) && find(name).isEmpty()) {
            Path unfinished = directory.resolve(name + ".unfinished");
            try (FileChannel channel = FileChannel.open(
                    unfinished,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.WRITE)) {
                ByteBuffer bytes = ByteBuffer.wrap(signature);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
            Segment.syncDirectory(directory);
        }
        kept.add(name);
        return name;
    }

    Optional<byte[]> find(String sha256) throws IOException {
        if (!sha256.matches("[0-9a-f]{64}")) {
            return Optional.empty();
        }
        Path file = directory.resolve(sha256);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        byte[] bytes = Files.readAllBytes(file);
        return sha256(bytes).equals(sha256) ? Optional.of(bytes) : Optional.empty();
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
