package dev.gatehouse.gateway.secrets;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A certificate with its chain and its private key, which belong together. */
public final class TlsIdentity {

    private static final Pattern KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
    private static final byte[] PROOF = "gatehouse".getBytes(StandardCharsets.US_ASCII);

    private final List<X509Certificate> chain;
    private final PrivateKey key;

    private TlsIdentity(List<X509Certificate> chain, PrivateKey key) {
        this.chain = chain;
        this.key = key;
    }

    /**
     * Reads both.
     *
     * @param certificates PEM, the certificate first, then its chain
     * @param key PEM, PKCS#8, not encrypted
     * @throws GeneralSecurityException when one of them cannot be read, or the key is not the certificate's; as when only one of the two files
     *     has been replaced so far
     */
    public static TlsIdentity of(byte[] certificates, byte[] key) throws GeneralSecurityException {
        List<X509Certificate> chain = certificates(certificates);
        Matcher pem = KEY.matcher(new String(key, StandardCharsets.US_ASCII));
        if (!pem.find()) {
            throw new GeneralSecurityException(
                    "there is no PKCS#8 key in PEM; convert it: openssl pkcs8 -topk8 -nocrypt -in KEY -out NEW_KEY");
        }
        String algorithm = chain.get(0).getPublicKey().getAlgorithm();
        PrivateKey read;
        try {
            read = KeyFactory.getInstance(algorithm)
                    .generatePrivate(
                            new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pem.group(1))));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new GeneralSecurityException("the key is not a key of the certificate's kind, " + algorithm, e);
        }
        requirePair(chain.get(0), read, algorithm);
        return new TlsIdentity(chain, read);
    }

    /**
     * The certificates of a PEM file.
     *
     * @throws CertificateException when there are none, or one cannot be read
     */
    static List<X509Certificate> certificates(byte[] pem) throws CertificateException {
        Collection<? extends Certificate> read =
                CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(pem));
        if (read.isEmpty()) {
            throw new CertificateException("there is no certificate in PEM");
        }
        return read.stream().map(X509Certificate.class::cast).toList();
    }

    private static void requirePair(X509Certificate certificate, PrivateKey key, String algorithm)
            throws GeneralSecurityException {
        Signature signature = Signature.getInstance(
                switch (algorithm) {
                    case "EC" -> "SHA256withECDSA";
                    case "RSA" -> "SHA256withRSA";
                    default -> algorithm;
                });
        signature.initSign(key);
        signature.update(PROOF);
        byte[] signed = signature.sign();
        signature.initVerify(certificate.getPublicKey());
        signature.update(PROOF);
        if (!signature.verify(signed)) {
            throw new GeneralSecurityException("the key is not the certificate's");
        }
    }

    /** The certificate, then its chain. */
    public List<X509Certificate> chain() {
        return chain;
    }

    /** The certificate's private key. */
    public PrivateKey key() {
        return key;
    }
}
