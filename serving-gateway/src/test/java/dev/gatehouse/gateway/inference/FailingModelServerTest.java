package dev.gatehouse.gateway.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.ModelServer;
import dev.gatehouse.gateway.Permits;
import dev.gatehouse.gateway.World;
import dev.gatehouse.gateway.log.LogPosition;
import dev.gatehouse.gateway.log.OutcomeLog;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What callers see of a model server in trouble, and of their own limits. */
@QuarkusTest
@QuarkusTestResource(World.class)
class FailingModelServerTest {

    private static final String ONE_ROW = World.rows(List.of(0.7));
    /** Default of {@code gatehouse.upstream.circuit-failures}. */
    private static final int FAILURES = 10;

    World world;

    @TestHTTPResource
    URI management;

    @Inject
    DataPlane plane;

    @Inject
    OutcomeLog log;

    @BeforeEach
    void permitted() throws Exception {
        world.publish(management, world.permit().entry());
        World.until(() -> infer("scoring-app").statusCode() == 200);
    }

    @AfterEach
    void wellBehaved() {
        world.model.answer(ModelServer.Manner.WELL);
    }

    private HttpResponse<String> infer(String caller) {
        return infer("credit-default", caller);
    }

    private HttpResponse<String> infer(String route, String caller) {
        return World.post(
                URI.create("http://127.0.0.1:" + plane.address().getPort() + "/v2/models/" + route + "/infer"),
                ONE_ROW,
                "Authorization",
                "Bearer " + world.identity.token(caller));
    }

    private static void refused(HttpResponse<String> answer, int status, String code, String because) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.body()).contains("\"code\":\"" + code + "\"", because);
    }

    private String status() {
        return World.get(management.resolve("/status")).body();
    }

    @Test
    void aModelServerThatKeepsFailingIsLeftAloneUntilOneCallGoesWell() throws Exception {
        LogPosition before = log.durableEnd();
        world.model.answer(ModelServer.Manner.WITH_500);
        for (int i = 0; i < FAILURES; i++) {
            refused(infer("scoring-app"), 502, "upstream_failed", "status 500");
        }
        int asked = world.model.inferences();
        HttpResponse<String> spared = infer("scoring-app");
        refused(spared, 503, "upstream_unavailable", "failed 10 times in a row");
        assertThat(spared.headers().firstValue("Retry-After").map(Integer::parseInt))
                .hasValueSatisfying(seconds -> assertThat(seconds).isBetween(1, 2));
        assertThat(world.model.inferences()).as("the model is not called").isEqualTo(asked);
        assertThat(status())
                .contains("\"server\":\"http://" + world.model.address() + "\",\"circuit\":\"open\"")
                .as("whether the route is permitted is another matter")
                .contains("\"routable\":true");
        assertThat(World.get(management.resolve("/")).body()).contains("Model servers", world.model.address());
        assertThat(World.get(management.resolve("/q/metrics")).body())
                .contains(
                        "gatehouse_upstream_circuit_open{upstream=\"http://" + world.model.address() + "\"} 1.0",
                        "gatehouse_refusals_total{code=\"upstream_unavailable\"}");
        assertThat(log.pendingBytes()).as("nothing is reserved any more").isZero();
        assertThat(log.durableEnd()).isEqualTo(before);

        world.model.answer(ModelServer.Manner.WELL);
        World.until(() -> infer("scoring-app").statusCode() == 200);
        assertThat(world.model.inferences()).isEqualTo(asked + 1);
        assertThat(status()).contains("\"circuit\":\"closed\"");
    }

    /** Where the name stands for ::1 as well, half of the first connections are refused: the calls keep their place in the log meanwhile. */
    @Test
    void aModelServerIsFoundByNameAndACallSurvivesAnAddressThatRefusesIt() throws Exception {
        URI byName = URI.create("http://localhost:" + world.model.url().getPort());
        world.publish(
                management,
                Permits.signedBy(world.key, byName).on("found-by-name").entry());
        World.until(() -> infer("found-by-name", "scoring-app").statusCode() == 200);
        long before = log.appendedRecords();
        List<CompletableFuture<HttpResponse<String>>> calls = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            calls.add(CompletableFuture.supplyAsync(
                    () -> infer("found-by-name", "scoring-app"), task -> new Thread(task).start()));
        }
        assertThat(calls)
                .allSatisfy(call -> assertThat(call.join().statusCode())
                        .as(call.join().body())
                        .isEqualTo(200));
        assertThat(log.appendedRecords() - before).isEqualTo(6);
        assertThat(log.pendingBytes()).isZero();
        assertThat(status()).contains("\"server\":\"" + byName + "\",\"circuit\":\"closed\"");
    }

    @Test
    void anAnswerThatDoesNotBeginAndOneThatDoesNotEndAreToldApart() {
        world.model.answer(ModelServer.Manner.SLOWLY);
        refused(infer("scoring-app"), 504, "upstream_timeout", "did not begin to answer within 700 ms");
        world.model.answer(ModelServer.Manner.HALF);
        refused(infer("scoring-app"), 504, "upstream_timeout", "did not answer within 1000 ms");
    }

    @Test
    void aModelServerThatAsksWhoIsThereAsksTheGatewayAndNotTheCaller() {
        world.model.answer(ModelServer.Manner.WITH_401);
        HttpResponse<String> answer = infer("scoring-app");
        refused(answer, 502, "upstream_failed", "another credential of this gateway");
        assertThat(answer.body()).doesNotContain("who are you");
    }

    @Test
    void aCallerOverItsLimitOfCallsAtOnceIsRefusedAndOthersAreNot() throws Exception {
        assertThat(infer("one-at-a-time").statusCode()).isEqualTo(200);
        world.model.answer(ModelServer.Manner.HALF);
        int asked = world.model.inferences();
        CompletableFuture<HttpResponse<String>> first =
                CompletableFuture.supplyAsync(() -> infer("one-at-a-time"), task -> new Thread(task).start());
        World.until(() -> world.model.inferences() == asked + 1);
        HttpResponse<String> second = infer("one-at-a-time");
        refused(second, 429, "caller_over_limit", "More than 1 calls");
        assertThat(second.headers().firstValue("Retry-After")).hasValue("1");
        world.model.answer(ModelServer.Manner.WELL);
        assertThat(infer("scoring-app").statusCode()).isEqualTo(200);
        refused(first.join(), 504, "upstream_timeout", "");
        assertThat(infer("one-at-a-time").statusCode())
                .as("its place is free again")
                .isEqualTo(200);
    }

    @Test
    void aCallerOverItsRateIsToldWhenToComeBack() {
        assertThat(infer("now-and-then").statusCode()).isEqualTo(200);
        int asked = world.model.inferences();
        HttpResponse<String> second = infer("now-and-then");
        refused(second, 429, "caller_over_limit", "in a second");
        assertThat(second.headers().firstValue("Retry-After").map(Integer::parseInt))
                .hasValueSatisfying(seconds -> assertThat(seconds).isBetween(5, 10));
        assertThat(world.model.inferences()).isEqualTo(asked);
    }
}
