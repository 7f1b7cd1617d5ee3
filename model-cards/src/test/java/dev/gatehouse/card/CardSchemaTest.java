package dev.gatehouse.card;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CardSchemaTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonNode SCHEMA = tree(CardSchema.json());
    private static final JsonSchema VALIDATOR =
            JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(SCHEMA);

    /** What cards of this format lack that were written before these were added. */
    private static final List<String> SINCE_FIRST_WRITTEN =
            List.of("purpose", "restrictions", "objectives", "kpis", "thirdParties", "inputData");

    @Test
    void everyCardKeepsTheSchema() {
        for (CardContent content : List.of(Cards.rich(), Cards.sparse(), HostileCards.content())) {
            assertThat(faults(tree(CardJson.write(content)))).isEmpty();
        }
    }

    /** The schema, taken apart: each member that it names is one that the writer knows, in a card that has something of everything. */
    @Test
    void everyMemberOfACardIsNamedInItAndRequiredWhereItIsAlwaysThere() {
        JsonNode card = tree(CardJson.write(Cards.rich()));
        List<String> members = new java.util.ArrayList<>();
        card.fieldNames().forEachRemaining(members::add);
        assertThat(names(SCHEMA.path("properties"))).containsExactlyInAnyOrderElementsOf(members);
        assertThat(SCHEMA.path("required")).hasSize(members.size() - SINCE_FIRST_WRITTEN.size());
        assertThat(SCHEMA.path("required"))
                .extracting(JsonNode::asText)
                .doesNotContainAnyElementsOf(SINCE_FIRST_WRITTEN)
                .isSubsetOf(members);
        JsonNode texts = SCHEMA.at("/properties/texts/properties");
        for (CardText text : CardText.values()) {
            String definition = texts.path(text.id()).path("$ref").asText().replace("#", "");
            assertThat(SCHEMA.at(definition + "/oneOf/0/properties/value/maxLength")
                            .asInt())
                    .as(text.id())
                    .isEqualTo(text.maxChars());
        }
        assertThat(texts).hasSize(CardText.values().length);
        assertThat(SCHEMA.at("/$defs/text/maxLength").asInt()).isEqualTo(CardContent.MAX_TEXT_CHARS);
        assertThat(SCHEMA.at("/properties/format/const").asText()).isEqualTo(CardContent.FORMAT);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/format | \"gatehouse-card/1\"",
                "/language | \"English language\"",
                "/details/model | \"\"",
                "/details/model | null",
                "/details/owner | \"Priya\"",
                "/details/owner/state | \"given\"",
                "/details/owner/source | \" \"",
                "/tier/value/tier | 3",
                "/tier/value/assessedOn | \"20 November\"",
                "/trainingData/value/0/rows/value | -1",
                "/trainingData/value/0/rows/value | 1.5",
                "/metrics/value/0/estimate/value | \"0.78\"",
                "/metrics/value/0/estimate | {\"value\": 1, \"undefinedBecause\": \"both\"}",
                "/metrics/value/0/estimate | {}",
                "/metrics/value/0/estimate | {\"value\": 1, \"upper\": 2}",
                "/metrics/value/0/limit | {}",
                "/metrics/value/0/verdict | \"MAYBE\"",
                "/comparisons/value/0/kind | \"ratio\"",
                "/comparisons/value/0/deciding | null",
                "/calibration/value/0/n | 0",
                "/gates/value/0/status | \"OPEN\"",
                "/texts/summary | {\"state\": \"provided\", \"value\": \"x\"}",
                "/texts/novel | {\"state\": \"not-provided\"}",
                "/validators | {\"state\": \"not-applicable\"}",
                "/added | 1",
            })
    void aWrongCardFails(String pointer, String value) throws IOException {
        ObjectNode card = (ObjectNode) tree(CardJson.write(Cards.rich()));
        int slash = pointer.lastIndexOf('/');
        JsonNode parent = card.at(pointer.substring(0, slash));
        String member = pointer.substring(slash + 1);
        if (parent instanceof ArrayNode array) {
            array.set(Integer.parseInt(member), JSON.readTree(value));
        } else if (value.equals("null")) {
            ((ObjectNode) parent).remove(member);
        } else {
            ((ObjectNode) parent).set(member, JSON.readTree(value));
        }
        assertThat(faults(card)).as(pointer).isNotEmpty();
    }

    @Test
    void theSchemaNamesNoHost() {
        assertThat(SCHEMA.path("$id").asText()).startsWith("urn:");
        assertThat(SCHEMA.path("$schema").asText()).isEqualTo("https://json-schema.org/draft/2020-12/schema");
    }

    private static List<String> faults(JsonNode card) {
        return VALIDATOR.validate(card).stream()
                .map(ValidationMessage::toString)
                .toList();
    }

    private static List<String> names(JsonNode node) {
        List<String> names = new java.util.ArrayList<>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static JsonNode tree(byte[] json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
