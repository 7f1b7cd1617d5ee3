package dev.gatehouse.governance;

import static dev.gatehouse.governance.Journey.CARLA;
import static dev.gatehouse.governance.Journey.ENZO;
import static dev.gatehouse.governance.Journey.ERIN;
import static dev.gatehouse.governance.Journey.INES;
import static dev.gatehouse.governance.Journey.LARS;
import static dev.gatehouse.governance.Journey.ODILE;
import static dev.gatehouse.governance.Journey.PRIYA;
import static dev.gatehouse.governance.Journey.VIKTOR;
import static dev.gatehouse.governance.Journey.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;

import dev.gatehouse.governance.TestIssuer.Person;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;

/** What the board does with a release besides voting: questions, time, changes, steps. */
@QuarkusTest
@QuarkusTestResource(TestWorld.class)
class BoardTest {

    private static final String NAME_THE_REVIEWER = "Name the reviewer of declined cases.";
    private static final String ERRORS = "Fewer than 1 in 1,000 calls fail.";

    @Test
    void aQuestionBarsSeatsUntilItIsAnsweredByAnother() {
        String release = Journey.ready("asked-about", "1").submit("1");
        String question = say(VIKTOR, release, "audits", "question", "  Why is <b>fair</b> the attribute?  ")
                .then()
                .log()
                .ifValidationFails()
                .statusCode(201)
                .body("open", equalTo(true))
                .body("text", equalTo("Why is <b>fair</b> the attribute?"))
                .extract()
                .path("id");
        say(ERIN, release, "audits", "question", "May I ask?").then().statusCode(403);
        say(ERIN, release, "card", "comment", "The card is new.").then().statusCode(201);
        as(CARLA)
                .body(Map.of("section", "card", "kind", "comment", "text", "I only read."))
                .post("/api/v1/releases/" + release + "/comments")
                .then()
                .statusCode(403);
        say(VIKTOR, release, "nowhere", "comment", "?").then().statusCode(422);
        say(VIKTOR, release, "card", "comment", "x".repeat(2_001)).then().statusCode(422);
        say(VIKTOR, release, "card", "comment", "nul \u0000").then().statusCode(422);

        Journey.approve(release, PRIYA).then().statusCode(409).body("reasons.code", contains("questions_open"));
        as(CARLA).get("/api/v1/releases/" + release).then().body("openQuestions", equalTo(1));
        assertThat(Browser.of(PRIYA).get("/ui/releases/" + release).html())
                .contains("1 question waits", "Why is &lt;b&gt;fair&lt;/b&gt; the attribute?")
                .doesNotContain("<b>fair</b>");

        String answers = "/api/v1/releases/" + release + "/comments/" + question + "/answers";
        as(VIKTOR)
                .body(Map.of("text", "Because."))
                .post(answers)
                .then()
                .statusCode(403)
                .body("type", equalTo("urn:gatehouse:problem:four-eyes"));
        as(ERIN).body(Map.of("text", "It stands in for sex, which we may not use."))
                .post(answers)
                .then()
                .statusCode(201)
                .body("open", equalTo(false))
                .body("answers.text", contains("It stands in for sex, which we may not use."));
        Journey.approve(release, PRIYA).then().statusCode(200).body("openQuestions", equalTo(0));

        String second = say(LARS, release, "facts", "question", "Is it still consumer credit?")
                .path("id");
        String withdraw = "/api/v1/releases/" + release + "/comments/" + second + "/withdraw";
        as(VIKTOR).post(withdraw).then().statusCode(403);
        as(LARS).post(withdraw).then().statusCode(200).body("withdrawnAt", notNullValue());
        as(LARS).post(withdraw).then().statusCode(409);
        Journey.approve(release, LARS).then().statusCode(200);

        as(CARLA)
                .get("/api/v1/releases/" + release + "/comments")
                .then()
                .log()
                .ifValidationFails()
                .statusCode(200)
                .body("items.section", contains("audits", "card", "facts"))
                .body("items[0].answers", hasSize(1));
        as(ODILE).get("/api/v1/releases/" + release + "/comments").then().statusCode(403);
        assertThat(TestPack.acts("release/" + release))
                .containsSubsequence("release.submitted", "question.asked", "comment.written", "question.answered")
                .containsSubsequence("vote.cast", "question.asked", "question.withdrawn", "vote.cast");
        as(ERIN).body(Map.of("text", "?"))
                .post("/api/v1/releases/" + release + "/comments/" + UUID.randomUUID() + "/answers")
                .then()
                .statusCode(404)
                .body("type", equalTo("urn:gatehouse:problem:unknown-comment"));
    }

