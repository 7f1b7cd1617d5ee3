package dev.gatehouse.sandbox;

import static dev.gatehouse.sandbox.Api.JSON;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.sandbox.credit.CardHolders;
import dev.gatehouse.sandbox.credit.CreditModels;
import dev.gatehouse.sandbox.credit.TrainedModel;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The use case {@code credit-default} on its way to a permit: what its people send through the public API, each act with its sender's
 * token. An act whose answer has another status than it must have ends in {@link Story.Otherwise}; what the answers come to is not judged
 * here. Each instance is a use case of its own, so that the same sandbox can hold many.
 */
final class CreditRelease {

    static final String ROOT = "/api/v1";
    static final String ALLOWED_PURPOSE = "credit-origination";

    /** The board: who fills which seat. */
    static final List<Seat> BOARD = List.of(
            new Seat("priya", "product"),
            new Seat("lars", "legal"),
            new Seat("emeka", "ethics"),
            new Seat("enzo", "engineering"),
            new Seat("viktor", "validation"));

    private static final String USE_CASE = "credit-default";
    private static final Duration AUDIT_TIME = Duration.ofMinutes(3);
    private static final long POLL_MILLIS = 200;

    private final RunningSandbox sandbox;
    private final Api api;
    private final TrainedModel naive;
    private final TrainedModel remedy;
    private String model;
    private String plan;
    private String dataset;
    private String release;

    /** A member of the board and the function acted for. */
    record Seat(String person, String function) {}

    /** Trains both versions; nothing is sent yet. */
    CreditRelease(RunningSandbox sandbox) throws IOException {
        this.sandbox = sandbox;
        this.api = new Api(sandbox.governance());
        this.naive = CreditModels.version1(CardHolders.load());
        this.remedy = CreditModels.version2(CardHolders.load());
    }

    /** The use case's name, once it is registered. */
    String model() {
        return model;
    }

    /** Version 1, which takes every column. */
    TrainedModel naive() {
        return naive;
    }

    /** Version 2, which takes nothing about the person. */
    TrainedModel remedy() {
        return remedy;
    }

    /** The digest of the plan that validation fixed. */
    String plan() {
        return plan;
    }

    /** SHA-256 of the held-out rows that validation brought in. */
    String heldOutRows() {
        return dataset;
    }

    /** The id of the release submitted last. */
    String release() {
        return release;
    }

    /** erin registers the use case under a name that is not taken; its assessment. */
    JsonNode register() throws Story.Otherwise, IOException {
        model = freshName();
        ObjectNode registration = JSON.createObjectNode()
                .put("name", model)
                .put("title", "Credit card default")
                .put("owner", "Retail credit risk")
                .put(
                        "intendedUse",
                        "Scores the probability that a card holder defaults next month, to decide on credit at origination.")
                .put("outOfScopeUse", "Marketing, pricing of existing credit, employment, insurance.");
        registration.set("facts", story("credit-default-facts.json"));
        return api.post(ROOT + "/models", sandbox.token("erin"), registration)
                .told(201)
                .json()
                .path("assessment");
    }

    /** erin says the rest of what the inventory asks, on the revision that the registration made; the model as it is then. */
    JsonNode describe() throws Story.Otherwise, IOException {
        return api.put(
                        ROOT + "/models/" + model + "/particulars",
                        sandbox.token("erin"),
                        Map.of("If-Match", "\"0\""),
                        story("credit-default-particulars.json"))
                .told(200)
                .json();
    }

    /** erin brings the artifact in and registers the version. */
    void registerVersion(TrainedModel trained) throws Story.Otherwise {
        String erin = sandbox.token("erin");
        api.putBytes(ROOT + "/artifacts/" + trained.sha256(), erin, trained.onnx())
                .told(200);
        ObjectNode registration = JSON.createObjectNode()
                .put("version", trained.version())
                .put("artifactSha256", trained.sha256())
                .put("binding", "loaded-by-digest")
                .put("upstream", sandbox.modelServer().toString())
                .put("upstreamModel", "sha256-" + trained.sha256());
        registration.set("signature", trained.signature());
        registration.set("training", trained.provenance());
        registration.putArray("developers").add("erin");
        api.post(ROOT + "/models/" + model + "/versions", erin, registration).told(201);
    }

