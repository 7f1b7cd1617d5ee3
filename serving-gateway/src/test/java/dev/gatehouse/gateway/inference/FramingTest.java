package dev.gatehouse.gateway.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.World;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Requests whose end two readers could see in two places (request smuggling): each hides a second call in what one of them takes for the
 * body. Sources: RFC 9112, sections 2.2, 3, 5, 6 and 11.2; the payload families of J. Kettle, 'HTTP Desync Attacks' (2019).
 */
@QuarkusTest
@QuarkusTestResource(World.class)
class FramingTest {

    private static final String BODY = World.rows(List.of(0.7));
    private static final int LEAST_PAYLOADS = 150;

    World world;

    @TestHTTPResource
    URI management;

    @Inject
    DataPlane plane;

    private String token;

    @BeforeEach
    void permitted() throws Exception {
        token = world.identity.token("scoring-app");
        world.publish(management, world.permit().entry());
        World.until(
                () -> send(call("", "Content-Length: " + BODY.length(), BODY)).startsWith("HTTP/1.1 200"));
    }

    private String call(String line, String header, String rest) {
        return (line.isEmpty() ? "POST /v2/models/credit-default/infer HTTP/1.1" : line)
                + "\r\nHost: g\r\nAuthorization: Bearer " + token + "\r\n" + header + "\r\n\r\n" + rest;
    }

    private String hidden() {
        return call("", "Content-Length: " + BODY.length(), BODY);
    }

    private String chunked(String hiddenCall) {
        return "0\r\n\r\n" + hiddenCall;
    }