    @Test
    void whatIsSentBackIsAnsweredItemByItemAndTheDifferenceIsShown() {
        Journey journey = small("sent-back", "1");
        String first = submit(journey, "1", "sent-back-env", Map.of()).path("id");
        Journey.vote(first, INES, "engineering", "request_changes", null)
                .then()
                .statusCode(409)
                .body("reasons.code", contains("changes_missing"));
        ask(first, NAME_THE_REVIEWER, "Add a rollback plan.")
                .then()
                .log()
                .ifValidationFails()
                .statusCode(200)
                .body("state", equalTo("ChangesRequested"))
                .body("changes", contains(NAME_THE_REVIEWER, "Add a rollback plan."));

        submit(journey, "1", "sent-back-env", Map.of())
                .then()
                .log()
                .ifValidationFails()
                .statusCode(409)
                .body("type", equalTo("urn:gatehouse:problem:changes-unanswered"))
                .body("release", equalTo(first))
                .body("changes", hasSize(2));
        Map<String, Object> named = answer(NAME_THE_REVIEWER, true, "The credit office; see the card.");
        submit(journey, "1", "sent-back-env", Map.of("revises", first, "answers", List.of(named)))
                .then()
                .statusCode(409)
                .body("reasons.code", contains("change_unanswered"));
        submit(journey, "1", "elsewhere", Map.of("revises", first, "answers", List.of(named)))
                .then()
                .statusCode(409)
                .body("reasons.code", hasItem("revises_another"));

        Map<String, Object> plan =
                answer("Add a rollback plan.", false, "The tier asks for none; we roll back by hand.");
        String second = submit(journey, "1", "sent-back-env", Map.of("revises", first, "answers", List.of(plan, named)))
                .then()
                .log()
                .ifValidationFails()
                .statusCode(201)
                .body("revises", equalTo(first))
                .body("answers.change", contains(NAME_THE_REVIEWER, "Add a rollback plan."))
                .extract()
                .path("id");
        as(CARLA).get("/api/v1/releases/" + first).then().body("next", equalTo(second));
        submit(journey, "1", "sent-back-env", Map.of("revises", first, "answers", List.of(plan, named)))
                .then()
                .statusCode(409);

        as(CARLA)
                .get("/api/v1/releases/" + second + "/dossier/difference")
                .then()
                .log()
                .ifValidationFails()
                .statusCode(200)
                .body("complete", equalTo(true))
                .body("because", equalTo("Compared with the dossier that the board sent back."))
                .body("changes.path", hasItem("release/revises"));
        as(CARLA)
                .get("/api/v1/releases/" + second + "/dossier/difference?from=" + second)
                .then()
                .statusCode(200)
                .body("changes", hasSize(0));
        as(CARLA)
                .get("/api/v1/releases/" + first + "/dossier/difference")
                .then()
                .statusCode(409);
        String other =
                Journey.registerSmall("sent-back-other", 3).openedSmall("1").submit("1");
        as(CARLA)
                .get("/api/v1/releases/" + second + "/dossier/difference?from=" + other)
                .then()
                .statusCode(422);
        assertThat(Browser.of(INES).get("/ui/releases/" + second).html())
                .contains("What changed", "Compared with the dossier that the board sent back.")
                .contains("Answers to what the board asked", "The credit office; see the card.", "Not done");
        assertThat(Browser.of(INES).get("/ui/releases/" + first).html())
                .contains("What the board asks to be changed", NAME_THE_REVIEWER, "/ui/releases/" + second);
        Journey.approve(second, INES).then().statusCode(200).body("state", equalTo("Approved"));
    }

