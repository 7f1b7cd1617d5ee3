package dev.gatehouse.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatehouse.sandbox.RunningSandbox;
import dev.gatehouse.sandbox.Sandbox;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;

/** governance-service as it is packaged, with PostgreSQL ({@code fsync} on) and Keycloak, on this machine; and calls to it. */
final class LedgerService implements AutoCloseable {

    static final ObjectMapper JSON = new ObjectMapper();

    private final Path state;
    private final RunningSandbox sandbox;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private LedgerService(Path state, RunningSandbox sandbox) {
        this.state = state;
        this.sandbox = sandbox;
    }

    /**
     * Starts it on an empty database.
     *
     * @param bytes of disk that it will need
     */
    static LedgerService start(long bytes) throws IOException {
        Path work = Path.of(System.getProperty("gatehouse.bench.work", "benchmarks/target"))
                .toAbsolutePath();
        Files.createDirectories(work);
        Folders.needRoom(work, bytes);
        Path state = Files.createTempDirectory(work, "ledger-");
        RunningSandbox sandbox = Sandbox.start(
                Sandbox.Settings.forTest(
                        work.getParent().getParent(),
                        state,
                        EnumSet.of(Sandbox.Part.POSTGRES, Sandbox.Part.KEYCLOAK, Sandbox.Part.GOVERNANCE)),
                progress -> {});
        return new LedgerService(state, sandbox);
    }

    RunningSandbox sandbox() {
        return sandbox;
    }

    String token(String person) {
        return sandbox.token(person);
    }

    /** The answer's body; the status must be the one told. */
    String get(String path, String person, int status) throws IOException, InterruptedException {
        return send("GET", path, person, BodyPublishers.noBody(), "application/json", status);
    }

    JsonNode post(String path, String person, Object body, int status) throws IOException, InterruptedException {
        return JSON.readTree(send(
                "POST",
                path,
                person,
                BodyPublishers.ofString(JSON.writeValueAsString(body)),
                "application/json",
                status));
    }

    void put(String path, String person, Object body) throws IOException, InterruptedException {
        send("PUT", path, person, BodyPublishers.ofString(JSON.writeValueAsString(body)), "application/json", 200);
    }

    void putBytes(String path, String person, byte[] bytes) throws IOException, InterruptedException {
        send("PUT", path, person, BodyPublishers.ofByteArray(bytes), "application/octet-stream", 200);
    }

    private String send(String method, String path, String person, BodyPublisher body, String type, int status)
            throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(URI.create(sandbox.governance() + path))
                        .header("Authorization", "Bearer " + token(person))
                        .header("Content-Type", type)
                        .method(method, body)
                        .build(),
                BodyHandlers.ofString());
        if (answer.statusCode() != status) {
            String text = answer.body();
            throw new IllegalStateException(method + " " + path + " answered " + answer.statusCode() + " instead of "
                    + status + ": " + text.substring(0, Math.min(text.length(), 500)));
        }
        return answer.body();
    }

    /** The value below which that share of the values is; sorts them. */
    static double quantile(long[] values, double share) {
        Arrays.sort(values);
        return values[(int) Math.min(values.length - 1L, (long) Math.ceil(share * values.length) - 1)];
    }

    @Override
    public void close() throws IOException {
        sandbox.close();
        Folders.delete(state);
    }
}
