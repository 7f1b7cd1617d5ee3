package dev.gatehouse.governance.pages;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatehouse.approval.condition.Conditions;
import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

class ConditionWordsTest {

    @Test
    void everyKindOfConditionIsASentence() throws JsonProcessingException {
        String json = """
                {"trafficCap": "0.025", "expiresAt": "2027-01-31T00:00:00Z", "purposes": ["review", "origination"],
                 "callers": ["branch-app"], "segment": "age >= 21", "humanReview": {"share": "0.5", "confidenceBelow": "0.6"}}""";
        assertThat(ConditionWords.of(new ObjectMapper().readTree(json)))
                .containsExactly(
                        "At most 2.5 % of subjects.",
                        "Ends on 31 Jan 2027, 00:00 UTC.",
                        "Only for the purposes origination, review.",
                        "Only for the callers branch-app.",
                        "Only rows for which this holds: age >= 21",
                        "A person reviews 50 % of the decisions.",
                        "A person reviews every decision with a confidence below 0.6.");
        assertThat(ConditionWords.of(new ObjectMapper()
                        .readTree("{\"callers\": {\"batch\": null, \"campaign-app\": [\"marketing\"]}}")))
                .containsExactly(
                        "Only for the callers batch, campaign-app.", "The caller campaign-app only for marketing.");
        assertThat(ConditionWords.of(Conditions.none())).isEmpty();
        assertThat(ConditionWords.percent(BigDecimal.ONE)).isEqualTo("100 %");
    }
}
