package dev.gatehouse.gateway.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.approval.canonical.CanonicalJson;
import dev.gatehouse.approval.payload.RequestRows;
import dev.gatehouse.approval.payload.ScoreRows;
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
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What public clients send, byte by byte, as recorded from them before a server that writes down what it reads: tritonclient 2.73.0 and the
 * scoring client of MLflow 3.17.2 (Python 3.11). Only the token and the port are put in. {@code ./gatehouse bench clients} runs the clients themselves.
 */
@QuarkusTest
@QuarkusTestResource(World.class)
class RecordedClientsTest {

    /** 0.5 and 24 as FP32. */
    private static final byte[] NUMBERS = {0, 0, 0, 0x3f, 0, 0, (byte) 0xc0, 0x41};

    private static final String TRITON_JSON = """
        {"inputs":[{"name":"input","shape":[1,2],"datatype":"FP32","data":[0.5,24.0]}],"outputs":[{"name":"probability",\
        "parameters":{"binary_data":false}}]}\
        """;
    private static final String TRITON_BINARY = """
        {"inputs":[{"name":"input","shape":[1,2],"datatype":"FP32","parameters":{"binary_data_size":8}}],"parameters":\
        {"binary_data_output":true,"subjects":"[\\"a\\"]"}}\
        """;
    private static final String MLFLOW_FRAME = """
        {"dataframe_split": {"index": [0], "columns": ["LIMIT_BAL", "AGE"], "data": [[20000.0, 24]]}}\
        """;
    private static final String MLFLOW_ARRAY = """
        {"inputs": [[20000.0, 24.0]], "params": {"subjects": ["a"]}}\
        """;
    private static final String MLFLOW_MISSING = """
        {"dataframe_split": {"index": [0], "columns": ["LIMIT_BAL", "AGE"], "data": [[NaN, 24]]}}\
        """;

    private static final ModelSignature FRAME =
            ModelSignature.fromJson(CanonicalJson.parse("""
                {"protocol":"mlflow","input":{"features":["LIMIT_BAL","AGE"]},"output":{"kind":"list","scoreColumn":1,"columns":2},
                 "decision":{"threshold":"0.5","positive":"default","negative":"repay"}}\
                """.getBytes(StandardCharsets.UTF_8), 1_000));

    World world;

    @TestHTTPResource
    URI management;

    @Inject
    DataPlane plane;

    @Inject
    OutcomeLog log;

    private String token;

    /** An answer's head in lower case, and its body. */
    private record Answer(String head, byte[] body) {
        int jsonBytes() {
            int at = head.indexOf("inference-header-content-length: ");
            return at < 0 ? -1 : Integer.parseInt(head.substring(at).split("[ \r]+")[1]);
        }
    }

    @BeforeEach
    void permitted() throws Exception {
        token = world.identity.token("scoring-app");
        world.publish(
                management,
                world.permit().entry(),
                world.permit().on("by-frame").declared(FRAME).entry());
        World.until(() -> send(triton("GET /v2/models/credit-default/ready", -1, 0), new byte[0])
                .head()
                .startsWith("http/1.1 200"));
    }

    @AfterEach
    void wellBehaved() {
        world.model.answer(ModelServer.Manner.WELL);
    }

    private String triton(String line, int jsonBytes, int bodyBytes) {
        return line + " HTTP/1.1\r\nUser-Agent: python/gevent-http-client-2.6.1\r\nAuthorization: Bearer " + token
                + "\r\n"
                + (jsonBytes < 0 ? "" : "Inference-Header-Content-Length: " + jsonBytes + "\r\n") + "Host: 127.0.0.1:"
                + plane.address().getPort() + "\r\n" + (bodyBytes > 0 ? "Content-Length: " + bodyBytes + "\r\n" : "")
                + "\r\n";
    }

    private String mlflow(String line, int bodyBytes) {
        String basic = Base64.getEncoder().encodeToString(("token:" + token).getBytes(StandardCharsets.US_ASCII));
        return line + " HTTP/1.1\r\nHost: 127.0.0.1:" + plane.address().getPort()
                + "\r\n"
                + "User-Agent: python-requests/2.34.2\r\n"
                + "Accept-Encoding: gzip, deflate\r\n"
                + "Accept: */*\r\n"
                + "Connection: keep-alive\r\n"
                + (bodyBytes > 0 ? "Content-Type: application/json\r\nContent-Length: " + bodyBytes + "\r\n" : "")
                + "Authorization: Basic " + basic + "\r\n\r\n";
    }

