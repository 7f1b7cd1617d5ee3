package dev.gatehouse.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.docs.Blocks.Block;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Every block of commands in a guide is run by a test, or stands here with the reason why none runs it. The tests named here run all blocks of
 * the guide, or of the sections that are named; this one sees that there is no block besides.
 */
class GuideCommandsTest {

    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

    /** What a reader would run. Shells have one name, so that none is overlooked. */
    private static final Set<String> COMMANDS = Set.of("sh", "sql");

    private static final Set<String> OTHERS = Set.of("text", "http", "json", "yaml", "html", "java", "properties");

    /** A test and the blocks that it runs: those of the whole guide, or those under some of its headings. */
    private record Runs(String guide, String test, List<String> sections) {
        boolean covers(Block block) {
            return guide.equals(block.guide()) && (sections.isEmpty() || sections.contains(block.section()));
        }
    }

    private static final String STORY = "sandbox/src/test/java/dev/gatehouse/sandbox/Guides.java";
    private static final String AUDITS = "fairness-audit/src/test/java/dev/gatehouse/audit/command/AuditGuideTest.java";

    private static final List<Runs> RUN = List.of(
            runs("engineer-guide.md", STORY),
            runs("api-guide.md", STORY),
            runs("inventory-guide.md", STORY),
            runs("gates.md", STORY),
            runs(
                    "compliance-guide.md",
                    STORY,
                    "A walk: answer an auditor",
                    "What a bundle proves",
                    "What the ledger proves"),
            runs("verify.md", STORY, "The command"),
            runs("retention.md", STORY),
            runs("model-cards.md", STORY),
            runs("audit-command.md", AUDITS),
            runs("drift.md", AUDITS),
            runs("splits.md", AUDITS),
            runs("diagnosis.md", AUDITS),
            runs("tiering.md", "risk-rules/src/test/java/dev/gatehouse/risk/command/GuidesTest.java"),
            runs(
                    "operate.md",
                    "approval-workflow/src/test/java/dev/gatehouse/approval/signing/OperateGuideTest.java",
                    "The signing key",
                    "The ledger"),
            runs("operate.md", "migrations/src/test/java/dev/gatehouse/migrations/OperateGuideTest.java", "Database"));

    /** A block that no test runs, by its guide and its section. */
    private record Unrun(String guide, String section) {}

    private static final Map<Unrun, String> NOT_RUN = Map.of(
            new Unrun("operate.md", "Start"),
                    "packages the service and starts it with settings of its own; the sandbox starts the same file",
            new Unrun("develop.md", "What you need"), "builds and tests everything, of which this test is a part",
            new Unrun("README.md", "Try it"),
                    "one line for each command, with names for files that the reader has; demo and test are the whole");

    private static Runs runs(String guide, String test, String... sections) {
        return new Runs(guide, test, List.of(sections));
    }

    private static List<Block> blocks() {
        return Links.markdownFiles(ROOT).stream()
                .flatMap(file -> Blocks.of(file).stream())
                .toList();
    }

    private static List<Block> commands() {
        return blocks().stream()
                .filter(block -> COMMANDS.contains(block.language()))
                .toList();
    }

    @Test
    void everyBlockOfCommandsIsRunByATestOrListedWithItsReason() {
        assertThat(commands())
                .hasSizeGreaterThan(50)
                .allSatisfy(block -> assertThat(
                                RUN.stream().filter(runs -> runs.covers(block)).count()
                                        + (NOT_RUN.containsKey(new Unrun(block.guide(), block.section())) ? 1 : 0))
                        .as("tests and reasons for %s", block)
                        .isEqualTo(1));
    }

    @Test
    void everyEntryIsOfABlockThatIsThere() {
        List<Block> commands = commands();
        assertThat(RUN)
                .allSatisfy(runs -> assertThat(commands).as(runs.toString()).anyMatch(runs::covers))
                .allSatisfy(runs -> assertThat(commands.stream()
                                .filter(runs::covers)
                                .map(Block::section)
                                .collect(Collectors.toSet()))
                        .containsAll(runs.sections()));
        Set<Unrun> there = commands.stream()
                .map(block -> new Unrun(block.guide(), block.section()))
                .collect(Collectors.toSet());
        assertThat(there).containsAll(NOT_RUN.keySet());
    }

