package dev.gatehouse.governance;

import static dev.gatehouse.governance.Journey.CARLA;
import static dev.gatehouse.governance.Journey.ERIN;
import static dev.gatehouse.governance.Journey.LARS;
import static dev.gatehouse.governance.Journey.ODILE;
import static dev.gatehouse.governance.Journey.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.card.CardContent;
import dev.gatehouse.card.CardJson;
import dev.gatehouse.card.CardText;
import dev.gatehouse.card.Completeness;
import dev.gatehouse.card.Field;
import dev.gatehouse.card.Framework;
import dev.gatehouse.card.NamedValue;
import dev.gatehouse.governance.Browser.Page;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Cards compiled from what the service knows: what is in them, how complete they must be, their forms, what differs, and their page. */
@QuarkusTest
@QuarkusTestResource(TestWorld.class)
class CardsTest {

    /** One model of tier HIGH, with an audit, through all that the card says of it. */
    @Test
    void aCardSaysWhatIsKnownWithItsSourcesAndOpensItsGateWhenItIsComplete() {
        Journey journey = Journey.register("card-whole").version("1");
        String plan = journey.fixPlan("fair");
        String run = journey.audit("1", plan).extract().path("id");
        journey.documents("1");
        gate(journey).body("reason", equalTo("missing"));

        Response bare = journey.compile("1");
        bare.then()
                .statusCode(201)
                .body("completeness.framework", hasItems("mitchell", "annex-iv", "article-13", "sr-26-2"))
                .body("completeness.find { it.framework == 'mitchell' }.asked", equalTo(100));
        gate(journey)
                .body("open", equalTo(false))
                .body("reason", equalTo("incomplete"))
                .body("cause", equalTo("missing"))
                .body("why", containsString("Mitchell et al."))
                .body("why", containsString("asked 100 %"))
                .body("why", containsString("missing: "))
                .body("link.page", equalTo("/ui/models/card-whole/versions/1/card"));
        journey.deploy("1").then().statusCode(409).body("gates.id", hasItem("model-card"));

        journey.card("1");
        gate(journey).body("open", equalTo(true)).body("reason", equalTo("met"));
        CardContent card = card(journey, "1");
        Completeness.of(card).stream()
                .filter(f -> f.framework() == Framework.MITCHELL)
                .forEach(f -> assertThat(f.gaps()).isEmpty());
        assertThat(source(card.text(CardText.ASSUMPTIONS)))
                .startsWith("written by erin on ")
                .endsWith(", revision 1");
        assertThat(source(card.metrics())).contains(run);
        assertThat(card.calibration().provided().orElseThrow()).isNotEmpty();
        assertThat(card.validators().provided().orElseThrow()).contains("viktor");
        assertThat(card.digests().provided().orElseThrow())
                .contains(
                        new NamedValue("Model artifact", "sha256:" + TestModel.get().sha256),
                        new NamedValue("Audit plan", plan),
                        new NamedValue("Data of the audit plan", "sha256:" + TestModel.get().rowsSha256));
        assertThat(card.regulatoryFacts().provided().orElseThrow())
                .anyMatch(fact ->
                        fact.name().contains("Annex III") && fact.value().startsWith("5b"))
                .anyMatch(fact -> fact.name().equals("What are you to the AI system?"));
        assertThat(card.monitoring().provided().orElseThrow())
                .anyMatch(monitor ->
                        monitor.threshold() != null && monitor.threshold().contains("PSI at most 0.2"))
                .anyMatch(monitor ->
                        monitor.threshold() != null && monitor.threshold().contains("impact ratio at least 0.8"));
        assertThat(card.details().binding().provided().orElseThrow()).startsWith("Loaded by digest");
        assertThat(card.evaluationData().provided().orElseThrow().get(0).name()).startsWith("held-out");
        assertThat(card.changes())
                .isEqualTo(Field.notApplicable("this is the first version of the model that has a card"));
        assertThat(card.gates().provided().orElseThrow())
                .noneMatch(gate -> gate.name().contains("model card"));
    }

