package dev.gatehouse.governance;

import static dev.gatehouse.governance.Journey.CARLA;
import static dev.gatehouse.governance.Journey.ENZO;
import static dev.gatehouse.governance.Journey.ERIN;
import static dev.gatehouse.governance.Journey.INES;
import static dev.gatehouse.governance.Journey.LARS;
import static dev.gatehouse.governance.Journey.ODILE;
import static dev.gatehouse.governance.Journey.VIKTOR;
import static dev.gatehouse.governance.Journey.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.approval.permit.Basis;
import dev.gatehouse.approval.permit.Permit;
import dev.gatehouse.approval.permit.PermitCheck;
import dev.gatehouse.approval.permit.PermitVerifier;
import dev.gatehouse.approval.permit.PermitVote;
import dev.gatehouse.approval.signing.TrustedKeys;
import dev.gatehouse.governance.TestIssuer.Person;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Emergency use by the API: one person asks, another confirms, and what follows serves for a share and some days under a finding. */
@QuarkusTest
@QuarkusTestResource(TestWorld.class)
class EmergenciesTest {

    private static final String REASON = "Fraud is running, and the model in use does not see it.";
    private static final String WHY = "I read the dossier; the share is small and the need is real.";

    @AfterEach
    void back() {
        TestClock.goBack();
    }

    static Response ask(Person person, String model, String environment, Map<String, Object> more) {
        Map<String, Object> body = new HashMap<>(
                Map.of("model", model, "version", "1", "environment", environment, "route", model, "reason", REASON));
        body.putAll(more);
        return as(person).body(body).post("/api/v1/emergency-permits");
    }

    private static Response confirm(Person person, String function, String request, String dossier) {
        return as(person)
                .body(Map.of("function", function, "rationale", WHY, "dossierDigest", dossier))
                .post("/api/v1/emergency-permits/" + request + "/confirm");
    }

    static Response confirm(Person person, String function, String request) {
        return confirm(person, function, request, dossierOf(request));
    }

    private static String dossierOf(String request) {
        return as(CARLA).get("/api/v1/emergency-permits/" + request).path("dossierDigest");
    }

    private static String asked(String model, String environment) {
        return ask(ODILE, model, environment, Map.of())
                .then()
                .log()
                .ifValidationFails()
                .statusCode(201)
                .extract()
                .path("id");
    }

    /** Emergency use of a version on the route of its model's name, asked for by Odile and confirmed by Lars; returns the permit. */
    static String opened(String model, String version, String environment) {
        String request =
                ask(ODILE, model, environment, Map.of("version", version)).path("id");
        return confirm(LARS, "legal", request)
                .then()
                .log()
                .ifValidationFails()
                .statusCode(200)
                .extract()
                .path("permit");
    }

    static void refused(Response answer, String... codes) {
        answer.then()
                .log()
                .ifValidationFails()
                .statusCode(409)
                .body("type", equalTo("urn:gatehouse:problem:emergency-refused"))
                .body("reasons.code", contains(codes));
    }

    private static ValidatableResponse deploy(String model, String environment) {
        return as(ERIN).body(Map.of("model", model, "version", "1"))
                .put("/api/v1/environments/" + environment + "/routes/" + model)
                .then()
                .log()
                .ifValidationFails();
    }

    private static Permit permit(String id) {
        String spki = as(CARLA).get("/api/v1/keys").path("keys[0].publicKey");
        PermitCheck check = PermitVerifier.verify(
                as(CARLA).get("/api/v1/permits/" + id + "/envelope").asByteArray(),
                TrustedKeys.fromPem("-----BEGIN PUBLIC KEY-----\n" + spki + "\n-----END PUBLIC KEY-----\n", "keys"));
        return ((PermitCheck.Valid) check).permit();
    }

