package dev.gatehouse.approval.signing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.approval.canonical.CanonicalJson;
import dev.gatehouse.approval.canonical.InvalidDocumentException;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * DSSE v1 ("Dead Simple Signing Envelope", secure-systems-lab/dsse: {@code protocol.md}, {@code envelope.md}) with ECDSA P-256/SHA-256
 * signatures in DER.
 */
public final class Dsse {
    /** Most signatures that an envelope may carry. */
    public static final int MAX_SIGNATURES = 8;
    /** Longest payload type in characters. */
    public static final int MAX_PAYLOAD_TYPE_CHARS = 200;

    private Dsse() {}

    /** The bytes that are signed: {@code "DSSEv1" SP LEN(type) SP type SP LEN(payload) SP payload}, lengths in bytes, decimal ASCII. */
    public static byte[] preAuthenticationEncoding(String payloadType, byte[] payload) {
        byte[] type = payloadType.getBytes(UTF_8);
        ByteArrayOutputStream encoding = new ByteArrayOutputStream(payload.length + type.length + 40);
        encoding.writeBytes(("DSSEv1 " + type.length + " ").getBytes(UTF_8));
        encoding.writeBytes(type);
        encoding.writeBytes((" " + payload.length + " ").getBytes(UTF_8));
        encoding.writeBytes(payload);
        return encoding.toByteArray();
    }

    /** Signs a payload: an envelope in canonical JSON with one signature. Signing twice gives two different, equally valid envelopes. */
    public static Envelope sign(String payloadType, byte[] payload, SigningKey key) {
        JsonNodeFactory json = JsonNodeFactory.instance;
        byte[] signature = key.sign(preAuthenticationEncoding(payloadType, payload));
        ObjectNode envelope = json.objectNode();
        envelope.put("payloadType", payloadType);
        envelope.put("payload", Base64.getEncoder().encodeToString(payload));
        envelope.putArray("signatures")
                .addObject()
                .put("keyid", key.keyId())
                .put("sig", Base64.getEncoder().encodeToString(signature));
        return Envelope.of(envelope);
    }

    /** Whose signatures are believed. */
    @FunctionalInterface
    public interface Signers {
        /**
         * The key that made a signature.
         *
         * @param signed the bytes that were signed
         * @param signature the signature's bytes
         * @return the key's id; empty if no believed key made it
         */
        Optional<String> signerOf(byte[] signed, byte[] signature);
    }

    /**
     * Verifies an envelope: it is of the expected type and at least one of its signatures is by a trusted key. Key ids in the envelope
     * never decide; every signature is tried with every trusted key. Standard and URL-safe base64 are read, with or without padding.
     * Fields that DSSE does not name are ignored, as DSSE asks; duplicate ones are refused.
     */
    public static Verification verify(byte[] envelope, String expectedPayloadType, TrustedKeys keys) {
        try {
            return verify(
                    CanonicalJson.parse(envelope, Envelope.MAX_BYTES),
                    expectedPayloadType,
                    (signed, signature) -> keys.signerOf(signed, signature).map(VerificationKey::keyId));
        } catch (InvalidDocumentException e) {
            return new Verification.Unverified("The envelope cannot be read: " + e.getMessage() + ".");
        }
    }

    /**
     * As {@link #verify(byte[], String, TrustedKeys)}, for an envelope inside another document, and keys of another kind.
     *
     * @throws InvalidDocumentException if the envelope cannot be read
     */
    public static Verification verify(JsonNode envelope, String expectedPayloadType, Signers keys) {
        String type = text(envelope, "payloadType", "$");
        if (!type.equals(expectedPayloadType)) {
            return new Verification.Unverified("The envelope's payload type is '" + abbreviate(type) + "'; '"
                    + expectedPayloadType + "' is expected.");
        }
        byte[] payload = base64(text(envelope, "payload", "$"), "$.payload");
        byte[] signed = preAuthenticationEncoding(type, payload);
        for (byte[] signature : signatures(envelope)) {
            Optional<String> signer = keys.signerOf(signed, signature);
            if (signer.isPresent()) {
                return new Verification.Verified(payload, signer.get());
            }
        }
        return new Verification.Unverified("No signature of the envelope is by a trusted key over this payload.");
    }

    private static List<byte[]> signatures(JsonNode envelope) {
        JsonNode array = envelope.path("signatures");
        if (!array.isArray() || array.isEmpty() || array.size() > MAX_SIGNATURES) {
            throw new InvalidDocumentException(
                    "$.signatures is not an array of 1 to " + MAX_SIGNATURES + " signatures");
        }
        List<byte[]> signatures = new ArrayList<>(array.size());
        for (JsonNode item : array) {
            String where = "$.signatures[" + signatures.size() + "]";
            signatures.add(base64(text(item, "sig", where), where + ".sig"));
        }
        return signatures;
    }

    private static String text(JsonNode object, String field, String where) {
        JsonNode node = object.path(field);
        if (!node.isTextual()) {
            throw new InvalidDocumentException(where + "." + field + " is not a text");
        }
        return node.textValue();
    }

    /** Only the one encoding of the bytes is read: Java's decoder lets the last character's unused bits differ. */
    private static byte[] base64(String text, String where) {
        boolean urlSafe = text.indexOf('-') >= 0 || text.indexOf('_') >= 0;
        try {
            byte[] bytes = (urlSafe ? Base64.getUrlDecoder() : Base64.getDecoder()).decode(text);
            Base64.Encoder encoder = urlSafe ? Base64.getUrlEncoder() : Base64.getEncoder();
            boolean canonical = text.endsWith("=")
                    ? encoder.encodeToString(bytes).equals(text)
                    : encoder.withoutPadding().encodeToString(bytes).equals(text);
            if (canonical) {
                return bytes;
            }
        } catch (IllegalArgumentException e) {
            throw new InvalidDocumentException(where + " is not base64", e);
        }
        throw new InvalidDocumentException(where + " is not the base64 that its bytes have");
    }

    private static String abbreviate(String text) {
        return text.length() <= MAX_PAYLOAD_TYPE_CHARS ? text : text.substring(0, MAX_PAYLOAD_TYPE_CHARS) + "…";
    }
}
