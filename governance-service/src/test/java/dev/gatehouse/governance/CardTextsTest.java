package dev.gatehouse.governance;

import static dev.gatehouse.governance.Journey.CARLA;
import static dev.gatehouse.governance.Journey.ERIN;
import static dev.gatehouse.governance.Journey.LARS;
import static dev.gatehouse.governance.Journey.VIKTOR;
import static dev.gatehouse.governance.Journey.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasSize;

import dev.gatehouse.card.CardText;
import dev.gatehouse.governance.Browser.Page;
import dev.gatehouse.governance.TestIssuer.Person;
import dev.gatehouse.migrations.MigratedPostgres;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

/** What people write for a model card: revisions with author and source, lost updates, odd input, and the pages to do it on. */
@QuarkusTest
@QuarkusTestResource(TestWorld.class)
class CardTextsTest {

    @Test
    void aTextHasRevisionsWithAuthorAndNobodyOverwritesAnother() {
        String card = version("card-texts", "1");
        as(CARLA)
                .get(card + "/texts")
                .then()
                .statusCode(200)
                .body("items", hasSize(CardText.values().length))
                .body("items.state", everyItem(equalTo("not-provided")))
                .body("items.revision", everyItem(equalTo(0)));

        write(ERIN, card, "limits-of-use", "0", "Not for *firms*.\r\n\r\nNot for minors.  \n")
                .then()
                .statusCode(200)
                .header("ETag", "\"1\"")
                .body("markdown", equalTo("Not for *firms*.\n\nNot for minors."))
                .body("writtenBy", equalTo("erin"))
                .body("state", equalTo("provided"));
        write(VIKTOR, card, "limits-of-use", "0", "Mine.")
                .then()
                .statusCode(412)
                .body("type", equalTo("urn:gatehouse:problem:stale-edit"))
                .body("revision", equalTo(1));
        write(VIKTOR, card, "limits-of-use", null, "Mine.").then().statusCode(428);
        write(VIKTOR, card, "limits-of-use", "soon", "Mine.").then().statusCode(422);
        write(ERIN, card, "limits-of-use", "1", "Not for *firms*.\n\nNot for minors.")
                .then()
                .statusCode(200)
                .body("revision", equalTo(1));
        as(VIKTOR)
                .header("If-Match", "\"1\"")
                .body(Map.of("notApplicable", "the model\nis  retired"))
                .put(card + "/texts/limits-of-use")
                .then()
                .statusCode(200)
                .body("revision", equalTo(2))
                .body("state", equalTo("not-applicable"))
                .body("notApplicable", equalTo("the model is retired"))
                .body("writtenBy", equalTo("viktor"));
        as(ERIN).header("If-Match", "\"2\"")
                .delete(card + "/texts/limits-of-use")
                .then()
                .statusCode(200)
                .body("state", equalTo("not-provided"))
                .body("revision", equalTo(3));
        as(ERIN).header("If-Match", "\"3\"")
                .delete(card + "/texts/limits-of-use")
                .then()
                .statusCode(409);

        as(LARS).get(card + "/texts/limits-of-use/revisions")
                .then()
                .statusCode(200)
                .body("items.revision", contains(3, 2, 1))
                .body("items.writtenBy", contains("erin", "viktor", "erin"));
        as(LARS).get(card + "/texts/limits-of-use/revisions/1")
                .then()
                .statusCode(200)
                .body("markdown", containsString("firms"));
        as(LARS).get(card + "/texts/limits-of-use/revisions/4").then().statusCode(404);
        as(LARS).get(card + "/texts/no-such-text").then().statusCode(404).body("detail", containsString("summary"));
        write(LARS, card, "limits-of-use", "3", "The board writes none.").then().statusCode(403);
        assertThat(TestPack.acts("version/card-texts/1"))
                .containsSubsequence("card-text.written", "card-text.written", "card-text.taken-back")
                .hasSize(4);
    }

    @Test
    void racingWritersOfOneRevisionLeaveOneOfThem() throws Exception {
        String card = version("card-race", "1");
        List<Integer> answers = Race.<Integer>of(List.of(
                () -> write(ERIN, card, "summary", "0", "One.").statusCode(),
                () -> write(VIKTOR, card, "summary", "0", "Two.").statusCode(),
                () -> write(ERIN, card, "summary", "0", "Three.").statusCode()));
        assertThat(answers).containsExactlyInAnyOrder(200, 412, 412);
        as(ERIN).get(card + "/texts/summary/revisions").then().body("items", hasSize(1));
    }

