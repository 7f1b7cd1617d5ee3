package dev.gatehouse.sandbox;

import static dev.gatehouse.sandbox.Api.JSON;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.approval.permit.PermitCheck;
import dev.gatehouse.approval.permit.PermitVerifier;
import dev.gatehouse.approval.signing.TrustedKeys;
import dev.gatehouse.sandbox.credit.CardHolders;
import dev.gatehouse.sandbox.credit.CreditModels;
import dev.gatehouse.sandbox.credit.TrainedModel;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The story of {@code credit-default}: from the facts of a use case to a permit, through traffic to its suspension, all through the
 * public APIs with real tokens. Each run tells it with a use case of its own, so that it can be told again on the same data.
 */
final class CreditStory {

    private static final String USE_CASE = "credit-default";
    private static final String ALLOWED_PURPOSE = "credit-origination";
    private static final String ROOT = "/api/v1";

    private TrainedModel naive;
    private TrainedModel remedy;
    private String model;
    private String plan;
    private String release;
    private String permit;
    private CreditTraffic traffic;

    /** The steps in order. */
    List<Story.Step> steps() {
        return List.of(
                new Story.Step(
                        "An engineer registers the use case; the tier comes out with its reasons", this::register),
                new Story.Step("Version 1 is registered and refused at deployment, gate by gate", this::versionOne),
                new Story.Step(
                        "Validation fixes an audit plan; version 1 is audited on held-out rows", this::auditVersionOne),
                new Story.Step(
                        "Version 2 gets its audit, evidence and card, and goes before the board", this::versionTwo),
                new Story.Step("The board votes; a permit is issued and can be verified by anyone", this::vote),
                new Story.Step(
                        "The route is deployed and scores 2,000 real rows; what is not permitted is refused",
                        this::serve),
                new Story.Step(
                        "Every answer is in PostgreSQL exactly once, although it was stopped in between",
                        this::exactlyOnce),
                new Story.Step("Ground truth arrives; performance and fairness on live predictions", this::groundTruth),
                new Story.Step("An operator suspends the permit", this::suspend),
                new Story.Step("The compliance officer downloads card and evidence", this::download));
    }

    private List<String> register(RunningSandbox sandbox) throws Exception {
        naive = CreditModels.version1(CardHolders.load());
        remedy = CreditModels.version2(CardHolders.load());
        Api api = new Api(sandbox.governance());
        String erin = sandbox.token("erin");
        model = freshName(api, erin);
        ObjectNode registration = JSON.createObjectNode()
                .put("name", model)
                .put("title", "Credit card default")
                .put("owner", "Retail credit risk")
                .put(
                        "intendedUse",
                        "Scores the probability that a card holder defaults next month, to decide on credit at origination.")
                .put("outOfScopeUse", "Marketing, pricing of existing credit, employment, insurance.");
        registration.set("facts", facts());
        JsonNode assessment =
                api.post(ROOT + "/models", erin, registration).told(201).json().path("assessment");
        Story.expect(
                "the assessment's status", "ASSESSED", assessment.path("status").asText());
        Story.expect("the tier", "HIGH", assessment.path("tier").asText());
        List<String> lines = new ArrayList<>();
        lines.add("use case '" + model + "': tier HIGH, for these reasons:");
        boolean annexThree = false;
        for (JsonNode reason : assessment.path("reasons")) {
            lines.add("  " + reason.path("citation").asText() + " ["
                    + reason.path("pack").asText() + "/"
                    + reason.path("rule").asText() + "], from "
                    + reason.path("effectiveFrom").asText()
                    + (reason.path("ahead").asBoolean() ? " (looking ahead: the tier is ours until then)" : ""));
            annexThree |= reason.path("citation").asText().contains("5(b)")
                    && reason.path("ahead").asBoolean();
        }
        Story.expect("a reason from Annex III 5(b), looking ahead", true, annexThree);
        return lines;
    }

