package dev.gatehouse.sandbox;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The pages in a real browser, with people who sign in through Keycloak. One release of a version serves a route that has been called; a
 * second one, of the same version for another route, is before the board.
 */
@ExtendWith(WholeSandbox.class)
class BoardBrowserIT {

    private static final int SCORED_ROWS = 120;
    private static final int LABELLED_ROWS = 80;

    private static RunningSandbox sandbox;
    private static Chromium chromium;
    private static CreditRelease credit;
    private static CreditTraffic traffic;
    private static String granted;
    private static String open;

    @BeforeAll
    static void aReleaseGrantedAndOneBeforeTheBoard(RunningSandbox running) throws Exception {
        sandbox = running;
        chromium = new Chromium();
        credit = new CreditRelease(sandbox);
        credit.register();
        credit.registerVersion(credit.naive());
        credit.registerVersion(credit.remedy());
        credit.fixPlan();
        credit.audit(credit.naive(), new ArrayList<>());
        credit.audit(credit.remedy(), new ArrayList<>());
        credit.giveEvidence();
        credit.submit(credit.model(), "First release: scoring at origination.");
        granted = credit.release();
        String dossier = credit.dossier();
        for (CreditRelease.Seat seat : CreditRelease.BOARD) {
            credit.vote(seat, dossier).told(200);
        }
        credit.deploy(credit.remedy()).told(200);
        traffic = new CreditTraffic(sandbox, credit.model(), credit.remedy());
        traffic.awaitReady();
        traffic.first(SCORED_ROWS);
        traffic.arriveOnce();
        new Api(sandbox.governance())
                .post(
                        CreditRelease.ROOT + "/ground-truth",
                        sandbox.clientToken("ci"),
                        Map.of("items", traffic.labels().subList(0, LABELLED_ROWS)))
                .told(200);
        credit.submit(credit.model() + "-branches", "Second release: scoring in branches, with the same version.");
        open = credit.release();
    }

    @AfterAll
    static void close() {
        if (chromium != null) {
            chromium.close();
        }
    }

    @Test
    void aMemberOfTheBoardReadsTheDossierAndVotesWithTheKeyboardAlone() throws Exception {
        try (Visit lars = Visit.of("lars", chromium, sandbox)) {
            Page page = lars.page();
            assertThat(lars.page().locator("#main a[href='/ui/releases/" + open + "']"))
                    .isVisible();
            lars.isAccessible();
            lars.picture("home");
            lars.pictureOnPhone("home");
            lars.tabTo(lars.link("Releases"));
            page.keyboard().press("Enter");
            lars.picture("queue");
            // Other tests on the same sandbox leave releases that wait too, and the heading counts them.
            Locator waiting = page.getByRole(
                    AriaRole.REGION, new Page.GetByRoleOptions().setName(Pattern.compile("^Waiting for your vote")));
            lars.tabTo(waiting.first().locator("a[href='/ui/releases/" + open + "']"));
            page.keyboard().press("Enter");
            assertThat(page).hasURL(sandbox.governance() + "/ui/releases/" + open);
            lars.picture("dossier");
            assertThat(lars.part("What is asked")).containsText("scoring in branches");
            assertThat(lars.part("Risk assessment")).containsText("Annex III point 5(b)");
            assertThat(lars.part("Audits")).containsText("Passed");
            assertThat(lars.part("Audits")).containsText(credit.plan().substring(0, "sha256:".length() + 12));
            assertThat(lars.part("Evidence")).containsText("credit officer");
            assertThat(lars.part("Artifact")).containsText(credit.remedy().sha256());
            assertThat(page.locator("form input[name=dossier]")).hasValue(credit.dossier());

            lars.tabTo(lars.link("Cast your vote"));
            page.keyboard().press("Enter");
            lars.tabTo(page.getByLabel("You act for"));
            assertThat(page.getByLabel("You act for")).hasValue("legal");
            lars.tabTo(page.locator("input[name=decision][value=approve]"));
            page.keyboard().press("Space");
            page.keyboard().press("ArrowDown");
            assertThat(page.locator("input[name=decision][value=approve_with_conditions]"))
                    .isChecked();
            lars.tabTo(page.getByLabel("Rationale"));
            page.keyboard().type("Lawful for origination; the notice of refusal is in place.");
            lars.tabTo(page.getByLabel("Only these purposes"));
            page.keyboard().type(CreditRelease.ALLOWED_PURPOSE);
            lars.isAccessible();
            lars.tabTo(lars.button("Cast the vote"));
            page.keyboard().press("Enter");

            Locator done = page.getByRole(AriaRole.STATUS);
            assertThat(done).containsText("Your vote is recorded.");
            assertThat(done).isFocused();
            assertThat(lars.part("Votes")).containsText("Lawful for origination");
            assertThat(lars.part("Votes")).containsText(CreditRelease.ALLOWED_PURPOSE);
            assertThat(lars.part("Quorum")).not().containsText("1 legal");
            assertThat(lars.part("Your vote")).containsText("You cannot vote on this release");
            assertThat(lars.button("Cast the vote")).hasCount(0);
            lars.isAccessible();
            lars.picture("voted");
        }
    }

