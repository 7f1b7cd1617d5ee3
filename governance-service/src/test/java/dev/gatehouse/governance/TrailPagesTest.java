package dev.gatehouse.governance;

import static dev.gatehouse.governance.Journey.CARLA;
import static dev.gatehouse.governance.Journey.ERIN;
import static dev.gatehouse.governance.Journey.LARS;
import static dev.gatehouse.governance.Journey.as;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.approval.ledger.TlogProof;
import dev.gatehouse.governance.Browser.Page;
import dev.gatehouse.governance.TestIssuer.Person;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The audit trail as a person without JavaScript meets it. */
@QuarkusTest
@QuarkusTestResource(TestWorld.class)
class TrailPagesTest {

    @Test
    void complianceSeesWhoDidWhatAndTheBoardSeesThePseudonym() throws InterruptedException {
        Journey.register("trail-names");
        long index = LedgerTest.indexOf("model/trail-names");
        String question = "/ui/ledger?subject=model/trail-names&act=model.registered";
        Page forCarla = Browser.of(CARLA).get(question);
        assertThat(forCarla.status()).isEqualTo(200);
        assertThat(forCarla.html())
                .contains(
                        ">" + index + "</a>",
                        "model.registered",
                        "model/trail-names",
                        "erin",
                        "Actor (name or pseudonym)")
                .contains("href=\"/ui/ledger\" aria-current=\"page\"");
        Page forLars = Browser.of(LARS).get(question);
        assertThat(forLars.html())
                .contains(">" + index + "</a>", "Actors are shown by their pseudonyms")
                .doesNotContain("erin");
        assertThat(Browser.of(CARLA).get(question + "&actor=erin").html()).contains(">" + index + "</a>");
        assertThat(Browser.of(CARLA).get(question + "&actor=enzo").html()).contains("There is no such act.");
        assertThat(Browser.of(LARS).get(question + "&actor=erin").html())
                .as("who may not know names does not find out by asking for them")
                .contains("There is no such act.");
        Page erins = Browser.of(ERIN).get("/ui/ledger");
        assertThat(erins.status()).isEqualTo(403);
        assertThat(erins.html()).doesNotContain(">Audit trail</a>");
    }

    @Test
    void filtersNarrowByDayAndPagesGoBack() throws InterruptedException {
        for (int i = 0; i < 55; i++) {
            Journey.register("trail-page-" + i, Journey.smallFacts(100));
        }
        LedgerTest.indexOf("model/trail-page-54");
        Browser carla = Browser.of(CARLA);
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        String asked = "/ui/ledger?act=model.registered&subject=model/trail-page-&from=" + today.minusDays(1) + "&to="
                + today.plusDays(1);
        Page newest = carla.get(asked);
        assertThat(newest.html()).contains("model/trail-page-54").doesNotContain("model/trail-page-0<");
        String link = newest.html()
                .replaceAll("(?s).*href=\"(/ui/ledger\\?[^\"]*before=[0-9]+)\".*", "$1")
                .replace("&amp;", "&");
        Page earlier = carla.get(link);
        assertThat(earlier.html())
                .contains("model/trail-page-0<", "value=\"model/trail-page-\"", "value=\"" + today.plusDays(1) + "\"")
                .doesNotContain("model/trail-page-54<", "Earlier acts");
        assertThat(carla.get("/ui/ledger?subject=model/trail-page-&to=" + today.minusDays(3))
                        .html())
                .contains("There is no such act.");
        assertThat(carla.get("/ui/ledger?subject=model/trail%25").html())
                .as("a pattern's signs stand for themselves")
                .contains("There is no such act.");
    }

    @Test
    void aFilterThatCannotBeReadIsSaidAndKept() {
        Browser carla = Browser.of(CARLA);
        Page wrong = carla.get("/ui/ledger?act=vote.cast&from=yesterday");
        assertThat(wrong.status()).isEqualTo(422);
        assertThat(wrong.html())
                .contains("&#39;From&#39; is not a day such as", "value=\"vote.cast\"", "value=\"yesterday\"");
        assertThat(carla.get("/ui/ledger?from=2026-11-22&to=2026-11-21").html()).contains("is before");
        assertThat(carla.get("/ui/ledger?subject=" + "x".repeat(201)).status()).isEqualTo(422);
        assertThat(carla.get("/ui/ledger/acts.csv?from=yesterday").status()).isEqualTo(422);
        assertThat(carla.get("/ui/ledger/1000000000").status()).isEqualTo(404);
    }

    @Test
    void aLeafHasItsProofToReadAndToTakeAlong() throws InterruptedException {
        Journey.register("trail-proof");
        long index = LedgerTest.indexOf("model/trail-proof");
        LedgerTest.checkpointOver(index);
        Browser lars = Browser.of(LARS);
        Page page = lars.get("/ui/ledger/" + index);
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.html())
                .contains(
                        "It verifies: the leaf is one of the",
                        "How to check it",
                        "{ printf '\\0'; cat leaf-" + index,
                        "\u2014 " + TestWorld.LEDGER)
                .contains("&quot;subject&quot;:&quot;model/trail-proof&quot;");
        byte[] leaf = lars.download("/ui/ledger/" + index + "/leaf");
        TlogProof proof = TlogProof.read(new String(lars.download("/ui/ledger/" + index + "/proof"), UTF_8));
        assertThat(proof.verify(leaf, LedgerTest.keys()).size()).isGreaterThan(index);
    }

    @Test
    void theDownloadHasTheFiltersActsIsSafeToOpenAndIsAnActItself() throws InterruptedException {
        Person odd = Person.of("=cmd", "engineer");
        as(odd).body(Journey.registration("trail-csv"))
                .post("/api/v1/models")
                .then()
                .statusCode(201);
        long index = LedgerTest.indexOf("model/trail-csv");
        String asked = "/ui/ledger/acts.csv?subject=model/trail-csv";
        int downloads = TestPack.acts("download/audit-trail").size();
        List<String> lines =
                new String(Browser.of(CARLA).download(asked), UTF_8).lines().toList();
        assertThat(lines.get(0)).isEqualTo("index,at,act,actor,name,subject,leaf_hash");
        assertThat(lines).hasSize(2);
        assertThat(lines.get(1))
                .startsWith(index + ",")
                .contains(",model.registered,", ",'=cmd,model/trail-csv,sha256:");
        assertThat(new String(Browser.of(LARS).download(asked), UTF_8)).doesNotContain("=cmd");
        assertThat(TestPack.acts("download/audit-trail")).hasSize(downloads + 2);
    }
}
