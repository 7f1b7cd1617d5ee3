package dev.gatehouse.audit.page;

import dev.gatehouse.audit.report.DriftReport.Drift;
import java.util.Map;

/** The names of distances and checks as a reader meets them, and what they are. */
final class DriftWords {
    private static final Map<String, String> METHODS = Map.ofEntries(
            Map.entry("ks", "the largest distance of the two cumulative distributions (Kolmogorov–Smirnov); 0 to 1"),
            Map.entry("psi", "population stability index over tenths of the reference; 0 and up"),
            Map.entry("jensen_shannon", "Jensen–Shannon distance, base 2: the root of the divergence; 0 to 1"),
            Map.entry("wasserstein", "how far, on average, values moved, in the column's unit; 0 and up"),
            Map.entry(
                    "wasserstein_normed",
                    "how far, on average, values moved, in standard deviations of the reference; 0 and up"),
            Map.entry("hellinger", "Hellinger distance; 0 to 1"),
            Map.entry("total_variation", "the share of rows that would have to change; 0 to 1"),
            Map.entry("cramers_v", "Cramér's V of sample and value; 0 to 1"),
            Map.entry("chi_square", "Pearson's statistic that both samples have one distribution; grows with the rows"),
            Map.entry("l_infinity", "the largest change of a value's share; 0 to 1"),
            Map.entry("energy", "energy distance, in the root of the column's unit; 0 and up"),
            Map.entry(
                    "kullback_leibler", "divergence of the current from the reference distribution, in nats; 0 and up"),
            Map.entry(
                    "evidently:ks",
                    "Kolmogorov–Smirnov by Evidently's rule: flagged when the p-value is at most the limit"),
            Map.entry(
                    "evidently:chisquare",
                    "Evidently's chi-square against the reference as if it were exact: flagged when the p-value is below the"
                            + " limit"),
            Map.entry(
                    "evidently:z", "two-proportion z by Evidently's rule: flagged when the p-value is below the limit"),
            Map.entry(
                    "evidently:wasserstein",
                    "Evidently's normed Wasserstein distance: divided by the reference's standard deviation, at least 0.001;"
                            + " flagged from the limit on"),
            Map.entry(
                    "evidently:jensenshannon",
                    "Evidently's Jensen–Shannon distance, natural logarithm; flagged from the limit on"),
            Map.entry(
                    "nannyml:jensen_shannon",
                    "NannyML's Jensen–Shannon distance, base 2, in bins of the reference; flagged when a current chunk is"
                            + " beyond its limit"));

    private static final Map<String, String> CHECKS = Map.ofEntries(
            Map.entry("missing_share_increase", "Missing values, change"),
            Map.entry("new_category_share", "New categories"),
            Map.entry("vanished_categories", "Vanished categories"),
            Map.entry("out_of_range_share", "Out of the reference's range"),
            Map.entry("duplicate_share", "Duplicate rows"),
            Map.entry("not_a_number", "Not a number (NaN)"),
            Map.entry("infinite", "Infinite values"),
            Map.entry("constant_column", "Constant column"),
            Map.entry("all_missing", "No value at all"),
            Map.entry("type_break", "Another type"),
            Map.entry("column_missing", "Column missing"),
            Map.entry("column_new", "New column"),
            Map.entry("rows_without_time", "Rows without a time"),
            Map.entry("empty_chunk", "Empty chunk"));

    private DriftWords() {}

    /** What a method is; empty where nothing is known of it. */
    static String definition(String method) {
        return METHODS.getOrDefault(method, "");
    }

    static String method(String method) {
        return method.replace('_', ' ').replace(":", ": ");
    }

    static String check(String check) {
        return CHECKS.getOrDefault(check, Wording.capital(check.replace('_', ' ')));
    }

    /** What the rule says of a column, in a word or two. */
    static String flag(Drift drift) {
        if (drift.drifted() == null) {
            return "undefined";
        }
        if (drift.limit() == null && drift.chunks() == null) {
            return drift.drifted() ? "above noise" : "within noise";
        }
        return drift.drifted() ? "drifted" : "not drifted";
    }
}
