package dev.gatehouse.governance;

import static dev.gatehouse.governance.Journey.CARLA;
import static dev.gatehouse.governance.Journey.ENZO;
import static dev.gatehouse.governance.Journey.ERIN;
import static dev.gatehouse.governance.Journey.LARS;
import static dev.gatehouse.governance.Journey.PRIYA;
import static dev.gatehouse.governance.Journey.VIKTOR;
import static dev.gatehouse.governance.Journey.as;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.audit.stat.DriftMetric;
import dev.gatehouse.risk.Obligations;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Audits of drift, of performance and of splits, and diagnoses, in the service: fixed, run, held against policy, shown, in gates and in the card. */
@QuarkusTest
@QuarkusTestResource(TestWorld.class)
class KindsOfAuditsTest {

    private static final int PERSONS = 790_001;
    private static final int ROWS_OF_REFERENCE = 3_000;

    private static final String DRIFT = """
            {"kind":"drift","data":"rows of %s","reference":"training rows","score":"score","exclude":["fair"],"label":"label",
             "metrics":{"number":"psi","category":"psi"},"limits":{"psi":{"max":0.2}},"minimum_rows":200,"confidence":0.95}""";

    private static final String PERFORMANCE = """
            {"kind":"performance","data":"rows of %s","reference":"training rows","label":{"column":"label","positive":"default"},
             "decision":{"score":"score","threshold":0.5},"segments":["unfair"],
             "limits":{"precision":{"min":0.6},"auc_drop":{"max":0.1}},"minimum_rows":200,"confidence":0.95}""";

    private static final String DIAGNOSIS = """
            {"kind":"diagnosis","data":"rows of %s","reference":"training rows","features":["age","income"],
             "label":{"column":"label","positive":"default"},"decision":{"score":"score","threshold":0.5},
             "metrics":["precision","auc"],"segments":["unfair"]}""";

    private static final String SPLITS = """
            {"kind":"splits","data":"evaluation rows of %s","reference":"training rows","exclude":["fair","unfair"],
             "label":{"column":"label","positive":"default"},"limits":{"shared_row_share":{"max":0.01},"leak_auc":{"max":0.99}},
             "classifier":false}""";

    private static final int PERSONS_OF_SPLITS = 850_001;

    /** A house rule that asks for sound splits of models with so many persons. */
    private static final String PACK_OF_SPLITS = TestPack.yaml(
                    "test-splits", "1.0.0", PERSONS_OF_SPLITS, "HIGH", "2020-01-01")
            .replace("rules:\n", """
                    gates:
                      sound-split: {title: The evaluation rows are new, evidence: splits-audit, given_by: [validator]}
                    rules:
                    """)
            .replace("      tier_floor: HIGH\n", "      tier_floor: HIGH\n      gates: [sound-split]\n");

    /** A house rule that asks for both of models with so many persons. */
    private static final String PACK = TestPack.yaml("test-kinds-of-audits", "1.0.0", PERSONS, "HIGH", "2020-01-01")
            .replace("rules:\n", """
                    gates:
                      no-drift: {title: The rows have not drifted, evidence: drift-audit, given_by: [validator]}
                      performs: {title: The model performs, evidence: performance-audit, given_by: [validator]}
                    rules:
                    """)
            .replace("      tier_floor: HIGH\n", """
                          tier_floor: HIGH
                          gates: [no-drift, performs]
                          obligations:
                            drift: {limits: {psi: {max: 0.2}}, minimum_rows: 200, confidence: 0.95}
                            performance: {limits: {precision: {min: 0.6}, auc_drop: {max: 0.1}}, minimum_rows: 200, confidence: 0.95}
                    """);

    private static String reference;

