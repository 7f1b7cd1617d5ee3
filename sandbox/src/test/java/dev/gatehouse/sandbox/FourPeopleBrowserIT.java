package dev.gatehouse.sandbox;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Four people are signed in at once, each in a browser of their own, and take a release through two rounds to its permit. */
@ExtendWith(WholeSandbox.class)
class FourPeopleBrowserIT {

    private static final String REVIEWER = "Name who reviews refusals in the summary.";
    private static final String NOTICE = "Say which notice an applicant gets.";

    private static RunningSandbox sandbox;
    private static Chromium chromium;
    private static CreditRelease credit;

    @BeforeAll
    static void aReleaseBeforeTheBoard(RunningSandbox running) throws Exception {
        sandbox = running;
        chromium = new Chromium();
        credit = new CreditRelease(sandbox);
        credit.register();
        credit.registerVersion(credit.remedy());
        credit.fixPlan();
        credit.audit(credit.remedy(), new ArrayList<>());
        credit.giveEvidence();
        credit.submit(credit.model(), "First round: scoring at origination.");
    }

    @AfterAll
    static void close() {
        if (chromium != null) {
            chromium.close();
        }
    }

    @Test
    void twoRoundsFromAQuestionToAPermit() throws Exception {
        try (Visit ines = Visit.of("ines", chromium, sandbox);
                Visit viktor = Visit.of("viktor", chromium, sandbox);
                Visit lars = Visit.of("lars", chromium, sandbox);
                Visit priya = Visit.of("priya", chromium, sandbox)) {
            String first = "/ui/releases/" + credit.release();
            for (Visit person : List.of(ines, viktor, lars, priya)) {
                person.open(first);
                assertThat(person.part("Quorum")).containsText("Missing");
            }
            aQuestionIsAskedAndAnswered(ines, viktor, priya);
            changesAreAskedFor(lars, priya);

            String sentBack = credit.release();
            credit.submit(
                    credit.model(),
                    "Second round: a credit officer reviews every refusal.",
                    Map.of(
                            "revises",
                            sentBack,
                            "answers",
                            List.of(
                                    Map.of("change", REVIEWER, "done", true, "text", "The summary names them."),
                                    Map.of(
                                            "change",
                                            NOTICE,
                                            "done",
                                            false,
                                            "text",
                                            "The evidence 'adverse action reasons' says so already."))));
            theDifferenceIsShown(lars, sentBack);
            everyoneVotes(ines, viktor, lars, priya);
        }
    }

    private static void aQuestionIsAskedAndAnswered(Visit ines, Visit viktor, Visit priya) {
        Page page = viktor.page();
        viktor.part("Audits").getByText("Comment or ask on the audits").click();
        Locator form = viktor.part("Audits").locator("form[action$='/comments']");
        form.getByText("a question").click();
        form.getByLabel("Text").fill("Does <i>the plan</i> cover people without a record?");
        viktor.isAccessible();
        form.getByText("Send").click();
        assertThat(page.getByRole(AriaRole.STATUS)).containsText("Your words are recorded.");
        assertThat(viktor.part("Audits")).containsText("Does <i>the plan</i> cover people without a record?");
        viktor.isAccessible();

        // Priya's page is from before the question; the refusal shows the present one.
        decide(priya, "approve", "Good for the product and for its customers.");
        assertThat(priya.page().getByRole(AriaRole.ALERT))
                .containsText("1 question on the dossier waits for an answer");
        assertThat(priya.page().getByLabel("Rationale")).hasValue("Good for the product and for its customers.");
        assertThat(priya.part("Your vote")).containsText("1 question waits for an answer.");
        priya.isAccessible();
        priya.picture("question-open");
        priya.pictureOnPhone("question-open");

        ines.page().reload();
        ines.part("Audits").getByText("Answer this question").click();
        Locator answer = ines.part("Audits").locator("form[action$='/answers']");
        answer.getByLabel("Your answer").fill("No; the card says so under its limits of use.");
        answer.locator("button").click();
        assertThat(ines.page().getByRole(AriaRole.STATUS)).containsText("Your answer is recorded.");
        ines.isAccessible();

        priya.open("/ui/releases/" + credit.release());
        assertThat(priya.part("Audits")).containsText("No; the card says so under its limits of use.");
        assertThat(priya.part("Your vote")).not().containsText("waits for an answer");
    }

