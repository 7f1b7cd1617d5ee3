package dev.gatehouse.benchmarks;

import dev.gatehouse.audit.command.AuditCommand;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * What ten times the rows cost the command, in a JVM of its own with the settings of {@code ./gatehouse audit}: CPU time and the
 * largest resident size. What the command costs on {@value #FEW} rows (start, compiling, evaluation) is taken off both sides,
 * since it would flatter the ratio.
 */
final class AuditScale implements Benchmarks.Benchmark {
    static final long FEW = 1_000;

    private static final double LIMIT_TIMES = 11;
    private static final double LIMIT_RESIDENT_MIB = 512;
    private static final long BYTES_PER_ROW_ON_DISK = 20;

    private final long rows;
    private final long more;

    AuditScale(long rows, long more) {
        this.rows = rows;
        this.more = more;
    }

    /** CPU seconds, wall seconds and the largest resident size of one run. */
    private record Cost(double cpuSeconds, double wallSeconds, double residentMib) {}

    @Override
    public Figures run() throws Exception {
        Path folder = Files.createTempDirectory("gatehouse-bench-");
        try {
            Folders.needRoom(folder, more * BYTES_PER_ROW_ON_DISK);
            Cost start = cost(folder, FEW);
            Cost first = cost(folder, rows);
            Cost second = cost(folder, more);
            Figures figures = new Figures();
            tell(figures, FEW, start);
            tell(figures, rows, first);
            tell(figures, more, second);
            figures.say("%.0f CPU ns a row beyond the start", (second.cpuSeconds - start.cpuSeconds) / more * 1e9);
            figures.atMost(
                    LIMIT_TIMES * more / rows / 10,
                    (second.cpuSeconds - start.cpuSeconds) / (first.cpuSeconds - start.cpuSeconds),
                    "CPU for %,d rows by that for %,d, less the start".formatted(more, rows));
            figures.atMost(LIMIT_RESIDENT_MIB, second.residentMib, "MiB resident at %,d rows".formatted(more));
            return figures;
        } finally {
            Folders.delete(folder);
        }
    }

    private static void tell(Figures figures, long rows, Cost cost) {
        figures.say(
                "%,d rows of Parquet: %.2f CPU s, %.1f s, %.0f MiB resident",
                rows, cost.cpuSeconds, cost.wallSeconds, cost.residentMib);
    }

    private static Cost cost(Path folder, long rows) throws Exception {
        Path file = AuditData.parquet(folder.resolve(rows + ".parquet"), rows);
        Path plan = Files.write(folder.resolve("plan.json"), AuditData.plan().toJson());
        Path told = folder.resolve("cost");
        Path output = folder.resolve("output");
        long begin = System.nanoTime();
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-Xmx192m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Child.class.getName(),
                        told.toString(),
                        plan.toString(),
                        "--data",
                        file.toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        int code = process.waitFor();
        double wall = (System.nanoTime() - begin) / 1e9;
        Files.delete(file);
        if (code != 0 && code != 1 && code != 3) {
            throw new IllegalStateException("the audit of " + rows + " rows ended with " + code + ": "
                    + Files.readString(output).strip());
        }
        List<String> lines = Files.readAllLines(told, StandardCharsets.UTF_8);
        return new Cost(Double.parseDouble(lines.get(0)), wall, Double.parseDouble(lines.get(1)));
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
