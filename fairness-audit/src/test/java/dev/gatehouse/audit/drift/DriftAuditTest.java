package dev.gatehouse.audit.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gatehouse.audit.cells.DriftCells;
import dev.gatehouse.audit.cells.DriftCells.Break;
import dev.gatehouse.audit.plan.AuditException;
import dev.gatehouse.audit.plan.DriftPlan;
import dev.gatehouse.audit.report.DriftReport;
import dev.gatehouse.audit.report.DriftReport.Chunk;
import dev.gatehouse.audit.report.DriftReport.Drift;
import dev.gatehouse.audit.report.DriftReport.Quality;
import dev.gatehouse.audit.report.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class DriftAuditTest {
    private static DriftPlan plan(String more) {
        return DriftPlan.parse(("{kind: drift, data: now.csv, reference: then.csv, classifier: false" + more + "}")
                .getBytes(StandardCharsets.UTF_8));
    }

    private static DriftReport report(DriftPlan plan, DriftCells cells) {
        return DriftAudit.evaluate(plan, cells, null, null);
    }

    private static Drift feature(DriftReport report, String name) {
        return report.drift().stream()
                .filter(each -> each.feature().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static List<Quality> quality(DriftReport report, String check) {
        return report.quality().stream()
                .filter(each -> each.check().equals(check))
                .toList();
    }

    /** One column that stays, one that moves by a deviation, and one whose shares change. */
    private static Counted moved(int n) {
        return Counted.two(n, n)
                .number("still", Values.normal(1, n, 50, 10), Values.normal(2, n, 50, 10))
                .number("moved", Values.normal(3, n, 50, 10), Values.normal(4, n, 60, 10))
                .category(
                        "job",
                        Values.texts("clerk", n / 2, "baker", n - n / 2),
                        Values.texts("clerk", n / 5, "baker", n - n / 5));
    }

    @Test
    void withoutALimitThereAreFiguresAndNoVerdict() {
        DriftReport report = report(plan(""), moved(4000).cells());
        assertThat(report.verdict()).isNull();
        assertThat(report.reasons()).singleElement().asString().startsWith("Nothing has a limit");
        Drift moved = feature(report, "moved");
        assertThat(moved.method()).isEqualTo("wasserstein_normed");
        assertThat(moved.statistic()).isCloseTo(1, within(0.06));
        assertThat(moved.interval().lower()).isLessThan(moved.statistic());
        assertThat(moved.interval().upper()).isGreaterThan(moved.statistic());
        assertThat(moved.drifted()).isTrue();
        assertThat(moved.verdict()).isNull();
        Drift still = feature(report, "still");
        assertThat(still.statistic()).isLessThan(still.noiseFloor());
        assertThat(still.drifted()).isFalse();
        assertThat(still.interval().lower()).isZero();
        assertThat(still.detectable()).isGreaterThan(still.noiseFloor());
        assertThat(feature(report, "job").metrics().get("total_variation")).isCloseTo(0.3, within(1e-9));
        assertThat(report.driftedShare().drifted()).isEqualTo(2);
        assertThat(report.driftedShare().compared()).isEqualTo(3);
    }

    @Test
    void aColumnPassesWithinItsLimitFailsBeyondItAndIsOpenAcrossIt() {
        DriftCells cells = moved(4000).cells();
        DriftReport loose =
                report(plan(", limits: {wasserstein_normed: {max: 1.5}, jensen_shannon: {max: 0.5}}"), cells);
        assertThat(loose.verdict()).isEqualTo(Verdict.PASS);
        assertThat(loose.reasons()).containsExactly("All 3 things that decide lie within their limits.");

        DriftReport tight = report(plan(", limits: {wasserstein_normed: {max: 0.2}}"), cells);
        assertThat(tight.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(tight.reasons()).containsExactly("moved: wasserstein_normed lies beyond its limit.");
        assertThat(feature(tight, "moved").verdict()).isEqualTo(Verdict.FAIL);
        assertThat(feature(tight, "moved").pHolm()).isLessThan(1e-6);
        assertThat(feature(tight, "still").verdict()).isEqualTo(Verdict.PASS);
        assertThat(feature(tight, "still").pLimit()).isEqualTo(1);
        assertThat(feature(tight, "job").verdict()).isNull();

        DriftReport across = report(plan(", limits: {wasserstein_normed: {max: 1.0}}"), cells);
        assertThat(across.verdict()).isEqualTo(Verdict.INSUFFICIENT);
        assertThat(across.reasons())
                .containsExactly("moved: wasserstein_normed: the interval does not lie on one side of the limit.");
    }

    @Test
    void fewRowsAreNoEvidenceHoweverFarTheyLie() {
        DriftReport report = report(
                plan(", minimum_rows: 500, limits: {wasserstein_normed: {max: 0.2}}"),
                moved(400).cells());
        assertThat(report.verdict()).isEqualTo(Verdict.INSUFFICIENT);
        assertThat(feature(report, "moved").reason())
                .isEqualTo("the smaller sample has 400 rows with a value; the plan's minimum_rows is 500");
        assertThat(report.reasons()).contains("The reference has 400 rows; the plan's minimum_rows is 500.");
    }

    @Test
    void withALimitOnTheirShareSingleFeaturesDoNotDecide() {
        DriftCells cells = moved(4000).cells();
        String distances = "wasserstein_normed: {max: 0.2}, jensen_shannon: {max: 0.1}";
        DriftReport allowed = report(plan(", limits: {" + distances + ", drifted_share: {max: 0.7}}"), cells);
        assertThat(allowed.verdict()).isEqualTo(Verdict.PASS);
        assertThat(feature(allowed, "moved").verdict()).isEqualTo(Verdict.FAIL);
        assertThat(feature(allowed, "moved").deciding()).isFalse();
        assertThat(allowed.driftedShare().lower()).isCloseTo(2 / 3.0, within(1e-12));
        assertThat(allowed.driftedShare().upper()).isCloseTo(2 / 3.0, within(1e-12));
        DriftReport refused = report(plan(", limits: {" + distances + ", drifted_share: {max: 0.5}}"), cells);
        assertThat(refused.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(refused.reasons()).containsExactly("2 of 3 features drifted, more than the share allowed.");
    }

    @Test
    void scoreAndLabelStandApartAndDecideByThemselves() {
        DriftReport report = report(
                plan(", score: moved, label: job, limits: {wasserstein_normed: {max: 0.2}, drifted_share: {max: 0.5}}"),
                moved(4000).cells());
        assertThat(report.drift()).extracting(Drift::feature).containsExactly("still");
        assertThat(report.score().feature()).isEqualTo("moved");
        assertThat(report.label().feature()).isEqualTo("job");
        assertThat(report.score().deciding()).isTrue();
        assertThat(report.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(report.driftedShare().compared()).isEqualTo(1);
    }

    @Test
    void theDistanceOfSingleColumnsCanBeNamed() {
        DriftReport report = report(
                plan(
                        ", metrics: {number: ks, category: total_variation, by_feature: {moved: psi}}, limits: {psi: {max: 0.25}}"),
                moved(4000).cells());
        assertThat(feature(report, "still").method()).isEqualTo("ks");
        assertThat(feature(report, "still").pValue()).isBetween(0.001, 1.0);
        assertThat(feature(report, "job").method()).isEqualTo("total_variation");
        assertThat(feature(report, "moved").method()).isEqualTo("psi");
        assertThat(report.verdict()).isEqualTo(Verdict.FAIL);
        assertThatThrownBy(() -> report(
                        plan(", metrics: {by_feature: {job: ks}}"), moved(400).cells()))
                .isInstanceOf(AuditException.class)
                .hasMessageContaining("metrics.by_feature.job: ks needs numbers, and the column has categories");
    }

    @Test
    void dataQualityIsCountedAndLimitsOnItArePointRules() {
        int n = 1000;
        DriftCells cells = Counted.two(n, n)
                .number("age", Values.normal(1, n, 40, 5), Values.without(Values.normal(2, n, 40, 5), 100))
                .number("income", Values.numbers(10, 500, 20, 500), Values.numbers(5, 20, 10, 480, 20, 470, 90, 30))
                .category("job", Values.texts("clerk", 600, "baker", 400), Values.texts("clerk", 980, "pilot", 20))
                .number("same", Values.numbers(1, 600, 2, 400), Values.numbers(1, 1000))
                .duplicates(70)
                .broken("zip", Break.TEXTS_IN_NUMBERS, 12)
                .broken("gone", Break.COLUMN_MISSING, 1000)
                .cells();
        DriftReport report = report(
                plan(", limits: {missing_share_increase: {max: 0.1}, new_category_share: {max: 0.01},"
                        + " out_of_range_share: {max: 0.05}, duplicate_share: {max: 0.05}, type_breaks: {max: 2}}"),
                cells);
        assertThat(report.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(quality(report, "missing_share_increase"))
                .filteredOn(each -> each.feature().equals("age"))
                .singleElement()
                .satisfies(each -> {
                    assertThat(each.share()).isCloseTo(0.1, within(1e-12));
                    assertThat(each.verdict()).isEqualTo(Verdict.PASS);
                    assertThat(each.detail())
                            .isEqualTo("100 of 1000 current rows have no value, and 0 of 1000 of the reference");
                });
        assertThat(quality(report, "new_category_share")).singleElement().satisfies(each -> {
            assertThat(each.share()).isEqualTo(0.02);
            assertThat(each.verdict()).isEqualTo(Verdict.FAIL);
            assertThat(each.detail()).contains("'pilot'");
        });
        assertThat(quality(report, "vanished_categories"))
                .singleElement()
                .satisfies(each -> assertThat(each.detail()).contains("'baker'", "400 reference rows"));
        assertThat(quality(report, "out_of_range_share"))
                .filteredOn(each -> each.feature().equals("income"))
                .singleElement()
                .satisfies(each -> assertThat(each.detail())
                        .isEqualTo("20 current values are below the reference's least, 30 above its greatest"));
        assertThat(quality(report, "duplicate_share")).singleElement().satisfies(each -> {
            assertThat(each.share()).isEqualTo(0.07);
            assertThat(each.verdict()).isEqualTo(Verdict.FAIL);
        });
        assertThat(quality(report, "constant_column"))
                .extracting(Quality::feature)
                .containsExactly("same");
        assertThat(quality(report, "type_break")).extracting(Quality::feature).containsExactly("zip");
        assertThat(quality(report, "column_missing"))
                .extracting(Quality::feature)
                .containsExactly("gone");
        assertThat(quality(report, "type_breaks"))
                .singleElement()
                .satisfies(each -> assertThat(each.verdict()).isEqualTo(Verdict.PASS));
        assertThat(feature(report, "gone").undefined()).isEqualTo("the current data have no such column");
    }

    @Test
    void aColumnThatIsTheSameEverywhereIsNotJudged() {
        DriftCells cells = Counted.two(500, 500)
                .number("one", Values.numbers(7, 500), Values.numbers(7, 500))
                .number("empty", Values.without(new double[500], 500), Values.without(new double[500], 500))
                .number("x", Values.normal(1, 500, 0, 1), Values.normal(2, 500, 0, 1))
                .cells();
        DriftReport report = report(plan(", limits: {wasserstein_normed: {max: 0.5}}"), cells);
        assertThat(report.verdict()).isEqualTo(Verdict.PASS);
        assertThat(feature(report, "one").statistic()).isZero();
        assertThat(feature(report, "one").drifted()).isFalse();
        assertThat(feature(report, "empty").undefined()).isEqualTo("neither sample has a value");
        assertThat(feature(report, "empty").deciding()).isFalse();
    }

    @Test
    void aColumnThatLostAllItsValuesKeepsTheAuditFromPassing() {
        DriftCells cells = Counted.two(500, 500)
                .number("lost", Values.normal(1, 500, 0, 1), Values.without(new double[500], 500))
                .number("x", Values.normal(3, 500, 0, 1), Values.normal(2, 500, 0, 1))
                .cells();
        DriftReport report = report(plan(", limits: {wasserstein_normed: {max: 0.5}}"), cells);
        assertThat(report.verdict()).isEqualTo(Verdict.INSUFFICIENT);
        assertThat(report.reasons()).containsExactly("lost: wasserstein_normed: the current rows have no value.");
        assertThat(quality(report, "all_missing")).hasSize(1);
    }

    private static DriftCells chunked() {
        double[][] values = new double[9][];
        for (int i = 0; i < 9; i++) {
            values[i] = Values.normal(10 + i, i == 8 ? 100 : 1000, i == 6 ? 55 : 50, 10);
        }
        values[7] = Values.without(values[7], 200);
        return Counted.chunks(
                        5, Arrays.stream(values).mapToLong(each -> each.length).toArray())
                .number("x", values)
                .cells();
    }

    @Test
    void aChunkBeyondTheSpreadOfTheReferencesChunksIsAnAlert() {
        DriftReport report = report(plan(", chunks: {rows: 1000}"), chunked());
        List<Chunk> chunks = feature(report, "x").chunks();
        assertThat(chunks).hasSize(9);
        double mean = chunks.stream()
                .filter(Chunk::reference)
                .mapToDouble(Chunk::statistic)
                .average()
                .orElseThrow();
        double squares = chunks.stream()
                .filter(Chunk::reference)
                .mapToDouble(chunk -> Math.pow(chunk.statistic() - mean, 2))
                .average()
                .orElseThrow();
        assertThat(chunks)
                .allSatisfy(chunk ->
                        assertThat(chunk.upperLimit()).isCloseTo(mean + 3 * Math.sqrt(squares), within(1e-12)));
        assertThat(chunks).filteredOn(Chunk::alert).extracting(Chunk::label).containsExactly("c6");
        assertThat(chunks)
                .filteredOn(Chunk::missingAlert)
                .extracting(Chunk::label)
                .containsExactly("c7");
        assertThat(chunks.get(7).missingShare()).isEqualTo(0.2);
        assertThat(report.notes()).anyMatch(note -> note.startsWith("1 chunk has fewer than half of the usual rows"));
    }

    @Test
    void anEmptyChunkHasNoDistanceAndIsTold() {
        DriftCells cells = Counted.chunks(2, 300, 300, 0, 300)
                .number(
                        "x",
                        Values.normal(1, 300, 0, 1),
                        Values.normal(2, 300, 0, 1),
                        new double[0],
                        Values.normal(3, 300, 0, 1))
                .cells();
        DriftReport report = report(plan(", chunks: {number: 2}"), cells);
        Chunk empty = feature(report, "x").chunks().get(2);
        assertThat(empty.statistic()).isNull();
        assertThat(empty.missingShare()).isNull();
        assertThat(empty.alert()).isFalse();
        assertThat(quality(report, "empty_chunk"))
                .singleElement()
                .satisfies(each -> assertThat(each.detail()).isEqualTo("no current row falls into 'c2'"));
    }

    @Test
    void cellsThatDoNotFitThePlanAreRefused() {
        DriftCells cells = chunked();
        assertThatThrownBy(() -> report(plan(""), cells)).hasMessageContaining("they are cut into chunks");
        assertThatThrownBy(() -> report(plan(", features: [y], chunks: {rows: 1000}"), cells))
                .hasMessageContaining("the column 'y' is missing");
        assertThatThrownBy(() -> report(plan(", score: x, chunks: {rows: 1000}"), cells))
                .hasMessageContaining("no feature in common");
    }

    @Test
    void theSameCellsGiveTheSameBytesAndTheyAreReadBack() {
        DriftPlan plan = plan(", chunks: {rows: 1000}, limits: {wasserstein_normed: {max: 0.1}}");
        DriftReport report = report(plan, chunked());
        byte[] bytes = report.toJson();
        assertThat(report(plan, DriftCells.parse(chunked().toJson())).toJson()).isEqualTo(bytes);
        assertThat(DriftReport.parse(bytes)).isEqualTo(report);
        assertThatThrownBy(() ->
                        DriftReport.parse("{\"kind\":\"fairness\",\"format\":1}".getBytes(StandardCharsets.UTF_8)))
                .hasMessage("not a drift report of format 1");
    }
}
