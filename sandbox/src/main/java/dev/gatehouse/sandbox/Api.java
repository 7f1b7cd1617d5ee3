package dev.gatehouse.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;

/** A client of the public APIs, as an engineer's script would be one: JSON over HTTP with a bearer token. */
final class Api {

    static final ObjectMapper JSON = new ObjectMapper();

    private static final Duration TIMEOUT = Duration.ofSeconds(120);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final URI base;

    Api(URI base) {
        this.base = base;
    }

    /** An answer: its status, its bytes and the headers. */
    record Answer(String what, int status, byte[] body, java.net.http.HttpHeaders headers) {

        /** The body as JSON. */
        JsonNode json() {
            try {
                return JSON.readTree(body);
            } catch (IOException e) {
                throw new UncheckedIOException(what + " did not answer JSON", e);
            }
        }

        String header(String name) {
            return headers.firstValue(name).orElse("");
        }

        /** This answer, if it has the status told. */
        Answer told(int expected) throws Story.Otherwise {
            if (status != expected) {
                String text = new String(body, java.nio.charset.StandardCharsets.UTF_8);
                throw new Story.Otherwise(
                        what + ": told " + expected + ", found " + status + " "
                                + (text.length() > 2000 ? text.substring(0, 2000) + "…" : text),
                        null);
            }
            return this;
        }
    }

    Answer get(String path, String token) {
        return send("GET", path, token, Map.of(), BodyPublishers.noBody());
    }

    Answer post(String path, String token, Object body) {
        return post(path, token, Map.of(), body);
    }

    Answer post(String path, String token, Map<String, String> headers, Object body) {
        return send("POST", path, token, headers, json(body));
    }

    Answer put(String path, String token, Object body) {
        return put(path, token, Map.of(), body);
    }

    Answer put(String path, String token, Map<String, String> headers, Object body) {
        return send("PUT", path, token, headers, json(body));
    }

    Answer putBytes(String path, String token, byte[] bytes) {
        return send(
                "PUT",
                path,
                token,
                Map.of("Content-Type", "application/octet-stream"),
                BodyPublishers.ofByteArray(bytes));
    }

    private Answer send(String method, String path, String token, Map<String, String> headers, BodyPublisher body) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(base.resolve(path)).timeout(TIMEOUT).method(method, body);
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        if (!headers.containsKey("Content-Type") && !method.equals("GET")) {
            request.header("Content-Type", "application/json");
        }
        headers.forEach(request::header);
        String what = method + " " + path;
        try {
            HttpResponse<byte[]> response = http.send(request.build(), BodyHandlers.ofByteArray());
            return new Answer(what, response.statusCode(), response.body(), response.headers());
        } catch (IOException e) {
            throw new UncheckedIOException(what + " got no answer: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SandboxException(what + " was interrupted");
        }
    }

    private static BodyPublisher json(Object body) {
        try {
            return BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
