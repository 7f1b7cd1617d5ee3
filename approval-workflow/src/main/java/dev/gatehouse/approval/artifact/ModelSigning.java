package dev.gatehouse.approval.artifact;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.approval.canonical.CanonicalJson;
import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.approval.canonical.InvalidDocumentException;
import dev.gatehouse.approval.canonical.StrictFields;
import dev.gatehouse.approval.permit.PermitStatement;
import dev.gatehouse.approval.signing.Dsse;
import dev.gatehouse.approval.signing.Verification;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * OpenSSF Model Signing v1.0 (ossf/model-signing-spec: {@code spec/v1.0.md}) as sigstore/model-transparency writes it: a sigstore bundle
 * v0.3 in JSON around a DSSE envelope around an in-toto Statement v1. Read are signatures by a key over whole files with SHA-256;
 * certificates, keyless signatures and the serialization {@code shards} are refused.
 */
public final class ModelSigning {
    /** The bundle's {@code mediaType}. */
    public static final String MEDIA_TYPE = "application/vnd.dev.sigstore.bundle.v0.3+json";
    /** The statement's {@code predicateType}. */
    public static final String PREDICATE_TYPE = "https://model_signing/signature/v1.0";
    /** Largest bundle in bytes. */
    public static final int MAX_BYTES = CanonicalJson.MAX_DOCUMENT_BYTES;

    private static final int MAX_TEXT_CHARS = 200;
    private static final int MAX_IGNORED = 1_000;

    private ModelSigning() {}

    /**
     * Verifies a signature. Keys that a bundle brings, and its hints at a key, never decide. Fields that are not named in the specification
     * are ignored, as it asks.
     *
     * @param bundle the signature's bytes
     * @param keys the keys to believe
     */
    public static SignatureCheck verify(byte[] bundle, ModelKeys keys) {
        try {
            StrictFields fields = StrictFields.of(CanonicalJson.parse(bundle, MAX_BYTES), "$");
            requireText(fields, "mediaType", MEDIA_TYPE);
            if (!fields.required("verificationMaterial").path("publicKey").isObject()) {
                throw new InvalidDocumentException(
                        "$.verificationMaterial has no publicKey: only signatures by a key are verified here, not those by a certificate");
            }
            Signer signer = new Signer(keys);
            Verification verification =
                    Dsse.verify(fields.required("dsseEnvelope"), PermitStatement.PAYLOAD_TYPE, signer);
            if (verification instanceof Verification.Unverified unverified) {
                return new SignatureCheck.Refused(unverified.reason());
            }
            byte[] statement = ((Verification.Verified) verification).payload();
            return new SignatureCheck.Verified(manifest(statement), signer.found.name(), signer.found.keyId());
        } catch (InvalidDocumentException e) {
            return new SignatureCheck.Refused("The signature cannot be read: " + e.getMessage() + ".");
        }
    }

    /**
     * Reads a signature that was verified before, as it was stored then. For any other bytes use {@link #verify}.
     *
     * @throws InvalidDocumentException if it cannot be read
     */
    public static ModelManifest readStored(byte[] bundle) {
        JsonNode envelope =
                StrictFields.of(CanonicalJson.parse(bundle, MAX_BYTES), "$").required("dsseEnvelope");
        // Whoever signed it: that was asked when it came.
        Verification read = Dsse.verify(envelope, PermitStatement.PAYLOAD_TYPE, (signed, signature) -> Optional.of(""));
        if (read instanceof Verification.Unverified unverified) {
            throw new InvalidDocumentException(unverified.reason());
        }
        return manifest(((Verification.Verified) read).payload());
    }

    /** Remembers which key it was, beside its id. */
    private static final class Signer implements Dsse.Signers {
        private final ModelKeys keys;
        private ModelKeys.ModelKey found;

        Signer(ModelKeys keys) {
            this.keys = keys;
        }

        @Override
        public Optional<String> signerOf(byte[] signed, byte[] signature) {
            return keys.signerOf(signed, signature).map(key -> {
                found = key;
                return key.keyId();
            });
        }
    }

