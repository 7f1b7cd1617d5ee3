package dev.gatehouse.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.gatehouse.approval.permit.PermitCheck;
import dev.gatehouse.approval.permit.PermitVerifier;
import dev.gatehouse.approval.signing.TrustedKeys;
import dev.gatehouse.sandbox.credit.TrainedModel;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The story of {@code credit-default}: from the facts of a use case to a permit, through traffic to its suspension, all through the
 * public APIs with real tokens. Each run tells it with a use case of its own, so that it can be told again on the same data.
 */
final class CreditStory {

    private static final String ROOT = CreditRelease.ROOT;

    /** Chapter III, sections 1 to 3 of the AI Act, for Annex III, as amended by Regulation (EU) 2026/1744. */
    private static final String HIGH_RISK_DUTIES_APPLY = "2027-12-02";

    private CreditRelease credit;
    private CreditWatch watch;
    private CreditRecord record;
    private String permit;
    private CreditTraffic traffic;
    private Instant served;

    /** The steps in order. */
    List<Story.Step> steps() {
        return List.of(
                new Story.Step(
                        "An engineer registers the use case; the tier comes out with its reasons", this::register),
                new Story.Step("Version 1 is registered and refused at deployment, gate by gate", this::versionOne),
                new Story.Step(
                        "Validation fixes an audit plan; version 1 is audited on held-out rows", this::auditVersionOne),
                new Story.Step(
                        "Version 2 gets its audits, evidence and card, and goes before the board", this::versionTwo),
                new Story.Step("The board votes; a permit is issued and can be verified by anyone", this::vote),
                new Story.Step(
                        "The route is deployed and scores 2,000 real rows; what is not permitted is refused",
                        this::serve),
                new Story.Step(
                        "Every answer is in PostgreSQL exactly once, although it was stopped in between",
                        this::exactlyOnce),
                new Story.Step("Ground truth arrives; fairness and drift of live predictions", this::groundTruth),
                new Story.Step(
                        "An operator suspends the permit and reports a finding; a new release waits for the board",
                        this::suspend),
                new Story.Step("The compliance officer tells what served, and by whose word", this::served),
                new Story.Step("She downloads card and evidence", sandbox -> record.download(served)));
    }

    /** Where to look for oneself, once the story is told. */
    List<String> tour(RunningSandbox sandbox) {
        return record.tour(credit.release(), watch.finding(), served);
    }

    private List<String> register(RunningSandbox sandbox) throws Exception {
        credit = new CreditRelease(sandbox);
        JsonNode assessment = credit.register();
        Story.expect(
                "the assessment's status", "ASSESSED", assessment.path("status").asText());
        Story.expect("the tier", "HIGH", assessment.path("tier").asText());
        List<String> lines = new ArrayList<>();
        lines.add("use case '" + credit.model() + "': tier HIGH, for these reasons:");
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
        JsonNode then = credit.assessmentOn(HIGH_RISK_DUTIES_APPLY);
        int more = then.path("obligations").path("gates").size()
                - assessment.path("obligations").path("gates").size();
        lines.add("on " + HIGH_RISK_DUTIES_APPLY + ", when the AI Act's duties for high-risk systems apply: " + more
                + " gates more");
        Story.expect("more gates on " + HIGH_RISK_DUTIES_APPLY, true, more > 0);
        JsonNode rice = credit.describe().path("particulars").path("rice");
        lines.add("the inventory has its purpose, data, key results and KPIs; RICE score: reach " + rice.path("reach")
                + " × impact " + rice.path("impact") + " × confidence " + rice.path("confidence") + " ÷ effort "
                + rice.path("effort"));
        return lines;
    }

    private List<String> versionOne(RunningSandbox sandbox) throws Exception {
        TrainedModel naive = credit.naive();
        credit.registerVersion(naive);
        JsonNode refusal = credit.deploy(naive).told(409).json();
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
        credit.fixPlan();
        List<String> lines = new ArrayList<>();
        lines.add("viktor fixed plan " + credit.plan().substring(0, 23) + "… on "
                + credit.naive().heldOut().size() + " held-out rows");
        String verdict = credit.audit(credit.naive(), lines);
        // What the naive version comes to is the data's to say; that it must not pass is why there is a version 2.
        Story.expect("version 1 passes its audit", false, verdict.equals("PASS"));
        JsonNode fairness = gate(credit.gates(credit.naive(), "viktor"), "fairness-audit");
        lines.add("its fairness gate stays closed: " + fairness.path("why").asText());
        Story.expect(
                "the fairness gate of version 1", false, fairness.path("open").asBoolean());
        return lines;
    }

