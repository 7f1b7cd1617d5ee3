package dev.gatehouse.benchmarks;

import dev.gatehouse.audit.plan.AuditPlan;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What all audit benchmarks work on: made-up rows, the same on every machine, and the fixed list of attributes and metrics.
 * Attributes are texts: sex (2 values), age_band (5), region (4). The label is a text, the score a double with about as many
 * values as there are rows, and likely to be higher where the label is 1.
 */
final class AuditData {
    static final int ROWS = 1_000_000;

    /** Decisions at this score or above are positive. */
    static final String THRESHOLD = "0.5";

    private static final List<String> ATTRIBUTES = List.of("sex", "age_band", "region");

    private AuditData() {}

    /** The rates and means, by the audit's id, as an analyst writes them: an expression each for SELECT … GROUP BY. */
    private static Map<String, String> rates() {
        String decided = "score >= " + THRESHOLD;
        Map<String, String> rates = new LinkedHashMap<>();
        rates.put("n", "count(*)");
        rates.put("base_rate", share("label = '1'", null));
        rates.put("selection_rate", share(decided, null));
        rates.put("tpr", share(decided, "label = '1'"));
        rates.put("fpr", share(decided, "label = '0'"));
        rates.put("tnr", share("NOT " + decided, "label = '0'"));
        rates.put("fnr", share("NOT " + decided, "label = '1'"));
        rates.put("ppv", share("label = '1'", decided));
        rates.put("npv", share("label = '0'", "NOT " + decided));
        rates.put("fdr", share("label = '0'", decided));
        rates.put("for", share("label = '1'", "NOT " + decided));
        rates.put("accuracy", share("(" + decided + ") = (label = '1')", null));
        rates.put("balanced_accuracy", "(" + rates.get("tpr") + " + " + rates.get("tnr") + ") / 2");
        rates.put(
                "f1",
                "2.0 * " + rows(decided + " AND label = '1'") + " / (" + rows(decided) + " + " + rows("label = '1'")
                        + ")");
        rates.put(
                "false_negative_to_false_positive_ratio",
                "1.0 * " + rows("NOT " + decided + " AND label = '1'") + " / " + rows(decided + " AND label = '0'"));
        rates.put("brier", "avg((score - CASE WHEN label = '1' THEN 1 ELSE 0 END) ^ 2)");
        rates.put("score_mean", "avg(score)");
        // The benefit of a row: 1 + decision - label.
        String benefit = "(1 + CASE WHEN " + decided + " THEN 1 ELSE 0 END - CASE WHEN label = '1' THEN 1 ELSE 0 END)";
        rates.put(
                "theil_index",
                "avg(CASE WHEN " + benefit + " = 2 THEN 2 * ln(2) ELSE 0 END) / avg(" + benefit + ") - ln(avg("
                        + benefit + "))");
        rates.put("generalized_entropy_index", "(avg(" + benefit + " ^ 2) / avg(" + benefit + ") ^ 2 - 1) / 2");
        return rates;
    }

