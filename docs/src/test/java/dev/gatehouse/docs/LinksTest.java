package dev.gatehouse.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class LinksTest {

    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

    @Test
    void everyRelativeLinkAndImageLeadsToAFile() {
        List<Path> files = Links.markdownFiles(ROOT);
        assertThat(files).contains(ROOT.resolve("README.md"), ROOT.resolve("docs/README.md"));
        assertThat(files)
                .allSatisfy(file -> assertThat(Links.broken(ROOT, file)).isEmpty());
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
}
