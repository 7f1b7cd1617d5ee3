package dev.gatehouse.card;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import org.erdtman.jcs.JsonCanonicalizer;
import org.junit.jupiter.api.Test;

class CardJsonTest {

    @Test
    void aCardReadsBackAsItWasWritten() {
        for (CardContent content : new CardContent[] {Cards.rich(), Cards.sparse()}) {
            byte[] json = CardJson.write(content);
            assertThat(CardJson.readContent(json)).isEqualTo(content);
            assertThat(CardJson.write(CardJson.readContent(json))).isEqualTo(json);
        }
        assertThat(CardJson.readAnnex(CardJson.write(Cards.annex()))).isEqualTo(Cards.annex());
    }

    @Test
    void theBytesAreCanonicalJson() throws Exception {
        CardContent odd = CardContent.of(ModelDetails.named("a\u0001\"\\/\n", "é😀", "<&>"))
                .metrics(Field.of(
                        java.util.List.of(new Metric(
                                "tiny", Estimate.of(0.000001, -0.5, 1e9), Limit.between(-100, 100.10), null, null)),
                        "run"))
                .build();
        for (CardContent content : new CardContent[] {Cards.rich(), Cards.sparse(), odd}) {
            byte[] json = CardJson.write(content);
            assertThat(new String(json, StandardCharsets.UTF_8))
                    .isEqualTo(new JsonCanonicalizer(json).getEncodedString());
        }
    }

    @Test
    void whatIsNotACardIsRefusedWithAReason() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CardJson.readContent("{}".getBytes(StandardCharsets.UTF_8)))
                .withMessageContaining("gatehouse-card/1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CardJson.readContent("[".getBytes(StandardCharsets.UTF_8)))
                .withMessageStartingWith("not a model card");
        String extra =
                new String(CardJson.write(Cards.sparse()), StandardCharsets.UTF_8).replaceFirst("\\{", "{\"added\":1,");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CardJson.readContent(extra.getBytes(StandardCharsets.UTF_8)))
                .withMessageContaining("added");
    }

    @Test
    void valuesThatSayNothingAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Estimate.of(Double.NaN))
                .withMessageContaining("undefined");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Estimate.of(0.5, 0.6, 0.4))
                .withMessageContaining("swapped");
        assertThatIllegalArgumentException().isThrownBy(() -> new Limit(null, null, "x"));
        assertThatIllegalArgumentException().isThrownBy(() -> Field.of(1, " ")).withMessageContaining("source");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ModelDetails.named("x".repeat(60_001), "1", "t"))
                .withMessageContaining("60000");
        assertThat(Field.ofNullable(" ", "x")).isEqualTo(Field.notProvided());
        assertThat(Estimate.of(1.5, 0.9, Double.POSITIVE_INFINITY).upper()).isNull();
    }
}
