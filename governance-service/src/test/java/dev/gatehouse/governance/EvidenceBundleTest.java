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
import io.restassured.response.Response;
import java.io.IOException;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
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

    private static String rejected;

    /** One release for all that need no more; its bundle verifies while it is before the board too. */
    private static String rejected() {
        if (rejected == null) {
            rejected = Journey.ready("bundled-rejected", "1").submit("1");
            Bundle open = Bundle.of(rejected);
            assertThat(open.report().isAnchored())
                    .as("%s", open.report().checks())
                    .isTrue();
            Journey.vote(rejected, LARS, "legal", "reject", null).then().statusCode(200);
        }
        return rejected;
    }

    @Test
    void aReleaseThatWasNotApprovedHasABundleWithoutAPermit() {
        Bundle rejected = Bundle.of(rejected());
        assertThat(rejected.report().isAnchored())
                .as("%s", rejected.report().checks())
                .isTrue();
        assertThat(rejected.files()).doesNotContainKey("permit.dsse.json").containsKey("card.pdf");
        assertThat(new String(rejected.file("release.json"), UTF_8)).contains("\"state\":\"Rejected\"");
    }

    /** Each of them may fill a large file, and none keeps a transaction open for it. */
    @Test
    void ofManyDownloadsAtOnceTheLastAreAskedToComeBack() throws Exception {
        String release = rejected();
        Bundle first = Bundle.of(release);
        ExecutorService threads = Executors.newFixedThreadPool(6);
        try {
            List<Future<Response>> downloads;
            try (LockedTable dossiers = new LockedTable("dossier")) {
                downloads = Collections.nCopies(6, release).stream()
                        .map(id -> threads.submit(() -> as(CARLA).get("/api/v1/releases/" + id + "/evidence.zip")))
                        .toList();
                LockedTable.until(
                        () -> downloads.stream().filter(Future::isDone).count() == 2);
                for (Future<Response> refused : downloads) {
                    if (refused.isDone()) {
                        refused.get()
                                .then()
                                .statusCode(429)
                                .header("Retry-After", "5")
                                .body("type", equalTo("urn:gatehouse:problem:too-many-downloads"));
                    }
                }
            }
            int packed = 0;
            for (Future<Response> download : downloads) {
                Response answer = download.get(60, TimeUnit.SECONDS);
                if (answer.statusCode() == 200) {
                    packed++;
                    assertThat(answer.asByteArray()).isEqualTo(first.bytes());
                }
            }
            assertThat(packed).isEqualTo(4);
        } finally {
            threads.shutdownNow();
        }
        assertThat(Bundle.of(release).bytes()).as("their places are free again").isEqualTo(first.bytes());
    }

    /** Once text and key are erased, the record confirms no guess; with them the bundle shows what was written. */
    @Test
    void whatWasWrittenIsInNoRecordAndTheBundleBringsTheKeyToIt() throws Exception {
        Bundle bundle = Bundle.of(rejected());
        String vote = named(bundle, "vote.cast");
        JsonNode record = new ObjectMapper().readTree(bundle.file(vote + ".record.json"));
        assertThat(record.get("rationale").textValue()).startsWith("hmac-sha256:");
        assertThat(new String(bundle.file(vote + ".text-key"), UTF_8)).matches("[0-9a-f]{64}\n");
        assertThat(as(CARLA).get("/api/v1/ledger/leaves?limit=1000").asString())
                .doesNotContain(new String(bundle.file(vote + ".text-key"), UTF_8).strip());

        // As docs/compliance-guide.md says how to erase what somebody wrote.
        LockedTable.owner("UPDATE governance.vote SET rationale = '(erased)' WHERE release_id = '" + rejected() + "'");
        LockedTable.owner("DELETE FROM governance.ledger_text_key k USING governance.ledger_leaf l WHERE l.id = k.leaf"
                + " AND l.act = 'vote.cast' AND l.subject = 'release/" + rejected() + "'");
        Bundle erased = Bundle.of(rejected());
        assertThat(erased.report().isAnchored())
                .as("%s", erased.report().checks())
                .isTrue();
        assertThat(erased.report().checks())
                .anySatisfy(check -> assertThat(check.sentence()).contains("the reasons of 1 votes were erased"));
        assertThat(erased.files()).doesNotContainKey(vote + ".text-key");
    }

    private static String named(Bundle bundle, String act) {
        return bundle.files().keySet().stream()
                .filter(name ->
                        name.endsWith(".leaf.json") && new String(bundle.file(name), UTF_8).contains('"' + act + '"'))
                .findFirst()
                .orElseThrow()
                .replace(".leaf.json", "");
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
