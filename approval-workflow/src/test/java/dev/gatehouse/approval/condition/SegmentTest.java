package dev.gatehouse.approval.condition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.approval.canonical.InvalidDocumentException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SegmentTest {
    private static final List<String> INPUTS = List.of("age", "LIMIT_BAL", "country", "is_new", "pay-0");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "age >= 21 | 21.0 | true",
                "age >= 21 | 20.999 | false",
                "age >= 21.5 | 21.0 | false",
                "age == 30 | 30.0 | true",
                "21 <= age | 21.0 | true",
                "age > 18 && age < 65 | 70.0 | false",
                "!(age < 18) | 18.0 | true",
                "age in [20.0, 30.0] | 30.0 | true",
                "age * 2.0 > 50.0 | 30.0 | true",
                "age > 5 | Infinity | true"
            })
    void aNumberIsComparedWithWholeAndDecimalNumbers(String expression, double age, boolean inside) throws Exception {
        assertThat(Segment.of(expression, INPUTS).admits(Map.of("age", age))).isEqualTo(inside);
    }

    @Test
    void textsTruthValuesAndSeveralInputsAreAskedFor() throws Exception {
        Segment segment = Segment.of("country in ['DE', 'FR'] && !is_new && LIMIT_BAL < 5000", INPUTS);
        assertThat(segment.inputs()).containsExactly("LIMIT_BAL", "country", "is_new");
        assertThat(segment.admits(Map.of("country", "DE", "is_new", false, "LIMIT_BAL", 100L)))
                .isTrue();
        assertThat(segment.admits(Map.of("country", "US", "is_new", false, "LIMIT_BAL", 100L)))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "age >",
                "agee > 21",
                "salary > 21",
                "age + 1",
                "true",
                "1 < 2",
                "'a' == 'b'",
                "oracle(age)",
                "[1, 2].all(x, x > age)",
                "pay-0 > 1",
                "((((((((((((((((((((((((((((((((((((age > 1))))))))))))))))))))))))))))))))))))"
            })
    void whatIsNoQuestionAboutTheInputsIsRefusedAndSaysWhy(String expression) {
        assertThatThrownBy(() -> Segment.of(expression, INPUTS))
                .isInstanceOf(InvalidDocumentException.class)
                .hasMessageContaining(expression);
    }

    @Test
    void aRowThatCannotBeDecidedIsNotInside() throws Exception {
        Segment segment = Segment.of("age >= 21 && country == 'DE'", INPUTS);
        assertThatThrownBy(() -> segment.admits(Map.of("age", 30.0)))
                .isInstanceOf(Segment.UndecidedException.class)
                .hasMessageContaining("country");
        assertThatThrownBy(() -> segment.admits(Map.of("age", "thirty", "country", "DE")))
                .isInstanceOf(Segment.UndecidedException.class);
        assertThatThrownBy(() -> segment.admits(Map.of("age", Double.NaN, "country", "DE")))
                .isInstanceOf(Segment.UndecidedException.class)
                .hasMessageContaining("age");
        Segment number = Segment.of("age", INPUTS);
        assertThatThrownBy(() -> number.admits(Map.of("age", 30.0))).isInstanceOf(Segment.UndecidedException.class);
    }

    @Test
    void theConjunctionOfSeveralIsOneSegment() throws Exception {
        Conditions both = only("age >= 21").tighten(only("country == 'DE' || country == 'FR'"));
        Segment segment = Segment.of(both.segment().orElseThrow(), INPUTS);
        assertThat(segment.admits(Map.of("age", 20.0, "country", "FR"))).isFalse();
        assertThat(segment.admits(Map.of("age", 21.0, "country", "FR"))).isTrue();
    }

    private static Conditions only(String segment) {
        return new Conditions(
                java.util.Optional.empty(),
                java.util.Optional.empty(),
                java.util.Optional.empty(),
                java.util.Optional.empty(),
                java.util.Set.of(segment),
                java.util.Optional.empty());
    }
}