    private Answer send(String head, byte[] body) {
        try (Socket socket = new Socket("127.0.0.1", plane.address().getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().write(body);
            DataInputStream in = new DataInputStream(socket.getInputStream());
            StringBuilder read = new StringBuilder();
            while (read.indexOf("\r\n\r\n") < 0) {
                read.append((char) in.readUnsignedByte());
            }
            String answer = read.toString().toLowerCase(Locale.ROOT);
            byte[] content = new byte
                    [Integer.parseInt(answer.substring(answer.indexOf("\ncontent-length: "))
                            .split("[ \r]+")[1])];
            in.readFully(content);
            return new Answer(answer, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private OutcomeRecord answered(String head, byte[] body, ModelSignature signature) throws Exception {
        LogPosition before = log.durableEnd();
        Answer answer = send(head, body);
        assertThat(answer.head()).startsWith("http/1.1 200");
        assertThat(ScoreRows.read(signature, answer.jsonBytes(), answer.body())).hasSize(1);
        assertThat(world.model.lastBody()).isEqualTo(body);
        OutcomeRecord record = log.read(before, 1_000_000).records().get(0);
        assertThat(record.request()).isEqualTo(body);
        assertThat(record.response()).isEqualTo(answer.body());
        assertThat(record.responseJsonBytes()).isEqualTo(answer.jsonBytes());
        return record;
    }

    private static RequestRows rows(OutcomeRecord record, ModelSignature signature) throws Exception {
        return RequestRows.read(signature, record.requestJsonBytes(), record.request());
    }

    private static byte[] with(String json, byte[] numbers) {
        byte[] head = json.getBytes(StandardCharsets.US_ASCII);
        byte[] body = Arrays.copyOf(head, head.length + numbers.length);
        System.arraycopy(numbers, 0, body, head.length, numbers.length);
        return body;
    }

    @Test
    void tritonclientCallsInJsonAndInBytes() throws Exception {
        byte[] json = TRITON_JSON.getBytes(StandardCharsets.US_ASCII);
        OutcomeRecord first =
                answered(triton("POST /v2/models/credit-default/infer", -1, json.length), json, Permits.SIGNATURE);
        assertThat(rows(first, Permits.SIGNATURE).value(0, "AGE")).isEqualTo(24.0);

        world.model.answer(ModelServer.Manner.IN_BYTES);
        byte[] binary = with(TRITON_BINARY, NUMBERS);
        OutcomeRecord second = answered(
                triton("POST /v2/models/credit-default/versions/2/infer", TRITON_BINARY.length(), binary.length),
                binary,
                Permits.SIGNATURE);
        RequestRows rows = rows(second, Permits.SIGNATURE);
        assertThat(rows.value(0, "LIMIT_BAL")).isEqualTo(0.5);
        assertThat(rows.subjects(Optional.empty())).containsExactly(Optional.of("a"));
    }

    @Test
    void mlflowsClientCallsWithAFrameAndAnArray() throws Exception {
        assertThat(send(mlflow("GET /mlflow/by-frame/ping", 0), new byte[0]).head())
                .startsWith("http/1.1 200");
        byte[] frame = MLFLOW_FRAME.getBytes(StandardCharsets.US_ASCII);
        OutcomeRecord first = answered(mlflow("POST /mlflow/by-frame/invocations", frame.length), frame, FRAME);
        assertThat(rows(first, FRAME).value(0, "LIMIT_BAL")).isEqualTo(20_000.0);
        byte[] array = MLFLOW_ARRAY.getBytes(StandardCharsets.US_ASCII);
        OutcomeRecord second = answered(mlflow("POST /mlflow/by-frame/invocations", array.length), array, FRAME);
        assertThat(rows(second, FRAME).value(0, "AGE")).isEqualTo(24.0);
        assertThat(rows(second, FRAME).subjects(Optional.empty())).containsExactly(Optional.of("a"));
        byte[] missing = MLFLOW_MISSING.getBytes(StandardCharsets.US_ASCII);
        OutcomeRecord third = answered(mlflow("POST /mlflow/by-frame/invocations", missing.length), missing, FRAME);
        assertThat(rows(third, FRAME).value(0, "LIMIT_BAL")).isEqualTo(Double.NaN);
    }
}
