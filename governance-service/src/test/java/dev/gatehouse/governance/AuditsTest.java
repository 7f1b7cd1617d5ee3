package dev.gatehouse.governance;

import static dev.gatehouse.governance.Journey.ENZO;
import static dev.gatehouse.governance.Journey.ERIN;
import static dev.gatehouse.governance.Journey.VIKTOR;
import static dev.gatehouse.governance.Journey.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.anyOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.governance.Browser.Page;
import dev.gatehouse.migrations.MigratedPostgres;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Audits as jobs: in processes of their own, waiting, running, cancelled, crashed, taken up again. */
@QuarkusTest
@QuarkusTestResource(TestWorld.class)
class AuditsTest {

    /** So often the test's rows make a file that takes seconds to score: time to do something to the run. */
    private static final int LONG_REPEATS = 250;

    private static String ended;

    @AfterEach
    void noAuditIsLeftRunning() throws InterruptedException {
        for (int i = 0; i < 300 && !workers().isEmpty(); i++) {
            Thread.sleep(100);
        }
        assertThat(workers()).isEmpty();
        assertThat(TestWorld.files.resolve("audits")).isEmptyDirectory();
    }

    @Test
    void aRunIsAskedForAndEndsWithAReportAndItsCells() {
        Journey journey = Journey.register("audited").version("1");
        String plan = journey.fixPlan("fair");

        String run = journey.ask("1", plan)
                .statusCode(202)
                .header("Location", matchesPattern(".*/api/v1/audits/[0-9a-f-]{36}"))
                .body("status", equalTo("QUEUED"))
                .body("attempts", equalTo(0))
                .extract()
                .path("id");
        Map<String, Object> ended = Journey.ended(run)
                .body("status", equalTo("COMPLETED"))
                .body("verdict", equalTo("PASS"))
                .body("attempts", equalTo(1))
                .body("runAt", notNullValue())
                .body("progress", nullValue())
                .extract()
                .path("$");

        byte[] report = as(ERIN).get("/api/v1/audits/" + run + "/report").asByteArray();
        assertThat(Digest.of(report)).hasToString((String) ended.get("reportDigest"));
        byte[] cells = as(VIKTOR)
                .get("/api/v1/audits/" + run + "/cells?purpose=Recomputing the report")
                .then()
                .statusCode(200)
                .extract()
                .asByteArray();
        assertThat(Digest.of(cells)).hasToString((String) ended.get("cellsDigest"));
        assertThat(acts("version/audited/1")).contains("audit.requested", "audit.run");
        assertThat(acts("audit/" + run)).containsExactly("audit-cells.read");
    }

