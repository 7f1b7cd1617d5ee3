package dev.gatehouse.sandbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.assertj.core.api.Assertions;

/** The shell commands of a guide, run against the sandbox in place of the demo. */
final class Snippets {

    private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern BLOCK = Pattern.compile("(?ms)^( *)```sh\\n(.*?)^\\1```$");
    private static final Pattern SECTION = Pattern.compile("(?m)^(?=## )");

    /** What the script ./gatehouse starts for verify and gate, without looking for sources to build. */
    private static final String COMMAND = "gatehouse() { \"$JAVA\" -XX:TieredStopAtLevel=1 -cp \"$CLASSES\""
            + " dev.gatehouse.approval.command.GatehouseCommand \"$@\"; }\n";

    /** The guides ask for a token before each call, at a fifth of a second of Keycloak's work: asked alike within two minutes, it is given again. */
    private static final String TOKENS = """
            curl() {
              case "$*" in
                *grant_type=password*)
                  kept=$TOKENS/$(printf %s "$*" | cksum | tr ' ' -)
                  if [ -z "$(find "$kept" -mmin -2 2>/dev/null)" ]; then
                    fresh=$kept.$BASHPID
                    command curl "$@" > "$fresh" && mv "$fresh" "$kept" || return
                  fi
                  cat "$kept" ;;
                *) command curl "$@" ;;
              esac
            }
            """;

    /** A guide that waits for what never comes ends with 124. */
    private static final String LIMIT_SECONDS = "600";

    private final String guide;
    private final RunningSandbox sandbox;
    private final Path folder;

    private Snippets(String guide, RunningSandbox sandbox, Path folder) {
        this.guide = guide;
        this.sandbox = sandbox;
        this.folder = folder;
    }

    static Snippets of(String file, RunningSandbox sandbox) throws IOException {
        return new Snippets(Files.readString(PROJECT.resolve("docs").resolve(file)), sandbox, PROJECT);
    }

    /** Runs in that folder instead of the project's root. */
    Snippets in(Path other) {
        return new Snippets(guide, sandbox, other);
    }

    /** Keeps those sections, by how their headings begin. */
    Snippets sections(String... beginnings) {
        List<String> kept = Arrays.stream(SECTION.split(guide))
                .filter(section -> Arrays.stream(beginnings).anyMatch(b -> section.startsWith("## " + b)))
                .toList();
        Assertions.assertThat(kept).as("sections of the guide").hasSameSizeAs(beginnings);
        return new Snippets(String.join("", kept), sandbox, folder);
    }

    /** Says something else than the guide does, such as where a file is. */
    Snippets with(String word, Object instead) {
        Assertions.assertThat(guide).contains(word);
        return new Snippets(guide.replace(word, instead.toString()), sandbox, folder);
    }

    /** Runs all commands as one script, which ends at the first that fails; what they printed. */
    String run() throws IOException, InterruptedException {
        return exits(0, String.join("\n", blocks()));
    }

    /** Runs each block by itself, whose last command ends with the code at its place; what each printed. */
    List<String> each(int... codes) throws IOException, InterruptedException {
        List<String> blocks = blocks();
        Assertions.assertThat(blocks).as("blocks of commands").hasSize(codes.length);
        List<String> said = new ArrayList<>();
        for (int i = 0; i < codes.length; i++) {
            said.add(exits(codes[i], blocks.get(i)));
        }
        return said;
    }

    /** The blocks of commands; one in a list is indented as the list is. */
    private List<String> blocks() {
        return BLOCK.matcher(guide)
                .results()
                .map(block -> block.group(2).replaceAll("(?m)^" + block.group(1), ""))
                .toList();
    }

    private String exits(int code, String commands) throws IOException, InterruptedException {
        String script = commands.replace(
                        "http://127.0.0.1:18080", sandbox.governance().toString())
                .replace(
                        "http://127.0.0.1:18180/realms/gatehouse",
                        sandbox.issuer().toString())
                .replace("http://127.0.0.1:18500", sandbox.modelServer().toString())
                .replace("http://127.0.0.1:18090", sandbox.gateway().toString())
                .replace("PGPORT=15432", "PGPORT=" + sandbox.ports().postgres())
                .replace("./gatehouse ", "gatehouse ")
                .replace(".gatehouse/", sandbox.downloads().getParent() + "/");
        ProcessBuilder builder = new ProcessBuilder(
                        "timeout", LIMIT_SECONDS, "bash", "-c", "set -euo pipefail\n" + COMMAND + TOKENS + script)
                .directory(folder.toFile())
                .redirectErrorStream(true);
        builder.environment()
                .put("JAVA", ProcessHandle.current().info().command().orElse("java"));
        builder.environment()
                .put(
                        "TOKENS",
                        Files.createDirectories(sandbox.downloads().resolve("tokens"))
                                .toString());
        builder.environment().put("CLASSES", System.getProperty("java.class.path"));
        Process shell = builder.start();
        String said = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        Assertions.assertThat(shell.waitFor()).as("%s\nsaid\n%s", script, said).isEqualTo(code);
        return said;
    }
}
