package dev.gatehouse.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The commands of the guides, run as they stand where the story ended, with tokens of the real Keycloak: they do what the guides say. docs'
 * GuideCommandsTest holds that no block of a guide is left out.
 */
final class Guides {

    private static final Path SIGNED_MODELS =
            Path.of("..", "approval-workflow/src/test/resources/dev/gatehouse/approval/artifact/oms_elliptic_key.json");

    /** The name that the guides have for the model of the story. */
    private static final String NAME = "credit-default";

    private final String model;
    private final RunningSandbox sandbox;

    /** @param model of the story */
    Guides(String model, RunningSandbox sandbox) {
        this.model = model;
        this.sandbox = sandbox;
    }

    /**
     * Each after those that it builds upon.
     *
     * @param told what the story told
     * @param moment of the traffic that compliance is asked about
     */
    void doWhatTheySay(String told, String moment) throws Exception {
        theGatesAreAsked();
        theEngineerGoesFromAVersionToItsRoute();
        theAuditorVerifies(moment);
        theCardIsCheckedWithoutUs(told);
        theInventoryIsChangedByAProgram();
        aPredictionIsReviewedAndItsDayArchived();
        aUseCaseGoesItsWholeWay();
    }

    private void theGatesAreAsked() throws Exception {
        assertThat(Snippets.of("gates.md", sandbox)
                        .with("--model " + NAME, "--model " + model)
                        .each(1))
                .singleElement()
                .asString()
                .contains("CLOSED  release-approved", "The permit for production is suspended")
                .contains("CLOSED: " + model + "/2 in production, tier HIGH, 1 gate to meet");
    }

    private void theEngineerGoesFromAVersionToItsRoute() throws Exception {
        assertThat(named("engineer-guide.md", "MODEL=").run())
                .contains(model + ": Credit card default, tier HIGH", "the audit passed", "all gates are open")
                .contains("viktor:validation: the release is Approved", model + " serves version 3");
    }

    /** With files alone: first those that the story left, of a permit that is suspended at its end, then those of the release that was granted since. */
    private void theAuditorVerifies(String moment) throws Exception {
        List<String> answers = Snippets.of("compliance-guide.md", sandbox)
                .sections("A walk")
                .with(NAME + "-evidence.zip", model + "-evidence.zip")
                .with("2026-11-30T14:03:00Z", moment)
                .each(1, 3, 0);
        assertThat(marked(answers.get(0), "FAIL")).singleElement().asString().contains("validity", "permit.suspended");
        assertThat(marked(answers.get(1), "FAIL")).isEmpty();
        assertThat(marked(answers.get(1), "own")).isNotEmpty();
        assertThat(marked(answers.get(2), "own")).isEmpty();
        assertThat(answers.get(2))
                .contains("the permit was in force at " + moment)
                .endsWith("\nVERIFIED\n");

        Path folder = auditorsFolder();
        assertThat(Snippets.of("compliance-guide.md", sandbox)
                        .in(folder)
                        .sections("What a bundle proves")
                        .run())
                .endsWith("\nVERIFIED\n");
        assertThat(Snippets.of("compliance-guide.md", sandbox)
                        .in(folder)
                        .sections("What the ledger proves")
                        .run()
                        .lines())
                .hasSize(2)
                .allMatch(line -> line.startsWith("INTACT: "));
        assertThat(Snippets.of("verify.md", sandbox)
                        .in(folder)
                        .sections("The command")
                        .run()
                        .lines()
                        .filter(line -> line.equals("VERIFIED")))
                .hasSize(3);
    }

    /** The digest of what is attached to the PDF is that of the card's content, which the story told. */
    private void theCardIsCheckedWithoutUs(String told) throws Exception {
        Path folder = Files.createDirectories(sandbox.downloads().resolve("reader"));
        Files.copy(sandbox.downloads().resolve(model + "-card.pdf"), folder.resolve("card.pdf"));
        Matcher content =
                Pattern.compile("card compiled, content sha256:([0-9a-f]{16})").matcher(told);
        assertThat(content.find()).isTrue();
        assertThat(Snippets.of("model-cards.md", sandbox).in(folder).run())
                .contains("1: model-card.json")
                .containsPattern("(?m)^" + content.group(1) + "[0-9a-f]{48}  attached/model-card.json$");
    }

    private void theInventoryIsChangedByAProgram() throws Exception {
        Path folder = Files.createDirectories(sandbox.downloads().resolve("inventory"));
        assertThat(named("inventory-guide.md", "MODEL=").in(folder).run())
                .contains("\"status\": \"in-use\"", "\"field\": \"particulars.rice\"", "\"reach\": 1200")
                .contains("1 added, 0 changed, 0 faulty\nline 2, card-churn: added\n{\"added\":1,\"changed\":0}");
        assertThat(folder.resolve("models.csv")).content().startsWith("name,").contains("\n" + model + ",");
    }

    private void aPredictionIsReviewedAndItsDayArchived() throws Exception {
        Path folder = Files.createDirectories(sandbox.downloads().resolve("archive"));
        assertThat(named("retention.md", "MODEL=").in(folder).run())
                .contains("\"verdict\": \"OVERRIDDEN\"", "\"overridden\": 1")
                .containsPattern("(?m)^[0-9a-f]{64}  " + model + "-[0-9-]{10}\\.lines$");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.filter(file -> file.toString().endsWith(".lines")))
                    .singleElement()
                    .satisfies(lines -> assertThat(lines)
                            .content()
                            .startsWith("[\"request\", ")
                            .contains("\n[\"prediction\", ", "\n[\"label\", ", "\"Income was counted twice.\""));
        }
    }

    private void aUseCaseGoesItsWholeWay() throws Exception {
        assertThat(named("api-guide.md", "DEMO=").run())
                .contains("\"status\": \"ASSESSED\"", "\"tier\": \"HIGH\"", "false fairness-audit: ")
                .contains(
                        "\"verdict\": \"PASS\"",
                        "\"all gates are open\"",
                        "\nApproved\n",
                        "\"route\": \"my-credit-model\"")
                .contains(
                        "{\"recorded\":1,\"unknown\":[]}", "\"verdict\": \"INSUFFICIENT\"", "\"state\": \"SUSPENDED\"")
                .contains(
                        "The pack staff 2026.1 is active", "The pack staff is retired", "\"CONFIRMED\"", "\"REVOKED\"")
                .contains(" medium Find the cause of the drift alarm\n\"OPEN\"\n\"CLOSED\"\n");
    }

    /** With the story's name for the model, where the guide sets it in that variable. */
    private Snippets named(String guide, String variable) throws IOException {
        return Snippets.of(guide, sandbox).with(variable + NAME + "\n", variable + model + "\n");
    }

    private static List<String> marked(String answer, String mark) {
        return answer.lines()
                .filter(line -> line.stripLeading().startsWith(mark))
                .toList();
    }

    /** The newest release that the board granted, as its bundle and its permit, the published keys, and a model signed by the reference implementation of OpenSSF Model Signing. */
    private Path auditorsFolder() throws Exception {
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
