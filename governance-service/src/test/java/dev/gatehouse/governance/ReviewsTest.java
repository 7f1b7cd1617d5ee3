package dev.gatehouse.governance;

import static dev.gatehouse.governance.Journey.CARLA;
import static dev.gatehouse.governance.Journey.ENZO;
import static dev.gatehouse.governance.Journey.ERIN;
import static dev.gatehouse.governance.Journey.ODILE;
import static dev.gatehouse.governance.Journey.VIKTOR;
import static dev.gatehouse.governance.Journey.as;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import dev.gatehouse.governance.TestIssuer.Person;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** People look at predictions: the search, one prediction, the queue, and two who review the same row. */
@QuarkusTest
@QuarkusTestResource(TestWorld.class)
class ReviewsTest {

    private static final String PURPOSE = "Complaint 4711 of an applicant.";
    private static final String WHY = "Income was counted twice by the caller.";
    private static final Person OTTO = Person.of("otto", "operator");

    static Journey served(String name, int persons) {
        Journey journey = PermitsTest.small(name, persons);
        PermitsTest.granted(journey, "production");
        PermitsTest.deploy(journey, "production")
                .then()
                .log()
                .ifValidationFails()
                .statusCode(200);
        return journey;
    }

    static Instant minutesAgo(int minutes) {
        return Instant.now().minus(minutes, ChronoUnit.MINUTES).truncatedTo(ChronoUnit.MILLIS);
    }

    private static String at(String route) {
        return "/api/v1/environments/production/routes/" + route;
    }

    private static List<String> found(String route, String query) {
        return as(ODILE)
                .queryParam("purpose", PURPOSE)
                .get(at(route) + "/predictions?limit=100&" + query)
                .then()
                .log()
                .ifValidationFails()
                .statusCode(200)
                .body("subjectsShown", equalTo(true))
                .extract()
                .path("items.subject");
    }

    private static Response review(Person person, String route, UUID request, int row, Map<String, ?> body) {
        return as(person).body(body).post(at(route) + "/predictions/" + request + "/" + row + "/reviews");
    }

