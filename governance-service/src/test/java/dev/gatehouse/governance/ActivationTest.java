package dev.gatehouse.governance;

import static dev.gatehouse.governance.Journey.CARLA;
import static dev.gatehouse.governance.Journey.ERIN;
import static dev.gatehouse.governance.Journey.VIKTOR;
import static dev.gatehouse.governance.Journey.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import dev.gatehouse.governance.TestIssuer.Person;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.time.LocalDate;
import java.time.Period;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Changing the active packs: what it would mean, who may do it, and what follows for the inventory. */
@QuarkusTest
@QuarkusTestResource(TestWorld.class)
class ActivationTest {

    private static final Person CYRUS = Person.of("cyrus", "compliance");

    @AfterEach
    void backToToday() {
        TestClock.goBack();
    }

    @Test
    void thePreviewNamesTheModelsWhoseResultWouldChangeAndStoresNothing() {
        Journey.registerSmall("previewed", 710_001);
        Journey.registerSmall("not-concerned", 710_002);
        String proposal = proposed(TestPack.yaml("preview-pack", "1", 710_001, "HIGH", "2020-01-01"));
        as(ERIN).get("/api/v1/packs/preview-pack/proposals/" + proposal + "?limit=1000")
                .then()
                .statusCode(200)
                .body("proposal.state", equalTo("PROPOSED"))
                .body("proposal.proposedBy", equalTo("carla"))
                .body("preview.stricter", equalTo(1))
                .body("preview.easier", equalTo(0))
                .body("preview.items.model", equalTo(List.of("previewed")))
                .body("preview.items[0].tierBefore", equalTo("LOW"))
                .body("preview.items[0].tierAfter", equalTo("HIGH"))
                .body("preview.items[0].changes", hasItem("Tier: LOW → HIGH"))
                .body("preview.items[0].permits", empty())
                .body("preview.next", nullValue());
        as(ERIN).get("/api/v1/models/previewed/assessment").then().body("tier", equalTo("LOW"));
        withdraw("preview-pack", proposal);
    }

    @Test
    void thePreviewGoesThroughTheInventoryAPageAtATime() {
        Journey.registerSmall("paged-a", 710_003);
        Journey.registerSmall("paged-b", 710_003);
        String proposal = proposed(TestPack.yaml("page-by-page-pack", "1", 710_003, "HIGH", "2020-01-01"));
        List<String> changed = new ArrayList<>();
        String next = "";
        int compared = 0;
        do {
            Response page =
                    as(ERIN).get("/api/v1/packs/page-by-page-pack/proposals/" + proposal + "?limit=1&cursor=" + next);
            page.then().statusCode(200);
            changed.addAll(page.path("preview.items.model"));
            compared += page.<Integer>path("preview.models");
            next = page.path("preview.next");
        } while (next != null);
        assertThat(changed).containsExactly("paged-a", "paged-b");
        assertThat(compared).isGreaterThanOrEqualTo(2);
        withdraw("page-by-page-pack", proposal);
    }

    @Test
    void thePreviewForADayShowsWhatAppliesThen() {
        Journey.registerSmall("later", 710_004);
        String proposal = proposed(TestPack.yaml("later-pack", "1", 710_004, "HIGH", "2040-01-01"));
        String address = "/api/v1/packs/later-pack/proposals/" + proposal + "?limit=1000&on=";
        as(ERIN).get(address + "2026-12-01").then().body("preview.items.model", not(hasItem("later")));
        as(ERIN).get(address + "2040-01-01").then().body("preview.items.model", hasItem("later"));
        as(ERIN).get(address + "tomorrow").then().statusCode(422);
        withdraw("later-pack", proposal);
    }