    @Test
    void aVoteThatLacksSomethingIsNotTakenAndLosesNothing() {
        try (Visit priya = Visit.of("priya", chromium, sandbox)) {
            Page page = priya.open("/ui/releases/" + open).page();
            page.getByLabel("Rationale").fill("Too short to wait for");
            priya.button("Cast the vote").click();
            Locator alert = page.getByRole(AriaRole.ALERT);
            assertThat(alert).containsText("Choose a decision.");
            assertThat(alert).isFocused();
            assertThat(page.getByLabel("Rationale")).hasValue("Too short to wait for");
            priya.isAccessible();
            priya.picture("vote-refused");
            assertThat(priya.part("Votes")).not().containsText("Too short to wait for");
        }
    }

    @Test
    void theWayFromTheInventoryToWhatServedAndHowToDeployNeedsNoMouse() {
        try (Visit erin = Visit.of("erin", chromium, sandbox)) {
            Page page = erin.page();
            erin.follow(erin.link("Models"));
            erin.tabTo(page.getByLabel("Name, title, owner or purpose"));
            page.keyboard().type(credit.model());
            page.keyboard().press("Enter");
            page.waitForURL(url -> url.contains("q="));
            erin.readsWell();
            erin.follow(page.locator("#main tbody a[href='/ui/models/" + credit.model() + "']"));
            assertThat(page.locator("h1")).hasText("Credit card default");
            String version = "/ui/models/" + credit.model() + "/versions/2";
            erin.follow(page.locator("#main a[href='" + version + "']").first());
            erin.follow(page.locator("#main a[href='" + version + "/lineage']").first());
            assertThat(page.locator("h1")).containsText("Lineage");
            erin.follow(page.locator("#main a[href*='/served?at=']").first());
            assertThat(page.getByRole(AriaRole.STATUS)).containsText("served by the word of the board (Priya Patel");
            erin.follow(page.locator("#main a[href='" + version + "']").first());
            erin.follow(page.locator("#main a[href='" + version + "/deploy']").first());
            Locator command = page.getByLabel("Deploy", new Page.GetByLabelOptions().setExact(true));
            erin.tabTo(command);
            assertThat(command).containsText("/routes/" + credit.model());
            page.context().grantPermissions(List.of("clipboard-read", "clipboard-write"));
            erin.tabTo(erin.button("Copy: Deploy"));
            page.keyboard().press("Enter");
            assertThat(page.getByText("Copied", new Page.GetByTextOptions().setExact(true)))
                    .isVisible();
            assertThat(page.evaluate("navigator.clipboard.readText()")).isEqualTo(command.textContent());
        }
    }

    @Test
    void theSubmitterIsToldWhySheDoesNotVote() {
        try (Visit ines = Visit.of("ines", chromium, sandbox)) {
            ines.open("/ui/releases/" + open);
            assertThat(ines.part("Your vote"))
                    .containsText("You submitted this release; somebody else of your function must vote.");
            assertThat(ines.button("Cast the vote")).hasCount(0);
        }
    }

    @Test
    void theBoardSeesAnAuditWithItsChartsAndTheNumbersBesideThem() {
        try (Visit lars = Visit.of("lars", chromium, sandbox)) {
            Page page = lars.open("/ui/releases/" + granted).page();
            lars.link("All figures").first().click();
            assertThat(page.locator("h1")).containsText("Audit of " + credit.model());
            assertThat(page.locator("#said")).hasText("It has ended.");
            assertThat(lars.part("What decides").locator("tbody tr").first()).containsText("Passed");
            assertThat(lars.part("Groups").locator("svg").first()).isVisible();
            assertThat(lars.part("Groups").locator("table").first()).containsText("Selection rate");
            lars.isAccessible();
            lars.picture("audit");
        }
    }

