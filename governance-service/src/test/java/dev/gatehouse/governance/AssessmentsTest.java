package dev.gatehouse.governance;

import static dev.gatehouse.governance.Journey.CARLA;
import static dev.gatehouse.governance.Journey.ERIN;
import static dev.gatehouse.governance.Journey.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatehouse.approval.canonical.CanonicalJson;
import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.risk.Assessment;
import dev.gatehouse.risk.PolicyPack;
import dev.gatehouse.risk.RiskAssessor;
import dev.gatehouse.risk.Tier;
import dev.gatehouse.risk.TierOverride;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the packs say on a day, of one model and of all, and that they would say it again. */
@QuarkusTest
@QuarkusTestResource(TestWorld.class)
class AssessmentsTest {

    @Inject
    ObjectMapper json;

    @Test
    void factsPacksAndDayGiveTheSameBytesAgain() throws Exception {
        Journey.register("again");
        sameBytesAgain("again");
    }

    @Test
    void soDoTheyWithAnOverride() throws Exception {
        Journey.register("again-overridden");
        String override = as(ERIN).body(Map.of(
                        "tier", "MEDIUM",
                        "reason", "Only a pilot with twenty test customers.",
                        "until", TestClock.today().plusDays(30).toString()))
                .post("/api/v1/models/again-overridden/overrides")
                .path("id");
        as(CARLA)
                .post("/api/v1/models/again-overridden/overrides/" + override + "/confirmation")
                .then()
                .statusCode(200);
        sameBytesAgain("again-overridden");
    }

    private void sameBytesAgain(String model) throws Exception {
        String digest = as(ERIN).get("/api/v1/models/" + model + "/assessments").path("items[0].digest");
        byte[] stored = as(ERIN).get("/api/v1/models/" + model + "/assessments/" + digest)
                .then()
                .statusCode(200)
                .extract()
                .asByteArray();
        assertThat(Digest.of(stored)).hasToString(digest);
        JsonNode document = json.readTree(stored);
        List<PolicyPack> packs = new ArrayList<>();
        for (JsonNode pack : document.path("packs")) {
            String file = pack.path("digest").asText();
            byte[] bytes = as(ERIN).get("/api/v1/packs/" + pack.path("id").asText() + "/files/" + file)
                    .asByteArray();
            assertThat(Digest.of(bytes)).hasToString(file);
            packs.add(PolicyPack.load("kept", bytes));
        }
        JsonNode override = document.path("override");
        Assessment again = RiskAssessor.of(packs)
                .assess(
                        json.convertValue(document.path("facts"), new TypeReference<Map<String, Object>>() {}),
                        LocalDate.parse(document.path("on").asText()),
                        override.isNull()
                                ? Optional.empty()
                                : Optional.of(new TierOverride(
                                        Tier.valueOf(override.path("wanted").asText()),
                                        override.path("reason").asText(),
                                        LocalDate.parse(override.path("until").asText()))));
        assertThat(CanonicalJson.bytes(CanonicalJson.numbersAsText(json.valueToTree(again))))
                .isEqualTo(stored);
    }

    @Test
    void aModelIsAssessedForADayToCome() {
        Journey.register("to-come");
        as(ERIN).get("/api/v1/models/to-come/assessment")
                .then()
                .statusCode(200)
                .body("legalClasses.find { it.id == 'eu-high-risk' }.inForce", equalTo(false));
        as(ERIN).get("/api/v1/models/to-come/assessment?on=2027-12-02")
                .then()
                .statusCode(200)
                .body("on", equalTo("2027-12-02"))
                .body("legalClasses.find { it.id == 'eu-high-risk' }.inForce", equalTo(true));
        as(ERIN).get("/api/v1/models/to-come/assessments").then().body("items", hasSize(1));
        for (String day : List.of("someday", "2027-13-01", "1815-06-18", "+999999999-12-31")) {
            as(ERIN).queryParam("on", day)
                    .get("/api/v1/models/to-come/assessment")
                    .then()
                    .statusCode(422)
                    .body("detail", containsString("on:"));
        }
        as(ERIN).get("/api/v1/models/nobody/assessment").then().statusCode(404);
    }

    @Test
    void theInventoryShowsTodayAndAnotherDay() {
        Journey.register("outlook-credit");
        Journey.registerSmall("outlook-small", 730_001);
        as(ERIN).get("/api/v1/assessments?on=2027-12-02&cursor=outlook&limit=2")
                .then()
                .statusCode(200)
                .body("today", equalTo(TestClock.today().toString()))
                .body("items.model", equalTo(List.of("outlook-credit", "outlook-small")))
                .body("items[0].tierToday", equalTo("HIGH"))
                .body("items[0].tierThen", equalTo("HIGH"))
                .body("items[0].direction", equalTo("STRICTER"))
                .body("items[0].changes", hasItem(containsString("gate")))
                .body("items[1].tierThen", equalTo("LOW"));
        as(ERIN).get("/api/v1/assessments?cursor=outlook&limit=1")
                .then()
                .body("items[0].direction", nullValue())
                .body("items[0].changes", hasSize(0))
                .body("next", equalTo("outlook-credit"));
    }

    @Test
    void factsCanBeAskedAboutWithoutARegistration() {
        as(CARLA)
                .body(Map.of("facts", Journey.creditFacts(), "on", "2027-12-02"))
                .post("/api/v1/assessments")
                .then()
                .statusCode(200)
                .body("tier", equalTo("HIGH"))
                .body("on", equalTo("2027-12-02"));
        Map<String, Object> facts = new HashMap<>(Journey.creditFacts());
        facts.put("number_of_moons", 2);
        as(CARLA)
                .body(Map.of("facts", facts))
                .post("/api/v1/assessments")
                .then()
                .statusCode(422)
                .body("type", equalTo("urn:gatehouse:problem:invalid-facts"))
                .body("faults.field", hasItem("facts.number_of_moons"));
        as(CARLA)
                .body(Map.of("facts", Map.of()))
                .post("/api/v1/assessments")
                .then()
                .statusCode(200)
                .body("status", equalTo("BLOCKED"))
                .body("missing.fact", not(hasSize(0)));
    }

    @Test
    void theHistoryIsReadAPageAtATime() {
        Journey.registerSmall("history", 730_002);
        for (int persons = 730_003; persons < 730_005; persons++) {
            Map<String, Object> edit = new HashMap<>(Journey.registration("history"));
            edit.remove("name");
            edit.put("facts", Journey.smallFacts(persons));
            String tag = as(ERIN).get("/api/v1/models/history").header("ETag");
            as(ERIN).header("If-Match", tag)
                    .body(edit)
                    .put("/api/v1/models/history")
                    .then()
                    .statusCode(200);
        }
        List<String> digests = new ArrayList<>();
        String next = null;
        do {
            Response page = as(ERIN).get(
                            "/api/v1/models/history/assessments?limit=2" + (next == null ? "" : "&cursor=" + next));
            page.then().statusCode(200);
            digests.addAll(page.path("items.digest"));
            next = page.path("next");
        } while (next != null);
        assertThat(digests).hasSize(3).doesNotHaveDuplicates();
        as(ERIN).get("/api/v1/models/history/assessments/sha256:" + "0".repeat(64))
                .then()
                .statusCode(404);
        as(ERIN).get("/api/v1/models/history/assessments?cursor=x").then().statusCode(404);
    }
}
