package dev.gatehouse.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The check of links finds faults that were planted for it. */
class LinkFaultsTest {

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
