package dev.gatehouse.governance;

import static dev.gatehouse.governance.Journey.CARLA;
import static dev.gatehouse.governance.Journey.ENZO;
import static dev.gatehouse.governance.Journey.ERIN;
import static dev.gatehouse.governance.Journey.INES;
import static dev.gatehouse.governance.Journey.as;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.governance.Browser.Page;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The intake form as a person without JavaScript meets it, and the answer that the script gets. */
@QuarkusTest
@QuarkusTestResource(TestWorld.class)
class IntakePagesTest {

    private static final Pattern ACTION = Pattern.compile("<form id=\"intake\"[^>]* action=\"([^\"]+)\"");
    private static final Map<String, String> TEXTS = Map.of(
            "title", "Credit default scorer",
            "owner", "Retail credit",
            "intendedUse", "Ranks applications for \"consumer\" credit by risk of default.",
            "outOfScopeUse", "Pricing, marketing, employment.");

    /** A form that is filled in: hidden fields of the page, then what is typed. */
    private static final class Form {
        final String action;
        final List<Map.Entry<String, String>> inputs = new ArrayList<>();

        Form(Page page) {
            Matcher m = ACTION.matcher(page.html());
            assertThat(m.find()).as(page.html()).isTrue();
            action = m.group(1);
            page.hidden().forEach(this::put);
        }

        Form put(String name, String value) {
            inputs.add(Map.entry(name, value));
            return this;
        }

        Form texts(String name) {
            put("name", name);
            TEXTS.forEach(this::put);
            return this;
        }

        Form facts(Map<String, ?> facts) {
            facts.forEach((fact, value) -> {
                if (value instanceof Map<?, ?> entries) {
                    entries.forEach((key, entry) -> put("f." + fact + "." + key, answer(entry)));
                } else if (value instanceof List<?> members) {
                    members.forEach(
                            member -> put("f." + fact, fact.equals("jurisdictions") ? codes(members) : answer(member)));
                } else {
                    put("f." + fact, answer(value));
                }
            });
            return this;
        }

        Form on(String day) {
            return put("on", day);
        }

        /** The same page's form with other inputs. */
        Form without(String name) {
            inputs.removeIf(i -> i.getKey().equals(name));
            return this;
        }

        Page press(Browser browser, String act) {
            List<Map.Entry<String, String>> sent = new ArrayList<>(inputs);
            sent.add(Map.entry("act", act));
            if (inputs.stream().noneMatch(i -> i.getKey().equals("on"))) {
                sent.add(Map.entry("on", "2026-11-22"));
            }
            return browser.post(action, distinctCodes(sent));
        }

        private static List<Map.Entry<String, String>> distinctCodes(List<Map.Entry<String, String>> inputs) {
            return inputs.stream().distinct().toList();
        }

        private static String codes(List<?> members) {
            return String.join(", ", members.stream().map(String::valueOf).toList());
        }

        private static String answer(Object value) {
            return value instanceof Boolean yes ? (yes ? "yes" : "no") : String.valueOf(value);
        }
    }

    @Test
    void anEngineerAnswersChecksSavesAndRegisters() {
        Browser erin = Browser.of(ERIN);
        Page empty = erin.get("/ui/intake/new");
        assertThat(empty.html())
                .contains("<h1>New model</h1>", "questions still matter", "0 of ", "At least low risk")
                .contains("id=\"q-annex3_points\"", "5b: creditworthiness", "None of these", "AI Act, Art. 5(1)")
                .contains("aria-live=\"polite\"", "hx-post=\"")
                .doesNotContain("id=\"q-aware_at\"", "id=\"q-incident_type\"");

        Page checked =
                new Form(empty).texts("typed-in").facts(Journey.creditFacts()).press(erin, "check");
        assertThat(checked.status()).isEqualTo(200);
        assertThat(checked.html())
                .contains("High risk. No other answer can change this.", "binds from 2 Dec 2027", "Saved ")
                .contains("value=\"5b\" checked", "value=\"typed-in\"", "for &quot;consumer&quot; credit")
                .doesNotContain("to be put right", "What still matters");

        Page saved =
                new Form(checked).texts("typed-in").facts(Journey.creditFacts()).press(erin, "save");
        assertThat(saved.at().toString()).endsWith("?done=saved");
        assertThat(saved.html()).contains("The draft is saved.", "value=\"5b\" checked");
        assertThat(erin.get("/ui/intake").html()).contains("Credit default scorer", "High risk. No other answer");

        Page registered =
                new Form(saved).texts("typed-in").facts(Journey.creditFacts()).press(erin, "submit");
        assertThat(registered.at().getPath()).isEqualTo("/ui/models/typed-in");
        assertThat(registered.html()).contains("Credit default scorer", "High risk", "The model is registered.");
        assertThat(erin.get("/ui/intake").html()).doesNotContain("/ui/intake/" + id(saved));

        Journey.register("sent-in");
        assertThat(as(CARLA).get("/api/v1/models/typed-in").<Object>path("assessment"))
                .isEqualTo(as(CARLA).get("/api/v1/models/sent-in").path("assessment"));
    }

