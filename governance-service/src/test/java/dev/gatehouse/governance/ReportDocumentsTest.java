package dev.gatehouse.governance;

import static dev.gatehouse.governance.Journey.CARLA;
import static dev.gatehouse.governance.Journey.ERIN;
import static dev.gatehouse.governance.Journey.LARS;
import static dev.gatehouse.governance.Journey.ODILE;
import static dev.gatehouse.governance.Journey.as;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;

import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.migrations.MigratedPostgres;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What people take away, printed: the card, the audit report, the risk assessment and the approval record. */
@QuarkusTest
@QuarkusTestResource(TestWorld.class)
class ReportDocumentsTest {

    private static final String MODEL = GrantedReports.MODEL;

    @Test
    void anAuditReportSaysWhatWasFoundAndHasItsOriginalAttached() throws Exception {
        GrantedReports granted = GrantedReports.get();
        byte[] bytes = pdf("/api/v1/audits/" + granted.run + "/document.pdf");
        PrintedPdf printed = PrintedPdf.of(bytes);
        assertThat(printed.text())
                .containsIgnoringWhitespaces(
                        "Fairness audit of " + MODEL + "/1",
                        "PASSED",
                        "Every deciding comparison lies within its limit")
                .containsIgnoringWhitespaces(
                        "Fixed by", "viktor", "Least rows for evidence", "Left out", "Selection rate", "Digests")
                .containsIgnoringWhitespaces(granted.run);
        byte[] stored =
                as(CARLA).get("/api/v1/audits/" + granted.run + "/report").asByteArray();
        assertThat(printed.attached().get("audit-report.json")).isEqualTo(stored);
        assertThat(printed.attached()).containsOnlyKeys("audit-report.json", "audit-plan.json");
        assertThat(pdf("/api/v1/audits/" + granted.run + "/document.pdf")).isEqualTo(bytes);
        assertThat(acts("download/audit/" + granted.run)).contains("report.downloaded");

        PrintedPdf outside = PrintedPdf.of(pdf("/api/v1/audits/" + granted.run + "/document.pdf?disclosure=true"));
        assertThat(outside.text())
                .containsIgnoringWhitespaces("for readers outside", "the validation function")
                .doesNotContain("viktor");
        assertThat(outside.attached().get("audit-report.json"))
                .isEqualTo(as(CARLA)
                        .get("/api/v1/audits/" + granted.run + "/report?disclosure=true")
                        .asByteArray());

        String page = as(CARLA)
                .get("/api/v1/audits/" + granted.run + "/document.html")
                .asString();
        assertThat(page).contains("Fairness audit of " + MODEL + "/1", "<svg").doesNotContain("<script");
    }

    @Test
    void aRiskAssessmentSaysTheTierWithItsSourcesAndWhatItAsks() {
        GrantedReports granted = GrantedReports.get();
        String path = granted.assessment();
        byte[] bytes = pdf(path + "/document.pdf");
        PrintedPdf printed = PrintedPdf.of(bytes);
        assertThat(printed.text())
                .containsIgnoringWhitespaces(
                        "Risk assessment of " + MODEL, "HIGH RISK", "Annex III", "What it asks now", "90 days")
                .containsIgnoringWhitespaces(
                        "What it will ask, and when",
                        "Policy packs applied",
                        "Affected persons per year",
                        "the same as eu-ai-act / aia-9",
                        "Legal, or similarly significant")
                .doesNotContain("legal_or_similar");
        assertThat(printed.attached().get("risk-assessment.json"))
                .isEqualTo(as(CARLA).get(path).asByteArray());
        assertThat(path).endsWith("/" + Digest.of(printed.attached().get("risk-assessment.json")));
        assertThat(pdf(path + "/document.pdf")).isEqualTo(bytes);
        as(ODILE).get(path + "/document.html").then().statusCode(200);
        as(CARLA)
                .get("/api/v1/models/" + MODEL + "/assessments/sha256:" + "0".repeat(64) + "/document.pdf")
                .then()
                .statusCode(404);
    }

    @Test
    void anApprovalRecordTellsVotesPermitAndWhatFollowedAndTheBundleHoldsIt() {
        GrantedReports granted = GrantedReports.get();
        String path = "/api/v1/releases/" + granted.release + "/document.pdf";
        byte[] bytes = pdf(path);
        PrintedPdf printed = PrintedPdf.of(bytes);
        assertThat(printed.text())
                .containsIgnoringWhitespaces(
                        "Approval record of " + MODEL + "/1", "APPROVED, PERMIT SUSPENDED", "SUSPENDED")
                .containsIgnoringWhitespaces(
                        "I have read the dossier and find it sound.", "Approve with conditions", "lars", "Legal")
                .containsIgnoringWhitespaces(
                        "Only for the purposes credit-origination", "The upstream answers <nonsense>.")
                .containsIgnoringWhitespaces(
                        "The permit's signature verifies", "Checkpoint", "permit.suspended", "vote.cast")
                .containsIgnoringWhitespaces(
                        Journey.dossierDigest(granted.release).substring(0, 20));
        assertThat(printed.attached())
                .containsOnlyKeys("dossier.json", "release.json", "permit.dsse.json", "checkpoint.txt");
        assertThat(printed.attached().get("dossier.json"))
                .isEqualTo(as(CARLA)
                        .get("/api/v1/releases/" + granted.release + "/dossier")
                        .asByteArray());
        assertThat(new String(printed.attached().get("permit.dsse.json"), UTF_8))
                .isEqualTo(as(CARLA)
                        .get("/api/v1/permits/" + granted.permit + "/envelope")
                        .asString());
        assertThat(pdf(path)).isEqualTo(bytes);

        Bundle bundle = Bundle.of(granted.release);
        assertThat(bundle.file("documents/approval-record.pdf")).isEqualTo(bytes);
        assertThat(bundle.file("documents/risk-assessment.pdf")).isEqualTo(pdf(granted.assessment() + "/document.pdf"));
        String report = as(CARLA).get("/api/v1/audits/" + granted.run).path("reportDigest");
        assertThat(bundle.file("documents/audit-" + Digest.parse(report).hex() + ".pdf"))
                .isEqualTo(pdf("/api/v1/audits/" + granted.run + "/document.pdf"));
        assertThat(new String(bundle.file("README.txt"), UTF_8)).contains("documents/");
        assertThat(bundle.report().checks())
                .as("%s", bundle.report().checks())
                .anySatisfy(check -> assertThat(check.sentence()).contains("permit.suspended"));
        // Downloads are acts on a subject of their own: they change neither record nor bundle.
        assertThat(pdf(path)).isEqualTo(bytes);
    }