    @Test
    void aDossierThatChangesUnderReviewShowsItsDifferenceToTheOneVotedOn() {
        Journey journey = Journey.ready("changing", "1");
        String release = journey.submit("1");
        String voted = Journey.dossierDigest(release);
        Journey.approve(release, PRIYA).then().statusCode(200);
        journey.evidence("1", ERIN, "rollback-plan");
        as(LARS).body(Map.of(
                        "function", "legal",
                        "decision", "abstain",
                        "rationale", "I read the first dossier.",
                        "dossierDigest", voted))
                .post("/api/v1/releases/" + release + "/votes")
                .then()
                .statusCode(409);
        for (Person reader : List.of(PRIYA, CARLA)) {
            as(reader)
                    .get("/api/v1/releases/" + release + "/dossier/difference")
                    .then()
                    .statusCode(200)
                    .body("from", equalTo(voted))
                    .body("changes.section", hasItem("evidence"))
                    .body(
                            "because",
                            equalTo(
                                    reader == PRIYA
                                            ? "Compared with the dossier that you voted on."
                                            : "Compared with the dossier that priya voted on."));
        }
    }

    @Test
    void aLaunchGoesStepByStepEachWithItsOwnPermit() {
        Journey journey = small("in-steps", "1");
        List<Object> steps = List.of(
                step("canary", "0.05", 14),
                step("quarter", "0.25", 30),
                Map.of(
                        "name",
                        "full",
                        "environment",
                        "steps-env",
                        "validityDays",
                        360,
                        "exitCriteria",
                        List.of(ERRORS)));
        submit(journey, "1", "steps-env", Map.of("launch", List.of(steps.get(1), steps.get(0))))
                .then()
                .statusCode(422);
        submit(journey, "1", "another-env", Map.of("launch", steps)).then().statusCode(422);
        String canary = submit(journey, "1", "steps-env", Map.of("launch", steps))
                .then()
                .log()
                .ifValidationFails()
                .statusCode(201)
                .body("requested.trafficCap", equalTo("0.05"))
                .body("launch.step", equalTo(0))
                .extract()
                .path("id");
        nextStep(canary, true).then().statusCode(409).body("reasons.code", hasItem("step_not_serving"));
        Response approved =
                Journey.vote(canary, INES, "engineering", "approve_with_conditions", Map.of("trafficCap", "0.02"));
        approved.then().log().ifValidationFails().statusCode(200).body("state", equalTo("Approved"));
        Instant ends = Instant.parse(approved.path("permit.expiresAt"));
        assertThat(Duration.between(Instant.parse(approved.path("permit.issuedAt")), ends))
                .isCloseTo(Duration.ofDays(14), Duration.ofSeconds(1));

        nextStep(canary, false).then().statusCode(409).body("reasons.code", contains("criterion_not_met"));
        as(ERIN).body(Map.of("summary", "Next.", "results", List.of()))
                .post("/api/v1/releases/" + canary + "/next-step")
                .then()
                .statusCode(409)
                .body("type", equalTo("urn:gatehouse:problem:step-refused"))
                .body("reasons.code", contains("criterion_without_result"));
        String quarter = nextStep(canary, true)
                .then()
                .log()
                .ifValidationFails()
                .statusCode(201)
                .body("previousStep", equalTo(canary))
                .body("requested.trafficCap", equalTo("0.25"))
                .body("launch.step", equalTo(1))
                .body("launch.previous.results[0].met", equalTo(true))
                .body("launch.previous.permit.id", equalTo(approved.<String>path("permit.id")))
                .extract()
                .path("id");
        nextStep(canary, true).then().statusCode(409).body("reasons.code", contains("step_asked_already"));
        assertThat(Browser.of(INES).get("/ui/releases/" + quarter).html())
                .contains("Launch in steps", "At most 25 % of subjects.", "asked for here")
                .contains("What the step before came to", "2 of 10,000 calls failed.");

        as(ODILE)
                .body(Map.of("reason", "Too many complaints."))
                .post("/api/v1/permits/" + approved.path("permit.id") + "/suspend")
                .then()
                .statusCode(200);
        Journey.approve(quarter, INES).then().statusCode(409).body("reasons.code", contains("previous_step_closed"));
        as(CARLA).get("/api/v1/releases/" + quarter).then().body("state", equalTo("InReview"));
    }

