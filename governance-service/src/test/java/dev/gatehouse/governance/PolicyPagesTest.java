package dev.gatehouse.governance;

import static dev.gatehouse.governance.Journey.CARLA;
import static dev.gatehouse.governance.Journey.ERIN;
import static dev.gatehouse.governance.Journey.ODILE;
import static dev.gatehouse.governance.Journey.VIKTOR;
import static dev.gatehouse.governance.Journey.as;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.governance.Browser.Page;
import dev.gatehouse.risk.Coverage;
import dev.gatehouse.risk.PolicyPack;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Packs, proposals, findings, overrides and the outlook as people without JavaScript meet them. */
@QuarkusTest
@QuarkusTestResource(TestWorld.class)
class PolicyPagesTest {

    private static final Pattern FINDING = Pattern.compile("href=\"/ui/findings/([0-9a-f-]{36})\"");

    @Test
    void everyPackIsListedAndReadableRuleByRule() {
        Browser odile = Browser.of(ODILE);
        Page list = odile.get("/ui/packs");
        assertThat(list.html())
                .contains("href=\"/ui/packs/eu-ai-act\"", "href=\"/ui/packs/gdpr\"", "href=\"/ui/packs/house\"")
                .contains("href=\"/ui/packs/us-employment\"", "house policy", "href=\"/ui/coverage\"")
                .doesNotContain("Check and keep");
        Page us = odile.get("/ui/packs/us-model-risk");
        assertThat(us.html())
                .contains("<code>us-sr117</code>", "superseded by", "until 16 Apr 2026", "unverified")
                .contains("<code>us-regb-aa</code>", "12 CFR 1002.9")
                .contains("Own tests", "passed", "Download YAML")
                .doesNotContain("Propose");
        Page eu = odile.get("/ui/packs/eu-ai-act");
        assertThat(eu.html())
                .contains("secondary source", "<span class=\"tag ahead\">ahead</span>", "from 2 Dec 2027")
                .contains("art5_screen[&#39;a&#39;] == &#39;yes&#39;", "Prohibited practice", "<h2 id=\"terms\">");
        String digest = as(ERIN).get("/api/v1/packs/house").path("file.digest");
        assertThat(Digest.of(odile.download("/ui/packs/house/files/" + digest + "/pack.yaml")))
                .hasToString(digest);
        assertThat(odile.get("/ui/packs/no-such-pack").status()).isEqualTo(404);
        assertThat(odile.get("/ui/packs/house?digest=sha256:" + "0".repeat(64)).status())
                .isEqualTo(404);
    }

    @Test
    void aPackThatIsRefusedSaysLineRuleAndReason() {
        Browser carla = Browser.of(CARLA);
        String yaml = TestPack.yaml("refused-page", "1", 720_001, "HIGH", "2020-01-01")
                .replace("affected_persons_per_year == 720001", "affected_persons == 720001 && <b>");
        Page refused = carla.upload("/ui/packs", carla.get("/ui/packs").hidden(), "my & pack.yaml", bytes(yaml));
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.html())
                .contains("role=\"alert\"", "my &amp; pack.yaml was not taken", "The active packs stay as they are.")
                .contains("<td class=\"num\">17</td>", "<code>test-rule</code>")
                .doesNotContain("<b>", "href=\"/ui/packs/refused-page\"");

        Page none = carla.upload("/ui/packs", carla.get("/ui/packs").hidden(), "", new byte[0]);
        assertThat(none.status()).isEqualTo(422);
        assertThat(none.html()).contains("Choose a file.");
        byte[] huge = new byte[PolicyPack.MAX_PACK_BYTES + 1];
        Page tooLarge = carla.upload("/ui/packs", carla.get("/ui/packs").hidden(), "huge.yaml", huge);
        assertThat(tooLarge.status()).isEqualTo(413);
        assertThat(tooLarge.html()).contains("huge.yaml was not taken", "1048576 bytes");

