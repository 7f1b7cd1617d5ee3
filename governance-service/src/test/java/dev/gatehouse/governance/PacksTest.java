package dev.gatehouse.governance;

import static dev.gatehouse.governance.Journey.CARLA;
import static dev.gatehouse.governance.Journey.ERIN;
import static dev.gatehouse.governance.Journey.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.risk.PolicyPack;
import dev.gatehouse.risk.ShippedPacks;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The files of packs: which are there from the start, how one comes in, and why one is refused. */
@QuarkusTest
@QuarkusTestResource(TestWorld.class)
class PacksTest {

    @Test
    void theShippedPacksAreActiveFromTheStart() throws Exception {
        List<String> digests = new ArrayList<>();
        for (Map.Entry<String, byte[]> file : ShippedPacks.files().entrySet()) {
            PolicyPack pack = PolicyPack.load(file.getKey(), file.getValue());
            digests.add(pack.reference().digest());
            String path = "items.find { it.id == '" + pack.reference().id() + "' }";
            as(ERIN).get("/api/v1/packs")
                    .then()
                    .statusCode(200)
                    .body(path + ".active.digest", equalTo(pack.reference().digest()))
                    .body(path + ".active.shipped", equalTo(true))
                    .body(path + ".proposal", nullValue());
        }
        assertThat(digests).isNotEmpty();
        Journey.register("by-the-shipped-packs");
        List<String> applied =
                as(ERIN).get("/api/v1/models/by-the-shipped-packs").path("assessment.packs.digest");
        // Other tests' packs may be active beside them.
        assertThat(applied).doesNotHaveDuplicates().containsAll(digests);
    }

    @Test
    void aPackIsReadableRuleByRule() {
        as(CARLA)
                .get("/api/v1/packs/us-model-risk")
                .then()
                .statusCode(200)
                .body("file.kind", equalTo("LAW"))
                .body("rules.id", hasItem("us-regb-aa"))
                .body("rules.find { it.id == 'us-regb-aa' }.citation", containsString("1002.9"))
                .body("rules.find { it.id == 'us-regb-aa' }.certaintyLabel", equalTo("unverified"))
                .body("rules.find { it.id == 'us-sr117' }.supersededBy", containsString("26-2"))
                .body("rules.find { it.id == 'us-sr117' }.effectiveUntil", equalTo("2026-04-16"))
                .body("tests", org.hamcrest.Matchers.greaterThan(0));
    }

    @Test
    void theBytesOfAFileAreThoseOfItsDigest() {
        String digest = as(ERIN).get("/api/v1/packs/house").path("file.digest");
        byte[] bytes = as(ERIN).get("/api/v1/packs/house/files/" + digest)
                .then()
                .statusCode(200)
                .contentType("application/yaml")
                .extract()
                .asByteArray();
        assertThat(Digest.of(bytes)).hasToString(digest);
    }

    @Test
    void aPackThatPassesIsKeptAndChangesNothingYet() {
        String yaml = TestPack.yaml("kept-only", "1", 700_001, "HIGH", "2020-01-01");
        String digest = TestPack.upload(CARLA, yaml)
                .then()
                .statusCode(201)
                .body("active", equalTo(false))
                .body("shipped", equalTo(false))
                .body("uploadedBy", equalTo("carla"))
                .extract()
                .path("digest");
        TestPack.upload(CARLA, yaml).then().statusCode(200).body("digest", equalTo(digest));
        as(ERIN).get("/api/v1/packs")
                .then()
                .body("items.find { it.id == 'kept-only' }.active", nullValue())
                .body("items.find { it.id == 'kept-only' }.files", hasSize(1));
        as(ERIN).get("/api/v1/packs/kept-only?digest=" + digest)
                .then()
                .statusCode(200)
                .body("rules[0].when", equalTo("affected_persons_per_year == 700001"));
        TestPack.upload(CARLA, yaml.replace("tier_floor: HIGH", "tier_floor: MEDIUM"))
                .then()
                .statusCode(409)
                .body("type", equalTo("urn:gatehouse:problem:duplicate"));
    }

    @Test
    void aPackThatFailsItsOwnTestIsRefusedWithLineRuleAndReason() {
        String yaml = TestPack.yaml("refused", "1", 700_002, "HIGH", "2020-01-01")
                .replace("fires: [test-rule]\n  - name", "does_not_fire: [test-rule]\n  - name");
        TestPack.upload(CARLA, yaml)
                .then()
                .statusCode(422)
                .body("type", equalTo("urn:gatehouse:problem:invalid-pack"))
                .body("faults.line", hasItem(org.hamcrest.Matchers.greaterThan(0)))
                .body("faults.reason", hasItem(notNullValue()));
        as(ERIN).get("/api/v1/packs/refused").then().statusCode(404).body("type", containsString("unknown-pack"));
    }

    @Test
    void aRuleOfAnUnknownFactIsRefusedWithItsLine() {
        String yaml = TestPack.yaml("refused-too", "1", 700_003, "HIGH", "2020-01-01")
                .replace("when: affected_persons_per_year", "when: number_of_moons");
        TestPack.upload(CARLA, yaml)
                .then()
                .statusCode(422)
                .body("faults.find { it.rule == 'test-rule' }.reason", containsString("number_of_moons"))
                .body("faults.find { it.rule == 'test-rule' }.line", equalTo(17));
    }

    @Test
    void aPackThatContradictsTheActiveOnesIsRefused() {
        String yaml =
                TestPack.yaml("contradicts", "1", 700_004, "HIGH", "2020-01-01").replace("min: 0", "min: 5");
        TestPack.upload(CARLA, yaml)
                .then()
                .statusCode(422)
                .body("detail", containsString("cannot be combined"))
                .body("faults.reason", hasItem(containsString("affected_persons_per_year")));
    }

    @Test
    void whatIsNoPackIsRefused() {
        for (String body : List.of("", "just text", "a: &a [*a]", "pack: {id: x}\npack: {id: x}")) {
            TestPack.upload(CARLA, body).then().statusCode(422).body("type", containsString("invalid-pack"));
        }
        TestPack.upload(CARLA, "# " + "x".repeat(PolicyPack.MAX_PACK_BYTES))
                .then()
                .statusCode(413);
        as(CARLA).body("{}").post("/api/v1/packs").then().statusCode(415);
    }

    @Test
    void onlyTheSecondLineBringsPacksIn() {
        TestPack.upload(ERIN, TestPack.yaml("by-erin", "1", 700_005, "HIGH", "2020-01-01"))
                .then()
                .statusCode(403);
    }

    @Test
    void coverageTablesSayWhatMeetsEachPointAndWhetherAnyPackAsksForIt() {
        as(CARLA)
                .get("/api/v1/coverage")
                .then()
                .statusCode(200)
                .body("items", hasSize(5))
                .body("items.find { it.id == 'nist-ai-rmf' }.points", hasSize(19))
                .body("items.find { it.id == 'iso-iec-42001' }.points", hasSize(38))
                .body("items.points.metBy.flatten().findAll { !it.asked }", hasSize(0))
                .body("items.points.flatten().findAll { it.state != 'MET' && !it.gap }", hasSize(0));
    }
}
