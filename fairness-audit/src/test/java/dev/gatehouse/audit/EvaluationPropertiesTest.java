package dev.gatehouse.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gatehouse.audit.plan.AuditPlan;
import dev.gatehouse.audit.plan.ComparisonMetric;
import dev.gatehouse.audit.plan.GroupMetric;
import dev.gatehouse.audit.report.AuditReport;
import dev.gatehouse.audit.report.AuditReport.Comparison;
import dev.gatehouse.audit.report.AuditReport.Group;
import dev.gatehouse.audit.report.Estimate;
import dev.gatehouse.audit.report.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

/** What must hold of every audit, whatever the people. */
class EvaluationPropertiesTest {
    private static final String BINARY = """
            kind: fairness
            data: people.csv
            label: {column: y, positive: "1"}
            decision: {score: s, threshold: 0.5}
            scoring_rate: true
            strata: [dept]
            protected: [g]
            unknown: [unknown]
            """;

    private static final String LIMIT = "limits: {impact_ratio: {min: 0.8}}\n";

    @Property(tries = 8)
    void theOrderOfRowsChangesNothing(@ForAll long seed, @ForAll @IntRange(min = 1, max = 120) int n) {
        for (AuditPlan plan : Reports.PLANS) {
            Rows rows = Reports.people(seed, n);
            assertThat(Counted.report(plan, rows.shuffled(seed))).isEqualTo(Counted.report(plan, rows));
        }
    }

    @Property(tries = 25)
    void exchangingGroupAndReferenceTurnsEverySignAndRatio(
            @ForAll long seed, @ForAll @IntRange(min = 10, max = 400) int n) {
        Rows rows = Reports.people(seed, n);
        AuditReport one = Counted.report(Plans.plan(BINARY + "reference: {g: b}\n" + LIMIT), rows);
        AuditReport other = Counted.report(Plans.plan(BINARY + "reference: {g: a}\n" + LIMIT), rows);
        for (Comparison forth : one.comparisons()) {
            Comparison back = other.comparisons().stream()
                    .filter(c -> c.metric().equals(forth.metric()))
                    .findFirst()
                    .orElseThrow();
            assertThat(back.group()).isEqualTo(forth.reference());
            boolean distance = ComparisonMetric.byId(forth.metric() + "_difference")
                    .or(() -> ComparisonMetric.byId(forth.metric()))
                    .map(ComparisonMetric::isDistance)
                    .orElse(false);
            if (forth.difference() != null && forth.difference().isDefined()) {
                mirrored(forth.metric(), forth.difference(), back.difference(), distance);
            }
            if (forth.ratio() != null
                    && forth.ratio().isDefined()
                    && back.ratio().isDefined()) {
                assertThat(back.ratio().value())
                        .as(forth.metric())
                        .isCloseTo(
                                1 / forth.ratio().value(),
                                within(1e-9 / forth.ratio().value()));
                inverted(forth.metric(), forth.ratio().lower(), back.ratio().upper());
                inverted(forth.metric(), back.ratio().lower(), forth.ratio().upper());
            }
            if (forth.p() != null) {
                assertThat(back.p()).as(forth.metric()).isCloseTo(forth.p(), within(1e-9));
            }
        }
    }

    private static void mirrored(String metric, Estimate forth, Estimate back, boolean distance) {
        double sign = distance ? 1 : -1;
        assertThat(back.value()).as(metric).isCloseTo(sign * forth.value(), within(1e-9));
        close(metric, back.lower(), distance ? forth.lower() : forth.upper(), sign);
        close(metric, back.upper(), distance ? forth.upper() : forth.lower(), sign);
    }

    private static void close(String metric, Double end, Double mirrored, double sign) {
        assertThat(end == null).as(metric).isEqualTo(mirrored == null);
        if (end != null) {
            assertThat(end).as(metric).isCloseTo(sign * mirrored, within(1e-6));
        }
    }

    /** An upper end that is unbounded stands for 1 / 0. */
    private static void inverted(String metric, double lower, Double upper) {
        if (upper == null) {
            assertThat(lower).as(metric).isCloseTo(0, within(1e-9));
        } else if (lower > 1e-9) {
            assertThat(upper * lower).as(metric).isCloseTo(1, within(1e-5));
        }
    }

