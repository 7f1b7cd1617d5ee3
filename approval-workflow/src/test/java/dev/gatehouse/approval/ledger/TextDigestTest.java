package dev.gatehouse.approval.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.approval.canonical.Digest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TextDigestTest {
    private static final byte[] KEY = new byte[TextDigest.KEY_BYTES];

    /** Computed by {@code printf 'Fine.' | openssl dgst -sha256 -mac HMAC -macopt hexkey:00…00} (32 zero bytes), OpenSSL 3. */
    @Test
    void itIsTheHmacThatPublicToolsCompute() {
        assertThat(TextDigest.of(KEY, "Fine."))
                .isEqualTo("hmac-sha256:d654b5fb8700fcd7580d7de2f75f3af4122035202fbaf8af5d83691fa7d21785");
    }

    /** RFC 4231 has no key of 32 bytes but this one's, cut to the first 20, padded with zeros: HMAC pads short keys so. */
    @Test
    void itIsHmacSha256() {
        byte[] key = Arrays.copyOf(HexFormat.of().parseHex("0b".repeat(20)), TextDigest.KEY_BYTES);
        assertThat(TextDigest.of(key, "Hi There"))
                .isEqualTo("hmac-sha256:b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
    }

    @Test
    void withoutItsKeyARecordConfirmsNoGuess() {
        String recorded = TextDigest.of(KEY, "Fine.");
        assertThat(TextDigest.isOf(recorded, Optional.of(KEY), "Fine.")).isTrue();
        assertThat(TextDigest.isOf(recorded, Optional.of(KEY), "Fine!")).isFalse();
        assertThat(TextDigest.isOf(recorded, Optional.empty(), "Fine.")).isFalse();
        byte[] other = KEY.clone();
        other[0] = 1;
        assertThat(TextDigest.isOf(recorded, Optional.of(other), "Fine.")).isFalse();
        assertThat(TextDigest.isOf(null, Optional.of(KEY), "Fine.")).isFalse();
        assertThatThrownBy(() -> TextDigest.of(new byte[16], "Fine.")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void ofATextThatWasErasedNobodyCanTell() {
        assertThat(TextDigest.isOf(TextDigest.of(KEY, "Fine."), Optional.empty(), TextDigest.ERASED))
                .isTrue();
    }

    @Test
    void aRecordFromBeforeThereWereKeysVerifies() {
        String recorded = Digest.of("Fine.".getBytes(UTF_8)).toString();
        assertThat(TextDigest.isOf(recorded, Optional.empty(), "Fine.")).isTrue();
        assertThat(TextDigest.isOf(recorded, Optional.of(KEY), "Fine.")).isTrue();
        assertThat(TextDigest.isOf(recorded, Optional.empty(), "Fine!")).isFalse();
    }
}
