package dev.gatehouse.sandbox;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.FilePayload;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The intake form and the pages on policy in a real browser, with people who sign in through Keycloak. */
@ExtendWith(WholeSandbox.class)
class IntakeBrowserIT {

    private static final int MOST_STOPS = 260;
    private static final int MOST_ARROWS = 16;

    /** What settles the tier of a small model outside the Union and the United States, by input. */
    private static final Map<String, String> SMALL = Map.ofEntries(
            Map.entry("name", "letter-sorter"),
            Map.entry("title", "Sorts letters by topic"),
            Map.entry("owner", "Mail room"),
            Map.entry("intendedUse", "Puts a letter on the right pile."),
            Map.entry("outOfScopeUse", "Anything about a person."),
            Map.entry("f.org_type", "other"),
            Map.entry("f.jurisdictions", "JP"),
            Map.entry("f.ai_kind", "ml"),
            Map.entry("f.learning_mode", "static"),
            Map.entry("f.complexity", "1"),
            Map.entry("f.opacity", "1"),
            Map.entry("f.reliance", "1"),
            Map.entry("f.source", "internal"),
            Map.entry("f.decision_effect", "minor"),
            Map.entry("f.automation_level", "human_decides"),
            Map.entry("f.exposure_amount", "1,000"),
            Map.entry("f.affected_persons_per_year", "500"),
            Map.entry("f.vulnerable_groups", "~none"),
            Map.entry("f.regulatory_use", "none"),
            Map.entry("f.personal_data", "no"),
            Map.entry("f.special_category_data", "no"));

    private static RunningSandbox sandbox;
    private static Chromium chromium;
    /** Signed in once for all the pages that are only looked at. */
    private static Visit carla;

    @BeforeAll
    static void open(RunningSandbox running) {
        sandbox = running;
        chromium = new Chromium();
        carla = Visit.of("carla", chromium, sandbox);
    }

    @AfterAll
    static void close() {
        if (carla != null) {
            carla.close();
        }
        if (chromium != null) {
            chromium.close();
        }
    }

    @Test
    void anEngineerComesToATierWithTheKeyboardAlone() {
        try (Visit erin = Visit.of("erin", chromium, sandbox)) {
            Page page = erin.page();
            erin.tabTo(erin.link("Models"));
            page.keyboard().press("Enter");
            erin.tabTo(erin.link("New model"));
            page.keyboard().press("Enter");
            assertThat(page.locator("h1")).hasText("New model");
            Locator said = page.locator("#said");
            assertThat(said).containsText("questions still matter");
            erin.isAccessible();
            erin.picture("intake-empty");
            erin.guidePicture("intake", erin.part("EU AI Act"));

            answerGoingThrough(page, SMALL);
            assertThat(said).hasText("Low risk. No other answer can change this.");
            assertThat(said).hasAttribute("aria-live", "polite");
            erin.tabTo(erin.button("Register model"));
            assertThat(erin.part("EU AI Act").locator(".shown .question")).hasCount(0);
            assertThat(erin.part("EU AI Act").locator("summary")).containsText("no answer now");
            assertThat(page.locator("#outcome")).containsText("Saved");
            erin.isAccessible();
            erin.picture("intake-settled");

            erin.tabTo(erin.button("Register model"));
            page.keyboard().press("Enter");
            Locator done = page.getByRole(AriaRole.STATUS);
            assertThat(done).containsText("The model is registered.");
            assertThat(done).isFocused();
            assertThat(page).hasURL(sandbox.governance() + "/ui/models/letter-sorter?done=registered");
            assertThat(page.locator("dl.facts").first()).containsText("Low risk");
            erin.isAccessible();
        }
    }

    @Test
    void whatIsTypedStaysWhileQuestionsFoldAwayAndComeBack() {
        try (Visit erin = Visit.of("erin", chromium, sandbox)) {
            Page page = erin.open("/ui/intake/new").page();
            Locator annex = page.locator("#q-annex3_points");
            assertThat(annex).isVisible();
            page.getByLabel("Where are the persons that the model decides about?")
                    .fill("JP");
            page.keyboard().press("Tab");
            assertThat(annex).not().isVisible();
            assertThat(page.locator(":focus")).hasAttribute("name", "f.jurisdictions");
            page.getByLabel("Where are the persons that the model decides about?")
                    .fill("DE");
            page.keyboard().press("Tab");
            assertThat(annex).isVisible();
            page.getByLabel("5b: creditworthiness or credit score of persons").check();
            page.locator("[name='f.art5_screen.c'][value=yes]").check();
            assertThat(page.locator("#said")).hasText("Prohibited, whatever else is answered.");
            assertThat(page.getByLabel("5b: creditworthiness or credit score of persons"))
                    .isChecked();
            erin.isAccessible();
            erin.picture("intake-prohibited");

            erin.link("My drafts").click();
            assertThat(page.locator("tbody tr").first()).containsText("Prohibited, whatever else is answered.");
            erin.isAccessible();
            page.locator("tbody th a").first().click();
            assertThat(page.locator("[name='f.art5_screen.c'][value=yes]")).isChecked();
            assertThat(page.getByLabel("5b: creditworthiness or credit score of persons"))
                    .isChecked();
        }
    }

    @Test
    void aFormWithFaultsTakesOneToThem() {
        try (Visit erin = Visit.of("erin", chromium, sandbox)) {
            Page page = erin.open("/ui/intake/new").page();
            page.locator("#i-complexity").fill("seven");
            erin.button("Register model").click();
            Locator alert = page.getByRole(AriaRole.ALERT).first();
            assertThat(alert).containsText("6 things are to be put right");
            assertThat(alert).isFocused();
            erin.isAccessible();
            erin.picture("intake-faults");
            alert.getByText("Write a number of at most 60 digits").click();
            assertThat(page.locator("#q-complexity")).isFocused();
            assertThat(page.locator("#i-complexity")).hasValue("seven");
        }
    }

