package dev.gatehouse.audit.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gatehouse.audit.Progress;
import dev.gatehouse.audit.Schemas;
import dev.gatehouse.audit.cells.DriftCells;
import dev.gatehouse.audit.cells.Limits;
import dev.gatehouse.audit.plan.AuditException;
import dev.gatehouse.audit.plan.DriftPlan;
import dev.gatehouse.audit.report.DriftReport;
import dev.gatehouse.audit.report.DriftReport.Drift;
import dev.gatehouse.audit.report.DriftReport.Quality;
import dev.gatehouse.audit.report.Statistics;
import dev.gatehouse.audit.report.Statistics.Bin;
import dev.gatehouse.audit.report.Statistics.Feature;
import dev.gatehouse.audit.report.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Statistics of a sample that are published in place of its rows, and live rows held against them. */
class StatisticsTest {
    private static final String PLAN = """
            kind: drift
            data: live.csv
            reference: training.csv
            label: label
            categorical: [label]
            classifier: false
            """;

    @TempDir
    Path folder;

    private static DriftPlan plan(String text) {
        return DriftPlan.parse(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String row(Random random, double shift, String job) {
        return String.format(
                java.util.Locale.ROOT,
                "%.3f,%d,%s,%d",
                shift + 10 * random.nextGaussian(),
                random.nextInt(5),
                job,
                random.nextInt(2));
    }

    private Path rows(String name, long seed, double shift) throws IOException {
        Random random = new Random(seed);
        StringBuilder csv = new StringBuilder("income,children,job,label\n");
        for (int i = 0; i < 2_000; i++) {
            csv.append(row(random, shift, i == 0 ? "pope" : i < 4 ? "king" : i % 3 == 0 ? "clerk" : "baker"))
                    .append('\n');
        }
        return Files.writeString(folder.resolve(name), csv);
    }

    private static DriftAudit.Result byRows(String plan, Path training, Path live) {
        return DriftAudit.run(plan(plan), List.of(training), List.of(live), Progress.NONE, Limits.standard());
    }

    private static DriftReport against(String plan, Statistics statistics, Path live) {
        return DriftAudit.run(plan(plan), statistics, "sha256:s", List.of(live), Progress.NONE, Limits.standard())
                .report();
    }

    private static Statistics published(DriftAudit.Result result) {
        return DriftAudit.statistics(
                result.cells(), null, "label", result.report().referenceDigest());
    }

    @Test
    void theyNameNothingThatFewRowsHaveAndAreReadBack() throws IOException {
        Path training = rows("training.csv", 1, 0);
        Statistics statistics = published(byRows(PLAN, training, training));
        assertThat(Schemas.faults(Schemas.schema(Statistics.class, "statistics.schema.json"), statistics.toJson()))
                .isEmpty();
        assertThat(Statistics.parse(statistics.toJson())).isEqualTo(statistics);
        assertThat(statistics.label()).isEqualTo("label");
        Feature job = statistics.features().get(2);
        // One pope and three kings are fewer than five, so that the next smallest category joins them.
        assertThat(job.bins()).extracting(Bin::value).containsExactly("baker");
        assertThat(job.otherValues()).isEqualTo(3);
        assertThat(new String(statistics.toJson(), StandardCharsets.UTF_8)).doesNotContain("pope", "king");
        assertThat(statistics.features().get(0).bins()).hasSizeBetween(50, Statistics.MAX_BINS);
        assertThat(statistics.features().get(1).bins())
                .allSatisfy(bin -> assertThat(bin.from()).isEqualTo(bin.to()))
                .hasSize(5);
    }

    @Test
    void distancesToThemAreThoseToTheRowsAsFarAsBinsTell() throws IOException {
        Path training = rows("training.csv", 1, 0);
        Path live = rows("live.csv", 2, 4);
        DriftAudit.Result rows = byRows(PLAN, training, live);
        Statistics statistics = published(rows);
        DriftReport report = against(PLAN, statistics, live);
        assertThat(report.rows()).isEqualTo(rows.report().rows());
        assertThat(report.dataDigest()).isEqualTo(rows.report().dataDigest());
        assertThat(report.referenceDigest()).isEqualTo("sha256:s");
        assertThat(report.notes())
                .anySatisfy(note ->
                        assertThat(note).startsWith("The reference is published statistics of 2000 rows (sha256:"));
        for (Drift exact : rows.report().drift()) {
            Drift binned = report.drift().stream()
                    .filter(each -> each.feature().equals(exact.feature()))
                    .findFirst()
                    .orElseThrow();
            double bound = binned.errorBound() == null ? 1e-9 : binned.errorBound();
            if (!exact.feature().equals("job")) {
                assertThat(binned.statistic()).isCloseTo(exact.statistic(), within(bound));
            }
            assertThat(binned.rowsReference()).isEqualTo(2_000);
        }
        assertThat(report.drift().get(1).errorBound()).isNull();
        assertThat(report.drift().get(0).drifted()).isTrue();
        assertThat(report.label().statistic()).isEqualTo(rows.report().label().statistic());
        assertThat(against(PLAN, statistics, training).drift())
                .allSatisfy(drift -> assertThat(drift.statistic()).isZero());
    }

    @Test
    void liveRowsMayHoldWhatTheSampleDidNot() throws IOException {
        Path training = rows("training.csv", 1, 0);
        Statistics statistics = published(byRows(PLAN, training, training));
        Random random = new Random(3);
        StringBuilder csv = new StringBuilder("at,income,job,label,extra\n");
        for (int i = 0; i < 600; i++) {
            String month = i % 2 == 0 ? "2026-01-05" : "2026-02-05";
            csv.append(month + ","
                    + (i % 10 == 0 ? "" : i % 10 == 1 ? "a lot" : i % 10 == 2 ? "1e6" : random.nextGaussian())
                    + ",pilot," + i % 2 + ",x\n");
        }
        Path live = Files.writeString(folder.resolve("live.csv"), csv);
        String plan = PLAN + "time: {column: at}\nlimits: {out_of_range_share: {max: 0.05}, domain_auc: {max: 0.7}}\n";
        assertThatThrownBy(() -> against(plan, statistics, live)).hasMessageContaining("needs the classifier");
        DriftReport report = against(plan.replace("classifier: false", "classifier: true"), statistics, live);
        assertThat(report.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(report.quality())
                .extracting(Quality::check)
                .contains("out_of_range_share", "type_break", "column_missing", "column_new", "missing_share_increase");
        Drift income = report.drift().get(0);
        assertThat(income.rowsCurrent()).isEqualTo(480);
        assertThat(income.chunks()).hasSize(3);
        Quality range = report.quality().stream()
                .filter(each -> each.check().equals("out_of_range_share"))
                .findFirst()
                .orElseThrow();
        assertThat(range.count()).isEqualTo(60);
        assertThat(report.reasons()).anySatisfy(reason -> assertThat(reason).contains("out_of_range_share"));
    }

    @Test
    void whatStatisticsCannotGiveIsRefused() throws IOException {
        Path training = rows("training.csv", 1, 0);
        Statistics statistics = published(byRows(PLAN, training, training));
        assertThatThrownBy(() -> against(PLAN + "features: [age]\n", statistics, training))
                .hasMessage("the statistics have no 'age'; they have [income, children, job, label]");
        assertThatThrownBy(() -> against(PLAN + "method: evidently\n", statistics, training))
                .hasMessageStartingWith("method evidently needs the reference's rows");
        assertThatThrownBy(() -> against(PLAN.replace("[label]", "[label, children]"), statistics, training))
                .hasMessageStartingWith("categorical: the statistics have 'children' as numbers");
        Path other = Files.writeString(folder.resolve("other.csv"), "x\n1\n");
        assertThatThrownBy(() -> against(PLAN, statistics, other))
                .hasMessageStartingWith("no column can be compared: the statistics have [income");
        String json = new String(statistics.toJson(), StandardCharsets.UTF_8);
        assertThatThrownBy(() -> Statistics.parse(
                        json.replace("\"rows\":2000", "\"rows\":2001").getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(AuditException.class)
                .hasMessageContaining("do not add up");
        // What is wrong is named as the document names it, never by our classes.
        assertThatThrownBy(() -> Statistics.parse(
                        json.replaceFirst("\\{", "{\"surprise\":1,").getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(AuditException.class)
                .hasMessage("not a stored statistics report: 'surprise' is no member that is known");
        assertThatThrownBy(() -> Statistics.parse(
                        json.replaceFirst("\"bins\":\\[\\{", "\"bins\":[7,{").getBytes(StandardCharsets.UTF_8)))
                .hasMessage(
                        "not a stored statistics report: 'features[0].bins[0]' is missing or has a value of another kind");
    }

    @Property(tries = 200)
    void everyValueIsInTheBinThatItsCountSaysAndNoBinHasFewRows(
            @ForAll @IntRange(min = 5, max = 400) int rows,
            @ForAll @IntRange(min = 1, max = 300) int values,
            @ForAll long seed) {
        Random random = new Random(seed);
        double[] numbers = random.doubles(rows)
                .map(x -> Math.floor(values * x * x) / 7 - 3)
                .toArray();
        DriftCells cells =
                Counted.two(rows, 1).number("x", numbers, new double[] {0}).cells();
        Feature feature = Publishing.of(cells, null, null, null).features().get(0);
        List<Bin> bins = feature.bins();
        assertThat(bins).isNotEmpty().hasSizeLessThanOrEqualTo(Statistics.MAX_BINS);
        for (int i = 0; i < bins.size(); i++) {
            Bin bin = bins.get(i);
            boolean last = i + 1 == bins.size();
            boolean one = bin.from().equals(bin.to());
            long inside = Arrays.stream(numbers)
                    .filter(x -> one
                            ? x == bin.from()
                            : x >= bin.from()
                                    && (x < bin.to() || last && x == bin.to())
                                    && bins.stream().noneMatch(other -> other.from() == x && other.to() == x))
                    .count();
            assertThat(bin.rows()).isEqualTo(inside).isGreaterThanOrEqualTo(Statistics.MINIMUM);
        }
    }
}