    @Test
    void theProposerDoesNotDecideAndEngineersAndMachinesDoNotEither() {
        String digest = TestPack.uploaded(TestPack.yaml("four-eyes-pack", "1", 710_005, "HIGH", "2020-01-01"));
        TestPack.propose(ERIN, "four-eyes-pack", digest).then().statusCode(403);
        Person machine = Person.of("service-account-ci", "compliance");
        TestPack.propose(machine, "four-eyes-pack", digest).then().statusCode(403);
        String proposal = TestPack.proposed("four-eyes-pack", digest);
        TestPack.propose(VIKTOR, "four-eyes-pack", digest)
                .then()
                .statusCode(409)
                .body("type", containsString("duplicate"));
        TestPack.activate(CARLA, "four-eyes-pack", proposal)
                .then()
                .statusCode(403)
                .body("type", equalTo("urn:gatehouse:problem:four-eyes"));
        decide(CARLA, "four-eyes-pack", proposal, "rejection").then().statusCode(403);
        TestPack.activate(machine, "four-eyes-pack", proposal).then().statusCode(403);
        decide(VIKTOR, "four-eyes-pack", proposal, "withdrawal").then().statusCode(403);
        decide(VIKTOR, "four-eyes-pack", proposal, "rejection")
                .then()
                .statusCode(200)
                .body("state", equalTo("REJECTED"))
                .body("decidedBy", equalTo("viktor"));
        TestPack.activate(VIKTOR, "four-eyes-pack", proposal)
                .then()
                .statusCode(409)
                .body("type", containsString("wrong-state"));
        as(ERIN).get("/api/v1/packs").then().body("items.find { it.id == 'four-eyes-pack' }.active", nullValue());
    }

    @Test
    void anActivationHoldsAtOnceAndEveryChangedModelGetsAFindingWithOwnerAndDay() {
        Journey.registerSmall("activated", 710_006);
        Journey.registerSmall("untouched", 710_007);
        String proposal = proposed(TestPack.yaml("active-pack", "1", 710_006, "HIGH", "2020-01-01"));
        try {
            int run = TestPack.activate(VIKTOR, "active-pack", proposal)
                    .then()
                    .statusCode(200)
                    .extract()
                    .path("reassessment.id");
            as(ERIN).get("/api/v1/models/activated/assessment").then().body("tier", equalTo("HIGH"));
            TestPack.finished(run);
            as(ERIN).get("/api/v1/models/activated").then().body("assessment.tier", equalTo("HIGH"));
            as(ERIN).get("/api/v1/findings?model=activated&state=OPEN")
                    .then()
                    .statusCode(200)
                    .body("items", hasSize(1))
                    .body("items[0].kind", equalTo("reassessment"))
                    .body("items[0].severity", equalTo("high"))
                    .body("items[0].owner", equalTo("Retail credit"))
                    .body(
                            "items[0].dueOn",
                            equalTo(TestClock.today().plus(Period.ofDays(60)).toString()))
                    .body("items[0].detail", hasItem("The pack active-pack 1 is active."))
                    .body("items[0].detail", hasItem("Tier: LOW → HIGH"))
                    .body("items[0].cause", equalTo("reassessment/" + run));
            as(ERIN).get("/api/v1/findings?model=untouched").then().body("items", empty());
            // The packs are others, so the history has a new entry even where the result is the same.
            as(ERIN).get("/api/v1/models/untouched/assessments")
                    .then()
                    .body("items", hasSize(2))
                    .body("items[0].packs.id", hasItem("active-pack"))
                    .body("items[1].packs.id", not(hasItem("active-pack")));
        } finally {
            TestPack.retired("active-pack");
        }
        as(ERIN).get("/api/v1/models/activated").then().body("assessment.tier", equalTo("LOW"));
        as(ERIN).get("/api/v1/findings?model=activated&state=OPEN")
                .then()
                .body("items[0].severity", equalTo("low"))
                .body("items[0].detail", hasItem("The pack active-pack is retired."));
        as(ERIN).get("/api/v1/packs/active-pack/proposals")
                .then()
                .statusCode(200)
                .body("items.state", equalTo(List.of("ACTIVE", "REPLACED")))
                .body("items[0].digest", nullValue());
        assertThat(TestPack.acts("pack/active-pack"))
                .containsExactly("pack.uploaded", "pack.proposed", "pack.activated", "pack.proposed", "pack.retired");
        assertThat(TestPack.acts("model/activated"))
                .containsExactly("model.registered", "model.reassessed", "model.reassessed");
    }

