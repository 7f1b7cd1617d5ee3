package dev.gatehouse.gateway.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.gateway.Certificates;
import dev.gatehouse.gateway.Settings;
import dev.gatehouse.gateway.upstream.Upstream;
import dev.gatehouse.gateway.upstream.Upstreams;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CredentialsTest {

    private static final Set<String> ALLOWED = Set.of("models.example:443", "127.0.0.1:8080");

    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void create() throws IOException {
        file = directory.resolve("credentials");
        Files.createFile(file);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    }

    private Credentials read(String content) throws IOException {
        Files.writeString(file, content);
        return new Credentials(Optional.of(file), ALLOWED);
    }

    private void refused(String content, String because) {
        assertThatThrownBy(() -> read(content))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(because)
                .satisfies(e -> assertThat(String.valueOf(e) + e.getCause()).doesNotContain("s3cret"));
    }

    @Test
    void eachModelServerHasItsField() throws IOException {
        Credentials read = read("# ours\r\n\r\nmodels.example:443 Authorization: Bearer a b=\r\n"
                + "  127.0.0.1:8080\tx-api-key:k\r\n");
        assertThat(read.of("models.example:443").line())
                .asString(StandardCharsets.US_ASCII)
                .isEqualTo("Authorization: Bearer a b=\r\n");
        assertThat(read.of("127.0.0.1:8080").name()).isEqualTo("x-api-key");
        assertThat(read.of("models.example:444")).isNull();
        assertThat(read.of("models.example:443")).asString().isEqualTo("Authorization: (secret)");
    }

    @Test
    void withoutAFileThereAreNone() {
        assertThat(new Credentials(Optional.empty(), ALLOWED).of("models.example:443"))
                .isNull();
    }

    @Test
    void whatIsNotACredentialIsRefusedByLineAndNotByWord() {
        refused("s3cret", "line 1 is not");
        refused("\nmodels.example Authorization: s3cret", "line 2 is not");
        refused("models.example:443 Authorization s3cret", "line 1 is not");
        refused("models.example:443 Author ization: s3cret", "line 1 is not");
        refused("models.example:443 Authorization:", "no value of 1 to");
        refused("models.example:443 Authorization: s3cret\u00e9", "no value of 1 to");
        refused("models.example:443 Authorization: s3cret\u0001x", "no value of 1 to");
        refused("models.example:443 Authorization: s3cret" + "x".repeat(8_192), "no value of 1 to");
        refused("models.example:443 Host: s3cret", "not for credentials");
        refused("models.example:443 Transfer-Encoding: s3cret", "not for credentials");
        refused("models.example:443 X-Gatehouse-Purpose: s3cret", "not for credentials");
        refused("elsewhere.example:443 Authorization: s3cret", "not in gatehouse.upstream.allowed");
        refused("models.example:443 A: s3cret\nmodels.example:443 B: s3cret", "line 2 is the second one");
        refused("#".repeat(FollowedFiles.MAX_FILE_BYTES + 1), "over the limit");
    }

    @Test
    void aFileThatEverybodyMayReadOrWriteIsRefused() throws IOException {
        for (String rights : new String[] {"rw----r--", "rw-----w-"}) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(rights));
            refused("models.example:443 Authorization: s3cret", "chmod o= ");
        }
    }

    @Test
    void aSecretGoesOverHttpsOrStaysOnThisMachine() throws IOException {
        Files.writeString(
                file,
                "models.example:80 A: 1\nmodels.example:443 A: 2\n127.0.0.1:80 A: 3\n[::1]:80 A: 4\n127.evil.example:80 A: 5");
        Upstreams upstreams = new Upstreams(
                Settings.with(Map.of(
                                "gatehouse.upstream.allowed",
                                "models.example:80,models.example:443,127.0.0.1:80,[::1]:80,127.evil.example:80",
                                "gatehouse.upstream.credentials-file",
                                file.toString()))
                        .upstream(),
                upstream -> {});
        Upstream inTheClear = upstreams.at(URI.create("http://models.example"));
        assertThat(inTheClear.credential()).isNull();
        assertThat(inTheClear.withholdsCredential()).isTrue();
        assertThat(upstreams.at(URI.create("http://127.evil.example")).credential())
                .isNull();
        assertThat(upstreams
                        .at(URI.create("https://models.example"))
                        .credential()
                        .value())
                .isEqualTo("2");
        assertThat(upstreams.at(URI.create("http://127.0.0.1")).credential().value())
                .isEqualTo("3");
        assertThat(upstreams.at(URI.create("http://[::1]:80")).credential().value())
                .isEqualTo("4");
        assertThat(upstreams.at(URI.create("https://models.example")).withholdsCredential())
                .isFalse();
    }

    @Test
    void aCertificateAndAKeyThatDoNotBelongTogetherAreRefused() {
        Certificates authority = new Certificates("authority");
        Certificates.Issued one = authority.issue("one", "one.example");
        Certificates.Issued other = authority.issue("other", "other.example");
        assertThatThrownBy(() -> identity(one.certificatePem(), other.keyPem()))
                .isInstanceOf(GeneralSecurityException.class)
                .hasMessage("the key is not the certificate's");
        assertThatThrownBy(() -> identity(one.certificatePem(), "-----BEGIN EC PRIVATE KEY-----"))
                .hasMessageContaining("openssl pkcs8 -topk8 -nocrypt");
        assertThatThrownBy(() -> identity("nothing", one.keyPem())).isInstanceOf(GeneralSecurityException.class);
        assertThatThrownBy(() ->
                        identity(one.certificatePem(), "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----"))
                .hasMessageContaining("certificate's kind, EC");
    }

    private static TlsIdentity identity(String certificate, String key) throws GeneralSecurityException {
        return TlsIdentity.of(certificate.getBytes(StandardCharsets.US_ASCII), key.getBytes(StandardCharsets.US_ASCII));
    }
}
