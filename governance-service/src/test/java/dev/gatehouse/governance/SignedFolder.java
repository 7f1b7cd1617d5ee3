package dev.gatehouse.governance;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.approval.signing.Dsse;
import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;

/** A folder of files as an engineer's tool signs it: OpenSSF Model Signing with a key on P-384. */
record SignedFolder(String sha256, byte[] signature) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final KeyPair KEY = pair();

    /** The public key that the service is told to believe. */
    static final String PEM = "-----BEGIN PUBLIC KEY-----\n"
            + Base64.getMimeEncoder(64, new byte[] {'\n'})
                    .encodeToString(KEY.getPublic().getEncoded())
            + "\n-----END PUBLIC KEY-----\n";

    static SignedFolder of(Map<String, byte[]> files) {
        return of(files, KEY);
    }

    /** Signed by a key that nobody knows. */
    static SignedFolder byStranger(Map<String, byte[]> files) {
        return of(files, pair());
    }

    private static SignedFolder of(Map<String, byte[]> files, KeyPair pair) {
        ObjectNode statement = JSON.createObjectNode().put("_type", "https://in-toto.io/Statement/v1");
        ObjectNode subject = statement.putArray("subject").addObject().put("name", "credit-model");
        statement.put("predicateType", "https://model_signing/signature/v1.0");
        ObjectNode predicate = statement.putObject("predicate");
        predicate
                .putObject("serialization")
                .put("method", "files")
                .put("hash_type", "sha256")
                .put("allow_symlinks", false);
        ByteArrayOutputStream digests = new ByteArrayOutputStream();
        new TreeMap<>(files).forEach((name, content) -> {
            Digest digest = Digest.of(content);
            digests.writeBytes(digest.bytes());
            predicate
                    .withArray("resources")
                    .addObject()
                    .put("name", name)
                    .put("algorithm", "sha256")
                    .put("digest", digest.hex());
        });
        String sha256 = Digest.of(digests.toByteArray()).hex();
        subject.putObject("digest").put("sha256", sha256);
        return new SignedFolder(sha256, bundle(statement.toString().getBytes(UTF_8), pair));
    }

    private static byte[] bundle(byte[] payload, KeyPair pair) {
        String type = "application/vnd.in-toto+json";
        ObjectNode bundle = JSON.createObjectNode().put("mediaType", "application/vnd.dev.sigstore.bundle.v0.3+json");
        bundle.putObject("verificationMaterial").putObject("publicKey").put("hint", "");
        try {
            Signature signer = Signature.getInstance("SHA384withECDSA");
            signer.initSign(pair.getPrivate());
            signer.update(Dsse.preAuthenticationEncoding(type, payload));
            ObjectNode envelope = bundle.putObject("dsseEnvelope");
            envelope.put("payload", Base64.getEncoder().encodeToString(payload)).put("payloadType", type);
            envelope.putArray("signatures")
                    .addObject()
                    .put("sig", Base64.getEncoder().encodeToString(signer.sign()));
            return JSON.writeValueAsBytes(bundle);
        } catch (GeneralSecurityException | java.io.IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyPair pair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp384r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
