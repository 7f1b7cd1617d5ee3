package dev.gatehouse.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.migrations.MigratedPostgres;
import dev.gatehouse.risk.FactsFile;
import dev.gatehouse.risk.RiskAssessor;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Acts a second over HTTP, and how long an act waits for its signed checkpoint.
 *
 * <p>Two loads. <em>Questions</em>: on releases under review a question is asked by one person and answered by another, each an act with its
 * checks and its row; this has the limit. <em>Releases</em>: whole lives of a release of low risk (submitted, voted on, decided, its permit issued
 * and suspended), each of which costs dossiers, the checks of its votes, questions to Keycloak and a signature.
 */
final class LedgerActs implements Benchmarks.Benchmark {

    private static final int WORKERS = 8;
    private static final int VERSIONS_PER_WORKER = 4;
    /** Of which each takes 500 questions. */
    private static final int RELEASES_PER_WORKER = 20;

    private static final double LIMIT_ACTS_PER_SECOND = 300;
    private static final double LIMIT_MS_TO_CHECKPOINT = 1_000;
    private static final long NEEDED_BYTES = 3_000_000_000L;
    private static final long POLL_MS = 10;
    static final Map<String, String> MEMBERS = Map.of(
            "product", "priya", "legal", "lars", "ethics", "emeka", "engineering", "ines", "validation", "viktor");

    /** When the caller was told of a suspension, by the subject of its leaf. */
    private final Map<String, Instant> suspended = new ConcurrentHashMap<>();

    private final Duration warmUp;
    private final Duration measured;

    LedgerActs(Duration warmUp, Duration measured) {
        this.warmUp = warmUp;
        this.measured = measured;
    }

    private interface Load {
        void once(int worker, long turn) throws IOException, InterruptedException;
    }

