package dev.gatehouse.governance.permits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.approval.signing.KeyMaterialException;
import dev.gatehouse.approval.signing.SigningKey;
import dev.gatehouse.approval.signing.SigningKeys;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SigningWiringTest {

    @TempDir
    Path folder;

    private record Config(
            Optional<Path> keystore,
            Optional<String> password,
            Optional<String> alias,
            Optional<List<Path>> verificationKeys)
            implements SigningConfig {}

    private static SigningKeys start(Config config) {
        return new SigningWiring().signingKeys(config);
    }

    @Test
    void withoutAKeyTheServiceDoesNotStartAndSaysWhatIsMissing() {
        assertThatThrownBy(
                        () -> start(new Config(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty())))
                .hasMessageContaining("gatehouse.signing.keystore")
                .hasMessageContaining("docs/operate.md");
        assertThatThrownBy(() -> start(new Config(
                        Optional.of(folder.resolve("absent.p12")),
                        Optional.of("secret"),
                        Optional.empty(),
                        Optional.empty())))
                .isInstanceOf(KeyMaterialException.class)
                .hasMessageContaining("absent.p12 does not exist");
    }

    @Test
    void retiredKeysVerifyBesideTheActiveOne() throws Exception {
        SigningKey key = SigningKey.generate();
        SigningKey retired = SigningKey.generate();
        Path keystore = folder.resolve("permit-key.p12");
        key.writeKeystore(keystore, "secret".toCharArray(), Instant.now());
        Path pem = Files.writeString(
                folder.resolve("retired.pem"), retired.verificationKey().pem());
        SigningKeys keys = start(
                new Config(Optional.of(keystore), Optional.of("secret"), Optional.empty(), Optional.of(List.of(pem))));
        assertThat(keys.active().keyId()).isEqualTo(key.keyId());
        assertThat(keys.trusted().keys()).containsExactly(key.verificationKey(), retired.verificationKey());
    }
}
