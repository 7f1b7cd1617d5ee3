package dev.gatehouse.approval.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.approval.Approvals;
import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.approval.canonical.InvalidDocumentException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The test data of transparency-dev/merkle; each file names commit and path. Some of its hashes are not 32 bytes, which a {@link Digest}
 * cannot be: an absent one is refused before any proof, and for a text ("don't care") its digest stands in, so that a wrong hash stays wrong
 * and equal ones stay equal.
 */
class MerkleVectorsTest {
    private interface Check {
        boolean holds(JsonNode vector);
    }

    @TestFactory
    Stream<DynamicTest> inclusionProofs() throws IOException {
        return tests(
                "merkle_inclusion.json",
                vector -> MerkleTree.verifyInclusion(
                        unsigned(vector.get("leafIdx")),
                        unsigned(vector.get("treeSize")),
                        hash(vector.get("leafHash")),
                        proof(vector),
                        hash(vector.get("root"))));
    }

    @TestFactory
    Stream<DynamicTest> consistencyProofs() throws IOException {
        return tests(
                "merkle_consistency.json",
                vector -> MerkleTree.verifyConsistency(
                        unsigned(vector.get("size1")),
                        unsigned(vector.get("size2")),
                        hash(vector.get("root1")),
                        hash(vector.get("root2")),
                        proof(vector)));
    }

    @Test
    void thereAre98OfEach() throws IOException {
        assertThat(Approvals.vectors(getClass(), "merkle_inclusion.json").get("cases"))
                .hasSize(98);
        assertThat(Approvals.vectors(getClass(), "merkle_consistency.json").get("cases"))
                .hasSize(98);
    }

    private static Stream<DynamicTest> tests(String file, Check check) throws IOException {
        JsonNode cases = Approvals.vectors(MerkleVectorsTest.class, file).get("cases");
        return StreamSupport.stream(cases.spliterator(), false)
                .map(vector -> DynamicTest.dynamicTest(
                        vector.get("case").textValue(),
                        () -> assertThat(accepts(check, vector))
                                .isEqualTo(!vector.get("wantErr").booleanValue())));
    }

    private static boolean accepts(Check check, JsonNode vector) {
        try {
            return check.holds(vector);
        } catch (InvalidDocumentException e) {
            return false;
        }
    }

    private static long unsigned(JsonNode number) {
        return Long.parseUnsignedLong(number.asText());
    }

    private static List<Digest> proof(JsonNode vector) {
        List<Digest> proof = new ArrayList<>();
        vector.get("proof").forEach(node -> proof.add(hash(node)));
        return proof;
    }

    private static Digest hash(JsonNode base64) {
        byte[] bytes = Base64.getDecoder().decode(base64.textValue());
        return bytes.length == Digest.BYTES || bytes.length == 0 ? Digest.ofHash(bytes) : Digest.of(bytes);
    }
}
