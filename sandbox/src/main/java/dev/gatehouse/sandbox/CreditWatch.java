package dev.gatehouse.sandbox;

import static dev.gatehouse.sandbox.Api.JSON;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.audit.Progress;
import dev.gatehouse.audit.cells.Limits;
import dev.gatehouse.audit.drift.DriftAudit;
import dev.gatehouse.audit.plan.DriftPlan;
import dev.gatehouse.sandbox.credit.TrainedModel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How {@code credit-default} is watched against the rows that it was trained on: drift and performance before the board sees it, drift of what
 * the gateway recorded, and the finding that a suspension leaves. All through the public API, but for the statistics of the training rows,
 * which an engineer makes where the rows are, as {@code ./gatehouse audit PLAN.yaml --statistics} does.
 */
final class CreditWatch {

    private static final String ROOT = CreditRelease.ROOT;
    private static final String SCORE = "score";
    private static final String LABEL = "label";
    /** The house pack's for tier HIGH; a plan may ask for more, and then needs more rows to pass. */
    private static final double MOST_MOVED = 0.4;

    private final RunningSandbox sandbox;
    private final CreditRelease credit;
    private final TrainedModel watched;
    private final Api api;
    private String driftPlan;
    private String finding;

    CreditWatch(RunningSandbox sandbox, CreditRelease credit) {
        this.sandbox = sandbox;
        this.credit = credit;
        this.watched = credit.remedy();
        this.api = new Api(sandbox.governance());
    }

    /** erin registers what the training rows looked like. */
    List<String> registerTrainingStatistics() throws Exception {
        JsonNode registered = api.post(
                        ROOT + "/models/" + credit.model() + "/versions/" + watched.version() + "/training-statistics",
                        sandbox.token("erin"),
                        JSON.readTree(statistics()))
                .told(201)
                .json();
        Story.expect(
                "inputs that the statistics say nothing of",
                0,
                registered.path("missingInputs").size());
        return List.of("statistics of " + registered.path("rows").asInt() + " training rows registered with version "
                + watched.version() + ", no row among them: "
                + registered.path("digest").asText().substring(0, 23) + "…");
    }

    /** The document, counted from the rows in a file of its own that is deleted again. */
    private byte[] statistics() throws IOException {
        Path folder = Files.createTempDirectory("gatehouse-training-");
        try {
            Path rows = Files.writeString(folder.resolve("training.csv"), trainingCsv(true));
            ObjectNode plan = driftPlan().put("classifier", false);
            DriftAudit.Result counted = DriftAudit.run(
                    DriftPlan.parse(JSON.writeValueAsBytes(plan)),
                    List.of(rows),
                    List.of(rows),
                    Progress.NONE,
                    new Limits(Limits.MEMORY_MEGABYTES, Limits.THREADS, folder));
            String digest = "sha256:" + CreditRelease.sha256(Files.readAllBytes(rows));
            return DriftAudit.statistics(counted.cells(), SCORE, LABEL, digest).toJson();
        } finally {
            StateDirectory.delete(folder);
        }
    }

    /** viktor fixes a plan of drift and one of performance; erin has the version audited by both. */
    List<String> audit() throws Exception {
        String viktor = sandbox.token("viktor");
        byte[] rows = trainingCsv(false).getBytes(StandardCharsets.UTF_8);
        String training = CreditRelease.sha256(rows);
        api.putBytes(ROOT + "/datasets/" + training + "?name=training-rows", viktor, rows)
                .told(200);
        driftPlan = fixed(training, driftPlan());
        String performancePlan = fixed(training, performancePlan());
        JsonNode driftRun = credit.asked(watched, driftPlan);
        JsonNode performanceRun = credit.asked(watched, performancePlan);
        List<String> lines = new ArrayList<>();
        JsonNode drift = credit.report(watched, driftRun);
        Story.expect(
                "the verdict on drift from the training rows",
                "PASS",
                drift.path("verdict").asText());
        lines.add("audit of drift from the training rows: PASS; " + farthest(drift));
        JsonNode performance = credit.report(watched, performanceRun);
        Story.expect(
                "the verdict on performance",
                "PASS",
                performance.path("verdict").asText());
        lines.add("audit of performance against the training rows: PASS");
        return lines;
    }

