package dev.gatehouse.governance;

import static dev.gatehouse.governance.Journey.CARLA;
import static dev.gatehouse.governance.Journey.ERIN;
import static dev.gatehouse.governance.Journey.GATEWAY;
import static dev.gatehouse.governance.Journey.INES;
import static dev.gatehouse.governance.Journey.ODILE;
import static dev.gatehouse.governance.Journey.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatehouse.approval.permit.PermitState;
import dev.gatehouse.approval.route.RouteEntry;
import dev.gatehouse.approval.route.RouteSecret;
import dev.gatehouse.governance.Browser.Page;
import dev.gatehouse.migrations.MigratedPostgres;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What goes on answering where the permit of a newer version does not admit all: kept, shown, told to gateways, superseded at last. */
@QuarkusTest
@QuarkusTestResource(TestWorld.class)
class RouteFallbackTest {

    /** An environment of the test's gateway. */
    private static final String ENVIRONMENT = "bytes";

    private static final Map<String, Object> TENTH = Map.of("trafficCap", "0.1");

    /** Version 1 deployed without limits, and version 2 with every gate open but the release's. */
    private static Journey twoVersions(String name, int persons, Map<String, Object> secondDiffersIn) {
        Journey journey = PermitsTest.small(name, persons);
        PermitsTest.granted(journey, ENVIRONMENT);
        deploy(journey, "1", Map.of()).statusCode(200).body("fallback", nullValue());
        ClosingTogetherTest.other(journey, secondDiffersIn);
        journey.documents("2").card("2");
        return journey;
    }

    /** A permit for version 2 with these limits. */
    private static String granted(Journey journey, Map<String, Object> conditions) {
        Response release = as(ERIN).body(Map.of(
                        "model",
                        journey.model,
                        "version",
                        "2",
                        "environment",
                        ENVIRONMENT,
                        "route",
                        journey.model,
                        "summary",
                        "The second version.",
                        "conditions",
                        conditions))
                .post("/api/v1/releases");
        release.then().log().ifValidationFails().statusCode(201);
        Response vote = Journey.vote(release.path("id"), INES, "engineering", "approve", null);
        vote.then().log().ifValidationFails().statusCode(200);
        return vote.path("permit.id");
    }

    private static ValidatableResponse deploy(Journey journey, String version, Map<String, Object> more) {
        Map<String, Object> body = new HashMap<>(Map.of("model", journey.model, "version", version));
        body.putAll(more);
        return as(ERIN).body(body)
                .put("/api/v1/environments/" + ENVIRONMENT + "/routes/" + journey.model)
                .then()
                .log()
                .ifValidationFails();
    }

    private static String deployed(Journey journey) {
        return as(CARLA)
                .get("/api/v1/environments/" + ENVIRONMENT + "/routes/" + journey.model)
                .path("permit.id");
    }

    private static RouteEntry told(Journey journey) {
        return JourneyTest.snapshot(ENVIRONMENT).route(journey.model).orElseThrow();
    }

    @Test
    void aCappedVersionLeavesTheOneBeforeItAsFallbackUntilAnUnlimitedOneTakesBothPlaces() throws Exception {
        Instant begin = Instant.now();
        Journey journey = twoVersions("kept-behind", 765_001, Map.of());
        Instant one = Instant.now();
        String first = deployed(journey);
        String canary = granted(journey, TENTH);
        assertThat(told(journey).fallback()).isEmpty();
        deploy(journey, "2", Map.of())
                .statusCode(200)
                .body("permit.id", equalTo(canary))
                .body("fallback.version", equalTo("1"))
                .body("fallback.permit.id", equalTo(first))
                .body("fallback.permit.state", equalTo("ACTIVE"));
        RouteEntry told = told(journey);
        assertThat(told.primary().version()).isEqualTo("2");
        assertThat(told.fallback().orElseThrow().version()).isEqualTo("1");
        assertThat(told.fallback().orElseThrow().permitState()).isEqualTo(PermitState.ACTIVE);
        RouteSecret secret = told.secret().orElseThrow();

        String half = granted(journey, Map.of("trafficCap", "0.5", "segment", "age >= 21"));
        deploy(journey, "2", Map.of()).statusCode(200).body("fallback.permit.id", equalTo(first));
        assertThat(PermitsTest.state(canary)).isEqualTo("SUPERSEDED");
        assertThat(told(journey).secret()).as("subjects stay on their side").contains(secret);
        assertNowhere(secret, journey);
        assertThat(deploys(journey)).containsExactly("none", first, first);

        Instant both = Instant.now();
        closeByPage(journey, half);
        Instant closed = Instant.now();
        assertThat(told(journey).primary().permitState()).isEqualTo(PermitState.SUSPENDED);
        assertThat(told(journey).fallback().orElseThrow().permitState()).isEqualTo(PermitState.ACTIVE);

        Copied refused = copied(journey, "Deploy");
        assertThat(refused.exitCode()).as(refused.said()).isEqualTo(22);
        assertThat(refused.said()).contains("gates-unmet", "howToMeet");
        assertThat(copied(journey, "Check the gates").said()).endsWith("false\n");
        String whole = granted(journey, Map.of());
        assertThat(copied(journey, "Check the gates").said()).contains("All gates are open.");
        Copied deployed = copied(journey, "Deploy");
        assertThat(deployed.exitCode()).as(deployed.said()).isZero();
        assertThat(deployed.said()).contains(whole, "\"fallback\":null");
        assertThat(List.of(PermitsTest.state(first), PermitsTest.state(half))).containsOnly("SUPERSEDED");
        assertThat(told(journey).fallback()).isEmpty();
        assertThat(told(journey).secret()).contains(secret);
        tellsWhatWasServed(journey, first, begin, one, both, closed);
        tellsTheWayOfAVersion(journey);
    }