    @Test
    void aSearchFindsByEveryFilterAndShowsSubjectsToThoseWhoSayWhatFor() throws Exception {
        served("searched", 780_001);
        Recorded first = Recorded.on("searched", minutesAgo(50))
                .row("ann", 0.9)
                .marked("ben", 0.52)
                .ship();
        Recorded second = Recorded.on("searched", minutesAgo(40))
                .by("batch-job")
                .row("cid", 0.45)
                .ship();
        Recorded old = Recorded.on("searched", minutesAgo(60 * 24 * 120))
                .row("dora", 0.1)
                .ship();
        Recorded.on("searched", minutesAgo(45))
                .in("elsewhere")
                .row("other", 0.5)
                .ship();
        as(ERIN).body(Map.of(
                        "items",
                        List.of(Map.of(
                                "requestId",
                                first.id,
                                "row",
                                0,
                                "label",
                                "default",
                                "confirmed",
                                true,
                                "observedAt",
                                Instant.now().toString()))))
                .post("/api/v1/ground-truth")
                .then()
                .statusCode(200);

        assertThat(found("searched", "")).containsExactly("cid", "ben", "ann");
        assertThat(found("searched", "caller=batch-job")).containsExactly("cid");
        assertThat(found("searched", "subject=ann")).containsExactly("ann");
        assertThat(found("searched", "subject=an")).isEmpty();
        assertThat(found("searched", "decision=repay")).containsExactly("cid");
        assertThat(found("searched", "version=1")).hasSize(3);
        assertThat(found("searched", "version=2")).isEmpty();
        assertThat(found("searched", "confidenceBelow=0.56")).containsExactly("cid", "ben");
        assertThat(found("searched", "confidenceBelow=0.54")).containsExactly("ben");
        assertThat(found("searched", "review=needed")).containsExactly("ben");
        assertThat(found("searched", "review=waiting")).containsExactly("ben");
        assertThat(found("searched", "review=done")).isEmpty();
        assertThat(found("searched", "labelled=true")).containsExactly("ann");
        assertThat(found("searched", "labelled=false")).containsExactly("cid", "ben");
        assertThat(found("searched", "from=" + first.at + "&to=" + second.at)).containsExactly("ben", "ann");
        String day = LocalDate.ofInstant(old.at, ZoneOffset.UTC).toString();
        assertThat(found("searched", "from=" + day + "&to=" + day)).containsExactly("dora");
        String page = as(ODILE).get(at("searched") + "/predictions?limit=2").path("next");
        as(ODILE)
                .get(at("searched") + "/predictions?limit=2&cursor=" + page)
                .then()
                .statusCode(200)
                .body("items.requestId", contains(first.id.toString()))
                .body("items[0].row", equalTo(0))
                .body("next", nullValue());

        as(ODILE)
                .get(at("searched") + "/predictions")
                .then()
                .statusCode(200)
                .body("subjectsShown", equalTo(false))
                .body("items.subject", everyItem(nullValue()))
                .body("volume.rows", equalTo(3))
                .body("volume.labelled", equalTo(1));
        for (String refused : List.of(
                "subject=ann",
                "subject=ann&purpose=short",
                "confidenceBelow=0.5",
                "confidenceBelow=much",
                "review=maybe",
                "labelled=perhaps",
                "from=yesterday",
                "from=2026-02-01&to=2026-01-01",
                "from=2024-01-01&to=2026-01-01",
                "cursor=here")) {
            as(ODILE)
                    .get(at("searched") + "/predictions?" + refused)
                    .then()
                    .statusCode(422)
                    .body("type", containsString("invalid-value"))
                    .body("detail", containsString(":"));
        }
        as(ERIN).get(at("searched") + "/predictions").then().statusCode(403);

        as(CARLA)
                .get(at("searched") + "/looks?limit=1000")
                .then()
                .statusCode(200)
                .body("items", hasSize(16))
                .body("items.findAll { it.subject == 'ann' }", hasSize(1))
                .body("items.purpose", everyItem(equalTo(PURPOSE)))
                .body("items.roles", everyItem(equalTo("operator")))
                .body("items.by", everyItem(equalTo("odile")));
        as(ODILE).get(at("searched") + "/looks").then().statusCode(403);
        assertThat(TestPack.acts("route/production/searched"))
                .filteredOn("prediction.searched"::equals)
                .hasSize(16);
    }