    private static void changesAreAskedFor(Visit lars, Visit priya) {
        lars.page().reload();
        decide(lars, "request_changes", "Two things are missing before I can agree.");
        assertThat(lars.page().getByRole(AriaRole.ALERT)).containsText("lists what is to be changed");
        lars.page().getByLabel("What is to be changed").fill(REVIEWER + "\n\n  " + NOTICE + "  ");
        lars.button("Cast the vote").click();
        assertThat(lars.page().getByRole(AriaRole.STATUS)).containsText("Your vote is recorded.");
        assertThat(lars.part("Votes")).containsText(NOTICE);

        priya.page().reload();
        assertThat(priya.page().locator(".notice").getByText(REVIEWER)).isVisible();
        assertThat(priya.part("Your vote")).containsText("not before the board");
        priya.isAccessible();
        priya.picture("changes-requested");
    }

    private static void theDifferenceIsShown(Visit lars, String sentBack) {
        lars.open("/ui/releases");
        lars.page()
                .locator("a[href='/ui/releases/" + credit.release() + "']")
                .first()
                .click();
        assertThat(lars.part("What changed")).containsText("the board sent back");
        assertThat(lars.part("What changed")).containsText("Second round: a credit officer reviews every refusal.");
        assertThat(lars.part("What is asked")).containsText("The evidence 'adverse action reasons' says so already.");
        Locator linksToIt = lars.part("What is asked").locator("a[href='/ui/releases/" + sentBack + "']");
        assertThat(linksToIt.filter(new Locator.FilterOptions().setHasText("the release that was sent back")))
                .isVisible();
        lars.isAccessible();
        lars.picture("second-round");
        lars.pictureOnPhone("second-round");
    }

    private static void everyoneVotes(Visit ines, Visit viktor, Visit lars, Visit priya) throws Exception {
        String second = "/ui/releases/" + credit.release();
        priya.open(second);
        decide(priya, "approve", "Good for the product and for its customers.");
        assertThat(priya.page().getByRole(AriaRole.STATUS)).containsText("Your vote is recorded.");

        lars.page().reload();
        assertThat(lars.part("Votes")).containsText("Good for the product and for its customers.");
        lars.page().getByLabel("At most this share of subjects").fill("a half");
        lars.page().getByLabel("A person reviews below this confidence").fill("0.6");
        decide(lars, "approve_with_conditions", "Lawful as long as people look at doubtful cases.");
        assertThat(lars.page().getByRole(AriaRole.ALERT)).containsText("per cent as a number");
        assertThat(lars.page().getByLabel("A person reviews below this confidence"))
                .hasValue("0.6");
        lars.page().getByLabel("At most this share of subjects").fill("50");
        lars.isAccessible();
        lars.picture("conditions");
        lars.button("Cast the vote").click();
        assertThat(lars.part("Votes")).containsText("At most 50 % of subjects.");

        viktor.open(second);
        decide(viktor, "approve", "Validated; the limits are those of the plan.");
        assertThat(viktor.part("Quorum")).containsText("1 engineering, 1 ethics");
        String dossier = credit.dossier();
        for (CreditRelease.Seat seat : CreditRelease.BOARD) {
            if (List.of("ethics", "engineering").contains(seat.function())) {
                credit.vote(seat, dossier).told(200);
            }
        }

        for (Visit person : List.of(ines, viktor, lars, priya)) {
            person.open(second);
            assertThat(person.part("Quorum")).containsText("Every seat is filled.");
            assertThat(person.part("Permit")).containsText("Active");
        }
        ines.isAccessible();
        ines.picture("approved");
        ines.pictureOnPhone("approved");
    }

    private static void decide(Visit person, String decision, String rationale) {
        person.page().locator("input[name=decision][value=" + decision + "]").check();
        person.page().getByLabel("Rationale").fill(rationale);
        person.button("Cast the vote").click();
    }
}
