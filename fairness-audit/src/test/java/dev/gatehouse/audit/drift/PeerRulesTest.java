package dev.gatehouse.audit.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gatehouse.audit.cells.DriftCells;
import dev.gatehouse.audit.plan.DriftPlan;
import dev.gatehouse.audit.report.DriftReport;
import dev.gatehouse.audit.report.DriftReport.Chunk;
import dev.gatehouse.audit.report.DriftReport.Drift;
import dev.gatehouse.audit.report.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Evidently's and NannyML's default rules under their names. */
class PeerRulesTest {
    private static DriftReport report(String method, String more, DriftCells cells) {
        String plan = "{kind: drift, data: a, reference: b, classifier: false, method: " + method + more + "}";
        return DriftAudit.evaluate(DriftPlan.parse(plan.getBytes(StandardCharsets.UTF_8)), cells, null, null);
    }

    private static Drift only(DriftReport report) {
        assertThat(report.drift()).hasSize(1);
        return report.drift().get(0);
    }

    private static Drift evidently(Counted counted) {
        return only(report("evidently", "", counted.cells()));
    }

    private static String[] dice(int... counts) {
        Object[] pairs = new Object[2 * counts.length];
        for (int i = 0; i < counts.length; i++) {
            pairs[2 * i] = String.valueOf(i + 1);
            pairs[2 * i + 1] = counts[i];
        }
        return Values.texts(pairs);
    }

    /** vectors/drift_evidently.json, ev-chi2 and ev-chi2-x2: the test gives the same p for a reference twice as large. */
    @Test
    void evidentlysChiSquareTakesTheReferenceAsExact() {
        String[] current = dice(16, 16, 16, 16, 16, 8);
        Drift once = evidently(Counted.two(88, 88).category("x", dice(16, 18, 16, 14, 12, 12), current));
        assertThat(once.method()).isEqualTo("evidently:chisquare");
        assertThat(once.pValue()).isCloseTo(0.67309, within(1e-5));
        assertThat(once.drifted()).isFalse();
        Drift twice = evidently(Counted.two(176, 88).category("x", dice(32, 36, 32, 28, 24, 24), current));
        assertThat(twice.pValue()).isCloseTo(0.67309, within(1e-5));
        assertThat(twice.noiseFloor()).isLessThan(once.noiseFloor());
    }

    @Test
    void aNewCategoryMakesEvidentlysChiSquareInfinite() {
        Drift drift = evidently(Counted.two(100, 100)
                .category("x", Values.texts("a", 50, "b", 50), Values.texts("a", 49, "b", 50, "c", 1)));
        assertThat(drift.drifted()).isTrue();
        assertThat(drift.pValue()).isZero();
        assertThat(drift.undefined()).startsWith("infinite by Evidently's definition");
    }

    /** vectors/drift_evidently.json, ev-z-same. */
    @Test
    void twoValuesOfASmallReferenceAreTestedByZ() {
        Drift same =
                evidently(Counted.two(20, 20).number("x", Values.numbers(0, 10, 1, 10), Values.numbers(0, 10, 1, 10)));
        assertThat(same.method()).isEqualTo("evidently:z");
        assertThat(same.pValue()).isCloseTo(1, within(1e-5));
        Drift other = evidently(
                Counted.two(200, 200).number("x", Values.numbers(0, 100, 1, 100), Values.numbers(0, 130, 1, 70)));
        // (0.5 − 0.65) / √(0.575 · 0.425 · 2 / 200) = −3.0344
        assertThat(other.statistic()).isCloseTo(3.0344, within(1e-4));
        assertThat(other.drifted()).isTrue();
        assertThat(other.noiseFloor()).isCloseTo(1.96, within(0.25));
    }

    @Test
    void manyNumbersOfASmallReferenceAreTestedByKolmogorovAndSmirnov() {
        Drift drift = evidently(
                Counted.two(1000, 400).number("x", Values.normal(1, 1000, 0, 1), Values.normal(2, 400, 0.4, 1)));
        assertThat(drift.method()).isEqualTo("evidently:ks");
        assertThat(drift.limit()).isEqualByComparingTo("0.05");
        assertThat(drift.statistic()).isEqualTo(drift.metrics().get("ks"));
        assertThat(drift.pValue()).isLessThan(0.05);
        assertThat(drift.drifted()).isTrue();
        assertThat(drift.verdict()).isNull();
    }

    @Test
    void aboveAThousandReferenceRowsDistancesCountFromATenthOn() {
        Drift moved = evidently(
                Counted.two(1001, 400).number("x", Values.normal(1, 1001, 0, 1), Values.normal(2, 400, 0.4, 1)));
        assertThat(moved.method()).isEqualTo("evidently:wasserstein");
        assertThat(moved.statistic()).isCloseTo(moved.metrics().get("wasserstein_normed"), within(1e-12));
        assertThat(moved.drifted()).isTrue();
        Drift exactly = evidently(Counted.two(2000, 2000)
                .number("x", Values.numbers(0, 1000, 1, 1000), Values.numbers(0, 1000, 1, 1000)));
        assertThat(exactly.method()).isEqualTo("evidently:jensenshannon");
        assertThat(exactly.drifted()).isFalse();
        Drift shares = evidently(
                Counted.two(2000, 2000).category("x", Values.texts("a", 1000, "b", 1000), Values.texts("a", 2000)));
        // ½ (½ ln ⅔ + ½ ln 2) + ½ ln (4/3) in nats, and its root.
        assertThat(shares.statistic()).isCloseTo(0.46450, within(1e-4));
        assertThat(shares.metrics().get("jensen_shannon")).isCloseTo(0.46450 / Math.sqrt(Math.log(2)), within(1e-4));
    }

