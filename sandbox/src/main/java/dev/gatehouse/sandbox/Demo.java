package dev.gatehouse.sandbox;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Level;
import java.util.logging.Logger;
import sun.misc.Signal;

/**
 * {@code ./gatehouse demo}: starts the sandbox, plays the story and stays up.
 *
 * <p>Exit codes: 0 when the story was as told (and the sandbox was stopped afterwards), 1 when it was not, a part could not be started or died,
 * 2 for a wrong argument, 130 when it was stopped before the story's end.
 */
public final class Demo {

    private static final int AS_TOLD = 0;
    private static final int FAILED = 1;
    private static final int WRONG_ARGUMENT = 2;
    private static final int STOPPED_EARLY = 130;

    private final PrintStream out;
    private final CountDownLatch stopAsked = new CountDownLatch(1);
    private volatile boolean told;
    private volatile boolean ending;

    private Demo(PrintStream out) {
        this.out = out;
    }

    /** Arguments: the repository's root, then {@code --exit} (stop when the story is told) and {@code --fresh} (forget earlier runs). */
    public static void main(String[] arguments) {
        List<String> options = List.of(arguments).subList(Math.min(1, arguments.length), arguments.length);
        if (arguments.length == 0 || !List.of("--exit", "--fresh").containsAll(options)) {
            System.err.println("usage: Demo PROJECT_DIRECTORY [--exit] [--fresh]");
            System.exit(WRONG_ARGUMENT);
        }
        // Libraries that log through slf4j have nothing to say here that their exceptions do not.
        System.setProperty("slf4j.internal.verbosity", "ERROR");
        Logger.getLogger("").setLevel(Level.WARNING);
        Path project = Path.of(arguments[0]).toAbsolutePath().normalize();
        int status = new Demo(System.out)
                .run(Sandbox.Settings.demo(project, options.contains("--fresh")), options.contains("--exit"));
        System.exit(status);
    }

    private int run(Sandbox.Settings settings, boolean exit) {
        long begin = System.nanoTime();
        Sandbox sandbox;
        try {
            sandbox = new Sandbox(settings, out::println);
        } catch (SandboxException e) {
            out.println("\n" + e.getMessage());
            return FAILED;
        }
        for (String signal : List.of("INT", "TERM", "HUP")) {
            Signal.handle(new Signal(signal), received -> stop(sandbox));
        }
        sandbox.death().thenAcceptAsync(what -> fail(sandbox, what));
        try (sandbox) {
            out.println("Starting (logs in " + settings.state().resolve("logs") + "):");
            RunningSandbox running = sandbox.start();
            List<String> tour = Story.ofCreditDefault().play(running, out);
            told = true;
            out.println(String.format(
                    Locale.ROOT, "%nThe story is told, %.0f s after the start.", (System.nanoTime() - begin) / 1e9));
            out.println("\nLook for yourself (password: " + RunningSandbox.PEOPLES_PASSWORD + ")");
            tour.forEach(line -> out.println("  " + line));
            if (!exit) {
                out.println(whatRunsWhere(running));
                stopAsked.await();
            }
            return AS_TOLD;
        } catch (SandboxException | Story.Otherwise e) {
            return failedOrStopped(e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return STOPPED_EARLY;
        }
    }

    /** What went wrong while everything is being taken down is a consequence, not news. */
    private int failedOrStopped(String message) {
        if (ending) {
            waitForTheEnd();
        }
        out.println("\n" + message);
        return FAILED;
    }

    private void stop(Sandbox sandbox) {
        if (!ending) {
            ending = true;
            out.println("\nStopping …");
            sandbox.close();
            System.exit(told ? AS_TOLD : STOPPED_EARLY);
        }
    }

    private void fail(Sandbox sandbox, String what) {
        if (!ending) {
            ending = true;
            out.println("\n" + what + "Stopping the rest …");
            sandbox.close();
            System.exit(FAILED);
        }
    }

    private static void waitForTheEnd() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String whatRunsWhere(RunningSandbox running) {
        Ports ports = running.ports();
        return """

                What runs where, on 127.0.0.1
                  pages and API      %s
                  gateway            %s/v2
                  gateway's status   %s/status
                  Keycloak           %s
                  PostgreSQL         port %d, database gatehouse
                  model server       %s/v2

                Who can sign in (password: %s)
                  erin               engineer
                  enzo, ines         engineers on the board
                  viktor             validator; on the board for validation
                  priya, lars        on the board for product, for legal
                  emeka              on the board for ethics
                  odile              operator
                  carla              compliance

                Ctrl-C stops everything; the data stay for the next run.""".formatted(
                        running.governance(),
                        running.gateway(),
                        running.gatewayManagement(),
                        running.issuer(),
                        ports.postgres(),
                        running.modelServer(),
                        RunningSandbox.PEOPLES_PASSWORD);
    }
}