    /**
     * A query for each group metric that the audit reports, by its id: the group's columns, then the value.
     *
     * @param columns of the grouping, joined by commas
     */
    static Map<String, String> queries(String columns, Path file) {
        Map<String, String> queries = new LinkedHashMap<>();
        rates().forEach((metric, rate) -> queries.put(metric, "SELECT {g}, " + rate + " FROM {t} GROUP BY {g}"));
        for (String share : List.of("05", "25", "50", "75", "95")) {
            queries.put("score_q" + share, "SELECT {g}, quantile_disc(score, 0." + share + ") FROM {t} GROUP BY {g}");
        }
        queries.put("ece", """
                SELECT {g}, sum(n * abs(score - observed)) / sum(n)
                FROM (SELECT {g}, least(floor(score * 10), 9) AS bin, count(*) AS n, avg(score) AS score,
                        avg(CASE WHEN label = '1' THEN 1.0 ELSE 0.0 END) AS observed
                      FROM {t} GROUP BY {g}, bin)
                GROUP BY {g}""");
        String byScore = """
                (SELECT {g}, positives, negatives,
                   sum(positives) OVER (PARTITION BY {g} ORDER BY score ROWS UNBOUNDED PRECEDING) AS positives_below,
                   sum(negatives) OVER (PARTITION BY {g} ORDER BY score ROWS UNBOUNDED PRECEDING) AS negatives_below
                 FROM (SELECT {g}, score, count(*) FILTER (WHERE label = '1') AS positives,
                         count(*) FILTER (WHERE label = '0') AS negatives
                       FROM {t} GROUP BY {g}, score))""";
        queries.put(
                "auc",
                "SELECT {g}, sum(positives * (negatives_below - negatives / 2.0)) / (sum(positives) * sum(negatives))"
                        + " FROM " + byScore + " GROUP BY {g}");
        queries.put("score_ks", """
                SELECT {g}, max(abs(positives_below / p - negatives_below / n))
                FROM %s JOIN (SELECT {g}, count(*) FILTER (WHERE label = '1') AS p, count(*) FILTER (WHERE label = '0') AS n
                              FROM {t} GROUP BY {g}) USING ({g})
                GROUP BY {g}""".formatted(byScore));
        queries.replaceAll((metric, query) -> query.replace("{g}", columns).replace("{t}", literal(file)));
        return queries;
    }

    /** Whether a metric is a rate or a mean, so that it needs one pass without an order. */
    static boolean isRate(String metric) {
        return rates().containsKey(metric);
    }

    private static String share(String of, String among) {
        String is = "CASE WHEN " + of + " THEN 1.0 ELSE 0.0 END";
        return "avg(" + (among == null ? is : "CASE WHEN " + among + " THEN " + is + " END") + ")";
    }

    private static String rows(String which) {
        return "sum(CASE WHEN " + which + " THEN 1 ELSE 0 END)";
    }

    /** Each attribute, then each pair of attributes. */
    static List<List<String>> groupings() {
        List<List<String>> groupings = new ArrayList<>();
        ATTRIBUTES.forEach(attribute -> groupings.add(List.of(attribute)));
        for (int i = 0; i < ATTRIBUTES.size(); i++) {
            for (int j = i + 1; j < ATTRIBUTES.size(); j++) {
                groupings.add(List.of(ATTRIBUTES.get(i), ATTRIBUTES.get(j)));
            }
        }
        return groupings;
    }

    /** The audit of the same attributes and pairs. It also computes intervals, tests, comparisons and curves. */
    static AuditPlan plan() {
        return AuditPlan.parse("""
                {kind: fairness, data: bench, label: {column: label, positive: "1"}, decision: {score: score, threshold: %s},
                 protected: [sex, age_band, region], intersections: 2, reference: majority, minimum_group: 100,
                 limits: {impact_ratio: {min: 0.8}, tpr_difference: {max: 0.1}, fpr_difference: {max: 0.1}}}""".formatted(THRESHOLD).getBytes(StandardCharsets.UTF_8));
    }

    static Path parquet(Path file, long rows) throws SQLException {
        return write(file, rows, "PARQUET");
    }

    static Path csv(Path file, long rows) throws SQLException {
        return write(file, rows, "CSV, HEADER");
    }

    private static Path write(Path file, long rows, String format) throws SQLException {
        try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duckdb.createStatement()) {
            statement.execute("SET threads = 2");
            statement.execute("SET memory_limit = '1GB'");
            statement.execute("""
                    COPY (SELECT CASE WHEN a %% 2 = 0 THEN 'female' ELSE 'male' END AS sex,
                                 'band-' || (a // 2 %% 5) AS age_band,
                                 'region-' || (a // 10 %% 4) AS region,
                                 CASE WHEN label THEN '1' ELSE '0' END AS label,
                                 (b %% 1000003) / 1000003.0 * 0.7 + CASE WHEN label THEN 0.3 ELSE 0 END AS score
                          FROM (SELECT hash(i) AS a, hash(i + 7) AS b, hash(i + 13) %% 100 < 22 + hash(i) %% 5 AS label
                                FROM range(%d) t(i))) TO %s (FORMAT %s)""".formatted(rows, literal(file), format));
        }
        return file;
    }

    static String literal(Path file) {
        return "'" + file.toString().replace("'", "''") + "'";
    }
}
