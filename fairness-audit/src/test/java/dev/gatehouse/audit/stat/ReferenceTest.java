package dev.gatehouse.audit.stat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** Numbers that scipy, statsmodels or a formula written out in full give; references.py beside them prints them. */
class ReferenceTest {
    private static final double Z95 = Normal.quantile(0.95);
    private static final JsonNode ALL = read();

    @Test
    void tailsAndQuantilesAgree() {
        for (JsonNode row : ALL.at("/tails/normal")) {
            double expected = row.get("twoSided").asDouble();
            assertThat(Normal.twoSided(row.get("z").asDouble())).isCloseTo(expected, relative(expected, 1e-12));
        }
        for (JsonNode row : ALL.at("/tails/chiSquare")) {
            double expected = row.get("p").asDouble();
            double p = Normal.chiSquareUpper(
                    row.get("statistic").asDouble(), row.get("degrees").asInt());
            assertThat(p).as(row.toString()).isCloseTo(expected, relative(expected, 1e-11));
        }
        for (JsonNode row : ALL.at("/tails/quantiles")) {
            assertThat(Normal.quantile(row.get("confidence").asDouble()))
                    .isCloseTo(row.get("z").asDouble(), within(1e-12));
        }
    }

    @Test
    void comparisonsOfTwoRatesAgree() {
        for (JsonNode row : ALL.at("/twoRates/pairs")) {
            long[] counts = longs(row.get("counts"));
            Proportion one = Proportion.of(counts[0], counts[1]);
            Proportion two = Proportion.of(counts[2], counts[3]);
            same(Proportions.wilson(one).at(Z95), row.get("wilson"), 1e-12);
            Estimator difference = Proportions.difference(one, two);
            same(difference.at(Z95), row.get("newcombe"), 1e-12);
            limits(difference, row.get("pDifference"));
            Estimator ratio = Proportions.ratio(one, two);
            same(ratio.at(Z95), row.get("ratio"), 1e-7);
            limits(ratio, row.get("pRatio"));
            Estimator odds = Proportions.oddsRatio(one, two);
            same(odds.at(Z95), row.get("oddsRatio"), 1e-6);
            limits(odds, row.get("pOddsRatio"));
            assertThat(Tests.twoProportionZ(one, two).statistic())
                    .isCloseTo(row.get("z").asDouble(), within(1e-12));
            assertThat(Tests.chiSquare(new long[] {counts[0], counts[2]}, new long[] {counts[1], counts[3]})
                            .statistic())
                    .isCloseTo(row.get("chiSquare").asDouble(), within(1e-10));
            double fisher = row.get("fisher").asDouble();
            assertThat(Tests.fisher(one, two).p()).isCloseTo(fisher, relative(fisher, 1e-9));
        }
    }

    /** With one stratum the stratified score interval is Miettinen and Nurminen's, with their factor N / (N − 1). */
    @Test
    void stratifiedScoreIntervalOfOneStratumAgrees() {
        for (JsonNode row : ALL.at("/twoRates/pairs")) {
            long[] counts = longs(row.get("counts"));
            Stratum stratum = new Stratum(Proportion.of(counts[0], counts[1]), Proportion.of(counts[2], counts[3]));
            Cmh cmh = Tests.cochranMantelHaenszel(List.of(stratum));
            same(cmh.riskDifference().orElseThrow().at(Z95), row.get("stratifiedScore"), 1e-9);
        }
    }

    @Test
    void moverRatiosAgree() {
        for (JsonNode row : ALL.at("/moverRatio/ratios")) {
            Estimator ratio = Mover.ratio(fixed(row.get("first")), fixed(row.get("second")));
            same(ratio.at(Z95), row.get("ratio"), 1e-12);
        }
    }

    @Test
    void berkeleyAdmissionsAgree() {
        JsonNode expected = ALL.get("strata");
        List<Stratum> strata = new ArrayList<>();
        for (JsonNode table : expected.get("tables")) {
            strata.add(new Stratum(rate(table.get(0)), rate(table.get(1))));
        }
        Cmh cmh = Tests.cochranMantelHaenszel(strata);
        assertThat(cmh.strata()).isEqualTo(6);
        assertThat(cmh.test().statistic()).isCloseTo(expected.get("statistic").asDouble(), within(1e-10));
        assertThat(cmh.test().p()).isCloseTo(expected.get("p").asDouble(), within(1e-12));
        assertThat(cmh.oddsRatio().orElseThrow().value())
                .isCloseTo(expected.get("oddsRatio").asDouble(), within(1e-12));
        same(cmh.oddsRatio().orElseThrow().at(Z95), expected.get("oddsRatioInterval"), 1e-10);
        assertThat(cmh.riskRatio().orElseThrow().value())
                .isCloseTo(expected.get("riskRatio").asDouble(), within(1e-12));
        // The score test of the risk difference at 0 is the test itself.
        assertThat(cmh.riskDifference().orElseThrow().pAgainst(0))
                .isCloseTo(cmh.test().p(), within(1e-10));
        // Simpson's paradox: men are admitted more often over all departments, and less often within them.
        assertThat(Proportions.difference(Proportion.of(1198, 2691), Proportion.of(557, 1835))
                        .at(Z95)
                        .lower())
                .isGreaterThan(0.1);
        assertThat(cmh.riskDifference().orElseThrow().value()).isNegative();
    }

    @Test
    void correctionsForManyTestsAgree() {
        JsonNode expected = ALL.get("corrections");
        assertThat(Tests.holm(doubles(expected.get("p"))))
                .containsExactly(doubles(expected.get("holm")), within(1e-14));
        assertThat(Tests.benjaminiHochberg(doubles(expected.get("p"))))
                .containsExactly(doubles(expected.get("benjaminiHochberg")), within(1e-14));
    }

