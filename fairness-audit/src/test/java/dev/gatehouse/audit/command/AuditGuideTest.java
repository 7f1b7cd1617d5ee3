package dev.gatehouse.audit.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.audit.page.AuditPage;
import dev.gatehouse.audit.plan.AuditPlan;
import dev.gatehouse.audit.plan.DiagnosisPlan;
import dev.gatehouse.audit.plan.SplitsPlan;
import dev.gatehouse.audit.report.AuditReport;
import dev.gatehouse.audit.report.DiagnosisReport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every command of the guides docs/audit-command.md, docs/drift.md, docs/splits.md and docs/diagnosis.md, run in its order, and what the guide says of it. */
class AuditGuideTest {
    private static final Path DOCS = Path.of("..", "docs");

    @TempDir
    Path folder;

    /** A block of the guide in ```sh or ```text: commands, and what they print. */
    private record Block(String language, String text) {}

    private record Outcome(int code, String out) {}

    private static List<Block> blocks(String guide) throws IOException {
        Matcher fences =
                Pattern.compile("(?ms)^```(sh|text)\\n(.*?)^```$").matcher(Files.readString(DOCS.resolve(guide)));
        List<Block> blocks = new ArrayList<>();
        while (fences.find()) {
            boolean synopsis = fences.group(1).equals("text") && fences.group(2).startsWith("./gatehouse ");
            if (!synopsis) {
                blocks.add(new Block(fences.group(1), fences.group(2)));
            }
        }
        return blocks;
    }

    private Outcome run(String script) throws Exception {
        Path out = folder.resolve("out.txt");
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", script).directory(folder.toFile());
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        Process process =
                builder.redirectErrorStream(true).redirectOutput(out.toFile()).start();
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        return new Outcome(process.exitValue(), Files.readString(out));
    }

    /** Stands for the script of the checkout, which would build the module first. */
    private void installCommand() throws IOException {
        Path command = folder.resolve("gatehouse");
        Files.writeString(
                command,
                "#!/bin/sh\nshift\nexec '" + Path.of(System.getProperty("java.home"), "bin", "java")
                        + "' -Xmx192m -XX:TieredStopAtLevel=1 -cp '" + System.getProperty("java.class.path") + "' "
                        + AuditCommand.class.getName() + " \"$@\"\n");
        Files.setPosixFilePermissions(command, PosixFilePermissions.fromString("rwx------"));
    }

    @Test
    void theCommandsDoWhatTheGuideSays() throws Exception {
        installCommand();
        List<Block> blocks = blocks("audit-command.md");
        assertThat(blocks.stream().map(Block::language)).containsExactly("sh", "sh", "sh", "text", "sh", "sh", "sh");

        assertThat(run(blocks.get(0).text())).isEqualTo(new Outcome(0, ""));
        assertThat(Files.readAllLines(folder.resolve("scores.csv"))).hasSize(6001);
        assertThat(run(blocks.get(1).text())).isEqualTo(new Outcome(0, ""));

        Outcome table = run(blocks.get(2).text());
        assertThat(table.code()).isEqualTo(1);
        assertThat(table.out().lines()).containsAll(blocks.get(3).text().lines().toList());

        assertThat(run(blocks.get(4).text()).code()).isEqualTo(1);
        AuditPlan plan = AuditPlan.parse(Files.readAllBytes(folder.resolve("plan.yaml")));
        AuditReport report = AuditReport.parse(Files.readAllBytes(folder.resolve("report.json")));
        assertThat(Files.readString(folder.resolve("report.html"))).isEqualTo(AuditPage.html(plan, report));

        Outcome recomputed = run(blocks.get(5).text());
        assertThat(recomputed.code()).isEqualTo(3);
        assertThat(recomputed.out()).contains("INSUFFICIENT  impact_ratio ≥ 0.6", "[0.585, 0.674]");

        assertThat(run(blocks.get(6).text()).out()).endsWith("beyond a limit\n");
    }