    /** viktor brings the held-out rows in and fixes the plan that both versions are audited on. */
    void fixPlan() throws Story.Otherwise {
        String viktor = sandbox.token("viktor");
        byte[] rows = HeldOutRows.csv(naive, remedy).getBytes(StandardCharsets.UTF_8);
        dataset = sha256(rows);
        api.putBytes(ROOT + "/datasets/" + dataset + "?name=held-out-rows", viktor, rows)
                .told(200);
        plan = api.post(
                        ROOT + "/models/" + model + "/audit-plans",
                        viktor,
                        Map.of("dataset", dataset, "plan", HeldOutRows.plan(model, naive.threshold())))
                .told(201)
                .json()
                .path("digest")
                .asText();
    }

    /** erin has the version audited for fairness; the run adds its lines, the verdict comes back. */
    String audit(TrainedModel trained, List<String> lines) throws Story.Otherwise {
        JsonNode report = report(trained, asked(trained, plan));
        String verdict = report.path("verdict").asText();
        lines.add("audit of version " + trained.version() + ": " + verdict);
        lines.addAll(HeldOutRows.describe(report));
        return verdict;
    }

    /** erin asks for an audit by a fixed plan; the run, which waits for its turn. */
    JsonNode asked(TrainedModel trained, String fixedPlan) throws Story.Otherwise {
        return api.post(
                        ROOT + "/models/" + model + "/versions/" + trained.version() + "/audits",
                        sandbox.token("erin"),
                        Map.of("plan", fixedPlan))
                .told(202)
                .json();
    }

    /** The report of a run, once it has ended. */
    JsonNode report(TrainedModel trained, JsonNode asked) throws Story.Otherwise {
        String erin = sandbox.token("erin");
        JsonNode run = ended(asked, erin);
        Story.expect(
                "the audit of version " + trained.version(),
                "COMPLETED",
                run.path("status").asText());
        return api.get(ROOT + "/audits/" + run.path("id").asText() + "/report", erin)
                .told(200)
                .json();
    }

    /** The run when nothing more will come of it. */
    private JsonNode ended(JsonNode asked, String bearer) throws Story.Otherwise {
        JsonNode run = asked;
        Instant until = Instant.now().plus(AUDIT_TIME);
        while (Set.of("QUEUED", "RUNNING").contains(run.path("status").asText())
                && Instant.now().isBefore(until)) {
            Pause.millis(POLL_MILLIS);
            run = api.get(ROOT + "/audits/" + asked.path("id").asText(), bearer)
                    .told(200)
                    .json();
        }
        return run;
    }

    /** viktor and erin give version 2 its evidence; erin writes the texts of its card and has it compiled; the card's digest. */
    String giveEvidence() throws Story.Otherwise {
        String erin = sandbox.token("erin");
        evidence(
                sandbox.token("viktor"),
                "validation-checklist",
                "conceptual soundness, outcomes analysis, sensitivity to each feature, replication of the training: reviewed");
        api.post(
                        ROOT + "/models/" + model + "/versions/" + remedy.version() + "/evidence",
                        sandbox.token("viktor"),
                        Map.of(
                                "gate",
                                "validation-report",
                                "title",
                                "Report of the independent validation",
                                "content",
                                Map.of("text", "Training and audit were replicated from the rows; the figures agree."),
                                "artifact",
                                "sha256:" + remedy.sha256(),
                                "data",
                                List.of("sha256:" + dataset)))
                .told(201);
        evidence(
                erin,
                "training-data-statement",
                "Default of Credit Card Clients (UCI 350, CC BY 4.0): 30,000 card holders of a bank in Taiwan, 2005; sex, education, marriage and age are left out.");
        evidence(
                erin,
                "human-oversight-plan",
                "A credit officer sees every refusal and can override it; the route can be stopped.");
        evidence(erin, "rollback-plan", "Suspend the permit; applications fall back to manual decision.");
        evidence(
                erin,
                "monitoring-plan",
                "Weekly data checks, monthly report: drift of each feature, AUC and fairness with intervals; alerts go to the owner.");
        evidence(
                sandbox.token("viktor"),
                "gdpr-impact-assessment",
                "Necessity, risks to applicants and the measures against them; no high risk remains, so no prior consultation.");
        evidence(
                sandbox.token("viktor"),
                "gdpr-automated-decision-safeguards",
                "Applicants can ask a credit officer to look again, state their view and contest a refusal; within five days.");
        evidence(
                erin,
                "adverse-action-reasons",
                "The notice names the months of delay and the share paid that weighed most against the applicant.");
        String card = ROOT + "/models/" + model + "/versions/" + remedy.version() + "/card";
        JsonNode texts = api.get(card + "/texts", erin).told(200).json();
        api.put(card + "/texts", erin, Map.of("items", CardTextFiles.read(texts.path("items"))))
                .told(200);
        return api.post(card, erin, Map.of()).told(201).json().path("digest").asText();
    }