    @Test
    void twoOfTheSecondLineActivateAPack() {
        String yaml = """
                pack:
                  id: browser-pack
                  version: "1"
                  title: House rule of the browser test
                  kind: house
                facts:
                  affected_persons_per_year:
                    type: int
                    unit: persons
                    min: 0
                    question: How many persons a year does the model decide about?
                rules:
                  - id: browser-rule
                    citation: House policy of the tests
                    certainty: D
                    effective_from: 2026-01-01
                    when: affected_persons_per_year == 77077
                    effects:
                      tier_floor: MEDIUM
                tests:
                  - name: so many persons
                    on: 2026-11-22
                    facts: {affected_persons_per_year: 77077}
                    fires: [browser-rule]
                  - name: one less
                    on: 2026-11-22
                    facts: {affected_persons_per_year: 77076}
                    does_not_fire: [browser-rule]
                """;
        String proposal;
        try (Visit carla = Visit.of("carla", chromium, sandbox)) {
            Page page = carla.open("/ui/packs").page();
            page.getByLabel("Pack", new Page.GetByLabelOptions().setExact(true))
                    .setInputFiles(file(yaml.replace(
                            "when: affected_persons_per_year == 77077", "when: affected_persons_per_year == 'many'")));
            carla.button("Check and keep").click();
            assertThat(page.getByRole(AriaRole.ALERT)).containsText("browser.yaml was not taken");
            assertThat(page.getByRole(AriaRole.ALERT)).isFocused();
            assertThat(carla.part("Problems in the file")).containsText("browser-rule");
            carla.isAccessible();
            carla.picture("pack-refused");

            page.getByLabel("Pack", new Page.GetByLabelOptions().setExact(true)).setInputFiles(file(yaml));
            carla.button("Check and keep").click();
            assertThat(page.getByRole(AriaRole.STATUS)).containsText("The file is kept.");
            carla.isAccessible();
            page.getByLabel("Reason").fill("The house has a rule on reach.");
            carla.button("Propose").click();
            assertThat(carla.part("Your decision")).containsText("You made this proposal");
            assertThat(carla.button("Activate")).hasCount(0);
            carla.isAccessible();
            carla.picture("pack-proposed");
            proposal = page.url()
                    .replaceFirst("[?].*", "")
                    .substring(sandbox.governance().toString().length());
        }
        try (Visit viktor = Visit.of("viktor", chromium, sandbox)) {
            Page page = viktor.open(proposal).page();
            page.getByLabel("Reason").fill("Seen and found right.");
            viktor.button("Activate").click();
            assertThat(page.getByRole(AriaRole.STATUS)).containsText("The pack is active.");
            assertThat(page.getByRole(AriaRole.STATUS)).isFocused();
            viktor.isAccessible();
            viktor.open("/ui/packs");
            assertThat(viktor.part("Packs")).containsText("House rule of the browser test");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/ui/packs",
                "/ui/packs/eu-ai-act",
                "/ui/packs/us-model-risk",
                "/ui/coverage",
                "/ui/outlook?on=2027-12-02",
                "/ui/findings",
                "/ui/intake"
            })
    void everyPolicyPageIsAccessible(String path) {
        carla.open(path);
        assertThat(carla.page().locator("h1")).hasCount(1);
        assertThat(carla.page().locator(".problem")).hasCount(0);
        carla.page().locator("details").evaluateAll("all => all.forEach(d => d.open = true)");
        carla.isAccessible();
        carla.picture("policy" + path.replaceFirst("/ui", "").replaceAll("[^a-z0-9-]", "-"));
    }

    private static FilePayload file(String yaml) {
        return new FilePayload("browser.yaml", "application/yaml", yaml.getBytes(StandardCharsets.UTF_8));
    }

    /** Tabs through the form once and answers on the way: arrows on radio buttons, the space bar on boxes, letters in texts. */
    private static void answerGoingThrough(Page page, Map<String, String> answers) {
        Map<String, String> open = new HashMap<>(answers);
        for (int i = 0; i < MOST_STOPS && !open.isEmpty(); i++) {
            page.keyboard().press("Tab");
            @SuppressWarnings("unchecked")
            List<String> at = (List<String>) page.evaluate(
                    "() => { const e = document.activeElement; return [e.name || '', e.type || '', e.value || '']; }");
            String answer = open.get(at.get(0));
            if (answer == null) {
                continue;
            }
            switch (at.get(1)) {
                case "radio" -> {
                    for (int k = 0;
                            k < MOST_ARROWS && !answer.equals(page.evaluate("document.activeElement.value"));
                            k++) {
                        page.keyboard().press("ArrowRight");
                    }
                }
                case "checkbox" -> {
                    if (!answer.equals(at.get(2))) {
                        continue;
                    }
                    page.keyboard().press("Space");
                }
                default -> page.keyboard().type(answer);
            }
            open.remove(at.get(0));
        }
        // A question may fold away before Tab comes to it, once the answers so far have settled the tier; none that is
        // asked may be missed.
        for (String name : open.keySet()) {
            assertThat(page.locator(".shown [name='" + name + "']")).hasCount(0);
        }
        assertThat(open.size())
                .as("inputs that Tab did not reach: %s", open.keySet())
                .isLessThan(answers.size() / 2);
    }
}
