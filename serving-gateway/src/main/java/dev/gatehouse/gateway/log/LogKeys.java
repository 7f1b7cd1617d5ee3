package dev.gatehouse.gateway.log;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import javax.crypto.spec.SecretKeySpec;

/**
 * Keys for encryption of the log at rest: one that is written with, and former ones that are still read with. Key id 0 stands for
 * plain text. Nothing here tells a key's bytes, {@link #toString} neither.
 */
public final class LogKeys {

    /** Largest key id: 16 bits of a frame's header. */
    public static final int MAX_KEY_ID = 65_535;

    /** Most keys in a file. */
    public static final int MAX_KEYS = 1_000;

    private static final int KEY_BYTES = 32;
    private static final long MAX_FILE_BYTES = 1024L * 1024;
    private static final LogKeys NONE = new LogKeys(new TreeMap<>(), Frame.PLAIN_TEXT_KEY);

    private final TreeMap<Integer, SecretKeySpec> keys;
    private final int active;

    private LogKeys(TreeMap<Integer, SecretKeySpec> keys, int active) {
        this.keys = keys;
        this.active = active;
    }

    /** No keys: records are written as plain text. */
    public static LogKeys none() {
        return NONE;
    }

    /**
     * Reads a file with one key on each line: its id, 1 to {@link #MAX_KEY_ID}, and base64 of its 32 bytes. Empty lines and lines
     * that begin with {@code #} are skipped.
     *
     * @param active id of the key to write with, 0 to write plain text; the file's last when empty
     * @throws IOException when the file cannot be read, others than its owner and group may read it or others than its owner
     *     may write it, a line is no key, an id comes twice, or the active one is not there; no message tells any part of a key
     */
    public static LogKeys fromFile(Path file, OptionalInt active) throws IOException {
        requirePrivate(file);
        if (Files.size(file) > MAX_FILE_BYTES) {
            throw new IOException(file + " is over " + MAX_FILE_BYTES + " bytes: it is no file of keys");
        }
        TreeMap<Integer, SecretKeySpec> keys = new TreeMap<>();
        int last = Frame.PLAIN_TEXT_KEY;
        List<String> lines = Files.readAllLines(file);
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            last = add(keys, line, file + ", line " + (i + 1));
        }
        if (keys.isEmpty()) {
            throw new IOException(file + " holds no key: write a line of an id and base64 of 32 random bytes");
        }
        int chosen = active.orElse(last);
        if (chosen != Frame.PLAIN_TEXT_KEY && !keys.containsKey(chosen)) {
            throw new IOException(
                    file + " holds no key " + chosen + ", which is to be written with; it holds " + keys.keySet());
        }
        return new LogKeys(keys, chosen);
    }

    private static int add(TreeMap<Integer, SecretKeySpec> keys, String line, String where) throws IOException {
        String[] parts = line.split("\\s+");
        if (parts.length != 2 || !parts[0].matches("[1-9][0-9]{0,4}") || Integer.parseInt(parts[0]) > MAX_KEY_ID) {
            throw new IOException(where + " is not an id from 1 to " + MAX_KEY_ID + " and base64 of a key");
        }
        int id = Integer.parseInt(parts[0]);
        byte[] key;
        try {
            key = Base64.getDecoder().decode(parts[1]);
        } catch (IllegalArgumentException e) {
            // The decoder's own message names characters of the key.
            throw new IOException(where + " has a key that is not base64");
        }
        if (key.length != KEY_BYTES) {
            throw new IOException(where + " has a key of " + key.length + " bytes; AES-256 takes " + KEY_BYTES);
        }
        if (keys.put(id, new SecretKeySpec(key, "HmacSHA256")) != null) {
            throw new IOException(where + " names key " + id + " a second time");
        }
        Arrays.fill(key, (byte) 0);
        if (keys.size() > MAX_KEYS) {
            throw new IOException(where + " is one key too many; the limit is " + MAX_KEYS);
        }
        return id;
    }

    private static void requirePrivate(Path file) throws IOException {
        if (!file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return;
        }
        Set<PosixFilePermission> tooMuch = EnumSet.of(
                PosixFilePermission.GROUP_WRITE,
                PosixFilePermission.OTHERS_READ,
                PosixFilePermission.OTHERS_WRITE,
                PosixFilePermission.OTHERS_EXECUTE);
        Set<PosixFilePermission> granted = Files.getPosixFilePermissions(file);
        tooMuch.retainAll(granted);
        if (!tooMuch.isEmpty()) {
            throw new IOException(file + " holds keys and has the mode " + PosixFilePermissions.toString(granted)
                    + ": take it from others (chmod 600, or 640 with a group of the gateway's own)");
        }
    }

    /** Id of the key that is written with; 0 for plain text. */
    int active() {
        return active;
    }

    /**
     * The cipher of a segment; null for one of plain text.
     *
     * @throws IOException when its key is not here
     */
    SegmentCipher cipher(Segment segment) throws IOException {
        if (segment.keyId() == Frame.PLAIN_TEXT_KEY) {
            return null;
        }
        SecretKeySpec key = keys.get(segment.keyId());
        if (key == null) {
            throw new IOException(segment.file() + " is encrypted with key " + segment.keyId() + ", which is not among "
                    + this + ": put it back into gatehouse.log.encryption-keys-file");
        }
        return new SegmentCipher(key, segment);
    }

    @Override
    public String toString() {
        return keys.isEmpty()
                ? "no keys"
                : "the keys " + keys.keySet() + ", of which " + (active == Frame.PLAIN_TEXT_KEY ? "none" : active)
                        + " is written with";
    }
}
