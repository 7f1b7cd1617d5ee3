package dev.gatehouse.sandbox.credit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gatehouse.sandbox.credit.TrainedModel.ScoredRow;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CreditModelsTest {

    private static List<CardHolder> holders;

    @BeforeAll
    static void loadRows() {
        holders = CardHolders.load();
    }

    @Test
    void theRowsAreThePublishedOnes() {
        assertThat(holders).hasSize(30_000);
        assertThat(holders.stream().filter(CardHolder::defaulted)).hasSize(6_636);
        Map<String, Long> bySex =
                holders.stream().collect(Collectors.groupingBy(CardHolder::sex, Collectors.counting()));
        assertThat(bySex).isEqualTo(Map.of("male", 11_888L, "female", 18_112L));
        assertThat(holders.get(0).value("LIMIT_BAL")).isEqualTo(20_000);
        assertThat(holders.get(0).value("PAY_AMT2")).isEqualTo(689);
    }

    @Test
    void changedRowsAreRefused() {
        byte[] changed = "ID,DEFAULT\n1,0\n".getBytes(StandardCharsets.US_ASCII);
        assertThatThrownBy(() -> CardHolders.parse(changed))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("expected " + CardHolders.CSV_SHA256);
    }

    @Test
    void theSplitIsAPropertyOfTheRow() {
        // 9,012 counted by an independent program from the definition in CardHolder.
        assertThat(holders.stream().filter(CardHolder::heldOut)).hasSize(9_012);
    }

    @Test
    void theRepaymentRecordIsComputedFromStatementsAndPayments() {
        // Row 1: PAY 2, 2, −1, −1, −2, −2; BILL 3913, 3102, 689, 0, 0, 0; paid 0, 689, 0, 0, 0, 0.
        assertThat(FeatureSet.REPAYMENT_RECORD.row(holders.get(0))).containsExactly(2, 2, 0, 0, 0, 0, 0, 1, 1, 1, 1);
    }

    @ParameterizedTest
    @EnumSource(FeatureSet.class)
    void featureNamesAreInTribuosOrder(FeatureSet features) {
        assertThat(features.names())
                .isSortedAccordingTo(Comparator.naturalOrder())
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @EnumSource(FeatureSet.class)
    void onnxScoresEqualTribuosOverAllHeldOutRows(FeatureSet features) {
        CreditModels.Training training = CreditModels.train("1", features, holders);
        String[] names = features.names().toArray(String[]::new);
        List<ScoredRow> rows = training.trained().heldOut();
        assertThat(rows).hasSize(9_012);
        for (ScoredRow row : rows) {
            double expected = training.model()
                    .predict(CreditModels.example(
                            false, names, training.scaling().apply(row.input())))
                    .getOutputScores()
                    .get(TrainedModel.POSITIVE)
                    .getScore();
            assertThat((double) row.score()).isCloseTo(expected, within(1e-5));
        }
    }

    @ParameterizedTest
    @EnumSource(FeatureSet.class)
    void trainingTwiceGivesTheSameArtifact(FeatureSet features) {
        TrainedModel first = CreditModels.train("1", features, holders).trained();
        TrainedModel second = CreditModels.train("1", features, holders).trained();
        assertThat(second.sha256()).isEqualTo(first.sha256()).isEqualTo(Sha256.hex(first.onnx()));
        assertThat(second.signature()).isEqualTo(first.signature());
        assertThat(second.heldOutCsv()).isEqualTo(first.heldOutCsv());
    }

    @Test
    void bothVersionsTellDefaultersFromOthers() {
        TrainedModel first = CreditModels.version1(holders);
        TrainedModel second = CreditModels.version2(holders);
        assertThat(first.version()).isEqualTo("1");
        assertThat(second.version()).isEqualTo("2");
        assertThat(areaUnderCurve(first.heldOut())).isBetween(0.70, 0.75);
        assertThat(areaUnderCurve(second.heldOut())).isBetween(0.71, 0.76);
    }

    @Test
    void theHeldOutCsvCarriesWhatAnAuditNeeds() {
        TrainedModel model = CreditModels.version2(holders);
        String[] lines = model.heldOutCsv().split("\n", -1);
        assertThat(lines[0]).startsWith("id,subject,sex,age_band,label,score,decision,f_DELAY_0,f_DELAY_2,");
        assertThat(lines).hasSize(9_012 + 2);
        ScoredRow row = model.heldOut().get(0);
        assertThat(lines[1])
                .startsWith(row.holder().id() + "," + row.holder().subject() + ","
                        + row.holder().sex() + "," + row.holder().ageBand() + ",")
                .contains("," + row.score() + "," + model.decision(row.score()) + ",");
    }

    /** Share of (defaulter, other) pairs that the score orders rightly; ties count half. */
    private static double areaUnderCurve(List<ScoredRow> rows) {
        List<ScoredRow> sorted = rows.stream()
                .sorted(Comparator.comparingDouble(ScoredRow::score))
                .toList();
        double rankSum = 0;
        long positives = 0;
        for (int i = 0; i < sorted.size(); ) {
            int j = i;
            while (j < sorted.size() && sorted.get(j).score() == sorted.get(i).score()) {
                j++;
            }
            double rank = (i + j + 1) / 2.0;
            for (; i < j; i++) {
                if (sorted.get(i).holder().defaulted()) {
                    rankSum += rank;
                    positives++;
                }
            }
        }
        return (rankSum - positives * (positives + 1) / 2.0) / ((double) positives * (sorted.size() - positives));
    }
}