    @Test
    void onlyWhatStillMattersIsShown() {
        Browser erin = Browser.of(ERIN);
        Map<String, Object> facts = new LinkedHashMap<>(Journey.creditFacts());
        facts.remove("fraud_detection_only");
        facts.remove("exposure_amount");
        Page page = new Form(erin.get("/ui/intake/new")).facts(facts).press(erin, "check");
        assertThat(page.html()).contains("What still matters", "href=\"#q-fraud_detection_only\"");
        assertThat(isShown(page, "fraud_detection_only")).isTrue();
        assertThat(isShown(page, "medical_device")).isFalse();
        assertThat(isShown(page, "annex3_points")).isTrue();
        assertThat(page.html()).contains("no answer now</summary>");

        Page unsure = new Form(page)
                .facts(facts)
                .put("f.fraud_detection_only", "~unsure")
                .press(erin, "check");
        assertThat(unsure.html()).contains("<span class=\"tag ahead\">unsure</span>");

        Page prohibited = new Form(erin.get("/ui/intake/new"))
                .put("f.jurisdictions", "DE")
                .put("f.art5_screen.c", "yes")
                .press(erin, "check");
        assertThat(prohibited.html()).contains("Prohibited, whatever else is answered.", "AI Act, Art. 5(1)(c)");
        assertThat(isShown(prohibited, "complexity")).isFalse();
    }

    @Test
    void theDayToAssessForIsTheReaders() {
        Browser erin = Browser.of(ERIN);
        Form form = new Form(erin.get("/ui/intake/new")).facts(Journey.creditFacts());
        assertThat(form.on("2027-12-02").press(erin, "check").html())
                .contains("in force since 2 Dec 2027", "Assessed for 2 Dec 2027");
        Page unreadable = new Form(erin.get("/ui/intake/new")).on("soon").press(erin, "check");
        assertThat(unreadable.html()).contains("Write the day to assess for as a date", "value=\"soon\"");
    }

