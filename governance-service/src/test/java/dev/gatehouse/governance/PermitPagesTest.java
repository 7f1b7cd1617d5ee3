package dev.gatehouse.governance;

import static dev.gatehouse.governance.Journey.CARLA;
import static dev.gatehouse.governance.Journey.INES;
import static dev.gatehouse.governance.Journey.LARS;
import static dev.gatehouse.governance.Journey.ODILE;
import static dev.gatehouse.governance.Journey.as;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.governance.Browser.Page;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Permits in the browser: the list, one permit, the forms that close and open it, and emergency use. */
@QuarkusTest
@QuarkusTestResource(TestWorld.class)
class PermitPagesTest {

    private static String granted(String model, int persons) {
        Journey journey = Journey.registerSmall(model, persons)
                .version("1")
                .documents("1")
                .card("1");
        String release = journey.submit("1");
        return Journey.vote(
                        release,
                        INES,
                        "engineering",
                        "approve_with_conditions",
                        Map.of("trafficCap", "0.25", "purposes", java.util.List.of("credit-origination")))
                .then()
                .log()
                .ifValidationFails()
                .statusCode(200)
                .extract()
                .path("permit.id");
    }

    private static Page send(Browser browser, String page, String act, Map<String, String> typed) {
        Map<String, String> fields = new HashMap<>(browser.get(page).hidden());
        fields.putAll(typed);
        return browser.post(page + act, fields);
    }

    @Test
    void aPermitSaysInWordsWhatItPermitsAndIsClosedAndOpenedThere() {
        String permit = granted("paged-permit", 760_001);
        String at = "/ui/permits/" + permit;
        Browser odile = Browser.of(ODILE);
        assertThat(odile.get("/ui/permits?model=paged-permit").html()).contains(at, "paged-permit/1", "the board");
        Page page = odile.get(at);
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.html())
                .contains(
                        "At most 25 % of subjects.",
                        "Only for the purposes credit-origination.",
                        "Loaded by digest",
                        "Suspend the permit",
                        "Revoke the permit",
                        "./gatehouse verify permit-" + permit)
                .doesNotContain("Ask to resume");
        assertThat(Browser.of(CARLA).get(at).html()).doesNotContain("Suspend the permit");

        Page tooShort = send(odile, at, "/suspend", Map.of("reason", "too <b>"));
        assertThat(tooShort.status()).isEqualTo(422);
        assertThat(tooShort.html()).contains("10 to 1000 characters", "too &lt;b&gt;");
        Page suspended = send(odile, at, "/suspend", Map.of("reason", "Scores jumped after the release."));
        assertThat(suspended.html())
                .contains("The permit is suspended.", "Scores jumped after the release.", "Ask to resume");
        assertThat(odile.get("/ui/permits?show=suspended&model=paged-permit").html())
                .contains(at);
        assertThat(odile.get("/ui/permits?model=paged-permit").html()).contains("There is no such permit");

        Page asked = send(odile, at, "/resume", Map.of("reason", "The feed is repaired."));
        assertThat(asked.html())
                .contains("You have asked to resume it.", "one of them was named twice")
                .doesNotContain("Agree and resume", "Ask to resume");
        Page twice = send(odile, at, "/resume", Map.of("reason", "The feed is repaired, really."));
        assertThat(twice.status()).isEqualTo(403);
        assertThat(twice.html()).contains("another person must agree");
        Page resumed = send(Browser.of(LARS), at, "/resume", Map.of("reason", "I have looked at the feed."));
        assertThat(resumed.html())
                .contains("The permit is active again.", "Resume asked", "I have looked at the feed.");

