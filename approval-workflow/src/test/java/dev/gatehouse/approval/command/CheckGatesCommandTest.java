package dev.gatehouse.approval.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The command against an HTTP server that answers as the service does. The whole against a real service is in the sandbox's tests. */
class CheckGatesCommandTest {
    private static final String CLOSED = """
            {"open":false,"tier":"HIGH","environment":"production","gates":[
              {"id":"model-card","title":"Card","open":true,"reason":"met","why":"Given on 2026-11-22T06:00:00Z.","howToMeet":"Compile it."},
              {"id":"fairness-audit","title":"Audit","open":true,"reason":"waived","why":"Waived until 2026-12-22.","howToMeet":"Run it.",
               "waiver":{"id":"7","until":"2026-12-22T00:00:00Z"}},
              {"id":"rollback-plan","title":"Plan","open":false,"reason":"missing","why":"No evidence\\u001b was given.","howToMeet":"Give it."}]}""";

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final Map<String, String> environment = new HashMap<>(Map.of("GATEHOUSE_TOKEN", "good"));
    private final List<String> asked = new ArrayList<>();
    private HttpServer server;
    private int status = 200;
    private String answer = CLOSED;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            asked.add(exchange.getRequestURI() + " "
                    + exchange.getRequestHeaders().getFirst("Authorization"));
            byte[] body = answer.getBytes(UTF_8);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void closedGatesAreNamedWithWhatOpensThem() {
        assertThat(check("--route", "my route")).isEqualTo(1);
        assertThat(asked)
                .containsExactly(
                        "/api/v1/models/credit/versions/1/gates?environment=production&route=my%20route Bearer good");
        assertThat(out.toString().lines())
                .containsExactly(
                        "open    model-card      Given on 2026-11-22T06:00:00Z.",
                        "waived  fairness-audit  Waived until 2026-12-22.",
                        "CLOSED  rollback-plan   No evidence? was given.",
                        "                        Give it.",
                        "",
                        "CLOSED: credit/1 in production/my route, tier HIGH, 1 gate to meet");
    }

    @Test
    void openGatesAreExitCodeZero() {
        answer = CLOSED.replace("\"open\":false", "\"open\":true");
        assertThat(check()).isZero();
        assertThat(out.toString()).contains("OPEN: credit/1 in production, tier HIGH");
    }

    @Test
    void anEmergencyPermitIsSaid() {
        answer = CLOSED.replaceFirst("\"open\":false", "\"open\":true,\"emergency\":true");
        assertThat(check()).isZero();
        assertThat(out.toString()).contains("OPEN under an emergency permit, though 1 gate is closed");
    }

    @Test
    void theServicesJsonIsPassedOn() {
        assertThat(check("--json")).isEqualTo(1);
        assertThat(out.toString().strip()).isEqualTo(CLOSED);
    }

    @Test
    void whatCannotBeToldIsExitCodeTwoAndSaysWhy() {
        status = 404;
        answer = "{\"detail\":\"There is no model named 'credit'.\"}";
        assertThat(check()).isEqualTo(2);
        assertThat(err.toString()).contains("answered 404: There is no model named 'credit'.");
        status = 401;
        assertThat(check()).isEqualTo(2);
        assertThat(err.toString()).contains("GATEHOUSE_TOKEN");
        status = 200;
        answer = "{\"hello\":1}";
        assertThat(check()).isEqualTo(2);
        assertThat(err.toString()).contains("not a list of gates");
        answer = "<html>";
        assertThat(check()).isEqualTo(2);
    }

    @Test
    void withoutATokenOrAnAddressNothingIsAsked() {
        environment.clear();
        assertThat(check()).isEqualTo(2);
        assertThat(err.toString()).contains("Who asks?");
        assertThat(run("gate", "check", "--model", "m", "--version", "1", "--environment", "e"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("Where is the service?");
        assertThat(run("gate", "check", "--model", "m")).isEqualTo(2);
        assertThat(asked).isEmpty();
    }

    @Test
    void aServiceThatIsAwayOrDoesNotSpeakTlsIsExitCodeTwo() {
        environment.put(
                "GATEHOUSE_URL", "https://127.0.0.1:" + server.getAddress().getPort());
        assertThat(run("gate", "check", "--model", "m", "--version", "1", "--environment", "e"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("does not answer");
        int port = server.getAddress().getPort();
        server.stop(0);
        environment.put("GATEHOUSE_URL", "http://127.0.0.1:" + port);
        assertThat(run("gate", "check", "--model", "m", "--version", "1", "--environment", "e"))
                .isEqualTo(2);
    }

    private int check(String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "gate",
                "check",
                "--url",
                "http://127.0.0.1:" + server.getAddress().getPort(),
                "--model",
                "credit",
                "--version",
                "1",
                "--environment",
                "production"));
        arguments.addAll(Arrays.asList(more));
        return run(arguments.toArray(String[]::new));
    }

    private int run(String... arguments) {
        return GatehouseCommand.run(
                new PrintWriter(out), new PrintWriter(err), Clock.systemUTC(), environment, arguments);
    }
}