    @Test
    void theCommandsOfTheDriftGuideDoWhatItSays() throws Exception {
        installCommand();
        List<Block> blocks = blocks("drift.md");
        assertThat(blocks.stream().map(Block::language)).containsExactly("sh", "sh", "text", "sh");
        assertThat(run(blocks.get(0).text())).isEqualTo(new Outcome(0, ""));
        assertThat(Files.readAllLines(folder.resolve("current.csv"))).hasSize(4001);
        Outcome table = run(blocks.get(1).text());
        assertThat(table.code()).isEqualTo(1);
        List<String> printed = table.out().lines().toList();
        assertThat(blocks.get(2).text().lines())
                .allSatisfy(line -> assertThat(printed).anyMatch(each -> isAlike(line, each)));
        assertThat(Files.readString(folder.resolve("drift.html")))
                .startsWith("<!DOCTYPE html>")
                .contains("<svg ");
        Outcome recomputed = run(blocks.get(3).text());
        assertThat(recomputed.code()).isZero();
        assertThat(recomputed.out()).contains("PASS: drift of current.csv against training.csv");
    }

    private void copyCardHolders() throws IOException {
        Path rows = Path.of("sandbox/src/main/resources/dev/gatehouse/sandbox/data/credit-default.csv.gz");
        Files.createDirectories(folder.resolve(rows).getParent());
        Files.copy(Path.of("..").resolve(rows), folder.resolve(rows));
    }

    @Test
    void theExampleOfACheckOfSplitsFindsWhatTheGuideSays() throws Exception {
        installCommand();
        copyCardHolders();
        List<Block> blocks = blocks("splits.md");
        assertThat(blocks.stream().map(Block::language)).containsExactly("sh", "sh", "text");
        assertThat(run(blocks.get(0).text())).isEqualTo(new Outcome(0, ""));
        Outcome told = run(blocks.get(1).text());
        assertThat(told.code()).as(told.out()).isEqualTo(1);
        List<String> printed = told.out().lines().toList();
        assertThat(blocks.get(2).text().lines())
                .allSatisfy(line -> assertThat(printed).anyMatch(each -> isAlike(line, each)));
        assertThat(Files.readString(folder.resolve("splits.html"))).contains("<svg ");
        SplitsPlan shape = SplitsPlan.parse(Files.readString(DOCS.resolve("splits.md"))
                .split("```yaml\\n")[1]
                .split("```")[0]
                .getBytes(StandardCharsets.UTF_8));
        assertThat(shape.gap()).hasDays(30);
    }

    @Test
    void theWorkedExamplesOfADiagnosisFindWhatTheGuideSays() throws Exception {
        installCommand();
        copyCardHolders();
        List<Block> blocks = blocks("diagnosis.md");
        assertThat(blocks.stream().map(Block::language)).containsExactly("sh", "sh", "text", "sh", "text");
        assertThat(run(blocks.get(0).text())).isEqualTo(new Outcome(0, ""));
        assertThat(Files.readAllLines(folder.resolve("before.csv"))).hasSize(7501);
        for (int example : new int[] {1, 3}) {
            Outcome told = run(blocks.get(example).text());
            assertThat(told.code()).as(told.out()).isZero();
            List<String> printed = told.out().lines().toList();
            assertThat(blocks.get(example + 1).text().lines())
                    .allSatisfy(line -> assertThat(printed).anyMatch(each -> isAlike(line, each)));
        }
        DiagnosisReport report = DiagnosisReport.parse(Files.readAllBytes(folder.resolve("rejections.json")));
        assertThat(report.metrics().get(0).change().lower()).isNegative();
        assertThat(report.metrics().get(0).change().upper()).isPositive();
        assertThat(report.segments().stream()
                        .filter(each -> each.metric().equals("fpr") && each.pHolm() < 0.05)
                        .map(DiagnosisReport.Segment::value))
                .containsExactly("under 30");
        assertThat(Files.readString(folder.resolve("precision.html"))).contains("<svg ");
        DiagnosisPlan shape = DiagnosisPlan.parse(Files.readString(DOCS.resolve("diagnosis.md"))
                .split("```yaml\\n")[1]
                .split("```")[0]
                .getBytes(StandardCharsets.UTF_8));
        assertThat(shape.weakLabel()).isEqualTo("first_guess");
    }

    /** The same words, and numbers that differ by little: what chance shows is drawn, and may be drawn in another way one day. */
    private static boolean isAlike(String line, String other) {
        String[] words = line.strip().split("[\\s\\[\\],]+");
        String[] others = other.strip().split("[\\s\\[\\],]+");
        if (words.length != others.length) {
            return false;
        }
        for (int i = 0; i < words.length; i++) {
            boolean number = words[i].matches("0\\.[0-9]+") && others[i].matches("0\\.[0-9]+");
            if (number
                    ? Math.abs(Double.parseDouble(words[i]) - Double.parseDouble(others[i])) > 0.01
                    : !words[i].equals(others[i])) {
                return false;
            }
        }
        return true;
    }
}
