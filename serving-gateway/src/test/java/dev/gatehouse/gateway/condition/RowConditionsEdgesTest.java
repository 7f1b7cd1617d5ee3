package dev.gatehouse.gateway.condition;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.approval.condition.Conditions;
import dev.gatehouse.gateway.Permits;
import dev.gatehouse.gateway.Refusal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Conditions asked of bodies that no JSON writer makes, and at their edges. */
class RowConditionsEdgesTest {

    private static RowConditions of(ObjectNode conditions) {
        return RowConditions.of(Conditions.fromJson(conditions), Optional.of(Permits.SECRET), Permits.SIGNATURE);
    }

    private static ObjectNode json() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** A row of two values as a binary tensor, and the length of the JSON before it. */
    private static RowVerdict judge(RowConditions conditions, float first, float second) {
        byte[] head =
                "{\"inputs\":[{\"name\":\"input\",\"datatype\":\"FP32\",\"shape\":[1,2],\"parameters\":{\"binary_data_size\":8}}]}"
                        .getBytes(StandardCharsets.UTF_8);
        byte[] body = ByteBuffer.allocate(head.length + 8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(head)
                .putFloat(first)
                .putFloat(second)
                .array();
        return conditions.judge(Optional.empty(), head.length, body);
    }

    @Test
    void aSegmentDecidesBinaryTensorsAndNotNaN() {
        RowConditions adults = of(json().put("segment", "AGE >= 21"));
        assertThat(judge(adults, 1, 21)).isEqualTo(new RowVerdict.Inside(1));
        assertThat(judge(adults, 1, 20)).isInstanceOf(RowVerdict.Outside.class);
        assertThat(judge(adults, 1, Float.NaN))
                .isInstanceOfSatisfying(
                        RowVerdict.Undecided.class,
                        undecided -> assertThat(undecided.refusal().code()).isEqualTo(Refusal.Code.UNDECIDED_ROW));
        // What the segment does not ask for decides nothing.
        assertThat(judge(adults, Float.NaN, 21)).isEqualTo(new RowVerdict.Inside(1));
        assertThat(judge(adults, 1, Float.POSITIVE_INFINITY)).isEqualTo(new RowVerdict.Inside(1));
    }

    @Test
    void aCapOfEverybodyStillNeedsSubjects() {
        RowConditions everybody = of(json().put("trafficCap", "1"));
        assertThat(judge(everybody, 1, 21))
                .isInstanceOfSatisfying(
                        RowVerdict.Outside.class,
                        outside -> assertThat(outside.refusal().sentence()).contains("without a subject"));
    }

    @Test
    void confidenceIsComparedWithTheLimitAsWritten() {
        ObjectNode below = json();
        below.putObject("humanReview").put("confidenceBelow", "0.6");
        RowConditions review = of(below);
        assertThat(marks(review, "0.6")).as("the double 0.6 is a little less").isEqualTo("all");
        assertThat(marks(review, "0.6000001")).isEmpty();
        assertThat(marks(review, "0.3999999")).isEmpty();
        assertThat(marks(review, "0.5")).isEqualTo("all");
        assertThat(marks(review, "0")).isEmpty();
        assertThat(marks(review, "1")).isEmpty();
        assertThat(marks(review, "1.5")).as("no score").isEqualTo("all");
    }

    /** The header of an answer with one row of that score. */
    private static String marks(RowConditions review, String score) {
        String answer = "{\"outputs\":[{\"name\":\"probability\",\"datatype\":\"FP32\",\"shape\":[1,2],\"data\":[0,"
                + score + "]}]}";
        ReviewMarks found = review.marks(new UUID(1, 2), 1, -1, answer.getBytes(StandardCharsets.UTF_8))
                .orElseThrow();
        return found.any() ? found.text() : "";
    }
}
