package dev.gatehouse.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.migrations.MigratedPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * A large inventory: one model whose version went the whole way through the service's own API, and copies of its rows under other names,
 * made in the database. Of ten versions of a model the first was released; each model has a finding; every tenth model is deployed. Of some models the second version is before the board.
 */
final class Inventory {

    static final String MODEL = "scored-0";
    static final String ENVIRONMENT = "production";

    /** Releases before the board, and those of them whose time is over. */
    private static final int IN_REVIEW = 200;

    private static final int OVERDUE = 50;

    private static final String NEXT_ID = "nextval(pg_get_serial_sequence('governance.%s', 'id'))";

    private Inventory() {}

    /** Makes it. The service must run on an empty database. */
    static void make(LedgerService service, int models, int versions, int predictions) throws Exception {
        original(service);
        try (Connection database = service.sandbox().connect(MigratedPostgres.OWNER);
                Statement statement = database.createStatement()) {
            for (String sql : copies(models, versions / models, predictions)) {
                statement.execute(sql);
            }
            for (String table : List.of(
                    "governance.model",
                    "governance.model_version",
                    "governance.assessment",
                    "governance.evidence",
                    "governance.release",
                    "governance.vote",
                    "governance.permit",
                    "governance.permit_act",
                    "governance.route",
                    "governance.finding",
                    "governance.report",
                    "governance.ledger_leaf",
                    "outcome.request",
                    "outcome.prediction",
                    "label.ground_truth")) {
                statement.execute("ANALYZE " + table);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the inventory could not be copied: " + e.getMessage(), e);
        }
    }

    private static void original(LedgerService service) throws Exception {
        byte[] artifact = "not a model: nothing here loads it".getBytes(java.nio.charset.StandardCharsets.UTF_8);
        String sha256 = HexFormat.of()
                .formatHex(java.security.MessageDigest.getInstance("SHA-256").digest(artifact));
        service.putBytes("/api/v1/artifacts/" + sha256, "erin", artifact);
        JsonNode obligations = service.post(
                        "/api/v1/models", "erin", LedgerActs.model(MODEL, LedgerActs.lowRisk()), 201)
                .path("assessment")
                .path("obligations");
        String versions = "/api/v1/models/" + MODEL + "/versions";
        service.post(versions, "erin", LedgerActs.version(0, sha256), 201);
        service.post(versions + "/0/card", "erin", Map.of(), 201);
        for (JsonNode gate : obligations.path("gates")) {
            if (List.of("document", "checklist")
                    .contains(gate.path("evidenceKind").asText())) {
                service.post(
                        versions + "/0/evidence",
                        gate.path("givenBy").toString().contains("engineer") ? "erin" : "viktor",
                        Map.of(
                                "gate",
                                gate.path("id").asText(),
                                "title",
                                "Measured",
                                "content",
                                Map.of("text", "Done.")),
                        201);
            }
        }
        JsonNode release = service.post(
                "/api/v1/releases",
                "erin",
                Map.of(
                        "model",
                        MODEL,
                        "version",
                        "0",
                        "environment",
                        ENVIRONMENT,
                        "route",
                        MODEL,
                        "summary",
                        "Measured."),
                201);
        var functions = obligations.path("quorum").fieldNames();
        while (functions.hasNext()) {
            String function = functions.next();
            service.post(
                    "/api/v1/releases/" + release.path("id").asText() + "/votes",
                    LedgerActs.MEMBERS.get(function),
                    Map.of(
                            "function",
                            function,
                            "decision",
                            "approve",
                            "rationale",
                            "I have read the dossier and find it sound.",
                            "dossierDigest",
                            release.path("dossierDigest").asText()),
                    200);
        }
        service.put(
                "/api/v1/environments/" + ENVIRONMENT + "/routes/" + MODEL,
                "erin",
                Map.of("model", MODEL, "version", "0"));
    }

    /** A copy of each row that {@code from} finds, other in what {@code differs} says. */
    private static String copy(String table, String differs, String from) {
        return "INSERT INTO governance." + table
                + " OVERRIDING SYSTEM VALUE SELECT (jsonb_populate_record(o, jsonb_build_object(" + differs
                + "))).* FROM " + from;
    }

    private static List<String> copies(int models, int versionsOfEach, int predictions) {
        String id = NEXT_ID;
        String original = "(SELECT id FROM governance.model WHERE name = '" + MODEL + "')";
        String copies = "m.name LIKE 'scored-%' AND m.name <> '" + MODEL + "'";
        return List.of(
                copy(
                        "model",
                        "'id', " + id.formatted("model")
                                + ", 'name', 'scored-' || i, 'title', 'Scoring of portfolio ' || i,"
                                + " 'owner', 'Team ' || i % 40, 'created_at', now() - i * interval '1 minute'",
                        "governance.model o, generate_series(1, " + (models - 1) + ") i WHERE o.name = '" + MODEL
                                + "'"),
                copy(
                        "assessment",
                        "'id', " + id.formatted("assessment") + ", 'model_id', m.id",
                        "governance.assessment o, governance.model m WHERE o.id = (SELECT max(id) FROM governance.assessment WHERE model_id = "
                                + original + ") AND " + copies),
                copy(
                        "model_version",
                        "'id', " + id.formatted("model_version") + ", 'model_id', m.id, 'version', v::text",
                        "governance.model_version o, generate_series(0, " + (versionsOfEach - 1)
                                + ") v, governance.model m WHERE o.model_id = " + original + " AND " + copies),
                copy(
                        "model_version",
                        "'id', " + id.formatted("model_version") + ", 'version', v::text",
                        "governance.model_version o, generate_series(1, " + (versionsOfEach - 1)
                                + ") v WHERE o.model_id = " + original + " AND o.version = '0'"),
                copy(
                        "evidence",
                        "'id', gen_random_uuid(), 'version_id', v.id",
                        "governance.evidence o, governance.model_version v WHERE v.version IN ('0', '1')"
                                + " AND NOT EXISTS (SELECT FROM governance.evidence x WHERE x.version_id = v.id)"),
                "CREATE TEMPORARY TABLE made AS SELECT v.id AS version_id, m.name, gen_random_uuid() AS release, gen_random_uuid() AS permit"
                        + " FROM governance.model_version v JOIN governance.model m ON m.id = v.model_id"
                        + " WHERE v.version = '0' AND m.name <> '" + MODEL + "'",
                copy(
                        "release",
                        "'id', made.release, 'version_id', made.version_id, 'route', made.name",
                        "governance.release o, made WHERE o.route = '" + MODEL + "'"),
                copy(
                        "vote",
                        "'id', gen_random_uuid(), 'release_id', made.release",
                        "governance.vote o, made WHERE o.release_id = (SELECT id FROM governance.release WHERE route = '"
                                + MODEL + "')"),
                copy(
                        "permit",
                        "'id', made.permit, 'release_id', made.release, 'version_id', made.version_id, 'route', made.name, 'model', made.name",
                        "governance.permit o, made WHERE o.route = '" + MODEL + "'"),
                copy(
                        "permit_act",
                        "'id', " + id.formatted("permit_act") + ", 'permit_id', made.permit",
                        "governance.permit_act o, made WHERE o.permit_id = (SELECT id FROM governance.permit WHERE route = '"
                                + MODEL + "')"),
                copy(
                        "route",
                        "'id', " + id.formatted("route")
                                + ", 'name', made.name, 'version_id', made.version_id, 'permit_id', made.permit",
                        "governance.route o, made WHERE o.name = '" + MODEL + "' AND made.name LIKE '%0'"),
                "CREATE TEMPORARY TABLE waiting AS SELECT v.id AS version_id, m.name, gen_random_uuid() AS release,"
                        + " row_number() OVER (ORDER BY m.id) AS n FROM governance.model_version v JOIN governance.model m ON m.id = v.model_id"
                        + " WHERE v.version = '1' AND m.name <> '" + MODEL + "' ORDER BY m.id LIMIT " + IN_REVIEW,
                copy(
                        "release",
                        "'id', waiting.release, 'version_id', waiting.version_id, 'route', waiting.name, 'state', 'InReview',"
                                + " 'decided_at', null, 'submitted_at', now() - waiting.n * interval '1 hour',"
                                + " 'due_at', now() + (waiting.n - " + OVERDUE + ") * interval '1 hour',"
                                + " 'escalated_at', CASE WHEN waiting.n <= " + OVERDUE + " THEN now() END",
                        "governance.release o, waiting WHERE o.route = '" + MODEL + "'"),
                "INSERT INTO governance.finding (id, model_id, model_name, kind, severity, title, detail, owner, due_on, state, cause,"
                        + " opened_at, revision, worst_severity) SELECT gen_random_uuid(), id, name, 'validation',"
                        + " (ARRAY['high', 'medium', 'low'])[1 + id % 3], 'Monitoring is thin', ARRAY['Measured.'], owner,"
                        + " current_date + (id % 90)::int - 10, 'OPEN', 'benchmark', now() - id * interval '1 minute', 0,"
                        + " (ARRAY['high', 'medium', 'low'])[1 + id % 3]"
                        + " FROM governance.model",
                "SELECT outcome.ensure_day(d::date) FROM generate_series(now() - interval '31 days', now(), interval '1 day') d",
                "CREATE TEMPORARY TABLE asked AS SELECT gen_random_uuid() AS id, now() - i * interval '2.5 seconds' AS at, random() AS score"
                        + " FROM generate_series(1, " + predictions + ") i",
                "INSERT INTO outcome.request (request_id, received_at, gateway, environment, route, model, version, artifact_sha256,"
                        + " permit_id, caller, purpose, mode, status, latency_micros, row_count, request_body, response_body)"
                        + " SELECT id, at, 'gateway-1', '" + ENVIRONMENT + "', '" + MODEL + "', '" + MODEL
                        + "', '0', repeat('a', 64), (SELECT id FROM governance.permit WHERE route = '" + MODEL
                        + "'), 'scoring-app', 'credit-origination', 'primary', 200, 900, 1, convert_to(repeat('x', 200), 'UTF8'), ''"
                        + " FROM asked",
                "INSERT INTO outcome.prediction (request_id, row_index, received_at, route, version, subject, score, decision)"
                        + " SELECT id, 0, at, '" + MODEL + "', '0', 'subject-' || id, score,"
                        + " CASE WHEN score >= 0.5 THEN 'default' ELSE 'repay' END FROM asked",
                "INSERT INTO label.ground_truth (request_id, row_index, label, confirmed, observed_at, recorded_at, recorded_by)"
                        + " SELECT id, 0, 'repay', true, at, now(), 'benchmark' FROM asked WHERE score < 0.3");
    }
}
