package dev.gatehouse.approval.signing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rotation of docs/operate.md with the tools that it names: keytool and one keystore. */
class SigningKeysTest {
    private static final char[] PASSWORD = "correct horse".toCharArray();

    @TempDir
    Path folder;

    @Test
    void aKeyIsRotatedWithOverlapAndTheOldOnesEnvelopesCountThroughout() throws Exception {
        Path keystore = folder.resolve("permit-key.p12");
        genkeypair(keystore, "permit", "secp256r1");
        SigningKeys before = open(keystore, null);
        Envelope old = Dsse.sign("type", new byte[] {1}, before.active());
        assertThat(before.trusted().keys()).containsExactly(before.active().verificationKey());

        genkeypair(keystore, "permit-2027", "secp256r1");
        assertRefused(keystore, null, "holds 2 private keys [permit, permit-2027]; say which one signs by its alias");
        SigningKeys prepared = open(keystore, "permit");
        assertThat(prepared.active().keyId()).isEqualTo(before.active().keyId());

        SigningKeys rotated = open(keystore, "Permit-2027");
        assertThat(rotated.active().keyId()).isNotEqualTo(before.active().keyId());
        assertThat(rotated.trusted().keys())
                .containsExactly(
                        rotated.active().verificationKey(), before.active().verificationKey());
        assertVerified(old, rotated);
        Envelope fresh = Dsse.sign("type", new byte[] {2}, rotated.active());
        assertVerified(fresh, rotated);
        assertVerified(fresh, prepared);

        Path retired = Files.writeString(
                folder.resolve("permit.pem"), before.active().verificationKey().pem());
        keytool("-delete", "-alias", "permit", "-keystore", keystore.toString());
        SigningKeys withoutOld = open(keystore, null);
        assertThat(Dsse.verify(old.bytes(), "type", withoutOld.trusted())).isInstanceOf(Verification.Unverified.class);
        SigningKeys withRetired = open(keystore, null, retired);
        assertVerified(old, withRetired);
        assertVerified(fresh, withRetired);
        assertThat(withRetired.active().keyId()).isEqualTo(rotated.active().keyId());
    }

    @Test
    void everyFaultIsRefusedWithItsOwnReason() throws Exception {
        Path keystore = folder.resolve("permit-key.p12");
        assertRefused(keystore, null, "permit-key.p12 does not exist");
        genkeypair(keystore, "permit", "secp256r1");
        assertThatExceptionOfType(KeyMaterialException.class)
                .isThrownBy(() -> SigningKeys.open(keystore, "wrong".toCharArray(), Optional.empty(), List.of()))
                .withMessageContaining("the password is wrong");
        assertRefused(keystore, "permit-2027", "no private key with the alias 'permit-2027', only [permit]");
        genkeypair(keystore, "other-curve", "secp384r1");
        assertRefused(
                keystore, "permit", "under the alias 'other-curve' holds a EC key that is not on the curve P-256");
        Path certificates = folder.resolve("no-key.p12");
        Path certificate = folder.resolve("certificate.pem");
        keytool(
                "-exportcert",
                "-rfc",
                "-alias",
                "permit",
                "-file",
                certificate.toString(),
                "-keystore",
                keystore.toString());
        keytool(
                "-importcert",
                "-noprompt",
                "-alias",
                "permit",
                "-file",
                certificate.toString(),
                "-keystore",
                certificates.toString());
        assertRefused(certificates, null, "holds 0 private keys");
        Path text = Files.writeString(folder.resolve("text.p12"), "not a keystore");
        assertRefused(text, null, "check that it is a PKCS#12 file");
        Path good = folder.resolve("good.p12");
        genkeypair(good, "permit", "secp256r1");
        assertThatExceptionOfType(KeyMaterialException.class)
                .isThrownBy(() -> open(good, null, folder.resolve("absent.pem")))
                .withMessageContaining("absent.pem");
    }

    @Test
    void aKeyWhoseSignaturesNobodyWouldTrustIsRefused() {
        TrustedKeys others = TrustedKeys.of(SigningKey.generate().verificationKey());
        assertThatExceptionOfType(KeyMaterialException.class)
                .isThrownBy(() -> new SigningKeys(SigningKey.generate(), others))
                .withMessageContaining("nothing it signs would count");
        SigningKey key = SigningKey.generate();
        assertThat(SigningKeys.only(key).trusted().keys()).containsExactly(key.verificationKey());
    }

    private static SigningKeys open(Path keystore, String alias, Path... retired) {
        return SigningKeys.open(keystore, PASSWORD, Optional.ofNullable(alias), List.of(retired));
    }

    private static void assertRefused(Path keystore, String alias, String because) {
        assertThatExceptionOfType(KeyMaterialException.class)
                .isThrownBy(() -> open(keystore, alias))
                .withMessageContaining(because);
    }

    private static void assertVerified(Envelope envelope, SigningKeys keys) {
        assertThat(Dsse.verify(envelope.bytes(), "type", keys.trusted())).isInstanceOf(Verification.Verified.class);
    }

    private static void genkeypair(Path keystore, String alias, String curve) throws IOException, InterruptedException {
        keytool(
                "-genkeypair",
                "-keyalg",
                "EC",
                "-groupname",
                curve,
                "-alias",
                alias,
                "-dname",
                "CN=gatehouse permits",
                "-validity",
                "3650",
                "-storetype",
                "PKCS12",
                "-keystore",
                keystore.toString());
    }

    private static void keytool(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(Arrays.asList(arguments));
        command.addAll(List.of("-storepass", new String(PASSWORD)));
        Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(keytool.getInputStream().readAllBytes(), UTF_8);
        assertThat(keytool.waitFor()).as(output).isZero();
    }
}
