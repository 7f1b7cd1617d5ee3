package dev.gatehouse.audit.command;

import dev.gatehouse.audit.plan.AuditException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Collection;

/**
 * A file that the command makes: whole or not at all, and never in place of one that it reads.
 *
 * @param option the option that names it, for messages
 * @param path where it goes
 */
record OutputFile(String option, Path path) {
    /**
     * Finds out early what would make {@link #write} fail late.
     *
     * @param inputs files that must not be replaced
     * @throws AuditException when the file cannot be made there
     */
    void check(Collection<Path> inputs, Collection<OutputFile> others) {
        Path parent = path.toAbsolutePath().normalize().getParent();
        if (parent == null || !Files.isDirectory(parent)) {
            throw new AuditException(option + " " + path + ": there is no folder " + parent + "; make it first");
        }
        if (!Files.isWritable(parent)) {
            throw new AuditException(option + " " + path + ": the folder " + parent + " cannot be written");
        }
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS) && !Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
            throw new AuditException(option + " " + path + ": is there already and is no regular file");
        }
        for (Path input : inputs) {
            if (isSame(path, input)) {
                throw new AuditException(
                        option + " " + path + ": is what the audit reads; name another file, so that it is not lost");
            }
        }
        for (OutputFile other : others) {
            if (other != this && isSame(path, other.path())) {
                throw new AuditException(option + " and " + other.option() + " name the same file " + path);
            }
        }
    }

    void write(byte[] bytes) {
        Path beside = path.resolveSibling(
                "." + path.getFileName() + "." + ProcessHandle.current().pid() + ".part");
        try {
            try {
                Files.write(beside, bytes, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                Files.move(beside, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(beside);
            }
        } catch (IOException e) {
            throw new AuditException(option + " " + path + ": cannot be written: " + reason(e), e);
        }
    }

    private static boolean isSame(Path one, Path other) {
        try {
            return one.toAbsolutePath()
                            .normalize()
                            .equals(other.toAbsolutePath().normalize())
                    || (Files.exists(one) && Files.exists(other) && Files.isSameFile(one, other));
        } catch (IOException e) {
            throw new AuditException(one + ": cannot be compared with " + other + ": " + reason(e), e);
        }
    }

    /** An I/O error in words: the messages of the JDK are often the file's name only. */
    static String reason(IOException e) {
        if (e instanceof java.nio.file.NoSuchFileException) {
            return "there is no such file";
        }
        if (e instanceof java.nio.file.AccessDeniedException) {
            return "access is denied";
        }
        if (e instanceof java.nio.file.FileAlreadyExistsException) {
            return "a file of an unfinished run lies beside it; remove it";
        }
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
