package dev.gatehouse.governance;

import static dev.gatehouse.governance.Journey.CARLA;
import static dev.gatehouse.governance.Journey.LARS;
import static dev.gatehouse.governance.Journey.VIKTOR;
import static dev.gatehouse.governance.Journey.as;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.governance.Browser.Page;
import dev.gatehouse.governance.TestIssuer.Person;
import dev.gatehouse.migrations.MigratedPostgres;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The first page after signing in. */
@QuarkusTest
@QuarkusTestResource(TestWorld.class)
class HomePagesTest {

    private static final Person HANNA = Person.of("hanna", "engineer");

    @Test
    void anEngineerSeesTheirClosedGatesTheirFindingsAndTheBoardsQuestions() {
        Journey journey = Journey.register("homely");
        Journey.uploadArtifact();
        as(HANNA)
                .body(journey.versionRegistration("7"))
                .post("/api/v1/models/homely/versions")
                .then()
                .statusCode(201);
        String cause = UUID.randomUUID().toString();
        as(CARLA)
                .body(Map.of(
                        "model", "homely",
                        "severity", "high",
                        "title", "Hanna's own <finding>",
                        "detail", List.of("Seen twice."),
                        "owner", "hanna",
                        "cause", cause))
                .post("/api/v1/findings")
                .then()
                .statusCode(201);

        Page home = Browser.of(HANNA).get("/ui");
        assertThat(home.status()).isEqualTo(200);
        assertThat(home.html())
                .contains("aria-current=\"page\">Home", "Good to see you, hanna")
                .contains("Gates that are closed", "href=\"/ui/models/homely/versions/7\"")
                .contains("Findings to see to", "Hanna&#39;s own &lt;finding&gt;", "homely, high")
                .doesNotContain("Your vote", "Remedied findings");
        String carla = Browser.of(CARLA).get("/ui").html();
        assertThat(carla).doesNotContain("Hanna&#39;s own", "Gates that are closed");
    }

    @Test
    void whatIsAskedOfABoardMemberLeadsToAFormThatTakesTheirVote() {
        String release = Journey.ready("home-voted", "1").submit("1");
        Browser lars = Browser.of(LARS);
        String votes = group(lars.get("/ui").html(), "votes");
        List<String> pages = Pattern.compile("href=\"(/ui/releases/[^\"]+)\"")
                .matcher(votes)
                .results()
                .map((MatchResult found) -> found.group(1))
                .toList();
        assertThat(pages).isNotEmpty();
        if (!votes.contains("There are more")) {
            assertThat(pages).contains("/ui/releases/" + release);
        }
        for (String page : pages.subList(0, Math.min(2, pages.size()))) {
            assertThat(lars.get(page).html()).contains("Cast the vote");
        }
    }

    @Test
    void whoAskedIsNotTheSecondPerson() {
        Journey.register("home-second");
        as(CARLA)
                .body(Map.of(
                        "tier", "MEDIUM",
                        "reason", "The model only sorts letters of one office.",
                        "until", TestClock.today().plusDays(30).toString()))
                .post("/api/v1/models/home-second/overrides")
                .then()
                .log()
                .ifValidationFails()
                .statusCode(201);
        assertThat(Browser.of(CARLA).get("/ui").html()).doesNotContain("/ui/models/home-second/overrides");
        String viktor = group(Browser.of(VIKTOR).get("/ui").html(), "second");
        assertThat(viktor).contains("A second person is wanted").containsPattern("home-second|There are more|8\\+");
    }

    @Test
    void thePortfolioCountsEveryModelOnceAndSaysWhatNothingIsWaitingFor() throws SQLException {
        Journey.registerSmall("home-counted", 3);
        Page home = Browser.of(Person.of("nadia", "operator")).get("/ui");
        try (Connection connection = TestWorld.postgres.connect(MigratedPostgres.GOVERNANCE);
                Statement sql = connection.createStatement();
                ResultSet row = sql.executeQuery("SELECT count(*) FROM governance.model")) {
            row.next();
            assertThat(home.html())
                    .contains("<a href=\"/ui/models\">Models by tier</a> <span class=\"count\">" + row.getLong(1)
                            + "</span>");
        }
        assertThat(home.html()).contains("Risk tier", "High risk", "permitted", "<rect ");
    }

    /** From a group's heading to the end of its section; empty when the page has no such group. */
    private static String group(String html, String id) {
        int from = html.indexOf("<h2 id=\"" + id + "\"");
        return from < 0 ? "" : html.substring(from, html.indexOf("</section>", from));
    }
}
