package dev.gatehouse.governance;

import static dev.gatehouse.governance.Journey.CARLA;
import static dev.gatehouse.governance.Journey.ERIN;
import static dev.gatehouse.governance.Journey.ODILE;
import static dev.gatehouse.governance.Journey.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.governance.TestIssuer.Person;
import dev.gatehouse.migrations.MigratedPostgres;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What was recorded goes when its retention is over, unless a hold keeps it, and its digest stays. Each test has days of its own, years ago. */
@QuarkusTest
@QuarkusTestResource(TestWorld.class)
class RetentionTest {

    static final String WHY = "Matter 2035/17 of the regulator.";
    static final Person CASPER = Person.of("casper", "compliance");
    private static final LocalDate TODAY = LocalDate.now(ZoneOffset.UTC);

    private static String served(String name, int persons) {
        Journey journey = PermitsTest.small(name, persons);
        PermitsTest.granted(journey, "production");
        PermitsTest.deploy(journey, "production")
                .then()
                .log()
                .ifValidationFails()
                .statusCode(200);
        return name;
    }

    private static Instant on(LocalDate day, int hour) {
        return day.atTime(hour, 0).toInstant(ZoneOffset.UTC);
    }

    private static Map<String, Object> retention(String route) {
        return as(ODILE)
                .get("/api/v1/retention")
                .then()
                .log()
                .ifValidationFails()
                .statusCode(200)
                .extract()
                .path("routes.find { it.route == '" + route + "' }");
    }

    /** Today is the first day on which what the route recorded that day, or before, is over. */
    private static LocalDate justOver(String route) {
        return TODAY.minus(Period.parse((String) retention(route).get("keepFor")))
                .minusDays(1);
    }

    private static Response run() {
        Response run = as(ODILE).post("/api/v1/retention/runs");
        run.then().log().ifValidationFails().statusCode(200);
        return run;
    }

    private static Optional<Map<String, Object>> deletion(String route, LocalDate day) {
        return Optional.ofNullable(as(CARLA)
                .get("/api/v1/retention/deletions?limit=200")
                .then()
                .statusCode(200)
                .extract()
                .path("items.find { it.route == '" + route + "' && it.day == '" + day + "' }"));
    }

    private static String place(Person person, Map<String, ?> hold) {
        return as(person)
                .body(hold)
                .post("/api/v1/legal-holds")
                .then()
                .log()
                .ifValidationFails()
                .statusCode(201)
                .extract()
                .path("id");
    }

    private static Response lifting(Person person, String hold, String path) {
        return as(person).body(Map.of("reason", WHY)).post("/api/v1/legal-holds/" + hold + "/lifting" + path);
    }

