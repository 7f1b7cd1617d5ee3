package dev.gatehouse.governance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.approval.canonical.Digest;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a bundle's README says somebody can check without us, done by public tools as it says it. */
@QuarkusTest
@QuarkusTestResource(TestWorld.class)
class PublicToolsTest {

    private static final String INDENT = "    ";
    /** The interpreter that Debian's python3-securesystemslib is for; another one on the PATH may not have it. */
    private static final String PYTHON =
            Files.isExecutable(Path.of("/usr/bin/python3")) ? "/usr/bin/python3" : "python3";

    @TempDir
    Path folder;

    @BeforeAll
    static void theToolsAreHere() throws Exception {
        for (List<String> tool : List.of(
                List.of("openssl", "version"),
                List.of("jq", "--version"),
                List.of("sha256sum", "--version"),
                List.of(PYTHON, "-c", "import securesystemslib, cryptography"))) {
            assertThat(exitCode(Path.of("."), tool))
                    .as("%s must run: apt-get install openssl jq coreutils python3-securesystemslib", tool)
                    .isZero();
        }
    }

    @Test
    void everyCommandOfTheReadmeVerifiesABundleAndFindsAForgedOne() throws Exception {
        String release = Journey.ready("public-tools", "1").submit("1");
        Journey.approveByAll(release);
        Bundle bundle = Bundle.of(release);
        lay(bundle.files());
        List<String> blocks = blocks(new String(bundle.file("README.txt"), UTF_8));
        assertThat(blocks).hasSize(5);
        List<List<String>> commands = List.of(shell(0), shell(1), shell(2), python(3), python(4));
        for (int i = 0; i < blocks.size(); i++) {
            Files.writeString(folder.resolve("block-" + i), scoped(blocks.get(i)));
        }
        Files.createDirectories(folder.resolve("scratch"));

        assertThat(output(commands.get(0)))
                .contains(
                        "dossier.json: OK",
                        Digest.of(bundle.file("dossier.json")).hex());
        assertThat(output(commands.get(1)))
                .contains("Signature Verified Successfully", "sha256 ", "checkpoint ", "release " + release);
        assertThat(output(commands.get(2))).contains("Verified OK");
        assertThat(output(commands.get(3)))
                .contains(
                        "permit verified",
                        Digest.of(bundle.file("dossier.json")).toString());
        assertThat(output(commands.get(4))).contains("acts verified: ");

        Path permit = folder.resolve("permit.dsse.json");
        String envelope = Files.readString(permit);
        String payload = envelope.replaceAll(".*\"payload\":\"([^\"]+)\".*", "$1");
        String forged = java.util.Base64.getEncoder()
                .encodeToString(new String(java.util.Base64.getDecoder().decode(payload), UTF_8)
                        .replace("\"production\"", "\"everywhere\"")
                        .getBytes(UTF_8));
        Files.writeString(permit, envelope.replace(payload, forged));
        String leaf = bundle.files().keySet().stream()
                .filter(name -> name.endsWith(".leaf.json"))
                .findFirst()
                .orElseThrow();
        Files.writeString(
                folder.resolve(leaf), new String(bundle.file(leaf), UTF_8).replace("\"at\":\"2", "\"at\":\"3"));
        // Somebody takes an act out and writes a list that fits.
        Path sums = folder.resolve("SHA256SUMS");
        Files.writeString(
                sums,
                Files.readString(sums)
                        .lines()
                        .filter(line -> !line.contains(leaf.replace("leaf.json", "")))
                        .collect(Collectors.joining("\n", "", "\n")));
        for (List<String> command : commands) {
            assertThat(exitCode(folder, command)).as("%s", command).isNotZero();
        }
    }

    /** Blocks of lines indented by four spaces, without the indent. */
    private static List<String> blocks(String readme) {
        List<String> blocks = new ArrayList<>();
        StringBuilder block = new StringBuilder();
        for (String line : (readme + "\nend").split("\n")) {
            if (line.startsWith(INDENT) && !line.startsWith(INDENT.repeat(4))) {
                block.append(line.substring(INDENT.length())).append('\n');
            } else if (line.startsWith(INDENT.repeat(4)) && !block.isEmpty()) {
                block.append(line.substring(INDENT.length())).append('\n');
            } else if (!block.isEmpty()) {
                blocks.add(block.toString());
                block.setLength(0);
            }
        }
        return blocks;
    }

    /** Scratch files go where the test cleans up. */
    private static String scoped(String block) {
        return block.replace("/tmp/", "scratch/");
    }

    private List<String> shell(int block) {
        return List.of("sh", "-e", folder.resolve("block-" + block).toString());
    }

    private List<String> python(int block) {
        return List.of(PYTHON, folder.resolve("block-" + block).toString());
    }

    private void lay(Map<String, byte[]> files) throws IOException {
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Path path = folder.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.write(path, file.getValue());
        }
    }

    private String output(List<String> command) throws Exception {
        Path output = Files.createTempFile(folder, "output-", ".txt");
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        String text = Files.readString(output);
        assertThat(process.exitValue()).as("%s says %s", command, text).isZero();
        return text;
    }

    private static int exitCode(Path folder, List<String> command) throws Exception {
        try {
            Process process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(60, TimeUnit.SECONDS) ? process.exitValue() : -1;
        } catch (IOException e) {
            return -1;
        }
    }
}