    @Test
    void aReleaseOverItsTimeIsEscalatedAndOnTopOfTheQueue() {
        String release = Journey.ready("overdue", "1").submit("1");
        Journey.approve(release, PRIYA).then().statusCode(200).body("overdue", equalTo(false));
        Instant due = Instant.parse(as(CARLA).get("/api/v1/releases/" + release).path("dueAt"));
        assertThat(as(CARLA).get("/api/v1/releases?overdue=true&limit=200").<List<String>>path("items.id"))
                .doesNotContain(release);
        try {
            TestClock.goTo(LocalDate.ofInstant(due, ZoneOffset.UTC).plusDays(1));
            escalated(release)
                    .then()
                    .body("overdue", equalTo(true))
                    .body("couldFill.keySet()", hasItems("legal", "ethics", "engineering", "validation"));
            assertThat(as(ODILE)
                            .get("/api/v1/releases?overdue=true&state=InReview&limit=200")
                            .<List<String>>path("items.id"))
                    .contains(release);
            assertThat(as(CARLA).get("/api/v1/releases/" + release).<List<String>>path("couldFill.legal"))
                    .contains("lars");
            assertThat(TestPack.acts("release/" + release)).containsOnlyOnce("release.escalated");
            assertThat(Browser.of(LARS).get("/ui/releases").html())
                    .contains("Overdue", "who was last seen with the function")
                    .containsSubsequence("id=\"overdue\"", release, "id=\"mine\"", release);
            assertThat(Browser.of(LARS).get("/ui/releases/" + release).html()).contains("The board&#39;s time is over");
        } finally {
            TestClock.goBack();
        }
    }

    @Test
    void releasesArePagedByTheLastOneSeen() {
        Journey journey = small("paged-releases", "1");
        for (int i = 0; i < 3; i++) {
            submit(journey, "1", "paged-env-" + i, Map.of()).then().statusCode(201);
        }
        List<String> all =
                as(CARLA).get("/api/v1/releases?limit=200&state=InReview").path("items.id");
        List<String> paged = new ArrayList<>();
        String after = null;
        do {
            Response page =
                    as(CARLA).get("/api/v1/releases?limit=2&state=InReview" + (after == null ? "" : "&after=" + after));
            page.then().statusCode(200);
            paged.addAll(page.path("items.id"));
            after = page.path("next");
        } while (after != null && paged.size() < 200);
        assertThat(paged).doesNotHaveDuplicates().containsSubsequence(all.subList(0, 3));
        as(CARLA).get("/api/v1/releases?state=Lost").then().statusCode(422);
        as(CARLA).get("/api/v1/releases?after=" + UUID.randomUUID()).then().statusCode(404);
    }

    @Test
    void limitsThatAreAskedForAreThoseOfThePermit() {
        Journey journey = small("limits-asked-for", "1");
        String release = submit(
                        journey,
                        "1",
                        "limited-env",
                        Map.of("conditions", Map.of("trafficCap", "0.5", "purposes", List.of("origination", "review"))))
                .path("id");
        as(CARLA)
                .get("/api/v1/releases/" + release + "/dossier")
                .then()
                .statusCode(200)
                .body("release.requested.trafficCap", equalTo("0.5"));
        Journey.vote(release, INES, "engineering", "approve_with_conditions", Map.of("segment", "salary > 1"))
                .then()
                .statusCode(409)
                .body("reasons.code", contains("segment_invalid"))
                .body("detail", containsString("salary"));
        as(ERIN).body(Map.of(
                        "model",
                        journey.model,
                        "version",
                        "1",
                        "environment",
                        "segmented-env",
                        "route",
                        journey.model,
                        "summary",
                        "Only some.",
                        "conditions",
                        Map.of("segment", "age >")))
                .post("/api/v1/releases")
                .then()
                .statusCode(422)
                .body("detail", containsString("its inputs are age, income"));
        String permit = Journey.vote(
                        release,
                        INES,
                        "engineering",
                        "approve_with_conditions",
                        Map.of("purposes", List.of("review"), "segment", "age >= 21"))
                .then()
                .statusCode(200)
                .extract()
                .path("permit.id");
        String statement = new String(java.util.Base64.getDecoder()
                .decode(as(CARLA).get("/api/v1/permits/" + permit + "/envelope").<String>path("payload")));
        assertThat(statement)
                .contains("\"trafficCap\":\"0.5\"", "\"purposes\":[\"review\"]", "\"segment\":\"age >= 21\"");
    }

