package dev.gatehouse.approval.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.gatehouse.approval.canonical.InvalidDocumentException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.BigRange;
import net.jqwik.api.constraints.Scale;
import net.jqwik.api.constraints.StringLength;

class DrawnShareTest {
    private static final int SUBJECTS = 2_000;
    /** Standard deviations of a binomial count; beyond them lies less than 1 in 10⁹. */
    private static final double BOUND = 6.2;

    private static RouteSecret secret(long seed) {
        byte[] bytes = new byte[RouteSecret.BYTES];
        new Random(seed).nextBytes(bytes);
        return RouteSecret.of(bytes);
    }

    private static long held(DrawnShare share, String prefix) {
        long held = 0;
        for (int i = 0; i < SUBJECTS; i++) {
            held += share.holds(prefix + i) ? 1 : 0;
        }
        return held;
    }

    private static void assertWithinBounds(long held, double share) {
        double spread = BOUND * Math.sqrt(SUBJECTS * share * (1 - share)) + 3;
        assertThat((double) held).isBetween(SUBJECTS * share - spread, SUBJECTS * share + spread);
    }

    /**
     * The sides of five subjects under the secret 00 01 … 1f, reckoned once with Python's hmac and hashlib:
     * {@code int.from_bytes(hmac.new(bytes(range(32)), s.encode(), 'sha256').digest()[:8], 'big') / 2**64}.
     */
    @Example
    void subjectsFallWhereTheFormulaSays() {
        byte[] bytes = new byte[RouteSecret.BYTES];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) i;
        }
        RouteSecret secret = RouteSecret.of(bytes);
        for (String line : List.of(
                "client-7 0.00817427", "client-8 0.45439138", "ä 0.15836401", "a 0.31799108", "42 0.49208889")) {
            String[] parts = line.split(" ");
            BigDecimal place = new BigDecimal(parts[1]);
            BigDecimal step = new BigDecimal("0.000001");
            assertThat(DrawnShare.of(secret, place.add(step)).holds(parts[0])).isTrue();
            assertThat(DrawnShare.of(secret, place.subtract(step)).holds(parts[0]))
                    .isFalse();
        }
    }

    @Property(tries = 60)
    void theShareIsTheShare(
            @ForAll long seed, @ForAll @BigRange(min = "0.000001", max = "1") @Scale(6) BigDecimal share) {
        assertWithinBounds(held(DrawnShare.of(secret(seed), share), "client-"), share.doubleValue());
    }

    @Property(tries = 200)
    void aLargerShareHoldsAllThatASmallerOneHolds(
            @ForAll long seed,
            @ForAll @BigRange(min = "0.000001", max = "1") @Scale(6) BigDecimal one,
            @ForAll @BigRange(min = "0.000001", max = "1") @Scale(6) BigDecimal other,
            @ForAll @StringLength(max = 40) String subject) {
        DrawnShare smaller = DrawnShare.of(secret(seed), one.min(other));
        DrawnShare larger = DrawnShare.of(secret(seed), one.max(other));
        for (int i = 0; i < 50; i++) {
            if (smaller.holds(subject + i)) {
                assertThat(larger.holds(subject + i)).isTrue();
            }
        }
        assertThat(DrawnShare.of(secret(seed), BigDecimal.ONE).holds(subject)).isTrue();
    }

    /** Of those that one route draws, another one draws its own share: who is inside here is no hint for there. */
    @Property(tries = 40)
    void routesDrawIndependently(@ForAll long seed) {
        DrawnShare here = DrawnShare.of(secret(seed), new BigDecimal("0.3"));
        DrawnShare there = DrawnShare.of(secret(seed + 1), new BigDecimal("0.5"));
        long both = 0;
        for (int i = 0; i < SUBJECTS; i++) {
            both += here.holds("client-" + i) && there.holds("client-" + i) ? 1 : 0;
        }
        assertWithinBounds(both, 0.3 * 0.5);
    }

    @Property(tries = 20)
    void rowsOfRequestsAreDrawnByTheShareAndAgainAlike(@ForAll long seed) {
        DrawnShare share = DrawnShare.of(secret(seed), new BigDecimal("0.1"));
        List<Boolean> first = new ArrayList<>();
        long held = 0;
        for (int i = 0; i < SUBJECTS; i++) {
            boolean holds = share.holds(new UUID(seed, i / 4), i % 4);
            first.add(holds);
            held += holds ? 1 : 0;
        }
        assertWithinBounds(held, 0.1);
        DrawnShare again = DrawnShare.of(secret(seed), new BigDecimal("0.1"));
        for (int i = 0; i < SUBJECTS; i++) {
            assertThat(again.holds(new UUID(seed, i / 4), i % 4)).isEqualTo(first.get(i));
        }
    }

    @Example
    void aShareIsAboveZeroAndAtMostOneAndASecretHas32Bytes() {
        RouteSecret secret = RouteSecret.draw(new SecureRandom());
        for (String share : List.of("0", "-0.1", "1.000001")) {
            assertThatExceptionOfType(InvalidDocumentException.class)
                    .isThrownBy(() -> DrawnShare.of(secret, new BigDecimal(share)));
        }
        assertThatExceptionOfType(InvalidDocumentException.class).isThrownBy(() -> RouteSecret.of(new byte[31]));
        assertThat(RouteSecret.of(secret.bytes())).isEqualTo(secret).hasSameHashCodeAs(secret);
        assertThat(secret.toString())
                .doesNotContain(Arrays.toString(secret.bytes()))
                .isEqualTo("RouteSecret[hidden]");
        assertThat(new String(secret.bytes(), StandardCharsets.ISO_8859_1)).hasSize(RouteSecret.BYTES);
    }
}
