package dev.gatehouse.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinksTest {

    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

    @Test
    void everyRelativeLinkAndImageLeadsToAFile() {
        List<Path> files = Links.markdownFiles(ROOT);
        assertThat(files).contains(ROOT.resolve("README.md"), ROOT.resolve("docs/README.md"));
        assertThat(files).allSatisfy(file -> assertThat(Links.broken(ROOT, file)).isEmpty());
    }

    @Test
    void everyGuideAndDecisionIsInTheIndex() throws IOException {
        String index = Files.readString(ROOT.resolve("docs/README.md"));
        for (Path file : Links.markdownFiles(ROOT)) {
            Path relative = ROOT.resolve("docs").relativize(file);
            if (!relative.startsWith("..") && !relative.toString().equals("README.md")) {
                assertThat(index).contains("](" + relative + ")");
            }
        }
    }

    @Nested
    @DisplayName("The check finds a planted fault:")
    class PlantedFaults {

        @TempDir
        Path project;

        @Test
        void linksToAMissingFileImageOrHeadingAndOutOfTheProject() throws IOException {
            Path docs = Files.createDirectory(project.resolve("docs"));
            Files.writeString(project.resolve("README.md"), "# Title\n");
            Path guide = Files.writeString(docs.resolve("guide.md"), """
                    # Guide
                    [good](../README.md), [heading](../README.md#title), [own](#guide), [web](https://example.org/x)
                    ```
                    [in code](nowhere.md)
                    ```
                    [gone](gone.md) ![picture](images/none.svg) [anchor](../README.md#subtitle) [outside](../../secret.md)
                    <img src="none.png" alt="">
                    """);
            assertThat(Links.markdownFiles(project)).containsExactly(project.resolve("README.md"), guide);
            assertThat(Links.broken(project, guide))
                    .containsExactly(
                            "docs/guide.md links to gone.md",
                            "docs/guide.md links to images/none.svg",
                            "docs/guide.md links to ../README.md#subtitle",
                            "docs/guide.md links to ../../secret.md",
                            "docs/guide.md links to none.png");
        }
    }
}
