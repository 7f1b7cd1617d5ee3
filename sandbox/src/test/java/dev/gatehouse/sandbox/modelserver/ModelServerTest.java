package dev.gatehouse.sandbox.modelserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatehouse.sandbox.credit.CardHolders;
import dev.gatehouse.sandbox.credit.CreditModels;
import dev.gatehouse.sandbox.credit.TrainedModel;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelServerTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    static Path artifacts;

    private static TrainedModel trained;
    private static String name;
    private static ModelServer server;

    @BeforeAll
    static void start() throws IOException {
        trained = CreditModels.version2(CardHolders.load());
        name = "sha256-" + trained.sha256();
        Files.write(artifacts.resolve(trained.sha256()), trained.onnx());
        server = ModelServer.start(0, artifacts);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void saysWhoItIsAndThatItLives() throws Exception {
        assertThat(get("/v2").json().path("name").asText()).isEqualTo("gatehouse-sandbox-model-server");
        assertThat(get("/v2/health/live").status()).isEqualTo(200);
        assertThat(get("/v2/health/ready").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({"''", "/versions/1"})
    void metadataCarryTheDigestOfTheLoadedBytes(String version) throws Exception {
        Answer answer = get("/v2/models/" + name + version);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().at("/parameters/digest").asText()).isEqualTo("sha256:" + trained.sha256());
        assertThat(answer.json().at("/inputs/0"))
                .isEqualTo(JSON.readTree("{\"name\":\"input\",\"datatype\":\"FP32\",\"shape\":[-1,11]}"));
        assertThat(answer.json().at("/outputs/0"))
                .isEqualTo(JSON.readTree("{\"name\":\"probability\",\"datatype\":\"FP32\",\"shape\":[-1,2]}"));
        assertThat(get("/v2/models/" + name + version + "/ready")
                        .json()
                        .path("ready")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void scoresEqualTheTrainingsOwn() throws Exception {
        int rows = 100;
        String data = trained.heldOut().subList(0, rows).stream()
                .flatMap(row -> IntStream.range(0, row.input().length).mapToObj(i -> Float.toString(row.input()[i])))
                .collect(Collectors.joining(","));
        Answer answer = infer(
                "{\"id\":\"call-1\",\"parameters\":{\"subjects\":[\"a\"]},\"inputs\":[{\"name\":\"input\",\"datatype\":\"FP32\",\"shape\":["
                        + rows + ",11],\"data\":[" + data + "]}],\"outputs\":[{\"name\":\"probability\"}]}");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("id").asText()).isEqualTo("call-1");
        JsonNode output = answer.json().at("/outputs/0");
        assertThat(output.path("shape").toString()).isEqualTo("[100,2]");
        for (int row = 0; row < rows; row++) {
            double score = output.path("data")
                    .get(2 * row + trained.signature().at("/output/scoreColumn").asInt())
                    .asDouble();
            assertThat(score).isCloseTo(trained.heldOut().get(row).score(), within(1e-6));
        }
    }

    @Test
    void tensorsInBytesAreTheSameAsTensorsInJson() throws Exception {
        JsonNode expected =
                infer(request("[1,11]", "0,0,0,0,0,0,1,1,1,1,1")).json().at("/outputs/0/data");
        byte[] json = ("{\"inputs\":[{\"name\":\"input\",\"datatype\":\"FP32\",\"shape\":[1,11],\"parameters\":"
                        + "{\"binary_data_size\":44}}],\"parameters\":{\"binary_data_output\":true}}")
                .getBytes(StandardCharsets.US_ASCII);
        ByteBuffer body = ByteBuffer.allocate(json.length + 44)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(json);
        for (int column = 0; column < 11; column++) {
            body.putFloat(column < 6 ? 0 : 1);
        }
        HttpResponse<byte[]> answer = HTTP.send(
                HttpRequest.newBuilder(
                                URI.create("http://127.0.0.1:" + server.port() + "/v2/models/" + name + "/infer"))
                        .header("Inference-Header-Content-Length", Integer.toString(json.length))
                        .POST(BodyPublishers.ofByteArray(body.array()))
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
        int head = Integer.parseInt(
                answer.headers().firstValue("Inference-Header-Content-Length").orElseThrow());
        ByteBuffer scores = ByteBuffer.wrap(answer.body(), head, 8).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(JSON.readTree(answer.body(), 0, head)
                        .at("/outputs/0/parameters/binary_data_size")
                        .asInt())
                .isEqualTo(8);
        assertThat(scores.getFloat()).isEqualTo((float) expected.path(0).asDouble());
        assertThat(scores.getFloat()).isEqualTo((float) expected.path(1).asDouble());
    }

    @Test
    void nestedDataAreTheSameAsFlatData() throws Exception {
        JsonNode flat = infer(request("[2,11]", "0,0,0,0,0,0,1,1,1,1,1,2,2,0,0,0,0,0,1,1,1,1"))
                .json();
        JsonNode nested = infer(request("[2,11]", "[0,0,0,0,0,0,1,1,1,1,1],[2,2,0,0,0,0,0,1,1,1,1]"))
                .json();
        assertThat(nested.at("/outputs/0/data"))
                .isEqualTo(flat.at("/outputs/0/data"))
                .hasSize(4);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{ | the body is not JSON",
                "[] | the body must be a JSON object",
                "{\"inputs\":[]} | inputs must be an array of exactly one tensor",
                "{\"inputs\":[1]} | inputs must be an array of exactly one tensor",
                "{\"inputs\":[{}],\"extra\":1} | unknown field 'extra'",
                "{\"inputs\":[{}],\"inputs\":[{}]} | Duplicate",
                "{\"id\":1,\"inputs\":[{}]} | id must be a string",
                "{\"inputs\":[{\"name\":\"input\",\"datatype\":\"INT64\",\"shape\":[1,11],\"data\":[]}]} | expected"
                        + " 'FP32'",
                "{\"inputs\":[{\"name\":\"input\",\"datatype\":\"FP32\",\"shape\":[11],\"data\":[]}]} | must be [rows,"
                        + " columns]",
                "{\"inputs\":[{\"name\":\"input\",\"datatype\":\"FP32\",\"shape\":[0,11],\"data\":[]}]} | from 1 to"
                        + " 4096",
                "{\"inputs\":[{\"name\":\"input\",\"datatype\":\"FP32\",\"shape\":[4097,11],\"data\":[]}]} | from 1 to"
                        + " 4096",
                "{\"inputs\":[{\"name\":\"input\",\"datatype\":\"FP32\",\"shape\":[1.5,11],\"data\":[]}]} | from 1 to"
                        + " 4096",
                "{\"inputs\":[{\"name\":\"input\",\"datatype\":\"FP32\",\"shape\":[1,11],\"data\":[1]}]} | has 1"
                        + " numbers, its shape says 11",
                "{\"inputs\":[{\"name\":\"input\",\"datatype\":\"FP32\",\"shape\":[1,1],\"data\":[\"1\"]}]} | element"
                        + " 0 is not a number",
                "{\"inputs\":[{\"name\":\"input\",\"datatype\":\"FP32\",\"shape\":[1,1],\"data\":[1e300]}]} | element"
                        + " 0 is not a number",
                "{\"inputs\":[{\"name\":\"input\",\"datatype\":\"FP32\",\"shape\":[1,1],\"data\":[1]}]} | has 1"
                        + " columns, expected 11",
                "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[1,1],\"data\":[1]}]} | expected 'input'"
            })
    void aBadRequestSaysWhatIsWrong(String body, String reason) throws Exception {
        Answer answer = infer(body);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().path("error").asText()).contains(reason);
    }

    @Test
    void unknownModelsVersionsPathsAndMethodsAreRefused() throws Exception {
        assertThat(get("/v2/models/sha256-" + "0".repeat(64)).status()).isEqualTo(404);
        assertThat(get("/v2/models/..%2f..%2fetc%2fpasswd").status()).isEqualTo(404);
        assertThat(get("/v2/models/" + name + "/versions/2").status()).isEqualTo(404);
        assertThat(get("/v1").status()).isEqualTo(404);
        assertThat(get("/v2/models/" + name + "/infer").status()).isEqualTo(405);
    }

    @Test
    void aBodyOverTheLimitIsRefused() throws Exception {
        byte[] large = new byte[ModelServer.MAX_BODY_BYTES + 1];
        Arrays.fill(large, (byte) ' ');
        Answer answer = send(HttpRequest.newBuilder(uri("/v2/models/" + name + "/infer"))
                .POST(BodyPublishers.ofByteArray(large))
                .build());
        assertThat(answer.status()).isEqualTo(413);
    }

    @Test
    void changedBytesAreNotLoaded() throws Exception {
        String claimed = "ab".repeat(32);
        Files.write(artifacts.resolve(claimed), trained.onnx());
        Answer answer = get("/v2/models/sha256-" + claimed);
        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.json().path("error").asText())
                .contains("has SHA-256 " + trained.sha256())
                .contains("not loaded");
    }

    private static String request(String shape, String data) {
        return "{\"inputs\":[{\"name\":\"input\",\"datatype\":\"FP32\",\"shape\":" + shape + ",\"data\":[" + data
                + "]}]}";
    }

    private static Answer infer(String body) throws Exception {
        return send(HttpRequest.newBuilder(uri("/v2/models/" + name + "/infer"))
                .POST(BodyPublishers.ofString(body))
                .build());
    }

    private static Answer get(String path) throws Exception {
        return send(HttpRequest.newBuilder(uri(path)).build());
    }

    private static URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.port() + path);
    }

    private static Answer send(HttpRequest request) throws Exception {
        HttpResponse<String> response = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
        return new Answer(response.statusCode(), JSON.readTree(response.body()));
    }

    private record Answer(int status, JsonNode json) {}
}