    private static long count(String from) throws SQLException {
        try (Connection owner = TestWorld.postgres.connect(MigratedPostgres.OWNER);
                Statement sql = owner.createStatement();
                ResultSet rows = sql.executeQuery("SELECT count(*) FROM " + from)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    /** The seconds of an instant of whole milliseconds, as lines write it. */
    private static String text(Instant at) {
        return DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'")
                .withZone(ZoneOffset.UTC)
                .format(at);
    }

    private static String score(double score) {
        return String.format("%016x", Double.doubleToLongBits(score));
    }

    @Test
    void aDayGoesWhenItsRetentionIsOverAndItsDigestCanBeMadeAgainFromAnArchive() throws Exception {
        String route = served("expiring", 780_010);
        LocalDate day = justOver(route);
        Recorded late =
                Recorded.on(route, on(day, 23)).row("zoë \"z\"\n", 1.0 / 3).ship();
        Recorded early =
                Recorded.on(route, on(day, 1)).marked("ann", 0.51).row("ben", 1).ship();
        Recorded next =
                Recorded.on(route, on(day.plusDays(2), 0)).row("cid", 0.5).ship();
        String observed = "2026-02-03T04:05:06Z";
        as(ERIN).body(Map.of(
                        "items",
                        List.of(Map.of(
                                "requestId",
                                early.id,
                                "row",
                                1,
                                "label",
                                "repay",
                                "confirmed",
                                true,
                                "observedAt",
                                observed))))
                .post("/api/v1/ground-truth")
                .then()
                .statusCode(200);
        as(ODILE)
                .body(Map.of("verdict", "UPHOLD", "reason", "It is as the rules say."))
                .post("/api/v1/environments/production/routes/" + route + "/predictions/" + late.id + "/0/reviews")
                .then()
                .statusCode(201);
        as(CARLA)
                .queryParam("purpose", "Test of what goes.")
                .get("/api/v1/environments/production/routes/" + route + "/predictions/" + early.id + "/0")
                .then()
                .statusCode(200);
        String recorded = read("SELECT outcome.instant_text(recorded_at) FROM label.ground_truth WHERE request_id = '"
                + early.id + "'");
        String reviewed =
                read("SELECT outcome.instant_text(reviewed_at) FROM label.prediction_review WHERE request_id = '"
                        + late.id + "'");

        Map<String, Object> now = retention(route);
        assertThat(now)
                .containsEntry("oldest", day.toString())
                .containsEntry(
                        "goesOn",
                        day.plus(Period.parse((String) now.get("keepFor")))
                                .plusDays(1)
                                .toString())
                .containsEntry("held", false);
        run();
        Map<String, Object> gone = deletion(route, day).orElseThrow();
        assertThat(deletion(route, day.plusDays(2))).isEmpty();
        assertThat(count("outcome.request WHERE request_id = '" + next.id + "'"))
                .isOne();

        String body =
                "[\"request\", \"%s\", \"%s\", \"gateway-1\", \"production\", \"expiring\", \"expiring\", \"1\", \""
                        + "a".repeat(64)
                        + "\", \"00000000-0000-0000-0000-000000000001\", \"scoring-app\", \"credit-origination\", \"primary\", 200, 900, %d, \"%s\", %d,"
                        + " null, \""
                        + Digest.of("{}".getBytes(StandardCharsets.UTF_8)).hex() + "\", 2, null, null]\n";
        String lines = body.formatted(
                        early.id, text(early.at), 2, Digest.of(early.sent()).hex(), early.sent().length)
                + body.formatted(
                        late.id, text(late.at), 1, Digest.of(late.sent()).hex(), late.sent().length)
                + "[\"prediction\", \"" + early.id + "\", 0, \"1\", \"ann\", \"" + score(0.51)
                + "\", \"default\", true]\n"
                + "[\"prediction\", \"" + early.id + "\", 1, \"1\", \"ben\", \"" + score(1)
                + "\", \"default\", false]\n"
                + "[\"prediction\", \"" + late.id + "\", 0, \"1\", \"zoë \\\"z\\\"\\n\", \"" + score(1.0 / 3)
                + "\", \"repay\", false]\n"
                + "[\"label\", \"" + early.id + "\", 1, \"repay\", true, \"" + text(Instant.parse(observed)) + "\", \""
                + recorded
                + "\", \"" + ERIN.sub() + "\"]\n"
                + "[\"review\", \"" + late.id
                + "\", 0, 1, \"repay\", \"UPHELD\", null, \"It is as the rules say.\", false, \"" + reviewed
                + "\", \"" + ODILE.sub() + "\"]\n";
        assertThat(gone)
                .containsEntry(
                        "digest",
                        Digest.of(lines.getBytes(StandardCharsets.UTF_8)).toString())
                .containsEntry("requests", 2)
                .containsEntry("predictions", 3)
                .containsEntry("labels", 1)
                .containsEntry("reviews", 1)
                .containsEntry("unreviewed", 1);
        assertThat(read("SELECT convert_from(payload, 'UTF8') FROM governance.ledger_leaf WHERE subject = 'outcome-log/"
                        + day + "/production/expiring'"))
                .contains((String) gone.get("digest"), "\"predictions\":\"3\"");
        assertThat(count("outcome.prediction WHERE request_id IN ('" + early.id + "', '" + late.id + "')"))
                .isZero();
        for (String table : List.of("ground_truth", "prediction_review", "review_waiting", "prediction_look")) {
            assertThat(count("label." + table + " WHERE request_id IN ('" + early.id + "', '" + late.id + "')"))
                    .as(table)
                    .isZero();
        }
        assertThat(TestPack.acts("outcome-log/" + day)).containsExactly("outcome-log.day-dropped");
        assertThat(count("pg_class WHERE relname LIKE '%\\_" + day.toString().replace("-", "") + "'"))
                .isZero();
        as(CARLA)
                .queryParam("purpose", "Test of what went.")
                .get("/api/v1/environments/production/routes/" + route + "/predictions/" + early.id + "/0")
                .then()
                .statusCode(404)
                .body("detail", containsString("retention is over"));
    }

    @Test
    void aDayIsKeptAsLongAsTheStrictestModelOfItAsksAndRoutesGoOneByOne() throws Exception {
        String small = served("brief", 780_011);
        Journey.register("lasting");
        LocalDate day = justOver(small).minusDays(30);
        LocalDate longAgo = TODAY.minusYears(12);
        for (LocalDate each : List.of(day, longAgo)) {
            Recorded.on(small, on(each, 3)).row("ann", 0.5).ship();
            Recorded.on("mixed", on(each, 2)).of("brief").row("ben", 0.5).ship();
            Recorded.on("mixed", on(each, 3)).of("lasting").row("cid", 0.5).ship();
            Recorded.on("mixed", on(each, 4)).of("brief").row("dan", 0.5).ship();
        }
        Recorded.on("stray", on(longAgo, 4))
                .of("never-registered")
                .row("eve", 0.5)
                .ship();
        run();
        assertThat(deletion(small, day)).isPresent();
        assertThat(deletion("mixed", day)).as("one of its models asks for more").isEmpty();
        assertThat(deletion("mixed", longAgo).orElseThrow()).containsEntry("requests", 3);
        assertThat(count("outcome.request WHERE route = 'mixed'")).isEqualTo(3);
        assertThat(deletion("stray", longAgo)).as("nobody says how long").isEmpty();
        assertThat(TestPack.acts("outcome-log/" + longAgo)).isEmpty();
    }

    @Test
    void aHoldTakesOnePersonAndLiftingItTakesTwo() throws Exception {
        String route = served("held", 780_012);
        LocalDate day = justOver(route).minusDays(60);
        Recorded.on(route, on(day, 3)).row("ann", 0.5).ship();
        for (Map<String, ?> refused : List.of(
                Map.of("route", route, "from", day.toString(), "reason", WHY),
                Map.of("from", day.toString(), "to", day.minusDays(1).toString(), "reason", WHY),
                Map.of("from", "1999-01-01", "reason", WHY),
                Map.of("from", day.toString(), "reason", "why"))) {
            as(CARLA).body(refused).post("/api/v1/legal-holds").then().statusCode(422);
        }
        as(ODILE)
                .body(Map.of("from", day.toString(), "reason", WHY))
                .post("/api/v1/legal-holds")
                .then()
                .statusCode(403);
        String hold = place(
                CARLA,
                Map.of(
                        "environment",
                        "production",
                        "route",
                        route,
                        "from",
                        day.minusDays(1).toString(),
                        "to",
                        day.toString(),
                        "reason",
                        WHY));
        String everywhere = place(CASPER, Map.of("from", day.toString(), "to", day.toString(), "reason", WHY));
        assertThat(retention(route)).containsEntry("held", true);
        run().then().body("held", greaterThanOrEqualTo(1));
        assertThat(deletion(route, day)).isEmpty();
        try (Connection governance = TestWorld.postgres.connect(MigratedPostgres.GOVERNANCE);
                Statement sql = governance.createStatement()) {
            assertThatThrownBy(() -> sql.execute(
                            "SELECT outcome.delete_route_day('" + day + "', 'production', '" + route + "')"))
                    .hasMessageContaining("under a legal hold");
        }

        lifting(CARLA, hold, "/refusal").then().statusCode(409).body("type", containsString("wrong-state"));
        lifting(CARLA, hold, "")
                .then()
                .statusCode(202)
                .body("lifting.by", equalTo("carla"))
                .body("lifted", nullValue());
        lifting(CARLA, hold, "").then().statusCode(403).body("type", containsString("four-eyes"));
        lifting(Person.of("service-account-x", "compliance"), hold, "").then().statusCode(403);
        lifting(CASPER, hold, "/refusal").then().statusCode(200).body("lifting", nullValue());
        lifting(CARLA, hold, "").then().statusCode(202);
        lifting(CASPER, hold, "").then().statusCode(200).body("lifted.by", equalTo("casper"));
        lifting(CASPER, hold, "").then().statusCode(409).body("type", containsString("wrong-state"));
        lifting(CASPER, "00000000-0000-0000-0000-000000000000", "").then().statusCode(404);
        assertThat(TestPack.acts("legal-hold/" + hold))
                .containsExactly(
                        "legal-hold.placed",
                        "legal-hold.lifting-asked",
                        "legal-hold.lifting-declined",
                        "legal-hold.lifting-asked",
                        "legal-hold.lifted");
        run();
        assertThat(deletion(route, day)).as("the other hold is on every route").isEmpty();
        lifting(CASPER, everywhere, "").then().statusCode(202);
        lifting(CARLA, everywhere, "").then().statusCode(200);
        run();
        assertThat(deletion(route, day)).isPresent();
        as(ODILE)
                .get("/api/v1/legal-holds")
                .then()
                .statusCode(200)
                .body("items.findAll { it.lifted != null }.id", hasItem(hold));
    }

    @Test
    void aHoldThatIsPlacedWhileSomethingIsDeletedWaitsForItsTurn() throws Exception {
        try (Connection deleting = TestWorld.postgres.connect(MigratedPostgres.GOVERNANCE);
                Statement sql = deleting.createStatement()) {
            deleting.setAutoCommit(false);
            sql.execute("LOCK TABLE outcome.retention_turn IN EXCLUSIVE MODE");
            CompletableFuture<String> placing = CompletableFuture.supplyAsync(() -> place(
                    CARLA,
                    Map.of("environment", "production", "route", "nowhere", "from", "2025-01-01", "reason", WHY)));
            LockedTable.until(
                    () -> count("pg_locks WHERE NOT granted AND relation = 'outcome.retention_turn'::regclass") == 1);
            as(CARLA).get("/api/v1/legal-holds").then().body("items.route", not(hasItem("nowhere")));
            deleting.commit();
            String hold = placing.get();
            lifting(CARLA, hold, "").then().statusCode(202);
            lifting(CASPER, hold, "").then().statusCode(200);
        }
    }

    private static String read(String sql) throws SQLException {
        try (Connection owner = TestWorld.postgres.connect(MigratedPostgres.OWNER);
                Statement statement = owner.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            assertThat(rows.next()).isTrue();
            return rows.getString(1);
        }
    }
}
