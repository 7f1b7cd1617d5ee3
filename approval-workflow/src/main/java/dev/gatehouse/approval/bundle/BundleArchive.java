package dev.gatehouse.approval.bundle;

import dev.gatehouse.approval.canonical.CanonicalJson;
import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.approval.canonical.InvalidDocumentException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;

/**
 * A zip that was read within limits. It is read twice, in the order of the file and by its directory at the end, and must be the same both
 * ways: programs differ in which of the two they believe.
 */
final class BundleArchive {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*){0,3}");
    private static final int MAX_NAME_CHARS = 300;
    private static final int BUFFER_BYTES = 64 * 1024;

    private final SortedMap<String, Digest> digests;
    private final Map<String, byte[]> documents;

    private BundleArchive(SortedMap<String, Digest> digests, Map<String, byte[]> documents) {
        this.digests = digests;
        this.documents = documents;
    }

    /**
     * Reads a zip.
     *
     * @throws InvalidDocumentException if it is no zip, is beyond the limits of {@link BundleLayout}, holds a file twice or under a name
     *     that no bundle has, or is not the same both ways
     * @throws IOException if the file cannot be read
     */
    static BundleArchive read(Path zip) throws IOException {
        if (Files.size(zip) > BundleLayout.MAX_TOTAL_BYTES) {
            throw new InvalidDocumentException(
                    "it is larger than " + BundleLayout.MAX_TOTAL_BYTES + " bytes, the most that a bundle has");
        }
        Map<String, byte[]> documents = new TreeMap<>();
        SortedMap<String, Digest> digests = new TreeMap<>();
        long total = 0;
        try (InputStream in = Files.newInputStream(zip);
                ZipInputStream entries = new ZipInputStream(in)) {
            for (ZipEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
                String name = requireName(entry, digests);
                ByteArrayOutputStream kept = isDocument(name) ? new ByteArrayOutputStream() : null;
                total += take(entries, name, total, digests, kept);
                if (kept != null) {
                    documents.put(name, kept.toByteArray());
                }
            }
        } catch (ZipException e) {
            throw new InvalidDocumentException("it is not a zip: " + e.getMessage(), e);
        }
        if (digests.isEmpty()) {
            throw new InvalidDocumentException("it is not a zip, or an empty one");
        }
        if (!byDirectory(zip).equals(digests)) {
            throw new InvalidDocumentException(
                    "its directory names other files than those that lie in it: programs would disagree on what it holds");
        }
        return new BundleArchive(digests, documents);
    }

    private static SortedMap<String, Digest> byDirectory(Path zip) throws IOException {
        SortedMap<String, Digest> digests = new TreeMap<>();
        long total = 0;
        try (ZipFile file = new ZipFile(zip.toFile())) {
            for (ZipEntry entry : Collections.list(file.entries())) {
                String name = requireName(entry, digests);
                try (InputStream content = file.getInputStream(entry)) {
                    total += take(content, name, total, digests, null);
                }
            }
        } catch (ZipException e) {
            throw new InvalidDocumentException("it is not a zip: " + e.getMessage(), e);
        }
        return digests;
    }

    private static String requireName(ZipEntry entry, Map<String, Digest> earlier) {
        String name = entry.getName();
        if (entry.isDirectory()
                || name.length() > MAX_NAME_CHARS
                || !NAME.matcher(name).matches()) {
            throw new InvalidDocumentException("it holds '"
                    + (name.length() > MAX_NAME_CHARS ? name.substring(0, MAX_NAME_CHARS) + "…" : name)
                    + "', which is not the name of a bundle's file");
        }
        if (earlier.containsKey(name)) {
            throw new InvalidDocumentException("it holds '" + name + "' twice");
        }
        if (earlier.size() == BundleLayout.MAX_FILES) {
            throw new InvalidDocumentException("it holds more than " + BundleLayout.MAX_FILES + " files");
        }
        return name;
    }

    /** Reads one file; returns how long it is. */
    private static long take(
            InputStream content, String name, long before, Map<String, Digest> digests, ByteArrayOutputStream kept)
            throws IOException {
        MessageDigest hash = sha256();
        byte[] buffer = new byte[BUFFER_BYTES];
        long size = 0;
        for (int n = content.read(buffer); n >= 0; n = content.read(buffer)) {
            size += n;
            if (size > BundleLayout.MAX_FILE_BYTES || before + size > BundleLayout.MAX_TOTAL_BYTES) {
                throw new InvalidDocumentException("'" + name + "' makes it larger than a bundle may be: "
                        + BundleLayout.MAX_FILE_BYTES + " bytes a file, " + BundleLayout.MAX_TOTAL_BYTES + " in all");
            }
            hash.update(buffer, 0, n);
            if (kept != null) {
                if (size > CanonicalJson.MAX_DOCUMENT_BYTES) {
                    throw new InvalidDocumentException("'" + name + "' is larger than "
                            + CanonicalJson.MAX_DOCUMENT_BYTES + " bytes, the most that a document has");
                }
                kept.write(buffer, 0, n);
            }
        }
        digests.put(name, Digest.ofHash(hash.digest()));
        return size;
    }

    /** What is read and not only hashed. */
    private static boolean isDocument(String name) {
        return name.startsWith(BundleLayout.LEDGER)
                || (BundleLayout.NAMED.contains(name) && !name.endsWith(BundleLayout.PDF_ENDING));
    }

    /** Digest of each file by name. */
    SortedMap<String, Digest> digests() {
        return Collections.unmodifiableSortedMap(digests);
    }

    /** The bytes of a document; empty if it is not there. */
    Optional<byte[]> document(String name) {
        return Optional.ofNullable(documents.get(name));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
