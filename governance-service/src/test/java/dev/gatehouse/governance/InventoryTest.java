package dev.gatehouse.governance;

import static dev.gatehouse.governance.Journey.CARLA;
import static dev.gatehouse.governance.Journey.ENZO;
import static dev.gatehouse.governance.Journey.ERIN;
import static dev.gatehouse.governance.Journey.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;

import dev.gatehouse.governance.Browser.Page;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
                .contains("The particulars are saved", "complaints | down | 10 | a month | service desk", "Retired")
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

    private static Response ask(String query) {
        return as(CARLA).urlEncodingEnabled(false).get("/api/v1/models?" + query);
    }

    private static ValidatableResponse list(String query) {
        return ask(query).then().statusCode(200);
    }

    private static Map<String, Object> rice(double reach) {
        return Map.of("reach", reach, "impact", 1, "confidence", 1, "effort", 1);
    }

    private static Response describe(String model, int revision, Map<String, ?> particulars) {
        return as(ERIN).header("If-Match", "\"" + revision + "\"")
                .body(particulars)
                .put("/api/v1/models/" + model + "/particulars");
    }
}