    @Test
    void cellsAreForValidationAndAPurpose() throws SQLException {
        String run = ended();

        as(ERIN).get("/api/v1/audits/" + run + "/cells?purpose=Just to have a look")
                .then()
                .statusCode(403);
        as(VIKTOR).get("/api/v1/audits/" + run + "/cells?purpose=why").then().statusCode(422);
        as(VIKTOR).get("/api/v1/audits/" + run + "/cells").then().statusCode(422);
        assertThat(acts("audit/" + run)).isEmpty();
        try (Connection service = TestWorld.postgres.connect(MigratedPostgres.GOVERNANCE);
                Statement statement = service.createStatement()) {
            assertThatThrownBy(() -> statement.executeQuery("SELECT document FROM protected.audit_cells"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("permission denied");
        }
    }

    @Test
    void whatHasEndedDoesNotChange() throws SQLException {
        String run = ended();

        try (Connection service = TestWorld.postgres.connect(MigratedPostgres.GOVERNANCE);
                Statement statement = service.createStatement()) {
            assertThatThrownBy(() -> statement.executeUpdate(
                            "UPDATE governance.audit_run SET verdict = 'FAIL' WHERE id = '" + run + "'"))
                    .hasMessageContaining("has ended and does not change");
            assertThatThrownBy(() -> statement.executeUpdate(
                            "UPDATE governance.audit_run SET plan_digest = 'other' WHERE id = '" + run + "'"))
                    .hasMessageContaining("permission denied");
            assertThatThrownBy(() -> statement.executeUpdate("DELETE FROM governance.audit_run"))
                    .hasMessageContaining("permission denied");
        }
        as(VIKTOR)
                .post("/api/v1/audits/" + run + "/cancel")
                .then()
                .statusCode(409)
                .body("type", equalTo("urn:gatehouse:problem:wrong-state"));
    }

    @Test
    void runsWaitTheirTurnAndCanBeCancelled() throws IOException {
        Journey journey = Journey.register("queued").version("1");
        String busy = startLong(journey, "queued.csv");
        String plan = journey.fixPlan("fair");
        String waits = journey.ask("1", plan).statusCode(202).extract().path("id");

        as(ERIN).get("/api/v1/audits/" + waits).then().body("status", equalTo("QUEUED"));
        as(ENZO).post("/api/v1/audits/" + waits + "/cancel").then().statusCode(403);
        as(ERIN).post("/api/v1/audits/" + waits + "/cancel")
                .then()
                .statusCode(200)
                .body("status", equalTo("CANCELLED"))
                .body("error", containsString("cancelled"));

        Journey.when(busy, List.of("RUNNING")).body("progress.stage", not(equalTo("")));
        Browser erin = Browser.of(ERIN);
        Page page = erin.get("/ui/audits/" + busy);
        assertThat(page.html()).contains("At work: ", "aria-live=\"polite\"", "Look again", "Cancel the audit");
        Page after = erin.post("/ui/audits/" + busy + "/cancel", page.hidden());
        assertThat(after.html()).contains("The audit is being ended");
        Journey.ended(busy).body("status", equalTo("CANCELLED")).body("cancelRequested", equalTo(true));

        as(ERIN).get("/api/v1/models/queued/versions/1/gates")
                .then()
                .body("gates.find { it.id == 'fairness-audit' }.open", equalTo(false));
        journey.audit("1", plan);
        journey.documents("1").card("1");
        String release = journey.submit("1");
        as(Journey.CARLA)
                .get("/api/v1/releases/" + release + "/dossier")
                .then()
                .body("audits.status", hasItems("CANCELLED", "COMPLETED"))
                .body("audits.size()", equalTo(3));
        assertThat(acts("version/queued/1")).contains("audit.cancel-requested");
    }

    @Test
    void noMoreAuditsWaitThanTheLimit() throws IOException {
        Journey journey = Journey.register("crowded").version("1");
        String plan = journey.fixPlan("fair");
        String busy = startLong(journey, "crowded.csv");
        List<String> waiting = new java.util.ArrayList<>();
        for (int i = 0; i < 5; i++) {
            waiting.add(journey.ask("1", plan).statusCode(202).extract().path("id"));
        }

        journey.ask("1", plan)
                .statusCode(429)
                .body("type", equalTo("urn:gatehouse:problem:too-many-audits"))
                .body("waiting", equalTo(5))
                .body("limit", equalTo(5));

        for (String run : waiting) {
            as(VIKTOR).post("/api/v1/audits/" + run + "/cancel").then().statusCode(200);
        }
        as(VIKTOR).post("/api/v1/audits/" + busy + "/cancel").then().statusCode(200);
        Journey.ended(busy);
    }

    @Test
    void aCrashOfTheProcessIsAnErrorOfTheRunOnly() throws IOException {
        Journey journey = Journey.register("crashing").version("1");
        String run = startLong(journey, "crashing.csv");

        for (ProcessHandle worker : workers()) {
            signal(worker, "SEGV");
        }

        // Whether Java still came to write its crash report depends on how far it was.
        Journey.ended(run)
                .body("status", equalTo("ERROR"))
                .body("error", anyOf(containsString("crashed in native code"), containsString("ended by signal 11")));
        journey.audit("1", journey.fixPlan("fair")).body("status", equalTo("COMPLETED"));
    }

    @Test
    void aRunWhoseServiceDiedIsBegunAnewThreeTimesAtMost() throws Exception {
        Journey journey = Journey.register("restarted").version("1");
        String plan = journey.fixPlan("fair");
        String busy = startLong(journey, "restarted.csv");
        String once = journey.ask("1", plan).statusCode(202).extract().path("id");
        String often = journey.ask("1", plan).statusCode(202).extract().path("id");
        // As a service that was killed leaves them.
        abandoned(once, 1);
        abandoned(often, 3);

        Journey.when(once, List.of("QUEUED")).body("attempts", equalTo(1));
        Journey.ended(often)
                .body("status", equalTo("ERROR"))
                .body("error", containsString("the service stopped each of the 3 times"));
        as(VIKTOR).post("/api/v1/audits/" + busy + "/cancel").then().statusCode(200);
        Journey.ended(once).body("status", equalTo("COMPLETED")).body("attempts", equalTo(2));
    }

    @Test
    void dataSetsStayWhereTheyAreUnderTheRoot() throws IOException, SQLException {
        Path root = TestWorld.files.resolve("data");
        Path folder = Files.createDirectories(root.resolve("2026-10"));
        Path rows = Files.write(TestWorld.files.resolve("rows.csv"), TestModel.get().rows);
        try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duck.createStatement()) {
            statement.execute("COPY (SELECT * FROM read_csv('" + rows + "')) TO '" + folder.resolve("rows.parquet")
                    + "' (FORMAT parquet)");
        }
        Journey journey = Journey.register("by-path").version("1");
        String dataset =
                register("2026-10/rows.parquet").statusCode(201).extract().path("sha256");
        String plan = fix(journey, dataset);

        journey.audit("1", plan).body("status", equalTo("COMPLETED")).body("verdict", equalTo("PASS"));

        Files.write(folder.resolve("rows.parquet"), new byte[] {0}, java.nio.file.StandardOpenOption.APPEND);
        journey.audit("1", plan)
                .body("status", equalTo("ERROR"))
                .body("error", containsString("the data changed since they were registered"));
        Files.delete(folder.resolve("rows.parquet"));
        journey.audit("1", plan).body("error", containsString("no regular file under the root"));
    }

    @Test
    void nothingOutsideTheRootIsRegistered() throws IOException {
        Path root = TestWorld.files.resolve("data");
        Path secret = Files.writeString(TestWorld.files.resolve("secret.csv"), "a,b\n1,2\n");
        Files.createSymbolicLink(root.resolve("link.csv"), secret);
        Files.createSymbolicLink(root.resolve("linked"), TestWorld.files);

        for (String path : List.of(
                "../secret.csv",
                "x/../../secret.csv",
                secret.toString(),
                "link.csv",
                "linked/secret.csv",
                "https://example.org/rows.csv",
                "file:///etc/passwd",
                ".",
                "linked",
                "not-there.csv",
                "a\\b.csv",
                "a\u0000b.csv")) {
            register(path).statusCode(422).body("type", equalTo("urn:gatehouse:problem:invalid-value"));
        }
        as(ERIN).body(Map.of("path", "link.csv", "name", "x"))
                .post("/api/v1/datasets")
                .then()
                .statusCode(403);
    }

    @Test
    void aReportForOthersWithholdsSmallGroups() throws IOException {
        StringBuilder rows = new StringBuilder(new String(TestModel.get().rows, StandardCharsets.UTF_8));
        rows.append("0.5,0.5,rare-one,poor,repay\n".repeat(3)).append("0.5,0.5,rare-two,poor,repay\n".repeat(4));
        Files.writeString(TestWorld.files.resolve("data").resolve("rare.csv"), rows);
        Journey journey = Journey.register("disclosed").version("1");
        String run = journey.audit(
                        "1", fix(journey, register("rare.csv").extract().path("sha256")))
                .body("verdict", equalTo("INSUFFICIENT"))
                .extract()
                .path("id");

        String inside = as(ERIN).get("/api/v1/audits/" + run + "/report").asString();
        String outside = as(ERIN).get("/api/v1/audits/" + run + "/report?disclosure=true")
                .then()
                .statusCode(200)
                .body("groups.size()", greaterThan(0))
                .extract()
                .asString();
        assertThat(inside).contains("rare-one", "rare-two");
        assertThat(outside).doesNotContain("rare-one", "rare-two");
    }

    @Test
    void aPlanThatAsksHasItsModelExplained() {
        Journey journey = Journey.register("explain-asked").version("1");
        journey.fixPlan("fair");
        String asking = TestModel.plan("fair")
                .replace("held-out rows", "held-out rows of explain-asked")
                .replace(
                        "\"minimum_group\"",
                        "\"explanations\":{\"rows\":500,\"repeats\":3,\"local\":2},\"minimum_group\"");
        String plan = as(VIKTOR)
                .body("{\"dataset\":\"" + TestModel.get().rowsSha256 + "\",\"plan\":" + asking + "}")
                .post("/api/v1/models/explain-asked/audit-plans")
                .then()
                .statusCode(201)
                .body("plan.explanations.metric", equalTo("auc"))
                .extract()
                .path("digest");
        String run = journey.audit("1", plan)
                .body("status", equalTo("COMPLETED"))
                .extract()
                .path("id");

        JsonPath inside = as(ERIN).get("/api/v1/audits/" + run + "/report").jsonPath();
        assertThat(inside.getInt("explanations.importance.rows")).isEqualTo(500);
        assertThat(inside.getList("explanations.importance.features.name", String.class))
                .containsExactlyInAnyOrder("age", "income");
        assertThat(inside.getList("explanations.local[0].contributions.value")).doesNotContainNull();
        as(ERIN).get("/api/v1/audits/" + run + "/report?disclosure=true")
                .then()
                .body("explanations.importance.rows", equalTo(500))
                .body("explanations.local[0].contributions.size()", equalTo(2))
                .body("explanations.local[0].contributions[0].value", nullValue());
        Browser viktor = Browser.of(VIKTOR);
        assertThat(viktor.get("/ui/audits/" + run).html())
                .contains(
                        "What moves the score",
                        "Drop of AUC when a feature is permuted",
                        "Row nearest the threshold 0.5: what features add to the score");
        assertThat(viktor.get("/ui/audits/" + run + "/report.html").html())
                .contains("<h2 id=\"explanations\">What moves the score</h2>");
    }

    @Test
    void aProfileWithoutThePolicysLimitsIsRefused() {
        Journey.register("profiled").version("1").fixPlan("fair");
        String plan = TestModel.plan("fair")
                .replace("\"kind\":\"fairness\"", "\"kind\":\"fairness\",\"profile\":\"nyc-ll144\"")
                .replaceFirst(",\\s*\"limits\":\\{.*\\}\\}\\}", "}");
        as(VIKTOR)
                .body("{\"dataset\":\"" + TestModel.get().rowsSha256 + "\",\"plan\":" + plan + "}")
                .post("/api/v1/models/profiled/audit-plans")
                .then()
                .statusCode(422)
                .body("type", equalTo("urn:gatehouse:problem:plan-weaker-than-policy"))
                .body("weaknesses.join(' ')", containsString("limits.impact_ratio.min is null"));
    }

    @Test
    void aVersionCalledByAnotherProtocolIsAuditedByTheTensorsOfItsArtifact() {
        Journey journey = Journey.register("by-frame").version("1");
        String plan = journey.fixPlan("fair");
        String frame = """
            {"protocol":"mlflow","input":{"features":["age","income"]},"output":{"kind":"list","scoreColumn":1,"columns":2},%s
             "decision":{"threshold":"0.5","positive":"default","negative":"repay"}}\
            """;
        String tensors = """
            "artifact":{"input":"input","output":"output","scoreColumn":%d,"columns":2},\
            """.formatted(TestModel.get().scoreColumn);
        Map<String, Object> registration = new HashMap<>(journey.versionRegistration("2"));
        registration.put("signature", new JsonPath(frame.formatted(tensors)).getMap(""));
        as(ERIN).body(registration)
                .post("/api/v1/models/by-frame/versions")
                .then()
                .statusCode(422)
                .body("detail", containsString("report no digest, so it is declared"));
        registration.put("binding", "declared");
        as(ERIN).body(registration)
                .post("/api/v1/models/by-frame/versions")
                .then()
                .statusCode(201)
                .body("signature.output.kind", equalTo("list"));
        journey.audit("2", plan).body("status", equalTo("COMPLETED")).body("verdict", equalTo("PASS"));

        registration.put("version", "3");
        registration.put("signature", new JsonPath(frame.formatted("")).getMap(""));
        as(ERIN).body(registration)
                .post("/api/v1/models/by-frame/versions")
                .then()
                .statusCode(201);
        journey.ask("3", plan)
                .statusCode(409)
                .body("type", equalTo("urn:gatehouse:problem:wrong-state"))
                .body("detail", containsString("artifact: missing"));
    }

    @Test
    void aDecisionAtTheMedianIsNoVersionsDecision() {
        Journey.register("median").version("1").fixPlan("fair");
        as(VIKTOR)
                .body("{\"dataset\":\"" + TestModel.get().rowsSha256 + "\",\"plan\":"
                        + TestModel.plan("fair").replace("\"threshold\":0.5", "\"threshold\":\"median\"") + "}")
                .post("/api/v1/models/median/audit-plans")
                .then()
                .statusCode(422)
                .body("type", equalTo("urn:gatehouse:problem:invalid-plan"))
                .body("detail", containsString("with the number at which the version decides"));
    }

    @Test
    void aReportOfAnEarlierVersionCanStillBeDownloaded() throws SQLException {
        String run = ended();
        String old = "00000000-0000-4000-8000-" + run.substring(24);
        String report = "{\"kind\":\"fairness\",\"verdict\":\"PASS\",\"plan_digest\":\"sha256:00\"}";
        try (Connection owner = TestWorld.postgres.connect(MigratedPostgres.GOVERNANCE);
                PreparedStatement insert = owner.prepareStatement("""
                    INSERT INTO governance.audit_run (id, version_id, plan_digest, status, verdict, report, report_digest,
                        run_at, run_by, requested_at, attempts)
                    SELECT CAST(? AS uuid), version_id, plan_digest, 'COMPLETED', 'PASS', ?, ?, run_at, run_by, requested_at, 1
                    FROM governance.audit_run WHERE id = CAST(? AS uuid)\
                    """)) {
            insert.setString(1, old);
            insert.setString(2, report);
            insert.setString(
                    3, Digest.of(report.getBytes(StandardCharsets.UTF_8)).toString());
            insert.setString(4, run);
            assertThat(insert.executeUpdate()).isOne();
        }

        Browser viktor = Browser.of(VIKTOR);
        assertThat(viktor.get("/ui/audits/" + old).html())
                .contains("Passed", "in the form of an earlier version", "report.json")
                .doesNotContain("report.html");
        assertThat(new String(viktor.download("/ui/audits/" + old + "/report.json"), StandardCharsets.UTF_8))
                .isEqualTo(report);
        as(ERIN).get("/api/v1/audits/" + old + "/report?disclosure=true").then().statusCode(409);
        as(VIKTOR)
                .get("/api/v1/audits/" + old + "/cells?purpose=There are none of them")
                .then()
                .statusCode(404);
    }

    @Test
    void aRunThatIsNotThereIsNotFound() {
        String nobody = "/api/v1/audits/00000000-0000-4000-8000-000000000000";
        as(ERIN).get(nobody).then().statusCode(404);
        as(ERIN).get(nobody + "/report").then().statusCode(404);
        as(VIKTOR).post(nobody + "/cancel").then().statusCode(404);
        assertThat(Browser.of(ERIN)
                        .get("/ui/audits/00000000-0000-4000-8000-000000000000")
                        .status())
                .isEqualTo(404);
    }

    /** A run that passed, for tests that start none; nobody reads its cells but the test of them. */
    private static String ended() {
        if (ended == null) {
            Journey journey = Journey.register("ended").version("1");
            ended = journey.audit("1", journey.fixPlan("fair"))
                    .body("verdict", equalTo("PASS"))
                    .extract()
                    .path("id");
        }
        return ended;
    }

    /** An audit of so many rows that it takes a while; it is running when this returns. */
    private static String startLong(Journey journey, String name) throws IOException {
        byte[] rows = TestModel.get().rows;
        String text = new String(rows, StandardCharsets.UTF_8);
        int header = text.indexOf('\n') + 1;
        try (OutputStream out =
                Files.newOutputStream(TestWorld.files.resolve("data").resolve(name))) {
            out.write(rows);
            for (int i = 1; i < LONG_REPEATS; i++) {
                out.write(rows, header, rows.length - header);
            }
        }
        String dataset = register(name).statusCode(201).extract().path("sha256");
        String run = journey.ask("1", fix(journey, dataset))
                .statusCode(202)
                .extract()
                .path("id");
        Journey.when(run, List.of("RUNNING"));
        for (int i = 0; i < 200 && workers().isEmpty(); i++) {
            pause();
        }
        return run;
    }

    private static ValidatableResponse register(String path) {
        return as(VIKTOR)
                .body(Map.of("path", path, "name", "rows at " + path.length()))
                .post("/api/v1/datasets")
                .then();
    }

    private static String fix(Journey journey, String dataset) {
        return as(VIKTOR)
                .body("{\"dataset\":\"" + dataset + "\",\"plan\":"
                        + TestModel.plan("fair").replace("held-out rows", "rows of " + journey.model) + "}")
                .post("/api/v1/models/" + journey.model + "/audit-plans")
                .then()
                .statusCode(201)
                .extract()
                .path("digest");
    }

    private static void abandoned(String run, int attempts) throws SQLException {
        try (Connection service = TestWorld.postgres.connect(MigratedPostgres.GOVERNANCE);
                Statement statement = service.createStatement()) {
            assertThat(statement.executeUpdate(
                            "UPDATE governance.audit_run SET status = 'RUNNING', attempts = " + attempts
                                    + ", worker = gen_random_uuid(), stage = 'counting', heartbeat_at = now() -"
                                    + " interval '1 hour' WHERE status = 'QUEUED' AND id = '" + run + "'"))
                    .isOne();
        }
    }

    private static List<String> acts(String subject) {
        try (Connection service = TestWorld.postgres.connect(MigratedPostgres.GOVERNANCE);
                PreparedStatement query = service.prepareStatement(
                        "SELECT act FROM governance.ledger_leaf WHERE subject = ? ORDER BY recorded_at")) {
            query.setString(1, subject);
            List<String> acts = new java.util.ArrayList<>();
            try (var rows = query.executeQuery()) {
                while (rows.next()) {
                    acts.add(rows.getString(1));
                }
            }
            return acts;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<ProcessHandle> workers() {
        Optional<String> own = ProcessHandle.current().info().commandLine();
        return ProcessHandle.current()
                .children()
                .filter(child -> child.info().command().orElse("").endsWith("/java"))
                // At its very begin a child looks as this JVM does; who ends it then ends the start, not the audit.
                .filter(child -> !child.info().commandLine().equals(own))
                .toList();
    }

    private static void signal(ProcessHandle process, String name) {
        try {
            new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .start()
                    .waitFor();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(20);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
