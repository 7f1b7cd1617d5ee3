package dev.gatehouse.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Pictures in guides: LinksTest sees that each exists. */
class ImagesTest {

    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final Path IMAGES = ROOT.resolve("docs/images");
    private static final Pattern IMAGE = Pattern.compile("!\\[([^\\]]*)]\\(([^)\\s]+)\\)");
    private static final int LEAST_LETTERS = 20;
    private static final long MAX_BYTES = 300 * 1024;
    private static final int MOST_IMAGES = 14;

    @Test
    void eachSaysInWordsWhatItShows() throws IOException {
        List<String> wordless = new ArrayList<>();
        for (Path file : Links.markdownFiles(ROOT)) {
            Matcher image = IMAGE.matcher(Files.readString(file));
            while (image.find()) {
                if (image.group(1).length() < LEAST_LETTERS) {
                    wordless.add(ROOT.relativize(file) + ": " + image.group());
                }
            }
        }
        assertThat(wordless).isEmpty();
    }

    @Test
    void eachIsSmallAndNoneIsLeftOver() throws IOException {
        Set<Path> used = new HashSet<>();
        for (Path file : Links.markdownFiles(ROOT)) {
            Matcher image = IMAGE.matcher(Files.readString(file));
            while (image.find()) {
                used.add(file.resolveSibling(image.group(2)).normalize());
            }
        }
        List<Path> kept;
        try (Stream<Path> files = Files.list(IMAGES)) {
            kept = files.toList();
        }
        assertThat(used).as("pictures that a guide shows").containsAll(kept);
        assertThat(kept)
                .hasSizeLessThanOrEqualTo(MOST_IMAGES)
                .allSatisfy(image ->
                        assertThat(Files.size(image)).as(image.toString()).isBetween(1L, MAX_BYTES));
    }
}
