package dev.gatehouse.gateway.secrets;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * A value that is read from files, and read again when their content changes. What cannot be read later leaves the last good value in force
 * and says so; a start needs a good one. Any thread may ask for the value.
 */
public final class FollowedFiles<T> {

    /** Largest file, bytes. */
    public static final int MAX_FILE_BYTES = 1024 * 1024;

    private static final Logger LOG = Logger.getLogger(FollowedFiles.class);

    /** Makes the value of the files' contents, in their order. Its messages never repeat what a file holds. */
    public interface Reading<T> {
        T read(List<byte[]> contents) throws IOException, GeneralSecurityException;
    }

    private final String what;
    private final List<Path> files;
    private final boolean secret;
    private final Reading<T> reading;
    private byte[] digest;
    private volatile T value;
    private volatile Optional<String> trouble = Optional.empty();

    /**
     * Reads the files for the first time.
     *
     * @param what a name for people, such as {@code The listener's certificate}
     * @param files none and more
     * @param secret whether files that everybody may read are refused
     * @throws IllegalStateException when they cannot be read
     */
    public FollowedFiles(String what, List<Path> files, boolean secret, Reading<T> reading) {
        this.what = what;
        this.files = List.copyOf(files);
        this.secret = secret;
        this.reading = reading;
        try {
            readIfChanged();
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(what + " cannot be read from " + this.files + ": " + why(e) + ".", e);
        }
    }

    /** The value as it was last read. */
    public T current() {
        return value;
    }

    /** Why the files could not be read the last time; empty when they could. */
    public Optional<String> trouble() {
        return trouble;
    }

    /** Reads the files again if their content has changed. */
    public synchronized void look() {
        Optional<String> found = Optional.empty();
        try {
            if (readIfChanged()) {
                LOG.infof("%s: the files have changed and are in force", what);
            }
        } catch (IOException | GeneralSecurityException e) {
            found = Optional.of(what + " cannot be read again, and what was read last stays in force: " + why(e) + ".");
        }
        if (found.isPresent() && !found.equals(trouble)) {
            LOG.error(found.get());
        }
        trouble = found;
    }

    private boolean readIfChanged() throws IOException, GeneralSecurityException {
        MessageDigest sum = MessageDigest.getInstance("SHA-256");
        List<byte[]> contents = new ArrayList<>();
        for (Path file : files) {
            if (secret) {
                requireSecrecy(file);
            }
            byte[] content = content(file);
            contents.add(content);
            sum.update(MessageDigest.getInstance("SHA-256").digest(content));
        }
        byte[] now = sum.digest();
        if (MessageDigest.isEqual(now, digest)) {
            return false;
        }
        value = reading.read(contents);
        digest = now;
        return true;
    }

    private static byte[] content(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] content = in.readNBytes(MAX_FILE_BYTES + 1);
            if (content.length > MAX_FILE_BYTES) {
                throw new IOException(file + " is over the limit of " + MAX_FILE_BYTES + " bytes");
            }
            return content;
        }
    }

    /** Where the file system knows no such rights, it cannot be asked. */
    private static void requireSecrecy(Path file) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        if (view == null) {
            return;
        }
        Set<PosixFilePermission> rights = view.readAttributes().permissions();
        if (rights.contains(PosixFilePermission.OTHERS_READ) || rights.contains(PosixFilePermission.OTHERS_WRITE)) {
            throw new IOException(file + " may be read or written by everybody; take the right away: chmod o= " + file);
        }
    }

    private static String why(Exception e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