    @Test
    void onePredictionShowsItsOwnInputsAndTheLookIsOnRecordFirst() throws Exception {
        Journey journey = served("opened", 780_002);
        journey.fixPlan("income");
        Recorded two = Recorded.on("opened", minutesAgo(30))
                .row("eve", 0.2)
                .row("finn", 0.7)
                .ship();
        Recorded garbled = Recorded.on("opened", minutesAgo(29))
                .row("gus", 0.2)
                .body("not JSON".getBytes(StandardCharsets.UTF_8), null)
                .ship();

        as(VIKTOR)
                .queryParam("purpose", PURPOSE)
                .get(at("opened") + "/predictions/" + two.id + "/1")
                .then()
                .log()
                .ifValidationFails()
                .statusCode(200)
                .body("prediction.subject", equalTo("finn"))
                .body("prediction.decision", equalTo("default"))
                .body("otherDecision", equalTo("repay"))
                .body("rows", equalTo(2))
                .body("inputs.name", contains("age", "income"))
                .body("inputs[0].value", equalTo(1.25f))
                .body("inputs[0].withheld", equalTo(false))
                .body("inputs[1].value", nullValue())
                .body("inputs[1].withheld", equalTo(true))
                .body("request.bytes", equalTo(two.sent().length))
                .body("label", nullValue())
                .body("reviews", hasSize(0));
        assertThat(TestPack.acts("prediction/" + two.id + "/1")).containsExactly("prediction.looked-at");
        as(VIKTOR)
                .queryParam("purpose", PURPOSE)
                .get(at("opened") + "/predictions/" + garbled.id + "/0")
                .then()
                .statusCode(200)
                .body("inputs", hasSize(0))
                .body("inputsUnread", not(nullValue()))
                .body("prediction.subject", equalTo("gus"));

        as(VIKTOR)
                .get(at("opened") + "/predictions/" + two.id + "/0")
                .then()
                .statusCode(422)
                .body("detail", containsString("purpose"));
        assertThat(TestPack.acts("prediction/" + two.id + "/0")).isEmpty();
        for (String nowhere : List.of(two.id + "/2", UUID.randomUUID() + "/0")) {
            as(VIKTOR)
                    .queryParam("purpose", PURPOSE)
                    .get(at("opened") + "/predictions/" + nowhere)
                    .then()
                    .statusCode(404)
                    .body("type", containsString("unknown-prediction"));
        }
        as(VIKTOR)
                .queryParam("purpose", PURPOSE)
                .get(at("searched-not") + "/predictions/" + two.id + "/0")
                .then()
                .statusCode(404);
        as(ERIN).queryParam("purpose", PURPOSE)
                .get(at("opened") + "/predictions/" + two.id + "/0")
                .then()
                .statusCode(403);
    }

