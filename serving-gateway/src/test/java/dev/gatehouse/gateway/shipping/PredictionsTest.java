package dev.gatehouse.gateway.shipping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.gatehouse.approval.route.FrameLayout;
import dev.gatehouse.approval.route.ModelSignature;
import dev.gatehouse.gateway.Permits;
import dev.gatehouse.gateway.log.OutcomeRecord;
import dev.gatehouse.gateway.log.RequestId;
import dev.gatehouse.gateway.log.ServedVersion;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PredictionsTest {

    private static final String TWO_ROWS =
            "{\"outputs\":[{\"name\":\"other\",\"data\":[]},{\"name\":\"probability\",\"shape\":[2,2],\"data\":%s}]}";

    private static Predictions read(String request, String response, String subject) {
        return read(Permits.SIGNATURE, request, response, subject);
    }

    private static Predictions read(ModelSignature signature, String request, String response, String subject) {
        ServedVersion served = new ServedVersion("g", "e", "r", "m", "2", "a", new UUID(1, 2), "s");
        return Predictions.of(
                new OutcomeRecord(
                        RequestId.next(1),
                        served,
                        "c",
                        Optional.empty(),
                        OutcomeRecord.PRIMARY,
                        200,
                        1,
                        Optional.ofNullable(subject),
                        request.getBytes(StandardCharsets.UTF_8),
                        response.getBytes(StandardCharsets.UTF_8)),
                signature);
    }

    @Test
    void scoreAndDecisionComeFromTheColumnAndThresholdOfTheSignature() {
        String request =
                "{\"parameters\":{\"subjects\":[\"a\",null]},\"inputs\":[{\"name\":\"input\",\"datatype\":\"FP32\","
                        + "\"shape\":[2,2],\"data\":[1000,0.1,null,41]}]}";
        Predictions predictions = read(request, TWO_ROWS.formatted("[0.5,0.5,0.51,0.49]"), null);
        assertThat(predictions.note()).isEmpty();
        assertThat(predictions.rows())
                .extracting(Predictions.Row::subject, Predictions.Row::score, Predictions.Row::decision)
                .containsExactly(tuple(Optional.of("a"), 0.5, "default"), tuple(Optional.empty(), 0.49, "repay"));
        assertThat(predictions.rows())
                .extracting(row -> Arrays.toString(row.inputs().orElseThrow().numbers()))
                .containsExactly("[1000.0, 0.1]", "[null, 41.0]");
        assertThat(predictions.rows())
                .allMatch(row -> row.inputs().orElseThrow().texts() == null);
    }

    @Test
    void inputsAreNumbersOrTextsThatTheDatabaseCanKeep() {
        ModelSignature signature = new ModelSignature(
                new FrameLayout(List.of("age", "job", "owner"), new FrameLayout.Plain()), Permits.SIGNATURE.decision());
        Predictions predictions = read(
                signature,
                "{\"dataframe_records\":[{\"age\":NaN,\"job\":\"a\\u0000b\\ud800\",\"owner\":true},{\"age\":1e999,\"job\":\""
                        + "x".repeat(500) + "\"},{\"job\":5,\"owner\":[1]}]}",
                "{\"predictions\":[0.1,0.2,0.3]}",
                null);
        assertThat(predictions.note()).isEmpty();
        assertThat(predictions.rows())
                .extracting(row -> Arrays.toString(row.inputs().orElseThrow().numbers()))
                .containsExactly("[NaN, null, null]", "[Infinity, null, null]", "[null, 5.0, null]");
        assertThat(predictions.rows())
                .extracting(row -> Arrays.toString(row.inputs().orElseThrow().texts()))
                .containsExactly(
                        "[null, a\ufffdb\ufffd, true]",
                        "[null, " + "x".repeat(Inputs.MAX_TEXT_CHARS) + ", null]",
                        "null");
    }

    @Test
    void inputsThatDoNotFitTheAnswerAreLeftOutWithANoteAndThePredictionsStay() {
        for (String request : List.of(
                "not json",
                "{\"inputs\":[{\"name\":\"input\",\"datatype\":\"FP32\",\"shape\":[1,2],\"data\":[1,2]}]}")) {
            Predictions predictions = read(request, TWO_ROWS.formatted("[0.5,0.5,0.5,0.5]"), null);
            assertThat(predictions.rows())
                    .hasSize(2)
                    .allMatch(row -> row.inputs().isEmpty());
            assertThat(predictions.note())
                    .hasValueSatisfying(note -> assertThat(note).startsWith("no inputs read: the "));
        }
    }

    @Test
    void nestedTensorsAreReadRowByRow() {
        assertThat(read("{}", TWO_ROWS.formatted("[[0.9,0.1],[0.2,0.8]]"), null).rows())
                .extracting(Predictions.Row::score)
                .containsExactly(0.1, 0.8);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "not json",
                "{}",
                "[]",
                "{\"outputs\":[{\"name\":\"probability\",\"shape\":[2,2],\"data\":[0.1,0.9,0.3]}]}",
                "{\"outputs\":[{\"name\":\"probability\",\"shape\":[2,3],\"data\":[0.1,0.9,0.3,0.7,1,1]}]}",
                "{\"outputs\":[{\"name\":\"probability\",\"shape\":[1,2],\"data\":[0.1,1.5]}]}",
                "{\"outputs\":[{\"name\":\"probability\",\"shape\":[1,2],\"data\":[0.1,\"NaN\"]}]}",
                "{\"outputs\":[{\"name\":\"probability\",\"shape\":[-1,2],\"data\":[]}]}",
                "{\"outputs\":[{\"name\":\"probability\",\"shape\":[9223372036854775807,2],\"data\":[]}]}"
            })
    void anAnswerThatCannotBeReadGivesANoteAndNoRows(String response) {
        Predictions predictions = read("{}", response, null);
        assertThat(predictions.rows()).isEmpty();
        assertThat(predictions.note())
                .hasValueSatisfying(note -> assertThat(note).startsWith("no predictions read"));
    }

    @Test
    void subjectsThatDoNotFitTheRowsAreLeftOutWithANote() {
        for (String request : List.of(
                "not json",
                "{\"parameters\":{\"subjects\":[\"a\"]}}",
                "{\"parameters\":{\"subjects\":[\"a\",7]}}",
                "{\"parameters\":{\"subjects\":[\"a\",\"b\\u0000\"]}}",
                "{\"parameters\":{\"subjects\":[\"a\",\"\\ud800\"]}}")) {
            Predictions predictions = read(request, TWO_ROWS.formatted("[0.5,0.5,0.5,0.5]"), null);
            assertThat(predictions.rows())
                    .hasSize(2)
                    .allMatch(row -> row.subject().isEmpty());
            assertThat(predictions.note()).as(request).isPresent();
        }
        assertThat(read("{}", TWO_ROWS.formatted("[0.5,0.5,0.5,0.5]"), "one").note())
                .isPresent();
    }
}
