package dev.gatehouse.approval.artifact;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.approval.signing.Dsse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Signs folders as an engineer's tool would, so that tests can sign what they like. */
public final class SignedModels {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final KeyPair pair;
    private final String algorithm;

    private SignedModels(String curve, String algorithm) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec(curve));
            this.pair = generator.generateKeyPair();
            this.algorithm = algorithm;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public static SignedModels onP256() {
        return new SignedModels("secp256r1", "SHA256withECDSA");
    }

    static SignedModels onP384() {
        return new SignedModels("secp384r1", "SHA384withECDSA");
    }

    static SignedModels onP521() {
        return new SignedModels("secp521r1", "SHA512withECDSA");
    }

    /** The public key. */
    public String pem() {
        return "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'})
                        .encodeToString(pair.getPublic().getEncoded())
                + "\n-----END PUBLIC KEY-----\n";
    }

    /** The statement over files by their names. */
    public static ObjectNode statement(Map<String, byte[]> files) {
        ObjectNode statement = JSON.createObjectNode().put("_type", "https://in-toto.io/Statement/v1");
        ObjectNode subject = statement.putArray("subject").addObject().put("name", "model");
        statement.put("predicateType", ModelSigning.PREDICATE_TYPE);
        ObjectNode predicate = statement.putObject("predicate");
        ObjectNode serialization = predicate.putObject("serialization");
        serialization.put("method", "files").put("hash_type", "sha256").put("allow_symlinks", false);
        ArrayNode resources = predicate.putArray("resources");
        ByteArrayOutputStream digests = new ByteArrayOutputStream();
        new TreeMap<>(files).forEach((name, content) -> {
            Digest digest = Digest.of(content);
            digests.writeBytes(digest.bytes());
            resources.addObject().put("name", name).put("algorithm", "sha256").put("digest", digest.hex());
        });
        subject.putObject("digest")
                .put("sha256", Digest.of(digests.toByteArray()).hex());
        return statement;
    }

    /** The statement over a folder as it lies there. */
    static ObjectNode statement(Path folder) {
        Map<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                files.put(folder.relativize(file).toString(), Files.readAllBytes(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return statement(files);
    }

    /** The signature over a statement. */
    public byte[] sign(JsonNode statement) {
        return bundle(statement.toString().getBytes(UTF_8)).toString().getBytes(UTF_8);
    }

    ObjectNode bundle(byte[] payload) {
        String type = "application/vnd.in-toto+json";
        ObjectNode bundle = JSON.createObjectNode().put("mediaType", ModelSigning.MEDIA_TYPE);
        bundle.putObject("verificationMaterial").putObject("publicKey").put("hint", "any");
        ObjectNode envelope = bundle.putObject("dsseEnvelope");
        envelope.put("payload", Base64.getEncoder().encodeToString(payload)).put("payloadType", type);
        try {
            Signature signer = Signature.getInstance(algorithm);
            signer.initSign(pair.getPrivate());
            signer.update(Dsse.preAuthenticationEncoding(type, payload));
            envelope.putArray("signatures")
                    .addObject()
                    .put("sig", Base64.getEncoder().encodeToString(signer.sign()))
                    .put("keyid", "");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
        return bundle;
    }

    /** Trusts this key under a name. */
    ModelKeys trusted(String name) {
        return ModelKeys.of(Map.of(name, pem()));
    }

    /** What a signature that verifies says. */
    static ModelManifest manifest(SignatureCheck check) {
        return ((SignatureCheck.Verified) check).manifest();
    }

    static List<String> names(ModelManifest manifest) {
        return manifest.resources().stream().map(ModelManifest.Resource::name).toList();
    }
}
