package dev.gatehouse.approval.payload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.approval.route.ModelSignature;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class PayloadPropertiesTest {
    private static final String BINARY =
            "{'inputs':[{'name':'input','shape':[2,2],'datatype':'FP32','parameters':{'binary_data_size':16}}],'outputs':"
                    + "[{'name':'probability','shape':[2,2],'datatype':'FP32','parameters':{'binary_data_size':16}}]}";
    private static final List<ModelSignature> SIGNATURES = List.of(Bodies.TENSORS, Bodies.FRAME, Bodies.DOCUMENT);
    private static final int MAX_DEPTH = 6;
    private static final List<String> LEAVES = List.of(
            "null", "true", "0", "1", "2", "-1", "1e400", "0.5", "1.5", "9223372036854775808", "[]", "{}", "[2,2]");
    private static final List<String> WORDS = List.of(
            "inputs",
            "outputs",
            "name",
            "input",
            "probability",
            "shape",
            "data",
            "datatype",
            "FP32",
            "parameters",
            "subjects",
            "binary_data_size",
            "instances",
            "dataframe_split",
            "dataframe_records",
            "columns",
            "params",
            "predictions",
            "applicants",
            "results",
            "person",
            "id",
            "AGE",
            "LIMIT_BAL");
    private static final List<byte[]> SEEDS = List.of(
            Bodies.binary(BINARY, 0.5f, 0.5f, 0.25f, 0.75f),
            Bodies.json(
                    "{'parameters':{'subjects':['a','b']},'inputs':[{'name':'input','datatype':'FP32','shape':[2,2],'data':[1,2,3,4]}],"
                            + "'outputs':[{'name':'probability','shape':[2,2],'data':[[0.1,0.9],[0.5,0.5]]}]}"),
            Bodies.json(
                    "{'dataframe_split':{'columns':['AGE','LIMIT_BAL'],'data':[[1,2],[3,4]]},'params':{'subjects':['a','b']}}"),
            Bodies.json("{'instances':[{'AGE':1,'LIMIT_BAL':2},{'AGE':3,'LIMIT_BAL':4}]}"),
            Bodies.json("{'inputs':{'AGE':[1,2],'LIMIT_BAL':[3,4]},'predictions':[[0.5,0.5],[1,0]]}"),
            Bodies.json("{'applicants':[{'limit':1,'person':{'age':2,'id':'x'}}],'results':[{'probability':0.5}]}"));

    /** Reads a body in every way; whatever is thrown but the one exception fails the test, and so does a value of an unknown kind. */
    private static void readAll(byte[] body, int jsonBytes) {
        for (ModelSignature signature : SIGNATURES) {
            try {
                RequestRows rows = RequestRows.read(signature, jsonBytes, body);
                for (int row = 0; row < rows.count(); row++) {
                    for (String feature : signature.features()) {
                        Object value = rows.value(row, feature);
                        assertThat(value == null
                                        || value instanceof Double
                                        || value instanceof Boolean
                                        || value instanceof String)
                                .isTrue();
                    }
                }
                assertThat(rows.subjects(Optional.empty())).hasSize(rows.count());
            } catch (UnreadablePayloadException e) {
                assertThat(e).message().isNotBlank().hasSizeLessThan(600);
            }
            try {
                assertThat(Arrays.stream(ScoreRows.read(signature, jsonBytes, body)))
                        .allMatch(score -> score >= 0 && score <= 1);
            } catch (UnreadablePayloadException e) {
                assertThat(e).message().isNotBlank().hasSizeLessThan(600);
            }
        }
    }

    @Property(tries = 3_000)
    void aDamagedBodyIsReadOrRefusedAndNothingElse(@ForAll("damaged") byte[] body, @ForAll("lengths") int jsonBytes) {
        readAll(body, jsonBytes);
    }

    @Property(tries = 2_000)
    void jsonOfAnyShapeIsReadOrRefusedAndNothingElse(@ForAll("documents") String document) {
        readAll(document.getBytes(StandardCharsets.UTF_8), -1);
    }

    @Property(tries = 6)
    void everyTruncationIsRefusedOrRead(@ForAll("seeds") byte[] seed) {
        for (int length = 0; length < seed.length; length++) {
            readAll(Arrays.copyOf(seed, length), -1);
        }
    }

    @Provide
    Arbitrary<byte[]> seeds() {
        return Arbitraries.of(SEEDS);
    }

    @Provide
    Arbitrary<Integer> lengths() {
        return Arbitraries.oneOf(
                Arbitraries.of(-1, 0, BINARY.length(), Integer.MAX_VALUE),
                Arbitraries.integers().between(-1, 300));
    }

    /** A good body with some bytes changed, cut out or repeated. */
    @Provide
    Arbitrary<byte[]> damaged() {
        return Combinators.combine(
                        Arbitraries.of(SEEDS),
                        Arbitraries.integers().between(0, 299),
                        Arbitraries.integers().between(0, 12),
                        Arbitraries.bytes().array(byte[].class).ofMaxSize(8))
                .as((seed, at, removed, added) -> {
                    int from = at % seed.length;
                    int to = Math.min(seed.length, from + removed);
                    byte[] body = new byte[from + added.length + seed.length - to];
                    System.arraycopy(seed, 0, body, 0, from);
                    System.arraycopy(added, 0, body, from, added.length);
                    System.arraycopy(seed, to, body, from + added.length, seed.length - to);
                    return body;
                });
    }

    /** JSON made of the words that the readers look for. */
    @Provide
    Arbitrary<String> documents() {
        return Arbitraries.longs().map(seed -> document(new Random(seed), MAX_DEPTH));
    }

    private static String document(Random random, int depth) {
        int kind = random.nextInt(depth > 0 ? 5 : 2);
        if (kind == 0) {
            return word(random);
        }
        if (kind == 1) {
            return LEAVES.get(random.nextInt(LEAVES.size()));
        }
        List<String> items = new ArrayList<>();
        for (int i = random.nextInt(5); i > 0; i--) {
            items.add((kind == 2 ? "" : word(random) + ":") + document(random, depth - 1));
        }
        return kind == 2 ? "[" + String.join(",", items) + "]" : "{" + String.join(",", items) + "}";
    }

    private static String word(Random random) {
        return '"' + WORDS.get(random.nextInt(WORDS.size())) + '"';
    }
}
