package dev.gatehouse.card;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What docs/model-cards.md says of ids and limits is what the code has. */
class ModelCardsGuideTest {
    private static final Pattern REQUIREMENT =
            Pattern.compile("`((?:mitchell|annex-iv|article-13|sr-26-2)\\.[a-z0-9-]+)`");

    private final String guide = read();

    private static String read() {
        try {
            return Files.readString(Path.of("../docs/model-cards.md"));
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void theRequirementsOfEveryFrameworkAreThose() {
        Set<String> named = new TreeSet<>();
        Matcher matcher = REQUIREMENT.matcher(guide);
        while (matcher.find()) {
            named.add(matcher.group(1));
        }
        assertThat(named)
                .isEqualTo(Completeness.of(Cards.sparse()).stream()
                        .flatMap(each -> each.requirements().stream())
                        .map(Requirement::id)
                        .collect(Collectors.toCollection(TreeSet::new)));
    }

    @Test
    void everyTextIsInTheTableOfTexts() {
        for (CardText text : CardText.values()) {
            assertThat(guide).contains("\n| `" + text.id() + "` | ");
            assertThat(text.maxChars()).isEqualTo(text == CardText.SUMMARY ? 2_000 : 40_000);
        }
    }

    @Test
    void theLimitsOfMarkdownAreThose() {
        assertThat(guide)
                .contains(Wording.count(Markdown.MAX_CHARS) + " characters")
                .contains(Wording.count(Markdown.MAX_LINES) + " lines")
                .contains(Wording.count(Markdown.MAX_BLOCKS) + " paragraphs")
                .contains(Markdown.MAX_LINKS + " links and images")
                .contains(Markdown.MAX_NESTING + " lists and quotes or " + Markdown.MAX_NESTING + " emphases")
                .contains(Markdown.MAX_COLUMNS + " columns")
                .containsPattern("more than\\s+" + Wording.count(Markdown.MAX_ADDRESS_CHARS) + " characters")
                .contains("more than " + Wording.count(Markdown.MAX_MARKS) + " marks");
        assertThat(guide).contains("CycloneDX " + MlBom.SPEC_VERSION).contains(CardContent.FORMAT);
    }
}
