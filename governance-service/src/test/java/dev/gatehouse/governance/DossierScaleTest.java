package dev.gatehouse.governance;

import static dev.gatehouse.governance.Journey.CARLA;
import static dev.gatehouse.governance.Journey.ERIN;
import static dev.gatehouse.governance.Journey.INES;
import static dev.gatehouse.governance.Journey.VIKTOR;
import static dev.gatehouse.governance.Journey.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** A dossier with a hundred items of evidence is compiled and shown in about a second; the figures are printed. */
@QuarkusTest
@QuarkusTestResource(TestWorld.class)
class DossierScaleTest {

    private static final int ITEMS = 100;
    private static final int PARAGRAPHS = 20;
    /** Far above what is expected (1 s), because the machine may be busy with other tests. */
    private static final long MOST_MILLIS = 10_000;

    @Test
    void aHundredItemsOfEvidenceAreCompiledAndShown() {
        Journey journey = Journey.registerSmall("much-evidence", 4).opened("1");
        String gates = "/api/v1/models/" + journey.model;
        String gate = as(ERIN).get(gates).<List<Map<String, Object>>>path("assessment.obligations.gates").stream()
                .filter(g -> List.of("document", "checklist").contains(g.get("evidenceKind")))
                .filter(g -> ((List<?>) g.get("givenBy")).contains("validator"))
                .map(g -> (String) g.get("id"))
                .findFirst()
                .orElseThrow();
        int given = as(ERIN).get(gates + "/versions/1/evidence")
                .<List<?>>path("items")
                .size();
        for (int i = given; i < ITEMS; i++) {
            as(VIKTOR)
                    .body(Map.of(
                            "gate",
                            gate,
                            "title",
                            "Measurement " + i,
                            "content",
                            Map.of("text", ("What was measured in series " + i + ". ").repeat(PARAGRAPHS))))
                    .post(gates + "/versions/1/evidence")
                    .then()
                    .statusCode(201);
        }
        String release = timed("compiled and submitted", () -> journey.submit("1"));
        byte[] dossier = timed(
                "read as JSON",
                () -> as(CARLA).get("/api/v1/releases/" + release + "/dossier").asByteArray());
        System.out.println("dossier: " + dossier.length / 1024 + " KiB");
        as(CARLA).get("/api/v1/releases/" + release + "/dossier").then().body("evidence", hasSize(ITEMS));
        Browser ines = Browser.of(INES);
        ines.get("/ui/releases");
        String page = timed(
                "shown as a page", () -> ines.get("/ui/releases/" + release).html());
        assertThat(page).contains("Measurement " + (ITEMS - 1));
        timed("voted on, compiled twice", () -> Journey.approve(release, INES))
                .then()
                .statusCode(200)
                .body("state", equalTo("Approved"));
    }

    private static <T> T timed(String what, Supplier<T> act) {
        long begin = System.nanoTime();
        T result = act.get();
        long millis = (System.nanoTime() - begin) / 1_000_000;
        System.out.println("dossier with " + ITEMS + " items of evidence, " + what + ": " + millis + " ms");
        assertThat(millis).as(what).isLessThan(MOST_MILLIS);
        return result;
    }
}
