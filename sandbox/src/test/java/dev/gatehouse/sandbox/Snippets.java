package dev.gatehouse.sandbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.assertj.core.api.Assertions;

/** The shell commands of a guide, run as one script against the sandbox in place of the demo. */
final class Snippets {

    private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```sh\\n(.*?)^```$");
    private static final Pattern SECTION = Pattern.compile("(?m)^(?=## )");

    private final String guide;
    private final RunningSandbox sandbox;

    private Snippets(String guide, RunningSandbox sandbox) {
        this.guide = guide;
        this.sandbox = sandbox;
    }

    static Snippets of(String file, RunningSandbox sandbox) throws IOException {
        return new Snippets(Files.readString(PROJECT.resolve("docs").resolve(file)), sandbox);
    }

    /** Keeps those sections, by how their headings begin. */
    Snippets sections(String... beginnings) {
        List<String> kept = Arrays.stream(SECTION.split(guide))
                .filter(section -> Arrays.stream(beginnings).anyMatch(b -> section.startsWith("## " + b)))
                .toList();
        Assertions.assertThat(kept).as("sections of the guide").hasSameSizeAs(beginnings);
        return new Snippets(String.join("", kept), sandbox);
    }

    /** Says something else than the guide does, such as where a file is. */
    Snippets with(String word, Object instead) {
        Assertions.assertThat(guide).contains(word);
        return new Snippets(guide.replace(word, instead.toString()), sandbox);
    }

    /** Runs the commands from the project's root, ending at the first that fails; what they printed. */
    String run() throws IOException, InterruptedException {
        String commands =
                BLOCK.matcher(guide).results().map(block -> block.group(1)).collect(Collectors.joining("\n"));
        String script = commands.replace(
                        "http://127.0.0.1:18080", sandbox.governance().toString())
                .replace(
                        "http://127.0.0.1:18180/realms/gatehouse",
                        sandbox.issuer().toString())
                .replace("http://127.0.0.1:18500", sandbox.modelServer().toString())
                .replace(".gatehouse/", sandbox.downloads().getParent() + "/");
        Process shell = new ProcessBuilder("bash", "-c", "set -euo pipefail\n" + script)
                .directory(PROJECT.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        Assertions.assertThat(shell.waitFor()).as("%s\nsaid\n%s", script, said).isZero();
        return said;
    }
}