    @Test
    void whatTheTierDoesNotAskForDoesNotApplyAndSaysWhy() {
        Journey journey = Journey.registerSmall("card-small", 770_200)
                .version("1")
                .documents("1")
                .card("1");
        CardContent card = card(journey, "1");
        assertThat(card.metrics()).isInstanceOf(Field.NotApplicable.class);
        assertThat(card.calibration()).isInstanceOf(Field.NotApplicable.class);
        as(ERIN).header("If-Match", "\"1\"")
                .delete("/api/v1/models/card-small/versions/1/card/texts/declaration")
                .then()
                .statusCode(200);
        journey.compile("1").then().statusCode(201);
        assertThat(card(journey, "1").text(CardText.DECLARATION)).isInstanceOf(Field.NotApplicable.class);
        as(ERIN).body(Map.of("summary", "As it was given before."))
                .post("/api/v1/models/card-small/versions/1/card")
                .then()
                .statusCode(400)
                .body("type", equalTo("urn:gatehouse:problem:unknown-field"));
    }

    @Test
    void theCardTakesOverWhatTheInventorySaysWithItsRevision() {
        Journey journey = Journey.registerSmall("card-inventory", 770_700).version("1");
        Browser erin = Browser.of(ERIN);
        assertThat(erin.get("/ui/models/card-inventory/versions/1/card").html())
                .contains("href=\"/ui/models/card-inventory#particulars\"", "Restrictions on use");
        assertThat(missing("card-inventory"))
                .contains("sr-26-2.restrictions")
                .doesNotContain("annex-iv.2a-third-parties");
        as(ERIN).header("If-Match", "\"0\"")
                .body(Map.of(
                        "purpose",
                        "Decides who is called first.",
                        "restrictions",
                        "Not for firms.",
                        "thirdParties",
                        List.of(Map.of("vendor", "Bureau Ltd", "component", "score", "contract", "C-17")),
                        "objectives",
                        List.of(Map.of(
                                "objective", "Decide sooner",
                                "keyResult", "cases a month",
                                "target", 12500.5,
                                "unit", "cases",
                                "due", "2027-06-30")),
                        "kpis",
                        List.of(Map.of("name", "complaints", "direction", "down", "target", 10, "unit", "a month")),
                        "data",
                        List.of(
                                Map.of("name", "Calls 2025", "use", "training", "source", "call centre"),
                                Map.of("name", "Queue", "use", "input"))))
                .put("/api/v1/models/card-inventory/particulars")
                .then()
                .statusCode(200);
        journey.compile("1").then().statusCode(201);
        CardContent card = card(journey, "1");
        String source = source(card.purpose());
        assertThat(source).matches("inventory, revision \\d+");
        assertThat(card.restrictions()).isEqualTo(Field.of("Not for firms.", source));
        assertThat(card.thirdParties())
                .isEqualTo(Field.of(List.of(new NamedValue("Bureau Ltd", "score; contract C-17")), source));
        assertThat(card.objectives())
                .isEqualTo(Field.of(
                        List.of(new NamedValue("Decide sooner", "cases a month: 12,500.5 cases, by 30 Jun 2027")),
                        source));
        assertThat(card.kpis())
                .isEqualTo(
                        Field.of(List.of(new NamedValue("complaints", "lower is better; target 10 a month")), source));
        assertThat(card.inputData()).isEqualTo(Field.of(List.of(new NamedValue("Queue", null)), source));
        assertThat(card.trainingData().provided().orElseThrow())
                .anyMatch(data -> !data.name().isEmpty());
        assertThat(missing("card-inventory")).doesNotContain("sr-26-2.restrictions", "sr-26-2.third-parties");
    }

    private static List<String> missing(String model) {
        return as(ERIN).get("/api/v1/models/" + model + "/versions/1/card/completeness")
                .then()
                .extract()
                .path("frameworks.requirements.flatten().findAll { it.state == 'missing' }.id");
    }

    @Test
    void packsThatAskForMoreCloseTheGateOfACardThatWasCompleteAndSaySo() {
        int persons = 770_300;
        Journey journey = Journey.registerSmall("card-raised", persons)
                .version("1")
                .documents("1")
                .card("1");
        gate(journey).body("open", equalTo(true));
        String pack =
                TestPack.yaml("card-raised", "1", persons, "LOW", "2020-01-01").replace("tier_floor: LOW", """
                        tier_floor: LOW
                              obligations: {card_completeness: {annex-iv: 100}}""");
        as(ERIN).header("If-Match", "\"1\"")
                .delete("/api/v1/models/card-raised/versions/1/card/texts/cybersecurity")
                .then()
                .statusCode(200);
        journey.compile("1").then().statusCode(201);
        gate(journey).body("open", equalTo(true));
        try {
            TestPack.active("card-raised", TestPack.uploaded(pack));
            gate(journey)
                    .body("reason", equalTo("incomplete"))
                    .body("cause", equalTo("stale"))
                    .body("why", containsString("then nothing was asked"));
            journey.compile("1").then().statusCode(201);
            gate(journey)
                    .body("reason", equalTo("incomplete"))
                    .body("cause", equalTo("missing"))
                    .body("why", containsString("Cybersecurity"));
        } finally {
            TestPack.retired("card-raised");
        }
        gate(journey).body("open", equalTo(true));
    }

