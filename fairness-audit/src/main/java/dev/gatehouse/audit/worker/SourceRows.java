package dev.gatehouse.audit.worker;

import dev.gatehouse.audit.plan.AuditException;
import dev.gatehouse.audit.plan.Digests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Objects;

/**
 * A file of rows as it was registered.
 *
 * @param what {@code data} or {@code reference}
 * @param identity what tells it from a file that replaced it, or was written to
 */
record SourceRows(String what, Path file, Object identity) {

    /** @throws AuditException when the file has another digest */
    static SourceRows check(String what, Path file, String expected) throws IOException {
        Object identity = identity(file);
        String digest = Digests.sha256(file);
        if (!digest.equals(expected)) {
            throw new AuditException("the " + words(what) + " changed since they were registered: the file's digest is "
                    + digest + ", not " + expected + "; register the file again and fix a plan on it");
        }
        return new SourceRows(what, file, identity);
    }

    /** The file under a name that says what it is, for messages. */
    Path linked(Path folder) throws IOException {
        return Files.createSymbolicLink(folder.resolve(what), file.toAbsolutePath());
    }

    /** Removes what was made of the file, unless it is the file. */
    void drop(Path made) throws IOException {
        if (!made.equals(file)) {
            Files.delete(made);
        }
    }

    /** @throws AuditException when the file is not the one that was checked */
    void checkUnchanged() throws IOException {
        if (!Objects.equals(identity, identity(file))) {
            throw new AuditException(
                    "the " + words(what) + " changed while they were read; nothing can be said about them");
        }
    }

    private static String words(String what) {
        return what.equals("data") ? what : what + " rows";
    }

    private static Object identity(Path file) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        return List.of(
                attributes.size(), attributes.lastModifiedTime(), Objects.requireNonNullElse(attributes.fileKey(), ""));
    }
}