    private List<String> versionOne(RunningSandbox sandbox) throws Exception {
        Api api = new Api(sandbox.governance());
        String erin = sandbox.token("erin");
        registerVersion(api, erin, naive, sandbox);
        JsonNode refusal = deploy(api, erin, "1").told(409).json();
        List<String> lines = new ArrayList<>();
        lines.add("version 1 (" + naive.provenance().path("algorithm").asText("Tribuo model") + ", all "
                + naive.features().names().size() + " columns), artifact sha256 "
                + naive.sha256().substring(0, 16) + "…");
        lines.add("deployment refused: " + refusal.path("status").asInt() + " "
                + refusal.path("title").asText());
        for (JsonNode gate : refusal.path("gates")) {
            lines.add("  closed: " + gate.path("id").asText() + ". "
                    + gate.path("why").asText());
        }
        Story.expect("closed gates, at least five", true, refusal.path("gates").size() >= 5);
        return lines;
    }

    private List<String> auditVersionOne(RunningSandbox sandbox) throws Exception {
        Api api = new Api(sandbox.governance());
        String viktor = sandbox.token("viktor");
        byte[] rows = HeldOutRows.csv(naive, remedy).getBytes(StandardCharsets.UTF_8);
        String dataset = sha256(rows);
        api.putBytes(ROOT + "/datasets/" + dataset + "?name=held-out-rows", viktor, rows)
                .told(200);
        JsonNode fixed = api.post(
                        ROOT + "/models/" + model + "/audit-plans",
                        viktor,
                        Map.of("dataset", dataset, "plan", HeldOutRows.plan(model, naive.threshold())))
                .told(201)
                .json();
        plan = fixed.path("digest").asText();
        List<String> lines = new ArrayList<>();
        lines.add("viktor fixed plan " + plan.substring(0, 23) + "… on "
                + naive.heldOut().size() + " held-out rows");
        String verdict = audit(api, sandbox.token("erin"), "1", lines);
        // What the naive version comes to is the data's to say; that it must not pass is why there is a version 2.
        Story.expect("version 1 passes its audit", false, verdict.equals("PASS"));
        JsonNode gates = api.get(ROOT + "/models/" + model + "/versions/1/gates", viktor)
                .told(200)
                .json();
        lines.add("its fairness gate stays closed: "
                + gate(gates, "fairness-audit").path("why").asText());
        Story.expect(
                "the fairness gate of version 1",
                false,
                gate(gates, "fairness-audit").path("open").asBoolean());
        return lines;
    }

    private List<String> versionTwo(RunningSandbox sandbox) throws Exception {
        Api api = new Api(sandbox.governance());
        String erin = sandbox.token("erin");
        List<String> lines = new ArrayList<>();
        registerVersion(api, erin, remedy, sandbox);
        Story.expect("the audit's verdict on version 2", "PASS", audit(api, erin, "2", lines));
        String viktor = sandbox.token("viktor");
        evidence(
                api,
                viktor,
                "validation-checklist",
                "conceptual soundness, outcomes analysis, sensitivity to each feature, replication of the training: reviewed");
        evidence(
                api,
                erin,
                "human-oversight-plan",
                "A credit officer sees every refusal and can override it; the route can be stopped.");
        evidence(api, erin, "rollback-plan", "Suspend the permit; applications fall back to manual decision.");
        evidence(
                api,
                erin,
                "adverse-action-reasons",
                "The notice names the months of delay and the share paid that weighed most against the applicant.");
        JsonNode card = api.post(
                        ROOT + "/models/" + model + "/versions/2/card",
                        erin,
                        Map.of(
                                "summary",
                                "A linear model of the repayment record, without any attribute of the person.",
                                "ethicalConsiderations",
                                "The label is Taiwan's card market of 2005; refusals weigh on people with thin records.",
                                "humanOversight",
                                "A credit officer reviews every refusal before it is sent.",
                                "limitsOfUse",
                                "Card holders with six months of statements; not for first-time applicants."))
                .told(201)
                .json();
        lines.add("evidence for four gates given; card compiled, content "
                + card.path("digest").asText().substring(0, 23) + "…");
        JsonNode gates = api.get(ROOT + "/models/" + model + "/versions/2/gates", erin)
                .told(200)
                .json();
        Story.expect("all gates of version 2 open", true, gates.path("open").asBoolean());
        JsonNode submitted = api.post(
                        ROOT + "/releases",
                        sandbox.token("ines"),
                        Map.of(
                                "model",
                                model,
                                "version",
                                "2",
                                "environment",
                                Services.ENVIRONMENT,
                                "route",
                                model,
                                "summary",
                                "First release: scoring at origination."))
                .told(201)
                .json();
        release = submitted.path("id").asText();
        lines.add("ines submitted release " + release + "; the board must fill " + submitted.path("quorum"));
        return lines;
    }