    @Test
    void bothKindsGoFromThePlanOverTheRunToGatePageLibraryAndCard() {
        int pack = TestPack.active("test-kinds-of-audits", TestPack.uploaded(PACK));
        assertThat(pack).isPositive();
        Map<String, Object> facts = Journey.creditFacts();
        facts.put("affected_persons_per_year", PERSONS);
        Journey journey = Journey.register("kinds", facts).version("1");
        data();
        gate(journey, "no-drift", false, "no_plan");

        String drift = fixed(journey, DRIFT)
                .body("kind", equalTo("drift"))
                .body("reference", equalTo(reference))
                .extract()
                .path("digest");
        fix(journey, VIKTOR, DRIFT, reference)
                .statusCode(409)
                .body("type", equalTo("urn:gatehouse:problem:duplicate"))
                .body("plan", equalTo(drift));
        String performance = fixed(journey, PERFORMANCE).extract().path("digest");
        String driftRun = journey.audit("1", drift)
                .body("status", equalTo("COMPLETED"))
                .body("kind", equalTo("drift"))
                .body("verdict", equalTo("PASS"))
                .extract()
                .path("id");
        gate(journey, "no-drift", true, "met");
        gate(journey, "performs", false, "missing");
        gate(journey, "fairness-audit", false, "no_plan");
        String performanceRun = journey.audit("1", performance)
                .body("verdict", equalTo("PASS"))
                .extract()
                .path("id");
        gate(journey, "performs", true, "met");
        as(ERIN).get("/api/v1/models/kinds/versions/1/audits")
                .then()
                .statusCode(200)
                .body("items.kind", containsInAnyOrder("drift", "performance"));

        seen(driftRun, "drift", "How far columns have moved", "Current values against the reference");
        seen(performanceRun, "performance", "Performance by segment", "Observed share of positives by score");
        library("drift", driftRun);
        library("performance", performanceRun);
        withheld(driftRun, performanceRun);
        card(journey);
        bundled(journey, driftRun);
    }

    @Test
    void aDiagnosisIsRunAndShownInEveryFormAndDecidesNothing() {
        Journey journey = Journey.register("kinds-diagnosed").version("1");
        data();
        String gates = as(ERIN).get("/api/v1/models/kinds-diagnosed/versions/1/gates")
                .jsonPath()
                .getString("gates.collect { [it.id, it.open] }");
        String plan = fixed(journey, DIAGNOSIS)
                .body("kind", equalTo("diagnosis"))
                .extract()
                .path("digest");
        refused(fix(journey, VIKTOR, DIAGNOSIS, null), "reference: missing");
        refused(
                fix(journey, VIKTOR, DIAGNOSIS.replace("\"score\":\"score\"", "\"score\":\"points\""), reference),
                "decision: say");
        refused(
                journey.ask(
                        "1",
                        fix(journey, VIKTOR, DIAGNOSIS.replace("0.5", "0.4"), reference)
                                .statusCode(201)
                                .extract()
                                .path("digest")),
                "judges decisions at the threshold 0.4");

        String run = journey.audit("1", plan)
                .body("status", equalTo("COMPLETED"))
                .body("kind", equalTo("diagnosis"))
                .body("verdict", nullValue())
                .extract()
                .path("id");

        assertThat(as(ERIN).get("/api/v1/models/kinds-diagnosed/versions/1/gates")
                        .jsonPath()
                        .getString("gates.collect { [it.id, it.open] }"))
                .isEqualTo(gates);
        Browser viktor = Browser.of(VIKTOR);
        assertThat(viktor.get("/ui/audits/" + run).html())
                .contains(
                        ">Diagnosis</p>",
                        "Metrics of all labelled rows, and what their change goes with",
                        "aria-label=\"Chart: What the change goes with\"",
                        "Report with every figure");
        assertThat(viktor.get("/ui/audits/" + run + "/report.html").html()).contains("<h1>Diagnosis</h1>", "<svg");
        as(ERIN).get("/api/v1/audits/" + run + "/report?disclosure=true")
                .then()
                .statusCode(200)
                .body("kind", equalTo("diagnosis"))
                .body("findings.size()", greaterThan(1))
                .body("segments.size()", equalTo(4));
        for (String form : List.of("/document.pdf", "/document.pdf?disclosure=true")) {
            byte[] pdf = given().auth()
                    .oauth2(TestIssuer.bearer(ERIN))
                    .get("/api/v1/audits/" + run + form)
                    .then()
                    .statusCode(200)
                    .extract()
                    .asByteArray();
            assertThat(PrintedPdf.of(pdf).text().replaceAll("\\s+", " "))
                    .contains("A diagnosis says what a change goes with", "What the change goes with", "Segments");
        }
        as(CARLA)
                .get("/api/v1/reports?kind=diagnosis&q=kinds-diagnosed")
                .then()
                .statusCode(200)
                .body("items.id", hasItem(run));
    }

