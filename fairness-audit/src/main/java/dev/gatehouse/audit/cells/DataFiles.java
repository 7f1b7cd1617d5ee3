package dev.gatehouse.audit.cells;

import dev.gatehouse.audit.plan.AuditException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The files of a data set: all CSV, gzipped or not, or all Parquet, told apart by their first bytes.
 *
 * @param names real path and name of each, in order; a name that two files share has its place behind it
 * @param parquet whether they are Parquet
 */
record DataFiles(Map<Path, String> names, boolean parquet) {
    private static final byte[] PARQUET_MAGIC = {'P', 'A', 'R', '1'};
    private static final byte[] GZIP_MAGIC = {0x1f, (byte) 0x8b};
    private static final byte[][] UTF_16_MARKS = {{(byte) 0xff, (byte) 0xfe}, {(byte) 0xfe, (byte) 0xff}};
    private static final String WILDCARDS = "*?[]{}";

    /** The largest number of files and folders that are looked at to find those that a pattern names. */
    private static final int MAX_VISITED = 100_000;

    DataFiles {
        names = Collections.unmodifiableMap(new LinkedHashMap<>(names));
    }

    /** @throws AuditException when a file cannot be read, kinds are mixed, or there are too many or too large ones */
    static DataFiles of(List<Path> data) {
        if (data.isEmpty() || data.size() > Limits.MAX_FILES) {
            throw new AuditException("data: 1 to " + Limits.MAX_FILES + " files, not " + data.size());
        }
        Map<Path, String> names = new LinkedHashMap<>();
        Boolean parquet = null;
        long bytes = 0;
        for (Path file : data) {
            String name = String.valueOf(file.getFileName());
            try {
                Path path = file.toRealPath();
                if (path.toString().chars().anyMatch(c -> WILDCARDS.indexOf(c) >= 0)) {
                    throw new AuditException(name + ": the path must not contain any of * ? [ ] { }");
                }
                if (!Files.isRegularFile(path)) {
                    throw new AuditException(name + ": not a file");
                }
                boolean isParquet = startsWith(path, PARQUET_MAGIC);
                if (parquet != null && parquet != isParquet) {
                    throw new AuditException(name + ": is " + kind(isParquet) + ", and a file before it is "
                            + kind(parquet) + "; the files of a data set are all of one kind");
                }
                parquet = isParquet;
                for (byte[] mark : UTF_16_MARKS) {
                    if (startsWith(path, mark)) {
                        throw new AuditException(name + ": is UTF-16; save it as UTF-8");
                    }
                }
                bytes += Files.size(path);
                if (names.put(path, names.containsValue(name) ? name + " (file " + (names.size() + 1) + ")" : name)
                        != null) {
                    throw new AuditException(name + ": is named twice");
                }
            } catch (IOException e) {
                throw new AuditException(name + ": cannot be read: there is no such file, or it may not be read", e);
            }
        }
        if (bytes > Limits.MAX_BYTES) {
            throw new AuditException("data: " + bytes + " bytes, more than " + Limits.MAX_BYTES);
        }
        return new DataFiles(names, parquet);
    }

    /** As {@link DuckDbRows#files}. */
    static List<Path> resolve(Path folder, String data) {
        try {
            Path root = folder.toRealPath();
            Path relative = Path.of(data);
            boolean leaves = relative.isAbsolute() || data.isBlank() || data.indexOf('\\') >= 0;
            for (Path step : relative) {
                leaves |= step.toString().equals("..");
            }
            if (leaves) {
                throw new AuditException(
                        "data: '" + data + "' is not a path within the folder: no absolute path, no '..', no '\\'");
            }
            if (data.chars().noneMatch(c -> WILDCARDS.indexOf(c) >= 0)) {
                return List.of(within(root, root.resolve(relative), data));
            }
            if (data.indexOf('{') >= 0 || data.indexOf('}') >= 0) {
                throw new AuditException("data: '" + data + "': braces are not supported; use * ? [ ] and **");
            }
            return matching(root, data);
        } catch (IOException | IllegalArgumentException e) {
            if (e instanceof AuditException refused) {
                throw refused;
            }
            throw new AuditException("data: '" + data + "' cannot be found or is no pattern", e);
        }
    }

    private static List<Path> matching(Path root, String pattern) throws IOException {
        PathMatcher matcher = root.getFileSystem().getPathMatcher("glob:" + pattern);
        List<Path> found = new ArrayList<>();
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            private int visited;

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (++visited > MAX_VISITED) {
                    throw new AuditException("data: the folder holds more than " + MAX_VISITED + " files");
                }
                if (matcher.matches(root.relativize(file)) && !Files.isDirectory(file)) {
                    found.add(within(root, file, pattern));
                    if (found.size() > Limits.MAX_FILES) {
                        throw new AuditException(
                                "data: '" + pattern + "' names more than " + Limits.MAX_FILES + " files");
                    }
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
                return FileVisitResult.CONTINUE;
            }
        });
        if (found.isEmpty()) {
            throw new AuditException("data: no file is named by '" + pattern + "'");
        }
        Collections.sort(found);
        return List.copyOf(found);
    }

    /** The real path, which a symbolic link does not lead out of the folder. */
    private static Path within(Path root, Path file, String data) throws IOException {
        Path real = file.toRealPath();
        if (!real.startsWith(root)) {
            throw new AuditException("data: '" + data + "' leads out of the folder");
        }
        return real;
    }

    /** Whether a file is gzipped. */
    static boolean isGzip(Path file) {
        try {
            return startsWith(file, GZIP_MAGIC);
        } catch (IOException e) {
            throw new AuditException(file.getFileName() + ": cannot be read", e);
        }
    }

    private static boolean startsWith(Path file, byte[] magic) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return Arrays.equals(in.readNBytes(magic.length), magic);
        }
    }

    private static String kind(boolean parquet) {
        return parquet ? "Parquet" : "CSV";
    }
}
