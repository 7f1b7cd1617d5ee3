package dev.gatehouse.card;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Code;
import org.commonmark.node.Heading;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.HtmlInline;
import org.commonmark.node.Image;
import org.commonmark.node.Node;
import org.commonmark.node.Text;
import org.commonmark.parser.Parser;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

class HuggingFaceCardTest {
    private static final Pattern CARD = Pattern.compile("(?s)---\n(.*?)\n---\n\n(.*)");
    private static final List<CardContent> ALL = List.of(Cards.rich(), Cards.sparse(), HostileCards.content());

    @Test
    void theMetadataIsWhatTheHubTakes() {
        for (CardContent content : ALL) {
            check(metadata(content));
        }
    }

    @Test
    void theMetadataNamesLicenceTaskMetricsAndResults() {
        Map<String, Object> metadata = metadata(Cards.rich());
        assertThat(metadata)
                .containsEntry("language", List.of("en"))
                .containsEntry("license", "other")
                .containsEntry("license_name", "internal-use-only")
                .containsEntry("library_name", "onnx")
                .containsEntry("pipeline_tag", "tabular-classification")
                .containsEntry("metrics", List.of("roc_auc", "calibration-error", "accuracy"))
                .doesNotContainKey("datasets");
        Map<?, ?> result = (Map<?, ?>) ((List<?>) index(metadata).get("results")).get(0);
        assertThat((Map<?, ?>) result.get("dataset"))
                .containsEntry(cast("type"), cast("card-accounts-2025-hold-out"))
                .containsEntry(cast("name"), cast("Card accounts 2025, hold-out"));
        assertThat((List<?>) result.get("metrics"))
                .as("the metric that is undefined has no value to give")
                .hasSize(3)
                .first()
                .isEqualTo(Map.of("type", "roc_auc", "value", 0.7812, "name", "AUC", "verified", false));
        assertThat(metadata(Cards.sparse())).containsEntry("license", "unknown").doesNotContainKey("model-index");
    }

    @Test
    void aLicenceAndADataSetOfTheHubAreGivenByTheirIds() {
        Field<Long> rows = Field.notProvided();
        Dataset hub = new Dataset("mstz/german-credit", null, null, rows, null, null, null, null);
        ModelDetails details = new ModelDetails(
                "m", "1", "M", null, null, null, null, null, Field.of("GPL-3.0-or-later", "x"), null, null);
        CardContent content = CardContent.of(details)
                .trainingData(Field.of(List.of(hub), "x"))
                .build();
        assertThat(metadata(content))
                .containsEntry("license", "gpl-3.0")
                .containsEntry("datasets", List.of("mstz/german-credit"));
    }

    @Test
    void noTextBecomesAKeyAHeadingAnElementOrACell() {
        Map<String, Object> metadata = metadata(HostileCards.content());
        assertThat(metadata.keySet()).isSubsetOf(metadata(Cards.rich()).keySet());
        assertThat(metadata.get("license")).isEqualTo("other");
        assertThat(index(metadata).get("name"))
                .isEqualTo(HostileCards.content().details().model());
        assertThat(headings(HostileCards.content())
                        .subList(1, headings(HostileCards.content()).size()))
                .isEqualTo(
                        headings(Cards.rich()).subList(1, headings(Cards.rich()).size()));
        assertThat(headings(Cards.rich()))
                .startsWith("1 Model Card for Credit default scorer", "2 Model Details")
                .contains("2 Uses", "2 Bias, Risks, and Limitations", "2 Training Details", "2 Evaluation");
    }

    @Test
    void everyWrittenTextStandsUnderItsHeadingAndWhatIsMissingSaysSo() {
        String body = body(Cards.rich());
        for (CardText text : CardText.values()) {
            Cards.rich()
                    .text(text)
                    .provided()
                    .ifPresent(value -> assertThat(body).contains(Markdown.embedded(value)));
        }
        assertThat(body(Cards.sparse()))
                .contains("### Human oversight\n\n*not provided*")
                .contains("### Metrics\n\n*not provided*");
        assertThat(body(CardContent.of(ModelDetails.named("m", "1", "M"))
                        .outOfScopeUse(Field.notApplicable("it *only* counts"))
                        .build()))
                .contains("### Out-of-Scope Use\n\n*not applicable, because it \\*only\\* counts*");
    }

