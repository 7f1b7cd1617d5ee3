package dev.gatehouse.governance;

import static dev.gatehouse.governance.Journey.CARLA;
import static dev.gatehouse.governance.Journey.ENZO;
import static dev.gatehouse.governance.Journey.ERIN;
import static dev.gatehouse.governance.Journey.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.not;

import dev.gatehouse.governance.Browser.Page;
import dev.gatehouse.governance.TestIssuer.Person;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the inventory says of models: particulars with the history of every field, search, saved views, files in and out. */
@QuarkusTest
@QuarkusTestResource(TestWorld.class)
class InventoryTest {

    private static final Map<String, Object> PARTICULARS = Map.ofEntries(
            Map.entry("purpose", "Decides which applications a clerk sees first."),
            Map.entry("validators", List.of("Viktor", "Vera")),
            Map.entry("data", List.of(Map.of("name", "Applications 2024", "use", "training", "source", "core bank"))),
            Map.entry("restrictions", "Not above 50,000 EUR."),
            Map.entry(
                    "thirdParties", List.of(Map.of("vendor", "Bureau Ltd", "component", "score", "contract", "C-17"))),
            Map.entry(
                    "objectives",
                    List.of(Map.of(
                            "objective", "Decide faster", "keyResult", "median time", "target", 2.5, "unit", "hours"))),
            Map.entry("kpis", List.of(Map.of("name", "complaints", "direction", "down", "target", 10))),
            Map.entry("rice", Map.of("reach", 1200, "impact", 2, "confidence", 0.8, "effort", 3)),
            Map.entry("status", "in-validation"),
            Map.entry("lastValidated", "2025-06-01"),
            Map.entry("nextValidationDue", "2026-06-01"));

    @Test
    void particularsAreKeptWithTheHistoryOfEveryField() {
        Journey.registerSmall("inv-kept", 870_001);
        describe("inv-kept", 0, PARTICULARS)
                .then()
                .statusCode(200)
                .header("ETag", "\"1\"")
                .body("rice", equalTo(640.0f))
                .body("particulars.thirdParties[0].contract", equalTo("C-17"))
                .body("particulars.status", equalTo("in-validation"));
        describe("inv-kept", 1, PARTICULARS).then().statusCode(200).header("ETag", "\"1\"");
        describe("inv-kept", 0, Map.of()).then().statusCode(412).body("revision", equalTo(1));
        as(ERIN).body(PARTICULARS)
                .put("/api/v1/models/inv-kept/particulars")
                .then()
                .statusCode(428);
        as(CARLA)
                .header("If-Match", "\"1\"")
                .body(PARTICULARS)
                .put("/api/v1/models/inv-kept/particulars")
                .then()
                .statusCode(403);

        Map<String, Object> edit = new HashMap<>(Journey.registration("inv-kept"));
        edit.remove("name");
        edit.put("owner", "Consumer lending");
        edit.put("facts", Journey.smallFacts(870_002));
        as(ENZO).header("If-Match", "\"1\"")
                .body(edit)
                .put("/api/v1/models/inv-kept")
                .then()
                .statusCode(200)
                .header("ETag", "\"2\"")
                .body("particulars.validators", contains("Viktor", "Vera"));

        as(CARLA)
                .get("/api/v1/models/inv-kept/history")
                .then()
                .statusCode(200)
                .body("items.revision", contains(2, 1, 0))
                .body("items.by", contains("enzo", "erin", "erin"))
                .body("items[0].changes.field", contains("facts.affected_persons_per_year", "owner"))
                .body("items[0].changes[1].before", equalTo("Retail credit"))
                .body("items[0].changes[1].after", equalTo("Consumer lending"))
                .body("items[1].changes.field", hasItems("particulars.kpis", "particulars.rice"))
                .body("items[2].beginning", equalTo(true))
                .body("next", equalTo(null));
        as(CARLA)
                .get("/api/v1/models/inv-kept/history?limit=1&before=2")
                .then()
                .body("items.revision", contains(1))
                .body("items[0].beginning", equalTo(false))
                .body("next", equalTo(1));
        assertThat(TestPack.acts("model/inv-kept"))
                .containsExactly("model.registered", "model.described", "model.edited");
    }

