package dev.gatehouse.gateway;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** An authority of a test, and the certificates that it signs (RFC 5280 §4.1), ECDSA P-256. */
public final class Certificates {

    private static final int SEQUENCE = 0x30;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMddHHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final byte[] ECDSA_WITH_SHA256 = {0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 0x04, 0x03, 0x02};
    private static final byte[] COMMON_NAME = {0x55, 0x04, 0x03};
    private static final byte[] BASIC_CONSTRAINTS = {0x55, 0x1d, 0x13};
    private static final byte[] SUBJECT_ALTERNATIVE_NAMES = {0x55, 0x1d, 0x11};
    private static final byte[] TRUE = der(0x01, new byte[] {(byte) 0xff});

    /** A certificate and its key. */
    public record Issued(X509Certificate certificate, PrivateKey key) {

        public String certificatePem() {
            try {
                return pem("CERTIFICATE", certificate.getEncoded());
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }

        public String keyPem() {
            return pem("PRIVATE KEY", key.getEncoded());
        }

        private static String pem(String type, byte[] content) {
            return "-----BEGIN " + type + "-----\n"
                    + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content) + "\n-----END " + type
                    + "-----\n";
        }
    }

    private final String name;
    private final KeyPair keys;
    private final Issued own;

    public Certificates(String name) {
        this.name = name;
        try {
            this.keys = newKeys();
            this.own = new Issued(sign(name, keys, true), keys.getPrivate());
        } catch (GeneralSecurityException | UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    public Issued authority() {
        return own;
    }

    /** A certificate for hosts, by name or by IPv4 address. */
    public Issued issue(String subject, String... hosts) {
        try {
            KeyPair fresh = newKeys();
            return new Issued(sign(subject, fresh, false, hosts), fresh.getPrivate());
        } catch (GeneralSecurityException | UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    /** TLS that shows a certificate and trusts this authority. */
    public SSLContext tls(Issued shown) {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setCertificateEntry("authority", own.certificate);
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            store.setKeyEntry("own", shown.key, new char[0], new X509Certificate[] {shown.certificate});
            KeyManagerFactory identity = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            identity.init(store, new char[0]);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(identity.getKeyManagers(), trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyPair newKeys() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    private X509Certificate sign(String subject, KeyPair subjectKeys, boolean authority, String... hosts)
            throws GeneralSecurityException, UnknownHostException {
        byte[] algorithm = der(SEQUENCE, der(0x06, ECDSA_WITH_SHA256));
        Instant now = Instant.now();
        byte[] extensions = der(
                0xa3,
                der(
                        SEQUENCE,
                        authority
                                ? der(SEQUENCE, der(0x06, BASIC_CONSTRAINTS), TRUE, der(0x04, der(SEQUENCE, TRUE)))
                                : der(
                                        SEQUENCE,
                                        der(0x06, SUBJECT_ALTERNATIVE_NAMES),
                                        der(0x04, der(SEQUENCE, names(hosts))))));
        byte[] toBeSigned = der(
                SEQUENCE,
                der(0xa0, der(0x02, new byte[] {2})),
                der(0x02, new BigInteger(64, new SecureRandom()).setBit(62).toByteArray()),
                algorithm,
                name(name),
                der(SEQUENCE, time(now.minus(Duration.ofHours(1))), time(now.plus(Duration.ofDays(1)))),
                name(subject),
                subjectKeys.getPublic().getEncoded(),
                extensions);
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(keys.getPrivate());
        signature.update(toBeSigned);
        byte[] whole = der(SEQUENCE, toBeSigned, algorithm, der(0x03, new byte[] {0}, signature.sign()));
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(whole));
    }

    private static byte[] names(String... hosts) throws UnknownHostException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (String host : hosts) {
            boolean address = Character.isDigit(host.charAt(0));
            all.writeBytes(
                    address ? der(0x87, InetAddress.getByName(host).getAddress()) : der(0x82, host.getBytes(US_ASCII)));
        }
        return all.toByteArray();
    }

    private static byte[] name(String text) {
        return der(SEQUENCE, der(0x31, der(SEQUENCE, der(0x06, COMMON_NAME), der(0x0c, text.getBytes(UTF_8)))));
    }

    private static byte[] time(Instant instant) {
        return der(0x18, TIME.format(instant).getBytes(US_ASCII));
    }

    private static byte[] der(int tag, byte[]... contents) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : contents) {
            content.writeBytes(part);
        }
        int length = content.size();
        ByteArrayOutputStream element = new ByteArrayOutputStream(length + 4);
        element.write(tag);
        if (length >= 0x100) {
            element.write(0x82);
            element.write(length >> 8);
        } else if (length >= 0x80) {
            element.write(0x81);
        }
        element.write(length);
        element.writeBytes(content.toByteArray());
        return element.toByteArray();
    }
}
