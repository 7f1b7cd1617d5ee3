package dev.gatehouse.governance;

import static dev.gatehouse.governance.Journey.CARLA;
import static dev.gatehouse.governance.Journey.ERIN;
import static dev.gatehouse.governance.Journey.ODILE;
import static dev.gatehouse.governance.Journey.PRIYA;
import static dev.gatehouse.governance.Journey.VIKTOR;
import static dev.gatehouse.governance.Journey.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Gates over HTTP: what meets them, what makes evidence stale, and one list for whoever asks. */
@QuarkusTest
@QuarkusTestResource(TestWorld.class)
class GatesTest {

    private static final byte[] PDF = "%PDF-1.7\n% the rollback plan\n%%EOF\n".getBytes(StandardCharsets.US_ASCII);

    @Test
    void everyGateSaysWhereItIsMet() {
        Journey journey = Journey.register("linked-gates").version("1");
        Response gates = gates(journey, "1", null);
        List<Map<String, Object>> all = gates.path("gates");
        assertThat(all).hasSizeGreaterThan(8).allSatisfy(gate -> {
            Map<?, ?> link = (Map<?, ?>) gate.get("link");
            assertThat((String) link.get("page")).startsWith("/ui/");
            assertThat((String) link.get("api")).startsWith("/api/v1/");
        });
        gates.then()
                .body(
                        "gates.find { it.id == 'rollback-plan' }.link.page",
                        equalTo("/ui/models/linked-gates/versions/1/gates/rollback-plan"))
                .body("gates.find { it.id == 'rollback-plan' }.cause", equalTo("missing"))
                .body("gates.find { it.id == 'findings' }.open", equalTo(true))
                .body("environment", equalTo(null));
    }

    @Test
    void aDocumentIsKeptByItsDigestAndGivenBackAsItCame() {
        Journey journey = Journey.register("filed-gates").version("1");
        String sha256 = document("application/pdf", PDF)
                .then()
                .log()
                .ifValidationFails()
                .statusCode(201)
                .body("sizeBytes", equalTo(PDF.length))
                .extract()
                .path("sha256");
        String first = give(
                        journey,
                        Map.of("gate", "rollback-plan", "title", "Plan", "content", Map.of("text", "By hand.")))
                .then()
                .statusCode(201)
                .extract()
                .path("id");
        String id = give(journey, Map.of("gate", "rollback-plan", "title", "Plan as PDF", "file", sha256))
                .then()
                .log()
                .ifValidationFails()
                .statusCode(201)
                .body("digest", equalTo("sha256:" + sha256))
                .body("file.mediaType", equalTo("application/pdf"))
                .extract()
                .path("id");
        as(CARLA)
                .get("/api/v1/models/filed-gates/versions/1/evidence")
                .then()
                .body("items.find { it.id == '" + first + "' }.superseded", equalTo(true))
                .body("items.find { it.id == '" + id + "' }.superseded", equalTo(false));
        Response file = as(CARLA).get("/api/v1/models/filed-gates/versions/1/evidence/" + id + "/file");
        file.then().statusCode(200).contentType("application/pdf");
        assertThat(file.asByteArray()).isEqualTo(PDF);
        assertThat(file.header("Content-Disposition")).startsWith("attachment; filename=\"rollback-plan-");
        assertThat(file.header("X-Content-Type-Options")).isEqualTo("nosniff");
        as(CARLA)
                .get("/api/v1/models/filed-gates/versions/1/evidence/" + first + "/file")
                .then()
                .statusCode(404);
        assertThat(TestPack.acts("download/evidence/" + id)).containsExactly("evidence.downloaded");
        assertThat(TestPack.acts("document/" + sha256)).containsExactly("document.uploaded");
    }

    @Test
    void whatIsNotADocumentIsRefused() {
        Journey journey = Journey.register("refused-gates").version("1");
        document("application/pdf", "no PDF".getBytes(StandardCharsets.US_ASCII))
                .then()
                .statusCode(422);
        document("text/plain", new byte[] {(byte) 0xff, (byte) 0xfe}).then().statusCode(422);
        document("application/json", "{".getBytes(StandardCharsets.US_ASCII))
                .then()
                .statusCode(422);
        document("text/html", "<p>".getBytes(StandardCharsets.US_ASCII)).then().statusCode(415);
        give(journey, Map.of("gate", "rollback-plan", "title", "Plan"))
                .then()
                .statusCode(422)
                .body("detail", containsString("either 'content' or 'file'"));
        give(journey, Map.of("gate", "rollback-plan", "title", "Plan", "file", "0".repeat(64)))
                .then()
                .statusCode(422)
                .body("type", containsString("unknown-digest"));
        give(
                        journey,
                        Map.of(
                                "gate",
                                "rollback-plan",
                                "title",
                                "P",
                                "content",
                                Map.of(),
                                "artifact",
                                "sha256:" + "0".repeat(64)))
                .then()
                .statusCode(422)
                .body("detail", containsString("are for validation reports"));
    }

