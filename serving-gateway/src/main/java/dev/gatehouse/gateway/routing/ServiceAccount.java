package dev.gatehouse.gateway.routing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;

/** The gateway's own tokens, by OAuth 2.0 client credentials (RFC 6749, section 4.4). Used by one thread. */
final class ServiceAccount {

    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final Duration RENEW_BEFORE = Duration.ofSeconds(30);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final URI tokenUrl;
    private final String clientId;
    private final String clientSecret;
    private final HttpClient client = HttpClient.newBuilder()
            .connectTimeout(TIMEOUT)
            .version(HttpClient.Version.HTTP_1_1)
            .build();
    private String token;
    private Instant renewAt = Instant.MIN;

    ServiceAccount(String tokenUrl, String clientId, String clientSecret) {
        this.tokenUrl = URI.create(tokenUrl);
        this.clientId = clientId;
        this.clientSecret = clientSecret;
    }

    String token() throws IOException, InterruptedException {
        if (token == null || Instant.now().isAfter(renewAt)) {
            renew();
        }
        return token;
    }

    void forget() {
        token = null;
    }

    private void renew() throws IOException, InterruptedException {
        String form = "grant_type=client_credentials&client_id=" + URLEncoder.encode(clientId, StandardCharsets.UTF_8)
                + "&client_secret=" + URLEncoder.encode(clientSecret, StandardCharsets.UTF_8);
        HttpRequest request = HttpRequest.newBuilder(tokenUrl)
                .timeout(TIMEOUT)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form))
                .build();
        HttpResponse<byte[]> response = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
        if (response.statusCode() != 200) {
            throw new IOException("the identity provider answered " + response.statusCode() + " to client " + clientId
                    + " at " + tokenUrl);
        }
        JsonNode answer = JSON.readTree(response.body());
        if (!answer.path("access_token").isTextual()) {
            throw new IOException("the identity provider's answer at " + tokenUrl + " holds no access_token");
        }
        token = answer.get("access_token").textValue();
        long lifeSeconds = answer.path("expires_in").asLong(60);
        Duration life = Duration.ofSeconds(lifeSeconds);
        renewAt = Instant.now()
                .plus(life.compareTo(RENEW_BEFORE.multipliedBy(2)) > 0 ? life.minus(RENEW_BEFORE) : life.dividedBy(2));
    }
}
