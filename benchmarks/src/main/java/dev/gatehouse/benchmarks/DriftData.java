package dev.gatehouse.benchmarks;

import dev.gatehouse.audit.plan.DriftPlan;
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
import java.util.stream.Collectors;

/**
 * What the drift benchmarks work on: made-up rows, the same on every machine, of 20 numeric and 5 categorical features. Of the
 * numbers eight are doubles of which nearly every value occurs once, six are amounts with two decimals, six are whole numbers with
 * 40 to 3,650 values; the categories are texts of 2, 5, 12, 50 and 300 values. Every fifth column lacks 2 % of its values.
 *
 * <p>In the current rows three numbers have moved by 0.15 to 0.5 standard deviations, and one category is more frequent.
 */
final class DriftData {
    /** Values that a whole number and a category of the features have. */
    private static final int[] WHOLE = {40, 73, 101, 366, 1_000, 3_650};

    private static final int[] CATEGORIES = {2, 5, 12, 50, 300};
    private static final int CONTINUOUS = 8;
    private static final int AMOUNTS = 6;

    /** Every so-manieth column lacks values. */
    private static final int LACKING = 5;

    /** Rows of Parquet take so many bytes on disk at most. */
    static final long BYTES_PER_ROW_ON_DISK = 200;

    private DriftData() {}

    /** The features by name, each an expression over the row's number {@code i}; numbers first. */
    private static Map<String, String> features(boolean current) {
        Map<String, String> features = new LinkedHashMap<>();
        for (int k = 0; k < CONTINUOUS; k++) {
            double moved = current && k < 2 ? 0.5 - 0.3 * k : 0;
            features.put("measure_" + (k + 1), normal(features.size()) + " * " + (k + 1) + " + " + moved * (k + 1));
        }
        for (int k = 0; k < AMOUNTS; k++) {
            double moved = current && k == 0 ? 0.15 : 0;
            features.put(
                    "amount_" + (k + 1),
                    "round(exp(" + (4 + 0.5 * k + moved) + " + 0.8 * " + normal(features.size()) + "), 2)");
        }
        for (int values : WHOLE) {
            features.put(
                    "whole_" + values, "CAST(floor(" + values + " * " + uniform(features.size()) + ") AS INTEGER)");
        }
        for (int values : CATEGORIES) {
            // Squared, so that some values are much more frequent than others.
            double power = current && values == CATEGORIES[2] ? 2.3 : 2;
            features.put(
                    "kind_" + values,
                    "'value ' || CAST(floor(" + values + " * " + uniform(features.size()) + " ** " + power
                            + ") AS INTEGER)");
        }
        int at = 0;
        for (Map.Entry<String, String> feature : features.entrySet()) {
            if (at++ % LACKING == LACKING - 1) {
                feature.setValue("CASE WHEN " + uniform(100 + at) + " >= 0.02 THEN " + feature.getValue() + " END");
            }
        }
        return features;
    }

    static List<String> numbers() {
        return features(false).keySet().stream()
                .filter(name -> !name.startsWith("kind"))
                .toList();
    }

    static List<String> categories() {
        return features(false).keySet().stream()
                .filter(name -> name.startsWith("kind"))
                .toList();
    }

    /** A number in [0, 1) that depends on the row and the stream. */
    private static String uniform(int stream) {
        return "(CAST(hash(i * 256 + " + stream + ") >> 11 AS DOUBLE) / 9007199254740992)";
    }

    private static String normal(int stream) {
        return "(sqrt(-2 * ln(1 - " + uniform(stream) + ")) * cos(2 * pi() * " + uniform(stream + 128) + "))";
    }

    /** @param current whether they are the current rows, which none of the reference's equals */
    static Path parquet(Path file, long rows, boolean current) throws SQLException {
        String columns = features(current).entrySet().stream()
                .map(feature -> feature.getValue() + " AS " + feature.getKey())
                .collect(Collectors.joining(", "));
        long from = current ? 1_000_000_000L : 0;
        try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duckdb.createStatement()) {
            statement.execute("SET threads = 2");
            statement.execute("SET memory_limit = '1GB'");
            statement.execute("COPY (SELECT " + columns + " FROM range(" + from + ", " + (from + rows) + ") t(i)) TO "
                    + AuditData.literal(file) + " (FORMAT PARQUET)");
        }
        return file;
    }

    /**
     * The plain scan: of every number how many there are, the least, the greatest and the sum; of every category how many, the first
     * and the last.
     */
    static String scan(Path file) {
        List<String> items = new ArrayList<>();
        numbers().forEach(name -> items.add("count(%1$s), min(%1$s), max(%1$s), sum(%1$s)".formatted(name)));
        categories().forEach(name -> items.add("count(%1$s), min(%1$s), max(%1$s)".formatted(name)));
        return "SELECT " + String.join(", ", items) + " FROM read_parquet(" + AuditData.literal(file) + ")";
    }

    /** @param more members of the plan, each behind a comma */
    static DriftPlan plan(String more) {
        return DriftPlan.parse(("{kind: drift, data: current.parquet, reference: reference.parquet" + more + "}")
                .getBytes(StandardCharsets.UTF_8));
    }
}