    @Test
    void aReviewStandsUntilSomebodyWhoHasReadItReplacesIt() throws Exception {
        served("reviewed", 780_003);
        Recorded r = Recorded.on("reviewed", minutesAgo(20))
                .marked("hal", 0.51)
                .marked("ida", 0.49)
                .row("jon", 0.9)
                .ship();
        as(ODILE)
                .get(at("reviewed") + "/review-queue")
                .then()
                .statusCode(200)
                .body("items.row", contains(0, 1))
                .body("items.decision", contains("default", "repay"));

        review(ODILE, "reviewed", r.id, 0, Map.of("verdict", "OVERRIDE", "decision", "default", "reason", WHY))
                .then()
                .statusCode(422)
                .body("detail", containsString("'repay'"));
        review(ODILE, "reviewed", r.id, 0, Map.of("verdict", "UPHOLD", "decision", "repay", "reason", WHY))
                .then()
                .statusCode(422);
        review(ODILE, "reviewed", r.id, 0, Map.of("verdict", "UPHOLD", "reason", "too short"))
                .then()
                .statusCode(422);
        review(Person.of("enzo", "validator"), "reviewed", r.id, 0, Map.of("verdict", "UPHOLD", "reason", WHY))
                .then()
                .statusCode(403)
                .body("type", containsString("four-eyes"));
        review(
                        Person.of("service-account-bot", "operator"),
                        "reviewed",
                        r.id,
                        0,
                        Map.of("verdict", "UPHOLD", "reason", WHY))
                .then()
                .statusCode(403);
        review(ENZO, "reviewed", r.id, 0, Map.of("verdict", "UPHOLD", "reason", WHY))
                .then()
                .statusCode(403);
        review(CARLA, "reviewed", r.id, 0, Map.of("verdict", "UPHOLD", "reason", WHY))
                .then()
                .statusCode(403);

        review(ODILE, "reviewed", r.id, 0, Map.of("verdict", "OVERRIDE", "decision", "repay", "reason", WHY))
                .then()
                .log()
                .ifValidationFails()
                .statusCode(201)
                .body("revision", equalTo(1))
                .body("shouldBe", equalTo("repay"))
                .body("reviewedBy", equalTo("odile"));
        review(VIKTOR, "reviewed", r.id, 0, Map.of("verdict", "UPHOLD", "reason", WHY))
                .then()
                .statusCode(409)
                .body("type", containsString("review-stands"))
                .body("standing", equalTo(1))
                .body("detail", containsString("odile has overridden"));
        review(VIKTOR, "reviewed", r.id, 0, Map.of("verdict", "UPHOLD", "reason", WHY, "replaces", 1))
                .then()
                .statusCode(201)
                .body("revision", equalTo(2));
        review(VIKTOR, "reviewed", r.id, 2, Map.of("verdict", "OVERRIDE", "decision", "repay", "reason", WHY))
                .then()
                .statusCode(201);
        as(ODILE)
                .queryParam("purpose", PURPOSE)
                .get(at("reviewed") + "/predictions/" + r.id + "/0")
                .then()
                .body("prediction.review", equalTo("UPHELD"))
                .body("prediction.needsReview", equalTo(true))
                .body("reviews.verdict", contains("OVERRIDDEN", "UPHELD"))
                .body("label", nullValue());
        as(ODILE).get(at("reviewed") + "/review-queue").then().body("items.row", contains(1));
        assertThat(found("reviewed", "review=done")).containsExactlyInAnyOrder("hal", "jon");
        assertThat(found("reviewed", "review=waiting")).containsExactly("ida");
        assertThat(TestPack.acts("prediction/" + r.id + "/0"))
                .filteredOn("prediction.reviewed"::equals)
                .hasSize(2);

        Map<String, Object> version = as(ODILE)
                .get(at("reviewed") + "/reviews")
                .then()
                .statusCode(200)
                .body("waiting", equalTo(1))
                .body("oldest", equalTo(r.at.toString()))
                .body("versions", hasSize(1))
                .extract()
                .path("versions[0]");
        assertThat(version).containsEntry("reviewed", 2).containsEntry("overridden", 1);
        // Wilson's interval of 1 of 2 at 95 %: 0.5 ± z √(1/8 + z²/16) / (1 + z²/2), z = 1.959964.
        assertThat(((Number) version.get("share")).doubleValue()).isEqualTo(0.5);
        assertThat(((Number) version.get("lower")).doubleValue()).isCloseTo(0.09453, within(1e-4));
        assertThat(((Number) version.get("upper")).doubleValue()).isCloseTo(0.90547, within(1e-4));
        String labels = "{environment=\"production\",route=\"reviewed\"";
        LockedTable.until(() -> {
            String metrics = given().get("/q/metrics").asString();
            return metrics.contains("gatehouse_reviews_overridden" + labels + ",version=\"1\"} 1.0")
                    && metrics.contains("gatehouse_reviews_reviewed" + labels + ",version=\"1\"} 2.0")
                    && metrics.contains("gatehouse_reviews_waiting" + labels + "} 1.0")
                    && metrics.contains("gatehouse_reviews_oldest_waiting_seconds" + labels + "} 1");
        });
    }

    @Test
    void ofTwoWhoReviewAtOneTimeOneWinsAndTheOtherIsTold() throws Exception {
        served("raced", 780_004);
        for (int round = 0; round < 10; round++) {
            Recorded r = Recorded.on("raced", minutesAgo(10)).marked("kim", 0.5).ship();
            List<Callable<Response>> both = List.of(
                    () -> review(ODILE, "raced", r.id, 0, Map.of("verdict", "UPHOLD", "reason", WHY)),
                    () -> review(
                            OTTO, "raced", r.id, 0, Map.of("verdict", "OVERRIDE", "decision", "repay", "reason", WHY)));
            assertThat(Race.statuses(both)).containsExactlyInAnyOrder(201, 409);
            as(ODILE)
                    .queryParam("purpose", PURPOSE)
                    .get(at("raced") + "/predictions/" + r.id + "/0")
                    .then()
                    .body("reviews", hasSize(1));
        }
        as(ODILE)
                .get(at("raced") + "/reviews")
                .then()
                .body("waiting", equalTo(0))
                .body("versions[0].reviewed", equalTo(10));
    }
}