    @Test
    void whoRegisteredOrMadeTheVersionDoesNotVoteUnderWhateverSession() {
        Journey journey = small("made-by", "1");
        String release = submit(journey, "1", "made-by-env", Map.of()).path("id");
        Person enzoAsHeSignsIn = Person.of("ENZO", "board", "function-engineering");
        Journey.vote(release, enzoAsHeSignsIn, "engineering", "approve", null)
                .then()
                .statusCode(409)
                .body("reasons.code", contains("contributor_may_not_vote"));
        Person enzo = Person.of(ENZO.username(), "board", "function-engineering");
        Journey.vote(release, enzo, "engineering", "approve", null)
                .then()
                .statusCode(409)
                .body("reasons.code", contains("contributor_may_not_vote"));

        // Two sessions of one person are one person; a vote that is sent again has no second effect.
        Journey.approve(release, INES).then().statusCode(200).body("state", equalTo("Approved"));
        Response again = Journey.vote(
                release, Person.of("ines", "board", "function-engineering"), "engineering", "approve", null);
        again.then().statusCode(409).body("reasons.code", contains("round_closed"));
        as(CARLA).get("/api/v1/releases/" + release).then().body("votes", hasSize(1));
    }

    @Test
    void whoGaveEvidenceOrFixedThePlanDoesNotVoteWhereThePolicySaysSo() {
        int persons = 47_114_712;
        String pack = "board-independence-test";
        String yaml = TestPack.yaml(pack, "1", persons, "LOW", "2020-01-01").replace("tier_floor: LOW", """
                        tier_floor: LOW
                              obligations:
                                quorum: {validation: 1}
                                may_not_vote: [evidence-givers, plan-owners]""");
        try {
            TestPack.active(pack, TestPack.uploaded(yaml));
            Journey journey = Journey.registerSmall("independent", persons).opened("1");
            String release = submit(journey, "1", "independent-env", Map.of()).path("id");
            Journey.vote(release, VIKTOR, "validation", "approve", null)
                    .then()
                    .log()
                    .ifValidationFails()
                    .statusCode(409)
                    .body("reasons.code", contains("tier_excludes_voter"))
                    .body("detail", org.hamcrest.Matchers.containsString("plan-owners"));
            Journey.approve(release, INES).then().statusCode(200);
            Journey.vote(release, Person.of("vera", "board", "function-validation"), "validation", "approve", null)
                    .then()
                    .statusCode(200)
                    .body("state", equalTo("Approved"));
        } finally {
            TestPack.retired(pack);
        }
    }

    @Test
    void everyActIsTakenInItsStatesAndRefusedInAllOthers() {
        Journey journey = small("every-state", "1");
        Map<String, String> releases = new HashMap<>();
        releases.put("InReview", submit(journey, "1", "state-review", Map.of()).path("id"));
        String approved = submit(
                        journey,
                        "1",
                        "state-approved",
                        Map.of("launch", List.of(atStep("a", "state-approved"), atStep("b", "state-approved"))))
                .path("id");
        Journey.approve(approved, INES).then().statusCode(200);
        releases.put("Approved", approved);
        String rejected = submit(journey, "1", "state-rejected", Map.of()).path("id");
        Journey.vote(rejected, INES, "engineering", "reject", null).then().statusCode(200);
        releases.put("Rejected", rejected);
        String sentBack = submit(journey, "1", "state-changes", Map.of()).path("id");
        ask(sentBack, NAME_THE_REVIEWER).then().statusCode(200);
        releases.put("ChangesRequested", sentBack);
        String withdrawn = submit(journey, "1", "state-withdrawn", Map.of()).path("id");
        withdraw(withdrawn).then().statusCode(200);
        releases.put("Withdrawn", withdrawn);

        Map<String, Map<String, Integer>> taken = Map.of(
                "InReview",
                        Map.of(
                                "comment",
                                201,
                                "question",
                                201,
                                "answer",
                                404,
                                "take back",
                                404,
                                "abstain",
                                200,
                                "withdraw",
                                200),
                "Approved", Map.of("next step", 201),
                "Rejected", Map.of(),
                "ChangesRequested", Map.of("revise", 201),
                "Withdrawn", Map.of());
        SoftAssertions table = new SoftAssertions();
        releases.forEach((state, id) -> acts(journey, state, id).forEach((act, answer) -> {
            int status = answer.get().statusCode();
            table.assertThat(status)
                    .as(state + " × " + act)
                    .isEqualTo(taken.get(state).getOrDefault(act, 409));
        }));
        table.assertAll();
    }