    @Test
    void aNearlyConstantReferenceIsNormedByAThousandth() {
        double[] reference = new double[1200];
        for (int i = 0; i < reference.length; i++) {
            reference[i] = i % 6 * 1e-6;
        }
        Drift drift = evidently(Counted.two(1200, 1200).number("x", reference, Values.numbers(1e-4, 1200)));
        assertThat(drift.method()).isEqualTo("evidently:wasserstein");
        // A way of 10⁻⁴ − 2.5 · 10⁻⁶, over 0.001 instead of the deviation of 1.7 · 10⁻⁶.
        assertThat(drift.statistic()).isCloseTo(0.0975, within(1e-9));
        assertThat(drift.drifted()).isFalse();
    }

    @Test
    void halfOfTheFeaturesAreEvidentlysDriftOfTheDataSet() {
        Counted counted = Counted.two(2000, 2000)
                .number("still", Values.normal(1, 2000, 0, 1), Values.normal(2, 2000, 0, 1))
                .number("moved", Values.normal(3, 2000, 0, 1), Values.normal(4, 2000, 1, 1));
        DriftReport report = report("evidently", "", counted.cells());
        assertThat(report.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(report.reasons())
                .containsExactly("1 of 2 features drifted, half of them or more (Evidently's rule).");
        assertThat(report.notes()).anyMatch(note -> note.contains("Evidently's default test"));
        counted.number("also still", Values.normal(5, 2000, 0, 1), Values.normal(6, 2000, 0, 1));
        assertThat(report("evidently", "", counted.cells()).verdict()).isEqualTo(Verdict.PASS);
        assertThat(report("evidently", ", limits: {drifted_share: {max: 0.2}}", counted.cells())
                        .verdict())
                .isEqualTo(Verdict.FAIL);
        assertThat(report("evidently", ", minimum_rows: 3000", counted.cells()).verdict())
                .isEqualTo(Verdict.INSUFFICIENT);
    }

    /** vectors/drift_nannyml.json, nml-js-cat: a category that the reference lacks is the bin of all that is left over. */
    @Test
    void nannymlsDistanceOfCategories() {
        DriftCells cells = Counted.chunks(2, 5000, 5000, 1000)
                .category(
                        "x",
                        Values.texts("a", 1228, "b", 1243, "c", 1275, "d", 1254),
                        Values.texts("a", 1228, "b", 1242, "c", 1275, "d", 1255),
                        Values.texts("a", 213, "b", 287, "c", 247, "e", 253))
                .cells();
        Drift drift = only(report("nannyml", ", chunks: {number: 2}", cells));
        assertThat(drift.method()).isEqualTo("nannyml:jensen_shannon");
        assertThat(drift.statistic()).isCloseTo(0.5, within(0.005));
        assertThat(drift.chunks().get(2).statistic()).isEqualTo(drift.statistic());
        assertThat(drift.chunks().get(2).alert()).isTrue();
        assertThat(drift.drifted()).isTrue();
    }

    @Test
    void nannymlFlagsByChunksAndHasNoRuleForTheDataSet() {
        double[][] values = new double[20][];
        for (int i = 0; i < 20; i++) {
            values[i] = Values.normal(100 + i, 500, i == 15 ? 3 : 0, 1);
        }
        DriftCells cells = Counted.chunks(
                        10, Arrays.stream(values).mapToLong(each -> each.length).toArray())
                .number("x", values)
                .cells();
        DriftReport report = report("nannyml", "", cells);
        assertThat(report.verdict()).isNull();
        List<Chunk> chunks = only(report).chunks();
        assertThat(chunks.get(15).alert()).isTrue();
        assertThat(chunks)
                .filteredOn(chunk -> chunk.reference() && chunk.alert())
                .hasSizeLessThan(2);
        assertThat(only(report).drifted()).isTrue();
        assertThat(report("nannyml", ", limits: {drifted_share: {max: 0.5}}", cells)
                        .verdict())
                .isEqualTo(Verdict.FAIL);
    }

    /** numpy.histogram_bin_edges(…, bins='doane'): 1 + log2 n + log2(1 + |g1| / σ), rounded up. */
    @Test
    void binsFollowDoane() {
        double[] values = {0, 1, 2, 3, 10};
        long[] counts = {40, 30, 15, 10, 5};
        // mean 1.4, second moment 4.84, g1 = 31.128 / 4.84^1.5 = 2.92337, σ = √(6 · 98 / (101 · 103)) = 0.237744:
        // 1 + 6.64386 + log2(13.2963) = 11.3768
        assertThat(NannymlRule.doane(values, counts, 10)).isEqualTo(12);
        assertThat(NannymlRule.doane(new double[] {0, 1}, new long[] {50, 50}, 1))
                .isEqualTo(8);
        assertThat(NannymlRule.doane(new double[] {3}, new long[] {50}, 0)).isEqualTo(1);
    }
}
