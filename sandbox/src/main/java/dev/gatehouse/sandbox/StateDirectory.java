package dev.gatehouse.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Everything the sandbox keeps between runs, in one directory that one sandbox at a time may use.
 *
 * <p>{@code cache/} holds what can be made again (Keycloak and PostgreSQL unpacked) and survives {@code --fresh}.
 */
final class StateDirectory implements AutoCloseable {

    /** Free space below which the sandbox does not start. */
    static final long MIN_FREE_BYTES = 1L << 30;

    private final Path root;
    private final FileChannel lockFile;
    private final FileLock lock;
    private final boolean afterKill;

    private StateDirectory(Path root, FileChannel lockFile, FileLock lock, boolean afterKill) {
        this.root = root;
        this.lockFile = lockFile;
        this.lock = lock;
        this.afterKill = afterKill;
    }

    /**
     * Takes the directory, making it where it is absent.
     *
     * @param fresh whether to forget all earlier runs
     * @throws SandboxException when another sandbox uses it, it cannot be written or the disk is nearly full
     */
    static StateDirectory open(Path directory, boolean fresh) {
        Path root = directory.toAbsolutePath().normalize();
        try {
            Files.createDirectories(root);
            // Passwords, the signing key and the database are in here.
            Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwx------"));
            FileChannel channel = FileChannel.open(
                    root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            FileLock lock = tryLock(channel);
            String holder = read(channel);
            if (lock == null) {
                channel.close();
                throw new SandboxException("Another sandbox" + (holder.isEmpty() ? "" : " (process " + holder + ")")
                        + " uses " + root + ". End it first (Ctrl-C where it runs).");
            }
            StateDirectory state = new StateDirectory(root, channel, lock, !holder.isEmpty());
            state.prepare(fresh);
            return state;
        } catch (IOException e) {
            throw new SandboxException("cannot use " + root + ": " + e, e);
        }
    }

    private void prepare(boolean fresh) throws IOException {
        long free = Files.getFileStore(root).getUsableSpace();
        if (free < MIN_FREE_BYTES) {
            close();
            throw new SandboxException("Only " + (free >> 20) + " MB are free where " + root + " is; the sandbox needs "
                    + (MIN_FREE_BYTES >> 20) + " MB. Make room and start again.");
        }
        if (fresh) {
            wipe();
        }
        for (Path directory :
                List.of(logs(), artifacts(), datasets(), documents(), audits(), gateway(), keys(), anchor())) {
            Files.createDirectories(directory);
        }
        lockFile.truncate(0);
        lockFile.write(
                ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)), 0);
    }

    private void wipe() throws IOException {
        try (Stream<Path> entries = Files.list(root)) {
            for (Path entry : entries.toList()) {
                String name = entry.getFileName().toString();
                if (!name.equals("cache") && !name.equals("lock")) {
                    delete(entry);
                }
            }
        }
    }

    /** Deletes a directory and all that is in it; symbolic links are not followed. */
    static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    /** Whether the last run ended without cleaning up, so that its processes may still be stopping. */
    boolean afterKill() {
        return afterKill;
    }

    Path root() {
        return root;
    }

    Path secrets() {
        return root.resolve("secrets");
    }

    Path logs() {
        return root.resolve("logs");
    }

    Path log(String name) {
        return logs().resolve(name + ".log");
    }

    Path artifacts() {
        return root.resolve("artifacts");
    }

    Path datasets() {
        return root.resolve("datasets");
    }

    Path documents() {
        return root.resolve("documents");
    }

    Path audits() {
        return root.resolve("audits");
    }

    Path gateway() {
        return root.resolve("gateway");
    }

    Path keys() {
        return root.resolve("keys");
    }

    Path anchor() {
        return root.resolve("anchor");
    }

    Path postgres() {
        return root.resolve("postgres");
    }

    Path keycloak() {
        return root.resolve("keycloak");
    }

    @Override
    public void close() {
        try {
            lockFile.truncate(0);
            lock.release();
            lockFile.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot give up the lock on " + root, e);
        }
    }

    private static FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    private static String read(FileChannel channel) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(32);
        channel.read(bytes, 0);
        return new String(bytes.array(), 0, bytes.position(), StandardCharsets.US_ASCII).trim();
    }
}