    private static Map<String, java.util.function.Supplier<Response>> acts(Journey journey, String state, String id) {
        String comment = "/api/v1/releases/" + id + "/comments/" + UUID.randomUUID();
        Map<String, java.util.function.Supplier<Response>> acts = new java.util.LinkedHashMap<>();
        acts.put("comment", () -> say(VIKTOR, id, "card", "comment", "Seen."));
        acts.put("question", () -> say(VIKTOR, id, "card", "question", "Seen?"));
        acts.put("answer", () -> as(ERIN).body(Map.of("text", "Yes.")).post(comment + "/answers"));
        acts.put("take back", () -> as(VIKTOR).post(comment + "/withdraw"));
        acts.put("next step", () -> nextStep(id, true));
        acts.put(
                "revise",
                () -> submit(
                        journey,
                        "1",
                        as(CARLA).get("/api/v1/releases/" + id).path("environment"),
                        Map.of("revises", id, "answers", List.of(answer(NAME_THE_REVIEWER, true, "Done.")))));
        acts.put("abstain", () -> Journey.vote(id, INES, "engineering", "abstain", null));
        acts.put("withdraw", () -> withdraw(id));
        return acts;
    }

    private static Response escalated(String release) {
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (System.nanoTime() < deadline) {
            Response answer = as(CARLA).get("/api/v1/releases/" + release);
            if (answer.path("escalatedAt") != null) {
                return answer;
            }
            try {
                Thread.sleep(100);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
        throw new AssertionError("release " + release + " is overdue and not escalated");
    }

    /** A model of tier LOW, where one seat decides, with a version whose gates are open. */
    private static Journey small(String model, String version) {
        return Journey.registerSmall(model, 2).openedSmall(version);
    }

    private static Response submit(Journey journey, String version, String environment, Map<String, Object> more) {
        Map<String, Object> body = new HashMap<>(Map.of(
                "model",
                journey.model,
                "version",
                version,
                "environment",
                environment,
                "route",
                journey.model,
                "summary",
                "A release for the board."));
        body.putAll(more);
        return as(ERIN).body(body).post("/api/v1/releases");
    }

    private static Response withdraw(String release) {
        return as(ERIN).body(Map.of("reason", "Not needed.")).post("/api/v1/releases/" + release + "/withdraw");
    }

    private static Response ask(String release, String... changes) {
        return as(INES).body(Map.of(
                        "function",
                        "engineering",
                        "decision",
                        "request_changes",
                        "rationale",
                        "Something is missing here.",
                        "changes",
                        List.of(changes),
                        "dossierDigest",
                        Journey.dossierDigest(release)))
                .post("/api/v1/releases/" + release + "/votes");
    }

    private static Response say(Person person, String release, String section, String kind, String text) {
        return as(person)
                .body(Map.of("section", section, "kind", kind, "text", text))
                .post("/api/v1/releases/" + release + "/comments");
    }

    private static Response nextStep(String release, boolean met) {
        return as(ERIN).body(Map.of(
                        "summary",
                        "The step before went well.",
                        "results",
                        List.of(Map.of("criterion", ERRORS, "met", met, "text", "2 of 10,000 calls failed."))))
                .post("/api/v1/releases/" + release + "/next-step");
    }

    private static Map<String, Object> answer(String change, boolean done, String text) {
        return Map.of("change", change, "done", done, "text", text);
    }

    private static Map<String, Object> step(String name, String cap, int days) {
        return Map.of(
                "name",
                name,
                "environment",
                "steps-env",
                "trafficCap",
                cap,
                "validityDays",
                days,
                "exitCriteria",
                List.of(ERRORS));
    }

    private static Map<String, Object> atStep(String name, String environment) {
        return Map.of(
                "name",
                name,
                "environment",
                environment,
                "trafficCap",
                "0.1",
                "validityDays",
                14,
                "exitCriteria",
                List.of(ERRORS));
    }
}
