package dev.gatehouse.governance.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What pages say stands in the bundles of messages, where it can be translated, and in no template. */
class MessagesTest {

    private static final Path RESOURCES = Path.of("src", "main", "resources");

    /** The product's name, which nobody translates. */
    private static final List<String> NAMES = List.of("Gatehouse", "· Gatehouse");

    /** Commands and names to be copied as they are. */
    private static final Pattern CODE = Pattern.compile("(?s)<(pre|code|script)\\b([^>]*)>.*?</\\1>");

    private static final Pattern COMMENT = Pattern.compile("(?s)\\{!.*?!}|\\{\\|.*?\\|}");
    private static final Pattern QUTE = Pattern.compile("(?s)\\{[#/A-Za-z][^}]*}");
    private static final Pattern TAG = Pattern.compile("(?s)<[^>]*>");
    private static final Pattern ATTRIBUTE = Pattern.compile("\\s(?:aria-label|title|placeholder|alt)=\"([^\"]*)\"");

    /** Texts that a template hands to another one, or prints where there is no value. */
    private static final Pattern LITERAL =
            Pattern.compile("(?:\\s(?:caption|label|hint|title|first|none)=|\\?: )'([^']*)'");

    private static final Pattern LETTER = Pattern.compile("\\p{L}");
    private static final Pattern MESSAGE = Pattern.compile("(?m)^(\\w+)=");

    @Test
    void noTemplateHasATextOfItsOwn() throws IOException {
        Map<Path, String> templates = files("templates");
        assertThat(templates).hasSizeGreaterThan(70);
        templates.forEach((file, template) -> assertThat(texts(template))
                .as(
                        "%s has texts of its own. Write each into messages/FEATURE.properties, declare it in the feature's …Messages"
                                + " and call it as {FEATURE:key}; docs/develop.md says how",
                        file)
                .isEmpty());
    }

    @Test
    void aTextOfATemplatesOwnIsFound() {
        assertThat(texts("<p>Hello {p.name}</p>")).containsExactly("Hello");
        assertThat(texts("<a title=\"See {p.name}\" href=\"/ui\">{pages:home}</a>"))
                .containsExactly("See");
        assertThat(texts("{#include parts/bars id='models' title='By tier' /}")).containsExactly("By tier");
        assertThat(texts("{p.purpose ?: 'none'}")).containsExactly("none");
        assertThat(texts("{#if p.count > 1 && p.name == 'x'}{p.count}{#else}nobody{/if}"))
                .containsExactly("nobody");
        assertThat(texts("<pre aria-label=\"A command\">curl {p.at}</pre> <b>· Gatehouse</b> {! a remark !}"))
                .containsExactly("A command");
    }

    @Test
    void everyMessageIsSaidByATemplate() throws IOException {
        String templates = String.join("\n", files("templates").values());
        files("messages").forEach((file, messages) -> {
            String bundle = file.getFileName().toString().replaceAll("\\.properties$", "");
            for (Matcher key = MESSAGE.matcher(messages); key.find(); ) {
                assertThat(templates)
                        .as(
                                "%s in %s is called by no template: remove it, here and in the interface",
                                key.group(1), file)
                        .containsPattern("\\b" + bundle + ":" + key.group(1) + "\\b");
            }
        });
    }

    private static List<String> texts(String template) {
        String shown = CODE.matcher(COMMENT.matcher(template).replaceAll("")).replaceAll("<$1$2>");
        List<String> texts = new ArrayList<>();
        for (Matcher quoted = LITERAL.matcher(shown); quoted.find(); ) {
            texts.add(quoted.group(1));
        }
        shown = QUTE.matcher(shown).replaceAll("\n");
        for (Matcher attribute = ATTRIBUTE.matcher(shown); attribute.find(); ) {
            texts.add(attribute.group(1));
        }
        TAG.splitAsStream(shown).forEach(texts::add);
        return texts.stream()
                .flatMap(String::lines)
                .map(String::strip)
                .filter(text -> LETTER.matcher(text).find() && !NAMES.contains(text))
                .toList();
    }

    /** Cells that Java has worded: figures of audits with their places, and numbers that count nothing. */
    private static final List<String> WORDED = List.of(
            "cell",
            "figure",
            "f.drop",
            "c.adds",
            "c.estimate",
            "b.mean",
            "b.observed",
            "l.number",
            "f.percent",
            "f.asked");

    private static final Pattern NUMBER_CELL = Pattern.compile("(?s)<td class=\"num\">(.*?)</td>");
    private static final Pattern VALUE = Pattern.compile("\\{([a-z]\\w*(?:\\.\\w+)*)}");
    private static final Pattern WITHOUT_ZONE = Pattern.compile("\\.utc(?:Second|Day)\\b");
    private static final Pattern CALLED = Pattern.compile("\\{(\\w+):(\\w+)");

    @Test
    void everyNumberInATableIsWrittenInTheOneWay() throws IOException {
        files("templates").forEach((file, template) -> {
            for (Matcher cell = NUMBER_CELL.matcher(template); cell.find(); ) {
                for (Matcher value = VALUE.matcher(cell.group(1)); value.find(); ) {
                    if (!WORDED.contains(value.group(1))) {
                        assertThat(value.group(1))
                                .as("%s: a count is written {….grouped}, a score {….figure}", file)
                                .matches(".*\\.(grouped|figure)");
                    }
                }
            }
        });
    }

    /** All other times say their zone in their text; a day of a moment is no property that templates have. */
    @Test
    void aTimeWithoutItsZoneStandsOnlyWhereAHeadSaysUtc() throws IOException {
        Map<String, String> bundles = new TreeMap<>();
        files("messages")
                .forEach((file, messages) ->
                        bundles.put(file.getFileName().toString().replaceAll("\\.properties$", ""), messages));
        files("templates").forEach((file, template) -> {
            if (WITHOUT_ZONE.matcher(template).find()) {
                assertThat(CALLED.matcher(template)
                                .results()
                                .flatMap(call -> bundles.getOrDefault(call.group(1), "")
                                        .lines()
                                        .filter(line -> line.startsWith(call.group(2) + "="))))
                        .as("%s shows times without their zone, and no text of it says (UTC)", file)
                        .anyMatch(line -> line.contains("(UTC)"));
            }
        });
    }

    private static Map<Path, String> files(String folder) throws IOException {
        try (Stream<Path> files = Files.walk(RESOURCES.resolve(folder))) {
            return files.filter(Files::isRegularFile)
                    .collect(Collectors.toMap(file -> file, MessagesTest::read, (a, b) -> a, TreeMap::new));
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