    private Map<String, String> payloads() {
        Map<String, String> all = new LinkedHashMap<>();
        String length = "Content-Length: " + (chunked(hidden()).length());
        for (String coding : List.of(
                "Transfer-Encoding: xchunked",
                "Transfer-Encoding : chunked",
                "Transfer-Encoding\t: chunked",
                "Transfer-Encoding: chunked, identity",
                "Transfer-Encoding: identity, chunked",
                "Transfer-Encoding: identity",
                "Transfer-Encoding: gzip, chunked",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: x",
                "Transfer-Encoding: x\r\nTransfer-Encoding: chunked",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
                "Transfer-Encoding: chunk",
                "Transfer-Encoding: \"chunked\"",
                "Transfer-Encoding: chunked;q=1",
                "Transfer-Encoding: chunked,",
                "Transfer-Encoding: ,chunked",
                "Transfer-Encoding: \u000bchunked",
                "Transfer-Encoding: chunked\u000b",
                "Transfer-Encoding: \u0000chunked",
                "Transfer-Encoding:\r\n chunked",
                "Transfer-Encoding: chunked\r\n identity",
                "Transfer-Encoding: ",
                "Transfer-Encoding: \u00e7hunked",
                "X: y\nTransfer-Encoding: chunked",
                "X: y\rTransfer-Encoding: chunked",
                " Transfer-Encoding: chunked",
                "Transfer-Encoding\r\n: chunked",
                "\u00a0Transfer-Encoding: chunked",
                "Transfer-Encoding\u0000: chunked")) {
            all.put("alone, " + coding, call("", coding, chunked(hidden())));
            all.put("behind a length, " + coding, call("", length + "\r\n" + coding, chunked(hidden())));
            all.put("before a length, " + coding, call("", coding + "\r\n" + length, chunked(hidden())));
        }
        for (String coding : List.of(
                "Transfer-Encoding: chunked",
                "Transfer-Encoding:chunked",
                "transfer-encoding: CHUNKED",
                "Transfer-Encoding:\tchunked",
                "Transfer-Encoding: chunked ")) {
            all.put("length and then " + coding, call("", length + "\r\n" + coding, chunked(hidden())));
            all.put(coding + " and then a length", call("", coding + "\r\n" + length, chunked(hidden())));
            all.put(
                    coding + " in HTTP/1.0",
                    call("POST /v2/models/credit-default/infer HTTP/1.0", coding, chunked(hidden())));
        }
        for (String value : List.of(
                "+5",
                "-1",
                "5 5",
                "5, 6",
                "0x5",
                "5\u000b",
                "1e1",
                "5;",
                "5.0",
                "\"5\"",
                "",
                "five",
                "\u0665",
                "99999999999999999999",
                "5\u0000",
                "5\r\n 6",
                "5,")) {
            all.put("the length '" + value + "'", call("", "Content-Length: " + value, BODY + hidden()));
            all.put(
                    "a length and then '" + value + "'",
                    call("", "Content-Length: 5\r\nContent-Length: " + value, BODY + hidden()));
        }
        all.put("two lengths", call("", "Content-Length: 5\r\nContent-Length: 6", BODY + hidden()));
        all.put("two lengths in one", call("", "Content-Length: 5, 6", BODY + hidden()));
        all.put("a length with a space before its colon", call("", "Content-Length : 5", BODY + hidden()));
        all.put("a length with a tab before its colon", call("", "Content-Length\t: 5", BODY + hidden()));
        all.put("a folded length", call("", "X: y\r\n Content-Length: 5", BODY + hidden()));
        for (String chunks : List.of(
                "+0\r\n\r\n",
                "-1\r\n\r\n",
                "0x0\r\n\r\n",
                "g\r\n\r\n",
                "\r\n\r\n",
                "1 0\r\n\r\n",
                "ffffffffffffffff1\r\n\r\n",
                "80000000\r\n\r\n",
                "5\r\nabcde0\r\n\r\n",
                "5\r\nabcdefg\r\n0\r\n\r\n",
                "5\nabcde\r\n0\r\n\r\n",
                "5\r\nabcde\n0\r\n\r\n",
                "5\rabcde\r\n0\r\n\r\n",
                "5;a\nb\r\nabcde\r\n0\r\n\r\n",
                "0\n\r\n",
                "0;\n\r\n",
                "0\r\nContent-Length : 7\r\n\r\n",
                "0\r\nX\n: 1\r\n\r\n",
                "0\r\nno colon\r\n\r\n",
                "\u0660\r\n\r\n",
                "0\u0000\r\n\r\n")) {
            all.put("the chunks " + chunks, call("", "Transfer-Encoding: chunked", chunks + hidden()));
        }
        for (String header : List.of(
                "X: a\nY: b",
                "X: a\rY: b",
                "X: a\u0000b",
                "X\u0000: a",
                "X : a",
                ": a",
                "no colon",
                "X: a\r\n folded",
                "X: a\r\n\tfolded",
                "X(y): a",
                "X y: a",
                "Host: h",
                "Host: g\r\nHost: g")) {
            all.put("the header " + header, call("", header + "\r\nContent-Length: " + BODY.length(), BODY));
        }
        for (String line : List.of(
                "POST /v2/models/credit-default/infer HTTP/1.2",
                "POST /v2/models/credit-default/infer HTTP/2.0",
                "POST /v2/models/credit-default/infer HTTP/0.9",
                "POST /v2/models/credit-default/infer HTTP/1.1x",
                "POST /v2/models/credit-default/infer http/1.1",
                "POST /v2/models/credit-default/infer",
                "POST  /v2/models/credit-default/infer HTTP/1.1",
                "POST /v2/models/credit-default/infer  HTTP/1.1",
                "POST\t/v2/models/credit-default/infer HTTP/1.1",
                "POST /v2/models/credit-default/infer\u0000 HTTP/1.1",
                " POST /v2/models/credit-default/infer HTTP/1.1",
                "POST /v2/models/credit-default/infer HTTP/1.1\nX: y",
                "POST /v2/models/credit-default/infer HTTP/1.1 ",
                "P\u0000ST /v2/models/credit-default/infer HTTP/1.1",
                "POST http://g/v2/models/credit-default/infer HTTP/1.1 HTTP/1.1")) {
            all.put("the line " + line, call(line, "Content-Length: " + BODY.length(), BODY));
        }
        all.put(
                "no Host",
                "POST /v2/models/credit-default/infer HTTP/1.1\r\nAuthorization: Bearer " + token
                        + "\r\nContent-Length: " + BODY.length() + "\r\n\r\n" + BODY);
        return all;
    }

