package dev.gatehouse.sandbox;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What {@code ./gatehouse demo} tells, as a test: the second telling finds the data of the first, as a second run of the demo does. What it sends
 * people to look at is opened by them.
 */
@ExtendWith(WholeSandbox.class)
class StoryIT {

    private static final int STEPS = 11;
    /** Which pages of the tour the guides show, and under what name. */
    private static final Map<String, String> OF_THE_TOUR = Map.of(
            "/ui/releases/", "dossier",
            "/served", "served",
            "/ui/reports", "reports",
            "/deploy", "deploy",
            "/lineage", "lineage");

    private static final Pattern STOP = Pattern.compile("As (\\w+) \\(.*\\), open (\\S+) to see .*\\.");

    @RepeatedTest(value = 2, name = "telling {currentRepetition} of {totalRepetitions} on the same data")
    void everyStepIsAsTold(RunningSandbox sandbox, RepetitionInfo telling) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        List<String> tour;
        try {
            tour = Story.ofCreditDefault().play(sandbox, new PrintStream(out, true, StandardCharsets.UTF_8));
        } finally {
            System.out.println(out.toString(StandardCharsets.UTF_8));
        }
        String told = out.toString(StandardCharsets.UTF_8);
        assertThat(told.lines().filter(line -> line.matches(" {3}\\(\\d+\\.\\d s\\)")))
                .hasSize(STEPS);
        assertThat(told)
                .contains("tier HIGH", "statistics of", "audit of drift from the training rows: PASS")
                .contains("audit of performance against the training rows: PASS")
                .contains(
                        "drift of the traffic from the training rows: ",
                        "/2 served by the word of the board (Priya Patel")
                .contains("predictions, labels");
        assertThat(sandbox.death()).isNotDone();
        if (telling.getCurrentRepetition() == 1) {
            Matcher model = Pattern.compile("use case '([^']+)'").matcher(told);
            assertThat(model.find()).isTrue();
            isSeen(tour, model.group(1), sandbox);
            new Guides(model.group(1), sandbox).doWhatTheySay(told, moment(tour));
        }
    }

    /** Everybody finds a page of theirs behind each line. */
    private static void isSeen(List<String> tour, String model, RunningSandbox sandbox) {
        Map<String, List<String>> stops = new LinkedHashMap<>();
        for (String line : tour) {
            Matcher stop = STOP.matcher(line);
            assertThat(stop.matches()).as(line).isTrue();
            URI address = URI.create(stop.group(2));
            assertThat(address.toString()).startsWith(sandbox.governance().toString());
            stops.computeIfAbsent(stop.group(1), person -> new ArrayList<>())
                    .add(stop.group(2).substring(sandbox.governance().toString().length()));
        }
        assertThat(stops).containsOnlyKeys("lars", "carla", "erin", "odile", "viktor");
        try (Chromium chromium = new Chromium()) {
            stops.forEach((person, pages) -> {
                try (Visit visit = Visit.of(person, chromium, sandbox)) {
                    if (person.equals("lars")) {
                        visit.guidePicture("home-board");
                    }
                    for (String page : pages) {
                        visit.open(page);
                        assertThat(visit.page().locator("h1")).hasCount(1);
                        assertThat(visit.page().locator(".problem")).hasCount(0);
                        visit.isAccessible();
                        OF_THE_TOUR.forEach((part, picture) -> {
                            if (page.contains(part)) {
                                visit.guidePicture(picture);
                            }
                        });
                    }
                    if (person.equals("lars")) {
                        visit.guidePicture("vote", visit.part("Your vote"));
                    }
                    if (person.equals("odile")) {
                        visit.guidePicture("route-suspended");
                    }
                    if (person.equals("erin")) {
                        picturesOfTheInventory(visit, model);
                    }
                }
            });
        }
    }

    private static void picturesOfTheInventory(Visit erin, String model) {
        erin.open("/ui/models");
        erin.guidePicture("inventory");
        erin.open("/ui/models/" + model + "/particulars");
        erin.guidePicture("particulars");
        erin.open("/ui/models/" + model + "/versions/1");
        erin.guidePicture("gates", erin.part("Gates"));
    }

    /** The moment of the traffic that compliance is asked about. */
    private static String moment(List<String> tour) {
        Matcher moment = Pattern.compile("/served[?]at=(\\S+)").matcher(String.join("\n", tour));
        assertThat(moment.find()).isTrue();
        return URLDecoder.decode(moment.group(1), StandardCharsets.UTF_8);
    }
}