    @Test
    void permitsAffectedAreNamedBeforeAndAfter() {
        Map<String, Object> facts = Journey.creditFacts();
        facts.put("affected_persons_per_year", 710_008);
        Journey journey = Journey.register("permitted", facts).opened("1");
        String permit = Journey.approveByAll(journey.submit("1"));
        String proposal = proposed(TestPack.yaml("duty-pack", "1", 710_008, "HIGH", "2020-01-01")
                .replace("tier_floor: HIGH", "duties: [{id: test-duty, title: Tell the testers}]"));
        try {
            as(ERIN).get("/api/v1/packs/duty-pack/proposals/" + proposal + "?limit=1000")
                    .then()
                    .statusCode(200)
                    .body("preview.other", equalTo(1))
                    .body("preview.items[0].permits.id", equalTo(List.of(permit)))
                    .body("preview.items[0].permits[0].version", equalTo("1"))
                    .body("preview.items[0].permits[0].route", equalTo("permitted"));
            TestPack.finished(TestPack.activate(VIKTOR, "duty-pack", proposal).path("reassessment.id"));
            as(ERIN).get("/api/v1/findings?model=permitted")
                    .then()
                    .body("items[0].severity", equalTo("medium"))
                    .body("items[0].detail", hasItem(containsString(permit)))
                    .body("items[0].detail", hasItem(containsString("Tell the testers")));
        } finally {
            TestPack.retired("duty-pack");
        }
    }

