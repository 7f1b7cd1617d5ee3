package dev.gatehouse.gateway.routing;

import dev.gatehouse.approval.route.RouteSnapshot;
import dev.gatehouse.approval.signing.Envelope;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Follows the control plane by long poll on a thread of its own, with growing pauses while it cannot be reached. */
final class SnapshotPuller implements Runnable {

    private static final Logger LOG = Logger.getLogger(SnapshotPuller.class);
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration ANSWER_GRACE = Duration.ofSeconds(5);
    private static final long FIRST_PAUSE_MILLIS = 100;
    private static final long LONGEST_PAUSE_MILLIS = 2_000;

    private final Routing routing;
    private final ServiceAccount account;
    private final String url;
    private final String environment;
    private final Duration longPoll;
    private final HttpClient client = HttpClient.newBuilder()
            .connectTimeout(CONNECT_TIMEOUT)
            .version(HttpClient.Version.HTTP_1_1)
            .build();
    private volatile boolean stopped;
    private volatile Optional<String> trouble = Optional.of("the control plane has not answered yet");

    SnapshotPuller(Routing routing, ServiceAccount account, String url, String environment, Duration longPoll) {
        this.routing = routing;
        this.account = account;
        this.url = url;
        this.environment = environment;
        this.longPoll = longPoll;
    }

    /** Why the last poll brought nothing; empty when it did. */
    Optional<String> trouble() {
        return trouble;
    }

    void stop() {
        stopped = true;
    }

    @Override
    public void run() {
        long pause = FIRST_PAUSE_MILLIS;
        while (!stopped) {
            try {
                Optional<String> refusal = routing.offer(poll());
                say(refusal.map(reason -> "the control plane's snapshot was refused: " + reason));
                pause = refusal.isEmpty() ? FIRST_PAUSE_MILLIS : LONGEST_PAUSE_MILLIS;
                if (refusal.isPresent()) {
                    Thread.sleep(pause);
                }
            } catch (IOException | RuntimeException e) {
                say(Optional.of(e.getMessage() == null ? e + " at " + url : e.getMessage()));
                pause = Math.min(LONGEST_PAUSE_MILLIS, pause * 2);
                try {
                    Thread.sleep(pause);
                } catch (InterruptedException interrupted) {
                    return;
                }
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void say(Optional<String> now) {
        if (!now.equals(trouble)) {
            now.ifPresentOrElse(
                    reason -> LOG.warn("Cannot follow the control plane; routes stay as they are: " + reason),
                    () -> LOG.info("Following the control plane at " + url));
        }
        trouble = now;
    }

    private byte[] poll() throws IOException, InterruptedException {
        Optional<RouteSnapshot> held = routing.table().snapshot();
        String query = "/api/v1/gateway/snapshot?environment=" + environment
                + held.map(snapshot -> "&after=" + snapshot.position()).orElse("")
                + "&waitMillis=" + (held.isPresent() ? longPoll.toMillis() : 0);
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + query))
                .timeout(longPoll.plus(ANSWER_GRACE))
                .header("Authorization", "Bearer " + account.token())
                .header("Accept", "application/json")
                .build();
        HttpResponse<InputStream> response = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream body = response.body()) {
            byte[] bytes = body.readNBytes(Envelope.MAX_BYTES + 1);
            if (response.statusCode() == 401) {
                account.forget();
            }
            if (response.statusCode() != 200) {
                throw new IOException("the control plane answered " + response.statusCode() + " at " + url);
            }
            if (bytes.length > Envelope.MAX_BYTES) {
                throw new IOException("the control plane's snapshot is over " + Envelope.MAX_BYTES + " bytes");
            }
            return bytes;
        }
    }
}
