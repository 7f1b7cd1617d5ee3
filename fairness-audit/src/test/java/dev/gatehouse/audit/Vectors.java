package dev.gatehouse.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/**
 * Reference values that another library publishes, from a file in which each names its source. Every value of the file has
 * either a check or a reason why it is not ours.
 */
final class Vectors {
    private final Map<String, JsonNode> byId = new LinkedHashMap<>();
    private final Map<String, Check> checks = new LinkedHashMap<>();
    private final Map<String, String> notOurs = new LinkedHashMap<>();

    /** Holds what a report says against an expected value. */
    interface Check {
        void holds(Vector vector);
    }

    /** One value of the file. */
    record Vector(String id, JsonNode input, JsonNode expected, double tolerance) {

        /** Our value is the published one. */
        void is(double value) {
            is(value, expected);
        }

        void is(double value, JsonNode published) {
            assertThat(value).as(id).isCloseTo(published.asDouble(), within(tolerance));
        }

        /**
         * The rows of the input, with columns renamed: {@code "y_true", "y"} reads {@code y_true} into column {@code y}. A
         * column that the input does not have is {@code all}.
         */
        Rows rows(String... columns) {
            List<String> header = new ArrayList<>();
            List<Iterator<JsonNode>> values = new ArrayList<>();
            int n = 0;
            for (int i = 0; i < columns.length; i += 2) {
                header.add(columns[i + 1]);
                JsonNode column = input.at("/" + columns[i]);
                values.add(column.isArray() ? column.elements() : null);
                n = Math.max(n, column.size());
            }
            Rows rows = Rows.withColumns(header.toArray(String[]::new));
            for (int i = 0; i < n; i++) {
                rows.row(values.stream()
                        .map(v -> v == null ? "all" : v.next().asText())
                        .toArray());
            }
            return rows;
        }
    }

    private Vectors() {}

    static Vectors of(String file) {
        Vectors vectors = new Vectors();
        try (InputStream in = Vectors.class.getResourceAsStream("vectors/" + file)) {
            JsonMapper.builder()
                    .build()
                    .readTree(in)
                    .forEach(v -> vectors.byId.put(v.get("id").asText(), v));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return vectors;
    }

    Vectors check(String id, Check check) {
        checks.put(id, check);
        return this;
    }

    Vectors notOurs(String id, String reason) {
        notOurs.put(id, reason);
        return this;
    }

    /** The input of another vector, where one says to see it. */
    JsonNode node(String id) {
        return byId.get(id);
    }

    Stream<DynamicTest> tests() {
        return Stream.concat(
                Stream.of(dynamicTest("every value has a check or a reason", () -> {
                    List<String> named = new ArrayList<>(checks.keySet());
                    named.addAll(notOurs.keySet());
                    assertThat(named).containsExactlyInAnyOrderElementsOf(byId.keySet());
                    notOurs.values().forEach(reason -> assertThat(reason).isNotBlank());
                })),
                checks.entrySet().stream()
                        .map(entry -> dynamicTest(
                                entry.getKey(), () -> entry.getValue().holds(vector(entry.getKey())))));
    }

    Vector vector(String id) {
        JsonNode node = byId.get(id);
        assertThat(node.at("/source/repo").asText()).as("source of " + id).isNotEmpty();
        JsonNode input = node.get("input");
        return new Vector(
                id,
                input.has("see") ? byId.get(input.get("see").asText()).get("input") : input,
                node.get("expected"),
                node.get("tolerance").asDouble());
    }
}
