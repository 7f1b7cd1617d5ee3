package dev.gatehouse.benchmarks;

import dev.gatehouse.audit.FairnessAudit;
import dev.gatehouse.audit.report.AuditReport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One aggregation, against a query for every metric and grouping on the same engine and the same Parquet file, as an analyst
 * would write them, for every group metric that the audit reports. Both sides read the file; the audit's side takes its digest
 * too, counts cells, and computes intervals, tests and comparisons.
 *
 * <p>The audit runs several times and the best counts, since the first run in a JVM mostly measures the compiler; the queries run
 * in compiled code from the first.
 */
final class AuditQueries implements Benchmarks.Benchmark {
    private static final double LIMIT_TIMES_LESS = 20;
    private static final int ROUNDS = 10;

    private final int rows;
    private final int more;

    /**
     * @param rows for all metrics
     * @param more for the rates and means alone, for information: what the audit costs beside reading and counting does not grow
     */
    AuditQueries(int rows, int more) {
        this.rows = rows;
        this.more = more;
    }

    @Override
    public Figures run() throws Exception {
        Path folder = Files.createTempDirectory("gatehouse-bench-");
        try {
            Path file = AuditData.parquet(folder.resolve("rows.parquet"), rows);
            AuditReport[] report = new AuditReport[1];
            double one = audit(file, report);
            Map<Map<String, String>, Map<String, Double>> found = new LinkedHashMap<>();
            Map<String, Double> cost = new LinkedHashMap<>();
            queries(file, false, found, cost);
            int same = SameFigures.check(report[0], found);
            double many = cost.values().stream().mapToDouble(x -> x).sum();
            double rates = cost.entrySet().stream()
                    .filter(metric -> AuditData.isRate(metric.getKey()))
                    .mapToDouble(Map.Entry::getValue)
                    .sum();
            Figures figures = new Figures();
            figures.say(
                    "%,d rows of Parquet, %d groupings (3 attributes, 3 pairs), %d metrics",
                    rows, AuditData.groupings().size(), cost.size());
            figures.say("CPU s of each metric's queries: %s", told(cost));
            figures.say("both sides found the same %,d figures", same);
            figures.say("whole audit, one aggregation: %.3f CPU s", one);
            figures.say(
                    "%d queries: %.2f CPU s, of which %.2f for rates and means",
                    cost.size() * AuditData.groupings().size(), many, rates);
            figures.say("the rates and means alone cost %.1f times the whole audit", rates / one);
            figures.atLeast(LIMIT_TIMES_LESS, many / one, "a query per metric costs so many times the whole audit");
            Path larger = AuditData.parquet(folder.resolve("more.parquet"), more);
            Map<String, Double> ofRates = new LinkedHashMap<>();
            queries(larger, true, new LinkedHashMap<>(), ofRates);
            double manyRates = ofRates.values().stream().mapToDouble(x -> x).sum();
            double oneLarger = audit(larger, report);
            figures.say(
                    "of %,d rows: whole audit %.2f CPU s, the rates and means alone %.2f, %.1f times that",
                    more, oneLarger, manyRates, manyRates / oneLarger);
            return figures;
        } finally {
            Folders.delete(folder);
        }
    }

    private static double audit(Path file, AuditReport[] report) throws Exception {
        double best = Double.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            best = Math.min(
                    best,
                    ProcessCost.cpuSeconds(() -> report[0] =
                            FairnessAudit.run(AuditData.plan(), file).report()));
        }
        return best;
    }

    private static String told(Map<String, Double> cost) {
        return cost.entrySet().stream()
                .map(metric -> String.format(Locale.ROOT, "%s %.2f", metric.getKey(), metric.getValue()))
                .collect(Collectors.joining(", "));
    }

    private static void queries(
            Path file, boolean ratesOnly, Map<Map<String, String>, Map<String, Double>> found, Map<String, Double> cost)
            throws Exception {
        try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duckdb.createStatement()) {
            statement.execute("SET threads = 2");
            for (List<String> grouping : AuditData.groupings()) {
                for (Map.Entry<String, String> query :
                        AuditData.queries(String.join(", ", grouping), file).entrySet()) {
                    if (ratesOnly && !AuditData.isRate(query.getKey())) {
                        continue;
                    }
                    double cpu = ProcessCost.cpuSeconds(() -> {
                        try (ResultSet result = statement.executeQuery(query.getValue())) {
                            while (result.next()) {
                                Map<String, String> group = new LinkedHashMap<>();
                                for (String column : grouping) {
                                    group.put(column, result.getString(column));
                                }
                                found.computeIfAbsent(group, key -> new LinkedHashMap<>())
                                        .put(query.getKey(), result.getDouble(grouping.size() + 1));
                            }
                        }
                    });
                    cost.merge(query.getKey(), cpu, Double::sum);
                }
            }
        }
    }
}
