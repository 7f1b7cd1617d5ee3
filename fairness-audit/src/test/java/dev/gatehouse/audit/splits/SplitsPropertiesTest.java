package dev.gatehouse.audit.splits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gatehouse.audit.cells.Limits;
import dev.gatehouse.audit.cells.SplitCells;
import dev.gatehouse.audit.cells.SplitColumns;
import dev.gatehouse.audit.cells.SplitRows;
import dev.gatehouse.audit.stat.Estimator;
import dev.gatehouse.audit.stat.Normal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class SplitsPropertiesTest {
    /** A row of two small features and a label that may be missing. */
    private static String row(int code) {
        return code % 3 + "," + (code / 3 % 4 == 0 ? "" : "c" + code / 3 % 4) + ","
                + (code / 12 % 3 == 2 ? "" : code / 12 % 3);
    }

    private static String features(String row) {
        return row.substring(0, row.lastIndexOf(','));
    }

    private static String label(String row) {
        return row.substring(row.lastIndexOf(',') + 1);
    }

    @Property(tries = 8)
    void whatBothSamplesShareIsWhatAPlainCountFinds(
            @ForAll @Size(min = 1, max = 40) List<@IntRange(min = 0, max = 35) Integer> before,
            @ForAll @Size(min = 1, max = 40) List<@IntRange(min = 0, max = 35) Integer> now)
            throws IOException {
        List<String> training = before.stream().map(SplitsPropertiesTest::row).toList();
        List<String> evaluation = now.stream().map(SplitsPropertiesTest::row).toList();
        SplitCells.Overlap overlap = overlap(training, evaluation);
        Set<String> trainingRows = new HashSet<>(training);
        Map<String, Set<String>> labels = new HashMap<>();
        training.forEach(row -> {
            Set<String> known = labels.computeIfAbsent(features(row), none -> new HashSet<>());
            if (!label(row).isEmpty()) {
                known.add(label(row));
            }
        });
        assertThat(overlap.training().distinct()).isEqualTo(trainingRows.size());
        assertThat(overlap.training().features()).isEqualTo(labels.size());
        assertThat(overlap.training().single())
                .isEqualTo(trainingRows.stream()
                        .filter(row -> training.indexOf(row) == training.lastIndexOf(row))
                        .count());
        assertThat(overlap.training().contradicting())
                .isEqualTo(training.stream()
                        .filter(row -> !label(row).isEmpty()
                                && labels.get(features(row)).size() > 1)
                        .count());
        assertThat(overlap.whole().evaluation())
                .isEqualTo(evaluation.stream().filter(trainingRows::contains).count());
        assertThat(overlap.whole().training())
                .isEqualTo(training.stream().filter(evaluation::contains).count());
        assertThat(overlap.features().evaluation())
                .isEqualTo(evaluation.stream()
                        .filter(row -> labels.containsKey(features(row)))
                        .count());
        assertThat(overlap.contradicting())
                .isEqualTo(evaluation.stream()
                        .filter(row -> !label(row).isEmpty()
                                && labels.getOrDefault(features(row), Set.of()).stream()
                                        .anyMatch(other -> !other.equals(label(row))))
                        .count());
    }

    private static SplitCells.Overlap overlap(List<String> training, List<String> evaluation) throws IOException {
        Path folder = Files.createTempDirectory("splits");
        Path before = Files.writeString(folder.resolve("t.csv"), "x,c,label\n" + String.join("\n", training) + "\n");
        Path now = Files.writeString(folder.resolve("e.csv"), "x,c,label\n" + String.join("\n", evaluation) + "\n");
        SplitColumns what =
                new SplitColumns(List.of(), Set.of(), Set.of("c"), "label", "1", List.of(), null, null, Duration.ZERO);
        try (SplitRows rows =
                SplitRows.open(what, List.of(before), List.of(now), Limits.standard(), (stage, share) -> {})) {
            return rows.cells().overlap();
        } finally {
            Files.delete(before);
            Files.delete(now);
            Files.delete(folder);
        }
    }

    @Property(tries = 60)
    void aRateThatSaysNothingIsNearChanceAndOneThatSaysAllIsPerfect(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 60) int values) {
        Random random = new Random(seed);
        long[] positives = new long[values];
        long[] negatives = new long[values];
        for (int i = 0; i < 2_000; i++) {
            (random.nextDouble() < 0.3 ? positives : negatives)[random.nextInt(values)]++;
        }
        Estimator nothing = RateAuc.of(positives, negatives);
        assertThat(nothing.value()).isCloseTo(0.5, within(0.1));
        assertThat(nothing.at(Normal.quantile(0.9999)).contains(0.5)).isTrue();
        assertThat(nothing.value()).isEqualTo(RateAuc.of(positives, negatives).value());
        long[] apart = {0, 600, 0};
        assertThat(RateAuc.of(apart, new long[] {700, 0, 500}).value()).isEqualTo(1);
        assertThat(RateAuc.of(new long[] {1, 0}, negatives.length > 1 ? new long[] {3, 4} : apart))
                .isNull();
    }
}
