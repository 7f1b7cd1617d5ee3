package dev.gatehouse.audit.stat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.audit.stat.DriftVectors.Check;
import dev.gatehouse.audit.stat.DriftVectors.Vector;
import java.io.IOException;
import java.util.Arrays;
import java.util.TreeMap;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Distances and tests against the values that other tools publish for them. Where a tool's definition is not ours, what turns the
 * one into the other stands here, with the reason.
 */
class DriftVectorsTest {
    private static final long SEED = 1;

    @TestFactory
    Stream<DynamicTest> scipy() {
        return DriftVectors.of("drift_scipy.json")
                .check("ks-500", v -> ks(v, KolmogorovSmirnov.asymptotic(v.values("x", "y"))))
                .check("ks-10k-asymp", v -> ks(v, KolmogorovSmirnov.asymptotic(v.values("x", "y"))))
                .check("ks-gh11184", v -> ks(v, KolmogorovSmirnov.asymptotic(v.values("x", "y"))))
                .each("ks-", v -> ks(v, DriftTest.KOLMOGOROV_SMIRNOV.of(v.values("x", "y"), SEED)))
                .each("w", v -> v.is(DriftMetric.WASSERSTEIN.statistic(weighted(v))))
                .each("e", v -> v.is(DriftMetric.ENERGY.statistic(v.values("u", "v"))))
                .check("chi2-trivial", DriftVectorsTest::trivialTable)
                // We correct no statistic for continuity; where counts are small the test is Fisher's.
                .check(
                        "chi2-yates",
                        v -> v.is(
                                DriftTest.CHI_SQUARE.of(rows(v, "table"), SEED).p()))
                .check("chi2-gof", DriftVectorsTest::goodnessOfFit)
                .each(
                        "fisher-",
                        v -> v.is(DriftTest.FISHER.of(rows(v, "table"), SEED).p()))
                .check("cvm-conover", v -> {
                    Test test = DriftTest.CRAMER_VON_MISES.of(v.values("x", "y"), SEED);
                    v.has("statistic", test.statistic());
                    v.has("p", test.p());
                })
                .check("ad-scholz", v -> andersonDarling(v, false))
                .check("ad-scholz-mid", v -> andersonDarling(v, true))
                .check("js-1", v -> v.is(jensenShannon(v.numbers("p"), v.numbers("q"))))
                // SciPy's default is natural logarithms; ours are of base 2.
                .check("js-2", v -> v.is(jensenShannon(v.numbers("p"), v.numbers("q")) * Math.sqrt(Math.log(2))))
                .check("js-3", DriftVectorsTest::jensenShannonOfRows)
                .tests();
    }

    private static void ks(Vector v, Test test) {
        v.has("statistic", test.statistic());
        v.has("p", test.p());
    }

    /** Weights are rows here: a weight says how often the value is there. */
    private static TwoSamples weighted(Vector v) {
        return DriftVectors.counted(repeated(v, "u", "uw"), repeated(v, "v", "vw"));
    }

    private static double[] repeated(Vector v, String values, String weights) {
        double[] numbers = v.numbers(values);
        if (!v.input().has(weights)) {
            return numbers;
        }
        long[] times = v.counts(weights);
        return IntStream.range(0, numbers.length)
                .boxed()
                .flatMapToDouble(i -> DoubleStream.generate(() -> numbers[i]).limit(times[i]))
                .toArray();
    }

    private static TwoSamples rows(Vector v, String table) {
        JsonNode rows = v.input().get(table);
        return TwoSamples.ofCategories(DriftVectors.counts(rows.get(0)), DriftVectors.counts(rows.get(1)));
    }

    private static void trivialTable(Vector v) {
        v.has("statistic", DriftMetric.CHI_SQUARE.statistic(rows(v, "table")));
        v.has("p", DriftTest.CHI_SQUARE.of(rows(v, "table"), SEED).p());
    }

    private static void goodnessOfFit(Vector v) {
        for (int column = 0; column < 2; column++) {
            int at = column;
            long[] observed = column(v, "obs", at);
            Test test = DriftTest.CHI_SQUARE.of(againstKnown(column(v, "exp", at), observed), SEED);
            v.is(test.statistic(), v.expected().get("statistic").get(at));
            v.is(test.p(), v.expected().get("p").get(at));
        }
    }

