package dev.gatehouse.benchmarks;

import dev.gatehouse.audit.command.AuditCommand;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What one {@code ./gatehouse audit} costs, in a JVM of its own with the settings of that command, from the JVM's start to its end.
 *
 * @param cpuSeconds of all threads
 * @param residentMib the largest resident size
 */
record CommandCost(double cpuSeconds, double wallSeconds, double residentMib) {

    /**
     * @param folder for temporary files
     * @param arguments of the command
     * @throws IllegalStateException with what it said when it comes to no answer
     */
    static CommandCost of(Path folder, List<String> arguments) throws Exception {
        Path told = folder.resolve("cost");
        Path output = folder.resolve("output");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx192m",
                "-cp",
                System.getProperty("java.class.path"),
                Child.class.getName(),
                told.toString()));
        command.addAll(arguments);
        long begin = System.nanoTime();
        int code = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start()
                .waitFor();
        double wall = (System.nanoTime() - begin) / 1e9;
        if (code != 0 && code != 1 && code != 3) {
            throw new IllegalStateException("the audit ended with " + code + ": "
                    + Files.readString(output).strip());
        }
        List<String> lines = Files.readAllLines(told, StandardCharsets.UTF_8);
        return new CommandCost(Double.parseDouble(lines.get(0)), wall, Double.parseDouble(lines.get(1)));
    }

    /** The command, and at its end what it cost, in a file. */
    static final class Child {
        private Child() {}

        public static void main(String[] args) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                try {
                    Files.writeString(
                            Path.of(args[0]),
                            String.format(
                                    Locale.ROOT,
                                    "%f%n%d%n",
                                    ProcessCost.cpuSecondsSoFar(),
                                    ProcessCost.residentMib().orElseThrow()));
                } catch (Exception e) {
                    System.err.println("what the audit cost is not known: " + e);
                }
            }));
            AuditCommand.main(List.of(args).subList(1, args.length).toArray(String[]::new));
        }
    }
}
