package dev.gatehouse.sandbox;

import static dev.gatehouse.sandbox.CreditRelease.ROOT;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import dev.gatehouse.sandbox.credit.TrainedModel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The whole way: another program answers at the model server's address, the permit is suspended, and two people open the gate again. */
@ExtendWith(WholeSandbox.class)
class BindingMismatchIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    /** Calls under a cap of a tenth. That none of them is inside happens once in seven million runs. */
    private static final int SUBJECTS = 150;

    private static final String OTHER = "sha256:" + "1".repeat(64);

    @Test
    void aModelServerThatServesOtherBytesSuspendsThePermitUntilTwoPeopleResumeIt(RunningSandbox sandbox)
            throws Exception {
        Api api = new Api(sandbox.governance());
        CreditRelease credit = new CreditRelease(sandbox);
        credit.register();
        credit.registerVersion(credit.naive());
        credit.registerVersion(credit.remedy());
        credit.fixPlan();
        credit.audit(credit.remedy(), new ArrayList<>());
        credit.giveEvidence();
        credit.submit(credit.model(), "A release whose model server will be swapped.");
        String dossier = credit.dossier();
        for (CreditRelease.Seat seat : CreditRelease.BOARD) {
            credit.vote(seat, dossier).told(200);
        }
        String permit =
                credit.deploy(credit.remedy()).told(200).json().at("/permit/id").asText();
        within(() -> route(sandbox, credit).path("routable").asBoolean());
        assertThat(route(sandbox, credit).path("binding").asText()).isEqualTo("loaded-by-digest");

        sandbox.stop(Sandbox.Part.MODEL_SERVER);
        Thread.sleep(6_000);
        assertThat(state(api, sandbox, permit))
                .as("a model server that is away suspends nothing")
                .isEqualTo("ACTIVE");
        HttpServer other = HttpServer.create(
                new InetSocketAddress(
                        InetAddress.getLoopbackAddress(), sandbox.modelServer().getPort()),
                16);
        try {
            other.createContext("/v2/models/", exchange -> {
                byte[] body = ("{\"name\":\"m\",\"parameters\":{\"digest\":\"" + OTHER + "\"}}")
                        .getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
                exchange.close();
            });
            other.start();
            within(() -> state(api, sandbox, permit).equals("SUSPENDED"));
            within(() -> route(sandbox, credit).path("code").asText().equals("permit_suspended"));
        } finally {
            other.stop(0);
        }
        JsonNode suspended = api.get(ROOT + "/permits/" + permit, sandbox.token("carla"))
                .told(200)
                .json();
        assertThat(suspended.path("stateReason").asText())
                .contains(OTHER, credit.remedy().sha256());
        JsonNode acts = api.get(ROOT + "/permits/" + permit + "/acts", sandbox.token("carla"))
                .told(200)
                .json()
                .path("items");
        assertThat(acts.findValuesAsText("act")).contains("binding-mismatch", "suspended");

        sandbox.start(Sandbox.Part.MODEL_SERVER);
        Map<String, String> reason = Map.of("reason", "The approved bytes are served again; the stranger is gone.");
        api.post(ROOT + "/permits/" + permit + "/resume", sandbox.token("odile"), reason)
                .told(202);
        api.post(ROOT + "/permits/" + permit + "/resume", sandbox.token("lars"), reason)
                .told(200);
        within(() -> route(sandbox, credit).path("routable").asBoolean());
        emergencyUseServesItsShare(api, sandbox, credit);
    }

    /** Two people let version 1 serve a tenth of the subjects; it reads other inputs than version 2, which therefore is no fallback. */
    private static void emergencyUseServesItsShare(Api api, RunningSandbox sandbox, CreditRelease credit)
            throws Exception {
        JsonNode asked = api.post(
                        ROOT + "/emergency-permits",
                        sandbox.token("odile"),
                        Map.of(
                                "model",
                                credit.model(),
                                "version",
                                credit.naive().version(),
                                "environment",
                                Services.ENVIRONMENT,
                                "route",
                                credit.model(),
                                "reason",
                                "Version 2 declines a whole district by mistake."))
                .told(201)
                .json();
        api.post(
                        ROOT + "/emergency-permits/" + asked.path("id").asText() + "/confirm",
                        sandbox.token("lars"),
                        Map.of(
                                "function",
                                "legal",
                                "rationale",
                                "Lawful for two weeks and a tenth of the applicants.",
                                "dossierDigest",
                                asked.path("dossierDigest").asText()))
                .told(200);
        JsonNode deployed = credit.deploy(credit.naive()).told(200).json();
        assertThat(deployed.path("fallback").isNull()).isTrue();
        String version = credit.naive().version();
        within(() -> route(sandbox, credit).path("version").asText().equals(version)
                && route(sandbox, credit).path("routable").asBoolean());
        Map<String, Integer> answers = new HashMap<>();
        for (TrainedModel.ScoredRow row : credit.naive().heldOut().subList(0, SUBJECTS)) {
            Api.Answer answer = CreditTraffic.infer(
                    new Api(sandbox.gateway()),
                    "/v2/models/" + credit.model() + "/infer",
                    credit.naive(),
                    List.of(row),
                    sandbox.clientToken("scoring-app"),
                    "credit-origination");
            answers.merge(
                    answer.status() == 200 ? "200" : answer.json().path("code").asText(), 1, Integer::sum);
        }
        assertThat(answers).containsOnlyKeys("200", "outside_cap");
        assertThat(answers.get("200")).isBetween(1, SUBJECTS / 4);
    }

    private static String state(Api api, RunningSandbox sandbox, String permit) {
        return api.get(ROOT + "/permits/" + permit, sandbox.token("carla"))
                .json()
                .path("state")
                .asText();
    }

    private static JsonNode route(RunningSandbox sandbox, CreditRelease credit) {
        for (JsonNode route :
                new Api(sandbox.gatewayManagement()).get("/status", null).json().path("routes")) {
            if (route.path("route").asText().equals(credit.model())) {
                return route;
            }
        }
        return Api.JSON.createObjectNode();
    }

    private static void within(BooleanSupplier condition) {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("within " + LIMIT).isLessThan(end);
            Pause.millis(100);
        }
    }
}