    @Property(tries = 30)
    void turningTheFavourableDecisionTurnsSelectionAndKeepsErrorRates(
            @ForAll long seed, @ForAll @IntRange(min = 10, max = 300) int n) {
        Rows rows = Reports.people(seed, n);
        AuditReport positive = Counted.report(Plans.plan(BINARY + LIMIT), rows);
        AuditReport negative = Counted.report(Plans.plan(BINARY + "favourable: negative\n" + LIMIT), rows);
        for (int i = 0; i < positive.groups().size(); i++) {
            Group one = positive.groups().get(i);
            Group other = negative.groups().get(i);
            for (GroupMetric metric : GroupMetric.values()) {
                if (metric == GroupMetric.SELECTION_RATE || metric == GroupMetric.SCORING_RATE) {
                    assertThat(other.metric(metric).value())
                            .isCloseTo(1 - one.metric(metric).value(), within(1e-12));
                } else if (metric.kind() != GroupMetric.Kind.INEQUALITY) {
                    assertThat(other.metric(metric)).isEqualTo(one.metric(metric));
                }
            }
        }
    }

    @Property(tries = 60)
    void equalWeightsAreNoWeights(
            @ForAll long seed,
            @ForAll @IntRange(min = 5, max = 200) int n,
            @ForAll @IntRange(min = 1, max = 9) int weight) {
        Rows rows = Reports.people(seed, n);
        Rows weighted = Rows.withColumns(rows.header.toArray(String[]::new));
        rows.rows.forEach(row -> {
            List<Object> copy = new ArrayList<>(row);
            copy.set(rows.header.indexOf("w"), weight);
            weighted.row(copy.toArray());
        });
        AuditReport plain = Counted.report(Plans.plan(BINARY + LIMIT), rows);
        AuditReport same = Counted.report(Plans.plan(BINARY + "weight: w\n" + LIMIT), weighted);
        assertThat(same.rows().weight()).isEqualTo((double) n * weight);
        for (int i = 0; i < plain.groups().size(); i++) {
            Map<String, Estimate> expected = plain.groups().get(i).metrics();
            Map<String, Estimate> actual = same.groups().get(i).metrics();
            expected.forEach((metric, estimate) -> near(metric, actual.get(metric), estimate));
        }
        for (int i = 0; i < plain.comparisons().size(); i++) {
            Comparison expected = plain.comparisons().get(i);
            Comparison actual = same.comparisons().get(i);
            if (expected.difference() != null) {
                near(expected.metric(), actual.difference(), expected.difference());
            }
            if (expected.ratio() != null) {
                near(expected.metric(), actual.ratio(), expected.ratio());
            }
            assertThat(actual.flagged()).isEqualTo(expected.flagged());
            assertThat(actual.verdict()).isEqualTo(expected.verdict());
        }
    }

    private static void near(String metric, Estimate actual, Estimate expected) {
        assertThat(actual.undefined()).isEqualTo(expected.undefined());
        for (Double[] pair : new Double[][] {
            {actual.value(), expected.value()}, {actual.lower(), expected.lower()}, {actual.upper(), expected.upper()}
        }) {
            assertThat(pair[0] == null).as(metric).isEqualTo(pair[1] == null);
            if (pair[0] != null) {
                assertThat(pair[0]).as(metric).isCloseTo(pair[1], within(1e-6 + 1e-6 * Math.abs(pair[1])));
            }
        }
    }

