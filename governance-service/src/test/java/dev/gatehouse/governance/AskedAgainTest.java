package dev.gatehouse.governance;

import static dev.gatehouse.governance.EmergenciesTest.ask;
import static dev.gatehouse.governance.EmergenciesTest.confirm;
import static dev.gatehouse.governance.EmergenciesTest.refused;
import static dev.gatehouse.governance.Journey.CARLA;
import static dev.gatehouse.governance.Journey.ERIN;
import static dev.gatehouse.governance.Journey.INES;
import static dev.gatehouse.governance.Journey.LARS;
import static dev.gatehouse.governance.Journey.ODILE;
import static dev.gatehouse.governance.Journey.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import dev.gatehouse.migrations.MigratedPostgres;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What was refused, left or failed before stays in sight: asking again, or under another name, begins nothing anew. */
@QuarkusTest
@QuarkusTestResource(TestWorld.class)
class AskedAgainTest {

    private static final String CRITERION = "Fewer than 1 % of calls fail.";
    private static final String OTHER_BYTES = "ab".repeat(32);
    private static final String CHANGE = "Name who reviews declined applications.";

    @Test
    void theBoardSeesWhatBecameOfEarlierReleasesAndIsNotAskedTheSameAgain() {
        Journey journey = small("asked-again", 750_021);
        String rejected = journey.submit("1");
        Journey.vote(rejected, INES, "engineering", "reject", null).then().statusCode(200);
        submit(journey, "1", Map.of("summary", "The same in other words."))
                .then()
                .log()
                .ifValidationFails()
                .statusCode(409)
                .body("type", equalTo("urn:gatehouse:problem:rejected-before"))
                .body("release", equalTo(rejected));

        journey.card("1");
        String withdrawn = journey.submit("1");
        as(ERIN).body(Map.of("reason", "The questions were unpleasant."))
                .post("/api/v1/releases/" + withdrawn + "/withdraw")
                .then()
                .statusCode(200);
        String third = journey.submit("1");
        Response dossier = as(LARS).get("/api/v1/releases/" + third + "/dossier");
        dossier.then()
                .statusCode(200)
                .body("release.earlier.id", contains(withdrawn, rejected))
                .body("release.earlier.state", contains("Withdrawn", "Rejected"))
                .body("release.earlier.dossier[1]", equalTo(Journey.dossierDigest(rejected)))
                .body("release.earlier.artifact[1]", equalTo("sha256:" + TestModel.get().sha256));
        assertThat(Browser.of(LARS).get("/ui/releases/" + third).html())
                .contains("Earlier releases of the model for production", "/ui/releases/" + rejected);

        // What is decided elsewhere changes nothing of what this board saw.
        String permit =
                Journey.approve(third, INES).then().statusCode(200).extract().path("permit.id");
        String later = submit(journey, "1", Map.of("summary", "Once more, after the approval."))
                .path("id");
        as(LARS).get("/api/v1/releases/" + later + "/dossier")
                .then()
                .body("release.earlier.state", contains("Approved", "Withdrawn", "Rejected"));
        Journey.vote(later, INES, "engineering", "reject", null).then().statusCode(200);
        for (String act : List.of("suspend", "resume")) {
            as(ODILE)
                    .body(Map.of("reason", "The cause was looked at."))
                    .post("/api/v1/permits/" + permit + "/" + act)
                    .then()
                    .log()
                    .ifValidationFails()
                    .statusCode(act.equals("suspend") ? 200 : 202);
        }
    }

    @Test
    void aLaunchThatIsUnderWayIsNotLeftByASubmissionThatKnowsNothingOfIt() {
        Journey journey = small("under-way", 750_022);
        journey.version("1b").documents("1b").card("1b");
        Map<String, Object> plan = Map.of("launch", List.of(step("canary", "0.05"), step("quarter", "0.25")));
        String canary = submit(journey, "1", plan).path("id");
        String permit =
                Journey.approve(canary, INES).then().statusCode(200).extract().path("permit.id");
        for (Response left :
                List.of(submit(journey, "1", Map.of()), submit(journey, "1b", Map.of()), submit(journey, "1", plan))) {
            left.then()
                    .log()
                    .ifValidationFails()
                    .statusCode(409)
                    .body("type", equalTo("urn:gatehouse:problem:launch-under-way"))
                    .body("release", equalTo(canary))
                    .body("detail", containsString("/api/v1/releases/" + canary + "/next-step"))
                    .body("detail", containsString("/api/v1/permits/" + permit + "/revoke"));
        }
        submit(journey, "1", Map.of("environment", "elsewhere")).then().statusCode(201);
        as(ODILE)
                .body(Map.of("reason", "Too many complaints."))
                .post("/api/v1/permits/" + permit + "/suspend")
                .then()
                .statusCode(200);
        submit(journey, "1", Map.of()).then().statusCode(409);
        as(ODILE)
                .body(Map.of("reason", "The launch is given up."))
                .post("/api/v1/permits/" + permit + "/revoke")
                .then()
                .statusCode(200);
        String plain = submit(journey, "1", Map.of())
                .then()
                .log()
                .ifValidationFails()
                .statusCode(201)
                .extract()
                .path("id");
        as(LARS).get("/api/v1/releases/" + plain + "/dossier")
                .then()
                .body("release.earlier.step", contains("canary, 1 of 2"));
    }

