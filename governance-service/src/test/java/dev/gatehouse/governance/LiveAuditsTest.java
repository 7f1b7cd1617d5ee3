package dev.gatehouse.governance;

import static dev.gatehouse.governance.Journey.ERIN;
import static dev.gatehouse.governance.Journey.ODILE;
import static dev.gatehouse.governance.Journey.VIKTOR;
import static dev.gatehouse.governance.Journey.as;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.audit.report.DiagnosisReport;
import dev.gatehouse.audit.report.DriftReport;
import dev.gatehouse.audit.report.PerformanceReport;
import dev.gatehouse.audit.report.Statistics;
import dev.gatehouse.audit.report.Statistics.Bin;
import dev.gatehouse.audit.report.Statistics.Feature;
import dev.gatehouse.audit.report.Verdict;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Plans of drift, performance and diagnosis on recorded predictions: an earlier window, and one in which people are older by 15 years. */
@QuarkusTest
@QuarkusTestResource(TestWorld.class)
class LiveAuditsTest {

    private static final String ROUTE = "live-audited";
    private static final int ROWS = 400;
    private static final int LABELLED = 300;
    private static final byte[] EARLIER = "age,income,label\n30,1000,repay\n".getBytes(StandardCharsets.UTF_8);

    private static final String DRIFT = """
            {"kind":"drift","data":"live","reference":"earlier","features":["age","income"],"score":"score","label":"label",
             "chunks":{"number":4},"metrics":{"number":"psi","category":"psi"},"limits":{"psi":{"max":0.2}}}""";

    private static final String PERFORMANCE = """
            {"kind":"performance","data":"live","reference":"earlier","label":{"column":"label","positive":"default"},
             "decision":{"score":"score","threshold":0.5},"time":{"column":"at","period":"day"},"label_time":{"column":"known"},
             "label_source":{"column":"source","confirmed":["court"]},"segments":["%s"],"limits":{"precision_drop":{"max":0.05}}}""";

    private static final String DIAGNOSIS = """
            {"kind":"diagnosis","data":"live","reference":"earlier","features":["age","income"],
             "label":{"column":"label","positive":"default"},"decision":{"score":"score","threshold":0.5},
             "label_source":{"column":"source","confirmed":["court"]},"metrics":["precision","recall"],"segments":["%s"]}""";

    private static final String TRAINING = "/api/v1/models/" + ROUTE + "/versions/1/training-statistics";

    private static Recorded before;
    private static Recorded now;

