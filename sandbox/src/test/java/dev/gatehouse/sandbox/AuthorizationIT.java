package dev.gatehouse.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Every operation of the API for every kind of caller, with the real Keycloak's tokens: who holds one of its declared roles comes past the
 * door, everybody else is refused there. The operations and roles are those of docs/openapi.yaml, which a test of governance-service
 * holds equal to what the code declares. Requests name things that do not exist and have bodies that nothing takes, so that none of them
 * does anything.
 */
@ExtendWith(WholeSandbox.class)
class AuthorizationIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String NO_ID = "00000000-0000-0000-0000-000000000000";
    private static final String NO_DIGEST = "0".repeat(64);

    private static RunningSandbox sandbox;

    private final HttpClient http = HttpClient.newHttpClient();

    private record Operation(String method, String path, Set<String> roles, boolean open, String bodyType) {
        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    @BeforeAll
    static void whole(RunningSandbox running) {
        sandbox = running;
    }

    @Test
    void everyOperationIsForItsRolesAndForNobodyElse() throws Exception {
        Map<String, String> tokens = new LinkedHashMap<>();
        for (String person : List.of("erin", "priya", "viktor", "ines", "odile", "carla")) {
            tokens.put(person, sandbox.token(person));
        }
        for (String application : List.of("ci", "gateway-1")) {
            tokens.put(application, sandbox.clientToken(application));
        }
        List<Operation> operations = operations();
        List<String> wrong = new ArrayList<>();
        for (Operation operation : operations) {
            for (Map.Entry<String, String> holder : tokens.entrySet()) {
                Set<String> held = roles(holder.getValue());
                boolean admitted =
                        operation.open() || operation.roles().stream().anyMatch(held::contains);
                int status = status(operation, holder.getValue());
                boolean refused = status == 401 || status == 403;
                if (admitted == refused) {
                    wrong.add(operation + " as " + holder.getKey() + " " + held + ": " + status);
                }
            }
        }
        assertThat(operations).hasSizeGreaterThan(60);
        assertThat(wrong).isEmpty();
    }

    @Test
    void withoutATokenOrWithOneForAnotherAudienceNothingButTheKeysIsAnswered() throws Exception {
        String another = sandbox.clientToken("scoring-app");
        List<String> wrong = new ArrayList<>();
        for (Operation operation : operations()) {
            int without = status(operation, null);
            if (operation.open() ? without == 401 || without == 403 : without != 401) {
                wrong.add(operation + " without a token: " + without);
            }
            int elsewhere = operation.open() ? 401 : status(operation, another);
            if (elsewhere != 401 && elsewhere != 403) {
                wrong.add(operation + " with a token for the gateway: " + elsewhere);
            }
        }
        assertThat(wrong).isEmpty();
    }

    private int status(Operation operation, String token) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create(Sandbox.base(sandbox.ports().governance()) + operation.path()))
                .timeout(PATIENCE)
                .header("Accept", "*/*");
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        if (operation.bodyType() == null) {
            request.method(operation.method(), HttpRequest.BodyPublishers.noBody());
        } else {
            request.header("Content-Type", operation.bodyType())
                    .method(operation.method(), HttpRequest.BodyPublishers.ofString("{\"no such member\": true}"));
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private static List<Operation> operations() throws IOException {
        JsonNode contract =
                new YAMLMapper().readTree(Path.of("..", "docs", "openapi.yaml").toFile());
        List<Operation> operations = new ArrayList<>();
        contract.path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().stream()
                        .filter(operation -> operation.getValue().has("operationId"))
                        .forEach(operation -> operations.add(operation(
                                contract, path.getKey(), path.getValue(), operation.getKey(), operation.getValue()))));
        return operations;
    }

    private static Operation operation(
            JsonNode contract, String path, JsonNode item, String method, JsonNode operation) {
        String address = path;
        StringBuilder query = new StringBuilder();
        for (JsonNode parameters : List.of(item.path("parameters"), operation.path("parameters"))) {
            for (JsonNode parameter : parameters) {
                JsonNode named = resolved(contract, parameter);
                String value = placeholder(resolved(contract, named.path("schema")));
                if (named.path("in").asText().equals("path")) {
                    address = address.replace("{" + named.path("name").asText() + "}", value);
                } else if (named.path("in").asText().equals("query")
                        && named.path("required").asBoolean()) {
                    query.append(query.length() == 0 ? "?" : "&")
                            .append(named.path("name").asText())
                            .append('=')
                            // A gateway has no business in any environment but its own.
                            .append(named.path("name").asText().equals("environment") ? Services.ENVIRONMENT : value);
                }
            }
        }
        assertThat(address)
                .as("every variable of the path is a declared parameter")
                .doesNotContain("{");
        JsonNode types = resolved(contract, operation.path("requestBody")).path("content");
        Set<String> roles = new TreeSet<>();
        operation.path("x-gatehouse-roles").forEach(role -> roles.add(role.asText()));
        return new Operation(
                method.toUpperCase(Locale.ROOT),
                address + query,
                roles,
                operation.has("security") && operation.path("security").isEmpty(),
                types.isObject() ? types.fieldNames().next() : null);
    }

    private static String placeholder(JsonNode schema) {
        if (schema.path("format").asText().equals("uuid")) {
            return NO_ID;
        }
        if (schema.path("type").asText().equals("integer")) {
            return "999999999";
        }
        if (schema.path("enum").isArray()) {
            return schema.path("enum").get(0).asText();
        }
        return schema.path("pattern").asText().contains("{64}") ? NO_DIGEST : "nothing-of-that-name";
    }

    private static JsonNode resolved(JsonNode contract, JsonNode node) {
        return node.has("$ref") ? contract.at(node.path("$ref").asText().substring(1)) : node;
    }

    private static Set<String> roles(String token) throws IOException {
        JsonNode claims = JSON.readTree(Base64.getUrlDecoder().decode(token.split("\\.")[1]));
        Set<String> roles = new TreeSet<>();
        claims.path("realm_access").path("roles").forEach(role -> roles.add(role.asText()));
        return roles;
    }
}
