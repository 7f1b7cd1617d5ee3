package dev.gatehouse.approval.condition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatehouse.approval.canonical.InvalidDocumentException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConditionsTest {
    private static final Instant MAY = Instant.parse("2027-05-01T00:00:00Z");

    @Test
    void conditionsReadBackWhatTheyWrite() {
        Conditions conditions = new Conditions(
                Optional.of(new BigDecimal("0.250")),
                Optional.of(MAY),
                Optional.of(Set.of("credit-origination")),
                Optional.of(Set.of("scoring-app")),
                Set.of("amount < 5000.0"),
                Optional.of(new HumanReview(Optional.of(new BigDecimal("0.05")), Optional.empty())));
        assertThat(conditions.toJson().toString())
                .isEqualTo(
                        "{\"trafficCap\":\"0.25\",\"expiresAt\":\"2027-05-01T00:00:00Z\",\"purposes\":[\"credit-origination\"],"
                                + "\"callers\":[\"scoring-app\"],\"segment\":\"amount < 5000.0\","
                                + "\"humanReview\":{\"share\":\"0.05\",\"confidenceBelow\":null}}");
        assertThat(Conditions.fromJson(conditions.toJson())).isEqualTo(conditions);
        assertThat(conditions.kinds()).containsExactlyInAnyOrder(Conditions.Kind.values());
    }

    @Test
    void aCallerBoundToPurposesMakesTheCallersAnObject() throws JsonProcessingException {
        Conditions bound = boundTo(Map.of("campaign-app", Set.of("marketing", "research")), "campaign-app", "batch");
        assertThat(bound.toJson().get("callers").toString())
                .isEqualTo("{\"batch\":null,\"campaign-app\":[\"marketing\",\"research\"]}");
        assertThat(Conditions.fromJson(bound.toJson())).isEqualTo(bound);
        for (String wrong : List.of(
                "{\"callers\":{}}",
                "{\"callers\":{\"a\":[]}}",
                "{\"callers\":{\"a\":[\"Not A Name\"]}}",
                "{\"callers\":{\"a\":\"marketing\"}}")) {
            assertThatExceptionOfType(InvalidDocumentException.class)
                    .as(wrong)
                    .isThrownBy(() -> Conditions.fromJson(new ObjectMapper().readTree(wrong)));
        }
        assertThatExceptionOfType(InvalidDocumentException.class)
                .isThrownBy(() -> boundTo(Map.of("stranger", Set.of("marketing")), "campaign-app"));
    }

    @Test
    void aCallerWithoutAPurposeInCommonIsNoCallerAnyMore() {
        Conditions one = boundTo(Map.of("a", Set.of("x", "y"), "b", Set.of("x")), "a", "b", "c");
        Conditions other = boundTo(Map.of("a", Set.of("y", "z"), "b", Set.of("z")), "a", "b", "c");
        assertThat(one.tighten(other)).isEqualTo(boundTo(Map.of("a", Set.of("y")), "a", "c"));
        assertThat(boundTo(Map.of("b", Set.of("x")), "b")
                        .tighten(boundTo(Map.of("b", Set.of("z")), "b"))
                        .admitsNothing())
                .isTrue();
    }

    private static Conditions boundTo(Map<String, Set<String>> purposesOf, String... callers) {
        return new Conditions(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(Set.of(callers)),
                purposesOf,
                Set.of(),
                Optional.empty());
    }

    @Test
    void noConditionsAreAllNullAndLimitNothing() throws JsonProcessingException {
        assertThat(Conditions.fromJson(Conditions.none().toJson())).isEqualTo(Conditions.none());
        assertThat(Conditions.fromJson(new ObjectMapper().readTree("{}"))).isEqualTo(Conditions.none());
        assertThat(Conditions.none().kinds()).isEmpty();
    }

    @Test
    void tighteningTakesTheStricterOfEachPart() {
        Conditions one = new Conditions(
                Optional.of(new BigDecimal("0.5")),
                Optional.of(MAY),
                Optional.of(Set.of("origination", "servicing")),
                Optional.empty(),
                Set.of("amount < 5000.0"),
                Optional.of(new HumanReview(Optional.of(new BigDecimal("0.05")), Optional.of(new BigDecimal("0.6")))));
        Conditions other = new Conditions(
                Optional.of(new BigDecimal("0.25")),
                Optional.of(MAY.plusSeconds(1)),
                Optional.of(Set.of("origination", "marketing")),
                Optional.of(Set.of("scoring-app")),
                Set.of("country == 'DE'"),
                Optional.of(new HumanReview(Optional.of(new BigDecimal("0.10")), Optional.of(new BigDecimal("0.5")))));
        assertThat(one.tighten(other))
                .isEqualTo(new Conditions(
                        Optional.of(new BigDecimal("0.25")),
                        Optional.of(MAY),
                        Optional.of(Set.of("origination")),
                        Optional.of(Set.of("scoring-app")),
                        Set.of("amount < 5000.0", "country == 'DE'"),
                        Optional.of(new HumanReview(
                                Optional.of(new BigDecimal("0.1")), Optional.of(new BigDecimal("0.6"))))));
        assertThat(one.tighten(other).segment()).contains("(amount < 5000.0) && (country == 'DE')");
    }

    @Test
    void nothingInCommonAdmitsNothingAndStaysSo() {
        Conditions empty = Conditions.onlyPurposes(Set.of("a")).tighten(Conditions.onlyPurposes(Set.of("b")));
        assertThat(empty.admitsNothing()).isTrue();
        assertThat(empty.tighten(Conditions.onlyPurposes(Set.of("a"))).admitsNothing())
                .isTrue();
        assertThat(Conditions.onlyCallers(Set.of("a"))
                        .tighten(Conditions.onlyPurposes(Set.of("a")))
                        .admitsNothing())
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"trafficCap\":0.25}",
                "{\"trafficCap\":\"0\"}",
                "{\"trafficCap\":\"1.01\"}",
                "{\"trafficCap\":\"-0.5\"}",
                "{\"trafficCap\":\"1e-1\"}",
                "{\"trafficCap\":\"0.0000001\"}",
                "{\"purposes\":[]}",
                "{\"callers\":[]}",
                "{\"purposes\":[\"a\",\"a\"]}",
                "{\"purposes\":[\"no spaces\"]}",
                "{\"purposes\":\"a\"}",
                "{\"callers\":[\"\"]}",
                "{\"expiresAt\":\"2027-05-01T00:00:00+02:00\"}",
                "{\"expiresAt\":\"+1000000000-12-31T23:59:59Z\"}",
                "{\"expiresAt\":1}",
                "{\"humanReview\":{}}",
                "{\"humanReview\":{\"share\":\"0.1\",\"other\":1}}",
                "{\"surprise\":true}",
                "{\"segment\":\"\"}",
                "[]"
            })
    void whatIsNotAConditionIsRefused(String json) {
        assertThatExceptionOfType(InvalidDocumentException.class)
                .isThrownBy(() -> Conditions.fromJson(new ObjectMapper().readTree(json)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "true) || (true",
                "true // and nothing else",
                "(a",
                "a]",
                "(a]",
                "a == 'x",
                "a == 'x\\'' || 'y'",
                "a == '''x'''",
                "a\n|| true",
                " "
            })
    void aSegmentThatCouldOpenAnotherOneIsRefused(String segment) {
        assertThatExceptionOfType(InvalidDocumentException.class)
                .isThrownBy(() -> new Conditions(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Set.of(segment),
                        Optional.empty()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a == ')' || b == \"(\"", "f([1, 2], {'k': x}) / 2.0 > 1.0", "url == 'https://example.org'"})
    void bracketsAndSlashesInTextsAreTexts(String segment) {
        Conditions conditions = new Conditions(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Set.of(segment),
                Optional.empty());
        assertThat(conditions.segment()).contains(segment);
    }
}
