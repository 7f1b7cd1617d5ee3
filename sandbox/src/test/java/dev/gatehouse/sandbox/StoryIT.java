package dev.gatehouse.sandbox;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.sandbox.credit.CardHolders;
import dev.gatehouse.sandbox.credit.CreditModels;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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
    private static final Path SIGNED_MODELS =
            Path.of("..", "approval-workflow/src/test/resources/dev/gatehouse/approval/artifact/oms_elliptic_key.json");
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
            theCommandsOfTheGuidesDoWhatTheySay(model.group(1), sandbox);
            theAuditorVerifiesAsTheGuidesSay(model.group(1), moment(tour), sandbox);
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

    /** With tokens of the real Keycloak; the engineer's guide goes on where the story ended. */
    private static void theCommandsOfTheGuidesDoWhatTheySay(String model, RunningSandbox sandbox) throws Exception {
        assertThat(Snippets.of("engineer-guide.md", sandbox)
                        .with("MODEL=credit-default\n", "MODEL=" + model + "\n")
                        .run())
                .contains(model + ": Credit card default, tier HIGH", "the audit passed", "all gates are open")
                .contains("viktor:validation: the release is Approved", model + " serves version 3");
        Path artifact = Files.write(
                sandbox.downloads().resolve("model.onnx"),
                CreditModels.version1(CardHolders.load()).onnx());
        assertThat(Snippets.of("api-guide.md", sandbox)
                        .sections("A token", "1. Register the use case", "2. Bring in", "3. See what is missing")
                        .with("model.onnx", artifact)
                        .run())
                .contains("\"status\": \"ASSESSED\"", "\"tier\": \"HIGH\"", "false fairness-audit: ");
    }

    /** The moment of the traffic that compliance is asked about. */
    private static String moment(List<String> tour) {
        Matcher moment = Pattern.compile("/served[?]at=(\\S+)").matcher(String.join("\n", tour));
        assertThat(moment.find()).isTrue();
        return URLDecoder.decode(moment.group(1), StandardCharsets.UTF_8);
    }

    /** With files alone: first those that the story left, of a permit that is suspended at its end, then those of the release that was granted since. */
    private static void theAuditorVerifiesAsTheGuidesSay(String model, String moment, RunningSandbox sandbox)
            throws Exception {
        List<String> answers = Snippets.of("compliance-guide.md", sandbox)
                .sections("A walk")
                .with("credit-default-evidence.zip", model + "-evidence.zip")
                .with("2026-11-30T14:03:00Z", moment)
                .each(1, 3, 0);
        assertThat(marked(answers.get(0), "FAIL")).singleElement().asString().contains("validity", "permit.suspended");
        assertThat(marked(answers.get(1), "FAIL")).isEmpty();
        assertThat(marked(answers.get(1), "own")).isNotEmpty();
        assertThat(marked(answers.get(2), "own")).isEmpty();
        assertThat(answers.get(2))
                .contains("the permit was in force at " + moment)
                .endsWith("\nVERIFIED\n");

        Path folder = auditorsFolder(sandbox);
        assertThat(Snippets.of("compliance-guide.md", sandbox)
                        .in(folder)
                        .sections("What a bundle proves")
                        .run())
                .endsWith("\nVERIFIED\n");
        assertThat(Snippets.of("verify.md", sandbox)
                        .in(folder)
                        .sections("The command")
                        .run()
                        .lines()
                        .filter(line -> line.equals("VERIFIED")))
                .hasSize(3);
    }

    private static List<String> marked(String answer, String mark) {
        return answer.lines()
                .filter(line -> line.stripLeading().startsWith(mark))
                .toList();
    }

    /** The newest release that the board granted, as its bundle and its permit, the published keys, and a model signed by the reference implementation of OpenSSF Model Signing. */
    private static Path auditorsFolder(RunningSandbox sandbox) throws Exception {
        Path folder = Files.createDirectories(sandbox.downloads().resolve("auditor"));
        Api api = new Api(sandbox.governance());
        String carla = sandbox.token("carla");
        JsonNode release = api.get("/api/v1/releases?state=Approved&limit=1", carla)
                .told(200)
                .json()
                .path("items")
                .path(0);
        String id = release.path("id").asText();
        byte[] bundle = api.get("/api/v1/releases/" + id + "/evidence.zip", carla)
                .told(200)
                .body();
        Files.write(folder.resolve("release-" + id + "-evidence.zip"), bundle);
        Files.write(folder.resolve("release-evidence.zip"), bundle);
        Files.write(
                folder.resolve("permit.dsse.json"),
                api.get("/api/v1/permits/" + release.path("permit").path("id").asText() + "/envelope", carla)
                        .told(200)
                        .body());
        Files.writeString(folder.resolve("published.pem"), Files.readString(sandbox.signingPublicKey()));
        Files.writeString(folder.resolve("published.vkey"), sandbox.ledgerKey().verifierKey() + "\n");

        JsonNode vectors = Api.JSON.readTree(SIGNED_MODELS.toFile());
        // The newest one; the oldest is of a single file.
        JsonNode signed = vectors.path("cases").path(2);
        Path model = Files.createDirectories(folder.resolve("MODEL-FOLDER"));
        for (Map.Entry<String, JsonNode> file : signed.path("files").properties()) {
            Files.write(model.resolve(file.getKey()), file.getValue().binaryValue());
        }
        Files.write(folder.resolve("model.sig"), Api.JSON.writeValueAsBytes(signed.path("signature")));
        Files.writeString(
                folder.resolve("engineer.pem"), vectors.path("public_key_pem").asText());
        return folder;
    }
}
