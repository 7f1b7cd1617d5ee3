package dev.gatehouse.audit.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gatehouse.audit.cells.RowSample.Column;
import dev.gatehouse.audit.plan.DiagnosisPlan;
import dev.gatehouse.audit.plan.PerformanceMetric;
import dev.gatehouse.audit.report.DiagnosisReport.Reweighting;
import dev.gatehouse.audit.report.DiagnosisReport.Split;
import dev.gatehouse.audit.report.Estimate;
import dev.gatehouse.audit.stat.Normal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Worlds whose change is known, so that the split is. */
class SplitTest {
    private static final World MOVED = new World(-0.7, 0);
    private static final World TWISTED = new World(0, 1.2);
    private static final World BOTH = new World(-0.7, 1.2);
    private static final int ROWS = 2_000;

    @ParameterizedTest
    @EnumSource(names = {"PRECISION", "ACCURACY", "AUC"})
    void whereOnlyInputsChangeTheRelationHasNoPart(PerformanceMetric metric) {
        Split split = World.split(metric, World.SAME.rows(1, ROWS), MOVED.rows(2, ROWS));
        double truth = MOVED.truth(metric) - World.SAME.truth(metric);
        assertThat(split.insufficient()).isNull();
        assertThat(holds(split.relation(), 0)).as(split.toString()).isTrue();
        assertThat(holds(split.inputs(), truth)).as(split + " " + truth).isTrue();
    }

    @Test
    void inputsThatMoveFarEnoughAreBeyondChance() {
        Split split = World.split(PerformanceMetric.PRECISION, World.SAME.rows(1, ROWS), MOVED.rows(2, ROWS));
        assertThat(split.inputs().upper()).isNegative();
        assertThat(split.inputs().value() + split.relation().value())
                .isCloseTo(split.current().value() - split.reference().value(), within(1e-12));
    }

    @ParameterizedTest
    @EnumSource(names = {"PRECISION", "ACCURACY", "AUC", "BRIER", "PREVALENCE"})
    void whereOnlyTheRelationChangesInputsHaveNoPart(PerformanceMetric metric) {
        Split split = World.split(metric, World.SAME.rows(3, ROWS), TWISTED.rows(4, ROWS));
        double truth = TWISTED.truth(metric) - World.SAME.truth(metric);
        assertThat(holds(split.inputs(), 0)).as(split.toString()).isTrue();
        assertThat(holds(split.relation(), truth)).as(split + " " + truth).isTrue();
        assertThat(holds(split.relation(), 0)).isFalse();
    }

    @Test
    void whereBothChangeEachHasItsPart() {
        for (PerformanceMetric metric : List.of(PerformanceMetric.PRECISION, PerformanceMetric.PREVALENCE)) {
            Split split = World.split(metric, World.SAME.rows(5, ROWS), BOTH.rows(6, ROWS));
            double inputs = MOVED.truth(metric) - World.SAME.truth(metric);
            double relation = BOTH.truth(metric) - MOVED.truth(metric);
            assertThat(holds(split.inputs(), inputs)).as(split + " " + inputs).isTrue();
            assertThat(holds(split.relation(), relation))
                    .as(split + " " + relation)
                    .isTrue();
            assertThat(split.inputs().upper()).isNegative();
            assertThat(split.relation().upper()).isNegative();
        }
    }

    /** At 99.9 %: of two dozen intervals one misses by chance at 95 %. */
    @Test
    void whereNothingChangesBothPartsHoldZero() {
        Weighting weighting =
                Weighting.of(World.plan(World.PLAN), World.SAME.rows(7, 1_500), World.SAME.rows(8, 1_500));
        for (PerformanceMetric metric : DiagnosisPlan.EXPLAINED) {
            Split split = World.split(metric, weighting, 0.999);
            assertThat(holds(split.inputs(), 0) && holds(split.relation(), 0))
                    .as(metric + " " + split)
                    .isTrue();
        }
    }

    /** 95 % intervals hold the truth in 95 of 100; 36 or more of 40 do so with a chance of 0.95, 33 or more with 0.9998. */
    @Test
    void intervalsHoldTheTruthAboutAsOftenAsTheySay() {
        PerformanceMetric metric = PerformanceMetric.ACCURACY;
        double inputs = MOVED.truth(metric) - World.SAME.truth(metric);
        double relation = BOTH.truth(metric) - MOVED.truth(metric);
        int trials = 40;
        int inputsHeld = 0;
        int relationHeld = 0;
        for (int trial = 0; trial < trials; trial++) {
            Split split = World.split(metric, World.SAME.rows(100 + trial, 500), BOTH.rows(1_000 + trial, 500));
            inputsHeld += holds(split.inputs(), inputs) ? 1 : 0;
            relationHeld += holds(split.relation(), relation) ? 1 : 0;
        }
        assertThat(inputsHeld).isGreaterThanOrEqualTo(33);
        assertThat(relationHeld).isGreaterThanOrEqualTo(33);
    }

    @Test
    void swappingTheWindowsTurnsTheSigns() {
        WindowSample first = World.SAME.rows(9, ROWS);
        WindowSample second = MOVED.rows(10, ROWS);
        Split there = World.split(PerformanceMetric.PRECISION, first, second);
        Split back = World.split(PerformanceMetric.PRECISION, second, first);
        assertThat(back.current().value() - back.reference().value())
                .isCloseTo(there.reference().value() - there.current().value(), within(1e-12));
        assertThat(back.inputs().value()).isCloseTo(-there.inputs().value(), within(0.04));
        assertThat(back.relation().value()).isCloseTo(-there.relation().value(), within(0.04));
    }

