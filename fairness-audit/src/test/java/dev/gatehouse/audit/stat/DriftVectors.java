package dev.gatehouse.audit.stat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.DynamicTest;

/** Reference values of other tools for drift, each with its source in the file. Every value of a file must have a check. */
final class DriftVectors {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern LINSPACE =
            Pattern.compile("linspace\\(([\\d.]+),([\\d.]+),(\\d+)\\)(?:\\+([\\d.]+)|-1((?:/\\d+)+))?");

    private final Map<String, JsonNode> byId = new LinkedHashMap<>();
    private final Map<String, Check> checks = new LinkedHashMap<>();

    interface Check {
        void holds(Vector vector) throws IOException;
    }

    /** One value of a file. */
    record Vector(String id, JsonNode input, JsonNode expected, double tolerance) {
        void is(double value) {
            is(value, expected);
        }

        void is(double value, JsonNode published) {
            assertThat(value).as(id).isCloseTo(published.asDouble(), within(tolerance));
        }

        void has(String part, double value) {
            is(value, expected.get(part));
        }

        double[] numbers(String name) {
            return DriftVectors.numbers(input.get(name), null);
        }

        long[] counts(String name) {
            return DriftVectors.counts(input.get(name));
        }

        /** Two lists of values; of the second, {@code x + v} means the first moved by v. */
        TwoSamples values(String reference, String current) throws IOException {
            JsonNode from = input.has("file") ? file() : input;
            double[] first = DriftVectors.numbers(from.get(reference), null);
            return counted(first, DriftVectors.numbers(from.get(current), first));
        }

        JsonNode file() throws IOException {
            String name = "data/" + input.get("file").asText().replaceAll(".*/", "");
            try (InputStream in = new GZIPInputStream(DriftVectors.class.getResourceAsStream(name))) {
                return JSON.readTree(in);
            }
        }

        TwoSamples categories() {
            return TwoSamples.ofCategories(counts("ref_counts"), counts("cur_counts"));
        }

        /** Counts of the values 1, 2, 3 … */
        TwoSamples ranks() {
            long[] reference = counts("ref_counts_of_1..6");
            double[] values =
                    IntStream.rangeClosed(1, reference.length).asDoubleStream().toArray();
            return new TwoSamples(values, reference, counts("cur_counts_of_1..6"));
        }
    }

    private DriftVectors() {}

    static DriftVectors of(String file) {
        DriftVectors vectors = new DriftVectors();
        try (InputStream in = DriftVectors.class.getResourceAsStream(file)) {
            JSON.readTree(in).forEach(v -> vectors.byId.put(v.get("id").asText(), v));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return vectors;
    }

    DriftVectors check(String id, Check check) {
        checks.put(id, check);
        return this;
    }

    /** One check for all whose name starts so. */
    DriftVectors each(String prefix, Check check) {
        byId.keySet().stream().filter(id -> id.startsWith(prefix)).forEach(id -> checks.putIfAbsent(id, check));
        return this;
    }

    Stream<DynamicTest> tests() {
        return Stream.concat(
                Stream.of(dynamicTest(
                        "every value has a check",
                        () -> assertThat(checks.keySet()).containsExactlyInAnyOrderElementsOf(byId.keySet()))),
                checks.keySet().stream()
                        .map(id -> dynamicTest(id, () -> {
                            JsonNode v = byId.get(id);
                            assertThat(v.at("/source/repo").asText())
                                    .as("source of " + id)
                                    .isNotEmpty();
                            Vector vector = new Vector(
                                    id,
                                    v.get("input"),
                                    v.get("expected"),
                                    v.get("tolerance").asDouble());
                            checks.get(id).holds(vector);
                        })));
    }

    /** Values of two samples, counted. */
    static TwoSamples counted(double[] reference, double[] current) {
        Map<Double, long[]> cells = new TreeMap<>();
        for (double value : reference) {
            cells.computeIfAbsent(value + 0.0, key -> new long[2])[0]++;
        }
        for (double value : current) {
            cells.computeIfAbsent(value + 0.0, key -> new long[2])[1]++;
        }
        return new TwoSamples(
                cells.keySet().stream().mapToDouble(value -> value).toArray(),
                cells.values().stream().mapToLong(counts -> counts[0]).toArray(),
                cells.values().stream().mapToLong(counts -> counts[1]).toArray());
    }

    static double[] numbers(JsonNode node, double[] x) {
        if (node.isArray()) {
            return StreamSupport.stream(node.spliterator(), false)
                    .mapToDouble(JsonNode::asDouble)
                    .toArray();
        }
        String text = node.asText();
        Matcher linspace = LINSPACE.matcher(text);
        if (linspace.matches()) {
            double from = Double.parseDouble(linspace.group(1));
            int count = Integer.parseInt(linspace.group(3));
            double step = (Double.parseDouble(linspace.group(2)) - from) / (count - 1);
            double by = linspace.group(4) == null ? 0 : Double.parseDouble(linspace.group(4));
            if (linspace.group(5) != null) {
                by = -Arrays.stream(linspace.group(5).substring(1).split("/"))
                        .mapToDouble(Double::parseDouble)
                        .reduce(1, (product, each) -> product / each);
            }
            double moved = by;
            return IntStream.range(0, count)
                    .mapToDouble(i -> from + i * step + moved)
                    .toArray();
        }
        if (text.startsWith("x+")) {
            double by = Double.parseDouble(text.substring(2));
            return DoubleStream.of(x).map(value -> value + by).toArray();
        }
        String[] ends = text.replace(" step 1", "").split("\\.\\.");
        return IntStream.rangeClosed(Integer.parseInt(ends[0]), Integer.parseInt(ends[1]))
                .asDoubleStream()
                .toArray();
    }

    static long[] counts(JsonNode node) {
        return StreamSupport.stream(node.spliterator(), false)
                .mapToLong(JsonNode::asLong)
                .toArray();
    }
}
