package dev.gatehouse.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.card.CardText;
import dev.gatehouse.card.Completeness;
import dev.gatehouse.card.FrameworkCompleteness;
import org.junit.jupiter.api.Test;

/** The benchmark works, on one card. Its figures then mean nothing. */
class ModelCardsTest {

    @Test
    void theCardThatIsMeasuredIsAFullOne() {
        assertThat(Completeness.of(FullCard.content(1)))
                .extracting(FrameworkCompleteness::percent)
                .containsOnly(100);
        for (CardText text : CardText.values()) {
            assertThat(FullCard.content(1).text(text).provided()).isPresent();
        }
        assertThat(FullCard.content(1)).isNotEqualTo(FullCard.content(2));
    }

    @Test
    void everyFormIsMeasuredWarmColdAndInABatch() throws Exception {
        assertThat(new ModelCards(0, 1, 1, 1).run().lines())
                .anyMatch(line -> line.matches("a full card: .* of JSON, .* of PDF, .* of HTML"))
                .anyMatch(
                        line -> line.matches("(OK|MISSED) +CPU ms for a PDF, all threads: .* \\(limit: at most 500\\)"))
                .anyMatch(line -> line.matches("(OK|MISSED) +CPU ms for an HTML page, .* \\(limit: at most 100\\)"))
                .anyMatch(line -> line.startsWith("CycloneDX, warm: "))
                .anyMatch(line -> line.startsWith("Hugging Face, warm: "))
                .anyMatch(line -> line.matches("(OK|MISSED) +seconds for the first PDF, .* \\(limit: at most 3\\)"))
                .anyMatch(line -> line.startsWith("1 PDFs in one JVM"));
    }
}