    @Test
    void theSameCardGivesTheSameText() {
        assertThat(HuggingFaceCard.write(Cards.rich()))
                .isEqualTo(HuggingFaceCard.write(Cards.rich()))
                .doesNotContain("\r")
                .endsWith("\n");
    }

    @Property(tries = 2_000)
    void anyTextIsReadBackByYamlAsItWas(@ForAll String text) {
        StringBuilder whole = new StringBuilder();
        text.codePoints()
                .map(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? 0xFFFD : c)
                .forEach(whole::appendCodePoint);
        Object read = yaml("a: " + HubMetadata.quoted(text) + "\nb: 1\n");
        assertThat(read).isEqualTo(Map.of("a", whole.toString(), "b", 1));
    }

    /**
     * What the Hub checks of a model card's metadata: huggingface/hub-docs, modelcard.md ('Required' fields), and
     * huggingface_hub/src/huggingface_hub/repocard_data.py, model_index_to_eval_results.
     */
    private static void check(Map<String, Object> metadata) {
        assertThat(HubMetadata.LICENCES).contains((String) metadata.get("license"));
        if (metadata.get("license").equals("other")) {
            assertThat((String) metadata.get("license_name")).matches("[a-z0-9.-]{1,64}");
        }
        for (Object language : (List<?>) metadata.get("language")) {
            assertThat((String) language).matches("[a-z]{2,3}");
        }
        for (String list : List.of("tags", "datasets", "metrics")) {
            if (metadata.containsKey(list)) {
                assertThat((List<?>) metadata.get(list)).isNotEmpty().allMatch(each -> each instanceof String);
            }
        }
        if (metadata.containsKey("model-index")) {
            Map<?, ?> index = index(metadata);
            assertThat((String) index.get("name")).isNotBlank();
            for (Object each : (List<?>) index.get("results")) {
                Map<?, ?> result = (Map<?, ?>) each;
                assertThat((String) ((Map<?, ?>) result.get("task")).get("type"))
                        .matches("[a-z-]+");
                Map<?, ?> dataset = (Map<?, ?>) result.get("dataset");
                assertThat((String) dataset.get("type")).matches("[A-Za-z0-9._/-]+");
                assertThat((String) dataset.get("name")).isNotBlank();
                assertThat((List<?>) result.get("metrics")).isNotEmpty().allSatisfy(metric -> {
                    assertThat((String) ((Map<?, ?>) metric).get("type")).matches("[a-z0-9._-]+");
                    assertThat(((Map<?, ?>) metric).get("value")).isInstanceOf(Number.class);
                });
            }
        }
    }

    private static Map<?, ?> index(Map<String, Object> metadata) {
        return (Map<?, ?>) ((List<?>) metadata.get("model-index")).get(0);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> metadata(CardContent content) {
        var card = CARD.matcher(HuggingFaceCard.write(content));
        assertThat(card.matches()).isTrue();
        return (Map<String, Object>) yaml(card.group(1));
    }

    private static String body(CardContent content) {
        var card = CARD.matcher(HuggingFaceCard.write(content));
        assertThat(card.matches()).isTrue();
        return card.group(2);
    }

    /** Level and text of each heading; fails on HTML and images. */
    private static List<String> headings(CardContent content) {
        List<String> headings = new ArrayList<>();
        Node document = Parser.builder()
                .extensions(List.of(TablesExtension.create()))
                .build()
                .parse(body(content));
        document.accept(new AbstractVisitor() {
            @Override
            public void visit(Heading heading) {
                StringBuilder text = new StringBuilder();
                heading.accept(new AbstractVisitor() {
                    @Override
                    public void visit(Text literal) {
                        text.append(literal.getLiteral());
                    }

                    @Override
                    public void visit(Code code) {
                        text.append(code.getLiteral());
                    }
                });
                headings.add(heading.getLevel() + " " + text);
            }

            @Override
            public void visit(HtmlBlock html) {
                throw new AssertionError(html.getLiteral());
            }

            @Override
            public void visit(HtmlInline html) {
                throw new AssertionError(html.getLiteral());
            }

            @Override
            public void visit(Image image) {
                throw new AssertionError(image.getDestination());
            }
        });
        return headings;
    }

    private static Object yaml(String text) {
        return new Yaml(new SafeConstructor(new LoaderOptions())).load(text);
    }

    @SuppressWarnings("unchecked")
    private static <T> T cast(Object value) {
        return (T) value;
    }
}