    @Test
    void aValidationReportSpeaksOfThisArtifactAndGoesStaleWithTheData() {
        Journey journey = Journey.register("validated-gates").version("1");
        String rows = TestModel.get().rowsSha256;
        journey.fixPlan("fair");
        as(VIKTOR)
                .body(Map.of("gate", "validation-report", "title", "Report", "content", Map.of("text", "Done.")))
                .post("/api/v1/models/validated-gates/versions/1/evidence")
                .then()
                .statusCode(422)
                .body("detail", containsString("names 'artifact' and 'data'"));
        as(VIKTOR)
                .body(Map.of(
                        "gate",
                        "validation-report",
                        "title",
                        "Report",
                        "content",
                        Map.of("text", "Done."),
                        "artifact",
                        "sha256:" + "1".repeat(64),
                        "data",
                        List.of("sha256:" + rows)))
                .post("/api/v1/models/validated-gates/versions/1/evidence")
                .then()
                .statusCode(422)
                .body("detail", containsString("this version's artifact is"));
        journey.validationReport("1", "validation-report", "2".repeat(64))
                .then()
                .statusCode(201);
        gates(journey, "1", null)
                .then()
                .body("gates.find { it.id == 'validation-report' }.reason", equalTo("other_data"))
                .body("gates.find { it.id == 'validation-report' }.cause", equalTo("stale"));
        journey.validationReport("1", "validation-report", rows).then().statusCode(201);
        gates(journey, "1", null).then().body("gates.find { it.id == 'validation-report' }.reason", equalTo("met"));
    }

    /** In every state of a permit the list, the deployment and the released gate say the same. */
    @Test
    void theListForAnEnvironmentIsTheOneThatDecidesOnADeployment() {
        Journey journey = Journey.register("one-list").version("1");
        agree(journey, false, "no_permit");
        journey.audit("1", journey.fixPlan("fair"));
        journey.documents("1").card("1");
        agree(journey, false, "no_permit");
        String permit = Journey.approveByAll(journey.submit("1"));
        agree(journey, true, "met");
        as(ODILE)
                .body(Map.of("reason", "Watching an incident."))
                .post("/api/v1/permits/" + permit + "/suspend")
                .then()
                .statusCode(200);
        agree(journey, false, "permit_suspended");
        as(ERIN).get("/api/v1/models/one-list/versions/1/gates?environment=Not%20one")
                .then()
                .statusCode(422);
        gates(journey, "1", "staging")
                .then()
                .body("open", equalTo(false))
                .body("gates.find { it.id == 'release-approved' }.reason", equalTo("no_permit"));
    }

