package dev.gatehouse.approval.artifact;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.approval.Approvals;
import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.approval.canonical.InvalidDocumentException;
import dev.gatehouse.approval.signing.Dsse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ModelSigningTest {
    private static final SignedModels ENGINEER = SignedModels.onP256();
    private static final ModelKeys TRUSTED = ENGINEER.trusted("engineer");
    private static final Map<String, byte[]> FILES =
            Map.of("model.onnx", "weights".getBytes(UTF_8), "tokens/words.txt", "a b c".getBytes(UTF_8));

    static Stream<Arguments> fixtures() throws IOException {
        return StreamSupport.stream(vectors().get("cases").spliterator(), false)
                .map(one -> Arguments.of(one.get("version").textValue(), one));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("fixtures")
    void theReferenceImplementationsSignaturesVerifyAndFitTheirFolders(
            String version, JsonNode vector, @TempDir Path folder) throws IOException {
        Path model = laidOut(vector, folder);

        SignatureCheck check = ModelSigning.verify(signature(vector), fixtureKey());

        assertThat(check).isInstanceOfSatisfying(SignatureCheck.Verified.class, verified -> {
            assertThat(verified.key()).isEqualTo("fixture");
            assertThat(verified.keyId()).isEqualTo("c1e49d63327f85c7e2971aefd30b5a0d1c6b9b5e1a892e7f5fba995adace816d");
        });
        ModelManifest manifest = SignedModels.manifest(check);
        assertThat(manifest.symbolicLinks()).isFalse();
        // The oldest was signed as a single file, the middle one does not say what was left out.
        assertThat(ModelFolder.differences(model, manifest, Set.of("ignore-me"), false))
                .isEmpty();
        if (version.equals("v1.1.0")) {
            assertThat(manifest.ignored()).contains("ignore-me", "model.sig", ".git");
            assertThat(ModelFolder.differences(model, manifest, Set.of(), false))
                    .isEmpty();
        }
        if (version.equals("v1.0.1")) {
            assertThat(ModelFolder.differences(model, manifest, Set.of(), false))
                    .containsExactly("'ignore-me' was not signed.");
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("fixtures")
    void aFixturesChangedFileOrSignatureIsFound(String version, JsonNode vector, @TempDir Path folder)
            throws IOException {
        Path model = laidOut(vector, folder);
        ModelManifest manifest = SignedModels.manifest(ModelSigning.verify(signature(vector), fixtureKey()));
        Path first = Files.isDirectory(model) ? model.resolve("signme-1") : model;
        Files.writeString(first, "signme-1 ");
        assertThat(ModelFolder.differences(model, manifest, Set.of("ignore-me"), false))
                .singleElement()
                .asString()
                .contains("is changed");

        ObjectNode changed = vector.get("signature").deepCopy();
        ObjectNode envelope = (ObjectNode) changed.get("dsseEnvelope");
        String statement =
                new String(Base64.getDecoder().decode(envelope.get("payload").textValue()), UTF_8);
        envelope.put(
                "payload",
                Base64.getEncoder()
                        .encodeToString(
                                statement.replace("signme-1", "signme-9").getBytes(UTF_8)));
        assertRefused(ModelSigning.verify(changed.toString().getBytes(UTF_8), fixtureKey()), "trusted key");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("fixtures")
    void opensslSaysTheSameOfTheFixtures(String version, JsonNode vector, @TempDir Path folder) throws Exception {
        JsonNode envelope = vector.at("/signature/dsseEnvelope");
        Path signed = Files.write(
                folder.resolve("signed"),
                Dsse.preAuthenticationEncoding(
                        envelope.get("payloadType").textValue(),
                        envelope.get("payload").binaryValue()));
        Path signature = Files.write(
                folder.resolve("sig"), envelope.at("/signatures/0/sig").binaryValue());
        Path key = Files.writeString(
                folder.resolve("key.pem"), vectors().get("public_key_pem").textValue());
        assertThat(openssl(key, signature, signed)).isZero();
        Files.write(signed, new byte[] {0}, StandardOpenOption.APPEND);
        assertThat(openssl(key, signature, signed)).isNotZero();
    }

    private static int openssl(Path key, Path signature, Path signed) throws Exception {
        try {
            return new ProcessBuilder(
                            "openssl",
                            "dgst",
                            "-sha384",
                            "-verify",
                            key.toString(),
                            "-signature",
                            signature.toString(),
                            signed.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new AssertionError("openssl must be installed: apt-get install openssl", e);
        }
    }

    @Test
    void theKeyInsideABundleIsNotBelieved() throws IOException {
        JsonNode withKey = vectors().get("cases").get(0);
        assertThat(withKey.at("/signature/verificationMaterial/publicKey/rawBytes")
                        .isTextual())
                .isTrue();
        assertRefused(ModelSigning.verify(signature(withKey), TRUSTED), "trusted key");
        assertRefused(ModelSigning.verify(signature(withKey), ModelKeys.of(Map.of())), "trusted key");
    }

    @Test
    void allThreeCurvesAreRead() {
        for (SignedModels signer : List.of(SignedModels.onP256(), SignedModels.onP384(), SignedModels.onP521())) {
            byte[] signature = signer.sign(SignedModels.statement(FILES));
            ModelManifest manifest = SignedModels.manifest(ModelSigning.verify(signature, signer.trusted("k")));
            assertThat(SignedModels.names(manifest)).containsExactly("model.onnx", "tokens/words.txt");
            assertRefused(ModelSigning.verify(signature, TRUSTED), "trusted key");
        }
    }

    @Test
    void whichOfSeveralKeysSignedIsTold() {
        SignedModels other = SignedModels.onP384();
        ModelKeys both = ModelKeys.of(Map.of("engineer", ENGINEER.pem(), "vendor", other.pem()));
        assertThat(both.names()).containsExactly("engineer", "vendor");
        assertThat(ModelSigning.verify(other.sign(SignedModels.statement(FILES)), both))
                .isInstanceOfSatisfying(
                        SignatureCheck.Verified.class,
                        verified -> assertThat(verified.key()).isEqualTo("vendor"));
    }

    @Test
    void theModelsDigestIsOfTheDigestsAndTheStatementsIsOfItsBytes() {
        ObjectNode statement = SignedModels.statement(FILES);
        ModelManifest manifest = SignedModels.manifest(ModelSigning.verify(ENGINEER.sign(statement), TRUSTED));
        byte[] digests = new byte[64];
        System.arraycopy(Digest.of(FILES.get("model.onnx")).bytes(), 0, digests, 0, 32);
        System.arraycopy(Digest.of(FILES.get("tokens/words.txt")).bytes(), 0, digests, 32, 32);
        assertThat(manifest.digest()).isEqualTo(Digest.of(digests));
        assertThat(manifest.statement())
                .isEqualTo(Digest.of(statement.toString().getBytes(UTF_8)));
    }

    static Stream<Arguments> unreadable() {
        return Stream.of(
                statementWith("shards", s -> serialization(s).put("method", "shards"), "not supported"),
                statementWith("another method", s -> serialization(s).put("method", "trees"), "'files' is expected"),
                statementWith("another hash", s -> serialization(s).put("hash_type", "blake2b"), "hash_type"),
                statementWith(
                        "another hash of a resource", s -> resource(s, 0).put("algorithm", "blake3"), "algorithm"),
                statementWith("no word on links", s -> serialization(s).remove("allow_symlinks"), "allow_symlinks"),
                statementWith(
                        "links as text", s -> serialization(s).put("allow_symlinks", "no"), "neither true nor false"),
                statementWith("another statement", s -> s.put("_type", "https://in-toto.io/Statement/v0.1"), "_type"),
                statementWith(
                        "another predicate",
                        s -> s.put("predicateType", "https://model_signing/Digests/v0.1"),
                        "predicateType"),
                statementWith("no subject", s -> s.putArray("subject"), "subject"),
                statementWith(
                        "two subjects",
                        s -> ((ArrayNode) s.get("subject")).add(s.get("subject").get(0)),
                        "subject"),
                statementWith(
                        "another digest of the model",
                        s -> ((ObjectNode) s.at("/subject/0/digest")).put("sha256", "0".repeat(64)),
                        "hash to"),
                statementWith("another order", ModelSigningTest::swapResources, "hash to"),
                statementWith("no files", s -> ((ObjectNode) s.get("predicate")).putArray("resources"), "no file"),
                statementWith("a file twice", s -> resource(s, 1).put("name", "model.onnx"), "named twice"),
                statementWith("an absolute path", s -> resource(s, 0).put("name", "/etc/passwd"), "not a path below"),
                statementWith("a path out", s -> resource(s, 0).put("name", "../model.onnx"), "not a path below"),
                statementWith("a path around", s -> resource(s, 0).put("name", "a/./b"), "not a path below"),
                statementWith("an empty part", s -> resource(s, 0).put("name", "a//b"), "not a path below"),
                statementWith("a path of Windows", s -> resource(s, 0).put("name", "..\\b"), "not a path below"),
                statementWith("a control character", s -> resource(s, 0).put("name", "a\nb"), "not a path below"),
                statementWith("a single file among others", s -> resource(s, 0).put("name", "."), "among others"),
                statementWith(
                        "an ignored path out",
                        s -> serialization(s).putArray("ignore_paths").add("../secrets"),
                        "not a path below"),
                statementWith("no predicate", s -> s.remove("predicate"), "predicate is missing"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("unreadable")
    void aWellSignedStatementThatIsNoManifestIsRefused(String what, ObjectNode statement, String because) {
        assertRefused(ModelSigning.verify(ENGINEER.sign(statement), TRUSTED), because);
    }

    @Test
    void aBundleOfAnotherKindIsRefused() {
        ObjectNode bundle =
                ENGINEER.bundle(SignedModels.statement(FILES).toString().getBytes(UTF_8));
        assertThat(ModelSigning.verify(bundle.toString().getBytes(UTF_8), TRUSTED))
                .isInstanceOf(SignatureCheck.Verified.class);
        assertRefused(
                verify(bundle, b -> b.put("mediaType", "application/vnd.dev.sigstore.bundle+json;version=0.2")),
                "mediaType");
        assertRefused(
                verify(
                        bundle,
                        b -> b.putObject("verificationMaterial")
                                .putObject("certificate")
                                .put("rawBytes", "")),
                "not those by a certificate");
        assertRefused(verify(bundle, b -> b.remove("dsseEnvelope")), "dsseEnvelope is missing");
        assertRefused(
                verify(bundle, b -> ((ObjectNode) b.get("dsseEnvelope")).put("payloadType", "text/plain")), "type");
        assertRefused(ModelSigning.verify("{}".getBytes(UTF_8), TRUSTED), "mediaType is missing");
        assertRefused(ModelSigning.verify("[".getBytes(UTF_8), TRUSTED), "not strict JSON");
    }

    @Test
    void keysThatAreNoneAreRefusedByName() {
        assertThatThrownBy(() -> ModelKeys.of(Map.of("vendor", "hello")))
                .isInstanceOf(InvalidDocumentException.class)
                .hasMessageContaining("'vendor'")
                .hasMessageContaining("PUBLIC KEY");
        assertThatThrownBy(() -> ModelKeys.of(Map.of("two", ENGINEER.pem() + ENGINEER.pem())))
                .hasMessageContaining("two PUBLIC KEY blocks");
        String rsa = "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n";
        assertThatThrownBy(() -> ModelKeys.of(Map.of("rsa", rsa))).hasMessageContaining("not an elliptic-curve key");
        assertThatThrownBy(() -> ModelKeys.ofFiles(Map.of("gone", Path.of("no-such-file.pem"))))
                .hasMessageContaining("'gone'")
                .hasMessageContaining("no-such-file.pem");
    }

    @Property(tries = 200)
    void anyChangedByteOfTheEnvelopeIsFound(@ForAll @IntRange(min = 0, max = 100_000) int at, @ForAll byte by)
            throws IOException {
        ObjectNode bundle =
                ENGINEER.bundle(SignedModels.statement(FILES).toString().getBytes(UTF_8));
        byte[] payload = bundle.at("/dsseEnvelope/payload").binaryValue();
        byte[] changed = payload.clone();
        changed[at % payload.length] ^= (byte) (by | 1);
        ((ObjectNode) bundle.get("dsseEnvelope")).put("payload", changed);
        assertRefused(ModelSigning.verify(bundle.toString().getBytes(UTF_8), TRUSTED), "trusted key");
    }

    @Property(tries = 300)
    void whateverBytesAreRefusedWithoutAnException(@ForAll byte[] bytes) {
        assertThat(ModelSigning.verify(bytes, TRUSTED)).isInstanceOf(SignatureCheck.Refused.class);
    }

    private static SignatureCheck verify(ObjectNode bundle, Consumer<ObjectNode> change) {
        ObjectNode changed = bundle.deepCopy();
        change.accept(changed);
        return ModelSigning.verify(changed.toString().getBytes(UTF_8), TRUSTED);
    }

    private static Arguments statementWith(String what, Consumer<ObjectNode> change, String because) {
        ObjectNode statement = SignedModels.statement(FILES);
        change.accept(statement);
        return Arguments.of(what, statement, because);
    }

    private static ObjectNode serialization(ObjectNode statement) {
        return (ObjectNode) statement.at("/predicate/serialization");
    }

    private static ObjectNode resource(ObjectNode statement, int index) {
        return (ObjectNode) statement.at("/predicate/resources/" + index);
    }

    private static void swapResources(ObjectNode statement) {
        ArrayNode resources = (ArrayNode) statement.at("/predicate/resources");
        resources.add(resources.remove(0));
    }

    private static void assertRefused(SignatureCheck check, String because) {
        assertThat(check)
                .isInstanceOfSatisfying(
                        SignatureCheck.Refused.class,
                        refused -> assertThat(refused.reason()).contains(because));
    }

    private static JsonNode vectors() throws IOException {
        return Approvals.vectors(ModelSigningTest.class, "oms_elliptic_key.json");
    }

    private static ModelKeys fixtureKey() throws IOException {
        return ModelKeys.of(Map.of("fixture", vectors().get("public_key_pem").textValue()));
    }

    private static byte[] signature(JsonNode vector) throws IOException {
        return new ObjectMapper().writeValueAsBytes(vector.get("signature"));
    }

    private static Path laidOut(JsonNode vector, Path folder) throws IOException {
        for (Map.Entry<String, JsonNode> file : vector.get("files").properties()) {
            Files.write(folder.resolve(file.getKey()), file.getValue().binaryValue());
        }
        boolean singleFile = vector.get("version").textValue().equals("v1.0.0");
        return singleFile ? folder.resolve("signme-1") : folder;
    }
}
