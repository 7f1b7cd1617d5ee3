package dev.gatehouse.governance.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * No template prints anything unescaped. Drawings come as raw strings from the code that escapes what it puts into them; a template has no
 * means to tell text from markup.
 */
class EscapedTemplatesTest {

    private static final Pattern UNESCAPED = Pattern.compile("\\{[^}]*\\.(raw|safe)\\b");

    @Test
    void noTemplatePrintsUnescaped() throws IOException {
        List<Path> templates;
        try (Stream<Path> files = Files.walk(Path.of("src", "main", "resources", "templates"))) {
            templates = files.filter(Files::isRegularFile).toList();
        }
        assertThat(templates).hasSizeGreaterThan(20);
        for (Path template : templates) {
            assertThat(Files.readString(template)).as("%s", template).doesNotContainPattern(UNESCAPED);
        }
        assertThat("<p>{hint.raw}</p>").containsPattern(UNESCAPED);
    }
}