    @Test
    void aCheckOfSplitsIsRunOnEvaluationAndTrainingRowsShownInEveryFormAndOpensItsGate() {
        TestPack.active("test-splits", TestPack.uploaded(PACK_OF_SPLITS));
        Map<String, Object> facts = Journey.creditFacts();
        facts.put("affected_persons_per_year", PERSONS_OF_SPLITS);
        Journey journey = Journey.register("kinds-split", facts).version("1");
        data();
        gate(journey, "sound-split", false, "no_plan");
        refused(fix(journey, VIKTOR, SPLITS, null), "reference: missing");

        // The training rows are the first half of all rows.
        String copied =
                fixed(journey, SPLITS).body("kind", equalTo("splits")).extract().path("digest");
        String failed = journey.audit("1", copied)
                .body("kind", equalTo("splits"))
                .body("verdict", equalTo("FAIL"))
                .extract()
                .path("id");
        gate(journey, "sound-split", false, "failed");
        String all = new String(TestModel.get().rows, StandardCharsets.UTF_8);
        String others = upload(
                "age,income,fair,unfair,label\n"
                        + all.substring(firstRows(ROWS_OF_REFERENCE).length()),
                "others");
        String sound = fix(journey, VIKTOR, others, SPLITS, reference)
                .statusCode(201)
                .extract()
                .path("digest");
        String passed = journey.audit("1", sound)
                .body("verdict", equalTo("PASS"))
                .extract()
                .path("id");
        gate(journey, "sound-split", true, "met");

        Browser viktor = Browser.of(VIKTOR);
        assertThat(viktor.get("/ui/audits/" + failed).html())
                .contains(
                        ">Check of splits</p>",
                        "What both samples share",
                        "3000 of 6000 evaluation rows stand in the training rows too",
                        "Features alone against the label",
                        "How far columns have moved",
                        "aria-label=\"Chart: AUC of each feature alone\"");
        assertThat(viktor.get("/ui/audits/" + passed + "/report.html").html())
                .contains("<h1>Check of splits</h1>", "<svg");
        as(ERIN).get("/api/v1/audits/" + failed + "/report?disclosure=true")
                .then()
                .statusCode(200)
                .body("kind", equalTo("splits"))
                .body("verdict", equalTo("FAIL"));
        for (String form : List.of("/document.pdf", "/document.pdf?disclosure=true")) {
            byte[] pdf = given().auth()
                    .oauth2(TestIssuer.bearer(ERIN))
                    .get("/api/v1/audits/" + failed + form)
                    .then()
                    .statusCode(200)
                    .extract()
                    .asByteArray();
            assertThat(PrintedPdf.of(pdf).text().replaceAll("\\s+", " "))
                    .contains(
                            "Check of splits of kinds-split/1", "What both samples share", "AUC of each feature alone");
        }
        as(CARLA)
                .get("/api/v1/reports?kind=splits&q=kinds-split")
                .then()
                .statusCode(200)
                .body("items.id", containsInAnyOrder(failed, passed));
    }

    @Test
    void aPlanIsRefusedWithoutItsReferenceAndOneWithoutReferenceWithIt() {
        Journey journey = Journey.register("kinds-refused").version("1");
        data();
        String rows = TestModel.get().rowsSha256;

        refused(fix(journey, VIKTOR, DRIFT, null), "reference: missing");
        refused(fix(journey, VIKTOR, DRIFT, rows), "is the data set itself");
        refused(
                fix(
                        journey,
                        VIKTOR,
                        PERFORMANCE
                                .replace("\"reference\":\"training rows\",", "")
                                .replace(",\"auc_drop\":{\"max\":0.1}", ""),
                        reference),
                "the plan names no reference");
        refused(fix(journey, VIKTOR, TestModel.plan("fair"), reference), "the plan names no reference");
        refused(
                fix(journey, VIKTOR, DRIFT.replace("\"score\":\"score\"", "\"score\":\"income\""), reference),
                "score: say");
        refused(
                fix(
                        journey,
                        VIKTOR,
                        PERFORMANCE
                                .replace(
                                        "{\"score\":\"score\",\"threshold\":0.5}",
                                        "{\"column\":\"fair\",\"positive\":\"a\"}")
                                .replace(",\"auc_drop\":{\"max\":0.1}", ""),
                        reference),
                "decision: say");
        refused(fix(journey, VIKTOR, "{\"kind\":\"weather\"}", null), "kind: must be one of");
        fix(journey, VIKTOR, DRIFT, "0".repeat(64))
                .statusCode(422)
                .body("type", equalTo("urn:gatehouse:problem:unknown-digest"));
        fix(journey, VIKTOR, DRIFT, "none")
                .statusCode(422)
                .body("type", equalTo("urn:gatehouse:problem:invalid-value"));
        fix(journey, ENZO, DRIFT, reference).statusCode(403);
        fix(journey, VIKTOR, TestModel.plan("fair").replace("\"kind\":\"fairness\",", ""), null)
                .statusCode(201)
                .body("kind", equalTo("fairness"));
    }