    @Override
    public Figures run() throws Exception {
        Figures figures = new Figures();
        Map<String, Object> facts = lowRisk();
        try (LedgerService service = LedgerService.start(NEEDED_BYTES)) {
            Set<String> quorum = new TreeSet<>();
            byte[] artifact = "not a model: nothing here loads it".getBytes(java.nio.charset.StandardCharsets.UTF_8);
            String sha256 = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(artifact));
            service.putBytes("/api/v1/artifacts/" + sha256, "erin", artifact);
            for (int worker = 0; worker < WORKERS; worker++) {
                JsonNode obligations = service.post("/api/v1/models", "erin", model(released(worker), facts), 201)
                        .path("assessment")
                        .path("obligations");
                obligations.path("quorum").fieldNames().forEachRemaining(quorum::add);
                for (int version = 0; version < VERSIONS_PER_WORKER; version++) {
                    String versions = "/api/v1/models/" + released(worker) + "/versions";
                    service.post(versions, "erin", version(version, sha256), 201);
                    service.post(versions + "/" + version + "/card", "erin", Map.of(), 201);
                    for (JsonNode gate : obligations.path("gates")) {
                        if (List.of("document", "checklist")
                                .contains(gate.path("evidenceKind").asText())) {
                            service.post(
                                    versions + "/" + version + "/evidence",
                                    gate.path("givenBy").toString().contains("engineer") ? "erin" : "viktor",
                                    Map.of(
                                            "gate", gate.path("id").asText(),
                                            "title", "Measured",
                                            "content", Map.of("text", "Done.")),
                                    201);
                        }
                    }
                }
            }
            List<List<String>> underReview = new ArrayList<>();
            for (int worker = 0; worker < WORKERS; worker++) {
                List<String> releases = new ArrayList<>();
                for (int i = 0; i < RELEASES_PER_WORKER; i++) {
                    releases.add(submit(service, worker, 0, "environment-" + i)
                            .path("id")
                            .asText());
                }
                underReview.add(releases);
            }
            Load questions = (worker, turn) -> {
                List<String> releases = underReview.get(worker);
                String comments = "/api/v1/releases/" + releases.get((int) (turn % releases.size())) + "/comments";
                String question = service.post(
                                comments,
                                "ines",
                                Map.of("section", "artifact", "kind", "question", "text", "Whose bytes are these?"),
                                201)
                        .path("id")
                        .asText();
                service.post(comments + "/" + question + "/answers", "erin", Map.of("text", "The supplier's."), 201);
            };
            measure("questions and answers", service, questions, figures, true);
            Window window = measure(
                    "releases", service, (worker, turn) -> release(service, quorum, worker, turn), figures, false);
            sayWaitsAfterAnswers(service, window, figures);
        }
        return figures;
    }

    /**
     * What was measured.
     *
     * @param seen when a client first saw a checkpoint of each size
     */
    private record Window(Instant begin, Instant end, NavigableMap<Long, Instant> seen) {}

    private Window measure(String name, LedgerService service, Load load, Figures figures, boolean limited)
            throws Exception {
        AtomicBoolean stop = new AtomicBoolean();
        NavigableMap<Long, Instant> seen = new ConcurrentSkipListMap<>();
        ExecutorService threads = Executors.newFixedThreadPool(WORKERS + 1);
        Instant begin;
        Instant end;
        long requests = 0;
        try {
            List<Future<Long>> workers = new ArrayList<>();
            for (int i = 0; i < WORKERS; i++) {
                int worker = i;
                Callable<Long> work = () -> {
                    long turn = 0;
                    while (!stop.get()) {
                        load.once(worker, turn++);
                    }
                    return turn;
                };
                workers.add(threads.submit(work));
            }
            Future<?> follower = threads.submit(() -> {
                follow(service, stop, seen);
                return null;
            });
            Thread.sleep(warmUp.toMillis());
            begin = Instant.now();
            Thread.sleep(measured.toMillis());
            end = Instant.now();
            stop.set(true);
            for (Future<Long> worker : workers) {
                requests += worker.get();
            }
            follower.get();
        } finally {
            stop.set(true);
            threads.shutdown();
        }
        double seconds = Duration.between(begin, end).toMillis() / 1_000.0;
        long[] waits = waits(service, begin, end, seen);
        double rate = waits.length / seconds;
        if (limited) {
            figures.atLeast(LIMIT_ACTS_PER_SECOND, rate, name + ", acts a second over " + (long) seconds + " s");
        } else {
            figures.say("%s: %.0f acts a second over %d s, %d lives in all", name, rate, (long) seconds, requests);
        }
        String what = name + ", p99 of ms from an act's record to its signed checkpoint at a client";
        if (limited) {
            figures.atMost(LIMIT_MS_TO_CHECKPOINT, LedgerService.quantile(waits, 0.99), what);
        } else {
            figures.say(
                    "%s, the rest of the act's own transaction included: %.0f",
                    what, LedgerService.quantile(waits, 0.99));
        }
        figures.say(
                "  p50 %.0f ms, slowest %.0f ms", LedgerService.quantile(waits, 0.5), LedgerService.quantile(waits, 1));
        return new Window(begin, end, seen);
    }

    /** How long a suspension that the caller was told of was under no checkpoint; one that was signed before the answer came waited 0 ms. */
    private void sayWaitsAfterAnswers(LedgerService service, Window window, Figures figures) throws SQLException {
        List<Long> waits = new ArrayList<>();
        try (Connection connection = service.sandbox().connect(MigratedPostgres.GOVERNANCE);
                PreparedStatement query = connection.prepareStatement(
                        "SELECT leaf_index, subject FROM governance.ledger_leaf WHERE act = 'permit.suspended'");
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                Instant answered = suspended.get(rows.getString(2));
                if (!answered.isBefore(window.begin) && answered.isBefore(window.end)) {
                    Instant covered = window.seen.higherEntry(rows.getLong(1)).getValue();
                    waits.add(Math.max(0, Duration.between(answered, covered).toMillis()));
                }
            }
        }
        long[] sorted = waits.stream().mapToLong(Long::longValue).toArray();
        figures.atMost(
                LIMIT_MS_TO_CHECKPOINT,
                LedgerService.quantile(sorted, 0.99),
                "releases, p99 of ms from the answer to a suspension to its signed checkpoint at a client");
        figures.say(
                "  p50 %.0f ms, slowest %.0f ms, of %d",
                LedgerService.quantile(sorted, 0.5), LedgerService.quantile(sorted, 1), sorted.length);
    }

    /** Asks for the newest checkpoint all the time and notes when each size was first seen; goes on for two seconds after the end. */
    private static void follow(LedgerService service, AtomicBoolean stop, Map<Long, Instant> seen)
            throws IOException, InterruptedException {
        long last = -1;
        Instant end = null;
        while (end == null || Instant.now().isBefore(end)) {
            if (end == null && stop.get()) {
                end = Instant.now().plusSeconds(2);
            }
            long size = Long.parseLong(
                    service.get("/api/v1/ledger/checkpoints?limit=1&after=" + Math.max(0, last), "carla", 200)
                            .replaceAll("(?s)\\{\"items\":\\[\\]\\}", "-1")
                            .replaceAll("(?s).*\"size\":([0-9]+).*", "$1"));
            if (size > last) {
                last = size;
                seen.put(size, Instant.now());
            }
            Thread.sleep(POLL_MS);
        }
    }

    /** For each leaf recorded in that time, milliseconds until a client first saw a checkpoint over it. */
    private static long[] waits(LedgerService service, Instant begin, Instant end, NavigableMap<Long, Instant> seen)
            throws SQLException {
        try (Connection connection = service.sandbox().connect(MigratedPostgres.GOVERNANCE);
                PreparedStatement query = connection.prepareStatement(
                        "SELECT leaf_index, recorded_at FROM governance.ledger_leaf WHERE recorded_at >= ? AND recorded_at < ?")) {
            query.setTimestamp(1, Timestamp.from(begin));
            query.setTimestamp(2, Timestamp.from(end));
            List<Long> waits = new ArrayList<>();
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    Instant recorded = rows.getTimestamp(2).toInstant();
                    Map.Entry<Long, Instant> covering = seen.higherEntry(rows.getLong(1));
                    if (rows.getObject(1) == null || covering == null) {
                        throw new IllegalStateException("an act of " + recorded + " is under no checkpoint");
                    }
                    waits.add(Duration.between(recorded, covering.getValue()).toMillis());
                }
            }
            return waits.stream().mapToLong(Long::longValue).toArray();
        }
    }

    // ---------------------------------------------------------------- what is acted on

    private static JsonNode submit(LedgerService service, int worker, long version, String environment)
            throws IOException, InterruptedException {
        return service.post(
                "/api/v1/releases",
                "erin",
                Map.of(
                        "model", released(worker),
                        "version", Long.toString(version),
                        "environment", environment,
                        "route", released(worker),
                        "summary", "Measured."),
                201);
    }

    private void release(LedgerService service, Set<String> quorum, int worker, long turn)
            throws IOException, InterruptedException {
        JsonNode release = submit(service, worker, turn % VERSIONS_PER_WORKER, "production");
        JsonNode voted = release;
        for (String function : quorum) {
            voted = service.post(
                    "/api/v1/releases/" + release.path("id").asText() + "/votes",
                    MEMBERS.get(function),
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
        String permit = voted.path("permit").path("id").asText();
        service.post(
                "/api/v1/permits/" + permit + "/suspend", "odile", Map.of("reason", "The measurement ends it."), 200);
        suspended.put("permit/" + permit, Instant.now());
    }

    private static String released(int worker) {
        return "released-" + worker;
    }

    static Map<String, Object> model(String name, Map<String, Object> facts) {
        return Map.of(
                "name", name,
                "title", "A model of little risk",
                "owner", "Benchmarks",
                "intendedUse", "Is measured.",
                "outOfScopeUse", "Anything else.",
                "facts", facts);
    }

    static Map<String, Object> version(int version, String sha256) {
        return Map.of(
                "version",
                Integer.toString(version),
                "artifactSha256",
                sha256,
                "signature",
                Map.of(
                        "protocol", "oip-v2",
                        "input", Map.of("name", "input", "datatype", "FP32", "features", List.of("age", "income")),
                        "output", Map.of("name", "output", "datatype", "FP32", "scoreColumn", 1, "columns", 2),
                        "decision", Map.of("threshold", "0.5", "positive", "default", "negative", "repay")),
                "binding",
                "declared",
                "upstream",
                "http://127.0.0.1:9",
                "upstreamModel",
                "none",
                "training",
                Map.of("algorithm", "none"),
                "developers",
                List.of("enzo"));
    }

    /** The facts of a use with little at stake: the tier is LOW, whose only gate is the card and whose quorum is one vote. */
    static Map<String, Object> lowRisk() throws Exception {
        Map<String, Object> facts;
        try (InputStream yaml = RiskAssessor.class.getResourceAsStream("examples/credit-default-facts.yaml")) {
            facts = new TreeMap<>(FactsFile.read("credit-default-facts.yaml", yaml.readAllBytes()));
        }
        facts.putAll(Map.of(
                "affected_persons_per_year",
                100,
                "annex3_points",
                List.of(),
                "decision_effect",
                "none",
                "automation_level",
                "advisory",
                "vulnerable_groups",
                List.of(),
                "personal_data",
                false,
                "performs_profiling",
                false,
                "exposure_amount",
                0,
                "consumer_credit",
                false,
                "reliance",
                0));
        facts.putAll(Map.of(
                "complexity",
                0,
                "opacity",
                0,
                "large_scale",
                false,
                "business_credit",
                false,
                "annex1_section",
                "none"));
        // Where no guidance asks for a share of the card that only people could write.
        facts.put("jurisdictions", List.of("DE"));
        return facts;
    }
}
