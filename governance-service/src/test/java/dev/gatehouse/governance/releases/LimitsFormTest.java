package dev.gatehouse.governance.releases;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.approval.condition.Conditions;
import dev.gatehouse.approval.condition.HumanReview;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LimitsFormTest {

    @Test
    void everyFieldIsRead() {
        LimitsForm form = new LimitsForm(
                " 2.5 % ", "2027-01-31", "origination; review", "branch-app", " age >= 21 ", "50", "0.6");
        assertThat(form.unreadable()).isEmpty();
        assertThat(form.conditions())
                .isEqualTo(new Conditions(
                        Optional.of(new BigDecimal("0.025")),
                        Optional.of(Instant.parse("2027-01-31T00:00:00Z")),
                        Optional.of(Set.of("origination", "review")),
                        Optional.of(Set.of("branch-app")),
                        Set.of("age >= 21"),
                        Optional.of(new HumanReview(
                                Optional.of(new BigDecimal("0.5")), Optional.of(new BigDecimal("0.6"))))));
    }

    @Test
    void anEqualsSignBindsACallerToPurposes() {
        LimitsForm form = typed("branch-app, campaign-app=marketing campaign-app=research");
        assertThat(form.unreadable()).isEmpty();
        assertThat(form.conditions().callers()).contains(Set.of("branch-app", "campaign-app"));
        assertThat(form.conditions().callersPurposes())
                .isEqualTo(Map.of("campaign-app", Set.of("marketing", "research")));
        for (String wrong : List.of("campaign-app=", "=marketing", "campaign-app, campaign-app=marketing")) {
            assertThat(typed(wrong).unreadable()).as(wrong).hasSize(1);
        }
    }

    private static LimitsForm typed(String callers) {
        return new LimitsForm("", "", "", callers, "", "", "");
    }

    @Test
    void emptyFieldsLimitNothing() {
        assertThat(LimitsForm.empty().unreadable()).isEmpty();
        assertThat(LimitsForm.empty().conditions()).isEqualTo(Conditions.none());
        assertThat(new LimitsForm(null, null, " ", null, null, null, null).conditions())
                .isEqualTo(Conditions.none());
    }

    @Test
    void whatCannotBeReadIsNamedByItsField() {
        LimitsForm form = new LimitsForm("101", "tomorrow", "no/name", "käse", "a) || (b", "-5", "1.5");
        assertThat(form.unreadable())
                .extracting(VoteForm.Fault::field)
                .containsExactly(
                        "trafficCap", "expires", "purposes", "callers", "segment", "reviewShare", "reviewBelow");
        for (String share : List.of("0", "1e9", "9".repeat(13), "half")) {
            assertThat(new LimitsForm(share, "", "", "", "", "", "").unreadable())
                    .as(share)
                    .hasSize(1);
        }
    }
}