    /** The command as people run it, in a process of its own. */
    private static int command(Journey journey, StringBuilder said) {
        try {
            ProcessBuilder command = new ProcessBuilder(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-cp",
                    System.getProperty("java.class.path"),
                    "dev.gatehouse.approval.command.GatehouseCommand",
                    "gate",
                    "check",
                    "--url",
                    "http://127.0.0.1:" + RestAssured.port,
                    "--model",
                    journey.model,
                    "--version",
                    "1",
                    "--environment",
                    "production",
                    "--route",
                    journey.model,
                    "--json");
            command.environment().put("GATEHOUSE_TOKEN", TestIssuer.bearer(ERIN));
            command.redirectError(ProcessBuilder.Redirect.INHERIT);
            Process process = command.start();
            said.append(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
            return process.waitFor();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void agree(Journey journey, boolean open, String release) {
        Response listed = gates(journey, "1", "production");
        listed.then()
                .body("open", equalTo(open))
                .body("environment", equalTo("production"))
                .body("gates.find { it.id == 'release-approved' }.reason", equalTo(release))
                .body("gates.find { it.id == 'release-approved' }.link.page", notNullValue());
        StringBuilder said = new StringBuilder();
        assertThat(command(journey, said)).as(said.toString()).isEqualTo(open ? 0 : 1);
        assertThat(JsonPath.from(said.toString()).<List<String>>get("gates.reason"))
                .isEqualTo(listed.path("gates.reason"));
        Response deployed = journey.deploy("1");
        if (open) {
            deployed.then().log().ifValidationFails().statusCode(200);
            return;
        }
        List<Map<String, Object>> closed = listed.path("gates.findAll { !it.open }");
        List<Map<String, Object>> unmet = deployed.path("gates");
        assertThat(unmet)
                .extracting(gate -> gate.get("id"))
                .isEqualTo(closed.stream().map(gate -> gate.get("id")).toList());
        assertThat(unmet)
                .extracting(gate -> gate.get("reason"))
                .isEqualTo(closed.stream().map(gate -> gate.get("reason")).toList());
        deployed.then().statusCode(409);
    }

    @Test
    void anotherRequirementMakesEvidenceStaleAndTheOldOneMakesItCountAgain() {
        int persons = 7_311;
        Journey journey = Journey.registerSmall("moved-gates", persons).version("1");
        String pack = """
                pack: {id: moved-gates, version: "%s", title: Gates of a test, kind: house}
                facts:
                  affected_persons_per_year: {type: int, unit: persons, min: 0, question: "How many persons a year does the model decide about?"}
                gates:
                  moved-plan: {title: The plan is there, evidence: document, given_by: [engineer%s]%s}
                rules:
                  - {id: moved, citation: House policy of the tests, certainty: D, effective_from: 2020-01-01, when: affected_persons_per_year == 7311, effects: {gates: [moved-plan]}}
                tests:
                  - {name: so many, on: 2031-01-01, facts: {affected_persons_per_year: 7311}, fires: [moved]}
                  - {name: one less, on: 2031-01-01, facts: {affected_persons_per_year: 7310}, does_not_fire: [moved]}
                """;
        String first = TestPack.uploaded(pack.formatted("1", "", ""));
        String second = TestPack.uploaded(pack.formatted("2", ", validator", ", fresh_for: P90D"));
        try {
            TestPack.active("moved-gates", first);
            journey.evidence("1", ERIN, "moved-plan");
            reason(journey, "moved-plan", "met");
            TestPack.active("moved-gates", second);
            reason(journey, "moved-plan", "other_requirement");
            journey.evidence("1", ERIN, "moved-plan");
            reason(journey, "moved-plan", "met");
        } finally {
            TestPack.retired("moved-gates");
        }
        gates(journey, "1", null).then().body("gates.id", not(hasItem("moved-plan")));
        as(ERIN).get("/api/v1/models/moved-gates/versions/1/evidence").then().body("items", hasSize(2));
    }

    @Test
    void theGatePageExplainsTakesEvidenceAndShowsItsHistory() {
        Journey.register("paged-gates").version("1");
        Browser erin = Browser.of(ERIN);
        String at = "/ui/models/paged-gates/versions/1/gates/rollback-plan";
        assertThat(erin.get("/ui/models/paged-gates/versions/1").html())
                .contains("href=\"" + at + "\"", "/ui/emergency-permits?model=paged-gates&amp;version=1");
        Browser.Page page = erin.get(at);
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.html()).contains("No evidence was given.", "Give evidence", "lets nobody waive");
        as(ERIN).body(Map.of("gate", "rollback-plan", "title", "First plan", "content", Map.of("text", "A")))
                .post("/api/v1/models/paged-gates/versions/1/evidence")
                .then()
                .statusCode(201);
        as(ERIN).body(Map.of("gate", "rollback-plan", "title", "Second plan", "content", Map.of("text", "B")))
                .post("/api/v1/models/paged-gates/versions/1/evidence")
                .then()
                .statusCode(201);
        assertThat(erin.get(at).html())
                .contains("First plan <span class=\"tag\">superseded</span>", "Second plan")
                .doesNotContain("Second plan <span");
        assertThat(Browser.of(PRIYA).get(at).html()).doesNotContain("Give evidence");
        assertThat(erin.get("/ui/models/paged-gates/versions/1/gates/none").status())
                .isEqualTo(404);
    }

    private static void reason(Journey journey, String gate, String reason) {
        gates(journey, "1", null).then().body("gates.find { it.id == '" + gate + "' }.reason", equalTo(reason));
    }

    private static Response gates(Journey journey, String version, String environment) {
        Response answer = as(ERIN).get("/api/v1/models/" + journey.model + "/versions/" + version + "/gates"
                + (environment == null ? "" : "?environment=" + environment + "&route=" + journey.model));
        answer.then().log().ifValidationFails().statusCode(200);
        return answer;
    }

    private static Response give(Journey journey, Map<String, Object> evidence) {
        return as(ERIN).body(evidence).post("/api/v1/models/" + journey.model + "/versions/1/evidence");
    }

    private static Response document(String type, byte[] bytes) {
        return RestAssured.given()
                .filter(new ContractFilter())
                .auth()
                .oauth2(TestIssuer.bearer(ERIN))
                .config(RestAssured.config()
                        .encoderConfig(io.restassured.config.EncoderConfig.encoderConfig()
                                .appendDefaultContentCharsetToContentTypeIfUndefined(false)
                                .encodeContentTypeAs(type, io.restassured.http.ContentType.BINARY)))
                .contentType(type)
                .body(bytes)
                .post("/api/v1/documents");
    }
}