    @Test
    void theBoardsQueueIsOrderedByTheScoreThenByAge() {
        Map<String, Double> reach = new java.util.LinkedHashMap<>();
        reach.put("queue-unscored", null);
        reach.put("queue-older", 7e8);
        reach.put("queue-best", 9e8);
        reach.put("queue-newer", 7e8);
        Map<String, String> releases = new HashMap<>();
        reach.forEach((model, people) -> {
            Journey journey = Journey.registerSmall(model, 890_201).openedSmall("1");
            if (people != null) {
                describe(model, 0, Map.of("rice", Map.of("reach", people, "impact", 3, "confidence", 1, "effort", 1)))
                        .then()
                        .log()
                        .ifValidationFails()
                        .statusCode(200);
            }
            releases.put(model, journey.submit("1"));
        });
        List<String> queue = Pattern.compile("href=\"/ui/releases/([0-9a-f-]{36})\"")
                .matcher(Browser.of(CARLA).get("/ui/releases").html())
                .results()
                .map(found -> found.group(1))
                .toList();
        assertThat(queue)
                .containsSubsequence(
                        releases.get("queue-best"), releases.get("queue-older"), releases.get("queue-newer"));
        // In the whole suite older ones may fill the list before those without a score come to an end.
        assertThat(queue.subList(0, queue.indexOf(releases.get("queue-newer"))))
                .doesNotContain(releases.get("queue-unscored"));
        releases.values()
                .forEach(release -> as(ERIN).body(Map.of("reason", "Only its place in the queue was asked."))
                        .post("/api/v1/releases/" + release + "/withdraw")
                        .then()
                        .statusCode(200));
    }

    /** The German texts are a few, and this test's own. */
    @Test
    void aPageSpeaksTheLanguageOfItsReaderAsFarAsItIsTranslated() {
        Map<String, Object> model = new HashMap<>(Journey.registration("inv-spoken"));
        model.put("title", "<b>Scored & sorted");
        model.put("facts", Journey.smallFacts(890_021));
        as(ERIN).body(model).post("/api/v1/models").then().statusCode(201);
        Browser erin = Browser.of(ERIN);

        String form = "/ui/models/inv-spoken/particulars";
        assertThat(erin.get(form).html())
                .contains("<html lang=\"en\">", "<h1>Particulars of &lt;b&gt;Scored &amp; sorted</h1>", "Sign out");
        assertThat(erin.get(form, "de-CH, de;q=0.9, en;q=0.5").html())
                .contains("<html lang=\"de\">", "<h1>Angaben zu &lt;b&gt;Scored &amp; sorted</h1>", "Abmelden")
                .contains("What you say it is. Whether it may serve is what its permits say.");
        assertThat(erin.get(form, "fi").html()).contains("<html lang=\"en\">", "Particulars of", "Sign out");
        assertThat(erin.get("/ui/models/inv-spoken/history", "de").html())
                .containsPattern("erin, am <time datetime=\"[^\"]+\">[^<]+</time>. Hier beginnt die Geschichte");
    }

    /** One of two edits of the same revision wins; the other is told the revision that stands, and by a page what to do. */
    @Test
    void ofTwoEditsAtOnceOneWins() {
        Journey.registerSmall("inv-raced", 890_011);
        List<Integer> answers = Stream.of("first", "second")
                .parallel()
                .map(purpose -> describe("inv-raced", 0, Map.of("purpose", purpose)))
                .map(Response::statusCode)
                .sorted()
                .toList();
        assertThat(answers).containsExactly(200, 412);
        describe("inv-raced", 0, Map.of("purpose", "third"))
                .then()
                .statusCode(412)
                .body("revision", equalTo(1));
    }