    private record Copied(int exitCode, String said) {}

    /** Runs what an engineer copies from the page of version 2, in a shell that has a token. */
    private static Copied copied(Journey journey, String name) throws Exception {
        Browser erin = Browser.of(ERIN);
        String html = erin.get("/ui/models/" + journey.model + "/versions/2/deploy?environment=" + ENVIRONMENT)
                .html();
        String command = html.replaceFirst("(?s).*<pre[^>]*aria-label=\"" + name + "\">(.*?)</pre>.*", "$1")
                .replace("&quot;", "\"")
                .replace("&#39;", "'")
                .replace("&amp;", "&");
        ProcessBuilder shell = new ProcessBuilder("bash", "-c", command).redirectErrorStream(true);
        shell.environment().put("TOKEN", TestIssuer.bearer(ERIN));
        shell.environment().put("GATEHOUSE", "http://localhost:" + io.restassured.RestAssured.port);
        Process process = shell.start();
        String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        return new Copied(process.waitFor(), said);
    }

    private static void tellsTheWayOfAVersion(Journey journey) {
        String version = "models/" + journey.model + "/versions/1";
        Response way = as(CARLA).get("/api/v1/" + version + "/lineage");
        way.then()
                .statusCode(200)
                .body("version", equalTo(journey.model + "/1"))
                .body(
                        "steps.kind",
                        equalTo(List.of(
                                "DATA",
                                "TRAINING",
                                "VERSION",
                                "AUDITS",
                                "CARD",
                                "RELEASES",
                                "PERMITS",
                                "ROUTES",
                                "PREDICTIONS",
                                "LABELS")))
                .body("steps.find { it.kind == 'PERMITS' }.things[0].state", equalTo("SUPERSEDED"))
                .body("steps.find { it.kind == 'ROUTES' }.things[0].note", equalTo("deployed by erin"))
                .body(
                        "steps.find { it.kind == 'PREDICTIONS' }.things[0].note",
                        startsWith("1 requests in the last 90 days"))
                .body(
                        "steps.find { it.kind == 'LABELS' }.none",
                        equalTo("No ground truth has come for its predictions."));
        as(CARLA)
                .get("/api/v1/models/" + journey.model + "/versions/none/lineage")
                .then()
                .statusCode(404);
        Browser odile = Browser.of(ODILE);
        Page page = odile.get("/ui/" + version + "/lineage");
        assertThat(page.html())
                .contains("Lineage of version 1", "Training data", "Your roles do not include audits and evidence.")
                .contains("/ui/routes/" + ENVIRONMENT + "/" + journey.model + "/served?at=", "deployed by erin");
        assertThat(odile.get("/ui/" + version).html()).contains("/ui/" + version + "/lineage");
        for (Object step : way.<List<Object>>path("steps.things.flatten().href")) {
            if (step != null) {
                assertThat(Browser.of(CARLA).get(step.toString()).status())
                        .as("%s", step)
                        .isEqualTo(200);
            }
        }
    }

