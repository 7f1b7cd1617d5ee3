package dev.gatehouse.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

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

    @Override
    public Figures run() throws Exception {
        Path folder = Files.createTempDirectory("gatehouse-bench-");
        try {
            Folders.needRoom(folder, more * BYTES_PER_ROW_ON_DISK);
            CommandCost start = cost(folder, FEW);
            CommandCost first = cost(folder, rows);
            CommandCost second = cost(folder, more);
            Figures figures = new Figures();
            tell(figures, FEW, start);
            tell(figures, rows, first);
            tell(figures, more, second);
            figures.say("%.0f CPU ns a row beyond the start", (second.cpuSeconds() - start.cpuSeconds()) / more * 1e9);
            figures.atMost(
                    LIMIT_TIMES * more / rows / 10,
                    (second.cpuSeconds() - start.cpuSeconds()) / (first.cpuSeconds() - start.cpuSeconds()),
                    "CPU for %,d rows by that for %,d, less the start".formatted(more, rows));
            figures.atMost(LIMIT_RESIDENT_MIB, second.residentMib(), "MiB resident at %,d rows".formatted(more));
            return figures;
        } finally {
            Folders.delete(folder);
        }
    }

    private static void tell(Figures figures, long rows, CommandCost cost) {
        figures.say(
                "%,d rows of Parquet: %.2f CPU s, %.1f s, %.0f MiB resident",
                rows, cost.cpuSeconds(), cost.wallSeconds(), cost.residentMib());
    }

    private static CommandCost cost(Path folder, long rows) throws Exception {
        Path file = AuditData.parquet(folder.resolve(rows + ".parquet"), rows);
        Path plan = Files.write(folder.resolve("plan.json"), AuditData.plan().toJson());
        CommandCost cost = CommandCost.of(folder, List.of(plan.toString(), "--data", file.toString()));
        Files.delete(file);
        return cost;
    }
}
