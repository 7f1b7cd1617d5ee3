package dev.gatehouse.governance;

import static dev.gatehouse.governance.Journey.CARLA;
import static dev.gatehouse.governance.Journey.ENZO;
import static dev.gatehouse.governance.Journey.ERIN;
import static dev.gatehouse.governance.Journey.INES;
import static dev.gatehouse.governance.Journey.LARS;
import static dev.gatehouse.governance.Journey.ODILE;
import static dev.gatehouse.governance.Journey.VIKTOR;
import static dev.gatehouse.governance.Journey.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.gatehouse.governance.Browser.Page;
import dev.gatehouse.governance.TestIssuer.Person;
import dev.gatehouse.migrations.MigratedPostgres;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
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
                .contains("Closed gates of your models", "href=\"/ui/models/homely/versions/7\"")
                .contains("Findings to see to", "Hanna&#39;s own &lt;finding&gt;", "homely, high")
                .doesNotContain("Your vote", "Remedied findings");
        assertThat(Browser.of(HANNA).get("/ui", "de").html()).contains(">homely, Fassung 7<", ">homely (high)<");
        String carla = Browser.of(CARLA).get("/ui").html();
        assertThat(carla).doesNotContain("Hanna&#39;s own", "/ui/models/homely/versions");
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
    void whoseWordTheActWouldRefuseIsNotAskedForIt() {
        Journey journey = PermitsTest.small("home-word", 890_101);
        String permit = "/ui/permits/" + resumptionAskedByAnOperator(journey);
        Person submitter = Person.of(ERIN.username(), "engineer", "board", "function-engineering");
        for (Person refused : List.of(ODILE, Person.of("otto", "operator"), submitter)) {
            assertThat(secondPerson(refused)).as(refused.username()).doesNotContain(permit);
            assertThat(Browser.of(refused).get(permit).html())
                    .as(refused.username())
                    .contains("Two people open it again")
                    .doesNotContain("action=\"" + permit + "/resume\"");
        }
        assertThat(secondPerson(LARS)).containsPattern(orFull(permit));
        assertThat(Browser.of(LARS).get(permit).html()).contains("action=\"" + permit + "/resume\"");

        String emergency = "/ui/emergency-permits/"
                + EmergenciesTest.ask(INES, "home-word", "home-urgent", Map.of())
                        .path("id");
        Person colleague = Person.of("imre", "board", "function-engineering");
        Person developer = Person.of(ENZO.username(), "board", "function-ethics");
        for (Person refused : List.of(INES, colleague, developer)) {
            assertThat(secondPerson(refused)).as(refused.username()).doesNotContain(emergency);
            assertThat(Browser.of(refused).get(emergency).html())
                    .as(refused.username())
                    .contains("and did not make the version, can confirm it until")
                    .doesNotContain("action=\"" + emergency + "/confirm\"");
        }
        assertThat(secondPerson(LARS)).containsPattern(orFull(emergency));
        assertThat(Browser.of(LARS).get(emergency).html()).contains("action=\"" + emergency + "/confirm\"");
        assertThat(Browser.of(ODILE).get(emergency).html())
                .contains("You are no member of the board.")
                .doesNotContain("/confirm\"", "/refuse\"");

        String id = FindingsTest.reported("home-word", "critical", "home-word");
        as(VIKTOR)
                .body(Map.of("severity", "low", "reason", "It concerns two rows of a table that is gone."))
                .post("/api/v1/findings/" + id + "/changes")
                .then()
                .statusCode(202);
        for (Person refused :
                List.of(VIKTOR, Person.of("vera", "validator"), Person.of(ENZO.username(), "compliance"))) {
            assertThat(secondPerson(refused)).as(refused.username()).doesNotContain("/ui/findings/" + id);
            assertThat(Browser.of(refused).get("/ui/findings/" + id).html())
                    .as(refused.username())
                    .contains("Somebody of another function than who asked", "Decline")
                    .doesNotContain("Agree as the second person");
        }
        assertThat(secondPerson(CARLA)).containsPattern(orFull("/ui/findings/" + id));
        assertThat(Browser.of(CARLA).get("/ui/findings/" + id).html())
                .contains("Agree as the second person")
                .doesNotContain("Somebody of another function than who asked");
    }

    private static String resumptionAskedByAnOperator(Journey journey) {
        String permit = PermitsTest.granted(journey, "home-resumed");
        PermitsTest.act(ODILE, permit, "suspend", "The drift of the feed is not explained.")
                .then()
                .statusCode(200);
        PermitsTest.act(ODILE, permit, "resume", "The drift was a broken feed; it is repaired.")
                .then()
                .statusCode(202);
        return permit;
    }

    @Test
    void anOwnerSeesTheClosedGatesOfTheNewestVersionsAndFailedAuditsFirst() {
        Person olga = Person.of("olga", "compliance");
        Journey.uploadArtifact();
        Journey failing = owned("home-failing", "olga");
        failing.audit("1", failing.fixPlan("unfair")).body("verdict", equalTo("FAIL"));
        for (int i = 1; i <= 4; i++) {
            owned("home-owned-" + i, i < 4 ? "olga" : "oscar");
        }
        assertThat(links(olga))
                .containsExactly(
                        "/ui/models/home-failing/versions/1",
                        "/ui/models/home-owned-3/versions/1",
                        "/ui/models/home-owned-2/versions/1",
                        "/ui/models/home-owned-1/versions/1");
        assertThat(links(Person.of("oscar", "validator"))).containsExactly("/ui/models/home-owned-4/versions/1");
        failing.version("2");
        assertThat(links(olga))
                .contains("/ui/models/home-failing/versions/2")
                .doesNotContain("/ui/models/home-failing/versions/1");
    }

    private static Journey owned(String model, String owner) {
        Map<String, Object> registration = new HashMap<>(Journey.registration(model));
        registration.put("owner", owner);
        as(ERIN).body(registration).post("/api/v1/models").then().statusCode(201);
        return Journey.registered(model).version("1");
    }

    private static List<String> links(Person person) {
        return Pattern.compile("href=\"(/ui/models/[^\"]+)\"")
                .matcher(group(Browser.of(person).get("/ui").html(), "gates"))
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    /** What waits for the person as a second one; empty when nothing does. */
    static String secondPerson(Person person) {
        return group(Browser.of(person).get("/ui").html(), "second");
    }

    /** That address, unless older things that other tests left fill the group. */
    static String orFull(String page) {
        return Pattern.quote(page) + "|8\\+";
    }

    @Test
    void anOperatorSeesTheRouteThatRefusesItsCallersUntilSomebodyAsksToResumeIt() {
        Journey journey = PermitsTest.small("home-closed", 930_101);
        String permit = PermitsTest.granted(journey, "home-closes");
        PermitsTest.deploy(journey, "home-closes").then().statusCode(200);
        String page = "/ui/routes/home-closes/home-closed";
        Person nadia = Person.of("nadia", "operator");
        assertThat(closedRoutes(nadia)).doesNotContain(page);
        PermitsTest.act(ODILE, permit, "suspend", "The feed sends rows twice.")
                .then()
                .statusCode(200);
        assertThat(closedRoutes(nadia)).contains(page, "its permit is suspended and nobody has asked to resume it");
        assertThat(closedRoutes(ERIN)).isEmpty();
        assertThat(Browser.of(nadia).get(page).html()).contains("Two people can resume it");
        PermitsTest.act(ODILE, permit, "resume", "The feed is repaired.").then().statusCode(202);
        assertThat(closedRoutes(nadia)).doesNotContain(page);
    }

    private static String closedRoutes(Person person) {
        return group(Browser.of(person).get("/ui").html(), "routes");
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