    /** What the packs say of the use case on another day; nothing is stored. */
    JsonNode assessmentOn(String day) throws Story.Otherwise {
        return api.get(ROOT + "/models/" + model + "/assessment?on=" + day, sandbox.token("carla"))
                .told(200)
                .json();
    }

    /** The gates of a version, as the person sees them. */
    JsonNode gates(TrainedModel trained, String person) throws Story.Otherwise {
        return api.get(ROOT + "/models/" + model + "/versions/" + trained.version() + "/gates", sandbox.token(person))
                .told(200)
                .json();
    }

    /** ines submits version 2 for a route; the release as it was answered. */
    JsonNode submit(String route, String summary) throws Story.Otherwise {
        return submit(route, summary, Map.of());
    }

    /** The same with more fields, such as the answers to what the board asked to be changed. */
    JsonNode submit(String route, String summary, Map<String, Object> more) throws Story.Otherwise {
        Map<String, Object> asked = new HashMap<>(Map.of(
                "model",
                model,
                "version",
                remedy.version(),
                "environment",
                Services.ENVIRONMENT,
                "route",
                route,
                "summary",
                summary));
        asked.putAll(more);
        JsonNode submitted = api.post(ROOT + "/releases", sandbox.token("ines"), asked)
                .told(201)
                .json();
        release = submitted.path("id").asText();
        return submitted;
    }

    /** Somebody asks about a section of the dossier; the question's id. */
    String ask(String person, String section, String text) throws Story.Otherwise {
        return api.post(
                        ROOT + "/releases/" + release + "/comments",
                        sandbox.token(person),
                        Map.of("section", section, "kind", "question", "text", text))
                .told(201)
                .json()
                .path("id")
                .asText();
    }

    /** Somebody else answers it. */
    void answer(String person, String question, String text) throws Story.Otherwise {
        api.post(
                        ROOT + "/releases/" + release + "/comments/" + question + "/answers",
                        sandbox.token(person),
                        Map.of("text", text))
                .told(201);
    }

    /** The digest of the dossier that the board has before it. */
    String dossier() throws Story.Otherwise {
        return api.get(ROOT + "/releases/" + release, sandbox.token("lars"))
                .told(200)
                .json()
                .path("dossierDigest")
                .asText();
    }

    /** Casts a vote on that dossier; the answer is the caller's to judge. */
    Api.Answer vote(Seat seat, String dossier) {
        // The story's one condition is the lawyer's.
        boolean conditional = seat.function().equals("legal");
        ObjectNode vote = JSON.createObjectNode()
                .put("function", seat.function())
                .put("decision", conditional ? "approve_with_conditions" : "approve")
                .put("rationale", "Read for " + seat.function() + ": dossier, audit and card support this decision.")
                .put("dossierDigest", dossier);
        if (conditional) {
            vote.putObject("conditions").putArray("purposes").add(ALLOWED_PURPOSE);
        }
        return api.post(ROOT + "/releases/" + release + "/votes", sandbox.token(seat.person()), vote);
    }

    /** erin asks for a version to be deployed; the answer is the caller's to judge. */
    Api.Answer deploy(TrainedModel trained) {
        return api.put(
                ROOT + "/environments/" + Services.ENVIRONMENT + "/routes/" + model,
                sandbox.token("erin"),
                Map.of("model", model, "version", trained.version()));
    }

    private String freshName() throws Story.Otherwise {
        for (int run = 1; ; run++) {
            String name = run == 1 ? USE_CASE : USE_CASE + "-" + run;
            Api.Answer answer = api.get(ROOT + "/models/" + name, sandbox.token("erin"));
            if (answer.status() == 404) {
                return name;
            }
            answer.told(200);
        }
    }

    private void evidence(String token, String gate, String text) throws Story.Otherwise {
        api.post(
                        ROOT + "/models/" + model + "/versions/" + remedy.version() + "/evidence",
                        token,
                        Map.of("gate", gate, "title", gate.replace('-', ' '), "content", Map.of("text", text)))
                .told(201);
    }

    private static JsonNode story(String file) throws IOException {
        try (InputStream json = CreditRelease.class.getResourceAsStream("story/" + file)) {
            return JSON.readTree(json);
        }
    }

    /** Lower-case hex SHA-256. */
    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }
}
