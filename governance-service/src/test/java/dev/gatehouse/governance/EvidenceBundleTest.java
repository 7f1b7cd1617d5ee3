package dev.gatehouse.governance;

import static dev.gatehouse.governance.Journey.CARLA;
import static dev.gatehouse.governance.Journey.ERIN;
import static dev.gatehouse.governance.Journey.LARS;
import static dev.gatehouse.governance.Journey.ODILE;
import static dev.gatehouse.governance.Journey.PRIYA;
import static dev.gatehouse.governance.Journey.as;
import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatehouse.approval.bundle.CheckReport;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(TestWorld.class)
class EvidenceBundleTest {

    @Test
    void aBundleVerifiesByThePublishedKeysAndIsTheSameEveryTime() throws Exception {
        Journey journey = Journey.ready("bundled", "1");
        String release = journey.submit("1");
        String question = as(LARS).body(Map.of("section", "audits", "kind", "question", "text", "Why four fifths?"))
                .post("/api/v1/releases/" + release + "/comments")
                .then()
                .log()
                .ifValidationFails()
                .statusCode(201)
                .extract()
                .path("id");
        as(ERIN).body(Map.of("text", "The guideline says so."))
                .post("/api/v1/releases/" + release + "/comments/" + question + "/answers")
                .then()
                .log()
                .ifValidationFails()
                .statusCode(201);
        Journey.approve(release, PRIYA).then().statusCode(200);
        // The first vote lapses: it is told, with its own act.
        String document = given().filter(new ContractFilter())
                .auth()
                .oauth2(TestIssuer.bearer(ERIN))
                .contentType("text/plain")
                .body("Serve version 0 again.")
                .post("/api/v1/documents")
                .then()
                .log()
                .ifValidationFails()
                .statusCode(201)
                .extract()
                .path("sha256");
        as(ERIN).body(Map.of("gate", "rollback-plan", "title", "Rollback plan", "file", document))
                .post("/api/v1/models/bundled/versions/1/evidence")
                .then()
                .log()
                .ifValidationFails()
                .statusCode(201);
        Journey.approve(release, LARS).then().statusCode(409);
        String permit = Journey.approveByAll(release);

        Bundle first = Bundle.of(release);
        assertThat(first.report().isAnchored())
                .as("%s", first.report().checks())
                .isTrue();
        JsonNode told = new ObjectMapper().readTree(first.file("release.json"));
        assertThat(told.get("permit").textValue()).isEqualTo(permit);
        assertThat(told.get("votes")).hasSize(6);
        assertThat(new String(first.file("evidence/rollback-plan-" + document + ".txt"), UTF_8))
                .isEqualTo("Serve version 0 again.");
        assertThat(new String(first.file("comments.json"), UTF_8))
                .contains("Why four fifths?", "The guideline says so.", "\"by\":\"p-")
                .doesNotContain("lars", "Lars");
        assertThat(new String(first.file("README.txt"), UTF_8)).contains(release, "sha256sum -c", "tlog-proof");

        // What comes later on the version, and the download itself, is not part of this release's evidence.
        journey.evidence("1", ERIN, "rollback-plan");
        Journey.register("bundled-other");
        as(CARLA).get("/api/v1/models/bundled/versions/1/card.pdf").then().statusCode(200);
        assertThat(Bundle.of(release).bytes()).isEqualTo(first.bytes());
        assertThat(twoLeaves("evidence.downloaded", "download/release/" + release))
                .isTrue();

        // A later act on the permit is, and says what the signature alone cannot.
        as(ODILE)
                .body(Map.of("reason", "The upstream answers nonsense."))
                .post("/api/v1/permits/" + permit + "/suspend")
                .then()
                .statusCode(200);
        Bundle suspended = Bundle.of(release);
        assertThat(suspended.bytes()).isNotEqualTo(first.bytes());
        assertThat(suspended.report().checks())
                .filteredOn(check -> check.result() == CheckReport.Result.FAILS)
                .singleElement()
                .satisfies(check -> assertThat(check.sentence()).contains("permit.suspended"));
        Instant issued =
                Instant.parse(as(CARLA).get("/api/v1/permits/" + permit).path("issuedAt"));
        assertThat(Bundle.of(release, issued.plusMillis(1)).report().isAnchored())
                .isTrue();
    }

    @Test
    void aReleaseThatWasNotApprovedHasABundleWithoutAPermit() {
        String release = Journey.ready("bundled-rejected", "1").submit("1");
        Bundle open = Bundle.of(release);
        assertThat(open.report().isAnchored()).as("%s", open.report().checks()).isTrue();
        Journey.vote(release, LARS, "legal", "reject", null).then().statusCode(200);
        Bundle rejected = Bundle.of(release);
        assertThat(rejected.report().isAnchored())
                .as("%s", rejected.report().checks())
                .isTrue();
        assertThat(rejected.files()).doesNotContainKey("permit.dsse.json").containsKey("card.pdf");
        assertThat(new String(rejected.file("release.json"), UTF_8)).contains("\"state\":\"Rejected\"");
    }

    @Test
    void onlyWhoMayReadNamesGetsABundleAndAnUnknownReleaseHasNone() {
        as(ERIN).get("/api/v1/releases/00000000-0000-0000-0000-000000000000/evidence.zip")
                .then()
                .statusCode(403);
        as(CARLA)
                .get("/api/v1/releases/00000000-0000-0000-0000-000000000000/evidence.zip")
                .then()
                .statusCode(404)
                .body("type", equalTo("urn:gatehouse:problem:unknown-release"));
    }

    /** The sequencer takes them in within a second. */
    private static boolean twoLeaves(String act, String subject) throws Exception {
        for (int i = 0; i < 100 && leaves(act, subject) < 2; i++) {
            Thread.sleep(100);
        }
        return leaves(act, subject) == 2;
    }

    private static long leaves(String act, String subject) throws IOException {
        long count = 0;
        ObjectMapper json = new ObjectMapper();
        for (long from = 0; ; from += 1000) {
            JsonNode items = json.readTree(as(CARLA)
                            .get("/api/v1/ledger/leaves?limit=1000&from=" + from)
                            .asByteArray())
                    .get("items");
            for (JsonNode item : items) {
                JsonNode leaf = json.readTree(item.get("leaf").textValue());
                if (leaf.get("act").textValue().equals(act)
                        && leaf.get("subject").textValue().equals(subject)) {
                    count++;
                }
            }
            if (items.size() < 1000) {
                return count;
            }
        }
    }
}
