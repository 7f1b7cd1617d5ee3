package dev.gatehouse.risk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.gatehouse.risk.Coverage.Kind;
import dev.gatehouse.risk.Coverage.Means;
import dev.gatehouse.risk.Coverage.Point;
import dev.gatehouse.risk.Coverage.State;
import dev.gatehouse.risk.InvalidPackException.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CoverageTest {
    private static final String TABLE = """
            framework:
              id: small
              title: A small framework
              citation: Nobody's framework, chapter 1
              certainty: G
              effective_from: 2027-01-01
              note: Made up.
            points:
              - id: one
                title: Test for bias
                met_by:
                  - {gate: fairness-audit}
                  - {record: ledger}
              - id: two
                title: Tell people
                met_by: [{duty: us-admt-notice}]
                not_met: only where a law asks for it
                note: Our reading.
              - id: three
                title: Hold a party
                not_met: outside the product
            """;

    private static List<PolicyPack> packs;
    private static List<Coverage> shipped;

    @BeforeAll
    static void loadPacksAndTables() throws InvalidPackException {
        packs = new ArrayList<>();
        for (Map.Entry<String, byte[]> file : ShippedPacks.files().entrySet()) {
            packs.add(PolicyPack.load(file.getKey(), file.getValue()));
        }
        shipped = Coverage.shipped();
    }

    @Test
    void readsWhatMeetsAPointAndWhatDoesNot() throws InvalidPackException {
        Coverage table = load(TABLE);

        assertThat(table.id()).isEqualTo("small");
        assertThat(table.certainty()).isEqualTo(Certainty.GENERAL);
        assertThat(table.effectiveFrom()).contains(LocalDate.of(2027, 1, 1));
        assertThat(table.note()).contains("Made up.");
        assertThat(table.points()).extracting(Point::state).containsExactly(State.MET, State.PARTLY, State.NOT_MET);
        assertThat(table.points().get(0).metBy())
                .containsExactly(new Means(Kind.GATE, "fairness-audit"), new Means(Kind.RECORD, "ledger"));
        assertThat(table.points().get(1).gap()).contains("only where a law asks for it");
        assertThat(table.points().get(2).metBy()).isEmpty();
        assertThat(table.counts()).isEqualTo(Map.of(State.MET, 1, State.PARTLY, 1, State.NOT_MET, 1));
    }

    @ParameterizedTest
    @CsvSource({
        "iso-iec-42001, 38,  5, 22, 11, G, ",
        "mas-feat,       4,  0,  4,  0, S, ",
        "nist-ai-rmf,   19,  3, 13,  3, S, 2023-01-26",
        "osfi-e-23,      4,  3,  1,  0, S, 2027-05-01",
        "pra-ss1-23,     7,  3,  4,  0, S, 2024-05-17"
    })
    void shippedTablesHaveEveryPointOfTheirFramework(
            String id, int points, int met, int partly, int notMet, String certainty, LocalDate from) {
        Coverage table = shipped(id);

        assertThat(table.points()).hasSize(points);
        assertThat(table.counts()).isEqualTo(Map.of(State.MET, met, State.PARTLY, partly, State.NOT_MET, notMet));
        assertThat(table.certainty().code()).isEqualTo(certainty);
        assertThat(table.effectiveFrom()).isEqualTo(Optional.ofNullable(from));
    }

    @Test
    void shippedTablesAreInOrderOfTheirIds() {
        assertThat(shipped)
                .extracting(Coverage::id)
                .containsExactly("iso-iec-42001", "mas-feat", "nist-ai-rmf", "osfi-e-23", "pra-ss1-23");
    }

    @Test
    void nistPointsAreTheCategoriesOfTheFourFunctions() {
        assertThat(shipped("nist-ai-rmf").points())
                .extracting(Point::id)
                .containsExactly(
                        "govern-1",
                        "govern-2",
                        "govern-3",
                        "govern-4",
                        "govern-5",
                        "govern-6",
                        "map-1",
                        "map-2",
                        "map-3",
                        "map-4",
                        "map-5",
                        "measure-1",
                        "measure-2",
                        "measure-3",
                        "measure-4",
                        "manage-1",
                        "manage-2",
                        "manage-3",
                        "manage-4");
    }

    @Test
    void shippedTablesNameOnlyWhatTheShippedPacksAskFor() {
        assertThat(shipped.stream().flatMap(table -> table.check(packs).stream()))
                .isEmpty();
        assertThat(shipped)
                .allSatisfy(table -> assertThat(table.points().stream()
                                .flatMap(point -> point.metBy().stream())
                                .filter(means -> !table.titles(packs).containsKey(means)))
                        .isEmpty());
    }

    @Test
    void aGateOrDutyThatNoPackAsksForIsTold() throws InvalidPackException {
        Coverage table = load(TABLE.replace("fairness-audit", "fairness-gala"));
        List<PolicyPack> house = packs.stream()
                .filter(pack -> pack.reference().id().equals("house"))
                .toList();

        assertThat(table.check(packs))
                .containsExactly("small, point one: none of the packs asks for gate fairness-gala");
        assertThat(table.check(house))
                .containsExactly(
                        "small, point one: none of the packs asks for gate fairness-gala",
                        "small, point two: none of the packs asks for duty us-admt-notice");
        assertThat(table.titles(house)).containsOnlyKeys(new Means(Kind.RECORD, "ledger"));
    }

    @Test
    void aGateThatIsDeclaredButNeverAskedForMeetsNothing() throws InvalidPackException {
        byte[] pack = """
                pack: {id: idle, version: "1", title: A pack with an idle gate, kind: house}
                facts: {big: {type: bool, question: Is it big}}
                gates: {fairness-audit: {title: An audit, evidence: audit, given_by: [validator]}}
                rules:
                  - {id: big, citation: House policy, certainty: D, effective_from: 2026-01-01, when: big, effects: {tier_floor: HIGH}}
                tests:
                  - {name: big, on: 2026-01-01, facts: {big: true}, fires: [big]}
                  - {name: small, on: 2026-01-01, facts: {big: false}, does_not_fire: [big]}
                """.getBytes(StandardCharsets.UTF_8);

        assertThat(load(TABLE).check(List.of(PolicyPack.load("idle.yaml", pack))))
                .contains("small, point one: none of the packs asks for gate fairness-audit");
    }

    @Test
    void meansAreCalledAsThePacksCallThem() throws InvalidPackException {
        assertThat(load(TABLE).titles(packs))
                .containsEntry(
                        new Means(Kind.GATE, "fairness-audit"), "A fairness audit under the policy's limits has passed")
                .containsEntry(
                        new Means(Kind.DUTY, "us-admt-notice"),
                        "Give notice that automated decision-making technology is used")
                .containsEntry(new Means(Kind.RECORD, "ledger"), "Append-only ledger of every act");
    }

    @Test
    void theGuidesExampleIsATableThatHolds() throws IOException, InvalidPackException {
        String guide = guide();
        String example = guide.substring(guide.indexOf("```yaml\n") + 8, guide.lastIndexOf("```\n"));

        Coverage table = load(example);

        assertThat(table.counts()).isEqualTo(Map.of(State.MET, 1, State.PARTLY, 1, State.NOT_MET, 1));
        assertThat(table.check(packs)).isEmpty();
    }

    @Test
    void theGuidesFiguresAreThoseOfTheTables() throws IOException {
        String guide = guide();

        assertThat(shipped).allSatisfy(table -> {
            Map<State, Integer> counts = table.counts();
            assertThat(guide)
                    .containsPattern("\\| `" + table.id() + "` \\| [^|]+ \\| "
                            + table.points().size() + " \\| "
                            + counts.get(State.MET) + " \\| " + counts.get(State.PARTLY) + " \\| "
                            + counts.get(State.NOT_MET) + " \\|");
        });
    }

    @Test
    void refusesAPointThatSaysNothing() {
        refused(TABLE.replace("    not_met: outside the product\n", ""), 19, "needs 'met_by', or 'not_met'");
    }

    @Test
    void refusesARecordThatIsNotKept() {
        refused(TABLE.replace("record: ledger", "record: diary"), 13, "'diary' is not a record; allowed: assessment");
    }

    @Test
    void refusesTwoMeansInOneEntry() {
        refused(
                TABLE.replace("{gate: fairness-audit}", "{gate: fairness-audit, duty: us-admt-notice}"),
                12,
                "names one gate, one duty or one record");
    }

    @Test
    void refusesTheSameMeansTwice() {
        refused(TABLE.replace("{record: ledger}", "{gate: fairness-audit}"), 11, "names something twice");
    }

    @Test
    void refusesAnUnknownMeans() {
        refused(TABLE.replace("{record: ledger}", "{hope: best}"), 13, "'hope' is not known here");
    }

    @Test
    void refusesAPointIdUsedTwice() {
        refused(TABLE.replace("id: three", "id: one"), 19, "point id 'one' is used twice");
    }

    @Test
    void refusesAnUnknownKey() {
        refused(TABLE.replace("not_met: outside", "unmet: outside"), 21, "'unmet' is not known here");
    }

    @Test
    void refusesATableWithoutPoints() {
        refused(TABLE.substring(0, TABLE.indexOf("points:")) + "points: []\n", 8, "'points' must list 1 to 500 points");
    }

    @Test
    void refusesATableWithoutAFramework() {
        refused(
                TABLE.replace("framework:", "frame:"),
                1,
                "'framework' with id, title, citation and certainty is missing");
    }

    @Test
    void refusesADateThatIsNone() {
        refused(TABLE.replace("2027-01-01", "2027-02-30"), 6, "'effective_from' must be a date");
    }

    @Test
    void refusesAFileOverTheLimit() {
        byte[] tooLong = (TABLE + "#".repeat(Coverage.MAX_BYTES)).getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> Coverage.load("small.yaml", tooLong))
                .isInstanceOf(InvalidPackException.class)
                .hasMessageContaining("the limit of " + Coverage.MAX_BYTES);
    }

    private static String guide() throws IOException {
        return Files.readString(Path.of("..", "docs", "coverage.md"));
    }

    private static Coverage shipped(String id) {
        return shipped.stream()
                .filter(table -> table.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no table " + id));
    }

    private static Coverage load(String yaml) throws InvalidPackException {
        return Coverage.load("small.yaml", yaml.getBytes(StandardCharsets.UTF_8));
    }

    private static void refused(String yaml, int line, String reason) {
        assertThatThrownBy(() -> load(yaml))
                .isInstanceOfSatisfying(
                        InvalidPackException.class,
                        refusal -> assertThat(refusal.problems())
                                .filteredOn(problem -> problem.reason().contains(reason))
                                .extracting(Problem::file, Problem::line)
                                .containsExactly(tuple("small.yaml", line)));
    }
}