    @Property(tries = 30)
    void namesOfGroupsAreOnlyNames(@ForAll long seed, @ForAll @IntRange(min = 5, max = 200) int n) {
        AuditPlan plan = Plans.plan(BINARY + "reference: overall\n" + LIMIT);
        Rows rows = Reports.people(seed, n);
        Rows renamed = Rows.withColumns(rows.header.toArray(String[]::new));
        rows.rows.forEach(row -> {
            List<Object> copy = new ArrayList<>(row);
            copy.set(0, row.get(0).equals("a") ? "first" : row.get(0).equals("b") ? "second" : row.get(0));
            renamed.row(copy.toArray());
        });
        List<Comparison> expected = Counted.report(plan, rows).comparisons();
        List<Comparison> actual = Counted.report(plan, renamed).comparisons();
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < expected.size(); i++) {
            assertThat(actual.get(i).difference()).isEqualTo(expected.get(i).difference());
            assertThat(actual.get(i).ratio()).isEqualTo(expected.get(i).ratio());
        }
    }

    /** Merging two groups that are alike, and splitting one in two alike, changes no rate. */
    @Property(tries = 30)
    void twoGroupsAlikeHaveTheRatesOfBothTogether(
            @ForAll @IntRange(min = 0, max = 30) int tp,
            @ForAll @IntRange(min = 0, max = 30) int fp,
            @ForAll @IntRange(min = 0, max = 30) int fn,
            @ForAll @IntRange(min = 1, max = 30) int tn) {
        AuditPlan plan = Plans.decided("protected: [g]\nminimum_group: 1\n" + LIMIT);
        Rows apart = Rows.withColumns("g", "y", "d");
        Rows merged = Rows.withColumns("g", "y", "d");
        for (String group : new String[] {"one", "two"}) {
            apart.times(tp, group, 1, 1)
                    .times(fp, group, 0, 1)
                    .times(fn, group, 1, 0)
                    .times(tn, group, 0, 0);
        }
        merged.times(2 * tp, "both", 1, 1)
                .times(2 * fp, "both", 0, 1)
                .times(2 * fn, "both", 1, 0)
                .times(2 * tn, "both", 0, 0);
        AuditReport split = Counted.report(plan, apart);
        Map<String, Estimate> whole =
                Counted.report(plan, merged).groups().get(0).metrics();
        split.groups()
                .forEach(group -> group.metrics().forEach((metric, estimate) -> {
                    assertThat(estimate.undefined()).isEqualTo(whole.get(metric).undefined());
                    if (estimate.isDefined()) {
                        assertThat(estimate.value())
                                .as(metric)
                                .isCloseTo(whole.get(metric).value(), within(1e-12));
                    }
                }));
        split.summaries().stream()
                .filter(s -> s.difference() != null)
                .forEach(s -> assertThat(s.difference().value()).isCloseTo(0, within(1e-12)));
        split.comparisons().stream()
                .filter(c -> c.difference() != null && c.difference().isDefined())
                .forEach(c -> assertThat(c.difference().value()).as(c.metric()).isCloseTo(0, within(1e-12)));
    }

    @Property(tries = 60)
    void aWiderLimitIsNeverHarderToMeet(
            @ForAll @IntRange(min = 0, max = 200) int a,
            @ForAll @IntRange(min = 0, max = 200) int b,
            @ForAll @DoubleRange(min = 0.05, max = 0.4) double narrow,
            @ForAll @DoubleRange(min = 0, max = 0.4) double more) {
        Rows rows = Rows.withColumns("g", "y", "d");
        rows.times(a, "a", 1, 1).times(200 - a, "a", 0, 0).times(b, "b", 1, 1).times(200 - b, "b", 0, 0);
        Verdict tight = verdict(rows, narrow);
        Verdict loose = verdict(rows, narrow + more);
        if (tight == Verdict.PASS) {
            assertThat(loose).isEqualTo(Verdict.PASS);
        }
        if (loose == Verdict.FAIL) {
            assertThat(tight).isEqualTo(Verdict.FAIL);
        }
    }

    private static Verdict verdict(Rows rows, double largest) {
        String end = String.format(Locale.ROOT, "%.6f", largest);
        AuditPlan plan = Plans.decided(
                "protected: [g]\nlimits: {selection_rate_difference: {min: -" + end + ", max: " + end + "}}\n");
        return Counted.report(plan, rows).verdict();
    }

    @Property(tries = 12)
    void everyIntervalHoldsItsValueAndNoneWithoutWidthPasses(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 80) int n) {
        for (AuditPlan plan : Reports.PLANS) {
            AuditReport report = Counted.report(plan, Reports.people(seed, n));
            report.groups().forEach(g -> g.metrics().forEach(EvaluationPropertiesTest::holdsValue));
            for (Comparison c : report.comparisons()) {
                for (Estimate estimate : new Estimate[] {c.difference(), c.ratio()}) {
                    if (estimate != null) {
                        holdsValue(c.metric(), estimate);
                    }
                }
                for (AuditReport.Judgement limit : c.limits()) {
                    Estimate estimate =
                            ComparisonMetric.byId(limit.limit()).orElseThrow().isRatio() ? c.ratio() : c.difference();
                    if (limit.verdict() == Verdict.PASS) {
                        assertThat(estimate.isDefined()).isTrue();
                        assertThat(estimate.lower() == null || !estimate.lower().equals(estimate.upper()))
                                .as("%s", c)
                                .isTrue();
                    }
                }
            }
        }
    }

    private static void holdsValue(String metric, Estimate estimate) {
        if (estimate.isDefined()) {
            assertThat(estimate.lower() == null || estimate.lower() <= estimate.value())
                    .as(metric)
                    .isTrue();
            assertThat(estimate.upper() == null || estimate.upper() >= estimate.value())
                    .as(metric)
                    .isTrue();
        } else {
            assertThat(estimate.undefined()).isNotBlank().doesNotEndWith(".");
        }
    }
}
