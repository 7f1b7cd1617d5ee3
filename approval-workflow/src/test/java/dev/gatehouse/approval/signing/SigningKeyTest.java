package dev.gatehouse.approval.signing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SigningKeyTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    private static final char[] PASSWORD = "correct horse".toCharArray();

    @TempDir
    Path folder;

    @Test
    void aKeySurvivesItsKeystore() throws IOException {
        SigningKey key = SigningKey.generate();
        Path file = folder.resolve("signing.p12");
        key.writeKeystore(file, PASSWORD, NOW);

        SigningKey read = SigningKey.fromKeystore(file, PASSWORD);

        assertThat(read.keyId()).isEqualTo(key.keyId()).matches("[0-9a-f]{64}");
        Envelope envelope = Dsse.sign("type", new byte[] {1}, read);
        assertThat(Dsse.verify(envelope.bytes(), "type", TrustedKeys.of(key.verificationKey())))
                .isInstanceOf(Verification.Verified.class);
        if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
        }
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void aKeystoreMadeByKeytoolIsRead() throws IOException, InterruptedException {
        Path file = keytool("EC", "secp256r1");
        assertThat(SigningKey.fromKeystore(file, PASSWORD).keyId()).matches("[0-9a-f]{64}");
    }

    @Test
    void aKeyOnAnotherCurveIsRefusedWithTheCurveThatIsExpected() throws IOException, InterruptedException {
        Path file = keytool("EC", "secp384r1");
        assertThatExceptionOfType(KeyMaterialException.class)
                .isThrownBy(() -> SigningKey.fromKeystore(file, PASSWORD))
                .withMessageContaining("P-256");
    }

    @Test
    void anAbsentFileAWrongPasswordAndAnotherFileAreRefusedNamingTheFile() throws IOException {
        Path absent = folder.resolve("absent.p12");
        assertRefused(absent, PASSWORD, "absent.p12");
        Path file = folder.resolve("signing.p12");
        SigningKey.generate().writeKeystore(file, PASSWORD, NOW);
        assertRefused(file, "wrong".toCharArray(), "password");
        Path text = Files.writeString(folder.resolve("text.p12"), "not a keystore");
        assertRefused(text, PASSWORD, "text.p12");
    }

    @Test
    void trustedKeysReadBackTheirPem() {
        VerificationKey one = SigningKey.generate().verificationKey();
        VerificationKey other = SigningKey.generate().verificationKey();
        TrustedKeys keys = TrustedKeys.fromPem("since May\n" + one.pem() + "until May\r\n" + other.pem(), "keys.pem");
        assertThat(keys.keys()).containsExactly(one, other);
        assertThat(TrustedKeys.fromPem(keys.pem(), "again").keys()).containsExactly(one, other);
        assertThat(one.pem()).contains(one.spkiBase64().substring(0, 64));
    }

    @Test
    void pemWithoutUsableKeysIsRefused() throws NoSuchAlgorithmException {
        String pem = SigningKey.generate().verificationKey().pem();
        for (String text : new String[] {
            "",
            pem.replace("PUBLIC", "PRIVATE"),
            "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n",
            "-----BEGIN PUBLIC KEY-----\n"
                    + Base64.getEncoder()
                            .encodeToString(KeyPairGenerator.getInstance("RSA")
                                    .generateKeyPair()
                                    .getPublic()
                                    .getEncoded())
                    + "\n-----END PUBLIC KEY-----\n"
        }) {
            assertThatExceptionOfType(KeyMaterialException.class)
                    .isThrownBy(() -> TrustedKeys.fromPem(text, "keys.pem"))
                    .withMessageContaining("keys.pem");
        }
        assertThatExceptionOfType(KeyMaterialException.class)
                .isThrownBy(() -> TrustedKeys.fromPemFile(folder.resolve("absent.pem")))
                .withMessageContaining("absent.pem");
    }

    @Test
    void aSigningKeyDoesNotPrintItsSecret() {
        SigningKey key = SigningKey.generate();
        assertThat(key).hasToString("SigningKey " + key.keyId());
    }

    private void assertRefused(Path file, char[] password, String because) {
        assertThatExceptionOfType(KeyMaterialException.class)
                .isThrownBy(() -> SigningKey.fromKeystore(file, password))
                .withMessageContaining(because);
    }

    private Path keytool(String algorithm, String curve) throws IOException, InterruptedException {
        Path file = folder.resolve(curve + ".p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keyalg",
                        algorithm,
                        "-groupname",
                        curve,
                        "-alias",
                        "signing",
                        "-dname",
                        "CN=test",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        new String(PASSWORD))
                .redirectErrorStream(true)
                .start();
        String output = new String(keytool.getInputStream().readAllBytes(), UTF_8);
        assertThat(keytool.waitFor()).as(output).isZero();
        return file;
    }
}
