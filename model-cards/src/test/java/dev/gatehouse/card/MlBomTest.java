package dev.gatehouse.card;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.cyclonedx.Version;
import org.cyclonedx.model.Bom;
import org.cyclonedx.model.Component;
import org.cyclonedx.model.component.modelCard.PerformanceMetric;
import org.cyclonedx.parsers.JsonParser;
import org.junit.jupiter.api.Test;

class MlBomTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Instant AT = Instant.parse("2026-11-22T09:00:00Z");

    @Test
    void everyCardGivesAValidBillOfMaterials() throws Exception {
        for (CardContent content : List.of(Cards.rich(), Cards.sparse(), HostileCards.content())) {
            for (Optional<ApprovalAnnex> annex : List.of(
                    Optional.<ApprovalAnnex>empty(), Optional.of(Cards.annex()), Optional.of(HostileCards.annex()))) {
                byte[] bom = MlBom.write(WrittenCard.of(content), annex, AT);
                assertThat(new JsonParser().validate(bom, Version.fromVersionString(MlBom.SPEC_VERSION)))
                        .isEmpty();
            }
        }
    }

    @Test
    void theValidatorWouldSeeAWrongOne() throws Exception {
        String bom =
                new String(MlBom.write(WrittenCard.of(Cards.rich()), Optional.empty(), AT), StandardCharsets.UTF_8);
        byte[] wrong = bom.replace("\"upperBound\"", "\"upper\"").getBytes(StandardCharsets.UTF_8);
        assertThat(new JsonParser().validate(wrong, Version.fromVersionString(MlBom.SPEC_VERSION)))
                .isNotEmpty();
    }

    @Test
    void theLibraryReadsTheModelWithItsFigures() throws Exception {
        Bom bom = new JsonParser().parse(MlBom.write(WrittenCard.of(Cards.rich()), Optional.of(Cards.annex()), AT));
        Component model = bom.getComponents().get(0);
        assertThat(model.getType()).isEqualTo(Component.Type.MACHINE_LEARNING_MODEL);
        assertThat(model.getName()).isEqualTo("credit-default");
        assertThat(model.getHashes())
                .singleElement()
                .satisfies(hash -> assertThat(hash.getValue())
                        .isEqualTo(Cards.rich()
                                .details()
                                .artifactDigest()
                                .provided()
                                .orElseThrow()
                                .substring(7)));
        assertThat(model.getModelCard().getModelParameters().getTask()).isEqualTo("tabular-classification");
        assertThat(model.getModelCard().getQuantitativeAnalysis().getPerformanceMetrics())
                .filteredOn(metric -> metric.getType().equals("AUC"))
                .singleElement()
                .satisfies(auc -> {
                    assertThat(auc.getValue()).isEqualTo("0.7812");
                    assertThat(auc.getSlice()).isEqualTo("all evaluation data");
                    PerformanceMetric.ConfidenceInterval interval = auc.getConfidenceInterval();
                    assertThat(interval.getLowerBound()).isEqualTo("0.7701");
                    assertThat(interval.getUpperBound()).isEqualTo("0.7923");
                });
        assertThat(model.getModelCard().getQuantitativeAnalysis().getPerformanceMetrics())
                .anySatisfy(metric -> {
                    assertThat(metric.getType()).isEqualTo("selection rate ratio");
                    assertThat(metric.getSlice()).isEqualTo("age band: 65+ against 35–44");
                    assertThat(metric.getValue()).isEqualTo("0.7996");
                })
                .anySatisfy(metric -> assertThat(metric.getSlice()).isEqualTo("sex = female (n = 5431)"));
        assertThat(bom.getComponents()).hasSize(3);
        assertThat(bom.getAnnotations()).hasSize(1 + Cards.annex().votes().size());
    }

    @Test
    void whatTheModelIsUsedForAndItsRisksAreConsiderations() throws Exception {
        JsonNode card = model(Cards.rich()).path("modelCard");
        JsonNode considerations = card.path("considerations");
        assertThat(considerations.at("/useCases/0").asText())
                .isEqualTo(Cards.rich().intendedUse().provided().orElseThrow());
        assertThat(considerations.path("fairnessAssessments"))
                .hasSize(Cards.comparisons().size())
                .anySatisfy(each -> {
                    assertThat(each.path("groupAtRisk").asText()).isEqualTo("age band: 65+");
                    assertThat(each.path("harms").asText())
                            .isEqualTo("Selection rate ratio against 35–44: 0.7996 (0.657 to 0.922), at least 0.80,"
                                    + " INSUFFICIENT EVIDENCE, flagged by a point rule. The audit rests on it.");
                });
        for (JsonNode graphic : card.at("/quantitativeAnalysis/graphics/collection")) {
            String svg = new String(
                    Base64.getDecoder().decode(graphic.at("/image/content").asText()), StandardCharsets.UTF_8);
            assertThat(svg).startsWith("<svg").endsWith("</svg>");
        }
        assertThat(card.at("/quantitativeAnalysis/graphics/collection")).isNotEmpty();
    }

    @Test
    void everyWrittenTextAndEveryFigureIsInIt() throws Exception {
        CardContent content = Cards.rich();
        List<String> values = new ArrayList<>();
        collect(model(content), values);
        String all = String.join("\n", values);
        content.texts()
                .values()
                .forEach(text ->
                        text.provided().ifPresent(value -> assertThat(all).contains(value)));
        content.outOfScopeUse().provided().ifPresent(value -> assertThat(all).contains(value));
        for (String named : List.of(
                "finding:F-12", "waiver:calibration", "monitor:label coverage", "tier", "gate:fairness audit")) {
            assertThat(values).contains("gatehouse:" + named);
        }
        int figures = Cards.rich().metrics().provided().orElseThrow().size()
                + Cards.comparisons().size()
                + content.groups().provided().orElseThrow().stream()
                        .mapToInt(group -> group.metrics().size())
                        .sum()
                + content.proxies().provided().map(List::size).orElse(0)
                + content.importance()
                        .provided()
                        .map(one -> one.features().size())
                        .orElse(0)
                + content.drift().provided().map(List::size).orElse(0);
        assertThat(model(content).at("/modelCard/quantitativeAnalysis/performanceMetrics"))
                .hasSize(figures);
    }

    @Test
    void theSameCardGivesTheSameBytesAndItsSerialNumberFollowsFromIt() throws Exception {
        WrittenCard card = WrittenCard.of(Cards.rich());
        byte[] bom = MlBom.write(card, Optional.empty(), AT);
        assertThat(MlBom.write(card, Optional.empty(), AT)).isEqualTo(bom);
        String serial = serial(bom);
        assertThat(serial).matches("urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
        assertThat(serial(MlBom.write(card, Optional.empty(), AT.plusSeconds(1))))
                .isEqualTo(serial);
        assertThat(serial(MlBom.write(card, Optional.of(Cards.annex()), AT))).isNotEqualTo(serial);
        assertThat(serial(MlBom.write(WrittenCard.of(Cards.sparse()), Optional.empty(), AT)))
                .isNotEqualTo(serial);
    }

    @Test
    void aLicenceOfTheListIsGivenByItsIdAndAnotherByItsName() throws Exception {
        assertThat(model(Cards.rich()).at("/licenses/0/license/name").asText()).isEqualTo("internal use only");
        ModelDetails named = ModelDetails.named("m", "1", "M");
        ModelDetails open =
                new ModelDetails("m", "1", "M", null, null, null, null, null, Field.of("apache-2.0", "x"), null, null);
        assertThat(model(CardContent.of(open).build())
                        .at("/licenses/0/license/id")
                        .asText())
                .isEqualTo("Apache-2.0");
        assertThat(model(CardContent.of(named).build()).has("licenses")).isFalse();
    }

    private static JsonNode model(CardContent content) throws Exception {
        return JSON.readTree(MlBom.write(WrittenCard.of(content), Optional.empty(), AT))
                .at("/components/0");
    }

    private static String serial(byte[] bom) throws Exception {
        return JSON.readTree(bom).path("serialNumber").asText();
    }

    private static void collect(JsonNode node, List<String> values) {
        if (node.isTextual()) {
            values.add(node.asText());
        }
        node.forEach(child -> collect(child, values));
    }
}