    @Test
    void driftOfInputsScoreAndLabelIsCountedFromTheLogAndSaysWhatItLeavesOut() throws Exception {
        recorded();
        String plan = fixed(DRIFT);
        int acts = TestPack.acts("route/production/" + ROUTE).size();

        DriftReport report = DriftReport.parse(live(plan, true)
                .then()
                .log()
                .ifValidationFails()
                .statusCode(200)
                .extract()
                .asByteArray());

        assertThat(report.engine()).startsWith("PostgreSQL");
        assertThat(report.rows().reference().read()).isEqualTo(ROWS);
        assertThat(report.rows().current().read()).isEqualTo(ROWS);
        assertThat(report.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(report.drift()).extracting(DriftReport.Drift::feature).containsExactly("age", "income");
        DriftReport.Drift age = report.drift().get(0);
        // The standard deviation of 20 to 59, each equally often.
        assertThat(age.metrics().get("wasserstein_normed"))
                .isCloseTo(15 / Math.sqrt((40 * 40 - 1) / 12.0), within(1e-9));
        assertThat(age.drifted()).isTrue();
        assertThat(age.chunks()).hasSize(8);
        assertThat(report.score().statistic()).isZero();
        assertThat(report.label().rowsCurrent()).isEqualTo(LABELLED);
        // JSON said of one income that it is a text.
        assertThat(report.quality())
                .anySatisfy(found -> assertThat(found.check()).isEqualTo("type_break"));
        assertThat(report.notes())
                .anyMatch(note -> note.startsWith("1 of " + (ROWS + 1) + " current rows are left out"))
                .anyMatch(note -> note.startsWith("No classifier was trained"));
        assertThat(TestPack.acts("route/production/" + ROUTE).subList(acts, acts + 1))
                .containsExactly("predictions.audited");
    }

    @Test
    void performanceIsToldByTheLabelsThatAreKnownHowLateAndHowSure() throws Exception {
        recorded();
        List<Map<String, String>> people = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            people.add(
                    Map.of("subject", ROUTE + i, "attribute", "living-in", "value", i % 4 == 0 ? "town" : "country"));
        }
        as(VIKTOR)
                .body(Map.of("items", people))
                .post("/api/v1/protected-attributes")
                .then()
                .statusCode(200);
        String plan = fixed(PERFORMANCE.formatted("living-in"));
        int acts = TestPack.acts("route/production/" + ROUTE).size();

        PerformanceReport report = PerformanceReport.parse(live(plan, true)
                .then()
                .log()
                .ifValidationFails()
                .statusCode(200)
                .extract()
                .asByteArray());

        assertThat(report.current().confusion()).isEqualTo(new PerformanceReport.Confusion(120, 30, 0, 150));
        assertThat(report.reference().confusion()).isEqualTo(new PerformanceReport.Confusion(150, 0, 0, 150));
        assertThat(report.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(report.labels().coverage().value()).isCloseTo(LABELLED / (ROWS + 1.0), within(1e-12));
        assertThat(report.labels().confirmed()).isEqualTo(100);
        assertThat(report.labels().delay().medianSeconds()).isCloseTo(3_600, within(40.0));
        assertThat(report.segments())
                .filteredOn(segment -> !segment.reference() && segment.value().equals("town"))
                .singleElement()
                .satisfies(segment -> assertThat(segment.labelled()).isEqualTo(75));
        assertThat(TestPack.acts("route/production/" + ROUTE).subList(acts, acts + 1))
                .containsExactly("protected-attributes.read");

        refused(live(fixed(PERFORMANCE.formatted("shoe-size")), true), "invalid-plan", "'shoe-size' is no input");
        refused(live(plan, false), "invalid-value", "reference: the plan compares with one");
        refused(live(fixed(PERFORMANCE.formatted("age")), true), "invalid-plan", "'age' has more than");
    }

    /** The reference has no error; of the current window a fifth of the positive decisions is wrong. */
    @Test
    void aDiagnosisTellsOfMetricsLabelsAndSegmentsAndThatRowsStay() throws Exception {
        recorded();

        DiagnosisReport report = DiagnosisReport.parse(
                live(fixed(DIAGNOSIS.formatted("age").replace(",\"segments\":[\"age\"]", "")), true)
                        .then()
                        .log()
                        .ifValidationFails()
                        .statusCode(200)
                        .extract()
                        .asByteArray());

        assertThat(report.metrics().get(0).metric()).isEqualTo("precision");
        assertThat(report.metrics().get(0).change().value()).isCloseTo(-0.2, within(1e-12));
        assertThat(report.metrics().get(0).split()).isNull();
        assertThat(report.findings().get(0)).startsWith("Precision fell from 1.000 to 0.800");
        assertThat(report.labels().current().confirmedShare().value()).isCloseTo(1 / 3.0, within(1e-12));
        assertThat(report.notes()).anyMatch(note -> note.startsWith("Rows do not leave the database, so a change"));
        refused(live(fixed(DIAGNOSIS.formatted("shoe-size")), true), "invalid-plan", "'shoe-size' is no input");
    }

    @Test
    void fromItsPageALiveAuditIsAskedForSeenToEndAndListed() throws Exception {
        recorded();
        String plan = fixed(DRIFT.replace("\"number\":4", "\"number\":3"));
        String list = "/ui/models/" + ROUTE + "/versions/1/live-audits";
        Browser viktor = Browser.of(VIKTOR);
        Browser.Page form = viktor.get(list);
        assertThat(form.status()).isEqualTo(200);
        assertThat(form.html()).contains("value=\"" + plan + "\"", ">production/" + ROUTE + "<", "Ask for the audit");

        assertFaults(viktor.post(list, asked(form, "", "", "soon", "Mars/Olympus")), "plan", "purpose", "zone", "from");
        assertFaults(
                viktor.post(list, asked(form, plan, "Monthly look.", "2026-03-29T02:30", "Europe/Berlin")), "from");
        Map<String, String> alone = asked(form, plan, "Monthly look.", local(now.at), "UTC");
        alone.put("referenceFrom", "");
        alone.put("referenceTo", "");
        assertFaults(viktor.post(list, alone), "referenceFrom");
        int acts = TestPack.acts("route/production/" + ROUTE).size();

        Browser.Page run = viktor.post(list, asked(form, plan, "Monthly look.", local(now.at), "UTC"));
        String at = run.at().getPath();
        assertThat(at).startsWith("/ui/live-audits/");
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!run.html().contains("It has ended.") && System.nanoTime() - deadline < 0) {
            assertThat(run.html()).containsPattern("It waits for its turn|At work: ");
            Thread.sleep(100);
            run = viktor.get(at);
        }

        assertThat(run.html())
                .contains("</span> Failed</span>", "How far columns have moved", "</time>, viktor")
                .contains("aria-label=\"Chart: Distance by feature")
                .contains("Compared with</dt>");
        assertThat(viktor.get(at + "/report.html").html()).contains("<h1>Drift audit</h1>", "<svg");
        DriftReport report =
                DriftReport.parse(viktor.get(at + "/report.json").html().getBytes(StandardCharsets.UTF_8));
        assertThat(report.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(report.engine()).startsWith("PostgreSQL");
        assertThat(viktor.get(list).html()).contains("<a href=\"" + at + "\">");
        assertThat(viktor.get("/ui/models/" + ROUTE + "/versions/1").html()).contains(list);
        assertThat(TestPack.acts("route/production/" + ROUTE).subList(acts, acts + 2))
                .containsExactly("predictions.audited", "live-audit.run");

        // What can be told of the rows only comes out when it runs.
        Map<String, String> empty = asked(form, plan, "Monthly look.", local(now.at.minusSeconds(3_000)), "UTC");
        empty.put("to", local(now.at.minusSeconds(2_000)));
        run = viktor.post(list, empty);
        while (!run.html().contains("It has ended.") && System.nanoTime() - deadline < 0) {
            Thread.sleep(100);
            run = viktor.get(run.at().getPath());
        }
        assertThat(run.html()).contains("It came to no report: Version 1 has 0 predictions");
        assertThat(viktor.get("/ui/live-audits/" + UUID.randomUUID()).status()).isEqualTo(404);
    }

    @Test
    void driftIsCountedAgainstTheStatisticsOfTheTrainingRowsThatAreRegisteredWithTheVersion() throws Exception {
        recorded();
        String plan = fixed(DRIFT.replace("\"label\":\"label\",", ""));
        refused(againstTraining(plan, "training"), "invalid-value", "no statistics of training rows are registered");
        Journey.registered(ROUTE).fixPlan("kin");
        Feature age = numbers("age", IntStream.range(0, 40).mapToDouble(i -> 20 + i));
        Feature score = numbers("score", DoubleStream.of(0.2, 0.8));
        refused(register("{\"kind\":\"statistics\",\"format\":1}"), "invalid-value", "--statistics OUT.json");
        refused(register(statistics("kin", age, numbers("kin", DoubleStream.of(1)))), "invalid-value", "[kin]");
        refused(
                register(statistics(null, numbers("wealth", DoubleStream.of(1)))),
                "invalid-value",
                "[wealth], which are no inputs of " + ROUTE + "/1; its inputs are [age, income]");
        refused(
                register(statistics(null, numbers("age", IntStream.range(0, 200).mapToDouble(i -> i)))),
                "invalid-value",
                "'age' has a bin or category of fewer than 5 rows");
        as(VIKTOR).body("{}").post(TRAINING).then().statusCode(403);

        String part = register(statistics(null, age, score))
                .then()
                .statusCode(201)
                .extract()
                .asString();
        assertThat(part).contains("\"missingInputs\":[\"income\"]", "\"rows\":400");
        refused(againstTraining(plan, "training"), "invalid-plan", "the statistics have no 'income'");
        String whole =
                statistics(null, age, numbers("income", IntStream.range(0, 50).mapToDouble(i -> 1_000 * i)), score);
        String digest = Digest.of(whole.getBytes(StandardCharsets.UTF_8)).toString();
        for (int again = 0; again < 2; again++) {
            assertThat(register(whole).then().statusCode(201).extract().asString())
                    .contains("\"digest\":\"" + digest + "\"", "\"missingInputs\":[]");
        }
        assertThat(as(ODILE).get(TRAINING).then().statusCode(200).extract().asString())
                .containsPattern("^\\{\"items\":\\[\\{\"digest\":\"" + digest)
                .satisfies(list -> assertThat(list.split("\"digest\"")).hasSize(3));
        assertThat(as(ODILE)
                        .get(TRAINING + "/" + digest)
                        .then()
                        .statusCode(200)
                        .extract()
                        .asString())
                .isEqualTo(whole);
        as(ODILE).get(TRAINING + "/sha256:" + "0".repeat(64)).then().statusCode(404);
        assertThat(TestPack.acts("version/" + ROUTE + "/1")).endsWith("training-statistics.registered");

        for (String which : List.of("training", digest)) {
            DriftReport report = DriftReport.parse(againstTraining(plan, which)
                    .then()
                    .log()
                    .ifValidationFails()
                    .statusCode(200)
                    .extract()
                    .asByteArray());
            assertThat(report.engine()).startsWith("PostgreSQL");
            assertThat(report.referenceDigest()).isEqualTo(digest);
            assertThat(report.rows().reference().read()).isEqualTo(ROWS);
            assertThat(report.rows().current().read()).isEqualTo(ROWS);
            assertThat(report.verdict()).isEqualTo(Verdict.FAIL);
            assertThat(report.drift().get(0).metrics().get("wasserstein_normed"))
                    .isCloseTo(15 / Math.sqrt((40 * 40 - 1) / 12.0), within(1e-9));
            assertThat(report.score().statistic()).isZero();
            assertThat(report.quality())
                    .anySatisfy(found -> assertThat(found.check()).isEqualTo("type_break"));
            assertThat(report.notes())
                    .anyMatch(note -> note.startsWith("The reference is published statistics of 400 rows"))
                    .anyMatch(note -> note.startsWith("1 of " + (ROWS + 1) + " current rows are left out"));
        }
        refused(againstTraining(plan, "sha256:" + "0".repeat(64)), "unknown-digest", "No statistics sha256:000");
        refused(
                againstTraining(fixed(PERFORMANCE.formatted("income")), "training"),
                "invalid-value",
                "reference: only a plan of drift compares with statistics; this one is of performance");
        assertFormAgainstTraining(plan, digest);
    }

    private static void assertFormAgainstTraining(String plan, String digest) throws Exception {
        Browser viktor = Browser.of(VIKTOR);
        String version = "/ui/models/" + ROUTE + "/versions/1";
        assertThat(viktor.get(version).html())
                .contains("href=\"" + version + "/training-statistics/" + digest + "\"", "nothing of income")
                .contains("superseded</span>");
        Browser.Page form = viktor.get(version + "/live-audits");
        assertThat(form.html()).contains("<option value=\"training\">Statistics of the training rows, registered ");
        Map<String, String> fields = asked(form, plan, "Monthly look.", local(now.at), "UTC");
        fields.put("against", "training");
        assertFaults(viktor.post(version + "/live-audits", fields), "against");
        fields.put("referenceFrom", "");
        fields.put("referenceTo", "");
        Browser.Page run = viktor.post(version + "/live-audits", fields);
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!run.html().contains("It has ended.") && System.nanoTime() - deadline < 0) {
            Thread.sleep(100);
            run = viktor.get(run.at().getPath());
        }
        assertThat(run.html())
                .contains("</span> Failed</span>", "statistics of training rows, " + digest.substring(0, 19));
        assertThat(viktor.get(run.at().getPath() + "/report.json").html()).contains(digest);
    }

