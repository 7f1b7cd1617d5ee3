package dev.gatehouse.approval.canonical;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.approval.Approvals;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Base64;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CanonicalJsonTest {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    @Test
    void canonicalFormsAreThoseOfTheJcsTestData() throws IOException {
        JsonNode cases = Approvals.vectors(CanonicalJsonTest.class, "jcs.json").get("cases");
        assertThat(cases).hasSizeGreaterThanOrEqualTo(6);
        for (JsonNode vector : cases) {
            byte[] input = Base64.getDecoder().decode(vector.get("input_base64").textValue());
            assertThat(CanonicalJson.canonicalize(new String(input, UTF_8)))
                    .as(vector.get("name").textValue())
                    .isEqualTo(Base64.getDecoder()
                            .decode(vector.get("canonical_base64").textValue()));
        }
    }

    @Test
    void keysAreSortedAndWhitespaceIsGone() {
        JsonNode document = CanonicalJson.parse("{ \"b\" : 1, \"a\" : [ true, null ] }".getBytes(UTF_8), 100);
        assertThat(CanonicalJson.bytes(document)).asString(UTF_8).isEqualTo("{\"a\":[true,null],\"b\":1}");
    }

    @Test
    void theLargestExactIntegerIsWrittenInPlainDigits() {
        ObjectNode document =
                JSON.objectNode().put("n", CanonicalJson.MAX_SAFE_INTEGER).put("m", -CanonicalJson.MAX_SAFE_INTEGER);
        assertThat(CanonicalJson.bytes(document))
                .asString(UTF_8)
                .isEqualTo("{\"m\":-9007199254740991,\"n\":9007199254740991}");
    }

    @Test
    void numbersWithoutOneFormAreRefusedWithTheirPlace() {
        for (JsonNode number : new JsonNode[] {
            JSON.numberNode(0.5),
            JSON.numberNode(1.0),
            JSON.numberNode(CanonicalJson.MAX_SAFE_INTEGER + 1),
            JSON.numberNode(new BigDecimal("2"))
        }) {
            ObjectNode document = JSON.objectNode();
            document.putArray("list").add(number);
            assertThatExceptionOfType(InvalidDocumentException.class)
                    .isThrownBy(() -> CanonicalJson.bytes(document))
                    .withMessageContaining("$.list[0]")
                    .withMessageContaining("as strings");
        }
    }

    @Test
    void aBareValueAndHalfASurrogatePairAreRefused() {
        assertThatExceptionOfType(InvalidDocumentException.class)
                .isThrownBy(() -> CanonicalJson.bytes(JSON.textNode("a")));
        assertThatExceptionOfType(InvalidDocumentException.class)
                .isThrownBy(() -> CanonicalJson.bytes(JSON.objectNode().put("a", "\ud800")));
        assertThatExceptionOfType(InvalidDocumentException.class)
                .isThrownBy(() -> CanonicalJson.bytes(JSON.objectNode().put("\udc00", "a")));
    }

    @Test
    void aDocumentNestedTooDeepIsRefused() {
        ObjectNode document = JSON.objectNode();
        ObjectNode inner = document;
        for (int depth = 1; depth < CanonicalJson.MAX_DEPTH; depth++) {
            inner = inner.putObject("a");
        }
        assertThat(CanonicalJson.bytes(document)).isNotEmpty();
        inner.putObject("a");
        assertThatExceptionOfType(InvalidDocumentException.class)
                .isThrownBy(() -> CanonicalJson.bytes(document))
                .withMessageContaining("deeper than 64");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":1,\"a\":1}",
                "{\"a\":{\"b\":1,\"c\":2,\"b\":3}}",
                "{} {}",
                "{}x",
                "",
                "   ",
                "{\"a\":\"\\ud800\"}",
                "{\"\\udfff\":1}",
                "{'a':1}",
                "{\"a\":NaN}",
                "{\"a\":01}",
                "[1,]",
                "\ufeff{}",
                "// comment\n{}"
            })
    void strictReadingRefuses(String text) {
        assertThatExceptionOfType(InvalidDocumentException.class)
                .isThrownBy(() -> CanonicalJson.parse(text.getBytes(UTF_8), 1_000));
    }

    @Test
    void strictReadingRefusesOtherEncodingsTooDeepAndTooLarge() {
        assertThatExceptionOfType(InvalidDocumentException.class)
                .isThrownBy(() -> CanonicalJson.parse("{}".getBytes(UTF_16), 100));
        assertThatExceptionOfType(InvalidDocumentException.class)
                .isThrownBy(() -> CanonicalJson.parse(new byte[] {'"', (byte) 0xc0, (byte) 0x80, '"'}, 100));
        String deep = "[".repeat(CanonicalJson.MAX_DEPTH + 1) + "]".repeat(CanonicalJson.MAX_DEPTH + 1);
        assertThatExceptionOfType(InvalidDocumentException.class)
                .isThrownBy(() -> CanonicalJson.parse(deep.getBytes(UTF_8), 1_000));
        assertThatExceptionOfType(InvalidDocumentException.class)
                .isThrownBy(() -> CanonicalJson.parse("[1,2,3]".getBytes(UTF_8), 6))
                .withMessageContaining("at most 6");
    }

    @Property(tries = 500)
    void readingWhateverBytesRefusesOrReads(@ForAll byte[] bytes) {
        try {
            assertThat(CanonicalJson.parse(bytes, 10_000)).isNotNull();
        } catch (InvalidDocumentException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }

    @Property(tries = 500)
    void numbersAsTextReadBackAsTheSameDouble(@ForAll double value) {
        if (Double.isFinite(value)) {
            JsonNode text =
                    CanonicalJson.numbersAsText(JSON.arrayNode().add(value)).get(0);
            assertThat(Double.parseDouble(text.textValue())).isEqualTo(value == 0 ? 0.0 : value);
        }
    }

    @Test
    void numbersAsTextAreTheShortestDecimalAndLeaveIntegersAlone() {
        JsonNode report = JSON.objectNode()
                .put("ratio", 0.1)
                .put("rows", 30_000)
                .put("cap", 2.0)
                .put("id", Long.MAX_VALUE);
        assertThat(CanonicalJson.bytes(CanonicalJson.numbersAsText(report)))
                .asString(UTF_8)
                .isEqualTo("{\"cap\":\"2\",\"id\":\"9223372036854775807\",\"ratio\":\"0.1\",\"rows\":30000}");
        assertThatExceptionOfType(InvalidDocumentException.class)
                .isThrownBy(() -> CanonicalJson.numbersAsText(JSON.arrayNode().add(Double.NaN)));
    }
}
