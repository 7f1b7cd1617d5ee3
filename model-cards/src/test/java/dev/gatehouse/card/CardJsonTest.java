package dev.gatehouse.card;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.erdtman.jcs.JsonCanonicalizer;
import org.junit.jupiter.api.Test;

class CardJsonTest {

    @Test
    void aCardReadsBackAsItWasWritten() {
        for (CardContent content : new CardContent[] {Cards.rich(), Cards.sparse()}) {
            byte[] json = CardJson.write(content);
            assertThat(CardJson.read(json).content()).isEqualTo(content);
            assertThat(CardJson.write(CardJson.read(json).content())).isEqualTo(json);
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
    void aCardOfFormat1IsUnderstoodAndKeepsItsBytes() throws Exception {
        byte[] stored = Resources.bytes("card-format-1.json");
        WrittenCard card = CardJson.read(stored);
        assertThat(card.json()).isEqualTo(stored);
        assertThat(card.digest()).isEqualTo("sha256:89bb1b099bcd297bfe82891780bb75cc18c78afb05b1c4788c79ee8c388c694c");
        assertThat(card.content().format()).isEqualTo(CardContent.FORMAT);
        assertThat(card.content().text(CardText.SUMMARY).provided().orElseThrow())
                .startsWith("Gradient-boosted trees");
        assertThat(card.content().text(CardText.ETHICAL_CONSIDERATIONS))
                .isEqualTo(Field.of(
                        "A wrong refusal keeps a person from credit. Younger applicants are approved less often; the board asked for a"
                                + " quarterly look at the reasons.",
                        "ethics review"));
        assertThat(card.content().text(CardText.HUMAN_OVERSIGHT).provided()).isPresent();
        assertThat(card.content().text(CardText.LIMITS_OF_USE)).isInstanceOf(Field.Provided.class);
        assertThat(card.content().text(CardText.LOGGING)).isEqualTo(Field.notProvided());
        assertThat(card.content().metrics()).isEqualTo(Cards.rich().metrics());
        byte[] pdf = CardPdf.render(card, Optional.empty(), Cards.ISSUED);
        assertThat(PdfReading.attachment(pdf)).isEqualTo(stored);
        assertThat(PdfReading.text(pdf)).contains(card.digest()).contains("Youngerapplicantsareapprovedlessoften");
        assertThat(CardHtml.render(card, Optional.empty())).contains(card.digest());
    }

    @Test
    void aCardWrittenBeforeItTookTheInventorysParticularsIsReadWithoutThem() throws Exception {
        ObjectMapper json = new ObjectMapper();
        ObjectNode tree = (ObjectNode) json.readTree(CardJson.write(Cards.rich()));
        tree.remove(List.of("purpose", "restrictions", "objectives", "kpis", "thirdParties", "inputData"));
        byte[] stored = json.writeValueAsBytes(tree);
        WrittenCard card = CardJson.read(stored);
        assertThat(card.json()).isEqualTo(stored);
        assertThat(card.content().restrictions()).isEqualTo(Field.notProvided());
        assertThat(CardDiff.between(card.content(), Cards.rich()).changes())
                .extracting(CardDiff.Change::entry)
                .containsExactly(
                        "Purpose",
                        "Restrictions on use",
                        "Decide sooner",
                        "Decide sooner (2)",
                        "Complaints about refusals",
                        "Bureau Ltd",
                        "Applications");
    }

    @Test
    void aCardThatMixesFormatsIsRefused() {
        String mixed = new String(Resources.bytes("card-format-1.json"), StandardCharsets.UTF_8)
                .replaceFirst("\\{", "{\"texts\":{},");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CardJson.read(mixed.getBytes(StandardCharsets.UTF_8)))
                .withMessageContaining("gatehouse-card/1");
        String unknown = new String(CardJson.write(Cards.sparse()), StandardCharsets.UTF_8)
                .replace("\"logging\":", "\"loging\":");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CardJson.read(unknown.getBytes(StandardCharsets.UTF_8)))
                .withMessageContaining("loging");
    }

    @Test
    void aTextThatIsTooLongIsRefusedByItsName() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CardContent.of(ModelDetails.named("m", "1", "t"))
                        .text(CardText.SUMMARY, Field.of("x".repeat(2_001), "x"))
                        .build())
                .withMessageContaining("summary has 2001 characters; it takes at most 2000");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Field.of("x".repeat(60_001), "x"))
                .withMessageContaining("60000");
    }

    @Test
    void whatIsNotACardIsRefusedWithAReason() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CardJson.read("{}".getBytes(StandardCharsets.UTF_8)))
                .withMessageContaining("gatehouse-card/2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CardJson.read("[".getBytes(StandardCharsets.UTF_8)))
                .withMessageStartingWith("not a model card");
        for (String wrong : new String[] {"[]", "1", "", "{\"format\":\"gatehouse-card/3\"}", "{\"format\":1} x"}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> CardJson.read(wrong.getBytes(StandardCharsets.UTF_8)))
                    .withMessageStartingWith("not a model card");
        }
        String extra =
                new String(CardJson.write(Cards.sparse()), StandardCharsets.UTF_8).replaceFirst("\\{", "{\"added\":1,");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CardJson.read(extra.getBytes(StandardCharsets.UTF_8)))
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
