package dev.gatehouse.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.gatehouse.audit.Progress;
import dev.gatehouse.audit.cells.Limits;
import dev.gatehouse.audit.drift.DriftAudit;
import dev.gatehouse.audit.plan.DriftPlan;
import dev.gatehouse.audit.report.DriftReport;
import dev.gatehouse.audit.report.DriftReport.Drift;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * The drift audit by Evidently's rules, against Evidently's own preset for data drift: the same Parquet files, columns and default
 * tests. Both sides count the CPU time of reading the files and computing, all threads together; starting and importing are left out
 * on both. The audit also finds intervals, noise floors, duplicates and what tells the samples apart. The peer's side is {@code
 * evidently_peer.py}, in a virtual environment with pinned versions.
 */
final class DriftEvidently implements Benchmarks.Benchmark {
    private static final double LIMIT_TIMES_LESS = 20;
    private static final int ROUNDS = 5;

    /** Statistics may differ by this, beside what counting in bins may have moved ours. */
    private static final double TOLERANCE = 1e-4;

    private final long rows;

    /** @param rows of either sample; more than 1,000, since Evidently's tests are others below */
    DriftEvidently(long rows) {
        this.rows = rows;
    }

    @Override
    public Figures run() throws Exception {
        Path work = Path.of(System.getProperty("gatehouse.bench.work", System.getProperty("java.io.tmpdir")));
        PythonPeer python = PythonPeer.of("evidently", work);
        Path folder = Files.createTempDirectory("gatehouse-bench-");
        try {
            Folders.needRoom(folder, 2 * rows * DriftData.BYTES_PER_ROW_ON_DISK);
            Path reference = DriftData.parquet(folder.resolve("reference.parquet"), rows, false);
            Path current = DriftData.parquet(folder.resolve("current.parquet"), rows, true);
            DriftPlan plan = DriftData.plan(", method: evidently");
            Limits limits = new Limits(Limits.MEMORY_MEGABYTES, Limits.THREADS, folder);
            DriftReport[] report = new DriftReport[1];
            double[] ours = new double[ROUNDS];
            for (int round = 0; round < ROUNDS; round++) {
                ours[round] = ProcessCost.cpuSeconds(() ->
                        report[0] = DriftAudit.run(plan, List.of(reference), List.of(current), Progress.NONE, limits)
                                .report());
            }
            Path script = PythonPeer.resource("evidently_peer.py", folder);
            String answer = PythonPeer.output(
                    folder,
                    List.of(
                            python.python(),
                            script.toString(),
                            reference.toString(),
                            current.toString(),
                            String.join(",", DriftData.numbers()),
                            String.join(",", DriftData.categories())));
            JsonNode peer =
                    new JsonMapper().readTree(answer.lines().reduce((a, b) -> b).orElseThrow());
            int same = same(report[0], peer.get("columns"));
            double best = Arrays.stream(ours).min().orElseThrow();
            double theirs = peer.get("cpu_seconds").asDouble();
            Figures figures = new Figures();
            figures.say(
                    "%,d rows of Parquet in either sample; %s",
                    rows, peer.get("versions").asText());
            figures.say("both sides found the same distance of %d columns", same);
            figures.say("whole audit, its classifier too: %.2f CPU s (%.2f the first time, cold)", best, ours[0]);
            figures.say(
                    "Evidently's preset: %.1f CPU s, of which %.1f read the files; %.0f MiB resident",
                    theirs,
                    peer.get("reading_cpu_seconds").asDouble(),
                    peer.get("resident_mib").asDouble());
            figures.atLeast(LIMIT_TIMES_LESS, theirs / best, "Evidently costs so many times the whole audit");
            return figures;
        } finally {
            Folders.delete(folder);
        }
    }

    /** @throws IllegalStateException naming a column whose distance differs or is missing */
    static int same(DriftReport report, JsonNode columns) {
        for (Drift drift : report.drift()) {
            JsonNode found = columns.path(drift.feature()).path("statistic");
            double bound = drift.errorBound() == null ? 0 : drift.errorBound();
            if (!(Math.abs(found.asDouble(Double.NaN) - drift.statistic()) <= TOLERANCE + bound)) {
                throw new IllegalStateException(drift.method() + " of " + drift.feature() + " is " + drift.statistic()
                        + " by the audit and " + found + " by the peer");
            }
        }
        if (columns.size() != report.drift().size()) {
            throw new IllegalStateException("the peer has " + columns.size() + " columns, the audit "
                    + report.drift().size());
        }
        return columns.size();
    }
}