    @Test
    void ofManyWhoActivateAtOnceExactlyOneDoes() throws Exception {
        String proposal = proposed(TestPack.yaml("raced-pack", "1", 710_009, "HIGH", "2020-01-01"));
        List<Callable<Response>> calls = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            calls.add(() -> TestPack.activate(VIKTOR, "raced-pack", proposal));
            calls.add(() -> TestPack.activate(CYRUS, "raced-pack", proposal));
        }
        try {
            List<Response> answers = Race.of(calls);
            assertThat(answers.stream().map(Response::statusCode)).containsOnlyOnce(200);
            assertThat(answers.stream().map(Response::statusCode)).containsOnly(200, 409);
            TestPack.finished(answers.stream()
                    .filter(a -> a.statusCode() == 200)
                    .findFirst()
                    .orElseThrow()
                    .path("reassessment.id"));
        } finally {
            TestPack.retired("raced-pack");
        }
    }

    @Test
    void ofManyWhoProposeAtOnceExactlyOneDoes() throws Exception {
        String digest = TestPack.uploaded(TestPack.yaml("raced-proposal", "1", 710_010, "HIGH", "2020-01-01"));
        List<Response> answers =
                Race.of(java.util.Collections.nCopies(6, () -> TestPack.propose(CARLA, "raced-proposal", digest)));
        assertThat(answers.stream().map(Response::statusCode)).containsOnlyOnce(201);
        assertThat(answers.stream().map(Response::statusCode)).containsOnly(201, 409);
        withdraw(
                "raced-proposal",
                as(CARLA).get("/api/v1/packs/raced-proposal/proposals").path("items[0].id"));
    }

    @Test
    void aPackThatEveryReleaseNeedsCannotBeRetired() {
        TestPack.propose(CARLA, "house", null)
                .then()
                .statusCode(422)
                .body("type", containsString("invalid-pack"))
                .body("faults.reason", hasItem(containsString("no pack sets")));
        TestPack.propose(CARLA, "never-heard-of", null).then().statusCode(404);
        String active = as(CARLA).get("/api/v1/packs/house").path("file.digest");
        TestPack.propose(CARLA, "house", active).then().statusCode(409);
    }

    @Test
    void aModelThatCannotBeAssessedDoesNotStopTheOthers() {
        Journey.registerSmall("a-fails", 710_011);
        Journey.registerSmall("b-changes", 710_012);
        String yaml = TestPack.yaml("failing-pack", "1", 710_012, "HIGH", "2020-01-01")
                .replace(
                        "when: affected_persons_per_year == 710012",
                        "when: 710012 / (affected_persons_per_year - 710011) == 710012")
                // Its own tests must not meet the division by zero.
                .replace("facts: {affected_persons_per_year: 710011}", "facts: {affected_persons_per_year: 710010}");
        String proposal = proposed(yaml);
        try {
            as(ERIN).get("/api/v1/packs/failing-pack/proposals/" + proposal + "?limit=1000")
                    .then()
                    .body("preview.items.find { it.model == 'a-fails' }.statusAfter", equalTo("FAILED"))
                    .body("preview.items.find { it.model == 'b-changes' }.tierAfter", equalTo("HIGH"));
            int run = TestPack.finished(
                    TestPack.activate(VIKTOR, "failing-pack", proposal).path("reassessment.id"));
            as(ERIN).get("/api/v1/reassessments/" + run)
                    .then()
                    .body("failed", equalTo(1))
                    .body("changed", greaterThanOrEqualTo(1));
            as(ERIN).get("/api/v1/findings?model=a-fails")
                    .then()
                    .body("items[0].title", equalTo("The model could not be reassessed"))
                    .body("items[0].detail", hasItem(containsString("test-rule")));
            as(ERIN).get("/api/v1/models/b-changes").then().body("assessment.tier", equalTo("HIGH"));
            as(ERIN).get("/api/v1/assessments?limit=200&cursor=a-fail&on=2040-01-01")
                    .then()
                    .statusCode(200)
                    .body("items.find { it.model == 'a-fails' }.statusToday", equalTo("FAILED"));
        } finally {
            TestPack.retired("failing-pack");
        }
    }

    @Test
    void aStoredAnswerThatThePacksNoLongerAcceptCountsAsMissing() {
        String first = shaded("1", "[dark, light]", "dark");
        TestPack.active("shade-pack", TestPack.uploaded(first));
        try {
            Map<String, Object> facts = new HashMap<>(Journey.smallFacts(710_013));
            facts.put("shade", "dark");
            Journey.register("shaded", facts);
            as(ERIN).get("/api/v1/models/shaded").then().body("assessment.tier", equalTo("HIGH"));
            TestPack.active("shade-pack", TestPack.uploaded(shaded("2", "[grey, light]", "grey")));
            as(ERIN).get("/api/v1/models/shaded")
                    .then()
                    .statusCode(200)
                    .body("assessment.status", equalTo("BLOCKED"))
                    .body("assessment.missing.fact", equalTo(List.of("shade")));
            as(ERIN).get("/api/v1/findings?model=shaded")
                    .then()
                    .body("items[0].detail", hasItem(containsString("Stated anew is needed: shade")));
        } finally {
            TestPack.retired("shade-pack");
        }
        // Nobody asks for the shade any more, so its answer is in nobody's way.
        as(ERIN).get("/api/v1/models/shaded").then().body("assessment.tier", equalTo("LOW"));
    }

    @Test
    void whenADayComesEveryModelIsReassessed() {
        LocalDate day = LocalDate.of(2040, 1, 1);
        Journey.registerSmall("aged", 710_014);
        TestPack.active(
                "dated-pack", TestPack.uploaded(TestPack.yaml("dated-pack", "1", 710_014, "HIGH", day.toString())));
        try {
            as(ERIN).get("/api/v1/models/aged").then().body("assessment.tier", equalTo("LOW"));
            TestClock.goTo(day);
            TestPack.dayNoticed(day);
            as(ERIN).get("/api/v1/models/aged")
                    .then()
                    .body("assessment.tier", equalTo("HIGH"))
                    .body("assessment.on", equalTo(day.toString()));
            as(ERIN).get("/api/v1/findings?model=aged")
                    .then()
                    .body("items[0].detail", hasItem("2040-01-01 has come."))
                    .body("items[0].detail", hasItem("Tier: LOW → HIGH"));
        } finally {
            TestClock.goBack();
            TestPack.retired("dated-pack");
        }
    }

    private static String shaded(String version, String values, String value) {
        return """
                pack: {id: shade-pack, version: %s, title: Shades, kind: house}
                facts:
                  affected_persons_per_year:
                    type: int
                    unit: persons
                    min: 0
                    question: How many persons a year does the model decide about?
                  shade: {type: enum, values: %s, question: "Which shade?"}
                rules:
                  - id: shade-rule
                    citation: House policy of the tests
                    certainty: D
                    effective_from: 2020-01-01
                    when: affected_persons_per_year == 710013 && shade == '%s'
                    effects: {tier_floor: HIGH}
                tests:
                  - name: that shade
                    on: 2030-01-01
                    facts: {affected_persons_per_year: 710013, shade: %s}
                    fires: [shade-rule]
                  - name: another
                    on: 2030-01-01
                    facts: {affected_persons_per_year: 710013, shade: light}
                    does_not_fire: [shade-rule]
                """.formatted(version, values, value, value);
    }

    private static String proposed(String yaml) {
        String pack = yaml.lines()
                .filter(line -> line.startsWith("  id: "))
                .findFirst()
                .orElseThrow()
                .substring("  id: ".length());
        return TestPack.proposed(pack, TestPack.uploaded(yaml));
    }

    private static void withdraw(String pack, String proposal) {
        decide(CARLA, pack, proposal, "withdrawal").then().statusCode(200).body("state", equalTo("WITHDRAWN"));
    }

    private static Response decide(Person person, String pack, String proposal, String decision) {
        return as(person)
                .body(Map.of("reason", "Seen, and so decided."))
                .post("/api/v1/packs/" + pack + "/proposals/" + proposal + "/" + decision);
    }
}