    /** The house pack limits four distances for every HIGH tier; each column is judged by one of them. */
    @Test
    void aPlanThatAsksLessThanPolicyIsRefusedWithWhatIsWeaker() {
        Journey journey = Journey.register("kinds-weaker").version("1");
        data();

        weaker(journey, DRIFT.replace("\"max\":0.2", "\"max\":0.3"), "limits.psi.max is 0.3; policy asks 0.2 or less");
        weaker(
                journey,
                DRIFT.replace("\"category\":\"psi\"", "\"category\":\"total_variation\""),
                "metrics names total_variation, for which policy has no limit; judge every column by one of [jensen_shannon, ks,"
                        + " psi, wasserstein_normed]");
        weaker(
                journey,
                DRIFT.replace("\"category\":\"psi\"", "\"category\":\"jensen_shannon\""),
                "limits.jensen_shannon.max is null; policy asks 0.15 or less");
        fixed(
                journey,
                DRIFT.replace(
                                "{\"number\":\"psi\",\"category\":\"psi\"}",
                                "{\"number\":\"ks\",\"category\":\"jensen_shannon\"}")
                        .replace(
                                "{\"psi\":{\"max\":0.2}}", "{\"ks\":{\"max\":0.1},\"jensen_shannon\":{\"max\":0.15}}"));
        assertThat(Obligations.DRIFT_DISTANCES)
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(DriftMetric.values()).map(DriftMetric::id).toList());
        weaker(
                journey,
                DRIFT.replace(",\"limits\":{\"psi\":{\"max\":0.2}}", "")
                        .replace("\"metrics\":{\"number\":\"psi\",\"category\":\"psi\"}", "\"method\":\"nannyml\""),
                "method is nannyml");
    }

    @Test
    void whatCannotBeComparedEndsTheRunAndTooFewRowsAreInsufficient() {
        Journey journey = Journey.register("kinds-unlike").version("1");
        data();
        String other = upload("a,b\n1,2\n3,4\n", "other columns");
        String few = upload(firstRows(20), "few rows");

        String unlike =
                fix(journey, VIKTOR, DRIFT, other).statusCode(201).extract().path("digest");
        journey.audit("1", unlike).body("status", equalTo("ERROR")).body("error", containsString("age"));
        String plain = DRIFT.replace("\"score\":\"score\",", "").replace("rows of %s", "unscored rows of %s");
        String small =
                fix(journey, VIKTOR, plain, few).statusCode(201).extract().path("digest");
        journey.audit("1", small).body("status", equalTo("COMPLETED")).body("verdict", equalTo("INSUFFICIENT"));
        String elsewhere = fix(
                        journey, VIKTOR, PERFORMANCE.replace("\"threshold\":0.5", "\"threshold\":0.4"), reference)
                .statusCode(201)
                .extract()
                .path("digest");
        refused(journey.ask("1", elsewhere), "judges decisions at the threshold 0.4");
    }

    // ---------------------------------------------------------------- steps

    private static void seen(String run, String kind, String title, String chart) {
        Browser viktor = Browser.of(VIKTOR);
        assertThat(viktor.get("/ui/audits/" + run).html())
                .contains("Audit of " + kind, title, "Report with every figure", "Report for readers outside")
                .contains("aria-label=\"Chart: " + chart, "role=\"img\" aria-label=\"" + chart);
        for (String form : List.of("/document.pdf", "/document.pdf?disclosure=true")) {
            byte[] pdf = given().auth()
                    .oauth2(TestIssuer.bearer(ERIN))
                    .get("/api/v1/audits/" + run + form)
                    .then()
                    .statusCode(200)
                    .header("Content-Disposition", containsString(kind + "-audit-kinds-1"))
                    .extract()
                    .asByteArray();
            assertThat(PrintedPdf.of(pdf).text()).contains("Charts", chart);
        }
        assertThat(viktor.get("/ui/audits/" + run + "/report.html").html()).contains("<svg", ": Pass</title>");
        assertThat(viktor.get("/ui/models/kinds/versions/1").html()).contains(">" + kind + "</span>");
        as(ERIN).get("/api/v1/audits/" + run + "/report")
                .then()
                .statusCode(200)
                .body("kind", equalTo(kind))
                .body("data_digest", notNullValue());
        byte[] cells = as(VIKTOR)
                .get("/api/v1/audits/" + run + "/cells?purpose=Recomputing the report")
                .then()
                .statusCode(200)
                .extract()
                .asByteArray();
        as(ERIN).get("/api/v1/audits/" + run)
                .then()
                .body("cellsDigest", equalTo(Digest.of(cells).toString()));
    }

    private static void library(String kind, String run) {
        as(CARLA)
                .get("/api/v1/reports?kind=" + kind + "&q=kinds/1")
                .then()
                .statusCode(200)
                .body("items.id", hasItem(run))
                .body("items[0].state", equalTo("PASS"));
    }

    /** The label has two values, the segments two; none is small, so nothing but extreme values goes. */
    private static void withheld(String drift, String performance) {
        JsonPath outside = as(ERIN).get("/api/v1/audits/" + drift + "/report?disclosure=true")
                .jsonPath();
        assertThat(outside.getString("verdict")).isEqualTo("PASS");
        assertThat(outside.getMap("drift.find { it.feature == 'age' }.bars[0]")).doesNotContainKey("from");
        JsonPath inside = as(ERIN).get("/api/v1/audits/" + drift + "/report").jsonPath();
        assertThat(inside.getMap("drift.find { it.feature == 'age' }.bars[0]")).containsKey("from");
        as(ERIN).get("/api/v1/audits/" + performance + "/report?disclosure=true")
                .then()
                .statusCode(200)
                .body("segments.size()", equalTo(4));
    }

    /** The board's evidence holds the run whose gate passes; after one that fails the votes lapse, and it holds both. */
    private static void bundled(Journey journey, String passed) {
        journey.audit("1", journey.fixPlan("fair"));
        journey.documents("1").card("1");
        String release = journey.submit("1");
        Bundle before = Bundle.of(release);
        assertThat(before.report().isAnchored())
                .as("%s", before.report().checks())
                .isTrue();
        assertThat(drift(before)).containsExactly(Map.entry(passed, "PASS"));
        Journey.approve(release, LARS).then().statusCode(200);

        String younger = upload(younger(), "rows of a younger time");
        String failed = journey.audit(
                        "1",
                        fix(journey, VIKTOR, DRIFT, younger)
                                .statusCode(201)
                                .extract()
                                .path("digest"))
                .body("verdict", equalTo("FAIL"))
                .extract()
                .path("id");

        gate(journey, "no-drift", false, "failed");
        Journey.approve(release, PRIYA).then().statusCode(409);
        Bundle after = Bundle.of(release);
        assertThat(after.report().isAnchored())
                .as("%s", after.report().checks())
                .isTrue();
        assertThat(drift(after)).containsOnly(Map.entry(passed, "PASS"), Map.entry(failed, "FAIL"));
        as(ERIN).get("/api/v1/releases/" + release).then().body("state", equalTo("InReview"));
        assertThat(Browser.of(LARS).get("/ui/releases/" + release).html())
                .contains("aria-label=\"Chart: Distance by feature", "/ui/audits/" + failed);
    }

    /** Verdicts of the runs on drift that the bundle's dossier names, each with its report and its PDF in the bundle. */
    private static Map<String, String> drift(Bundle bundle) {
        Map<String, String> verdicts = new HashMap<>();
        JsonPath dossier = new JsonPath(new String(bundle.file("dossier.json"), StandardCharsets.UTF_8));
        List<Map<String, Object>> runs = dossier.getList("audits.findAll { it.plan?.kind == 'drift' }");
        for (Map<String, Object> run : runs) {
            String report = ((String) run.get("reportDigest")).substring("sha256:".length());
            assertThat(bundle.files().keySet())
                    .anyMatch(name -> name.contains(report) && name.endsWith(".json"))
                    .anyMatch(name -> name.contains(report) && name.endsWith(".pdf"));
            verdicts.put((String) run.get("id"), (String) run.get("verdict"));
        }
        return verdicts;
    }

    /** The rows as they are, of people who are younger by three tenths of the range. */
    private static String younger() {
        String rows = new String(TestModel.get().rows, StandardCharsets.UTF_8);
        StringBuilder shifted = new StringBuilder(rows.lines().findFirst().orElseThrow() + "\n");
        rows.lines().skip(1).forEach(row -> {
            int comma = row.indexOf(',');
            shifted.append(Double.parseDouble(row.substring(0, comma)) - 0.3)
                    .append(row.substring(comma))
                    .append('\n');
        });
        return shifted.toString();
    }

    private static void card(Journey journey) {
        journey.card("1");
        as(ERIN).get("/api/v1/models/kinds/versions/1/card")
                .then()
                .statusCode(200)
                .body("drift.value.feature", hasItems("score", "age", "income"))
                .body("drift.value.find { it.feature == 'age' }.drifted", equalTo(false))
                .body("metrics.value.name", hasItems("Precision", "Recall"))
                .body("metrics.value.find { it.name == 'Precision' }.verdict", equalTo("PASS"));
    }

    private static void gate(Journey journey, String id, boolean open, String reason) {
        as(ERIN).get("/api/v1/models/" + journey.model + "/versions/1/gates")
                .then()
                .body("gates.find { it.id == '" + id + "' }.open", equalTo(open))
                .body("gates.find { it.id == '" + id + "' }.reason", equalTo(reason));
    }

    private static void weaker(Journey journey, String plan, String what) {
        fix(journey, VIKTOR, plan, reference)
                .statusCode(422)
                .body("type", equalTo("urn:gatehouse:problem:plan-weaker-than-policy"))
                .body("weaknesses", hasItem(containsString(what)));
    }

    private static void refused(ValidatableResponse answer, String why) {
        answer.statusCode(422)
                .body("type", equalTo("urn:gatehouse:problem:invalid-plan"))
                .body("detail", containsString(why));
    }

    private static ValidatableResponse fixed(Journey journey, String plan) {
        return fix(journey, VIKTOR, plan, reference).statusCode(201);
    }

    private static ValidatableResponse fix(Journey journey, TestIssuer.Person person, String plan, String reference) {
        return fix(journey, person, TestModel.get().rowsSha256, plan, reference);
    }

    private static ValidatableResponse fix(
            Journey journey, TestIssuer.Person person, String dataset, String plan, String reference) {
        return as(person)
                .body("{\"dataset\":\"" + dataset + "\","
                        + (reference == null ? "" : "\"reference\":\"" + reference + "\",")
                        + "\"plan\":" + plan.replace("%s", journey.model) + "}")
                .post("/api/v1/models/" + journey.model + "/audit-plans")
                .then()
                .log()
                .ifValidationFails();
    }

    /** Brings the rows in, and the first half of them as the reference. */
    private static void data() {
        upload(new String(TestModel.get().rows, StandardCharsets.UTF_8), "held-out rows");
        reference = upload(firstRows(ROWS_OF_REFERENCE), "training rows");
    }

    private static String firstRows(int rows) {
        StringBuilder first = new StringBuilder();
        new String(TestModel.get().rows, StandardCharsets.UTF_8)
                .lines()
                .limit(rows + 1L)
                .forEach(line -> first.append(line).append('\n'));
        return first.toString();
    }

    private static String upload(String csv, String name) {
        byte[] bytes = csv.getBytes(StandardCharsets.UTF_8);
        String sha256 = Digest.of(bytes).hex();
        given().auth()
                .oauth2(TestIssuer.bearer(VIKTOR))
                .contentType("application/octet-stream")
                .queryParam("name", name)
                .body(bytes)
                .put("/api/v1/datasets/" + sha256)
                .then()
                .statusCode(200);
        return sha256;
    }
}
