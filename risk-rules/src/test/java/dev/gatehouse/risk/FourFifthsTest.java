package dev.gatehouse.risk;

import static dev.gatehouse.risk.UsUseCases.hiring;
import static dev.gatehouse.risk.UsUseCases.without;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.risk.Assessment.LegalClass;
import dev.gatehouse.risk.Assessment.MissingFact;
import dev.gatehouse.risk.Obligations.Duty;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rule us-45: a selection rate below four fifths of the highest is flagged, in exact arithmetic. */
class FourFifthsTest {
    private static final LocalDate TODAY = LocalDate.of(2026, 11, 22);

    private static RiskAssessor assessor;

    @BeforeAll
    static void loadPacks() throws InvalidPackException {
        assessor = RiskAssessor.of(UsUseCases.packs());
    }

    @ParameterizedTest
    @CsvSource({
        "1000,       399,        1000,       500,        true",
        "1000,       400,        1000,       500,        false",
        "5,          4,          7,          7,          false",
        "10,         0,          10,         1,          true",
        "10,         0,          10,         0,          false",
        "0,          0,          10,         5,          false",
        "0,          7,          10,         5,          false",
        "999999999,  333333333,  12,         5,          false",
        "999999999,  333333332,  12,         5,          true",
        "1000000000, 800000000,  1000000000, 1000000000, false",
        "1000000000, 799999999,  1000000000, 1000000000, true",
        "1000000000, 1000000000, 1000000000, 799999999,  true"
    })
    void fourFifthsIsExactWhateverTheSizeAndTheOrder(
            long assessedA, long selectedA, long assessedB, long selectedB, boolean flagged)
            throws InvalidFactsException {
        Map<String, Long> a = Map.of("assessed", assessedA, "selected", selectedA);
        Map<String, Long> b = Map.of("assessed", assessedB, "selected", selectedB);

        assertThat(isFlagged(Map.of("a", a, "b", b))).isEqualTo(flagged);
        assertThat(isFlagged(Map.of("a", b, "b", a))).isEqualTo(flagged);
    }

    @Test
    void oneGroupOfFiftyIsEnoughForAFlag() throws InvalidFactsException {
        Map<String, Map<String, Long>> groups = new TreeMap<>();
        for (int i = 10; i < 60; i++) {
            groups.put("group " + i, Map.of("assessed", 1_000L, "selected", 500L));
        }

        assertThat(isFlagged(groups)).isFalse();
        groups.put("group 33", Map.of("assessed", 1_000L, "selected", 399L));
        assertThat(isFlagged(groups)).isTrue();
    }

    @Test
    void aFlagIsALegalClassWithDutiesAndNoTier() throws InvalidFactsException {
        Assessment assessment = assessor.assess(
                hiring(
                        "group_counts",
                        Map.of("a", Map.of("assessed", 10, "selected", 1), "b", Map.of("assessed", 10, "selected", 9))),
                TODAY);

        assertThat(assessment.tier()).isEqualTo(Tier.LOW);
        assertThat(assessment.legalClasses()).extracting(LegalClass::id).contains("us-adverse-impact-flag");
        assertThat(assessment.obligations().orElseThrow().duties())
                .extracting(Duty::id)
                .contains("us-adverse-impact-significance", "us-adverse-impact-validity");
    }

    @Test
    void groupCountsAreAskedForSelectionInTheUsOnly() throws InvalidFactsException {
        assertThat(missing(without(hiring(), "group_counts"), TODAY)).containsExactly("group_counts");
        assertThat(missing(without(hiring("jurisdictions", List.of("DE")), "group_counts"), TODAY))
                .isEmpty();
        assertThat(missing(without(hiring("domain", "education"), "group_counts"), TODAY))
                .isEmpty();
    }

    @Test
    void countsOutOfRangeAreRefused() {
        assertThatThrownBy(() -> isFlagged(Map.of("a", Map.of("assessed", 1_000_000_001L, "selected", 0L))))
                .isInstanceOf(InvalidFactsException.class)
                .hasMessageContaining("group_counts");
        assertThatThrownBy(() -> isFlagged(Map.of("a", Map.of("assessed", 1L, "selected", -1L))))
                .isInstanceOf(InvalidFactsException.class);
    }

    private static boolean isFlagged(Map<String, ? extends Map<String, Long>> counts) throws InvalidFactsException {
        return assessor.assess(hiring("group_counts", counts), TODAY).reasons().stream()
                .anyMatch(reason -> reason.rule().equals("us-45"));
    }

    private static List<String> missing(Map<String, Object> facts, LocalDate on) throws InvalidFactsException {
        return assessor.assess(facts, on).missing().stream()
                .map(MissingFact::name)
                .toList();
    }
}
