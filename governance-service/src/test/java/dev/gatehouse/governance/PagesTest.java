package dev.gatehouse.governance;

import static dev.gatehouse.governance.Journey.CARLA;
import static dev.gatehouse.governance.Journey.ERIN;
import static dev.gatehouse.governance.Journey.LARS;
import static dev.gatehouse.governance.Journey.ODILE;
import static dev.gatehouse.governance.Journey.PRIYA;
import static dev.gatehouse.governance.Journey.VIKTOR;
import static dev.gatehouse.governance.Journey.as;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.governance.Browser.Page;
import dev.gatehouse.governance.TestIssuer.Person;
import dev.gatehouse.migrations.MigratedPostgres;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The pages as a person without JavaScript meets them: signed in by the code flow, with cookies, links and forms. */
@QuarkusTest
@QuarkusTestResource(TestWorld.class)
class PagesTest {

    private static final String RATIONALE = "The adverse-action texts are in place & checked.";

    @Test
    void aBoardMemberReadsTheDossierAndVotesThroughTheForm() {
        String release = Journey.ready("paged", "1").submit("1");
        Browser lars = Browser.of(LARS);

        Page queue = lars.get("/ui/releases?state=InReview");
        assertThat(queue.status()).isEqualTo(200);
        assertThat(queue.html())
                .contains("lars", "board (legal)", "Releases that you can vote on now", "/ui/releases/" + release);

        Page dossier = lars.get("/ui/releases/" + release);
        assertThat(dossier.html())
                .contains("Credit default scorer, version 1", "Annex III", "Passed", "Selection rate by fair", "<svg")
                .contains("Done and reviewed: rollback-plan", "Cast the vote")
                .contains(Journey.dossierDigest(release));

        Map<String, String> vote = ballot(dossier, "approve_with_conditions");
        vote.put("purposes", "credit-origination, credit-review");
        vote.put("expires", "2027-01-31");
        Page after = lars.post("/ui/releases/" + release + "/votes", vote);

        assertThat(after.status()).isEqualTo(200);
        assertThat(after.at().toString()).endsWith("/ui/releases/" + release + "?done=vote");
        assertThat(after.html())
                .contains("Your vote is recorded", "Approve with conditions", "credit-origination, credit-review")
                .contains("The adverse-action texts are in place &amp; checked.", "You have voted in this round")
                .doesNotContain("Cast the vote");
        assertThat(as(CARLA).get("/api/v1/releases/" + release).<String>path("votes[0].conditions.expiresAt"))
                .isEqualTo("2027-01-31T00:00:00Z");
        String waiting = lars.get("/ui/releases?state=InReview").html().split("Before the board", 2)[0];
        assertThat(waiting).contains("Waiting for your vote").doesNotContain(release);
    }

    @Test
    void aRefusedVoteSaysEveryReasonAndKeepsWhatWasTyped() {
        String release = Journey.ready("refusing", "1").submit("1");
        Browser lars = Browser.of(LARS);
        Page dossier = lars.get("/ui/releases/" + release);

        Map<String, String> vote = ballot(dossier, "approve_with_conditions");
        vote.put("rationale", "too \"so\"");
        Page refused = lars.post("/ui/releases/" + release + "/votes", vote);

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.html())
                .contains(
                        "role=\"alert\"",
                        "Vote not taken",
                        "A vote says why in 10 to 4000 characters",
                        "names at least one")
                .contains(">too &quot;so&quot;</textarea>", "value=\"approve_with_conditions\" checked");

        vote = ballot(refused, "approve");
        vote.put("rationale", "ä".repeat(4_001));
        Page tooLong = lars.post("/ui/releases/" + release + "/votes", vote);
        assertThat(tooLong.status()).isEqualTo(409);
        assertThat(tooLong.html()).contains("10 to 4000 characters", "ä".repeat(4_001));