    private List<String> versionTwo(RunningSandbox sandbox) throws Exception {
        List<String> lines = new ArrayList<>();
        credit.registerVersion(credit.remedy());
        watch = new CreditWatch(sandbox, credit);
        lines.addAll(watch.registerTrainingStatistics());
        Story.expect("the audit's verdict on version 2", "PASS", credit.audit(credit.remedy(), lines));
        lines.addAll(watch.audit());
        String card = credit.giveEvidence();
        lines.add("evidence for nine gates given; card compiled, content " + card.substring(0, 23) + "…");
        Story.expect(
                "all gates of version 2 open",
                true,
                credit.gates(credit.remedy(), "erin").path("open").asBoolean());
        JsonNode submitted = credit.submit(credit.model(), "First release: scoring at origination.");
        lines.add("ines submitted release " + credit.release() + "; the board must fill " + submitted.path("quorum"));
        return lines;
    }

    private List<String> vote(RunningSandbox sandbox) throws Exception {
        Api api = new Api(sandbox.governance());
        List<String> lines = new ArrayList<>();
        String dossier = credit.dossier();
        byte[] bytes = api.get(ROOT + "/releases/" + credit.release() + "/dossier", sandbox.token("lars"))
                .told(200)
                .body();
        Story.expect("the dossier's digest", dossier, "sha256:" + CreditRelease.sha256(bytes));
        lines.add("dossier of " + bytes.length + " bytes, " + dossier.substring(0, 23) + "…");
        JsonNode own = credit.vote(new CreditRelease.Seat("ines", "engineering"), dossier)
                .told(409)
                .json();
        Story.expect(
                "why ines may not vote",
                "submitter_may_not_vote",
                own.path("reasons").path(0).path("code").asText());
        lines.add("ines (submitter): refused. " + own.path("detail").asText());
        String question =
                credit.ask("emeka", "audits", "Which people does the minimum group size leave out of the audit?");
        JsonNode early =
                credit.vote(CreditRelease.BOARD.get(0), dossier).told(409).json();
        Story.expect(
                "why no seat can be filled yet",
                "questions_open",
                early.path("reasons").path(0).path("code").asText());
        lines.add("emeka asks about the audits; until somebody answers, no seat can be filled");
        credit.answer(
                "erin",
                question,
                "Groups under the plan's minimum are counted and shown as insufficient, not left out.");
        lines.add("erin answers");
        JsonNode state = null;
        for (CreditRelease.Seat seat : CreditRelease.BOARD) {
            state = credit.vote(seat, dossier).told(200).json();
            lines.add(seat.person() + " (" + seat.function() + "): approves"
                    + (seat.function().equals("legal")
                            ? ", for the purpose '" + CreditRelease.ALLOWED_PURPOSE + "' only"
                            : ""));
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
                credit.remedy().sha256(),
                valid.permit().artifact().hex());
        Story.expect(
                "the permit's dossier", dossier, valid.permit().dossierDigest().toString());
        Story.expect(
                "the permit's purposes",
                Set.of(CreditRelease.ALLOWED_PURPOSE),
                valid.permit().conditions().purposes().orElse(Set.of()));
        lines.add("permit " + permit + " (DSSE, in-toto Statement, P-256) verifies offline; valid until "
                + valid.permit().expiresAt());
        return lines;
    }

    private List<String> serve(RunningSandbox sandbox) throws Exception {
        traffic = new CreditTraffic(sandbox, credit.model(), credit.remedy());
        List<String> lines = new ArrayList<>();
        credit.deploy(credit.remedy()).told(200);
        lines.add(String.format(Locale.ROOT, "deployed; the gateway routes it %d ms later", traffic.awaitReady()));
        lines.add(traffic.first(1_000));
        served = Instant.now();
        sandbox.stopPostgres();
        lines.add("PostgreSQL is stopped");
        lines.add(traffic.next(1_000));
        sandbox.startPostgres();
        lines.add("PostgreSQL is started again");
        lines.addAll(traffic.refused(credit.naive()));
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
                        ROOT + "/environments/" + Services.ENVIRONMENT + "/routes/" + credit.model() + "/live-audits",
                        sandbox.token("viktor"),
                        Map.of(
                                "version",
                                "2",
                                "plan",
                                credit.plan(),
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
        lines.addAll(watch.auditTraffic(traffic.rows()));
        JsonNode page = api.get(
                        ROOT + "/environments/" + Services.ENVIRONMENT + "/routes/" + credit.model()
                                + "/predictions?limit=3",
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
        List<String> lines = new ArrayList<>(List.of(
                "odile suspended permit " + permit + " at " + before,
                "the gateway refused with permit_suspended " + millis + " ms after the request was sent"));
        lines.addAll(watch.report());
        record = new CreditRecord(sandbox, credit, credit.release());
        credit.submit(credit.model(), "Second release: the same version, once the alarm is understood.");
        lines.add("ines submitted release " + credit.release() + " for the same route; it waits for the board");
        return lines;
    }

    private List<String> served(RunningSandbox sandbox) throws Exception {
        return record.servedAt(served);
    }

    private static JsonNode gate(JsonNode gates, String id) {
        for (JsonNode gate : gates.path("gates")) {
            if (gate.path("id").asText().equals(id)) {
                return gate;
            }
        }
        return MissingNode.getInstance();
    }
}
