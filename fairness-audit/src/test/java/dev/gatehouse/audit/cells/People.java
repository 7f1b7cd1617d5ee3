package dev.gatehouse.audit.cells;

import dev.gatehouse.audit.Plans;
import dev.gatehouse.audit.Rows;
import dev.gatehouse.audit.plan.AuditPlan;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** Rows with a column for every use a plan makes of one, and a plan for every use. */
final class People {
    static final List<String> TEXTS = List.of("sex", "region", "site", "y", "d", "truth", "guess");
    static final List<String> NUMBERS = List.of("s", "v", "p", "w");

    private People() {}

    /** What a plan may ask of the cells, each at least once. */
    enum Asks {
        SCORE_AND_THRESHOLD("label: {column: y, positive: '1'}, decision: {score: s, threshold: 0.5}"),
        MEDIAN_WEIGHTS_AND_STRATA("decision: {score: s, threshold: median}, weight: w, strata: [site]"),
        SCORING_RATE_BESIDE_A_THRESHOLD(
                "label: {column: y, positive: '1'}, decision: {score: s, threshold: 0.25}, scoring_rate: true"),
        COLUMN_WITH_A_SCORE_BESIDE(
                "label: {column: y, positive: '1'}, decision: {column: d, positive: 'yes'}, score: s, weight: w"),
        COLUMN_ALONE("decision: {column: d, positive: 'yes'}, strata: [site]"),
        CLASSES("label: {column: truth}, decision: {column: guess}"),
        WEIGHTED_CLASSES_WITHOUT_A_LABEL("decision: {column: guess}, weight: w"),
        NUMBERS("label: {column: v}, decision: {value: p}"),
        WEIGHTED_NUMBERS("label: {column: v}, decision: {value: p}, weight: w");

        private final String members;

        Asks(String members) {
            this.members = members;
        }

        AuditPlan plan() {
            return Plans.plan(
                    "{kind: fairness, data: people, profile: eu-ai-act, protected: [sex, region], " + members + "}");
        }
    }

    /**
     * Complete rows.
     *
     * @param scores how many distinct scores and values there may be
     */
    static Rows complete(Random random, int count, int scores) {
        Rows rows = Rows.withColumns(header());
        for (int i = 0; i < count; i++) {
            rows.row(
                    random.nextBoolean() ? "f" : "m",
                    "it's \\ " + random.nextInt(3) + (random.nextInt(9) == 0 ? "\u00e9\ud83d\ude00" : ""),
                    "site " + random.nextInt(4),
                    random.nextInt(3) == 0 ? "1" : "0",
                    random.nextInt(3) == 0 ? "yes" : "no",
                    new String[] {"red", "green", "blue"}[random.nextInt(3)],
                    new String[] {"red", "green", "grey"}[random.nextInt(3)],
                    number(random.nextInt(scores) / (double) scores),
                    number(random.nextInt(scores) * 3.7 - 1_000),
                    number(random.nextInt(scores) * 3.7 - 900),
                    number(random.nextInt(scores) / 100.0 + 0.0003));
        }
        return rows;
    }

    /** As {@link #complete}, but one value in some rows is missing, blank, too long, no number or out of range. */
    static Rows withGaps(Random random, int count) {
        Rows complete = complete(random, count, 5_000);
        Rows rows = Rows.withColumns(header());
        for (List<String> row : complete.rows) {
            Object[] values = row.toArray();
            int column = random.nextInt(values.length);
            if (random.nextInt(4) == 0) {
                boolean number = NUMBERS.contains(header()[column]);
                boolean outcome = column == 3 || column == 4;
                List<String> bad = number
                        ? List.of("", "NaN", "Infinity", "-2e9", "1e300", "0")
                        : outcome ? List.of("", "  ") : List.of("", "  ", "x".repeat(201), "\ud83d\ude00".repeat(201));
                values[column] = bad.get(random.nextInt(bad.size()));
            }
            rows.row(values);
        }
        return rows;
    }

    private static String[] header() {
        String[] header = Arrays.copyOf(TEXTS.toArray(String[]::new), TEXTS.size() + NUMBERS.size());
        for (int i = 0; i < NUMBERS.size(); i++) {
            header[TEXTS.size() + i] = NUMBERS.get(i);
        }
        return header;
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.4f", value);
    }
}