    @Test
    void aStepLongPastLeadsNoFurther() {
        Journey journey = small("long-past", 750_023);
        String canary = submit(journey, "1", Map.of("launch", List.of(step("canary", "0.05"), step("quarter", "0.25"))))
                .path("id");
        Journey.approve(canary, INES).then().statusCode(200);
        String quarter = nextStep(canary).then().statusCode(201).extract().path("id");
        LocalDate today = TestClock.today();
        try {
            // The canary's permit ended after 14 days; a week of grace and the board's 10 days have passed.
            TestClock.goTo(today.plusDays(23));
            Journey.approve(quarter, INES)
                    .then()
                    .log()
                    .ifValidationFails()
                    .statusCode(409)
                    .body("reasons.code", contains("previous_step_over"));
            as(INES).body(Map.of(
                            "function", "engineering",
                            "decision", "request_changes",
                            "rationale", "It does not say who reviews.",
                            "changes", List.of(CHANGE),
                            "dossierDigest", Journey.dossierDigest(quarter)))
                    .post("/api/v1/releases/" + quarter + "/votes")
                    .then()
                    .statusCode(200);
            submit(
                            journey,
                            "1",
                            Map.of(
                                    "revises",
                                    quarter,
                                    "answers",
                                    List.of(Map.of("change", CHANGE, "done", true, "text", "The credit office."))))
                    .then()
                    .log()
                    .ifValidationFails()
                    .statusCode(201)
                    .body("launch.step", equalTo(0))
                    .body("requested.trafficCap", equalTo("0.05"))
                    .body("previousStep", nullValue());
        } finally {
            TestClock.goBack();
        }
    }

    @Test
    void aRunShowsHowOftenItWasTriedUnderOtherNamesAndByEarlierVersions() throws SQLException {
        Journey journey = Journey.registerSmall("tried", 750_024)
                .version("0")
                .version("1")
                .version("1b");
        String plan = journey.fixPlan("unfair");
        String failed = journey.audit("1", plan)
                .body("verdict", equalTo("FAIL"))
                .extract()
                .path("id");
        // Version 0 is of other bytes, and tried the same plan before and after; of 1b only the time of the run is its
        // own.
        sql("INSERT INTO governance.artifact VALUES ('" + OTHER_BYTES
                + "', 1, now(), 'a test') ON CONFLICT DO NOTHING");
        sql("UPDATE governance.model_version v SET artifact_sha256 = '" + OTHER_BYTES
                + "' FROM governance.model m WHERE m.id = v.model_id AND m.name = 'tried' AND v.version = '0'");
        for (String run : List.of("'0', interval '-1 day'", "'0', interval '1 day'", "'1b', interval '1 hour'")) {
            String[] parts = run.split(", ");
            sql("""
                    INSERT INTO governance.audit_run (id, version_id, plan_digest, status, verdict, report, report_digest, requested_at,
                      run_at, run_by, attempts)
                    SELECT gen_random_uuid(), v.id, r.plan_digest, r.status, r.verdict, r.report, r.report_digest, r.requested_at,
                      r.run_at + %s, r.run_by, 1
                    FROM governance.audit_run r, governance.model_version v JOIN governance.model m ON m.id = v.model_id
                    WHERE r.id = '%s' AND m.name = 'tried' AND v.version = %s""".formatted(parts[1], failed, parts[0]));
        }
        String release = journey.documents("1b").card("1b").submit("1b");
        as(LARS).get("/api/v1/releases/" + release + "/dossier")
                .then()
                .statusCode(200)
                .body("audits.version", contains(nullValue(), equalTo("1"), equalTo("0")))
                .body("audits.verdict", contains("FAIL", "FAIL", "FAIL"))
                .body("audits[1].id", equalTo(failed))
                .body("audits.sameArtifact", contains(nullValue(), equalTo(true), equalTo(false)))
                .body("audits[1].planDigest", equalTo(plan))
                .body("audits[1].report", nullValue());
        assertThat(Browser.of(LARS).get("/ui/releases/" + release).html())
                .contains("Runs of other versions", "the same artifact");
        Journey.approve(release, INES).then().statusCode(200).body("state", equalTo("Approved"));
        Bundle bundle = Bundle.of(release);
        assertThat(bundle.report().isAnchored())
                .as("%s", bundle.report().checks())
                .isTrue();
    }