    @Test
    void statisticsOfScoresAgree() {
        JsonNode expected = ALL.get("scores");
        double[] values = doubles(expected.get("values"));
        double[] none = new double[values.length];
        double[] negatives = doubles(expected.get("negatives"));
        double[] positives = doubles(expected.get("positives"));
        Histogram histogram = new Histogram(values, negatives, positives, none, 1);
        near(histogram.auc().value(), expected.get("auc"));
        near(histogram.auc().value(), expected.get("aucByRanks"));
        same(histogram.auc().at(Z95), expected.get("aucInterval"), 1e-12);
        near(histogram.ks().value(), expected.get("ks"));
        near(histogram.brier().value(), expected.get("brier"));
        near(histogram.mean().value(), expected.get("mean"));
        near(histogram.variance(), expected.get("variance"));
        near(histogram.calibration(5).ece().value(), expected.get("ece5"));
        Histogram ofPositives = new Histogram(values, none, positives, none, 1);
        Histogram ofNegatives = new Histogram(values, none, negatives, none, 1);
        near(Differences.standardizedMean(ofPositives, ofNegatives).value(), expected.get("cohen"));
        double[] errors = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            errors[i] = values[i] - 0.5;
        }
        Histogram ofErrors = new Histogram(errors, negatives, positives, none, 1);
        near(Moments.meanAbsolute(ofErrors).value(), expected.get("meanAbsolute"));
        near(Moments.rootMeanSquare(ofErrors).value(), expected.get("rootMeanSquare"));
    }

    /** Perfect order and a tie of all scores have no DeLong variance. */
    @Test
    void curveAreasWithoutVarianceHaveNewcombesInterval() {
        for (JsonNode row : ALL.at("/scores/methodFive")) {
            int positives = row.get("positives").asInt();
            int negatives = row.get("negatives").asInt();
            boolean perfect = row.get("auc").asDouble() == 1;
            double[] values = perfect ? new double[] {0, 1} : new double[] {1};
            double[] up = perfect ? new double[] {0, positives} : new double[] {positives};
            double[] down = perfect ? new double[] {negatives, 0} : new double[] {negatives};
            Histogram histogram = new Histogram(values, down, up, new double[values.length], 1);
            assertThat(histogram.auc().value()).isEqualTo(row.get("auc").asDouble());
            same(histogram.auc().at(Z95), row.get("interval"), 1e-9);
        }
    }

    @Test
    void inequalityIndicesAgree() {
        for (JsonNode row : ALL.at("/inequality/rows")) {
            long[] counts = longs(row.get("counts"));
            near(Inequality.theil(counts).value(), row.get("theil"));
            near(Inequality.generalizedEntropy(counts, 2).value(), row.get("entropy2"));
            near(Inequality.generalizedEntropy(counts, 0.5).value(), row.get("entropyHalf"));
        }
    }

    /**
     * AIF360, tests/test_classification_metric.py at 34877916, test_generalized_entropy_index, test_theil_index and
     * test_between_all_groups: ten people, benefits 1 + decision − label.
     */
    @Test
    void inequalityMatchesAif360() {
        long[] counts = {2, 6, 2};
        assertThat(Inequality.generalizedEntropy(counts, 2).value()).isCloseTo(0.2, within(1e-12));
        assertThat(Inequality.theil(counts).value()).isCloseTo(0.2772588722239781, within(1e-12));
        long[][] groups = {{0, 2, 0}, {1, 1, 2}, {1, 3, 0}};
        assertThat(Inequality.betweenGroups(groups, 2)).isCloseTo(0.025, within(1e-12));
    }

    private static void limits(Estimator estimator, JsonNode rows) {
        for (JsonNode row : rows) {
            double expected = row.get("p").asDouble();
            assertThat(estimator.pAgainst(row.get("limit").asDouble()))
                    .as(row.toString())
                    .isCloseTo(expected, relative(expected, 1e-6));
        }
    }

    private static Estimator fixed(JsonNode triple) {
        double[] numbers = doubles(triple);
        return new Estimator() {
            @Override
            public double value() {
                return numbers[0];
            }

            @Override
            public Interval at(double z) {
                return new Interval(numbers[1], numbers[2]);
            }
        };
    }

    private static Proportion rate(JsonNode successesAndFailures) {
        long[] counts = longs(successesAndFailures);
        return Proportion.of(counts[0], counts[0] + counts[1]);
    }

    private static void same(Interval interval, JsonNode expected, double tolerance) {
        double lower = expected.get(0).asDouble();
        double upper = expected.get(1).asDouble();
        assertThat(interval.lower()).isCloseTo(lower, relative(lower, tolerance));
        assertThat(interval.upper()).isCloseTo(upper, relative(upper, tolerance));
    }

    private static void near(double value, JsonNode expected) {
        assertThat(value).isCloseTo(expected.asDouble(), within(1e-12));
    }

    private static Offset<Double> relative(double expected, double tolerance) {
        return within(Math.abs(expected) * tolerance + 1e-300 + (expected == 0 ? tolerance : 0));
    }

    private static double[] doubles(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .mapToDouble(JsonNode::asDouble)
                .toArray();
    }

    private static long[] longs(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .mapToLong(JsonNode::asLong)
                .toArray();
    }

    private static JsonNode read() {
        try (InputStream file = ReferenceTest.class.getResourceAsStream("/stat/references.json")) {
            return new ObjectMapper().readTree(file);
        } catch (IOException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