    @Test
    void twoPeopleLetAVersionServeThoughItsGatesAreClosed() {
        Journey.registerSmall("urgent", 750_001).version("1");
        deploy("urgent", "production").statusCode(409).body("gates.id", hasItem("model-card"));
        Response request = ask(ODILE, "urgent", "production", Map.of());
        request.then()
                .statusCode(201)
                .header("Location", notNullValue())
                .body("state", equalTo("OPEN"))
                .body("capacity", equalTo("operator"))
                .body("trafficCap", equalTo("0.25"))
                .body("permit", nullValue());
        String id = request.path("id");
        deploy("urgent", "production").statusCode(409);
        byte[] dossier =
                as(LARS).get("/api/v1/emergency-permits/" + id + "/dossier").asByteArray();
        assertThat(Digest.of(dossier).toString()).isEqualTo(request.path("dossierDigest"));
        as(LARS).get("/api/v1/emergency-permits/" + id + "/dossier")
                .then()
                .body("release.summary", equalTo(REASON))
                .body("release.emergency.closedGates.id", hasItem("model-card"))
                .body("release.emergency.trafficCap", equalTo("0.25"));
        String permit = confirm(LARS, "legal", id)
                .then()
                .log()
                .ifValidationFails()
                .statusCode(200)
                .body("state", equalTo("CONFIRMED"))
                .body("decidedAs", equalTo("legal"))
                .extract()
                .path("permit");
        Permit says = permit(permit);
        assertThat(says.basis()).isEqualTo(Basis.EMERGENCY);
        assertThat(says.dossierDigest()).isEqualTo(Digest.of(dossier));
        assertThat(says.conditions().trafficCap()).contains(new BigDecimal("0.25"));
        assertThat(says.effectiveExpiry())
                .isBetween(
                        Instant.now().plus(Duration.ofDays(13)), Instant.now().plus(Duration.ofDays(14)));
        assertThat(says.votes()).extracting(PermitVote::function).containsExactly("operator", "legal");
        assertThat(says.votes()).extracting(PermitVote::voter).allMatch(v -> v.startsWith("p-"));
        as(CARLA)
                .get("/api/v1/permits/" + permit)
                .then()
                .body("basis", equalTo("emergency"))
                .body("release", nullValue());
        as(CARLA)
                .get("/api/v1/findings?model=urgent&state=OPEN")
                .then()
                .body("items.kind", contains("emergency-use"))
                .body("items.severity", contains("high"))
                .body("items.cause", contains("permit/" + permit))
                .body("items.owner", contains("Retail credit"))
                .body("items[0].detail", hasItem(containsString("model-card")));
        deploy("urgent", "production")
                .statusCode(200)
                .body("permit.basis", equalTo("emergency"))
                .body("permit.id", equalTo(permit));
        as(ODILE)
                .body(Map.of("reason", "It declines everybody by mistake."))
                .post("/api/v1/permits/" + permit + "/suspend")
                .then()
                .statusCode(200);
        deploy("urgent", "production").statusCode(409).body("gates.id", hasItem("release-approved"));
        for (Person person : List.of(LARS, ODILE)) {
            as(person)
                    .body(Map.of("reason", "It was mended in the meantime."))
                    .post("/api/v1/permits/" + permit + "/resume")
                    .then()
                    .statusCode(409)
                    .body("reasons.code", contains("emergency_not_resumable"));
        }
    }

    @Test
    void theSecondPersonIsAnotherOneOfAnotherFunctionWhoDidNotMakeIt() {
        Journey.registerSmall("urgent-two", 750_002).version("1");
        String request = ask(INES, "urgent-two", "production", Map.of())
                .then()
                .statusCode(201)
                .body("capacity", equalTo("engineer"))
                .extract()
                .path("id");
        refused(confirm(INES, "engineering", request), "two_people_needed", "same_function");
        refused(confirm(Person.of("imre", "board", "function-engineering"), "engineering", request), "same_function");
        refused(confirm(LARS, "ethics", request), "function_not_held");
        refused(confirm(Person.of(ENZO.username(), "board", "function-ethics"), "ethics", request), "contributor");
        refused(
                confirm(Person.of("service-account-ci", "board", "function-ethics"), "ethics", request),
                "service_account");
        refused(confirm(LARS, "legal", request, "sha256:" + "0".repeat(64)), "dossier_changed");
        confirm(ODILE, "legal", request).then().statusCode(403);
        as(CARLA).get("/api/v1/emergency-permits/" + request).then().body("state", equalTo("OPEN"));
        confirm(LARS, "legal", request).then().statusCode(200);
        confirm(VIKTOR, "validation", request).then().statusCode(409).body("type", containsString("wrong-state"));
    }