    @Test
    void theCardOfAGrantedVersionSaysEveryKindOfConditionInWordsAndItsFactsOnce() {
        GrantedReports.get();
        String text = PrintedPdf.of(pdf("/api/v1/models/" + MODEL + "/versions/1/card.pdf"))
                .text();
        assertThat(text)
                .containsIgnoringWhitespaces(
                        "At most 25 % of subjects.",
                        "Only for the purposes credit-origination.", "Only for the callers batch, branch-app.")
                .containsIgnoringWhitespaces(
                        "The caller batch only for credit-origination.",
                        "A person reviews 5 % of the decisions.",
                        "A person reviews every decision with a confidence below 0.6.")
                .doesNotContain("purposes:", "[\"", "{\"");
        assertThat(text.replaceAll("\\s+", ""))
                .contains("setsthetier", "morerules,seesection'Risktierandlegalclasses'")
                .contains("thesameasaia-9")
                .containsOnlyOnce("5b:creditworthinessorcreditscoreof");
    }

    @Test
    void aReleaseThatIsNotGrantedHasARecordThatSaysSo() {
        GrantedReports.get();
        String release = as(ERIN).body(Map.of(
                        "model", MODEL,
                        "version", "1",
                        "environment", "staging",
                        "route", MODEL,
                        "summary", "For <staging>."))
                .post("/api/v1/releases")
                .then()
                .log()
                .ifValidationFails()
                .statusCode(201)
                .extract()
                .path("id");
        PrintedPdf open = PrintedPdf.of(pdf("/api/v1/releases/" + release + "/document.pdf"));
        assertThat(open.text())
                .containsIgnoringWhitespaces(
                        "BEFORE THE BOARD", "No permit followed from this release", "not decided", "For <staging>.");
        Journey.vote(release, LARS, "legal", "reject", null).then().statusCode(200);
        PrintedPdf rejected = PrintedPdf.of(pdf("/api/v1/releases/" + release + "/document.pdf"));
        assertThat(rejected.text())
                .containsIgnoringWhitespaces("The board rejected this release", "REJECTED")
                .doesNotContain("DRAFT");
        assertThat(rejected.attached()).doesNotContainKey("permit.dsse.json");
    }

    /** No text that the API takes is that long; one that was stored otherwise could be. */
    @Test
    void aRecordThatIsLargerThanWhatIsPrintedIsRefusedByNameAndTheBundleGoesWithoutIt() throws SQLException {
        GrantedReports granted = GrantedReports.get();
        String at = "/api/v1/releases/" + granted.release;
        String summary = as(CARLA).get(at).path("summary");
        try {
            summary(granted.release, "a\n".repeat(25_000));
            for (String form : List.of("/document.pdf", "/document.html")) {
                as(CARLA)
                        .get(at + form)
                        .then()
                        .statusCode(409)
                        .body("type", equalTo("urn:gatehouse:problem:document-too-large"))
                        .body("detail", containsString("by the end of section 'Decision', which has 25"))
                        .body("detail", containsString("GET " + at + "/dossier."));
            }
            assertThat(Bundle.of(granted.release).files())
                    .containsKey("documents/risk-assessment.pdf")
                    .doesNotContainKey("documents/approval-record.pdf");
        } finally {
            summary(granted.release, summary);
        }
        pdf(at + "/document.pdf");
    }

    private static void summary(String release, String text) throws SQLException {
        try (Connection owner = TestWorld.postgres.connect(MigratedPostgres.OWNER);
                PreparedStatement update =
                        owner.prepareStatement("UPDATE governance.release SET summary = ? WHERE id = ?::uuid")) {
            update.setString(1, text);
            update.setString(2, release);
            assertThat(update.executeUpdate()).isEqualTo(1);
        }
    }

    private static byte[] pdf(String path) {
        Response answer = as(CARLA).get(path);
        answer.then()
                .log()
                .ifValidationFails()
                .statusCode(200)
                .contentType("application/pdf")
                .header("Content-Disposition", matchesPattern("attachment; filename=\"[A-Za-z0-9._-]+\\.pdf\""));
        keep(answer.header("Content-Disposition").replaceAll(".*\"(.+)\"", "$1"), answer.asByteArray());
        return answer.asByteArray();
    }

    /** For people to look at. */
    private static void keep(String name, byte[] pdf) {
        try {
            Files.write(Files.createDirectories(Path.of("target", "reports")).resolve(name), pdf);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> acts(String subject) throws SQLException {
        List<String> acts = new ArrayList<>();
        try (Connection owner = TestWorld.postgres.connect(MigratedPostgres.OWNER);
                PreparedStatement query =
                        owner.prepareStatement("SELECT act FROM governance.ledger_leaf WHERE subject = ?")) {
            query.setString(1, subject);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    acts.add(row.getString(1));
                }
            }
        }
        return acts;
    }
}