    private List<String> vote(RunningSandbox sandbox) throws Exception {
        Api api = new Api(sandbox.governance());
        List<String> lines = new ArrayList<>();
        String dossier = api.get(ROOT + "/releases/" + release, sandbox.token("lars"))
                .told(200)
                .json()
                .path("dossierDigest")
                .asText();
        byte[] bytes = api.get(ROOT + "/releases/" + release + "/dossier", sandbox.token("lars"))
                .told(200)
                .body();
        Story.expect("the dossier's digest", dossier, "sha256:" + sha256(bytes));
        lines.add("dossier of " + bytes.length + " bytes, " + dossier.substring(0, 23) + "…");
        JsonNode own = castVote(api, sandbox, "ines", "engineering", "approve", null, dossier)
                .told(409)
                .json();
        Story.expect(
                "why ines may not vote",
                "submitter_may_not_vote",
                own.path("reasons").path(0).path("code").asText());
        lines.add("ines (submitter): refused. " + own.path("detail").asText());
        JsonNode state = null;
        for (String[] seat : new String[][] {
            {"priya", "product"},
            {"lars", "legal"},
            {"emeka", "ethics"},
            {"enzo", "engineering"},
            {"viktor", "validation"}
        }) {
            boolean conditional = seat[0].equals("lars");
            state = castVote(
                            api,
                            sandbox,
                            seat[0],
                            seat[1],
                            conditional ? "approve_with_conditions" : "approve",
                            conditional ? Map.of("purposes", List.of(ALLOWED_PURPOSE)) : null,
                            dossier)
                    .told(200)
                    .json();
            lines.add(seat[0] + " (" + seat[1] + "): "
                    + (conditional ? "approves, for the purpose '" + ALLOWED_PURPOSE + "' only" : "approves"));
        }
        Story.expect("the release's state", "Approved", state.path("state").asText());
        permit = state.path("permit").path("id").asText();
        byte[] envelope = api.get(ROOT + "/permits/" + permit + "/envelope", sandbox.token("carla"))
                .told(200)
                .body();
        PermitCheck check = PermitVerifier.verify(envelope, TrustedKeys.fromPemFile(sandbox.signingPublicKey()));
        Story.expect("the permit verifies", true, check instanceof PermitCheck.Valid);
        PermitCheck.Valid valid = (PermitCheck.Valid) check;
        Story.expect(
                "the permit's artifact",
                remedy.sha256(),
                valid.permit().artifact().hex());
        Story.expect(
                "the permit's dossier", dossier, valid.permit().dossierDigest().toString());
        Story.expect(
                "the permit's purposes",
                Set.of(ALLOWED_PURPOSE),
                valid.permit().conditions().purposes().orElse(Set.of()));
        lines.add("permit " + permit + " (DSSE, in-toto Statement, P-256) verifies offline; valid until "
                + valid.permit().expiresAt());
        return lines;
    }

