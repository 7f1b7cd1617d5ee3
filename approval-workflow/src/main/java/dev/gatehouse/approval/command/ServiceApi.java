package dev.gatehouse.approval.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Questions to a running governance-service. The caller's token is {@code GATEHOUSE_TOKEN}, or is asked for with
 * {@code GATEHOUSE_CLIENT_ID} and {@code GATEHOUSE_CLIENT_SECRET} at {@code GATEHOUSE_TOKEN_URL}, the identity provider's token endpoint.
 */
final class ServiceApi {
    static final String TOKEN = "GATEHOUSE_TOKEN";
    static final String CLIENT_ID = "GATEHOUSE_CLIENT_ID";
    static final String CLIENT_SECRET = "GATEHOUSE_CLIENT_SECRET";
    static final String TOKEN_URL = "GATEHOUSE_TOKEN_URL";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration CONNECT_WITHIN = Duration.ofSeconds(10);
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(60);
    private static final int MAX_ANSWER_BYTES = 16 * 1024 * 1024;
    private static final int UNAUTHORIZED = 401;

    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(CONNECT_WITHIN)
            .version(HttpClient.Version.HTTP_1_1)
            .build();
    private final String root;
    private final Map<String, String> environment;
    private String token;

    /**
     * @param url of the service, such as {@code https://gatehouse.example.org}
     * @param environment the environment's variables by name
     * @throws UnusableInput if the address is not one of HTTP
     */
    ServiceApi(URI url, Map<String, String> environment) {
        if (url.getHost() == null || !List.of("http", "https").contains(String.valueOf(url.getScheme()))) {
            throw new UnusableInput(
                    "--url: '" + url + "' is not an address of a service, such as https://gatehouse.example.org");
        }
        this.root = url.toString().replaceAll("/+$", "");
        this.environment = environment;
        this.token = environment.get(TOKEN);
    }

    /**
     * An answer.
     *
     * @param status HTTP status
     * @param body of at most 16 MiB
     */
    record Answer(int status, String body) {
        /** @throws UnusableInput if the body is not JSON */
        JsonNode json() {
            try {
                return JSON.readTree(body);
            } catch (JsonProcessingException e) {
                throw new UnusableInput(
                        "The service answered with something that is not JSON: is this a Gatehouse?", e);
            }
        }
    }

    /**
     * What the service answers.
     *
     * @param path below the address, such as {@code /api/v1/ledger/checkpoint}
     * @param asSomebody whether the caller's token goes along
     * @throws UnusableInput if there is no answer or no token
     */
    Answer get(String path, boolean asSomebody) {
        Answer answer = send(path, asSomebody);
        if (answer.status() == UNAUTHORIZED && asSomebody && !environment.containsKey(TOKEN)) {
            // A long command outlives its token.
            token = null;
            answer = send(path, true);
        }
        return answer;
    }

    /**
     * As {@link #get}, of something that must be there.
     *
     * @throws UnusableInput with the service's own reason if it answers with anything but 200
     */
    Answer expect(String path, boolean asSomebody) {
        Answer answer = get(path, asSomebody);
        if (answer.status() != 200) {
            throw new UnusableInput(root + path + " answered " + answer.status() + reason(answer)
                    + (answer.status() == UNAUTHORIZED
                            ? " Set " + TOKEN + " to an access token that is still good."
                            : ""));
        }
        return answer;
    }

    private static String reason(Answer answer) {
        try {
            String detail = JSON.readTree(answer.body()).path("detail").asText("");
            return detail.isEmpty() ? "." : ": " + detail;
        } catch (JsonProcessingException e) {
            return ".";
        }
    }

    private Answer send(String path, boolean asSomebody) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(root + path)).timeout(ANSWER_WITHIN);
        if (asSomebody) {
            if (token == null) {
                token = newToken();
            }
            request.header("Authorization", "Bearer " + token);
        }
        return answer(request.build());
    }

    private String newToken() {
        String id = environment.get(CLIENT_ID);
        String secret = environment.get(CLIENT_SECRET);
        String url = environment.get(TOKEN_URL);
        if (id == null || secret == null || url == null) {
            throw new UnusableInput(
                    "Who asks? Set " + TOKEN + " to an access token, or " + CLIENT_ID + ", " + CLIENT_SECRET + " and "
                            + TOKEN_URL + " (the identity provider's token endpoint) to those of a service account.");
        }
        Answer answer = answer(HttpRequest.newBuilder(URI.create(url))
                .timeout(ANSWER_WITHIN)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("grant_type=client_credentials&client_id="
                        + URLEncoder.encode(id, UTF_8) + "&client_secret=" + URLEncoder.encode(secret, UTF_8)))
                .build());
        return Optional.of(answer)
                .filter(a -> a.status() == 200)
                .map(a -> a.json().path("access_token").asText(""))
                .filter(found -> !found.isEmpty())
                .orElseThrow(() -> new UnusableInput(url + " gave no token for the client '" + id + "': it answered "
                        + answer.status() + ". Check " + CLIENT_ID + ", " + CLIENT_SECRET + " and " + TOKEN_URL + "."));
    }

    private Answer answer(HttpRequest request) {
        try {
            HttpResponse<InputStream> response = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream in = response.body()) {
                byte[] body = in.readNBytes(MAX_ANSWER_BYTES + 1);
                if (body.length > MAX_ANSWER_BYTES) {
                    throw new UnusableInput(request.uri() + " answered with more than " + MAX_ANSWER_BYTES + " bytes.");
                }
                return new Answer(response.statusCode(), new String(body, UTF_8));
            }
        } catch (IOException | IllegalArgumentException e) {
            throw new UnusableInput(
                    request.uri() + " does not answer: " + e + ". Is the service up, and the address right?", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnusableInput(request.uri() + ": interrupted while waiting for the answer", e);
        }
    }
}
