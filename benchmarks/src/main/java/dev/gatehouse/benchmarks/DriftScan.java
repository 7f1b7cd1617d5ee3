package dev.gatehouse.benchmarks;

import dev.gatehouse.audit.Progress;
import dev.gatehouse.audit.cells.Limits;
import dev.gatehouse.audit.drift.DriftAudit;
import dev.gatehouse.audit.plan.DriftPlan;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The whole drift audit, against what reading its columns costs at least: a plain scan of both files by the same engine, by {@link
 * DriftData#scan}. The audit runs as the command does in a JVM of its own, and warm in this one; the two and the scan take turns, and the
 * median of each counts. What a JVM costs however few rows it reads is told apart from what a row costs: a tenth of the rows is audited too,
 * and the difference is that of the rows.
 */
final class DriftScan implements Benchmarks.Benchmark {
    private static final double LIMIT_TIMES = 4;
    private static final double LIMIT_RESIDENT_MIB = 512;

    private final long referenceRows;
    private final long rows;
    private final int rounds;

    DriftScan(long referenceRows, long rows, int rounds) {
        this.referenceRows = referenceRows;
        this.rows = rows;
        this.rounds = rounds;
    }

    @Override
    public Figures run() throws Exception {
        Path folder = Files.createTempDirectory("gatehouse-bench-");
        try {
            Folders.needRoom(folder, (referenceRows + rows) * DriftData.BYTES_PER_ROW_ON_DISK);
            Path reference = DriftData.parquet(folder.resolve("reference.parquet"), referenceRows, false);
            Path current = DriftData.parquet(folder.resolve("current.parquet"), rows, true);
            DriftPlan plan = DriftData.plan("");
            Path planFile = Files.write(folder.resolve("plan.json"), plan.toJson());
            Path tenth = DriftData.parquet(folder.resolve("tenth.parquet"), rows / 10, true);
            Limits limits = new Limits(Limits.MEMORY_MEGABYTES, Limits.THREADS, folder);
            double[] scan = new double[rounds];
            double[] fresh = new double[rounds];
            double[] freshTenth = new double[rounds];
            double[] warm = new double[rounds];
            double resident = 0;
            // The first in this JVM is cold.
            DriftAudit.run(plan, List.of(reference), List.of(current), Progress.NONE, limits);
            for (int round = 0; round < rounds; round++) {
                scan[round] = scan(reference, current);
                CommandCost cost = CommandCost.of(folder, List.of(planFile.toString()));
                fresh[round] = cost.cpuSeconds();
                resident = Math.max(resident, cost.residentMib());
                freshTenth[round] = CommandCost.of(folder, List.of(planFile.toString(), "--data", tenth.toString()))
                        .cpuSeconds();
                warm[round] = ProcessCost.cpuSeconds(
                        () -> DriftAudit.run(plan, List.of(reference), List.of(current), Progress.NONE, limits));
            }
            Figures figures = new Figures();
            figures.say(
                    "%,d current and %,d reference rows of Parquet (%,d MB), %d numbers and %d categories",
                    rows,
                    referenceRows,
                    (Files.size(reference) + Files.size(current)) / 1_000_000,
                    DriftData.numbers().size(),
                    DriftData.categories().size());
            tell(figures, "plain scan: count, least, greatest and sum of each column", scan);
            tell(figures, "whole audit in a JVM of its own, from its start to its end", fresh);
            tell(figures, "whole audit, warm", warm);
            double row = (median(fresh) - median(freshTenth)) / (rows - rows / 10);
            double scanned = median(scan) / (rows + referenceRows);
            figures.say(
                    "a new JVM: %.0f CPU ns for each row more, and %.1f CPU s however few; in all %.2f times the scan",
                    row * 1e9, median(fresh) - row * (rows + referenceRows), median(fresh) / median(scan));
            figures.atMost(LIMIT_TIMES, row / scanned, "CPU of a row in a new JVM's audit by that of the scan");
            figures.atMost(LIMIT_TIMES, median(warm) / median(scan), "CPU of a warm audit by that of the scan");
            figures.atMost(LIMIT_RESIDENT_MIB, resident, "MiB resident, the new JVM at its largest");
            return figures;
        } finally {
            Folders.delete(folder);
        }
    }

    private void tell(Figures figures, String what, double[] seconds) {
        String each =
                Arrays.stream(seconds).sorted().mapToObj("%.2f"::formatted).collect(Collectors.joining(", "));
        figures.say("%s: %.0f CPU ns a row (%s CPU s)", what, median(seconds) / (rows + referenceRows) * 1e9, each);
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private static double scan(Path... files) throws Exception {
        try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duckdb.createStatement()) {
            statement.execute("SET threads = " + Limits.THREADS);
            return ProcessCost.cpuSeconds(() -> {
                for (Path file : files) {
                    try (ResultSet result = statement.executeQuery(DriftData.scan(file))) {
                        result.next();
                    }
                }
            });
        }
    }
}
