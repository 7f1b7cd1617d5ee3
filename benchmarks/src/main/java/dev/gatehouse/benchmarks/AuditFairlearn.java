package dev.gatehouse.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.gatehouse.audit.FairnessAudit;
import dev.gatehouse.audit.report.AuditReport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The audit against Fairlearn's MetricFrame: the same Parquet file, attributes, pairs and metrics. Both sides count the CPU time of
 * reading the file and computing, all threads together; starting and importing are left out on both. The peer's side is
 * {@code fairlearn_peer.py}, in a virtual environment that this makes once, with pinned versions from the configured index.
 */
final class AuditFairlearn implements Benchmarks.Benchmark {
    private static final double LIMIT_TIMES_LESS = 20;
    private static final int ROUNDS = 10;

    private final int rows;

    AuditFairlearn(int rows) {
        this.rows = rows;
    }

    @Override
    public Figures run() throws Exception {
        Path work = Path.of(System.getProperty("gatehouse.bench.work", System.getProperty("java.io.tmpdir")));
        PythonPeer python = PythonPeer.of("fairlearn", work);
        Path folder = Files.createTempDirectory("gatehouse-bench-");
        try {
            Path file = AuditData.parquet(folder.resolve("rows.parquet"), rows);
            Path script = PythonPeer.resource("fairlearn_peer.py", folder);
            AuditReport[] report = new AuditReport[1];
            double[] ours = new double[ROUNDS];
            for (int round = 0; round < ROUNDS; round++) {
                ours[round] = ProcessCost.cpuSeconds(() ->
                        report[0] = FairnessAudit.run(AuditData.plan(), file).report());
            }
            String answer = PythonPeer.output(
                    folder, List.of(python.python(), script.toString(), file.toString(), AuditData.THRESHOLD));
            JsonNode peer =
                    new JsonMapper().readTree(answer.lines().reduce((a, b) -> b).orElseThrow());
            Map<Map<String, String>, Map<String, Double>> found = found(peer);
            int same = SameFigures.check(report[0], found);
            double best = Arrays.stream(ours).min().orElseThrow();
            double theirs = peer.get("cpu_seconds").asDouble();
            Figures figures = new Figures();
            figures.say(
                    "%,d rows of Parquet, 3 attributes and 3 pairs; %s",
                    rows, peer.get("versions").asText());
            figures.say(
                    "metrics: %s",
                    String.join(" ", found.values().iterator().next().keySet()));
            figures.say("both sides found the same %d figures", same);
            figures.say("whole audit: %.3f CPU s (%.2f the first time, cold)", best, ours[0]);
            figures.say(
                    "MetricFrame: %.2f CPU s, of which %.2f read the file; %.0f MiB resident",
                    theirs,
                    peer.get("reading_cpu_seconds").asDouble(),
                    peer.get("resident_mib").asDouble());
            figures.atLeast(LIMIT_TIMES_LESS, theirs / best, "MetricFrame costs so many times the whole audit");
            figures.say("%s (this one)", ProcessCost.peakMemory());
            return figures;
        } finally {
            Folders.delete(folder);
        }
    }

    private static Map<Map<String, String>, Map<String, Double>> found(JsonNode peer) {
        Map<Map<String, String>, Map<String, Double>> found = new LinkedHashMap<>();
        for (JsonNode group : peer.get("groups")) {
            Map<String, String> attributes = new LinkedHashMap<>();
            group.get("attributes")
                    .properties()
                    .forEach(e -> attributes.put(e.getKey(), e.getValue().asText()));
            Map<String, Double> metrics = new LinkedHashMap<>();
            group.get("metrics")
                    .properties()
                    .forEach(e -> metrics.put(e.getKey(), e.getValue().asDouble()));
            found.put(attributes, metrics);
        }
        return found;
    }
}
