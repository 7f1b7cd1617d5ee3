package dev.gatehouse.governance;

import static dev.gatehouse.governance.Journey.CARLA;
import static dev.gatehouse.governance.Journey.ERIN;
import static dev.gatehouse.governance.Journey.ODILE;
import static dev.gatehouse.governance.Journey.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.gatehouse.governance.Browser.Page;
import dev.gatehouse.governance.TestIssuer.Person;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The library, where people find what they take away. */
@QuarkusTest
@QuarkusTestResource(TestWorld.class)
class ReportLibraryTest {

    private static final String MODEL = GrantedReports.MODEL;

    @Test
    void theLibraryFindsEverythingThatARoleMayDownloadAndNothingElse() {
        GrantedReports granted = GrantedReports.get();
        assertThat(kinds(CARLA, MODEL)).containsExactlyInAnyOrder("card", "audit", "assessment", "approval", "bundle");
        assertThat(kinds(ERIN, MODEL)).containsExactlyInAnyOrder("card", "audit", "assessment", "approval");
        assertThat(kinds(ODILE, MODEL)).containsExactlyInAnyOrder("card", "assessment");
        as(ODILE).get("/api/v1/reports?kind=bundle").then().statusCode(200).body("items", equalTo(List.of()));

        assertThat(kinds(CARLA, MODEL + "/1 audit")).containsExactly("audit");
        assertThat(kinds(CARLA, MODEL + " EVIDENCE")).containsExactly("bundle");
        assertThat(kinds(CARLA, MODEL + "_nothing%")).isEmpty();
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        assertThat(as(CARLA)
                        .get("/api/v1/reports?q=" + MODEL + "&kind=card&from=" + today.minusDays(2) + "&to="
                                + today.plusDays(1))
                        .<List<?>>path("items"))
                .hasSize(1);
        as(CARLA).get("/api/v1/reports?q=" + MODEL + "&to=2020-01-01").then().body("items", equalTo(List.of()));

        Response audit = as(CARLA).get("/api/v1/reports?kind=audit&q=" + MODEL);
        assertThat(audit.<String>path("items[0].state")).isEqualTo("PASS");
        assertThat(audit.<String>path("items[0].id")).isEqualTo(granted.run);
        assertThat(audit.<List<String>>path("items[0].forms.href"))
                .contains(
                        "/api/v1/audits/" + granted.run + "/document.pdf", "/api/v1/audits/" + granted.run + "/report");
    }

    /** Every address that the library gives out leads somewhere, for programs and for people. */
    @Test
    void everyFormOfEveryKindCanBeDownloaded() {
        GrantedReports.get();
        List<Map<String, Object>> items =
                as(CARLA).get("/api/v1/reports?q=" + MODEL).path("items");
        Browser carla = Browser.of(CARLA);
        String page = carla.get("/ui/reports?q=" + MODEL).html();
        int forms = 0;
        for (Map<String, Object> item : items) {
            for (Object form : (List<?>) item.get("forms")) {
                String href = (String) ((Map<?, ?>) form).get("href");
                String type = (String) ((Map<?, ?>) form).get("mediaType");
                as(CARLA)
                        .get(href)
                        .then()
                        .log()
                        .ifValidationFails()
                        .statusCode(200)
                        .contentType(containsString(type));
                forms++;
            }
        }
        List<String> links = links(page);
        assertThat(links).hasSize(forms);
        for (String link : links) {
            assertThat(carla.download(link)).as(link).isNotEmpty();
        }
    }

    @Test
    void pagesFollowEachOtherWithoutGapsAndNewOnesComeFirst() {
        Journey.registerSmall("report-paged-a", 3);
        Journey.registerSmall("report-paged-b", 3);
        Journey.registerSmall("report-paged-c", 3);
        List<String> found = new ArrayList<>();
        String cursor = "";
        do {
            Response page = as(CARLA).get("/api/v1/reports?q=report-paged&limit=1&cursor=" + cursor);
            page.then().statusCode(200);
            found.addAll(page.path("items.model"));
            cursor = page.path("next");
        } while (cursor != null);
        assertThat(found).containsExactly("report-paged-c", "report-paged-b", "report-paged-a");
    }

    @Test
    void aNewTitleIsFoundByItsWords() {
        Journey.registerSmall("report-titled", 3);
        assertThat(kinds(CARLA, "report-titled zanzibar")).isEmpty();
        Response model = as(ERIN).get("/api/v1/models/report-titled");
        Map<String, Object> edit = new java.util.HashMap<>(Journey.registration("report-titled"));
        edit.remove("name");
        edit.put("title", "Scorer of Zanzibar");
        edit.put("facts", Journey.smallFacts(3));
        as(ERIN).header("If-Match", model.header("ETag"))
                .body(edit)
                .put("/api/v1/models/report-titled")
                .then()
                .log()
                .ifValidationFails()
                .statusCode(200);
        assertThat(kinds(CARLA, "report-titled zanzibar")).contains("assessment");
    }

    @Test
    void whatCannotBeSearchedForIsSaid() {
        for (Map<String, String> query : List.of(
                Map.of("kind", "letters"),
                Map.of("from", "yesterday"),
                Map.of("from", "2026-02-01", "to", "2026-01-01"),
                Map.of("cursor", "next"),
                Map.of("q", "a ".repeat(9)),
                Map.of("q", "x".repeat(201)))) {
            as(CARLA)
                    .queryParams(query)
                    .get("/api/v1/reports")
                    .then()
                    .log()
                    .ifValidationFails()
                    .statusCode(422)
                    .body("type", equalTo("urn:gatehouse:problem:invalid-value"));
        }
        Page page = Browser.of(CARLA).get("/ui/reports?q=some&from=soon");
        assertThat(page.status()).isEqualTo(422);
        assertThat(page.html()).contains("role=\"alert\"", "write a day", "value=\"some\"", "value=\"soon\"");
    }

    @Test
    void theLibrarySaysWhatToDoWhenNothingFits() {
        Browser carla = Browser.of(CARLA);
        Page home = carla.get("/ui/reports");
        assertThat(home.html()).contains("aria-current=\"page\">Reports", "Model, version or kind");
        assertThat(carla.get("/ui/reports?q=no-such-model-anywhere").html())
                .contains("No report that you may download fits this", "show all");
    }

    private static Set<String> kinds(Person person, String words) {
        return Set.copyOf(as(person)
                .queryParam("q", words)
                .get("/api/v1/reports")
                .then()
                .log()
                .ifValidationFails()
                .statusCode(200)
                .extract()
                .<List<String>>path("items.kind"));
    }

    private static List<String> links(String page) {
        List<String> links = new ArrayList<>();
        for (String part : page.split("<ul class=\"forms\">", -1)) {
            for (String link : part.split("</ul>", 2)[0].split("<a href=\"", -1)) {
                if (link.contains("aria-label=") && !part.startsWith("<!DOCTYPE")) {
                    links.add(link.substring(0, link.indexOf('"')).replace("&amp;", "&"));
                }
            }
        }
        return links;
    }
}