        vote = ballot(refused, "maybe");
        vote.put("expires", "next year");
        vote.put("purposes", "not a/name");
        Page unreadable = lars.post("/ui/releases/" + release + "/votes", vote);
        assertThat(unreadable.status()).isEqualTo(422);
        assertThat(unreadable.html())
                .contains("Choose a decision.", "Write the end as a date", "is not a name", "value=\"next year\"");

        vote = ballot(refused, "approve_with_conditions");
        vote.put("segment", "shoe_size > 40");
        Page noSuchInput = lars.post("/ui/releases/" + release + "/votes", vote);
        assertThat(noSuchInput.status()).isEqualTo(409);
        assertThat(noSuchInput.html()).contains("its inputs are age, income", "value=\"shoe_size &gt; 40\"");

        assertThat(as(CARLA).get("/api/v1/releases/" + release).<List<?>>path("votes"))
                .isEmpty();
    }

    @Test
    void whenTheDossierChangedTheRefusalShowsTheNewOneAndThatCanBeVotedOn() {
        Journey journey = Journey.ready("renewed", "1");
        String release = journey.submit("1");
        Browser lars = Browser.of(LARS);
        Page before = lars.get("/ui/releases/" + release);
        journey.evidence("1", ERIN, "rollback-plan");

        Page refused = lars.post("/ui/releases/" + release + "/votes", ballot(before, "approve"));
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.html()).contains("read it again and vote on that one", "the dossier changed in evidence");
        assertThat(refused.hidden().get("dossier")).isNotEqualTo(before.hidden().get("dossier"));

        Page voted = lars.post("/ui/releases/" + release + "/votes", ballot(refused, "approve"));
        assertThat(voted.status()).isEqualTo(200);
        assertThat(voted.html()).contains("Your vote is recorded");
    }

    @Test
    void aFormWithoutItsTokenIsRefusedAsAPage() {
        String release = Journey.ready("forged", "1").submit("1");
        Browser lars = Browser.of(LARS);
        Map<String, String> vote = ballot(lars.get("/ui/releases/" + release), "approve");
        vote.remove("csrf-token");

        Page refused = lars.post("/ui/releases/" + release + "/votes", vote);
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.html()).contains("<h1>The request could not be read</h1>", "load the page again");
        assertThat(as(CARLA).get("/api/v1/releases/" + release).<List<?>>path("votes"))
                .isEmpty();
    }

    @Test
    void whoIsNotOfTheBoardSeesNoFormAndIsRefusedAsAPage() {
        String release = Journey.ready("others", "1").submit("1");
        Map<String, String> vote = ballot(Browser.of(LARS).get("/ui/releases/" + release), "approve");
        Browser erin = Browser.of(ERIN);
        Page page = erin.get("/ui/releases/" + release);
        assertThat(page.html())
                .contains("Annex III", "Comment on the audits")
                .doesNotContain("/votes\"", "Your vote", "a question");
        assertThat(erin.post("/ui/releases/" + release + "/votes", vote).status())
                .isEqualTo(403);

        Page dossier = Browser.of(ODILE).get("/ui/releases/" + release);
        assertThat(dossier.html())
                .contains("Your roles do not include the dossier")
                .doesNotContain("Annex III");
        Browser nobody = Browser.of(Person.of("nobody"));
        Page refused = nobody.get("/ui/releases");
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.type()).startsWith("text/html");
        assertThat(refused.html()).contains("<h1>Your roles do not allow this</h1>", "no role here");
    }

    @Test
    void whatIsNotThereIsAPageToo() {
        Browser carla = Browser.of(CARLA);
        for (String path : List.of(
                "/ui/models/no-such",
                "/ui/models/no-such/versions/1",
                "/ui/releases/00000000-0000-0000-0000-000000000000",
                "/ui/releases/not-an-id",
                "/ui/routes/production/no-such",
                "/ui/nothing-here")) {
            Page page = carla.get(path);
            assertThat(page.status()).as(path).isEqualTo(404);
            assertThat(page.type()).as(path).startsWith("text/html");
            assertThat(page.html()).as(path).contains("<h1>", "Sign out").doesNotContain("urn:gatehouse");
        }
    }

    @Test
    void modelAndVersionPagesShowWhatIsKnownAndEscapeIt() {
        Map<String, Object> registration = new HashMap<>(Journey.registration("escaped"));
        registration.put("title", "<script>alert('x')</script> scorer");
        as(ERIN).body(registration).post("/api/v1/models").then().statusCode(201);
        Browser carla = Browser.of(CARLA);

        Page list = carla.get("/ui/models?after=escapec");
        assertThat(list.html())
                .contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; scorer", "High risk")
                .doesNotContain("<script>alert");
        assertThat(carla.get("/ui/models/escaped").html())
                .contains("High risk", "Annex III", "ahead", "Facts", "No version is registered yet")
                .doesNotContain("<script>alert");

        Journey.register("shown").version("1");
        assertThat(carla.get("/ui/models/shown/versions/1").html())
                .containsPattern("1 of \\d+ open")
                .contains("A fairness audit under the policy", "Closed", "POST /api/v1/models/shown")
                .contains("No card is compiled yet", "No audit was run yet");
    }

    @Test
    void anAuditThatFailedSaysForWhom() {
        Journey journey = Journey.register("paged-unfair").version("1");
        String run = journey.audit("1", journey.fixPlan("unfair")).extract().path("id");
        Browser viktor = Browser.of(VIKTOR);
        assertThat(viktor.get("/ui/models/paged-unfair/versions/1").html())
                .contains("Failed", "href=\"/ui/audits/" + run + "\"");
        assertThat(viktor.get("/ui/audits/" + run).html())
                .contains(
                        "Failed",
                        "Figures by unfair",
                        "below four fifths",
                        "at least 0.8",
                        "these decide the verdict",
                        "Numbers behind the charts of scores",
                        "<svg")
                .doesNotContain("hx-get", "Cancel the audit");
        Page whole = viktor.get("/ui/audits/" + run + "/report.html");
        assertThat(whole.status()).isEqualTo(200);
        assertThat(whole.policy()).contains("style-src 'unsafe-inline'", "sandbox");
    }

    @Test
    void complianceDownloadsWhatWasDecided() {
        Journey journey = Journey.ready("downloads", "1");
        String release = journey.submit("1");
        String permit = Journey.approveByAll(release);
        Browser carla = Browser.of(CARLA);

        Page page = carla.get("/ui/releases/" + release);
        assertThat(page.html()).contains("Every seat is filled", "Signed permit", "Evidence bundle");
        assertThat(Digest.of(carla.download("/ui/releases/" + release + "/dossier.json")))
                .hasToString(Journey.dossierDigest(release));
        assertThat(carla.download("/ui/releases/" + release + "/evidence.zip")).startsWith('P', 'K');
        assertThat(carla.download("/ui/models/downloads/versions/1/card.pdf")).startsWith('%', 'P', 'D', 'F');
        assertThat(text(carla.download("/ui/models/downloads/versions/1/card.json")))
                .contains("Credit default scorer");
        assertThat(text(carla.download("/ui/permits/" + permit + "/envelope.json")))
                .contains("payloadType");
        String run = as(CARLA).get("/api/v1/models/downloads/versions/1/audits").path("items[0].id");
        assertThat(text(carla.download("/ui/audits/" + run + "/report.json"))).contains("\"verdict\":\"PASS\"");
        Page card = carla.get("/ui/models/downloads/versions/1/card.html");
        assertThat(card.policy()).contains("style-src 'unsafe-inline'", "sandbox");
        assertThat(Browser.of(ERIN)
                        .get("/ui/releases/" + release + "/evidence.zip")
                        .status())
                .isEqualTo(403);
    }

    @Test
    void anOperatorWatchesARouteAndClosesTheGate() throws SQLException {
        Journey journey = Journey.ready("watched", "1");
        String permit = Journey.approveByAll(journey.submit("1"));
        journey.deploy("1").then().statusCode(200);
        predicted("watched", permit);
        Browser odile = Browser.of(ODILE);

        assertThat(odile.get("/ui/routes?name=watched").html()).contains("watched/1", "Active");
        Page route = odile.get("/ui/routes/production/watched");
        assertThat(route.html())
                .contains("scoring-app", "credit-origination", "0.731", "repay", "not yet", "Close the gate");
        assertThat(Browser.of(ERIN).get("/ui/routes/production/watched").html())
                .contains("Your roles do not include single predictions")
                .doesNotContain("0.731", "Close the gate");

        Map<String, String> form = new HashMap<>(route.hidden());
        form.put("reason", "drifting");
        Page refused = odile.post("/ui/routes/production/watched/suspend", form);
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.html()).contains("Say why in 10 to 1000", "Confirm that requests", ">drifting</textarea>");

        form = new HashMap<>(refused.hidden());
        form.put("reason", "Scores drift since noon.");
        form.put("confirm", "yes");
        Page suspended = odile.post("/ui/routes/production/watched/suspend", form);
        assertThat(suspended.status()).isEqualTo(200);
        assertThat(suspended.html())
                .contains("The permit is suspended", "Suspended since", "Scores drift since noon.")
                .doesNotContain("Close the gate");
    }

    @Test
    void pagesObeyTheirOwnContentPolicy() {
        Page landing = Browser.of(PRIYA).get("/");
        assertThat(landing.html()).contains("Sign in").doesNotContain("Sign out");
        Browser priya = Browser.of(PRIYA);
        Page page = priya.get("/ui");
        assertThat(page.at().getPath()).isEqualTo("/ui");
        for (Page p : List.of(landing, page)) {
            assertThat(p.policy()).contains("style-src 'self'", "script-src 'self'");
            assertThat(p.html())
                    .doesNotContain(" style=", "<style", "onclick", "<script>")
                    .contains("lang=\"en\"", "class=\"skip\"", "<main");
            assertThat(p.html().split("<h1", -1)).hasSize(2);
        }
        assertThat(text(priya.download("/_gatehouse/gatehouse.css"))).contains(":focus-visible");
        assertThat(text(priya.download("/_static/htmx.org/dist/htmx.min.js"))).contains("htmx");
    }

    private static Map<String, String> ballot(Page page, String decision) {
        Map<String, String> vote = new HashMap<>(page.hidden());
        assertThat(vote).containsKeys("csrf-token", "dossier");
        vote.put("function", "legal");
        vote.put("decision", decision);
        vote.put("rationale", RATIONALE);
        return vote;
    }

    private static void predicted(String route, String permit) throws SQLException {
        try (Connection gateway = TestWorld.postgres.connect(MigratedPostgres.GATEWAY);
                Statement sql = gateway.createStatement()) {
            sql.execute("SELECT outcome.ensure_day((now() at time zone 'utc')::date)");
            sql.execute("""
                    WITH r AS (SELECT gen_random_uuid() AS id, date_trunc('milliseconds', now()) AS at),
                    request AS (INSERT INTO outcome.request (request_id, received_at, gateway, environment, route, model, version,
                        artifact_sha256, permit_id, caller, purpose, mode, status, latency_micros, row_count, request_body, response_body)
                      SELECT id, at, 'gateway-1', 'production', '%1$s', '%1$s', '1', repeat('a', 64), '%2$s'::uuid, 'scoring-app',
                        'credit-origination', 'live', 200, 900, 1, '\\x7b7d', '\\x7b7d' FROM r)
                    INSERT INTO outcome.prediction (request_id, row_index, received_at, route, version, subject, score, decision)
                      SELECT id, 0, at, '%1$s', '1', 'subject-1', 0.7312, 'repay' FROM r""".formatted(route, permit));
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