    @Test
    void whatIsWrongWithParticularsIsNamedFieldByField() {
        Journey.registerSmall("inv-wrong", 870_003);
        describe(
                        "inv-wrong",
                        0,
                        Map.of(
                                "validators",
                                List.of("a|b"),
                                "kpis",
                                List.of(Map.of("name", " ", "direction", "up")),
                                "rice",
                                Map.of("reach", 1, "impact", 0.7, "confidence", 2, "effort", 0),
                                "status",
                                "in-use",
                                "inUseSince",
                                "2026-02-01",
                                "retiredOn",
                                "2026-01-01"))
                .then()
                .statusCode(422)
                .body("type", equalTo("urn:gatehouse:problem:invalid-value"))
                .body(
                        "faults.field",
                        containsInAnyOrder(
                                "validators[0]",
                                "kpis[0].name",
                                "rice.confidence",
                                "rice.effort",
                                "rice.impact",
                                "retiredOn",
                                "retiredOn"));
        describe("inv-wrong", 0, Map.of("rice", Map.of("reach", 1e300, "impact", 1, "confidence", 1, "effort", 1)))
                .then()
                .statusCode(422);
        describe("inv-wrong", 0, Map.of("purpose", "a\u0000b")).then().statusCode(422);
        describe("inv-wrong", 0, Map.of("colour", "blue")).then().statusCode(400);
        describe("inv-wrong", 0, Map.of("status", "sold")).then().statusCode(400);
    }

    @Test
    void aPersonWritesParticularsOnAPageAndReadsTheHistory() {
        Journey.registerSmall("inv-page", 870_004);
        Browser erin = Browser.of(ERIN);
        Page form = erin.get("/ui/models/inv-page/particulars");
        assertThat(form.html()).contains("<h1>Particulars of Credit default scorer</h1>", "name=\"kpis\"");
        Map<String, String> typed = new HashMap<>(form.hidden());
        typed.put("kpis", "complaints | sideways | 10\r\nscore | up | ten");
        typed.put("retired_on", "soon");
        Page refused = erin.post("/ui/models/inv-page/particulars", typed);
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.html())
                .contains("Nothing was saved", "&#39;sideways&#39; is none of up, down", "&#39;soon&#39; is no day")
                .contains("&#39;ten&#39; is no number", "complaints | sideways | 10");

        typed.put("kpis", "complaints | down | 10 | a month | service desk\r\n");
        typed.put("retired_on", "");
        typed.put("status", "retired");
        typed.put("purpose", "<b>First</b> line.\r\nSecond.");
        Page saved = erin.post("/ui/models/inv-page/particulars", typed);
        assertThat(saved.html())
                .contains(
                        "The particulars are saved",
                        "complaints: lower is better; target 10 a month; figures from service desk",
                        "Retired")
                .contains("&lt;b&gt;First&lt;/b&gt; line.");
        Page stale = erin.post("/ui/models/inv-page/particulars", typed);
        assertThat(stale.status()).isEqualTo(412);
        assertThat(stale.html()).contains("somebody changed the model meanwhile", "name=\"seen\" value=\"1\"");