    private static ModelManifest manifest(byte[] statement) {
        StrictFields fields = StrictFields.of(CanonicalJson.parse(statement, MAX_BYTES), "$");
        requireText(fields, "_type", PermitStatement.STATEMENT_TYPE);
        requireText(fields, "predicateType", PREDICATE_TYPE);
        List<JsonNode> subjects = fields.array("subject", 1);
        if (subjects.size() != 1) {
            throw new InvalidDocumentException("$.subject names no model; exactly one is expected");
        }
        StrictFields subject = StrictFields.of(subjects.get(0), "$.subject[0]");
        Digest digest = new Digest(subject.object("digest").text("sha256", 64));
        StrictFields predicate = fields.object("predicate");
        StrictFields serialization = predicate.object("serialization");
        requireFiles(serialization);
        List<ModelManifest.Resource> resources = resources(predicate);
        Digest computed = digest(resources);
        if (!computed.equals(digest)) {
            throw new InvalidDocumentException("$.subject[0].digest is " + digest.hex()
                    + ", but the digests of the resources hash to " + computed.hex());
        }
        return new ModelManifest(
                subject.text("name", ModelManifest.MAX_PATH_CHARS),
                digest,
                Digest.of(statement),
                symbolicLinks(serialization.required("allow_symlinks")),
                ignored(serialization),
                resources);
    }

    private static void requireFiles(StrictFields serialization) {
        String method = serialization.text("method", MAX_TEXT_CHARS);
        if (method.equals("shards")) {
            throw new InvalidDocumentException(
                    "$.predicate.serialization.method is 'shards', which is not supported: sign whole files (method 'files')");
        }
        if (!method.equals("files")) {
            throw new InvalidDocumentException(
                    "$.predicate.serialization.method is '" + method + "'; 'files' is expected");
        }
        requireText(serialization, "hash_type", "sha256");
    }

    private static boolean symbolicLinks(JsonNode allowed) {
        if (!allowed.isBoolean()) {
            throw new InvalidDocumentException("$.predicate.serialization.allow_symlinks is neither true nor false");
        }
        return allowed.booleanValue();
    }

    private static List<String> ignored(StrictFields serialization) {
        List<String> paths = new ArrayList<>();
        serialization
                .optionalTextSet("ignore_paths", MAX_IGNORED, ModelManifest.MAX_PATH_CHARS)
                .ifPresent(texts ->
                        texts.forEach(text -> paths.add(relative(text, "$.predicate.serialization.ignore_paths"))));
        return paths;
    }

    private static List<ModelManifest.Resource> resources(StrictFields predicate) {
        List<ModelManifest.Resource> resources = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (JsonNode item : predicate.array("resources", ModelManifest.MAX_RESOURCES)) {
            String where = "$.predicate.resources[" + resources.size() + "]";
            StrictFields resource = StrictFields.of(item, where);
            String name = resource.text("name", ModelManifest.MAX_PATH_CHARS);
            requireText(resource, "algorithm", "sha256");
            if (!name.equals(ModelManifest.SINGLE_FILE)) {
                relative(name, where + ".name");
            }
            if (!names.add(name)) {
                throw new InvalidDocumentException(where + ".name '" + name + "' is named twice");
            }
            resources.add(new ModelManifest.Resource(name, new Digest(resource.text("digest", 64))));
        }
        if (resources.isEmpty() || (names.contains(ModelManifest.SINGLE_FILE) && names.size() > 1)) {
            throw new InvalidDocumentException("$.predicate.resources names no file, or a single file among others");
        }
        return resources;
    }

    /** A path that stays below the folder, on every operating system. */
    static String relative(String path, String where) {
        for (String part : path.split("/", -1)) {
            if (part.isEmpty() || part.equals(".") || part.equals("..") || !isPlain(part)) {
                throw new InvalidDocumentException(where + " '" + path + "' is not a path below the model's folder");
            }
        }
        return path;
    }

    private static boolean isPlain(String part) {
        return part.chars().noneMatch(c -> c < 0x20 || c == 0x7f || c == '\\' || c == ':');
    }

    private static Digest digest(List<ModelManifest.Resource> resources) {
        ByteArrayOutputStream all = new ByteArrayOutputStream(resources.size() * Digest.BYTES);
        resources.forEach(resource -> all.writeBytes(resource.digest().bytes()));
        return Digest.of(all.toByteArray());
    }

    private static void requireText(StrictFields fields, String field, String expected) {
        String text = fields.text(field, MAX_TEXT_CHARS);
        if (!text.equals(expected)) {
            throw new InvalidDocumentException(
                    fields.path(field) + " is '" + text + "'; '" + expected + "' is expected");
        }
    }
}
