package dev.gatehouse.risk.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.risk.PolicyPack;
import dev.gatehouse.risk.ShippedPacks;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the guides show is true. */
class GuidesTest {
    private static final Path PACKS = Path.of("../docs/packs.md");
    private static final Path TIERING = Path.of("../docs/tiering.md");
    private static final Path EXAMPLE =
            Path.of("src/main/resources/dev/gatehouse/risk/examples/credit-default-facts.yaml");

    @TempDir
    Path directory;

    private String out;

    private int run(String... args) {
        StringWriter text = new StringWriter();
        int code = RiskCommand.run(new PrintWriter(text), new PrintWriter(text), Clock.systemUTC(), args);
        out = text.toString();
        return code;
    }

    @Test
    void theFirstPackOfTheGuidePassesItsCheckBesideTheShippedOnes() throws Exception {
        Files.writeString(
                directory.resolve("staff.yaml"), yaml(Files.readString(PACKS)).get(0));
        assertThat(run("pack", "check", directory.toString())).as(out).isZero();
        assertThat(out).contains("staff 2026.1: 1 rules, 2 facts, 2 tests passed", "They work together");
    }

    @Test
    void theRuleOfTheGuideIsARule() throws Exception {
        String rule = yaml(Files.readString(PACKS)).get(1);
        String pack = """
                pack: {id: guide, version: 1, title: Guide, kind: law}
                facts:
                  in_eu: {type: bool, question: Where}
                  annex3_points: {type: set, values: [5b], question: Which}
                  fraud_detection_only: {type: bool, question: Whether}
                rules:
                %s
                test_facts: {in_eu: true, annex3_points: [5b], fraud_detection_only: false}
                tests:
                  - {name: score, on: 2027-12-02, tier: HIGH, fires: [aia-iii-5b]}
                  - {name: fraud, on: 2027-12-02, facts: {fraud_detection_only: true}, does_not_fire: [aia-iii-5b]}
                """.formatted(rule);
        PolicyPack.load("guide.yaml", pack.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void theGuideListsThePacksThatShip() throws Exception {
        String guide = Files.readString(PACKS);
        for (String file : ShippedPacks.files().keySet()) {
            assertThat(guide).contains("| `" + file.replace(".yaml", "") + "` |");
        }
    }

    @Test
    void theGuideToTheJsonNamesEveryFieldThatIsPrinted() throws Exception {
        assertThat(run("tier", EXAMPLE.toString(), "--json", "--on", "2026-11-22"))
                .isZero();
        var fields = new TreeSet<String>();
        new com.fasterxml.jackson.databind.ObjectMapper()
                .readTree(out)
                .fieldNames()
                .forEachRemaining(fields::add);
        String guide = Files.readString(TIERING);
        assertThat(fields).isNotEmpty().allSatisfy(field -> assertThat(guide).contains("`" + field + "`"));
    }

    /** With the example's facts, with too few of them, and with what cannot be read: only the last one ends a job. */
    @Test
    void theCommandForCiDoesWhatTheGuideSays() throws Exception {
        List<String> commands = blocks("sh", Files.readString(TIERING));
        assertThat(commands).hasSize(1);
        Files.copy(EXAMPLE, directory.resolve("facts.yaml"));
        assertThat(shell(commands.get(0))).isZero();
        assertThat(Files.readString(directory.resolve("tier.json"))).contains("\"tier\" : \"HIGH\"");
        Files.writeString(directory.resolve("facts.yaml"), "{}\n");
        assertThat(shell(commands.get(0))).isZero();
        assertThat(Files.readString(directory.resolve("tier.json"))).contains("\"status\" : \"BLOCKED\"");
        Files.writeString(directory.resolve("facts.yaml"), "in_eu: [\n");
        assertThat(shell(commands.get(0))).isEqualTo(1);
    }

    /** Runs the commands in the folder, with a stand-in for the script of the checkout, which would build the module first. */
    private int shell(String commands) throws IOException, InterruptedException {
        Path script = Files.writeString(
                directory.resolve("gatehouse"),
                "#!/bin/sh\nexec '" + Path.of(System.getProperty("java.home"), "bin", "java")
                        + "' -XX:TieredStopAtLevel=1 -cp '" + System.getProperty("java.class.path") + "' "
                        + RiskCommand.class.getName() + " \"$@\"\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
        ProcessBuilder builder = new ProcessBuilder("sh", "-ec", commands)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("said.txt").toFile());
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        return builder.start().waitFor();
    }

    private static List<String> yaml(String markdown) {
        return blocks("yaml", markdown);
    }

    private static List<String> blocks(String language, String markdown) {
        List<String> blocks = new ArrayList<>();
        Matcher block =
                Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL).matcher(markdown);
        while (block.find()) {
            blocks.add(block.group(1));
        }
        return blocks;
    }
}