    /** So many numbers, each equally often in 400 rows. */
    private static Feature numbers(String name, DoubleStream values) {
        double[] all = values.toArray();
        return new Feature(
                name,
                "number",
                0,
                0,
                0,
                0,
                DoubleStream.of(all)
                        .mapToObj(value -> new Bin(value, value, null, ROWS / all.length))
                        .toList());
    }

    private static String statistics(String label, Feature... features) {
        return new String(
                new Statistics(
                                "statistics",
                                Statistics.FORMAT,
                                ROWS,
                                Statistics.MINIMUM,
                                null,
                                "DuckDB",
                                label,
                                "score",
                                List.of(features))
                        .toJson(),
                StandardCharsets.UTF_8);
    }

    private static Response register(String document) {
        return as(ERIN).body(document).post(TRAINING);
    }

    private static Response againstTraining(String plan, String which) {
        return as(VIKTOR)
                .body(Map.of(
                        "version",
                        "1",
                        "plan",
                        plan,
                        "from",
                        now.at.toString(),
                        "to",
                        now.at.plusSeconds(1).toString(),
                        "reference",
                        Map.of("statistics", which),
                        "purpose",
                        "Monthly look at the inputs."))
                .post(path());
    }

    /** One is at work as long as what it reads is locked, so that the next one waits. */
    @Test
    void oneThatWaitsIsCancelledOnItsPageAndOneThatHasBegunIsNot() throws Exception {
        recorded();
        String plan = fixed(DRIFT.replace("\"number\":4", "\"number\":5"));
        String list = "/ui/models/" + ROUTE + "/versions/1/live-audits";
        Browser viktor = Browser.of(VIKTOR);
        Map<String, String> fields = asked(viktor.get(list), plan, "Monthly look.", local(now.at), "UTC");
        String[] first = new String[1];
        try (LockedTable read = new LockedTable("outcome.prediction")) {
            String begun = viktor.post(list, fields).at().getPath();
            first[0] = begun;
            LockedTable.until(() -> viktor.get(begun).html().contains("At work: "));
            assertThat(viktor.get(begun).html()).doesNotContain("Cancel the audit");
            Browser.Page waiting = viktor.post(list, fields);
            assertThat(waiting.html()).contains("It waits for its turn.", "Cancel the audit");

            Browser.Page cancelled = viktor.post(waiting.at().getPath() + "/cancel", waiting.hidden());

            assertThat(cancelled.html())
                    .contains("It was cancelled before it began.", "Cancelled</span>")
                    .doesNotContain("Cancel the audit");
            Browser.Page late = viktor.post(begun + "/cancel", waiting.hidden());
            assertThat(late.status()).isEqualTo(409);
            assertThat(late.html()).contains("only one that waits can be cancelled");
            assertThat(TestPack.acts("route/production/" + ROUTE)).endsWith("live-audit.cancelled");
        }
        LockedTable.until(() -> viktor.get(first[0]).html().contains("It has ended."));
    }