    @Test
    void theOrderOfRowsDoesNotMatter() {
        WindowSample reference = World.SAME.rows(11, 600);
        WindowSample current = BOTH.rows(12, 600);
        Split split = World.split(PerformanceMetric.PRECISION, reference, current);
        assertThat(World.split(PerformanceMetric.PRECISION, shuffled(reference), shuffled(current)))
                .isEqualTo(split);
    }

    @Test
    void whatCarriesTheShiftIsNamedAndReweightingBringsItNear() {
        DiagnosisPlan plan = World.plan(World.PLAN);
        Reweighting told = Weighting.of(plan, World.SAME.rows(13, ROWS), MOVED.rows(14, ROWS))
                .told();
        assertThat(told.features().get(0).name()).isEqualTo("x");
        assertThat(told.features().get(0).distance()).isGreaterThan(0.2);
        assertThat(told.features().get(0).reweighted()).isLessThan(0.05);
        assertThat(told.auc().lower()).isGreaterThan(told.chance());
        assertThat(told.effectiveRows()).isBetween(500.0, 1_900.0);
    }

    @Test
    void windowsThatHaveNothingInCommonAreNotSplit() {
        Split split = World.split(PerformanceMetric.ACCURACY, World.SAME.rows(15, 400), new World(9, 0).rows(16, 400));
        assertThat(split.insufficient()).contains("too different to compare");
    }

    @Test
    void windowsThatAreTooSmallOrDifferInNothingAreNotSplit() {
        assertThat(World.split(PerformanceMetric.ACCURACY, World.SAME.rows(1, 99), World.SAME.rows(2, 400))
                        .insufficient())
                .isEqualTo("the reference has 99 labelled rows to learn from; the plan's minimum_rows is 100");
        assertThat(World.split(PerformanceMetric.ACCURACY, World.SAME.rows(1, 400), World.SAME.rows(2, 0))
                        .insufficient())
                .startsWith("the current window has 0 labelled rows");
        assertThat(World.split(
                                PerformanceMetric.ACCURACY,
                                constant(World.SAME.rows(1, 400)),
                                constant(MOVED.rows(2, 400)))
                        .insufficient())
                .startsWith("no input has more than one value");
        Split alike = World.split(
                PerformanceMetric.PREVALENCE, positive(World.SAME.rows(1, 400)), positive(MOVED.rows(2, 400)));
        assertThat(alike.insufficient()).contains("alike, so that chance cannot be told");
    }

    @Test
    void anInputThatNamesTheWindowLeavesNothingToSplit() {
        WindowSample reference = identified(World.SAME.rows(17, 400), 0);
        WindowSample current = identified(World.SAME.rows(18, 400), 1_000);
        DiagnosisPlan plan = World.plan(World.PLAN);
        Weighting weighting = Weighting.of(plan, reference, current);
        assertThat(weighting.told().insufficient()).contains("too different");
        assertThat(weighting.told().features().get(0).name()).startsWith("id");
        assertThat(weighting.told().unlikeShare()).isGreaterThan(0.5);
        assertThat(new ChangeSplit(weighting, 100, Normal.quantile(0.95))
                        .of(PerformanceMetric.AUC)
                        .insufficient())
                .contains("too different");
    }

    private static boolean holds(Estimate estimate, double value) {
        return estimate.lower() <= value && value <= estimate.upper();
    }

    private static WindowSample identified(WindowSample rows, int first) {
        List<Column> features = new ArrayList<>(rows.features());
        features.add(new Column(
                "id",
                IntStream.range(first, first + rows.size()).asDoubleStream().toArray(),
                null));
        return new WindowSample(features, rows.label(), rows.decision(), rows.score(), null);
    }

    private static WindowSample constant(WindowSample rows) {
        double[] ones = new double[rows.size()];
        Arrays.fill(ones, 1);
        return new WindowSample(
                List.of(new Column("x", ones, null), new Column("empty", null, new String[rows.size()])),
                rows.label(),
                rows.decision(),
                rows.score(),
                null);
    }

    private static WindowSample positive(WindowSample rows) {
        int[] ones = new int[rows.size()];
        Arrays.fill(ones, 1);
        return new WindowSample(rows.features(), ones, rows.decision(), rows.score(), null);
    }

    private static WindowSample shuffled(WindowSample rows) {
        List<Integer> order =
                new ArrayList<>(IntStream.range(0, rows.size()).boxed().toList());
        Collections.shuffle(order, new Random(5));
        int[] at = order.stream().mapToInt(Integer::intValue).toArray();
        return new WindowSample(
                List.of(
                        new Column(
                                "x",
                                Arrays.stream(at)
                                        .mapToDouble(i -> rows.features().get(0).numbers()[i])
                                        .toArray(),
                                null),
                        new Column(
                                "kind",
                                null,
                                Arrays.stream(at)
                                        .mapToObj(i -> rows.features().get(1).texts()[i])
                                        .toArray(String[]::new))),
                Arrays.stream(at).map(i -> rows.label()[i]).toArray(),
                Arrays.stream(at).map(i -> rows.decision()[i]).toArray(),
                Arrays.stream(at).mapToDouble(i -> rows.score()[i]).toArray(),
                null);
    }
}
