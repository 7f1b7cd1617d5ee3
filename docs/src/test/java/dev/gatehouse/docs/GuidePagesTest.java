package dev.gatehouse.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a guide sends its readers to is called so on a page. Guides set such names in italics or bold. */
class GuidePagesTest {

    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final Path MESSAGES = ROOT.resolve("governance-service/src/main/resources/messages");

    /** What the intake form says of the answers, and the questions of the packs. */
    private static final List<String> OTHER_TEXTS = List.of(
            "governance-service/src/main/java/dev/gatehouse/governance/intake/Outcome.java",
            "risk-rules/src/main/resources/dev/gatehouse/risk/packs/eu-ai-act.yaml",
            "risk-rules/src/main/resources/dev/gatehouse/risk/packs/house.yaml");

    private static final List<String> GUIDES = List.of(
            "board-guide.md",
            "compliance-guide.md",
            "engineer-guide.md",
            "operate.md",
            "inventory-guide.md",
            "intake-guide.md",
            "retention.md",
            "gates.md",
            "packs.md");

    /** Set so for another reason: emphasis, an example, a watermark of a report, a name in Keycloak, how sure a rule is. */
    private static final Set<String> NO_NAMES = Set.of(
            "which model decided on credit cards at 14:03 on that day, who let it, and how can I check that?",
            "DRAFT",
            "REJECTED",
            "WITHDRAWN",
            "NOT APPROVED",
            "SUSPENDED",
            "REVOKED",
            "SUPERSEDED",
            "A new origin",
            "Audiences",
            "Clients",
            "Directory",
            "Realm roles",
            "5b: creditworthiness",
            "Whom it is about, and what was put in, is shown only to those who state a purpose",
            "Protected attributes are not shown",
            "not ground truth",
            "one route's part of one UTC day",
            "house default",
            "official text",
            "secondary source",
            "unverified");

    private static final Pattern NOT_PROSE = Pattern.compile("(?ms)^ *```.*?^ *```|`[^`\n]*`");
    private static final Pattern NAME = Pattern.compile("(?<![*\\w])(\\*{1,2})([^*\\n]+?)\\1(?![*\\w])");
    /** A name with a link on it, and a heading that runs into its paragraph. */
    private static final Pattern LINK = Pattern.compile("\\[.*]\\(.*\\)");

    @Test
    void everyPageAndControlThatAGuideNamesIsCalledSo() throws IOException {
        String said = said();
        List<String> unknown = new ArrayList<>();
        int names = 0;
        for (String guide : GUIDES) {
            Matcher name = NAME.matcher(NOT_PROSE
                    .matcher(Files.readString(ROOT.resolve("docs").resolve(guide)))
                    .replaceAll(""));
            while (name.find()) {
                if (name.group(2).endsWith(".") || LINK.matcher(name.group(2)).matches()) {
                    continue;
                }
                for (String part : NO_NAMES.contains(name.group(2))
                        ? new String[0]
                        : name.group(2).split(" → ")) {
                    names++;
                    if (!part.matches("an? .*") && !said.contains(withoutMarks(part))) {
                        unknown.add(guide + ": " + part);
                    }
                }
            }
        }
        assertThat(unknown).as("names that no page has").isEmpty();
        assertThat(names).isGreaterThan(100);
    }

    /** Everything that pages say, a sentence a line. */
    private static String said() throws IOException {
        StringBuilder said = new StringBuilder();
        try (Stream<Path> files = Files.list(MESSAGES)) {
            files.filter(file -> file.toString().endsWith(".properties"))
                    .flatMap(file -> messages(file).values().stream())
                    .forEach(message ->
                            said.append(withoutMarks(message.toString())).append('\n'));
        }
        for (String file : OTHER_TEXTS) {
            said.append(Files.readString(ROOT.resolve(file)).toLowerCase(Locale.ROOT));
        }
        return said.toString();
    }

    private static Properties messages(Path file) {
        Properties messages = new Properties();
        try (Reader in = Files.newBufferedReader(file)) {
            messages.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return messages;
    }

    private static String withoutMarks(String text) {
        return text.replaceAll("\\{[^}]*}", "{}").replaceAll("(?:[:,]| …)$", "").toLowerCase(Locale.ROOT);
    }
}