    @Test
    void everyFormIsOfTheStoredBytesAndItsDownloadIsInTheLedger() {
        Journey journey =
                Journey.registerSmall("card-forms", 770_400).version("1").documents("1");
        String at = "/api/v1/models/card-forms/versions/1/card";
        as(CARLA).get(at).then().statusCode(404).body("detail", containsString("POST"));
        String digest = journey.texts("1", "Seen.").compile("1").path("digest");

        byte[] json = as(CARLA).get(at).asByteArray();
        assertThat(Digest.of(json)).hasToString(digest);
        as(CARLA).get(at + ".html").then().statusCode(200).body(containsString("card-forms"));
        Response pdf = as(CARLA).get(at + ".pdf");
        assertThat(pdf.asByteArray()).startsWith("%PDF-".getBytes(StandardCharsets.US_ASCII));
        assertThat(pdf.header("Content-Disposition")).isEqualTo("attachment; filename=\"model-card-card-forms-1.pdf\"");
        as(CARLA)
                .get(at + ".cdx.json")
                .then()
                .statusCode(200)
                .header("Content-Disposition", containsString(".cdx.json"))
                .body("bomFormat", equalTo("CycloneDX"));
        as(CARLA).get(at + ".md").then().statusCode(200).body(containsString("---"));
        as(CARLA).get("/api/v1/card-schema").then().statusCode(200).body("$schema", notNullValue());
        assertThat(TestPack.acts("version/card-forms/1").stream().filter("card.downloaded"::equals))
                .hasSize(5);

        as(ODILE)
                .get(at + "/completeness")
                .then()
                .statusCode(200)
                .body("compiled.digest", equalTo(digest))
                .body("frameworks.framework", hasItem("mitchell"))
                .body("frameworks.find { it.framework == 'mitchell' }.asked", equalTo(50))
                .body("frameworks.find { it.framework == 'article-13' }.asked", nullValue())
                .body("frameworks.find { it.framework == 'mitchell' }.requirements.state", hasItem("provided"));
    }

    @Test
    void aCardThatIsLargerThanWhatIsPrintedIsRefusedByNameAndItsJsonIsThere() {
        Journey.registerSmall("card-endless", 770_600).version("1").documents("1");
        String at = "/api/v1/models/card-endless/versions/1/card";
        List<Map<String, Object>> texts = Stream.of(CardText.values())
                .filter(text -> text != CardText.SUMMARY)
                .limit(9)
                .<Map<String, Object>>map(
                        text -> Map.of("id", text.id(), "revision", 0, "markdown", "a  \n".repeat(2_500)))
                .toList();
        as(ERIN).body(Map.of("items", texts))
                .put(at + "/texts")
                .then()
                .log()
                .ifValidationFails()
                .statusCode(200);
        as(ERIN).post(at).then().statusCode(201);
        for (String form : List.of(".pdf", ".html")) {
            as(CARLA)
                    .get(at + form)
                    .then()
                    .statusCode(409)
                    .body("type", equalTo("urn:gatehouse:problem:document-too-large"))
                    .body("detail", containsString("more than 20000 paragraphs"))
                    .body("detail", containsString("by the end of section '"))
                    .body("detail", containsString("GET " + at + "."));
        }
        Page page = Browser.of(CARLA).get("/ui/models/card-endless/versions/1/card.pdf");
        assertThat(page.status()).isEqualTo(409);
        assertThat(page.html()).contains("over a limit of what is printed", "more than 20000 paragraphs");
        assertThat(TestPack.acts("version/card-endless/1")).doesNotContain("card.downloaded");
        as(CARLA).get(at).then().statusCode(200);
    }

