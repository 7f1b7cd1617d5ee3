package dev.gatehouse.audit.stat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class TestsTest {
    @Test
    void tablesThatCannotShowADifferenceHaveProbabilityOne() {
        assertThat(Tests.twoProportionZ(Proportion.of(0, 5), Proportion.of(0, 9)))
                .isEqualTo(new dev.gatehouse.audit.stat.Test("two-proportion z", 0, 0, 1));
        assertThat(Tests.twoProportionZ(Proportion.of(5, 5), Proportion.of(9, 9))
                        .p())
                .isOne();
        assertThat(Tests.fisher(Proportion.of(0, 5), Proportion.of(0, 9)).p()).isOne();
        assertThat(Tests.equality(Proportion.of(7, 7), Proportion.of(9, 9)).p()).isOne();
        assertThat(Tests.chiSquare(new long[] {0, 0, 0}, new long[] {5, 9, 0}).p())
                .isOne();
        assertThat(Tests.chiSquare(new long[] {3}, new long[] {5}).p()).isOne();
        assertThat(Tests.chiSquare(new long[] {}, new long[] {}).p()).isOne();
    }

    @Test
    void groupsWithoutTrialsDoNotCount() {
        assertThat(Tests.chiSquare(new long[] {3, 0, 8}, new long[] {10, 0, 12}))
                .isEqualTo(Tests.chiSquare(new long[] {3, 8}, new long[] {10, 12}));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Tests.fisher(Proportion.of(0, 0), Proportion.of(1, 2)))
                .withMessageContaining("without trials");
    }

    /** Cochran's rule: 5/50 against 5/50 expects five each, 4/50 against 5/50 fewer. */
    @Test
    void equalityIsExactWhereAnExpectedCountIsSmall() {
        assertThat(Tests.equality(Proportion.of(5, 50), Proportion.of(5, 50)).name())
                .isEqualTo("two-proportion z");
        assertThat(Tests.equality(Proportion.of(4, 50), Proportion.of(5, 50)).name())
                .isEqualTo("Fisher's exact");
    }

    /** Fisher's tea: three of four cups right, of eight, has p = 34/70 (Fisher, The Design of Experiments, 1935). */
    @Test
    void fishersTea() {
        assertThat(Tests.fisher(Proportion.of(3, 4), Proportion.of(1, 4)).p()).isCloseTo(34.0 / 70, within(1e-14));
    }

    @Test
    void fisherDoesNotOverflow() {
        assertThat(Tests.fisher(Proportion.of(3, 4_000_000_000L), Proportion.of(0, 4_000_000_000L))
                        .p())
                .isCloseTo(0.25, within(1e-6));
        assertThat(Tests.fisher(Proportion.of(400_000, 500_000), Proportion.of(100_000, 500_000))
                        .p())
                .isZero();
        double exact = Tests.fisher(Proportion.of(30_300, 100_000), Proportion.of(30_000, 100_000))
                .p();
        double normal = Tests.twoProportionZ(Proportion.of(30_300, 100_000), Proportion.of(30_000, 100_000))
                .p();
        assertThat(exact).isCloseTo(normal, within(0.002));
    }

    /** Weights of one half: a thousand rows of each group are worth what their effective number is. */
    @Test
    void weightedTestsUseEffectiveRows() {
        Proportion one = new Proportion(300_000_000, 1_000_000_000, 500);
        Proportion two = new Proportion(240_000_000, 1_000_000_000, 500);
        assertThat(Tests.twoProportionZ(one, two).statistic())
                .isCloseTo(
                        Tests.twoProportionZ(Proportion.of(150, 500), Proportion.of(120, 500))
                                .statistic(),
                        within(1e-12));
        assertThat(Tests.fisher(one, two).p())
                .isCloseTo(
                        Tests.fisher(Proportion.of(150, 500), Proportion.of(120, 500))
                                .p(),
                        within(1e-12));
    }

    @Test
    void strataWithOneGroupAreLeftOut() {
        Stratum both = new Stratum(Proportion.of(8, 20), Proportion.of(5, 25));
        Cmh cmh = Tests.cochranMantelHaenszel(List.of(both, new Stratum(Proportion.of(3, 9), Proportion.of(0, 0))));
        assertThat(cmh.strata()).isOne();
        assertThat(cmh.riskDifference().orElseThrow().value()).isCloseTo(0.2, within(1e-12));
        assertThat(cmh.riskRatio().orElseThrow().value()).isCloseTo(2, within(1e-12));
        Cmh none = Tests.cochranMantelHaenszel(List.of());
        assertThat(none.test().p()).isOne();
        assertThat(none.riskDifference()).isEmpty();
    }

    @Test
    void strataWithoutSuccessesHaveWidthButNoRatio() {
        Stratum zero = new Stratum(Proportion.of(0, 10), Proportion.of(0, 10));
        Cmh cmh = Tests.cochranMantelHaenszel(List.of(zero, zero, zero));
        Interval interval = cmh.riskDifference().orElseThrow().at(Normal.quantile(0.95));
        assertThat(interval.lower()).isBetween(-0.2, -0.05);
        assertThat(interval.upper()).isBetween(0.05, 0.2);
        assertThat(cmh.test().p()).isOne();
        assertThat(cmh.oddsRatio()).isEmpty();
        assertThat(cmh.riskRatio()).isEmpty();
    }

    @Test
    void correctionsRefuseWhatIsNoProbability() {
        assertThat(Tests.holm(new double[0])).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> Tests.holm(new double[] {0.1, Double.NaN}));
        assertThatIllegalArgumentException().isThrownBy(() -> Tests.benjaminiHochberg(new double[] {1.1}));
    }

    /** The exact ratio of four fifths is not below it, also where a double cannot tell. */
    @Test
    void fourFifthsAreExact() {
        assertThat(Proportion.of(8, 20).belowFourFifthsOf(Proportion.of(10, 20)))
                .isFalse();
        assertThat(Proportion.of(7_999_999_999_999_999L, 20_000_000_000_000_000L)
                        .belowFourFifthsOf(Proportion.of(10, 20)))
                .isTrue();
        assertThat(Proportion.of(0, 0).belowFourFifthsOf(Proportion.of(1, 2))).isFalse();
        assertThat(Proportion.of(0, 9).belowFourFifthsOf(Proportion.of(0, 9))).isFalse();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Proportion.of(3, 2))
                .withMessageContaining("3 successes of 2");
        assertThatIllegalArgumentException().isThrownBy(() -> new Proportion(1, 2, Double.NaN));
    }
}