    private static long[] column(Vector v, String table, int at) {
        return StreamOf.rows(v.input().get(table))
                .mapToLong(row -> row.get(at).asLong())
                .toArray();
    }

    /**
     * A test of fit takes the reference's shares as known, ours takes it as a sample. A sample of a billion times as many rows is as
     * good as known.
     */
    private static TwoSamples againstKnown(long[] reference, long[] current) {
        return TwoSamples.ofCategories(
                Arrays.stream(reference).map(count -> count * 1_000_000_000).toArray(), current);
    }

    private static void andersonDarling(Vector v, boolean midRanks) {
        JsonNode samples = v.input().get("samples");
        double[] values = StreamOf.rows(samples)
                .flatMap(StreamOf::rows)
                .mapToDouble(JsonNode::asDouble)
                .sorted()
                .distinct()
                .toArray();
        long[][] counts = new long[samples.size()][values.length];
        for (int s = 0; s < counts.length; s++) {
            for (double value : DriftVectors.numbers(samples.get(s), null)) {
                counts[s][Arrays.binarySearch(values, value)]++;
            }
        }
        Test test = AndersonDarling.test(counts, midRanks);
        v.has("statistic", test.statistic());
        v.has("p", test.p());
    }

    /** Weights in halves as counts. */
    private static double jensenShannon(double[] p, double[] q) {
        return DriftMetric.JENSEN_SHANNON.statistic(TwoSamples.ofCategories(doubled(p), doubled(q)));
    }

    private static long[] doubled(double[] weights) {
        return Arrays.stream(weights).mapToLong(w -> Math.round(2 * w)).toArray();
    }

    private static void jensenShannonOfRows(Vector v) {
        for (int row = 0; row < 3; row++) {
            double distance = jensenShannon(
                    DriftVectors.numbers(v.input().get("p").get(row), null),
                    DriftVectors.numbers(v.input().get("q").get(row), null));
            v.is(distance * Math.sqrt(Math.log(2)), v.expected().get(row));
        }
    }

