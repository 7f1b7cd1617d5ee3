package dev.gatehouse.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.approval.ledger.Checkpoint;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What carla can tell and take out afterwards: what served at a moment and by whose word, the way of the version, and the files that prove it. */
final class CreditRecord {

    private static final String ROOT = CreditRelease.ROOT;
    private static final int LINEAGE_STEPS = 10;

    private final RunningSandbox sandbox;
    private final CreditRelease credit;
    private final String granted;
    private final Api api;

    /** @param granted the release that the board granted */
    CreditRecord(RunningSandbox sandbox, CreditRelease credit, String granted) {
        this.sandbox = sandbox;
        this.credit = credit;
        this.granted = granted;
        this.api = new Api(sandbox.governance());
    }

    /** What the route served at a moment of its traffic; and the steps that the version went, from its data to its labels. */
    List<String> servedAt(Instant moment) throws Story.Otherwise {
        String carla = sandbox.token("carla");
        JsonNode served = api.get(
                        ROOT + "/environments/" + Services.ENVIRONMENT + "/routes/" + credit.model() + "/served?at="
                                + moment,
                        carla)
                .told(200)
                .json();
        JsonNode target = served.path("targets").path(0);
        Story.expect(
                "the artifact that served",
                "sha256:" + credit.remedy().sha256(),
                target.path("artifact").asText());
        Story.expect(
                "the words by which it served",
                CreditRelease.BOARD.size(),
                target.path("words").size());
        List<String> lines = new ArrayList<>();
        lines.add("at " + moment + ": " + served.path("answer").asText());
        for (JsonNode word : target.path("words")) {
            lines.add("  " + word.path("person").asText() + " ("
                    + word.path("capacity").asText() + ") at " + word.path("at").asText());
        }
        JsonNode lineage = api.get(ROOT + "/models/" + credit.model() + "/versions/2/lineage", carla)
                .told(200)
                .json();
        Story.expect(
                "steps of the lineage", LINEAGE_STEPS, lineage.path("steps").size());
        List<String> way = new ArrayList<>();
        for (JsonNode step : lineage.path("steps")) {
            Story.expect(
                    "something in the step " + step.path("kind").asText() + " of the lineage",
                    true,
                    !step.path("things").isEmpty());
            way.add(step.path("kind").asText().toLowerCase(java.util.Locale.ROOT));
        }
        lines.add("the way of version 2, each step a link on its page: " + String.join(", ", way));
        return lines;
    }

    /** Card, evidence, and the answer about the moment, as files. */
    List<String> download(Instant moment) throws Exception {
        String carla = sandbox.token("carla");
        byte[] card = api.get(ROOT + "/models/" + credit.model() + "/versions/2/card.pdf", carla)
                .told(200)
                .body();
        byte[] bundle = api.get(ROOT + "/releases/" + granted + "/evidence.zip", carla)
                .told(200)
                .body();
        Story.expect("the card is a PDF", "%PDF", new String(card, 0, 4, StandardCharsets.US_ASCII));
        Set<String> files = entries(bundle);
        Story.expect(
                "the bundle's dossier, permit and card",
                true,
                files.containsAll(Set.of("dossier.json", "permit.dsse.json", "card.pdf", "SHA256SUMS")));
        Path folder = Files.createDirectories(sandbox.downloads());
        Path cardFile = Files.write(folder.resolve(credit.model() + "-card.pdf"), card);
        Path bundleFile = Files.write(folder.resolve(credit.model() + "-evidence.zip"), bundle);
        String note =
                new String(api.get(ROOT + "/ledger/checkpoint", carla).told(200).body(), StandardCharsets.UTF_8);
        Checkpoint checkpoint = Checkpoint.open(note, List.of(sandbox.ledgerKey()));
        return List.of(
                cardFile.getFileName() + " (" + card.length / 1024 + " KiB) and " + bundleFile.getFileName() + " ("
                        + files.size() + " files, " + bundle.length / 1024 + " KiB) are in " + folder,
                "the ledger has signed " + checkpoint.size() + " acts; their root is " + checkpoint.root());
    }

    /** Whom to sign in as, what to open and what is to be seen there; one line each. */
    List<String> tour(String before, String finding, Instant moment) {
        String model = "/ui/models/" + credit.model();
        String route = "/ui/routes/" + Services.ENVIRONMENT + "/" + credit.model();
        return List.of(
                stop("lars", "the board", "/ui/releases/" + before, "a release that waits for your vote"),
                stop(
                        "carla",
                        "compliance",
                        route + "/served?at=" + URLEncoder.encode(moment.toString(), StandardCharsets.UTF_8),
                        "what served then and by whose word"),
                stop("carla", "compliance", "/ui/reports?q=" + credit.model(), "every report to download and verify"),
                stop("erin", "engineer", model + "/versions/2/deploy", "the commands that deploy it"),
                stop("erin", "engineer", model + "/versions/2/lineage", "its way from data to labels"),
                stop("odile", "operator", route, "the suspended route, and how to resume it"),
                stop("viktor", "validator", "/ui/findings/" + finding, "what must be found out first"));
    }

    private String stop(String person, String role, String path, String seen) {
        return "As " + person + " (" + role + "), open " + sandbox.governance() + path + " to see " + seen + ".";
    }

    private static Set<String> entries(byte[] zip) throws IOException {
        Set<String> names = new TreeSet<>();
        try (var in = new java.util.zip.ZipInputStream(new java.io.ByteArrayInputStream(zip))) {
            for (var entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                names.add(entry.getName());
            }
        }
        return names;
    }
}