    /** Times are filled in, since how a browser takes them from keys depends on its language. */
    @Test
    void aValidatorAsksForALiveAuditWithTheKeyboardAndSeesItEnd() {
        try (Visit viktor = Visit.of("viktor", chromium, sandbox)) {
            Page page = viktor.open("/ui/models/" + credit.model() + "/versions/2/live-audits")
                    .page();
            assertThat(viktor.part("Audits")).containsText("None was asked for yet.");
            viktor.isAccessible();
            viktor.tabTo(viktor.button("Ask for the audit"));
            page.keyboard().press("Enter");
            assertThat(page.getByRole(AriaRole.ALERT)).isFocused();
            assertThat(page.getByRole(AriaRole.ALERT)).containsText("Choose a plan.");
            viktor.isAccessible();
            viktor.picture("live-audit-refused");
            viktor.pictureOnPhone("live-audit-refused");

            viktor.tabTo(page.getByLabel("Kind and plan"));
            page.keyboard().press("ArrowDown");
            LocalDateTime now = LocalDateTime.now(ZoneOffset.UTC).truncatedTo(ChronoUnit.MINUTES);
            page.getByLabel("From", new Page.GetByLabelOptions().setExact(true))
                    .fill(now.minusDays(1).toString());
            page.getByLabel("Until, not included", new Page.GetByLabelOptions().setExact(true))
                    .fill(now.plusMinutes(1).toString());
            viktor.tabTo(page.getByLabel("Purpose"));
            page.keyboard().type("Weekly look at what serves.");
            viktor.tabTo(viktor.button("Ask for the audit"));
            page.keyboard().press("Enter");

            assertThat(page.locator("h1")).containsText("Live audit of " + credit.model());
            assertThat(page.locator("#said"))
                    .hasText("It has ended.", new LocatorAssertions.HasTextOptions().setTimeout(60_000));
            assertThat(viktor.part("Report")).containsText("Counted by PostgreSQL");
            viktor.isAccessible();
            viktor.picture("live-audit");
            viktor.pictureOnPhone("live-audit");
        }
    }

    @Test
    void complianceDownloadsCardAndEvidence() throws Exception {
        try (Visit carla = Visit.of("carla", chromium, sandbox)) {
            carla.open("/ui/releases/" + granted);
            assertThat(carla.part("Quorum")).containsText("Every seat is filled.");
            byte[] dossier = bytes(download(carla, "Dossier (JSON)"));
            assertThat("sha256:" + CreditRelease.sha256(dossier)).isEqualTo(dossierOf(granted));
            byte[] permit = bytes(download(carla, "Signed permit (DSSE)"));
            assertThat(Api.JSON.readTree(permit).path("payloadType").asText())
                    .isEqualTo("application/vnd.in-toto+json");
            try (ZipFile evidence =
                    new ZipFile(download(carla, "Evidence bundle (ZIP)").path().toFile())) {
                assertThat(evidence.stream().map(ZipEntry::getName).collect(Collectors.toSet()))
                        .contains("dossier.json", "permit.dsse.json", "card.pdf", "SHA256SUMS");
            }
            carla.open("/ui/models/" + credit.model() + "/versions/2");
            byte[] card = bytes(download(carla, "Card (PDF)"));
            assertThat(new String(card, 0, 5, StandardCharsets.US_ASCII)).isEqualTo("%PDF-");
            // The card's page allows no script, so axe cannot look at it; its HTML is model-cards' own and tested
            // there.
            carla.link("Card (page)").click();
            assertThat(carla.page().locator("h1")).containsText("Credit card default");
        }
    }

