package dev.gatehouse.governance;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(TestWorld.class)
class SmokeTest {

    @Test
    void withoutATokenTheApiAnswers401AsAProblem() {
        given().get("/api/v1/models")
                .then()
                .log()
                .ifValidationFails()
                .statusCode(401)
                .contentType("application/problem+json")
                .body("type", equalTo("urn:gatehouse:problem:unauthenticated"));
    }

    @Test
    void aGarbledTokenIs401() {
        given().auth().oauth2("rubbish").get("/api/v1/models").then().log().ifValidationFails().statusCode(401);
    }

    @Test
    void withTheWrongRoleTheApiAnswers403() {
        given().auth()
                .oauth2(TestIssuer.bearer(TestIssuer.Person.of("carla", "compliance")))
                .contentType("application/json")
                .body("{}")
                .post("/api/v1/models")
                .then()
                .log()
                .ifValidationFails()
                .statusCode(403);
    }

    @Test
    void keysArePublic() {
        given().get("/api/v1/keys").then().log().ifValidationFails().statusCode(200);
    }

    @Test
    void pagesRedirectToSignIn() {
        given().redirects().follow(false).get("/ui/models").then().log().ifValidationFails().statusCode(302);
    }
}
