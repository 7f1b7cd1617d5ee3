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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Asks the identity provider what people hold now, whatever their last token said: who lost a role or left must not open a gate.
 * Speaks Keycloak's administration API ({@code GET /users/ID}, {@code GET /users/ID/role-mappings/realm/composite}).
 */
@ApplicationScoped
@Startup
public class Directory {

    private static final Logger LOG = Logger.getLogger(Directory.class);
    private static final String REALMS = "/realms/";

    private final HttpClient http;
    private final ObjectMapper json;
    private final URI users;
    private final URI tokens;
    private final String credentials;
    private final Duration timeout;
    private final Duration limit;

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
        this.limit = config.limit();
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
     * The realm roles that somebody holds at this moment; none if they are not there any more or are disabled.
     *
     * @param roles by name, composite ones resolved
     */
    public record Holding(Set<String> roles) {
        /** Copies the roles. */
        public Holding {
            roles = Set.copyOf(roles);
        }

        /** Whether they hold the realm role. */
        public boolean has(String role) {
            return roles.contains(role);
        }

        /** The board functions that they may act for; none without the role {@link Roles#BOARD}. */
        public Set<String> functions() {
            return has(Roles.BOARD) ? Roles.functions(roles) : Set.of();
        }
    }

    /**
     * What people hold now. It takes up to the configured limit for all of them together: ask before something is locked.
     *
     * @param subs {@code sub}s of people
     * @return one entry for each
     * @throws ProblemException {@code identity-provider-unreachable} if it cannot be asked; nobody's roles are taken on trust
     */
    public Map<String, Holding> holdings(Collection<String> subs) {
        Map<String, Holding> holdings = new HashMap<>();
        if (subs.isEmpty()) {
            return holdings;
        }
        long end = System.nanoTime() + limit.toNanos();
        try {
            String token = token(end);
            for (String sub : Set.copyOf(subs)) {
                holdings.put(sub, holding(sub, token, end));
            }
            return holdings;
        } catch (IOException e) {
            LOG.warnf("The identity provider could not be asked what people hold: %s", e.getMessage());
            throw new ProblemException(
                    ProblemType.IDENTITY_PROVIDER_UNREACHABLE,
                    "The identity provider could not be asked whether those who decide still hold their functions."
                            + " Nothing was changed; try again.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while asking the identity provider", e);
        }
    }

    private Holding holding(String sub, String token, long end) throws IOException, InterruptedException {
        URI user = users.resolve(encoded(sub));
        HttpResponse<byte[]> person = get(user, token, end);
        if (person.statusCode() == 404
                || !read(person, "a user").path("enabled").asBoolean(false)) {
            return new Holding(Set.of());
        }
        Set<String> roles = new TreeSet<>();
        read(get(URI.create(user + "/role-mappings/realm/composite"), token, end), "a user's roles")
                .forEach(role -> roles.add(role.path("name").asText()));
        return new Holding(roles);
    }

    private HttpResponse<byte[]> get(URI address, String token, long end) throws IOException, InterruptedException {
        return send(
                HttpRequest.newBuilder(address)
                        .header("Authorization", "Bearer " + token)
                        .header("Accept", "application/json")
                        .build(),
                end);
    }

    private String token(long end) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(tokens)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(credentials))
                .build();
        JsonNode token = read(send(request, end), "a token").path("access_token");
        if (!token.isTextual()) {
            throw new IOException("its token endpoint gave no token");
        }
        return token.textValue();
    }

    private HttpResponse<byte[]> send(HttpRequest request, long end) throws IOException, InterruptedException {
        long wait = Math.min(timeout.toNanos(), end - System.nanoTime());
        // A request's own timeout ends with its headers; a body that never ends must not be waited for either.
        CompletableFuture<HttpResponse<byte[]>> answer =
                http.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray());
        try {
            return answer.get(wait, TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw new IOException(
                    "an answer took longer than " + timeout + ", or all together longer than " + limit, e);
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        }
    }

    private JsonNode read(HttpResponse<byte[]> answer, String of) throws IOException {
        if (answer.statusCode() != 200) {
            // Not the address: it names a person.
            throw new IOException("it answered " + answer.statusCode() + " when asked for " + of);
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