    @Test
    void twoCardsAreComparedAndTheNextVersionNamesItsChanges() {
        Journey journey = Journey.registerSmall("card-changed", 770_500)
                .version("1")
                .documents("1")
                .card("1");
        journey.version("2").documents("2");
        String at = "/api/v1/models/card-changed/versions/2/card";
        as(LARS).get(at + "/diff?with=1").then().statusCode(404);
        String page = "/ui/models/card-changed/versions/2/card";
        assertThat(Browser.of(ERIN).get(page).html())
                .doesNotContain("Compare with the card of another version")
                .contains("Carry over what is missing from");
        assertThat(Browser.of(LARS).get(page + "/diff").html()).contains("Version 2 has no card yet");
        assertThat(Browser.of(LARS)
                        .get("/ui/models/card-changed/versions/1/card/diff")
                        .html())
                .contains("No other version of the model has a card yet.");
        journey.texts("2", "Written for the second version.")
                .compile("2")
                .then()
                .statusCode(201);
        as(LARS).get(at + "/diff?with=1")
                .then()
                .statusCode(200)
                .body("before.version", equalTo("1"))
                .body("after.version", equalTo("2"))
                .body("changes.entry", hasItem(CardText.LIMITS_OF_USE.title()))
                .body("changes.find { it.entry == 'Version' }.before", equalTo("1"));
        as(LARS).get(at + "/diff").then().statusCode(422);
        CardContent second = card(journey, "2");
        var changes = second.changes().provided().orElseThrow();
        assertThat(changes.previousVersion()).isEqualTo("1");
        assertThat(changes.previousDigest())
                .isEqualTo(Digest.of(as(LARS).get("/api/v1/models/card-changed/versions/1/card")
                                .asByteArray())
                        .toString());
        assertThat(changes.list()).anyMatch(change -> change.entry().equals(CardText.LIMITS_OF_USE.title()));

        assertThat(Browser.of(LARS).get(page).html()).contains("Compare with the card of another version");
        Page diff = Browser.of(LARS).get("/ui/models/card-changed/versions/2/card/diff?with=1");
        assertThat(diff.html()).contains("Written for the second version.", CardText.LIMITS_OF_USE.title());
        assertThat(Browser.of(LARS)
                        .get("/ui/models/card-changed/versions/1/card/diff?with=9")
                        .html())
                .contains("The cards were not compared");
    }

    @Test
    void theCardsPageShowsGapsAndTextsAndCompiles() {
        Journey journey = Journey.register("card-page").version("1");
        String at = "/ui/models/card-page/versions/1/card";
        Browser erin = Browser.of(ERIN);
        Page page = erin.get(at);
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.html())
                .contains("not compiled yet", "Mitchell et al.", "not reached", "Compile the card")
                .contains("href=\"/ui/models/card-page/versions/1/card/texts/limits-of-use\"")
                .contains("href=\"/ui/models/card-page/versions/1#audits\"", "Nobody types a number");
        assertThat(erin.get("/ui/models/card-page/versions/1").html()).contains("What the card lacks");

        Page compiled = erin.post(at, page.hidden());
        assertThat(compiled.html()).contains("The card is compiled", "Its gate is closed", "card.cdx.json");
        journey.texts("1", "Later.");
        assertThat(erin.get(at).html())
                .contains(CardText.values().length + " texts were written since", "since the card was compiled");

        journey.version("2");
        Page second = erin.get("/ui/models/card-page/versions/2/card");
        Page carried = erin.post("/ui/models/card-page/versions/2/card/texts", carry(second, "1"));
        assertThat(carried.html())
                .contains("The texts are carried over", "carried over from version 1, where erin wrote it");
        Page nothing = erin.post("/ui/models/card-page/versions/2/card/texts", carry(second, "7"));
        assertThat(nothing.status()).isEqualTo(404);
        assertThat(nothing.html()).contains("Nothing was done");

        assertThat(Browser.of(LARS).get(at).html()).contains("Mitchell et al.").doesNotContain("Compile again");
        assertThat(Browser.of(CARLA).download(at + ".md")).isNotEmpty();
        assertThat(Browser.of(CARLA).download(at + ".cdx.json")).isNotEmpty();
    }

    private static Map<String, String> carry(Page page, String from) {
        Map<String, String> form = new java.util.HashMap<>(page.hidden());
        form.put("from", from);
        return form;
    }

    private static io.restassured.response.ValidatableResponse gate(Journey journey) {
        return as(ERIN).get("/api/v1/models/" + journey.model + "/versions/1/gates")
                .then()
                .log()
                .ifValidationFails()
                .rootPath("gates.find { it.id == 'model-card' }");
    }

    private static CardContent card(Journey journey, String version) {
        return CardJson.read(as(CARLA)
                        .get("/api/v1/models/" + journey.model + "/versions/" + version + "/card")
                        .asByteArray())
                .content();
    }

    private static String source(Field<?> field) {
        return ((Field.Provided<?>) field).source();
    }
}