    @Test
    void everyTestThatIsNamedReadsItsGuideAndTheSections() {
        assertThat(RUN).allSatisfy(runs -> {
            String source = read(ROOT.resolve(runs.test()));
            assertThat(source.contains(runs.guide() + '"'))
                    .as("%s reads %s", runs.test(), runs.guide())
                    .isTrue();
            // Snippets takes a section by how its heading begins.
            assertThat(runs.sections()).allMatch(section -> beginnings(section).anyMatch(source::contains));
        });
    }

    /** A heading in quotes, whole or cut off behind a word. */
    private static Stream<String> beginnings(String heading) {
        Stream<String> cut =
                Pattern.compile("\\W").matcher(heading).results().map(end -> heading.substring(0, end.start()));
        return Stream.concat(Stream.of(heading), cut).map(beginning -> '"' + beginning + '"');
    }

    @Test
    void everyBlockSaysWhatItIs() {
        assertThat(blocks())
                .allSatisfy(
                        block -> assertThat(COMMANDS.contains(block.language()) || OTHERS.contains(block.language()))
                                .as("%s: say ```sh for what is run, ```text for what is shown", block)
                                .isTrue());
    }

    @Test
    void everyRequestThatIsShownIsInTheContract() {
        Contract contract = Contract.read(ROOT.resolve("docs/openapi.yaml"));
        List<MatchResult> requests = blocks().stream()
                .filter(block -> block.language().equals("http"))
                .flatMap(block -> Pattern.compile("(?m)^([A-Z]+) (/\\S+)$")
                        .matcher(block.text())
                        .results())
                .toList();
        assertThat(requests)
                .isNotEmpty()
                .allSatisfy(request -> assertThat(
                                contract.document().path("paths").properties())
                        .as(request.group())
                        .anyMatch(path -> request.group(2).matches(path.getKey().replaceAll("\\{[^}]+}", "[^/]+"))
                                && path.getValue().has(request.group(1).toLowerCase(java.util.Locale.ROOT))));
    }

    /** Where each command of the script has its options. */
    private static final Map<String, String> SOURCES = Map.of(
            "audit", "fairness-audit/src/main/java/dev/gatehouse/audit/command",
            "tier", "risk-rules/src/main/java/dev/gatehouse/risk/command",
            "pack", "risk-rules/src/main/java/dev/gatehouse/risk/command",
            "verify", "approval-workflow/src/main/java/dev/gatehouse/approval/command",
            "gate", "approval-workflow/src/main/java/dev/gatehouse/approval/command",
            "ledger", "approval-workflow/src/main/java/dev/gatehouse/approval/command",
            "demo", "gatehouse",
            "test", "gatehouse",
            "bench", "gatehouse");

    private static final Pattern CALL = Pattern.compile("(?:\\./|`)gatehouse ((?:[^`\n|#\\\\]|\\\\\n)*)");

    @Test
    void everyCommandOfTheScriptThatAGuideNamesExistsWithItsOptions() {
        List<String> wrong = new ArrayList<>();
        int calls = 0;
        for (Path file : Links.markdownFiles(ROOT)) {
            for (MatchResult call : CALL.matcher(read(file)).results().toList()) {
                calls++;
                List<String> words = Arrays.asList(
                        call.group(1).replaceAll("[\\[\\]\\\\]", " ").strip().split("\\s+"));
                String sources = SOURCES.containsKey(words.get(0)) ? sources(SOURCES.get(words.get(0))) : "";
                words.stream()
                        .filter(word -> word.startsWith("--"))
                        .filter(option -> !Pattern.compile(Pattern.quote(option) + "(?![a-z-])")
                                .matcher(sources)
                                .find())
                        .forEach(option -> wrong.add(file.getFileName() + ": " + call.group() + ": no " + option));
                if (sources.isEmpty()) {
                    wrong.add(file.getFileName() + ": " + call.group() + ": no such command");
                }
            }
        }
        assertThat(calls).isGreaterThan(50);
        assertThat(wrong).isEmpty();
    }

    private static String sources(String place) {
        try (Stream<Path> files = Files.walk(ROOT.resolve(place))) {
            return files.filter(Files::isRegularFile)
                    .map(GuideCommandsTest::read)
                    .collect(Collectors.joining("\n"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
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
