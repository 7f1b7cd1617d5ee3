package dev.gatehouse.governance;

import static dev.gatehouse.governance.Journey.ERIN;
import static dev.gatehouse.governance.Journey.INES;
import static dev.gatehouse.governance.Journey.LARS;
import static dev.gatehouse.governance.Journey.VIKTOR;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatehouse.governance.TestIssuer.Person;
import io.restassured.RestAssured;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What races run on: two models with little at stake and a board of two, and requests by a plain client, which costs less than the
 * contract's check. Each pair has an environment of its own, so that nothing has to be registered for it.
 */
final class Racing {

    /** Fourteen kinds of pairs, so many each: a thousand in all. {@code -Dgatehouse.races.rounds} makes it another number. */
    static final int ROUNDS = Integer.getInteger("gatehouse.races.rounds", 72);

    /** The models of the races: of the second the board rejects nothing. */
    static final String MODEL = "racing";

    static final String URGENT = "racing-urgent";

    /** Of this version of {@link #MODEL} the evidence changes all the time. */
    static final String CHANGING = "2";

    /** This version of {@link #MODEL} has no card. */
    static final String CARDLESS = "3";

    private static final int PERSONS = 710_090;
    private static final String PACK = "racing-pack";

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final ObjectMapper JSON = new ObjectMapper();
    /** Longer than the suite takes: a session is kept from class to class. */
    private static final int SESSION_SECONDS = 4 * 3600;

    private static final Map<Person, String> TOKENS = new ConcurrentHashMap<>();
    private static final AtomicInteger ENVIRONMENTS = new AtomicInteger();

    private static boolean prepared;

    private Racing() {}

    /** What the service answered. */
    record Answer(int status, JsonNode body) {

        /** The text at that pointer; null if there is none. */
        String text(String pointer) {
            return body.at(pointer).asText(null);
        }

        /** The same answer, which must have that status. */
        Answer expect(int expected) {
            assertThat(status).as(() -> body.toString()).isEqualTo(expected);
            return this;
        }
    }

    /** A release before the board. */
    record Submitted(String id, String dossier) {}

    /** Before each test, since addresses are known only within one; done once. */
    static void prepare() {
        if (prepared) {
            return;
        }
        prepared = true;
        String pack = TestPack.yaml(PACK, "1", PERSONS, "LOW", "2020-01-01").replace("tier_floor: LOW", """
                        tier_floor: LOW
                              obligations:
                                quorum: {legal: 1}
                                approval: {waivers: {missing: {reaudit_within: P30D}}}""");
        TestPack.active(PACK, TestPack.uploaded(pack));
        Journey racing = Journey.registerSmall(MODEL, PERSONS);
        racing.version("1").documents("1").card("1");
        racing.version(CHANGING).documents(CHANGING).card(CHANGING);
        racing.version(CARDLESS);
        Journey.registerSmall(URGENT, PERSONS).version("1").documents("1").card("1");
    }

    /** One kind of pairs; {@code round} counts from 0. */
    interface Kind {
        void race(int round) throws Exception;
    }

    /**
     * Runs every kind {@link #ROUNDS} times. Lanes run beside each other, for most of a request is waiting; within a lane one pair follows
     * the other, so no kind runs beside itself.
     */
    static void inLanes(List<List<Kind>> lanes) throws Exception {
        List<Callable<Void>> running = new ArrayList<>();
        for (List<Kind> kinds : lanes) {
            running.add(() -> {
                for (int round = 0; round < ROUNDS; round++) {
                    for (Kind kind : kinds) {
                        kind.race(round);
                    }
                }
                return null;
            });
        }
        Race.of(running);
    }

    /** The answers of calls that are sent at one time, by their statuses. */
    @SafeVarargs
    static List<Integer> race(Callable<Answer>... calls) throws Exception {
        return Race.<Answer>of(List.of(calls)).stream().map(Answer::status).toList();
    }

    /** An environment in which nothing has happened yet. */
    static String environment() {
        return "race-" + ENVIRONMENTS.getAndIncrement();
    }

    static Answer submit(Person person, String model, String version, String environment) {
        return post(
                person,
                "/releases",
                Map.of(
                        "model",
                        model,
                        "version",
                        version,
                        "environment",
                        environment,
                        "route",
                        model,
                        "summary",
                        "A race."));
    }

