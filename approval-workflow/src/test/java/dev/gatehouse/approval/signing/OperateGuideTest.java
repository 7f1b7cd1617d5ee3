package dev.gatehouse.approval.signing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.approval.ledger.LedgerKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of docs/operate.md that make keys, run as they stand: the service takes what they make. */
class OperateGuideTest {
    private static final Pattern SECTION = Pattern.compile("(?m)^(?=## )");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^( *)```sh\\n(.*?)^\\1```$");
    private static final char[] PASSWORD = "a long password".toCharArray();

    @TempDir
    Path folder;

    @Test
    void theSigningKeyIsMadeAndRotatedAsTheGuideSays() throws Exception {
        List<String> blocks = blocks("The signing key");
        assertThat(blocks)
                .as("the first key, a new key, the old one taken away")
                .hasSize(3);
        Path keystore = folder.resolve("permit-key.p12");

        run(blocks.get(0));
        SigningKeys first = open(keystore, null);
        assertThat(pem("permit-key.pem")).isEqualTo(first.active().verificationKey());

        run(blocks.get(1));
        SigningKeys before = open(keystore, "permit");
        SigningKeys after = open(keystore, "permit-2027");
        assertThat(before.active().keyId()).isEqualTo(first.active().keyId());
        assertThat(pem("permit-2027.pem")).isEqualTo(after.active().verificationKey());
        assertThat(after.trusted().keys())
                .containsExactlyInAnyOrder(
                        first.active().verificationKey(), after.active().verificationKey());

        run(blocks.get(2));
        SigningKeys alone = open(keystore, null, folder.resolve("permit-key.pem"));
        assertThat(alone.active().keyId()).isEqualTo(after.active().keyId());
        assertThat(alone.trusted().keys()).contains(first.active().verificationKey());
    }

    @Test
    void theLedgersKeyIsMadeAsTheGuideSays() throws Exception {
        List<String> blocks = blocks("The ledger");
        assertThat(blocks).hasSize(1);
        run(blocks.get(0));
        LedgerKey key = LedgerKey.fromKeystore(folder.resolve("ledger-key.p12"), PASSWORD, "example.org/gatehouse");
        assertThat(key.noteKey().verifierKey()).startsWith("example.org/gatehouse+");
    }

    private static SigningKeys open(Path keystore, String alias, Path... retired) {
        return SigningKeys.open(keystore, PASSWORD, Optional.ofNullable(alias), List.of(retired));
    }

    private VerificationKey pem(String file) {
        return TrustedKeys.fromPemFile(folder.resolve(file)).keys().get(0);
    }

    private static List<String> blocks(String section) throws IOException {
        String guide = Files.readString(Path.of("..", "docs", "operate.md"));
        List<String> found = SECTION.splitAsStream(guide)
                .filter(part -> part.startsWith("## " + section + "\n"))
                .toList();
        assertThat(found).hasSize(1);
        return BLOCK.matcher(found.get(0))
                .results()
                .map(block -> block.group(2).replaceAll("(?m)^" + block.group(1), ""))
                .toList();
    }

    /** In one folder, each in a shell of its own that knows the password, as that of an operator does on another day. */
    private void run(String commands) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder("bash", "-c", "set -euo pipefail\n" + commands)
                .directory(folder.toFile())
                .redirectErrorStream(true);
        builder.environment().put("KEYPASS", new String(PASSWORD));
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        builder.environment()
                .merge("PATH", "", (path, none) -> Path.of(System.getProperty("java.home"), "bin") + ":" + path);
        Process shell = builder.start();
        String said = new String(shell.getInputStream().readAllBytes(), UTF_8);
        assertThat(shell.waitFor()).as("%s\nsaid\n%s", commands, said).isZero();
    }
}