        Page revoked = send(Browser.of(LARS), at, "/revoke", Map.of("reason", "The model is withdrawn."));
        assertThat(revoked.html()).contains("The permit is revoked.").doesNotContain("Suspend the permit");
        assertThat(revoked.html())
                .contains(
                        "permit.issued",
                        "permit.suspended",
                        "permit.resume-asked",
                        "permit.resumed",
                        "permit.revoked",
                        "/ui/ledger/");
        assertThat(new String(odile.download(at + "/envelope.json"), java.nio.charset.StandardCharsets.UTF_8))
                .contains("application/vnd.in-toto+json");
    }

    @Test
    void aPermitThatEndsSoonIsListedAsSuch() {
        Journey journey = Journey.registerSmall("paged-ending", 760_002)
                .version("1")
                .documents("1")
                .card("1");
        Journey.vote(
                        journey.submit("1"),
                        INES,
                        "engineering",
                        "approve_with_conditions",
                        Map.of(
                                "expiresAt",
                                java.time.Instant.now().plusSeconds(86_400 * 20).toString()))
                .then()
                .statusCode(200);
        Browser carla = Browser.of(CARLA);
        assertThat(carla.get("/ui/permits?show=expiring&model=paged-ending").html())
                .contains("paged-ending/1");
        assertThat(carla.get("/ui/permits?show=expiring&model=paged-permit").html())
                .contains("There is no such permit");
    }

    @Test
    void emergencyUseIsAskedForAndConfirmedInTheBrowser() {
        Journey.registerSmall("paged-urgent", 760_003).version("1");
        Browser odile = Browser.of(ODILE);
        Map<String, String> form =
                new HashMap<>(odile.get("/ui/emergency-permits").hidden());
        form.putAll(Map.of(
                "model", "paged-urgent",
                "version", "1",
                "environment", "production",
                "route", "paged-urgent",
                "reason", "Fraud is running right now.",
                "share", "0.9",
                "until", ""));
        Page refused = odile.post("/ui/emergency-permits", form);
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.html()).contains("The policy allows a share of 0.25 at most", "Fraud is running right now.");
        form.put("share", "many");
        assertThat(odile.post("/ui/emergency-permits", form).html()).contains("A share is above 0 and at most 1");
        form.put("share", "0.1");
        Page request = odile.post("/ui/emergency-permits", form);
        assertThat(request.status()).isEqualTo(200);
        assertThat(request.html())
                .contains("Fraud is running right now.", "Refuse it", "The model card is complete")
                .doesNotContain("Let it serve before validation");
        String at = request.at().getPath();
        Browser lars = Browser.of(LARS);
        assertThat(lars.get("/ui/permits?model=paged-urgent").html()).contains(at, "waits for a second person");
        assertThat(lars.get("/ui/permits?model=paged-permit").html()).doesNotContain("waits for a second person");
        Page confirming = lars.get(at);
        assertThat(confirming.html()).contains("Let it serve before validation", "dossier.json");
        Map<String, String> typed = Map.of("function", "legal", "rationale", "ok");
        Page tooShort = send(lars, at, "/confirm", typed);
        assertThat(tooShort.status()).isEqualTo(422);
        assertThat(tooShort.html()).contains("rationale of 10 to 1000 characters");
        Page confirmed =
                send(lars, at, "/confirm", Map.of("function", "legal", "rationale", "Ten per cent is a small share."));
        assertThat(confirmed.status()).isEqualTo(200);
        assertThat(confirmed.html())
                .contains("Emergency use is confirmed.", "Emergency use before validation.", "At most 10 %");
        as(Journey.ERIN)
                .body(Map.of("model", "paged-urgent", "version", "1"))
                .put("/api/v1/environments/production/routes/paged-urgent")
                .then()
                .statusCode(200);
        assertThat(odile.get("/ui/routes/production/paged-urgent").html())
                .contains("Emergency use before validation.", "two people in an emergency");
        assertThat(odile.get("/ui/routes?name=paged-urgent").html()).contains("emergency use");
        assertThat(odile.get("/ui/models/paged-urgent/versions/1").html()).contains("Two people, not the board, let");
    }
}
