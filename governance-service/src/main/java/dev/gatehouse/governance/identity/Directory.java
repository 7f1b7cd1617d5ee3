package dev.gatehouse.governance.identity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatehouse.governance.problem.ProblemException;
import dev.gatehouse.governance.problem.ProblemType;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Asks the identity provider what people hold now, whatever their last token said: who lost a function or left must not open a gate.
 * Speaks Keycloak's administration API ({@code GET /users/ID}, {@code GET /users/ID/role-mappings/realm/composite}).
 */
@ApplicationScoped
@Startup
public class Directory {

    private static final String REALMS = "/realms/";

    private final HttpClient http;
    private final ObjectMapper json;
    private final URI users;
    private final URI tokens;
    private final String credentials;
    private final Duration timeout;

    @Inject
    Directory(
            DirectoryConfig config,
            @ConfigProperty(name = "quarkus.oidc.auth-server-url") String realm,
            ObjectMapper json) {
        String secret = config.clientSecret()
                .orElseThrow(() -> new IllegalStateException(
                        "No access to the identity provider's directory: set gatehouse.directory.client-secret to the"
                                + " secret of the client '" + config.clientId()
                                + "', whose service account has the role view-users. docs/operate.md shows how."));
        this.json = json;
        this.timeout = config.timeout();
        this.http = HttpClient.newBuilder()
                .connectTimeout(timeout)
                .version(HttpClient.Version.HTTP_1_1)
                .build();
        this.users = URI.create(config.url().map(URI::toString).orElseGet(() -> administration(realm)) + "/users/");
        this.tokens = config.tokenUrl().orElseGet(() -> URI.create(realm + "/protocol/openid-connect/token"));
        this.credentials = "grant_type=client_credentials&client_id=" + encoded(config.clientId()) + "&client_secret="
                + encoded(secret);
    }

    /**
     * The board functions that people may act for at this moment. Somebody who is not there any more, is disabled or has lost the role
     * {@link Roles#BOARD} holds none.
     *
     * @param subs {@code sub}s of people
     * @return functions by {@code sub}, one entry for each
     * @throws ProblemException {@code identity-provider-unreachable} if it cannot be asked; nobody's functions are taken on trust
     */
    public Map<String, Set<String>> functions(Collection<String> subs) {
        Map<String, Set<String>> functions = new HashMap<>();
        if (subs.isEmpty()) {
            return functions;
        }
        try {
            String token = token();
            for (String sub : subs) {
                functions.put(sub, functions(sub, token));
            }
            return functions;
        } catch (IOException e) {
            throw new ProblemException(
                    ProblemType.IDENTITY_PROVIDER_UNREACHABLE,
                    "The identity provider could not be asked whether the voters still hold their functions ("
                            + e.getMessage() + "). Nothing was changed; try again.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while asking the identity provider", e);
        }
    }

    private Set<String> functions(String sub, String token) throws IOException, InterruptedException {
        URI user = users.resolve(encoded(sub));
        HttpResponse<byte[]> person = get(user, token);
        if (person.statusCode() == 404 || !read(person).path("enabled").asBoolean(false)) {
            return Set.of();
        }
        Set<String> roles = new TreeSet<>();
        read(get(URI.create(user + "/role-mappings/realm/composite"), token))
                .forEach(role -> roles.add(role.path("name").asText()));
        return roles.contains(Roles.BOARD) ? Roles.functions(roles) : Set.of();
    }

    private HttpResponse<byte[]> get(URI address, String token) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(address)
                        .timeout(timeout)
                        .header("Authorization", "Bearer " + token)
                        .header("Accept", "application/json")
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
    }

    private String token() throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = http.send(
                HttpRequest.newBuilder(tokens)
                        .timeout(timeout)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(credentials))
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
        JsonNode token = read(answer).path("access_token");
        if (!token.isTextual()) {
            throw new IOException("its token endpoint gave no token");
        }
        return token.textValue();
    }

    private JsonNode read(HttpResponse<byte[]> answer) throws IOException {
        if (answer.statusCode() != 200) {
            throw new IOException("it answered " + answer.statusCode() + " for "
                    + answer.uri().getPath());
        }
        return json.readTree(answer.body());
    }

    private static String administration(String realm) {
        int at = realm.indexOf(REALMS);
        if (at < 0) {
            throw new IllegalStateException(
                    "gatehouse.directory.url must be set: '" + realm
                            + "' is not the address of a Keycloak realm, so the address of its administration cannot be told from it.");
        }
        return realm.substring(0, at) + "/admin" + realm.substring(at);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
