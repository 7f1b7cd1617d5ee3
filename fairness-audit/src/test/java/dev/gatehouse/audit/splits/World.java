package dev.gatehouse.audit.splits;

import dev.gatehouse.audit.Progress;
import dev.gatehouse.audit.cells.Limits;
import dev.gatehouse.audit.plan.SplitsPlan;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BiConsumer;

/** Made-up loans: training rows of 2025, evaluation rows of 2026, of other people, with features that help and give nothing away. */
final class World {
    static final int ROWS = 1_200;

    /** A limit on everything that a plan can limit. */
    static final String PLAN = """
            kind: splits
            data: evaluation.csv
            reference: training.csv
            label: {column: missed, positive: "1"}
            entity: [person]
            time: {column: at}
            gap: 7d
            limits:
              shared_row_share: {max: 0.01}
              shared_row_excess: {max: 0.02}
              contradicting_share: {max: 0.01}
              shared_entity_share: {max: 0}
              time_overlap_share: {max: 0}
              leak_auc: {max: 0.9}
              leak_difference: {max: 0.15}
              id_columns: {max: 0}
              wasserstein_normed: {max: 0.25}
              jensen_shannon: {max: 0.25}
            classifier: false
            """;

    /** With one on the classifier, which takes its time. */
    static final String WHOLE_PLAN = PLAN.replace("classifier: false", "  domain_auc: {max: 0.7}");

    final List<Map<String, String>> training;
    final List<Map<String, String>> evaluation;

    World(long seed) {
        Random random = new Random(seed);
        training = rows(random, 0, Instant.parse("2025-01-01T00:00:00Z"));
        evaluation = rows(random, ROWS, Instant.parse("2026-02-01T00:00:00Z"));
    }

    private static List<Map<String, String>> rows(Random random, int first, Instant from) {
        List<Map<String, String>> rows = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            boolean missed = random.nextDouble() < 0.3;
            double income = 3_000 + 800 * random.nextGaussian() - (missed ? 500 : 0);
            Map<String, String> row = new LinkedHashMap<>();
            row.put("person", "p" + (first + i));
            row.put(
                    "at",
                    from.plusSeconds((long) (random.nextDouble() * 300 * 86_400))
                            .toString());
            row.put("income", String.format(java.util.Locale.ROOT, "%.2f", income));
            row.put("job", random.nextDouble() < (missed ? 0.5 : 0.3) ? "clerk" : "baker");
            row.put("age", random.nextInt(50) < 2 ? "" : Integer.toString(20 + random.nextInt(45)));
            row.put("missed", missed ? "1" : "0");
            rows.add(row);
        }
        return rows;
    }

    /** Changes every row; told whether it is a training row. */
    World each(BiConsumer<Map<String, String>, Boolean> change) {
        training.forEach(row -> change.accept(row, true));
        evaluation.forEach(row -> change.accept(row, false));
        return this;
    }

    static Path write(Path file, List<Map<String, String>> rows) throws IOException {
        StringBuilder csv = new StringBuilder(String.join(",", rows.get(0).keySet()) + "\n");
        rows.forEach(row -> csv.append(String.join(",", row.values())).append('\n'));
        return Files.writeString(file, csv);
    }

    SplitsAudit.Result audit(Path folder, String plan) throws IOException {
        return audit(
                plan,
                write(folder.resolve("training.csv"), training),
                write(folder.resolve("evaluation.csv"), evaluation));
    }

    static SplitsAudit.Result audit(String plan, Path training, Path evaluation) {
        return SplitsAudit.run(plan(plan), List.of(training), List.of(evaluation), Progress.NONE, Limits.standard());
    }

    static SplitsPlan plan(String text) {
        return SplitsPlan.parse(text.getBytes(StandardCharsets.UTF_8));
    }
}