    private static void assertFaults(Browser.Page refused, String... fields) {
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.html()).contains("Nothing was asked for", "aria-invalid=\"true\"");
        for (String field : fields) {
            assertThat(refused.html()).contains("<a href=\"#" + field + "\">", "id=\"" + field + "-fault\"");
        }
    }

    private static Map<String, String> asked(Browser.Page form, String plan, String purpose, String from, String zone) {
        Map<String, String> fields = new HashMap<>(form.hidden());
        fields.putAll(
                Map.of("plan", plan, "route", "production/" + ROUTE, "from", from, "to", local(now.at.plusSeconds(1))));
        fields.putAll(
                Map.of("zone", zone, "purpose", purpose, "referenceVersion", "", "referenceFrom", local(before.at)));
        fields.put("referenceTo", local(before.at.plusSeconds(1)));
        return fields;
    }

    private static String local(Instant at) {
        return at.atOffset(ZoneOffset.UTC).toLocalDateTime().toString();
    }

    @Test
    void windowsAndPlansThatDoNotFitAreRefusedInWords() throws Exception {
        recorded();
        String drift = fixed(DRIFT.replace("\"number\":4", "\"number\":2"));
        refused(live(drift, false), "invalid-value", "reference: the plan compares with one");
        refused(
                asked(drift, before.at, now.at.plusSeconds(1), before.at, now.at),
                "invalid-value",
                "reference: has predictions of the window that is compared with it");
        refused(
                asked(drift, now.at, now.at.plusSeconds(1), before.at, before.at),
                "invalid-value",
                "reference.from: must be before to");
        refused(
                asked(drift, now.at, now.at.plusSeconds(1), before.at.minusSeconds(60), before.at),
                "invalid-value",
                "Version 1 has 0 predictions");
        refused(
                live(fixed(DRIFT.replace("\"income\"", "\"wealth\"")), true),
                "invalid-plan",
                "Version 1 has no input 'wealth'");
        refused(
                live(Journey.registered(ROUTE).fixPlan("fair"), true),
                "invalid-value",
                "reference: the plan compares with none");
        refused(
                live(fixed("{\"kind\":\"splits\",\"data\":\"new\",\"reference\":\"training\"}"), true),
                "invalid-plan",
                "live predictions are neither");
        as(ERIN).body(Map.of("plan", drift)).post(path()).then().statusCode(403);
    }

    /** A served route with two windows of predictions, labelled to three quarters. */
    private static synchronized void recorded() throws SQLException {
        if (before != null) {
            return;
        }
        ReviewsTest.served(ROUTE, 800_001);
        given().filter(new ContractFilter())
                .auth()
                .oauth2(TestIssuer.bearer(VIKTOR))
                .contentType("application/octet-stream")
                .body(EARLIER)
                .put("/api/v1/datasets/" + sha256() + "?name=earlier%20rows")
                .then()
                .statusCode(200);
        Recorded earlier = Recorded.on(ROUTE, ReviewsTest.minutesAgo(300));
        now = Recorded.on(ROUTE, ReviewsTest.minutesAgo(200));
        for (int i = 0; i < ROWS; i++) {
            double score = i % 2 == 0 ? 0.8 : 0.2;
            double income = 1_000 * (i % 50);
            earlier.asked(ROUTE + i, score, new Double[] {20.0 + i % 40, income}, null);
            now.asked(
                    ROUTE + i,
                    score,
                    new Double[] {35.0 + i % 40, i == 7 ? null : income},
                    i == 7 ? new String[] {null, "n/a"} : null);
        }
        earlier.ship();
        now.row("nobody", 0.2).ship();
        List<Map<String, Object>> labels = new ArrayList<>();
        for (int i = 0; i < LABELLED; i++) {
            labels.add(label(earlier, i, i % 2 == 0));
            labels.add(label(now, i, i % 2 == 0 && i % 10 != 0));
        }
        as(ERIN).body(Map.of("items", labels))
                .post("/api/v1/ground-truth")
                .then()
                .statusCode(200)
                .body("recorded", equalTo(2 * LABELLED));
        before = earlier;
    }

    private static Map<String, Object> label(Recorded of, int row, boolean defaults) {
        return Map.of(
                "requestId",
                of.id,
                "row",
                row,
                "label",
                defaults ? "default" : "repay",
                "confirmed",
                row % 3 == 0,
                "observedAt",
                of.at.plus(Duration.ofHours(1)).toString());
    }

    private static String sha256() {
        return Digest.of(EARLIER).toString().substring("sha256:".length());
    }

    private static String fixed(String plan) {
        Journey.registered(ROUTE);
        given().filter(new ContractFilter())
                .auth()
                .oauth2(TestIssuer.bearer(VIKTOR))
                .contentType("application/octet-stream")
                .body(TestModel.get().rows)
                .put("/api/v1/datasets/" + TestModel.get().rowsSha256 + "?name=held-out%20rows");
        return as(VIKTOR)
                .body("{\"dataset\":\"" + TestModel.get().rowsSha256 + "\",\"reference\":\"" + sha256() + "\",\"plan\":"
                        + plan + "}")
                .post("/api/v1/models/" + ROUTE + "/audit-plans")
                .then()
                .log()
                .ifValidationFails()
                .statusCode(201)
                .extract()
                .path("digest");
    }

    private static String path() {
        return "/api/v1/environments/production/routes/" + ROUTE + "/live-audits";
    }

    private static Response live(String plan, boolean compared) {
        Instant end = now.at.plusSeconds(1);
        return compared
                ? asked(plan, now.at, end, before.at, before.at.plusSeconds(1))
                : asked(plan, now.at, end, null, null);
    }

    private static Response asked(String plan, Instant from, Instant to, Instant earlier, Instant until) {
        Map<String, Object> request = new HashMap<>(Map.of(
                "version",
                "1",
                "plan",
                plan,
                "from",
                from.toString(),
                "to",
                to.toString(),
                "purpose",
                "Monthly look at the inputs."));
        if (earlier != null) {
            request.put("reference", Map.of("from", earlier.toString(), "to", until.toString()));
        }
        return as(VIKTOR).body(request).post(path());
    }

    private static void refused(Response answer, String problem, String detail) {
        answer.then()
                .log()
                .ifValidationFails()
                .statusCode(422)
                .body("type", equalTo("urn:gatehouse:problem:" + problem))
                .body("detail", containsString(detail));
    }
}
