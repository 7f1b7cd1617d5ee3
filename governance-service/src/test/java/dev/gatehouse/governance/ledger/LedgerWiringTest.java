package dev.gatehouse.governance.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.approval.ledger.LedgerKey;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerWiringTest {

    private static final String EARLIER =
            LedgerKey.generate("earlier.example").noteKey().verifierKey();

    @TempDir
    Path folder;

    private record Settings(
            Optional<Path> keystore,
            Optional<String> password,
            Optional<String> origin,
            Optional<Path> anchor,
            Optional<List<String>> formerKeys,
            Optional<String> beginsAnew)
            implements LedgerConfig {}

    @BeforeEach
    void keystore() {
        LedgerKey.generate("ledger.example")
                .writeKeystore(folder.resolve("ledger.p12"), "secret".toCharArray(), Instant.EPOCH);
    }

    private LedgerKeys keys(List<String> formerKeys, String beginsAnew) {
        return new LedgerWiring()
                .keys(new Settings(
                        Optional.of(folder.resolve("ledger.p12")),
                        Optional.of("secret"),
                        Optional.of("ledger.example"),
                        Optional.empty(),
                        Optional.of(formerKeys),
                        Optional.ofNullable(beginsAnew)));
    }

    @Test
    void keysOfEarlierOriginsAreKnownUnlessTheLedgerBeginsAnew() {
        LedgerKeys keys = keys(List.of(EARLIER), null);
        assertThat(keys.origin()).isEqualTo("ledger.example");
        assertThat(keys.known()).hasSize(2);
        assertThat(keys.beginsAnew()).isFalse();
        assertThat(keys(List.of(), "ledger.example").beginsAnew()).isTrue();
        assertThatThrownBy(() -> keys(List.of(EARLIER), "ledger.example"))
                .hasMessageContaining("earlier.example")
                .hasMessageContaining("Take one of the two away");
    }

    @Test
    void aBeginningThatWasMeantForAnotherOriginIsRefused() {
        assertThatThrownBy(() -> keys(List.of(), "earlier.example"))
                .hasMessageContaining(
                        "gatehouse.ledger.begins-anew names 'earlier.example', and this ledger is 'ledger.example'");
    }
}