    @Test
    void anEngineerWritesATextOfTheCardWithThePreviewBesideItAndCompilesTheCard() {
        try (Visit erin = Visit.of("erin", chromium, sandbox)) {
            Page page = erin.open("/ui/models/" + credit.model() + "/versions/1/card")
                    .page();
            assertThat(erin.part("How complete it is")).containsText("not reached");
            erin.isAccessible();
            erin.picture("card-with-gaps");
            erin.pictureOnPhone("card-with-gaps");
            erin.part("Written texts")
                    .getByRole(AriaRole.LINK)
                    .filter(new Locator.FilterOptions().setHasText("Limits of use"))
                    .click();
            assertThat(erin.part("History")).containsText("Nobody has written it yet.");
            erin.tabTo(page.getByLabel("Text", new Page.GetByLabelOptions().setExact(true)));
            page.keyboard().type("Not for **firms**, not for minors.");
            assertThat(page.locator("#preview strong")).hasText("firms");
            erin.isAccessible();
            erin.picture("card-text");
            erin.pictureOnPhone("card-text");
            erin.tabTo(erin.button("Save"));
            page.keyboard().press("Enter");
            assertThat(page.getByRole(AriaRole.STATUS)).containsText("The text is saved");
            assertThat(page.getByRole(AriaRole.STATUS)).isFocused();
            assertThat(erin.part("As it stands").locator("strong")).hasText("firms");
            assertThat(erin.part("History")).containsText("What revision 1 changed");
            erin.isAccessible();
            erin.picture("card-text-saved");
            erin.link("Model card").click();
            erin.button("Compile the card").click();
            assertThat(page.getByRole(AriaRole.STATUS)).containsText("The card is compiled");
            assertThat(erin.link("PDF")).isVisible();
            erin.isAccessible();
        }
    }

    @Test
    void complianceFindsAReportWithTheKeyboardAloneAndDownloadsIt() throws Exception {
        try (Visit carla = Visit.of("carla", chromium, sandbox)) {
            Page page = carla.page();
            carla.link("Reports").click();
            assertThat(carla.link("Reports")).hasAttribute("aria-current", "page");
            carla.isAccessible();
            carla.picture("library");
            carla.pictureOnPhone("library");

            carla.tabTo(page.getByLabel("Model, version or kind"));
            page.keyboard().type(credit.model() + "/2");
            carla.tabTo(page.getByLabel("Kind", new Page.GetByLabelOptions().setExact(true)));
            page.keyboard().type("Appr");
            carla.tabTo(carla.button("Search"));
            page.keyboard().press("Enter");
            Locator found = carla.part("Reports found").locator("tbody tr");
            assertThat(found).hasCount(2);
            assertThat(found.nth(0)).containsText("In review");
            assertThat(found.nth(1)).containsText("Approved");
            Locator record = found.nth(1).getByText("PDF");
            carla.tabTo(record);
            Download download = page.waitForDownload(() -> page.keyboard().press("Enter"));
            byte[] pdf = bytes(download);
            assertThat(new String(pdf, 0, 5, StandardCharsets.US_ASCII)).isEqualTo("%PDF-");
            assertThat(download.suggestedFilename()).startsWith("approval-record-" + credit.model() + "-2-");

            page.getByLabel("From (UTC)").fill("2199-01-01");
            carla.button("Search").click();
            assertThat(page.locator(".none")).containsText("No report that you may download fits this");
            carla.isAccessible();
            carla.picture("library-empty");
            carla.open("/ui/releases/" + granted + "/document.html");
            assertThat(page.locator("h1")).containsText("Approval record");
            carla.picture("approval-record-page");
            carla.pictureOnPhone("approval-record-page");
        }
    }

    @Test
    void anOperatorSeesPredictionsAndClosesTheGate() throws Exception {
        try (Visit odile = Visit.of("odile", chromium, sandbox)) {
            Page page = odile.page();
            odile.link("Routes").click();
            odile.link(credit.model()).click();
            assertThat(odile.part("Predictions").first()).containsText("Predictions" + SCORED_ROWS);
            Locator rows = page.locator("#log tbody tr");
            assertThat(rows).hasCount(50);
            assertThat(rows.first()).containsText(CreditRelease.ALLOWED_PURPOSE);
            odile.link("Earlier predictions").click();
            page.waitForURL(url -> url.contains("?cursor="));
            odile.open("/ui/routes/production/" + credit.model() + "/predictions");
            page.getByLabel("Purpose").fill("Complaint of an applicant, by letter.");
            odile.button("Search").click();
            assertThat(page.getByRole(AriaRole.COLUMNHEADER).nth(1)).hasText("Subject");
            odile.isAccessible();
            odile.picture("predictions");
            page.locator("tbody th a").first().click();
            assertThat(page.locator("h1")).containsText("score");
            odile.isAccessible();
            odile.picture("prediction");
            page.getByLabel("Uphold").check();
            page.getByLabel("Reason").fill("The income is as the applicant stated it.");
            odile.button("Record the review").click();
            assertThat(page.getByRole(AriaRole.STATUS)).containsText("The prediction is upheld.");
            odile.isAccessible();
            odile.picture("review-queue");
            odile.open("/ui/retention");
            odile.isAccessible();
            odile.picture("retention");
            odile.open("/ui/routes/production/" + credit.model());
            odile.isAccessible();
            odile.picture("route");

            odile.button("Suspend the permit").click();
            assertThat(page.getByRole(AriaRole.ALERT)).containsText("The permit was not suspended");
            assertThat(page.getByRole(AriaRole.ALERT)).isFocused();
            odile.isAccessible();

            page.getByLabel("Reason").fill("Drift alarm: hold until it is understood.");
            page.getByLabel("Refuse every request to this route from now on").check();
            long begin = System.nanoTime();
            odile.button("Suspend the permit").click();
            assertThat(traffic.awaitRefusal("permit_suspended", begin)).isLessThanOrEqualTo(1_000);
            assertThat(page.getByRole(AriaRole.STATUS)).containsText("The permit is suspended.");
            assertThat(odile.button("Suspend the permit")).hasCount(0);
            odile.isAccessible();
            odile.picture("route-suspended");
        }
    }