    @Test
    void everythingThatIsWrongIsSaidBesideItsFieldAndNothingIsLost() {
        Browser erin = Browser.of(ERIN);
        Page refused = new Form(erin.get("/ui/intake/new"))
                .put("name", "Not A Slug")
                .put("title", "Kept title")
                .put("f.complexity", "7")
                .put("f.affected_persons_per_year", "many & more")
                .put("f.annex3_points", "5b")
                .put("f.annex3_points", "~none")
                .put("f.jurisdictions", "Atlantis")
                .put("f.art5_screen.a", "perhaps")
                .press(erin, "submit");
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.html())
                .contains("role=\"alert\"", "Use 1 to 63 lower-case letters", "Say who answers for the model.")
                .contains("href=\"#q-complexity\"", "id=\"e-complexity\"", "Must be at least 0 at most 3")
                .contains("id=\"e-affected_persons_per_year\"", "value=\"many &amp; more\"", "value=\"Kept title\"")
                .contains("id=\"e-annex3_points\"", "not several of these", "value=\"Atlantis\"")
                .contains("id=\"e-jurisdictions\"", "id=\"e-art5_screen\"");
        Page resumed = erin.get("/ui/intake/" + id(refused));
        assertThat(resumed.html()).contains("value=\"many &amp; more\"", "value=\"Kept title\"", "id=\"e-complexity\"");
    }

    @Test
    void aNameThatIsTakenIsSaidBesideTheName() {
        Journey.register("taken-name");
        Browser erin = Browser.of(ERIN);
        Page refused = new Form(erin.get("/ui/intake/new")).texts("taken-name").press(erin, "submit");
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.html()).contains("id=\"name-fault\">A model named &#39;taken-name&#39; exists");
        Page registered = new Form(refused).texts("free-name").press(erin, "submit");
        assertThat(registered.at().getPath()).isEqualTo("/ui/models/free-name");
        assertThat(registered.html()).contains("Facts missing");
    }

    @Test
    void anEngineerEditsTheFactsOfAModel() {
        Journey.register("to-edit");
        Browser erin = Browser.of(ERIN);
        assertThat(erin.get("/ui/models/to-edit").html()).contains("href=\"/ui/intake/new?model=to-edit\"");
        Page form = erin.get("/ui/intake/new?model=to-edit");
        assertThat(form.html())
                .contains("<h1>Facts of to-edit</h1>", "High risk. No other answer can change this.")
                .contains("value=\"5b\" checked", "value=\"30000\"", ">Pricing, marketing, employment.</textarea>")
                .doesNotContain("<label for=\"name\">");
        Map<String, Object> facts = new LinkedHashMap<>(Journey.creditFacts());
        facts.put("reliance", 1);

        Form edit = new Form(form).facts(facts);
        TEXTS.forEach(edit::put);
        Page saved = new Form(erin.get("/ui/intake/new?model=to-edit"))
                .facts(Journey.creditFacts())
                .press(erin, "save");
        assertThat(erin.get("/ui/intake/new?model=to-edit").html())
                .contains("<a href=\"/ui/intake/" + id(saved) + "\">a draft for this model</a>");
        Form late = new Form(erin.get("/ui/intake/new?model=to-edit")).facts(Journey.creditFacts());
        TEXTS.forEach(late::put);
        Page edited = edit.press(erin, "submit");
        assertThat(edited.at().getPath()).isEqualTo("/ui/models/to-edit");
        assertThat(edited.html()).contains("The model is changed");
        assertThat(facts("to-edit")).containsEntry("reliance", 1);

        Page stale = late.press(erin, "submit");
        assertThat(stale.status()).isEqualTo(412);
        assertThat(stale.html()).contains("You edited revision 0, but it is at revision 1");
        Form again = new Form(stale).facts(Journey.creditFacts());
        TEXTS.forEach(again::put);
        assertThat(again.press(erin, "submit").at().getPath()).isEqualTo("/ui/models/to-edit");
        assertThat(facts("to-edit")).containsEntry("reliance", 3);
    }

    @Test
    void twoWindowsDoNotOverwriteEachOtherUnseen() {
        Browser erin = Browser.of(ERIN);
        Page first =
                new Form(erin.get("/ui/intake/new")).put("title", "From one").press(erin, "save");
        String draft = "/ui/intake/" + id(first);
        Page one = erin.get(draft);
        Page two = erin.get(draft);
        assertThat(new Form(one)
                        .put("title", "From one again")
                        .press(erin, "check")
                        .html())
                .contains("Saved ");
        Page told = new Form(two).put("title", "From two").press(erin, "check");
        assertThat(told.status()).isEqualTo(409);
        assertThat(told.html()).contains("saved in another window", "value=\"From two\"");
        assertThat(erin.get(draft).html()).contains("value=\"From one again\"");
        assertThat(new Form(told).put("title", "From two").press(erin, "check").status())
                .isEqualTo(200);
        assertThat(erin.get(draft).html()).contains("value=\"From two\"");
    }

    @Test
    void draftsAreTheirAuthorsOwn() {
        Browser erin = Browser.of(ERIN);
        Page saved = new Form(erin.get("/ui/intake/new"))
                .put("title", "Kept by Erin")
                .press(erin, "save");
        String draft = "/ui/intake/" + id(saved);
        Browser enzo = Browser.of(ENZO);
        assertThat(enzo.get(draft).status()).isEqualTo(404);
        assertThat(enzo.get("/ui/intake").html()).doesNotContain("Kept by Erin");
        Form theft = new Form(enzo.get("/ui/intake/new")).put("title", "Mine now");
        Map<String, String> hidden = new LinkedHashMap<>();
        theft.inputs.forEach(i -> hidden.put(i.getKey(), i.getValue()));
        hidden.put("act", "save");
        hidden.put("on", "2026-11-22");
        assertThat(enzo.post(draft, hidden).status()).isEqualTo(404);
        assertThat(enzo.post(draft + "/discard", hidden).status()).isEqualTo(404);

        Map<String, String> mine = new LinkedHashMap<>(erin.get("/ui/intake").hidden());
        Page discarded = erin.post(draft + "/discard", mine);
        assertThat(discarded.html()).contains("The draft is deleted.").doesNotContain("Kept by Erin");
        assertThat(erin.get(draft).status()).isEqualTo(404);
    }

    @Test
    void otherRolesMayTryAnswersAndKeepNothing() {
        Browser carla = Browser.of(CARLA);
        Page form = carla.get("/ui/intake/new");
        assertThat(form.html()).doesNotContain("value=\"save\"", "value=\"submit\"");
        Page checked = new Form(form).facts(Journey.creditFacts()).press(carla, "check");
        assertThat(checked.html()).contains("High risk. No other answer", "engineers save and register");
        new Form(form).texts("not-by-carla").facts(Journey.creditFacts()).press(carla, "submit");
        as(CARLA).get("/api/v1/models/not-by-carla").then().statusCode(404);
        assertThat(carla.get("/ui/intake").html()).contains("You have no drafts.");
        assertThat(carla.get(new Form(form).action).status()).isEqualTo(403);
    }

    @Test
    void theLivePartIsAFragmentThatNamesWhatToShow() {
        Browser ines = Browser.of(INES);
        Form form = new Form(ines.get("/ui/intake/new")).put("f.jurisdictions", "US");
        List<Map.Entry<String, String>> sent = new ArrayList<>(form.inputs);
        sent.add(Map.entry("on", "2026-11-22"));
        Page part = ines.post(form.action + "/standing", sent);
        assertThat(part.status()).isEqualTo(200);
        assertThat(part.html())
                .contains("id=\"said\" hx-swap-oob=\"innerHTML\"", "data-asked=\"", "Saved ")
                .doesNotContain("<html");
        Matcher asked = Pattern.compile("data-asked=\"([^\"]*)\"").matcher(part.html());
        assertThat(asked.find()).isTrue();
        assertThat(asked.group(1).split(" "))
                .contains("jurisdictions", "complexity")
                .doesNotContain("annex1_section");
        assertThat(ines.get(form.action).html()).contains("value=\"US\"");
    }

    @Test
    void longTextsAndManyRowsAreTaken() {
        Browser erin = Browser.of(ERIN);
        Form form = new Form(erin.get("/ui/intake/new")).put("intendedUse", "Zweck: ä ".repeat(1_100));
        for (int row = 0; row < 50; row++) {
            form.put("f.group_counts." + row + ".~group", "group " + row)
                    .put("f.group_counts." + row + ".assessed", "100")
                    .put("f.group_counts." + row + ".selected", "50")
                    .put("f.group_counts." + row + ".above_median", "");
        }
        Page page = form.press(erin, "rows-group_counts");
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.html()).contains("value=\"group 49\"").doesNotContain("id=\"e-group_counts\"", ".50.~group");
        Page tooLong = new Form(page).put("intendedUse", "x".repeat(10_001)).press(erin, "submit");
        assertThat(tooLong.status()).isEqualTo(422);
        assertThat(tooLong.html()).contains("id=\"intendedUse-fault\">Size must be between 0 and 10000");
        Page rows = new Form(erin.get("/ui/intake/new")).press(erin, "rows-group_counts");
        assertThat(rows.html()).contains("f.group_counts.3.~group").doesNotContain("f.group_counts.4.~group");
    }

    private static boolean isShown(Page page, String fact) {
        String before = page.html().substring(0, page.html().indexOf("id=\"q-" + fact + "\""));
        return before.lastIndexOf("class=\"shown\"") > before.lastIndexOf("class=\"rest\"");
    }

    private static String id(Page page) {
        return new Form(page).action.replace("/ui/intake/", "");
    }

    private static Map<String, Object> facts(String model) {
        return new TreeMap<>(as(CARLA).get("/api/v1/models/" + model).<Map<String, Object>>path("facts"));
    }
}
