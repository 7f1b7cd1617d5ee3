package dev.gatehouse.governance;

import static dev.gatehouse.governance.Journey.CARLA;
import static dev.gatehouse.governance.Journey.ERIN;
import static dev.gatehouse.governance.Journey.LARS;
import static dev.gatehouse.governance.Journey.VIKTOR;
import static dev.gatehouse.governance.Journey.as;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What the API says to bad input: each kind has a problem type of its own and says what is wrong and where. */
@QuarkusTest
@QuarkusTestResource(TestWorld.class)
class BadInputTest {

    @Test
    void withoutATokenIs401() {
        for (String path :
                List.of("/api/v1/models", "/api/v1/releases", "/api/v1/routes", "/api/v1/ledger/checkpoint")) {
            problem(given().filter(new ContractFilter()).get(path), 401, "unauthenticated");
        }
    }

    @Test
    void aTokenThatIsGarbledExpiredOrForAnotherAudienceIs401() {
        for (String token : List.of(
                "rubbish",
                TestIssuer.bearer(ERIN, "gatehouse-api", -60),
                TestIssuer.bearer(ERIN, "gatehouse-gateway", 600))) {
            problem(
                    given().filter(new ContractFilter()).auth().oauth2(token).get("/api/v1/models"),
                    401,
                    "unauthenticated");
        }
    }

    @Test
    void withoutTheRoleIs403() {
        problem(as(CARLA).body(Journey.registration("by-carla")).post("/api/v1/models"), 403, "forbidden");
        problem(as(ERIN).get("/api/v1/gateway/snapshot?environment=production"), 403, "forbidden");
        problem(as(LARS).body(Map.of("reason", "not my role")).put("/api/v1/models/x"), 403, "forbidden");
    }

    @Test
    void anUnknownFieldIsNamed() {
        Map<String, Object> body = new HashMap<>(Journey.registration("unknown-field"));
        body.put("colour", "blue");
        problem(as(ERIN).body(body).post("/api/v1/models"), 400, "unknown-field")
                .body("detail", containsString("'colour'"));
    }

    @Test
    void aWrongTypeIsNamed() {
        Map<String, Object> body = new HashMap<>(Journey.registration("wrong-type"));
        body.put("title", List.of("not", "text"));
        problem(as(ERIN).body(body).post("/api/v1/models"), 400, "wrong-type").body("field", equalTo("title"));
    }

    @Test
    void brokenJsonADoubledKeyAndTrailingTextAreMalformed() {
        for (String body : List.of("{\"name\":", "{\"name\":\"a\",\"name\":\"b\"}", "{} {}", "")) {
            Response answer = as(ERIN).body(body).post("/api/v1/models");
            assertThat(answer.statusCode()).as(body).isIn(400, 422);
            assertThat(answer.contentType()).as(body).startsWith("application/problem+json");
        }
    }

    @Test
    void aValueOutOfItsRangeIsNamed() {
        Map<String, Object> body = new HashMap<>(Journey.registration("x"));
        body.put("name", "Not A Slug");
        problem(as(ERIN).body(body).post("/api/v1/models"), 422, "invalid-value")
                .body("faults.field", hasItem("name"));
    }

    @Test
    void factsThatAreUnknownOrOfTheWrongTypeAreNamed() {
        Map<String, Object> facts = new HashMap<>(Journey.creditFacts());
        facts.put("favourite_colour", "blue");
        facts.put("complexity", "very");
        Map<String, Object> body = new HashMap<>(Journey.registration("bad-facts"));
        body.put("facts", facts);
        problem(as(ERIN).body(body).post("/api/v1/models"), 422, "invalid-facts")
                .body("faults.field", hasItem("facts.favourite_colour"))
                .body("faults.field", hasItem("facts.complexity"));
    }

    @Test
    void aDuplicateRegistrationIsRefused() {
        Journey journey = Journey.register("twice").version("1");
        problem(as(ERIN).body(Journey.registration("twice")).post("/api/v1/models"), 409, "duplicate");
        problem(
                as(ERIN).body(journey.versionRegistration("1")).post("/api/v1/models/twice/versions"),
                409,
                "duplicate");
    }

    @Test
    void aDigestThatDoesNotMatchIsRefusedAndNothingIsStored() {
        String wrong = "0".repeat(64);
        problem(
                        given().filter(new ContractFilter())
                                .auth()
                                .oauth2(TestIssuer.bearer(ERIN))
                                .contentType("application/octet-stream")
                                .body(new byte[] {1, 2, 3})
                                .put("/api/v1/artifacts/" + wrong),
                        422,
                        "digest-mismatch")
                .body("expected", equalTo(wrong));
        Map<String, Object> version =
                new HashMap<>(Journey.register("no-artifact").versionRegistration("1"));
        version.put("artifactSha256", wrong);
        problem(as(ERIN).body(version).post("/api/v1/models/no-artifact/versions"), 422, "unknown-digest");
    }

