package dev.gatehouse.governance.files;

import dev.gatehouse.governance.problem.ProblemException;
import dev.gatehouse.governance.problem.ProblemType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** The one folder from which data sets are read where they lie. Nothing outside it is ever read, whatever a path or a link says. */
final class DatasetRoot {

    /** Longest path, characters. */
    static final int MAX_PATH_CHARACTERS = 500;

    private final Path root;
    private final long maxBytes;

    DatasetRoot(Path root, long maxBytes) {
        this.root = root;
        this.maxBytes = maxBytes;
    }

    /**
     * The regular file of that path.
     *
     * @param relative to the root, with slashes
     * @throws ProblemException {@code invalid-value}: not relative, with {@code ..}, not there, outside by a link, no regular file, or
     *     over the limit
     */
    Path file(String relative) {
        if (relative.isBlank()
                || relative.length() > MAX_PATH_CHARACTERS
                || relative.indexOf('\\') >= 0
                || relative.chars().anyMatch(Character::isISOControl)) {
            throw refused("is 1 to " + MAX_PATH_CHARACTERS + " characters, with slashes");
        }
        try {
            Path path = Path.of(relative);
            if (path.isAbsolute()
                    || relative.contains("://")
                    || !path.normalize().toString().equals(relative)) {
                throw refused("is relative to the root of data sets, without . and .. and no address");
            }
            Path real = root.resolve(path).toRealPath();
            if (!real.startsWith(root.toRealPath()) || !Files.isRegularFile(real)) {
                throw refused("'" + relative + "' is no regular file under the root of data sets");
            }
            if (Files.size(real) > maxBytes) {
                throw new ProblemException(
                        ProblemType.BODY_TOO_LARGE, "A data set may have at most " + maxBytes + " bytes.");
            }
            return real;
        } catch (InvalidPathException e) {
            throw refused("is not a path");
        } catch (IOException e) {
            throw refused("'" + relative + "' is no regular file under the root of data sets");
        }
    }

    private static ProblemException refused(String why) {
        return new ProblemException(ProblemType.INVALID_VALUE, "path: " + why + ".");
    }
}
