package dev.gatehouse.governance;

import static dev.gatehouse.governance.Journey.CARLA;
import static dev.gatehouse.governance.Journey.ERIN;
import static dev.gatehouse.governance.Journey.LARS;
import static dev.gatehouse.governance.Journey.ODILE;
import static dev.gatehouse.governance.Journey.as;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatehouse.governance.Browser.Page;
import dev.gatehouse.governance.TestIssuer.Person;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Search across everything that the caller may open. */
@QuarkusTest
@QuarkusTestResource(TestWorld.class)
class SearchTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MODEL = GrantedReports.MODEL;
    /** Most hits of a kind that are shown. */
    private static final int MOST_OF_A_KIND = 8;

    private static final Person VERA = Person.of("vera", "validator");

    @Test
    void everythingIsFoundByItsIdItsDigestAndTheBeginningOfThem() {
        GrantedReports granted = GrantedReports.get();
        JsonNode release = read(as(CARLA).get("/api/v1/releases/" + granted.release));
        ClosingTogetherTest.other(Journey.registerSmall("srch-bytes", 890_002));
        JsonNode other = read(as(CARLA).get("/api/v1/models/srch-bytes/versions/2"));
        JsonNode audit = read(as(CARLA).get("/api/v1/audits/" + granted.run));
        String assessment = granted.assessment().replaceFirst(".*/", "");
        JsonNode evidence = read(as(CARLA).get("/api/v1/models/" + MODEL + "/versions/1/evidence"))
                .get("items")
                .get(0);
        String versionPage = "/ui/models/" + MODEL + "/versions/1";

        assertFound(granted.release, "releases", "/ui/releases/" + granted.release);
        assertFound(granted.permit, "permits", "/ui/permits/" + granted.permit);
        assertFound(granted.run, "audits", "/ui/audits/" + granted.run);
        assertFound(release.findValue("dossierDigest").asText(), "releases", "/ui/releases/" + granted.release);
        assertFound(other.findValue("artifactSha256").asText(), "versions", "/ui/models/srch-bytes/versions/2");
        assertFoundAmongOthers(audit.get("plan").asText(), "audits", "/ui/audits/" + granted.run);
        assertFoundAmongOthers(
                assessment, "assessments", "/ui/models/" + MODEL + "/assessments/" + assessment + "/document.html");
        assertFoundAmongOthers(
                evidence.get("digest").asText(),
                "documents",
                versionPage + "/gates/" + evidence.get("gate").asText());
        assertThat(exact(CARLA, MODEL + "/1", "versions")).containsExactly(versionPage);
        assertThat(exact(CARLA, MODEL, "models")).containsExactly("/ui/models/" + MODEL);
        assertThat(pages(CARLA, MODEL, "reports")).hasSizeGreaterThan(3);
        assertThat(pages(CARLA, MODEL + " evidence", "reports"))
                .contains("/ui/releases/" + granted.release + "/evidence.zip");
        assertThat(pages(CARLA, "house", "packs")).isNotEmpty();
        assertThat(pages(CARLA, "erin", "people")).isNotEmpty();
    }

    @Test
    void wordsAreFoundWhereverTheyStandTheThingItselfFirst() {
        register("srch-words", "Zweckprüfung 100%_sicher\\frei", "Wanda Ößterreich");
        register("srch-words-more", "Another", "Retail credit");
        register("srch-third", "Comes after srch-words by its title", "Retail credit");
        assertThat(pages(ERIN, "srch-words", "models"))
                .containsExactly("/ui/models/srch-words", "/ui/models/srch-words-more", "/ui/models/srch-third");
        assertThat(exact(ERIN, "SRCH-words", "models")).containsExactly("/ui/models/srch-words");
        for (String odd : List.of("zweckprüfung", "100%_", "_sicher\\frei", "wanda 100%", "Ößterreich Zweck")) {
            assertThat(pages(ERIN, odd, "models")).as(odd).containsExactly("/ui/models/srch-words");
        }
        for (String nothing : List.of("%%", "__", "\\\\", "'':*", "a'b", "srch-words & | ! <->")) {
            assertThat(pages(ERIN, nothing, "models")).as(nothing).isEmpty();
        }
        JsonNode byOwner = read(search(ERIN, "wanda"));
        assertThat(byOwner.toString())
                .contains("in the name of its owner", "models owned: 1", "/ui/models?owner=Wanda+%C3%96%C3%9Fterreich");

        Map<String, Object> finding = Map.of(
                "model",
                "srch-words",
                "severity",
                "low",
                "title",
                "Quokkas misread",
                "detail",
                List.of("Seen by the zoological desk."));
        String id = read(as(VERA).body(finding).post("/api/v1/findings"))
                .findValue("id")
                .asText();
        assertThat(pages(ODILE, "quokka", "findings")).containsExactly("/ui/findings/" + id);
        assertThat(pages(ODILE, "desk zoolog", "findings")).containsExactly("/ui/findings/" + id);
        assertFound(id, "findings", "/ui/findings/" + id);
    }

    /** Each role opens what it is shown, and is not shown what it could not open. */
    @Test
    void nobodyIsShownWhatTheyMayNotOpen() throws InterruptedException {
        GrantedReports granted = GrantedReports.get();
        long index = LedgerTest.indexOf("model/" + MODEL);
        assertThat(exact(CARLA, "#" + index, "ledger")).containsExactly("/ui/ledger/" + index);
        assertThat(exact(LARS, "#" + index, "ledger")).hasSize(1);
        assertThat(exact(ODILE, "#" + index, "ledger")).hasSize(1);
        assertThat(groups(ERIN, "#" + index).toString()).doesNotContain("/ui/ledger");
        assertThat(groups(VERA, "#" + index).toString()).doesNotContain("/ui/ledger");
        assertThat(groups(ODILE, granted.run).toString()).isEqualTo("[]");
        for (Person person : List.of(ERIN, VERA, LARS, ODILE, CARLA)) {
            Browser browser = Browser.of(person);
            for (String question : List.of(MODEL, granted.run, granted.release, granted.permit)) {
                for (JsonNode hit : groups(person, question).findValues("page").stream()
                        .distinct()
                        .toList()) {
                    String page = hit.asText();
                    if (!page.endsWith(".pdf") && !page.endsWith(".zip")) {
                        assertThat(browser.get(page).status())
                                .as(person + " opens " + page)
                                .isEqualTo(200);
                    }
                }
            }
            List<String> kinds = new ArrayList<>();
            for (JsonNode title :
                    read(as(person).get("/api/v1/reports?q=" + MODEL)).findValues("kind")) {
                kinds.add(title.asText());
            }
            assertThat(pages(person, MODEL, "reports")).hasSize(Math.min(8, kinds.size()));
        }
        as(Person.of("calla", "caller")).get("/api/v1/search?q=ab").then().statusCode(403);
    }

    @Test
    void whatCannotBeLookedForIsToldWhatToDo() {
        for (String wrong : List.of("", "a", "  7 ", "x".repeat(201), "one two three four five six", "a\u0000b")) {
            Response refused = search(ERIN, wrong);
            assertThat(refused.statusCode()).as(wrong).isEqualTo(422);
            assertThat(refused.asString()).contains("urn:gatehouse:problem:invalid-value", "q: ");
        }
        Browser erin = Browser.of(ERIN);
        Page empty = erin.get("/ui/search");
        assertThat(empty.status()).isEqualTo(200);
        assertThat(empty.html())
                .contains("What can be looked for:", "risk assessments")
                .doesNotContain("role=\"alert\"", "acts of the ledger,");
        assertThat(erin.get("/ui").html()).contains("action=\"/ui/search\"", "<label for=\"find\">Search</label>");
        Page none = erin.get("/ui/search?q=" + encoded("<nothing> at all"));
        assertThat(none.html()).contains("Nothing that you may open fits “&lt;nothing&gt; at all”.");
        Page tooLong = erin.get("/ui/search?q=" + "x".repeat(300));
        assertThat(tooLong.status()).isEqualTo(422);
        assertThat(tooLong.html()).contains("type at most 200 characters");
        register("srch-listed", "Listed", "Retail credit");
        assertThat(erin.get("/ui/search?q=srch-listed").html())
                .contains("Models in their list, with these words", "/ui/models?q=srch-listed", "exactly this");
    }

    private static void assertFound(String id, String kind, String page) {
        assertThat(exact(CARLA, id, kind)).as(id).contains(page);
        String beginning = id.startsWith("sha256:") ? id.substring(0, 40) : id.substring(0, 30);
        assertThat(pages(CARLA, beginning.toUpperCase(Locale.ROOT), kind))
                .as(beginning)
                .contains(page);
        assertThat(exact(CARLA, beginning, kind)).isEmpty();
    }

    /** As {@link #assertFound}, of bytes that other tests give too: where theirs fill the kind, the page may be one of those not shown. */
    private static void assertFoundAmongOthers(String digest, String kind, String page) {
        if (exact(CARLA, digest, kind).size() < MOST_OF_A_KIND) {
            assertFound(digest, kind, page);
        } else {
            assertThat(exact(CARLA, digest, kind)).hasSize(MOST_OF_A_KIND);
            assertThat(exact(CARLA, digest.substring(0, 40), kind)).isEmpty();
        }
    }

    private static List<String> pages(Person person, String question, String kind) {
        return hits(person, question, kind).stream()
                .map(hit -> hit.get("page").asText())
                .toList();
    }

    private static List<String> exact(Person person, String question, String kind) {
        return hits(person, question, kind).stream()
                .filter(hit -> hit.get("match").asText().equals("EXACT"))
                .map(hit -> hit.get("page").asText())
                .toList();
    }

    private static List<JsonNode> hits(Person person, String question, String kind) {
        List<JsonNode> hits = new ArrayList<>();
        for (JsonNode group : groups(person, question)) {
            if (group.get("kind").asText().equals(kind)) {
                group.get("hits").forEach(hits::add);
            }
        }
        return hits;
    }

    private static JsonNode groups(Person person, String question) {
        return read(search(person, question)).get("groups");
    }

    private static Response search(Person person, String question) {
        return as(person).queryParam("q", question).get("/api/v1/search");
    }

    private static JsonNode read(Response response) {
        assertThat(response.statusCode()).as(response.asString()).isBetween(200, 201);
        try {
            return JSON.readTree(response.asString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static void register(String name, String title, String owner) {
        Map<String, Object> registration = new HashMap<>(Journey.registration(name));
        registration.put("facts", Journey.smallFacts(890_001));
        registration.put("title", title);
        registration.put("owner", owner);
        as(ERIN).body(registration).post("/api/v1/models").then().statusCode(201);
    }
}