    /** Submits in an environment of its own. */
    static Submitted submitted(Person person) {
        return submitted(submit(person, MODEL, "1", environment()));
    }

    static Submitted submitted(Answer answer) {
        answer.expect(201);
        return new Submitted(answer.text("/id"), answer.text("/dossierDigest"));
    }

    /** Legal approves; engineering is the last seat. */
    static Submitted halfApproved(Submitted release) {
        return halfApproved(release, LARS);
    }

    static Submitted halfApproved(Submitted release, Person legal) {
        vote(release, legal, "legal", "approve").expect(200);
        return release;
    }

    /** The id of the permit after both votes. */
    static String approved(Submitted release) {
        return vote(halfApproved(release), INES, "engineering", "approve")
                .expect(200)
                .text("/permit/id");
    }

    static Answer vote(Submitted release, Person voter, String function, String decision) {
        return vote(release, voter, function, decision, UUID.randomUUID().toString());
    }

    static Answer vote(Submitted release, Person voter, String function, String decision, String key) {
        return send(
                voter,
                "/releases/" + release.id() + "/votes",
                Map.of(
                        "function",
                        function,
                        "decision",
                        decision,
                        "rationale",
                        "I have read the dossier and find it so.",
                        "dossierDigest",
                        release.dossier()),
                key);
    }

    static Answer withdraw(Submitted release) {
        return post(ERIN, "/releases/" + release.id() + "/withdraw", Map.of("reason", "It is no longer wanted."));
    }

    static Answer suspend(Person person, String permit) {
        return post(person, "/permits/" + permit + "/suspend", Map.of("reason", "It must stop at once."));
    }

    static Answer askForEmergencyUse(Person person, String environment) {
        return post(
                        person,
                        "/emergency-permits",
                        Map.of(
                                "model",
                                URGENT,
                                "version",
                                "1",
                                "environment",
                                environment,
                                "route",
                                URGENT,
                                "reason",
                                "Fraud is running, and nothing else sees it."))
                .expect(201);
    }

    static Answer confirm(Person person, String function, Answer emergency) {
        return post(
                person,
                "/emergency-permits/" + emergency.text("/id") + "/confirm",
                Map.of(
                        "function",
                        function,
                        "rationale",
                        "The share is small and the need is real.",
                        "dossierDigest",
                        emergency.text("/dossierDigest")));
    }

    /** Closes the finding that emergency use left, so that it can be asked for again. */
    static void clearUp() {
        for (JsonNode finding :
                get(VIKTOR, "/findings?state=OPEN&model=" + URGENT).body().path("items")) {
            String at = "/findings/" + finding.path("id").asText();
            post(VIKTOR, at + "/remediations", Map.of("text", "It was validated since."))
                    .expect(200);
            post(Journey.CARLA, at + "/closing", Map.of("note", "Seen and found so."))
                    .expect(200);
        }
    }

    /** The person signs in once more. */
    static void anotherSession(Person person) {
        TOKENS.put(person, session(person));
    }

    private static String session(Person person) {
        return TestIssuer.bearer(person, "gatehouse-api", SESSION_SECONDS);
    }

    static Answer post(Person person, String path, Map<String, ?> body) {
        return send(person, path, body, null);
    }

    static Answer get(Person person, String path) {
        return answer(request(person, path).GET().build());
    }

    private static Answer send(Person person, String path, Map<String, ?> body, String key) {
        HttpRequest.Builder request = request(person, path)
                .POST(HttpRequest.BodyPublishers.ofString(JSON.valueToTree(body).toString()));
        if (key != null) {
            request.header("Idempotency-Key", key);
        }
        return answer(request.build());
    }

    private static HttpRequest.Builder request(Person person, String path) {
        return HttpRequest.newBuilder(URI.create(RestAssured.baseURI + ":" + RestAssured.port + "/api/v1" + path))
                .header("Authorization", "Bearer " + TOKENS.computeIfAbsent(person, Racing::session))
                .header("Content-Type", "application/json");
    }

    private static Answer answer(HttpRequest request) {
        try {
            HttpResponse<byte[]> answer = HTTP.send(request, HttpResponse.BodyHandlers.ofByteArray());
            return new Answer(answer.statusCode(), JSON.readTree(answer.body()));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
