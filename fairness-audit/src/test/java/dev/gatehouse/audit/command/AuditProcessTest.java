package dev.gatehouse.audit.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command as a process of its own: locale, exit code, signals. */
class AuditProcessTest {
    @TempDir
    Path folder;

    private Path temporary;

    @BeforeEach
    void writePlan() throws IOException {
        temporary = Files.createDirectory(folder.resolve("temporary"));
        Files.writeString(folder.resolve("plan.yaml"), """
                kind: fairness
                data: rows.csv
                decision: {column: hired, positive: "1"}
                protected: [group]
                limits: {impact_ratio: {min: 0.8}}
                """);
    }

    private void rows(int count) throws IOException {
        try (var csv = Files.newBufferedWriter(folder.resolve("rows.csv"))) {
            csv.write("group,hired,note\n");
            for (int i = 0; i < count; i++) {
                csv.write((i % 2 == 0 ? "Zoë," : "b,") + i % 3 % 2 + ",row " + i + " of many\n");
            }
        }
    }

    private Process start(String locale) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx192m",
                "-Djava.io.tmpdir=" + temporary,
                "-cp",
                System.getProperty("java.class.path"),
                AuditCommand.class.getName(),
                "plan.yaml"));
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().put("LC_ALL", locale);
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        return builder.redirectOutput(folder.resolve("out").toFile())
                .redirectError(folder.resolve("err").toFile())
                .start();
    }

    private List<Path> temporaryFolders() {
        try (Stream<Path> files = Files.list(temporary)) {
            return files.filter(file -> file.getFileName().toString().startsWith("gatehouse-audit-"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void theLocaleDecidesWhatIsPrinted() throws Exception {
        rows(3000);
        Process inC = start("C");
        assertThat(inC.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(Files.readString(folder.resolve("err"))).isEmpty();
        assertThat(Files.readString(folder.resolve("out"))).isASCII().contains("Zo\\u{eb}");
        assertThat(inC.exitValue()).isZero();

        Process inUtf8 = start("C.UTF-8");
        assertThat(inUtf8.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(Files.readString(folder.resolve("out"), StandardCharsets.UTF_8))
                .contains("Zoë", "≥ 0.8");
        assertThat(temporaryFolders()).isEmpty();
    }

    @Test
    void anAuditThatIsStoppedRemovesWhatItLaidAside() throws Exception {
        rows(1_500_000);
        Process audit = start("C.UTF-8");
        for (int i = 0; i < 6_000 && audit.isAlive() && temporaryFolders().isEmpty(); i++) {
            Thread.sleep(5);
        }
        assertThat(temporaryFolders()).hasSize(1);
        // Not SIGINT, which a shell has background jobs ignore, and their children with them; Java treats both alike.
        new ProcessBuilder("kill", "-TERM", Long.toString(audit.pid())).start().waitFor();
        assertThat(audit.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(audit.exitValue())
                .as(Files.readString(folder.resolve("err")))
                .isEqualTo(143);
        assertThat(temporaryFolders()).isEmpty();
        assertThat(Files.readString(folder.resolve("out"))).isEmpty();
    }
}
