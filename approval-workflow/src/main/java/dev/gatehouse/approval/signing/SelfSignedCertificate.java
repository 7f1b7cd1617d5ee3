package dev.gatehouse.approval.signing;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gatehouse.approval.canonical.Digest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.function.UnaryOperator;

/**
 * The smallest X.509 certificate (RFC 5280 §4.1) for a key of ours. A PKCS#12 keystore has no other place for a public key, and the JDK
 * has no public way to make one.
 */
public final class SelfSignedCertificate {
    private static final int VALIDITY_YEARS = 10;
    private static final int SEQUENCE = 0x30;
    private static final int SET = 0x31;
    private static final DateTimeFormatter GENERALIZED_TIME =
            DateTimeFormatter.ofPattern("uuuuMMddHHmmss'Z'").withZone(ZoneOffset.UTC);
    /** 1.2.840.10045.4.3.2, ecdsa-with-SHA256 (RFC 5758 §3.2). */
    private static final byte[] ECDSA_WITH_SHA256 = {0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 0x04, 0x03, 0x02};
    /** 1.3.101.112, Ed25519 (RFC 8410 §3). */
    private static final byte[] ED25519 = {0x2b, 0x65, 0x70};
    /** 2.5.4.3, commonName. */
    private static final byte[] COMMON_NAME = {0x55, 0x04, 0x03};

    private SelfSignedCertificate() {}

    static Certificate of(PublicKey publicKey, SigningKey signer, Instant notBefore) throws GeneralSecurityException {
        return of(publicKey, ECDSA_WITH_SHA256, signer::sign, notBefore);
    }

    /**
     * A certificate for an Ed25519 key.
     *
     * @param sign makes the key's signature over bytes
     * @param notBefore start of its ten years
     * @throws GeneralSecurityException if the platform cannot read what was made
     */
    public static Certificate ofEd25519(PublicKey publicKey, UnaryOperator<byte[]> sign, Instant notBefore)
            throws GeneralSecurityException {
        return of(publicKey, ED25519, sign, notBefore);
    }

    private static Certificate of(
            PublicKey publicKey, byte[] algorithmId, UnaryOperator<byte[]> sign, Instant notBefore)
            throws GeneralSecurityException {
        Instant notAfter =
                notBefore.atZone(ZoneOffset.UTC).plusYears(VALIDITY_YEARS).toInstant();
        byte[] serial = Digest.of(publicKey.getEncoded()).bytes();
        serial[0] &= 0x7f; // positive
        serial[0] |= 0x40; // no leading zero
        byte[] algorithm = der(SEQUENCE, der(0x06, algorithmId));
        byte[] name = der(
                SEQUENCE,
                der(SET, der(SEQUENCE, der(0x06, COMMON_NAME), der(0x0c, "gatehouse signing key".getBytes(UTF_8)))));
        byte[] toBeSigned = der(
                SEQUENCE,
                der(0x02, Arrays.copyOf(serial, 20)),
                algorithm,
                name,
                der(SEQUENCE, time(notBefore), time(notAfter)),
                name,
                publicKey.getEncoded());
        byte[] certificate = der(SEQUENCE, toBeSigned, algorithm, der(0x03, new byte[] {0}, sign.apply(toBeSigned)));
        return CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(certificate));
    }

    private static byte[] time(Instant instant) {
        return der(0x18, GENERALIZED_TIME.format(instant).getBytes(US_ASCII));
    }

    private static byte[] der(int tag, byte[]... contents) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : contents) {
            content.writeBytes(part);
        }
        int length = content.size();
        ByteArrayOutputStream element = new ByteArrayOutputStream(length + 4);
        element.write(tag);
        if (length < 0x80) {
            element.write(length);
        } else if (length < 0x100) {
            element.write(0x81);
            element.write(length);
        } else {
            element.write(0x82);
            element.write(length >> 8);
            element.write(length);
        }
        element.writeBytes(content.toByteArray());
        return element.toByteArray();
    }
}
