package dev.gatehouse.governance;

import static dev.gatehouse.governance.Journey.CARLA;
import static dev.gatehouse.governance.Journey.EMEKA;
import static dev.gatehouse.governance.Journey.LARS;
import static dev.gatehouse.governance.Journey.ODILE;
import static dev.gatehouse.governance.Journey.as;

import dev.gatehouse.governance.TestIssuer.Person;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One version that was audited, granted under every kind of condition and suspended, for all tests of what people take away. */
final class GrantedReports {

    static final String MODEL = "report-documents";

    /** What Lars asks for: something of every kind of condition. */
    private static final Map<String, Object> CONDITIONS = Map.of(
            "trafficCap",
            "0.25",
            "purposes",
            List.of("credit-origination"),
            "callers",
            callers(),
            "humanReview",
            Map.of("share", "0.05", "confidenceBelow", "0.6"));

    private static GrantedReports one;

    final String release;
    final String permit;
    final String run;

    private GrantedReports(String release, String permit, String run) {
        this.release = release;
        this.permit = permit;
        this.run = run;
    }

    static synchronized GrantedReports get() {
        if (one == null) {
            Journey journey = Journey.ready(MODEL, "1");
            String run = as(CARLA)
                    .get("/api/v1/models/" + MODEL + "/versions/1/audits")
                    .path("items[0].id");
            String release = journey.submit("1");
            Journey.vote(release, LARS, "legal", "approve_with_conditions", CONDITIONS)
                    .then()
                    .log()
                    .ifValidationFails()
                    .statusCode(200);
            for (Person member : List.of(Journey.PRIYA, EMEKA, Journey.INES)) {
                Journey.approve(release, member).then().statusCode(200);
            }
            String permit = Journey.approve(release, Journey.VIKTOR)
                    .then()
                    .log()
                    .ifValidationFails()
                    .statusCode(200)
                    .extract()
                    .path("permit.id");
            as(ODILE)
                    .body(Map.of("reason", "The upstream answers <nonsense>."))
                    .post("/api/v1/permits/" + permit + "/suspend")
                    .then()
                    .statusCode(200);
            one = new GrantedReports(release, permit, run);
        }
        return one;
    }

    private static Map<String, Object> callers() {
        Map<String, Object> callers = new HashMap<>();
        callers.put("branch-app", null);
        callers.put("batch", List.of("credit-origination"));
        return callers;
    }

    /** The path of the risk assessment that was stored last. */
    String assessment() {
        String digest = as(CARLA)
                .get("/api/v1/models/" + MODEL + "/assessments")
                .then()
                .extract()
                .path("items[0].digest");
        return "/api/v1/models/" + MODEL + "/assessments/" + digest;
    }
}
