package dev.gatehouse.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gatehouse.audit.plan.AuditException;
import dev.gatehouse.audit.plan.AuditPlan;
import dev.gatehouse.audit.plan.ComparisonMetric;
import dev.gatehouse.audit.report.AuditReport;
import dev.gatehouse.audit.report.AuditReport.Bar;
import dev.gatehouse.audit.report.AuditReport.CalibrationBin;
import dev.gatehouse.audit.report.AuditReport.Group;
import dev.gatehouse.audit.report.Estimate;
import dev.gatehouse.audit.report.Explanations;
import dev.gatehouse.audit.report.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReportTest {
    private static final String LIMIT = "limits: {impact_ratio: {min: 0.8}}\n";

    @Test
    void intersectionsGoAsDeepAsThePlanSays() {
        Rows rows = Rows.withColumns("a", "b", "c", "d", "y");
        for (int i = 0; i < 16; i++) {
            rows.times(5, i & 1, i >> 1 & 1, i >> 2 & 1, i >> 3 & 1, 1);
        }
        AuditPlan plan =
                Plans.plan("kind: fairness\ndata: d\ndecision: {column: y, positive: \"1\"}\nprotected: [a, b, c, d]\n"
                        + "intersections: 4\nreference: majority\n" + LIMIT);
        AuditReport report = Counted.report(plan, rows);
        assertThat(report.groups()).hasSize(4 * 2 + 6 * 4 + 4 * 8 + 16);
        assertThat(report.groups().get(report.groups().size() - 1).attributes())
                .isEqualTo(Map.of("a", "1", "b", "1", "c", "1", "d", "1"));
        assertThat(report.groups()).extracting(g -> g.attributes().size()).isSorted();
        assertThat(report.comparisons()).filteredOn(c -> c.group().size() > 1).noneMatch(c -> c.deciding());
    }

    @Test
    void unknownAndSmallGroupsAreShownAndCountedButNotCompared() {
        Rows rows = Rows.withColumns("g", "y", "d")
                .times(500, "a", 1, 1)
                .times(480, "b", 1, 1)
                .times(10, "c", 1, 0)
                .times(10, "Unknown", 1, 0);
        AuditPlan plan = Plans.decided("protected: [g]\nunknown: [Unknown]\nsmallest_share: 0.02\n" + LIMIT);
        AuditReport report = Counted.report(plan, rows);
        assertThat(report.verdict()).isEqualTo(Verdict.PASS);
        assertThat(report.groups()).hasSize(4);
        assertThat(Found.group(report, Map.of("g", "c")).notCompared()).contains("smallest_share of 0.02");
        assertThat(Found.group(report, Map.of("g", "Unknown")).notCompared()).contains("'Unknown' as unknown");
        assertThat(report.rows().unknown()).isEqualTo(Map.of("g", 10L));
        assertThat(report.comparisons())
                .allSatisfy(c -> assertThat(List.of("a", "b"))
                        .contains(c.group().get("g"), c.reference().get("g")));
        assertThat(report.notes()).anyMatch(note -> note.startsWith("2 of 4 groups are shown but not compared"));
    }

    @Test
    void aShareOfExactlyTheSmallestIsCompared() {
        Rows rows = Rows.withColumns("g", "y", "d").times(98, "a", 1, 1).times(2, "b", 1, 1);
        AuditPlan plan = Plans.decided("protected: [g]\nsmallest_share: 0.02\n" + LIMIT);
        assertThat(Found.group(Counted.report(plan, rows), Map.of("g", "b")).notCompared())
                .isNull();
        assertThat(Found.group(Counted.report(plan, rows.times(1, "a", 1, 1)), Map.of("g", "b"))
                        .notCompared())
                .isNotNull();
    }

    @Test
    void aBiasAuditComparesBothRatesWithTheHighestAndHasNoVerdict() {
        Rows rows = Rows.withColumns("sex", "race", "s");
        for (int i = 0; i < 200; i++) {
            rows.row(i % 2 == 0 ? "F" : "M", i % 4 < 2 ? "X" : i == 3 ? "Unknown" : "Y", (i * 7 + (i % 2) * 60) % 200);
        }
        AuditPlan plan =
                Plans.plan("kind: fairness\nprofile: nyc-ll144\ndata: d\ndecision: {score: s, threshold: 100}\n"
                        + "protected: [sex, race]\n");
        AuditReport report = Counted.report(plan, rows);
        assertThat(report.profile()).isEqualTo("nyc-ll144");
        assertThat(report.verdict()).isNull();
        assertThat(report.reasons()).singleElement().asString().contains("no limit");
        assertThat(report.comparisons()).extracting(c -> c.metric()).contains("selection_rate", "scoring_rate");
        assertThat(report.comparisons()).extracting(c -> c.attribute()).contains("sex", "race", "sex & race");
        for (String attribute : Set.of("sex", "race", "sex & race")) {
            Map<String, String> highest =
                    Found.summary(report, attribute, "selection_rate").highest();
            assertThat(report.comparisons())
                    .filteredOn(
                            c -> c.attribute().equals(attribute) && c.metric().equals("selection_rate"))
                    .isNotEmpty()
                    .allSatisfy(c -> {
                        assertThat(c.reference()).isEqualTo(highest);
                        assertThat(c.ratio().value()).isLessThanOrEqualTo(1);
                        assertThat(c.flagged()).isEqualTo(c.ratio().value() < 0.8);
                    });
        }
        assertThat(report.rows().unknown()).containsEntry("race", 1L);
        assertThat(report.scores().median()).isNotNull();
    }

    @Test
    void calibrationAndScoresAreShownByGroupInTheSameBars() {
        AuditReport report = Reports.report(Reports.DECIDED, 3, 2_000);
        Group a = Found.group(report, Map.of("g", "a"));
        List<Bar> all = report.overall().curves().scores();
        assertThat(all).hasSizeLessThanOrEqualTo(40);
        assertThat(all.stream().mapToLong(Bar::n).sum()).isEqualTo(2_000);
        assertThat(a.curves().scores().stream().mapToLong(Bar::n).sum()).isEqualTo(a.n());
        assertThat(a.curves().scores())
                .extracting(Bar::from)
                .isEqualTo(all.stream().map(Bar::from).toList());
        List<CalibrationBin> bins = a.curves().calibration();
        assertThat(bins).hasSize(10);
        assertThat(bins.stream().mapToLong(CalibrationBin::n).sum()).isEqualTo(a.n());
        // The people's labels follow their scores.
        bins.forEach(bin -> assertThat(bin.meanScore())
                .isBetween(bin.observed().lower() - 0.1, bin.observed().upper() + 0.1));
    }

    @Test
    void leaksAndSingleClassesAreNoted() {
        Rows leak = Rows.withColumns("g", "y", "s").times(50, "a", 1, 1).times(50, "b", 0, 0);
        AuditPlan scored = Plans.scored("protected: [g]\n" + LIMIT);
        assertThat(Counted.report(scored, leak).notes())
                .anyMatch(note -> note.startsWith("Every score equals its label"))
                .anyMatch(note -> note.startsWith("Every decision equals its label"));
        Rows ordered = Rows.withColumns("g", "y", "s").times(50, "a", 1, "0.4").times(50, "b", 0, "0.3");
        assertThat(Counted.report(scored, ordered).notes())
                .anyMatch(note -> note.startsWith("The score orders the labels perfectly"))
                .anyMatch(note -> note.startsWith("No decision is positive"));
        Rows one = Rows.withColumns("g", "y", "s").times(50, "a", 1, "0.4").times(50, "a", 1, "0.9");
        assertThat(Counted.report(scored, one).notes())
                .anyMatch(note -> note.startsWith("Every label is positive"))
                .anyMatch(note -> note.equals("'g' has one group to compare, so nothing is compared by it alone."));
        assertThat(Counted.report(scored, Rows.withColumns("g", "y", "s")).notes())
                .containsExactly("No row could be used, so nothing is known.");
    }

    @Test
    void whatLeavesTheHouseShowsNoFewPeople() {
        Rows rows = Rows.withColumns("g", "h", "y", "s");
        for (int i = 0; i < 400; i++) {
            rows.row(i % 2 == 0 ? "a" : "b", i % 4 < 2 ? "x" : "z", i % 3 == 0 ? 1 : 0, i % 100 / 100.0);
        }
        rows.times(6, "tiny", "x", 1, "0.9").times(30, "next", "z", 0, "0.1");
        AuditPlan plan = Plans.scored("protected: [g, h]\nintersections: 2\nminimum_group: 1\n" + LIMIT);
        AuditReport report = Counted.report(plan, rows);
        AuditReport shown = report.forDisclosure(10);
        assertThat(shown.groups())
                .extracting(Group::attributes)
                .containsExactly(Map.of("g", "a"), Map.of("g", "b"), Map.of("h", "x"), Map.of("h", "z"));
        String json = new String(shown.toJson(), StandardCharsets.UTF_8);
        assertThat(json).doesNotContain("tiny").doesNotContain("next\"");
        assertThat(shown.summaries())
                .isNotEmpty()
                .allSatisfy(s -> assertThat(s.attribute()).isEqualTo("h"));
        assertThat(Found.group(shown, Map.of("g", "a")).curves()).isNull();
        assertThat(Found.group(shown, Map.of("h", "x")).curves().scores())
                .isNotEmpty()
                .allSatisfy(bar -> assertThat(bar.n()).isGreaterThanOrEqualTo(10));
        assertThat(shown.overall().curves().scores().stream().mapToLong(Bar::n).sum())
                .isEqualTo(436);
        assertThat(shown.verdict()).isEqualTo(report.verdict());
    }

    @Test
    void aThousandGroupsAreTooManyPairsToCompare() {
        Rows rows = Rows.withColumns("g", "y", "d");
        for (int i = 0; i < 1_000; i++) {
            rows.times(2, "g" + i, i % 2, 1);
        }
        AuditPlan best = Plans.decided("protected: [g]\n" + LIMIT);
        assertThatThrownBy(() -> Counted.report(best, rows))
                .isInstanceOf(AuditException.class)
                .hasMessageContaining("more than 100000 comparisons, at g: name fewer attributes, a reference group");
        AuditPlan majority = Plans.decided("protected: [g]\nreference: majority\nminimum_group: 1\n" + LIMIT);
        assertThat(Counted.report(majority, rows).comparisons()).hasSize(999 * 20);
    }

    @Test
    void cellsOfAnotherPlanAreRefused() {
        Rows rows = Reports.people(1, 50);
        for (AuditPlan counted : Reports.PLANS) {
            for (AuditPlan plan : Reports.PLANS) {
                if (plan != counted) {
                    assertThatThrownBy(
                                    () -> FairnessAudit.evaluate(plan, Counted.cells(counted, rows), "by hand", null))
                            .isInstanceOf(AuditException.class)
                            .hasMessageContaining("the cells ");
                }
            }
        }
    }

    @Test
    void reportsOfAnEarlierFormatAreRefused() {
        assertThatThrownBy(() -> AuditReport.parse(
                        "{\"kind\":\"fairness\",\"plan_digest\":\"sha256:00\"}".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(AuditException.class)
                .hasMessageContaining("an earlier version wrote it");
        assertThatThrownBy(() -> AuditReport.parse("[]".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(AuditException.class);
        assertThatThrownBy(() -> AuditReport.parse("{\"format\":2,\"more\":1}".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(AuditException.class);
    }

    @Test
    void weightsWidenIntervalsByWhatTheyAreWorth() {
        Rows rows = Rows.withColumns("g", "y", "d", "w");
        for (int i = 0; i < 200; i++) {
            rows.row(i % 2 == 0 ? "a" : "b", 1, i % 4 < 2 ? 1 : 0, i % 8 < 4 ? "3" : "1");
        }
        AuditPlan plan = Plans.decided("weight: w\nprotected: [g]\n" + LIMIT);
        AuditReport report = Counted.report(plan, rows);
        assertThat(report.rows().weight()).isEqualTo(400);
        // Kish: 100 rows of weight 3 and 100 of 1 are worth 400² / 1000 = 160.
        assertThat(report.notes()).anyMatch(note -> note.contains("worth 160.0 equally weighted ones"));
        AuditReport.Comparison comparison = Found.first(report, ComparisonMetric.SELECTION_RATE_DIFFERENCE);
        assertThat(comparison.difference().value()).isCloseTo(0, within(1e-12));
        AuditReport unweighted = Counted.report(Plans.decided("protected: [g]\n" + LIMIT), rows);
        assertThat(comparison.difference().upper())
                .isGreaterThan(Found.first(unweighted, ComparisonMetric.SELECTION_RATE_DIFFERENCE)
                        .difference()
                        .upper());
    }

    @Test
    void whatLeavesTheHouseHasNoValuesOfSingleRows() {
        Rows rows = Rows.withColumns("g", "y", "d").times(50, "a", 1, 1).times(50, "b", 0, 1);
        Explanations found = new Explanations(
                new Explanations.Importance(
                        "auc",
                        100,
                        5,
                        1,
                        Estimate.of(0.8, 0.7, 0.9),
                        List.of(new Explanations.Feature("income", Estimate.of(0.1, 0.05, 0.15)))),
                List.of(new Explanations.Local(
                        "Row nearest the threshold 0.5",
                        "shapley_sampling",
                        0.51234,
                        0.31234,
                        100,
                        20,
                        0.987,
                        List.of(new Explanations.Contribution("income", "45200 to 51000", 0.19876, 0.01234)),
                        0.00124)));
        AuditReport report = Counted.report(Plans.decided("protected: [g]\n" + LIMIT), rows)
                .withExplanations(found, List.of("a note"));
        assertThat(report.notes()).endsWith("a note");
        assertThat(AuditReport.parse(report.toJson())).isEqualTo(report);
        Explanations shown = report.forDisclosure(10).explanations();
        assertThat(shown.importance()).isEqualTo(found.importance());
        assertThat(shown.local().get(0))
                .isEqualTo(new Explanations.Local(
                        "Row nearest the threshold 0.5",
                        "shapley_sampling",
                        0.51,
                        0.31,
                        100,
                        20,
                        0.987,
                        List.of(new Explanations.Contribution("income", null, 0.2, 0.012)),
                        0.0012));
        assertThat(report.forDisclosure(101).explanations()).isNull();
    }

    @Test
    void aReportFromBeforeExplanationsIsReadToo() {
        AuditReport report = Counted.report(
                Plans.decided("protected: [g]\n" + LIMIT),
                Rows.withColumns("g", "y", "d").times(50, "a", 1, 1).times(50, "b", 0, 1));
        String json = new String(report.toJson(), StandardCharsets.UTF_8);
        assertThat(json).doesNotContain("explanations");
        assertThat(AuditReport.parse(json.getBytes(StandardCharsets.UTF_8)).explanations())
                .isNull();
    }
}