    @Test
    void whoSignsOutHasToSignInAgain() {
        try (Visit lars = Visit.of("lars", chromium, sandbox)) {
            lars.link("Sign out").click();
            lars.page().waitForURL(url -> url.matches(sandbox.governance() + "/([?]state=.*)?"));
            assertThat(lars.link("Sign in")).isVisible();
            lars.open("/ui/releases");
            lars.isAtTheLoginOf(sandbox);
        }
    }

    @Test
    void theLandingPageIsAccessible() {
        try (Visit nobody = Visit.ofNobody(chromium, sandbox)) {
            assertThat(nobody.link("Sign in")).isVisible();
            nobody.isAccessible();
            nobody.picture("landing");
        }
    }

    @Test
    void everyPageThatALinkLeadsToOpensAndIsAccessible() {
        Walk walk = new Walk();
        String found = "/ui/search?q=" + credit.model();
        String nothing = "/ui/search?q=nothing-is-named-so";
        for (String person : List.of("enzo", "viktor", "carla", "odile", "lars")) {
            try (Visit visit = Visit.of(person, chromium, sandbox)) {
                walk.of(person, visit, found, nothing);
            }
        }
        System.out.println("  kinds of pages that were looked at: " + walk.seen());
        assertThat(walk.seen())
                .contains(
                        "/ui",
                        "/ui/releases",
                        "/ui/releases/*",
                        "/ui/models",
                        "/ui/models/*",
                        "/ui/models/*/history",
                        "/ui/inventory/import",
                        "/ui/models/*/versions/*",
                        "/ui/models/*/versions/*/lineage",
                        "/ui/models/*/versions/*/deploy",
                        "/ui/models/*/versions/*/card",
                        "/ui/models/*/versions/*/gates/*",
                        "/ui/routes",
                        "/ui/routes/*/*",
                        "/ui/routes/*/*/served",
                        "/ui/permits",
                        "/ui/reports",
                        "/ui/findings",
                        "/ui/packs",
                        "/ui/outlook",
                        "/ui/ledger",
                        found,
                        nothing);
    }

    @Test
    void refusalsArePagesThatSayWhatToDo() {
        try (Visit odile = Visit.of("odile", chromium, sandbox)) {
            odile.open("/ui/models/nothing");
            assertThat(odile.page().locator(".problem")).containsText("Refused (404)");
            odile.isAccessible();
            odile.picture("not-found");
            odile.open("/ui/releases/" + granted + "/evidence.zip");
            assertThat(odile.page().locator(".problem")).containsText("Refused (403)");
            assertThat(odile.page().locator(".problem")).containsText("Your roles do not include this.");
            odile.isAccessible();
        }
    }

    private static Download download(Visit visit, String link) {
        return visit.page().waitForDownload(() -> visit.link(link).first().click());
    }

    private static byte[] bytes(Download download) throws IOException {
        return Files.readAllBytes(download.path());
    }

    private static String dossierOf(String release) throws Story.Otherwise {
        return new Api(sandbox.governance())
                .get(CreditRelease.ROOT + "/releases/" + release, sandbox.token("carla"))
                .told(200)
                .json()
                .path("dossierDigest")
                .asText();
    }
}
