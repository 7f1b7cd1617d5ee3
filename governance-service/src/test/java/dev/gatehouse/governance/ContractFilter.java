package dev.gatehouse.governance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.restassured.filter.Filter;
import io.restassured.filter.FilterContext;
import io.restassured.response.Response;
import io.restassured.specification.FilterableRequestSpecification;
import io.restassured.specification.FilterableResponseSpecification;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Holds every answer of a test against docs/openapi.yaml: the operation is there, the status and media type are declared, the body fits. */
final class ContractFilter implements Filter {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonNode CONTRACT = contract();
    private static final JsonSchemaFactory SCHEMAS = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);
    private static final Map<String, JsonSchema> COMPILED = new ConcurrentHashMap<>();

    @Override
    public Response filter(
            FilterableRequestSpecification request, FilterableResponseSpecification ignored, FilterContext context) {
        Response response = context.next(request, ignored);
        String path = URI.create(request.getURI()).getPath();
        if (request.getMethod().equals("POST") && request.getHeaders().hasHeaderWithName("Idempotency-Key")) {
            assertThat(takesAKey(CONTRACT.path("paths").path(template(path)).path("post")))
                    .as("POST " + path + ": docs/openapi.yaml declares no Idempotency-Key")
                    .isTrue();
        }
        if (response.statusCode() == 429 || response.statusCode() == 503) {
            assertThat(response.header("Retry-After"))
                    .as(path + " → " + response.statusCode() + ": says when to come back")
                    .matches("[1-9][0-9]*");
        }
        check(
                request.getMethod().toLowerCase(Locale.ROOT),
                path,
                response.statusCode(),
                response.contentType(),
                response.asByteArray());
        return PlainPaths.quickly(response);
    }

    /** Fails with an AssertionError when the answer is not in the contract. */
    static void check(String method, String path, int status, String contentType, byte[] body) {
        String where = method + " " + path + " → " + status;
        String template = template(path);
        assertThat(template).as(where + ": no such path in docs/openapi.yaml").isNotNull();
        JsonNode operation = CONTRACT.path("paths").path(template).path(method);
        assertThat(operation.isObject())
                .as(where + ": no such operation in docs/openapi.yaml")
                .isTrue();
        JsonNode answer = resolve(operation.path("responses").path(Integer.toString(status)));
        assertThat(answer.isObject())
                .as(where + ": status not declared in docs/openapi.yaml")
                .isTrue();
        if (!answer.has("content")) {
            assertThat(body)
                    .as(where + ": a body that docs/openapi.yaml does not declare")
                    .isEmpty();
            return;
        }
        String type = contentType.split(";")[0].trim();
        JsonNode media = answer.path("content").path(type);
        assertThat(media.isObject())
                .as(where + ": media type " + type + " not declared")
                .isTrue();
        if (type.endsWith("json")) {
            String key = template + "|" + method + "|" + status + "|" + type;
            try {
                assertThat(COMPILED.computeIfAbsent(key, k -> compile(media.path("schema")))
                                .validate(JSON.readTree(body)))
                        .as(where)
                        .isEmpty();
            } catch (IOException e) {
                throw new UncheckedIOException(where + ": the body is not JSON", e);
            }
        }
    }

    /** Whether an operation of the contract declares the header Idempotency-Key. */
    static boolean takesAKey(JsonNode operation) {
        for (JsonNode parameter : operation.path("parameters")) {
            if (resolve(parameter).path("name").asText().equals("Idempotency-Key")) {
                return true;
            }
        }
        return false;
    }

    private static JsonSchema compile(JsonNode schema) {
        ObjectNode root = schema.deepCopy();
        // The schema's $refs point into the document: bring its components along.
        root.set("components", CONTRACT.path("components"));
        return SCHEMAS.getSchema(root);
    }

    private static JsonNode resolve(JsonNode node) {
        return node.has("$ref") ? CONTRACT.at(node.path("$ref").asText().substring(1)) : node;
    }

    private static String template(String path) {
        String best = null;
        Iterator<String> templates = CONTRACT.path("paths").fieldNames();
        while (templates.hasNext()) {
            String template = templates.next();
            String regex = template.replaceAll("\\.", "\\\\.").replaceAll("\\{[^}]+}", "[^/]+");
            // A literal path wins over one with a variable in the same place.
            if (path.matches(regex) && (best == null || !template.contains("{"))) {
                best = template;
            }
        }
        return best;
    }

    private static JsonNode contract() {
        try {
            return new YAMLMapper()
                    .readTree(Path.of("..", "docs", "openapi.yaml").toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
