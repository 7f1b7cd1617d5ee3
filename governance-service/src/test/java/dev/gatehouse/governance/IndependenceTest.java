package dev.gatehouse.governance;

import static dev.gatehouse.governance.Journey.ERIN;
import static dev.gatehouse.governance.Journey.VIKTOR;
import static dev.gatehouse.governance.Journey.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.gatehouse.governance.TestIssuer.Person;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Nobody validates what they made, whatever roles they hold. */
@QuarkusTest
@QuarkusTestResource(TestWorld.class)
class IndependenceTest {

    private static final Person ENZO = Person.of("Enzo", "engineer", "validator", "board", "function-validation");
    private static final Person ERIN_ALSO =
            Person.of(ERIN.username(), "engineer", "validator", "board", "function-validation");

    @Test
    void whoMadeAVersionNeitherReportsItsValidationNorFixesWhatItsAuditsAsk() {
        Journey journey = Journey.register("made-and-validated").version("1");
        String plan = journey.fixPlan("fair");
        for (Person maker : List.of(ENZO, ERIN_ALSO)) {
            report(journey, maker).then().statusCode(403).body("type", containsString("four-eyes"));
            fix(journey, maker, 200).then().statusCode(403).body("type", containsString("four-eyes"));
            assertThat(Browser.of(maker).get(page(journey)).html()).doesNotContain("Give it</button>");
        }
        report(journey, VIKTOR).then().statusCode(201);
        assertThat(plan).startsWith("sha256:");
    }

    @Test
    void aPlanCountsNoMoreOnceItsOwnerMakesAVersion() {
        Person vera = Person.of("vera", "engineer", "validator");
        Journey journey = Journey.register("planned-then-made");
        journey.fixPlan("fair");
        String plan = fix(journey, vera, 150).then().statusCode(201).extract().path("digest");
        Journey.uploadArtifact();
        Map<String, Object> registration = new HashMap<>(journey.versionRegistration("1"));
        registration.put("developers", List.of("Vera"));
        as(ERIN).body(registration)
                .post("/api/v1/models/" + journey.model + "/versions")
                .then()
                .statusCode(201);
        journey.audit("1", plan).body("status", equalTo("COMPLETED"));
        as(ERIN).get("/api/v1/models/" + journey.model + "/versions/1/gates")
                .then()
                .body("gates.find { it.id == 'fairness-audit' }.reason", equalTo("other_requirement"))
                .body(
                        "gates.find { it.id == 'fairness-audit' }.why",
                        containsString("fixed by somebody who made this version"));
    }

    private static String page(Journey journey) {
        return "/ui/models/" + journey.model + "/versions/1/gates/validation-report";
    }

    private static Response report(Journey journey, Person person) {
        return as(person)
                .body(Map.of(
                        "gate",
                        "validation-report",
                        "title",
                        "Independent validation",
                        "content",
                        Map.of("text", "Replicated and challenged."),
                        "artifact",
                        "sha256:" + TestModel.get().sha256,
                        "data",
                        List.of("sha256:" + TestModel.get().rowsSha256)))
                .post("/api/v1/models/" + journey.model + "/versions/1/evidence");
    }

    /** Another plan for each minimum of a group. */
    private static Response fix(Journey journey, Person person, int minimumGroup) {
        return as(person)
                .body("{\"dataset\":\"" + TestModel.get().rowsSha256 + "\",\"plan\":"
                        + TestModel.plan("fair")
                                .replace("held-out rows", "held-out rows of " + journey.model)
                                .replace("\"minimum_group\":100", "\"minimum_group\":" + minimumGroup)
                        + "}")
                .post("/api/v1/models/" + journey.model + "/audit-plans");
    }
}