    @Test
    void aBodyOverItsLimitIsRefused() {
        Map<String, Object> body = new HashMap<>(Journey.registration("large"));
        body.put("intendedUse", "x".repeat(3 * 1024 * 1024));
        problem(as(ERIN).body(body).post("/api/v1/models"), 413, "body-too-large");
    }

    @Test
    void unknownThingsAreNamedWhereTheyAre() {
        String nobody = UUID.randomUUID().toString();
        problem(as(ERIN).get("/api/v1/models/nothing"), 404, "unknown-model");
        Journey.register("versionless");
        problem(as(ERIN).get("/api/v1/models/versionless/versions/9"), 404, "unknown-version");
        problem(as(ERIN).get("/api/v1/releases/" + nobody), 404, "unknown-release");
        problem(as(ERIN).get("/api/v1/permits/" + nobody), 404, "unknown-permit");
        problem(as(ERIN).get("/api/v1/environments/production/routes/nowhere"), 404, "unknown-route");
        given().auth()
                .oauth2(TestIssuer.bearer(ERIN))
                .get("/api/v1/no/such/address")
                .then()
                .statusCode(404);
    }

    @Test
    void aStaleEditIsRefused() {
        Journey.register("edited");
        Map<String, Object> edit = new HashMap<>(Journey.registration("edited"));
        edit.remove("name");
        problem(as(ERIN).body(edit).put("/api/v1/models/edited"), 428, "precondition-required");
        as(ERIN).header("If-Match", "\"0\"")
                .body(edit)
                .put("/api/v1/models/edited")
                .then()
                .statusCode(200);
        problem(as(ERIN).header("If-Match", "\"0\"").body(edit).put("/api/v1/models/edited"), 412, "stale-edit");
    }

    @Test
    void aPlanWeakerThanThePolicyIsRefused() {
        Journey journey = Journey.register("weak-plan").version("1");
        journey.fixPlan("fair");
        String weak = "{\"dataset\":\"" + TestModel.get().rowsSha256 + "\",\"plan\":"
                + TestModel.plan("fair").replace("\"min\":0.8", "\"min\":0.5") + "}";
        problem(as(VIKTOR).body(weak).post("/api/v1/models/weak-plan/audit-plans"), 422, "plan-weaker-than-policy")
                .body("weaknesses", hasItem(containsString("impact_ratio")));
        String blind = "{\"dataset\":\"" + TestModel.get().rowsSha256 + "\",\"plan\":"
                + TestModel.plan("fair").replaceFirst("\\{", "{\"smallest_share\":0.4,") + "}";
        problem(as(VIKTOR).body(blind).post("/api/v1/models/weak-plan/audit-plans"), 422, "plan-weaker-than-policy")
                .body("weaknesses", hasItem("smallest_share is 0.4; policy asks 0.02 or less"));
        String broken = "{\"dataset\":\"" + TestModel.get().rowsSha256 + "\",\"plan\":{\"kind\":\"fairness\"}}";
        problem(as(VIKTOR).body(broken).post("/api/v1/models/weak-plan/audit-plans"), 422, "invalid-plan");
    }

    @Test
    void aReleaseWithClosedGatesIsRefused() {
        Journey journey = Journey.register("too-early").version("1");
        problem(journey.submitAnswer("1"), 409, "gates-unmet").body("gates.id", hasItem("fairness-audit"));
    }

    @Test
    void evidenceFromTheWrongPersonIsRefused() {
        Journey.register("wrong-giver").version("1");
        problem(
                as(ERIN).body(Map.of("gate", "validation-checklist", "title", "t", "content", Map.of("text", "x")))
                        .post("/api/v1/models/wrong-giver/versions/1/evidence"),
                403,
                "forbidden");
    }

    @Test
    void anUnsettledTierSaysWhichFactsAreMissing() {
        Map<String, Object> facts = new HashMap<>(Journey.creditFacts());
        facts.remove("art5_screen");
        Map<String, Object> body = new HashMap<>(Journey.registration("blocked"));
        body.put("facts", facts);
        as(ERIN).body(body)
                .post("/api/v1/models")
                .then()
                .statusCode(201)
                .body("assessment.status", equalTo("BLOCKED"))
                .body("assessment.missing.fact", hasItem("art5_screen"));
    }

    private static ValidatableResponse problem(Response answer, int status, String slug) {
        return answer.then()
                .log()
                .ifValidationFails()
                .statusCode(status)
                .contentType("application/problem+json")
                .body("type", equalTo("urn:gatehouse:problem:" + slug))
                .body("status", equalTo(status));
    }
}