    @Test
    void thePolicyAndAMachineAreRefused() {
        Journey.registerSmall("urgent-limits", 750_003).version("1");
        refused(ask(ODILE, "urgent-limits", "production", Map.of("trafficCap", "0.26")), "cap_too_large");
        refused(
                ask(
                        ODILE,
                        "urgent-limits",
                        "production",
                        Map.of("until", Instant.now().plus(Duration.ofDays(15)).toString())),
                "too_long");
        refused(
                ask(
                        ODILE,
                        "urgent-limits",
                        "production",
                        Map.of("until", Instant.now().minusSeconds(60).toString())),
                "no_time_left");
        refused(
                ask(Person.of("service-account-ci", "engineer"), "urgent-limits", "production", Map.of()),
                "service_account");
        ask(ODILE, "urgent-limits", "production", Map.of("trafficCap", "0"))
                .then()
                .statusCode(422);
        ask(ODILE, "urgent-limits", "production", Map.of("reason", "now!"))
                .then()
                .statusCode(422);
        ask(CARLA, "urgent-limits", "production", Map.of()).then().statusCode(403);
        ask(ODILE, "no-such-model", "production", Map.of()).then().statusCode(404);
        Instant end = Instant.now().plus(Duration.ofDays(2)).truncatedTo(java.time.temporal.ChronoUnit.MILLIS);
        String request = ask(ODILE, "urgent-limits", "production", Map.of("trafficCap", "0.1", "until", end.toString()))
                .then()
                .statusCode(201)
                .extract()
                .path("id");
        String permit =
                confirm(LARS, "legal", request).then().statusCode(200).extract().path("permit");
        assertThat(permit(permit).effectiveExpiry()).isEqualTo(end);
        assertThat(permit(permit).conditions().trafficCap()).contains(new BigDecimal("0.1"));
    }

    @Test
    void aProhibitedUseAndOneWithoutATierAreRefused() {
        Map<String, Object> prohibited = Journey.smallFacts(750_004);
        @SuppressWarnings("unchecked")
        Map<String, Object> screen = new HashMap<>((Map<String, Object>) prohibited.get("art5_screen"));
        screen.put("a", "yes");
        prohibited.put("art5_screen", screen);
        Journey.register("urgent-prohibited", prohibited).version("1");
        as(ERIN).get("/api/v1/models/urgent-prohibited").then().body("assessment.status", equalTo("PROHIBITED"));
        refused(ask(ODILE, "urgent-prohibited", "production", Map.of()), "not_allowed");
        Map<String, Object> unsettled = Journey.creditFacts();
        unsettled.remove("automation_level");
        unsettled.remove("decision_effect");
        unsettled.remove("annex3_points");
        Journey.register("urgent-unsettled", unsettled).version("1");
        refused(ask(ODILE, "urgent-unsettled", "production", Map.of()), "not_allowed");
    }

    @Test
    void oneAtATimeAndAnotherOnlyOnceTheFirstsFindingIsClosed() {
        Journey.registerSmall("urgent-again", 750_005).version("1");
        String request = asked("urgent-again", "production");
        refused(ask(INES, "urgent-again", "production", Map.of()), "request_waits");
        confirm(LARS, "legal", request).then().statusCode(200);
        refused(ask(INES, "urgent-again", "production", Map.of()), "permit_active", "finding_open");
        refused(ask(INES, "urgent-again", "staging", Map.of()), "finding_open");
        TestClock.goTo(TestClock.today().plusDays(20));
        refused(ask(INES, "urgent-again", "production", Map.of()), "finding_open");
        TestClock.goBack();
    }

