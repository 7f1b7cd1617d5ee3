package dev.gatehouse.approval.canonical;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DigestTest {
    /** FIPS 180-2, appendix B.1. */
    private static final String ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @Test
    void aDigestIsSha256AndReadsBackWhatItWrites() {
        Digest digest = Digest.of("abc".getBytes(UTF_8));
        assertThat(digest.hex()).isEqualTo(ABC);
        assertThat(Digest.parse(digest.toString())).isEqualTo(digest);
        assertThat(Digest.ofHash(digest.bytes())).isEqualTo(digest);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "sha256:", ABC, "sha512:" + ABC, "sha256:" + ABC + "0", "sha256: " + ABC, "SHA256:" + ABC})
    void anotherFormIsNotADigest(String text) {
        assertThatExceptionOfType(InvalidDocumentException.class).isThrownBy(() -> Digest.parse(text));
    }

    @Test
    void upperCaseHexIsNotADigestBecauseOneDigestHasOneForm() {
        assertThatExceptionOfType(InvalidDocumentException.class).isThrownBy(() -> new Digest(ABC.replace('b', 'B')));
    }

    @Test
    void aPseudonymDependsOnTheSaltAndThePerson() {
        byte[] salt = new byte[16];
        byte[] otherSalt = new byte[16];
        otherSalt[0] = 1;
        String pseudonym = Pseudonym.of(salt, "lars");
        assertThat(pseudonym).matches("p-[0-9a-f]{32}").isEqualTo(Pseudonym.of(salt.clone(), "lars"));
        assertThat(pseudonym).isNotEqualTo(Pseudonym.of(otherSalt, "lars")).isNotEqualTo(Pseudonym.of(salt, "priya"));
        assertThatIllegalArgumentException().isThrownBy(() -> Pseudonym.of(new byte[15], "lars"));
    }
}