    @Test
    void severalTextsAreWrittenTogetherOrNotAtAll() {
        String card = version("card-several", "1");
        Map<String, Object> good = Map.of("id", "summary", "revision", 0, "markdown", "Ranks.");
        Map<String, Object> stale = Map.of("id", "logging", "revision", 7, "markdown", "Every call.");
        as(ERIN).body(Map.of("items", List.of(good, stale)))
                .put(card + "/texts")
                .then()
                .statusCode(412);
        as(ERIN).get(card + "/texts").then().body("items.revision", everyItem(equalTo(0)));
        as(ERIN).body(Map.of("items", List.of(good, Map.of("id", "logging", "revision", 0, "notApplicable", "none"))))
                .put(card + "/texts")
                .then()
                .statusCode(200)
                .body("items.find { it.id == 'summary' }.state", equalTo("provided"))
                .body("items.find { it.id == 'logging' }.state", equalTo("not-applicable"));
        as(ERIN).body(Map.of("items", List.of(Map.of("id", "summary", "markdown", "No revision."))))
                .put(card + "/texts")
                .then()
                .statusCode(422);
    }

    @Test
    void whatIsTooLongTooDeepOrNoTextIsRefusedWithItsPlace() {
        String card = version("card-odd", "1");
        refused(card, "summary", "x".repeat(CardText.SUMMARY.maxChars() + 1), "'summary'", "at most 2000");
        refused(card, "summary", "   \n ", "it is empty");
        refused(card, "summary", "fine\nnul \u0000", "line 2", "U+0000");
        refused(card, "assumptions", "fine\n\n" + ">".repeat(200) + " deep", "'assumptions'", "line 3");
        as(ERIN).header("If-Match", "0")
                .body("{\"markdown\":\"lone \\ud83d surrogate\"}")
                .put(card + "/texts/summary")
                .then()
                .statusCode(422)
                .body("detail", containsString("U+D83D"));
        as(ERIN).header("If-Match", "0")
                .body(Map.of("notApplicable", "y".repeat(1_001)))
                .put(card + "/texts/summary")
                .then()
                .statusCode(422)
                .body("detail", containsString("1000"));
        as(ERIN).header("If-Match", "0")
                .body(Map.of("markdown", "a", "notApplicable", "b"))
                .put(card + "/texts/summary")
                .then()
                .statusCode(422);
        write(ERIN, card, "summary", "0", "<script>alert(1)</script> ![far](http://192.0.2.1/i.png) 中文 😀")
                .then()
                .statusCode(200)
                .body("markdown", containsString("<script>"));
        Page page = Browser.of(CARLA).get("/ui/models/card-odd/versions/1/card/texts/summary");
        assertThat(page.html()).contains("&lt;script&gt;", "中文").doesNotContain("<script>alert", "<img src=\"http");
    }

    @Test
    void textsAreCarriedOverWithTheNameOfWhoWroteThem() {
        String first = version("card-carried", "1");
        write(VIKTOR, first, "assumptions", "0", "Income is stated truly.")
                .then()
                .statusCode(200);
        write(ERIN, first, "logging", "0", "Every call.").then().statusCode(200);
        String second = version("card-carried", "2");
        write(ERIN, second, "logging", "0", "Every call, of version 2.").then().statusCode(200);
        carry(second, "1")
                .then()
                .statusCode(200)
                .body("carriedOver", contains("assumptions"))
                .body("kept", contains("logging"));
        as(ERIN).get(second + "/texts/assumptions")
                .then()
                .body("markdown", equalTo("Income is stated truly."))
                .body("writtenBy", equalTo("erin"))
                .body("carriedOver.writtenBy", equalTo("viktor"))
                .body("carriedOver.version", equalTo("1"))
                .body("carriedOver.revision", equalTo(1));
        String third = version("card-carried", "3");
        carry(third, "2").then().statusCode(200);
        as(ERIN).get(third + "/texts/assumptions").then().body("carriedOver.version", equalTo("1"));
        carry(third, "3").then().statusCode(422);
        carry(third, "9").then().statusCode(404);
        String empty = version("card-carried", "4");
        carry(empty, "5").then().statusCode(404);
        assertThat(TestPack.acts("version/card-carried/3")).contains("card-text.carried-over");
    }

    @Test
    void aRevisionIsNeverChangedOrTakenAwayInTheDatabase() throws SQLException {
        String card = version("card-forever", "1");
        write(ERIN, card, "summary", "0", "Stays.").then().statusCode(200);
        try (Connection database = TestWorld.postgres.connect(MigratedPostgres.GOVERNANCE);
                Statement statement = database.createStatement()) {
            for (String change : List.of(
                    "UPDATE governance.card_text SET markdown = 'Other.'", "DELETE FROM governance.card_text")) {
                Assertions.assertThatThrownBy(() -> statement.executeUpdate(change))
                        .hasMessageContaining("permission denied");
            }
        }
    }