    private List<String> serve(RunningSandbox sandbox) throws Exception {
        Api api = new Api(sandbox.governance());
        traffic = new CreditTraffic(sandbox, model, remedy);
        List<String> lines = new ArrayList<>();
        deploy(api, sandbox.token("erin"), "2").told(200);
        lines.add(String.format(Locale.ROOT, "deployed; the gateway routes it %d ms later", traffic.awaitReady()));
        lines.add(traffic.first(1_000));
        sandbox.stopPostgres();
        lines.add("PostgreSQL is stopped");
        lines.add(traffic.next(1_000));
        sandbox.startPostgres();
        lines.add("PostgreSQL is started again");
        lines.addAll(traffic.refused(naive));
        lines.add(traffic.tamperedPermitIsRefused());
        return lines;
    }

    private List<String> exactlyOnce(RunningSandbox sandbox) throws Exception {
        return traffic.arriveOnce();
    }

    private List<String> groundTruth(RunningSandbox sandbox) throws Exception {
        Api api = new Api(sandbox.governance());
        List<String> lines = new ArrayList<>();
        for (List<Map<String, Object>> batch : CreditTraffic.batches(traffic.labels(), 1_000)) {
            JsonNode outcome = api.post(ROOT + "/ground-truth", sandbox.clientToken("ci"), Map.of("items", batch))
                    .told(200)
                    .json();
            Story.expect(
                    "labels recorded", batch.size(), outcome.path("recorded").asInt());
        }
        for (List<Map<String, Object>> batch : CreditTraffic.batches(traffic.protectedAttributes(), 2_000)) {
            api.post(ROOT + "/protected-attributes", sandbox.token("viktor"), Map.of("items", batch))
                    .told(200);
        }
        lines.add(traffic.rows() + " labels posted; sex and age band of each person brought in for audits only");
        JsonNode report = api.post(
                        ROOT + "/environments/" + Services.ENVIRONMENT + "/routes/" + model + "/live-audits",
                        sandbox.token("viktor"),
                        Map.of(
                                "version",
                                "2",
                                "plan",
                                plan,
                                "from",
                                Instant.now().minusSeconds(86_400).toString(),
                                "to",
                                Instant.now().plusSeconds(60).toString(),
                                "purpose",
                                "First review of live fairness after release."))
                .told(200)
                .json();
        Story.expect(
                "rows used by the live audit",
                traffic.rows(),
                report.path("rows").path("used").asInt());
        lines.addAll(HeldOutRows.describe(report));
        JsonNode page = api.get(
                        ROOT + "/environments/" + Services.ENVIRONMENT + "/routes/" + model + "/predictions?limit=3",
                        sandbox.token("odile"))
                .told(200)
                .json();
        Story.expect(
                "labelled predictions",
                traffic.rows(),
                page.path("volume").path("labelled").asInt());
        return lines;
    }

    private List<String> suspend(RunningSandbox sandbox) throws Exception {
        Api api = new Api(sandbox.governance());
        String odile = sandbox.token("odile");
        Instant before = Instant.now();
        long begin = System.nanoTime();
        api.post(
                        ROOT + "/permits/" + permit + "/suspend",
                        odile,
                        Map.of("reason", "Drift alarm: hold until it is understood."))
                .told(200);
        long millis = traffic.awaitRefusal("permit_suspended", begin);
        Story.expect("refused within a second of the act", true, millis <= 1_000);
        return List.of(
                "odile suspended permit " + permit + " at " + before,
                "the gateway refused with permit_suspended " + millis + " ms after the request was sent");
    }