        Map<String, String> forged = new HashMap<>(carla.get("/ui/packs").hidden());
        forged.remove("csrf-token");
        assertThat(carla.upload("/ui/packs", forged, "pack.yaml", bytes(yaml)).status())
                .isEqualTo(400);
        Browser erin = Browser.of(ERIN);
        erin.get("/ui/packs");
        assertThat(erin.upload("/ui/packs", forged, "pack.yaml", bytes(yaml)).status())
                .isIn(400, 403);
    }

    @Test
    void onePersonProposesAnotherActivatesAndTheOwnerHasAFinding() {
        Journey.registerSmall("policy-paged", 720_010);
        Browser carla = Browser.of(CARLA);
        Page kept = carla.upload(
                "/ui/packs",
                carla.get("/ui/packs").hidden(),
                "paged.yaml",
                bytes(TestPack.yaml("paged-pack", "1", 720_010, "MEDIUM", "2020-01-01")));
        assertThat(kept.at().getPath()).isEqualTo("/ui/packs/paged-pack");
        assertThat(kept.html()).contains("The file is kept.", "Not active", "Propose this version");

        Map<String, String> proposal = new HashMap<>(kept.hidden());
        proposal.put("reason", "too few");
        Page refused = carla.post("/ui/packs/paged-pack/proposals", proposal);
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.html()).contains("Say why in 10 to 1000 characters", ">too few</textarea>");

        proposal.put("reason", "The house has a new rule on reach.");
        Page proposed = carla.post("/ui/packs/paged-pack/proposals", proposal);
        assertThat(proposed.html())
                .contains("The proposal is made.", "Activate version 1 of paged-pack", "Waits for a second person")
                .contains("/ui/models/policy-paged", "Low risk", "Medium risk", "Tier: LOW → MEDIUM")
                .contains("You made this proposal, so another person", "value=\"withdraw\"")
                .doesNotContain("value=\"activate\"", "value=\"reject\"");
        String at = proposed.at().getPath();
        assertThat(Browser.of(ERIN).get(at).html())
                .contains("People with the role validator or compliance decide")
                .doesNotContain("value=\"activate\"", "<textarea");
        assertThat(carla.get("/ui/packs").html()).contains("href=\"" + at + "\"");

        Map<String, String> own = new HashMap<>(carla.get(at).hidden());
        own.put("reason", "I would like to do it alone.");
        own.put("act", "activate");
        Page alone = carla.post(at + "/decision", own);
        assertThat(alone.status()).isIn(403, 409);
        assertThat(alone.html())
                .contains("Nothing was decided", "You made this proposal", ">I would like to do it alone.<");

        Browser viktor = Browser.of(VIKTOR);
        Page seen = viktor.get(at);
        assertThat(seen.html()).contains("value=\"activate\"", "value=\"reject\"");
        Map<String, String> decision = new HashMap<>(seen.hidden());
        decision.put("act", "activate");
        assertThat(viktor.post(at + "/decision", decision).html()).contains("Say why in 10 to 1000 characters");
        decision.put("reason", "Seen and found right.");
        Page activated = viktor.post(at + "/decision", decision);
        assertThat(activated.html())
                .contains("The pack is active.", "Seen and found right.")
                .doesNotContain("value=\"activate\"");

        TestPack.finished(run(at));
        // Models of tests that let days pass come back to today in the same run.
        assertThat(viktor.get(at).html()).contains("Finished").containsPattern("[1-9]\\d* with another result");
        Page findings = carla.get("/ui/findings?model=policy-paged");
        assertThat(findings.html()).contains("The model is held to more than before", "Retail credit");
        assertThat(carla.get("/ui/models/policy-paged").html())
                .containsPattern("describe the intended use\\?</span></th><td>none</td>")
                .contains("Open findings", "The model is held to more than before", "Medium risk", "paged-pack 1");
        closeAsPeopleDo(finding(findings), carla);

        Page second = carla.upload(
                "/ui/packs",
                carla.get("/ui/packs").hidden(),
                "paged.yaml",
                bytes(TestPack.yaml("paged-pack", "2", 720_011, "HIGH", "2020-01-01")));
        assertThat(second.html())
                .contains("Compared with the active version 1", "1 changed", "affected_persons_per_year == 720010")
                .contains("affected_persons_per_year == 720011", "Effects", "lines differ", "Lines that only one");
        TestPack.retired("paged-pack");
        assertThat(carla.get("/ui/packs/paged-pack").html()).contains("Retire</a>", "proposed by carla");
    }

    private static int run(String at) {
        String id = at.substring(at.lastIndexOf('/') + 1);
        return as(CARLA).get("/api/v1/reassessments").path("items.find { it.cause == 'activation/" + id + "' }.id");
    }

    private static String finding(Page findings) {
        Matcher m = FINDING.matcher(findings.html());
        assertThat(m.find()).isTrue();
        return m.group(1);
    }

    private static Map<String, String> withText(Map<String, String> hidden, String text) {
        Map<String, String> form = new HashMap<>(hidden);
        form.put("text", text);
        return form;
    }

    private static void closeAsPeopleDo(String finding, Browser carla) {
        String at = "/ui/findings/" + finding;
        assertThat(Browser.of(ERIN).get(at).html())
                .contains("Tier: LOW → MEDIUM", "What was found")
                .doesNotContain("Close the finding");
        assertThat(carla.get(at).html()).contains("It can be closed once somebody has written down what was done.");
        Map<String, String> remediation = new HashMap<>(carla.get(at).hidden());
        remediation.put("text", "The owner has read them and planned the new gates.");
        assertThat(carla.post(at + "/remediation", remediation).html())
                .contains("It is written down what was done.", "Close the finding");
        if (as(CARLA).get("/api/v1/findings/" + finding).path("severity").equals("high")) {
            Map<String, String> own = new HashMap<>(carla.get(at).hidden());
            own.put("note", "I have done it and I close it.");
            assertThat(carla.post(at + "/closing", own).status()).isEqualTo(403);
            Browser erin = Browser.of(ERIN);
            erin.post(at + "/remediation", withText(erin.get(at).hidden(), "The new gates are planned for March."));
        }
        Map<String, String> closing = new HashMap<>(carla.get(at).hidden());
        closing.put("note", "done");
        Page refused = carla.post(at + "/closing", closing);
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.html()).contains("Write 10 to 2000 characters.", ">done</textarea>");
        closing.put("note", "The owner has read the new obligations.");
        Page closed = carla.post(at + "/closing", closing);
        assertThat(closed.html())
                .contains("The finding is closed.", "The owner has read the new obligations.", "By carla");
        Page twice = carla.post(at + "/closing", closing);
        assertThat(twice.status()).isEqualTo(409);
        assertThat(carla.get("/ui/findings?model=policy-paged").html()).contains("No finding is open for policy-paged");
        assertThat(carla.get("/ui/findings?model=policy-paged&state=all").html())
                .contains(finding);
    }

    @Test
    void theOutlookShowsWhatADayChangesAndSuggestsDays() {
        Journey.register("looked-ahead");
        Browser odile = Browser.of(ODILE);
        Page page = odile.get("/ui/outlook?on=2027-12-02&cursor=looked-ahea");
        assertThat(page.html())
                .contains("What applies on 2 Dec 2027", "/ui/models/looked-ahead?on=2027-12-02")
                .contains("href=\"/ui/outlook?on=2027-12-02\" aria-current=\"page\"", "Gate");
        Page model = odile.get("/ui/models/looked-ahead?on=2027-12-02");
        assertThat(model.html())
                .contains("what the active packs say of the present facts for 2 Dec 2027", "in force since 2 Dec 2027");
        assertThat(odile.get("/ui/models/looked-ahead").html())
                .contains("ahead: binds from 2 Dec 2027", "History of assessments")
                .doesNotContain("Nothing is stored");
        assertThat(odile.get("/ui/outlook?on=whenever").html())
                .contains("Write the day as a date", "value=\"whenever\"");
        assertThat(odile.get("/ui/models/looked-ahead?on=whenever").html()).contains("Write the day as a date");
        assertThat(odile.get("/ui/outlook").status()).isEqualTo(200);
    }

    @Test
    void aStoredAssessmentIsDownloadedByItsDigest() {
        Journey.register("kept-history");
        Browser odile = Browser.of(ODILE);
        Matcher link = Pattern.compile("/ui/models/kept-history/assessments/(sha256:[0-9a-f]{64})\\.json")
                .matcher(odile.get("/ui/models/kept-history").html());
        assertThat(link.find()).isTrue();
        assertThat(Digest.of(odile.download(link.group()))).hasToString(link.group(1));
    }

    @Test
    void anOverrideTakesTwoPeopleAndIsSeenOnTheModel() {
        Journey.registerSmall("paged-override", 720_030);
        String at = "/ui/models/paged-override/overrides";
        Browser erin = Browser.of(ERIN);
        Page empty = erin.get(at);
        assertThat(empty.html()).contains("Facts and packs give low risk", "Ask for the override", "There was none");

        Map<String, String> wish = new LinkedHashMap<>(empty.hidden());
        wish.put("tier", "HIGH");
        wish.put("reason", "too short");
        wish.put("until", "tomorrow");
        Page refused = erin.post(at, wish);
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.html())
                .contains("id=\"reason-fault\"", "id=\"until-fault\"", ">too short</textarea>", "value=\"tomorrow\"")
                .contains("value=\"HIGH\" checked");
        wish.put("reason", "It decides on partners whose default would hurt us.");
        wish.put("until", "2099-01-01");
        assertThat(erin.post(at, wish).html()).contains("id=\"until-fault\"");
        wish.put("until", TestClock.today().plusDays(90).toString());
        Page asked = erin.post(at, wish);
        assertThat(asked.html())
                .contains(
                        "The override is asked for.",
                        "Waits for a second person",
                        "You asked for it, so another person")
                .doesNotContain("Confirm as the second person", "Ask for the override");
        assertThat(Browser.of(ODILE).get("/ui/models/paged-override").html())
                .contains("erin asks to override the tier to high risk", "Low risk");

        Browser viktor = Browser.of(VIKTOR);
        Page waiting = viktor.get(at);
        assertThat(waiting.html()).contains("Confirm as the second person");
        Matcher confirm = Pattern.compile("action=\"([^\"]+/confirmation)\"").matcher(waiting.html());
        assertThat(confirm.find()).isTrue();
        assertThat(erin.post(confirm.group(1), erin.get(at).hidden()).status()).isEqualTo(403);
        Page confirmed = viktor.post(confirm.group(1), waiting.hidden());
        assertThat(confirmed.html()).contains("The override is confirmed", "Facts and packs give low risk");
        assertThat(viktor.get("/ui/models/paged-override").html())
                .contains("The tier is overridden: facts and packs give low risk, two people set high risk");

        Matcher revoke = Pattern.compile("action=\"([^\"]+/revocation)\"").matcher(confirmed.html());
        assertThat(revoke.find()).isTrue();
        Map<String, String> end = new LinkedHashMap<>(confirmed.hidden());
        end.put("endReason", "over");
        assertThat(viktor.post(revoke.group(1), end).html()).contains("Say why it ends", "value=\"over\"");
        end.put("endReason", "The pilot is over.");
        assertThat(viktor.post(revoke.group(1), end).html()).contains("The override is revoked.", "The pilot is over.");
        assertThat(viktor.get("/ui/models/paged-override").html()).doesNotContain("The tier is overridden");
    }

    @Test
    void anOverrideBelowTheLawIsRefusedWithItsReason() {
        Journey.register("lawful-floor");
        String at = "/ui/models/lawful-floor/overrides";
        Browser erin = Browser.of(ERIN);
        Map<String, String> wish = new LinkedHashMap<>(erin.get(at).hidden());
        wish.put("tier", "HIGH");
        wish.put("reason", "It is high already, so this has no effect.");
        wish.put("until", TestClock.today().plusDays(30).toString());
        Page refused = erin.post(at, wish);
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.html()).contains("id=\"tier-fault\"", "cannot be overridden to HIGH");
    }

    @Test
    void everyPointOfEveryFrameworkIsShownWithItsState() {
        Page page = Browser.of(CARLA).get("/ui/coverage");
        assertThat(page.html())
                .contains("Not met", "Partly", "outside the product")
                .doesNotContain("no active pack asks for it");
        for (Coverage table : Coverage.shipped()) {
            assertThat(page.html()).contains("id=\"" + table.id() + "\"");
            assertThat(table.points())
                    .isNotEmpty()
                    .allSatisfy(p -> assertThat(page.html()).contains("<span class=\"under\">" + p.id() + "</span>"));
        }
    }

    @Test
    void policyPagesObeyTheContentPolicyAndHaveOneHeading() {
        Journey.register("policed");
        Browser carla = Browser.of(CARLA);
        for (String path : List.of(
                "/ui/packs",
                "/ui/packs/house",
                "/ui/coverage",
                "/ui/outlook",
                "/ui/findings",
                "/ui/intake",
                "/ui/intake/new",
                "/ui/models/policed",
                "/ui/models/policed/overrides")) {
            Page page = carla.get(path);
            assertThat(page.status()).as(path).isEqualTo(200);
            assertThat(page.html())
                    .as(path)
                    .doesNotContain(" style=", "<style", "onclick", "<script>", "NOT_FOUND", "{p.", "{#")
                    .contains("<main");
            assertThat(page.html().split("<h1", -1)).as(path).hasSize(2);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