    /** viktor holds what the gateway recorded against the statistics of the training rows. */
    List<String> auditTraffic(int rows) throws Story.Otherwise {
        JsonNode report = api.post(
                        ROOT + "/environments/" + Services.ENVIRONMENT + "/routes/" + credit.model() + "/live-audits",
                        sandbox.token("viktor"),
                        Map.of(
                                "version",
                                watched.version(),
                                "plan",
                                driftPlan,
                                "from",
                                Instant.now().minusSeconds(86_400).toString(),
                                "to",
                                Instant.now().plusSeconds(60).toString(),
                                "reference",
                                Map.of("statistics", "training"),
                                "purpose",
                                "First look at what callers send, after release."))
                .told(200)
                .json();
        Story.expect(
                "rows of the live audit of drift",
                rows,
                report.path("rows").path("current").path("used").asInt());
        List<String> lines = new ArrayList<>();
        lines.add("drift of the traffic from the training rows: "
                + report.path("verdict").asText() + "; " + farthest(report));
        report.path("reasons").forEach(reason -> lines.add("  " + reason.asText()));
        return lines;
    }

    /** odile reports what is to be found out before anything serves again. */
    List<String> report() throws Story.Otherwise {
        finding = api.post(
                        ROOT + "/findings",
                        sandbox.token("odile"),
                        Map.of(
                                "model",
                                credit.model(),
                                "severity",
                                "medium",
                                "title",
                                "Suspended on a drift alarm: find the cause",
                                "detail",
                                List.of(
                                        "The alarm came from outside of Gatehouse; the audit of that day's traffic finds no column beyond its limit.",
                                        "Say what raised it, and whether its threshold is right, before the route is opened again."),
                                "owner",
                                "Retail credit risk"))
                .told(201)
                .json()
                .path("id")
                .asText();
        return List.of("odile reported a finding of medium severity, which its owner is to remedy in time");
    }

    /** The id of the finding, once it is reported. */
    String finding() {
        return finding;
    }

    private String fixed(String training, ObjectNode plan) throws Story.Otherwise {
        return api.post(
                        ROOT + "/models/" + credit.model() + "/audit-plans",
                        sandbox.token("viktor"),
                        Map.of("dataset", credit.heldOutRows(), "reference", training, "plan", plan))
                .told(201)
                .json()
                .path("digest")
                .asText();
    }

    private ObjectNode driftPlan() {
        ObjectNode plan = plan("drift").put("score", SCORE).put(LABEL, LABEL);
        watched.features().names().forEach(plan.putArray("features")::add);
        ObjectNode limits = plan.putObject("limits");
        limits.putObject("wasserstein_normed").put("max", MOST_MOVED);
        limits.putObject("jensen_shannon").put("max", 0.1);
        return plan;
    }

    private ObjectNode performancePlan() {
        ObjectNode plan = plan("performance");
        plan.putObject(LABEL).put("column", LABEL).put("positive", TrainedModel.POSITIVE);
        plan.putObject("decision").put("score", SCORE).put("threshold", watched.threshold());
        ObjectNode limits = plan.putObject("limits");
        limits.putObject("auc").put("min", 0.7);
        limits.putObject("auc_drop").put("max", 0.05);
        return plan;
    }

    private ObjectNode plan(String kind) {
        return JSON.createObjectNode()
                .put("kind", kind)
                .put("data", "held-out rows of " + credit.model())
                .put("reference", "training rows of " + credit.model());
    }

    /** The service scores rows itself; statistics are made where it is not. */
    private String trainingCsv(boolean scored) {
        StringBuilder csv = new StringBuilder(LABEL);
        watched.features().names().forEach(name -> csv.append(',').append(name));
        csv.append(scored ? "," + SCORE + "\n" : "\n");
        for (TrainedModel.ScoredRow row : watched.training()) {
            csv.append(HeldOutRows.label(row.holder()));
            for (float value : row.input()) {
                csv.append(',').append(value);
            }
            csv.append(scored ? "," + row.score() + "\n" : "\n");
        }
        return csv.toString();
    }

    /** The column of a report of drift that moved most, by the distance that judges it. */
    private static String farthest(JsonNode report) {
        JsonNode farthest = report.path("drift").path(0);
        for (JsonNode column : report.path("drift")) {
            if (column.path("statistic").asDouble() > farthest.path("statistic").asDouble()) {
                farthest = column;
            }
        }
        return String.format(
                Locale.ROOT,
                "%s moved most, by %.3f standard deviations where %.1f are allowed and chance alone gives up to %.3f",
                farthest.path("feature").asText(),
                farthest.path("statistic").asDouble(),
                MOST_MOVED,
                farthest.path("noise_floor").asDouble());
    }
}