    private List<String> download(RunningSandbox sandbox) throws Exception {
        Api api = new Api(sandbox.governance());
        String carla = sandbox.token("carla");
        byte[] card = api.get(ROOT + "/models/" + model + "/versions/2/card.pdf", carla)
                .told(200)
                .body();
        byte[] bundle = api.get(ROOT + "/releases/" + release + "/evidence.zip", carla)
                .told(200)
                .body();
        Story.expect("the card is a PDF", "%PDF", new String(card, 0, 4, StandardCharsets.US_ASCII));
        Set<String> files = entries(bundle);
        Story.expect(
                "the bundle's dossier, permit and card",
                true,
                files.containsAll(Set.of("dossier.json", "permit.dsse.json", "card.pdf", "SHA256SUMS")));
        Path folder = Files.createDirectories(sandbox.downloads());
        Files.write(folder.resolve(model + "-card.pdf"), card);
        Files.write(folder.resolve(model + "-evidence.zip"), bundle);
        JsonNode root = api.get(ROOT + "/ledger/root", carla).told(200).json();
        return List.of(
                "card.pdf (" + card.length / 1024 + " KiB) and evidence.zip (" + files.size() + " files, "
                        + bundle.length / 1024 + " KiB) are in " + folder,
                "the ledger has " + root.path("size").asLong() + " acts; its root is "
                        + root.path("root").asText());
    }

    private static String freshName(Api api, String token) throws Story.Otherwise {
        for (int run = 1; ; run++) {
            String name = run == 1 ? USE_CASE : USE_CASE + "-" + run;
            Api.Answer answer = api.get(ROOT + "/models/" + name, token);
            if (answer.status() == 404) {
                return name;
            }
            answer.told(200);
        }
    }

    private void registerVersion(Api api, String token, TrainedModel trained, RunningSandbox sandbox)
            throws Story.Otherwise {
        api.putBytes(ROOT + "/artifacts/" + trained.sha256(), token, trained.onnx())
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
        api.post(ROOT + "/models/" + model + "/versions", token, registration).told(201);
    }

    private Api.Answer deploy(Api api, String token, String version) {
        return api.put(
                ROOT + "/environments/" + Services.ENVIRONMENT + "/routes/" + model,
                token,
                Map.of("model", model, "version", version));
    }

    private String audit(Api api, String token, String version, List<String> lines) throws Story.Otherwise {
        JsonNode run = api.post(
                        ROOT + "/models/" + model + "/versions/" + version + "/audits", token, Map.of("plan", plan))
                .told(201)
                .json();
        Story.expect(
                "the audit of version " + version,
                "COMPLETED",
                run.path("status").asText());
        JsonNode report = api.get(ROOT + "/audits/" + run.path("id").asText() + "/report", token)
                .told(200)
                .json();
        lines.add("audit of version " + version + ": " + run.path("verdict").asText());
        lines.addAll(HeldOutRows.describe(report));
        return run.path("verdict").asText();
    }

    private void evidence(Api api, String token, String gate, String text) throws Story.Otherwise {
        api.post(
                        ROOT + "/models/" + model + "/versions/2/evidence",
                        token,
                        Map.of("gate", gate, "title", gate.replace('-', ' '), "content", Map.of("text", text)))
                .told(201);
    }

    private Api.Answer castVote(
            Api api,
            RunningSandbox sandbox,
            String person,
            String function,
            String decision,
            Map<String, Object> conditions,
            String dossier) {
        ObjectNode vote = JSON.createObjectNode()
                .put("function", function)
                .put("decision", decision)
                .put("rationale", "Read for " + function + ": dossier, audit and card support this decision.")
                .put("dossierDigest", dossier);
        if (conditions != null) {
            vote.set("conditions", JSON.valueToTree(conditions));
        }
        return api.post(ROOT + "/releases/" + release + "/votes", sandbox.token(person), vote);
    }

    private static JsonNode gate(JsonNode gates, String id) {
        for (JsonNode gate : gates.path("gates")) {
            if (gate.path("id").asText().equals(id)) {
                return gate;
            }
        }
        return JSON.missingNode();
    }

    private static JsonNode facts() throws IOException {
        try (InputStream json = CreditStory.class.getResourceAsStream("story/credit-default-facts.json")) {
            return JSON.readTree(json);
        }
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

    static String sha256(byte[] bytes) throws java.security.NoSuchAlgorithmException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }
}