    /** By API, page and PDF, of moments before, between and after the deployments. */
    private static void tellsWhatWasServed(
            Journey journey, String first, Instant begin, Instant one, Instant both, Instant closed) throws Exception {
        String label = journey.model + "/";
        served(journey, begin.toString())
                .statusCode(200)
                .body("open", equalTo(false))
                .body("answer", startsWith("Nothing was deployed on this route yet. The first deployment followed on "))
                .body("deployment", nullValue())
                .body("next.version", equalTo(label + "1"));
        served(journey, one.toString())
                .statusCode(200)
                .body("answer", equalTo(label + "1 served by the word of the board (ines)."))
                .body("targets.size()", equalTo(1))
                .body("targets[0].words.capacity", hasItem("engineering"))
                .body("deployment.by", equalTo("erin"))
                .body("next.version", equalTo(label + "2"));
        served(journey, both.toString())
                .statusCode(200)
                .body("answer", containsString(label + "1 answered the calls that its permit did not admit"))
                .body("targets.part", equalTo(List.of("PRIMARY", "FALLBACK")))
                .body("targets.state", equalTo(List.of("ACTIVE", "ACTIVE")))
                .body("targets[0].conditions[0]", equalTo("At most 50 % of subjects."));
        served(journey, closed.toString())
                .statusCode(200)
                .body("open", equalTo(true))
                .body("targets.state", equalTo(List.of("SUSPENDED", "ACTIVE")))
                .body("targets[0].reason", equalTo("The canary declines everybody."))
                .body("answer", containsString(label + "1 answered instead, by the word of the board"));
        as(CARLA)
                .get("/api/v1/environments/" + ENVIRONMENT + "/routes/" + journey.model + "/deployments")
                .then()
                .statusCode(200)
                .body("items.version", equalTo(List.of(label + "2", label + "2", label + "2", label + "1")));

        Recorded.on(journey.model, both.minusSeconds(40).truncatedTo(java.time.temporal.ChronoUnit.MILLIS))
                .in(ENVIRONMENT)
                .under(java.util.UUID.fromString(first))
                .row("somebody", 0.7)
                .ship();
        served(journey, both.toString())
                .body("recorded.answers[0].requests", equalTo(1))
                .body("before.mode", equalTo("primary"));
        served(journey, "2026-11-30").statusCode(422).body("detail", containsString("at: write a day and a time"));
        served(journey, "2999-11-30T00:00:00Z").statusCode(422).body("detail", containsString("still to come"));
        as(CARLA)
                .get("/api/v1/environments/" + ENVIRONMENT + "/routes/never-deployed/served?at=" + both)
                .then()
                .statusCode(404);

        Browser carla = Browser.of(CARLA);
        String at = "/ui/routes/" + ENVIRONMENT + "/" + journey.model + "/served";
        Page page = carla.get(at + "?at=" + closed);
        assertThat(page.html())
                .contains("At most 50 % of subjects.", "ines", "leaf ", "Every deployment")
                .contains("/ui/ledger/", "answered instead, by the word of the board");
        assertThat(carla.get(at).html()).contains("2 served by the word of the board");
        Page refused = carla.get(at + "?at=2026-10-25T02:30&zone=Europe/Berlin");
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.html()).contains("twice", "2026-10-25T02:30+02:00 or 2026-10-25T02:30+01:00");
        PrintedPdf pdf = PrintedPdf.of(carla.download(at + "/document.pdf?at=" + closed));
        assertThat(pdf.attached()).containsOnlyKeys("served.json");
        assertThat(pdf.text()).contains("answered instead", "ines", "The canary declines everybody.");
    }

    private static ValidatableResponse served(Journey journey, String at) {
        return as(CARLA)
                .queryParam("at", at)
                .get("/api/v1/environments/" + ENVIRONMENT + "/routes/" + journey.model + "/served")
                .then()
                .log()
                .ifValidationFails();
    }

    /** Odile closes the version that is deployed, and learns what goes on. */
    private static void closeByPage(Journey journey, String permit) {
        Browser odile = Browser.of(ODILE);
        String at = "/ui/routes/" + ENVIRONMENT + "/" + journey.model;
        Page page = odile.get(at);
        assertThat(page.html())
                .contains("Fallback: version 1", "go to version 1, the fallback", "name=\"all\"")
                .contains("/ui/models/" + journey.model + "/versions/1");
        assertThat(odile.get("/ui/routes?name=" + journey.model).html()).contains("fallback: version 1");
        Map<String, String> form = new HashMap<>(page.hidden());
        form.put("all", "yes");
        form.put("reason", "drifting");
        Page refused = odile.post(at + "/suspend", form);
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.html()).contains("name=\"all\" value=\"yes\" checked");
        form = new HashMap<>(refused.hidden());
        form.put("reason", "The canary declines everybody.");
        form.put("confirm", "yes");
        Page closed = odile.post(at + "/suspend", form);
        assertThat(closed.status()).isEqualTo(200);
        assertThat(closed.html())
                .contains(
                        "Gateways send requests to version 1, the fallback, within a second",
                        "serves nobody when this permit");
        assertThat(PermitsTest.state(permit)).isEqualTo("SUSPENDED");
    }

    /** Gateways alone are told the secret: no answer, no page and no act in the ledger has it. */
    private static void assertNowhere(RouteSecret secret, Journey journey) throws SQLException {
        String base64 = Base64.getEncoder().encodeToString(secret.bytes());
        String hex = HexFormat.of().formatHex(secret.bytes());
        String route = "/api/v1/environments/" + ENVIRONMENT + "/routes/" + journey.model;
        assertThat(as(CARLA).get(route).asString()
                        + as(CARLA).get("/api/v1/routes").asString()
                        + Browser.of(ODILE)
                                .get("/ui/routes/" + ENVIRONMENT + "/" + journey.model)
                                .html())
                .doesNotContain(base64, hex, "capSecret", "cap_secret");
        try (Connection database = TestWorld.postgres.connect(MigratedPostgres.GOVERNANCE);
                Statement statement = database.createStatement();
                ResultSet leaves = statement.executeQuery("SELECT count(*) FROM governance.ledger_leaf"
                        + " WHERE position(decode('" + hex + "', 'hex') IN payload) > 0"
                        + " OR position(convert_to('" + base64 + "', 'UTF8') IN payload) > 0")) {
            leaves.next();
            assertThat(leaves.getLong(1)).isZero();
        }
    }

    /** The fallback of each deployment, as the ledger has it. */
    private static List<String> deploys(Journey journey) throws Exception {
        List<String> fallbacks = new java.util.ArrayList<>();
        try (Connection database = TestWorld.postgres.connect(MigratedPostgres.GOVERNANCE);
                Statement statement = database.createStatement();
                ResultSet leaves = statement.executeQuery("SELECT payload FROM governance.ledger_leaf"
                        + " WHERE act = 'route.deployed' AND subject = 'route/" + ENVIRONMENT + "/" + journey.model
                        + "' ORDER BY recorded_at, id")) {
            while (leaves.next()) {
                fallbacks.add(new ObjectMapper()
                        .readTree(leaves.getBytes(1))
                        .findValue("fallback")
                        .asText());
            }
        }
        return fallbacks;
    }

    @Test
    void whoAsksForNoneOrCannotStandInIsNoFallback() {
        Journey declined = twoVersions("none-kept", 765_002, Map.of());
        String first = deployed(declined);
        granted(declined, TENTH);
        deploy(declined, "2", Map.of("fallback", "version 1"))
                .statusCode(422)
                .body("detail", containsString("fallback"));
        deploy(declined, "2", Map.of("fallback", "none")).statusCode(200).body("fallback", nullValue());
        assertThat(PermitsTest.state(first)).isEqualTo("SUPERSEDED");

        Journey other = twoVersions("other-input", 765_003, Map.of("signature", otherInput()));
        first = deployed(other);
        granted(other, TENTH);
        deploy(other, "2", Map.of()).statusCode(200).body("fallback", nullValue());
        assertThat(PermitsTest.state(first)).isEqualTo("SUPERSEDED");
    }

    /** The same columns in another order: the same bytes would mean something else. */
    @SuppressWarnings("unchecked")
    private static Map<String, Object> otherInput() {
        try {
            Map<String, Object> signature =
                    new ObjectMapper().readValue(TestModel.get().signature(), Map.class);
            List<String> features = (List<String>) ((Map<String, Object>) signature.get("input")).get("features");
            java.util.Collections.reverse(features);
            return signature;
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void aFallbackThatServesOtherBytesIsSuspendedAndTheDeployedVersionServesOn() {
        Journey journey = twoVersions("fallback-bytes", 765_004, Map.of());
        String first = deployed(journey);
        String canary = granted(journey, TENTH);
        deploy(journey, "2", Map.of()).statusCode(200);
        as(GATEWAY)
                .body(Map.of(
                        "environment",
                        ENVIRONMENT,
                        "route",
                        journey.model,
                        "upstream",
                        "http://127.0.0.1:18500",
                        "reportedDigest",
                        "sha256:" + "0".repeat(64),
                        "observedAt",
                        Instant.now().toString()))
                .post("/api/v1/permits/" + first + "/binding-reports")
                .then()
                .log()
                .ifValidationFails()
                .statusCode(200)
                .body("outcome", equalTo("SUSPENDED"));
        assertThat(PermitsTest.state(canary)).isEqualTo("ACTIVE");
        assertThat(told(journey).fallback().orElseThrow().permitState()).isEqualTo(PermitState.SUSPENDED);
    }
}