    /** As people do it without JavaScript. */
    @Test
    void aTextIsWrittenOnItsPageWithPreviewHistoryAndAWarningWhenItChanged() {
        version("card-paged", "1");
        String at = "/ui/models/card-paged/versions/1/card/texts/limits-of-use";
        Browser erin = Browser.of(ERIN);
        Page empty = erin.get(at);
        assertThat(empty.html()).contains("Not provided.", "Nobody has written it yet", CardText.LIMITS_OF_USE.help());

        Map<String, String> form = form(empty, "text", "Not for **firms**.", "");
        Page preview = erin.post(at, with(form, "act", "preview"));
        assertThat(preview.status()).isEqualTo(200);
        assertThat(preview.html()).contains("<strong>firms</strong>", "Not for **firms**.", "Not provided.");
        assertThat(erin.post(at + "/preview", form).html())
                .contains("<strong>firms</strong>")
                .doesNotContain("<html");

        Page saved = erin.post(at, with(form, "act", "save"));
        assertThat(saved.html()).contains("The text is saved", "revision 1", "written by erin on");

        Page lost = Browser.of(VIKTOR).get(at);
        erin.post(at, with(form(saved, "text", "Not for **firms**.\nNot for minors.", ""), "act", "save"));
        Browser viktor = Browser.of(VIKTOR);
        viktor.get(at);
        Page stale = viktor.post(
                at, with(form(viktor.get(at), "text", "Mine & only mine.", ""), "act", "save", "seen", "1"));
        assertThat(stale.status()).isEqualTo(412);
        assertThat(stale.html())
                .contains("Nothing was saved", "it is at revision 2", "Mine &amp; only mine.")
                .contains("name=\"seen\" value=\"2\"");
        assertThat(lost.hidden()).containsEntry("seen", "1");

        Page notApplicable = viktor.post(
                at, with(form(stale, "not-applicable", "Mine.", "the model decides nothing"), "act", "save"));
        assertThat(notApplicable.html()).contains("Not applicable, because the model decides nothing", "revision 3");
        Page history = viktor.get(at + "?revision=2");
        assertThat(history.html()).contains("What revision 2 changed", "Not for minors.", "added");

        Page tooLong = viktor.post(
                at,
                with(
                        form(notApplicable, "text", "z".repeat(CardText.LIMITS_OF_USE.maxChars() + 1), ""),
                        "act",
                        "save"));
        assertThat(tooLong.status()).isEqualTo(422);
        assertThat(tooLong.html()).contains("at most 40000", "z".repeat(CardText.LIMITS_OF_USE.maxChars() + 1));

        Page back = viktor.post(at, with(form(viktor.get(at), "text", "", ""), "act", "take-back"));
        assertThat(back.html()).contains("The text is taken back", "Not provided.");
        assertThat(Browser.of(LARS).get(at).html())
                .contains("What revision 4 changed")
                .doesNotContain("<textarea");
    }

    private static String version(String model, String version) {
        (as(ERIN).get("/api/v1/models/" + model).statusCode() == 404
                        ? Journey.registerSmall(model, 770_100)
                        : Journey.registered(model))
                .version(version);
        return "/api/v1/models/" + model + "/versions/" + version + "/card";
    }

    private static Response write(Person person, String card, String text, String revision, String markdown) {
        var request = as(person).body(Map.of("markdown", markdown));
        return (revision == null ? request : request.header("If-Match", "\"" + revision + "\""))
                .put(card + "/texts/" + text);
    }

    private static Response carry(String card, String from) {
        return as(ERIN).body(Map.of("from", from)).post(card + "/texts");
    }

    private static void refused(String card, String text, String markdown, String... said) {
        Response answer = write(ERIN, card, text, "0", markdown);
        answer.then()
                .statusCode(422)
                .body("type", equalTo("urn:gatehouse:problem:invalid-text"))
                .body("text", equalTo(text));
        assertThat(answer.<String>path("detail")).contains(said);
    }

    private static Map<String, String> form(Page page, String kind, String markdown, String reason) {
        Map<String, String> form = new HashMap<>(page.hidden());
        form.putAll(Map.of("kind", kind, "markdown", markdown, "reason", reason));
        return form;
    }

    private static Map<String, String> with(Map<String, String> form, String... more) {
        Map<String, String> fields = new HashMap<>(form);
        for (int i = 0; i < more.length; i += 2) {
            fields.put(more[i], more[i + 1]);
        }
        return fields;
    }
}
