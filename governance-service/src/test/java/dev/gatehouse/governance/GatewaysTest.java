package dev.gatehouse.governance;

import static dev.gatehouse.governance.Journey.CARLA;
import static dev.gatehouse.governance.Journey.ERIN;
import static dev.gatehouse.governance.Journey.GATEWAY;
import static dev.gatehouse.governance.Journey.LARS;
import static dev.gatehouse.governance.Journey.ODILE;
import static dev.gatehouse.governance.Journey.as;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.gatehouse.governance.TestIssuer.Person;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What gateways may say and learn: each of its own environments only. */
@QuarkusTest
@QuarkusTestResource(TestWorld.class)
class GatewaysTest {

    @Test
    void aGatewayGetsTheSnapshotsOfItsOwnEnvironmentsOnly() {
        snapshot(GATEWAY, "production").statusCode(200);
        snapshot(GATEWAY, "staging").statusCode(403).body("detail", containsString("does not serve 'staging'"));
        snapshot(Person.of("service-account-gateway-2", "gateway"), "production")
                .statusCode(403);
        snapshot(Person.of("gateway-1", "gateway"), "production")
                .statusCode(403)
                .body("detail", containsString("service account"));
        snapshot(Person.of("service-account-GATEWAY-1", "gateway"), "production")
                .statusCode(200);
    }

    private static io.restassured.response.ValidatableResponse snapshot(Person person, String environment) {
        return as(person)
                .get("/api/v1/gateway/snapshot?environment=" + environment)
                .then()
                .log()
                .ifValidationFails();
    }

    @Test
    void aGatewaysReportOfOtherBytesSuspendsWhatIsDeployed() {
        Journey journey = PermitsTest.small("permit-bytes", 740_008);
        String permit = PermitsTest.granted(journey, "bytes");
        report(permit, Map.of()).statusCode(422).body("detail", containsString("no route"));
        PermitsTest.deploy(journey, "bytes").then().statusCode(200);
        report(permit, Map.of("route", "another")).statusCode(422);
        report(permit, Map.of("environment", "elsewhere"))
                .statusCode(403)
                .body("detail", containsString("gatehouse.gateways.gateway-1"));
        report(permit, Map.of("upstream", "http://127.0.0.1:1")).statusCode(422);
        report(permit, Map.of("reportedDigest", "sha256:" + TestModel.get().sha256))
                .statusCode(422)
                .body("detail", containsString("permitted digest"));
        report(permit, Map.of("observedAt", Instant.now().plusSeconds(3_600).toString()))
                .statusCode(422);
        report(permit, Map.of("observedAt", Instant.now().minusSeconds(3_600).toString()))
                .statusCode(200)
                .body("outcome", equalTo("IGNORED"))
                .body("permit.state", equalTo("ACTIVE"));
        as(ERIN).body(body(Map.of()))
                .post("/api/v1/permits/" + permit + "/binding-reports")
                .then()
                .statusCode(403);
        report(permit, Map.of())
                .statusCode(200)
                .body("outcome", equalTo("SUSPENDED"))
                .body("permit.state", equalTo("SUSPENDED"))
                .body("permit.stateReason", containsString("sha256:" + "0".repeat(64)));
        report(permit, Map.of()).statusCode(200).body("outcome", equalTo("CLOSED_ALREADY"));
        as(CARLA)
                .get("/api/v1/permits/" + permit + "/acts")
                .then()
                .body("items.act", contains("issued", "binding-mismatch", "suspended"))
                .body("items.by", contains("ines", "service-account-gateway-1", "Gatehouse itself"));
        PermitsTest.act(LARS, permit, "resume", "The right bytes are loaded again.")
                .then()
                .statusCode(202);
        PermitsTest.act(ODILE, permit, "resume", "I have seen the right digest.")
                .then()
                .statusCode(200);
        report(permit, Map.of()).statusCode(200).body("outcome", equalTo("SUSPENDED"));
    }

    private static Map<String, Object> body(Map<String, Object> changed) {
        Map<String, Object> body = new java.util.HashMap<>(Map.of(
                "environment",
                "bytes",
                "route",
                "permit-bytes",
                "upstream",
                "http://127.0.0.1:18500",
                "reportedDigest",
                "sha256:" + "0".repeat(64),
                "observedAt",
                Instant.now().toString()));
        body.putAll(changed);
        return body;
    }

    private static io.restassured.response.ValidatableResponse report(String permit, Map<String, Object> changed) {
        return as(GATEWAY)
                .body(body(changed))
                .post("/api/v1/permits/" + permit + "/binding-reports")
                .then()
                .log()
                .ifValidationFails();
    }
}