    @Test
    void aRequestLapsesAndIsRefusedByTheBoardOrTakenBackByWhoAsked() {
        Journey.registerSmall("urgent-lapsed", 750_006).version("1");
        String lapsed = asked("urgent-lapsed", "production");
        TestClock.goTo(TestClock.today().plusDays(2));
        as(CARLA).get("/api/v1/emergency-permits/" + lapsed).then().body("state", equalTo("LAPSED"));
        refused(confirm(LARS, "legal", lapsed), "request_lapsed");
        TestClock.goBack();
        String second = asked("urgent-lapsed", "staging");
        Map<String, String> reason = Map.of("reason", "The fraud has stopped by itself.");
        as(ERIN).body(reason)
                .post("/api/v1/emergency-permits/" + second + "/refuse")
                .then()
                .statusCode(403);
        as(LARS).body(reason)
                .post("/api/v1/emergency-permits/" + second + "/refuse")
                .then()
                .statusCode(200)
                .body("state", equalTo("REFUSED"))
                .body("rationale", equalTo("The fraud has stopped by itself."));
        confirm(LARS, "legal", second).then().statusCode(409).body("type", containsString("wrong-state"));
        String third = asked("urgent-lapsed", "staging");
        as(ODILE)
                .body(reason)
                .post("/api/v1/emergency-permits/" + third + "/refuse")
                .then()
                .statusCode(200);
        String next = as(CARLA).get("/api/v1/emergency-permits?limit=1").path("next");
        assertThat(next).isNotNull();
        as(CARLA).get("/api/v1/emergency-permits?cursor=" + next).then().statusCode(200);
    }

    @Test
    void everyActInEveryStateOfARequestIsTakenOrRefusedAsTheTableSays() {
        // Answer to confirm and to refuse, in that order.
        Map<String, List<Integer>> table = Map.of(
                "OPEN", List.of(200, 200),
                "LAPSED", List.of(409, 200),
                "CONFIRMED", List.of(409, 409),
                "REFUSED", List.of(409, 409));
        int row = 0;
        for (Map.Entry<String, List<Integer>> expected : table.entrySet()) {
            for (int act = 0; act < 2; act++) {
                String model = "urgent-table-" + row++;
                Journey.registerSmall(model, 751_000 + row).version("1");
                String request = asked(model, "production");
                switch (expected.getKey()) {
                    case "LAPSED" -> TestClock.goTo(TestClock.today().plusDays(2));
                    case "CONFIRMED" -> confirm(LARS, "legal", request).then().statusCode(200);
                    case "REFUSED" -> refuse(LARS, request).then().statusCode(200);
                    default -> {}
                }
                as(CARLA).get("/api/v1/emergency-permits/" + request).then().body("state", equalTo(expected.getKey()));
                Response answer = act == 0 ? confirm(LARS, "legal", request) : refuse(LARS, request);
                TestClock.goBack();
                assertThat(answer.statusCode())
                        .as(expected.getKey() + " × " + act + ": " + answer.asString())
                        .isEqualTo(expected.getValue().get(act));
            }
        }
    }

    private static Response refuse(Person person, String request) {
        return as(person)
                .body(Map.of("reason", "The need for it has gone away."))
                .post("/api/v1/emergency-permits/" + request + "/refuse");
    }

    @Test
    void whatTheBoardsPermitWasClosedForIsNotOpenedSo() {
        Journey journey = Journey.registerSmall("urgent-closed", 750_009)
                .version("1")
                .documents("1")
                .card("1");
        String permit = Journey.vote(journey.submit("1"), INES, "engineering", "approve", null)
                .then()
                .statusCode(200)
                .extract()
                .path("permit.id");
        refused(ask(ODILE, "urgent-closed", "production", Map.of()), "permit_active");
        Map<String, String> reason = Map.of("reason", "It declines everybody by mistake.");
        as(ODILE)
                .body(reason)
                .post("/api/v1/permits/" + permit + "/suspend")
                .then()
                .statusCode(200);
        refused(ask(ODILE, "urgent-closed", "production", Map.of()), "permit_closed");
        as(ODILE)
                .body(reason)
                .post("/api/v1/permits/" + permit + "/revoke")
                .then()
                .statusCode(200);
        refused(ask(ODILE, "urgent-closed", "production", Map.of()), "permit_closed");
    }

    @Test
    void whoConfirmsReadsTheDossierThatHolds() {
        Journey journey = Journey.registerSmall("urgent-changed", 750_007).version("1");
        String request = asked("urgent-changed", "production");
        String before = dossierOf(request);
        journey.documents("1");
        refused(confirm(LARS, "legal", request, before), "dossier_changed");
        assertThat(dossierOf(request)).isNotEqualTo(before);
        confirm(LARS, "legal", request).then().statusCode(200);
    }
}
