package dev.gatehouse.docs;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The API contract as a document: what holds of it without the service. Each check lists every fault, a sentence each. */
final class Contract {

    private static final String TYPE_PREFIX = "urn:gatehouse:problem:";
    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch");
    private static final Pattern GUIDE_HEADING = Pattern.compile("^### `([a-z-]+)`", Pattern.MULTILINE);

    private final JsonNode document;

    private Contract(JsonNode document) {
        this.document = document;
    }

    static Contract read(Path file) {
        try {
            return of(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Contract of(String yaml) {
        try {
            // What is named twice would silently be the second of the two.
            return new Contract(YAMLMapper.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build()
                    .readTree(yaml));
        } catch (IOException e) {
            throw new UncheckedIOException("the contract is not YAML", e);
        }
    }

    JsonNode document() {
        return document;
    }

    /** Each {@code $ref} that leads nowhere in the document. */
    List<String> unresolvedReferences() {
        return document.findValuesAsText("$ref").stream()
                .distinct()
                .filter(ref ->
                        !ref.startsWith("#/") || document.at(ref.substring(1)).isMissingNode())
                .map(ref -> ref + " leads nowhere")
                .toList();
    }

    /** Each operation under {@code /api/v1} that does not say who may call it, how it refuses, or names a problem it cannot answer. */
    List<String> incompleteOperations() {
        List<String> faults = new ArrayList<>();
        for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
            for (Map.Entry<String, JsonNode> operation : path.getValue().properties()) {
                if (METHODS.contains(operation.getKey())) {
                    String where = operation.getKey() + " " + path.getKey();
                    if (path.getKey().startsWith("/api/v1/")) {
                        check(where, operation.getValue(), faults);
                    } else {
                        faults.add(where + " is not under /api/v1");
                    }
                }
            }
        }
        return faults;
    }

    private void check(String where, JsonNode operation, List<String> faults) {
        boolean isPublic = operation.path("security").isArray()
                && operation.path("security").isEmpty();
        if (!operation.path("x-gatehouse-roles").isArray()
                || operation.path("x-gatehouse-roles").isEmpty() != isPublic) {
            faults.add(where + " does not say who may call it");
        }
        Set<String> refusals = new TreeSet<>();
        for (Map.Entry<String, JsonNode> response : operation.path("responses").properties()) {
            JsonNode answer = resolve(response.getValue());
            if (answer.path("content").has("application/problem+json")) {
                refusals.add(response.getKey());
            }
        }
        if (refusals.isEmpty()) {
            faults.add(where + " has no answer for a refusal");
        }
        for (JsonNode slug : operation.path("x-gatehouse-problems")) {
            boolean declared = refusals.stream()
                    .map(status -> resolve(operation.path("responses").path(status)))
                    .anyMatch(answer -> List.of(
                                    answer.path("description").asText().split("[^a-z-]+"))
                            .contains(slug.asText()));
            if (!declared) {
                faults.add(where + " names the problem " + slug.asText() + " but has no answer for it");
            }
        }
    }

    /** Each problem type that the contract has and the guide does not explain, or the other way round. */
    List<String> problemsApart(String guide) {
        Set<String> types = problemTypes();
        Set<String> explained = new TreeSet<>();
        GUIDE_HEADING.matcher(guide).results().forEach(heading -> explained.add(heading.group(1)));
        List<String> faults = new ArrayList<>();
        types.stream()
                .filter(type -> !explained.contains(type))
                .forEach(type -> faults.add(type + " is not explained in the guide"));
        explained.stream()
                .filter(type -> !types.contains(type))
                .forEach(type -> faults.add(type + " is explained but is not in the contract"));
        return faults;
    }

    /** Slugs of all problem types. */
    Set<String> problemTypes() {
        Set<String> slugs = new TreeSet<>();
        document.at("/components/schemas/ProblemType/enum")
                .forEach(type -> slugs.add(type.asText().substring(TYPE_PREFIX.length())));
        return slugs;
    }

    private JsonNode resolve(JsonNode node) {
        return node.has("$ref") ? document.at(node.path("$ref").asText().substring(1)) : node;
    }
}