    @Test
    void theGravestFindingsAreShownFirstAndTheRestIsCounted() throws SQLException {
        Journey journey = small("many-findings", 750_025);
        String release = journey.submit("1");
        sql("""
                INSERT INTO governance.finding (id, model_id, model_name, kind, severity, worst_severity, title, detail, owner,
                  due_on, state, cause, opened_at, reopened, revision)
                SELECT gen_random_uuid(), m.id, m.name, 'reported',
                  CASE n WHEN 1 THEN 'medium' ELSE 'low' END, CASE n WHEN 2 THEN 'medium' ELSE CASE n WHEN 1 THEN 'medium' ELSE 'low' END END,
                  'Finding ' || n, '{}', 'enzo', date '2033-01-01' + n, 'OPEN', 'many/' || n, now(), 0, 0
                FROM governance.model m, generate_series(1, 203) n WHERE m.name = 'many-findings'""");
        // Whoever votes brings the new dossier before the board; the vote itself is on the old one.
        Journey.approve(release, INES).then().statusCode(409);
        as(LARS).get("/api/v1/releases/" + release + "/dossier")
                .then()
                .statusCode(200)
                .body("findings", hasSize(201))
                .body("findings.title[0]", equalTo("Finding 1"))
                .body("findings.title[1]", equalTo("Finding 2"))
                .body("findings[1].severity", equalTo("low"))
                .body("findings[1].worstSeverity", equalTo("medium"))
                .body("findings.title[199]", equalTo("Finding 200"))
                .body("findings[200].id", equalTo("further"))
                .body("findings[200].notShown", equalTo("3"));
    }

    @Test
    void oneReleaseThatCannotBeReadKeepsNoOtherFromBeingMarkedAsOverdue() throws Exception {
        Journey journey = small("unreadable", 750_026);
        String broken = submit(journey, "1", Map.of("environment", "broken")).path("id");
        String sound = submit(journey, "1", Map.of("environment", "sound")).path("id");
        try {
            sql("UPDATE governance.release SET due_at = now() - interval '2 days', quorum = '[]' WHERE id = '" + broken
                    + "'");
            sql("UPDATE governance.release SET due_at = now() - interval '1 day' WHERE id = '" + sound + "'");
            long end = System.nanoTime() + java.util.concurrent.TimeUnit.SECONDS.toNanos(30);
            while (as(CARLA).get("/api/v1/releases/" + sound).path("escalatedAt") == null) {
                assertThat(System.nanoTime()).isLessThan(end);
                Thread.sleep(100);
            }
        } finally {
            sql("DELETE FROM governance.release WHERE id = '" + broken + "'");
        }
    }

    @Test
    void anotherNameForTheSameBytesBeginsNothingAnew() {
        Journey.registerSmall("urgent-renamed", 750_033).version("1").version("1b");
        String request = ask(ODILE, "urgent-renamed", "production", Map.of())
                .then()
                .statusCode(201)
                .extract()
                .path("id");
        Map<String, Object> renamed = Map.of("version", "1b");
        refused(ask(INES, "urgent-renamed", "production", renamed), "request_waits");
        confirm(LARS, "legal", request).then().statusCode(200);
        refused(ask(INES, "urgent-renamed", "production", renamed), "permit_active", "finding_open");
        TestClock.goTo(TestClock.today().plusDays(20));
        try {
            refused(ask(INES, "urgent-renamed", "staging", renamed), "finding_open");
        } finally {
            TestClock.goBack();
        }
    }

    @Test
    void whatTheBoardRejectedIsNotUsedInAnEmergencyUnderWhateverName() {
        Journey journey = Journey.registerSmall("urgent-rejected", 750_034)
                .version("1")
                .documents("1")
                .card("1")
                .version("1b");
        Journey.vote(journey.submit("1"), INES, "engineering", "reject", null)
                .then()
                .statusCode(200);
        refused(ask(ODILE, "urgent-rejected", "staging", Map.of()), "rejected_by_board");
        refused(ask(ODILE, "urgent-rejected", "production", Map.of("version", "1b")), "rejected_by_board");
    }

    private static void sql(String statement) throws SQLException {
        try (Connection database = TestWorld.postgres.connect(MigratedPostgres.OWNER)) {
            database.createStatement().execute(statement);
        }
    }

    /** A model of tier LOW, where one seat decides, with a version whose gates are open. */
    private static Journey small(String model, int persons) {
        return Journey.registerSmall(model, persons).version("1").documents("1").card("1");
    }

    private static Map<String, Object> step(String name, String cap) {
        return Map.of(
                "name",
                name,
                "environment",
                "production",
                "trafficCap",
                cap,
                "validityDays",
                14,
                "exitCriteria",
                List.of(CRITERION));
    }

    private static Response nextStep(String release) {
        return as(ERIN).body(Map.of(
                        "summary",
                        "The step before went well.",
                        "results",
                        List.of(Map.of("criterion", CRITERION, "met", true, "text", "2 of 10,000 failed."))))
                .post("/api/v1/releases/" + release + "/next-step");
    }

    private static Response submit(Journey journey, String version, Map<String, Object> more) {
        Map<String, Object> body = new HashMap<>(Map.of(
                "model",
                journey.model,
                "version",
                version,
                "environment",
                "production",
                "route",
                journey.model,
                "summary",
                "A release for the board."));
        body.putAll(more);
        return as(ERIN).body(body).post("/api/v1/releases");
    }
}
