package dev.gatehouse.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;

/**
 * The key that permits and snapshots are signed with: ECDSA P-256 in a PKCS#12 file made by the JDK's keytool, and its public half as
 * PEM, which is all that the gateway is given.
 *
 * @param keystore PKCS#12 file; the key's alias is {@value #ALIAS}
 * @param publicKey PEM file, {@code PUBLIC KEY}
 */
record SigningKey(Path keystore, Path publicKey) {

    static final String ALIAS = "gatehouse";

    /** The key in that directory, made when absent. */
    static SigningKey in(Path directory, String password) {
        SigningKey key = new SigningKey(directory.resolve("signing.p12"), directory.resolve("signing-public.pem"));
        try {
            if (!Files.exists(key.keystore)) {
                generate(key.keystore, password);
            }
            KeyStore store = KeyStore.getInstance("PKCS12");
            try (InputStream stream = Files.newInputStream(key.keystore)) {
                store.load(stream, password.toCharArray());
            }
            byte[] spki = store.getCertificate(ALIAS).getPublicKey().getEncoded();
            String base64 = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                    .encodeToString(spki);
            Files.writeString(key.publicKey, "-----BEGIN PUBLIC KEY-----\n" + base64 + "\n-----END PUBLIC KEY-----\n");
            return key;
        } catch (IOException | GeneralSecurityException e) {
            throw new SandboxException("cannot use the signing key " + key.keystore + ": " + e, e);
        }
    }

    private static void generate(Path keystore, String password) throws IOException {
        ProcessBuilder keytool = new ProcessBuilder(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                ALIAS,
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-sigalg",
                "SHA256withECDSA",
                "-dname",
                "CN=gatehouse sandbox",
                "-validity",
                "3650",
                "-storetype",
                "PKCS12",
                "-keystore",
                keystore.toString(),
                "-storepass:env",
                "GATEHOUSE_STOREPASS"));
        keytool.environment().put("GATEHOUSE_STOREPASS", password);
        keytool.redirectErrorStream(true);
        Process process = keytool.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new SandboxException("keytool did not make the signing key: " + output.strip());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SandboxException("interrupted while making the signing key", e);
        }
    }
}
