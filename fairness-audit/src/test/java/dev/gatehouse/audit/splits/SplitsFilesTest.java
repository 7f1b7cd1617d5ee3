package dev.gatehouse.audit.splits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatehouse.audit.Schemas;
import dev.gatehouse.audit.cells.SplitCells;
import dev.gatehouse.audit.plan.AuditException;
import dev.gatehouse.audit.report.DriftReport;
import dev.gatehouse.audit.report.SplitsReport;
import dev.gatehouse.audit.report.SplitsReport.Check;
import dev.gatehouse.audit.report.SplitsReport.Identifier;
import dev.gatehouse.audit.report.SplitsReport.Leak;
import dev.gatehouse.audit.report.Verdict;
import dev.gatehouse.audit.splits.SplitsAudit.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Worlds in which one thing is wrong with a split, and one in which nothing is. */
class SplitsFilesTest {
    @TempDir
    Path folder;

    private static Check check(SplitsReport report, String id) {
        return report.checks().stream()
                .filter(each -> each.check().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private static Leak leak(SplitsReport report, String feature) {
        return report.leakage().stream()
                .filter(each -> each.feature().equals(feature))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aSplitWithoutLeaksPassesEveryLimitAndCanBeComputedAgainFromItsCells() throws IOException {
        Result result = new World(1).audit(folder, World.WHOLE_PLAN);
        SplitsReport report = result.report();
        assertThat(report.verdict()).as("%s", report.reasons()).isEqualTo(Verdict.PASS);
        assertThat(report.rows().reference().labelled()).isEqualTo(World.ROWS);
        assertThat(report.leakage()).extracting(Leak::feature).containsExactlyInAnyOrder("income", "job", "age");
        assertThat(leak(report, "income").auc().value()).isBetween(0.6, 0.75);
        assertThat(leak(report, "income").training().byRate().value()).isBetween(0.57, 0.75);
        assertThat(leak(report, "age").auc().lower()).isLessThan(0.55);
        assertThat(report.identifiers()).isEmpty();
        assertThat(report.time().distanceSeconds()).isGreaterThan(7 * 86_400);
        assertThat(report.drift().classifier().auc().value()).isBetween(0.4, 0.6);
        assertThat(Schemas.faults(Schemas.schema(SplitsReport.class, "splits-report.schema.json"), report.toJson()))
                .isEmpty();
        assertThat(Schemas.faults(
                        Schemas.schema(DriftReport.class, "drift-report.schema.json"),
                        new ObjectMapper().readTree(report.toJson()).get("drift")))
                .isEmpty();
        assertThat(SplitsReport.parse(report.toJson()).toJson()).isEqualTo(report.toJson());

        SplitCells stored = SplitCells.parse(result.cells().toJson());
        assertThat(stored.toJson()).isEqualTo(result.cells().toJson());
        SplitsReport again = SplitsAudit.evaluate(
                World.plan(World.WHOLE_PLAN), stored, report.dataDigest(), report.referenceDigest());
        assertThat(again.leakage()).isEqualTo(report.leakage());
        assertThat(again.checks()).isEqualTo(report.checks());
        assertThat(again.verdict()).as("the classifier needs the rows").isEqualTo(Verdict.INSUFFICIENT);
        assertThatThrownBy(() ->
                        SplitsAudit.evaluate(World.plan(World.PLAN.replace("gap: 7d", "gap: 8d")), stored, null, null))
                .hasMessage("the cells do not fit the plan: they were counted with another gap");
        byte[] cut = result.cells().toJson();
        assertThatThrownBy(() -> SplitCells.parse(java.util.Arrays.copyOf(cut, cut.length / 2)))
                .isInstanceOf(AuditException.class);
    }

    @Test
    void trainingRowsAmongTheEvaluationRowsAreCountedAndToldFromWhatCoarseColumnsRepeat() throws IOException {
        World world = new World(2);
        for (int i = 0; i < 120; i++) {
            Map<String, String> copy = new LinkedHashMap<>(world.training.get(i));
            copy.put("person", "q" + i);
            copy.put("at", world.evaluation.get(i).get("at"));
            world.evaluation.set(i, copy);
        }
        // One with another label contradicts.
        world.evaluation.get(0).merge("missed", "", (label, none) -> label.equals("1") ? "0" : "1");
        SplitsReport report = world.audit(folder, World.PLAN).report();
        assertThat(report.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(report.reasons())
                .hasSize(2)
                .anySatisfy(reason -> assertThat(reason).startsWith("shared_row_share is above its limit: 119 of 1200"))
                .anySatisfy(reason -> assertThat(reason).startsWith("shared_row_excess is above its limit: 9.9 %"));
        assertThat(report.duplicates().whole().evaluation()).isEqualTo(119);
        assertThat(report.duplicates().features().evaluation()).isEqualTo(120);
        assertThat(report.duplicates().contradicting()).isEqualTo(1);
        assertThat(check(report, "shared_row_excess").value().value()).isCloseTo(119 / 1200.0, within(0.01));

        // With age and job alone most rows stand in both samples by themselves.
        SplitsReport coarse = new World(3)
                .audit(
                        folder,
                        World.PLAN
                                .replace("label:", "features: [age, job]\nlabel:")
                                .replace("0.02", "0.05"))
                .report();
        Check excess = check(coarse, "shared_row_excess");
        assertThat(coarse.duplicates().whole().evaluation()).isGreaterThan(1_000);
        assertThat(check(coarse, "shared_row_share").judged().verdict()).isEqualTo(Verdict.FAIL);
        assertThat(excess.value().lower()).isNegative();
        assertThat(excess.judged().verdict()).isEqualTo(Verdict.PASS);
        assertThat(coarse.notes()).anySatisfy(note -> assertThat(note).contains("columns are coarse"));
    }

    @Test
    void peopleInBothSamplesAndRowsOutOfTimeAreFound() throws IOException {
        World world = new World(4);
        for (int i = 0; i < 60; i++) {
            world.evaluation.get(i).put("person", "p" + i % 20);
            world.evaluation.get(100 + i).put("at", "2025-03-01T10:00:00Z");
        }
        world.evaluation.get(200).put("person", " ");
        SplitsReport report = world.audit(folder, World.PLAN).report();
        assertThat(report.reasons())
                .anySatisfy(reason -> assertThat(reason)
                        .startsWith("shared_entity_share is above its limit: 20 of 1159 entities of the evaluation rows"
                                + " have training rows too; they own 60 of 1199"))
                .anySatisfy(
                        reason -> assertThat(reason).startsWith("time_overlap_share is above its limit: 60 of 1200"));
        assertThat(report.time().distanceSeconds()).isNegative();
        assertThat(report.time().training().outOfOrder()).isGreaterThan(500);
        assertThat(report.notes())
                .anySatisfy(note -> assertThat(note).startsWith("0 training and 1 evaluation rows do not name"));
    }

    @Test
    void aGapTooShortForLabelsIsATimeOverlapAlthoughTheSamplesFollowEachOther() throws IOException {
        World world = new World(5);
        world.training.forEach(row -> row.put("at", "2026-01-30T00:00:00Z"));
        world.evaluation.forEach(row -> row.put("at", "2026-02-04T00:00:00+01:00"));
        SplitsReport report = world.audit(folder, World.PLAN).report();
        assertThat(report.time().distanceSeconds()).isEqualTo(5 * 86_400 - 3_600);
        assertThat(check(report, "time_overlap_share").count()).isEqualTo(World.ROWS);
        assertThat(check(report, "time_overlap_share").judged().verdict()).isEqualTo(Verdict.FAIL);
        assertThat(world.audit(folder, World.PLAN.replace("gap: 7d", "gap: 12h"))
                        .report()
                        .time()
                        .evaluation()
                        .outOfOrder())
                .isZero();
    }

    @Test
    void featuresThatGiveTheLabelAwayAreFoundHoweverTheyDo() throws IOException {
        World world = new World(6).each((row, training) -> {
            boolean missed = row.get("missed").equals("1");
            int place = row.hashCode();
            row.put("copy", missed ? "yes" : "no");
            // Neither order nor mean tells, but the value does.
            row.put("middle", missed ? "5" : place % 2 == 0 ? "1" : "9");
            row.put("fee", missed ? Integer.toString(Math.floorMod(place, 40)) : "");
            row.put("later", training && missed ? "1" : "0");
        });
        SplitsReport report = world.audit(folder, World.PLAN).report();
        assertThat(report.leakage().stream()
                        .filter(each -> each.judged().verdict() == Verdict.FAIL)
                        .map(Leak::feature))
                .containsExactlyInAnyOrder("copy", "middle", "fee", "later");
        assertThat(leak(report, "copy").copy()).isTrue();
        assertThat(leak(report, "copy").cramersV()).isEqualTo(1, within(1e-9));
        assertThat(leak(report, "middle").training().byValue().value()).isBetween(0.4, 0.65);
        assertThat(leak(report, "middle").training().byRate().value()).isGreaterThan(0.99);
        assertThat(leak(report, "fee").training().byMissing().value()).isEqualTo(1);
        assertThat(leak(report, "later").evaluation().byRate().value()).isEqualTo(0.5, within(0.01));
        assertThat(leak(report, "later").differenceJudged().verdict()).isEqualTo(Verdict.FAIL);
        assertThat(leak(report, "income").differenceJudged().verdict()).isEqualTo(Verdict.PASS);
        assertThat(report.reasons())
                .contains("copy is the label under another name.", "later predicts the label by itself.");
        assertThat(report.notes())
                .anySatisfy(note -> assertThat(note)
                        .contains("missing more often with one label")
                        .endsWith(": fee."))
                .anySatisfy(note ->
                        assertThat(note).startsWith("Tell more of the label").contains(": later."));
    }

    @Test
    void namesAndNumbersOfRowsAreFoundAndMeasuredNumbersAreNot() throws IOException {
        World world = new World(7);
        int[] next = {0, 0};
        world.each((row, training) -> {
            int number = next[training ? 0 : 1]++;
            row.put("row", Integer.toString(1_000 + 3 * number));
            row.put("ticket", "t-" + (training ? "" : "e") + (number * 7919L % 1200));
            row.put("recorded", Long.toString(Instant.parse(row.get("at")).getEpochSecond() / 3_600));
        });
        SplitsReport report = world.audit(folder, World.PLAN).report();
        assertThat(report.identifiers()).extracting(Identifier::feature).containsExactly("row", "ticket", "recorded");
        assertThat(report.identifiers().get(0).detail())
                .isEqualTo("all its values are different, and it follows the place of the row (correlation 1.000)");
        assertThat(report.identifiers().get(2).detail()).contains("follows the time of the row");
        assertThat(check(report, "id_columns").judged().verdict()).isEqualTo(Verdict.FAIL);
        assertThat(check(report, "id_columns").count()).isEqualTo(3);
    }

    @Test
    void anotherMixOfLabelsAndFeaturesFailsTheLimitsOnDrift() throws IOException {
        World world = new World(8);
        world.evaluation.forEach(row -> row.put("job", "pilot"));
        world.evaluation.stream().limit(400).forEach(row -> row.put("missed", "1"));
        SplitsReport report = world.audit(folder, World.WHOLE_PLAN).report();
        assertThat(report.reasons())
                .contains("Drift: job: jensen_shannon lies beyond its limit.")
                .anySatisfy(reason -> assertThat(reason).startsWith("Drift: domain_auc"));
        assertThat(report.drift().label().statistic())
                .isGreaterThan(report.drift().label().noiseFloor());
    }

    @Test
    void aLabelWithOneValueOrFewRowsIsNoEvidence() throws IOException {
        World world = new World(9);
        world.evaluation.forEach(row -> row.put("missed", "0"));
        SplitsReport report = world.audit(folder, World.PLAN).report();
        assertThat(leak(report, "income").judged().verdict()).isEqualTo(Verdict.INSUFFICIENT);
        assertThat(leak(report, "income").judged().reason()).isEqualTo("no evaluation row has a positive label");
        assertThat(leak(report, "income").difference().undefined()).isNotNull();

        World small = new World(10);
        small.evaluation.subList(40, World.ROWS).clear();
        SplitsReport few = small.audit(folder, World.PLAN).report();
        assertThat(few.verdict()).isEqualTo(Verdict.INSUFFICIENT);
        assertThat(few.reasons())
                .anySatisfy(reason -> assertThat(reason)
                        .isEqualTo("shared_row_share: the smaller sample has 40 rows that tell; the plan's minimum_rows"
                                + " is 100."));
    }

    @Test
    void withoutLabelEntityTimeOrLimitThereIsNoVerdictAndColumnsMayDiffer() throws IOException {
        World world = new World(11);
        world.evaluation.forEach(row -> row.remove("age"));
        SplitsReport report = world.audit(
                        folder,
                        "{kind: splits, data: e, reference: t, exclude: [person, at, missed], classifier: false}")
                .report();
        assertThat(report.verdict()).isNull();
        assertThat(report.leakage()).isEmpty();
        assertThat(report.duplicates().contradicting()).isNull();
        assertThat(report.drift().quality())
                .anySatisfy(each -> assertThat(each.check()).isEqualTo("column_missing"));
        assertThat(report.notes()).anySatisfy(note -> assertThat(note).startsWith("The plan names no label"));
        assertThat(Schemas.faults(Schemas.schema(SplitsReport.class, "splits-report.schema.json"), report.toJson()))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            missed | nobody | evaluation.csv: has no column 'missed'
            person | nobody | evaluation.csv: has no column 'person'
            at     | nobody | evaluation.csv: has no column 'at'
            """)
    void aColumnThatTheEvaluationRowsLackIsNamed(String column, String instead, String problem) throws IOException {
        World world = new World(12);
        world.evaluation.forEach(row -> row.put(instead, row.remove(column)));
        assertThatThrownBy(() -> world.audit(folder, World.PLAN))
                .isInstanceOf(AuditException.class)
                .hasMessageStartingWith(problem);
    }

    @Test
    void timesThatCannotBeReadTogetherAndFilesWithoutRowsAreRefused() throws IOException {
        World world = new World(13);
        world.training.forEach(row -> row.put("at", "last week"));
        assertThatThrownBy(() -> world.audit(folder, World.PLAN))
                .hasMessageContaining("time: no row has a time in 'at'");
        world.training.forEach(row -> row.put("at", "2025-03-01 10:00:00"));
        assertThatThrownBy(() -> world.audit(folder, World.PLAN))
                .hasMessageContaining("the times in 'at' say no zone or offset");
        // Clocks with and without an offset meet in the plan's zone.
        SplitsReport zoned = world.audit(folder, World.PLAN.replace("{column: at}", "{column: at, zone: Asia/Tokyo}"))
                .report();
        assertThat(zoned.time().training().last()).isEqualTo("2025-03-01T01:00:00Z");

        Path empty = Files.writeString(folder.resolve("empty.csv"), "person,at,income,job,age,missed\n");
        Path training = World.write(folder.resolve("training.csv"), world.training);
        assertThatThrownBy(() -> World.audit(World.PLAN, training, empty)).hasMessageContaining("time");
        SplitsReport none = World.audit(
                        World.PLAN.replaceAll("(?m)^(time:|gap:|  time_overlap).*\\n", ""), training, empty)
                .report();
        assertThat(none.verdict()).isEqualTo(Verdict.INSUFFICIENT);
        assertThat(check(none, "shared_row_share").value().undefined()).isEqualTo("no evaluation row tells");
    }

    @Test
    void equalValuesAreEqualHoweverTheyAreWritten() throws IOException {
        Path training = Files.writeString(folder.resolve("t.csv"), "x,c,label\n1.50,a,1\n2,b,0\n,a,1\n-0.0,,0\n");
        Path evaluation =
                Files.writeString(folder.resolve("e.csv"), "c,x,label\na,1.5,1\nb,2e0,1\na, ,1\n\" \",0,0\nz,7,0\n");
        SplitsReport report = World.audit(
                        "{kind: splits, data: e, reference: t, classifier: false, minimum_rows: 10,"
                                + " label: {column: label, positive: 1}}",
                        training,
                        evaluation)
                .report();
        assertThat(report.duplicates().features()).isEqualTo(new SplitsReport.Shared(4, 4, 4));
        assertThat(report.duplicates().whole()).isEqualTo(new SplitsReport.Shared(3, 3, 3));
        assertThat(report.duplicates().contradicting()).isEqualTo(1);
    }

    @Test
    void theOrderOfRowsAndOfFilesChangesNoCount() throws IOException {
        World world = new World(14);
        SplitCells cells = world.audit(folder, World.PLAN).cells();
        java.util.Collections.shuffle(world.training, new java.util.Random(1));
        java.util.Collections.shuffle(world.evaluation, new java.util.Random(2));
        SplitCells shuffled = world.audit(folder, World.PLAN).cells();
        assertThat(shuffled.overlap()).isEqualTo(cells.overlap());
        assertThat(shuffled.entities()).isEqualTo(cells.entities());
        assertThat(shuffled.times()).isEqualTo(cells.times());
        assertThat(shuffled.cells().digest()).isEqualTo(cells.cells().digest());
        List<Map<String, String>> training = new ArrayList<>(world.training);
        world.training.clear();
        world.training.addAll(world.evaluation);
        world.evaluation.clear();
        world.evaluation.addAll(training);
        SplitCells.Overlap turned = world.audit(folder, World.PLAN).cells().overlap();
        assertThat(turned.training()).isEqualTo(cells.overlap().evaluation());
        assertThat(turned.whole().training()).isEqualTo(cells.overlap().whole().evaluation());
        assertThat(turned.features().distinct())
                .isEqualTo(cells.overlap().features().distinct());
    }
}