        Page history = Browser.of(CARLA).get("/ui/models/inv-page/history");
        assertThat(history.html())
                .contains("What revision 1 changed", "<th scope=\"row\">Kpis</th>", "by erin", "not said")
                .contains("The history begins here", "<th scope=\"row\">Fact: ai kind</th>");
    }

    @Test
    void theListIsSearchedFilteredSortedAndPaged() {
        for (int i = 1; i <= 3; i++) {
            Journey.registerSmall("inv-list-" + i, 870_010 + i);
        }
        describe("inv-list-1", 0, Map.of("purpose", "Zebrafish husbandry", "rice", rice(10), "status", "in-use"));
        describe(
                "inv-list-2",
                0,
                Map.of("purpose", "zebrafish, again", "rice", rice(99.5), "nextValidationDue", "2020-01-01"));
        describe("inv-list-3", 0, Map.of("purpose", "ZEBRAFISH 100% _sure"));
        list("q=zebrafish").body("items.name", contains("inv-list-1", "inv-list-2", "inv-list-3"));
        list("q=zebrafish&sort=rice&limit=1")
                .body("items.name", contains("inv-list-2"))
                .body("next", equalTo("99.50~inv-list-2"));
        list("q=zebrafish&sort=rice&cursor=99.50~inv-list-2")
                .body("items.name", contains("inv-list-1", "inv-list-3"))
                .body("items.stage", contains("no-version", "no-version"))
                .body("next", equalTo(null));
        list("q=zebrafish&sort=changed").body("items.name", contains("inv-list-3", "inv-list-2", "inv-list-1"));
        list("q=zebrafish&overdue=true").body("items.name", contains("inv-list-2"));
        list("q=zebrafish&status=in-use&tier=LOW&stage=no-version&owner=retail%20CREDIT")
                .body("items.name", contains("inv-list-1"));
        describe(
                "inv-list-1",
                1,
                Map.of("purpose", "Zebrafish", "validators", List.of("Zoë"), "thirdParties", vendor("Aqua & Co")));
        list("validator=ZO%C3%AB").body("items.name", contains("inv-list-1"));
        list("third_party=aqua%20%26%20co").body("items.name", contains("inv-list-1"));
        list("third_party=aqua").body("items", equalTo(List.of()));
        list("q=zebrafish&developer=erin").body("items", equalTo(List.of()));
        list("q=zebrafish&tier=HIGH").body("items", equalTo(List.of()));
        list("q=zebrafish%20100%25%20_sure").body("items.name", contains("inv-list-3"));
        for (String wrong : List.of(
                "tier=high",
                "sort=age",
                "cursor=..%2F",
                "sort=rice&cursor=name-only",
                "overdue=yes",
                "q=a%00b",
                "q=a+b+c+d+e+f")) {
            ask(wrong).then().statusCode(422);
        }

        Browser carla = Browser.of(CARLA);
        Page list = carla.get("/ui/models?q=zebrafish&sort=rice");
        assertThat(list.html())
                .contains(
                        "Models, highest RICE score first",
                        "value=\"zebrafish\"",
                        "99.5",
                        "validation was due 1 Jan 2020")
                .contains("href=\"/ui/models?sort=rice\"", "In use");
        assertThat(carla.get("/ui/models?q=no-such-fish").html()).contains("No model fits this");
        Page wrong = carla.get("/ui/models?tier=high");
        assertThat(wrong.status()).isEqualTo(422);
        assertThat(wrong.html()).contains("tier: is one of HIGH");
    }

    @Test
    void viewsAreKeptSharedAndDeleted() {
        Person keeper = Person.of("keeper", "validator");
        Response kept = as(keeper)
                .body(Map.of("name", " Pressing ones ", "query", "tier=HIGH&sort=rice", "shared", true))
                .post(VIEWS);
        kept.then().statusCode(201).body("name", equalTo("Pressing ones")).body("mine", equalTo(true));
        as(keeper)
                .body(Map.of("name", "Pressing ones", "query", ""))
                .post(VIEWS)
                .then()
                .statusCode(409);
        as(keeper)
                .body(Map.of("name", "Odd", "query", "colour=blue"))
                .post(VIEWS)
                .then()
                .statusCode(422);
        as(keeper)
                .body(Map.of("name", "Odd", "query", "q=a b"))
                .post(VIEWS)
                .then()
                .statusCode(422);
        as(keeper).body(Map.of("name", " ", "query", "")).post(VIEWS).then().statusCode(422);
        as(keeper)
                .body(Map.of("name", "Mine alone", "query", "q=own"))
                .post(VIEWS)
                .then()
                .statusCode(201);
        as(CARLA)
                .get(VIEWS)
                .then()
                .body("items.name", hasItems("Pressing ones"))
                .body("items.name", not(hasItems("Mine alone")));
        as(CARLA).delete(VIEWS + "/" + kept.path("id")).then().statusCode(404);

        Browser browser = Browser.of(keeper);
        Page list = browser.get("/ui/models?q=zebra");
        assertThat(list.html()).contains("href=\"/ui/models?tier=HIGH&amp;sort=rice\"", ">Mine alone<");
        Map<String, String> typed = new HashMap<>(list.hidden());
        typed.put("name", "Zebras");
        assertThat(browser.post("/ui/models/views", typed).html()).contains(">Zebras</a>", "aria-current=\"page\"");
        Page twice = browser.post("/ui/models/views", typed);
        assertThat(twice.status()).isEqualTo(409);
        assertThat(twice.html()).contains("You keep a view named");
        for (int i = 3; i < 20; i++) {
            as(keeper)
                    .body(Map.of("name", "View " + i, "query", ""))
                    .post(VIEWS)
                    .then()
                    .statusCode(201);
        }
        as(keeper)
                .body(Map.of("name", "One more", "query", ""))
                .post(VIEWS)
                .then()
                .statusCode(409)
                .body("type", equalTo("urn:gatehouse:problem:wrong-state"));
        as(keeper).delete(VIEWS + "/" + kept.path("id")).then().statusCode(204);
    }

    @Test
    void aFileIsPreviewedRowByRowAndConfirmedAsAWhole() {
        Journey.registerSmall("inv-csv-1", 870_020);
        Journey.registerSmall("inv-csv-2", 870_021);
        describe("inv-csv-1", 0, PARTICULARS).then().statusCode(200);
        describe("inv-csv-2", 0, Map.of("purpose", "=HYPERLINK(\"http://x\")", "restrictions", "line one\nline, two"));
        String out = as(ENZO).get("/api/v1/inventory/models.csv?q=inv-csv")
                .then()
                .statusCode(200)
                .extract()
                .asString();
        assertThat(out)
                .startsWith("name,title,owner,")
                .contains("\r\ninv-csv-1,", "\"'=HYPERLINK(\"\"http://x\"\")\"", ",LOW,ASSESSED,no-version,640.00,0,,");
        bring(out).statusCode(200).body("unchanged", equalTo(2)).body("rows", equalTo(List.of()));

        bring(
                        "name,owner,purpose,kpis,rice_reach,revision\r\ninv-csv-1,,x,churn | sideways,many,0\r\ninv-csv-3,Me,,,,\r\n")
                .statusCode(200)
                .body("faulty", equalTo(2))
                .body("rows[0].faults.field", containsInAnyOrder("kpis", "owner", "revision", "rice_reach"))
                .body("rows[1].faults.field", containsInAnyOrder("title", "intended_use", "out_of_scope_use"));
        String faulty = as(ENZO).get(IMPORT).path("digest");
        confirm(faulty).statusCode(422);

        String good = "name,title,owner,intended_use,out_of_scope_use,purpose\n"
                + "inv-csv-1,Credit default scorer,Lending,Ranks applications for consumer credit by risk of default.,\"Pricing, marketing, employment.\",\n"
                + "inv-csv-3,Third,Me,For \"\"that\"\",Not this,'-why\n";
        bring("\uFEFF" + good.replace("For \"\"that\"\"", "\"For \"\"that\"\"\""))
                .statusCode(200)
                .body("added", equalTo(1))
                .body("changed", equalTo(1))
                .body("rows[0].changes.field", contains("owner", "particulars.purpose"));
        String digest = as(ENZO).get(IMPORT).path("digest");
        confirm("sha256:" + "0".repeat(64)).statusCode(412);
        describe("inv-csv-1", 1, Map.of("status", "proposed")).then().statusCode(200);
        confirm(digest).statusCode(412).body("type", equalTo("urn:gatehouse:problem:stale-edit"));
        String again = as(ENZO).get(IMPORT).path("digest");
        confirm(again).statusCode(200).body("added", equalTo(1)).body("changed", equalTo(1));
        confirm(again).statusCode(404);
        as(ENZO).get("/api/v1/models/inv-csv-1")
                .then()
                .body("owner", equalTo("Lending"))
                .body("particulars", equalTo(Map.of("status", "proposed")))
                .body("revision", equalTo(3));
        as(ENZO).get("/api/v1/models/inv-csv-3")
                .then()
                .body("intendedUse", equalTo("For \"that\""))
                .body("particulars.purpose", equalTo("-why"))
                .body("assessment.status", equalTo("BLOCKED"));
        assertThat(TestPack.acts("inventory")).contains("inventory.imported");
    }

    @Test
    void whatIsNoSuchFileIsRefusedWithItsPlace() {
        for (Map.Entry<String, String> one : Map.of(
                        "title\nx\n", "the column name is missing",
                        "name,colour\nx,blue\n", "no column 'colour'",
                        "name,title\nx\n", "has 1 cells",
                        "name\nx\nx\n", "stands on an earlier line",
                        "name\n", "has no row",
                        "name,title\nx,\"a\"b\n", "quotation marks",
                        "", "has no row")
                .entrySet()) {
            bring(one.getKey()).statusCode(422).body("detail", containsString(one.getValue()));
        }
        bring("name\n" + "x".repeat(1 << 20)).statusCode(413);
        as(ENZO).delete(IMPORT).then().statusCode(204);
        as(ENZO).get(IMPORT).then().statusCode(404);

        Browser enzo = Browser.of(ENZO);
        Page form = enzo.get("/ui/inventory/import");
        Page seen = enzo.upload(
                "/ui/inventory/import",
                form.hidden(),
                "models.csv",
                "name,title,owner,intended_use,out_of_scope_use\ninv-up,<i>Up</i>,Me,a,b\n"
                        .getBytes(java.nio.charset.StandardCharsets.UTF_8));
        assertThat(seen.html())
                .contains("&lt;i&gt;Up&lt;/i&gt;", "Confirm: add 1, change 0", "<strong>Out of scope use</strong>");
        Page done = enzo.post("/ui/inventory/import/confirmation", seen.hidden());
        assertThat(done.html()).contains("Models added: 1");
        assertThat(Browser.of(CARLA).get("/ui/models/inv-up").html()).contains("Facts missing");
    }

    private static final String VIEWS = "/api/v1/inventory/views";
    private static final String IMPORT = "/api/v1/inventory/import";

    private static ValidatableResponse bring(String csv) {
        return as(ENZO).contentType("text/csv; charset=UTF-8")
                .body(csv.getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .put(IMPORT)
                .then();
    }

    private static ValidatableResponse confirm(String digest) {
        return as(ENZO).body(Map.of("digest", digest))
                .post(IMPORT + "/confirmation")
                .then();
    }

    private static Response ask(String query) {
        return as(CARLA).urlEncodingEnabled(false).get("/api/v1/models?" + query);
    }

    private static ValidatableResponse list(String query) {
        return ask(query).then().statusCode(200);
    }

    private static Map<String, Object> rice(double reach) {
        return Map.of("reach", reach, "impact", 1, "confidence", 1, "effort", 1);
    }

    private static List<Map<String, String>> vendor(String name) {
        return List.of(Map.of("vendor", name, "component", "score"));
    }

    private static Response describe(String model, int revision, Map<String, ?> particulars) {
        return as(ERIN).header("If-Match", "\"" + revision + "\"")
                .body(particulars)
                .put("/api/v1/models/" + model + "/particulars");
    }
}
