package dev.gatehouse.approval.dossier;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.approval.canonical.InvalidDocumentException;
import org.junit.jupiter.api.Test;

class DossierTest {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    @Test
    void theDigestIsThatOfTheStoredBytes() {
        Dossier dossier = with(JSON.objectNode().put("ratio", 0.83));
        assertThat(dossier.digest()).isEqualTo(Digest.of(dossier.bytes()));
        Dossier read = Dossier.read(dossier.bytes());
        assertThat(read.sameAs(dossier)).isTrue();
        assertThat(read.section(Section.AUDITS)).isEqualTo(JSON.objectNode().put("ratio", "0.83"));
        assertThat(read.changedFrom(dossier)).isEmpty();
    }

    @Test
    void theOrderOfFieldsAndSectionsDoesNotMatter() {
        ObjectNode one = JSON.objectNode().put("a", 1).put("b", 2);
        ObjectNode other = JSON.objectNode().put("b", 2).put("a", 1);
        assertThat(with(one).sameAs(with(other))).isTrue();
    }

    @Test
    void aDifferenceNamesItsSections() {
        Dossier before = with(JSON.objectNode().put("ratio", 0.83));
        Dossier after = with(JSON.objectNode().put("ratio", 0.79));
        assertThat(after.sameAs(before)).isFalse();
        assertThat(after.changedFrom(before)).containsExactly(Section.AUDITS);
    }

    @Test
    void aSectionHandedOutCannotChangeTheDossier() {
        Dossier dossier = with(JSON.objectNode());
        ((ObjectNode) dossier.section(Section.AUDITS)).put("ratio", "1");
        dossier.bytes()[0] = 'x';
        assertThat(dossier.section(Section.AUDITS)).isEmpty();
        assertThat(dossier.digest()).isEqualTo(Digest.of(dossier.bytes()));
    }

    @Test
    void everySectionIsSetOnce() {
        assertThatExceptionOfType(InvalidDocumentException.class)
                .isThrownBy(() -> Dossier.builder()
                        .section(Section.FACTS, JSON.objectNode())
                        .build())
                .withMessageContaining("WAIVERS");
        assertThatExceptionOfType(InvalidDocumentException.class)
                .isThrownBy(() -> Dossier.builder()
                        .section(Section.FACTS, JSON.objectNode())
                        .section(Section.FACTS, JSON.arrayNode()))
                .withMessageContaining("twice");
        assertThatExceptionOfType(InvalidDocumentException.class)
                .isThrownBy(() -> Dossier.builder().section(Section.FACTS, JSON.textNode("facts")));
    }

    @Test
    void bytesOfAnotherFormAreRefused() {
        String good = new String(with(JSON.objectNode()).bytes(), UTF_8);
        for (String bad : new String[] {
            "{}",
            good.replace("\"format\":1", "\"format\":2"),
            good.replace("\"waivers\":{}", "\"waivers\":{},\"more\":{}"),
            good + good
        }) {
            assertThatExceptionOfType(InvalidDocumentException.class)
                    .isThrownBy(() -> Dossier.read(bad.getBytes(UTF_8)));
        }
    }

    private static Dossier with(JsonNode audits) {
        Dossier.Builder builder = Dossier.builder();
        for (Section section : Section.values()) {
            builder.section(section, section == Section.AUDITS ? audits : JSON.objectNode());
        }
        return builder.build();
    }
}