    private static int answers(String bytes) {
        return bytes.split("HTTP/1\\.1 [0-9]{3} ", -1).length - 1;
    }

    private String send(String bytes) {
        return send(bytes, 1);
    }

    /** What comes back until the connection ends, so many good answers have come, or for a moment nothing has. */
    private String send(String bytes, int enough) {
        StringBuilder answer = new StringBuilder();
        try (Socket socket = new Socket("127.0.0.1", plane.address().getPort())) {
            socket.setSoTimeout(700);
            socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
            InputStream in = socket.getInputStream();
            for (int b = in.read(); b >= 0; b = in.read()) {
                answer.append((char) b);
                if (b == '}' && in.available() == 0 && answers(answer.toString()) >= enough) {
                    return answer.toString();
                }
            }
        } catch (SocketTimeoutException | SocketException e) {
            // What came so far is the answer.
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return answer.toString();
    }

    @Test
    void whatCouldBeReadInTwoWaysIsRefusedAndNothingReachesTheModelServer() {
        Map<String, String> payloads = payloads();
        assertThat(payloads).hasSizeGreaterThanOrEqualTo(LEAST_PAYLOADS);
        int before = world.model.inferences();
        List<String> letIn = new ArrayList<>();
        payloads.entrySet().parallelStream().forEach(payload -> {
            String answer = send(payload.getValue());
            boolean refused = answer.matches("(?s)HTTP/1\\.1 (400|404|414|431) .*\"code\":\"[a-z_]+\"}");
            int answers = answers(answer);
            if (!refused || answers != 1) {
                synchronized (letIn) {
                    letIn.add(payload.getKey() + " -> "
                            + answer.lines().findFirst().orElse("nothing") + ", " + answers);
                }
            }
        });
        assertThat(letIn).isEmpty();
        assertThat(world.model.inferences()).isEqualTo(before);
    }

    @Test
    void callsInOneConnectionAreAnsweredInTheirOrderThoughTheyComeTogether() {
        int before = world.model.inferences();
        String first = BODY.replace("mine", "first");
        String second = BODY.replace("mine", "second");
        String chunks = Integer.toHexString(second.length()) + "\r\n" + second + "\r\n0\r\n\r\n";
        String answers = send(
                "GET /v2/health/live HTTP/1.1\r\nHost: g\r\n\r\n"
                        + call("", "Content-Length: " + first.length(), first)
                        + call("", "Transfer-Encoding: chunked", chunks)
                        + call("", "Content-Length: " + BODY.length() + "\r\nConnection: close", BODY)
                        + hidden(),
                4);
        assertThat(answers(answers)).isEqualTo(4);
        assertThat(answers.indexOf("\"live\":true")).isLessThan(answers.indexOf("\"first\""));
        assertThat(answers.indexOf("\"first\"")).isLessThan(answers.indexOf("\"second\""));
        assertThat(world.model.inferences() - before)
                .as("nothing behind the end of a connection")
                .isEqualTo(3);
    }

    @Test
    void aCallerThatWaitsToBeToldIsToldWhenItsCallIsLetIn() throws Exception {
        try (Socket socket = new Socket("127.0.0.1", plane.address().getPort())) {
            socket.setSoTimeout(5_000);
            socket.getOutputStream()
                    .write(call("", "Expect: 100-continue\r\nContent-Length: " + BODY.length(), "")
                            .getBytes(StandardCharsets.US_ASCII));
            byte[] go = socket.getInputStream().readNBytes(Answers.CONTINUE.length);
            assertThat(go).isEqualTo(Answers.CONTINUE);
            socket.getOutputStream().write(BODY.getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
                    .isEqualTo("HTTP/1.1 200");
        }
        String refused = send(call("", "Expect: 100-continue\r\nContent-Length: " + BODY.length(), "")
                .replace(token, "none"));
        assertThat(refused).startsWith("HTTP/1.1 401").contains("connection: close");
    }
}
