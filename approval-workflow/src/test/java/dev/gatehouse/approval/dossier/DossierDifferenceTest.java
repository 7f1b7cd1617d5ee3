package dev.gatehouse.approval.dossier;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class DossierDifferenceTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void theSameDossierDiffersInNothing() {
        Dossier dossier = with("{'summary':'First release.'}", "[]");
        assertThat(DossierDifference.between(dossier, dossier)).isEqualTo(new DossierDifference(List.of(), true));
    }

    @Test
    void aChangedValueIsNamedByItsPathWithBothValues() {
        DossierDifference difference = DossierDifference.between(
                with("{'summary':'First.','limits':{'cap':'0.1','gone':1}}", "[]"),
                with("{'summary':'Second.','limits':{'cap':'0.1','new':true}}", "[]"));
        assertThat(difference.complete()).isTrue();
        assertThat(difference.sections()).containsExactly(Section.RELEASE);
        assertThat(difference.changes())
                .containsExactlyInAnyOrder(
                        change("release/summary", "First.", "Second.", "summary"),
                        change("release/limits/new", null, "true", "limits", "new"),
                        change("release/limits/gone", "1", null, "limits", "gone"));
    }

    @Test
    void membersOfAListAreMatchedByWhatNamesThem() {
        DossierDifference difference = DossierDifference.between(
                with("{}", "[{'id':'a','verdict':'FAIL'},{'id':'b','verdict':'PASS'}]"),
                with("{}", "[{'id':'c','verdict':'PASS'},{'id':'a','verdict':'PASS'}]"));
        assertThat(difference.changes())
                .extracting(DossierDifference.Change::pointer)
                .containsExactlyInAnyOrder("audits/id=c", "audits/id=a/verdict", "audits/id=b");
    }

    @Test
    void membersWithoutANameAreMatchedByWhatStandsAroundThem() {
        DossierDifference difference = DossierDifference.between(
                with("{}", "[{'n':1},{'n':2},{'n':4}]"), with("{}", "[{'n':1},{'n':3},{'n':2},{'n':4}]"));
        assertThat(difference.changes())
                .containsExactly(new DossierDifference.Change(
                        Section.AUDITS, List.of("2"), Optional.empty(), Optional.of("{\"n\":3}")));
    }

    @Test
    void aListOfPlainValuesIsOneValue() {
        DossierDifference difference =
                DossierDifference.between(with("{'who':['a','b']}", "[]"), with("{'who':['b']}", "[]"));
        assertThat(difference.changes()).containsExactly(change("release/who", "[\"a\",\"b\"]", "[\"b\"]", "who"));
    }

    @Test
    void twoOfOneNameAreNotMatchedByIt() {
        DossierDifference difference = DossierDifference.between(
                with("{}", "[{'id':'a','n':1},{'id':'a','n':2}]"), with("{}", "[{'id':'a','n':1},{'id':'a','n':3}]"));
        assertThat(difference.changes())
                .extracting(DossierDifference.Change::pointer)
                .containsExactly("audits/2/n");
    }

    @Test
    void longValuesAndLongListsAreCutAndSaySo() {
        ArrayNode before = JsonNodeFactory.instance.arrayNode();
        ArrayNode after = JsonNodeFactory.instance.arrayNode();
        for (int i = 0; i <= DossierDifference.MAX_CHANGES; i++) {
            before.addObject().put("id", "run-" + i).put("text", "x");
            after.addObject().put("id", "run-" + i).put("text", "😀".repeat(DossierDifference.MAX_VALUE_CHARS));
        }
        DossierDifference difference = DossierDifference.between(with("{}", before), with("{}", after));
        assertThat(difference.complete()).isFalse();
        assertThat(difference.changes()).hasSize(DossierDifference.MAX_CHANGES);
        String cut = difference.changes().get(0).after().orElseThrow();
        assertThat(cut).endsWith("😀…").hasSize(DossierDifference.MAX_VALUE_CHARS + 1);
    }

    @Property(tries = 200)
    void dossiersDifferWhereTheirBytesDo(
            @ForAll @Size(max = 6) List<@IntRange(max = 3) Integer> one,
            @ForAll @Size(max = 6) List<@IntRange(max = 3) Integer> other) {
        Dossier earlier = with("{}", objects(one));
        Dossier later = with("{}", objects(other));
        DossierDifference difference = DossierDifference.between(earlier, later);
        assertThat(difference.changes().isEmpty()).isEqualTo(earlier.sameAs(later));
        assertThat(difference.sections()).isEqualTo(later.changedFrom(earlier));
    }

    private static ArrayNode objects(List<Integer> numbers) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        numbers.forEach(number -> array.addObject().put("name", "n" + number).put("value", number));
        return array;
    }

    private static DossierDifference.Change change(String pointer, String before, String after, String... path) {
        DossierDifference.Change change = new DossierDifference.Change(
                Section.RELEASE, List.of(path), Optional.ofNullable(before), Optional.ofNullable(after));
        assertThat(change.pointer()).isEqualTo(pointer);
        return change;
    }

    private static Dossier with(String release, String audits) {
        return with(release, read(audits));
    }

    private static Dossier with(String release, JsonNode audits) {
        Dossier.Builder builder = Dossier.builder();
        for (Section section : Section.values()) {
            builder.section(
                    section,
                    section == Section.RELEASE
                            ? read(release)
                            : section == Section.AUDITS ? audits : JsonNodeFactory.instance.objectNode());
        }
        return builder.build();
    }

    private static JsonNode read(String json) {
        try {
            return JSON.readTree(json.replace('\'', '"'));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
