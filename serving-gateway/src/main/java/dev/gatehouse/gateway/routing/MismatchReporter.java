package dev.gatehouse.gateway.routing;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.approval.canonical.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Tells the control plane of model servers that serve other bytes than the permitted ones, so that every gateway closes. This gateway has
 * closed its route already.
 */
final class MismatchReporter {

    private static final Logger LOG = Logger.getLogger(MismatchReporter.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    /** The suspension comes back within a second; a permit that stays active is reported again after this time. */
    private static final long REPEAT_AFTER_NANOS = Duration.ofSeconds(30).toNanos();

    private static final int MAX_ANSWER_BYTES = 65_536;
    private static final String IGNORED = "IGNORED";
    private static final ObjectMapper JSON = new ObjectMapper();

    private record Told(UUID permit, Digest reported) {}

    private final ServiceAccount account;
    private final String url;
    private final String environment;
    private final HttpClient client = HttpClient.newBuilder()
            .connectTimeout(TIMEOUT)
            .version(HttpClient.Version.HTTP_1_1)
            .build();
    private final Map<Told, Long> toldAtNanos = new HashMap<>();
    private String trouble = "";

    MismatchReporter(ServiceAccount account, String url, String environment) {
        this.account = account;
        this.url = url;
        this.environment = environment;
    }

    /** Reports what was not reported yet; what fails is tried again with the next call. */
    synchronized void report(List<BindingMismatch> mismatches) {
        Set<Told> current = mismatches.stream().map(MismatchReporter::told).collect(Collectors.toSet());
        toldAtNanos.keySet().retainAll(current);
        for (BindingMismatch mismatch : mismatches) {
            Long last = toldAtNanos.get(told(mismatch));
            if (last == null || System.nanoTime() - last > REPEAT_AFTER_NANOS) {
                try {
                    if (send(mismatch)) {
                        toldAtNanos.put(told(mismatch), System.nanoTime());
                    }
                    trouble = "";
                } catch (IOException e) {
                    say("The control plane cannot be told that " + mismatch.upstream() + " serves "
                            + mismatch.reported() + ": " + (e.getMessage() == null ? e : e.getMessage()));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return;
                }
            }
        }
    }

    private static Told told(BindingMismatch mismatch) {
        return new Told(mismatch.permit(), mismatch.reported());
    }

    private void say(String now) {
        if (!now.equals(trouble)) {
            LOG.error(now);
        }
        trouble = now;
    }

    /** Whether the control plane took it in; one that it ignored as older than the permit's state is told again after the next look. */
    private boolean send(BindingMismatch mismatch) throws IOException, InterruptedException {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("environment", environment);
        body.put("route", mismatch.route());
        body.put("upstream", mismatch.upstream().toString());
        body.put("reportedDigest", mismatch.reported().toString());
        body.put("observedAt", mismatch.observedAt().toString());
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(url + "/api/v1/permits/" + mismatch.permit() + "/binding-reports"))
                .timeout(TIMEOUT)
                .header("Authorization", "Bearer " + account.token())
                .header("Content-Type", "application/json")
                .header("Accept", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                .build();
        HttpResponse<InputStream> response = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
        byte[] answer;
        try (InputStream in = response.body()) {
            answer = in.readNBytes(MAX_ANSWER_BYTES);
        }
        if (response.statusCode() == 401) {
            account.forget();
        }
        if (response.statusCode() != 200) {
            throw new IOException("the control plane answered " + response.statusCode() + " at " + request.uri());
        }
        if (JSON.readTree(answer).path("outcome").asText().equals(IGNORED)) {
            LOG.warnf(
                    "The control plane ignored that %s serves %s: seen before the permit's last act, by this gateway's clock."
                            + " It is told again",
                    mismatch.upstream(), mismatch.reported());
            return false;
        }
        LOG.warnf(
                "Told the control plane that %s serves %s on route %s, which is not the permitted digest",
                mismatch.upstream(), mismatch.reported(), mismatch.route());
        return true;
    }
}
