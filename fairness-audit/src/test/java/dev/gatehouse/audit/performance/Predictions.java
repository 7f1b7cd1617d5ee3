package dev.gatehouse.audit.performance;

import dev.gatehouse.audit.Progress;
import dev.gatehouse.audit.cells.Limits;
import dev.gatehouse.audit.performance.PerformanceAudit.Result;
import dev.gatehouse.audit.plan.PerformancePlan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;

/** Writes predictions with labels as CSV, and audits them. */
final class Predictions {
    private final StringBuilder csv;

    Predictions(String header) {
        csv = new StringBuilder(header).append('\n');
    }

    Predictions row(Object... values) {
        for (int i = 0; i < values.length; i++) {
            csv.append(i == 0 ? "" : ",").append(values[i]);
        }
        csv.append('\n');
        return this;
    }

    /** Rows {@code score,label} whose label is positive with a chance that the score tells. */
    Predictions scored(long seed, int rows, DoubleUnaryOperator chance) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < rows; i++) {
            double score = Math.round(500 * random.nextDouble()) / 500.0;
            row(score, random.nextDouble() < chance.applyAsDouble(score) ? 1 : 0);
        }
        return this;
    }

    Path in(Path folder, String name) {
        try {
            return Files.writeString(folder.resolve(name), csv, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static PerformancePlan plan(String text) {
        return PerformancePlan.parse(text.getBytes(StandardCharsets.UTF_8));
    }

    static Result audit(String plan, Path reference, Path data) {
        return PerformanceAudit.run(
                plan(plan),
                reference == null ? List.of() : List.of(reference),
                List.of(data),
                Progress.NONE,
                Limits.standard());
    }
}
