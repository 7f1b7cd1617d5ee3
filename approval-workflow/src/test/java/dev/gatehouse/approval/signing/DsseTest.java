package dev.gatehouse.approval.signing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.approval.Approvals;
import java.io.IOException;
import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.util.Arrays;
import java.util.Base64;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class DsseTest {
    private static final String TYPE = "application/example";
    private static final SigningKey KEY = SigningKey.generate();
    private static final TrustedKeys TRUSTED = TrustedKeys.of(KEY.verificationKey());
    /** Its base64 has both characters in which the alphabets differ. */
    private static final byte[] PAYLOAD = {(byte) 0xfb, (byte) 0xff, (byte) 0xfe, 1, 2};

    @Test
    void theEncodingIsThatOfTheProtocolsExample() throws IOException {
        JsonNode vector = Approvals.vectors(DsseTest.class, "dsse.json");
        assertThat(Dsse.preAuthenticationEncoding(
                        vector.get("payloadType").textValue(),
                        vector.get("body").textValue().getBytes(UTF_8)))
                .asString(UTF_8)
                .isEqualTo(vector.get("pae").textValue());
    }

    @Test
    void lengthsAreInBytesNotCharacters() {
        assertThat(Dsse.preAuthenticationEncoding("é", "ü€".getBytes(UTF_8)))
                .asString(UTF_8)
                .isEqualTo("DSSEv1 2 é 5 ü€");
    }

    /** The protocol's example signs with a raw r||s signature; ours are DER, so the test converts it. */
    @Test
    void theProtocolsExampleVerifies() throws IOException, GeneralSecurityException {
        JsonNode vector = Approvals.vectors(DsseTest.class, "dsse.json");
        ObjectNode envelope = vector.get("envelope").deepCopy();
        ObjectNode signature = (ObjectNode) envelope.get("signatures").get(0);
        byte[] raw = Base64.getDecoder().decode(signature.get("sig").textValue());
        signature.put("sig", Base64.getEncoder().encodeToString(der(raw)));
        TrustedKeys keys = TrustedKeys.of(new VerificationKey(publicKey(vector.get("key")), "vector"));

        Verification verification =
                Dsse.verify(envelope.toString().getBytes(UTF_8), "http://example.com/HelloWorld", keys);

        assertThat(verification)
                .isInstanceOfSatisfying(
                        Verification.Verified.class,
                        verified ->
                                assertThat(verified.payload()).asString(UTF_8).isEqualTo("hello world"));
    }

    @Test
    void whatWasSignedIsWhatIsVerified() {
        assertThat(Dsse.verify(Dsse.sign(TYPE, PAYLOAD, KEY).bytes(), TYPE, TRUSTED))
                .isInstanceOfSatisfying(Verification.Verified.class, verified -> {
                    assertThat(verified.payload()).isEqualTo(PAYLOAD);
                    assertThat(verified.keyId()).isEqualTo(KEY.keyId());
                });
    }

    @Test
    void anotherKeyOrAnotherTypeIsRefused() {
        byte[] envelope = Dsse.sign(TYPE, PAYLOAD, KEY).bytes();
        assertRefused(
                Dsse.verify(envelope, TYPE, TrustedKeys.of(SigningKey.generate().verificationKey())), "trusted key");
        assertRefused(Dsse.verify(envelope, "application/other", TRUSTED), "payload type");
    }

    @Test
    void duringARotationBothKeysAreBelieved() {
        SigningKey next = SigningKey.generate();
        TrustedKeys both = TRUSTED.and(next.verificationKey());
        assertThat(Dsse.verify(Dsse.sign(TYPE, PAYLOAD, KEY).bytes(), TYPE, both))
                .isInstanceOf(Verification.Verified.class);
        assertThat(Dsse.verify(Dsse.sign(TYPE, PAYLOAD, next).bytes(), TYPE, both))
                .isInstanceOfSatisfying(
                        Verification.Verified.class,
                        verified -> assertThat(verified.keyId()).isEqualTo(next.keyId()));
    }

    @Test
    void urlSafeAndUnpaddedBase64AreRead() {
        ObjectNode envelope = (ObjectNode) Dsse.sign(TYPE, PAYLOAD, KEY).toJson();
        ObjectNode signature = (ObjectNode) envelope.get("signatures").get(0);
        byte[] sig = Base64.getDecoder().decode(signature.get("sig").textValue());
        for (Base64.Encoder encoder : new Base64.Encoder[] {
            Base64.getUrlEncoder(),
            Base64.getUrlEncoder().withoutPadding(),
            Base64.getEncoder().withoutPadding()
        }) {
            envelope.put("payload", encoder.encodeToString(PAYLOAD));
            signature.put("sig", encoder.encodeToString(sig));
            assertThat(Dsse.verify(Envelope.of(envelope).bytes(), TYPE, TRUSTED))
                    .isInstanceOf(Verification.Verified.class);
        }
    }

    @Test
    void keyIdsNeverDecide() {
        ObjectNode envelope = (ObjectNode) Dsse.sign(TYPE, PAYLOAD, KEY).toJson();
        ObjectNode signature = (ObjectNode) envelope.get("signatures").get(0);
        signature.put("keyid", "somebody else");
        assertThat(Dsse.verify(Envelope.of(envelope).bytes(), TYPE, TRUSTED)).isInstanceOf(Verification.Verified.class);
        signature.remove("keyid");
        assertThat(Dsse.verify(Envelope.of(envelope).bytes(), TYPE, TRUSTED)).isInstanceOf(Verification.Verified.class);

        ObjectNode forged =
                (ObjectNode) Dsse.sign(TYPE, PAYLOAD, SigningKey.generate()).toJson();
        ((ObjectNode) forged.get("signatures").get(0)).put("keyid", KEY.keyId());
        assertRefused(Dsse.verify(Envelope.of(forged).bytes(), TYPE, TRUSTED), "trusted key");
    }

    @Test
    void anUntrustedSignatureBesideATrustedOneDoesNotHurt() {
        ObjectNode envelope =
                (ObjectNode) Dsse.sign(TYPE, PAYLOAD, SigningKey.generate()).toJson();
        JsonNode ours = Dsse.sign(TYPE, PAYLOAD, KEY).toJson().get("signatures").get(0);
        envelope.withArray("signatures").add(ours);
        assertThat(Dsse.verify(Envelope.of(envelope).bytes(), TYPE, TRUSTED)).isInstanceOf(Verification.Verified.class);
    }

    @Test
    void everyChangedByteOfTheSignatureIsFound() {
        ObjectNode envelope = (ObjectNode) Dsse.sign(TYPE, PAYLOAD, KEY).toJson();
        ObjectNode signature = (ObjectNode) envelope.get("signatures").get(0);
        byte[] sig = Base64.getDecoder().decode(signature.get("sig").textValue());
        for (int bit = 0; bit < sig.length * 8; bit += 3) {
            byte[] changed = sig.clone();
            changed[bit / 8] ^= (byte) (1 << (bit % 8));
            signature.put("sig", Base64.getEncoder().encodeToString(changed));
            assertThat(Dsse.verify(Envelope.of(envelope).bytes(), TYPE, TRUSTED))
                    .as("bit %d", bit)
                    .isInstanceOf(Verification.Unverified.class);
        }
    }

    @Test
    void base64WithOtherUnusedBitsIsRefused() {
        ObjectNode envelope = (ObjectNode) Dsse.sign(TYPE, new byte[] {1}, KEY).toJson();
        assertThat(envelope.get("payload").textValue()).isEqualTo("AQ==");
        envelope.put("payload", "AR==");
        assertRefused(Dsse.verify(Envelope.of(envelope).bytes(), TYPE, TRUSTED), "base64");
    }

    @Test
    void duplicateKeysNoSignatureAndTooManySignaturesAreRefused() {
        String json = Dsse.sign(TYPE, PAYLOAD, KEY).json();
        String twice = json.replaceFirst("\\{", "{\"payload\":\"AAAA\",");
        assertRefused(Dsse.verify(twice.getBytes(UTF_8), TYPE, TRUSTED), "Duplicate");
        ObjectNode envelope = (ObjectNode) Envelope.of(json.getBytes(UTF_8)).toJson();
        JsonNode signature = envelope.get("signatures").get(0);
        for (int i = 0; i < Dsse.MAX_SIGNATURES; i++) {
            envelope.withArray("signatures").add(signature);
        }
        assertRefused(Dsse.verify(Envelope.of(envelope).bytes(), TYPE, TRUSTED), "signatures");
        envelope.putArray("signatures");
        assertRefused(Dsse.verify(Envelope.of(envelope).bytes(), TYPE, TRUSTED), "signatures");
    }

    @Property(tries = 300)
    void whateverBytesAreRefusedWithoutAnException(@ForAll byte[] bytes) {
        assertThat(Dsse.verify(bytes, TYPE, TRUSTED)).isInstanceOf(Verification.Unverified.class);
    }

    private static void assertRefused(Verification verification, String because) {
        assertThat(verification)
                .isInstanceOfSatisfying(
                        Verification.Unverified.class,
                        refused -> assertThat(refused.reason()).contains(because));
    }

    private static PublicKey publicKey(JsonNode key) throws GeneralSecurityException {
        AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
        parameters.init(new ECGenParameterSpec("secp256r1"));
        ECPoint point = new ECPoint(
                new BigInteger(key.get("x").textValue()),
                new BigInteger(key.get("y").textValue()));
        return KeyFactory.getInstance("EC")
                .generatePublic(new ECPublicKeySpec(point, parameters.getParameterSpec(ECParameterSpec.class)));
    }

    private static byte[] der(byte[] raw) {
        byte[] r = new BigInteger(1, Arrays.copyOf(raw, 32)).toByteArray();
        byte[] s = new BigInteger(1, Arrays.copyOfRange(raw, 32, 64)).toByteArray();
        byte[] der = new byte[6 + r.length + s.length];
        der[0] = 0x30;
        der[1] = (byte) (4 + r.length + s.length);
        der[2] = 0x02;
        der[3] = (byte) r.length;
        System.arraycopy(r, 0, der, 4, r.length);
        der[4 + r.length] = 0x02;
        der[5 + r.length] = (byte) s.length;
        System.arraycopy(s, 0, der, 6 + r.length, s.length);
        return der;
    }
}