    /** Its chi-square and G tests are tests of fit to the reference. */
    @TestFactory
    Stream<DynamicTest> evidently() {
        Check fit = v -> v.is(DriftTest.CHI_SQUARE
                .of(againstKnown(v.counts("ref_counts"), v.counts("cur_counts")), SEED)
                .p());
        return DriftVectors.of("drift_evidently.json")
                .each("ev-chi2", fit)
                .each("ev-hell", v -> v.is(DriftMetric.HELLINGER.statistic(v.categories())))
                .check(
                        "ev-g",
                        v -> v.is(DriftTest.G
                                .of(againstKnown(v.counts("ref_counts"), v.counts("cur_counts")), SEED)
                                .p()))
                .check(
                        "ev-ad",
                        v -> v.is(DriftTest.ANDERSON_DARLING
                                .of(v.values("ref", "cur"), SEED)
                                .p()))
                // One-sided, towards the side on which the samples are.
                .check(
                        "ev-mwu",
                        v -> v.is(DriftTest.MANN_WHITNEY.of(v.ranks(), SEED).p() / 2))
                .check(
                        "ev-epps",
                        v -> v.is(DriftTest.EPPS_SINGLETON.of(v.ranks(), SEED).p()))
                .check(
                        "ev-t",
                        v -> v.is(DriftTest.STUDENT_T
                                .of(v.values("ref", "cur"), SEED)
                                .p()))
                .check("ev-energy", v -> v.is(DriftMetric.ENERGY.statistic(v.values("ref", "cur"))))
                .each(
                        "ev-fisher",
                        v -> v.is(DriftTest.FISHER.of(v.categories(), SEED).p()))
                .each(
                        "ev-tvd",
                        v -> v.is(DriftTest.TOTAL_VARIATION
                                .of(v.categories(), SEED)
                                .p()))
                .check(
                        "ev-z-same",
                        v -> v.is(DriftTest.TWO_PROPORTION_Z
                                .of(v.categories(), SEED)
                                .p()))
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> nannyml() {
        return DriftVectors.of("drift_nannyml.json")
                .each("nml-linf", v -> v.is(DriftMetric.L_INFINITY.statistic(texts(v))))
                .check("nml-js-cont", v -> doane(v, DriftMetric.JENSEN_SHANNON, 0.047236408675))
                .check("nml-hell-shift", v -> doane(v, DriftMetric.HELLINGER, 0.625020729538))
                .check("nml-wass", v -> {
                    double distance = DriftMetric.WASSERSTEIN.statistic(v.values("ref", "cur"));
                    v.is(distance);
                    assertThat(distance).isCloseTo(1.011444943027, within(1e-9));
                })
                .check("nml-js-cat", v -> {
                    v.is(DriftMetric.JENSEN_SHANNON.statistic(v.categories()));
                    assertThat(DriftMetric.JENSEN_SHANNON.statistic(v.categories()))
                            .isCloseTo(0.503817142080, within(1e-10));
                })
                .check("nml-hell-cat", v -> {
                    v.is(DriftMetric.HELLINGER.statistic(v.categories()));
                    assertThat(DriftMetric.HELLINGER.statistic(v.categories()))
                            .isCloseTo(0.503244322851, within(1e-10));
                })
                .check(
                        "nml-ks-10chunks",
                        v -> chunks(v, 2016, new double[] {
                            0.011012, 0.017361, 0.015774, 0.011012, 0.016865, 0.014683, 0.018651, 0.113988, 0.25496,
                            0.253075
                        }))
                .check(
                        "nml-ks-size5000",
                        v -> chunks(v, 5000, new double[] {0.005067, 0.004933, 0.01186, 0.243595, 0.210615}))
                .tests();
    }

    private static TwoSamples texts(Vector v) {
        TreeMap<String, long[]> cells = new TreeMap<>();
        v.input().get("ref").forEach(each -> cells.computeIfAbsent(each.asText(), key -> new long[2])[0]++);
        v.input().get("cur").forEach(each -> cells.computeIfAbsent(each.asText(), key -> new long[2])[1]++);
        return TwoSamples.ofCategories(
                cells.values().stream().mapToLong(each -> each[0]).toArray(),
                cells.values().stream().mapToLong(each -> each[1]).toArray());
    }

    /** NannyML's bins: Doane's, of equal width over the reference's range, and one for all that lies outside. */
    private static void doane(Vector v, DriftMetric metric, double unrounded) throws IOException {
        JsonNode file = v.file();
        double[] reference = DriftVectors.numbers(file.get("ref"), null);
        double n = reference.length;
        double mean = Arrays.stream(reference).average().orElseThrow();
        double deviation = Math.sqrt(Arrays.stream(reference)
                .map(x -> (x - mean) * (x - mean))
                .average()
                .orElseThrow());
        double skewness = Arrays.stream(reference)
                .map(x -> Math.pow((x - mean) / deviation, 3))
                .average()
                .orElseThrow();
        double error = Math.sqrt(6 * (n - 2) / ((n + 1) * (n + 3)));
        int bins =
                (int) Math.ceil(1 + Math.log(n) / Math.log(2) + Math.log1p(Math.abs(skewness) / error) / Math.log(2));
        double distance = metric.statistic(TwoSamples.ofCategories(
                binned(reference, reference, bins),
                binned(reference, DriftVectors.numbers(file.get("cur"), null), bins)));
        v.is(distance);
        assertThat(distance).isCloseTo(unrounded, within(1e-9));
    }

    /** Counts below, in equal bins of the reference's range of which the last is closed, and above. */
    private static long[] equalWidth(double[] reference, double[] values, int bins) {
        double from = Arrays.stream(reference).min().orElseThrow();
        double to = Arrays.stream(reference).max().orElseThrow();
        long[] counts = new long[bins + 2];
        for (double value : values) {
            int bin = (int) Math.floor((value - from) / (to - from) * bins);
            counts[value < from ? 0 : value > to ? bins + 1 : Math.min(bins - 1, bin) + 1]++;
        }
        return counts;
    }

    private static long[] binned(double[] reference, double[] values, int bins) {
        long[] counts = equalWidth(reference, values, bins);
        counts[0] += counts[bins + 1];
        return Arrays.copyOf(counts, bins + 1);
    }

    /** NannyML bins references of 10,000 rows or more into as many bins; ours is exact, and the bound on such bins holds it. */
    private static void chunks(Vector v, int size, double[] exact) throws IOException {
        double[] all = DriftVectors.numbers(v.file().get("f1"), null);
        double[] reference = Arrays.copyOf(all, 10_080);
        double[] ranks = IntStream.range(0, 10_002).asDoubleStream().toArray();
        long[] ofReference = equalWidth(reference, reference, 10_000);
        for (int chunk = 0; chunk < exact.length; chunk++) {
            double[] current = Arrays.copyOfRange(all, chunk * size, Math.min(all.length, (chunk + 1) * size));
            TwoSamples bins = new TwoSamples(ranks, ofReference, equalWidth(reference, current, 10_000));
            double binned = DriftMetric.KS.statistic(bins);
            v.is(binned, v.expected().get(chunk));
            double whole = DriftMetric.KS.statistic(DriftVectors.counted(reference, current));
            assertThat(whole).isCloseTo(exact[chunk], within(1e-6));
            double[] most = Arrays.stream(ranks).map(rank -> rank + 0.99).toArray();
            assertThat(whole - binned)
                    .isBetween(-1e-12, DriftStatistics.errorBound(DriftMetric.KS, bins, ranks, most) + 1e-12);
        }
    }

    @TestFactory
    Stream<DynamicTest> others() {
        return DriftVectors.of("drift_other.json")
                .each("dc-cramer", v -> v.is(DriftMetric.CRAMERS_V.statistic(v.categories())))
                // Scaled to the range of both samples.
                .check("dc-emd", v -> v.is(DriftMetric.WASSERSTEIN.statistic(v.values("ref", "cur")) / 149))
                .check("dc-ks-norm", v -> v.is(DriftMetric.KS.statistic(normals())))
                .check("fe-psi-cat", v -> v.is(floored(shares(v, "ref_share"), shares(v, "cur_share"))))
                .check("fe-psi-0", v -> v.is(floored(shares(v, "ref_share"), shares(v, "cur_share"))))
                .check("fe-psi-num", v -> {
                    TwoSamples tenths = v.values("ref", "cur").tenths();
                    v.is(floored(Distances.shares(tenths.reference()), Distances.shares(tenths.current())));
                })
                .each(
                        "fe-psi-thr",
                        v -> v.is(DriftStatistics.stabilityFloor(
                                v.input().get("bins").asInt(),
                                v.input().get("N").asLong(),
                                v.input().get("M").asLong(),
                                v.input().get("p_value").asDouble())))
                .each("ta-meanshift", DriftVectorsTest::meanShift)
                .tests();
    }

    /** Quantiles of N(0, 1) and N(1, 1). */
    private static TwoSamples normals() {
        double[] standard = IntStream.range(0, 10_000)
                .mapToDouble(i -> -Normal.upperQuantile((i + 0.5) / 10_000))
                .toArray();
        return DriftVectors.counted(
                standard, Arrays.stream(standard).map(x -> x + 1).toArray());
    }

    private static double[] shares(Vector v, String name) {
        return StreamOf.rows(v.input().get(name))
                .mapToDouble(JsonNode::asDouble)
                .toArray();
    }

    /** Feature-engine puts 0.0001 for an empty share; we add a row. With endless rows that is nothing. */
    private static double floored(double[] reference, double[] current) {
        return Distances.stability(
                Arrays.stream(reference).map(r -> r == 0 ? 0.0001 : r).toArray(),
                Arrays.stream(current).map(c -> c == 0 ? 0.0001 : c).toArray(),
                1e18,
                1e18);
    }

    /** TrustyAI's t is reference less current, and has the variance with divisor n. */
    private static void meanShift(Vector v) throws IOException {
        JsonNode columns = v.file().get("cols");
        double[] reference =
                DriftVectors.numbers(columns.get(v.input().get("ref_col").asInt()), null);
        double[] current =
                DriftVectors.numbers(columns.get(v.input().get("cur_col").asInt()), null);
        double n = reference.length;
        assertThat(current).hasSameSizeAs(reference);
        double t = DriftTest.STUDENT_T
                .of(DriftVectors.counted(reference, current), SEED)
                .statistic();
        v.has("t", -t * Math.sqrt(n / (n - 1)));
    }

    /** Elements of a JSON array or object. */
    private static final class StreamOf {
        static Stream<JsonNode> rows(JsonNode node) {
            return java.util.stream.StreamSupport.stream(node.spliterator(), false);
        }
    }
}
