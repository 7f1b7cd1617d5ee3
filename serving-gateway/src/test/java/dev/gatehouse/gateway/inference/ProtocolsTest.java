package dev.gatehouse.gateway.inference;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatehouse.approval.canonical.CanonicalJson;
import dev.gatehouse.approval.payload.ScoreRows;
import dev.gatehouse.approval.permit.PermitState;
import dev.gatehouse.approval.route.ModelSignature;
import dev.gatehouse.gateway.ModelServer;
import dev.gatehouse.gateway.Permits;
import dev.gatehouse.gateway.World;
import dev.gatehouse.gateway.log.LogPosition;
import dev.gatehouse.gateway.log.OutcomeLog;
import dev.gatehouse.gateway.log.OutcomeRecord;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(World.class)
class ProtocolsTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final ModelSignature FRAME =
            signature("'mlflow'", "{'features':['LIMIT_BAL','AGE']}", "{'kind':'list','scoreColumn':1,'columns':2}");
    private static final ModelSignature DOCUMENT = signature(
            "'json'",
            "{'path':'/v1/score','features':[{'name':'AGE','pointer':'/age'}]}",
            "{'rows':'/results','score':'/probability'}");
    /** What MLflow's client sends of a data frame. */
    private static final String SPLIT =
            "{\"dataframe_split\": {\"index\": [0], \"columns\": [\"LIMIT_BAL\", \"AGE\"], \"data\": [[20000, 24]]}}";

    World world;

    @TestHTTPResource
    URI management;

    @Inject
    DataPlane plane;

    @Inject
    OutcomeLog log;

    private URI gateway;
    private String bearer;

    @BeforeEach
    void threeRoutes() throws Exception {
        gateway = URI.create("http://127.0.0.1:" + plane.address().getPort());
        bearer = "Bearer " + world.identity.token("scoring-app");
        world.publish(
                management,
                world.permit().entry(),
                world.permit().on("by-frame").declared(FRAME).entry(),
                world.permit().on("by-json").declared(DOCUMENT).entry());
        World.until(() -> get("/v2/models/credit-default/ready").statusCode() == 200);
    }

    @AfterEach
    void wellBehaved() {
        world.model.answer(ModelServer.Manner.WELL);
    }

    private static ModelSignature signature(String protocol, String input, String output) {
        String json = "{'protocol':" + protocol + ",'input':" + input + ",'output':" + output
                + ",'decision':{'threshold':'0.5','positive':'default','negative':'repay'}}";
        return ModelSignature.fromJson(
                CanonicalJson.parse(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8), 1_000));
    }

    private HttpResponse<String> get(String path) {
        return World.get(gateway.resolve(path), "Authorization", bearer);
    }

    private HttpResponse<String> post(String path, String body) {
        return World.post(gateway.resolve(path), body, "Authorization", bearer, "Content-Type", "application/json");
    }

    private HttpResponse<byte[]> infer(byte[] body, String... headers) throws Exception {
        return HTTP.send(
                HttpRequest.newBuilder(gateway.resolve("/v2/models/credit-default/infer"))
                        .header("Authorization", bearer)
                        .headers(headers)
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
    }

    private OutcomeRecord recordAfter(LogPosition from) throws Exception {
        List<OutcomeRecord> records = log.read(from, 1_000_000).records();
        assertThat(records).hasSize(1);
        return records.get(0);
    }

    @Test
    void aClientOfMlflowChangesItsBaseUrlOnly() throws Exception {
        LogPosition before = log.durableEnd();
        HttpResponse<String> answer = post("/mlflow/by-frame/invocations", SPLIT);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"predictions\": [[0.25, 0.75]]}");
        assertThat(new String(world.model.lastBody(), StandardCharsets.UTF_8)).isEqualTo(SPLIT);
        OutcomeRecord record = recordAfter(before);
        assertThat(record.served().route()).isEqualTo("by-frame");
        assertThat(ScoreRows.read(FRAME, record.responseJsonBytes(), record.response()))
                .containsExactly(0.75);
        assertThat(get("/mlflow/by-frame/ping")).satisfies(pong -> {
            assertThat(pong.statusCode()).isEqualTo(200);
            assertThat(pong.body()).isEqualTo("\n");
        });
        assertThat(get("/mlflow/by-frame/health").statusCode()).isEqualTo(200);
        World.until(() -> get("/mlflow/by-frame/version").statusCode() == 200);
        assertThat(get("/mlflow/by-frame/version").body()).isEqualTo("3.1.4");
        String basic = Base64.getEncoder()
                .encodeToString(("token:" + bearer.substring("Bearer ".length())).getBytes(StandardCharsets.US_ASCII));
        assertThat(World.get(gateway.resolve("/mlflow/by-frame/ping"), "Authorization", "Basic " + basic)
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void aTeamsOwnJsonReachesThePathOfItsSignature() throws Exception {
        LogPosition before = log.durableEnd();
        HttpResponse<String> answer = post("/json/by-json", "{\"age\":24}");
        assertThat(answer.body()).isEqualTo("{\"results\":[{\"probability\":0.75}]}");
        assertThat(recordAfter(before).request()).isEqualTo("{\"age\":24}".getBytes(StandardCharsets.UTF_8));
        assertThat(get("/json/by-json/ready").body()).isEqualTo("{\"ready\":true}");
    }

    @Test
    void everyProtocolIsRefusedInItsOwnForm() throws Exception {
        HttpResponse<String> unknown = World.post(gateway.resolve("/mlflow/by-frame/invocations"), SPLIT);
        assertThat(unknown.statusCode()).isEqualTo(401);
        JsonNode mlflow = JSON.readTree(unknown.body());
        assertThat(mlflow.path("error_code").asText()).isEqualTo("UNAUTHENTICATED");
        assertThat(mlflow.path("message").asText()).contains("bearer token");
        assertThat(mlflow.path("code").asText()).isEqualTo("unauthenticated");

        HttpResponse<String> absent = post("/json/nowhere", "{}");
        assertThat(absent.statusCode()).isEqualTo(404);
        assertThat(absent.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        JsonNode problem = JSON.readTree(absent.body());
        assertThat(problem.path("type").asText()).isEqualTo("urn:gatehouse:refusal:unknown-route");
        assertThat(problem.path("status").asInt()).isEqualTo(404);
        assertThat(problem.path("title").asText()).isEqualTo("unknown route");
        assertThat(problem.path("detail").asText()).contains("nowhere");
        assertThat(problem.path("code").asText()).isEqualTo("unknown_route");

        world.publish(
                management,
                world.permit()
                        .on("by-frame")
                        .declared(FRAME)
                        .in(PermitState.SUSPENDED)
                        .entry());
        int calls = world.model.inferences();
        HttpResponse<String> suspended = post("/mlflow/by-frame/invocations", SPLIT);
        assertThat(suspended.statusCode()).isEqualTo(403);
        assertThat(suspended.body()).contains("\"error_code\":\"PERMISSION_DENIED\"", "\"code\":\"permit_suspended\"");
        assertThat(get("/mlflow/by-frame/ping").statusCode()).isEqualTo(403);
        assertThat(world.model.inferences()).isEqualTo(calls);
    }

    @Test
    void aRouteIsCalledInItsOwnProtocolOnly() {
        int calls = world.model.inferences();
        assertThat(post("/v2/models/by-frame/infer", SPLIT).body())
                .contains("unknown_route", "speaks mlflow: POST /mlflow/by-frame/invocations");
        assertThat(post("/mlflow/credit-default/invocations", SPLIT).body())
                .contains("unknown_route", "speaks oip-v2: POST /v2/models/credit-default/infer");
        assertThat(post("/mlflow/by-json/invocations", SPLIT).body()).contains("speaks json: POST /json/by-json");
        assertThat(get("/json/by-frame/ready").statusCode()).isEqualTo(404);
        assertThat(get("/v2/models/by-frame").statusCode()).isEqualTo(404);
        assertThat(world.model.inferences()).isEqualTo(calls);
    }

    @Test
    void aPermitThatAsksForAReportedDigestStaysClosedWhereServersReportNone() throws Exception {
        world.publish(
                management,
                world.permit()
                        .on("by-frame")
                        .declared(FRAME)
                        .stating(predicate -> predicate.put("binding", "attested"))
                        .entry());
        assertThat(post("/mlflow/by-frame/invocations", SPLIT).body())
                .contains("permit_invalid", "Servers of this protocol report no digest");
    }

    @Test
    void binaryTensorsPassBothWaysAndTheRecordSaysWhereTheJsonEnds() throws Exception {
        String json = "{\"inputs\":[{\"name\":\"input\",\"datatype\":\"FP32\",\"shape\":[1,2],"
                + "\"parameters\":{\"binary_data_size\":8}}]}";
        byte[] body = ByteBuffer.allocate(json.length() + 8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(json.getBytes(StandardCharsets.US_ASCII))
                .putFloat(20_000)
                .putFloat(24)
                .array();
        world.model.answer(ModelServer.Manner.IN_BYTES);
        LogPosition before = log.durableEnd();
        HttpResponse<byte[]> answer = infer(body, BinaryTensors.HEADER.toString(), "" + json.length());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(world.model.lastBody()).isEqualTo(body);
        assertThat(world.model.lastHeaders().getFirst(BinaryTensors.HEADER.toString()))
                .isEqualTo("" + json.length());
        OutcomeRecord record = recordAfter(before);
        assertThat(record.requestJsonBytes()).isEqualTo(json.length());
        assertThat(answer.headers().firstValue(BinaryTensors.HEADER.toString()))
                .hasValue("" + record.responseJsonBytes());
        assertThat(ScoreRows.read(Permits.SIGNATURE, record.responseJsonBytes(), answer.body()))
                .containsExactly(0.75);

        int calls = world.model.inferences();
        for (String length : List.of("" + (body.length + 1), "-1", "1e1", "", "99999999999", "+5")) {
            HttpResponse<byte[]> refused = infer(body, BinaryTensors.HEADER.toString(), length);
            assertThat(refused.statusCode()).as(length).isEqualTo(400);
            assertThat(new String(refused.body(), StandardCharsets.UTF_8)).contains("bad_request");
        }
        HttpResponse<byte[]> twice =
                infer(body, BinaryTensors.HEADER.toString(), "1", BinaryTensors.HEADER.toString(), "2");
        assertThat(twice.statusCode()).isEqualTo(400);
        assertThat(world.model.inferences()).isEqualTo(calls);

        world.model.answer(ModelServer.Manner.IN_BYTES_OF_NO_LENGTH);
        assertThat(infer(body, BinaryTensors.HEADER.toString(), "" + json.length())
                        .statusCode())
                .isEqualTo(502);
    }
}
