package dev.gatehouse.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ChildTest {

    @TempDir
    Path directory;

    /** Run as a process of its own: starts a child that writes its process id and sleeps, then waits to be killed. */
    static final class Parent {
        private Parent() {}

        public static void main(String[] arguments) throws InterruptedException {
            Path directory = Path.of(arguments[0]);
            Child child = sleeper(directory);
            Thread.sleep(TimeUnit.MINUTES.toMillis(5));
            child.stop();
        }
    }

    private static Child sleeper(Path directory) {
        return Child.start(
                "sleeper",
                List.of("/bin/sh", "-c", "echo $$ > pid.new; mv pid.new pid; exec sleep 300"),
                Map.of(),
                directory,
                directory.resolve("sleeper.log"));
    }

    @Test
    void aChildEndsWhenItsParentIsKilled() throws Exception {
        Process parent = new ProcessBuilder(
                        Services.javaProgram(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Parent.class.getName(),
                        directory.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("parent.log").toFile())
                .start();
        ProcessHandle sleeper = process(directory);
        assertThat(sleeper.isAlive()).isTrue();

        parent.destroyForcibly().waitFor(); // SIGKILL

        sleeper.onExit().get(10, TimeUnit.SECONDS);
        assertThat(sleeper.isAlive()).isFalse();
    }

    @Test
    void aStoppedChildIsGoneAndItsDeathIsNoNews() throws Exception {
        Child child = sleeper(directory);
        ProcessHandle sleeper = process(directory);
        var death = child.death();
        child.stop();
        assertThat(sleeper.isAlive()).isFalse();
        assertThat(child.isAlive()).isFalse();
        assertThat(death).isNotDone();
    }

    @Test
    void aChildThatIsDeafToTermIsKilled() throws Exception {
        Child child = Child.start(
                "deaf",
                List.of("/bin/sh", "-c", "trap '' TERM; echo $$ > pid.new; mv pid.new pid; while :; do sleep 1; done"),
                Map.of(),
                directory,
                directory.resolve("deaf.log"),
                1);
        ProcessHandle deaf = process(directory);
        child.stop();
        assertThat(deaf.isAlive()).isFalse();
    }

    @Test
    void aDeathIsToldWithTheLastLines() throws Exception {
        Child child = Child.start(
                "brief",
                List.of("/bin/sh", "-c", "echo first; echo the disk is full >&2; exit 3"),
                Map.of(),
                directory,
                directory.resolve("brief.log"));
        assertThat(child.death().get(10, TimeUnit.SECONDS))
                .startsWith("brief ended with status 3. Its last lines (" + directory.resolve("brief.log") + "):")
                .contains("    first\n    the disk is full\n");
    }

    @Test
    void aChildDoesNotInheritSettingsOfOthers() throws Exception {
        Child child = Child.start(
                "environment",
                List.of("/bin/sh", "-c", "env; exit 1"),
                Map.of("GIVEN", "yes"),
                directory,
                directory.resolve("environment.log"));
        assertThat(child.death().get(10, TimeUnit.SECONDS))
                .contains("GIVEN=yes")
                .doesNotContain("JAVA_HOME");
    }

    private static ProcessHandle process(Path directory) throws Exception {
        Path file = directory.resolve("pid");
        for (int i = 0; i < 200 && !Files.exists(file); i++) {
            Thread.sleep(100);
        }
        return ProcessHandle.of(Long.parseLong(Files.readString(file).trim())).orElseThrow();
    }
}
