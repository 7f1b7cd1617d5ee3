package dev.gatehouse.governance;

import static dev.gatehouse.governance.Journey.CARLA;
import static dev.gatehouse.governance.Journey.ERIN;
import static dev.gatehouse.governance.Journey.ODILE;
import static dev.gatehouse.governance.Journey.as;
import static dev.gatehouse.governance.RetentionTest.CASPER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.governance.Browser.Page;
import dev.gatehouse.governance.TestIssuer.Person;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The pages on which people look at predictions, review them, and keep them from being deleted. */
@QuarkusTest
@QuarkusTestResource(TestWorld.class)
class PredictionPagesTest {

    @Test
    void thePagesLeadFromTheQueueThroughAReviewToTheNextRow() throws Exception {
        ReviewsTest.served("waiting-for-people", 780_005);
        Recorded older = Recorded.on("waiting-for-people", ReviewsTest.minutesAgo(9))
                .marked("<liv>", 0.51)
                .ship();
        Recorded newer = Recorded.on("waiting-for-people", ReviewsTest.minutesAgo(8))
                .marked("max", 0.52)
                .ship();
        Browser odile = Browser.of(ODILE);
        String route = "/ui/routes/production/waiting-for-people";

        assertThat(odile.get(route).html())
                .contains("Reviews by people", "Queue of reviews", "Nobody has reviewed a prediction");
        Page queue = odile.get(route + "/review-queue?purpose=Daily+review+of+the+queue.");
        assertThat(queue.html().indexOf(older.id.toString()))
                .isPositive()
                .isLessThan(queue.html().indexOf(newer.id.toString()));
        String one = route + "/predictions/" + older.id + "/0";
        Page ask = odile.get(one);
        assertThat(ask.html()).contains("Why do you look?").doesNotContain("liv");
        Page vague = odile.get(one + "?purpose=why");
        assertThat(vague.status()).isEqualTo(422);
        assertThat(vague.html()).contains("role=\"alert\"", "value=\"why\"").doesNotContain("liv");
        assertThat(TestPack.acts("prediction/" + older.id + "/0")).isEmpty();

        Page prediction = odile.get(one + "?purpose=Daily+review+of+the+queue.");
        assertThat(prediction.status()).isEqualTo(200);
        assertThat(prediction.html())
                .contains("&lt;liv&gt;", "0.25", "scoring-app", "Override: it should have been repay", "Waiting")
                .doesNotContain("Who looked");
        assertThat(Browser.of(Person.of(Journey.ENZO.username(), "operator"))
                        .get(one + "?purpose=Daily+review+of+the+queue.")
                        .html())
                .contains("; somebody else must review what it predicted.")
                .doesNotContain("Record the review");
        Map<String, String> form = new HashMap<>(prediction.hidden());
        form.put("reason", "so");
        Page refused = odile.post(one + "/review", form);
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.html()).contains("Not recorded", "Choose whether the decision stands", ">so</textarea>");
        form = new HashMap<>(refused.hidden());
        form.put("verdict", "override");
        form.put("reason", "Income was counted twice by the caller.");
        Page next = odile.post(one + "/review", form);
        assertThat(next.status()).isEqualTo(200);
        assertThat(next.at().getPath()).isEqualTo(route + "/review-queue");
        assertThat(next.html())
                .contains("The prediction is overridden", newer.id.toString(), "Daily review of the queue.", "1.000")
                .doesNotContain(older.id.toString());

        form.put("verdict", "uphold");
        Page late = odile.post(one + "/review", form);
        assertThat(late.status()).isEqualTo(409);
        assertThat(late.html()).contains("odile has overridden this prediction", "default → repay");
        assertThat(Browser.of(CARLA)
                        .get(one + "?purpose=" + "Audit+of+reviews.")
                        .html())
                .contains("Who looked", "Audit of reviews.", "odile")
                .doesNotContain("Record the review");

