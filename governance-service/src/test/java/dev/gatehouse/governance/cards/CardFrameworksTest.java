package dev.gatehouse.governance.cards;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.card.Framework;
import dev.gatehouse.risk.Obligations;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class CardFrameworksTest {
    @Test
    void packsAndCardsKnowTheSameFrameworks() {
        assertThat(Arrays.stream(Framework.values()).map(Framework::id))
                .containsExactlyElementsOf(Obligations.CARD_FRAMEWORKS);
    }
}
