package dev.gatehouse.governance;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.lang.JoseException;

/**
 * A small OpenID provider for tests, with Keycloak's claims: bearer tokens for the API, and a code flow that signs in whoever the
 * {@code gatehouse-test-user} hint names. Its directory of users answers as Keycloak's administration does. The acceptance tests use the
 * real Keycloak.
 */
final class TestIssuer implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final RsaJsonWebKey KEY = key();
    /** Secret of the client that may ask the directory. */
    static final String DIRECTORY_SECRET = "the-directory-client's-secret";

    private static final String DIRECTORY_TOKEN = UUID.randomUUID().toString();

    private final HttpServer server;
    private final Map<String, Pending> codes = new ConcurrentHashMap<>();

    private record Pending(Person person, String nonce) {}

    /** Somebody with realm roles. */
    record Person(String username, List<String> roles) {
        static Person of(String username, String... roles) {
            return new Person(username, List.of(roles));
        }

        String sub() {
            return UUID.nameUUIDFromBytes(username.getBytes(StandardCharsets.UTF_8))
                    .toString();
        }
    }

    /** Who the next code flow signs in. */
    static volatile Person signingIn = Person.of("nobody");

    /** What the directory says somebody holds, by {@code sub}: the roles of their last token, until a test changes them. */
    private static final Map<String, List<String>> ROLES_NOW = new ConcurrentHashMap<>();

    /** Everybody who ever had a token. */
    private static final Map<String, Person> KNOWN = new ConcurrentHashMap<>();

    private record Bearer(String token, long since) {}

    private static final Map<Person, Bearer> BEARERS = new ConcurrentHashMap<>();
    private static final long REUSED_NANOS = TimeUnit.MINUTES.toNanos(5);

    /** Whether the directory answers. */
    static volatile boolean directoryAnswers = true;

    /** How often the directory was asked, and how long it takes for an answer, ms. */
    static final AtomicInteger DIRECTORY_ASKED = new AtomicInteger();

    static volatile long directoryTakes;

    private static volatile String issuer;

    static {
        // The JDK's server sends an answer in two parts; without this the second waits for the first to be
        // acknowledged, 40 ms.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    TestIssuer() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        // Tokens name their issuer, and each start of the service has one of its own.
        BEARERS.clear();
        issuer = "http://127.0.0.1:" + server.getAddress().getPort();
        server.createContext("/.well-known/openid-configuration", this::discovery);
        server.createContext("/jwks", x -> answer(x, 200, "{\"keys\":[" + KEY.toJson() + "]}"));
        server.createContext("/authorize", this::authorize);
        server.createContext("/token", this::token);
        server.createContext("/admin/users/", this::user);
        server.start();
    }

    String url() {
        return issuer;
    }

    /** From now on the directory says that the person holds these roles, whatever their tokens say. Null: as their tokens say. */
    static void rolesNow(Person person, List<String> roles) {
        if (roles == null) {
            ROLES_NOW.remove(person.sub());
        } else {
            ROLES_NOW.put(person.sub(), roles);
        }
    }

    /** A bearer token for the API, the same for some minutes: to sign one costs more than many a request. */
    static String bearer(Person person) {
        // Also whom the directory knows: a person of that name may have had other roles since.
        KNOWN.put(person.sub(), person);
        long now = System.nanoTime();
        return BEARERS.compute(
                        person,
                        (who, last) -> last == null || now - last.since() > REUSED_NANOS
                                ? new Bearer(token(who, "gatehouse-api", 600, null), now)
                                : last)
                .token();
    }

    static String bearer(Person person, String audience, int secondsToLive) {
        return token(person, audience, secondsToLive, null);
    }

    private static String token(Person person, String audience, int secondsToLive, String nonce) {
        KNOWN.put(person.sub(), person);
        JwtClaims claims = new JwtClaims();
        claims.setIssuer(issuer);
        claims.setAudience(audience);
        claims.setSubject(person.sub());
        claims.setIssuedAtToNow();
        claims.setExpirationTime(NumericDate.fromSeconds(NumericDate.now().getValue() + secondsToLive));
        claims.setStringClaim("preferred_username", person.username());
        claims.setStringClaim("name", person.username());
        claims.setClaim("realm_access", Map.of("roles", person.roles()));
        if (nonce != null) {
            claims.setStringClaim("nonce", nonce);
        }
        JsonWebSignature jws = new JsonWebSignature();
        jws.setPayload(claims.toJson());
        jws.setKey(KEY.getPrivateKey());
        jws.setKeyIdHeaderValue(KEY.getKeyId());
        jws.setAlgorithmHeaderValue("RS256");
        try {
            return jws.getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    private void discovery(HttpExchange x) throws IOException {
        answer(
                x,
                200,
                JSON.writeValueAsString(Map.of(
                        "issuer",
                        issuer,
                        "authorization_endpoint",
                        issuer + "/authorize",
                        "token_endpoint",
                        issuer + "/token",
                        "jwks_uri",
                        issuer + "/jwks",
                        "end_session_endpoint",
                        issuer + "/logout",
                        "response_types_supported",
                        List.of("code"),
                        "subject_types_supported",
                        List.of("public"),
                        "id_token_signing_alg_values_supported",
                        List.of("RS256"))));
    }

    private void authorize(HttpExchange x) throws IOException {
        Map<String, String> query = form(x.getRequestURI().getRawQuery());
        String code = UUID.randomUUID().toString();
        codes.put(code, new Pending(signingIn, query.get("nonce")));
        x.getResponseHeaders()
                .add("Location", query.get("redirect_uri") + "?code=" + code + "&state=" + query.get("state"));
        x.sendResponseHeaders(302, -1);
        x.close();
    }

    private void token(HttpExchange x) throws IOException {
        Map<String, String> form = form(new String(x.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        if ("client_credentials".equals(form.get("grant_type"))) {
            boolean directory = "gatehouse-directory".equals(form.get("client_id"))
                    && DIRECTORY_SECRET.equals(form.get("client_secret"));
            answer(
                    x,
                    directory ? 200 : 401,
                    directory
                            ? JSON.writeValueAsString(Map.of("access_token", DIRECTORY_TOKEN, "expires_in", 60))
                            : "{\"error\":\"invalid_client\"}");
            return;
        }
        Pending pending = codes.remove(form.getOrDefault("code", ""));
        if (pending == null) {
            answer(x, 400, "{\"error\":\"invalid_grant\"}");
            return;
        }
        answer(
                x,
                200,
                JSON.writeValueAsString(Map.of(
                        "access_token",
                        token(pending.person(), "gatehouse-api", 600, null),
                        "id_token",
                        token(pending.person(), "gatehouse-pages", 600, pending.nonce()),
                        "token_type",
                        "Bearer",
                        "expires_in",
                        600)));
    }

    private void user(HttpExchange x) throws IOException {
        DIRECTORY_ASKED.incrementAndGet();
        pause(directoryTakes);
        if (!directoryAnswers) {
            answer(x, 503, "{}");
            return;
        }
        if (!("Bearer " + DIRECTORY_TOKEN).equals(x.getRequestHeaders().getFirst("Authorization"))) {
            answer(x, 401, "{}");
            return;
        }
        String[] path = x.getRequestURI().getPath().split("/");
        Person person = KNOWN.get(path[3]);
        if (person == null) {
            answer(x, 404, "{\"error\":\"User not found\"}");
        } else if (path.length == 4) {
            answer(x, 200, JSON.writeValueAsString(Map.of("username", person.username(), "enabled", true)));
        } else {
            answer(
                    x,
                    200,
                    JSON.writeValueAsString(ROLES_NOW.getOrDefault(person.sub(), person.roles()).stream()
                            .map(role -> Map.of("name", role))
                            .toList()));
        }
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, String> form(String text) {
        Map<String, String> form = new HashMap<>();
        for (String pair : new ArrayList<>(Arrays.asList(text.split("&")))) {
            String[] parts = pair.split("=", 2);
            form.put(parts[0], parts.length < 2 ? "" : URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
        return form;
    }

    private static void answer(HttpExchange x, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        x.getResponseHeaders().add("Content-Type", "application/json");
        x.sendResponseHeaders(status, bytes.length);
        x.getResponseBody().write(bytes);
        x.close();
    }

    private static RsaJsonWebKey key() {
        try {
            RsaJsonWebKey key = RsaJwkGenerator.generateJwk(2048);
            key.setKeyId("test");
            key.setUse("sig");
            key.setAlgorithm("RS256");
            return key;
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The public half as the issuer shows it. */
    static String publicKey() {
        return KEY.toJson(JsonWebKey.OutputControlLevel.PUBLIC_ONLY);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
