package dev.gatehouse.sandbox;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A child process that cannot outlive this one.
 *
 * <p>Between the two stands a small shell whose standard input is a pipe that only this process holds open. When the pipe ends, because
 * {@link #stop()} closes it or because this process is gone, however it went, the shell sends the child SIGTERM and,
 * {@value #GRACE_SECONDS} s later, SIGKILL. The shell and the child ignore the terminal's Ctrl-C: the sandbox decides who stops when.
 */
final class Child {

    /** How long a child may take to stop before it is killed. */
    static final int GRACE_SECONDS = 20;

    /** Lines of its log that are shown when it died. */
    private static final int LAST_LINES = 15;

    private static final int LAST_BYTES = 64 << 10;

    private static final String WATCHDOG = """
            trap '' INT HUP
            grace=$1
            shift
            exec 3<&0
            "$@" </dev/null 3<&- &
            child=$!
            (
              while read -r _ <&3; do :; done
              kill -TERM "$child" 2>/dev/null
              waited=0
              while [ "$waited" -lt "$grace" ] && kill -0 "$child" 2>/dev/null; do sleep 1; waited=$((waited + 1)); done
              kill -KILL "$child" 2>/dev/null
            ) &
            guard=$!
            exec 3<&-
            wait "$child"
            status=$?
            kill "$guard" 2>/dev/null
            exit "$status"
            """;

    /** What a child inherits of the environment; anything else (KC_…, QUARKUS_…, JAVA_TOOL_OPTIONS) could change what is run. */
    private static final Set<String> INHERITED =
            Set.of("PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR", "USER", "LOGNAME");

    private final String name;
    private final Process watchdog;
    private final Path log;
    private volatile boolean expectedToEnd;

    private Child(String name, Process watchdog, Path log) {
        this.name = name;
        this.watchdog = watchdog;
        this.log = log;
    }

    /**
     * Starts a child.
     *
     * @param name what people call it
     * @param command program and arguments
     * @param environment added to the few inherited variables
     * @param directory its working directory
     * @param log where standard output and error go; begun anew
     */
    static Child start(String name, List<String> command, Map<String, String> environment, Path directory, Path log) {
        return start(name, command, environment, directory, log, GRACE_SECONDS);
    }

    /** As above, with the time in seconds between SIGTERM and SIGKILL. */
    static Child start(
            String name,
            List<String> command,
            Map<String, String> environment,
            Path directory,
            Path log,
            int graceSeconds) {
        List<String> arguments = new ArrayList<>(List.of(Integer.toString(graceSeconds)));
        arguments.addAll(command);
        try {
            Files.deleteIfExists(log);
            return new Child(name, watchdog(WATCHDOG, arguments, environment, directory, log), log);
        } catch (IOException e) {
            throw new SandboxException("cannot start " + name + ": " + e.getMessage(), e);
        }
    }

    /** Starts a shell script that acts when this process closes its standard input or is gone. */
    static Process watchdog(
            String script, List<String> arguments, Map<String, String> environment, Path directory, Path log)
            throws IOException {
        List<String> line = new ArrayList<>(List.of("/bin/sh", "-c", script, "gatehouse-watchdog"));
        line.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(line);
        builder.environment().keySet().retainAll(INHERITED);
        builder.environment().putAll(environment);
        builder.directory(directory.toFile());
        builder.redirectErrorStream(true);
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        return builder.start();
    }

    String name() {
        return name;
    }

    boolean isAlive() {
        return watchdog.isAlive();
    }

    /** Completes with a sentence and the last lines of the log when the child ends without having been stopped. */
    CompletableFuture<String> death() {
        return watchdog.onExit()
                .thenCompose(ended -> expectedToEnd
                        ? new CompletableFuture<>()
                        : CompletableFuture.completedFuture(epitaph(ended.exitValue())));
    }

    /** Waits for a child that ends by itself and gives its exit status. */
    int status(long limit, TimeUnit unit) {
        expectedToEnd = true;
        try {
            if (!watchdog.waitFor(limit, unit)) {
                throw new SandboxException(
                        name + " is not done after " + unit.toSeconds(limit) + " s; its log is " + log);
            }
            return watchdog.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SandboxException("interrupted while waiting for " + name, e);
        }
    }

    String epitaph(int status) {
        return name + " ended with status " + status + ". " + lastLines();
    }

    /** Stops the child and waits until it is gone. */
    void stop() {
        requestStop();
        awaitEnd();
    }

    /** Ends the child as a crash would: it gets no time for anything. */
    void kill() {
        expectedToEnd = true;
        watchdog.descendants().forEach(ProcessHandle::destroyForcibly);
        awaitEnd();
    }

    void requestStop() {
        expectedToEnd = true;
        try {
            watchdog.getOutputStream().close();
        } catch (IOException e) {
            // A pipe that cannot be closed belongs to a shell that is gone already.
        }
    }

    void awaitEnd() {
        try {
            if (!watchdog.waitFor(GRACE_SECONDS + 5, TimeUnit.SECONDS)) {
                watchdog.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The end of this child's log. */
    String lastLines() {
        return "Its last lines (" + log + "):\n" + lastLines(log).indent(4);
    }

    /** The end of a log, at most {@value #LAST_LINES} lines. */
    static String lastLines(Path log) {
        try (var channel = Files.newByteChannel(log)) {
            channel.position(Math.max(0, channel.size() - LAST_BYTES));
            var bytes = ByteBuffer.allocate(LAST_BYTES);
            while (bytes.hasRemaining() && channel.read(bytes) >= 0) {}
            String[] lines = new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8)
                    .stripTrailing()
                    .split("\n");
            return String.join(
                    "\n", Arrays.asList(lines).subList(Math.max(0, lines.length - LAST_LINES), lines.length));
        } catch (IOException e) {
            return "(no log: " + e.getMessage() + ")";
        }
    }
}