        assertThat(odile.get(route + "/predictions").html())
                .contains("say what for to see subjects", "Overridden", "Waiting")
                .doesNotContain("&lt;liv&gt;");
        assertThat(odile.get(route + "/predictions?purpose=Complaint+4711+of+somebody&subject=max")
                        .html())
                .contains(">max<", newer.id.toString())
                .doesNotContain(older.id.toString());
        Page fault = odile.get(route + "/predictions?subject=max");
        assertThat(fault.status()).isEqualTo(422);
        assertThat(fault.html()).contains("role=\"alert\"", "value=\"max\"");
        assertThat(Browser.of(CARLA).get(route + "/looks").html())
                .contains("Searched for max", "Daily review of the queue.", "operator");
    }

    @Test
    void thePageOfARouteDoesNotWaitUntilItsPredictionsAreCounted() throws Exception {
        String route = "/ui/routes/production/" + ReviewsTest.served("counted-meanwhile", 910_001).model;
        Browser erin = Browser.of(ERIN);
        try (LockedTable labels = new LockedTable("label.ground_truth")) {
            assertThat(erin.get(route).html())
                    .contains("are being counted", "The numbers come by themselves")
                    .doesNotContain("With a label");
        }
        LockedTable.until(() -> erin.get(route).html().contains("With a label"));
    }

    @Test
    void compliancePlacesAndLiftsHoldsOnThePage() throws Exception {
        String route = ReviewsTest.served("paged-hold", 780_013).model;
        Browser carla = Browser.of(CARLA);
        Page page = carla.get("/ui/retention");
        assertThat(page.html()).contains("Retention and legal holds", route, "Place a hold", "Delete what is over now");
        assertThat(Browser.of(Journey.LARS).get("/ui/retention").html())
                .contains(route)
                .doesNotContain("Place a hold", "Delete what is over now");

        Map<String, String> form = new HashMap<>(page.hidden());
        form.putAll(
                Map.of("environment", "production", "route", route, "from", "", "to", "", "reason", "<because of it>"));
        Page refused = carla.post("/ui/retention/holds", form);
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.html())
                .contains("role=\"alert\"", "say from which day", "&lt;because of it&gt;", "value=\"" + route + "\"");
        form.put("from", "2025-03-01");
        Page placed = carla.post("/ui/retention/holds", form);
        assertThat(placed.html()).contains("The hold stands", "&lt;because of it&gt;", "1 Mar 2025 to no end");

        String hold = as(CARLA).get("/api/v1/legal-holds").path("items.find { it.route == 'paged-hold' }.id");
        Map<String, String> why = new HashMap<>(placed.hidden());
        why.put("reason", "no");
        why.put("decision", "lift");
        Page vague = carla.post("/ui/retention/holds/" + hold + "/lifting", why);
        assertThat(vague.status()).isEqualTo(422);
        assertThat(vague.html()).contains("Say why in 10", ">no</textarea>");
        why.put("reason", RetentionTest.WHY);
        assertThat(carla.post("/ui/retention/holds/" + hold + "/lifting", why).html())
                .contains("Lifting is asked for", "You asked to lift this hold; another", "Take it back")
                .doesNotContain("Agree, as the second person");
        Browser casper = Browser.of(CASPER);
        Page offered = casper.get("/ui/retention");
        assertThat(offered.html()).contains("Agree, as the second person");
        Map<String, String> second = new HashMap<>(offered.hidden());
        second.put("reason", RetentionTest.WHY);
        second.put("decision", "decline");
        assertThat(casper.post("/ui/retention/holds/" + hold + "/lifting", second)
                        .html())
                .contains("The hold stands as before");
        carla.post("/ui/retention/holds/" + hold + "/lifting", why);
        second.put("decision", "lift");
        assertThat(casper.post("/ui/retention/holds/" + hold + "/lifting", second)
                        .html())
                .contains("The hold is lifted", "Agreed by casper");

        Browser odile = Browser.of(ODILE);
        assertThat(odile.post("/ui/retention/runs", odile.get("/ui/retention").hidden())
                        .html())
                .contains("Nothing was deleted");
    }
}
